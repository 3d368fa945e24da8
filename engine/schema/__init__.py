"""JSON Schemas of the rule files: keywords in two spellings, scalars typed by their place.

In: a source node and the name of a schema.  Out: an `Item` tree in English keywords with every mark kept.
"""

from engine.schema.items import Item, from_plain
from engine.schema.language import Language, language
from engine.schema.reading import read_item

__all__ = ["Item", "Language", "from_plain", "language", "read_item"]
