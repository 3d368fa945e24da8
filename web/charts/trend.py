"""Scores over periods: a line for each subject, the middle of the group, the band in which the middle half lies.

In: series of numbers, one for each period.  Out: a picture; a period without a number is a gap and says so with a cross.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from web.charts.picture import INK, INKS, PALE, SOFT, WIDE, box, picture, plain, short, stroke, ticks, words

LEFT, RIGHT, HIGH, LEGEND, FOOT = 40, 10, 180, 22, 30
DASHES = ("", "9 4", "3 4")
At = Callable[[int, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Series:
    """A name and a number for each period, '' where there is none."""

    name: str
    numbers: Sequence[str]


def trend(title: str, told: str, labels: Sequence[str], lines: Sequence[Series], middle: Series | None = None,
          band: tuple[Series, Series] | None = None) -> Markup:
    """Up to three lines over the band and the middle of their group.

    >>> svg = trend("历期", "", ["1月", "2月", "3月"], [Series("东社区", ["85", "", "90"])])
    >>> svg.count("<circle"), "×" in svg
    (3, True)
    """
    keys = [*((one.name, INKS[at % 3], DASHES[at % 3], at % 3) for at, one in enumerate(lines)), *([(middle.name, INK, "6 5", -1)] if middle else [])]
    top = LEGEND * (len(keys) + bool(band)) + 18
    every = [*lines, *([middle] if middle else []), *(band or ())]
    known = [float(one) for series in every for one in series.numbers if one]
    scale = ticks(min(known, default=0), max(known, default=1))
    step = (WIDE - LEFT - RIGHT - 20) / max(len(labels) - 1, 1)

    def at(period: int, number: float) -> tuple[float, float]:
        return LEFT + 10 + period * step, top + (scale[-1] - number) / (scale[-1] - scale[0]) * HIGH

    drawn = _legend(keys, band)
    drawn += [part for one in scale for part in (stroke(LEFT, at(0, one)[1], WIDE - RIGHT, at(0, one)[1]),
                                                 words(LEFT - 6, at(0, one)[1] + 5, plain(one), anchor="end", fill=SOFT))]
    drawn[:0] = [_band(band, at)] if band else []
    drawn += _line(middle, at, INK, "6 5", -1) if middle else []
    for number, series in enumerate(lines):
        drawn += _line(series, at, INKS[number % 3], DASHES[number % 3], number % 3)
        drawn += [words(at(period, scale[0])[0], top + HIGH - 6 - 14 * number, "×", anchor="middle", fill=INKS[number % 3])
                  for period, value in enumerate(series.numbers) if not value]
    drawn += _labels(labels, lambda period: at(period, 0)[0], top + HIGH + 22)
    return picture(title, told, top + HIGH + FOOT, drawn)


def _legend(keys: Sequence[tuple[str, str, str, int]], band: tuple[Series, Series] | None) -> list[str]:
    drawn = []
    for row, (name, ink, dash, shape) in enumerate(keys):
        y = row * LEGEND + 12
        drawn += [stroke(LEFT, y, LEFT + 38, y, ink, wide=2.5, dash=dash), _mark(LEFT + 19, y, ink, shape), words(LEFT + 48, y + 5, short(name, 22))]
    if band:
        y = len(keys) * LEGEND + 4
        drawn += [box(LEFT, y, 38, 14, PALE), words(LEFT + 48, y + 13, band[0].name)]
    return drawn


def _band(band: tuple[Series, Series], at: At) -> str:
    """The area between two series, piece by piece where both have numbers."""
    drawn = []
    for (one, (a, b)), (other, (c, d)) in pairwise(enumerate(zip(band[0].numbers, band[1].numbers, strict=True))):
        if a and b and c and d:
            corners = (at(one, float(a)), at(other, float(c)), at(other, float(d)), at(one, float(b)))
            drawn.append(f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}" fill="{PALE}"/>')
    return "".join(drawn)


def _line(series: Series, at: At, ink: str, dash: str, shape: int) -> list[str]:
    """Strokes between neighbouring periods that both have a number, and a mark on each."""
    known = {period: at(period, float(one)) for period, one in enumerate(series.numbers) if one}
    drawn = [stroke(*known[one], *known[one + 1], ink, wide=2.5 if shape >= 0 else 1.8, dash=dash) for one in known if one + 1 in known]
    return [*drawn, *(_mark(x, y, ink, shape) for x, y in known.values())]


def _mark(x: float, y: float, ink: str, shape: int) -> str:
    """A circle, a square or a triangle, so that lines are told apart without colour."""
    if shape == 1:
        return box(x - 4.5, y - 4.5, 9, 9, ink)
    if shape == 2:
        return f'<path d="M{x - 5:.1f} {y + 4:.1f}H{x + 5:.1f}L{x:.1f} {y - 5:.1f}Z" fill="{ink}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{ink}"/>' if shape == 0 else ""


def _labels(labels: Sequence[str], x: Callable[[int], float], y: float) -> list[str]:
    """As many periods as there is room for, the last one always."""
    every = -(-len(labels) // 5)
    last = len(labels) - 1
    return [words(x(at), y, label, anchor="middle" if 0 < at < last else "end" if at and at == last else "start" if last else "middle", fill=SOFT)
            for at, label in enumerate(labels) if (last - at) % every == 0]
