"""The rows that cases, ballots and occasions of obligations leave for indicators: whose, on which day, a numerator and a
denominator.

In: a method as its rows are counted, a case or an occasion, and the parameters of a day.  Out: contributions as a pure
function of these.  The subject is the unit or person a row is credited to; to which scored unit that belongs is asked of
the tree of units when rows are added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.case import MERGED, PUBLIC, Case, Clock, Tally
from engine.compiler.rows import (
    AMOUNT,
    CHANNEL,
    COUNTS_AS,
    DONE_HOW,
    LEAST,
    NTH,
    ON_TIME,
    OUTCOME,
    OVERDUE,
    ROUNDS,
    STEP_DUE,
    limited,
)
from engine.compiler.scopes import ANSWERED, INVITED
from engine.contributions import CaseFacts, Contribution, Values
from engine.duties import Owed
from engine.errors import FormulaRefusal
from engine.formulas import EMPTY, Formula, evaluate
from engine.formulas.functions import half_up
from engine.model import Evaluation, Indicator, Method, Workflow
from engine.scores.changing import changed_names, looks_at

Rows = dict[tuple[str, str], Contribution]
WORD = "指标"
MOST = 10**15  # beyond it a row is not counted: thousands of such rows still add up in the store's whole numbers
_COUNTED = {"settled": "办结", "unsettled": "未办结", "uncounted": "不计"}
_FULFILLED = {"met": "履行", "substituted": "代替", "excused": "免", "missed": "未履行"}


def rule_of(method: str, evaluation: str, indicator: str) -> str:
    """Under which rule the rows of an indicator are kept."""
    return f"{method}/{WORD}/{evaluation}/{indicator}"


def sources(method: Method) -> frozenset[str]:
    """The workflows and obligations that leave rows."""
    return frozenset(one.source for evaluation in method.evaluations.values() for one in evaluation.indicators.values())


def row_reads(method: Method) -> frozenset[str]:
    """Every name that what leaves rows may read, the named formulas of workflows looked through."""
    found: set[str] = set()
    for _, one in _indicators(method):
        waiting = [formula for formula in (one.only, one.numerator, one.denominator) if formula is not None]
        derived = method.workflows[one.source].derived if one.source in method.workflows else {}
        for formula in waiting:
            waiting += [derived[name] for name in formula.reads if name in derived and name not in found]
            found |= formula.reads | formula.calls
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Last:
    """A case as it was when its rows were last worked out by the same rules and values, and those rows."""

    case: Case
    rows: Rows


def case_rows(method: Method, pinned: Workflow, case: Case, values: Values, last: Last | None = None) -> Rows:
    """Every row of a case; one that cannot be worked out, such as by a division by zero, is not counted.

    `method` is the one whose indicators count now, `pinned` the workflow by which the case runs; a merged case counts
    with its main one.  With `last` only what may be different since is worked out."""
    if case.outcome == MERGED:
        return {}
    counting = _counting(method, pinned)
    changed = changed_names(last.case, case) if last is not None else None
    if last is None or changed is None:
        return counting.rows(case, values, counting.counted)
    anew = [one for one in counting.counted if not one.looks_at.isdisjoint(changed)]
    if not anew:
        return last.rows
    gone = {one.rule for one in anew}
    return {key: row for key, row in last.rows.items() if key[0] not in gone} | counting.rows(case, values, anew)


def owed_rows(method: Method, owed: Owed, values: Values) -> Rows:
    """The rows of an occasion of an obligation, once it is settled; it falls in the period it was due in."""
    if owed.outcome not in _FULFILLED:
        return {}
    found: Rows = {}
    for evaluation, one in _indicators(method):
        if one.source != owed.rule:
            continue
        day = owed.first if one.dated_by == ("opened",) else owed.planned
        known = {DONE_HOW: _FULFILLED[owed.outcome], AMOUNT: _exact(owed.amount) or Fraction(0), LEAST: _exact(owed.least) or Fraction(0)}
        numbers = _numbers(one, lambda formula, day=day, known=known: _from(formula, known, values(day)))
        if numbers is not None:
            whose = owed.subject if owed.subject_kind == "unit" or _scores_people(method, evaluation) else owed.unit
            made = Contribution(rule_of(method.id, evaluation.name, one.name), "", whose, day, *numbers, owed.object, owed.outcome)
            found[made.rule, made.part] = made
    return found


# --- cases and ballots --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Whose:
    """Somebody a row is credited to, and what is known of it alone."""

    part: str
    subject: str
    known: Mapping[str, Any]
    over: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Counted:
    """An indicator over cases: under which rule its rows are kept, whether people are scored, which names it looks at."""

    one: Indicator
    rule: str
    people: bool
    looks_at: frozenset[str]


class _Counting:
    """What is the same for every case of a workflow: the indicators it leaves rows for, its fields and named formulas."""

    def __init__(self, method: Method, pinned: Workflow) -> None:
        flow = method.workflows.get(pinned.name, pinned)
        self.method, self.pinned = method, pinned
        self.fields = pinned.all_fields() if flow is pinned else {**flow.all_fields(), **pinned.all_fields()}
        self.derived = pinned.derived if flow is pinned else {**flow.derived, **pinned.derived}
        self.counted = [_Counted(one, rule_of(method.id, evaluation.name, one.name), _scores_people(method, evaluation), looks_at(one, self.derived))
                        for evaluation, one in _indicators(method) if one.source == pinned.name]

    def rows(self, case: Case, values: Values, counted: Iterable[_Counted]) -> Rows:
        """The rows of a case for some of the indicators."""
        found: Rows = {}
        ending: Mapping[str, Any] | None = None
        for of in counted:
            if day := _day(of.one, case, self.pinned):
                ending = ending or {**_ending(self.pinned, case), NTH: Fraction(1)}
                found.update(((of.rule, row.part), row) for row in _of_case(of, CaseFacts(self.fields, self.derived, case, day, values, ending)))
        return found


_COUNTINGS: dict[tuple[int, int], _Counting] = {}
MOST_COUNTINGS = 256


def _counting(method: Method, pinned: Workflow) -> _Counting:
    """What counts for a workflow of a method, gathered once; a method that is not there any more may leave its place in
    memory to another, so both are asked whether they are the ones."""
    found = _COUNTINGS.get((id(method), id(pinned)))
    if found is None or found.method is not method or found.pinned is not pinned:
        if len(_COUNTINGS) >= MOST_COUNTINGS:
            _COUNTINGS.clear()
        found = _COUNTINGS[id(method), id(pinned)] = _Counting(method, pinned)
    return found


def _indicators(method: Method) -> Iterator[tuple[Evaluation, Indicator]]:
    return ((evaluation, one) for evaluation in method.evaluations.values() for one in evaluation.indicators.values())


def _of_case(of: _Counted, facts: CaseFacts) -> Iterator[Contribution]:
    case = facts.case
    for whose in _credited(of, case):
        numbers = _numbers(of.one, facts.of(whose.known, whose.over).work_out)
        if numbers is not None:
            yield Contribution(of.rule, whose.part, whose.subject, facts.day, *numbers, case.unit, case.outcome)


def _day(one: Indicator, case: Case, flow: Workflow) -> str:
    """The day a row is dated by, '' while there is none; a ballot ends when it is counted."""
    tally = case.tallies.get(one.step) if one.step else None
    if one.step and (tally is None or not tally.quorate):
        return ""
    if one.dated_by == ("closed",):
        return tally.at[:10] if tally is not None else case.closed[:10] if case.outcome else ""
    if one.dated_by == ("opened",):
        return case.opened[:10]
    if one.dated_by == ("due",):
        return max((clock.due for clock in case.clocks.values() if clock.step in flow.steps), default="")[:10]  # to be reopened is no limit
    clock = case.clocks.get(one.dated_by[0].removesuffix(STEP_DUE))
    if one.dated_by[0] not in case.data and clock is not None and one.dated_by[0].endswith(STEP_DUE):
        return clock.due[:10]
    return max(str(case.left.get(name) or case.data.get(name) or "") for name in one.dated_by)[:10]


def _credited(of: _Counted, case: Case) -> Iterator[_Whose]:
    """Everybody the row is credited to, each once: what a ballot judged one by one, whoever did a part, a field, a doer."""
    tally = case.tallies.get(of.one.step) if of.one.step else None
    if tally is not None and tally.subjects:
        yield from (_Whose(subject, subject, _counted(tally, results), {}) for subject, results in sorted(tally.subjects.items()))
        return
    known = _counted(tally, tally.results) if tally is not None else {}
    yield from next((found for name in of.one.credit if (found := list(_behind(name, case, known, people=of.people)))), ())


def _behind(name: str, case: Case, known: Mapping[str, Any], *, people: bool) -> Iterator[_Whose]:
    """Whoever one word of 归于 leads to; nobody where its field is empty or its step was never done."""
    if name in case.parts:
        last = {str(part["by"] if people else part["unit"] or case.unit): part for part in case.parts[name] if not part["returned"]}
        yield from (_Whose(who, who, known, part["values"]) for who, part in sorted(last.items()))
        return
    kept: Any = case.unit if not name else case.opener if name == "发起人" else case.did.get(name) or case.data.get(name)
    named = [str(who) for who in kept] if isinstance(kept, list | tuple) else [str(kept)] if kept else []
    found = list(dict.fromkeys(named))
    is_person = name == "发起人" or name in case.did or name in case.left
    for nth, who in enumerate(found, 1):
        if is_person and not people:
            yield _Whose("", case.unit, known, {})
            return
        if who != PUBLIC:
            yield _Whose(who if len(found) > 1 else "", who, {**known, NTH: Fraction(nth)}, {})


def _scores_people(method: Method, evaluation: Evaluation) -> bool:
    """Whether people are scored; where only units are, what a person did counts for the unit it was done for."""
    return any(subject in method.roles and method.roles[subject].held_by == "person" for subject in evaluation.subjects)


def _ending(flow: Workflow, case: Case) -> dict[str, Any]:
    """What a row knows of how its case went; what is still open is late only where that is certain, and on time never."""
    late = [clock for clock in case.clocks.values() if clock.step != case.outcome and _late(clock, case)]
    kept = {f"{name}{ON_TIME}": (clock := case.clocks.get(name)) is None or (name in case.left and not _late(clock, case)) for name in limited(flow)}
    outcome = flow.outcomes.get(case.outcome)
    return {**kept, OUTCOME: case.outcome or EMPTY, COUNTS_AS: _COUNTED[outcome.counts_as] if outcome is not None else "未办结",
            CHANNEL: case.channel or EMPTY, ON_TIME: bool(case.outcome) and not late, ROUNDS: Fraction(case.round - 1), OVERDUE: Fraction(len(late))}


def _late(clock: Clock, case: Case) -> bool:
    return (clock.stopped or case.closed or clock.due) > clock.due


def _counted(tally: Tally, results: Mapping[str, Any]) -> dict[str, Any]:
    """What a ballot came to, as formulas see it."""
    seen = {name: kept["item"] if isinstance(kept, Mapping) else _exact(kept) for name, kept in results.items()}
    return {INVITED: Fraction(tally.invited), ANSWERED: Fraction(tally.answered), **seen}


# --- numbers ------------------------------------------------------------------------------------------------------------


def _numbers(one: Indicator, work_out: Any) -> tuple[int, int] | None:
    """Numerator and denominator in whole units of the indicator's decimals; None for a row that is not counted."""
    if one.only is not None and work_out(one.only) is not True:
        return None
    above = Fraction(1) if one.numerator is None else _number(work_out(one.numerator))
    below = Fraction(1) if one.denominator is None else _number(work_out(one.denominator))
    if above is None or below is None:
        return None
    unit = 10 ** one.decimals
    made = _whole(above, unit), _whole(below, unit if one.kind == "ratio" else 1)
    return made if -MOST <= made[0] <= MOST and -MOST <= made[1] <= MOST else None


def _whole(number: Fraction, unit: int) -> int:
    """A number in whole units, half of one rounded up."""
    return number.numerator * unit if number.denominator == 1 else int(half_up(number * unit, Fraction(0)))


def _number(made: Any) -> Fraction | None:
    """A condition counts 1 or 0, a number itself."""
    if isinstance(made, bool | int):
        return Fraction(int(made))
    return made if isinstance(made, Fraction) else None


def _from(formula: Formula, known: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    try:
        return evaluate(formula, {**values, **known})
    except FormulaRefusal:
        return EMPTY


def _exact(text: Any) -> Any:
    """A number kept as text; anything else as it is, EMPTY where there is none."""
    try:
        return Fraction(text) if isinstance(text, str) else text if text is not None else EMPTY
    except (ValueError, ZeroDivisionError):
        return text or EMPTY
