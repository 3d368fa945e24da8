"""Ledgers and imports on a phone without scripts and on a desk with them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Download, Page, expect

from engine.service import StreetService
from engine.service.accounts import set_password
from tests.unit.ledger_street import make, visit
from tests.web.conftest import MORNING, PASSWORD, Clock, Visits
from tests.web.desk import log_in

Barriers = Callable[[Page], list[str]]
Shoot = Callable[[Page, str], None]


def opened(download: Download) -> openpyxl.Workbook:
    """A downloaded sheet."""
    return openpyxl.load_workbook(io.BytesIO(Path(download.path()).read_bytes()))


@pytest.fixture
def service(tmp_path: Path) -> StreetService:
    """A street with ledgers, two visits and passwords."""
    made = make(tmp_path / "street", Clock(MORNING))
    visit(made, "zhang", 来访人={"name": "赵大爷", "phone": "13800000001"})
    visit(made, "li", 类别="环境", 情况="停车难")
    for person in ("zhang", "wang"):
        set_password(made, person, PASSWORD, must_change=False)
    return made


@pytest.mark.parametrize(("size", "javascript"), [("phone", False), ("desktop", True)], ids=["phone-no-scripts", "desktop"])
def test_a_ledger_is_found_filtered_opened_and_taken_away(visit: Visits, shoot: Shoot, barriers: Barriers, size: str, javascript: bool) -> None:
    page = log_in(visit(size, javascript=javascript), "zhang")
    page.get_by_role("link", name="台账").first.click()
    page.get_by_role("link", name="看台账 类别登记册").click()
    page.get_by_label("谁的").select_option("住房")
    page.get_by_role("button", name="看台账").click()
    sheet = page.locator("article.ledger")
    expect(sheet).to_contain_text("屋顶漏水")
    expect(sheet).to_contain_text("赵**")
    if javascript:
        assert barriers(page) == []
    shoot(page, f"ledger-{size}")
    page.get_by_role("link", name="显示我需要的个人信息").click()
    expect(sheet).to_contain_text("赵大爷 13800000001")
    with page.expect_download() as caught:
        page.get_by_role("link", name="下载 Excel").click()
    book = opened(caught.value)
    assert caught.value.suggested_filename == "类别登记册住房.xlsx"
    assert "赵大爷 13800000001" in {cell.value for row in book.active.iter_rows() for cell in row}
    page.get_by_label("从哪天").fill("昨天")
    page.get_by_role("button", name="看台账").click()
    expect(page.get_by_role("alert")).to_contain_text("2026-03-02")
    page.goto("/work/ledgers/ledgers/" + "全街走访")
    expect(page.get_by_text("另有1件不归您看")).to_be_visible()
    page.get_by_role("link", name="第1行，打开这件事").click()
    expect(page.get_by_role("link", name="《走访记录表》")).to_be_visible()


@pytest.mark.parametrize(("size", "javascript"), [("phone", False), ("desktop", True)], ids=["phone-no-scripts", "desktop"])
def test_a_filled_sheet_is_checked_confirmed_and_its_failed_rows_come_back(visit: Visits, service: StreetService, shoot: Shoot, barriers: Barriers,
                                                                            size: str, javascript: bool) -> None:
    page = log_in(visit(size, javascript=javascript), "zhang")
    page.goto("/work/imports")
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("alert")).to_contain_text("请先选填好的表")
    with page.expect_download() as caught:
        page.get_by_role("link", name="下载空模板 走访").click()
    book = opened(caught.value)
    places = {str(cell.value).rstrip("*"): cell.column for cell in book.worksheets[0][1]}
    row = {"归属单位": "柳南社区", "走访日期": "2026-03-01", "类别": "住房", "件数": "2", "情况": "楼道灯坏了", "是否解决": "否"}
    for at, more in ((3, {}), (4, {"类别": "房子"})):
        for heading, value in {**row, **more}.items():
            book.worksheets[0].cell(at, places[heading]).value = value
    out = io.BytesIO()
    book.save(out)
    page.get_by_label("表里是什么").select_option(label="走访")
    page.get_by_label("填好的表（Excel 或 CSV）").set_input_files({"name": "走访.xlsx", "mimeType": "application/octet-stream", "buffer": out.getvalue()})
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_text("检查完了，还没有导入")).to_be_visible()
    expect(page.get_by_text("「类别」没有「房子」这一项")).to_be_visible()
    if javascript:
        assert barriers(page) == []
    shoot(page, f"import-{size}")
    page.get_by_role("button", name="导入合格的1行").click()
    expect(page.get_by_text("导入完成")).to_be_visible()
    with page.expect_download() as caught:
        page.get_by_role("link", name="下载这些行").click()
    back = opened(caught.value).worksheets[0]
    assert "没有「房子」" in str(back.cell(2, back.max_column).value)
    assert {line.headline for line in service.worklist("wang", "all").rows} >= {"楼道灯坏了"}
    page.goto("/work/imports/template/people")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("成批导入")


def test_an_administrator_sends_people_out_and_in_again(visit: Visits, service: StreetService) -> None:
    page = log_in(visit("desktop"), "wang")
    page.goto("/work/imports")
    with page.expect_download() as caught:
        page.get_by_role("link", name="下载现有内容 人员").click()
    page.get_by_label("表里是什么").select_option(label="人员")
    page.get_by_label("填好的表（Excel 或 CSV）").set_input_files(caught.value.path())
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_text("检查完了，还没有导入")).to_be_visible()
    expect(page.get_by_role("button", name="导入合格的")).to_have_count(0)
    page.get_by_role("button", name="不导入了").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("成批导入")
