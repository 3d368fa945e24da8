"""A bar for each subject, made of what each part of the score adds.

In: names with their parts.  Out: a picture; a subject without a score has an empty bar.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from web.charts.picture import ACCENT, INK, PALE, SOFT, WIDE, box, patterns, picture, shade, short, words

BAR, STEP, NAME, VALUE, LEGEND = 18, 28, 124, 54, 22
Row = tuple[str, str, Sequence[str]]  # name, score, what each part adds; '' where there is none


def comparison(title: str, told: str, parts: Sequence[str], rows: Sequence[Row]) -> Markup:
    """Stacked bars, longest score as wide as the room; one plain bar where a part takes away or there are none.

    >>> '85.00' in comparison("得分", "", ["甲", "乙"], [("东社区", "85.00", ["50.00", "35.00"]), ("西社区", "", ["", ""])])
    True
    """
    stacked = len(parts) > 1 and all(float(one or 0) >= 0 for _, _, adds in rows for one in adds)
    top = LEGEND * len(parts) + 8 if stacked else 4
    most = max([float(score or 0) for _, score, _ in rows], default=0) or 1
    scale = (WIDE - NAME - VALUE) / most
    drawn = [patterns(len(parts)) if stacked else ""]
    for at, part in enumerate(parts if stacked else ()):
        drawn += [box(NAME, at * LEGEND + 4, 26, 14, shade(at), ACCENT), words(NAME + 34, at * LEGEND + 16, short(part, 16), fill=SOFT)]
    for at, (name, score, adds) in enumerate(rows):
        drawn += _bar(top + at * STEP, name, score, adds if stacked and score else [score], scale)
    return picture(title, told, top + len(rows) * STEP, drawn)


def _bar(y: float, name: str, score: str, adds: Sequence[str], scale: float) -> list[str]:
    x: float = NAME
    drawn = [words(NAME - 8, y + 14, short(name), anchor="end"), box(NAME, y, WIDE - NAME - VALUE, BAR, PALE)]
    for at, add in enumerate(adds):
        wide = max(float(add or 0), 0) * scale
        drawn.append(box(x, y, wide, BAR, shade(at), ACCENT) if wide else "")
        x += wide
    return [*drawn, words(WIDE - VALUE + 8, y + 14, score or "—", fill=INK, weight="600" if score else "")]
