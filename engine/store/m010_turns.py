"""Who was given a task in turn, found by the series of turns without going through every event."""

from __future__ import annotations

TABLES = """
CREATE INDEX event_assigned ON event(json_extract(body, '$.series')) WHERE type = 'assigned';
"""
