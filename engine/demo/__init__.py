"""The demonstration street: stories that were told, matters in hand today, or a whole year as it may have gone.

In: an empty folder.  Out: a street's folder that can be served; every case is made by the engine itself.
"""

from engine.demo.making import PASSWORD, clock_of, is_demo, make_demo, make_year
from engine.demo.year import summary

__all__ = ["PASSWORD", "clock_of", "is_demo", "make_demo", "make_year", "summary"]
