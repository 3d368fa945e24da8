"""Reading a street: what runs passes without a word, and what would leave a case without anybody is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from engine import shipped
from engine.problems import Problem, Report
from engine.schema import from_plain
from engine.source import Sources
from engine.street import Street, read_street, with_parameters
from engine.values import SHANGHAI, Span
from tests.small_street import small_street

FILE = shipped.workflows() / "six-step" / "情景" / "街道.yaml"
GOOD = FILE.read_text(encoding="utf-8")


def read(folder: Path, *changes: tuple[str, str]) -> tuple[Street | None, Report]:
    """The street of the scenarios with some texts replaced."""
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "street.yaml").write_text(text, encoding="utf-8")
    report = Report()
    return read_street(folder, report, Sources()), report


def street_of(folder: Path, *changes: tuple[str, str]) -> Street:
    street, report = read(folder, *changes)
    assert street is not None
    assert not report.problems, report.problems
    return street


def told(folder: Path, *changes: tuple[str, str], warnings: bool = False) -> Problem:
    """The one thing that is told after the changes."""
    _, report = read(folder, *changes)
    [found] = report.warnings if warnings else report.problems
    assert found.message.en
    assert found.mark.line or found.mark.path.endswith("street.yaml")
    return found


def test_a_street_holds_its_methods_people_and_values(tmp_path: Path) -> None:
    street = street_of(tmp_path)
    assert (street.id, street.name, street.root) == ("liuhe", "柳河街道", "柳河街道")
    assert street.directory.units["柳河街道"].kind == "街道"
    assert street.directory.at("承办人", "建设办") == ("liuwei", "zhaomin")
    assert street.directory.parts("收集人") == ("收集人", "街道班子成员", "部门干部", "社区干部", "活动办")
    assert street.methods["six-step"].parameters["办结时限"].on(date(2014, 3, 1)) == Span(20, "workdays")


def test_titles_and_list_items_are_part_of_the_digest_and_values_are_not(tmp_path: Path) -> None:
    plain = street_of(tmp_path).methods["six-step"]
    other = street_of(tmp_path, ("办结时限: 20个工作日", "办结时限: 30个工作日")).methods["six-step"]
    titles = "{角色.活动办: 群工办, 环节.群众问题.分类梳理: 理一理, 动作.群众问题.分类梳理.交办: 交出去}"
    titled = street_of(tmp_path, ("    清单:\n", f"    标题: {titles}\n    清单:\n"))
    method = titled.methods["six-step"]
    assert plain.digest == other.digest != method.digest
    assert method.roles["活动办"].title == "群工办"
    step = method.workflows["群众问题"].steps["分类梳理"]
    assert (step.title, step.actions["交办"].title) == ("理一理", "交出去")
    assert "创业扶持" in plain.lists["问题类别"].type.items
    assert plain.lists["问题类别"].groups["创业扶持"] == "经济"


def test_values_may_change_on_a_day(tmp_path: Path) -> None:
    street = street_of(tmp_path, ("      退单次数: 2\n", "      退单次数: {2014-01-01: 2, 2015-01-01: 3}\n"
                                                          "      提醒提前: {2015-01-01: 2个工作日}\n"))
    parameters = street.methods["six-step"].parameters
    assert [parameters["退单次数"].on(date(year, 6, 1)) for year in (2014, 2015)] == [Fraction(2), Fraction(3)]
    assert [parameters["提醒提前"].on(date(year, 6, 1)) for year in (2014, 2015)] == [Span(1, "workdays"), Span(2, "workdays")]


def test_closures_and_office_hours_rule_the_calendar(tmp_path: Path) -> None:
    street = street_of(tmp_path, ('办公时间: {上午: ["08:30", "12:00"], 下午: ["13:30", "17:30"]}',
                                  '停办: {2014-03-11: 停电}\n办公时间: {上午: ["09:00", "12:00"], 下午: ["14:00", "18:00"]}'))
    calendar = street.calendar("cn")
    assert calendar.add(datetime(2014, 3, 10, 9, tzinfo=SHANGHAI), Span(1, "workdays")).at == datetime(2014, 3, 12, 18, tzinfo=SHANGHAI)


@pytest.mark.parametrize(("old", "new", "rule", "words"), [
    ("  six-step:", "  six-stop:", "unknown-name", "六步|six-stop"),
    ("      退单次数: 2\n", "", "undecided", "退单次数"),
    ("退单次数: 2", "退单次数: 未定", "undecided", "在1次到5次之间"),
    ("退单次数: 2", "退单次数: 9", "out-of-range", "1次到5次"),
    ("退单次数: 2", "退单次数: 两三次", "bad-value", "退单次数"),
    ("退单次数: 2", "退单次数: 2\n      退单回数: 2", "unknown-name", "退单回数"),
    ("    清单:", "    标题: {角色.活动班: 办}\n    清单:", "unknown-name", "角色.活动班"),
    ("    清单:", "    清单:\n      群众态度: [说不清]", "not-open", "群众态度"),
    ("    清单:", "    清单:\n      收集渠到: [电话]", "unknown-name", "收集渠到"),
    ("    清单:", "    清单:\n      收集渠道: {线上: [邮件]}", "bad-list", "没有分组"),
    ("        经济: [创业扶持, 集体资产]", "        经剂: [创业扶持]", "unknown-name", "经剂"),
    ("党政办: {种类: 部门}", "党政办: {种类: 部们}", "unknown-name", "部们"),
    ("学府社区: {种类: 社区}", "学府社区: {种类: 社区, 下级: {党校: {种类: 部门}}}", "wrong-parent", "党校"),
    ("学府社区: {种类: 社区}", "学府社区: {种类: 社区}\n  大队: {种类: 部门, 下级: {建设办: {种类: 部门}}}", "wrong-parent|duplicate-name", ""),
    ("{承办人: 民政办}", "{承办人: 民证办}", "unknown-name|role-vacant", ""),
    ("{承办人: 民政办}", "{督办员: 柳河街道}", "role-vacant", "民政办没有人担任「承办人」"),
    ("{活动办: 柳河街道}", "{活动办: 建设办}", "wrong-unit|role-vacant", ""),
    ("{群众督办员: 学府社区}", "{部门干部: 建设办}", "role-vacant", "学府社区没有人担任「群众督办员」"),
    ('["08:30", "12:00"]', '["12:00", "08:30"]', "office-hours", "办公时间"),
])
def test_each_mistake_in_a_street_is_told(tmp_path: Path, old: str, new: str, rule: str, words: str) -> None:
    _, report = read(tmp_path, (old, new))
    found = {problem.rule for problem in report.problems}
    assert set(rule.split("|")) & found
    assert any(word in problem.message.zh for problem in report.problems for word in words.split("|"))
    assert all(problem.message.zh and problem.message.en for problem in report.problems)


def test_a_role_nobody_needs_at_once_is_only_a_warning(tmp_path: Path) -> None:
    found = told(tmp_path, ("{帮手: 供电所党支部}", "{部门干部: 建设办}"), warnings=True)
    assert (found.rule, "供电所党支部" in found.message.zh) == ("role-vacant", True)


def test_a_list_shorter_than_the_document_says_is_a_warning(tmp_path: Path) -> None:
    found = told(tmp_path, ("经济: [创业扶持, 集体资产]", "经济: [创业扶持]"), warnings=True)
    assert (found.rule, "有10项，现在列了9项" in found.message.zh) == ("list-short", True)


def test_a_handler_who_alone_could_judge_the_own_case_is_a_warning(tmp_path: Path) -> None:
    found = told(tmp_path, ("{承办人: 河湾社区}", "{承办人: 河湾社区, 群众督办员: 河湾社区}"),
                 ("{群众督办员: 河湾社区}", "{部门干部: 建设办}"), warnings=True)
    assert (found.rule, "钱进" in found.message.zh) == ("separation", True)


def test_a_method_that_has_changed_since_is_a_warning(tmp_path: Path) -> None:
    found = told(tmp_path, ("  six-step:\n", "  six-step:\n    版本: abcdef12\n"), warnings=True)
    assert found.rule == "other-version"


def test_a_folder_without_a_street_says_so(tmp_path: Path) -> None:
    report = Report()
    assert read_street(tmp_path, report, Sources()) is None
    assert [problem.rule for problem in report.problems] == ["no-file"]


def test_a_street_without_the_units_a_case_belongs_to_says_so(tmp_path: Path) -> None:
    stage = small_street(tmp_path, "办: {由: 甲组, 动作: {办好: {转: 完}}}")
    assert stage.cases[""].unit == "东社区"
    (tmp_path / "street.yaml").write_text("街道: 小街\n沿用: {small: {}}\n人员: {a: {姓名: 甲, 任职: {甲组: 小街, 乙组: 小街}}}\n", encoding="utf-8")
    report = Report()
    read_street(tmp_path, report, Sources(), methods=tmp_path)
    assert {problem.rule for problem in report.problems} >= {"no-unit", "wrong-unit"}


def test_what_a_method_keeps_for_itself_cannot_be_set(tmp_path: Path) -> None:
    method = small_street(tmp_path, "办: {由: 甲组, 时限: {内: 时限}, 动作: {办好: {转: 完}}}").method
    report = Report()
    made = with_parameters(method, from_plain({"时限": "1个工作日"}), report)
    assert not report.problems
    assert made.parameters["时限"].on(date(2014, 1, 1)) == Span(1, "workdays")
    closed = with_parameters(replace(method, open_parameters=()), from_plain({"时限": "1个工作日"}), report)
    assert [problem.rule for problem in report.problems] == ["not-open"]
    assert closed.parameters == method.parameters


def test_a_method_beside_the_streets_file_comes_before_the_shipped_one(tmp_path: Path) -> None:
    shipped_one = shipped.workflows() / "six-step"
    own = tmp_path / "methods" / "six-step"
    own.mkdir(parents=True)
    for path in shipped_one.glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("标题: 六步工作法", "标题: 本街六步法")
        (own / path.name).write_text(text, encoding="utf-8")
    (tmp_path / "street.yaml").write_bytes((shipped_one / "情景" / "街道.yaml").read_bytes())
    report = Report()
    street = read_street(tmp_path, report, Sources())
    assert street is not None
    assert report.problems == ()
    assert street.methods["six-step"].title == "本街六步法"
