"""People told of an obligation: in the pages at once, and by the channels the street has set.

In: an occasion, people, what it is about.  Out: messages and notices, once each, inside the write of their cause.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine.duties import Owed
from engine.filling import show_moment
from engine.model import Method
from engine.service import outbox
from engine.service.outbox import Notice
from engine.service.service import Service
from engine.store.duties import put_messages


def tell(service: Service, method: Method, owed: Owed, people: Iterable[str], cause: str, now: datetime, dedupe: str) -> None:
    """Tell people of an occasion."""
    told = list(people)
    put_messages(service.store, owed.id, told, cause, now.isoformat(), dedupe)
    if not service.street.notices.channels:
        return
    lang = service.street.notices.staff.lang
    facts = {"内容": f"「{method.duties[owed.rule].title}」{cause}", "名目": cause, "单位": service.directory().call_unit(owed.unit),
             "期限": show_moment(datetime.fromisoformat(owed.due)).to(lang) if owed.due else ""}
    for person in told:
        outbox.keep(service, Notice("staff", "owed", person, f"{dedupe}/{person}", facts=facts), now)
