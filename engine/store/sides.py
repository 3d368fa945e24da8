"""Rows beside the events, sealed with them: what people were told, what was sent, who looked, what began on its own, and
the salts of lookup codes.

In: a database and a seal.  Out: a root over what came since the seal before; sentences about what was changed or lost since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from engine.store.chain import START, canonical, merkle
from engine.store.connection import Connection
from engine.text import Text, say

CODE_AGAIN = "补发查询码"  # a look that is noted where a lookup code is given anew
_IN_ORDER: Mapping[str, str] = {  # side: its lasting columns, the position first, from one position to another
    "message": "SELECT n, person, stream, cause, at, dedupe FROM message WHERE street = ? AND n > ? AND n <= ? ORDER BY n",
    "outbox": "SELECT n, dedupe, stream, seq, audience, kind, recipient, channel, facts, made FROM outbox WHERE street = ? AND n > ? AND n <= ? ORDER BY n",
    "looked": "SELECT n, person, stream, field, at FROM looked WHERE street = ? AND n > ? AND n <= ? ORDER BY n",
    "started": "SELECT s.n, r.rule, r.key, r.stream, r.at FROM started r JOIN stream s ON s.id = r.stream "
               "WHERE r.street = ? AND s.n > ? AND s.n <= ? ORDER BY s.n, r.rule, r.key"}
_LAST: Mapping[str, str] = {"message": "SELECT max(n) FROM message", "outbox": "SELECT max(n) FROM outbox", "looked": "SELECT max(n) FROM looked",
                            "started": "SELECT max(n) FROM stream"}
_CALLED: Mapping[str, Text] = {
    "message": say("通知", "messages"), "outbox": say("外发消息", "messages sent outside"), "looked": say("查看留痕", "notes of who looked"),
    "started": say("自动发起的登记", "notes of what began on its own"), "code": say("查询码", "lookup codes")}
CODES = "SELECT stream, salt, at FROM code WHERE street = ? AND at > ? AND at <= ? ORDER BY stream"


def put_sides(conn: Connection, street: str, seal: int, at: str) -> None:
    """Seal the rows since the seal before, inside its write."""
    before = _sealed(conn, street)
    for side in _IN_ORDER:
        since, previous = before.get(side, ("0", START))
        upto = str(conn.execute(_LAST[side]).fetchone()[0] or 0)
        conn.execute("INSERT INTO side_seal VALUES (?,?,?,?,?)", (street, seal, side, upto, _root(conn, street, side, since, upto, previous)))
    since, _ = before.get("code", ("", ""))
    salts = {stream: _print(salt, moment) for stream, salt, moment in conn.execute(CODES, (street, since, at))}
    conn.execute("INSERT INTO side_seal VALUES (?,?,'code',?,?)", (street, seal, at, canonical(salts)))


def _sealed(conn: Connection, street: str) -> dict[str, tuple[str, str]]:
    """Up to where each side is sealed, and its root."""
    return {side: (upto, root) for side, upto, root in conn.execute("SELECT side, upto, root FROM side_seal WHERE street = ? ORDER BY seal", (street,))}


def _root(conn: Connection, street: str, side: str, since: str, upto: str, previous: str) -> str:
    leaves = [hashlib.sha256(canonical(list(row)).encode()).hexdigest() for row in conn.execute(_IN_ORDER[side], (street, int(since), int(upto)))]
    return merkle([previous, *leaves]) if leaves else previous


def _print(salt: str, at: str) -> str:
    return hashlib.sha256(canonical([salt, at]).encode()).hexdigest()


def unsealed(conn: Connection, street: str) -> Iterator[Text]:
    """What differs from the seals: rows of sides that were changed, lost or slipped in, and seals that are gone."""
    sides = conn.execute("SELECT seal, side, upto, root FROM side_seal WHERE street = ? ORDER BY seal", (street,)).fetchall()
    seals = {row[0] for row in conn.execute("SELECT n FROM seal WHERE street = ?", (street,))}
    begun = min((row[0] for row in sides), default=0)
    for n in sorted({row[0] for row in sides} ^ {n for n in seals if n >= begun} if sides else ()):
        yield say("第{n}次封存缺了一部分", "a part of seal {n} is missing", n=n)
    at: dict[str, tuple[str, str]] = {}
    told: set[str] = set()
    codes: dict[str, tuple[str, str]] = {}
    for _, side, upto, root in sides:
        since, previous = at.get(side, ("0", START))
        if side == "code":
            codes |= {stream: (printed, upto) for stream, printed in _printed(root).items()}
        elif side not in told and _root(conn, street, side, since, upto, previous) != root:
            told.add(side)
            yield say("封存以后，{what}被改动过或者少了", "{what} were changed or lost since they were sealed", what=_CALLED[side])
        at[side] = (upto, root)
    if any(not _code_holds(conn, street, stream, *known) for stream, known in codes.items()):
        yield say("封存以后，{what}被改动过或者少了", "{what} were changed or lost since they were sealed", what=_CALLED["code"])


def _printed(root: str) -> Mapping[str, str]:
    try:
        made = json.loads(root)
    except ValueError:
        return {"?": root}
    return made if isinstance(made, dict) else {"?": root}


def _code_holds(conn: Connection, street: str, stream: str, printed: str, sealed: str) -> bool:
    """Whether a code is as it was sealed, or was given anew since, which is noted with the moment."""
    row = conn.execute("SELECT salt, at FROM code WHERE street = ? AND stream = ?", (street, stream)).fetchone()
    if row is None:
        return False
    again = conn.execute("SELECT 1 FROM looked WHERE street = ? AND stream = ? AND field = ? AND at >= ?", (street, stream, CODE_AGAIN, sealed)).fetchone()
    return _print(*row) == printed or again is not None
