"""Documents and ledgers as Excel, CSV and plain text.

In: a slip or ledger and the street's name.  Out: bytes or text.
"""

from __future__ import annotations

from engine.filling import show_day
from engine.service import Slip
from engine.service.ledger_views import Ledger
from engine.sheets import Book, Section, as_csv, write_book
from engine.text import Lang, say


def slip_excel(slip: Slip, issuer: str) -> bytes:
    """A form as an Excel file: every field with its value, part by part."""
    sections = tuple(Section(part.title if len(slip.parts) > 1 else "", tuple((value.label, value.text.zh) for value in part.values)) for part in slip.parts)
    day = show_day(slip.issued.date()).zh if slip.issued else ""
    closing = tuple(f"{who}　　　　签字：＿＿＿＿＿＿　　＿＿＿＿年＿＿月＿＿日" for who in (*slip.signatures, f"{issuer}（盖章）"))
    return write_book(Book(slip.title, (f"{issuer}　　编号：{slip.number}　　{day}",), ("项目", "内容"), sections, closing, slip.name))


def ledger_excel(ledger: Ledger, issuer: str) -> bytes:
    """A ledger as an Excel file that prints on A4."""
    owner = f"（{ledger.subject_title}）" if ledger.subject_title else ""
    closing = tuple(f"{who}　　　　签字：＿＿＿＿＿＿　　＿＿＿＿年＿＿月＿＿日" for who in (*ledger.signatures, f"{issuer}（盖章）"))
    sections = tuple(Section(one.title, tuple(tuple(cell.text.zh for cell in line.cells) for line in one.lines)) for one in ledger.sections)
    over = f"{issuer}　　期间：{ledger.period.words.zh}　　共{ledger.lines}{ledger.each}"
    return write_book(Book(f"{ledger.title}{owner}", (over,), ledger.columns, sections, closing, ledger.name))


def ledger_csv(ledger: Ledger) -> bytes:
    """A ledger's lines for other programs, with the section first where there are sections."""
    named = any(section.title for section in ledger.sections)
    head = (*(["分类"] if named else []), "序号", *ledger.columns)
    return as_csv(head, [(*([section.title] if named else []), str(line.number), *(cell.text.zh for cell in line.cells))
                         for section in ledger.sections for line in section.lines])


def as_text(slip: Slip, lang: Lang) -> str:
    """A form for a terminal."""
    lines = [slip.title, say("编号 {n}", "number {n}", n=slip.number or "—").to(lang)]
    if slip.issued:
        lines.append(show_day(slip.issued.date()).to(lang))
    for part in slip.parts:
        again = say("（第{n}轮）", " (round {n})", n=part.round).to(lang) if part.round > 1 else ""
        lines += ["", f"【{part.title}】{again}", *(f"  {value.label}：{value.text.to(lang)}" for value in part.values)]
    return "\n".join([*lines, "", *slip.signatures])


def ledger_text(ledger: Ledger, lang: Lang) -> str:
    """A ledger for a terminal."""
    lines = [f"{ledger.title} {ledger.subject_title}".strip(), ledger.period.words.to(lang)]
    for section in ledger.sections:
        lines += ["", f"【{section.title}】"] if section.title else [""]
        for line in section.lines:
            said = "  ".join(f"{column}：{cell.text.to(lang)}" for column, cell in zip(ledger.columns, line.cells, strict=True) if cell.text.zh)
            lines.append(f"{line.number}. {said}")
    if ledger.hidden:
        lines += ["", say("另有{n}件不归您看。", "{n} more are not yours to see.", n=ledger.hidden).to(lang)]
    return "\n".join(lines)
