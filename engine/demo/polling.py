"""Secret ballots and draws: slips made, handed out, sheets cast and counted on paper; a list fixed, a seed named, lots drawn.

In: the year, a case that has come to a ballot or a draw.  Out: errands on the agenda; what is done goes through the
service, and nobody here remembers who cast what.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.case import Case
from engine.case.people import people_of
from engine.model import Step
from engine.service import Refused, ballots, casting, draws

if TYPE_CHECKING:
    from engine.demo.year import Year

BATCHES = 2
STAYS_AWAY, ON_PAPER = 0.2, 0.4


class Polling:
    """Whoever holds a ballot or a draw, and everybody with a slip."""

    def __init__(self, year: Year) -> None:
        self.year, self.service, self.chance = year, year.service, year.chance

    # --- secret ballots -----------------------------------------------------------------------------------------------

    def begin(self, stream: str, step: Step) -> None:
        """Make the slips and plan how they go out."""
        holders = self._holders(stream, step)
        if not holders:
            return
        try:
            sheets = ballots.make_slips(self.service, holders[0], stream)
        except Refused as refused:
            self.year.clerk.give_up(f"{step.name} 制票", refused)
            return
        codes = {sheet.group: list(sheet.codes) for sheet in sheets}
        for batch in range(BATCHES):
            self.year.plan(self.year.soon(1 + batch), lambda batch=batch: self._hand_out(stream, holders, codes, batch))  # type: ignore[misc]

    def _holders(self, stream: str, step: Step) -> tuple[str, ...]:
        loaded = self.service.store.load(stream)
        return people_of(step.by, loaded[0], self.service.directory()) if loaded is not None and loaded[0].step == step.name else ()

    def _hand_out(self, stream: str, holders: tuple[str, ...], codes: Mapping[str, list[str]], batch: int) -> None:
        """Half of each group gets slips, the rest another day; small groups at once, so that no batch tells who is in it."""
        try:
            page = ballots.ballot_page(self.service, holders[0], stream)
            size = {group.name: self._size(group.slips - group.handed, page.least, batch) for group in page.groups}
            people = [row for group in page.groups for row in [one for one in page.roll if one.group == group.name and not one.out][:size[group.name]]]
            slips = {group.name: size[group.name] for group in page.groups if not group.named and size[group.name]}
            if not people and not any(slips.values()):
                return
            ballots.hand_out(self.service, holders[0], stream, tuple(row.person for row in people), slips)
        except Refused as refused:
            self.year.clerk.give_up("发票", refused)
            return
        out = dict(slips)
        for row in people:
            out[row.group] = out.get(row.group, 0) + 1
        for group, number in out.items():
            self._come_back(stream, holders, group, [codes[group].pop() for _ in range(min(number, len(codes[group])))])

    @staticmethod
    def _size(left: int, least: int, batch: int) -> int:
        return left if batch == BATCHES - 1 or left < BATCHES * least else left // BATCHES

    def _come_back(self, stream: str, holders: tuple[str, ...], group: str, codes: list[str]) -> None:
        """Most cast their sheet with the code, some on paper where two can count enough of them, some not at all."""
        least = ballots.ballot_page(self.service, holders[0], stream).least
        paper = least if len(holders) > 1 and len(codes) >= 2 * least and self.chance.random() < ON_PAPER else 0
        for code in codes[paper:]:
            if self.chance.random() < STAYS_AWAY:
                continue
            day = (self.year.now + timedelta(days=self.chance.randint(0, 2))).date()
            self.year.plan(self.year.any_time(day), lambda code=code: self._cast(code))  # type: ignore[misc]
        if paper:
            self.year.plan(self.year.soon(2), lambda: self._count_paper(stream, holders, group, paper))

    def _cast(self, code: str) -> None:
        try:
            page = casting.cast_page(self.service, code)
            sheet = {one.field.name: self._answer(one.field, [choice.value for choice in one.choices]) for one in page.fields
                     if not one.field.maybe or self.chance.random() < 0.2}
            casting.cast(self.service, code, sheet)
        except Refused as refused:
            self.year.clerk.give_up("投票", refused)

    def _answer(self, field: Any, known: list[str]) -> Any:
        if known:
            return self.year.clerk.filling.chosen(field, known, {})
        return self.year.clerk.filling.value(field, self.year.plain, self.year.now, "", 1)

    def _count_paper(self, stream: str, holders: tuple[str, ...], group: str, sheets: int) -> None:
        """Two count the same sheets."""
        try:
            page = ballots.ballot_page(self.service, holders[0], stream)
            counts: dict[str, dict[str, int]] = {}
            for name, _, choices in page.questions:
                for _ in range(sheets):
                    item = self.chance.choices(choices, [(8, 3, 1)[min(at, 2)] for at in range(len(choices))])[0]
                    counts.setdefault(name, {})[item] = counts.get(name, {}).get(item, 0) + 1
            ballots.count_paper(self.service, holders[0], stream, group, sheets, counts)
            waiting = [row.number for row in ballots.ballot_page(self.service, holders[1], stream).paper if not row.seen and not row.mine]
            for number in waiting:
                ballots.confirm_paper(self.service, holders[1], stream, number, "agree")
        except Refused as refused:
            self.year.clerk.give_up("计纸质票", refused)

    # --- draws --------------------------------------------------------------------------------------------------------

    def draw(self, case: Case, actor: str) -> bool:
        """Fix the list, let those who are there name numbers, and draw; whether that went well."""
        try:
            page = draws.draw_page(self.service, actor, case.id)
            low, high = page.bounds
            draws.freeze(self.service, actor, case.id, max(low, min(self.chance.randint(low, max(low, high)), len(page.candidates))))
            seed = tuple((who, str(self.chance.randint(1, 999))) for who in ("主持人", "到场群众"))
            draws.name_seed(self.service, actor, case.id, seed)
        except Refused as refused:
            self.year.clerk.give_up(f"{case.workflow} {case.step} 抽取", refused)
            return False
        return True
