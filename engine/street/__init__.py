"""A street (街道): the methods it runs with its own values and titles, its units and people, its office days.

In: a street's file.  Out: a frozen `Street`, or every problem that keeps it from running.
"""

from engine.street.parameters import with_parameters
from engine.street.reading import read_street, street_file
from engine.street.tenant import Street

__all__ = ["Street", "read_street", "street_file", "with_parameters"]
