"""What is generated from the schemas: schemas for editors in two spellings, and the reference page.

In: the schemas and the manual of rules.  Out: texts; `python -m engine.reference` writes them where they belong.
"""

from engine.reference.editors import editor_schema
from engine.reference.page import reference_page
from engine.reference.rules import MANUAL

__all__ = ["MANUAL", "editor_schema", "reference_page"]
