"""Starting a street's service: its file looked over, its database brought to this version, its rules put in force.

In: a street's folder.  Out: the service, or every problem of the file.
"""

from __future__ import annotations

from pathlib import Path

from engine.service import dates
from engine.service.chance import Chance, system_chance
from engine.service.checked import checked_street
from engine.service.facade import StreetService
from engine.service.sending import Gateways
from engine.service.service import Clock, shanghai_now
from engine.service.settings.writing import finish_in
from engine.store import Store
from engine.store.backup import DATABASE


def open_service(folder: Path, clock: Clock = shanghai_now, *, migrate: bool = True, chance: Chance = system_chance,
                 staffed: bool = True) -> StreetService:
    """The service of a street's folder; its file is checked, its database brought to this version at first start; `staffed` as in
    `checked_street`."""
    finish_in(folder)
    street = checked_street(folder, staffed=staffed)
    database = folder / DATABASE
    fresh = not database.exists()
    store = Store(database, street.id)
    if fresh or migrate:
        store.migrate()
    service = StreetService(street, store, folder, clock, chance=chance)
    service.post = Gateways(folder)
    service.in_force_now = service.put_in_force()
    dates.reproject(service)
    return service
