"""Places in a ranking.

In: lines of scores and how ties are settled.  Out: place, place from the end and how many were ranked, by subject.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.compiler.scoring_words import EARLIER, SCORE
from engine.errors import FormulaRefusal
from engine.formulas import evaluate
from engine.model import Ranking
from engine.scores.computing import Line, settled

Key = tuple[Any, ...]  # the score, then whether there is a number that settles ties, and that number


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subject stands: 1 is the best; `from_last` 1 is the last; `of` were ranked in its group."""

    place: int
    from_last: int
    of: int
    group: str = ""
    tied: int = 1


def rank(ranking: Ranking, lines: Mapping[str, Line], group_of: Callable[[str], str], parameters: Mapping[str, Any],
         earlier: Mapping[str, int] | None = None) -> dict[str, Place]:
    """Places of all who have a score and take part, group by group; whoever has no score has no place.

    A group of fewer than 至少几个 is not ranked.  `earlier`: in how many periods before a subject had a score.
    With shared places the next number is skipped (1, 1, 3), with dense ones it is not (1, 1, 2); places from the end
    are counted the same way, so a cut through a tie takes all of them."""
    groups: dict[str, dict[str, Key]] = {}
    for subject, line in lines.items():
        if line.score is not None and _enters(ranking, line, (earlier or {}).get(subject, 0)):
            groups.setdefault(group_of(subject), {})[subject] = _key(ranking, line)
    least = parameters.get(ranking.at_least, 1) if ranking.at_least else 1
    dense = settled(ranking.ties, parameters) == "dense"
    found: dict[str, Place] = {}
    for group, keys in groups.items():
        if len(keys) >= least:
            found |= places_of(group, keys, dense=dense)
    return dict(sorted(found.items(), key=lambda one: (one[1].group, one[1].place, one[0])))


def _enters(ranking: Ranking, line: Line, earlier: int) -> bool:
    if ranking.entrants is None:
        return True
    try:
        return evaluate(ranking.entrants, {**line.read, SCORE: line.score, EARLIER: Fraction(earlier)}) is True
    except FormulaRefusal:
        return False  # what cannot be known of a subject keeps it out of the ranking, never the whole ranking from being made


def _key(ranking: Ranking, line: Line) -> Key:
    sign = 1 if ranking.order == "high" else -1
    assert line.score is not None
    ties = (line.indicators[name].value for name in ranking.then)
    return (sign * line.score, *((value is not None, value or Fraction(0)) for value in ties))


def places_of(group: str, keys: Mapping[str, Key], *, dense: bool) -> dict[str, Place]:
    """Places in one group from sorted keys, in time n log n."""
    order = sorted(keys.values(), reverse=True)
    first: dict[Key, int] = {}
    for at, key in enumerate(order):
        first.setdefault(key, at)
    distinct = {key: at for at, key in enumerate(first)}
    size: dict[Key, int] = {}
    for key in order:
        size[key] = size.get(key, 0) + 1
    found: dict[str, Place] = {}
    for subject, key in keys.items():
        if dense:
            place, from_last = distinct[key] + 1, len(distinct) - distinct[key]
        else:
            place, from_last = first[key] + 1, len(order) - first[key] - size[key] + 1
        found[subject] = Place(place, from_last, len(order), group, size[key])
    return found
