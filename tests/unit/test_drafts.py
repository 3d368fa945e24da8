"""The rule language can say the workflows of all five methods: drafts of the other four pass every check."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.checks import check_method
from engine.compiler import compile_method, read_folder
from engine.problems import Report
from engine.source import Sources

DRAFTS = Path(__file__).resolve().parents[1] / "drafts"


@pytest.mark.parametrize("folder", sorted(path for path in DRAFTS.iterdir() if path.is_dir()), ids=lambda path: path.name)
def test_a_drafted_method_passes_every_check(folder: Path) -> None:
    report = Report()
    item = read_folder(folder, report, Sources())
    assert item is not None
    method = compile_method(item, report)
    check_method(method, report)
    assert report.problems == ()
    assert method.workflows


def test_four_methods_are_drafted() -> None:
    assert {path.name for path in DRAFTS.iterdir()} == {
        "four-order", "grid-team-service", "three-entries-one-appeal", "three-questions-one-evaluation"}
