"""What a step costs: on the disk beside the bare statements, and in memory beside SpiffWorkflow.

In: a folder to work in.  Out: measured ratios.
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.case import Case, Decision, Open, World, decide, parameters_on
from engine.service.service import Service
from engine.store.connection import connect
from tests.benchmarks.measuring import Measured, alternate, at_least, shown, timed
from tests.benchmarks.spiff import STEPS, SavedSpiff, Spiff
from tests.unit.street import NOW, a_case, moves, open_street, the_street

TURNS, CASES = 15, 6


class Listening:
    """A connection that notes every statement with its values on the way to the database."""

    def __init__(self, conn: Any) -> None:
        self.conn, self.heard = conn, list[tuple[str, Any, bool]]()

    def execute(self, sql: str, values: Any = ()) -> Any:
        """One statement."""
        self.heard.append((sql, values, False))
        return self.conn.execute(sql, values)

    def executemany(self, sql: str, values: Any) -> Any:
        """One statement for many rows."""
        self.heard.append((sql, values, True))
        return self.conn.executemany(sql, values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.conn, name)


def replay(conn: Any, heard: list[tuple[str, Any, bool]]) -> None:
    """The floor: the same reads and writes in the same transactions, and nothing else."""
    for sql, values, many in heard:
        if many:
            conn.executemany(sql, values)
        else:
            conn.execute(sql, values).fetchall()


def walk(service: Service, cases: list[str]) -> None:
    """Take cases through their six steps; every command with a key of its own."""
    for case in cases:
        for number, (actor, command, after) in enumerate(moves()):
            service.do(actor, case, command, key=f"{case}-{number}", now=NOW + after)


def durable(folder: Path) -> Iterator[Measured]:
    """A step of ours, the same statements bare, and a step of SpiffWorkflow, turn by turn."""
    ours, bare = folder / "ours", folder / "bare"
    ours.mkdir()
    with open_street(ours) as service:
        cases = [a_case(service, f"屋顶漏水，第{n}户").case for n in range(CASES * (TURNS + 1))]
        service.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        bare.mkdir()
        shutil.copy(ours / "bihuan.db", bare / "bihuan.db")
        floor = connect(bare / "bihuan.db")
        listening = service.store._mine.conn = Listening(service.store.conn)
        spiff = SavedSpiff(folder / "spiff.db")
        turns: list[tuple[float, float, float]] = []
        for turn in range(TURNS + 1):
            listening.heard.clear()
            took = timed(lambda turn=turn: walk(service, cases[turn * CASES:(turn + 1) * CASES]))  # type: ignore[misc]
            heard = list(listening.heard)
            least = timed(lambda heard=heard: replay(floor, heard))  # type: ignore[misc]
            matters = [spiff.begin() for _ in range(CASES)]
            theirs = timed(lambda matters=matters: [spiff.walk(matter) for matter in matters])  # type: ignore[misc]
            turns.append((took / (CASES * len(moves())), least / (CASES * len(moves())), theirs / (CASES * len(STEPS))))
        floor.close()
    one, least, theirs = (sorted(turn[at] for turn in turns[1:])[TURNS // 2] for at in range(3))
    yield at_least("durable_step_vs_floor", least / one, 0.7, f"{shown(one)} a step", f"{shown(least)} the bare statements", TURNS)
    yield at_least("durable_step_vs_spiff", theirs / one, 4, f"{shown(one)} a step", f"{shown(theirs)} SpiffWorkflow", TURNS)


# --- in memory ------------------------------------------------------------------------------------------------------


class InMemory:
    """Decide and evolve without a store."""

    def __init__(self) -> None:
        self.method = the_street().methods["six-step"]
        self.calendar = the_street().calendar(self.method.calendar)
        self.parameters = parameters_on(self.method, NOW.date())
        self.first = self.go(None, "wangli", Open("case", "群众问题", "柳南社区", {
            "问题": "屋顶漏水", "问题性质": "热点难点问题", "诉求人": {"姓名": "张大爷", "电话": "13800000001"}}), timedelta())

    def go(self, case: Case | None, actor: str, command: Any, after: timedelta) -> Case:
        """One command decided and its events applied."""
        world = World(NOW + after, actor, self.calendar, the_street().directory, self.parameters, lambda series: 1, b"seed")
        decision = decide(self.method, case, command, world)
        assert isinstance(decision, Decision)
        assert decision.after is not None
        return decision.after

    def walk(self, commands: list[tuple[str, Any, timedelta]], cases: int) -> None:
        """Take cases through their six steps."""
        for _ in range(cases):
            case = self.first
            for actor, command, after in commands:
                case = self.go(case, actor, command, after)
            assert case.outcome == "满意办结"


@contextmanager
def forms_taken_as_they_are() -> Iterator[None]:
    """Leave the checking of forms out, as SpiffWorkflow has none."""
    module = importlib.import_module("engine.case.decide")
    checking = module.fill
    vars(module)["fill"] = lambda fields, raw, facts: (dict(raw), [])
    try:
        yield
    finally:
        vars(module)["fill"] = checking


def in_memory() -> Iterator[Measured]:
    """Steps a second without and with the checking of forms."""
    ours, spiff, cases = InMemory(), Spiff(), 10

    def run_ours() -> None:
        ours.walk(moves(), cases)

    def compare(name: str, wanted: float) -> Measured:
        waiting = [[spiff.begin() for _ in range(cases)] for _ in range(TURNS + 1)]
        one, other = alternate(run_ours, lambda: [spiff.walk(matter) for matter in waiting.pop()], TURNS)
        mine, theirs = one / (cases * len(moves())), other / (cases * len(STEPS))
        return at_least(name, theirs / mine, wanted, f"{shown(mine)} a step", f"{shown(theirs)} SpiffWorkflow", TURNS)

    with forms_taken_as_they_are():
        yield compare("decide_evolve_vs_spiff", 10)
    yield compare("decide_evolve_validated_vs_spiff", 5)


