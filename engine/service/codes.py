"""Codes on the slips of a secret ballot.

In: chance.  Out: a box's tag, codes that begin with it, and what is kept of a code.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.service.service import Service

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
TAG, SECRET, PART = 4, 12, 4


def fresh_tag(service: Service) -> str:
    """A tag that no box has."""
    while service.boxes.urns.has(tag := _word(service, TAG)):
        pass
    return tag


def fresh_codes(service: Service, tag: str, many: int) -> tuple[str, ...]:
    """So many new codes, in no order that means anything."""
    found: set[str] = set()
    while len(found) < many:
        found.add(written(tag + _word(service, SECRET)))
    return tuple(sorted(found))


def _word(service: Service, length: int) -> str:
    number, letters = int.from_bytes(service.chance(length * 2), "big"), []
    for _ in range(length):
        number, at = divmod(number, len(LETTERS))
        letters.append(LETTERS[at])
    return "".join(letters)


def written(code: str) -> str:
    """A code as it is printed.

    >>> written("ABCDEFGHJKMN")
    'ABCD-EFGH-JKMN'
    """
    return "-".join(code[at:at + PART] for at in range(0, len(code), PART))


def plain(code: str) -> str:
    """A code as somebody typed it, in plain capitals; '' for what can be none.

    >>> plain(" abcd－efgh "), plain("?")
    ('ABCDEFGH', '')
    """
    text = unicodedata.normalize("NFKC", code).upper().replace("-", "").replace(" ", "")
    return text if text and set(text) <= set(LETTERS) else ""


def hash_of(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(plain(code).encode()).hexdigest()
