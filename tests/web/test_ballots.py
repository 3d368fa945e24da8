"""A secret ballot and a draw in the browser: held by a clerk, cast on a phone, looked at by anybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.draws import check_record
from engine.service import StreetService, ballots
from engine.service.accounts import set_password
from tests.ballot_street import hall
from tests.web.conftest import PASSWORD, Clock, Visits
from tests.web.desk import log_in

Barriers = Callable[[Page], list[str]]
Shoot = Callable[[Page, str], None]

STEPS = """
测:
  由: 主持人
  测评:
    请: [{谁: 党员}, {谁: 居民, 份: 份数}]
    问: 方面
    每项: {选: 满意度}
    另问: {意见: {类型: 长文字, 选填: 是}, 打分: {类型: 整数, 须: 打分 ≤ 100, 选填: 是}}
    署名: 无记名
    收: 时长
    少于不显: 不显
    得出: {满意率: 占比(每项 ≥ 基本满意)}
  分流:
    - {若: 成立, 转: 抽}
    - {若: 其余, 转: 未成}
抽:
  由: 主持人
  抽取: {从: 党员, 数: 抽几个, 备选: 候补, 种子: 各方当场报数, 记入: 评理团}
  转: 听
听:
  由: 主持人
  表单: {经过: 文字}
  动作: {开完: {转: 投票}}
投票:
  由: 主持人
  测评:
    请: [{谁: {字段: 评理团}}]
    问: {结果: {选: 裁断}}
    收: 时长
    平票: 主持定
    得出: {裁定: 最多(结果)}
  分流:
    - {若: 成立, 转: 完}
    - {若: 其余, 转: 未成}
