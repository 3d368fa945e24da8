"""The functions a ballot's formulas call: shares, votes, averages, and what most chose.

In: a box and how an abstention counts.  Out: implementations by name, exact; `Tied` where two choices lead.
An empty answer never becomes a number or a no: it counts only in a total that abstentions belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from engine.ballots.box import ABSTAIN, GROUP, Box, Grain, question_names
from engine.errors import FormulaRefusal
from engine.formulas import EMPTY, Rowwise
from engine.text import say


class Tied(FormulaRefusal):
    """Several choices lead with the same number of votes."""

    def __init__(self, leading: tuple[str, ...]) -> None:
        super().__init__("tied", say("票数相同：{names}", "a tie between: {names}", names="、".join(leading)))
        self.leading = leading


def ballot_calls(box: Box, *, abstentions_count: bool) -> Mapping[str, Callable[..., Any]]:
    """What 占比, 票数, 平均, 加权平均, 去极平均, 最多 and 最多占比 come to for this box."""
    count = _Count(box, abstentions_count)
    return {"占比": count.share, "票数": count.votes, "平均": count.average, "加权平均": count.weighted,
            "去极平均": count.trimmed, "最多": count.most, "最多占比": count.most_share}


class _Count:
    def __init__(self, box: Box, abstentions_count: bool) -> None:
        self.box, self.abstentions_count = box, abstentions_count

    def _grains(self, reads: frozenset[str], group: str) -> list[Grain]:
        return [one for one in self.box.grains(reads) if group in ("", one.row[GROUP])]

    def _parted(self, reads: frozenset[str], group: str) -> tuple[list[Grain], int]:
        """Those that answered, and how many abstained: chose 弃权 or left a question empty that is asked about."""
        asked = question_names(reads)
        said: list[Grain] = []
        silent = 0
        for one in self._grains(reads, group):
            values = [one.row.get(name) for name in asked if name in one.row]
            if any(value is EMPTY or value == ABSTAIN for value in values):
                silent += one.times
            else:
                said.append(one)
        return said, silent

    def share(self, holds: Rowwise, group: str = "") -> Fraction:
        """The part of the answers for which something holds."""
        said, silent = self._parted(holds.reads, group)
        total = _times(said) + (silent if self.abstentions_count else 0)
        return Fraction(_times(one for one in said if holds(one.row)), total) if total else _nobody()

    def votes(self, holds: Rowwise, group: str = "") -> Fraction:
        """How many answers there are for which something holds; 弃权 itself may be asked for."""
        return Fraction(_times(one for one in self._grains(holds.reads, group) if _filled(one, holds.reads) and holds(one.row)))

    def average(self, value: Rowwise, group: str = "") -> Fraction:
        """The mean of the answers."""
        said, _ = self._parted(value.reads, group)
        total = _times(said)
        return sum((value(one.row) * one.times for one in said), Fraction(0)) / total if total else _nobody()

    def weighted(self, value: Rowwise, weight: Rowwise, group: str = "") -> Fraction:
        """The mean of the answers, each as heavy as its weight."""
        said, _ = self._parted(value.reads | weight.reads, group)
        heavy = [(value(one.row), weight(one.row) * one.times) for one in said]
        total = sum((by for _, by in heavy), Fraction(0))
        return sum((one * by for one, by in heavy), Fraction(0)) / total if total else _nobody()

    def trimmed(self, value: Rowwise, high: Fraction, low: Fraction, group: str = "") -> Fraction:
        """The mean without the so many highest and lowest answers."""
        said, _ = self._parted(value.reads, group)
        values = sorted(found for one in said for found in [value(one.row)] * one.times)
        kept = values[int(low):len(values) - int(high)]
        return sum(kept, Fraction(0)) / len(kept) if kept else _nobody()

    def most(self, chosen: Rowwise, group: str = "") -> str:
        """What most chose; `Tied` when several did."""
        votes = self._votes_by_choice(chosen, group)
        leading = tuple(sorted(item for item, n in votes.items() if n == max(votes.values())))
        if not leading:
            _nobody()
        if len(leading) > 1:
            raise Tied(leading)
        return leading[0]

    def most_share(self, chosen: Rowwise, group: str = "") -> Fraction:
        """The part of the answers that chose what most chose."""
        votes = self._votes_by_choice(chosen, group)
        _, silent = self._parted(chosen.reads, group)
        total = sum(votes.values()) + (silent if self.abstentions_count else 0)
        return Fraction(max(votes.values()), total) if total and votes else _nobody()

    def _votes_by_choice(self, chosen: Rowwise, group: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in self._parted(chosen.reads, group)[0]:
            item = str(chosen(one.row))
            found[item] = found.get(item, 0) + one.times
        return found


def _times(grains: Any) -> int:
    return sum(one.times for one in grains)


def _filled(grain: Grain, reads: frozenset[str]) -> bool:
    return all(grain.row.get(name) is not EMPTY for name in question_names(reads) if name in grain.row)


def _nobody() -> Any:
    raise FormulaRefusal("division-by-zero", say("还没有人评", "nobody has answered yet"))
