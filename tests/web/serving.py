"""A server in a thread of its own that ends without a word when it is closed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def served(server: Any) -> Iterator[int]:
    """Run a server; its port."""
    closing = threading.Event()

    def run() -> None:
        try:
            server.run()
        except OSError:  # a socket is closed while the loop waits on it
            if not closing.is_set():
                raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        closing.set()
        server.close()
        thread.join(timeout=5)
