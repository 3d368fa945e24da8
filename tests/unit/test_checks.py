"""Checks of methods: what passes without a word, what each mistake is told, and the command that tells it."""

from __future__ import annotations

import ast
import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from engine import shipped
from engine.checks import RULES, check_method
from engine.cli.check import check
from engine.cli.checking import jobs_in, run
from engine.compiler import compile_method, read_folder
from engine.problems import Report
from engine.rendering import render_text
from engine.source import Sources

ROOT = Path(__file__).parents[2]
GOOD, BAD = ROOT / "tests" / "check" / "ok", ROOT / "tests" / "check" / "err"
SIX_STEP = shipped.workflows() / "six-step"


def told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Report, Sources]:
    """What checking a folder finds, with paths as seen from inside it."""
    monkeypatch.chdir(folder)
    report, sources = Report(), Sources()
    for job in jobs_in(Path()):
        run(job, report, sources)
    return report, sources


@pytest.mark.parametrize("folder", sorted(GOOD.iterdir()), ids=lambda folder: folder.name)
def test_what_is_right_passes_without_a_word(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report, sources = told(folder, monkeypatch)
    assert not report.found, render_text(report, sources, "zh")


@pytest.mark.parametrize("folder", sorted(BAD.iterdir()), ids=lambda folder: folder.name)
def test_each_mistake_is_told_as_expected(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report, sources = told(folder, monkeypatch)
    both = render_text(report, sources, "zh") + render_text(report, sources, "en")
    assert both == (folder / "expected.txt").read_text(encoding="utf-8")


def rules_in(package: str) -> Iterator[str]:
    """Every rule id that the code of a package reports."""
    for path in sorted((ROOT / "engine" / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            first: ast.expr | None = None
            if isinstance(node, ast.Call) and len(node.args) >= 2 and isinstance(node.func, ast.Attribute | ast.Name):
                first = node.args[0]
            elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 4:
                first = node.value.elts[0]
            parts = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
            for part in parts:
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and is_rule(node, part.value):
                    yield part.value


def is_rule(node: ast.AST, text: str) -> bool:
    """Whether a first argument is a rule id: a word with hyphens, given to something that reports."""
    if re.fullmatch(r"[a-z]+(-[a-z]+)*", text) is None:
        return False
    if not isinstance(node, ast.Call):
        return True
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called in {"add", "problem", "wrong", "_tell", "_open", "_twice"}


def test_every_rule_of_schema_compiler_and_checks_has_its_pair() -> None:
    shown = {rule for file in BAD.glob("*/expected.txt")
             for rule in re.findall(r"\[([a-z-]+)\]$", file.read_text(encoding="utf-8"), re.MULTILINE)}
    known = {rule for package in ("schema", "compiler", "checks") for rule in rules_in(package)}
    assert known - shown == set()
    assert len(known) > 50


def test_every_rule_of_a_check_says_in_one_line_what_it_finds() -> None:
    assert set(rules_in("checks")) == set(RULES)


def checked(*words: str | Path) -> Result:
    return CliRunner().invoke(check, [str(word) for word in words])


def test_the_shipped_methods_have_open_points_and_no_problems() -> None:
    found = checked(shipped.workflows(), "--format", "json")
    assert found.exit_code == 0, found.output
    data = json.loads(found.output)
    assert (data["problems"], data["warnings"]) == ([], [])
    assert any(row["rule"] == "undecided" and "办结时限" in row["message"] for row in data["open_points"])


METHODS = sorted(path.parent for path in shipped.workflows().glob("[!_]*/工作法.yaml"))


@pytest.mark.parametrize("folder", METHODS, ids=lambda folder: folder.name)
def test_a_shipped_method_passes_without_a_problem_or_a_warning(folder: Path) -> None:
    found = checked(folder, "--format", "json")
    assert found.exit_code == 0, found.output
    assert (json.loads(found.output)["problems"], json.loads(found.output)["warnings"]) == ([], [])


def test_problems_give_exit_code_one_and_their_place() -> None:
    found = checked(BAD / "unknown-key", "--format", "json", "--lang", "en")
    assert found.exit_code == 1
    row = json.loads(found.output)["problems"][0]
    assert (row["line"], row["column"], row["rule"], row["hint"]) == (20, 9, "unknown-key", "did you mean “说明”?")


def test_a_path_that_is_not_there_is_wrong_usage() -> None:
    found = checked(ROOT / "没有这个")
    assert found.exit_code == 2
    assert "没有这个" in found.output


def test_a_folder_without_rule_files_is_wrong_usage(tmp_path: Path) -> None:
    assert checked(tmp_path).exit_code == 2


def test_several_mistakes_are_told_in_one_run(tmp_path: Path) -> None:
    shutil.copytree(SIX_STEP, tmp_path / "six-step")
    file = tmp_path / "six-step" / "流程.yaml"
    text = file.read_text(encoding="utf-8")
    for right, wrong in (("由: {角色: 活动办, 方式: 认领}", "由: {角色: 活动班, 方式: 认领}"), ("群众态度 是 理解,", "群众态度 是 理介,"),
                         ("取自: 群众问题\n    列", "取目: 群众问题\n    列")):
        assert right in text
        text = text.replace(right, wrong, 1)
    file.write_text(text, encoding="utf-8")
    rules = {row["rule"] for row in json.loads(checked(tmp_path, "--format", "json").output)["problems"]}
    assert {"unknown-name", "formula-item", "unknown-key"} <= rules


def test_one_file_of_a_method_is_judged_with_the_others_beside_it() -> None:
    assert checked(SIX_STEP / "流程.yaml").output == "没有发现问题\n"
    found = json.loads(checked(SIX_STEP / "工作法.yaml", "--format", "json").output)
    assert {row["path"] for row in found["open_points"]} == {(SIX_STEP / "工作法.yaml").as_posix()}


def test_a_file_that_cannot_be_read_is_told_alone(tmp_path: Path) -> None:
    shutil.copytree(SIX_STEP, tmp_path / "six-step")
    (tmp_path / "six-step" / "工作法.yaml").write_text("工作法: [six-step\n标题: 六步", encoding="utf-8")
    found = json.loads(checked(tmp_path, "--format", "json").output)["problems"]
    assert {Path(row["path"]).name for row in found} == {"工作法.yaml"}


def test_a_scenario_is_checked_by_its_own_schema(tmp_path: Path) -> None:
    file = tmp_path / "一件.yaml"
    file.write_text("情景: 一件\n工作法: six-step\n假如: {}\n经国: []\n", encoding="utf-8")
    found = json.loads(checked(file, "--format", "json").output)["problems"]
    assert {"unknown-key", "missing-key"} <= {row["rule"] for row in found}


def test_calendars_are_checked(tmp_path: Path) -> None:
    source = shipped.workflows() / "calendars" / "cn-2026.yaml"
    shutil.copy(source, tmp_path / "cn-2026.yaml")
    assert checked(tmp_path).exit_code == 0
    shutil.copy(source, tmp_path / "cn-2025.yaml")
    assert "calendar-name" in checked(tmp_path).output


def test_github_gets_one_line_for_each_finding() -> None:
    found = checked(BAD / "choice-gap", "--format", "github")
    assert found.exit_code == 1
    assert found.output.startswith("::error file=")


def test_checking_takes_less_than_a_hundred_times_parsing() -> None:
    def least(work: object) -> float:
        times = []
        for _ in range(3):
            began = time.perf_counter()
            work()  # type: ignore[operator]
            times.append(time.perf_counter() - began)
        return min(times)

    def whole() -> None:
        report = Report()
        item = read_folder(SIX_STEP, report, Sources())
        assert item is not None
        check_method(compile_method(item, report), report)

    def parse() -> None:
        for path in SIX_STEP.glob("*.yaml"):
            yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)

    assert least(whole) < 100 * least(parse)
