"""The command `calendar` as a person or a program calls it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from engine.cli.calendar import calendar


def run(*arguments: str) -> Result:
    return CliRunner().invoke(calendar, arguments)


def test_year_lists_every_day_as_json() -> None:
    result = run("cn", "--year", "2026", "--format", "json")
    data = json.loads(result.output)
    assert result.exit_code == 0
    assert list(data) == ["days"]
    assert len(data["days"]) == 365
    assert data["days"][0] == {"date": "2026-01-01", "working": False, "why": "元旦放假（国办发明电〔2025〕7号）"}
    assert data["days"][4] == {"date": "2026-01-05", "working": True, "why": "工作日"}


def test_limit_is_worked_out_as_json() -> None:
    result = run("cn", "--from", "2025-09-30", "--add=5个工作日", "--format", "json", "--lang", "en")
    data = json.loads(result.output)
    assert (data["at"], data["provisional"]) == ("2025-10-14T17:30:00+08:00", False)
    assert list(data) == ["at", "provisional", "working"]
    assert data["working"][-1] == {"date": "2025-10-14", "counted": True, "why": "working day 5"}


@pytest.mark.parametrize(("arguments", "due"), [
    (("--from", "2025-10-15", "--add=-7天"), "2025-09-30"),
    (("--from", "2025-10-15", "--add=－7天", "--roll", "none"), "2025-10-08"),
    (("--from", "2025-10-15", "--add=-5workdays"), "2025-10-09"),
    (("--from", "2025年9月30日", "--add=+5 个工作日"), "2025-10-14"),
    (("--from", "2026-09-25", "--add=7天", "--roll", "previous"), "2026-09-30"),
    (("--from", "2025-09-30", "--add=1个工作日", "--street-closure", "2025-10-09=搬家"), "2025-10-10"),
    (("--from", "2025-09-30 16:30", "--add=2工作时"), "2025-10-09"),
])
def test_due_day_is_found(arguments: tuple[str, ...], due: str) -> None:
    result = run("cn", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["at"].startswith(due)


def test_text_for_people_ends_with_the_due_time() -> None:
    lines = run("cn", "--from", "2025-09-30", "--add=5个工作日").output.splitlines()
    assert lines[-1] == "到期：2025-10-14 17:30（周二）"


def test_text_for_a_year_shows_what_is_out_of_the_ordinary() -> None:
    lines = run("cn", "--year", "2026").output.splitlines()
    assert lines[0] == "2026-01-01 周四  放假  元旦放假（国办发明电〔2025〕7号）"
    assert "2026-01-04 周日  上班  元旦调休上班（国办发明电〔2025〕7号）" in lines
    assert lines[-1].endswith("全年248天。")


@pytest.mark.parametrize("arguments", [("--year", "2027"), ("--from", "2026-12-30", "--add=5个工作日")])
def test_provisional_days_are_announced(arguments: tuple[str, ...]) -> None:
    assert run("cn", *arguments).output.splitlines()[-1].startswith("暂定")


@pytest.mark.parametrize("arguments", [
    ("--year", "2003"), ("--year", "20260"), ("--from", "2025-13-01", "--add=1天"), ("--from", "2025-09-30", "--add=5"),
    ("--from", "2025-09-30", "--add=9999个工作日"), ("--year", "2026", "--street-closure", "2026-01-05"),
    ("--from", "9998-12-01", "--add=90天"), ("--from", "2004-01-05", "--add=-30天"),
])
def test_refused_value_exits_1_with_a_sentence(arguments: tuple[str, ...]) -> None:
    result = run("cn", *arguments)
    assert result.exit_code == 1
    assert result.stderr.strip().endswith("。")


def test_unknown_calendar_exits_1() -> None:
    result = run("cm", "--year", "2026", "--lang", "en")
    assert (result.exit_code, result.stderr) == (1, "There is no calendar “cm”; is “cn” meant?\n")


@pytest.mark.parametrize("arguments", [
    (), ("--from", "2025-09-30"), ("--add=5天",), ("--year", "2026", "--from", "2025-09-30", "--add=5天"),
    ("--year", "abc"), ("--year", "2026", "--roll", "next"),
    ("--from", "2025-09-30", "--add=5天", "--roll", "later"),
])
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    assert run("cn", *arguments).exit_code == 2


def test_help_speaks_both_languages() -> None:
    text = run("--help").output
    assert "查工作日历" in text
    assert "working calendar" in text
