"""Ballot boxes of secret ballots: each a small database of its own, apart from everything that names people.

In: hashes of the codes on slips, then codes with what was chosen.  Out: counts, and nothing else.
A box keeps which hashes were used, how often each choice was made, and remarks in the order of their words.  It is
written anew after every sheet, so that its bytes follow from what was answered and not from the order in which it
came in.  Nothing here knows a person; nobody who casts is written down anywhere.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from engine.ballots import Totals
from engine.errors import BihuanError
from engine.text import say

Remark = tuple[str, str, str]  # subject, question, words
Cast = Literal["counted", "repeated", "unknown", "not-yet", "closed"]
_TAG = re.compile(r"[0-9A-Z]{4,12}")
_PRAGMAS = ("journal_mode=DELETE", "secure_delete=ON", "synchronous=FULL", "busy_timeout=30000", "temp_store=MEMORY", "trusted_schema=OFF")
_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE slip (hash TEXT PRIMARY KEY, grp TEXT NOT NULL, used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE handed (grp TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE box (grp TEXT NOT NULL, subject TEXT NOT NULL, question TEXT NOT NULL, choice TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (grp, subject, question, choice)) STRICT, WITHOUT ROWID;
CREATE TABLE remark (subject TEXT NOT NULL, question TEXT NOT NULL, words TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (subject, question, words)) STRICT, WITHOUT ROWID;
"""


class BoxLost(BihuanError):
    """A box that is not there, or whose file is damaged."""

    def __init__(self, tag: str) -> None:
        super().__init__(say("票箱文件 {tag}.db 不在了或者坏了，请管理员看看备份", "the box {tag}.db is gone or damaged; ask an administrator about the backup",
                             tag=tag))


class Urns:
    """The boxes of a street, in a folder; without a folder they live in memory, for stories."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._kept: dict[str, Any] = {}
        self._lock = threading.Lock()

    def path(self, tag: str) -> Path | None:
        """The file of a box; None in memory or for what is no tag."""
        return self.folder / f"{tag}.db" if self.folder is not None and _TAG.fullmatch(tag) else None

    def has(self, tag: str) -> bool:
        """Whether there is such a box."""
        if self.folder is None:
            return tag in self._kept
        path = self.path(tag)
        return path is not None and path.is_file()

    def tags(self) -> list[str]:
        """Every box there is."""
        if self.folder is None:
            return sorted(self._kept)
        return sorted(path.stem for path in self.folder.glob("*.db") if _TAG.fullmatch(path.stem))

    @contextmanager
    def _open(self, tag: str) -> Iterator[Any]:
        if self.folder is None:
            with self._lock:
                if tag not in self._kept:
                    raise BoxLost(tag)
                yield self._kept[tag]
            return
        path = self.path(tag)
        try:
            if path is None or not path.is_file():
                raise BoxLost(tag)
            conn = _connect(f"{path.absolute().as_uri()}?mode=rw")  # never one that is made by being looked for
            try:
                yield conn
            finally:
                conn.close()
        except sqlite3.DatabaseError as error:
            if path is not None and path.is_file() and "locked" in str(error):
                raise
            raise BoxLost(tag) from error

    # --- its life -----------------------------------------------------------------------------------------------

    def make(self, tag: str, about: Mapping[str, str], slips: Mapping[str, Iterable[str]]) -> None:
        """Make a box: what it is for, and the hashes of the codes by group, put in in the order of the hashes."""
        rows = sorted((code, group, 0) for group, codes in slips.items() for code in codes)
        groups = sorted((group,) for group in slips)
        if self.folder is None:
            self._kept[tag] = _filled(":memory:", about, rows, groups)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{tag}.new"
        path.unlink(missing_ok=True)
        _filled(str(path), about, rows, groups).close()
        path.replace(self.folder / f"{tag}.db")  # a box is whole or not there

    def about(self, tag: str) -> dict[str, str]:
        """What a box is for."""
        with self._open(tag) as conn:
            return dict(conn.execute("SELECT key, value FROM about"))

    def hand(self, tag: str, handed: Mapping[str, int]) -> None:
        """So many slips of each group are out now: so many may be cast."""
        with self._open(tag) as conn, _writing(conn):
            conn.executemany("UPDATE handed SET n = ? WHERE grp = ?", [(n, group) for group, n in handed.items()])

    def look(self, tag: str, code: str) -> Cast:
        """What would become of a code's sheet, without casting one; in a box that is gone no code is known."""
        try:
            with self._open(tag) as conn:
                return _state(conn, code)[0]
        except BoxLost:
            return "unknown"

    def cast(self, tag: str, code: str, choices: Iterable[tuple[str, str, str]], remarks: Iterable[Remark]) -> Cast:
        """Count one sheet for the hash of a code: (subject, question, choice) each once.  A code counts once only; in a
        box that is gone none is known."""
        state: Cast = "unknown"
        with suppress(BoxLost), self._open(tag) as conn:
            with _writing(conn):
                state, group = _state(conn, code)
                if state != "counted":
                    return state
                conn.execute("UPDATE slip SET used = 1 WHERE hash = ?", (code,))
                conn.executemany("INSERT INTO box VALUES (?,?,?,?,1) ON CONFLICT DO UPDATE SET n = n + 1",
                                 [(group, *one) for one in choices])
                conn.executemany("INSERT INTO remark VALUES (?,?,?,1) ON CONFLICT DO UPDATE SET n = n + 1", list(remarks))
            conn.execute("VACUUM")  # the pages are laid out by key again: where a row stands says nothing of when it came
        return state

    def returned(self, tag: str) -> dict[str, int]:
        """How many sheets came back from each group."""
        with self._open(tag) as conn:
            return dict(conn.execute("SELECT grp, sum(used) FROM slip GROUP BY grp ORDER BY grp"))

    def totals(self, tag: str) -> Totals:
        """What lies in a box now."""
        with self._open(tag) as conn:
            return _totals(conn)

    def close(self, tag: str) -> Totals:
        """Close a box: no more is cast; what lies in it."""
        with self._open(tag) as conn, _writing(conn):
            conn.execute("UPDATE about SET value = 'closed' WHERE key = 'closed'")
            return _totals(conn)

    def reopen(self, tag: str) -> None:
        """Take a closing back that did not come about."""
        with self._open(tag) as conn, _writing(conn):
            conn.execute("UPDATE about SET value = '' WHERE key = 'closed'")

    def destroy(self, tag: str) -> None:
        """Leave nothing of a box: its bytes are written over before the file goes."""
        if self.folder is None:
            if (conn := self._kept.pop(tag, None)) is not None:
                conn.close()
            return
        path = self.path(tag)
        assert path is not None
        for one in (path, path.with_name(f"{path.name}-journal")):
            if one.is_file():
                _overwrite(one)
                one.unlink()

    # --- backup -------------------------------------------------------------------------------------------------

    def outline(self, tag: str, least: int) -> dict[str, Any]:
        """A box for a backup: counts alone, without slips.  A group's counts move on only when `least` more sheets have
        come, so that two backups never tell what fewer people chose."""
        with self._open(tag) as conn, _writing(conn):
            about = dict(conn.execute("SELECT key, value FROM about"))
            kept = json.loads(about.get("outline", "{}"))
            now = _totals(conn)
            for group, n in now.returned.items():
                if n - kept.get(group, {}).get("returned", 0) >= max(least, 1):
                    cells = [[*cell[1:], times] for cell, times in now.counts.items() if cell[0] == group]
                    kept[group] = {"returned": n, "counts": cells}
            conn.execute("INSERT INTO about VALUES ('outline', ?) ON CONFLICT DO UPDATE SET value = excluded.value", (json.dumps(kept),))
        return {"about": {key: value for key, value in about.items() if key not in ("outline", "closed")},
                "handed": dict(now.handed), "groups": kept}

    def put_back(self, tag: str, outline: Mapping[str, Any]) -> None:
        """A box from a backup: its counts, and no slips; codes that are out are not known any more."""
        self.make(tag, {**outline["about"], "restored": "yes"}, dict.fromkeys(outline["handed"], ()))
        self.hand(tag, outline["handed"])
        with self._open(tag) as conn, _writing(conn):
            for group, kept in outline["groups"].items():
                conn.execute("INSERT INTO about VALUES (?,?)", (f"returned/{group}", str(kept["returned"])))
                conn.executemany("INSERT INTO box VALUES (?,?,?,?,?)", [(group, *cell) for cell in kept["counts"]])


