"""Ledgers and forms: what they gather, who sees what of them, and the files they become."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from engine.paper import (
    TemplateRefused,
    check_templates,
    ledger_csv,
    ledger_excel,
    ledger_template,
    ledger_word,
    slip_template,
    slip_word,
)
from engine.problems import Report
from engine.scenarios import Runner
from engine.service import Act, Refused, StreetService, ledgers, open_service
from engine.service.ledger_views import Ledger, Period
from tests.unit.ledger_street import METHOD, STREET, make, monday, visit

PARTY = {"name": "赵大爷", "phone": "13800000001"}


@pytest.fixture
def street(tmp_path: Path) -> StreetService:
    """Four visits in two communities."""
    service = make(tmp_path)
    visit(service, "zhang", 来访人=PARTY)
    visit(service, "zhang", 走访日期="2026-02-10", 类别="环境", 情况="楼道堆物", 件数="2")
    visit(service, "zhang", 走访日期="2026-01-10", 情况="下水道堵", 是否解决="是")
    visit(service, "li", 走访日期="2026-02-11", 情况="停车难")
    return service


def column(ledger: Ledger, name: str) -> list[str]:
    """The texts under one heading, in order."""
    at = ledger.columns.index(name)
    return [line.cells[at].text.zh for section in ledger.sections for line in section.lines]


def words(body: bytes) -> str:
    """Everything a Word file says."""
    word = docx.Document(io.BytesIO(body))
    return "\n".join([*(one.text for one in word.paragraphs), *(cell.text for table in word.tables for row in table.rows for cell in row.cells)])


def test_one_file_for_each_person_holds_what_they_did_in_the_order_of_its_days(street: StreetService) -> None:
    book = ledgers.ledger(street, "wang", "ledgers", "民情手册", "zhang")
    assert column(book, "情况") == ["下水道堵", "楼道堆物", "屋顶漏水"]
    assert [one.title for one in ledgers.subjects_of(street, "wang", "ledgers", "民情手册")] == ["李芳", "张明"]


def test_a_period_takes_both_its_days(street: StreetService) -> None:
    book = ledgers.ledger(street, "wang", "ledgers", "民情手册", "zhang", Period(date(2026, 1, 10), date(2026, 2, 10)))
    assert column(book, "情况") == ["下水道堵", "楼道堆物"]


def test_a_ledger_of_a_unit_keeps_its_condition_its_sections_and_its_formulas(street: StreetService) -> None:
    book = ledgers.ledger(street, "wang", "ledgers", "民情台账", "柳南社区")
    assert [(section.title, len(section.lines)) for section in book.sections] == [("住房", 1), ("环境", 1)]
    assert column(book, "多件") == ["否", "是"]
    assert column(book, "谁登记") == ["张明", "张明"]
    assert [line.number for section in book.sections for line in section.lines] == [1, 2]


def test_lines_that_are_not_the_readers_are_counted_and_not_shown(street: StreetService) -> None:
    book = ledgers.ledger(street, "li", "ledgers", "全街走访")
    assert (column(book, "情况"), book.hidden) == (["停车难"], 3)


def test_a_ledger_is_narrowed_to_a_unit(street: StreetService) -> None:
    assert column(ledgers.ledger(street, "wang", "ledgers", "全街走访", unit="柳北社区"), "情况") == ["停车难"]


def test_cases_that_have_not_ended_are_in_no_ledger_dated_by_the_end(street: StreetService) -> None:
    day = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert ledgers.ledger(street, "wang", "ledgers", "类别登记册", "住房", day).lines == 0


def test_private_values_are_masked_until_asked_for_by_who_needs_them_and_the_look_is_kept(street: StreetService) -> None:
    masked = ledgers.ledger(street, "zhang", "ledgers", "类别登记册", "住房")
    assert "赵**" in column(masked, "来访人")[0]
    assert masked.private
    opened = ledgers.ledger(street, "zhang", "ledgers", "类别登记册", "住房", open_private=True)
    assert column(opened, "来访人")[0] == "赵大爷 13800000001"
    looked = street.store.conn.execute("SELECT person, field FROM looked").fetchall()
    assert [tuple(row) for row in looked] == [("zhang", "来访人")]
    assert "赵**" in column(ledgers.ledger(street, "wang", "ledgers", "类别登记册", "住房", open_private=True), "来访人")[0]


def test_a_live_form_shows_the_case_as_it_stands_under_its_own_number(street: StreetService) -> None:
    case = visit(street, "zhang", 来访人=PARTY, 情况="看望").case
    slip = street.slip("zhang", case, "走访记录表")
    values = {value.name: value.text.zh for part in slip.parts for value in part.values}
    assert (slip.title, slip.number, values["情况"], values["归属单位"]) == ("《走访记录表》", values["编号"], "看望", "柳南社区")
    assert "13800000001" not in values["来访人"]
    opened = street.slip("zhang", case, "走访记录表", open_private=True)
    assert "赵大爷 13800000001" in {value.text.zh for part in opened.parts for value in part.values}
    with pytest.raises(Refused):
        street.slip("wang", case, "走访记录表", open_private=True)


def test_a_form_without_parts_is_numbered_and_frozen_when_it_is_issued(tmp_path: Path) -> None:
    source = tmp_path / "methods"
    shutil.copytree(METHOD, source / "ledgers")
    file = source / "ledgers" / "工作法.yaml"
    text = file.read_text(encoding="utf-8").replace("{存档: {转: 记下}}", "{存档: {出具: 走访记录表, 转: 记下}}")
    file.write_text(text.replace("标题: 《走访记录表》", '标题: 《走访记录表》\n    编号: "表{年}-{序号:3}"'), encoding="utf-8")
    (tmp_path / "street.yaml").write_text(STREET, encoding="utf-8")
    service = open_service(tmp_path, monday)
    case = visit(service, "zhang").case
    before = service.slip("zhang", case, "走访记录表")
    assert (before.number, {value.text.zh for value in before.parts[0].values}) == ("", {""})
    service.act("zhang", case, Act("存档", {}))
    slip = service.slip("zhang", case, "走访记录表")
    assert (slip.number, slip.parts[0].by, slip.parts[0].at) == ("表2026-001", "张明", monday())
    assert "屋顶漏水" in {value.text.zh for value in slip.parts[0].values}


def test_a_blank_ledger_has_headings_and_empty_lines(street: StreetService) -> None:
    blank = ledgers.blank_ledger(street, "ledgers", "民情手册", lines=3)
    assert (blank.columns, blank.lines, column(blank, "情况")) == (("走访日期", "家庭", "情况"), 3, [""] * 3)


@pytest.mark.parametrize(("name", "whose"), [("没有", ""), ("走访记录表", ""), ("民情手册", "")])
def test_what_is_no_ledger_or_lacks_whose_it_is_is_refused(street: StreetService, name: str, whose: str) -> None:
    with pytest.raises(Refused):
        ledgers.ledger(street, "wang", "ledgers", name, whose)


# --- stories --------------------------------------------------------------------------------------------------------

STORY = """情景: 走访进台账
依据: [C1]
工作法: ledgers
假如: {现在: 2026-03-02 09:00, 街道: street.yaml}
经过:
  - 当: 张明 登记
    所属: 柳南社区
    填: {走访日期: 2026-02-20, 类别: 住房, 件数: 2, 情况: 屋顶漏水, 是否解决: 否}
    那么:
      台账:
        民情手册: {谁: 张明, 件数: 1, 行: [{情况: 屋顶漏水}]}
        民情台账: {谁: 柳南社区, 从: 2026-02-01, 到: 2026-02-28, 行: [{事情: 屋顶漏水, 多件: 是, 谁登记: 张明}]}
        全街走访: {件数: 1}
        家庭花名册: {件数: 0}
