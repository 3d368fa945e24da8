"""Whether of several conditions exactly one holds, whatever the facts are.

In: the conditions of a choice's rows (None for 其余), and what is known of the values of names.
Out: the first hole, the first overlap and the rows that never hold, each as a sentence with the case that shows it.
The facts are cut into finitely many regions in each of which no condition changes; quantities that the formulas relate
only by arithmetic are taken as free, so a hole that cannot happen may be reported, but none is missed.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.formulas.cutting import Domain, Facts, Region
from engine.formulas.facts import Fact
from engine.formulas.nodes import Formula
from engine.formulas.ordering import possible
from engine.text import Text, say

MOST_REGIONS = 100_000
_WIDENING = 4_000  # rows worked out at most to put a finding into its widest words

__all__ = ["Domain", "Finding", "Hole", "Overlap", "TooMany", "Unreachable", "check_choices"]


@dataclass(frozen=True, slots=True)
class Hole:
    """Facts for which no row holds."""

    text: Text
    when: Text


@dataclass(frozen=True, slots=True)
class Overlap:
    """Facts for which several rows hold; `rows` count from 0."""

    text: Text
    when: Text
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A row that holds for no facts."""

    text: Text
    row: int


@dataclass(frozen=True, slots=True)
class TooMany:
    """More cases than can be gone through: nothing is proved."""

    text: Text
    count: int


Finding = Hole | Overlap | Unreachable | TooMany


def check_choices(rows: Sequence[Formula | None], domains: Mapping[str, Domain] | None = None) -> list[Finding]:
    """What keeps the rows of a choice from being unique; an empty list is a proof that exactly one row holds."""
    facts = Facts([row for row in rows if row is not None], domains or {})
    if facts.count > MOST_REGIONS:
        return [TooMany(say("条件太多，有 {count} 种情形，无法逐一证明；请减少条件或拆成两步。",
                            "these conditions make {count} cases, too many to prove; use fewer or split the step.",
                            count=facts.count), facts.count)]
    return _Search(rows, facts).findings()


class _Search:
    def __init__(self, rows: Sequence[Formula | None], facts: Facts) -> None:
        self.rows, self.facts = rows, facts

    def holding(self, region: Region) -> tuple[int, ...]:
        """Which rows hold in a region; 其余 holds when no other does."""
        found = tuple(at for at, row in enumerate(self.rows) if row is not None and self.facts.holds(row.tree, region))
        return found or tuple(at for at, row in enumerate(self.rows) if row is None)

    def findings(self) -> list[Finding]:
        hole: Hole | None = None
        overlap: Overlap | None = None
        reached: set[int] = set()
        for region in map(tuple, itertools.product(*(range(len(fact.values)) for fact in self.facts.all))):
            found = self.holding(region)
            if reached.issuperset(found) and (found or hole) and (len(found) < 2 or overlap):
                continue
            if not possible(self.facts, region):
                continue
            reached.update(found)
            if not found and hole is None:
                hole = self._hole(region)
            if len(found) > 1 and overlap is None:
                overlap = self._overlap(region, found)
        never = [Unreachable(say("第 {n} 行任何情形都轮不到。", "row {n} never holds.", n=row + 1), row)
                 for row in range(len(self.rows)) if row not in reached]
        return [finding for finding in (hole, overlap, *never) if finding is not None]

    def _hole(self, region: Region) -> Hole:
        when = self._widest(region, ())
        return Hole(say("{when}没有一行合适。", "no row holds {when}.", when=when), when)

    def _overlap(self, region: Region, found: tuple[int, ...]) -> Overlap:
        when = self._widest(region, found)
        zh, en = ("、".join(str(at + 1) for at in found), " and ".join(str(at + 1) for at in found))
        return Overlap(say("{when}第 {rows} 行同时合适。", "rows {rows} hold together {when}.",
                           when=when, rows=Text(zh, en)), when, found)

    def _widest(self, region: Region, found: tuple[int, ...]) -> Text:
        """The case in words: facts that make no difference are left out, neighbouring values drawn together."""
        box: list[tuple[int, ...]] = [(value,) for value in region]
        left = _WIDENING
        for at in range(len(self.facts.all) - 1, -1, -1):
            for value in range(len(self.facts.all[at].values)):
                if value in box[at]:
                    continue
                others = [*box[:at], (value,), *box[at + 1:]]
                size = 1
                for values in others:
                    size *= len(values)
                left -= size
                if left < 0:
                    break
                if all(self.holding(other) == found for other in itertools.product(*others)):
                    box[at] = (*box[at], value)
        return _words([(fact, tuple(sorted(values))) for fact, values in zip(self.facts.all, box, strict=True)
                       if len(values) < len(fact.values)])


def _words(chosen: list[tuple[Fact, tuple[int, ...]]]) -> Text:
    """当 甲 = 乙 且 … 时; of several values of one fact the words are joined by 或."""
    if not chosen:
        return say("任何情形下", "in any case")
    parts = [fact.words(values) for fact, values in chosen]
    return Text(f"当 {' 且 '.join(part.zh for part in parts)} 时", f"when {' and '.join(part.en for part in parts)}")
