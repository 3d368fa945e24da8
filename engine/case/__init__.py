"""The case: `decide` says what a command does, `evolve` what an event changes.  Pure.

In: a compiled method, a case, a command, the world.  Out: events, or a refusal that changes nothing.
"""

from engine.case.commands import (
    Absorb,
    Act,
    Answer,
    Anytime,
    Approve,
    Claim,
    Command,
    Fire,
    Hear,
    Open,
    Release,
    Reopen,
    Repair,
    Reproject,
    Resume,
    Unmerge,
)
from engine.case.decide import decide
from engine.case.events import Decision, Event, Refusal, evolve
from engine.case.facts import Facts
from engine.case.merging import MERGED
from engine.case.offers import Offer, offers
from engine.case.opening import may_open
from engine.case.seats import holders, stuck
from engine.case.state import Case, Clock, Rung, Seat, Tally
from engine.case.withheld import is_withheld
from engine.case.world import PARTY, PUBLIC, SYSTEM, World, no_box, parameters_on

__all__ = ["MERGED", "PARTY", "PUBLIC", "SYSTEM", "Absorb", "Act", "Answer", "Anytime", "Approve", "Case", "Claim", "Clock", "Command",
           "Decision", "Event", "Facts", "Fire", "Hear", "Offer", "Open", "Refusal", "Release", "Reopen", "Repair", "Reproject", "Resume",
           "Rung", "Seat", "Tally", "Unmerge", "World", "decide", "evolve", "holders", "is_withheld", "may_open", "no_box", "offers",
           "parameters_on", "stuck"]
