"""Scores, rankings and what they lead to, as pure functions of what was counted.

In: an evaluation and sums of rows.  Out: lines with every number on the way, places, proposals, and what would change
if a weight were another.
"""

from engine.scores.computing import Inputs, Line, Weighed, score_table
from engine.scores.counting import NOTHING, Counted, Ledger, Sums, count
from engine.scores.periods import LENGTHS, Length, Period, containing, read_period
from engine.scores.ranking import Place, rank

__all__ = [
    "LENGTHS", "NOTHING", "Counted", "Inputs", "Ledger", "Length", "Line", "Period", "Place", "Sums", "Weighed", "containing", "count",
    "rank", "read_period", "score_table",
]
