"""Finding a case by any part of its words, from one character up.

In: the cases changed since the last call.  Out: the cases whose words hold a text, exactly as LIKE '%text%' would say.
Words are indexed as pairs of neighbouring characters; each pair is written in letters and digits, so that the
tokenizer of FTS5 keeps it whole.  This happens outside the step's transaction: a step does not wait for its index.
"""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import pairwise
from typing import Any

from engine.case import Case
from engine.store import rows
from engine.store.connection import Connection
from engine.store.sqlite import Store

BATCH = 200
_CAPITALS = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
_PUT = "INSERT INTO search (rowid, pairs) VALUES (?, ?)"
_DROP = "INSERT INTO search (search, rowid, pairs) VALUES ('delete', ?, ?)"


def folded(text: str) -> str:
    """Text with ASCII capitals made small, as LIKE compares it.

    >>> folded("A楼É")
    'a楼É'
    """
    return text.translate(_CAPITALS)


@lru_cache(maxsize=1 << 16)
def _spelt(character: str) -> str:
    return f"{ord(character):06x}"


def pairs(text: str) -> str:
    """Every pair of neighbouring characters of a folded text and its last character alone, each once.

    >>> pairs("漏水"), pairs("")
    ('006f0f006c34 006c34', '')
    """
    spelt = [_spelt(one) for one in text]
    return " ".join(dict.fromkeys(one + other for one, other in pairwise([*spelt, ""])))


def index_search(store: Store, *, limit: int = 100_000) -> int:
    """Bring the index up to the last event, at most `limit` cases; how many cases were read."""
    done = 0
    while done < limit and _behind(store.conn):
        done += _index_batch(store, min(BATCH, limit - done))
    return done


def _behind(conn: Connection) -> bool:
    return (conn.execute("SELECT max(pos) FROM event").fetchone()[0] or 0) > searched_to(conn)


def searched_to(conn: Connection) -> int:
    """The position of the last event the index knows."""
    row = conn.execute("SELECT value FROM meta WHERE key = 'searched'").fetchone()
    return int(row[0]) if row else 0


def _index_batch(store: Store, size: int) -> int:
    with store.write() as conn:
        events = conn.execute("SELECT e.pos, s.n, s.kind FROM event e JOIN stream s ON s.id = e.stream WHERE e.pos > ? ORDER BY e.pos LIMIT ?",
                              (searched_to(conn), size * 8)).fetchall()
        to, changed = 0, dict[int, None]()
        for pos, n, kind in events:
            if kind == "case":
                if len(changed) == size and n not in changed:
                    break
                changed[n] = None
            to = pos
        for n in changed:
            state = conn.execute("SELECT state FROM stream WHERE n = ?", (n,)).fetchone()[0]
            put_words(conn, n, folded(rows.words(Case.from_json(json.loads(state)))))
        if to:
            conn.execute("INSERT OR REPLACE INTO meta VALUES ('searched', ?)", (str(to),))
    return len(changed)


def put_words(conn: Connection, n: int, words: str) -> None:
    """Index the folded words of one case in place of those it had."""
    known = conn.execute("SELECT words FROM searched WHERE n = ?", (n,)).fetchone()
    if known is not None:
        if known[0] == words:
            return
        conn.execute(_DROP, (n, pairs(known[0])))
    conn.execute("INSERT OR REPLACE INTO searched SELECT n, street, ? FROM stream WHERE n = ?", (words, n))
    conn.execute(_PUT, (n, pairs(words)))


def find(store: Store, text: str, limit: int = 1000) -> list[int]:
    """The cases whose words hold a text, newest first: at most `limit` numbers `stream.n`.

    The whole number of a case finds that case alone, through the index of numbers.
    """
    wanted = folded(text)
    if not wanted:
        return []
    numbered = store.conn.execute("SELECT n FROM stream WHERE street = ? AND number = ? ORDER BY n DESC LIMIT ?", (store.street, text, limit)).fetchall()
    if numbered:
        return [int(row[0]) for row in numbered]
    spelt = [_spelt(one) for one in wanted]
    query = " AND ".join(dict.fromkeys(one + other for one, other in pairwise(spelt))) or f"{spelt[0]}*"
    exact, values = "", list[Any]()
    if len(wanted) > 2:  # the pairs may stand apart in the words
        exact, values = "AND instr(d.words, ?) > 0", [wanted]
    found = store.conn.execute(
        "SELECT d.n FROM search q CROSS JOIN searched d ON d.n = q.rowid "
        f"WHERE search MATCH ? AND d.street = ? {exact} ORDER BY q.rowid DESC LIMIT ?", (query, store.street, *values, limit))
    return [int(row[0]) for row in found]
