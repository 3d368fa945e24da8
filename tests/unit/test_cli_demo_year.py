"""A year of the demonstration: made by the engine itself under a virtual clock, the same every time for the same seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import shipped
from engine.cli import main
from engine.compiler import compile_method, read_folder
from engine.demo import clock_of, make_year, summary
from engine.demo.habits import Habits, habits_of
from engine.demo.making import make_span, span_of
from engine.problems import Report
from engine.service import StreetService, open_service
from engine.service.chance import repeatable
from engine.source import Sources
from engine.store import history
from engine.store.verify import verify
from engine.values import SHANGHAI

AROUND = datetime(2024, 12, 1, tzinfo=SHANGHAI), datetime(2025, 3, 8, 18, tzinfo=SHANGHAI)  # the end of a year until its evaluations are closed


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StreetService]:
    """The end of 2024 and the first weeks of 2025, until the evaluations of the year are closed and most of them signed."""
    service = make_span(tmp_path_factory.mktemp("lived"), *AROUND, 100, seed=7, chance=repeatable("lived"))
    yield service
    service.store.close()


def told(service: StreetService) -> list[tuple[str, str, str, str]]:
    """Everything that happened, but for what depends on chance that is secret."""
    return [(stream, event.type, event.at, event.actor) for stream, event in history.since(service.store, 0)
            if stream != service.directory_id]


def test_all_methods_have_a_history_and_a_sound_record(lived: StreetService) -> None:
    facts = summary(lived.store)
    assert verify(lived.store, lived.method) == []
    assert {row["method"] for row in facts["outcomes"]} == set(lived.street.methods)
    assert sum(row["cases"] for row in facts["outcomes"]) == facts["cases"]
    assert facts.keys() >= {"cases", "duties", "ballots", "draws", "boards", "registers", "documents"}
    for what in ("ballots", "documents", "boards", "registers", "messages"):
        assert facts[what] > 0, what


def test_what_is_owed_is_met_missed_and_arranged(lived: StreetService) -> None:
    facts, events = summary(lived.store), history.counts_by_event(lived.store)
    assert facts["duty_outcomes"]["met"] > facts["duty_outcomes"]["missed"] > 0
    assert events.get("substituted", 0) + events.get("excused", 0) + events.get("moved", 0) > 0


def test_everybody_has_a_hand_in_it_and_some_are_late(lived: StreetService) -> None:
    assert summary(lived.store)["reminders"] > 0
    assert {event.actor for _, event in history.since(lived.store, 0)} >= {"public", "party", "system", "zhangming"}


def test_everything_happens_in_its_weeks_and_in_order(lived: StreetService) -> None:
    moments = [at for _, _, at, _ in told(lived)]
    assert moments == sorted(moments)
    assert all("2024-12-01" <= at[:10] <= "2025-03-08" for at in moments)
    festival = {"2025-01-01", "2025-01-28", "2025-01-29"}
    assert not [at for _, type_, at, actor in told(lived) if type_ == "acted" and actor != "party" and at[:10] in festival]


def test_its_clock_goes_on_from_where_the_history_ends(lived: StreetService) -> None:
    for clock in (lived.clock, clock_of(lived.folder)):
        assert AROUND[1] <= clock() < AROUND[1] + timedelta(hours=1)
    assert lived.login("zhangming", "bihuan-demo")


def test_the_command_makes_the_same_history_from_the_same_seed_and_speaks_to_programs(tmp_path: Path) -> None:
    words = ["demo", "--folder", str(tmp_path / "d"), "--year", "2014", "--seed", "7", "--weeks", "1", "--cases", "400", "--format", "json"]
    made = CliRunner().invoke(main, words)
    assert made.exit_code == 0, made.output
    facts = json.loads(made.stdout)
    assert facts["duties"] > 0
    assert facts.keys() >= {"cases", "duties", "duty_outcomes", "ballots", "draws", "boards", "registers", "documents", "events", "seconds", "outcomes"}
    one, two = open_service(tmp_path / "d", clock_of(tmp_path / "d")), make_year(tmp_path / "again", 2014, seed=7, cases=400, weeks=1)
    try:
        assert told(one) == told(two)
        assert len(told(one)) > 100
    finally:
        one.store.close()
        two.store.close()


def test_a_year_that_is_not_over_goes_as_far_as_today() -> None:
    now = datetime(2026, 7, 2, 12, tzinfo=SHANGHAI)
    assert span_of(2026, 0, now)[1] == now
    begin, end = span_of(2025, 0, now)
    assert (begin.isoformat()[:10], end.isoformat()[:10]) == ("2025-01-01", "2026-03-31")
    assert span_of(2025, 2, now)[1].day == 15


# --- evaluations ----------------------------------------------------------------------------------------------------


def test_every_evaluation_has_a_closed_period_of_which_most_have_numbers(lived: StreetService) -> None:
    for method in lived.street.methods.values():
        for evaluation in method.evaluations.values():
            table = lived.scores.drawn(method.id, evaluation.name)
            assert table.id, evaluation.name
            assert table.lines, evaluation.name
    for name in ("网格月评", "单位年评", "党员年评"):
        table = lived.scores.drawn(*lived.scores.find(name))
        assert [line for line in table.lines if line.place], name


def test_results_are_signed_declined_answered_and_withdrawn(lived: StreetService) -> None:
    led = [one for method in lived.street.methods for one in lived.scores.led(method, "", "")]
    assert {"proposed", "signed", "declined", "withdrawn"} <= {one.state for one in led}
    assert sum(one.state == "signed" for one in led) > len(led) / 2
    assert [one for one in led if one.answers]
    assert {one.method for one in led if one.took_effect} >= {"four-order", "six-step", "three-entries-one-appeal"}


# --- habits ---------------------------------------------------------------------------------------------------------


def test_a_method_without_habits_is_worked_by_plain_ones(tmp_path: Path) -> None:
    item = read_folder(shipped.workflows() / "six-step", Report(), Sources())
    assert item is not None
    plain = habits_of(compile_method(item, Report()), tmp_path)
    assert plain == Habits(plain.arrivals)
    assert "群众问题" in [one.workflow for one in plain.arrivals]


def test_habits_are_checked_against_their_method(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert CliRunner().invoke(main, ["new", str(folder)]).exit_code == 0
    (folder / "情景" / "示范.yaml").write_text(
        "示范: mine\n来件:\n  - {流程: 小事, 一年: 10}\n  - {流程: 大事, 一年: 10}\n词: {什么是: [灯坏了]}\n"
        "选择: {满意程度: {满意: 3, 很满意: 1}}\n动作: {办理.办好了: 3, 办理.办坏了: 1}\n", encoding="utf-8")
    found = json.loads(CliRunner().invoke(main, ["check", str(folder), "--format", "json"]).stdout)
    assert [(one["line"], one["rule"]) for one in found["problems"]] == [(4, "unknown-name"), (5, "unknown-name"), (6, "unknown-name"),
                                                                        (7, "unknown-name")]
