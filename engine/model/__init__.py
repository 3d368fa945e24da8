"""A method after compiling: frozen data with every name resolved and every formula typed.

In: nothing but plain values.  Out: the dataclasses that checks prove and the case core runs.
"""

from engine.model.fields import Field, FieldKind, Form
from engine.model.flow import (
    Action,
    Anytime,
    Ballot,
    Deadline,
    Draw,
    Invitee,
    Nudge,
    Outcome,
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
    Check,
    Choices,
    Clause,
    Document,
    Method,
    Parameter,
    Part,
    Register,
    Role,
    Size,
    UnitKind,
    Value,
)
from engine.model.who import NO_EFFECTS, Actor, Effects, How, Opening, Tell, Way, Who

__all__ = [
    "NO_EFFECTS", "Action", "Actor", "Anytime", "Ballot", "Board", "Check", "Choices", "Clause", "Deadline", "Document", "Draw", "Effects",
    "Field", "FieldKind", "Form", "How", "Invitee", "Method", "Nudge", "Opening", "Outcome", "Parameter", "Part",
    "Quorum", "Register", "Rework", "Role", "Row", "Size", "Stage", "Start", "Step", "Tell", "UnitKind", "Value",
    "Way", "Who", "Workflow",
]
