"""Rules and values as they were at some moment: what rows are worked out by, so that they come out the same again.

In: a digest and the street's values that were in force with it.  Out: the compiled method, and its parameters of a day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from engine.case import parameters_on
from engine.compiler import compile_method
from engine.contributions import Values
from engine.model import Method
from engine.problems import Report
from engine.schema import from_plain
from engine.store.connection import Connection
from engine.street import with_parameters

MOST_KEPT = 16


def settled_method(conn: Connection, digest: str, parameters: str) -> Method:
    """A version of a method with a street's values over it; raises `KeyError` for one that is missing."""
    row = conn.execute("SELECT body FROM definition WHERE digest = ?", (digest,)).fetchone()
    if row is None:
        raise KeyError(digest)
    return _compiled(str(row[0]), parameters)


@lru_cache(maxsize=MOST_KEPT)
def _compiled(body: str, parameters: str) -> Method:
    report = Report()
    return with_parameters(compile_method(from_plain(json.loads(body)), report), from_plain(json.loads(parameters)), report)


def values_of(method: Method) -> Values:
    """The parameters of a method by day."""
    known: dict[str, Mapping[str, Any]] = {}

    def values(day: str) -> Mapping[str, Any]:
        if day not in known:
            known[day] = parameters_on(method, date.fromisoformat(day))
        return known[day]

    return values


def values_at(conn: Connection, street: str, method: Method, moment: str) -> Values:
    """The parameters by day as they were known at a moment: what is decided later changes nothing that was proved before."""
    def values(day: str) -> Mapping[str, Any]:
        row = conn.execute("SELECT digest, parameters FROM in_force WHERE street = ? AND method = ? AND at <= ? ORDER BY n DESC LIMIT 1",
                           (street, method.id, moment)).fetchone()
        return values_of(settled_method(conn, row[0], row[1]) if row is not None else method)(day)

    return values
