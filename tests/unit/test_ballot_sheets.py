"""The paper a ballot is answered on: it prints the questions as they are, and nothing that tells whose it is."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document

from engine.paper import slip_word
from engine.problems import Report
from engine.scenarios import empty_street
from engine.service import StreetService
from engine.source import Sources
from engine.street import read_street
from engine.values import SHANGHAI
from web.standalone import form_page

METHOD = Path(__file__).resolve().parents[1] / "check" / "ok" / "ballots-and-draws" / "工作法.yaml"
STREET = """
街道: 小街
沿用: {ballots-and-draws: {}}
单位: {东社区: {种类: 社区}}
人员:
  zhang: {姓名: 张明, 任职: {主持人: 小街}, 管理员: 是}
  li: {姓名: 李平, 任职: {代表: 东社区}}
"""


@pytest.fixture
def service(tmp_path: Path) -> StreetService:
    """A street whose secret ballot has a form, named but not copied out."""
    text = METHOD.read_text(encoding="utf-8").replace("少于不显: 不显", "少于不显: 不显\n          用表: 测评表")
    folder = tmp_path / "ballots-and-draws"
    folder.mkdir()
    (folder / "工作法.yaml").write_text(text + "单据: {测评表: {标题: 民主测评表, 取自: 评议, 内容: [事情], 签字: [主持人], 依据: [C1]}}\n", encoding="utf-8")
    (tmp_path / "street.yaml").write_text(STREET, encoding="utf-8")
    street = read_street(tmp_path / "street.yaml", Report(), Sources(), methods=tmp_path)
    assert street is not None
    return empty_street(street, datetime(2014, 12, 1, 9, tzinfo=SHANGHAI))


def test_the_blank_sheet_asks_every_question_of_the_list_with_boxes_to_tick(service: StreetService) -> None:
    slip = service.blank_slip("ballots-and-draws", "测评表")
    asked = {value.label: value.text.zh for value in slip.parts[-1].values}
    assert asked == {"作风": "□满意　□不满意", "水平": "□满意　□不满意"}


def test_the_sheet_of_a_secret_ballot_bears_no_number_name_or_seal(service: StreetService) -> None:
    case = service.open("zhang", "ballots-and-draws", "评议", "东社区", {"事情": "年终测评"}).case
    slip = service.slip("zhang", case, "测评表")
    assert (slip.number, slip.issued, slip.signatures, slip.unsigned) == ("", None, (), True)
    page = form_page(slip, "小街", filled=False)
    words = "\n".join(one.text for one in Document(io.BytesIO(slip_word(slip, "小街"))).paragraphs)
    for text in (page, words):
        assert "不写姓名" in text
        assert "编号" not in text
        assert "盖章" not in text
    assert "年终测评" in page


def test_a_sheet_that_judges_several_asks_of_each_by_name_and_leaves_room_for_a_number(service: StreetService, tmp_path: Path) -> None:
    file = tmp_path / "ballots-and-draws" / "工作法.yaml"
    text = file.read_text(encoding="utf-8").replace("用表: 测评表", "用表: 测评表\n          评: 社区\n          另问: {打分: {类型: 整数, 须: 打分 ≤ 100}}")
    file.write_text(text, encoding="utf-8")
    street = read_street(tmp_path / "street.yaml", Report(), Sources(), methods=tmp_path)
    assert street is not None
    service.use(street)
    service.put_in_force()
    case = service.open("zhang", "ballots-and-draws", "评议", "东社区", {"事情": "年终测评"}).case
    asked = [part for part in service.slip("zhang", case, "测评表").parts if part.name == "评价"]
    assert [part.title for part in asked] == ["东社区"]
    assert {value.label: value.text.zh for value in asked[0].values} == {
        "作风": "□满意　□不满意", "水平": "□满意　□不满意", "打分": "＿＿＿＿"}
    blank = service.blank_slip("ballots-and-draws", "测评表").parts[-1]
    assert blank.title == "被评：＿＿＿＿＿＿"
