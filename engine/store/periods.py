"""Closed periods in the tables: their stream, their scores by subject, what they led to, and which are to be looked at again.

In: a period before and after its events.  Out: rows for lists and runs.  Whatever is written is written inside
`Store.write`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.case import Event
from engine.scores.closing import Closed
from engine.store.sqlite import Store
from engine.store.streams import Standing, append_stream, standing

KIND = "period"
Rows = dict[tuple[Any, ...], tuple[Any, ...]]


def identity(street: str, method: str, evaluation: str, key: str) -> str:
    """The stream of an evaluation's period."""
    return f"{street}/period/{method}/{evaluation}/{key}"


def period_row(closed: Closed) -> tuple[Any, ...]:
    """(first, last, rev, at, signed, recomputed) of a period, a pure function of it; `rev` is the one that is published."""
    span = closed.span
    return span.first.isoformat(), span.last.isoformat(), closed.holding.rev, closed.at, str(closed.signed.get("at", "")), len(closed.revisions)


def score_rows(closed: Closed) -> Rows:
    """Scores and places as published: (rev, subject) → (score, place)."""
    holding = closed.holding
    return {(holding.rev, subject): (row["score"] or "", row["place"] or 0) for subject, row in holding.table.items()}


def proposal_rows(closed: Closed) -> Rows:
    """What a period led to: (id) → (rule, bearer, subject, state, effective, took_effect)."""
    return {(f"{closed.id}#{key}",): (one.rule, one.bearer, one.subject, one.state, one.effective, int(one.took_effect)) for key, one in closed.led.items()}


def put_period(store: Store, before: Standing, events: Sequence[Event], after: Closed, title: str) -> Standing:
    """Append events of a period and bring its rows in step."""
    conn = store.writer
    listed = {"method": after.method, "workflow": after.evaluation, "digest": after.digest, "headline": title, "opened": after.at,
              "outcome": "stands" if after.stands else "", "round": after.rev}
    made = append_stream(store, KIND, before, events, after.to_json(), **listed)
    conn.execute("INSERT INTO period (id, street, method, evaluation, key, first, last, rev, at, signed, recomputed) VALUES (?,?,?,?,?,?,?,?,?,?,?) "
                 "ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, signed = excluded.signed, "
                 "recomputed = excluded.recomputed", (after.id, store.street, after.method, after.evaluation, after.period, *period_row(after)))
    conn.execute("DELETE FROM score_row WHERE period = ?", (after.id,))
    conn.executemany("INSERT INTO score_row VALUES (?,?,?,?,?)", [(after.id, *key, *row) for key, row in score_rows(after).items()])
    conn.executemany("INSERT OR REPLACE INTO proposal (id, period, street, method, evaluation, key, rule, bearer, subject, state, effective, took_effect) "
                     "VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                     [(*key, after.id, store.street, after.method, after.evaluation, after.period, *row) for key, row in proposal_rows(after).items()])
    return made


def load(store: Store, id_: str) -> tuple[Closed, Standing] | None:
    """A closed period with its stream as it stands."""
    found = standing(store, id_)
    return None if found is None else (Closed.from_json(found.state), found)


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A closed period as lists show it; `recomputed`: how often it was revised."""

    id: str
    method: str
    evaluation: str
    key: str
    first: str
    last: str
    rev: int
    at: str
    signed: str
    recomputed: int


def closed(store: Store, method: str, evaluation: str) -> list[PeriodRow]:
    """The closed periods of an evaluation, latest first."""
    rows = store.conn.execute("SELECT id, method, evaluation, key, first, last, rev, at, signed, recomputed FROM period WHERE street = ? AND method = ? "
                              "AND evaluation = ? ORDER BY last DESC", (store.street, method, evaluation))
    return [PeriodRow(*row) for row in rows]


def unsigned(store: Store, method: str, evaluation: str) -> list[str]:
    """The closed periods of an evaluation that nobody signed, or whose numbers came out otherwise since, earliest first."""
    rows = store.conn.execute("SELECT p.key FROM period p JOIN stream s ON s.id = p.id WHERE p.street = ? AND p.method = ? AND p.evaluation = ? "
                              "AND (p.signed = '' OR p.rev <> s.round) ORDER BY p.last", (store.street, method, evaluation))
    return [str(row[0]) for row in rows]


def last_closed(store: Store, method: str, evaluation: str) -> str:
    """The last day of the latest closed period of an evaluation; '' while there is none."""
    row = store.conn.execute("SELECT max(last) FROM period WHERE street = ? AND method = ? AND evaluation = ?", (store.street, method, evaluation)).fetchone()
    return str(row[0] or "")


def trend(store: Store, method: str, evaluation: str, most: int = 24) -> dict[str, list[tuple[str, str, int]]]:
    """Scores over the latest closed periods by subject, oldest first: (period, score, place)."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    for key, subject, score, place in store.conn.execute(
            "SELECT p.key, r.subject, r.score, r.place FROM (SELECT * FROM period WHERE street = ? AND method = ? AND evaluation = ? ORDER BY last DESC "
            "LIMIT ?) p JOIN score_row r ON r.period = p.id AND r.rev = p.rev ORDER BY p.last, r.subject", (store.street, method, evaluation, most)):
        found.setdefault(subject, []).append((key, score, place))
    return found


