"""Streams of other kinds than cases: appended at an expected number, replayed, and migrated from an older file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlite_utils import Database

from engine.case import Event
from engine.service.service import Service
from engine.store import Stale, Standing, append_stream, kinds, m001_first, standing, tables
from engine.store.connection import connect
from engine.store.verify import stored_methods, verify
from tests.unit.street import NOW, a_case, open_street, walk

FIRST, SECOND = (Event("lit", {"lamp": lamp, "number": f"灯{n}", "series": "灯/*", "count": n}, NOW.isoformat(), "wangli")
                 for n, lamp in enumerate(("南门", "北门"), start=1))


def lamps(events: Iterable[Event]) -> dict[str, list[str]]:
    """The state of a stream of lamps."""
    return {"lamps": [event.body["lamp"] for event in events]}


@pytest.fixture(autouse=True)
def _known_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.KINDS, "lamps", kinds.replaying(lamps))


def damage(service: Service) -> list[str]:
    return [one.zh for one in verify(service.store, stored_methods(service.store))]


def lit(service: Service) -> Standing:
    """A stream with two events, appended one by one."""
    with service.store.write():
        first = append_stream(service.store, "lamps", Standing("lamps/1"), [FIRST], lamps([FIRST]), number="灯1", unit="柳南社区")
        return append_stream(service.store, "lamps", first, [SECOND], lamps([FIRST, SECOND]))


def test_a_stream_of_any_kind_is_appended_and_replayed(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        left = lit(service)
        assert standing(service.store, "lamps/1") == left
        assert (left.seq, left.state) == (2, {"lamps": ["南门", "北门"]})
        assert service.store.next_number("灯/*") == 3
        assert damage(service) == []


def test_who_comes_second_is_stale_and_changes_nothing(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        now = lit(service)
        with pytest.raises(Stale), service.store.write():
            append_stream(service.store, "lamps", Standing("lamps/1", seq=1, hash="0"), [SECOND], {})
        with pytest.raises(Stale), service.store.write():
            append_stream(service.store, "tents", now, [SECOND], {})
        assert standing(service.store, "lamps/1") == now


def test_a_state_or_a_number_that_differs_from_its_events_is_named(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        now = lit(service)
        with service.store.write():
            append_stream(service.store, "lamps", now, [], {"lamps": ["南门"]})
        assert damage(service) == ["「灯1」现在的样子和记录不一致"]
        with service.store.write():
            append_stream(service.store, "tents", Standing("tents/1"), [], {})
        assert "「tents/1」是这个版本不认识的一种记录" in damage(service)


def test_a_write_outside_of_a_transaction_is_refused(tmp_path: Path) -> None:
    with open_street(tmp_path) as service, pytest.raises(RuntimeError):
        append_stream(service.store, "lamps", Standing("lamps/1"), [FIRST], {})


def as_first_version(newer: Path, older: Path) -> None:
    """Put what a newer database holds of the first tables into a database made by the first part alone."""
    conn = connect(older)
    tables.migrations_of((m001_first,)).apply(Database(conn))
    conn.execute("PRAGMA foreign_keys=OFF")
    conn.execute("ATTACH ? AS newer", (str(newer),))
    first = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%' AND name NOT LIKE 'search%'"
    for (table,) in conn.execute(first).fetchall():
        columns = ", ".join(row[1] for row in conn.execute(f"PRAGMA main.table_info({table})"))
        conn.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table} WHERE '{table}' <> 'meta'")
    conn.execute("DELETE FROM contribution WHERE rule LIKE '%/指标/%'")  # nothing was counted for evaluations then
    conn.close()


def test_a_database_of_the_first_version_is_migrated_and_still_verifies(tmp_path: Path) -> None:
    (tmp_path / "newer").mkdir()
    (tmp_path / "older").mkdir()
    with open_street(tmp_path / "newer") as service:
        walk(service, a_case(service, "屋顶漏水").case)
        walk(service, a_case(service, "路灯不亮").case, 4)
    as_first_version(tmp_path / "newer" / "bihuan.db", tmp_path / "older" / "bihuan.db")
    with open_street(tmp_path / "older") as service:
        assert service.store.pending() == []
        assert damage(service) == []
        walk(service, a_case(service, "井盖松动").case)
        assert damage(service) == []
