"""Scores over the closed periods, and how scores of one period lie.

In: what periods kept.  Out: views with finished texts; a period in which a subject had no score stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from engine.model import Evaluation, Method
from engine.scores import read_period
from engine.scores.book import GROUPED
from engine.scores.showing import fixed, shown
from engine.scores.spread import Spread as Lies
from engine.scores.spread import middle, quantile, spread_of
from engine.service.scores.records import StreetRecords
from engine.service.scores.views import Middle, Spread, Trend, TrendRow
from engine.service.service import Service
from engine.store import periods

Rows = Mapping[str, list[tuple[str, str, int]]]  # subject → period, exact score, place


def trend_view(service: Service, method: Method, evaluation: Evaluation) -> Trend:
    """The latest closed periods, oldest first, every subject that had a score in them, and the middle of each group."""
    records, rows = StreetRecords(service, method), periods.trend(service.store, method.id, evaluation.name)
    keys = _keys(one[0] for kept in rows.values() for one in kept)
    groups = _groups(service, method, evaluation, keys[-1]) if keys else {}
    found = [TrendRow(subject, records.call(subject), call_group(records, groups.get(subject, "")), _points(keys, kept, evaluation.decimals))
             for subject, kept in rows.items()]
    middles = {call_group(records, group): _middles(keys, [rows[one] for one in rows if groups.get(one, "") == group], evaluation.decimals)
               for group in sorted({groups.get(one, "") for one in rows})}
    titles = tuple(period.title for key in keys if (period := read_period(key)) is not None)
    return Trend(keys, titles, tuple(sorted(found, key=lambda one: (one.group, one.name))), middles)


def _groups(service: Service, method: Method, evaluation: Evaluation, key: str) -> dict[str, str]:
    """The group each subject was ranked in, in a closed period."""
    found = periods.load(service.store, periods.identity(service.street.id, method.id, evaluation.name, key))
    return {subject: row["group"] for subject, row in found[0].table.items()} if found is not None else {}


def call_group(records: StreetRecords, group: str) -> str:
    """A group as people read it."""
    return GROUPED.join(records.call(one) if one in records.directory.units else one for one in group.split(GROUPED))


def _keys(given: Iterable[str]) -> tuple[str, ...]:
    """Every period from the first to the last, also those in which nobody had a score."""
    there = sorted((period for key in set(given) if (period := read_period(key)) is not None), key=lambda one: one.first)
    found = there[:1]
    while found and found[-1].first < there[-1].first:
        found.append(found[-1].after())
    return tuple(one.key for one in found)


def _points(keys: tuple[str, ...], kept: list[tuple[str, str, int]], decimals: int) -> tuple[tuple[str, int], ...]:
    by = {key: (fixed(score or None, decimals), place or 0) for key, score, place in kept}
    return tuple(by.get(key, ("", 0)) for key in keys)


def _middles(keys: tuple[str, ...], rows: list[list[tuple[str, str, int]]], decimals: int) -> tuple[Middle, ...]:
    by: dict[str, list[Fraction]] = {}
    for key, score, _ in (one for kept in rows for one in kept):
        if score:
            by.setdefault(key, []).append(Fraction(score))
    return tuple(_middle(sorted(by.get(key, ())), decimals) for key in keys)


def _middle(given: list[Fraction], decimals: int) -> Middle:
    if not given:
        return Middle("", "", "", 0)
    quarter = Fraction(1, 4)
    low, mid, high = (fixed(str(one), decimals) for one in (quantile(given, quarter), middle(given), quantile(given, 3 * quarter)))
    return Middle(low, mid, high, len(given))


def spread_view(scores: Iterable[Fraction], decimals: int) -> Spread | None:
    """How the scores of a period lie; None where nobody has one."""
    found: Lies | None = spread_of(scores)
    if found is None:
        return None
    low, first, mid, third, high = (fixed(str(one), decimals) for one in (found.low, found.first, found.middle, found.third, found.high))
    return Spread(found.count, low, first, mid, third, high, tuple((shown(str(one.low)), shown(str(one.high)), one.count) for one in found.steps))
