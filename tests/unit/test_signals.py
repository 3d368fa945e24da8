"""Signals: carried out once after their cause, put off when they fail, named until they are done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.case import Anytime
from engine.errors import BihuanError
from engine.service import hooks
from engine.service.chance import repeatable
from engine.service.duework import let_pass, next_due
from engine.service.service import Service
from engine.service.signals import deliver, failing
from engine.store import signals as kept
from engine.text import Text, say
from tests.unit.street import NOW, a_case, moves, open_street

broken: list[str] = []  # the cases that cannot be reached for now


def pass_on(service: Service, now: datetime, body: Mapping[str, Any]) -> None:
    """Note in one case what happened in another."""
    conn = service.store.writer
    service.carry(conn, "tianxiuying", body["to"], Anytime("督办", {"发现的问题": body["says"]}), now)
    if body["to"] in broken:
        raise BihuanError(say("路不通", "no way through"))


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A street where cases can tell each other something."""
    monkeypatch.setitem(hooks.HANDLERS, "pass-on", (Text("转告", "passing on"), pass_on))
    broken.clear()
    with open_street(tmp_path) as found:
        yield found


def told(service: Service, case: str) -> list[str]:
    """What was noted in a case."""
    rows = service.store.conn.execute("SELECT body ->> '$.values.\"发现的问题\"' FROM event WHERE stream = ? AND type = 'noted'", (case,))
    return [row[0] for row in rows]


def send(service: Service, case: str, says: str, key: str = "one") -> bool:
    with service.store.write():
        return kept.put_signal(service.store, "pass-on", key, {"to": case, "says": says}, NOW.isoformat())


def test_a_signal_is_carried_out_once_whatever_is_kept_or_ticked_again(service: Service) -> None:
    case = a_case(service, "屋顶漏水").case
    assert send(service, case, "邻居家也漏")
    service.settle(NOW)
    assert told(service, case) == ["邻居家也漏"]
    assert not send(service, case, "又说一遍")
    service.settle(NOW)
    assert deliver(service, NOW + timedelta(days=9)) == 0
    assert told(service, case) == ["邻居家也漏"]


def test_a_signal_kept_by_a_consequence_follows_the_command_at_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    first = a_case(service, "屋顶漏水").case

    def tell_first(service: Service, made: hooks.Appended) -> None:
        if made.before is None:
            kept.put_signal(service.store, "pass-on", f"new/{made.after.id}", {"to": first, "says": made.after.number}, made.now.isoformat())

    monkeypatch.setattr(hooks, "CONSEQUENCES", [tell_first])
    monkeypatch.setattr("engine.service.service.CONSEQUENCES", [tell_first])
    done = a_case(service, "路灯不亮")
    assert told(service, first) == [done.number]


def test_a_signal_that_fails_changes_nothing_waits_longer_each_time_and_is_named(service: Service) -> None:
    case = a_case(service, "屋顶漏水").case
    broken.append(case)
    send(service, case, "邻居家也漏")
    assert deliver(service, NOW) == 0
    assert told(service, case) == []
    assert kept.next_signal(service.store, (NOW + timedelta(minutes=5)).isoformat()) == (NOW + timedelta(minutes=1)).isoformat()
    assert deliver(service, NOW + timedelta(minutes=1)) == 0
    (named,) = failing(service)
    assert (named.what.zh, named.tries, named.failure, named.next) == ("转告", 2, "路不通", NOW + timedelta(minutes=3))
    broken.clear()
    let_pass(service, NOW + timedelta(minutes=10))
    assert told(service, case) == ["邻居家也漏"]
    assert failing(service) == []


def test_a_signal_nobody_knows_holds_up_no_other(service: Service) -> None:
    case = a_case(service, "屋顶漏水").case
    with service.store.write():
        kept.put_signal(service.store, "of-a-later-version", "other", {}, NOW.isoformat())
    send(service, case, "邻居家也漏")
    assert deliver(service, NOW) == 1
    assert [one.what.zh for one in failing(service)] == ["of-a-later-version"]


def test_time_passes_from_due_moment_to_due_moment(service: Service) -> None:
    case = a_case(service, "屋顶漏水").case
    heard: list[datetime] = []
    assert let_pass(service, NOW + timedelta(days=20), heard.append) > 1
    fired = service.store.conn.execute("SELECT at, body ->> '$.rung' FROM event WHERE stream = ? AND type = 'rung_fired'", (case,)).fetchall()
    assert len(fired) > 1
    assert {datetime.fromisoformat(at) for at, _ in fired} <= set(heard)
    assert heard == sorted(heard)
    assert heard[-1] == NOW + timedelta(days=20)
    assert next_due(service, NOW + timedelta(days=20)) is None


def test_the_same_chance_gives_the_same_street_another_another(tmp_path: Path) -> None:
    ids: list[list[str]] = []
    for name, chance in (("a", "story"), ("b", "story"), ("c", "other")):
        (tmp_path / name).mkdir()
        with open_street(tmp_path / name) as service:
            service.chance = repeatable(chance)
            done = a_case(service, "屋顶漏水")
            service.do("zhangming", done.case, moves()[0][1], now=NOW + timedelta(hours=1))
            vault = [row[0] for row in service.store.conn.execute("SELECT ref FROM vault")]
            ids.append([done.case, done.code, *vault])
    assert ids[0] == ids[1]
    assert not set(ids[0]) & set(ids[2])
