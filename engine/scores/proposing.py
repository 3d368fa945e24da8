"""What results lead to: proposals that a person signs or declines.

In: a book of scores and a period.  Out: proposals with who bears them and what they rest on.  Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.compiler.scoring_words import BAND, EARLIER, FROM_LAST, IN_A_ROW, PLACE, RANKED, SCORE, TIED
from engine.errors import FormulaRefusal
from engine.formulas import evaluate
from engine.model import Choices, Consequence, Evaluation
from engine.scores.computing import Line, settled
from engine.scores.periods import Period
from engine.scores.ranking import Place

if TYPE_CHECKING:
    from engine.scores.book import Book


@dataclass(frozen=True, slots=True)
class Proposal:
    """A consequence proposed for a bearer because of a subject; `key` names it once and for all."""

    consequence: str
    bearer: str
    subject: str
    period: str
    because: Mapping[str, Any] = field(default_factory=dict)
    feeds: Fraction | None = None
    runs: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)  # 〈consequence〉连续 → how often in which period, latest first

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Rule, bearer, subject and period: proposing twice is the same proposal."""
        return self.consequence, self.bearer, self.subject, self.period


def propose(book: Book, evaluation: Evaluation, period: Period) -> list[Proposal]:
    """Every consequence whose condition holds, in the order written and of the subjects' names."""
    lines, places = book.lines(evaluation.name, period), book.places(evaluation.name, period)
    parameters = book.parameters(period)
    found: dict[str, list[Proposal]] = {}

    def proposed(rule: Consequence, asked: tuple[str, ...]) -> list[Proposal]:
        if rule.name not in found:
            found[rule.name] = [one for subject, line in lines.items()
                                for one in _of(rule, subject, line, places.get(subject), asked)]
        return found[rule.name]

    def _of(rule: Consequence, subject: str, line: Line, place: Place | None, asked: tuple[str, ...]) -> list[Proposal]:
        made: list[Proposal] = []
        reads = rule.when.reads | (rule.feeds.reads if rule.feeds is not None else frozenset())
        for bearer in book.records.bearers(subject, rule.on, evaluation, period):
            env = _facts(book, evaluation, line, place)
            runs: dict[str, tuple[tuple[str, int], ...]] = {}
            if EARLIER in reads:
                env[EARLIER] = Fraction(book.earlier(evaluation.name, period).get(subject, 0))
            for name in reads:
                streak = name.removesuffix(IN_A_ROW)
                if streak != name and streak in book.owners and streak not in asked:
                    runs[name], env[name] = _in_a_row(book, streak, bearer, period, proposed, (*asked, streak))
            because = _held(rule, env)
            if because is not None:
                made.append(Proposal(rule.name, bearer, subject, period.key, because, _fed(rule, env), runs))
        return made

    def _in_a_row(book: Book, streak: str, bearer: str, period: Period, proposed: Any,
                  asked: tuple[str, ...]) -> tuple[tuple[tuple[str, int], ...], Fraction]:
        owner, rule = book.owners[streak]
        now = proposed(rule, asked) if owner == evaluation.name else book.proposals(owner, period)
        stands, fell = book.records.decided(owner, streak, bearer, period)
        here = len((frozenset(one.subject for one in now if one.consequence == streak and one.bearer == bearer) - fell) | stands)
        if not here:
            return (), Fraction(0)
        run, borne = [(period.key, here)], dict(book.records.borne(streak, bearer))
        for key in _periods_before(book, owner, rule, bearer, period, settled(rule.row_by, parameters), min(borne, default="")):
            if key not in borne:
                break
            run.append((key, borne[key]))
        each = settled(rule.same_period, parameters) == "each"
        return tuple(run), Fraction(sum(many for _, many in run) if each else len(run))

    return [one for rule in evaluation.consequences.values() for one in proposed(rule, (rule.name,))]


def _periods_before(book: Book, owner: str, rule: Consequence, bearer: str, period: Period, row_by: str, first: str) -> Iterator[str]:
    """The periods a run can go on over, latest first, back to the first that counts."""
    one = period.before()
    while first and one.key >= first:
        if row_by != "ranked" or book.was_ranked(owner, rule, bearer, one):
            yield one.key
        one = one.before()


def _facts(book: Book, evaluation: Evaluation, line: Line, place: Place | None) -> dict[str, Any]:
    env = dict(line.read)
    if line.score is not None:
        env[SCORE] = line.score
        if evaluation.bands:
            env[BAND] = band_of(book.method.lists[evaluation.bands], line.score)
    if place is not None:
        env |= {PLACE: Fraction(place.place), FROM_LAST: Fraction(place.from_last), TIED: Fraction(place.tied), RANKED: Fraction(place.of)}
    return env


def band_of(bands: Choices, score: Fraction) -> str:
    """The band a score lies in: the one with the highest lower bound that it reaches; '' below all of them."""
    reached = [(low, name) for name, low in bands.points.items() if score >= low]
    return max(reached)[1] if reached else ""


def _held(rule: Consequence, env: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the condition looked at, when it holds; a value that is missing proposes nothing."""
    try:
        if evaluate(rule.when, env) is not True:
            return None
    except FormulaRefusal:
        return None
    return {name: env[name] for name in sorted(rule.when.reads) if name in env}


def _fed(rule: Consequence, env: Mapping[str, Any]) -> Fraction | None:
    if rule.feeds is None:
        return None
    try:
        made = evaluate(rule.feeds, env)
    except FormulaRefusal:
        return None
    return made if isinstance(made, Fraction) else None
