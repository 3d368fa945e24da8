"""A method after compiling: frozen data with every name resolved and every formula typed.

In: nothing but plain values.  Out: the dataclasses that checks prove and the case core runs.
"""

from engine.model.fields import Field, FieldKind, Form
from engine.model.flow import (
    NO_EFFECTS,
    Action,
    Actor,
    Anytime,
    Ballot,
    Deadline,
    Draw,
    Effects,
    How,
    Invitee,
    Nudge,
    Opening,
    Outcome,
    Quorum,
    Rework,
    Row,
    Stage,
    Start,
    Step,
    Tell,
    Way,
    Who,
    Workflow,
)
from engine.model.method import (
    Board,
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

__all__ = [
    "NO_EFFECTS", "Action", "Actor", "Anytime", "Ballot", "Board", "Clause", "Deadline", "Document", "Draw", "Effects",
    "Field", "FieldKind", "Form", "How", "Invitee", "Method", "Nudge", "Opening", "Outcome", "Parameter", "Part",
    "Quorum", "Register", "Rework", "Role", "Row", "Size", "Stage", "Start", "Step", "Tell", "UnitKind", "Value",
    "Way", "Who", "Workflow",
]
