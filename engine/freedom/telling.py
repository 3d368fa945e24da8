"""The freedom of an evaluation in words.

In: a `Freedom`.  Out: sentences: what is fixed, how far what is left can go, and the reading chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from engine.freedom.halfspaces import Interval
from engine.freedom.leaving import Freedom, Mean, Number, freedoms
from engine.model import Method, Parameter
from engine.problems import Reading
from engine.text import Text, say
from engine.values import show_number

_NOTHING = Text("", "")


def readings(method: Method) -> list[Reading]:
    """What a method's document leaves in the numbers of each evaluation."""
    return [Reading(one.evaluation.mark, one.evaluation.title, tuple(told(one))) for one in freedoms(method)]


def told(freedom: Freedom) -> Iterator[Text]:
    """The sentences, what is fixed first."""
    if freedom.fixed:
        values = [(one, one.dated[-1][1]) for one in freedom.fixed]
        parts = "、".join(f"{one.title} {_shown(one, value)}{_cited(one).zh}" for one, value in values if isinstance(value, Fraction))
        yield say("文件定死：{parts}", "fixed by the document: {parts}", parts=parts)
    for number in freedom.left:
        yield _left(number)
    if freedom.left:
        free = max(0, len(freedom.left) - freedom.equations)
        yield say("留下{n}个数，受{m}个等式约束，其中{free}个可以自由定", "{n} number(s) are left, bound by {m} equation(s), so {free} can be chosen freely",
                  n=len(freedom.left), m=freedom.equations, free=free)
    for mean in freedom.means:
        yield _mean(mean)


def _left(number: Number) -> Text:
    one = number.parameter
    return say("留给{who}：{title}{cite} {can}{alone}{chosen}", "left to {who}: {title}{cite} {can}{alone}{chosen}", who=one.decided_by or "街道",
               title=one.title, cite=_cited(one), can=_can(one, number.together), alone=_alone(number),
               chosen=_NOTHING if number.chosen is None else say("；现在取{value}", "; {value} is chosen", value=_shown(one, number.chosen)))


def _can(parameter: Parameter, found: Interval) -> Text:
    """An interval in words."""
    if found.empty:
        return say("怎么定都对不上", "cannot be set so that everything comes out")
    if found.single:
        return say("只能是{value}", "can only be {value}", value=_end(parameter, found.low))
    if found.low is None and found.high is None:
        return say("没有界限", "has no bounds")
    low = _NOTHING if found.low is None else say("大于{low}" if found.low_open else "从{low}起", "above {low}" if found.low_open else "from {low}",
                                                 low=_end(parameter, found.low))
    high = _NOTHING if found.high is None else say("小于{high}" if found.high_open else "到{high}", "below {high}" if found.high_open else "to {high}",
                                                   high=_end(parameter, found.high))
    both = bool(low.zh and high.zh)
    comma = _NOTHING if not both else say("、", " and ") if found.low_open or found.high_open else Text("", " ")
    return say("可以{low}{comma}{high}", "can be {low}{comma}{high}", low=low, comma=comma, high=high)


def _alone(number: Number) -> Text:
    if number.alone is None or number.alone == number.together:
        return _NOTHING
    if number.alone.single:
        return say("；别的数照现在的，只能是{value}", "; with the others as they are it can only be {value}", value=_end(number.parameter, number.alone.low))
    return say("；别的数照现在的，{can}", "; with the others as they are it {can}", can=_can(number.parameter, number.alone))


def _mean(mean: Mean) -> Text:
    item = Text(f"（{mean.item}）", f" ({mean.item})") if mean.item else _NOTHING
    facts = {"title": mean.parameter.title, "item": item, "value": _shown(mean.parameter, mean.value),
             "low": _end(mean.parameter, mean.bounds.low), "high": _end(mean.parameter, mean.bounds.high), "cite": _cited(mean.parameter)}
    if mean.settled:
        return say(
            "{title}{item}{cite}平均要{value}，每个都在{low}到{high}之间：平均正好在界上，所以个个只能是{value}",
            "{title}{item}{cite} must average {value}, each between {low} and {high}: the average lies on the bound, so each can only be {value}", **facts)
    return say(
        "{title}{item}{cite}平均要{value}，每个都在{low}到{high}之间：可以各不相同，平均下来对得上就行",
        "{title}{item}{cite} must average {value}, each between {low} and {high}: each may differ as long as the average comes out", **facts)


def _end(parameter: Parameter, number: Fraction | None) -> str:
    return _shown(parameter, number) if number is not None else ""


def _shown(parameter: Parameter, number: Fraction) -> str:
    """A number exactly: as it is written, or as a fraction where that never ends."""
    size = number * 100 if parameter.type == "percent" else number
    text = show_number(size)
    exact = text if Fraction(text) == size else f"{size.numerator}/{size.denominator}"
    return f"{exact}%" if parameter.type == "percent" else exact + parameter.measure


def _cited(parameter: Parameter) -> Text:
    return Text(f"（{'、'.join(parameter.cite)}）", f" ({', '.join(parameter.cite)})") if parameter.cite else _NOTHING
