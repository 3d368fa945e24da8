"""Receipts of scores: worked through again from nothing but themselves, and not when they were changed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scores import Period
from engine.scores.book import Book
from engine.scores.receipts import fingerprint, receipt, verify_receipt
from tests.unit.written_scores import YEAR, method, year_of


def _receipt(folder: Path) -> dict[str, Any]:
    made, _ = method(folder)
    book = year_of(made, {"东": (97, 88, 91), "西": (90, 90, 91)}, signed={"通报/东": [("2024", 1), ("2022", 1)]})
    cases = [{"source": f"件{at}", "day": "2025-03-01", "at": at, "num": int(at < 97), "den": 1} for at in range(100)]
    marks = [{"source": "年终", "day": "2025-12-20", "at": 1, "num": 91 * 10**6, "den": 1}]

    def rows_of(book: Book, name: str, period: Period, subject: str) -> dict[str, list[dict[str, Any]]]:
        if name == "年评":
            return {"处置率": cases, "年终分": marks}
        return {"季度分": [{"source": "季度", "day": period.last.isoformat(), "at": 1, "num": 88 * 10**6, "den": 1}]}

    written: dict[str, Any] = json.loads(json.dumps(receipt(book, "年评", YEAR, "东", rows_of)))
    return written


def test_a_receipt_comes_out_again_from_nothing_but_itself(tmp_path: Path) -> None:
    document = _receipt(tmp_path)
    assert verify_receipt(document) == []
    assert document["score"] == "461/5"
    assert document["ranking"]["place"] == 1


@pytest.mark.parametrize(("where", "value"), [
    (("score",), "93"), (("exact",), "93"), (("ranking", "place"), 2), (("indicators", 0, "list", 0, "num"), 0),
    (("indicators", 0, "value"), "1"), (("parts", 1, "weight_formula"), "日常占比 × 2"), (("read", "日常占比", "value"), "1/2")])
def test_a_receipt_that_was_changed_does_not_come_out(tmp_path: Path, where: tuple[Any, ...], value: Any) -> None:
    document = _receipt(tmp_path)
    at: Any = document
    for step in where[:-1]:
        at = at[step]
    at[where[-1]] = value
    assert len(verify_receipt(document)) >= 2  # the fingerprint, and the number itself
    document["sha256"] = fingerprint(document)
    assert verify_receipt(document)


def test_a_receipt_opens_what_it_is_built_on_its_place_and_what_followed(tmp_path: Path) -> None:
    document = _receipt(tmp_path)
    assert [(built["name"], [one["period"] for one in built["receipts"]]) for built in document["built_on"]] == [
        ("季评平均", ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"])]
    assert document["built_on"][0]["receipts"][0]["indicators"][0]["list"][0]["source"] == "季度"
    assert [(one["rule"], one["runs"]) for one in document["results"]] == [
        ("优秀", {}), ("通报", {}), ("约谈", {"通报连续": [["2025", 1], ["2024", 1]]})]
    assert {key: document["ranking"][key] for key in ("keys", "place", "from_last", "of", "tied")} == {
        "keys": [["461/5", ], ["451/5"]], "place": 1, "from_last": 2, "of": 2, "tied": 1}


def _leaves(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every value of a document stands."""
    if isinstance(node, dict):
        return [found for key, inner in node.items() for found in _leaves(inner, (*path, key))]
    if isinstance(node, list):
        return [found for at, inner in enumerate(node) for found in _leaves(inner, (*path, at))]
    return [path]


def _other(value: Any) -> list[Any]:
    """Values beside one that mean something else."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1]
    return [f"{value}1", "1/7"] if value else ["7", 1]


WORKED_OUT = {"value", "weight", "counted", "exact", "score", "place", "from_last", "of", "tied", "num", "den", "rows", "latest"}


def test_no_number_can_be_changed_unseen_even_with_the_fingerprint_written_anew(tmp_path: Path) -> None:
    document = _receipt(tmp_path)
    text = json.dumps(document)
    tried = 0
    for path in _leaves(document):
        if path[-1] in WORKED_OUT and ("list" not in path or path[-2] < 2) and "read" not in path:
            for value in _other(_at(document, path)):
                changed = json.loads(text)
                _at(changed, path[:-1])[path[-1]] = value
                assert verify_receipt(changed), path
                changed["sha256"] = fingerprint(changed)
                assert verify_receipt(changed), path
                tried += 1
    assert tried > 80


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_byte_that_means_something_can_be_changed_unseen(data: st.DataObject) -> None:
    document = _kept()
    text = json.dumps(document, ensure_ascii=False).encode()
    at, byte = data.draw(st.integers(0, len(text) - 1)), data.draw(st.integers(0, 255))
    try:
        changed = json.loads((text[:at] + bytes([byte]) + text[at + 1:]).decode())
    except ValueError:
        return  # no document any more
    if changed != document:
        assert verify_receipt(changed if isinstance(changed, dict) else {})


@cache
def _kept() -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        return _receipt(Path(folder))


def _at(node: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        node = node[step]
    return node


def test_a_receipt_that_is_none_is_refused_in_words() -> None:
    assert verify_receipt({"kind": "something"})
    assert verify_receipt({"kind": "bihuan-score", "version": 1, "sha256": ""})
