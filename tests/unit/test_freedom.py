"""The freedom a document leaves in its numbers: intervals exact, the same as trying, told in both languages."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from engine import shipped
from engine.cli import main
from engine.compiler import compile_method, read_folder
from engine.freedom import Freedom, freedoms, told
from engine.freedom.halfspaces import Interval, Line, interval
from engine.model import Method
from engine.problems import Report
from engine.source import Sources

OK = Path(__file__).parents[1] / "check" / "ok" / "an-evaluation" / "工作法.yaml"
THREE = """
  一权: {类型: 百分比, 值: 40%, 依据: [C1]}
  二权: {类型: 百分比, 值: 40%, 依据: [C1]}
  三权: {类型: 百分比, 值: 20%, 依据: [C1]}
  定量占: {类型: 百分比, 值: 60%, 依据: [C1]}
  定性占: {类型: 百分比, 值: 40%, 依据: [C1]}
  一定量: {类型: 百分比, 值: 100%, 由谁定: 街道, 依据: [C1]}
  二定量: {类型: 百分比, 值: QUARTER, 由谁定: 街道, 依据: [C1]}
  三定量: {类型: 百分比, 值: 0%, 由谁定: 街道, 依据: [C1]}
"""
CHECKS = """
核对:
  - {须: 一定量 > 50%, 不符: 拒绝, 依据: [C1]}
  - {须: 二定量 > 0% 且 二定量 < 100%, 不符: 拒绝, 依据: [C1]}
  - {须: 三定量 < 50%, 不符: 拒绝, 依据: [C1]}
评价:
  总评:
    对象: 社区
    周期: 每年
    指标: {率: {取自: 诉求, 比率: {分子: 计为 = 办结}}}
    构成:
      一: {取: 率 × 100, 权重: 一权, 其中: {定量: 一定量}, 依据: [C1]}
      二: {取: 率 × 90, 权重: 二权, 其中: {定量: 二定量}, 依据: [C1]}
      三: {取: 率 × 80, 权重: 三权, 其中: {定量: 三定量}, 依据: [C1]}
    分账: {定量: 定量占, 定性: 定性占}
    依据: [C1]
"""


def written(folder: Path, quarter: str = "50%") -> Path:
    """A method whose document fixes 40/40/20 and 60/40, and says mainly, both, and mainly not."""
    text = OK.read_text(encoding="utf-8")
    head, rest = text.split("参数:\n", 1)
    body = rest.split("\n评价:\n", 1)[0]
    kept = "\n".join(line for line in body.splitlines() if "占比" not in line and "怎么分组" not in line)
    kept = kept[:kept.index("清单:")] + "流程:" + kept.split("流程:", 1)[1]
    made = folder / "工作法.yaml"
    made.write_text(f"{head}参数:{THREE.replace('QUARTER', quarter)}{kept}{CHECKS}", encoding="utf-8")
    return made


def compiled(folder: Path) -> Method:
    report = Report()
    item = read_folder(folder, report, Sources())
    assert item is not None
    method = compile_method(item, report)
    assert not report.problems, report.problems
    return method


@pytest.fixture
def three(tmp_path: Path) -> Freedom:
    written(tmp_path)
    return next(iter(freedoms(compiled(tmp_path))))


def test_the_line_of_sixty_and_forty_leaves_the_quarter_an_interval(three: Freedom) -> None:
    found = {one.parameter.name: one for one in three.left}
    quarter = found["二定量"]
    assert quarter.together == Interval(Fraction(1, 4), Fraction(1), True, True)
    assert quarter.alone == Interval(Fraction(1, 2), Fraction(1, 2))
    assert found["一定量"].together == Interval(Fraction(1, 2), Fraction(1), True, False)
    assert found["三定量"].together == Interval(Fraction(0), Fraction(1, 2), False, True)
    assert {one.name for one in three.fixed} == {"一权", "二权", "三权", "定量占", "定性占"}
    assert (len(three.left), three.equations) == (3, 1)


def test_it_is_told_in_both_languages(three: Freedom) -> None:
    lines = list(told(three))
    assert any("文件定死：一权 40%（C1）、二权 40%（C1）、三权 20%（C1）" in one.zh for one in lines)
    assert any(one.zh == "留给街道：二定量（C1） 可以大于25%、小于100%；别的数照现在的，只能是50%；现在取50%" for one in lines)
    assert any("can be above 25% and below 100%; with the others as they are it can only be 50%; 50% is chosen" in one.en for one in lines)
    assert any("留下3个数，受1个等式约束，其中2个可以自由定" in one.zh for one in lines)


def test_the_check_says_it_and_a_quarter_of_forty_is_a_problem(tmp_path: Path) -> None:
    written(tmp_path)
    fine = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert fine.exit_code == 0
    assert "「总评」里的数，文件定了什么、留下什么" in fine.stdout
    english = CliRunner().invoke(main, ["check", str(tmp_path), "--lang", "en"]).stdout
    assert "the numbers of “总评”: what the document fixes and what it leaves" in english
    written(tmp_path, "40%")
    wrong = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert wrong.exit_code == 1
    assert "定量算下来占56%，不是60%" in wrong.stdout


def test_a_mean_on_the_bound_leaves_nothing_and_one_inside_does() -> None:
    method = compiled(shipped.workflows() / "three-questions-one-evaluation")
    means = {(one.parameter.name, one.item): one.settled for found in freedoms(method) for one in found.means}
    assert means == {("社区占比", ""): True, ("科室占比", "一般科室"): False, ("科室占比", "重点科室"): True}


_FACTORS = st.integers(-2, 2)
_RELATIONS = st.sampled_from(["=", "≥", ">"])


@given(st.lists(st.tuples(_FACTORS, _FACTORS, _FACTORS, st.integers(-4, 4), _RELATIONS), min_size=1, max_size=3))
def test_what_is_found_by_trying_lies_within(rows: list[tuple[int, int, int, int, str]]) -> None:
    """Over a grid of halves within 0 to 2: every value that works lies within, and the ends are no wider than the box."""
    box = [Line({name: Fraction(sign), "": Fraction(0 if sign > 0 else 2)}, "≥") for name in "xyz" for sign in (1, -1)]
    lines = [Line({"x": Fraction(a), "y": Fraction(b), "z": Fraction(c), "": Fraction(k)}, relation)  # type: ignore[arg-type]
             for a, b, c, k, relation in rows]
    found = interval([*box, *lines], "x")
    grid = [{"x": x, "y": y, "z": z, "": Fraction(1)} for x, y, z in product([Fraction(n, 2) for n in range(5)], repeat=3)]
    works = {values["x"] for values in grid if all(_holds(one, values) for one in lines)}
    assert all(found.holds(x) for x in works)
    assert found.empty or (found.low is not None and found.high is not None and 0 <= found.low <= found.high <= 2)


def _holds(line: Line, values: dict[str, Fraction]) -> bool:
    total = sum((factor * values[name] for name, factor in line.sum.items()), Fraction(0))
    return total == 0 if line.relation == "=" else total >= 0 if line.relation == "≥" else total > 0
