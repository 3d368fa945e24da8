"""Papers of evaluations: certificates, bulletins and ledgers of results, numbered, frozen, and marked where they were withdrawn."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pytest

from engine.case import Reopen
from engine.paper import as_text, ledger_excel, ledger_text, ledger_word, slip_excel, slip_word
from engine.scenarios import Runner
from engine.service import Refused, ledgers
from engine.service.ledger_views import Ledger
from tests.unit.score_street import Scored
from tests.unit.told_street import told


@pytest.fixture
def street(tmp_path: Path) -> Scored:
    """A month in which one grid was first, its flag signed."""
    street = told(tmp_path)
    street.matters(甲格="满", 乙格="坏", 丙格="坏")
    street.at("2026-04-01 08:00")
    sign_flags(street)
    return street


def sign_flags(street: Scored) -> None:
    for one in street.service.scores.waiting("kao"):
        if one.title == "流动红旗":
            street.service.scores.sign("kao", one.period, one.key, reason="重算后不是第一" if one.state == "withdrawing" else "")


def begin_again(street: Scored, unit: str, who: str) -> None:
    """A matter of last month is taken up again, so that it counts there no more."""
    case = street.service.store.conn.execute("SELECT id FROM stream WHERE kind = 'case' AND unit = ?", (unit,)).fetchone()[0]
    street.service.act(who, case, Reopen("群众又找来了"))
    street.service.tick()


def text_of(street: Scored, number: str, document: str = "荣誉证书") -> str:
    return as_text(street.service.scores.paper("shu", "scored", document, number), "zh")


def opened(street: Scored, name: str, whose: str = "") -> Ledger:
    return ledgers.ledger(street.service, "shu", "scored", name, whose)


def cells(book: Ledger) -> list[tuple[str, ...]]:
    return [tuple(cell.text.zh for cell in line.cells) for section in book.sections for line in section.lines]


def test_a_signed_result_issues_its_paper(street: Scored) -> None:
    text = text_of(street, "荣〔2026〕1号")
    for said in ("编号：荣〔2026〕1号", "对象：甲格", "结果：流动红旗", "名次：1", "得分：100.00", "按期率：100%（1÷1）", "签的人：考核员"):
        assert said in text
    [flag] = street.service.scores.proposals("shu", states=("signed",))
    assert flag.papers == (("荣誉证书", "荣〔2026〕1号"),)


def test_a_withdrawn_paper_stays_and_says_so(street: Scored) -> None:
    begin_again(street, "甲格", "jia")
    sign_flags(street)
    text = text_of(street, "荣〔2026〕1号")
    assert text.startswith("荣誉证书（已撤销）")
    assert "名次：1" in text  # as it was when it was issued
    assert "重算后不是第一" in text
    assert cells(opened(street, "结果登记"))[0][-1] == "已撤销"
    assert not street.damage()


def test_a_result_that_is_signed_again_has_a_new_paper_beside_the_old_one(street: Scored) -> None:
    begin_again(street, "甲格", "jia")
    sign_flags(street)
    rows = cells(opened(street, "结果登记"))
    assert [(row[0], row[3], row[-1]) for row in rows] == [("荣〔2026〕1号", "甲格", "已撤销"), ("荣〔2026〕2号", "丙格", "有效"),
                                                           ("荣〔2026〕3号", "乙格", "有效")]


def test_a_bulletin_over_a_period_is_numbered_and_a_corrected_one_is_another(street: Scored) -> None:
    first = opened(street, "月度通报", "2026-03")
    assert first.subject_title == "2026年3月 报〔2026〕1号"
    assert cells(first) == [("1", "甲格", "100.00", "100%（1÷1）", ""), ("2", "丙格", "60.00", "100%（1÷1）", ""), ("2", "乙格", "60.00", "100%（1÷1）", "")]
    begin_again(street, "甲格", "jia")
    assert [one.title for one in ledgers.subjects_of(street.service, "shu", "scored", "月度通报")] == ["2026年3月 报〔2026〕2号", "2026年3月 报〔2026〕1号"]
    assert [row[1] for row in cells(opened(street, "月度通报", "2026-03"))] == ["丙格", "乙格", "甲格"]
    old = opened(street, "月度通报", "2026-03 报〔2026〕1号")
    assert old.subject_title.endswith("已由报〔2026〕2号更正")
    assert cells(old)[0][:3] == ("1", "甲格", "100.00")
    assert not street.damage()


def test_what_a_signer_chose_stands_in_the_bulletin(street: Scored) -> None:
    for one in street.service.scores.waiting("kao"):
        street.service.scores.sign("kao", one.period, one.key, choice="批评")
    street.at("2026-04-10 08:00")
    assert {row[1]: row[4] for row in cells(opened(street, "月度通报", "2026-03"))} == {"甲格": "", "乙格": "批评", "丙格": "批评"}


def test_a_ledger_of_some_results_for_each_unit(street: Scored) -> None:
    assert cells(opened(street, "红旗登记", "东社区")) == [("荣〔2026〕1号", "2026年3月", "甲格", "100.00", "有效")]
    assert cells(opened(street, "红旗登记", "西社区")) == []


def test_papers_as_word_and_excel(street: Scored) -> None:
    slip, book = street.service.scores.paper("shu", "scored", "荣誉证书", "荣〔2026〕1号"), opened(street, "月度通报", "2026-03")
    word = docx.Document(io.BytesIO(slip_word(slip, "评评街道")))
    assert "荣〔2026〕1号" in "".join(one.text for one in word.paragraphs)
    assert any("甲格" in cell.text for table in word.tables for row in table.rows for cell in row.cells)
    sheet = openpyxl.load_workbook(io.BytesIO(slip_excel(slip, "评评街道"))).active
    assert sheet is not None
    assert "甲格" in [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "报〔2026〕1号" in "".join(one.text for one in docx.Document(io.BytesIO(ledger_word(book, "评评街道"))).paragraphs)
    assert ledger_excel(book, "评评街道")
    assert "丙格" in ledger_text(book, "zh")


def test_who_has_nothing_to_do_with_a_method_sees_none_of_its_papers(street: Scored) -> None:
    street.rewrite("street.yaml", "  shu:", "  wai: {姓名: 外人}\n  shu:")
    with pytest.raises(Refused, match="没有《荣誉证书》"):
        street.service.scores.paper("wai", "scored", "荣誉证书", "荣〔2026〕1号")
    with pytest.raises(Refused, match="没有编号"):
        street.service.scores.paper("shu", "scored", "荣誉证书", "荣〔2026〕9号")
    assert ledgers.ledger(street.service, "wai", "scored", "结果登记").hidden == 1
    assert ledgers.subjects_of(street.service, "wai", "scored", "月度通报") == ()


def test_a_blank_form_can_be_printed(street: Scored) -> None:
    slip = street.service.blank_slip("scored", "荣誉证书")
    assert [value.label for value in slip.parts[0].values][:3] == ["编号", "期", "对象"]
    assert ledgers.blank_ledger(street.service, "scored", "月度通报").columns == ("名次", "网格", "得分", "按期率", "处理")


def test_whoever_bears_a_notice_hears_of_it_in_time_and_may_answer_it(tmp_path: Path) -> None:
    street = told(tmp_path)
    street.matters(甲格="满", 乙格="坏")
    street.at("2026-04-01 08:00")
    notice = next(one for one in street.service.scores.waiting("kao") if one.title == "通报")
    with pytest.raises(Refused, match="现在不能申辩"):
        street.service.scores.answer("bao2", notice.period, notice.key, "已经改了")
    street.service.scores.sign("kao", notice.period, notice.key, choice="批评")
    assert "结果已签，可以申辩" in [one.cause for one in street.service.messages("bao2")]
    with pytest.raises(Refused, match="现在不能申辩"):
        street.service.scores.answer("yi", notice.period, notice.key, "不是我的")
    street.service.scores.answer("bao2", notice.period, notice.key, "那件不归我们管")
    [open_one] = street.service.scores.not_in_effect("kao")
    assert [(who, text) for who, _, text in open_one.answers] == [("包保二", "那件不归我们管")]
    assert "有人申辩" in [one.cause for one in street.service.messages("kao")]
    street.service.scores.decline("kao", notice.period, notice.key, "申辩成立")
    assert "结果已撤销" in [one.cause for one in street.service.messages("bao2")]
    street.at("2026-04-20 08:00")
    assert street.service.issues("shu", board="情况通报") == []


def test_who_is_named_hears_that_nothing_was_signed(tmp_path: Path) -> None:
    street = told(tmp_path)
    street.matters(甲格="满")
    street.at("2026-04-01 08:00")
    flag = next(one for one in street.service.scores.waiting("kao") if one.title == "流动红旗")
    street.service.scores.decline("kao", flag.period, flag.key, "材料没有交齐")
    assert [one.cause for one in street.service.messages("dong")] == ["结果没有签"]
    assert street.service.messages("jia") == []


def test_publishing_and_papers_are_told_as_a_story(tmp_path: Path) -> None:
    told(tmp_path).service.store.close()
    result = Runner().run(tmp_path / "methods" / "scored" / "情景" / "通报和证书.yaml")
    assert not result.problems, [one.message.zh for one in result.problems]
    assert result.passed, "\n".join(line for one in result.differences for line in one.lines("zh"))
