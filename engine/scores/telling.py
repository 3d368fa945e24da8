"""What boards and papers tell of an evaluation: everybody's line of a period, and one result, by the names their columns use.

In: a line of a table as it was kept, names of units and people.  Out: each name's text, and its value where a condition asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.compiler import scoring_words as words
from engine.model import Evaluation, Indicator, Method
from engine.scores.closing import Led
from engine.scores.periods import Period
from engine.scores.proposing import band_of
from engine.scores.showing import amount, fixed, percent, shown
from engine.values import show_number

Call = Callable[[str], str]  # a unit or a person → the name
WITHDRAWN = "撤销"
_SETTLED = {"average": "按平均", "zero": "按0分"}


@dataclass(frozen=True, slots=True)
class Told:
    """What is told: `shown` are finished texts; `known` what a condition compares, without what is missing."""

    shown: Mapping[str, str]
    known: Mapping[str, Any]


def tell_line(method: Method, evaluation: Evaluation, period: Period, subject: str, row: Mapping[str, Any], call: Call, unit: str) -> Told:
    """Everybody's line: score, place, and every number with what it was divided by."""
    group, score = str(row.get("group") or ""), row.get("score")
    bands = method.lists.get(evaluation.bands)
    texts = {words.PERIOD: period.title.zh, words.SUBJECT: call(subject), words.UNIT: call(unit) if unit else "", words.GROUP: call(group) if group else "",
             words.SCORE: fixed(score, evaluation.decimals), words.PLACE: str(row.get("place") or ""), words.RANKED: str(row.get("of") or ""),
             words.BAND: band_of(bands, Fraction(score)) if bands is not None and score else ""}
    counted = {words.SCORE: score, words.PLACE: row.get("place"), words.FROM_LAST: row.get("from_last"), words.RANKED: row.get("of") or None}
    for name, one in row.get("indicators", {}).items():
        if name in evaluation.indicators:
            value, num, den = in_words(evaluation.indicators[name], one)
            texts |= {name: value, f"{name}{words.NUMERATOR}": num, f"{name}{words.DENOMINATOR}": den}
            counted |= {name: one["value"], **_apart(evaluation.indicators[name], name, one)}
    shares = {name for name, one in evaluation.derived.items() if one.type.share}
    shares |= {name for name, one in evaluation.components.items() if one.value.type.share}
    texts |= {name: amount(value, share=name in shares) for name, value in row.get("derived", {}).items()}
    texts |= {name: amount(part[0], 2, share=name in shares) for name, part in row.get("parts", {}).items()}
    counted |= {**row.get("derived", {}), **{name: part[0] for name, part in row.get("parts", {}).items()}}
    numbers = {name: Fraction(value) for name, value in counted.items() if value is not None}
    return Told(texts, {**{name: text for name, text in texts.items() if name not in counted and text}, **numbers})


def in_words(indicator: Indicator, one: Mapping[str, Any]) -> tuple[str, str, str]:
    """An indicator's number for people, what was divided and by what; '' where there is none.

    >>> rate = Indicator("办结率", "办结率", "ratio", "诉求")
    >>> in_words(rate, {"value": "23974/24932", "num": 23974, "den": 24932, "rows": 24932, "settled": ""})
    ('96.16%（23974÷24932）', '23974', '24932')
    """
    scale, ratio = 10 ** indicator.decimals, indicator.kind == "ratio"
    num, den = show_number(Fraction(one["num"], scale)), show_number(Fraction(one["den"], scale)) if ratio else str(one["rows"])
    value = percent(one["value"]) if ratio else shown(one["value"])
    if not value:
        return "", num, den
    if one["settled"]:
        return f"{value}（{_SETTLED.get(one['settled'], one['settled'])}）", num, den
    beside = f"（{num}÷{den}）" if ratio else f"（{den}个的平均）" if indicator.kind == "mean" else ""
    return f"{value}{beside}", num, den


def _apart(indicator: Indicator, name: str, one: Mapping[str, Any]) -> dict[str, str]:
    scale, ratio = 10 ** indicator.decimals, indicator.kind == "ratio"
    den = Fraction(one["den"], scale) if ratio else Fraction(one["rows"])
    return {f"{name}{words.NUMERATOR}": str(Fraction(one["num"], scale)), f"{name}{words.DENOMINATOR}": str(den)}


def tell_result(line: Told, title: str, led: Led, call: Call, withdrawn: str = "") -> Told:
    """A result beside the line of the subject it rests on; `withdrawn` says why it was taken back."""
    texts = {words.BEARER: call(led.bearer), words.RESULT: f"{WITHDRAWN}：{title}" if withdrawn else title, words.CHOICE: led.choice,
             words.WHY: withdrawn or led.reason, words.FEEDS: shown(led.feeds or None)}
    known = {name: text for name, text in texts.items() if text} | {words.RESULT: title} | ({words.FEEDS: Fraction(led.feeds)} if led.feeds else {})
    return Told({**line.shown, **texts}, {**line.known, **known})
