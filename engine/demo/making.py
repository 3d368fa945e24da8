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
WEEKS, CASES = 5, 140  # what there is to see when the demonstration is first opened
USUAL = 2000  # cases in a year, unless somebody wants another number


def make_demo(folder: Path, progress: Progress = lambda what, share: None, now: datetime | None = None, *,
              weeks: int = WEEKS) -> StreetService:
    """Make the demonstration street as it stands today, in a folder that holds none: some weeks lived through."""
    end = now or shanghai_now()
    begin = datetime.combine(end.date() - timedelta(weeks=weeks), time(), SHANGHAI)
    return _lived(folder, begin, end, 1, CASES * weeks // WEEKS, system_chance, progress, today=True)


def make_year(folder: Path, year: int, seed: int = 1, cases: int = 0, progress: Progress = lambda what, share: None, *,
              weeks: int = 0) -> StreetService:
    """Make the demonstration street with the history of a year, or of its first weeks, in a folder that holds none; the same
    for the same seed, but for salts, codes and passwords.  `cases` are those of a whole year."""
    begin, end, share = span_of(year, weeks, shanghai_now())
    return _lived(folder, begin, end, seed, max(round((cases or USUAL) * share), 1), repeatable(f"demo/{year}/{seed}"), progress)


def span_of(year: int, weeks: int, now: datetime) -> tuple[datetime, datetime, float]:
    """From when to when a year is lived through, no further than now, and what share of the whole year that is.

    >>> span_of(2025, 0, datetime(2025, 7, 2, 12, tzinfo=SHANGHAI))[1].isoformat()
    '2025-07-02T12:00:00+08:00'
    """
    begin, last = datetime(year, 1, 1, tzinfo=SHANGHAI), datetime(year, 12, 31, 18, tzinfo=SHANGHAI)
    end = min(now, last, begin + timedelta(weeks=weeks) if weeks else last)
    return begin, end, (end - begin) / (last - begin)


def _lived(folder: Path, begin: datetime, end: datetime, seed: int, cases: int, chance: Chance, progress: Progress, *,
           today: bool = False) -> StreetService:
    service = found_street(folder, chance, lambda: begin)
    with hurried(service.store):
        year = Year(service, seed, begin)
        if today:
            matters_in_hand(year, end)
        live_through(year, end, cases, progress)
    accounts.set_one_password(service, PASSWORD)
    return service


def found_street(folder: Path, chance: Chance, clock: Clock = shanghai_now) -> StreetService:
    """The service of a demonstration street in a folder that holds none."""
    if (folder / "street.yaml").exists():
        raise BihuanError(say("「{folder}」里已经有一个街道", "there is a street in “{folder}” already", folder=folder))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(shipped.workflows() / STREET, folder / "street.yaml")
    (folder / MARKER).write_text("", encoding="utf-8")
    return open_service(folder, clock, chance=chance)


def is_demo(folder: Path) -> bool:
    """Whether a street's folder is the demonstration."""
    return (folder / MARKER).exists()