def _connect(path: str) -> Any:
    conn = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False, uri=path.startswith("file:"))
    for pragma in _PRAGMAS:
        conn.execute(f"PRAGMA {pragma}")
    return conn


def _filled(path: str, about: Mapping[str, str], rows: Iterable[tuple[str, str, int]], groups: Iterable[tuple[str]]) -> Any:
    """A new box with its slips, connected."""
    conn = _connect(path)
    with _writing(conn):
        for statement in _TABLES.split(";\n"):
            if statement.strip():
                conn.execute(statement)
        conn.executemany("INSERT INTO about VALUES (?,?)", sorted({**about, "closed": ""}.items()))
        conn.executemany("INSERT INTO slip VALUES (?,?,?)", rows)
        conn.executemany("INSERT INTO handed VALUES (?,0)", groups)
    return conn


@contextmanager
def _writing(conn: Any) -> Iterator[None]:
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        conn.execute("ROLLBACK")
        raise
    conn.execute("COMMIT")


def _state(conn: Any, code: str) -> tuple[Cast, str]:
    row = conn.execute("SELECT grp, used FROM slip WHERE hash = ?", (code,)).fetchone()
    if row is None:
        return "unknown", ""
    group, used = row
    if used:
        return "repeated", group
    if conn.execute("SELECT value FROM about WHERE key = 'closed'").fetchone()[0]:
        return "closed", group
    out = conn.execute("SELECT n FROM handed WHERE grp = ?", (group,)).fetchone()[0]
    back = conn.execute("SELECT count(*) FROM slip WHERE grp = ? AND used = 1", (group,)).fetchone()[0]
    return ("counted" if back < out else "not-yet"), group


def _totals(conn: Any) -> Totals:
    returned = dict(conn.execute("SELECT grp, 0 FROM handed ORDER BY grp"))
    returned |= dict(conn.execute("SELECT grp, sum(used) FROM slip GROUP BY grp ORDER BY grp"))
    for key, value in conn.execute("SELECT key, value FROM about WHERE key LIKE 'returned/%'"):
        returned[key.partition("/")[2]] = int(value)
    counts = {(group, subject, question, choice): n for group, subject, question, choice, n in conn.execute(
        "SELECT grp, subject, question, choice, n FROM box ORDER BY grp, subject, question, choice")}
    remarks = tuple((subject, question, words) for subject, question, words, n in conn.execute(
        "SELECT subject, question, words, n FROM remark ORDER BY subject, question, words") for _ in range(n))
    return Totals(returned, counts, remarks, dict(conn.execute("SELECT grp, n FROM handed ORDER BY grp")))


def _overwrite(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        for _ in range(0, size, 1 << 20):
            file.write(os.urandom(min(1 << 20, size - file.tell())))
        file.flush()
        os.fsync(file.fileno())
