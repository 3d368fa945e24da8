"""Filled-in values: from what a person submits to what a case keeps, to what a formula sees, to what a page shows.

In: fields and raw values.  Out: plain JSON, values for formulas, words for people.
"""

from engine.filling.reading import Unfit, is_blank, persons_for, read, units_for
from engine.filling.showing import PRIVATE_KEY, for_formula, show, show_day, show_moment

__all__ = ["PRIVATE_KEY", "Unfit", "for_formula", "is_blank", "persons_for", "read", "show", "show_day", "show_moment", "units_for"]
