"""Lots: whoever has the printed record can work the draw out again."""

from __future__ import annotations

import json
import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from engine.draws import check_record, draw, entry_of, order, pool_of, record, shares, successor

NAMES = st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=1, max_size=30, unique=True)


@given(NAMES, st.randoms(use_true_random=False), st.integers(0, 5), st.text(max_size=8))
def test_the_order_in_which_a_list_is_given_means_nothing(names: list[str], chance: random.Random, wanted: int, seed: str) -> None:
    shuffled = names.copy()
    chance.shuffle(shuffled)
    count = {"": min(wanted, len(names))}
    one, other = pool_of(dict.fromkeys(names, ""), count, 2), pool_of(dict.fromkeys(shuffled, ""), count, 2)
    assert one.hash == other.hash
    assert draw(one, [seed]) == draw(other, [seed])


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=6), st.sampled_from("甲乙丙"), min_size=3, max_size=40), st.integers(1, 9), st.integers(0, 3))
def test_every_stratum_gives_its_quota_and_nobody_comes_twice(entries: dict[str, str], total: int, reserves: int) -> None:
    sizes = Counter(entries.values())
    quotas = shares(min(total, len(entries)), dict(sorted(sizes.items())))
    pool = pool_of(entries, quotas, reserves)
    assert pool.lacking() is None
    drawn = draw(pool, ["12", "7"])
    assert Counter(entries[one] for one in drawn.picked) == Counter({name: n for name, n in quotas.items() if n})
    assert len({*drawn.picked, *drawn.reserves}) == len(drawn.picked) + len(drawn.reserves)
    line = order(pool, ["12", "7"])
    assert sorted(line) == sorted(entries)
    assert list(drawn.picked) == sorted(drawn.picked, key=line.index)


@given(st.dictionaries(st.sampled_from("甲乙丙丁"), st.integers(0, 50), min_size=1), st.integers(0, 60))
def test_shares_add_up_to_the_whole_and_stay_within_the_strata(sizes: dict[str, int], total: int) -> None:
    whole = min(total, sum(sizes.values()))
    found = shares(whole, sizes)
    assert sum(found.values()) == whole
    assert all(0 <= found[name] <= sizes[name] for name in sizes)


def test_over_many_seeds_everybody_is_drawn_equally_often() -> None:
    pool = pool_of({f"p{n}": "" for n in range(10)}, {"": 3})
    seen = Counter(one for seed in range(4000) for one in draw(pool, [str(seed)]).picked)
    assert all(abs(n - 1200) < 120 for n in seen.values())  # four standard deviations of a fair draw


def test_a_longer_list_another_quota_or_another_purpose_has_another_hash() -> None:
    pool = pool_of({"a": "", "b": ""}, {"": 1}, 0, "2026-0001")
    others = (pool_of({"a": "", "b": "", "c": ""}, {"": 1}, 0, "2026-0001"), pool_of({"a": "", "b": ""}, {"": 2}, 0, "2026-0001"),
              pool_of({"a": "", "b": ""}, {"": 1}, 1, "2026-0001"), pool_of({"a": "", "b": ""}, {"": 1}, 0, "2026-0002"))
    assert len({pool.hash, *(one.hash for one in others)}) == 5


def test_a_printed_record_checks_itself_and_every_change_shows() -> None:
    pool = pool_of({entry_of("nonce", f"person{n}"): "" for n in range(6)}, {"": 2}, 1, "2026-0001 抽取")
    seed = [("申请人", "17"), ("对方", "4")]
    made = json.loads(json.dumps(record(pool, seed, draw(pool, [value for _, value in seed]), {})))
    assert check_record(made) == []
    for change in ({"seed": [["申请人", "18"], ["对方", "4"]]}, {"drawn": made["drawn"][::-1]}, {"quotas": {"": 3}},
                   {"entries": made["entries"][1:]}, {"purpose": "2026-0002 抽取"}, {"hash": "0" * 64}, {"standing_by": []}):
        assert check_record({**made, **change}), change
    for broken in ({}, [], None, {**made, "entries": [["a"]]}, {**made, "format": "other"}, {**made, "reserves": "many"}):
        assert check_record(broken), broken


def test_whoever_steps_in_comes_from_the_same_stratum_and_each_only_once() -> None:
    pool = pool_of({"a1": "甲", "a2": "甲", "a3": "甲", "b1": "乙", "b2": "乙"}, {"甲": 1, "乙": 1}, 1)
    drawn = draw(pool, ["5"])
    first = next(one for one in drawn.picked if one.startswith("a"))
    stands_in = successor(pool, drawn, first, ())
    assert stands_in is not None
    assert stands_in.startswith("a")
    assert successor(pool, drawn, first, [stands_in]) is None
