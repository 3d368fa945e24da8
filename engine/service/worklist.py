"""Work lists: what waits for a person, may be claimed, is in hand at the own unit, was done, was copied, may be seen.

In: who asks, a tab, a text, a step, a page.  Out: rows, soonest due first; nothing for who is not here.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from engine.directory import Door
from engine.service.access import may_see
from engine.service.reading import MOST_COUNTED, SIZE, is_here, page_of, work_row
from engine.service.service import Service
from engine.service.submitted import is_sound
from engine.service.views import Only, Tab, Tally, WorkPage
from engine.store import lists, search, seen
from engine.store.lists import Narrow
from engine.store.seen import Reach

_KINDS = {"done": "did", "copied": "copied"}


def worklist(service: Service, person: str, tab: Tab, *, text: str = "", step: str = "", only: Only = "", page: int = 1) -> WorkPage:
    """One page of a person's list; `text` finds by any part of number or words, `only` keeps what is in hand (`open`),
    overdue (`late`) or in a later round (`again`)."""
    page = page_of(page)
    if not (is_here(service, person) and is_sound(text) and is_sound(step)):
        return WorkPage((), page)
    now = service.clock()
    narrow = _narrow(service, text, step, only, now)
    start = (page - 1) * SIZE
    if tab == "all":
        rows = list(islice(seen.all_seen(service.store, reach(service, person), narrow), start, start + SIZE + 1))
        shown = [row for row in rows[:SIZE] if _may_see(service, person, row[0])]
        return WorkPage(tuple(work_row(service, row, now) for row in shown), page, len(rows) > SIZE)
    if tab in _KINDS:
        rows = lists.met(service.store, person, _KINDS[tab], narrow, start, SIZE + 1)
    else:
        rows = lists.with_tasks(service.store, *_turns(service, person), tab, narrow, start, SIZE + 1)
    return WorkPage(tuple(work_row(service, row, now) for row in rows[:SIZE]), page, len(rows) > SIZE)


def tally(service: Service, person: str, *, text: str = "", step: str = "") -> Tally:
    """How many matters in hand a person may see, and how many of them are overdue or in a later round."""
    if not (is_here(service, person) and is_sound(text) and is_sound(step)):
        return Tally(0, 0, 0)
    now = service.clock()
    return Tally(*seen.tally(service.store, reach(service, person), _narrow(service, text, step, "", now), now.isoformat()))


def _narrow(service: Service, text: str, step: str, only: Only, now: datetime) -> Narrow:
    if text.strip():
        search.index_search(service.store)
    return Narrow(text.strip(), step, only, now.isoformat())


def reach(service: Service, person: str) -> Reach:
    """How far a person sees, as `may_see` has it: by the roles of each method, at their units and all below them."""
    directory = service.directory()
    doors = directory.doors_of(person)
    below: dict[str, list[str]] = {}
    for unit in directory.units:
        for above in directory.chain(unit):
            below.setdefault(above, []).append(unit)
    near: list[tuple[str, list[str]]] = []
    named: list[tuple[str, list[str]]] = []
    for method in service.street.methods.values():
        units = list(dict.fromkeys(unit for role, unit in doors if role in method.roles))
        near.append((method.id, list(dict.fromkeys(one for unit in units for one in below.get(unit, [])))))
        named.append((method.id, units))
    whole = all(len(units) == len(directory.units) for _, units in near)
    return Reach(person, directory.people[person].administrator or whole, near, named, doors)


def _may_see(service: Service, person: str, case: str) -> bool:
    loaded = service.store.load(case)
    return loaded is not None and may_see(service, person, loaded[0])


def _turns(service: Service, person: str) -> tuple[list[str], list[Door]]:
    """For whom somebody acts, themselves first, and the roles of all of them."""
    directory = service.directory()
    people = [person, *directory.stands_in_for(person)]
    return people, list(dict.fromkeys(door for one in people for door in directory.doors_of(one)))


def counts(service: Service, person: str) -> dict[str, int]:
    """How many stand in each list, up to 999."""
    tasks = ("todo", "claim", "unit")
    if not is_here(service, person):
        return dict.fromkeys((*tasks, *_KINDS), 0)
    people, doors = _turns(service, person)
    return {**{tab: lists.count_tasks(service.store, people, doors, tab, MOST_COUNTED) for tab in tasks},
            **{tab: lists.count_met(service.store, person, kind, MOST_COUNTED) for tab, kind in _KINDS.items()}}
