"""Working through a receipt again from nothing but the receipt.

In: a score's document.  Out: every number as it comes out, and the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.errors import FormulaRefusal
from engine.formulas import EMPTY, NUMBER, Scope, compile_formula, evaluate
from engine.formulas.functions import half_up
from engine.problems import NOWHERE, Report
from engine.scores.noting import typed, typed_table


@dataclass(frozen=True, slots=True)
class Again:
    """Numbers by where they stand in the receipt, None where there is none."""

    values: Mapping[str, Fraction | None]
    place: int | None


def rework(document: Mapping[str, Any]) -> Again:
    """Rows to indicators, indicators to named steps and parts, parts to the score, scores to the place."""
    env: dict[str, Any] = {}
    types: dict[str, Any] = {}
    tables: dict[str, Any] = {}
    facts, zero = frozenset(document["facts"]), document["missing"] == "zero"
    for name, noted in document["read"].items():
        if noted["is"] == "table":
            env[name], tables[name] = typed_table(noted)
        else:
            env[name], types[name] = typed(noted)
    values: dict[str, Fraction | None] = {}
    for one in document["indicators"]:
        value = _settled(one, document["missing"])
        values[f"indicators/{one['name']}"] = value
        env[one["name"]], types[one["name"]] = EMPTY if value is None else value, NUMBER

    def work(text: str) -> Fraction | None:
        report = Report()
        made = compile_formula(text, NOWHERE, Scope(names=types, tables=tables), None, report)
        if made is None:
            raise ValueError(text)
        known = {**env, **{read: Fraction(0) for read in made.reads if env.get(read, EMPTY) is EMPTY and read not in facts}} if zero else env
        try:
            found = evaluate(made, known)
        except FormulaRefusal:
            return None
        return found if isinstance(found, Fraction) else None

    for one in document["derived"]:
        own = work(one["formula"])
        value = values[f"derived/{one['name']}"] = own if "mean_of" not in one else _mean_of(one["mean_of"], document["subject"], own)
        env[one["name"]], types[one["name"]] = EMPTY if value is None else value, NUMBER
    parts = []
    for one in document["parts"]:
        value = values[f"parts/{one['name']}"] = work(one["formula"])
        parts.append((value, work(one["weight_formula"]) or Fraction(0)))
    exact = _weighed(parts, document["missing"]) if parts else work(document["formula"]) if document["formula"] else None
    values["exact"] = exact
    values["score"] = None if exact is None else half_up(exact, Fraction(document["decimals"]))
    return Again(values, _place(document, values["score"]))


def _mean_of(stated: Mapping[str, str], subject: str, own: Fraction | None) -> Fraction | None:
    """The mean over a group: of the others as stated, of the subject as it comes out."""
    others = [Fraction(value) for member, value in stated.items() if member != subject]
    numbers = others if own is None else [*others, own]
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else None


def _settled(one: Mapping[str, Any], rule: str) -> Fraction | None:
    """An indicator from its rows; what the method settled for a missing one is taken as stated."""
    if one["settled"]:
        return Fraction(one["value"]) if rule == one["settled"] == "average" else Fraction(0) if rule == one["settled"] == "zero" else None
    unit = 10 ** one["decimals"]
    num, den, rows = sum(row["num"] for row in one["list"]), sum(row["den"] for row in one["list"]), len(one["list"])
    latest = max(one["list"], key=lambda row: (row["day"], row["at"]))["num"] if one["list"] else 0
    over = {"count": 1, "sum": 1, "mean": rows, "latest": rows, "ratio": den}[one["kind"]]
    if not over or rows < Fraction(one["least"] or 0):
        return None
    value = {"count": lambda: Fraction(rows), "sum": lambda: Fraction(num, unit), "mean": lambda: Fraction(num, rows * unit),
             "latest": lambda: Fraction(latest, unit), "ratio": lambda: Fraction(num, den)}[one["kind"]]()
    value = value if one["floor"] is None else max(value, Fraction(one["floor"]))
    return value if one["cap"] is None else min(value, Fraction(one["cap"]))


def _weighed(parts: list[tuple[Fraction | None, Fraction]], rule: str) -> Fraction | None:
    there = [(value, weight) for value, weight in parts if value is not None]
    held = sum((weight for _, weight in there), Fraction(0))
    if not there or (len(there) < len(parts) and (rule != "spread" or not held)):
        return None
    whole = sum((weight for _, weight in parts), Fraction(0))
    return sum((value * weight for value, weight in there), Fraction(0)) * (whole / held if held else 1)


def _place(document: Mapping[str, Any], score: Fraction | None) -> int | None:
    """The place among the scores of the group, where no further indicator settles ties."""
    ranking = document.get("ranking")
    if ranking is None or score is None or ranking["then"]:
        return None
    sign = 1 if ranking["order"] == "high" else -1
    better = [Fraction(one) for one in ranking["scores"].values() if sign * Fraction(one) > sign * score]
    return 1 + len(set(better) if ranking["ties"] == "dense" else better)
