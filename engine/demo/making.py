"""A demonstration street with a history: the weeks before today with matters in hand, or a whole year.

In: an empty folder and the moment.  Out: a street's folder that can be served; every case is made by the engine itself.
"""

from __future__ import annotations

import shutil
from datetime import datetime, time, timedelta
from pathlib import Path

from engine import shipped
from engine.demo.present import matters_in_hand
from engine.demo.year import Progress, Year, live_through
from engine.errors import BihuanError
from engine.service import StreetService, accounts, open_service
from engine.service.chance import Chance, repeatable, system_chance
from engine.service.service import Clock, shanghai_now
from engine.store.bulk import hurried
from engine.text import say
from engine.values import SHANGHAI

PASSWORD = "bihuan-demo"  # noqa: S105 - the demonstration's own, shown on its login page
STREET = Path("_demo") / "街道.yaml"
MARKER = "demonstration"
AT_LEAST, A_WEEK = timedelta(days=45), 28  # what there is to see when the demonstration is first opened, and cases in a week of it
USUAL = 2000  # cases in a year, unless somebody wants another number
YEAR_IS_SIGNED = (3, 31)  # a year's evaluations close up to sixty days after it, and what they lead to is signed in the weeks after


def make_demo(folder: Path, progress: Progress = lambda what, share: None, now: datetime | None = None) -> StreetService:
    """Make the demonstration street as it stands today, in a folder that holds none: from the first of a month on, so that a
    month's evaluations are closed, and most of what they lead to is signed."""
    end = now or shanghai_now()
    begin = datetime.combine((end - AT_LEAST).date().replace(day=1), time(), SHANGHAI)
    return make_span(folder, begin, end, round(A_WEEK * ((end - begin) / timedelta(weeks=1))), progress=progress, today=True)


def make_year(folder: Path, year: int, seed: int = 1, cases: int = 0, progress: Progress = lambda what, share: None, *,
              weeks: int = 0) -> StreetService:
    """Make the demonstration street with the history of a year, or of its first weeks, in a folder that holds none; the same
    for the same seed, but for salts, codes and passwords.  `cases` are those of a whole year, which goes on into the next until
    its evaluations are closed and signed."""
    begin, end = span_of(year, weeks, shanghai_now())
    share = (end - begin) / (datetime(year + 1, 1, 1, tzinfo=SHANGHAI) - begin)
    return make_span(folder, begin, end, round((cases or USUAL) * share), seed, repeatable(f"demo/{year}/{seed}"), progress)


def span_of(year: int, weeks: int, now: datetime) -> tuple[datetime, datetime]:
    """From when to when a year is lived through, no further than now: its first weeks, or all of it and what it takes in the
    next to close and sign its evaluations.

    >>> span_of(2025, 0, datetime(2025, 7, 2, 12, tzinfo=SHANGHAI))[1].isoformat()
    '2025-07-02T12:00:00+08:00'
    """
    begin = datetime(year, 1, 1, tzinfo=SHANGHAI)
    return begin, min(now, begin + timedelta(weeks=weeks) if weeks else datetime(year + 1, *YEAR_IS_SIGNED, 18, tzinfo=SHANGHAI))


def make_span(folder: Path, begin: datetime, end: datetime, cases: int, seed: int = 1, chance: Chance = system_chance,
              progress: Progress = lambda what, share: None, *, today: bool = False) -> StreetService:
    """Make the demonstration street in a folder that holds none, lived through from one moment to another, with about `cases`
    cases that people put in; `today` with matters in hand."""
    service = found_street(folder, chance, lambda: begin)
    with hurried(service.store):
        year = Year(service, seed, begin)
        if today:
            matters_in_hand(year, end)
        live_through(year, end, max(cases, 1), progress)
    accounts.set_one_password(service, PASSWORD)
    (folder / MARKER).write_text(f"{end.isoformat()} {shanghai_now().isoformat()}\n", encoding="utf-8")
    service.clock = clock_of(folder)
    return service


def found_street(folder: Path, chance: Chance, clock: Clock = shanghai_now) -> StreetService:
    """The service of a demonstration street in a folder that holds none."""
    if (folder / "street.yaml").exists():
        raise BihuanError(say("「{folder}」里已经有一个街道", "there is a street in “{folder}” already", folder=folder))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(shipped.workflows() / STREET, folder / "street.yaml")
    (folder / MARKER).write_text("", encoding="utf-8")
    return open_service(folder, clock, chance=chance)


def clock_of(folder: Path) -> Clock:
    """The clock of a street: a demonstration's goes on from where its history ends, so that what it holds is of late; every
    other street's is the real one."""
    words = (folder / MARKER).read_text(encoding="utf-8").split() if is_demo(folder) else []
    behind = datetime.fromisoformat(words[1]) - datetime.fromisoformat(words[0]) if words else timedelta()
    return lambda: shanghai_now() - behind


def is_demo(folder: Path) -> bool:
    """Whether a street's folder is the demonstration."""
    return (folder / MARKER).exists()
