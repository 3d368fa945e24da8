"""A ballot box keeps counts: who looks into its file finds neither a sheet nor the order in which sheets came."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from engine.store.urn import Urns

CHOICES = ("满意", "基本满意", "不满意")


def digest(code: str) -> str:
    """What a box keeps of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def box(folder: Path, groups: dict[str, int]) -> Urns:
    """A box with slips c0, c1 … for each group, all handed out."""
    urns = Urns(folder)
    urns.make("ABCD", {"case": "x"}, {group: [digest(f"{group}{n}") for n in range(many)] for group, many in groups.items()})
    urns.hand("ABCD", groups)
    return urns


def test_each_code_counts_once_and_says_so_when_it_comes_again(tmp_path: Path) -> None:
    urns = box(tmp_path, {"甲": 2})
    assert urns.cast("ABCD", digest("甲0"), [("", "作风", "满意")], []) == "counted"
    assert urns.cast("ABCD", digest("甲0"), [("", "作风", "不满意")], []) == "repeated"
    assert urns.cast("ABCD", digest("乙0"), [("", "作风", "满意")], []) == "unknown"
    assert urns.totals("ABCD").counts == {("甲", "", "作风", "满意"): 1}
    assert urns.returned("ABCD") == {"甲": 1}


def test_no_more_sheets_are_taken_than_slips_were_handed_out(tmp_path: Path) -> None:
    urns = box(tmp_path, {"甲": 3})
    urns.hand("ABCD", {"甲": 1})
    assert urns.cast("ABCD", digest("甲0"), [], []) == "counted"
    assert urns.cast("ABCD", digest("甲1"), [], []) == "not-yet"
    urns.hand("ABCD", {"甲": 2})
    assert urns.cast("ABCD", digest("甲1"), [], []) == "counted"


def test_a_closed_box_takes_nothing_and_can_be_opened_again(tmp_path: Path) -> None:
    urns = box(tmp_path, {"甲": 3})
    urns.cast("ABCD", digest("甲0"), [("", "作风", "满意")], [("", "意见", "多来走走")])
    assert urns.close("ABCD").remarks == (("", "意见", "多来走走"),)
    assert urns.cast("ABCD", digest("甲1"), [], []) == "closed"
    assert urns.cast("ABCD", digest("甲0"), [], []) == "repeated"
    urns.reopen("ABCD")
    assert urns.cast("ABCD", digest("甲1"), [], []) == "counted"


@pytest.mark.parametrize("seed", range(6))
def test_the_file_is_the_same_byte_for_byte_in_whatever_order_the_sheets_came(tmp_path: Path, seed: int) -> None:
    """Only SQLite's own counters of writes may differ, and they count how many came, which everybody is told."""
    chance = random.Random(20140901)
    sheets = [(f"甲{n}", [("", question, chance.choice(CHOICES)) for question in ("作风", "水平", "实事")], [("", "意见", f"第{chance.random()}条")])
              for n in range(40)]
    shuffled = sheets.copy()
    random.Random(seed).shuffle(shuffled)
    files: list[bytes] = []
    for name, line in (("one", sheets), ("two", shuffled)):
        urns = box(tmp_path / name, {"甲": 40})
        for code, choices, remarks in line:
            assert urns.cast("ABCD", digest(code), choices, remarks) == "counted"
        files.append((tmp_path / name / "ABCD.db").read_bytes())
        assert [path.name for path in (tmp_path / name).iterdir()] == ["ABCD.db"]
    assert files[0] == files[1]


def test_nothing_is_left_of_a_box_that_was_destroyed(tmp_path: Path) -> None:
    urns = box(tmp_path, {"甲": 3})
    urns.destroy("ABCD")
    assert list(tmp_path.iterdir()) == []
    assert not urns.has("ABCD")
    urns.destroy("ABCD")


def test_what_is_no_tag_leads_to_no_file(tmp_path: Path) -> None:
    urns = Urns(tmp_path)
    for tag in ("", "../bihuan", "a", "ABCD.db", "ABCD/../X"):
        assert not urns.has(tag)


def test_a_backup_of_a_box_holds_counts_and_moves_on_by_whole_batches(tmp_path: Path) -> None:
    urns = box(tmp_path / "live", {"甲": 12})
    for n in range(5):
        urns.cast("ABCD", digest(f"甲{n}"), [("", "作风", "满意")], [("", "意见", "私下说的话")])
    first = urns.outline("ABCD", 5)
    urns.cast("ABCD", digest("甲5"), [("", "作风", "不满意")], [])
    assert urns.outline("ABCD", 5) == first
    assert digest("甲0") not in str(first)
    assert "私下说的话" not in str(first)
    for n in range(6, 10):
        urns.cast("ABCD", digest(f"甲{n}"), [("", "作风", "不满意")], [])
    assert urns.outline("ABCD", 5)["groups"]["甲"]["returned"] == 10
    back = Urns(tmp_path / "back")
    back.put_back("ABCD", first)
    assert back.totals("ABCD").returned == {"甲": 5}
    assert back.totals("ABCD").counts == {("甲", "", "作风", "满意"): 5}
    assert back.cast("ABCD", digest("甲7"), [], []) == "unknown"
