"""A street ready for tests: the six-step method with the people of its scenarios, at a moment that stands still.

In: a folder.  Out: a `Service` on a fresh database, closed when the test is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from engine import shipped
from engine.problems import Report
from engine.service.service import Done, Service
from engine.source import Sources
from engine.store import Store
from engine.street import Street, read_street
from engine.values import SHANGHAI

NOW = datetime(2014, 3, 10, 9, tzinfo=SHANGHAI)
FILE = shipped.workflows() / "six-step" / "情景" / "街道.yaml"


@cache
def the_street() -> Street:
    """The street of the six-step scenarios."""
    report = Report()
    street = read_street(FILE, report, Sources())
    assert street is not None
    assert not report.problems
    return street


@contextmanager
def open_street(folder: Path) -> Iterator[Service]:
    """A service on a database in `folder`, made when it is not there."""
    store = Store(folder / "bihuan.db", the_street().id)
    store.migrate()
    service = Service(the_street(), store, clock=lambda: NOW)
    service.put_in_force()
    try:
        yield service
    finally:
        store.close()


def a_case(service: Service, text: str, *, key: str = "", now: datetime = NOW) -> Done:
    """A matter a community cadre enters for a resident."""
    values = {"问题": text, "问题性质": "热点难点问题", "诉求人": {"姓名": "张大爷", "电话": "13800000001"}}
    return service.open("wangli", "six-step", "群众问题", "柳南社区", values, key=key, now=now)
