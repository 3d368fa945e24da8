"""The picture of a workflow: lanes by who acts, bands by the document's own steps, ways on and ways back.

In: a `Workflow`, and for a case where it is and has been.  Out: an SVG that stands on its own, made on the server.
Each card has a row of its own and names its ways out inside, so lines run through empty rows and gutters only:
no line can cross a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup

from engine.model import Workflow
from engine.text import Lang, say
from web.lanes import Card, Exit, Plan, plan, wrap

CARD, LETTER, SMALL, LINE = 154, 14.5, 13.5, 19
PAD, ROW_GAP, BAND_GAP, STAGE, END = 9, 16, 12, 74, 118
GUTTER, TRACK, HEAD = 22, 11, 46
INK, SOFT, RULE, PAPER = "#1d2528", "#4d585c", "#c9cac1", "#ffffff"
ACCENT, PALE, BACK, BAND = "#0c5b61", "#e3efee", "#8a4b00", "#f1f0ea"


@dataclass(slots=True)
class Box:
    """A placed card: its rows of text, and the height at which each way out leaves."""

    card: Card
    lane: int
    y: float
    title: list[str]
    who: list[str]
    mark: str
    exits: list[tuple[Exit, list[str], float]] = field(default_factory=list)
    height: float = 0
    x: float = 0


@dataclass(slots=True)
class Trunk:
    """The line on which all ways to one card come together: in which gutter, on which track, from where to where."""

    target: Box
    back: bool
    gutter: int
    ways: list[tuple[Box, Exit, float]]
    track: int = 0
    x: float = 0

    @property
    def entry(self) -> float:
        """The height at which it reaches the card."""
        return self.target.y + (30 if self.back else 15)

    @property
    def span(self) -> tuple[float, float]:
        """From its highest to its lowest point."""
        heights = [self.entry, *(y for _, _, y in self.ways)]
        return min(heights), max(heights)


def draw(workflow: Workflow, *, here: str = "", been: frozenset[str] = frozenset(), lang: Lang = "zh") -> Markup:
    """The workflow as SVG; `here` is the step a case is at, `been` those it has left."""
    made = plan(workflow, lang)
    boxes, bands, bottom = _place(made, here, been, lang)
    trunks = _trunks(boxes, len(made.lanes))
    lefts, ends = _columns(made, boxes, trunks)
    width = ends + END + 8
    label = say("「{title}」流程图，下面的列表有同样的内容", "Drawing of “{title}”; the list below says the same", title=workflow.title).to(lang)
    parts = [*_bands(bands, width), *_heads(made, lefts, ends, bottom, lang), *(_trunk(one) for one in trunks),
             *(line for box in boxes for line in _ends(box, ends)), *(_box(box) for box in boxes)]
    return Markup('<svg class="workflow" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{}" '
                  'font-family="PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif">{}{}</svg>'
                  ).format(round(width), round(bottom), label, _HEADS, Markup("").join(parts))


# --- where everything stands ----------------------------------------------------------------------------------------


def _place(made: Plan, here: str, been: frozenset[str], lang: Lang) -> tuple[list[Box], list[tuple[str, float, float]], float]:
    y = top = float(HEAD)
    stage: str | None = None
    boxes: list[Box] = []
    bands: list[tuple[str, float, float]] = []
    for card in made.cards:
        if card.stage != stage:
            if stage is not None:
                bands.append((stage, top, y - ROW_GAP + BAND_GAP))
                y += 2 * BAND_GAP - ROW_GAP
            stage, top = card.stage, y
            y += BAND_GAP
        box = _box_at(card, made.lanes.index(card.lane), y, here, been, lang)
        boxes.append(box)
        y += box.height + ROW_GAP
    bottom = y - ROW_GAP + BAND_GAP
    if stage is not None:
        bands.append((stage, top, bottom))
    return boxes, bands, bottom + 4


def _box_at(card: Card, lane: int, y: float, here: str, been: frozenset[str], lang: Lang) -> Box:
    room = (CARD - 2 * PAD) / LETTER
    mark = say("● 现在在这一步", "● now here").to(lang) if card.name == here else say("✓ 走过", "✓ been here").to(lang) if card.name in been else ""
    anytime = say("随时可以做：", "at any time: ").to(lang) if card.kind == "anytime" else ""
    who = wrap(anytime + card.who, (CARD - 2 * PAD) / SMALL) if (card.who and card.who != card.lane) or anytime else []
    box = Box(card, lane, y, wrap(card.title, room), who, mark)
    cursor = y + max(40.0, 8 + LINE * (len(box.title) + len(who) + bool(mark)) + 5)
    for one in card.exits:
        lines = wrap(one.words, (CARD - 2 * PAD - 12) / SMALL)
        high = max(LINE * len(lines), LINE * len(_end_lines(one)) + 6 if one.end else 0) + 6
        box.exits.append((one, lines, cursor + high / 2))
        cursor += high
    box.height = cursor - y + (3 if card.exits else 0)
    return box


def _end_lines(one: Exit) -> list[str]:
    return wrap(one.end, (END - 20) / SMALL)


def _trunks(boxes: list[Box], lanes: int) -> list[Trunk]:
    by_name = {box.card.name: box for box in boxes}
    found: dict[tuple[str, bool], Trunk] = {}
    for box in boxes:
        for one, _, y in box.exits:
            target = by_name.get(one.to)
            if target is None:
                continue
            back = one.kind in ("back", "return")
            trunk = found.setdefault((one.to, back), Trunk(target, back, 0, []))
            trunk.ways.append((box, one, y))
    for trunk in found.values():
        if not trunk.back:
            left = sum(1 for source, _, _ in trunk.ways if source.lane < trunk.target.lane)
            trunk.gutter = trunk.target.lane + (0 if 2 * left >= len(trunk.ways) and left else 1)
    for gutter in range(lanes + 1):
        _track([trunk for trunk in found.values() if trunk.gutter == gutter])
    return list(found.values())


def _track(trunks: Iterable[Trunk]) -> None:
    """Give trunks of one gutter tracks so that no two lie on each other."""
    ends: list[float] = []
    for trunk in sorted(trunks, key=lambda one: (one.back, one.span)):
        top, bottom = trunk.span
        free = next((n for n, end in enumerate(ends) if end + 6 < top), len(ends))
        ends[free:free + 1] = [bottom]
        trunk.track = free


def _columns(made: Plan, boxes: list[Box], trunks: list[Trunk]) -> tuple[list[float], float]:
    """The left edge of each lane and of the column of ends; boxes and trunks get their places across."""
    x, lefts = float(STAGE), []
    for gutter in range(len(made.lanes) + 1):
        tracks = max((trunk.track + 1 for trunk in trunks if trunk.gutter == gutter), default=0)
        for trunk in trunks:
            if trunk.gutter == gutter:
                trunk.x = x + GUTTER / 2 + TRACK * trunk.track
        x += GUTTER + TRACK * max(0, tracks - 1)
        lefts.append(x)
        x += CARD
    for box in boxes:
        box.x = lefts[box.lane]
    return lefts[:-1], lefts[-1]


# --- how it is drawn ------------------------------------------------------------------------------------------------

_HEADS = Markup("<defs>{}</defs>").format(Markup("").join(Markup(
    '<marker id="to-{0}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="{1}"/></marker>').format(name, colour) for name, colour in (("next", ACCENT), ("back", BACK))))


def _text(lines: list[str], x: float, y: float, *, size: float = SMALL, fill: str = INK, weight: int = 400, anchor: str = "start") -> Markup:
    return Markup("").join(
        Markup('<text x="{:.0f}" y="{:.1f}" font-size="{}" fill="{}" font-weight="{}" text-anchor="{}">{}</text>')
        .format(x, y + n * LINE, size, fill, weight, anchor, line) for n, line in enumerate(lines))


def _bands(bands: list[tuple[str, float, float]], width: float) -> Iterable[Markup]:
    for number, (stage, top, bottom) in enumerate(bands):
        yield Markup('<rect x="0" y="{:.1f}" width="{:.0f}" height="{:.1f}" fill="{}"/>').format(
            top, width, bottom - top, BAND if number % 2 == 0 else PAPER)
        lines = wrap(stage, 2) if len(stage) <= 4 else wrap(stage, 4)
        yield _text(lines, 12, top + 30, size=16, weight=600, fill=ACCENT)


def _heads(made: Plan, lefts: list[float], ends: float, bottom: float, lang: Lang) -> Iterable[Markup]:
    names = [*zip(made.lanes, lefts, (CARD for _ in lefts), strict=True), (say("怎样结束", "How it ends").to(lang), ends, END)]
    for name, x, wide in names:
        yield Markup('<rect x="{:.0f}" y="{}" width="{}" height="{:.0f}" fill="none" stroke="{}" stroke-dasharray="2 4" opacity=".55"/>').format(
            x - 5, HEAD - 2, wide + 10, bottom - HEAD, RULE)
        lines = wrap(name, wide / LETTER)[:2]
        yield _text(lines, x + wide / 2, HEAD - 14 - LINE * (len(lines) - 1), size=LETTER, weight=600, anchor="middle")


def _trunk(trunk: Trunk) -> Markup:
    colour, dash = (BACK, "6 4") if trunk.back else (ACCENT, "none")
    side = trunk.target.x if trunk.x < trunk.target.x else trunk.target.x + CARD
    farthest = max((y for _, _, y in trunk.ways), key=lambda y: abs(y - trunk.entry))
    lines = [f"M{_leave(box, trunk.x):.0f} {y:.1f}H{trunk.x:.0f}" for box, _, y in trunk.ways]
    opposite = [y for _, _, y in trunk.ways if (y - trunk.entry) * (farthest - trunk.entry) < 0]
    lines += [f"M{trunk.x:.0f} {y:.1f}V{trunk.entry:.1f}" for y in opposite[:1]]
    path = " ".join([*lines, f"M{trunk.x:.0f} {farthest:.1f}V{trunk.entry:.1f}"])
    arrow = f"M{trunk.x:.0f} {trunk.entry:.1f}H{side:.0f}"
    dots = Markup("").join(Markup('<circle cx="{:.0f}" cy="{:.1f}" r="2.6" fill="{}"/>').format(trunk.x, y, colour)
                           for _, _, y in trunk.ways if y != farthest)
    return Markup('<g fill="none" stroke="{}" stroke-width="1.6" stroke-dasharray="{}"><path d="{}"/><path d="{}" marker-end="url(#to-{})"/></g>{}'
                  ).format(colour, dash, path, arrow, "back" if trunk.back else "next", dots)


def _leave(box: Box, toward: float) -> float:
    return box.x + CARD if toward > box.x else box.x


def _ends(box: Box, x: float) -> Iterable[Markup]:
    for one, _, y in box.exits:
        if one.end:
            lines = _end_lines(one)
            high = LINE * len(lines) + 5
            yield Markup('<path d="M{:.0f} {:.1f}H{:.0f}" fill="none" stroke="{}" stroke-width="1.6" marker-end="url(#to-next)"/>').format(
                box.x + CARD, y, x, ACCENT)
            yield Markup('<rect x="{:.0f}" y="{:.1f}" width="{}" height="{}" rx="{}" fill="{}" stroke="{}" stroke-width="2"/>').format(
                x, y - high / 2, END, high, min(high / 2, 12), PAPER, INK)
            yield _text(lines, x + END / 2, y - high / 2 + 16, anchor="middle", weight=600)


def _box(box: Box) -> Markup:
    here, been = box.mark.startswith("●"), box.mark.startswith("✓")
    rule, anytime = box.card.kind == "rule", box.card.kind == "anytime"
    frame = Markup('<rect x="{:.0f}" y="{:.1f}" width="{}" height="{:.1f}" rx="{}" fill="{}" stroke="{}" stroke-width="{}"{}/>').format(
        box.x, box.y, CARD, box.height, 5, PALE if here or been else PAPER, ACCENT if here or been else SOFT, 3 if here else 1.3,
        Markup(' stroke-dasharray="5 3"') if rule or anytime else "")
    parts, y = [frame], box.y + 21
    if box.mark:
        parts.append(_text([box.mark], box.x + PAD, y - 1, fill=ACCENT, weight=600))
        y += LINE
    parts.append(_text(box.title, box.x + PAD, y, size=LETTER, weight=600))
    parts.append(_text(box.who, box.x + PAD, y + LINE * len(box.title), fill=SOFT))
    for n, (one, lines, middle) in enumerate(box.exits):
        parts.append(_exit(box, one, lines, middle, first=n == 0))
    return Markup('<g><title>{}</title>{}</g>').format(box.card.title, Markup("").join(parts))


def _exit(box: Box, one: Exit, lines: list[str], middle: float, *, first: bool) -> Markup:
    sign = {"next": "→", "back": "↩", "return": "↩", "stay": "·"}[one.kind]
    colour = BACK if one.kind in ("back", "return") else ACCENT
    top = middle - LINE * len(lines) / 2
    rule = Markup('<path d="M{:.0f} {:.1f}h{}" stroke="{}" stroke-width="1"/>').format(box.x + 1, top - 3, CARD - 2, RULE) if first else Markup("")
    return Markup("{}{}{}").format(rule, _text([sign], box.x + 6, top + 14.5, fill=colour, weight=600),
                                   _text(lines, box.x + PAD + 11, top + 14.5, fill=colour if one.kind != "stay" else INK))


