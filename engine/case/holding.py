"""Which function decides which command at ballots and draws.

In: nothing.  Out: the table that `decide` looks into.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.case.answering import answer, close_ballot, settle
from engine.case.ballot_commands import (
    CloseBallot,
    ConfirmPaper,
    CountPaper,
    Freeze,
    HandOut,
    MakeSlips,
    Seed,
    Settle,
    Substitute,
)
from engine.case.commands import Answer
from engine.case.drawing import freeze, seed, substitute
from engine.case.events import Refusal
from engine.case.journal import Journal
from engine.case.slips import confirm_paper, count_paper, hand_out, make_slips

BALLOT_DECIDERS: dict[type, Callable[[Journal, Any], Refusal | None]] = {
    Answer: answer, Settle: settle, CloseBallot: close_ballot, MakeSlips: make_slips, HandOut: hand_out, CountPaper: count_paper,
    ConfirmPaper: confirm_paper, Freeze: freeze, Seed: seed, Substitute: substitute,
}
