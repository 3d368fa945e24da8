"""The freedom a document leaves in its numbers, worked out exactly, and the reading that was chosen."""

from engine.freedom.leaving import Freedom, Number, freedoms
from engine.freedom.telling import readings, told

__all__ = ["Freedom", "Number", "freedoms", "readings", "told"]
