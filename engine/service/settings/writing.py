"""A plan carried out: the record and the street's file, one after the other, and finished after a kill.

In: a plan that somebody has confirmed.  Out: an event with who and why, the values in force, and the file saying so.

The event, the values in force and what the file still has to be told are one transaction; the file is written right
after it, and by whoever comes next should this process not live to do so.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import BihuanError
from engine.service import record
from engine.service.refused import Refused
from engine.service.service import Service
from engine.service.settings.drafts import beside, sweep
from engine.service.settings.planning import print_of
from engine.service.settings.views import Plan
from engine.store import Store
from engine.store.backup import DATABASE
from engine.store.streams import is_blank
from engine.street import street_file
from engine.street.editing import Edit, edited
from engine.text import say

if TYPE_CHECKING:
    from engine.service.facade import StreetService

_TO_WRITE = "street-file"  # what the file has to be told yet
_log = logging.getLogger(__name__)


def carry_out(service: StreetService, person: str, plan: Plan, reason: str) -> None:
    """Put a plan in force and write the file; refused when either has changed since the plan was made."""
    if not plan.print:
        with service.store.write():
            _put(service, person, plan, reason, record.in_force(service) == plan.in_force)
        service.use(plan.street)
        return
    finish(service.store, service.folder)
    file = street_file(service.folder)
    with beside(service.folder, b""), service.store.write():
        _put(service, person, plan, reason, record.in_force(service) == plan.in_force and print_of(file.read_bytes()) == plan.print)
        service.store.put_meta(_TO_WRITE, _kept(plan.edits))
    service.use(plan.street)
    try:
        finish(service.store, service.folder)
    except OSError:  # on Windows somebody may have the file open; the next tick writes it
        _log.exception("the street's file is written later")


def _put(service: StreetService, person: str, plan: Plan, reason: str, unchanged: bool) -> None:
    """Put a plan in force inside a write, refused where it was made of something else."""
    if not unchanged:
        raise Refused("changed", say("街道文件或者正在用的数刚才被别人改过，这次没有定；请重新看一遍再确认",
                                     "the street's file or the values in force have changed meanwhile, so nothing was set; look again and confirm"))
    said = record.Setting(plan.since.isoformat(), reason, tuple((one.parameter, one.since.isoformat(), one.value) for one in plan.edits))
    then = Service(plan.street, service.store, service.clock, service.secret, service.chance)
    record.put_inside(then, person, service.clock().isoformat(), {plan.method: said})


def finish(store: Store, folder: Path) -> None:
    """Write into the street's file what was put in force and does not stand in it yet."""
    if not store.meta(_TO_WRITE):
        return
    with store.write():
        waiting = store.meta(_TO_WRITE)
        if not waiting:  # another process has done it
            return
        file = street_file(folder).resolve()
        data = file.read_bytes()
        try:
            made = edited(data, _read(waiting))
        except BihuanError as refused:  # what somebody has written there since counts
            _log.warning("%s", refused.text.en)
            made = data
        if made != data:
            with beside(folder, made) as draft:
                os.replace(draft, file)
        store.put_meta(_TO_WRITE, "")


def finish_in(folder: Path) -> None:
    """The same before the street's service is there, and what a killed program left beside the file goes."""
    sweep(folder)
    if not (folder / DATABASE).is_file():
        return
    store = Store(folder / DATABASE, "")
    try:
        if not is_blank(store):
            finish(store, folder)
    finally:
        store.close()


def _kept(edits: Sequence[Edit]) -> str:
    return json.dumps([[one.method, one.parameter, one.since.isoformat(), one.value] for one in edits], ensure_ascii=False)


def _read(text: str) -> list[Edit]:
    return [Edit(method, name, date.fromisoformat(since), value) for method, name, since, value in json.loads(text)]
