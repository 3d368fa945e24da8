"""The case: `decide` says what a command does, `evolve` what an event changes.  Pure.

In: a compiled method, a case, a command, the world.  Out: events, or a refusal that changes nothing.
"""

from engine.case.commands import Act, Answer, Anytime, Claim, Command, Fire, Open, Repair, Reproject, Resume
from engine.case.decide import decide, may_open
from engine.case.events import Decision, Event, Refusal, evolve
from engine.case.facts import Facts
from engine.case.offers import Offer, offers
from engine.case.seats import holders, stuck
from engine.case.state import Case, Clock, Rung, Seat, Tally
from engine.case.world import PARTY, PUBLIC, SYSTEM, World, parameters_on

__all__ = ["PARTY", "PUBLIC", "SYSTEM", "Act", "Answer", "Anytime", "Case", "Claim", "Clock", "Command", "Decision", "Event",
           "Facts", "Fire", "Offer", "Open", "Refusal", "Repair", "Reproject", "Resume", "Rung", "Seat", "Tally", "World", "decide",
           "evolve", "holders", "may_open", "offers", "parameters_on", "stuck"]
