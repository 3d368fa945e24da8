"""Counting what people answered, from sheets or from counts alone.

In: answers by group, what they judge and question.  Out: the functions a ballot's formulas call.
"""

from engine.ballots.box import ABSTAIN, Box, Cell, Grain, Totals, from_counts, from_sheets, gathered, withheld
from engine.ballots.calls import Tied, ballot_calls

__all__ = ["ABSTAIN", "Box", "Cell", "Grain", "Tied", "Totals", "ballot_calls", "from_counts", "from_sheets", "gathered", "withheld"]
