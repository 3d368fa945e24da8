"""Signs everything that waits in a street of `told`, saying each act, until it is killed.

In: the folder of a street on the command line.  Out: a line for each act.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.unit.score_street import Scored


def main(folder: Path) -> None:
    """Close March, then sign what it led to, one by one."""
    street = Scored(folder, "2026-04-01 08:00")
    street.service.tick()
    print("closed", flush=True)
    for one in street.service.scores.waiting("kao"):
        street.service.scores.sign("kao", one.period, one.key, choice="批评" if one.choices else "")
        print(one.key, flush=True)
    street.now = street.now.replace(day=10)
    street.service.tick()
    print("in effect", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
