"""Pictures of scores, drawn on the server: how they lie, how they go over periods, what they are made of.

In: names and numbers as people read them.  Out: SVG that needs no script and no other host, with a title and a description;
every page shows the same numbers in a table beside it.
"""

from web.charts.comparison import comparison
from web.charts.distribution import distribution
from web.charts.trend import Series, trend

__all__ = ["Series", "comparison", "distribution", "trend"]
