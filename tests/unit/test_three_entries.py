"""三进一诉 put in force: how many are selected, one leader for a township, and a panel's draw that anybody can check."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from engine import shipped
from engine.case import Act
from engine.problems import Report
from engine.scenarios import empty_street
from engine.service import StreetService, draws
from engine.source import Sources
from engine.street import Street, read_street
from engine.values import SHANGHAI
from tests.unit.hall import ok, run

METHOD = "three-entries-one-appeal"
STREET = shipped.workflows() / METHOD / "情景" / "街道.yaml"


def street_with(folder: Path, more: str = "") -> tuple[Street | None, list[str]]:
    """The street of the stories with more people, and what is found wrong with it."""
    (folder / "street.yaml").write_text(STREET.read_text(encoding="utf-8") + more, encoding="utf-8")
    report = Report()
    street = read_street(folder, report, Sources())
    return street, [one.message.zh for one in (*report.problems, *report.warnings)]


def members(held: int, selected: int) -> str:
    """So many members more in a bureau that has two, of whom one is selected."""
    rows = [f"  m{n:02}: {{姓名: 党员{n}, 任职: {{在职党员: 区民政局{', 重点选派党员: 区民政局' if n < selected - 1 else ''}}}, 情况: {{报到社区: 河东社区}}}}"
            for n in range(held - 2)]
    return "\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(("selected", "lacking"), [(20, ["区民政局的「重点选派党员」要不少于21人，现在20人"]), (21, [])])
def test_of_fifty_one_members_twenty_one_are_selected_or_the_street_is_warned(tmp_path: Path, selected: int, lacking: list[str]) -> None:
    street, found = street_with(tmp_path, members(51, selected))
    assert street is not None
    assert found == lacking


def test_a_second_leader_for_one_township_is_refused(tmp_path: Path) -> None:
    assert street_with(tmp_path)[1] == []
    _, found = street_with(tmp_path, "\n  duo: {姓名: 多余, 任职: {进镇领导: 灯塔镇}}\n")
    assert found == ["灯塔镇的「进乡镇的区级领导」要正好1人，现在2人"]


def test_the_street_of_the_stories_can_be_put_in_force(tmp_path: Path) -> None:
    folder = tmp_path / "云溪区"
    ok("init", folder, "--name", "云溪区", "--id", "yunxi")
    shutil.copy(STREET, folder / "street.yaml")
    ok("check", folder)
    ok("apply", "--street", folder)


def at_the_draw(service: StreetService) -> str:
    """A quarrel about support for the old that has come to the draw of its panel."""
    case = service.open("public", METHOD, "民事民议", "云溪区", {
        "事由": "三个子女都不愿意养老人。", "申请人": {"姓名": "老孔", "电话": "13800000461"}, "受理单位": "向阳社区"}).case
    service.do("fuzhu", case, Act("提交", {
        "对方": [{"姓名": "孔大", "电话": "13800000464"}], "各方愿意": "是", "纠纷大小": "涉及面广或情况复杂", "应回避的代表": ["dai2"]}))
    return case


def test_anybody_can_work_out_the_draw_of_a_panel_again(tmp_path: Path) -> None:
    street, _ = street_with(tmp_path)
    assert street is not None
    now = datetime(2015, 9, 21, 9, tzinfo=SHANGHAI)
    service = empty_street(street, now)
    service.clock = lambda: now
    case = at_the_draw(service)
    draws.freeze(service, "fuzhu", case, exclude={"dai7": "孔大申报是他表舅"})
    draws.name_seed(service, "fuzhu", case, (("老孔", "17"), ("孔大", "4")))
    page = draws.draw_page(service, "fuzhu", case, "抽评理团")
    assert not {"代二丫", "代七夕"} & {name for _, _, name in page.entries}
    assert len(page.drawn) == 5
    path = tmp_path / "draw.json"
    path.write_text(page.record, encoding="utf-8")
    assert "验算一致" in ok("draw", "verify", path)
    path.write_text(json.dumps({**json.loads(page.record), "seed": [["老孔", "18"], ["孔大", "4"]]}), encoding="utf-8")
    assert run("draw", "verify", path).exit_code == 1
