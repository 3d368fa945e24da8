"""Calendars of obligations that phones subscribe to: a person's own, and what was announced to the public."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.duty_street import DutyStreet, moment


@pytest.fixture
def street(tmp_path: Path) -> DutyStreet:
    return DutyStreet(tmp_path, "2016-02-01")


def test_a_personal_calendar_has_an_address_nobody_can_guess(street: DutyStreet) -> None:
    address = street.service.duties.feed_address("li")
    assert address == street.service.duties.feed_address("li")
    assert len(address) == 32
    stored = "".join(str(row) for row in street.service.store.conn.execute("SELECT * FROM feed").fetchall())
    assert address not in stored
    fresh = street.service.duties.feed_address("li", fresh=True)
    assert street.service.duties.feed(address) is None
    assert street.service.duties.feed(fresh) is not None
    assert street.service.duties.feed("0" * 32) is None


def test_a_personal_calendar_reads_back(street: DutyStreet) -> None:
    feed = street.service.duties.feed(street.service.duties.feed_address("li"))
    assert feed is not None
    events = {str(one["uid"]): one for one in Calendar.from_ical(feed).walk("VEVENT")}
    visit = street.duty("li", "进社区", "2016-02-10")
    one = events[f"{visit.id}@bihuan"]
    assert one.decoded("dtstart") == moment("2016-02-14 18:00")
    assert str(one["summary"]) == "领导进社区接访：东社区"
    assert len(events) == len(street.duties("li", "进社区", "2016-01-02", "2016-05-01"))


def test_the_public_calendar_holds_what_was_announced(street: DutyStreet) -> None:
    assert Calendar.from_ical(street.service.duties.public_feed()).walk("VEVENT") == []
    street.go("2016-02-06 18:00")
    events = Calendar.from_ical(street.service.duties.public_feed()).walk("VEVENT")
    assert sorted(str(one["location"]) for one in events) == ["东社区活动室", "西社区"]
    assert all(isinstance(one.decoded("dtstart"), datetime) for one in events)
