"""Boxes of secret ballots in a backup: their counts, and nothing that a code or a later look could be laid beside.

In: a street's folder.  Out: one JSON file for the archive, or the boxes made again from it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from engine.store.urn import BoxLost, Urns

URNS, OUTLINES = "urns", "urns.json"


def outline_boxes(folder: Path, room: Path) -> dict[str, Path]:
    """The open boxes of a street as one file in `room`: its name in the archive → the file; nothing where none is open."""
    urns = Urns(folder / URNS)
    tags = urns.tags() if (folder / URNS).is_dir() else []
    if not tags:
        return {}
    path = room / OUTLINES
    outlines: dict[str, Any] = {}
    for tag in tags:
        with suppress(BoxLost):  # counted meanwhile
            outlines[tag] = urns.outline(tag, int(urns.about(tag).get("least", "1")))
    path.write_text(json.dumps(outlines, ensure_ascii=False), encoding="utf-8")
    return {OUTLINES: path}


def put_boxes_back(folder: Path) -> None:
    """Make the boxes again from what a backup held of them; the file goes."""
    path = folder / OUTLINES
    if not path.is_file():
        return
    urns = Urns(folder / URNS)
    for tag, outline in json.loads(path.read_text(encoding="utf-8")).items():
        urns.put_back(tag, outline)
    path.unlink()
