"""What people have typed and not yet handed in.

In: a person, a key for the form, whatever was typed.  Out: the same, with when it was kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.service.refused import Refused
from engine.service.service import Service
from engine.service.submitted import require_sound
from engine.store import drafts as kept
from engine.text import say

LARGEST = 64 * 1024


def save_draft(service: Service, person: str, key: str, body: Mapping[str, Any]) -> datetime:
    """Keep a draft, however incomplete; when it was kept.  It is forgotten when it is handed in, when its writer leaves, or
    after a while."""
    require_sound({"key": key}, body)
    text = json.dumps(body, ensure_ascii=False)
    if len(text) > LARGEST or len(key) > 200:
        raise Refused("too-large", say("草稿太长，没有保存", "the draft is too long and was not saved"))
    now = service.clock()
    with service.store.write():
        kept.put_draft(service.store, person, key, text, now.isoformat())
    return now


def draft(service: Service, person: str, key: str) -> tuple[dict[str, Any], datetime] | None:
    """A draft and when it was kept."""
    row = kept.draft(service.store, person, key)
    return None if row is None else (json.loads(row[0]), datetime.fromisoformat(row[1]))


def drop_draft(service: Service, person: str, key: str) -> None:
    """Forget a draft that was handed in."""
    with service.store.write():
        kept.drop_draft(service.store, person, key)
