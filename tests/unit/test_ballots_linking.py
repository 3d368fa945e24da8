"""Who could tell who answered what: whoever has every file and knows in which order people came guesses as anybody would."""

from __future__ import annotations

import logging
import random
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from engine.service import ballots, casting
from tests.ballot_street import SECRET, Hall, began, hall, hand_all, sheet


def sequences(folder: Path, words: Sequence[str]) -> Iterable[list[str]]:
    """Every order in which remarks can be found: in the bytes of each file, and row by row in each table of each database."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        data = path.read_bytes()
        places = {word: data.find(word.encode()) for word in words}
        found = sorted((place, word) for word, place in places.items() if place >= 0)
        yield [word for _, word in found]
        if data[:15] == b"SQLite format 3":
            conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            for (table,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").fetchall():
                rows = [str(row) for row in conn.execute(f'SELECT * FROM "{table}"')]
                yield [word for row in rows for word in sorted(words, key=row.find) if word in row]
            conn.close()


def matches(folder: Path, voters: Sequence[str], said: dict[str, str]) -> int:
    """How many voters the best guess links to their own remark: their order at the box, or any list of them, laid beside
    each order in which remarks are found, forwards and backwards."""
    orders = [list(voters), sorted(voters)]
    best = 0
    for found in sequences(folder, list(said.values())):
        for line in (found, found[::-1]):
            for order in orders:
                best = max(best, sum(said[who] == word for who, word in zip(order, line, strict=False)))
    return best


def trial(made: Hall, folder: Path, seed: int) -> tuple[list[str], dict[str, str]]:
    """Twelve members answer in a known order, each with a remark of their own."""
    chance = random.Random(seed)
    case = made.open()
    codes = list(hand_all(made, case)["党员"])
    chance.shuffle(codes)
    voters = [f"m{n:02}" for n in range(12)]
    chance.shuffle(voters)
    said = {who: f"意见{chance.randrange(10**9):09}" for who in voters}
    before = {path.name: path.read_bytes() for path in folder.glob("bihuan.db*") if not path.name.endswith("-shm")}
    for who, code in zip(voters, codes, strict=True):
        casting.cast(made.service, code, sheet(chance, said[who]))
    assert before == {path.name: path.read_bytes() for path in folder.glob("bihuan.db*") if not path.name.endswith("-shm")}
    return voters, said


def test_the_best_guess_links_nobody_better_than_chance(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever knows in which order people came and has every file, guesses one of twelve right, as anybody would.

    The best of the four ways to lay two orders beside each other is a little above two on average; where sheets are kept
    as they come it is twelve."""
    made = hall(tmp_path, SECRET)
    caplog.set_level(logging.DEBUG)
    found = []
    for seed in range(10):
        caplog.clear()
        voters, said = trial(made, tmp_path, seed)
        assert not caplog.records
        found.append(matches(tmp_path / "urns", voters, said))
        case = made.service.boxes.urns.about(made.service.boxes.urns.tags()[0])["case"]
        ballots.close(made.service, "zhu", case)
        made.service.store.close()
        found.append(matches(tmp_path, voters, said))
    assert sum(found) / len(found) < 3
    assert max(found) < 7


def test_the_same_guess_links_everybody_where_sheets_are_kept_as_they_come(tmp_path: Path) -> None:
    chance = random.Random(1)
    voters = [f"m{n:02}" for n in range(12)]
    chance.shuffle(voters)
    said = {who: f"意见{chance.randrange(10**9):09}" for who in voters}
    conn = sqlite3.connect(tmp_path / "naive.db")
    conn.execute("CREATE TABLE sheet (remark TEXT)")
    for who in voters:
        conn.execute("INSERT INTO sheet VALUES (?)", (said[who],))
        conn.commit()
    conn.close()
    assert matches(tmp_path, voters, said) == 12


def test_before_the_count_no_answer_and_after_it_no_code_is_in_the_record(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path)
    for code in codes["党员"][:4]:
        casting.cast(made.service, code, sheet(random.Random(7), "树太高了"))
    written = b"".join(path.read_bytes() for path in tmp_path.glob("bihuan.db*"))
    assert "树太高了".encode() not in written
    box = next((tmp_path / "urns").iterdir()).read_bytes()
    people = [*(f"m{n:02}".encode() for n in range(12)), "党员0".encode(), b"zhu"]
    assert not [one for one in people if one in box]
    ballots.close(made.service, "zhu", case)
    written = b"".join(path.read_bytes() for path in tmp_path.glob("bihuan.db*"))
    assert not [code for group in codes.values() for code in group if code.encode() in written or code.replace("-", "").encode() in written]
