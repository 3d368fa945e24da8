"""Parts that several do side by side, as a case page shows them.

In: a case.  Out: a line for each who has or had a part, those of the present step with whoever has not begun.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine.case import Case, Seat
from engine.case.several import parts_of
from engine.directory import Directory
from engine.model import Workflow
from engine.service.access import shown
from engine.service.views import PartView
from engine.text import Text

if TYPE_CHECKING:
    from engine.service.service import Service

_WORDS = {"open": Text("还没办", "not done yet"), "done": Text("办好了", "done"), "returned": Text("退回了", "given back")}


def parts_view(service: Service, case: Case, workflow: Workflow) -> tuple[PartView, ...]:
    """Every part of the steps the case has passed or is at, in the order in which they were done."""
    directory, fields = service.directory(), workflow.all_fields()
    found: list[PartView] = []
    for step, rows in case.parts.items():
        for row in rows:
            who = directory.call_unit(row["unit"]) if row["unit"] else row["party"] or directory.call(row["by"])
            person = directory.call(row["by"]) if row["unit"] and row["by"] in directory.people else ""
            action = workflow.steps[step].actions.get(row["action"])
            values = tuple(shown(service, fields[name], value) for name, value in row["values"].items() if name in fields)
            state = "returned" if row["returned"] else "done"
            found.append(PartView(step, f"{who}（{person}）" if person and person != who else who, state, _WORDS[state],  # type: ignore[arg-type]
                                  action.title if action is not None else row["action"], datetime.fromisoformat(row["at"]), values))
    for seat in parts_of(case):
        if seat.state == "open":
            found.append(PartView(case.step, _whose(seat, directory), "open", _WORDS["open"]))
    return tuple(found)


def _whose(seat: Seat, directory: Directory) -> str:
    """Whose part it is, or the roles that may take it."""
    if seat.person:
        return directory.call(seat.person)
    return directory.call_unit(seat.unit) if seat.unit else seat.party or "、".join(role for role, _ in seat.doors)
