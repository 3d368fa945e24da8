"""The commands of evaluations: tables, receipts that are verified offline, what is signed, what another value would change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine.cli import main
from tests.unit.score_street import Scored


@pytest.fixture
def street(tmp_path: Path) -> Scored:
    made = Scored(tmp_path / "street", now="2025-03-03 09:00")  # long past, so that its periods are closed by the machine's clock
    made.matters(甲格="满满好", 乙格="满坏", 丙格="坏不")
    made.service.store.close()
    return made


def run(street: Scored, *words: str, person: str = "kao", form: str = "json") -> Result:
    return CliRunner().invoke(main, [*words, "--street", str(street.folder), "--as", person, "--format", form])


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_table_says_places_and_denominators(street: Scored) -> None:
    table = told(run(street, "score", "table", "月评", "--period", "2025-03"))
    assert table["closed"] is True
    assert [(one["name"], one["score"], one["place"]) for one in table["lines"]] == [("甲格", "100.00", 1), ("乙格", "80.00", 2), ("丙格", "30.00", 3)]
    assert table["lines"][1]["numbers"]["满意率"] == {"value": "50%", "num": "1", "den": "2", "rows": 2}
    assert "50%（1/2）" in run(street, "score", "table", "月评", "--period", "2025-03", form="text").stdout
    assert {one["evaluation"] for one in told(run(street, "score", "list"))} == {"月评", "红旗榜", "年评"}


def test_a_receipt_is_kept_as_a_file_and_verified_without_the_street(street: Scored, tmp_path: Path) -> None:
    target = tmp_path / "算分单.json"
    assert told(run(street, "score", "receipt", "月评", "乙格", str(target), "--period", "2025-03"))["sha256"]
    verified = CliRunner().invoke(main, ["verify", str(target), "--lang", "en"])
    assert verified.exit_code == 0
    assert "it comes out: 乙格, 2025-03, score 80" in verified.stdout
    target.write_text(target.read_text(encoding="utf-8").replace('"score": "80"', '"score": "81"'), encoding="utf-8")
    assert CliRunner().invoke(main, ["verify", str(target)]).exit_code == 1
    target.write_text("[]", encoding="utf-8")
    assert CliRunner().invoke(main, ["verify", str(target)]).exit_code == 1
    explained = run(street, "score", "explain", "月评", "乙格", "--period", "2025-03", form="text").stdout
    assert "日常占比 = 60%" in explained
    assert "诉求2025-0004" in explained


def test_what_has_no_score_shows_no_empty_columns_and_rows_are_whole_numbers(street: Scored) -> None:
    shown = run(street, "score", "table", "月评", "--period", "2025-03", form="text").stdout
    assert "名次" in shown
    street.rewrite("methods/scored/工作法.yaml", "    得分: 处置率 × 100\n", "")
    street.rewrite("methods/scored/工作法.yaml", "处置率: {取自: 诉求, 比率: {分子: 计为 = 办结}}", "处置率: {取自: 诉求, 比率: {分子: 返工次数 + 1, 分母: 2}}")
    street.at("2026-01-02 09:00")
    shown = run(street, "score", "table", "年评", "--period", "2025", form="text").stdout
    assert "名次" not in shown
    assert "得分" not in shown
    assert "1/2\n" in run(street, "score", "explain", "年评", "东社区", "--period", "2025", form="text").stdout


def test_rows_are_explained_in_the_numbers_people_read(street: Scored) -> None:
    street.now = street.now.replace(year=2025, month=3, day=4)
    street.rewrite("methods/scored/工作法.yaml", "求和: 每件加分", "平均: 每件加分 + 0.5")  # kept in the store in millionths
    street.order("东社区")
    explained = run(street, "score", "explain", "红旗榜", "东干事", "--period", "2025-W10", form="text").stdout
    assert "红旗：2.5（2.5/1）" in explained
    assert explained.splitlines()[-1].endswith("  2.5")
    assert "00000" not in explained
    assert "名次按公布的得分排，取小数以前的差别不算" in explained


def test_results_are_signed_and_declined(street: Scored) -> None:
    found = {one["result"] + one["subject"]: one for one in told(run(street, "score", "results"))}
    notice = found["通报丙格"]
    assert notice["choices"] == ["通报", "批评", "诫勉谈话"]
    assert told(run(street, "score", "sign", notice["id"], "--choice", "批评"))["state"] == "signed"
    assert told(run(street, "score", "decline", found["流动红旗甲格"]["id"], "--reason", "没有检查"))["state"] == "declined"
    assert run(street, "score", "sign", notice["id"], person="jia").exit_code == 1
    assert told(run(street, "score", "sign", "年评/2025", person="shu"))["state"] == "signed"


def test_what_if_speaks_of_moves_results_and_swaps(street: Scored) -> None:
    found = told(run(street, "whatif", "scored", "月评", "--set", "日常占比=100%", "--period", "2025-03"))
    assert found["values"] == [["日常占比", "60%", "100%"], ["满意占比", "40%", "0%"]]
    assert ["通报", "包保二", "乙格"] in found["vanish"]
    assert told(run(street, "whatif", "scored", "--set", "日常占比=100%", "--period", "2025-03")) == found
    refused = run(street, "whatif", "scored", "--set", "办理时限=3天", "--period", "2025-03")
    assert (refused.exit_code, "月评、红旗榜、年评" in refused.output) == (1, True)
    assert run(street, "whatif", "scored", "月评", "--set", "日常占比=120%", "--period", "2025-03").exit_code == 1
    text = run(street, "whatif", "scored", "月评", "--set", "日常占比=50%", "--period", "2025-03", form="text").stdout
    assert "怎么改都不换位" in text


def test_recompute_says_how_much_it_counted(street: Scored) -> None:
    street.rewrite("methods/scored/工作法.yaml", "分子: 按期 且 计为 = 办结", "分子: 计为 = 办结")
    street.service.store.close()
    done = CliRunner().invoke(main, ["recompute", "--street", str(street.folder), "--format", "json"])
    assert json.loads(done.stdout)["counted"] == 7
