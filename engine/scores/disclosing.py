"""What anybody may see of a receipt: the numbers a board publishes of a subject and what is behind them, and nothing besides.

In: a receipt, the evaluation it belongs to, and what was published.
Out: a receipt of the same shape that can be worked through again; `stated` lists what is taken as it stands there,
since what it follows from was not published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from engine.compiler.scoring_words import BAND, DENOMINATOR, FEEDS, GROUP, NUMERATOR, PLACE, RANKED, RESULT, SCORE
from engine.formulas import Formula
from engine.model import Evaluation
from engine.scores.receipts import fingerprint

CallRow = Callable[[str, str], str]  # indicator, what a row comes from → how it may be called; '' where it is only counted
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """What a line of a board says: `names` are its columns that are not masked, `cells` their texts, `subject` how the subject
    may be called, `withheld` the facts of it that stay inside, `rule` the result the line tells of, `parameters` what of the method's
    own numbers anybody may know, `everybody` whether the line
    of everybody who is ranked says it too."""

    names: frozenset[str]
    cells: Mapping[str, str]
    subject: str
    where: Mapping[str, Any]
    withheld: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    rule: str = ""
    everybody: bool = False


def disclose(receipt: Mapping[str, Any], evaluation: Evaluation, published: Published, call_row: CallRow) -> Part:
    """The receipt as the public may have it, with a fingerprint of its own."""
    opened, stated = opened_by(evaluation, published.names), set[str]()
    document: Part = {**receipt, "subject": published.subject, "facts": [one for one in receipt["facts"] if one in opened - published.withheld],
                      "built_on": [], "read": _read(receipt, opened, published.withheld, stated)}
    document["indicators"] = [_indicator(one, partial(call_row, one["name"])) for one in receipt["indicators"] if one["name"] in opened]
    document["derived"] = [_others(one, receipt["subject"]) for one in receipt["derived"] if one["name"] in opened]
    document["parts"] = [one for one in receipt["parts"] if one["name"] in opened]
    stated |= _unworked(evaluation, document, published.withheld)
    if SCORE not in published.names:
        document |= {"formula": "", "exact": None, "score": None, "why": ""}
        stated |= {"exact", *(f"parts/{one['name']}/counted" for one in document["parts"])} if document["parts"] else set()
    _standing(document, receipt, published, stated)
    document["results"] = [_result(one, opened | published.names | published.parameters, published, f"results/{at}", stated)
                           for at, one in enumerate(one for one in receipt["results"] if RESULT in published.names and one["rule"] == published.rule)]
    document["public"] = {**published.where, "cells": dict(published.cells), "stated": sorted(stated)}
    del document["sha256"]
    return {**document, "sha256": fingerprint(document)}


def opened_by(evaluation: Evaluation, names: Iterable[str]) -> frozenset[str]:
    """Every number and name that published numbers follow from, themselves among them; a place, a band or a result alone opens no
    score.

    A numerator opens an indicator only together with its denominator."""
    shown = frozenset(names)
    waiting = [*shown, *(one for one in evaluation.indicators if {f"{one}{NUMERATOR}", f"{one}{DENOMINATOR}"} <= shown)]
    found: set[str] = set()
    for name in waiting:
        if name in found:
            continue
        found.add(name)
        formulas: list[Formula] = [evaluation.derived[name]] if name in evaluation.derived else []
        if name in evaluation.components:
            formulas += [evaluation.components[name].value, evaluation.components[name].weight]
        if name == SCORE:
            waiting += evaluation.components
            formulas += [evaluation.score] if evaluation.score is not None else []
        waiting += [read for one in formulas for read in one.reads | one.calls]
    return frozenset(found)


def _read(receipt: Mapping[str, Any], opened: frozenset[str], withheld: frozenset[str], stated: set[str]) -> Part:
    """What is read of other evaluations is stated: it opens where it was published itself."""
    found = {name: {**noted, "value": None, "withheld": True} if name in withheld else dict(noted)
             for name, noted in receipt["read"].items() if name in opened}
    for built in receipt["built_on"]:
        if built["name"] in found:
            found[built["name"]] |= {"from": built["receipts"][0]["evaluation"] if built["receipts"] else "", "word": built["word"]}
    return found


def _unworked(evaluation: Evaluation, document: Part, withheld: frozenset[str]) -> set[str]:
    """What reads a fact that stays inside."""
    found = {f"derived/{one['name']}" for one in document["derived"] if evaluation.derived[one["name"]].reads & withheld}
    for one in document["parts"]:
        part = evaluation.components[one["name"]]
        if (part.value.reads | part.weight.reads) & withheld:
            found |= {f"parts/{one['name']}{key}" for key in ("", "/weight", "/counted")}
    return found | ({"exact", "score"} if evaluation.score is not None and evaluation.score.reads & withheld else set())


def _indicator(one: Mapping[str, Any], call: Callable[[str], str]) -> Part:
    """An indicator whose rows are called by what is public; the others are added up."""
    seen = {at: name for at, row in enumerate(one["list"]) if (name := call(row["source"]))}
    last = len(one["list"]) - 1 if one["kind"] == "latest" and one["list"] and len(one["list"]) - 1 not in seen else None
    named = [{**row, "source": seen[at]} for at, row in enumerate(one["list"]) if at in seen]
    rest = [row for at, row in enumerate(one["list"]) if at not in seen and at != last]
    together = [_together(rows) for rows in (rest, one["list"][last:] if last is not None else []) if rows]
    found = {**one, "list": [*named, *together]}
    return {**found, "among": _sum(one["among"])} if "among" in one else found


def _together(rows: list[Mapping[str, Any]]) -> Part:
    return {"source": "", "day": "", "at": rows[-1]["at"], "num": sum(row["num"] for row in rows), "den": sum(row["den"] for row in rows),
            "rows": len(rows)}


def _sum(values: Iterable[str | None]) -> Part:
    numbers = [Fraction(one) for one in values if one is not None]
    return {"sum": str(sum(numbers, Fraction(0))), "of": len(numbers)}


def _others(one: Mapping[str, Any], subject: str) -> Part:
    """A mean over a group, the others' numbers added up."""
    if "mean_of" not in one:
        return dict(one)
    return {**one, "mean_of": _sum(value for member, value in one["mean_of"].items() if member != subject)}


