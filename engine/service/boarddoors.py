"""What pages and commands may ask about boards.

In: who asks.  Out: views of `engine.service.boards`, or what `engine.service.publishing` did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.boards import Issue
from engine.service import boards as reading
from engine.service import publishing
from engine.service.boards import BoardView, IssueLine, IssueView
from engine.service.scores import openly
from engine.service.scores.openly import Opened, Told
from engine.service.service import Service


class BoardDoors(Service):
    """The part of a street's service that is about boards."""

    def boards(self, person: str = "public") -> list[BoardView]:
        """The boards somebody may read."""
        return reading.boards(self, person)

    def issues(self, person: str = "public", *, method: str = "", board: str = "", unit: str = "", month: str = "", page: int = 1,
               state: str = "published", size: int = reading.SIZE) -> list[IssueLine]:
        """Issues of the boards somebody may read, newest first, `size` on a page."""
        return reading.issue_lines(self, person, method=method, board=board, unit=unit, month=month, page=page, state=state, size=size)

    def issue(self, person: str, name: str) -> IssueView:
        """One issue with its lines."""
        return reading.issue_page(self, person, name)

    def open_receipts(self, name: str) -> dict[int, frozenset[str]]:
        """The lines of an issue that anybody may open down to what their numbers follow from, each with the columns that open."""
        return openly.opening(self, name)

    def open_receipt(self, name: str, line: int) -> Opened:
        """What is behind the numbers of a line that was published to everybody."""
        return openly.open_line(self, name, line)

    def staff_receipts(self, person: str, name: str) -> dict[int, Told]:
        """What the lines of an issue tell of evaluations, for somebody who may see their receipts."""
        return openly.for_staff(self, person, name)

    def issue_numbered(self, method: str, board: str, number: str) -> str:
        """The issue of a board with a number."""
        return reading.find(self, method, board, number)

    def told_to_party(self, case_id: str) -> list[IssueLine]:
        """What boards tell of a matter to whoever follows it."""
        return reading.told_to_party(self, case_id)

    def drafts_to_sign(self, person: str) -> list[IssueLine]:
        """The issues that wait for somebody's approval."""
        return reading.waiting(self, person)

    def approve_issue(self, person: str, name: str) -> str:
        """Let a draft out; its number."""
        return publishing.approve(self, person, name).number

    def decline_issue(self, person: str, name: str, reason: str) -> None:
        """Do not let a draft out."""
        publishing.decline(self, person, name, reason)

    def redraw_issue(self, person: str, name: str) -> None:
        """Draw a draft up again."""
        publishing.redraw(self, person, name)

    def correct_issue(self, person: str, name: str, reason: str, lines: Iterable[int] | None = None) -> Issue:
        """Correct a published issue by a new one."""
        return publishing.correct_issue(self, person, name, reason, lines)

    def correction_preview(self, person: str, name: str) -> list[tuple[int, tuple[str, ...], Mapping[str, str]]]:
        """What a correction would change."""
        return publishing.preview(self, person, name)

    def redact_line(self, person: str, name: str, line: int, reason: str) -> None:
        """Take one line of an issue down."""
        publishing.redact(self, person, name, line, reason)
