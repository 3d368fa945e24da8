"""What the commands about duties really print, for the page that shows it.

In: an empty folder and the way to keep what a command printed.  Out: nothing; a street is made in the folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.service.service import shanghai_now
from tests.duty_street import read_duty_street


def keep_duties(home: Path, keep: Any, ran: Callable[[list[str]], str]) -> None:
    """Days planned, a stand-in, another day, and an excuse that is granted."""
    read_duty_street(home)
    (home / "methods").mkdir()
    (home / "duties").rename(home / "methods" / "duties")
    here = ("--street", str(home))
    later = (shanghai_now().date() + timedelta(days=50)).isoformat()
    rows = keep("duties list", "--as", "li", "--to", later, *here, street=False)
    visits = [row["id"] for row in rows if row["rule"] == "进社区"]
    keep("duties who-is-late", "--as", "zu", "--days", "60", *here, street=False)
    keep("duties substitute", visits[-1], "吴强", "--as", "li", "--reason", "出差", *here, street=False)
    keep("duties move", visits[-1], rows[-1]["planned"], "--as", "li", "--reason", "出差", *here, street=False)
    month = next(row["id"] for row in json.loads(ran(["duties", "list", "--as", "gan", "--format", "json", *here])) if row["rule"] == "下社区")
    keep("duties excuse", month, "--as", "gan", "--reason", "住院", *here, street=False)
    keep("duties answer", month, "yes", "--as", "zu", *here, street=False)
    keep("duties plan", *here, street=False)
