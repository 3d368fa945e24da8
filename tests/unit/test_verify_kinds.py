"""Verification of what is no case: duties, rows of registers, issues of boards, and rows that belong to nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.service import StreetService
from engine.store import Store
from engine.store.verify import stored_methods, verify
from tests.duty_street import DutyStreet
from tests.unit import ledger_street
from tests.unit.board_street import Board


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> StreetService:
    """Boards with issues, one matter solved."""
    made = Board(tmp_path_factory.mktemp("boards") / "street")
    made.solve(made.matter())
    made.at("2026-04-03 09:00")
    return made.service


@pytest.fixture(scope="module")
def duty(tmp_path_factory: pytest.TempPathFactory) -> StreetService:
    """Obligations planned for two months."""
    return DutyStreet(tmp_path_factory.mktemp("duties"), "2014-03-03 09:00").service


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> StreetService:
    """One household in a register."""
    service = ledger_street.make(tmp_path_factory.mktemp("rows") / "street")
    service.add_row("zhang", "ledgers", "家庭", "柳南社区", {"户主": "王老五", "电话": "13900001111"})
    return service


@pytest.mark.parametrize(("street", "sql", "words"), [
    ("board", "UPDATE issue SET state = 'published', number = '9' WHERE state <> 'published' OR number <> ''", "公示的一行和记录不一致"),
    ("board", "UPDATE issue SET street = 'x'", "没有记录"),
    ("board", "INSERT INTO issue SELECT 'line/' || street || '/x', street, method, board, 'published', '99', '', '', '', at, '' FROM issue LIMIT 1",
     "没有记录"),
    ("board", "INSERT INTO issue_line SELECT 'line/none', 1, cells, source, unit, salt FROM issue_line LIMIT 1", "没有记录"),
    ("board", "UPDATE issue_line SET cells = replace(cells, '修路灯', '修门灯')", "被改动过或者不见了"),
    ("board", "UPDATE issue_line SET source = source || 'x' WHERE source <> ''", "被改动过或者不见了"),
    ("board", "UPDATE issue_line SET unit = 'x'", "被改动过或者不见了"),
    ("board", "DELETE FROM issue_line", "被改动过或者不见了"),
    ("board", "UPDATE stream SET unit = '别处' WHERE kind = 'issue'", "在列表里的一行和记录不一致"),
    ("board", "UPDATE event SET body = replace(body, '\"since\"', '\"sinse\"') WHERE type = 'issue_drawn'", "条记录被改动过"),
    ("duty", "UPDATE duty SET planned = '2099-01-01'", "履职一览和记录不一致"),
    ("duty", "UPDATE duty SET outcome = 'met'", "履职一览和记录不一致"),
    ("duty", "UPDATE duty SET street = 'x'", "不属于任何记录"),
    ("duty", "DELETE FROM duty", "履职一览和记录不一致"),
    ("duty", "UPDATE duty SET id = 'more' WHERE id = (SELECT min(id) FROM duty)", "不属于任何记录"),
    ("duty", "UPDATE stream SET due = '2099-01-01' WHERE kind = 'duty'", "在列表里的一行和记录不一致"),
    ("duty", "UPDATE stream SET state = replace(state, 'li', 'wu') WHERE kind = 'duty'", "现在的样子和记录不一致"),
    ("register", "UPDATE register_row SET title = '别人'", "名册里的一行和记录不一致"),
    ("register", "UPDATE register_row SET active = 0", "名册里的一行和记录不一致"),
    ("register", "UPDATE register_row SET street = 'x'", "不属于任何记录"),
    ("register", "INSERT INTO register_link SELECT id, 'li', street FROM register_row", "联系人和记录不一致"),
    ("register", "UPDATE vault SET value = replace(value, '13900001111', '13900002222')", "保密内容被改动过"),
    ("register", "UPDATE vault SET stream = 'more'", "不属于任何记录"),
    ("register", "UPDATE stream SET headline = '别人' WHERE kind = 'row'", "在列表里的一行和记录不一致"),
])
def test_damage_is_named(request: pytest.FixtureRequest, tmp_path: Path, street: str, sql: str, words: str) -> None:
    service = request.getfixturevalue(street)
    copy = Store(tmp_path / "copy.db", service.street.id)
    service.store.conn.backup(copy.conn)
    known = stored_methods(copy)
    assert verify(copy, known) == []
    copy.conn.execute("PRAGMA foreign_keys=OFF")
    assert copy.conn.execute(sql).rowcount > 0
    found = [one.zh for one in verify(copy, known)]
    copy.close()
    assert any(words in one for one in found), found