"""


@pytest.mark.parametrize(("was", "now", "told"), [
    ("", "", []), ("事情: 屋顶漏水", "事情: 停车难", ["停车难 屋顶漏水"]), ("到: 2026-02-28", "到: 2026-02-19", ["1行 0行"]),
    ("全街走访: {件数: 1}", "全街走访: {件数: 3}", ["3 1"]), ("行: [{情况: 屋顶漏水}]", "行: [{情形: 屋顶漏水}]", ["屋顶漏水 （没有「情形」这一列）"])])
def test_a_story_says_what_stands_in_ledgers(street: StreetService, tmp_path: Path, was: str, now: str, told: list[str]) -> None:
    story = tmp_path / "走访.yaml"
    story.write_text(STORY.replace(was, now) if was else STORY, encoding="utf-8")
    result = Runner().run(story)
    assert not result.problems
    assert [f"{one.expected.zh} {one.got.zh}" for one in result.differences] == told


# --- files ----------------------------------------------------------------------------------------------------------


def test_an_excel_ledger_prints_with_repeated_heads_and_holds_no_formula(street: StreetService) -> None:
    visit(street, "zhang", 情况="=HYPERLINK(1)")
    body = ledger_excel(ledgers.ledger(street, "wang", "ledgers", "民情台账", "柳南社区"), "柳河街道")
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert sheet["A1"].value == "民情台账（柳南社区）"
    assert (sheet.print_title_rows, sheet.freeze_panes, sheet.page_setup.paperSize) == ("$3:$3", "A4", 9)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert "=HYPERLINK(1)" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_a_csv_ledger_runs_nothing_and_opens_in_excel(street: StreetService) -> None:
    visit(street, "zhang", 情况="=1+1")
    body = ledger_csv(ledgers.ledger(street, "wang", "ledgers", "民情台账", "柳南社区"))
    assert body.startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in body.decode("utf-8-sig")


def test_word_files_say_what_the_pages_say_and_run_nothing_that_was_typed(street: StreetService) -> None:
    case = visit(street, "zhang", 情况="<b>漏水</b> & {{ 7 * 7 }}\n第二行").case
    text = words(slip_word(street.slip("zhang", case, "走访记录表"), "柳河街道"))
    assert "《走访记录表》" in text
    assert "<b>漏水</b> & {{ 7 * 7 }}\n第二行" in text
    assert "联络员：张明" in text
    text = words(ledger_word(ledgers.ledger(street, "wang", "ledgers", "民情台账", "柳南社区"), "柳河街道"))
    assert all(word in text for word in ("民情台账（柳南社区）", "住房", "环境", "楼道堆物"))


def own_template(text: str) -> bytes:
    """A street's own template with one paragraph."""
    word, out = docx.Document(), io.BytesIO()
    word.add_paragraph("柳河街道")
    word.add_paragraph(text)
    word.save(out)
    return out.getvalue()


