"""A running street for page tests, and real browsers that see it.

`site` serves a street in a folder of its own, on a free port, at a moment that only the test moves.
"""

from __future__ import annotations

import select
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from engine import shipped
from engine.service import StreetService, open_service
from engine.service.accounts import set_password
from engine.values import SHANGHAI
from tests.browser import find
from tests.web.serving import served
from web import create_app

SHOTS = Path(__file__).parent / "shots"
SIZES = {"phone": {"width": 390, "height": 844}, "narrow": {"width": 360, "height": 740},
         "desktop": {"width": 1280, "height": 900}}
METHOD, WORKFLOW = "six-step", "群众问题"
PASSWORD = "liuhe-2026-demo"


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Move on by days, hours or minutes."""
        self.now += timedelta(**span)


@dataclass
class Site:
    """A served street."""

    url: str
    service: StreetService
    clock: Clock


MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def made_street(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A street's folder with people and accounts, made once; every test works on a copy."""
    street = tmp_path_factory.mktemp("made") / "street"
    street.mkdir()
    source = shipped.workflows() / METHOD / "情景" / "街道.yaml"
    (street / "street.yaml").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    made = open_service(street, Clock(MORNING))
    for person in ("zhangming", "zhouzhiyuan", "liuwei", "zhaomin", "wangli", "chenjing", "tianxiuying"):
        set_password(made, person, PASSWORD, must_change=False)
    made.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.store.close()
    return street


@pytest.fixture
def service(made_street: Path, tmp_path: Path) -> Iterator[StreetService]:
    """A street with people, accounts and a clock that stands at a Monday morning."""
    opened = open_service(Path(shutil.copytree(made_street, tmp_path / "street")), Clock(MORNING))
    yield opened
    opened.store.close()


@pytest.fixture
def site(service: StreetService) -> Iterator[Site]:
    """The street on a free port of this machine."""
    server = create_server(create_app(service, demo=True, secret=b"for tests only", testing=True),
                           host="127.0.0.1", port=0, threads=4, asyncore_use_poll=hasattr(select, "poll"))
    assert isinstance(service.clock, Clock)
    with served(server) as port:
        yield Site(f"http://127.0.0.1:{port}", service, service.clock)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all page tests."""
    path = find()
    assert path is not None, "no browser: run `python -m tests.browser`, it says what to install"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"])
        yield started
        started.close()


@dataclass
class Visits:
    """Opens pages of a site; what they ask of other hosts, and what their scripts complain about, is written down."""

    browser: Browser
    site: Site
    stack: ExitStack
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __call__(self, size: str = "desktop", *, javascript: bool = True, **options: Any) -> Page:
        """A fresh visitor with a window of this size; another call is another visitor."""
        context = self.browser.new_context(viewport=SIZES[size], java_script_enabled=javascript, base_url=self.site.url,
                                           locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        self.stack.callback(context.close)
        context.set_default_timeout(8000)
        page = context.new_page()
        page.on("request", self._look)
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _look(self, request: Any) -> None:
        if not request.url.startswith((self.site.url, "about:")):
            self.strangers.append(request.url)


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visits]:
    """Visitors to the site; at the end none of their pages may have asked another host or broken the content policy."""
    with ExitStack() as stack:
        visits = Visits(browser, site, stack)
        yield visits
    assert not visits.strangers
    assert not [said for said in visits.complaints if "status of 4" not in said]  # a refused form answers 422


@pytest.fixture(scope="session")
def barriers() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong with a page, each as rule and place; it needs scripts in the page."""
    script = Axe().axe_script

    def find_barriers(page: Page) -> list[str]:
        page.evaluate(script)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        return [f"{page.url} {rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]

    return find_barriers


@pytest.fixture(scope="session")
def shoot() -> Callable[[Page, str], None]:
    """Photograph a whole page into tests/web/shots, for people to look at."""
    SHOTS.mkdir(exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=str(SHOTS / f"{name}.png"), full_page=True)

    return take


@pytest.fixture(scope="session")
def look_over(barriers: Callable[[Page], list[str]], shoot: Callable[[Page, str], None]) -> Callable[..., None]:
    """Photograph a page; nothing on it may bar anybody, nothing may be wider than the window; `scripts`: whether they run."""
    def look(page: Page, name: str, *, scripts: bool = True) -> None:
        shoot(page, name)
        if scripts:
            assert not barriers(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    return look
