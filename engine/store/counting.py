"""Rows of indicators in the tables, by which state of the rules they were worked out, and how far a recount is.

In: what a case or an occasion leaves.  Out: rows kept with the event position from and to which they held; sums of them.
Whatever is written is written inside `Store.write`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.case import Case
from engine.contributions import Contribution, Values
from engine.model import Method
from engine.scores.counting import Sums
from engine.scores.rows import WORD, Last, Rows
from engine.store.connection import Connection
from engine.store.contributed import put_contributions
from engine.store.rulebook import settled_method, values_at
from engine.store.sqlite import Store

OURS = f"substr(rule, instr(rule, '/')) LIKE '/{WORD}/%'"  # of a step that is called so the word stands further on
NOT_COUNTED: tuple[tuple[int, str], Last | None] = ((0, ""), None)
_LIVE = f"SELECT rule, part, subject, object, day, num, den, grp FROM contribution WHERE source = ? AND to_pos IS NULL AND {OURS}"


@dataclass(frozen=True, slots=True)
class State:
    """One state of what rows are worked out by; `reached`: up to which stream older rows were worked out anew, `done`
    when that was finished, '' while it goes on."""

    n: int
    print: str
    digest: str
    parameters: str
    at: str
    since: int
    reached: int
    done: str


def state(store: Store, method: str) -> State | None:
    """By what the rows of a method are worked out now."""
    row = store.conn.execute("SELECT n, print, digest, parameters, at, since, reached, done FROM counting WHERE street = ? AND method = ? "
                             "ORDER BY n DESC LIMIT 1", (store.street, method)).fetchone()
    return None if row is None else State(*row)


def put_state(store: Store, method: str, print_: str, digest: str, parameters: str, at: str) -> None:
    """From now on rows are worked out by other rules or values; what was counted before is to be worked out anew."""
    before = state(store, method)
    streams = store.conn.execute("SELECT coalesce(max(n), 0) FROM stream").fetchone()[0]
    pos = store.conn.execute("SELECT coalesce(max(pos), 0) FROM event").fetchone()[0]
    done = at if not any(_streams(store, method, 0, streams, 1)) else ""
    store.writer.execute("INSERT INTO counting VALUES (?,?,?,?,?,?,?,?,?,?)",
                         (store.street, method, before.n + 1 if before else 1, print_, digest, parameters, at, pos, 0, done))


def reach(store: Store, method: str, n: int, reached: int, done: str) -> None:
    """Note how far a recount is."""
    store.writer.execute("UPDATE counting SET reached = ?, done = ? WHERE street = ? AND method = ? AND n = ?", (reached, done, store.street, method, n))


def to_recount(store: Store, method: str, after: int, most: int) -> list[tuple[int, str, str]]:
    """The next cases and occasions of a method in the order they began: (number, kind, identity)."""
    return list(_streams(store, method, after, None, most))


def how_many(store: Store, method: str, after: int) -> int:
    """How many cases and occasions are still to be counted anew."""
    return int(store.conn.execute("SELECT count(*) FROM stream WHERE street = ? AND method = ? AND kind IN ('case', 'duty') AND n > ?",
                                  (store.street, method, after)).fetchone()[0])


def _streams(store: Store, method: str, after: int, until: int | None, most: int) -> Iterable[tuple[int, str, str]]:
    return store.conn.execute("SELECT n, kind, id FROM stream WHERE street = ? AND method = ? AND kind IN ('case', 'duty') AND n > ? AND n <= ? "
                              "ORDER BY n LIMIT ?", (store.street, method, after, until if until is not None else 1 << 62, most)).fetchall()


def counting_method(store: Store, now: State) -> Method:
    """The method by which rows are worked out in a state."""
    return settled_method(store.conn, now.digest, now.parameters)


def method_at(store: Store, method: str, moment: str) -> Method | None:
    """A method with the street's values as they were in force at a moment; None before it was."""
    row = store.conn.execute("SELECT digest, parameters FROM in_force WHERE street = ? AND method = ? AND at <= ? ORDER BY n DESC LIMIT 1",
                             (store.street, method, moment)).fetchone()
    return None if row is None else settled_method(store.conn, row[0], row[1])


