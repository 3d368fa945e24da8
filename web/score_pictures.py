"""The pictures of the score pages with their words: what each shows, said for whoever hears it.

In: views of scores.  Out: pictures; the tables beside them are the templates'.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from engine.service.scores.views import Line, Middle, Spread, Trend, TrendRow
from web.charts import Series, comparison, distribution, trend
from web.context import say_here


def spread_picture(spread: Spread, lines: Sequence[Line]) -> Markup:
    """How the scores of a period lie."""
    told = _("一个点是一个参评对象，共%(n)d个。最低%(low)s，中位数%(mid)s，最高%(high)s；中间一半在%(first)s到%(third)s之间。", n=spread.count,
             low=spread.low, mid=spread.middle, high=spread.high, first=spread.first, third=spread.third)
    five = (spread.low, spread.first, spread.middle, spread.third, spread.high)
    return distribution(_("得分分布"), told, [one.score for one in lines if one.score], five, (_("中位数"), _("中间一半")))


def parts_of(lines: Sequence[Line]) -> list[str]:
    """The titles of the parts a score is made of."""
    return [one.title for one in lines[0].numbers if one.kind == "part"] if lines else []


def comparison_picture(lines: Sequence[Line]) -> Markup:
    """What the scores of some subjects are made of."""
    rows = [(one.name, one.score, [part.points for part in one.numbers if part.kind == "part"]) for one in lines]
    scored = [one for one in lines if one.score]
    told = _("一条是一个参评对象，由各部分的得分接成。第一条%(first)s，%(most)s分；最后一条%(last)s，%(least)s分。", first=scored[0].name, most=scored[0].score,
             last=scored[-1].name, least=scored[-1].score) if scored else _("没有得分。")
    return comparison(_("得分比较"), told, parts_of(lines), rows)


def trend_picture(found: Trend, rows: Sequence[TrendRow]) -> Markup:
    """One to three subjects over the middle of their group."""
    middles = middles_of(found, rows)
    lines = [Series(one.name, [score for score, _place in one.points]) for one in rows]
    half = _("中间一半")
    band = (Series(half, [one.first for one in middles]), Series(half, [one.third for one in middles])) if _wide(middles) else None
    middle = Series(_("中位数"), [one.middle for one in middles]) if _wide(middles) else None
    return trend(_("历期得分"), "".join(_said(found, one) for one in rows) or _("每一期的中位数和中间一半。"), found.keys, lines, middle, band)


def middles_of(found: Trend, rows: Sequence[TrendRow]) -> tuple[Middle, ...]:
    """The middle of the group the shown subjects are in; of the first group where nobody is shown."""
    group = rows[0].group if rows else next(iter(found.middles), "")
    return found.middles.get(group, ())


def _wide(middles: Sequence[Middle]) -> bool:
    return any(one.count > 1 for one in middles)


def _said(found: Trend, row: TrendRow) -> str:
    known = [(title, score) for title, (score, _place) in zip(found.titles, row.points, strict=True) if score]
    gaps = [say_here(title) for title, (score, _place) in zip(found.titles, row.points, strict=True) if not score]
    if not known:
        return _("%(name)s还没有得分。", name=row.name)
    told = _("%(name)s：%(from)s%(was)s分，%(to)s%(now)s分。", **{"name": row.name, "from": say_here(known[0][0]), "was": known[0][1],
                                                             "to": say_here(known[-1][0]), "now": known[-1][1]})
    return told + (_("%(gaps)s没有得分。", gaps="、".join(gaps)) if gaps else "")