def test_a_streets_own_template_is_filled(street: StreetService) -> None:
    slip = street.slip("zhang", visit(street, "zhang").case, "走访记录表")
    assert "今天说了：屋顶漏水" in words(slip_word(slip, "柳河街道", own_template("今天说了：{{ 情况 }}")))
    for wrong in (own_template("{{ 情形 }}"), own_template("{% for 行 in"), b"no word file"):
        with pytest.raises(TemplateRefused):
            slip_word(slip, "柳河街道", wrong)


def test_a_template_cannot_reach_into_the_program(street: StreetService) -> None:
    slip = street.slip("zhang", visit(street, "zhang").case, "走访记录表")
    with pytest.raises(TemplateRefused):
        slip_word(slip, "柳河街道", own_template("{{ 情况.__class__.__mro__ }}"))


def found_in(folder: Path, street: StreetService, name: str, body: bytes) -> list[str]:
    """What the proof of a folder's templates says, with its remedies."""
    (folder / "模板").mkdir(exist_ok=True)
    (folder / "模板" / f"{name}.docx").write_bytes(body)
    report = Report()
    check_templates(folder, street.street.methods.values(), report)
    return [f"{one.rule}: {one.message.zh} {one.hint.zh if one.hint else ''}" for one in report.found]


@pytest.mark.parametrize(("name", "text", "said"), [
    ("走访记录表", "{{ 情形 }}", "第2段的「情形」不是这张单据里的名字 是不是「情况」？"),
    ("走访记录表", "{{ 值['类型'] }}", "「类型」"),
    ("走访记录表", "{% for 部 in 各部分 %}{{ 部.名字 }}{% endfor %}", "「名字」"),
    ("走访记录表", "{% for 部 in 各部分 %}", "写法不对"),
    ("民情手册", "{% for 类 in 各类 %}{% for 行 in 类.各行 %}{{ 行.情形 }}{% endfor %}{% endfor %}", "是不是「情况」？"),
    ("走访记录本", "", "是不是「走访记录表」"),
])
def test_a_wrong_template_is_told_where_and_what_would_be_right(street: StreetService, tmp_path: Path, name: str, text: str, said: str) -> None:
    (found,) = found_in(tmp_path, street, name, own_template(text))
    assert said in found


@pytest.mark.parametrize(("name", "make_template"), [("走访记录表", slip_template), ("民情手册", lambda: ledger_template(("走访日期", "家庭", "情况")))])
def test_the_templates_to_begin_from_are_right(street: StreetService, tmp_path: Path, name: str, make_template: Callable[[], bytes]) -> None:
    assert found_in(tmp_path, street, name, make_template()) == []
