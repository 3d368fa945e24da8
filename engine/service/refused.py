"""A command that changed nothing, with the reason in words.

In: nothing.  Out: `Refused`, which pages and commands show as it is.
"""

from __future__ import annotations

from engine.errors import BihuanError
from engine.text import Text


class Refused(BihuanError):
    """A command that changed nothing; `kind` names why, `fields` what is wrong by field."""

    def __init__(self, kind: str, text: Text, fields: tuple[tuple[str, Text], ...] = ()) -> None:
        super().__init__(text)
        self.kind, self.fields = kind, fields
