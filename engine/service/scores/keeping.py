"""Rows of indicators kept in the transaction that changes a case, a ballot or an occasion, and worked out anew over
history when what they are worked out by has changed.

In: events of cases and occasions; the rules in force.  Out: rows, and the closed periods that changed rows bear on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from engine.case import Case
from engine.duties import Owed
from engine.model import Method
from engine.scores.rows import Last, case_rows, owed_rows
from engine.service.hooks import Appended, consequence
from engine.service.refused import Refused
from engine.service.scores.rules import counting_now, known
from engine.service.service import Service
from engine.store import counting, duties, periods
from engine.store.counting import State
from engine.store.rulebook import values_of

PORTION = 200  # cases and occasions counted anew in one transaction
Progress = Callable[[int, int], None]
_log = logging.getLogger(__name__)


@consequence
def count_case(service: Service, appended: Appended) -> None:
    """What a case counts for now."""
    case = appended.after
    found = counting_now(service, case.method)
    if found is not None and case.workflow in known(found[0]).sources:
        _put_case(service, *found, appended.method, case, appended.now.isoformat(), counting.last_counted(service.store, appended.before, found[1]))


def _put_case(service: Service, method: Method, now: State, pinned: Method, case: Case, at: str, last: Last | None = None) -> None:
    rows = case_rows(method, pinned.workflows[case.workflow], case, values_of(method), last)
    touch(service, method, counting.put_case_rows(service.store, case, rows, now, last), at)


def count_owed(service: Service, owed: Owed, at: str) -> None:
    """What an occasion counts for now."""
    found = counting_now(service, owed.method)
    if found is not None and owed.rule in known(found[0]).sources:
        method, now = found
        touch(service, method, counting.put_rows(service.store, owed.id, owed_rows(method, owed, values_of(method)), now.n), at)


def touch(service: Service, method: Method, changed: Iterable[tuple[str, str]], at: str) -> None:
    """Mark the closed periods that changed rows bear on, also those of evaluations built on them."""
    built_on = known(method).built_on
    marks = [(other, day, indicator) for evaluation, indicator, day in sorted(map(counting.place_of, changed)) for other in built_on.get(evaluation, ())]
    if marks:
        periods.mark(service.store, method.id, marks, at)


# --- over history -------------------------------------------------------------------------------------------------------


def to_recount(service: Service) -> list[str]:
    """The methods whose rows are not all worked out by what counts now."""
    return [name for name in service.street.methods if (now := counting.state(service.store, name)) is not None and not now.done]


def recount(service: Service, progress: Progress = lambda done, whole: None) -> int:
    """Work the rows of every changed indicator out over history; how many cases and occasions were looked at.

    Each portion is a transaction of its own, so it can stop anywhere and goes on from there."""
    done = 0
    for name in to_recount(service):
        now = counting.state(service.store, name)
        assert now is not None
        whole = counting.how_many(service.store, name, now.reached)
        before = done
        while found := _portion(service, name):
            done += found
            progress(done - before, whole)
    return done


def _portion(service: Service, name: str) -> int:
    with service.store.write():
        found = counting_now(service, name)
        if found is None or found[1].done:
            return 0
        method, now = found
        at = service.clock().isoformat()
        todo = counting.to_recount(service.store, name, now.reached, PORTION)
        for _, kind, id_ in todo:
            _count_again(service, method, now, kind, id_, at)
        counting.reach(service.store, name, now.n, todo[-1][0] if todo else now.reached, "" if todo else at)
        return len(todo)


def _count_again(service: Service, method: Method, now: State, kind: str, id_: str, at: str) -> None:
    if kind == "case":
        loaded = service.store.load(id_)
        assert loaded is not None
        try:
            pinned = service.method(method.id, loaded[0].digest)
        except Refused as refused:  # rules this version cannot read: the rows stay as they were worked out
            _log.warning("case %s was not counted anew: %s", id_, refused)
            return
        _put_case(service, method, now, pinned, loaded[0], at)
        return
    owed = duties.load_owed(service.store, id_)
    assert owed is not None
    touch(service, method, counting.put_rows(service.store, id_, owed_rows(method, owed[0], values_of(method)), now.n), at)
