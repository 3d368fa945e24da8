"""Tables and proposals as people read them.

In: what was worked out or closed.  Out: views with finished texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from engine.formulas import EMPTY, types_read
from engine.model import Component, Evaluation, Indicator
from engine.scores import Period, read_period
from engine.scores.book import Book
from engine.scores.closing import Closed, Led, differences
from engine.scores.noting import typed
from engine.scores.rows import rule_of
from engine.scores.showing import amount, fixed, percent, shown
from engine.service.scores.papers import papers_of
from engine.service.scores.records import StreetRecords, street_records
from engine.service.scores.signing import STATES
from engine.service.scores.trends import call_group, spread_view
from engine.service.scores.views import Line, Number, Proposal, Revision, Table
from engine.store.counting import begun_again
from engine.text import NO_WORDS, Text, say
from engine.values import Span, show_number

_SETTLED = {"average": Text("按平均", "the average"), "zero": Text("按0分", "counted as zero")}


def table_view(book: Book, evaluation: Evaluation, period: Period, table: Mapping[str, Mapping[str, Any]], closed: Closed | None) -> Table:
    """A table by places, whoever has none at the end, with every number's denominator."""
    records = street_records(book)
    lines = sorted((_line(records, evaluation, subject, row) for subject, row in table.items()),
                   key=lambda one: (not one.place, one.group, one.place, one.subject))
    scored = bool(evaluation.components) or evaluation.score is not None
    view = Table(closed.id if closed else "", book.method.id, evaluation.name, evaluation.title, period.key, period.title,
                 any(one.place for one in lines), scored, tuple(lines), before=period.before().key, after=period.after().key,
                 spread=spread_view((Fraction(row["score"]) for row in table.values() if row["score"]), evaluation.decimals))
    if closed is None:
        return view
    signed = closed.signed.get("at", "")
    lines = [replace(one, why=_in_hand_again(records, evaluation, period, closed, one.subject) or one.why) if not one.score else one for one in lines]
    return Table(**{name: getattr(view, name) for name in Table.__slots__} | {
        "lines": tuple(lines), "at": datetime.fromisoformat(closed.at), "signed_by": records.call(closed.signed["by"]) if signed else "",
        "signed_at": datetime.fromisoformat(signed) if signed else None, "needs_signing": closed.waits,
        "revisions": tuple(_revision(records, evaluation, one) for one in closed.revisions),
        "otherwise": _changed(records, evaluation, differences(closed.holding.table, closed.table))})


def _in_hand_again(records: StreetRecords, evaluation: Evaluation, period: Period, closed: Closed, subject: str) -> Text | None:
    """Why somebody lost a score since the period was closed: a matter that was counted is dealt with again."""
    was = next((one["was"] for note in reversed(closed.revisions) for one in note["changes"] if one["subject"] == subject), None)
    if was is None or not was[0]:
        return None
    rules = [rule_of(records.method.id, evaluation.name, name) for name in evaluation.indicators]
    many = begun_again(records.service.store, rules, records.credited_to(subject, evaluation, period), period.first.isoformat(), period.last.isoformat())
    if not many:
        return None
    return say("有{n}件又开了，办结以后再计；原来是{was}", "{n} matter(s) are open again and count once they are closed; it was {was}", n=many,
               was=_pair(evaluation, was))


def _line(records: StreetRecords, evaluation: Evaluation, subject: str, row: Mapping[str, Any]) -> Line:
    numbers = [number(evaluation.indicators[name], one) for name, one in row["indicators"].items() if name in evaluation.indicators]
    shares = {name for name, one in evaluation.derived.items() if one.type.share}
    numbers += [Number(name, name, amount(value, share=name in shares), kind="derived") for name, value in row["derived"].items()]
    numbers += [_part(part, row["parts"][name], evaluation.decimals) for name, part in evaluation.components.items() if name in row["parts"]]
    return Line(subject, records.call(subject), fixed(row["score"], evaluation.decimals), row["place"] or 0, row["of"],
                call_group(records, row["group"]), tuple(numbers), Text(*row["why"]) if row["why"] else None)


