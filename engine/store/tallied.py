"""Whether everything that counts in evaluations was counted, and whether every period that is over was closed.

In: a database and its street.  Out: sentences about what is missing; none when all is well.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from engine.scores.periods import read_period
from engine.scores.rows import sources
from engine.store.connection import Connection
from engine.store.rulebook import settled_method
from engine.text import Text, say


def uncounted(conn: Connection, street: str) -> Iterator[Text]:
    """Rules of counting that were never in force or are missing, matters nobody counted, and gaps between closed periods."""
    states: dict[str, list[tuple[int, str, str, str]]] = {}
    for method, n, digest, parameters, done in conn.execute(
            "SELECT method, n, digest, parameters, done FROM counting WHERE street = ? ORDER BY method, n", (street,)):
        states.setdefault(method, []).append((n, digest, parameters, done))
    for method, known in states.items():
        in_force = set(conn.execute("SELECT digest, parameters FROM in_force WHERE street = ? AND method = ?", (street, method)))
        if [n for n, *_ in known] != list(range(1, len(known) + 1)) or any((digest, parameters) not in in_force for _, digest, parameters, _ in known):
            yield say("「{name}」的计数依据和用过的规则对不上", "what “{name}” counts by differs from the rules that were in force", name=method)
        elif known[-1][3] and (missing := _missing(conn, street, method, *known[-1][:3])):
            yield say("「{name}」有{n}件没有计入评价", "{n} matter(s) of “{name}” are not counted in evaluations", name=method, n=missing)
    for (method,) in conn.execute("SELECT DISTINCT method FROM stream WHERE street = ? AND id IN (SELECT source FROM counted)", (street,)):
        if method not in states:
            yield say("「{name}」的计数依据不见了", "what “{name}” counts by is missing", name=method)
    yield from _gaps(conn, street)


def _missing(conn: Connection, street: str, method: str, n: int, digest: str, parameters: str) -> int:
    """How many cases and occasions that leave rows were not counted by the state that is finished."""
    names = sorted(sources(settled_method(conn, digest, parameters)))
    marks = ",".join("?" * len(names))
    return int(conn.execute("SELECT count(*) FROM stream s LEFT JOIN counted k ON k.source = s.id WHERE s.street = ? AND s.method = ? "
                            f"AND s.kind IN ('case', 'duty') AND s.workflow IN ({marks}) AND (k.n IS NULL OR k.n <> ?)",
                            (street, method, *names, n)).fetchone()[0])


def _gaps(conn: Connection, street: str) -> Iterator[Text]:
    """A closed period between others that is gone."""
    closed: dict[tuple[str, str], list[str]] = {}
    for method, evaluation, key in conn.execute("SELECT method, evaluation, key FROM period WHERE street = ? ORDER BY method, evaluation, first", (street,)):
        closed.setdefault((method, evaluation), []).append(key)
    for (_, evaluation), keys in closed.items():
        periods = [one for key in keys if (one := read_period(key)) is not None]
        for one, other in pairwise(periods):
            if one.length == other.length and one.after() != other:
                yield say("「{name}」缺了{key}这一期", "“{name}” lacks the period {key}", name=evaluation, key=one.after().key)
