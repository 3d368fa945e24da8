"""What a document says of a case or of a register's row, and which ledger each belongs in.

In: a compiled document and cases or rows.  Out: subjects, days and cells, still as kept; pages mask and write them.
"""

from engine.documents.lines import CaseLine, Cell, Line, RowLine, cell_of, day_of
from engine.documents.subjects import belongs, subjects

__all__ = ["CaseLine", "Cell", "Line", "RowLine", "belongs", "cell_of", "day_of", "subjects"]
