"""Hashes that make the record hard to change quietly: a chain per stream, seals over a street.

In: events in order.  Out: hex digests; anybody with the events can work them out again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

START = "0" * 64


def canonical(value: Any) -> str:
    """JSON in one spelling: sorted names, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def link(previous: str, stream: str, seq: int, path: str, at: str, actor: str, type_: str, body: str) -> str:
    """The hash of an event in its stream's chain; `body` is its JSON as stored."""
    whole = "\x1f".join((previous, stream, str(seq), path, at, actor, type_, body))
    return hashlib.sha256(whole.encode()).hexdigest()


def merkle(leaves: Iterable[str]) -> str:
    """The root over hashes in order; an odd one out moves up as it is.

    >>> merkle([]) == START, merkle(["ab"])
    (True, 'ab')
    """
    level = list(leaves)
    if not level:
        return START
    while len(level) > 1:
        paired = [hashlib.sha256((level[at] + level[at + 1]).encode()).hexdigest() for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2:]
    return level[0]


def digest(value: Mapping[str, Any]) -> str:
    """SHA-256 over canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
