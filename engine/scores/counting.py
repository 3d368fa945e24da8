"""What an indicator adds up to, and the number it gives.

In: sums of rows for one indicator and one subject.  Out: an exact number, or why there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.model import Indicator
from engine.text import Text, say


@dataclass(frozen=True, slots=True)
class Sums:
    """Rows added up: numerators and denominators in units of 10^-decimals, how many rows, the latest row's number."""

    num: int = 0
    den: int = 0
    rows: int = 0
    latest: int | None = None


NOTHING = Sums()
Ledger = Mapping[str, Mapping[str, Sums]]  # indicator → subject → sums


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator's number for a subject with what it was divided by, or why there is none."""

    value: Fraction | None
    sums: Sums = NOTHING
    why: Text | None = None
    settled: str = ""  # how a missing value was settled: zero, average, spread


def count(indicator: Indicator, sums: Sums, least_rows: Fraction | None, bounds: tuple[Fraction | None, Fraction | None]) -> Counted:
    """The number of an indicator; `bounds` are the least and the most it may count as.

    A denominator of zero gives no number, never 0 and never 100."""
    if least_rows is not None and sums.rows < least_rows:
        return Counted(None, sums, say("只有{rows}条记录，少于要求的{least}条", "only {rows} rows, fewer than the {least} required",
                                       rows=sums.rows, least=least_rows))
    unit = 10 ** indicator.decimals
    if indicator.kind == "count":
        value: Fraction | None = Fraction(sums.rows)
    elif indicator.kind == "sum":
        value = Fraction(sums.num, unit)
    elif indicator.kind == "mean":
        value = Fraction(sums.num, sums.rows * unit) if sums.rows else None
    elif indicator.kind == "latest":
        value = Fraction(sums.latest, unit) if sums.latest is not None else None
    else:
        value = Fraction(sums.num, sums.den) if sums.den else None
    if value is None:
        return Counted(None, sums, say("「{name}」没有可算的记录", "“{name}” has no rows to work with", name=indicator.title))
    low, high = bounds
    if low is not None:
        value = max(low, value)
    if high is not None:
        value = min(high, value)
    return Counted(value, sums)
