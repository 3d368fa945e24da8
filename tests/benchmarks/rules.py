"""What reading rules costs: beside PyYAML's C parser over the same files, and a formula beside simpleeval.

In: the six-step method.  Out: measured ratios.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction

import yaml
from simpleeval import SimpleEval

from engine import shipped
from engine.checks import check_method
from engine.compiler import compile_method, read_folder
from engine.formulas import NUMBER, YES_NO, Formula, Scope, Type, compile_formula, evaluate
from engine.problems import Mark, Report
from engine.schema import from_plain
from engine.source import Sources
from tests.benchmarks.measuring import Measured, alternate, at_most, shown

FOLDER = shipped.workflows() / "six-step"
TURNS, MANY = 15, 2000


def reading() -> Iterator[Measured]:
    """Loading a definition whose digest is known, and checking the folder whole."""
    texts = [path.read_bytes() for path in sorted(FOLDER.glob("*.yaml"))]
    item = read_folder(FOLDER, Report(), Sources())
    assert item is not None
    body = json.dumps(item.plain(), ensure_ascii=False)

    def parse() -> None:
        for text in texts:
            yaml.load(text, Loader=yaml.CSafeLoader)

    def load() -> None:
        compile_method(from_plain(json.loads(body)), Report())

    def check() -> None:
        report = Report()
        read = read_folder(FOLDER, report, Sources())
        assert read is not None
        check_method(compile_method(read, report), report)
        assert not report.problems

    for name, run, wanted in (("load_vs_parse", load, 10), ("check_vs_parse", check, 100)):
        one, other = alternate(run, parse, TURNS)
        yield at_most(name, one / other, wanted, shown(one), f"{shown(other)} PyYAML's C parser", TURNS)


def formulas() -> Iterator[Measured]:
    """A score and a guard, exact, beside simpleeval over a kept tree with floats."""
    score = "0.4 × 日常 + 0.4 × 季度 + 0.2 × 年终"
    guard = "满意率 ≥ 满意率下限 且 户数 < 面广户数"
    facts = {"日常": Fraction(90), "季度": Fraction(171, 2), "年终": Fraction(88), "满意率": Fraction(9, 10), "满意率下限": Fraction(4, 5),
             "户数": Fraction(6), "面广户数": Fraction(20)}
    yield _beside("formula_vs_simpleeval", score, "0.4 * 日常 + 0.4 * 季度 + 0.2 * 年终", NUMBER, facts)
    yield _beside("guard_vs_simpleeval", guard, "满意率 >= 满意率下限 and 户数 < 面广户数", YES_NO, facts)


def _beside(name: str, text: str, theirs: str, wanted: Type, facts: dict[str, Fraction]) -> Measured:
    report = Report()
    formula = compile_formula(text, Mark("bench", 1, 1), Scope(dict.fromkeys(facts, NUMBER)), wanted, report)
    assert isinstance(formula, Formula), report.problems
    simple = SimpleEval(names={key: float(value) for key, value in facts.items()})
    kept = simple.parse(theirs)
    env = {key: value for key, value in facts.items() if key in formula.reads}

    def ours() -> None:
        for _ in range(MANY):
            evaluate(formula, env)

    def other() -> None:
        for _ in range(MANY):
            simple.eval(theirs, previously_parsed=kept)

    mine, their = alternate(ours, other, TURNS)
    return at_most(name, mine / their, 3, shown(mine / MANY), f"{shown(their / MANY)} simpleeval", TURNS)
