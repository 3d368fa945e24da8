"""Receipts for everybody: what a public board published opens, whatever it did not publish stays inside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.case import Act, Reopen
from engine.scores.receipts import fingerprint, verify_receipt
from engine.service import Refused
from tests.unit.score_street import WHO, Scored, scored

METHOD = "methods/scored/工作法.yaml"
BOARDS = """公示栏:
  月表: {给谁看: 公众, 何时: 随期, 取自: 月评, 只取: 有填(得分), 列: {网格: 对象, 得分: 得分, 名次: 名次}}
  前茅: {给谁看: 公众, 何时: 随期, 取自: 月评, 只取: 名次 ≤ 前几名, 列: {网格: 对象, 得分: 得分, 名次: 名次}}
  率表: {给谁看: 公众, 何时: 随期, 取自: 月评, 列: {网格: 对象, 按期: 按期率}}
  内表: {给谁看: [考核办], 何时: 随期, 取自: 月评, 列: {网格: 对象, 得分: 得分}}
  待审: {给谁看: 公众, 何时: 随期, 取自: 月评, 列: {网格: 对象, 得分: 得分}, 审: 书记}
  人榜: {给谁看: 公众, 何时: 随期, 取自: 红旗榜, 列: {谁: 对象, 红旗: 得分}, 遮: {谁: 留姓}}
