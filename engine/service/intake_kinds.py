"""What a table may hold: the columns of each kind, how a row is checked, and how it is carried out.

In: who asks, a kind and its target.  Out: a `Kind`; refused for who may not.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from engine.service.refused import Refused
from engine.service.service import Service
from engine.sheets import Column, TableRow
from engine.text import Text, say


@dataclass
class Checked:
    """A row as far as it was understood: what makes it the same row again, its values, and why it cannot be taken in;
    `same` says that what it asks for is so already."""

    key: str
    values: Mapping[str, Any]
    reason: Text | None = None
    same: bool = False


Outcome = tuple[int, Checked, "str | Text"]


class Kind(Protocol):
    """Something tables are taken in for.  `memory` is where its rows are remembered, if it `remembers` them; `together`
    rows must be carried out in one go."""

    title: str
    memory: str
    remembers: bool
    together: int
    columns: tuple[Column, ...]
    help: tuple[str, ...]

    def check(self, rows: Sequence[TableRow]) -> list[Checked]:
        """Every row checked as it would be done now, without doing it."""

    def put(self, conn: Any, rows: Sequence[tuple[int, Checked]], now: datetime) -> Iterator[Outcome]:
        """Do the rows inside a write: for each what came of it, or why it was refused after all."""

    def rows(self) -> Iterable[tuple[str, ...]]:
        """Everything there is now, in the same columns."""


def kind_of(service: Service, person: str, kind: str, target: str) -> Kind:
    """A kind of table for who may take it in; `target` is `method/workflow` or `method/register`."""
    from engine.service.intake_cases import CaseIntake
    from engine.service.intake_people import PeopleIntake, UnitIntake
    from engine.service.intake_rows import RowIntake

    made: dict[str, Callable[[Service, str, str], Kind]] = {"cases": CaseIntake, "register": RowIntake, "people": PeopleIntake, "units": UnitIntake}
    if kind not in made:
        raise Refused("no-kind", say("没有「{kind}」这种表", "there is no kind of table “{kind}”", kind=kind))
    return made[kind](service, person, target)


def row_key(service: Service, said: str) -> str:
    """What a row is known by for good; without the street's secret it gives nothing away of what the row said."""
    return hmac.new(service.secret, f"row/{said}".encode(), hashlib.sha256).hexdigest()[:40]


def split_target(service: Service, target: str) -> tuple[str, str]:
    """Method and name of a target; the method may be left out where only one has the name."""
    method, slash, name = target.rpartition("/")
    if slash:
        return method, name
    having = [one.id for one in service.street.methods.values() if name in one.workflows or name in one.registers]
    if len(having) != 1:
        raise Refused("form", say("「{name}」有几套工作法都有（或者都没有），请写成 工作法/名称",
                                  "write method/name: no method or several have “{name}”", name=name))
    return having[0], name