def _part(part: Component, weighed: list[str | None], decimals: int) -> Number:
    value, weight, counted = weighed
    points = fixed(str(Fraction(value) * Fraction(counted or 0)), decimals) if value is not None else ""
    return Number(part.name, part.title, amount(value, 2, share=part.value.type.share), den=percent(counted if value is not None else weight),
                  kind="part", points=points)


def number(indicator: Indicator, one: Mapping[str, Any]) -> Number:
    """An indicator's number as people read it: a share as a percentage, beside it what was divided by what."""
    unit = 10 ** indicator.decimals
    ratio = indicator.kind == "ratio"
    num = show_number(Fraction(one["num"], unit)) if ratio or indicator.kind in ("sum", "mean") else ""
    den = show_number(Fraction(one["den"], unit)) if ratio else str(one["rows"]) if indicator.kind == "mean" else ""
    return Number(indicator.name, indicator.title, percent(one["value"]) if ratio else shown(one["value"]), num, den, one["rows"],
                  Text(*one["why"]) if one["why"] else None, _SETTLED.get(one["settled"]))


def score_shown(evaluation: Evaluation, score: str) -> str:
    """A published score with its decimals; '' where there is none."""
    return fixed(score or None, evaluation.decimals)


def _revision(records: StreetRecords, evaluation: Evaluation, one: Mapping[str, Any]) -> Revision:
    return Revision(one["rev"], datetime.fromisoformat(one["at"]), one["because"], _changed(records, evaluation, one["changes"]))


def _changed(records: StreetRecords, evaluation: Evaluation, changes: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    """Whose score and place are another: (who, before, now)."""
    return tuple((records.call(one["subject"]), _pair(evaluation, one["was"]), _pair(evaluation, one["now"])) for one in changes)


def _pair(evaluation: Evaluation, pair: list[Any]) -> str:
    """A score with its place."""
    return f"{score_shown(evaluation, pair[0]) or '—'}" + (f"（{pair[1]}）" if pair[1] else "")


def proposal_view(book: Book, evaluation: Evaluation, closed: Closed, led: Led, may_act: bool) -> Proposal:
    """A consequence with what it rests on."""
    records, rule, period = street_records(book), evaluation.consequences.get(led.rule), read_period(closed.period)
    choices = book.method.lists[rule.choices].type.items if rule is not None and rule.choices else ()
    shares = {name for name, type_ in types_read(rule.when).items() if type_.share} if rule is not None else set()
    loaded = records.service.store.load(led.opened) if led.opened else None
    can = may_act and (led.state in ("proposed", "withdrawing") or (led.state == "signed" and not led.took_effect))
    return Proposal(
        closed.id, led.key, closed.method, closed.evaluation, evaluation.title, closed.period, period.title if period else NO_WORDS,
        rule.title if rule else led.rule, records.call(led.bearer), records.call(led.subject), led.state, STATES[led.state],
        tuple((name, said(noted, share=name in shares)) for name, noted in led.because.items()), choices, led.choice, led.reason,
        records.call(led.by) if led.by in records.directory.people else "", datetime.fromisoformat(led.effective) if led.effective else None,
        led.took_effect, shown(led.feeds or None), led.put_up, tuple(records.call(one) for one in led.told), can,
        rule.when.text if rule else "", papers_of(led), tuple((records.call(one["by"]), datetime.fromisoformat(one["at"]), one["text"])
                                                              for one in led.answers),
        opened=loaded[0].id if loaded else "", opened_number=loaded[0].number if loaded else "", opened_ended=bool(loaded and loaded[0].outcome))


def said(noted: Mapping[str, Any], *, share: bool = False) -> str:
    """A value a consequence or a score read, as text."""
    if noted["is"] == "table":
        return "、".join(f"{key} {said(one, share=share)}" for key, one in noted["value"].items())
    value, _ = typed(noted)
    if value is EMPTY:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction):
        return amount(str(value), share=share)
    return value.zh() if isinstance(value, Span) else str(value)


def shares_read(evaluation: Evaluation) -> frozenset[str]:
    """The names a score's formulas read that are parts of a whole."""
    formulas = [*evaluation.derived.values(), *(part.value for part in evaluation.components.values()), *([evaluation.score] if evaluation.score else [])]
    return frozenset(name for one in formulas for name, type_ in types_read(one).items() if type_.share)
