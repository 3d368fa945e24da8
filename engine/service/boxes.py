"""The boxes of secret ballots beside the record: opened, closed while a ballot is counted, and gone once it is.

In: tags of boxes.  Out: what lies in them.  The record and a box are two files, so which of them is right after a
breakdown follows from the record alone: a box whose ballot is open stays or opens again, any other is destroyed.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from engine.ballots import Totals
from engine.case import Case
from engine.store.polls import open_boxes
from engine.store.urn import BoxLost, Urns
from engine.text import Text, say

if TYPE_CHECKING:
    from engine.service.service import Service


class Boxes:
    """The street's boxes, and those this thread has closed for a count that is not yet done."""

    def __init__(self, urns: Urns) -> None:
        self.urns = urns
        self._mine = threading.local()

    @property
    def _closed(self) -> list[str]:
        found: list[str] | None = getattr(self._mine, "closed", None)
        if found is None:
            found = self._mine.closed = []
        return found

    def close(self, tag: str) -> Totals | None:
        """Close a box for a count; None where there is none."""
        if not self.urns.has(tag):
            return None
        self._closed.append(tag)
        return self.urns.close(tag)

    def reopen(self) -> None:
        """The count did not come about: what this thread closed is open again."""
        while self._closed:
            self.urns.reopen(self._closed.pop())

    def put_away(self, service: Service) -> None:
        """The count is on record: destroy what this thread closed."""
        while self._closed:
            tidy(service, self._closed.pop())


def tidy(service: Service, tag: str) -> bool:
    """Bring one box in line with the record; whether it was destroyed.  The write keeps counts under way out."""
    urns = service.boxes.urns
    with service.store.write():
        try:
            about = urns.about(tag)
        except BoxLost:  # another process was first; a damaged one is named when it is wanted
            return False
        case = open_case(service, about["case"], tag)
        if case is None:
            urns.destroy(tag)
            return True
        if about["closed"]:
            urns.reopen(tag)
        urns.hand(tag, may_come(case))
        return False


def sweep(service: Service) -> int:
    """Bring every box in line with the record; how many were destroyed."""
    return sum(tidy(service, tag) for tag in service.boxes.urns.tags())


def open_case(service: Service, case_id: str, tag: str) -> Case | None:
    """The case whose ballot this box belongs to, while that ballot is open."""
    loaded = service.store.load(case_id)
    if loaded is None or loaded[0].outcome or loaded[0].poll.get("urn") != tag:
        return None
    return loaded[0]


def examine(service: Service) -> list[Text]:
    """What is wrong with the boxes of ballots that are open: gone, damaged, somebody else's, or holding more than was handed out."""
    found: list[Text] = []
    for case_id, number, tag in open_boxes(service.store):
        loaded = service.store.load(case_id)
        assert loaded is not None
        try:
            about, totals = service.boxes.urns.about(tag), service.boxes.urns.totals(tag)
        except BoxLost as lost:
            found.append(lost.text)
            continue
        out = may_come(loaded[0])
        more = any(n > out.get(group, 0) for group, n in totals.returned.items())
        if about.get("case") != case_id:
            found.append(say("「{name}」的票箱文件是别的测评的", "the box of “{name}” belongs to another ballot", name=number))
        elif more or any(n > totals.returned.get(cell[0], 0) for cell, n in totals.counts.items()):
            found.append(say("「{name}」票箱里的票比发出或收回的多", "the box of “{name}” holds more than was handed out or came back", name=number))
    return found


def may_come(case: Case) -> dict[str, int]:
    """How many sheets of each group may be cast by code: slips that are out, less what was counted on paper."""
    paper: dict[str, int] = {}
    for row in case.poll.get("paper", ()):
        paper[row["group"]] = paper.get(row["group"], 0) + row["sheets"]
    return {group: n - paper.get(group, 0) for group, n in case.poll.get("handed", {}).items()}
