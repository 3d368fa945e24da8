"""The shape of the code: small modules, small functions, a core that touches nothing outside itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine import shipped

ROOT = Path(__file__).resolve().parents[2]
MODULE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 300, 60, 80

# Stages that compute from what they are given.  Clock, chance, files and database are read by the service for them.
CORE = ("calendar", "formulas", "compiler", "checks", "freedom", "clocks", "ballots", "draws", "case", "duties", "documents", "scores", "boards")
OUTSIDE = {
    "asyncio", "flask", "http", "multiprocessing", "os", "pysqlite3", "random", "secrets", "shutil", "socket",
    "sqlite3", "sqlite_utils", "subprocess", "tempfile", "time", "urllib", "uuid", "web",
}
CLOCK = {"now", "utcnow", "today"}
STATEMENTS = {"execute", "executemany", "executescript"}
FILES = {"open", "read_bytes", "read_text", "write_bytes", "write_text"}
# The two doors through which holiday notices and rule files come in.
READERS = {ROOT / "engine" / "calendar" / "files.py", ROOT / "engine" / "compiler" / "files.py"}

# What pages may know of the engine: the service, and plain data.  They never reach the store or decide.
FOR_PAGES = {
    "boards", "calendar", "decisions", "documents", "errors", "freedom", "model", "paper", "problems", "rendering", "service", "sheets",
    "shipped", "text", "values",
}


def modules(*packages: str) -> list[Path]:
    """Every Python file of the packages, by name."""
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def core() -> list[Path]:
    """Every module of the stages that only compute."""
    return [path for stage in CORE for path in (*modules(f"engine/{stage}"), ROOT / "engine" / f"{stage}.py")
            if path.is_file()]


def where(path: Path, line: int = 1) -> str:
    """A place as editors understand it."""
    return f"{path.relative_to(ROOT).as_posix()}:{line}"


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def lines(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every imported name, in full, with its line; relative imports are resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            home = package[: len(package) - node.level + 1] if node.level else ()
            prefix = ".".join((*home, *(node.module.split(".") if node.module else ())))
            yield from ((f"{prefix}.{alias.name}", node.lineno) for alias in node.names)


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """The last part of whatever is called, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node.lineno


def test_a_module_fits_on_a_few_screens() -> None:
    found = [f"{where(path)} has {lines(path)} lines" for path in modules("engine", "web", "tests")
             if lines(path) > MODULE_LINES]
    assert not found, "\n".join(found)


def test_a_function_fits_on_one_screen() -> None:
    found = [f"{where(path, node.lineno)} {node.name}" for path in modules("engine", "web", "tests")
             for node in functions(path) if (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES]
    assert not found, "\n".join(found)


def test_a_template_fits_on_one_screen() -> None:
    templates = sorted((ROOT / "web").rglob("templates/**/*.*"))
    found = [f"{where(path)} has {lines(path)} lines" for path in templates if lines(path) > TEMPLATE_LINES]
    assert not found, "\n".join(found)


def test_a_module_says_what_it_is_for() -> None:
    found = [where(path) for path in modules("engine", "web") if not ast.get_docstring(tree(path))]
    assert not found, "\n".join(found)


def test_the_core_reaches_nothing_outside_itself() -> None:
    found = [f"{where(path, line)} imports {name}" for path in core() for name, line in imports(path)
             if name.split(".")[0] in OUTSIDE]
    assert not found, "\n".join(found)


def test_the_core_reads_no_clock() -> None:
    found = [f"{where(path, line)} calls {name}" for path in core() for name, line in calls(path) if name in CLOCK]
    assert not found, "\n".join(found)


def test_the_core_reads_files_through_two_doors_only() -> None:
    pure = [path for path in core() if path not in READERS]
    found = [f"{where(path, line)} calls {name}" for path in pure for name, line in calls(path) if name in FILES]
    assert not found, "\n".join(found)


def test_statements_stand_only_in_the_store() -> None:
    outside = [path for path in modules("engine", "web") if path.parent != ROOT / "engine" / "store"]
    found = [f"{where(path, line)} calls {name}" for path in outside for name, line in calls(path) if name in STATEMENTS]
    found += [f"{where(path, node.lineno)} reads .conn" for path in outside for node in ast.walk(tree(path))
              if isinstance(node, ast.Attribute) and node.attr == "conn"]
    assert not found, "\n".join(found)


def test_pages_reach_the_engine_through_the_service() -> None:
    found = [f"{where(path, line)} imports {name}" for path in modules("web") for name, line in imports(path)
             if name.startswith("engine.") and name.split(".")[1] not in FOR_PAGES]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("folder", [shipped.workflows(), shipped.schemas()], ids=lambda folder: folder.name)
def test_shipped_files_are_found_beside_the_program(folder: Path) -> None:
    assert folder.is_dir()
    assert any(folder.rglob("*.*"))
