"""Formulas read, typed, worked out and explained."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from engine.cli.formula import formula as command
from engine.formulas import (
    DATE,
    EMPTY,
    NUMBER,
    PERSON,
    SPAN,
    TEXT,
    YES_NO,
    Formula,
    FormulaRefusal,
    Function,
    Param,
    Scope,
    Table,
    compile_formula,
    evaluate,
    explain,
    item_of,
    many_of,
    surely_filled,
)
from engine.problems import Mark, Report
from engine.values import Span

GRADE = item_of("满意度", "满意", "基本满意", "不满意", scale=True)
CLASS = item_of("问题类别", "社保就业", "物业管理", "社会治安")
SCOPE = Scope(
    names={"满意度": GRADE, "满意线": GRADE, "类别": CLASS, "特长": many_of(CLASS), "涉及户数": NUMBER, "面广户数": NUMBER,
           "涉及面广": YES_NO, "热点": YES_NO, "满意率": NUMBER, "满意率下限": NUMBER, "时间表": DATE, "办结时限": SPAN,
           "问题": TEXT, "责任领导": PERSON, "24小时内办结": YES_NO, "日常": NUMBER, "日常占比": NUMBER, "Ａ楼": NUMBER},
    tables={"达标线": Table(item_of("", "按期", "解决"), NUMBER)},
    maybe=frozenset({"责任领导"}),
)
FACTS: Mapping[str, object] = {
    "满意度": "满意", "满意线": "基本满意", "类别": "物业管理", "特长": ["物业管理"], "涉及户数": 23, "面广户数": Fraction(20),
    "涉及面广": True, "热点": False, "满意率": Decimal("0.9"), "满意率下限": Fraction(4, 5), "时间表": date(2026, 3, 2),
    "办结时限": Span(5, "workdays"), "问题": "屋面漏水", "24小时内办结": False, "日常": 90, "日常占比": Decimal("0.4"),
    "Ａ楼": 3, "达标线": {"按期": Decimal("0.95"), "解决": EMPTY},
}


def compiled(text: str, scope: Scope = SCOPE) -> Formula:
    report = Report()
    made = compile_formula(text, Mark("x.yaml", 3, 7), scope, None, report)
    assert made is not None, [problem.message.zh for problem in report.problems]
    return made


@pytest.mark.parametrize(("text", "value"), [
    ("满意度 ≥ 满意线", True), ("满意度 < 满意线", False), ("满意度 是 满意 或 基本满意", True),
    ("满意度 是 '不满意' 或 “基本满意”", False), ("满意度 不是 不满意", True), ("满意度 in (满意, 基本满意)", True),
    ("满意度 是 不满意 或 涉及面广", True), ("满意度 是 不满意 或 满意 且 热点", False), ("类别 = 物业管理", True),
    ("特长 含 物业管理", True), ("物业管理 in 特长", True), ("含(特长、社会治安)", False), ("问题 含 '漏水'", True),
    ("涉及户数 ≥ 面广户数", True), ("满意率 ≥ ８０％", True), ("涉及户数 ＞ ２０", True), ("24小时内办结", False),
    ("非 涉及面广 或 热点", False), ("涉及面广 = 是", True), ("热点 = 否 且 涉及面广", True),
    ("达标线(按期) × 100", Fraction(95)), ("达标线（按期）*100", Fraction(95)), ("日常占比 × 日常", Fraction(36)),
    ("0.1 + 0.2", Fraction(3, 10)), ("1 ÷ 3 × 3", Fraction(1)), ("- 3 + 5", Fraction(2)), ("7 - 2 - 1", Fraction(4)),
    ("时间表 ≥ 2026-03-02", True), ("时间表 < 2026年3月3日", True), ("办结时限 ≤ 5个工作日", True),
    ("办结时限 = 5 个工作日", True), ("90分钟 < 2小时", True), ("最大(1、2、3)", Fraction(3)), ("min(1, 2, 3)", Fraction(1)),
    ("如果(涉及面广、1、1 ÷ 0)", Fraction(1)), ("四舍五入(2.345、2)", Fraction("2.35")), ("四舍五入(-0.5)", Fraction(-1)),
    ("向上取整(2.1)", Fraction(3)), ("floor(2.9)", Fraction(2)), ("个数(特长)", Fraction(1)), ("Ａ楼 + A楼", Fraction(6)),
    ("有填(责任领导)", False), ("has(问题)", True),
])
def test_a_formula_is_worked_out_exactly(text: str, value: object) -> None:
    found = evaluate(compiled(text), FACTS)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("chinese", "ascii_"), [
    ("涉及面广 且 非 热点", "涉及面广 and not 热点"), ("涉及户数 ≠ 3 或 热点", "涉及户数 != 3 or 热点"),
    ("满意率 ≥ 60%", "满意率 >= ６０％"), ("日常 × 2 ÷ 3", "日常 * 2 / 3"), ("涉及户数 = 3", "涉及户数 == 3"),
    ("最大(日常、涉及户数)", "max(日常, 涉及户数)"), ("最大(日常、涉及户数)", "最大（日常，涉及户数）"),
])
def test_both_spellings_give_the_same_tree(chinese: str, ascii_: str) -> None:
    parts = [explain(compiled(text), FACTS) for text in (chinese, ascii_)]
    assert parts[0].value == parts[1].value
    assert [part.value for part in parts[0].parts] == [part.value for part in parts[1].parts]


def test_a_formula_says_what_it_reads_and_calls() -> None:
    made = compiled("最大(达标线(按期)、满意率) > 日常占比 且 有填(责任领导)")
    assert made.reads == {"达标线", "满意率", "日常占比", "责任领导"}
    assert made.calls == {"最大"}


@pytest.mark.parametrize(("text", "facts", "kind", "at"), [
    ("1 ÷ (涉及户数 - 23)", {}, "division-by-zero", 5), ("日常 + 满意率", {"满意率": EMPTY}, "empty-value", 5),
    ("日常 + 满意率", {"满意率": None}, "empty-value", 5), ("问题 = '甲'", {"问题": ""}, "empty-value", 0),
    ("达标线(解决)", {}, "empty-value", 0), ("达标线(解决)", {"达标线": {}}, "no-such-key", 0),
    ("日常 > 1", {"日常": 90.5}, "wrong-kind", 0), ("日常 > 1", {"日常": True}, "wrong-kind", 0),
    ("日常 > 1", {"日常": Decimal("NaN")}, "wrong-kind", 0), ("四舍五入(日常、涉及户数)", {}, "out-of-range", 0),
    ("办结时限 < 3天", {}, "different-units", 0), ("满意度 ≥ 满意线", {"满意度": "很满意"}, "not-in-list", 0),
    ("1 + 日常 × 日常", {"日常": 10**60}, "too-large", 4),
])
def test_a_value_that_cannot_be_had_is_a_named_refusal(text: str, facts: Mapping[str, object], kind: str, at: int) -> None:
    with pytest.raises(FormulaRefusal) as caught:
        evaluate(compiled(text), {**FACTS, **facts})
    assert (caught.value.kind, caught.value.at) == (kind, at)
    assert caught.value.text.zh
    assert caught.value.text.en


def test_a_missing_name_is_refused_by_its_name() -> None:
    with pytest.raises(FormulaRefusal, match="满意率"):
        evaluate(compiled("满意率 > 50%"), {})


def test_what_is_asked_for_first_may_be_read_after() -> None:
    for text in ("有填(责任领导) 且 责任领导 = 责任领导", "非 有填(责任领导) 或 责任领导 = 责任领导",
                 "如果(有填(责任领导)、责任领导 = 责任领导、是)"):
        assert evaluate(compiled(text), FACTS) in (True, False)
    assert surely_filled(compiled("热点 且 有填(责任领导)").tree) == {"责任领导"}
    assert surely_filled(compiled("热点 或 有填(责任领导)").tree) == frozenset()


def test_a_stage_may_declare_functions_worked_out_row_by_row() -> None:
    share = Function("占比", "share", (Param((YES_NO,), each=True),), NUMBER, rows={"满意度": GRADE})
    made = compiled("占比(满意度 ≥ 满意线) ≥ 50%", Scope(names={"满意线": GRADE}, functions={"占比": share}))
    ballots = [{"满意度": "满意"}, {"满意度": "基本满意"}, {"满意度": "不满意"}]
    found = evaluate(made, {"满意线": "基本满意"},
                     {"占比": lambda holds: Fraction(sum(holds(row) for row in ballots), len(ballots))})
    assert found is True
    assert made.reads == {"满意线"}


def test_a_function_nobody_gives_is_refused() -> None:
    scope = Scope(functions={"票数": Function("票数", "votes", (), NUMBER)})
    with pytest.raises(FormulaRefusal) as caught:
        evaluate(compiled("票数() > 1", scope), {})
    assert caught.value.kind == "no-function"


def test_a_person_may_be_asked_for_a_role() -> None:
    holds = Function("担任", "holds", (Param((PERSON,)), Param((TEXT,))), YES_NO)
    scope = Scope(names={"发起人": PERSON}, functions={"担任": holds}, roles=frozenset({"社区干部", "督办员"}))
    made = compiled("发起人 是 社区干部 或 督办员", scope)
    assert evaluate(made, {"发起人": "王芳"}, {"担任": lambda who, role: (who, role) == ("王芳", "督办员")}) is True


def test_an_explanation_shows_every_part_and_what_was_not_needed() -> None:
    lines = explain(compiled("热点 且 1 ÷ 0 = 1 或 0.4 × 日常 > 30"), FACTS).lines("zh")
    assert lines == ["热点 且 1 ÷ 0 = 1 或 0.4 × 日常 > 30 = 是", "├ 热点 且 1 ÷ 0 = 1 = 否", "│ ├ 热点 = 否",
                     "│ └ 1 ÷ 0 = 1 （不必算）", "│   └ 1 ÷ 0 （不必算）", "└ 0.4 × 日常 > 30 = 是",
                     "  └ 0.4 × 日常 = 36", "    └ 日常 = 90"]


def test_an_explanation_shows_where_there_is_no_value() -> None:
    lines = explain(compiled("日常 + 满意率 × 2"), {"日常": 90}).lines("en")
    assert lines[0] == "日常 + 满意率 × 2 → no value"
    assert lines[-1].startswith("  └ 满意率 → “满意率” is not filled")


def test_formulas_may_be_worked_out_by_many_threads_at_once() -> None:
    made, wrong = compiled("日常 × 2 + 涉及户数"), list[object]()

    def work(number: int) -> None:
        for _ in range(200):
            if evaluate(made, {"日常": number, "涉及户数": 1}) != 2 * number + 1:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


@given(numbers, numbers, numbers)
def test_arithmetic_agrees_with_fractions(a: Fraction, b: Fraction, c: Fraction) -> None:
    scope = Scope(names={"甲": NUMBER, "乙": NUMBER, "丙": NUMBER})
    env = {"甲": a, "乙": b, "丙": c}
    assert evaluate(compiled("(甲 + 乙) × 丙 - 甲 × 乙 - -丙", scope), env) == (a + b) * c - a * b + c
    assert evaluate(compiled("甲 + 乙 < 丙 × 甲", scope), env) is (a + b < c * a)
    if b and c:
        assert evaluate(compiled("甲 ÷ 乙 ÷ 丙", scope), env) == a / b / c
        assert evaluate(compiled("甲 ÷ (乙 ÷ 丙)", scope), env) == a / (b / c)


def test_the_command_shows_the_value_and_how_it_came_about() -> None:
    found = CliRunner().invoke(command, ["0.4*日常 + 0.6*季度", "--set", "日常=90", "--set", "季度=85.5"])
    assert found.exit_code == 0
    assert found.output.splitlines()[:2] == ["87.3", "0.4*日常 + 0.6*季度 = 87.3"]


def test_the_command_points_at_the_place_under_chinese() -> None:
    found = CliRunner().invoke(command, ["日常 ＋ 季读", "--set", "日常=90", "--set", "季度=85.5"])
    assert found.exit_code == 1
    lines = found.output.splitlines()
    assert lines[1] == "    日常 ＋ 季读"
    assert lines[2] == "    " + " " * 8 + "^^^^"
    assert "季度" in lines[3]


def test_the_command_gives_a_refusal_and_its_data() -> None:
    found = CliRunner().invoke(command, ["满意率 ÷ 应答数", "--set", "满意率=90％", "--set", "应答数=0", "--format", "json"])
    assert found.exit_code == 1
    assert '"division-by-zero"' in found.output


def test_the_command_wants_values_with_names() -> None:
    assert CliRunner().invoke(command, ["1", "--set", "日常"]).exit_code == 2
