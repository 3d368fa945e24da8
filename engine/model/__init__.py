"""A method after compiling: frozen data with every name resolved and every formula typed.

In: nothing but plain values.  Out: the dataclasses that checks prove and the case core runs.
"""

from engine.model.document import Document, Part, Per
from engine.model.evaluation import Component, Consequence, Evaluation, Indicator, Ranking
from engine.model.fields import Field, FieldKind, Form
from engine.model.flow import (
    Action,
    Anytime,
    Ballot,
    Deadline,
    Draw,
    Invitee,
    Nudge,
    Quorum,
    Rework,
    Row,
    Stage,
    Start,
    Step,
    Workflow,
)
from engine.model.method import (
    Board,
    Choices,
    Clause,
    Method,
    Parameter,
    Register,
    Role,
    Size,
    UnitKind,
    Value,
)
from engine.model.outcome import Outcome, Reopening
from engine.model.sentence import Check
from engine.model.who import NO_EFFECTS, Actor, Effects, How, Opening, Tell, Way, Who

__all__ = [
    "NO_EFFECTS", "Action", "Actor", "Anytime", "Ballot", "Board", "Check", "Choices", "Clause", "Component", "Consequence", "Deadline", "Document",
    "Draw", "Effects",
    "Evaluation", "Field", "FieldKind", "Form", "How", "Indicator", "Invitee", "Method", "Nudge", "Opening", "Outcome", "Parameter", "Part", "Per",
    "Quorum", "Ranking", "Register", "Reopening", "Rework", "Role", "Row", "Size", "Stage", "Start", "Step", "Tell", "UnitKind", "Value",
    "Way", "Who", "Workflow",
]
