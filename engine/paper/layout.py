"""A4 pages in Word: title, table with a repeated head, page x of y.

In: texts, which may hold placeholders.  Out: the bytes of a .docx.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

SERIF, TITLE = "宋体", "方正小标宋简体"


class Sheet:
    """One document being laid out; `wide` lies on its side."""

    def __init__(self, *, wide: bool = False) -> None:
        self.wide = wide
        self.word = Document()
        section = self.word.sections[0]
        short, long = Cm(21), Cm(29.7)
        section.page_width, section.page_height = (long, short) if wide else (short, long)
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = Cm(2.3)
        section.top_margin = section.bottom_margin = Cm(2.2)
        _font(self.word.styles["Normal"], SERIF, 11)
        self._footer(section)

    def heading(self, issuer: str, title: str, left: str, right: str) -> None:
        """The street, the document's title, and a line with what identifies this sheet."""
        self.line(issuer, center=True)
        made = self.line(title, center=True, size=20, font=TITLE, bold=True, space=6)
        made.paragraph_format.space_after = Pt(8)
        head = self.word.add_paragraph()
        width = Cm(24.7 if self.wide else 16.4)
        head.paragraph_format.tab_stops.add_tab_stop(width, 2)  # 2: right
        head.add_run(f"{left}\t{right}")

    def line(self, text: str, *, center: bool = False, size: float = 11, font: str = SERIF, bold: bool = False, space: float = 0) -> Any:
        """One paragraph."""
        made = self.word.add_paragraph()
        made.paragraph_format.space_before = Pt(space)
        made.paragraph_format.space_after = Pt(2)
        if center:
            made.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = made.add_run(text)
        run.bold = bold
        _font(run, font, size)
        return made

    def table(self, headings: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """A table whose head comes again on every page; a row of one text is a loop's tag."""
        table = self.word.add_table(rows=1, cols=len(headings))
        table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, centimetres in zip(table.columns, widths, strict=True):
            column.width = Cm(centimetres)
        for cell, text, centimetres in zip(table.rows[0].cells, headings, widths, strict=True):
            cell.width = Cm(centimetres)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            cell.paragraphs[0].add_run(text).bold = True
        _mark(table.rows[0], "w:tblHeader")
        for row in rows:
            made = table.add_row()
            _mark(made, "w:cantSplit")
            for cell, text, centimetres in zip(made.cells, (*row, *[""] * (len(headings) - len(row))), widths, strict=True):
                cell.width = Cm(centimetres)
                cell.paragraphs[0].add_run(text)

    def saved(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self.word.save(out)
        return out.getvalue()

    def _footer(self, section: Any) -> None:
        made = section.footer.paragraphs[0]
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for text in ("第 ", "PAGE", " 页，共 ", "NUMPAGES", " 页"):
            run = made.add_run("" if text.isascii() else text)
            if text.isascii():
                _field(run, text)


def _font(thing: Any, name: str, size: float) -> None:
    thing.font.name, thing.font.size = name, Pt(size)
    thing.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _mark(row: Any, tag: str) -> None:
    made = OxmlElement(tag)
    made.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(made)


def _field(run: Any, code: str) -> None:
    """A number that Word works out itself."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = text
        run._r.append(made)