def known_at(store: Store, method: Method, moment: str) -> Values:
    """A method's parameters by day as they were known at a moment."""
    return values_at(store.conn, store.street, method, moment)


def put_rows(store: Store, source: str, rows: Rows, n: int, live: Rows | None = None) -> set[tuple[str, str]]:
    """Bring the rows of one source in step, inside a write; (rule, day) of whatever changed.

    `live` are the rows that are kept, where they are known to be by the same rules and values; otherwise they are read."""
    if live is rows:
        return set()
    conn = store.writer
    if live is None:
        live = live_rows(conn, source)
        conn.execute("INSERT INTO counted VALUES (?,?) ON CONFLICT (source) DO UPDATE SET n = excluded.n WHERE n <> excluded.n", (source, n))
    changed = put_contributions(conn, store.street, source, live, rows)
    return {(one.rule, one.day) for key in changed for one in (live.get(key), rows.get(key)) if one is not None}


def put_case_rows(store: Store, case: Case, rows: Rows, now: State, last: Last | None) -> set[tuple[str, str]]:
    """The same of a case, which is remembered with its rows for the next step."""
    store.counted[case.id] = ((now.n, now.print), Last(case, rows))
    return put_rows(store, case.id, rows, now.n, last.rows if last is not None else None)


def last_counted(store: Store, before: Case | None, now: State) -> Last | None:
    """A case and its rows as this process kept them last; None where another has gone on since, or other rules or values count.

    No two cases in memory are the same object, so the one before a step is the one whose rows are known."""
    by, last = store.counted.get(before.id, NOT_COUNTED) if before is not None else NOT_COUNTED
    return last if last is not None and last.case is before and by == (now.n, now.print) else None


def live_rows(conn: Connection, source: str) -> Rows:
    """The rows of one source that hold now."""
    return {(row[0], row[1]): Contribution(rule=row[0], part=row[1], subject=row[2], object=row[3], day=row[4], num=row[5], den=row[6], group=row[7])
            for row in conn.execute(_LIVE, (source,))}


def counted_by(conn: Connection, street: str, method: str, source: str) -> tuple[str, str] | None:
    """By which version and values the rows of a source were worked out; None for one that was never counted."""
    row = conn.execute("SELECT c.digest, c.parameters FROM counted k JOIN counting c ON c.n = k.n AND c.street = ? AND c.method = ? WHERE k.source = ?",
                       (street, method, source)).fetchone()
    return None if row is None else (row[0], row[1])


# --- sums ---------------------------------------------------------------------------------------------------------------


def sums(store: Store, rule: str, first: str, last: str) -> dict[str, Sums]:
    """Rows of an indicator from one day to another added up by whom they are credited to."""
    return {row[0]: Sums(row[1], row[2], row[3]) for row in store.conn.execute(
        "SELECT subject, sum(num), sum(den), count(*) FROM contribution INDEXED BY contribution_sum WHERE street = ? AND rule = ? "
        "AND day BETWEEN ? AND ? AND to_pos IS NULL GROUP BY subject", (store.street, rule, first, last))}


def sums_at(store: Store, rule: str, first: str, last: str, pos: int) -> dict[str, Sums]:
    """The same sums as they stood at an event position."""
    return {row[0]: Sums(row[1], row[2], row[3]) for row in store.conn.execute(
        "SELECT subject, sum(num), sum(den), count(*) FROM contribution WHERE street = ? AND rule = ? AND day BETWEEN ? AND ? AND from_pos <= ? "
        "AND (to_pos IS NULL OR to_pos > ?) GROUP BY subject", (store.street, rule, first, last, pos, pos))}


