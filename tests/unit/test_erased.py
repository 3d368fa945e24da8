"""What was erased is erased: from the file's free pages and from backups too."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from engine.store.backup import backup
from tests.unit.board_street import Board


def test_a_line_that_was_taken_down_is_nowhere_in_the_file_or_a_backup(tmp_path: Path) -> None:
    board = Board(tmp_path / "street")
    for number in range(30):
        board.solve(board.matter(f"第{number}件"), result=f"装了{number}盏灯")
    board.at("2026-04-03 09:00")
    store = board.service.store
    shown = board.service.issue("public", next(one.id for one in board.service.issues() if one.lines))
    kept = store.conn.execute("SELECT cells FROM issue_line WHERE issue = ? AND line = 1", (shown.id,)).fetchone()[0]
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert kept.encode() in store.path.read_bytes()
    signer = next(one for one in board.service.directory().people if board.service.issue(one, shown.id).may_correct)
    board.service.redact_line(signer, shown.id, 1, "本人要求")
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert kept.encode() not in store.path.read_bytes()
    backup(board.folder, tmp_path / "b.zip")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "b.zip").read_bytes())) as packed:
        assert kept.encode() not in packed.read("bihuan.db")
