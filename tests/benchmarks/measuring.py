"""Timing two ways of doing the same, turn by turn, so that both meet the same machine.

In: functions to run.  Out: median seconds of each.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter


@dataclass(frozen=True)
class Measured:
    """One ratio: its name, the two figures behind it in words, how many turns, and what is asked of it."""

    name: str
    ratio: float
    first: str
    second: str
    turns: int
    wanted: str
    good: bool


def timed(run: Callable[[], object]) -> float:
    """The seconds one run takes."""
    begun = perf_counter()
    run()
    return perf_counter() - begun


def alternate(first: Callable[[], object], second: Callable[[], object], turns: int) -> tuple[float, float]:
    """The median seconds of each, run in turns; the first turn warms up and is not counted."""
    pairs = [(timed(first), timed(second)) for _ in range(turns + 1)][1:]
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs)


def at_least(name: str, ratio: float, wanted: float, first: str, second: str, turns: int) -> Measured:
    """A ratio that should reach a figure."""
    return Measured(name, ratio, first, second, turns, f"≥ {wanted:g}", ratio >= wanted)


def at_most(name: str, ratio: float, wanted: float, first: str, second: str, turns: int) -> Measured:
    """A ratio that should stay below a figure."""
    return Measured(name, ratio, first, second, turns, f"≤ {wanted:g}", ratio <= wanted)


def shown(seconds: float) -> str:
    """A time in a unit that suits it.

    >>> shown(0.0123), shown(0.0000456), shown(2)
    ('12.300 ms', '45.6 µs', '2.00 s')
    """
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.3f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"


def fsync_seconds(folder: Path, turns: int = 200) -> float:
    """The median time until 4 KB are on the disk."""
    with tempfile.TemporaryFile(dir=folder) as file:
        def once() -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        return statistics.median(timed(once) for _ in range(turns))