def in_order(store: Store, rule: str, first: str, last: str, pos: int | None = None) -> list[tuple[str, int]]:
    """Rows of an indicator from one day to another, the latest last: (credited to, number), now or as they stood at an event
    position.  Of one day the later case counts as the later one, so that counting anew changes nothing in the order."""
    held, at = _held(pos)
    rows = store.conn.execute("SELECT c.subject, c.num FROM contribution c JOIN stream s ON s.id = c.source WHERE c.street = ? AND c.rule = ? "
                              f"AND c.day BETWEEN ? AND ? AND {held} ORDER BY c.day, s.n, c.part", (store.street, rule, first, last, *at))
    return [(str(row[0]), int(row[1])) for row in rows]


def _held(pos: int | None) -> tuple[str, tuple[int, ...]]:
    """Which rows hold now, or held at an event position."""
    return ("c.to_pos IS NULL", ()) if pos is None else ("c.from_pos <= ? AND (c.to_pos IS NULL OR c.to_pos > ?)", (pos, pos))


@dataclass(frozen=True, slots=True)
class Behind:
    """A row behind a sum: the case or occasion it comes from, its day and numbers."""

    source: str
    number: str
    subject: str
    day: str
    at: int
    num: int
    den: int


def rows_behind(store: Store, rule: str, subjects: Iterable[str], first: str, last: str, pos: int | None = None) -> list[Behind]:
    """The rows behind the sums of some subjects, in the order in which they count, now or as they stood at an event position.

    A case is called by its number, an occasion of an obligation by what it is; a case without a number only by its
    identity, since its headline may be what somebody wrote."""
    wanted = sorted(set(subjects))
    marks = ",".join("?" * len(wanted))
    held, at = _held(pos)
    rows = store.conn.execute(
        "SELECT c.source, CASE WHEN s.number <> '' THEN s.number WHEN s.kind = 'duty' THEN s.headline ELSE '' END, c.subject, c.day, c.num, c.den "
        f"FROM contribution c JOIN stream s ON s.id = c.source WHERE c.street = ? AND c.rule = ? AND c.day BETWEEN ? AND ? AND {held} "
        f"AND c.subject IN ({marks}) ORDER BY c.day, s.n, c.part", (store.street, rule, first, last, *at, *wanted)).fetchall()
    return [Behind(source, number, subject, day, at, num, den) for at, (source, number, subject, day, num, den) in enumerate(rows, start=1)]


def begun_again(store: Store, rules: Iterable[str], subjects: Iterable[str], first: str, last: str) -> int:
    """How many cases once counted for some subjects from one day to another and are open again, so that they do not now."""
    wanted, known = sorted(set(subjects)), sorted(set(rules))
    marks, ours = ",".join("?" * len(wanted)), ",".join("?" * len(known))
    return int(store.conn.execute(
        f"SELECT count(DISTINCT c.source) FROM contribution c JOIN stream s ON s.id = c.source WHERE c.street = ? AND c.rule IN ({ours}) AND c.subject IN "
        f"({marks}) AND c.day BETWEEN ? AND ? AND c.to_pos IS NOT NULL AND s.kind = 'case' AND s.outcome = '' AND NOT EXISTS (SELECT 1 FROM contribution n "
        "WHERE n.source = c.source AND n.rule = c.rule AND n.to_pos IS NULL)", (store.street, *known, *wanted, first, last)).fetchone()[0])


def first_opened(store: Store, method: str) -> str:
    """When the first case of a method was opened; '' while there is none."""
    row = store.conn.execute("SELECT opened FROM stream WHERE street = ? AND kind = 'case' AND method = ? ORDER BY n LIMIT 1",
                             (store.street, method)).fetchone()
    return str(row[0]) if row else ""


def place_of(changed: tuple[str, str]) -> tuple[str, str, str]:
    """A rule and a day as evaluation, indicator and day."""
    evaluation, _, indicator = changed[0].partition(f"/{WORD}/")[2].partition("/")
    return evaluation, indicator, changed[1]
