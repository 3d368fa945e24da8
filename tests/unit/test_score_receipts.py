"""Receipts of scores: worked through again from nothing but themselves, and not when they were changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.scores.receipts import fingerprint, receipt, verify_receipt
from tests.unit.written_scores import YEAR, method, year_of


def _receipt(folder: Path) -> dict[str, Any]:
    made, _ = method(folder)
    book = year_of(made, {"东": (97, 88, 91), "西": (90, 90, 91)})
    cases = [{"source": f"件{at}", "day": "2025-03-01", "at": at, "num": int(at < 97), "den": 1} for at in range(100)]
    marks = [{"source": "年终", "day": "2025-12-20", "at": 1, "num": 91 * 10**6, "den": 1}]
    written: dict[str, Any] = json.loads(json.dumps(receipt(book, "年评", YEAR, "东", {"处置率": cases, "年终分": marks})))
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


def test_a_receipt_that_is_none_is_refused_in_words() -> None:
    assert verify_receipt({"kind": "something"})
    assert verify_receipt({"kind": "bihuan-score", "version": 1, "sha256": ""})
