"""Verification: a sound record is silent, every kind of damage is named, what was lawfully erased is no damage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.case import Anytime
from engine.service import ticking
from engine.service.service import Service
from engine.store.verify import examine, seal, stored_methods, verify
from tests.unit.street import NOW, a_case, open_street, walk


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Three cases: one closed, one under way with a note, one overdue."""
    with open_street(tmp_path) as found:
        walk(found, a_case(found, "屋顶漏水").case)
        under_way = a_case(found, "路灯不亮")
        walk(found, under_way.case, 4)
        found.do("tianxiuying", under_way.case, Anytime("督办", {"发现的问题": "灯杆也歪了"}), now=NOW + timedelta(days=2))
        a_case(found, "楼道堆物")
        ticking.tick(found, NOW + timedelta(days=20))
        yield found


def found_in(service: Service) -> list[str]:
    return [one.zh for one in verify(service.store, stored_methods(service.store))]


def spoil(service: Service, sql: str, *values: object) -> None:
    with service.store.write() as conn:
        changed = conn.execute(sql, values).rowcount
        assert changed > 0


def test_a_sound_record_is_silent(service: Service) -> None:
    heard: list[tuple[int, int]] = []
    findings = examine(service.store, lambda name, version: service.method(name, version), lambda done, total: heard.append((done, total)))
    assert (findings.damage, findings.erased) == ([], [])
    assert heard[-1] == (findings.streams, findings.streams)
    assert findings.events == service.store.conn.execute("SELECT count(*) FROM event").fetchone()[0]


@pytest.mark.parametrize(("sql", "words"), [
    ("UPDATE event SET body = replace(body, '屋顶', '墙面') WHERE type = 'opened' AND body LIKE '%屋顶%'", "第1条记录被改动过"),
    ("UPDATE event SET actor = 'lijuan' WHERE type = 'claimed' AND actor = 'zhangming'", "条记录被改动过"),
    ("UPDATE event SET body = '{' WHERE type = 'noted'", "读不出来"),
    ("DELETE FROM event WHERE type = 'routed'", "缺了第"),
    ("DELETE FROM event WHERE type = 'noted'", "缺了第"),
    ("DELETE FROM event WHERE type = 'closed'", "最后的记录和存着的不一致"),
    ("UPDATE stream SET state = replace(state, '路灯不亮', '路灯亮了') WHERE kind = 'case'", "现在的样子和记录不一致"),
    ("UPDATE stream SET state = replace(state, '王丽', '王莉') WHERE kind = 'directory'", "单位和人员与记录不一致"),
    ("UPDATE stream SET headline = '别的' WHERE number = '2014-0002'", "在列表里的一行和记录不一致"),
    ("UPDATE stream SET due = '2099-01-01' WHERE number = '2014-0002'", "在列表里的一行和记录不一致"),
    ("DELETE FROM task WHERE stream = (SELECT id FROM stream WHERE number = '2014-0002')", "待办和记录不一致"),
    ("UPDATE task SET person = 'zhaomin' WHERE person = 'liuwei'", "待办和记录不一致"),
    ("DELETE FROM timer", "到时提醒和记录不一致"),
    ("UPDATE timer SET at = '2099-01-01'", "到时提醒和记录不一致"),
    ("UPDATE contribution SET num = 1 - num", "计数和记录不一致"),
    ("UPDATE contribution SET to_pos = 1 WHERE part = ''", "计数和记录不一致"),
    ("UPDATE vault SET value = replace(value, '13800000001', '13900000009')", "保密内容被改动过"),
    ("INSERT INTO vault SELECT 'more', street, id, '', '' FROM stream WHERE number = '2014-0001'", "记录里没有提到的保密内容"),
    ("UPDATE number SET last = last - 1 WHERE series LIKE '%群众问题%'", "用到了3号，存着的只到2号"),
    ("UPDATE number SET last = last + 2 WHERE series LIKE '%群众问题%'", "缺第5号"),
    ("UPDATE definition SET body = replace(body, '梳理时限', '梳理期限')", "存着的工作法"),
])
def test_damage_is_named(service: Service, sql: str, words: str) -> None:
    spoil(service, sql)
    assert any(words in one for one in found_in(service)), found_in(service)


def test_a_number_given_twice_is_named(service: Service) -> None:
    row = service.store.conn.execute("SELECT pos, body FROM event WHERE type = 'opened' AND body LIKE '%2014-0002%'").fetchone()
    spoil(service, "UPDATE event SET body = ? WHERE pos = ?", json.dumps({**json.loads(row[1]), "count": 1}), row[0])
    told = found_in(service)
    assert any("第1号用了不止一次" in one for one in told)
    assert any("缺第2号" in one for one in told)


def test_a_private_value_lawfully_erased_is_no_damage(service: Service) -> None:
    spoil(service, "DELETE FROM vault WHERE stream = (SELECT id FROM stream WHERE number = '2014-0001')")
    findings = examine(service.store, stored_methods(service.store))
    assert findings.damage == []
    assert [one.zh for one in findings.erased] == ["「2014-0001」的一项保密内容已经删除"]


def test_a_line_on_a_board_must_not_change(service: Service) -> None:
    walk(service, a_case(service, "全楼漏水").case, 8, households="60")
    service.settle(NOW)
    assert found_in(service) == []
    spoil(service, "UPDATE issue_line SET cells = replace(cells, '屋顶', '墙面')")
    assert any("第1行被改动过" in one for one in found_in(service))


def test_a_sealed_record_cannot_be_written_anew(service: Service) -> None:
    seal(service.store, NOW)
    assert seal(service.store, NOW) is None  # nothing has happened since
    first = service.store.conn.execute("SELECT root FROM seal ORDER BY n LIMIT 1").fetchone()[0]
    a_case(service, "井盖松动")
    assert seal(service.store, NOW) not in (None, first)
    assert found_in(service) == []
    spoil(service, "UPDATE event SET hash = 'x' || substr(hash, 2) WHERE seq = 1")
    told = found_in(service)
    assert any("第1次封存和记录不一致" in one for one in told)
    assert any("第2次封存和记录不一致" in one for one in told)


def test_verifying_leaves_no_transaction_open(service: Service) -> None:
    verify(service.store, stored_methods(service.store))
    a_case(service, "还能办事")
    assert found_in(service) == []
