"""Tables on paper's terms: Excel and CSV files read into rows of text, and rows of text written as files.

In: the bytes of a file, or headings and rows.  Out: a `Table` or `SheetRefused`; bytes.  Nothing here knows what the
rows are about.
"""

from engine.sheets.headings import Table, TableRow, read_table
from engine.sheets.opening import SheetRefused
from engine.sheets.texts import as_csv, serial_day
from engine.sheets.writing import Book, Column, Section, write_book, write_template

__all__ = ["Book", "Column", "Section", "SheetRefused", "Table", "TableRow", "as_csv", "read_table", "serial_day", "write_book", "write_template"]
