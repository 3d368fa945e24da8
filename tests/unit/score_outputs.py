"""What the commands about scores really print, for the page that shows it.

In: an empty folder and the way to keep what a command printed.  Out: nothing; a street is made in the folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.cli.common import open_street
from tests.unit.told_street import told


def keep_scores(home: Path, keep: Any) -> None:
    """A month that was closed long ago: its table, a receipt, results signed and declined, another weight tried."""
    street = told(home, now="2025-03-03 09:00")
    street.matters(甲格="满满好", 乙格="满坏", 丙格="坏不")
    street.service.store.close()
    here, when = ("--street", str(home)), ("--period", "2025-03")
    keep("score list", "--as", "kao", *here, street=False)
    keep("score table", "月评", "--as", "kao", *when, *here, street=False)
    keep("score explain", "月评", "乙格", "--as", "kao", *when, *here, street=False)
    keep("score receipt", "月评", "乙格", str(home / "算分单.json"), "--as", "kao", *when, *here, street=False)
    rows = keep("score results", "--as", "kao", *here, street=False)
    found = {row["result"] + row["subject"]: row["id"] for row in rows}
    keep("score sign", found["通报丙格"], "--choice", "批评", "--as", "kao", *here, street=False)
    keep("score answer", found["通报丙格"], "--text", "那件不归我们管", "--as", "bao2", *here, street=False)
    keep("score decline", found["通报乙格"], "--reason", "没有检查", "--as", "kao", *here, street=False)
    service = open_street(home, "zh")
    service.scores.sign("kao", *found["流动红旗甲格"].split("#"))
    number = service.scores.proposals("kao", states=("signed",))[0].papers[0][1]
    service.store.close()
    keep("score paper", "荣誉证书", number, "--as", "kao", *here, street=False)
    keep("whatif", "scored", "月评", "--set", "日常占比=100%", "--as", "kao", *when, *here, street=False)
    keep("recompute", *here, street=False)
    keep("parameters", "scored", "--as", "kao", *here, street=False)
    keep("set", "scored", "日常占比=70%", "满意占比=30%", "--from", "2036-01-01", "--reason", "试行", "--yes", "--as", "admin", *here, street=False)
