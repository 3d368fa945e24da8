"""Boxes of secret ballots when something comes in between: a count, a killed process, a sheet of paper."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.service import Refused, ballots, casting
from engine.store.backup import backup
from engine.store.urn import Urns
from tests.ballot_street import SECRET, Hall, began, hall, sheet


def between(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, happens: Callable[[], object]) -> None:
    """Let something happen once, right before a method does its work."""
    known, left = getattr(owner, name), [happens]

    def later(*args: Any, **named: Any) -> Any:
        if left:
            left.pop()()
        return known(*args, **named)

    monkeypatch.setattr(owner, name, later)


@pytest.mark.parametrize("step", ["about", "look", "cast"])
def test_a_sheet_that_meets_the_count_is_refused_and_leaves_no_empty_box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    made, case, codes = began(tmp_path)
    for code in codes["党员"][:4]:
        casting.cast(made.service, code, sheet(random.Random(1)))
    between(monkeypatch, made.service.boxes.urns, step, lambda: ballots.close(made.service, "zhu", case))
    with pytest.raises(Refused, match=r"没有这个测评码|已经截止"):
        casting.cast(made.service, codes["党员"][5], sheet(random.Random(1)))
    assert made.case(case).tallies["测"].answered == 4
    assert list((tmp_path / "urns").iterdir()) == []
    made.service.tick()


def test_a_backup_that_meets_the_count_is_whole_and_leaves_no_empty_box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, case, codes = began(tmp_path / "street")
    for code in codes["党员"][:4]:
        casting.cast(made.service, code, sheet(random.Random(1)))
    between(monkeypatch, Urns, "outline", lambda: ballots.close(made.service, "zhu", case))
    backup(tmp_path / "street", tmp_path / "b.zip")
    assert list((tmp_path / "street" / "urns").iterdir()) == []


def test_slips_whose_making_was_cut_short_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = hall(tmp_path, SECRET)
    case = made.open()

    class Killed(BaseException):
        """The process ends here."""

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("engine.store.urn._filled", die)
        with pytest.raises(Killed):
            ballots.make_slips(made.service, "zhu", case)
    made.service.tick()
    assert not ballots.ballot_page(made.service, "zhu", case).groups[0].returned
    with pytest.raises(Refused, match="票箱文件不在了"):
        ballots.hand_out(made.service, "zhu", case, ("m00", "m01", "m02"), {})
    codes = ballots.make_slips(made.service, "zhu", case)[0].codes
    ballots.hand_out(made.service, "zhu", case, ("m00", "m01", "m02"), {})
    assert casting.cast(made.service, codes[0], sheet(random.Random(1))) == casting.RECEIVED


# --- paper ----------------------------------------------------------------------------------------------------------

ALL = {name: {"满意": 12} for name in ("作风", "水平", "实事")}


def on_paper(made: Hall, case: str, sheets: int = 12) -> None:
    """So many sheets of the party members are entered as totals."""
    counts = {name: {"满意": sheets} for name in ALL}
    ballots.count_paper(made.service, "zhu", case, "党员", sheets, counts)


def test_a_slip_counted_on_paper_is_not_cast_besides_while_the_paper_is_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, case, codes = began(tmp_path)
    told: list[str] = []

    def cast() -> None:
        try:
            casting.cast(made.service, codes["党员"][0], sheet(random.Random(1)))
        except Refused as refused:
            told.append(refused.kind)

    between(monkeypatch, ballots.boxes, "tidy", cast)  # after the paper is on record, before its box is told
    on_paper(made, case)
    assert told == ["not-yet"]
    assert made.service.boxes.urns.totals(made.case(case).poll["urn"]).returned["党员"] == 0


def test_paper_that_is_refused_leaves_the_slips_as_they_were(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path)
    with pytest.raises(Refused, match="加起来"):
        ballots.count_paper(made.service, "zhu", case, "党员", 12, {name: {"满意": 3} for name in ALL})
    with pytest.raises(Refused, match="还有12张"):
        on_paper(made, case, 13)
    assert casting.cast(made.service, codes["党员"][0], sheet(random.Random(1))) == casting.RECEIVED
    with pytest.raises(Refused, match="已经有1张在网上填过"):
        on_paper(made, case)
