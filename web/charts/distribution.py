"""How scores lie: a dot for each subject on one scale, and the box that holds the middle half.

In: scores and five numbers.  Out: a picture; dots that would cover each other are piled up.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from web.charts.picture import ACCENT, INK, PALE, RULE, SOFT, WIDE, box, picture, plain, stroke, ticks, words

SIDE, BOX, DOTS = 24, 26, 130
Five = tuple[str, str, str, str, str]  # lowest, lower quartile, middle, upper quartile, highest


def distribution(title: str, told: str, scores: Sequence[str], five: Five, names: tuple[str, str]) -> Markup:
    """A dot strip over a box with quartiles; `names` are what the middle and the middle half are called."""
    numbers = sorted(float(one) for one in scores)
    scale = ticks(numbers[0], numbers[-1])
    radius = 6.0 if len(numbers) <= 60 else 3.0

    def at(number: float) -> float:
        return SIDE + (number - scale[0]) / (scale[-1] - scale[0]) * (WIDE - 2 * SIDE)

    piles = _piles([at(one) for one in numbers], radius)
    highest = max(level for _, level in piles)
    up = min(radius * 2, DOTS / max(highest, 1))
    base = highest * up + radius + 8
    low, first, mid, third, high = (at(float(one)) for one in five)
    top = base + 16
    drawn = [f'<circle cx="{x:.1f}" cy="{base - level * up:.1f}" r="{radius - 0.8:.1f}" fill="{ACCENT}"/>' for x, level in piles]
    drawn += [stroke(low, top + BOX / 2, high, top + BOX / 2, INK, wide=1.5), box(first, top, third - first, BOX, PALE, INK),
              stroke(mid, top - 4, mid, top + BOX + 4, INK, wide=3), *(stroke(x, top + 6, x, top + BOX - 6, INK, wide=1.5) for x in (low, high))]
    foot = top + BOX + 26
    room = min(max(mid, 80), WIDE - 80)
    drawn += [words(room, foot - 4, f"{names[0]} {five[2]}", anchor="middle", weight="600"), stroke(SIDE, foot + 8, WIDE - SIDE, foot + 8)]
    for one in scale:
        drawn += [stroke(at(one), foot + 4, at(one), foot + 12, RULE), words(at(one), foot + 28, plain(one), anchor="middle", fill=SOFT)]
    return picture(title, told, foot + 36, drawn)


def _piles(places: Sequence[float], radius: float) -> list[tuple[float, int]]:
    """Each dot with how many lie below it, so that none covers another.

    >>> _piles([10, 12, 40], 6)
    [(10, 0), (12, 1), (40, 0)]
    """
    ends: list[float] = []
    found = []
    for x in places:
        level = next((at for at, end in enumerate(ends) if x - end >= 2 * radius), len(ends))
        ends[level:level + 1] = [x]
        found.append((x, level))
    return found
