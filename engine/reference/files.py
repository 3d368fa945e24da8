"""Every generated file with its content.

In: nothing.  Out: path in the checkout → text.
"""

from __future__ import annotations

import json

from engine.reference.editors import KINDS, editor_schema
from engine.reference.page import reference_page
from engine.schema import language
from engine.text import Lang

_SPELLINGS: tuple[Lang, ...] = ("zh", "en")


def generated() -> dict[str, str]:
    """The schemas for editors and the reference page."""
    found = {f"schemas/{kind}.{lang}.schema.json":
             json.dumps(editor_schema(language(kind), kind, lang), ensure_ascii=False, indent=1) + "\n"
             for kind in KINDS for lang in _SPELLINGS}
    return found | {"docs/reference.md": reference_page()}
