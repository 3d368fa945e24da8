"""What a formula must not do, and what its author is told."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simpleeval import FeatureNotAvailable, InvalidExpression

from engine.formulas import DATE, NUMBER, SPAN, TEXT, YES_NO, Formula, Scope, Table, compile_formula, item_of, many_of
from engine.formulas.evaluate import Evaluator
from engine.problems import Mark, Problem, Report

GRADE = item_of("满意度", "满意", "基本满意", "不满意", scale=True)
CLASS = item_of("问题类别", "社保就业", "物业管理")
SCOPE = Scope(
    names={"满意度": GRADE, "类别": CLASS, "涉及户数": NUMBER, "涉及面广": YES_NO, "热点": YES_NO, "时间表": DATE, "问题": TEXT,
           "办结时限": SPAN, "特长": many_of(CLASS), "理由": TEXT, "x": NUMBER, "y": NUMBER},
    tables={"达标线": Table(item_of("指标", "按期", "解决"), NUMBER)}, maybe=frozenset({"理由"}))


def tried(text: str) -> tuple[Formula | None, tuple[Problem, ...]]:
    report = Report()
    return compile_formula(text, Mark("流程.yaml", 12, 9), SCOPE, None, report), report.problems


@pytest.mark.parametrize("text", [
    "rand()", "randint(6)", "int(x)", "float(x)", "str(x)", "open('x')", "eval('1')", "__import__('os')", "exec('1')",
    "x = y = 1", "x := 1", "(x := 1)", "x += 1", "x; y", "import os", "x.numerator", "问题.upper()", "'a'.join(x)",
    "问题.__class__", "x[0]", "达标线['按期']", "x[0:1]", "lambda: 1", "lambda x: x", "[x for x in 特长]", "[1, 2]", "{1, 2}",
    "{'a': 1}", "(1, 2)", "1, 2", "f'{x}'", "b'a'", "r'a'", "最大(*特长)", "最大(**x)", "最大(a=1)", "最大(1, x=2)",
    "__class__", "_x", "x__y", "x if y else 1", "x ** 2", "2 ** 99", "x << 2", "x >> 2", "x & 1", "x | 1", "x ^ 1", "~x",
    "x % 2", "x // 2", "x @ y", "1e999", "1e5", "nan", "inf", "NaN", "Infinity", "1j", "0x10", "0b1", "1_000", "010", ".5",
    "5.", "1,000", "'甲' × 3", "'甲' * 1000000000", "'甲' + '乙'", "1 < x < 3", "x = y = 3", "1 < x 含 y", "None", "True",
    "...", "x is y", "x is not y", "await x", "yield x", "x -> y", "x!", "x?", "x!r", "x\\y", "x\x00y", "$x", "`x`", "#x",
    "", "   ", "(", ")", "(x", "x)", "最大(1、", "最大(、1)", "最大()", "'甲", "“甲", "x +", "+ x", "x x", "且", "非", "x 且",
    "最大", "涉及面广 且", "有填(1)", "有填(x、y)", "如果(涉及面广、1)", "达标线()", "达标线(按期、解决)", "达标线", "x(1)",
    "1000000000000000", "有填(有填(x))",
])
def test_what_is_no_formula_is_a_problem_and_not_an_exception(text: str) -> None:
    report = Report()
    found = compile_formula(text, Mark("x.yaml", 1, 1), SCOPE, NUMBER, report)
    assert found is None
    assert report.problems
    assert all(problem.message.zh and problem.message.en for problem in report.problems)


@pytest.mark.parametrize(("text", "rule", "offset", "length", "words"), [
    ("满意度 = 基本满一", "formula-item", 6, 4, "基本满意"), ("满意度 是 满意 或 '不满一'", "formula-item", 11, 5, "不满意"),
    ("满意度 = 物业管理", "formula-item", 6, 4, "满意度"), ("特长 含 物业管里", "formula-item", 5, 4, "物业管理"),
    ("达标线(按时)", "formula-item", 4, 2, "按期"), ("涉及户树 ≥ 3", "formula-name", 0, 4, "涉及户数"),
    ("涉及面广且热点", "formula-name", 0, 7, "涉及面广 且 热点"), ("非涉及面广", "formula-name", 0, 5, "非 涉及面广"),
    ("四舍五人(x、1)", "formula-function", 0, 4, "四舍五入"), ("问题 = 甲", "formula-name", 5, 1, "'甲'"),
    ("涉及户数 = 满意", "formula-item", 7, 2, "满意度"), ("满意度 = 类别", "formula-type", 0, 8, "问题类别"),
    ("类别 ≥ 社保就业", "formula-type", 0, 9, "没有分值"), ("时间表 + 3天 > 时间表", "formula-type", 0, 3, "日期"),
    ("时间表 + 3 > 时间表", "formula-type", 0, 3, "日期"), ("3天 < 5个工作日", "formula-type", 0, 10, "工作日"),
    ("涉及户数 且 热点", "formula-type", 0, 4, "条件"), ("涉及面广 = 3", "formula-type", 0, 8, "是或否"),
    ("涉及面广 = '是'", "formula-type", 0, 10, "是或否"), ("理由 = '甲'", "formula-empty", 0, 2, "有填(理由)"),
    ("有填(理由) 或 理由 = '甲'", "formula-empty", 9, 2, "有填(理由)"), ("x ÷ '甲'", "formula-type", 4, 3, "数"),
    ("如果(热点、1、'甲')", "formula-type", 0, 13, "同一类"), ("最大(x、时间表)", "formula-type", 5, 3, "日期"),
    ("时间表 > 2026-02-30", "formula-syntax", 6, 10, "2026-02-30"), ("x ≥ 【3】", "formula-syntax", 4, 1, "圆括号"),
    ("x => 3", "formula-syntax", 2, 2, "≥"), ("时间表 > 2026-03-02 09:00", "formula-type", 0, 22, "钟点"),
])
def test_a_mistake_is_shown_at_its_place_with_a_remedy(text: str, rule: str, offset: int, length: int,
                                                      words: str) -> None:
    found, problems = tried(text)
    assert found is None
    first = problems[0]
    assert (first.rule, first.mark) == (rule, Mark("流程.yaml", 12, 9 + offset, length))
    assert words in first.message.zh + (first.hint.zh if first.hint else "")


def test_all_mistakes_are_reported_together() -> None:
    _, problems = tried("涉及户树 > 3 且 满意度 = 满一 且 类别 = 物业")
    assert [problem.rule for problem in problems] == ["formula-name", "formula-item", "formula-item"]


def test_a_name_that_is_also_an_item_must_be_told_apart() -> None:
    report = Report()
    scope = Scope(names={"满意度": GRADE, "满意": GRADE})
    assert compile_formula("满意度 = 满意", Mark("x", 1, 1), scope, None, report) is None
    assert "加引号" in (report.problems[0].hint or report.problems[0].message).zh
    assert compile_formula("满意度 = '满意'", Mark("x", 1, 1), scope, None, Report()) is not None


def test_a_formula_must_give_what_its_place_wants() -> None:
    report = Report()
    assert compile_formula("涉及户数 + 1", Mark("x", 1, 1), SCOPE, YES_NO, report) is None
    assert report.problems[0].rule == "formula-type"
    assert compile_formula("物业管理", Mark("x", 1, 1), SCOPE, CLASS, Report()) is not None


@pytest.mark.parametrize("text", ["x" * 501, "(" * 9 + "x" + ")" * 9, "非 " * 9 + "热点", "- " * 9 + "x",
                                  " + ".join(["x"] * 101), "(" * 490, "最大(" * 100])
def test_size_and_depth_are_bounded(text: str) -> None:
    found, problems = tried(text)
    assert found is None
    assert [problem.rule for problem in problems] == ["formula-syntax"]


def test_a_mistake_on_a_later_line_is_marked_there() -> None:
    _, problems = tried("涉及面广 且\n  热店")
    assert (problems[0].mark.line, problems[0].mark.column) == (13, 3)


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_a_problem(text: str) -> None:
    found, problems = tried(text)
    assert (found is None) == bool(problems)


@given(st.lists(st.sampled_from(["x", "满意度", "满意", "热点", "理由", "达标线", "最大", "有填", "如果", "(", ")", "、", "且", "或",
                                 "非", "是", "不是", "含", "in", "=", "≥", "+", "×", "÷", "-", "3", "60%", "3天", "'甲'"]),
                max_size=14))
def test_any_row_of_words_is_a_formula_or_a_problem(words: list[str]) -> None:
    found, problems = tried(" ".join(words))
    assert (found is None) == bool(problems)


@pytest.mark.parametrize("text", ["rand()", "randint(3)", "x", "x.y", "x[0]", "[a for a in b]", "lambda: 1", "f'{1}'",
                                  "(x := 1)", "x = 1", "int('3')", "{1: 2}"])
def test_the_evaluator_itself_knows_nothing_but_formulas(text: str) -> None:
    with pytest.raises((FeatureNotAvailable, InvalidExpression)):
        Evaluator().eval(text)


def test_the_evaluator_has_no_functions_and_no_powers() -> None:
    evaluator = Evaluator()
    assert not evaluator.functions
    assert ast.Pow not in evaluator.operators
    assert not {ast.Attribute, ast.Call, ast.Subscript, ast.Assign, ast.JoinedStr} & set(evaluator.nodes)
