"""What every picture shares: the frame with its title and description, inks, patterns that stand without colour, round ticks.

In: drawn parts.  Out: one SVG.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from math import ceil, floor, log10

from markupsafe import Markup, escape

INK, SOFT, RULE, ACCENT, PALE, PAPER = "#1d2528", "#4d585c", "#c9cac1", "#0c5b61", "#e3efee", "#ffffff"
INKS = (ACCENT, "#7a4b00", "#5b2c83")
WIDE = 400
_STRIPES = ("M0 8L8 0", "M0 4H8", "M0 0L8 8M0 8L8 0", "M4 0V8", "")
SHADES = len(_STRIPES) + 1


def picture(title: str, told: str, high: float, drawn: Sequence[str]) -> Markup:
    """The whole SVG; `told` says in words what it shows."""
    mark = hashlib.sha256(f"{title}{told}".encode()).hexdigest()[:8]
    body = "".join(drawn).replace("{mark}", mark)
    head = f'<svg viewBox="0 0 {WIDE} {high:.0f}" role="img" aria-labelledby="t{mark}" aria-describedby="d{mark}" font-size="13" class="chart">'
    known = f'<title id="t{mark}">{escape(title)}</title><desc id="d{mark}">{escape(told)}</desc>'
    return Markup(f"{head}{known}{body}</svg>")  # noqa: S704 every word is escaped where it is drawn


def words(x: float, y: float, text: str, *, anchor: str = "start", fill: str = INK, weight: str = "") -> str:
    """A text with its baseline at a point."""
    bold = f' font-weight="{weight}"' if weight else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}"{bold}>{escape(text)}</text>'


def stroke(x: float, y: float, u: float, v: float, ink: str = RULE, *, wide: float = 1, dash: str = "") -> str:
    """A straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{u:.1f}" y2="{v:.1f}" stroke="{ink}" stroke-width="{wide}"{dashed}/>'


def box(x: float, y: float, wide: float, high: float, fill: str, ink: str = "none") -> str:
    """A rectangle."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" height="{high:.1f}" fill="{fill}" stroke="{ink}"/>'


def patterns(many: int) -> str:
    """Patterns that tell parts apart without colour; the first part is plain ink."""
    made = (f'<pattern id="p{{mark}}{at}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="{PALE}"/>'
            f'<path d="{path}" stroke="{ACCENT}" stroke-width="1.6" fill="none"/></pattern>' for at, path in enumerate(_STRIPES[:max(many - 1, 0)], 1))
    return f"<defs>{''.join(made)}</defs>"


def shade(at: int) -> str:
    """The fill of a part."""
    return ACCENT if at % SHADES == 0 else f"url(#p{{mark}}{at % SHADES})"


def short(name: str, most: int = 9) -> str:
    """A name that fits; whoever needs the whole of it finds it in the table.

    >>> short("新华西路南苑第二居民社区"), short("Riverside community"), short("柳南社区")
    ('新华西路南苑第二…', 'Riverside communi…', '柳南社区')
    """
    wide = [2 if ord(sign) > 0x2E7F else 1 for sign in name]
    if sum(wide) <= most * 2:
        return name
    fits = next(at for at in range(len(name)) if sum(wide[:at + 1]) > most * 2 - 1)
    return f"{name[:fits]}…"


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from below the lowest to above the highest.

    >>> ticks(55, 93.75), ticks(3, 3), ticks(0, 1)
    ([50, 60, 70, 80, 90, 100], [2.5, 3.0, 3.5], [0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    """
    if high <= low:
        low, high = low - 0.5, high + 0.5
        return [low, (low + high) / 2, high]
    power = 10 ** floor(log10((high - low) / most))
    step = next(one * power for one in (1, 2, 5, 10, 20) if ceil(high / (one * power)) - floor(low / (one * power)) <= most)
    return [round(step * at, 6) for at in range(floor(low / step + 1e-9), ceil(high / step - 1e-9) + 1)]


def plain(number: float) -> str:
    """A tick as people read it."""
    return f"{number:g}"
