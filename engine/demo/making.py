"""A demonstration street with a history: told stories from the past, and matters in hand today.

In: an empty folder and the moment.  Out: a street's folder that can be served; every case is made by the engine itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from engine import shipped
from engine.demo.present import Progress, matters_in_hand
from engine.demo.year import live_through
from engine.errors import BihuanError
from engine.scenarios import Runner
from engine.service import StreetService, accounts, open_service
from engine.service.chance import Chance, repeatable, system_chance
from engine.service.service import Clock, shanghai_now
from engine.store.bulk import hurried
from engine.text import say
from engine.values import SHANGHAI

PASSWORD = "bihuan-demo"  # noqa: S105 - the demonstration's own, shown on its login page
STORIES = Path("six-step") / "情景"
FILE = "街道.yaml"
MARKER = "demonstration"


def make_demo(folder: Path, progress: Progress = lambda _: None, now: datetime | None = None) -> StreetService:
    """Make the demonstration street in a folder that holds none: told stories, and matters in hand today."""
    service = found_street(folder, system_chance)
    accounts.set_one_password(service, PASSWORD)
    _tell_stories(service, progress)
    moment = now or service.clock()
    matters_in_hand(service, moment, progress)
    service.tick(moment)
    return service


def make_year(folder: Path, year: int, seed: int = 1, cases: int = 0, progress: Progress = lambda _: None) -> StreetService:
    """Make the demonstration street with the history of a year, in a folder that holds none; the same for the same seed,
    but for salts, codes and passwords."""
    service = found_street(folder, repeatable(f"demo/{year}/{seed}"), lambda: datetime(year, 1, 1, tzinfo=SHANGHAI))
    with hurried(service.store):
        live_through(service, year, seed, cases, progress)
    accounts.set_one_password(service, PASSWORD)
    return service


def found_street(folder: Path, chance: Chance, clock: Clock = shanghai_now) -> StreetService:
    """The service of a demonstration street in a folder that holds none."""
    if (folder / "street.yaml").exists():
        raise BihuanError(say("「{folder}」里已经有一个街道", "there is a street in “{folder}” already", folder=folder))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(shipped.workflows() / STORIES / FILE, folder / "street.yaml")
    (folder / MARKER).write_text("", encoding="utf-8")
    return open_service(folder, clock, chance=chance)


def is_demo(folder: Path) -> bool:
    """Whether a street's folder is the demonstration."""
    return (folder / MARKER).exists()


# --- stories of the past --------------------------------------------------------------------------------------------


def _tell_stories(service: StreetService, progress: Progress) -> None:
    clock, teller = service.clock, Runner(keep=service)
    for path in _told(shipped.workflows() / STORIES):
        progress(path.stem)
        teller.run(path)
    service.clock = clock


def _told(folder: Path) -> Iterator[Path]:
    """The stories that end, under the street's own values."""
    runner = Runner()
    for path in sorted(folder.glob("*.yaml")):
        if path.name == FILE:
            continue
        result = runner.run(path)
        if result.passed and all(case.outcome for case in result.cases):
            text = path.read_text(encoding="utf-8")
            if "参数:" not in text and "停办:" not in text:
                yield path
