"""Verification of what evaluations rest on and lead to, and of rows that no event carries whole: each value changed by
hand is named."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from engine.case import Reopen
from engine.service import StreetService, boxes, casting
from engine.store import Store
from engine.store.verify import seal, stored_methods, verify
from tests.ballot_street import began, sheet
from tests.unit.score_street import Scored
from tests.unit.test_scores_street import sign_all


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> StreetService:
    """Two months with results signed, declined and waiting; everything sealed."""
    made = Scored(tmp_path_factory.mktemp("scores") / "street")
    made.matters(甲格="满满好", 乙格="满坏", 丙格="坏不")
    late = made.matter("甲格")
    made.order()
    made.at("2026-04-01 08:00")
    sign_all(made)
    made.at("2026-04-08 09:00")
    made.matters(甲格="满", 乙格="坏")
    made.at("2026-05-02 08:00")
    made.service.act("jia", late, Reopen("又坏了"))  # March is to be worked out again
    with made.service.store.write() as conn:
        case = conn.execute("SELECT id FROM stream WHERE kind = 'case' LIMIT 1").fetchone()[0]
        conn.execute("INSERT INTO started VALUES (?,'scored/诉求','2026-03',?,?)", (made.service.street.id, case, made.now.isoformat()))
        conn.execute("INSERT INTO looked (street, person, stream, field, at) VALUES (?,'kao',?,'电话',?)", (made.service.street.id, case, made.now.isoformat()))
    made.matter("甲格")
    seal(made.service.store, made.now + timedelta(hours=1))
    made.matter("乙格")
    seal(made.service.store, made.now + timedelta(hours=2))
    return made.service


CHANGES = [
    *((f"UPDATE period SET {name} = {value}", "各期一览和记录不一致") for name, value in (
        ("evaluation", "evaluation || 'x'"), ("key", "key || 'x'"), ("first", "'2000-01-01'"), ("last", "'2000-01-01'"), ("rev", "rev + 1"),
        ("at", "'2000-01-01'"), ("signed", "'2000-01-01'"), ("recomputed", "recomputed + 1"), ("method", "'x'"))),
    ("DELETE FROM period WHERE key = '2026-03'", "各期一览和记录不一致"),
    ("UPDATE period SET id = 'x' WHERE key = '2026-03'", "不属于任何记录"),
    *((f"UPDATE score_row SET {name} = {value}", "得分和记录不一致") for name, value in (
        ("rev", "rev + 1"), ("score", "'100'"), ("place", "place + 1"), ("subject", "subject || 'x'"))),
    ("DELETE FROM score_row", "得分和记录不一致"),
    ("UPDATE score_row SET period = 'x' WHERE subject = '甲格'", "不属于任何记录"),
    *((f"UPDATE proposal SET {name} = {value}", "结果和记录不一致") for name, value in (
        ("method", "'x'"), ("evaluation", "'x'"), ("rule", "'x'"), ("bearer", "'x'"), ("subject", "'x'"), ("key", "'x'"),
        ("state", "'declined' WHERE state = 'signed'"), ("effective", "'2000-01-01'"), ("took_effect", "1 - took_effect"))),
    ("DELETE FROM proposal WHERE state = 'signed'", "结果和记录不一致"),
    *((f"UPDATE contribution SET {name} = {value} WHERE rule LIKE '%/指标/%' AND to_pos IS NULL", "计入评价的数和记录不一致") for name, value in (
        ("subject", "'丙格'"), ("day", "'2026-03-31'"), ("num", "1 - num"), ("den", "den + 1"), ("grp", "'x'"), ("object", "'x'"), ("rule", "rule || 'x'"))),
    ("DELETE FROM contribution WHERE rule LIKE '%/指标/%'", "计入评价的数和记录不一致"),
    ("UPDATE contribution SET to_pos = 1 WHERE rule LIKE '%/指标/%'", "计入评价的数和记录不一致"),
    ("DELETE FROM counted", "没有计入评价"),
    ("UPDATE counted SET n = 7", "没有计入评价"),
    ("DELETE FROM counting", "计数依据"),
    ("UPDATE counting SET parameters = '{\"日常占比\": \"1\"}'", "计数依据"),
    ("UPDATE counting SET n = n + 1", "计数依据"),
    ("UPDATE stream SET state = replace(state, '满意', '不满') WHERE kind = 'period'", "现在的样子和记录不一致"),
    ("UPDATE did SET person = 'yi' WHERE person = 'jia' AND kind = 'did'", "经手和抄送和记录不一致"),
    ("UPDATE did SET at = '2000-01-01'", "经手和抄送和记录不一致"),
    ("DELETE FROM did", "经手和抄送和记录不一致"),
    ("UPDATE started SET key = '2026-04'", "自动发起的登记被改动过"),
    ("DELETE FROM started", "自动发起的登记被改动过"),
    ("UPDATE started SET stream = 'x'", "不属于任何记录"),
    *((f"UPDATE message SET {name} = {value}", "通知被改动过") for name, value in (
        ("person", "'x'"), ("cause", "'x'"), ("at", "'2000-01-01'"), ("dedupe", "dedupe || 'x'"))),
    ("DELETE FROM message WHERE n = (SELECT min(n) FROM message)", "通知被改动过"),
    ("UPDATE message SET person = 'x' WHERE cause = '评价结果'", "通知和记录不一致"),
    ("UPDATE message SET stream = 'x'", "不属于任何记录"),
    ("UPDATE looked SET person = 'x'", "查看留痕被改动过"),
    ("DELETE FROM looked", "查看留痕被改动过"),
    ("UPDATE code SET salt = 'x'", "查询码被改动过"),
    ("UPDATE code SET at = '2000-01-01'", "查询码被改动过"),
    ("DELETE FROM code", "查询码被改动过"),
    ("DELETE FROM seal WHERE n = (SELECT max(n) FROM seal)", "次封存缺了一部分"),
    ("DELETE FROM side_seal WHERE seal = (SELECT max(n) FROM seal)", "次封存缺了一部分"),
    ("UPDATE side_seal SET root = 'x' WHERE side = 'message'", "通知被改动过"),
    ("DELETE FROM in_force", "计数依据"),
    ("DELETE FROM dirty", "要不要重算的登记被改动过"),
    ("UPDATE dirty SET key = '2026-04'", "要不要重算的登记被改动过"),
    ("UPDATE period SET waits = 1 - waits", "要不要重算的登记被改动过"),
]


@pytest.mark.parametrize(("sql", "words"), CHANGES, ids=[sql[:60] for sql, _ in CHANGES])
def test_a_value_changed_by_hand_is_named(ended: StreetService, tmp_path: Path, sql: str, words: str) -> None:
    copy = Store(tmp_path / "copy.db", ended.street.id)
    ended.store.conn.backup(copy.conn)
    known = stored_methods(copy)
    copy.conn.execute("PRAGMA foreign_keys=OFF")
    for (index,) in copy.conn.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'").fetchall():
        copy.conn.execute(f'DROP INDEX "{index}"')
    try:
        changed = copy.conn.execute(sql.replace("UPDATE ", "UPDATE OR IGNORE ", 1)).rowcount
    except sqlite3.IntegrityError:
        changed = 0
    assert changed > 0
    found = [one.zh for one in verify(copy, known)]
    copy.close()
    assert any(words in one for one in found), found


def test_what_was_not_touched_is_in_order(ended: StreetService) -> None:
    assert verify(ended.store, stored_methods(ended.store)) == []


def test_a_box_that_is_gone_damaged_or_too_full_is_named(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path)
    assert casting.cast(made.service, codes["党员"][0], sheet(random.Random(2))) == casting.RECEIVED
    assert boxes.examine(made.service) == []
    tag = made.case(case).poll["urn"]
    path = made.service.boxes.urns.path(tag)
    assert path is not None
    kept = path.read_bytes()
    for sql, words in (("UPDATE box SET n = n + 99", "比发出或收回的多"), ("UPDATE about SET value = 'x' WHERE key = 'case'", "别的测评的")):
        with closing(sqlite3.connect(path)) as conn, conn:
            assert conn.execute(sql).rowcount > 0
        assert [words in one.zh for one in boxes.examine(made.service)] == [True]
        path.write_bytes(kept)
    path.write_bytes(b"nothing" * 1000)
    assert ["不在了或者坏了" in one.zh for one in boxes.examine(made.service)] == [True]
    path.unlink()
    assert ["不在了或者坏了" in one.zh for one in boxes.examine(made.service)] == [True]
