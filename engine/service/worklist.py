"""Work lists: what waits for a person, may be claimed, is in hand at the own unit, was done, was copied, may be seen.

In: who asks, a tab, a text, a step, a page.  Out: rows, soonest due first; nothing for who is not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from engine.service.access import may_see
from engine.service.reading import MOST_COUNTED, SIZE, is_here, page_of, work_row
from engine.service.service import Service
from engine.service.submitted import is_sound
from engine.service.views import Tab, WorkPage
from engine.store import lists, search
from engine.store.lists import Narrow, Row

_KINDS = {"done": "did", "copied": "copied"}


def worklist(service: Service, person: str, tab: Tab, *, text: str = "", step: str = "", page: int = 1) -> WorkPage:
    """One page of a person's list; `text` finds by any part of number or words."""
    page = page_of(page)
    if not (is_here(service, person) and is_sound(text) and is_sound(step)):
        return WorkPage((), page)
    narrow = Narrow(text.strip(), step)
    if narrow.text:
        search.index_search(service.store)
    start = (page - 1) * SIZE
    if tab == "all":
        rows = list(islice(_everything(service, person, narrow), start, start + SIZE + 1))
    elif tab in _KINDS:
        rows = lists.met(service.store, person, _KINDS[tab], narrow, start, SIZE + 1)
    else:
        rows = lists.with_tasks(service.store, person, service.directory().doors_of(person), tab, narrow, start, SIZE + 1)
    now = service.clock()
    return WorkPage(tuple(work_row(service, row, now) for row in rows[:SIZE]), page, len(rows) > SIZE)


def counts(service: Service, person: str) -> dict[str, int]:
    """How many stand in each list, up to 999."""
    tasks = ("todo", "claim", "unit")
    if not is_here(service, person):
        return dict.fromkeys((*tasks, *_KINDS), 0)
    doors = service.directory().doors_of(person)
    return {**{tab: lists.count_tasks(service.store, person, doors, tab, MOST_COUNTED) for tab in tasks},
            **{tab: lists.count_met(service.store, person, kind, MOST_COUNTED) for tab, kind in _KINDS.items()}}


def _everything(service: Service, person: str, narrow: Narrow) -> Iterator[Row]:
    """Every case a person may see, those in hand first; read only as far as is asked for."""
    for row in lists.everything(service.store, narrow, MOST_COUNTED):
        loaded = service.store.load(row[0])
        if loaded is not None and may_see(service, person, loaded[0]):
            yield row
