"""What the commands of ballots and draws print, from a street that holds both."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from engine.cli import main
from engine.service import casting, draws, open_service
from engine.store.lists import cases_numbered

METHOD = Path(__file__).resolve().parents[1] / "check" / "ok" / "ballots-and-draws"


def ran(words: list[str], expect: int = 0) -> str:
    """What a command prints."""
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == expect, result.output
    return result.stdout


def voting_street(home: Path) -> tuple[tuple[str, ...], str]:
    """A street with a case at its secret ballot: the options that name it, and the case's number."""
    shutil.copytree(METHOD, home / "methods" / "ballots-and-draws")
    people = "".join(f", r{n}: {{姓名: 代表{n}, 任职: {{代表: 东社区}}}}" for n in range(6))
    (home / "street.yaml").write_text("街道: 小街\n沿用: {ballots-and-draws: {}}\n单位: {东社区: {种类: 社区}}\n"
                                      "人员: {zhang: {姓名: 张明, 任职: {主持人: 小街}}, li: {姓名: 李平, 任职: {主持人: 小街}}"
                                      f"{people}}}\n", encoding="utf-8")
    here = ("--street", str(home), "--as", "张明")
    done = json.loads(ran(["open", "评议", "--unit", "东社区", "--set", "事情=评一评", *here, "--format", "json"]))
    return here, done["number"]


def keep_ballots(home: Path, keep: Any) -> None:
    """Keep what each command prints for programs."""
    here, number = voting_street(home)
    keep("ballot list", *here, street=False)
    keep("ballot show", number, *here, street=False)
    codes = keep("ballot slips", number, *here, street=False)
    keep("ballot hand-out", number, *(word for n in range(6) for word in ("--to", f"代表{n}")), *here, street=False)
    service = open_service(home)
    for code in next(one["codes"] for one in codes if one["group"] == "代表")[:3]:
        casting.cast(service, code, {"作风": "满意", "水平": "满意"})
    keep("ballot count", number, "--group", "代表", "--sheets", "3", "--votes", "作风=满意=3", "--votes", "水平=不满意=2", "--votes", "水平==1",
         *here, street=False)
    ran(["ballot", "count", number, "--confirm", "1", *here[:2], "--as", "李平"])
    keep("ballot close", number, *here, street=False)
    case = cases_numbered(service.store, number)[0]
    draws.freeze(service, "zhang", case)
    draws.name_seed(service, "zhang", case, (("申请人", "17"),))
    service.store.close()
    shown = keep("draw show", number, *here, street=False)
    (home / "record.json").write_text(json.dumps(shown["record"]), encoding="utf-8")
    keep("draw verify", str(home / "record.json"), street=False)
