"""Word files through templates: a street's own, or one that is built here and can be downloaded to be changed.

In: a slip or ledger, and a template's bytes.  Out: a .docx, or `TemplateRefused` with what to mend in the template.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from engine.compiler.documents import FORM_PART
from engine.errors import BihuanError
from engine.paper.layout import Sheet
from engine.paper.naming import form_values, ledger_values
from engine.rendering import width
from engine.service import Slip
from engine.service.ledger_views import Ledger
from engine.text import say

NO_WORD_FILE = (ValueError, KeyError, OSError, BadZipFile, PackageNotFoundError)


class TemplateRefused(BihuanError):
    """A Word template that cannot be filled in; `text` says what to mend."""


def environment() -> SandboxedEnvironment:
    """What runs inside a template: names and loops, no attributes of the program, everything escaped, nothing unknown."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def slip_word(slip: Slip, issuer: str, template: bytes | None = None) -> bytes:
    """A form as a Word file."""
    return _filled(template or slip_template(alone=_is_alone(slip), unsigned=slip.unsigned), form_values(slip, issuer))


def ledger_word(ledger: Ledger, issuer: str, template: bytes | None = None) -> bytes:
    """A ledger as a Word file."""
    return _filled(template or ledger_template(ledger.columns, _widest(ledger)), ledger_values(ledger, issuer))


def _widest(ledger: Ledger) -> tuple[int, ...]:
    """How many columns of a terminal the longest text under each heading takes, within what a page can give."""
    lines = [line for section in ledger.sections for line in section.lines]
    return tuple(min(max((width(line.cells[n].text.zh) for line in lines), default=0), 40) for n in range(len(ledger.columns)))


def _filled(template: bytes, values: Mapping[str, Any]) -> bytes:
    out = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(dict(values), environment(), autoescape=True)
        document.save(out)
    except UndefinedError as failed:
        raise TemplateRefused(say("模板里有一个名字没有对应的内容：{what}；运行 bihuan check 看是哪一处", "a name in the template stands for nothing: {what}; "
                                  "run bihuan check to see where", what=failed.message or "")) from failed
    except TemplateError as failed:
        raise TemplateRefused(say("模板写法不对：{what}", "the template is not well formed: {what}", what=failed.message or "")) from failed
    except NO_WORD_FILE as failed:
        raise TemplateRefused(say("模板不是正常的 .docx 文件，请用 Word 或 WPS 另存一次", "the template is not a proper .docx; save it again")) from failed
    return out.getvalue()


def _is_alone(slip: Slip) -> bool:
    """Whether a form lists its fields without parts."""
    return len(slip.parts) == 1 and slip.parts[0].name == slip.parts[0].title == FORM_PART


def slip_template(*, alone: bool = False, unsigned: bool = False) -> bytes:
    """The template of a form: parts down the left, each repeated for each round it was filled in; `alone` without parts,
    `unsigned` without a number and a seal."""
    sheet = Sheet()
    number = "不写姓名，在□里打勾。" if unsigned else "编号：{{ 编号 or '＿＿＿＿＿＿＿＿' }}"
    sheet.heading("{{ 街道 }}", "{{ 单据 }}", number, "日期：{{ 日期 or '＿＿＿＿年＿＿月＿＿日' }}")
    if alone:
        sheet.table(("项目", "内容"), (4.2, 12.2), [("{%tr for 行 in 各部分[0].各项 %}",), ("{{ 行.项目 }}", "{{ 行.内容 }}"), ("{%tr endfor %}",)])
        _sign(sheet, unsigned)
        return sheet.saved()
    sheet.table(("部分", "项目", "内容"), (2.6, 3.6, 10.2), [
        ("{%tr for 部 in 各部分 %}",), ("{%tr for 行 in 部.各项 %}",),
        ("{% vm %}{{ 部.标题 }}{{ 部.轮次 }}", "{{ 行.项目 }}", "{{ 行.内容 }}"), ("{%tr endfor %}",),
        ("{%tr if 部.时间 %}",), ("", "填定", "{{ 部.填写人 }} {{ 部.时间 }}"), ("{%tr endif %}",), ("{%tr endfor %}",)])
    _sign(sheet, unsigned)
    return sheet.saved()


def ledger_template(columns: tuple[str, ...], widest: tuple[int, ...] = ()) -> bytes:
    """The template of a ledger with these columns, wider where texts are long, lying down where there are many."""
    sheet = Sheet(wide=len(columns) > 5)
    sheet.heading("{{ 街道 }}", "{{ 单据 }}{% if 谁 %}（{{ 谁 }}）{% endif %}", "期间：{{ 期间 }}", "共{{ 件数 }}{{ 量词 }}")
    shares = [max(width(column), found, 8) for column, found in zip(columns, widest or (0,) * len(columns), strict=True)]
    room = (24.7 if sheet.wide else 16.4) - 1.2
    sheet.table(("序号", *columns), (1.2, *(round(room * share / sum(shares), 2) for share in shares)), [
        ("{%tr for 类 in 各类 %}",), ("{%tr if 类.标题 %}",), ("{{ 类.标题 }}", *[""] * len(columns)), ("{%tr endif %}",),
        ("{%tr for 行 in 类.各行 %}",), ("{{ 行.序号 }}", *(_cell(column) for column in columns)), ("{%tr endfor %}",), ("{%tr endfor %}",)])
    _sign(sheet)
    return sheet.saved()


def _cell(column: str) -> str:
    """A column's placeholder; a heading that is no plain name is quoted."""
    return f"{{{{ 行.{column} }}}}" if column.isidentifier() else f"{{{{ 行['{column}'] }}}}"


def _sign(sheet: Sheet, unsigned: bool = False) -> None:
    if unsigned:
        return
    sheet.line("{%p for 人 in 签字 %}")
    sheet.line("{{ 人.谁 }}　　　　签字：＿＿＿＿＿＿＿＿　　　＿＿＿＿年＿＿月＿＿日", space=10)
    sheet.line("{%p endfor %}")
    sheet.line("{{ 街道 }}（盖章）　　　　　　　　　　　　　　＿＿＿＿年＿＿月＿＿日", space=14)
