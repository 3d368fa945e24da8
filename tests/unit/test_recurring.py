"""Recurrences: what may be written, which days come round, and that every day belongs to one occurrence."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import occurrences, read_recurrence

WRITTEN = ["每周五", "每周一、三", "每月25日", "每月10日、25日", "每月末", "每季度末", "每年12月20日", "每年底", "每日", "每周", "每月", "每季度",
           "每半年", "每年"]


def days(text: str, first: str, last: str) -> list[str]:
    made = read_recurrence(text)
    assert made is not None
    return [one.nominal.isoformat() for one in occurrences(made, date.fromisoformat(first), date.fromisoformat(last))]


def test_the_last_day_of_a_month_follows_the_month() -> None:
    assert days("每月末", "2024-01-31", "2024-03-31") == ["2024-01-31", "2024-02-29", "2024-03-31"]
    assert days("每月末", "2026-02-01", "2026-02-28") == ["2026-01-31", "2026-02-28"]


def test_the_collection_day_is_the_23rd() -> None:
    assert days("每月23日", "2020-01-23", "2020-03-22") == ["2020-01-23", "2020-02-23"]


def test_a_month_end_names_a_day_and_a_month_does_not() -> None:
    assert [read_recurrence(text).on_days for text in ("每月末", "每月", "每年底", "每季度")] == [True, False, True, False]  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["每月31日", "每月29日", "每两周", "25日", "每月0日", "每周八", "每年2月30日", "每", "", "每日末"])
def test_what_is_no_recurrence_is_not_guessed(text: str) -> None:
    assert read_recurrence(text) is None


@pytest.mark.parametrize(("text", "same"), [
    ("每月１０日、２５日", "每月10,25日"), ("每周日", "每星期天"), ("每年年底", "每年末"), ("every month-10,25", "每月10日、25日"),
    ("每周一、周三", "每周一、三"),
    ("every fri", "每周五"), ("every quarter-end", "每季度末"), ("every half-year", "每半年"), ("every year-12-20", "每年12月20日")])
def test_one_recurrence_may_be_typed_in_several_ways(text: str, same: str) -> None:
    assert read_recurrence(text) is not None
    assert read_recurrence(text) == read_recurrence(same)


@given(st.sampled_from(WRITTEN), st.dates(date(2005, 1, 1), date(2030, 1, 1)), st.integers(1, 400))
def test_every_day_belongs_to_one_occurrence(text: str, first: date, length: int) -> None:
    made = read_recurrence(text)
    assert made is not None
    found = list(occurrences(made, first, first + timedelta(days=length)))
    assert found[0].first <= first
    assert found[-1].last >= first + timedelta(days=length)
    assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(found))
    assert len({one.key for one in found}) == len(found)


@given(st.sampled_from(WRITTEN), st.dates(date(2005, 1, 1), date(2030, 1, 1)), st.integers(0, 200), st.integers(0, 200))
def test_an_occurrence_is_the_same_wherever_one_looks_from(text: str, day: date, before: int, after: int) -> None:
    made = read_recurrence(text)
    assert made is not None
    wide = occurrences(made, day - timedelta(days=before), day + timedelta(days=after))
    assert set(occurrences(made, day, day)) <= set(wide)
