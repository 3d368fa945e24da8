"""The calendar's files: what they hold, and what is refused in them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from engine import shipped
from engine.calendar import calendar_names, load_calendar
from engine.errors import BadCalendarError, UnknownCalendarError
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


@pytest.mark.parametrize(("wrong", "right"), [
    ("年份: 2031", "年份: 2030"), ("日历: yy", "日历: xx"), ("2030-01-07: 元旦", "2030-01-05: 元旦"),
    ("2030-01-05: 春节", "2030-01-05: 元旦"), ("至: 2029-12-31", "至: 2030-01-02"), ("至: 明天", "至: 2030-01-02"),
    ("至: 2030-01-02, 依据: 乙", "至: 2030-01-02"), ("至: 2030-01-06", "至: 2030-01-02"),
])
def test_file_that_contradicts_itself_is_refused(tmp_path: Path, wrong: str, right: str) -> None:
    (tmp_path / "xx-2030.yaml").write_text(GOOD.replace(right, wrong), encoding="utf-8")
    with pytest.raises(BadCalendarError, match="xx-2030"):
        load_calendar("xx", tmp_path)
