"""One thing the conditions of a choice depend on, with its finitely many values and the words for them.

In: values and bounds found in the conditions.
Out: `Fact`, which says in both languages what some of its values mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.formulas.explain import show_value
from engine.formulas.types import EMPTY
from engine.text import Lang, Text, say

OTHER = object()  # any value of a text, person or unit that the formulas do not name


@dataclass(slots=True)
class Fact:
    """One thing the facts decide, independent of the others.

    kind `value`: the part has one of `values`;  `order`: how it compares with `other`, -1, 0 or 1;  `same`: whether it
    is the same as `other`;  `cut`: where a quantity lies among `bounds`: 2i+1 at the i-th bound, 2i just below it.
    `percent`: a bound was written as a percentage, so all of them are shown so.
    """

    kind: str
    key: str
    shown: str
    values: list[Any] = field(default_factory=list)
    bounds: list[Any] = field(default_factory=list)
    other: str = ""
    other_key: str = ""
    at: int = 0
    percent: bool = False

    def words(self, chosen: tuple[int, ...]) -> Text:
        """The fact in words for some of its values, given by their positions."""
        if self.kind == "order":
            sign = {(0,): "<", (1,): "=", (2,): ">", (0, 1): "≤", (1, 2): "≥", (0, 2): "≠"}[chosen]
            return say("{a} {sign} {b}", "{a} {sign} {b}", a=self.shown, b=self.other, sign=sign)
        if self.kind == "same":
            return say("{a} {sign} {b}", "{a} {sign} {b}", a=self.shown, b=self.other,
                       sign="=" if self.values[chosen[0]] else "≠")
        if self.kind == "cut":
            runs = _runs(tuple(self.values[at] for at in chosen))
            return _either([Text(self._run(run, "zh"), self._run(run, "en")) for run in runs])
        plain = [value for value in (self.values[at] for at in chosen) if value is not EMPTY and value is not OTHER]
        if len(plain) == len(chosen) > 1:
            return Text(f"{self.shown} 是 {' 或 '.join(show_value(value, 'zh') for value in plain)}",
                        f"{self.shown} is {' or '.join(show_value(value, 'en') for value in plain)}")
        return _either([self._one(self.values[at]) for at in chosen])

    def _one(self, value: Any) -> Text:
        if value is EMPTY:
            return say("{a} 没有填", "{a} is not filled", a=self.shown)
        if value is OTHER:
            return say("{a} 是别的值", "{a} is something else", a=self.shown)
        if self.kind == "filled":
            return say("{a} 已填", "{a} is filled", a=self.shown)
        return Text(f"{self.shown} = {show_value(value, 'zh')}", f"{self.shown} = {show_value(value, 'en')}")

    def _run(self, run: tuple[int, int], lang: Lang) -> str:
        first, last = run
        if first == last and first % 2:
            return f"{self.shown} = {self._bound(first // 2, lang)}"
        low = f"{self.shown} {'≥' if first % 2 else '>'} {self._bound((first - 1) // 2, lang)}" if first else ""
        high = f"{self.shown} {'≤' if last % 2 else '<'} {self._bound(last // 2, lang)}" \
            if last < 2 * len(self.bounds) else ""
        return say(" 且 ", " and ").to(lang).join(part for part in (low, high) if part)

    def _bound(self, at: int, lang: Lang) -> str:
        bound = self.bounds[at]
        return show_value(bound, lang, share=self.percent)


def _either(parts: list[Text]) -> Text:
    """One of several cases, in brackets since others may be joined to it."""
    if len(parts) == 1:
        return parts[0]
    return Text(f"（{' 或 '.join(part.zh for part in parts)}）", f"({' or '.join(part.en for part in parts)})")


def _runs(chosen: tuple[int, ...]) -> list[tuple[int, int]]:
    """Neighbouring numbers drawn together.

    >>> _runs((0, 1, 4))
    [(0, 1), (4, 4)]
    """
    found: list[tuple[int, int]] = []
    for one in chosen:
        if found and found[-1][1] == one - 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found
