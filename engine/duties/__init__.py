"""Obligations in time: which single occasions there are, what may be done about each, and how each came out.

In: a method's obligations, calendar, parameters, directory, and what was counted.  Out: events and the state after them.
Pure: no clock, file, SQL or chance.
"""

from engine.duties.changing import AnswerJoin, AnswerRequest, Change, Excuse, Move, Substitute, change
from engine.duties.occasions import Occasion, Rules
from engine.duties.owed import Owed, Timer, evolve, replay
from engine.duties.people import Look, Subject, arrangers, objects, responsible, subjects
from engine.duties.planning import Known, Plan, Planner, owed_id
from engine.duties.settling import Tally, close, outcome_of
from engine.duties.telling import fire

__all__ = ["AnswerJoin", "AnswerRequest", "Change", "Excuse", "Known", "Look", "Move", "Occasion", "Owed", "Plan", "Planner", "Rules", "Subject",
           "Substitute", "Tally", "Timer", "arrangers", "change", "close", "evolve", "fire", "objects", "outcome_of", "owed_id", "replay",
           "responsible", "subjects"]