"""


@pytest.fixture
def service(tmp_path: Path) -> StreetService:
    """A street with a ballot, on a clock that stands still."""
    made = hall(tmp_path, STEPS, members=5)
    made.service.clock = Clock(made.now)
    for person in ("zhu", "fu", "m00", "m01", "m02", "m03", "m04"):
        set_password(made.service, person, PASSWORD, must_change=False)
    return made.service


def opened(service: StreetService) -> str:
    """A case at its secret ballot."""
    return service.open("zhu", "voting", "测评", "东社区", {"什么事": "年终测评"}).case


@pytest.mark.parametrize(("size", "javascript"), [("phone", True), ("desktop", False)], ids=["phone", "desktop-no-scripts"])
def test_a_secret_ballot_is_held_cast_and_counted(visit: Visits, size: str, javascript: bool, barriers: Barriers, shoot: Shoot) -> None:
    service = visit.site.service
    case = opened(service)
    host = log_in(visit("desktop", javascript=javascript), "zhu")
    host.goto(f"/work/cases/{case}")
    host.get_by_role("link", name="测", exact=True).click()
    host.get_by_role("button", name="印测评票").click()
    codes = [text.strip() for text in host.locator(".ballot-slip .code").all_inner_texts()]
    assert len(codes) == 11
    if javascript:
        assert barriers(host) == []
        shoot(host, "ballot-slips")
    host.goto(f"/work/cases/{case}/ballot")
    host.get_by_label("党员1", exact=True).check()
    host.get_by_role("button", name="这一批发出去了").click()
    expect(host.get_by_role("alert")).to_contain_text("一批至少发3张")
    for n in range(5):
        host.get_by_label(f"党员{n}", exact=True).check()
    host.get_by_role("button", name="这一批发出去了").click()
    expect(host.locator(".flash")).to_contain_text("已经记下")
    if javascript:
        assert barriers(host) == []
        shoot(host, "ballot-held")

    voter = visit(size, javascript=javascript)
    for code in codes[:3]:
        voter.goto("about:blank")
        voter.goto("/vote" + (f"#{code}" if javascript else ""))
        if not javascript:
            voter.get_by_label("测评码").fill(code)
        voter.get_by_role("button", name="打开测评表").click()
        voter.get_by_role("button", name="投进票箱").click()
        expect(voter.get_by_role("alert")).to_contain_text("作风")
        for name in ("作风", "水平", "实事"):
            voter.get_by_role("group", name=name).get_by_label("满意", exact=True).check()
        voter.get_by_label("意见").fill("走廊的灯坏了")
        if javascript:
            assert barriers(voter) == []
            shoot(voter, "ballot-cast")
        voter.get_by_role("button", name="投进票箱").click()
        expect(voter.get_by_role("status")).to_contain_text("已收到")
    assert [one["name"] for one in voter.context.cookies()] in ([], ["bihuan"])
    voter.goto("/vote")
    voter.get_by_label("测评码").fill(codes[0])
    voter.get_by_role("button", name="打开测评表").click()
    expect(voter.get_by_role("status")).to_contain_text("已收到")

    host.goto(f"/work/cases/{case}/ballot")
    host.get_by_role("button", name="现在计票").click()
    expect(host.locator("main")).to_contain_text("满意率")
    expect(host.locator("main")).to_contain_text("走廊的灯坏了")
    assert service.boxes.urns.tags() == []


def test_scores_on_paper_are_entered_by_one_and_confirmed_by_another(visit: Visits, barriers: Barriers) -> None:
    service = visit.site.service
    case = opened(service)
    ballots.make_slips(service, "zhu", case)
    ballots.hand_out(service, "zhu", case, tuple(f"m{n:02}" for n in range(5)), {})
    host = log_in(visit("phone"), "zhu")

    def enter(times: str) -> None:
        host.goto(f"/work/cases/{case}/ballot")
        host.get_by_text("登记一批纸质票的合计").click()
        host.get_by_label("几张", exact=True).fill("3")
        for name in ("作风", "水平", "实事"):
            host.get_by_role("group", name=name).get_by_label("满意", exact=True).fill("3")
        host.get_by_role("group", name="打分").get_by_label("哪个数几张").fill(times)
        host.get_by_role("button", name="登记合计").click()

    enter("八十五")
    expect(host.get_by_role("alert")).to_contain_text("请写成 85×3")
    enter("85×2、101×1")
    expect(host.get_by_role("alert")).to_be_visible()
    enter("85×1、85.0×1，90×1")
    expect(host.locator(".flash")).to_contain_text("已经记下")
    assert barriers(host) == []
    other = log_in(visit("desktop", javascript=False), "fu")
    other.goto(f"/work/cases/{case}/ballot")
    expect(other.locator("main")).to_contain_text("打分：85 2 90 1")
    other.get_by_role("button", name="我也数过，一致").click()
    expect(other.locator("main")).to_contain_text("核对")


def test_a_draw_is_held_and_anybody_can_check_it(visit: Visits, barriers: Barriers, shoot: Shoot) -> None:
    service = visit.site.service
    case = opened(service)
    for sheet in ballots.make_slips(service, "zhu", case):
        if sheet.group == "居民":
            ballots.hand_out(service, "zhu", case, (), {"居民": 6})
            from engine.service import casting

            for code in sheet.codes:
                casting.cast(service, code, {"作风": "满意", "水平": "满意", "实事": "满意"})
    ballots.close(service, "zhu", case)
    host = log_in(visit(), "zhu")
    host.goto(f"/work/cases/{case}/draw")
    host.get_by_label("党员1").fill("是申请人的弟弟")
    host.get_by_role("button", name="定下名单").click()
    expect(host.locator("main")).to_contain_text("指纹")
    assert barriers(host) == []
    host.get_by_label("第1位，谁报的").fill("申请人")
    host.get_by_label("第1位，报的是").fill("17")
    host.get_by_role("button", name="抽取", exact=True).click()
    expect(host.locator("main")).to_contain_text("种子和结果")
    shoot(host, "draw-held")
    first = host.locator("#struck option").first.inner_text()
    host.get_by_label("原因").fill("住院")
    host.get_by_role("button", name="由下一位备选接替").click()
    expect(host.locator("del")).to_have_text(first)
    host.get_by_role("link", name="给大家看的页面").click()
    address = host.url

    resident = visit("phone")
    resident.goto(address)
    expect(resident.locator("main")).to_contain_text("党＊＊")
    expect(resident.locator("main")).not_to_contain_text("党员1")
    assert barriers(resident) == []
    shoot(resident, "draw-public")
    with resident.expect_download() as download:
        resident.get_by_role("link", name="下载抽取记录").click()
    assert check_record(json.loads(Path(download.value.path()).read_text(encoding="utf-8"))) == []
    resident.goto("/draw")
    resident.get_by_label("名单指纹").fill("00000000")
    resident.get_by_role("button", name="查询").click()
    expect(resident.get_by_role("alert")).to_contain_text("没有这份抽取名单")


def test_casting_sets_no_cookie_and_asks_nobody_who_they_are(visit: Visits) -> None:
    service = visit.site.service
    opened(service)
    voter = visit("phone")
    answer = voter.request.post("/vote", form={"code": "ABCD-EFGH"})
    assert answer.status == 422
    assert "set-cookie" not in answer.headers
