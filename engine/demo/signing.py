"""Boards as those who answer for them see to them: drafts approved or declined, issues corrected now and then.

In: the year, an issue that something happened to.  Out: errands on the agenda; what is done goes through the service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.service import Refused
from engine.service.boards import board_of
from engine.service.issuing import approvers, load

if TYPE_CHECKING:
    from engine.demo.year import Year

DECLINED, CORRECTED = 0.06, 0.05


class Signing:
    """Everybody who approves issues of boards."""

    def __init__(self, year: Year) -> None:
        self.year, self.service, self.chance = year, year.service, year.chance
        self.planned: set[tuple[str, str]] = set()

    def look(self, name: str) -> None:
        """Plan who approves a draft, and who finds out that an issue has to be corrected."""
        issue = load(self.service, name)
        if (name, issue.state) in self.planned:
            return
        self.planned.add((name, issue.state))
        if issue.state == "draft":
            self.year.plan(self.year.soon(), lambda: self.sign(name))
        elif issue.state == "published" and issue.signed and not issue.corrects and self.chance.random() < CORRECTED:
            self.year.plan(self.year.soon(9), lambda: self.correct(name))

    def _who(self, name: str) -> str:
        issue = load(self.service, name)
        found = approvers(self.service, board_of(self.service, issue)[1], issue.unit)
        return self.chance.choice(sorted(found)) if found else ""

    def sign(self, name: str) -> None:
        """Approve a draft, mostly."""
        person = self._who(name)
        if not person or load(self.service, name).state != "draft":
            return
        try:
            if self.chance.random() < DECLINED:
                self.service.decline_issue(person, name, "有一处数字还要核对，先不发。")
            else:
                self.service.approve_issue(person, name)
        except Refused as refused:
            self.year.clerk.give_up("公示", refused)

    def correct(self, name: str) -> None:
        """Correct what has changed since; where nothing has, it stays."""
        person = self._who(name)
        try:
            if person and self.service.correction_preview(person, name):
                self.service.correct_issue(person, name, "办理情况有了变化，按现在的情况更正。")
        except Refused as refused:
            self.year.clerk.give_up("更正公示", refused)
