"""The calendar's files: what they hold, and what is refused in them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from engine import shipped
from engine.calendar import calendar_names, load_calendar, read_arrangement
from engine.errors import BadCalendarError, UnknownCalendarError
from engine.problems import Report
from engine.values import SHANGHAI, Span

FOLDER = shipped.workflows() / "calendars"
CN = load_calendar("cn", FOLDER)


def test_every_year_has_its_notice_number() -> None:
    assert CN.gazette.years == frozenset(range(2004, 2027))
    assert all(year.notices[0].number.startswith(f"国办发明电〔{year.year - 1}〕") for year in CN.gazette.arrangements)


def test_same_content_gives_the_same_calendar() -> None:
    assert load_calendar("cn", FOLDER) is CN


def test_calendar_names_are_those_with_files() -> None:
    assert calendar_names(FOLDER) == ["cn"]


def test_unknown_calendar_names_the_nearest() -> None:
    with pytest.raises(UnknownCalendarError, match="是不是「cn」"):
        load_calendar("cnn", FOLDER)


GOOD = """\
日历: xx
年份: 2030
通知:
  - {文号: 甲〔2029〕1号}
放假:
  元旦: {自: 2030-01-01, 至: 2030-01-02}
上班:
  2030-01-05: 元旦
"""


def test_a_new_notice_makes_its_year_final(tmp_path: Path) -> None:
    (tmp_path / "xx-2030.yaml").write_text(GOOD, encoding="utf-8")
    calendar = load_calendar("xx", tmp_path)
    start = datetime(2030, 1, 1, 9, tzinfo=SHANGHAI)
    due = calendar.add(start, Span(3, "workdays"))
    assert (due.at.date(), due.provisional) == (date(2030, 1, 5), False)


@pytest.mark.parametrize(("right", "wrong", "place", "rule"), [
    ("年份: 2030", "年份: 2031", (1, 1), "calendar-name"),
    ("日历: xx", "日历: yy", (1, 1), "calendar-name"),
    ("2030-01-05: 元旦", "2030-01-07: 元旦", (8, 15), "calendar-make-up"),
    ("至: 2030-01-02", "至: 2030-01-06", (8, 15), "calendar-make-up"),
    ("2030-01-05: 元旦", "2030-01-05: 春节", (8, 15), "unknown-holiday"),
    ("至: 2030-01-02", "至: 2029-12-31", (6, 7), "calendar-holiday"),
    ("至: 2030-01-02", "至: 2030-01-02, 依据: 甲〔2029〕2号", (6, 42), "unknown-notice"),
])
def test_contradiction_is_told_with_its_place(right: str, wrong: str, place: tuple[int, int], rule: str) -> None:
    report = Report()
    assert read_arrangement("xx-2030.yaml", GOOD.replace(right, wrong).encode(), report) is None
    assert [(p.rule, p.mark.line, p.mark.column) for p in report.problems] == [(rule, *place)]


@pytest.mark.parametrize("text", [
    "", "日历", GOOD.replace("年份: 2030", "年份: 二〇三〇"), GOOD.replace("自: 2030-01-01", "自: 明天"),
    GOOD.replace("甲〔2029〕1号", "''"), GOOD.replace("上班:", "调休:"), GOOD.replace("2030-01-05:", "五号:"),
])
def test_file_that_does_not_fit_is_refused_where_it_is_loaded(tmp_path: Path, text: str) -> None:
    (tmp_path / "xx-2030.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadCalendarError, match=r"xx-2030\.yaml 第"):
        load_calendar("xx", tmp_path)


def test_two_years_that_disagree_on_a_day_are_refused(tmp_path: Path) -> None:
    off = GOOD.replace("自: 2030-01-01", "自: 2029-12-30")
    worked = GOOD.replace("2030-01-05: 元旦", "2029-12-30: 元旦")
    (tmp_path / "xx-2030.yaml").write_text(off, encoding="utf-8")
    (tmp_path / "xx-2031.yaml").write_text(worked.replace("年份: 2030", "年份: 2031"), encoding="utf-8")
    with pytest.raises(BadCalendarError, match="2029-12-30在一个文件里放假"):
        load_calendar("xx", tmp_path)


def test_english_spelling_says_the_same(tmp_path: Path) -> None:
    english = GOOD
    for zh, en in {"日历": "calendar", "年份": "year", "通知": "notices", "放假": "holidays", "上班": "make_up_days",
                   "文号": "number", "自": "from", "至": "until"}.items():
        english = english.replace(f"{zh}:", f"{en}:")
    report = Report()
    assert read_arrangement("xx-2030.yaml", english.encode(), report) == read_arrangement(
        "xx-2030.yaml", GOOD.encode(), report)
    assert report.found == []


def test_shipped_files_have_no_findings() -> None:
    report = Report()
    for path in sorted(FOLDER.iterdir()):
        read_arrangement(path.name, path.read_bytes(), report)
    assert report.found == []
