"""Whatever happens in whichever order, the tables are what somebody comes to who keeps a list by hand."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.case import Act, Reopen
from engine.model import Indicator
from engine.scores.rows import MOST, _numbers
from engine.service.scores import keeping
from tests.unit.score_street import WHO, Scored
from tests.unit.test_scores_street import METHOD, numbers

GRIDS, MARKS = ("甲格", "乙格", "丙格"), ("满意", "基本满意", "不满意")
DAYS = ("2026-03-02", "2026-03-09", "2026-03-17", "2026-03-30", "2026-04-02", "2026-04-14")
STEPS = st.lists(st.tuples(st.sampled_from(["new", "end", "drop", "reopen"]), st.integers(0, 30), st.sampled_from(MARKS), st.integers(0, 1)),
                 min_size=4, max_size=18)


@dataclass
class Kept:
    """A matter as somebody notes it: whose, when begun or begun again, when ended, how, and how the people found it."""

    case: str
    grid: str
    begun: int
    ended: int = -1
    done: bool = False
    mark: str = ""


def by_hand(kept: list[Kept], month: str) -> dict[str, tuple[Fraction | None, int]]:
    """Score and place of each grid in a month, worked out from the list: on time within five working days."""
    scores: dict[str, Fraction | None] = {}
    for grid in GRIDS:
        mine = [one for one in kept if one.grid == grid and one.ended >= 0 and DAYS[one.ended].startswith(month)]
        if not mine:
            scores[grid] = None
            continue
        on_time = Fraction(sum(one.done and one.ended == one.begun for one in mine), len(mine))  # the next of these days is always too late
        content = Fraction(sum(one.mark in MARKS[:2] for one in mine), len(mine))
        scores[grid] = Fraction(int((on_time * 60 + content * 40) * 100 + Fraction(1, 2)), 100)
    there = [one for one in scores.values() if one is not None]
    return {grid: (one, 1 + sum(other > one for other in there) if one is not None else 0) for grid, one in scores.items()}


@settings(max_examples=12, deadline=None)
@given(STEPS)
def test_tables_are_what_a_list_kept_by_hand_comes_to(steps: list[tuple[str, int, str, int]]) -> None:
    with TemporaryDirectory() as folder:
        street = Scored(Path(folder) / "street", now=f"{DAYS[0]} 09:00")
        kept: list[Kept] = []
        day = 0
        for what, which, mark, later in steps:
            if later and day + 1 < len(DAYS):
                day += 1
                street.at(f"{DAYS[day]} 09:00")
            if what == "new" or not kept:
                grid = GRIDS[which % len(GRIDS)]
                kept.append(Kept(street.matter(grid, action=""), grid, day))
                continue
            one = kept[which % len(kept)]
            if what == "reopen" and one.ended >= 0 and one.done:
                street.service.act(WHO[one.grid], one.case, Reopen("又坏了"))
                one.begun, one.ended = day, -1
            elif what in ("end", "drop") and one.ended < 0:
                street.service.act(WHO[one.grid], one.case, Act("办结" if what == "end" else "不办", {"满意吗": mark}))
                one.ended, one.done, one.mark = day, what == "end", mark
        street.at("2026-04-20 09:00")
        for month in ("2026-03", "2026-04"):
            found = {grid: (Fraction(score) if score else None, place) for grid, (score, place) in numbers(street, "月评", month).items()}
            assert found == by_hand(kept, month)
        assert street.damage() == []
        street.service.store.close()


def test_a_recount_that_is_cut_off_goes_on_and_nothing_is_closed_or_revised_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PORTION", 2)
    street = Scored(tmp_path / "street")
    street.matters(甲格="满满", 乙格="满不", 丙格="满")
    street.at("2026-04-01 08:00")
    before = numbers(street, "月评", "2026-03")
    street.rewrite(METHOD, "分子: 按期 且 计为 = 办结", "分子: 计为 = 未办结")

    class Cut(Exception):
        """The process ends here."""

    def cut(done: int, whole: int) -> None:
        raise Cut

    with pytest.raises(Cut):
        street.service.scores.recount(cut)
    assert street.damage() == []
    assert numbers(street, "月评", "2026-03") == before  # as it was closed
    street.again()
    heard: list[tuple[int, int]] = []
    street.service.scores.recount(lambda done, whole: heard.append((done, whole)))
    assert heard == [(2, 3), (3, 3)]
    street.service.tick()
    assert street.service.scores.table("kao", "scored", "月评", "2026-03").lines[0].name == "乙格"
    assert street.damage() == []
    street.service.store.close()


def test_two_processes_close_a_period_once(tmp_path: Path) -> None:
    street = Scored(tmp_path / "street")
    street.matters(甲格="满")
    other = Scored(tmp_path / "street")
    street.now = other.now = street.now.replace(month=4, day=1, hour=1)
    assert street.service.tick() > 0
    assert other.service.tick() == 0
    assert len([one for one in street.service.messages("kao") if one.cause == "结果待签"]) == 1
    assert street.damage() == []
    street.service.store.close()
    other.service.store.close()


@given(st.integers(-10**20, 10**20), st.integers(0, 6))
def test_a_number_beyond_what_can_be_added_up_is_not_counted(value: int, decimals: int) -> None:
    from engine.formulas import NUMBER, Scope, compile_formula
    from engine.problems import NOWHERE, Report

    formula = compile_formula("数", NOWHERE, Scope(names={"数": NUMBER}), None, Report())
    made = _numbers(Indicator("数", "数", "sum", "事", numerator=formula, decimals=decimals), lambda _: Fraction(value))
    assert made == ((value * 10**decimals, 1) if abs(value) * 10**decimals <= MOST else None)


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from engine.service import open_service
from engine.service.scores import keeping
keeping.PORTION = 2
service = open_service(Path(sys.argv[1]), lambda: datetime.fromisoformat(sys.argv[2]))
seen = 0

def watch(sql):
    global seen
    seen += sql.startswith(("UPDATE contribution", "INSERT INTO contribution", "INSERT INTO dirty", "UPDATE counting", "COMMIT"))
    if seen == int(sys.argv[3]):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

service.store.conn.set_trace_callback(watch)
service.scores.recount()
service.tick()
"""


@pytest.mark.parametrize("at", [3, 6])
def test_a_recount_that_is_killed_anywhere_goes_on_to_the_same(tmp_path: Path, at: int) -> None:
    street = Scored(tmp_path / "street")
    street.matters(甲格="满满", 乙格="满不", 丙格="满")
    street.at("2026-04-01 08:00")
    street.rewrite(METHOD, "分子: 按期 且 计为 = 办结", "分子: 计为 = 未办结")
    died = subprocess.run([sys.executable, "-c", KILLED, str(street.folder), street.now.isoformat(), str(at)], capture_output=True, text=True, check=False)
    assert died.returncode != 0
    assert died.stderr == ""
    assert street.damage() == []
    street.service.tick()
    assert numbers(street, "月评", "2026-03") == {"乙格": ("50.00", 1), "丙格": ("40.00", 2), "甲格": ("40.00", 2)}
    assert [one.rev for one in street.service.scores.table("kao", "scored", "月评", "2026-03").revisions] == [2]
    assert street.damage() == []
    street.service.store.close()