"""


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Scored]:
    with scored(tmp_path / "street") as made:
        made.rewrite(METHOD, "公示栏:\n", BOARDS)
        yield made


def _march(street: Scored) -> None:
    street.matters(甲格="满满好", 乙格="满坏", 丙格="坏不")
    street.order()
    street.at("2026-04-02 08:00")


def _newest(street: Scored, board: str) -> str:
    return street.service.issues("admin", board=board)[0].id


def _opened(street: Scored, board: str, line: int = 1) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(json.dumps(street.service.open_receipt(_newest(street, board), line).document))
    return written


def _shut(street: Scored, issue: str, line: int = 1) -> bool:
    """Whether a line opens for nobody, and is said to open for nobody."""
    try:
        street.service.open_receipt(issue, line)
    except Refused as refused:
        return refused.kind.startswith("no-") and line not in street.service.open_receipts(issue)
    return False


def test_a_published_score_opens_down_to_what_was_counted_and_comes_out_again(street: Scored) -> None:
    _march(street)
    document = _opened(street, "月表", 2)
    assert (document["subject"], document["score"], document["public"]["cells"]) == ("乙格", "80", {"得分": "80.00", "名次": "2"})
    assert [(one["name"], one["num"], one["den"]) for one in document["indicators"]] == [("按期率", 2, 2), ("满意率", 1, 2)]
    assert document["ranking"]["keys"] == [["100"], ["80"], ["30"]]  # everybody's score stands on the same sheet
    assert verify_receipt(document) == []


@pytest.mark.parametrize(("where", "value"), [(("score",), "90"), (("indicators", 1, "list", 0, "num"), 2), (("ranking", "place"), 1),
                                              (("parts", 0, "weight_formula"), "满意占比"), (("public", "stated"), [])])
def test_a_public_receipt_that_was_changed_does_not_come_out(street: Scored, where: tuple[Any, ...], value: Any) -> None:
    _march(street)
    document = _opened(street, "前茅") if where[0] == "public" else _opened(street, "月表", 2)
    at: Any = document
    for step in where[:-1]:
        at = at[step]
    at[where[-1]] = value
    assert verify_receipt(document)
    if where[0] != "public":
        document["sha256"] = fingerprint(document)
        assert verify_receipt(document)


def test_only_what_the_columns_show_and_what_that_follows_from_is_told(street: Scored) -> None:
    _march(street)
    document = _opened(street, "率表", 3)
    assert [one["name"] for one in document["indicators"]] == ["按期率"]
    assert (document["parts"], document["read"], document["score"], document["exact"], document["ranking"]) == ([], {}, None, None, None)
    assert (document["closed"]["score"], document["closed"]["place"]) == (None, None)
    assert verify_receipt(document) == []
    first = _opened(street, "前茅")
    assert (first["ranking"]["place"], first["ranking"]["keys"], first["ranking"]["of"]) == (1, [], None)
    assert "ranking/place" in first["public"]["stated"]
    assert verify_receipt(first) == []


def test_a_case_is_named_only_where_its_workflow_is_public(street: Scored) -> None:
    _march(street)
    assert "诉求2026" not in json.dumps(_opened(street, "月表"), ensure_ascii=False)
    street.rewrite(METHOD, "  诉求:\n    归属: 网格\n", "  诉求:\n    归属: 网格\n    公开: 公众\n    不公开: 内容 = '密'\n")
    street.matters(甲格="满")
    secret = street.service.open("jia", "scored", "诉求", "甲格", {"内容": "密"}).case
    street.service.act("jia", secret, Act("办结", {"满意吗": "满意"}))
    street.at("2026-05-02 08:00")
    document = _opened(street, "月表")
    assert [(row["source"], row.get("rows")) for row in document["indicators"][0]["list"]] == [("诉求2026-0008", None), ("", 1)]
    assert verify_receipt(document) == []


def test_nobody_is_named_who_is_masked_on_the_board(street: Scored) -> None:
    _march(street)
    issue = next(one for one in reversed(street.service.issues(board="人榜")))
    found = street.service.open_receipt(issue.id, 1)
    written = json.dumps(found.document, ensure_ascii=False)
    assert found.cells["谁"] == "东某"
    assert not any(word in written for word in ("dong", "东干事", "东某", "jia"))
    assert (found.document["score"], found.document["subject"][0], verify_receipt(json.loads(written))) == ("2", "#", [])


def test_what_was_not_published_opens_for_nobody(street: Scored) -> None:
    _march(street)
    assert _shut(street, _newest(street, "前茅"), 2)  # the board chose one line
    assert _shut(street, _newest(street, "内表"))
    draft = street.service.drafts_to_sign("shu")[0].id
    assert _shut(street, draft)
    assert _shut(street, "issue-000000000000000000000000")
    assert _shut(street, _newest(street, "月表"), 0)
    street.service.decline_issue("shu", draft, "不公示")
    assert _shut(street, draft)


def test_a_line_that_was_taken_down_or_corrected_opens_no_more(street: Scored) -> None:
    first = street.matter("乙格", "不满意")
    _march(street)
    old, rates = _newest(street, "月表"), _newest(street, "率表")
    street.service.redact_line("admin", rates, 1, "依法撤下")
    assert _shut(street, rates, 1)
    assert not _shut(street, rates, 2)
    street.service.act("yi", first, Reopen("没修好"))
    assert not _shut(street, old)
    street.at("2026-04-03 08:00")
    assert _newest(street, "月表") != old
    assert _shut(street, old)
    document = _opened(street, "月表", 2)
    assert (document["closed"]["recomputed"], document["score"], verify_receipt(document)) == (1, "80", [])


def test_a_table_of_a_period_that_runs_opens_as_it_was_drawn_up(street: Scored) -> None:
    street.rewrite(METHOD, "  率表: {给谁看: 公众, 何时: 随期", "  率表: {给谁看: 公众, 何时: 每周五")
    street.matters(甲格="满不")
    street.at("2026-03-07 08:00")
    street.matters(甲格="满")
    document = _opened(street, "率表")
    assert (document["indicators"][0]["num"], document["indicators"][0]["den"], verify_receipt(document)) == (1, 2, [])


def test_a_result_on_a_public_board_opens_until_it_is_withdrawn(street: Scored) -> None:
    _march(street)
    red = next(one for one in street.service.scores.proposals("kao") if one.title == "流动红旗")
    street.service.scores.sign("kao", red.period, red.key)
    street.at("2026-04-03 08:00")
    issue = _newest(street, "荣誉墙")
    document = _opened(street, "荣誉墙")
    assert [one["rule"] for one in document["results"]] == ["流动红旗"]
    assert document["results"][0]["read"]["名次"] == {"is": "number", "value": None, "withheld": True}  # a column shows the score, none the place
    assert (document["score"], document["ranking"], verify_receipt(document)) == ("100", None, [])
    assert WHO["甲格"] not in json.dumps(document)
    assert not _shut(street, issue)


def test_staff_go_to_the_receipt_of_the_pages_by_their_rights(street: Scored) -> None:
    _march(street)
    issue = _newest(street, "月表")
    told = street.service.staff_receipts("kao", issue)[2]
    assert (told.method.id, told.evaluation, told.period.key, told.subject) == ("scored", "月评", "2026-03", "乙格")
    with pytest.raises(Refused):
        street.service.staff_receipts("jia", _newest(street, "内表"))
