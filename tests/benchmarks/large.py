"""A street with a million cases beside one with a thousand: lists, due work, numbers, search.

In: a folder to work in.  Out: measured ratios.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from engine.service import timers
from engine.service.facade import StreetService
from engine.store import Store
from engine.store.search import find, folded, index_search, pairs
from tests.benchmarks.measuring import Measured, alternate, at_least, at_most, shown
from tests.unit.street import NOW, the_street

SMALL, LARGE = 1_000, 1_000_000
TURNS, DUE, CHUNK = 25, 20, 20_000
CLERK = "liuwei"
_WORDS = ("屋顶漏水", "路灯不亮", "井盖松动", "楼道堆物", "小区停车", "广场噪音", "垃圾清运", "下水堵塞", "电梯故障", "道路破损", "树木遮光", "墙皮脱落",
          "摊点占道", "宠物扰民", "快递丢失", "供暖不足", "水压太低", "门禁失灵", "消防通道", "健身器材", "公交站牌", "违章搭建", "油烟排放", "幼儿入园")
_RARE = "檐沟"  # in one case of 500
_STATE = {"seats": {}, "clocks": {}, "tallies": {}, "published": [], "copied": [], "method": "six-step", "workflow": "群众问题",
          "unit": "柳南社区", "opener": "wangli", "outcome": ""}


def rows_of(size: int, digest: str) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every case as a row of `stream`, with its words; one in five is open."""
    chance = random.Random(1)
    for n in range(1, size + 1):
        text = "".join(chance.sample(_WORDS, 4)) + (_RARE if n % 500 == 7 else "")
        number, is_open = f"2014-{n:07d}", n % 5 == 0
        opened = (NOW - timedelta(minutes=size - n)).isoformat()
        due = (NOW + timedelta(hours=1 + n % 5000)).isoformat() if is_open else "9999"
        state = json.dumps({**_STATE, "id": f"case{n}", "number": number, "digest": digest, "opened": opened, "data": {"问题": text}}, ensure_ascii=False)
        yield ((n, f"case{n}", the_street().id, "case", digest, 1, "", state, "six-step", "群众问题", number, "柳南社区",
                "限时办结" if is_open else "", 1, "" if is_open else "满意办结", text, due, opened, "" if is_open else opened, 0),
               f"{number}\n柳南社区\n{text}")


def fill(store: Store, size: int) -> None:
    """Load cases in bulk; a third of the open ones wait for one clerk, and twenty rungs are due."""
    conn = store.conn
    for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000"):
        conn.execute(f"PRAGMA {pragma}")
    rows, chunk = rows_of(size, the_street().methods["six-step"].digest), list[tuple[tuple[Any, ...], str]]()
    for made in rows:
        chunk.append(made)
        if len(chunk) == CHUNK or made[0][0] == size:
            conn.execute("BEGIN")
            _put(conn, chunk)
            conn.execute("COMMIT")
            chunk.clear()
    conn.execute("INSERT OR REPLACE INTO meta SELECT 'searched', max(pos) FROM event")
    conn.execute("PRAGMA optimize")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def _put(conn: Any, chunk: list[tuple[tuple[Any, ...], str]]) -> None:
    street = the_street().id
    waiting = [(row[1], street, CLERK if row[0] % 15 == 0 else "zhaomin", row[16]) for row, _ in chunk if row[14] == ""]
    conn.executemany(f"INSERT INTO stream VALUES ({','.join('?' * 20)})", [row for row, _ in chunk])
    conn.executemany("INSERT INTO event (stream, seq, path, at, actor, type, body, hash) VALUES (?,1,'',?,'wangli','opened','{}','')",
                     [(row[1], row[17]) for row, _ in chunk])
    conn.executemany("INSERT INTO task VALUES (?,'1.1',0,?,'lead',?,'承办人','建设办',0,?)", waiting)
    conn.executemany("INSERT INTO timer VALUES (?,'限时办结',1,'0',?,?,'')", [
        (case, street, (NOW - timedelta(hours=1)).isoformat() if int(case[4:]) <= DUE * 5 else due) for case, _, _, due in waiting])
    words = [(row[0], folded(text)) for row, text in chunk]
    conn.executemany("INSERT INTO searched VALUES (?,?,?)", [(n, street, text) for n, text in words])
    conn.executemany("INSERT INTO search (rowid, pairs) VALUES (?,?)", [(n, pairs(text)) for n, text in words])


def opened(folder: Path, size: int, stack: ExitStack) -> StreetService:
    """A street with so many cases."""
    made = folder / str(size)
    made.mkdir()
    store = Store(made / "bihuan.db", the_street().id)
    store.migrate()
    fill(store, size)
    store = Store(made / "bihuan.db", the_street().id)
    stack.callback(store.close)
    service = StreetService(the_street(), store, made, clock=lambda: NOW)
    service.put_in_force()
    index_search(store)
    return service


def large(folder: Path) -> Iterator[Measured]:
    """Everything that must not grow with the street."""
    with ExitStack() as stack:
        few, many = opened(folder, SMALL, stack), opened(folder, LARGE, stack)

        minutes = (NOW + timedelta(minutes=2 * n) for n in count(1))

        def page(service: StreetService) -> None:
            assert len(service.worklist(CLERK, "todo").rows) == 50

        def sweep(service: StreetService) -> None:
            service.clock = partial(next, minutes)  # the leases of the turn before have run out
            assert len(timers.due(service, NOW)) == DUE

        def number(service: StreetService, wanted: str) -> None:
            assert [row.number for row in service.worklist("zhangming", "all", search=wanted).rows] == [wanted]

        for service in (few, many):
            page(service)
            service.store.conn.execute("PRAGMA synchronous=OFF")  # the disk would hide what is compared here
        for name, run in (("worklist_1m_vs_1k", page), ("sweep_1m_vs_1k", sweep)):
            other, one = alternate(lambda run=run: run(few), lambda run=run: run(many), TURNS)  # type: ignore[misc]
            yield at_most(name, one / other, 1.5, f"{shown(one)} of 1,000,000", f"{shown(other)} of 1,000", TURNS)
        other, one = alternate(lambda: number(few, "2014-0000777"), lambda: number(many, "2014-0777777"), TURNS)
        yield at_most("number_1m_vs_1k", one / other, 1.5, f"{shown(one)} of 1,000,000", f"{shown(other)} of 1,000", TURNS)
        yield search(many.store)


def search(store: Store) -> Measured:
    """Two characters among a million cases, with exactly the hits of LIKE."""
    def like() -> list[int]:
        return [row[0] for row in store.conn.execute("SELECT n FROM searched WHERE words LIKE ? ORDER BY n DESC", (f"%{_RARE}%",))]

    def indexed() -> list[int]:
        return find(store, _RARE, LARGE)

    assert like() == indexed()
    assert len(indexed()) == LARGE // 500
    one, other = alternate(indexed, like, 7)
    return at_least("search_vs_like", other / one, 20, f"{shown(one)} for {LARGE // 500} hits", f"{shown(other)} LIKE", 7)