# --- what was led to ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A consequence as lists show it."""

    id: str
    period: str
    method: str
    evaluation: str
    rule: str
    bearer: str
    subject: str
    key: str
    state: str
    effective: str
    took_effect: int


def proposals(store: Store, states: Sequence[str], method: str = "", evaluation: str = "", key: str = "") -> list[ProposalRow]:
    """Consequences in some states, oldest period first; of one method, evaluation or period where named."""
    where, values = [f"state IN ({','.join('?' * len(states))})"], [*states]
    for column, value in (("method", method), ("evaluation", evaluation), ("key", key)):
        if value:
            where.append(f"{column} = ?")
            values.append(value)
    rows = store.conn.execute("SELECT id, period, method, evaluation, rule, bearer, subject, key, state, effective, took_effect FROM proposal "
                              f"WHERE street = ? AND {' AND '.join(where)} ORDER BY key, rule, bearer, subject", (store.street, *values))
    return [ProposalRow(*row) for row in rows]


def borne(store: Store, method: str, rule: str, bearer: str) -> list[tuple[str, int]]:
    """In which periods somebody has a consequence that is signed and stands, and how many in each."""
    rows = store.conn.execute("SELECT key, count(*) FROM proposal WHERE street = ? AND method = ? AND rule = ? AND bearer = ? "
                              "AND state = 'signed' GROUP BY key", (store.street, method, rule, bearer))
    return [(str(row[0]), int(row[1])) for row in rows]


def to_take_effect(store: Store, until: str) -> list[tuple[str, str]]:
    """Signed consequences that take effect by a moment: (moment, period stream), earliest first."""
    rows = store.conn.execute("SELECT effective, period FROM proposal WHERE street = ? AND state = 'signed' AND took_effect = 0 AND effective <= ? "
                              "ORDER BY effective, id", (store.street, until))
    return [(str(row[0]), str(row[1])) for row in rows]


# --- what is to be looked at again --------------------------------------------------------------------------------------

_MARK = "ON CONFLICT DO NOTHING"
_WAIT = "UPDATE period SET waits = 1 WHERE street = ? AND method = ? AND evaluation = ? AND last >= ?"


def mark(store: Store, method: str, changed: Sequence[tuple[str, str, str]], at: str) -> None:
    """Note that the closed periods of evaluations with a day are to be worked out again: (evaluation, day, because)."""
    store.writer.executemany("INSERT INTO dirty SELECT street, method, evaluation, key, ?, ? FROM period WHERE street = ? AND method = ? "
                             f"AND evaluation = ? AND last >= ? AND first <= ? {_MARK}",
                             [(at, because, store.street, method, evaluation, day, day) for evaluation, day, because in changed])
    store.writer.executemany(f"{_WAIT} AND first <= ?", [(store.street, method, evaluation, day, day) for evaluation, day, _ in changed])


def mark_since(store: Store, method: str, evaluations: Iterable[str], first: str, at: str, because: str) -> None:
    """Note that every closed period of these evaluations from a day on is to be worked out again."""
    for evaluation in evaluations:
        store.writer.execute("INSERT INTO dirty SELECT street, method, evaluation, key, ?, ? FROM period WHERE street = ? AND method = ? "
                             f"AND evaluation = ? AND last >= ? {_MARK}", (at, because, store.street, method, evaluation, first))
        store.writer.execute(_WAIT, (store.street, method, evaluation, first))


def dirty(store: Store) -> list[tuple[str, str, str, str, str]]:
    """The periods to be worked out again, earliest first: (method, evaluation, key, since when, because)."""
    rows = store.conn.execute("SELECT d.method, d.evaluation, d.key, d.at, d.because FROM dirty d JOIN period p ON p.street = d.street AND p.method = d.method "
                              "AND p.evaluation = d.evaluation AND p.key = d.key WHERE d.street = ? ORDER BY p.last, p.first DESC", (store.street,))
    return [(str(row[0]), str(row[1]), str(row[2]), str(row[3]), str(row[4])) for row in rows]


def clean(store: Store, method: str, evaluation: str, key: str) -> None:
    """A period was worked out again."""
    this = (store.street, method, evaluation, key)
    store.writer.execute("DELETE FROM dirty WHERE street = ? AND method = ? AND evaluation = ? AND key = ?", this)
    store.writer.execute("UPDATE period SET waits = 0 WHERE street = ? AND method = ? AND evaluation = ? AND key = ?", this)


def last_pos(store: Store) -> int:
    """The position of the last event."""
    return int(store.conn.execute("SELECT coalesce(max(pos), 0) FROM event").fetchone()[0])


def pos_at(store: Store, moment: str) -> int | None:
    """The position of the last event up to a moment; None where nothing happened since."""
    row = store.conn.execute("SELECT max(pos), max(CASE WHEN at <= ? THEN pos END) FROM event", (moment,)).fetchone()
    return None if row[0] == row[1] else int(row[1] or 0)
