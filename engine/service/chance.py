"""Where chance comes from: the system's own for a street, a repeatable one for stories and demonstrations.

In: how many bytes.  Out: that many, nobody can guess the system's.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from itertools import count

Chance = Callable[[int], bytes]

system_chance: Chance = secrets.token_bytes


def repeatable(name: str) -> Chance:
    """Chance that is the same each time for the same name; never for a real street.

    >>> one, other = repeatable("story"), repeatable("story")
    >>> one(4) == other(4), one(4) == one(4), len(one(40))
    (True, False, 40)
    """
    turn = count()

    def some(size: int) -> bytes:
        return hashlib.shake_256(f"{name}/{next(turn)}".encode()).digest(size)

    return some
