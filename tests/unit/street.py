"""A street ready for tests: the six-step method with the people of its scenarios, at a moment that stands still.

In: a folder.  Out: a `Service` on a fresh database, closed when the test is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from engine import shipped
from engine.case import PARTY, Act, Answer, Claim, Command
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


Move = tuple[str, Command, timedelta]  # who, what, how long after the case was entered


def moves(households: str = "6") -> list[Move]:
    """What takes a case through the six steps to a contented complainant; one of many households ends in a meeting."""
    hour, day = timedelta(hours=1), timedelta(days=1)
    good = {"是否到位": "满意", "评议意见": "看了现场，没有再漏。"}
    return [
        ("zhangming", Claim(), hour),
        ("zhangming", Act("交办", {
            "类别": "物业管理", "涉及户数": households, "责任领导": "zhouzhiyuan", "责任单位": "建设办", "时间表": "2014-04-02",
            "路线图": "先逐户查漏，再请施工方返修加固。", "督办人": "chenjing"}), 2 * hour),
        ("liuwei", Claim(), day),
        ("liuwei", Act("领办", {"帮手单位": ["恒通公司党支部"]}), day + hour),
        ("liuwei", Act("办结", {"办理结果": "屋顶全部补好，居民代表到场验收。"}), 10 * day),
        ("chenjing", Answer(good), 10 * day + hour),
        ("tianxiuying", Answer(good), 10 * day + 2 * hour),
        ("shijianguo", Answer(good), 10 * day + 3 * hour),
        (PARTY, Answer({"满意程度": "满意", "群众的话": "下雨天再不用接水了。"}), 11 * day),
    ]


def walk(service: Service, case: str, count: int | None = None, *, key: str = "", households: str = "6") -> Done:
    """Take a case `count` moves along, all of them unless told; the last answer."""
    for number, (actor, command, after) in enumerate(moves(households)[:count]):
        done = service.do(actor, case, command, key=f"{key}/{number}" if key else "", now=NOW + after)
    return done
