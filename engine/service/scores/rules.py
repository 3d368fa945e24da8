"""By what rows of indicators are worked out: the rules and values in force, told apart by a print of what matters to rows.

In: a method in force.  Out: the state that counts now; a new one where anything that rows depend on is different.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.model import Evaluation, Indicator, Method
from engine.scores.book import builds_on
from engine.scores.rows import row_reads, sources
from engine.store import counting
from engine.store.chain import canonical
from engine.store.counting import State

if TYPE_CHECKING:
    from engine.service.service import Service


@dataclass(frozen=True)
class _Known:
    method: Method
    print: str
    sources: frozenset[str]
    built_on: Mapping[str, tuple[str, ...]]


_KNOWN: dict[int, _Known] = {}
MOST_KNOWN = 64


def known(method: Method) -> _Known:
    """What is asked of a method at every step, gathered once."""
    found = _KNOWN.get(id(method))
    if found is None or found.method is not method:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        found = _KNOWN[id(method)] = _Known(method, print_of(method), sources(method), {name: builds_on(method, name) for name in method.evaluations})
    return found


def print_of(method: Method) -> str:
    """What tells one way of counting rows from another: indicators, what they read, and the values of that by date."""
    reads = row_reads(method)
    said = {"indicators": {f"{evaluation.name}/{one.name}": _told(evaluation, one) for evaluation in method.evaluations.values()
                           for one in evaluation.indicators.values()},
            "derived": {f"{flow.name}/{name}": formula.text for flow in method.workflows.values() for name, formula in flow.derived.items()
                        if name in reads and flow.name in sources(method)},
            "values": {name: [[day.isoformat(), _value(value)] for day, value in one.dated] for name, one in method.parameters.items() if name in reads}}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _told(evaluation: Evaluation, one: Indicator) -> list[object]:
    texts = [formula.text if formula is not None else "" for formula in (one.only, one.numerator, one.denominator)]
    return [list(evaluation.subjects), one.kind, one.source, one.step, list(one.credit), one.dated_by, one.decimals, *texts]


def _value(value: object) -> str:
    return canonical({key: str(one) for key, one in value.items()}) if isinstance(value, Mapping) else str(value)


def counting_now(service: Service, name: str) -> tuple[Method, State] | None:
    """The method whose indicators count now; the record decides, should another process have gone on."""
    now = counting.state(service.store, name)
    if now is None:
        return None
    own = service.street.methods.get(name)
    if own is not None and known(own).print == now.print:
        return own, now
    return counting.counting_method(service.store, now), now


def put_counting(service: Service, method: Method, parameters: str, moment: str) -> bool:
    """Note, inside a write, by what rows are worked out from now on; whether that is different from before."""
    now, print_ = counting.state(service.store, method.id), known(method).print
    if (now is None and not method.evaluations) or (now is not None and now.print == print_):
        return False
    counting.put_state(service.store, method.id, print_, method.digest, parameters, moment)
    return True
