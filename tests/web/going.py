"""Going back and loading again in a real browser.

In: a page.  Out: the page before, or the same page anew.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Error, Page

_PUT_AWAY = "Not attached to an active page"  # Chromium still puts the page before away; it has gone nowhere yet
_TRIES = 50


def back(page: Page) -> None:
    """The browser's Back button."""
    _asked_until_taken(page, page.go_back)


def again(page: Page) -> None:
    """The browser's Reload button."""
    _asked_until_taken(page, page.reload)


def _asked_until_taken(page: Page, go: Callable[[], object]) -> None:
    page.wait_for_load_state()
    for _ in range(_TRIES):
        try:
            go()
            return
        except Error as refused:
            if _PUT_AWAY not in str(refused):
                raise
            page.wait_for_timeout(100)
    go()
