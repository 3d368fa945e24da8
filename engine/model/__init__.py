"""A method after compiling: frozen data with every name resolved and every formula typed.

In: nothing but plain values.  Out: the dataclasses that checks prove and the case core runs.
"""

from engine.model.ballot import Ballot, Draw, Invitee, Quorum
from engine.model.board import Board, Count, Remarks, Wording
from engine.model.document import Document, Part, Per
from engine.model.evaluation import Component, Consequence, Evaluation, Indicator, Ranking
from engine.model.fields import Field, FieldKind, Form
from engine.model.flow import (
    Action,
    Anytime,
    Deadline,
    Nudge,
    Rework,
    Row,
    Stage,
    Start,
    Step,
    Workflow,
)
from engine.model.method import (
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
from engine.model.outside import Enrolment, Granting, Opening
from engine.model.sentence import Check
from engine.model.who import NO_EFFECTS, Actor, Effects, How, Tell, Way, Who

__all__ = [
    "NO_EFFECTS", "Action", "Actor", "Anytime", "Ballot", "Board", "Check", "Choices", "Clause", "Component", "Consequence", "Count", "Deadline", "Document",
    "Draw", "Effects", "Enrolment",
    "Evaluation", "Field", "FieldKind", "Form", "Granting", "How", "Indicator", "Invitee", "Method", "Nudge", "Opening", "Outcome", "Parameter", "Part", "Per",
    "Quorum", "Ranking", "Register", "Remarks", "Reopening", "Rework", "Role", "Row", "Size", "Stage", "Start", "Step", "Tell", "UnitKind", "Value",
    "Way", "Who", "Wording", "Workflow",
]
