"""The names a Word template may use, and where a street keeps its templates.

In: a slip or a ledger.  Out: the values by name; a shape, by which a template is proved before anybody prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.filling import show_day, show_moment
from engine.service import Slip, SlipPart
from engine.service.ledger_views import Ledger

TEMPLATES = "模板"
TEXT = ""  # a shape: text, a mapping of names, or a list with one shape
ITEM = {"项目": TEXT, "内容": TEXT}
PART = {"标题": TEXT, "轮次": TEXT, "填写人": TEXT, "时间": TEXT, "各项": [ITEM]}
SIGNED = {"谁": TEXT}
Values = dict[str, Any]


def find_template(folder: Path, document: str) -> bytes | None:
    """A street's own template for a document, None where it has none."""
    path = folder / TEMPLATES / f"{document}.docx"
    return path.read_bytes() if path.is_file() else None


def form_values(slip: Slip, issuer: str) -> Values:
    """What a form's template may name: every field by its name, and the parts in order."""
    fields = {value.name: value.text.zh for part in slip.parts for value in part.values}
    return {**fields, "值": fields, "单据": slip.title, "街道": issuer, "编号": slip.number, "日期": show_day(slip.issued.date()).zh if slip.issued else "",
            "各部分": [_part(part) for part in slip.parts], "签字": [{"谁": who} for who in slip.signatures]}


def _part(part: SlipPart) -> Values:
    return {"标题": part.title, "轮次": f"第{part.round}轮" if part.round > 1 else "", "填写人": part.by, "时间": show_moment(part.at).zh if part.at else "",
            "各项": [{"项目": value.label, "内容": value.text.zh} for value in part.values]}


def ledger_values(ledger: Ledger, issuer: str) -> Values:
    """What a ledger's template may name."""
    sections = [{"标题": section.title, "各行": [
        {"序号": str(line.number), **{column: cell.text.zh for column, cell in zip(ledger.columns, line.cells, strict=True)}}
        for line in section.lines]} for section in ledger.sections]
    return {"单据": ledger.title, "街道": issuer, "谁": ledger.subject_title, "期间": ledger.period.words.zh, "件数": str(ledger.lines), "量词": ledger.each,
            "各类": sections, "签字": [{"谁": who} for who in ledger.signatures]}


def form_shape(fields: Mapping[str, Any]) -> Values:
    """The shape of `form_values` for a document with these fields."""
    known = dict.fromkeys(fields, TEXT)
    return {**known, "值": known, "单据": TEXT, "街道": TEXT, "编号": TEXT, "日期": TEXT, "各部分": [PART], "签字": [SIGNED]}


def ledger_shape(columns: Mapping[str, Any]) -> Values:
    """The shape of `ledger_values` for a ledger with these columns."""
    line = {"序号": TEXT, **dict.fromkeys(columns, TEXT)}
    return {"单据": TEXT, "街道": TEXT, "谁": TEXT, "期间": TEXT, "件数": TEXT, "量词": TEXT, "各类": [{"标题": TEXT, "各行": [line]}], "签字": [SIGNED]}