def _standing(document: Part, receipt: Mapping[str, Any], published: Published, stated: set[str]) -> None:
    """Band and place as far as they were published; others' scores only where theirs were too."""
    names = published.names
    if BAND in names and "band" in receipt:
        stated |= set() if SCORE in names else {"band"}
    else:
        document.pop("band", None)
    ranking = receipt["ranking"] if PLACE in names else None
    if ranking is not None:
        seen = {"order": ranking["order"], "ties": ranking["ties"], "entrants": ranking["entrants"], "group": ranking["group"] if GROUP in names else ""}
        if published.everybody:
            ranking = {**ranking, **seen}
        else:
            ranking = {**seen, "then": [], "keys": [], "place": ranking["place"], "of": ranking["of"] if RANKED in names else None,
                       "from_last": None, "tied": None}
            stated |= {"closed/place", *(f"ranking/{key}" for key in ("place", "from_last", "of", "tied"))}
    document["ranking"] = ranking
    if receipt["closed"]:
        document["closed"] = {**receipt["closed"], "score": receipt["closed"]["score"] if SCORE in names else None,
                              "place": receipt["closed"]["place"] if PLACE in names else None}


def _result(one: Mapping[str, Any], seen: frozenset[str], published: Published, where: str, stated: set[str]) -> Part:
    """What followed, with the values it read as far as they were published."""
    inside = {name for name in one["read"] if name not in seen or name in published.withheld}
    if inside:
        stated |= {where, *(f"{where}/{name}" for name in one["read"])}
    return {**one, "read": {name: {**noted, "value": None, "withheld": True} if name in inside else noted for name, noted in one["read"].items()},
            "runs": {name: run for name, run in one["runs"].items() if name not in inside}, "feeds": one["feeds"] if FEEDS in published.names else None}
