"""Ballots and draws from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from engine.service import casting, open_service
from tests.unit.ballot_outputs import ran, voting_street


def test_a_secret_ballot_and_a_draw_are_held_from_the_command_line(tmp_path: Path) -> None:
    here, number = voting_street(tmp_path)
    assert "无记名" in ran(["ballot", "list", *here])
    slips = ran(["ballot", "slips", number, "--spare", "1", *here])
    assert slips.count("-") == 3 * 13
    codes = {part.split("\n")[0]: part.split("\n")[1:] for part in slips.strip().split("# ") if part}
    ran(["ballot", "hand-out", number, "--to", "代表0", *here], 1)
    everybody = [word for n in range(6) for word in ("--to", f"代表{n}")]
    ran(["ballot", "hand-out", number, *everybody, "--slips", "居民=5", *here])
    service = open_service(tmp_path)
    for code in codes["代表"][:3]:
        casting.cast(service, code, {"作风": "满意", "水平": "不满意"})
    service.store.close()
    ran(["ballot", "count", number, "--group", "居民", "--sheets", "4", "--votes", "作风=满意=4", "--votes", "水平=满意=4", *here])
    ran(["ballot", "close", number, *here], 1)
    ran(["ballot", "count", number, "--strike", "1", *here])
    ran(["ballot", "count", number, "--group", "居民", "--sheets", "4", "--votes", "作风=满意=4", "--votes", "水平=满意=3", "--votes", "水平==1", *here])
    ran(["ballot", "count", number, "--confirm", "1", *here[:2], "--as", "李平"])
    assert "抽人" in ran(["ballot", "close", number, *here])
    shown = ran(["ballot", "show", number, "--step", "测", *here])
    assert "成立" in shown
    assert "满意率" in shown
    ran(["ballot", "show", number, *here], 1)
    assert "还没有定名单" in ran(["draw", "show", number, *here])
    ran(["draw", "verify", number, *here], 1)
    ran(["draw", "verify", number, *here[:2]], 2)


def test_a_record_that_was_changed_does_not_agree(tmp_path: Path) -> None:
    from tests.unit.ballot_outputs import keep_ballots

    found: dict[str, object] = {}

    def keep(name: str, *words: str, street: bool = True, expect: int = 0) -> object:
        found[name] = json.loads(ran([*name.split(), *words, "--format", "json"], expect))
        return found[name]

    keep_ballots(tmp_path, keep)
    path = tmp_path / "record.json"
    assert "验算一致" in ran(["draw", "verify", str(path)])
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, "seed": [["申请人", "18"]]}), encoding="utf-8")
    assert "抽中的不对" in ran(["draw", "verify", str(path)], 1)
    path.write_text("不是", encoding="utf-8")
    assert "不是一份完整" in ran(["draw", "verify", str(path)], 1)
