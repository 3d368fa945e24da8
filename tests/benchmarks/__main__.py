"""Measure everything, print a table, and leave the ratios in bench.json.

In: `python -m tests.benchmarks [PART…]`, where the parts are memory, steps, rules, scores, large; all of them unless named.
Out: the table on standard output; the file in the current folder.
"""

from __future__ import annotations

import json
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlite_utils.utils import sqlite3

from tests.benchmarks import large, rules, scores, steps
from tests.benchmarks.measuring import Measured, fsync_seconds, shown

PARTS: dict[str, tuple[Callable[[Path], Iterator[Measured]], ...]] = {
    "memory": (lambda _: steps.in_memory(),),
    "steps": (steps.durable,),
    "rules": (lambda _: rules.reading(), lambda _: rules.formulas()),
    "scores": (scores.scores,),
    "large": (large.large,),
}


def main(names: list[str]) -> int:
    """Run the parts named, all of them when none is."""
    console = Console()
    found: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as room, Progress(console=console, transient=True) as progress:
        latency = fsync_seconds(Path(room))
        chosen = [part for name in names or PARTS for part in PARTS[name]]
        bar = progress.add_task("measuring", total=len(chosen))
        for number, part in enumerate(chosen):
            folder = Path(room) / str(number)
            folder.mkdir()
            found += part(folder)
            progress.advance(bar)
    table = Table("ratio", "reached", "wanted", "", "measured", "beside", "turns")
    for one in found:
        table.add_row(one.name, f"{one.ratio:.2f}", one.wanted, "yes" if one.good else "NO", one.first, one.second, str(one.turns))
    console.print(table)
    console.print(f"median of the turns; fsync {shown(latency)}; SQLite {sqlite3.sqlite_version}; Python {platform.python_version()}")
    body = {"ratios": {one.name: round(one.ratio, 3) for one in found}, "fsync_ms": round(latency * 1e3, 3),
            "wanted": {one.name: one.wanted for one in found}, "sqlite": sqlite3.sqlite_version, "python": platform.python_version()}
    Path("bench.json").write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
