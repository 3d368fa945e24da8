"""What lies in a ballot box: whole sheets of an open ballot, or nothing but counts of a secret one.

In: sheets, or counts by group, subject, question and choice.
Out: a `Box` that gives rows with weights to whoever counts; small groups are put together before anybody sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ABSTAIN = "弃权"
EVERY = "每项"  # any question of the sheet, where all are answered in one way
GROUP, SUBJECT, QUESTION = "组", "对象", "问"
_APART = frozenset({GROUP, SUBJECT, QUESTION})

Cell = tuple[str, str, str, str]  # group, subject, question, choice ('' where it was left empty)
Read = Callable[[str, Any], Any]  # a question and a kept answer → the value a formula sees


@dataclass(frozen=True)
class Totals:
    """What lies in the box of a secret ballot: sheets by group, how often each choice was made, remarks as (subject,
    question, words) in the order of their words, and how many slips of each group are out."""

    returned: Mapping[str, int]
    counts: Mapping[Cell, int]
    remarks: tuple[tuple[str, str, str], ...] = ()
    handed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grain:
    """Answers that are alike: what a formula sees of them, and how many there are."""

    row: Mapping[str, Any]
    times: int


@dataclass(frozen=True)
class Box:
    """What was answered.  `sheets` are whole (open ballots); `counts` and `returned` are all a secret ballot has."""

    questions: tuple[str, ...]
    read: Read
    every: tuple[str, ...] = ()
    sheets: tuple[Mapping[str, Any], ...] = ()
    counts: Mapping[Cell, int] | None = None
    returned: Mapping[tuple[str, str], int] | None = None

    def only(self, subject: str) -> Box:
        """What was answered about one subject."""
        if self.counts is None or self.returned is None:
            return Box(self.questions, self.read, self.every, tuple(one for one in self.sheets if one[SUBJECT] == subject))
        return Box(self.questions, self.read, self.every,
                   counts={cell: n for cell, n in self.counts.items() if cell[1] == subject},
                   returned={key: n for key, n in self.returned.items() if key[1] == subject})

    def grains(self, reads: frozenset[str]) -> list[Grain]:
        """Rows for something that reads these names: whole sheets, or the counts of the one question it asks about."""
        asked = [name for name in self.questions if name in reads]
        if EVERY in reads:
            return [grain for question in self.every for grain in self._about(question, {EVERY: question})]
        if self.counts is None:
            return [Grain({**sheet, **{name: self.read(name, sheet.get(name)) for name in self.questions}}, 1) for sheet in self.sheets]
        if len(asked) > 1:
            raise ValueError("a count knows one question at a time")  # refused when the method is checked
        return self._about(asked[0], {asked[0]: asked[0]}) if asked else self._bare()

    def _about(self, question: str, names: Mapping[str, str]) -> list[Grain]:
        if self.counts is None:
            return [Grain({GROUP: sheet[GROUP], SUBJECT: sheet[SUBJECT], QUESTION: question,
                           **{name: self.read(question, sheet.get(question)) for name in names}}, 1) for sheet in self.sheets]
        return [Grain({GROUP: group, SUBJECT: subject, QUESTION: question, **{name: self.read(question, choice) for name in names}}, n)
                for (group, subject, asked, choice), n in sorted(self.counts.items()) if asked == question and n]

    def _bare(self) -> list[Grain]:
        return [Grain({GROUP: group, SUBJECT: subject}, n) for (group, subject), n in sorted((self.returned or {}).items()) if n]


def from_sheets(questions: Sequence[str], every: Sequence[str], read: Read, sheets: Iterable[Mapping[str, Any]]) -> Box:
    """The box of an open ballot; a sheet holds its 组 and 对象 besides the answers."""
    return Box(tuple(questions), read, tuple(every), tuple({SUBJECT: "", **one} for one in sheets))


def from_counts(questions: Sequence[str], every: Sequence[str], read: Read, counts: Mapping[Cell, int],
                returned: Mapping[tuple[str, str], int]) -> Box:
    """The box of a secret ballot: how often each choice was made, and how many sheets came back from each group."""
    return Box(tuple(questions), read, tuple(every), counts=dict(counts), returned=dict(returned))


def gathered(returned: Mapping[str, int], least: int) -> dict[str, str]:
    """Group → the name it is counted under, so that none stands for fewer than `least` sheets; small ones are put
    together, with the smallest other group where that is still too few.  Groups nobody answered in stay out.

    >>> gathered({"党员": 9, "代表": 2, "单位": 1}, 3)
    {'党员': '党员', '代表': '代表、单位', '单位': '代表、单位'}
    >>> gathered({"党员": 9, "代表": 2}, 3)
    {'党员': '党员、代表', '代表': '党员、代表'}
    """
    there = {name: n for name, n in returned.items() if n}
    small = {name for name, n in there.items() if n < least}
    if small and sum(there[name] for name in small) < least:
        others = sorted((name for name in there if name not in small), key=lambda name: (there[name], list(there).index(name)))
        small |= set(others[:1])
    together = "、".join(name for name in there if name in small)
    return {name: together if name in small else name for name in there}


def withheld(returned: Mapping[str, int], least: int) -> bool:
    """Whether so few answered that nothing may be shown at all."""
    return sum(returned.values()) < least


def question_names(reads: frozenset[str]) -> frozenset[str]:
    """The names among these that are questions, not what every row has."""
    return reads - _APART
