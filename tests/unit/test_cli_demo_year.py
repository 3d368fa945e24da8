"""A year of the demonstration: made by the engine itself under a virtual clock, the same every time for the same seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import shipped
from engine.cli import main
from engine.compiler import compile_method, read_folder
from engine.demo import make_year, summary
from engine.demo.habits import Habits, habits_of
from engine.problems import Report
from engine.service import StreetService
from engine.service.service import shanghai_now
from engine.source import Sources
from engine.store import history
from engine.store.verify import verify

CASES = 40


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StreetService]:
    """A small 2025."""
    service = make_year(tmp_path_factory.mktemp("year"), 2025, seed=7, cases=CASES)
    yield service
    service.store.close()


def told(service: StreetService) -> list[tuple[str, str, str, str]]:
    """Everything that happened, but for what depends on chance that is secret."""
    return [(stream, event.type, event.at, event.actor) for stream, event in history.since(service.store, 0)
            if stream != service.directory_id]


def test_a_year_has_its_cases_and_a_sound_record(lived: StreetService) -> None:
    facts = summary(lived.store)
    assert abs(facts["cases"] - CASES) <= 2
    assert verify(lived.store, lived.method) == []
    outcomes = {row["outcome"]: row["cases"] for row in facts["outcomes"]}
    assert sum(outcomes.values()) == facts["cases"]
    assert outcomes["满意办结"] > CASES / 4
    assert len(outcomes) >= 4
    assert facts["ballots"] > 0
    assert facts["documents"] > 0


def test_people_are_late_disagree_and_do_not_answer_now_and_then(lived: StreetService) -> None:
    assert summary(lived.store)["reminders"] > 0
    cases = [lived.store.load(stream)[0] for stream in history.cases(lived.store)]
    assert any(case.round > 1 for case in cases)
    assert any(not tally.quorate for case in cases for tally in case.tallies.values())
    assert {event.actor for _, event in history.since(lived.store, 0)} >= {"public", "party", "system", "zhangming", "liuwei"}


def test_everything_happens_in_its_year_and_in_order(lived: StreetService) -> None:
    moments = [at for _, _, at, _ in told(lived)]
    assert moments == sorted(moments)
    assert all(at.startswith("2025-") for at in moments)
    holidays = {"2025-10-01", "2025-10-04", "2025-01-29"}
    assert not [at for _, type_, at, actor in told(lived) if type_ == "acted" and actor != "party" and at[:10] in holidays]


def test_the_street_is_served_by_the_real_clock_afterwards(lived: StreetService) -> None:
    assert abs((lived.clock() - shanghai_now()).total_seconds()) < 60
    assert lived.login("zhangming", "bihuan-demo")


def test_the_same_seed_gives_the_same_year_and_another_another(lived: StreetService, tmp_path: Path) -> None:
    again = make_year(tmp_path / "again", 2025, seed=7, cases=CASES)
    other = make_year(tmp_path / "other", 2025, seed=8, cases=1)
    try:
        assert told(again) == told(lived)
        assert told(other)[0] not in told(lived)
    finally:
        again.store.close()
        other.store.close()


def test_the_command_makes_a_year_and_speaks_to_programs(tmp_path: Path) -> None:
    words = ["demo", "--folder", str(tmp_path / "d"), "--year", "2014", "--cases", "5", "--format", "json"]
    made = CliRunner().invoke(main, words)
    assert made.exit_code == 0, made.output
    facts = json.loads(made.stdout)
    assert facts["cases"] == 5
    assert facts.keys() >= {"cases", "duties", "ballots", "documents", "published", "events", "seconds", "outcomes"}


def test_the_year_that_is_not_over_goes_as_far_as_today(tmp_path: Path) -> None:
    service = make_year(tmp_path / "now", shanghai_now().year, cases=3)
    try:
        last = max(datetime.fromisoformat(at) for _, _, at, _ in told(service))
        assert last <= shanghai_now()
    finally:
        service.store.close()


# --- habits ---------------------------------------------------------------------------------------------------------


def test_a_method_without_habits_is_worked_by_plain_ones(tmp_path: Path) -> None:
    item = read_folder(shipped.workflows() / "six-step", Report(), Sources())
    assert item is not None
    plain = habits_of(compile_method(item, Report()), tmp_path)
    assert plain == Habits(plain.arrivals)
    assert [one.workflow for one in plain.arrivals] == ["群众问题"]


def test_habits_are_checked_against_their_method(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert CliRunner().invoke(main, ["new", str(folder)]).exit_code == 0
    (folder / "情景" / "示范.yaml").write_text(
        "示范: mine\n来件:\n  - {流程: 小事, 一年: 10}\n  - {流程: 大事, 一年: 10}\n词: {什么是: [灯坏了]}\n"
        "选择: {满意程度: {满意: 3, 很满意: 1}}\n动作: {办理.办好了: 3, 办理.办坏了: 1}\n", encoding="utf-8")
    found = json.loads(CliRunner().invoke(main, ["check", str(folder), "--format", "json"]).stdout)
    assert [(one["line"], one["rule"]) for one in found["problems"]] == [(4, "unknown-name"), (5, "unknown-name"), (6, "unknown-name"),
                                                                        (7, "unknown-name")]
