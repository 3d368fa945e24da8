"""Charts of scores, drawn on the server: bars to compare, a line over periods.  Every number stands in the picture and in
the table beside it.

In: names and numbers as people read them.  Out: an SVG that needs no script and no other host, described for who hears it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup, escape

INK, SOFT, RULE, ACCENT, PALE = "#1d2528", "#4d585c", "#c9cac1", "#0c5b61", "#e3efee"
WIDE, BAR, GAP, NAME, VALUE = 480, 20, 10, 130, 66
HIGH, PAD = 200, 44


def bars(title: str, rows: Sequence[tuple[str, str]], whole: float = 0) -> Markup:
    """A bar for each (name, number), the longest as wide as `whole` or the largest number; a row without a number has none.

    >>> '85.00' in bars("得分", [("东社区", "85.00"), ("西社区", "")])
    True
    """
    numbers = [float(number) if number else 0.0 for _, number in rows]
    most = max([whole, *numbers, 1e-9])
    room, high = WIDE - NAME - VALUE, len(rows) * (BAR + GAP) + GAP
    drawn = []
    for at, ((name, number), value) in enumerate(zip(rows, numbers, strict=True)):
        y = GAP + at * (BAR + GAP)
        width = max(value, 0) / most * room
        drawn.append(f'<text x="{NAME - 10}" y="{y + 15}" text-anchor="end" fill="{INK}">{escape(_short(name))}</text>'
                     f'<rect x="{NAME}" y="{y}" width="{room}" height="{BAR}" fill="{PALE}"/>'
                     f'<rect x="{NAME}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{ACCENT}"/>'
                     f'<text x="{NAME + room + 8}" y="{y + 15}" fill="{INK}">{escape(number or "—")}</text>')
    return _picture(title, high, drawn, "；".join(f"{name} {number or '—'}" for name, number in rows))


def line(title: str, points: Sequence[tuple[str, str]]) -> Markup:
    """A line over (period, number), each point with its number; a period without one is a gap."""
    known = [(at, label, float(number), number) for at, (label, number) in enumerate(points) if number]
    low, high = min((one[2] for one in known), default=0.0), max((one[2] for one in known), default=1.0)
    span = high - low or 1.0
    step = (WIDE - 2 * PAD) / max(len(points) - 1, 1)

    def place(at: int, value: float) -> tuple[float, float]:
        return PAD + at * step, HIGH - PAD - (value - low) / span * (HIGH - 2 * PAD)

    drawn = [f'<line x1="{PAD}" y1="{HIGH - PAD + 12}" x2="{WIDE - PAD}" y2="{HIGH - PAD + 12}" stroke="{RULE}"/>']
    for one, other in pairwise(known):
        if other[0] == one[0] + 1:
            (x, y), (u, v) = place(one[0], one[2]), place(other[0], other[2])
            drawn.append(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{u:.1f}" y2="{v:.1f}" stroke="{ACCENT}" stroke-width="2.5"/>')
    every = -(-len(points) // 6)
    for at, label, value, number in known:
        x, y = place(at, value)
        drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{ACCENT}"/>')
        if at % every == 0:
            drawn.append(f'<text x="{x:.1f}" y="{y - 10:.1f}" text-anchor="middle" fill="{INK}">{escape(number)}</text>'
                         f'<text x="{x:.1f}" y="{HIGH - 10}" text-anchor="middle" fill="{SOFT}">{escape(label)}</text>')
    return _picture(title, HIGH, drawn, "；".join(f"{label} {number or '—'}" for label, number in points))


def _picture(title: str, high: float, drawn: Sequence[str], told: str) -> Markup:
    head = f'<svg viewBox="0 0 {WIDE} {high}" role="img" aria-label="{escape(title)}：{escape(told)}" font-size="14.5" class="chart">'
    return Markup(head + "".join(drawn) + "</svg>")  # noqa: S704 every word is escaped where it is drawn


def _short(name: str) -> str:
    return name if len(name) <= 8 else f"{name[:7]}…"
