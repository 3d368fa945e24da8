"""What formulas see of a case.

In: a case, its workflow and the world.  Out: values by name, derived ones worked out when asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from engine.case.state import Case
from engine.case.world import World
from engine.errors import FormulaRefusal
from engine.filling import for_formula, is_blank
from engine.formulas import EMPTY, NO_CALLS, Formula, Value, evaluate
from engine.model import Field, Workflow
from engine.text import say
from engine.values import Span

NOTHING: Mapping[str, Any] = {}
_COUNTED = ("成立", "应邀数", "应答数")


@dataclass
class Facts:
    """Names → values for one case; `over` puts values just being filled in (as kept) over those of the case."""

    workflow: Workflow
    case: Case | None
    world: World
    over: Mapping[str, Any] = field(default_factory=dict)
    sheet: Mapping[str, Field] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fields = self.workflow.all_fields()

    def value(self, name: str) -> Any:
        """The value of one name, EMPTY where there is none."""
        known = self._field(name)
        if known is not None:
            kept = self.over.get(name, self.case.data.get(name) if self.case is not None else None)
            return for_formula(known, kept)
        if name in self.workflow.derived:
            return self.work_out(self.workflow.derived[name])
        if name in self.world.parameters:
            return self.world.parameters[name]
        if name in self.workflow.known_of:
            return self._known_of(*self.workflow.known_of[name])
        return self._fixed(name)

    def _field(self, name: str) -> Field | None:
        return self.sheet.get(name) or self.fields.get(name)

    def _known_of(self, of: str, fact: Field) -> Value:
        """〈field〉的〈fact〉: what is known of the person, unit or entry in a field."""
        known, case = self._field(of), self.case
        kept = self.over.get(of, case.data.get(of)) if case is not None else self.over.get(of)
        if known is None:
            found = self.world.directory.unit_fact(case.unit, fact.name) if case is not None else None
        elif is_blank(kept):
            found = None
        elif known.kind == "entry":
            entry = self.world.look.entry(kept["row"]) if isinstance(kept, dict) else None
            found = entry.values.get(fact.name) if entry is not None else None
        else:
            look_up = self.world.directory.unit_fact if known.kind == "unit" else self.world.directory.fact
            found = look_up(str(kept), fact.name)
        return for_formula(fact, found)

    def _fixed(self, name: str) -> Any:
        case, now = self.case, self.world.now
        if name == "今日":
            return now.date()
        if name == "此刻":
            return now
        if case is None:
            return Fraction(1) if name == "轮次" else EMPTY
        if name in ("另立件数", "另立办结数"):
            return _others(case, ended=name == "另立办结数")
        if name == "轮次":
            return Fraction(case.round)
        if name == "编号":
            return case.number
        if name == "归属单位":
            return case.unit
        if name in _COUNTED and (tally := case.tallies.get(case.step)) is not None:
            return tally.quorate if name == "成立" else Fraction(tally.invited if name == "应邀数" else tally.answered)
        if (kept := self._result(case, name)) is not None:
            return kept["item"] if isinstance(kept, Mapping) else Fraction(kept) if isinstance(kept, str) else kept
        if name.endswith("时间") and name[:-2] in case.left:
            return datetime.fromisoformat(case.left[name[:-2]])
        return EMPTY

    def _result(self, case: Case, name: str) -> Any:
        """What a ballot came to under a name: the one at the step, else the last that was counted."""
        here = case.tallies.get(case.step)
        if here is not None and name in here.results:
            return here.results[name]
        latest = sorted(case.tallies.values(), key=lambda tally: tally.at)
        return next((tally.results[name] for tally in reversed(latest) if name in tally.results), None)

    def env(self, formula: Formula, known: Mapping[str, Any] = NOTHING) -> dict[str, Any]:
        """The values a formula reads; `known` are there already."""
        found: dict[str, Any] = {**known}
        for name in formula.reads:
            if name in known:
                continue
            derived = self.workflow.derived.get(name)
            if derived is not None and any(self.value(read) is EMPTY for read in derived.reads):
                found[name] = EMPTY
            else:
                found[name] = self.value(name)
        for name in formula.calls:
            if name in self.world.parameters:
                found[name] = self.world.parameters[name]
        return found

    def calls(self) -> dict[str, Callable[..., Any]]:
        """The functions that need the calendar."""
        def due_moment(start: date | datetime, span: Span) -> datetime:
            begun = start if isinstance(start, datetime) else self.world.calendar.close_of_office(start)
            return self.world.calendar.add(begun, span).at

        return {"推算日": lambda start, span: due_moment(start, span).date(), "推算时": due_moment,
                "几": self._parts, "收到": self._answers, "近期件数": self._recent}

    def _recent(self, *args: Any) -> Fraction:
        """How many cases like this one were opened within a span, this one among them: alike in the fields named."""
        *names, span = args
        if self.case is None:
            return Fraction(1)
        kept = {**self.case.data, **self.over, "归属单位": self.case.unit}
        since = self.world.calendar.before(self.world.now, span, "none").at
        found = self.world.look.recent(self.case.workflow, {name: kept.get(name) for name in names}, since, self.case.id)
        return Fraction(found + 1)

    def _parts(self, step: str, holds: Callable[[Mapping[str, Any]], Any] | None = None) -> Fraction:
        """How many parts several have done at a step, of those of which something holds."""
        rows = [row for row in self.case.parts.get(step, ()) if not row["returned"]] if self.case is not None else []
        return Fraction(sum(1 for row in rows if holds is None or holds(self._part_row(row))))

    def _answers(self, step: str, group: str = "") -> Fraction:
        """How many of a group, or of all, answered a ballot the last time it was counted; none before."""
        tally = self.case.tallies.get(step) if self.case is not None else None
        if tally is None or not group:
            return Fraction(tally.answered if tally is not None else 0)
        return Fraction(tally.groups.get(group, {}).get("answered", 0))

    def _part_row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        known = self.fields
        values = {name: for_formula(known[name], row["values"].get(name)) for name in known}
        return {**values, "动作": row["action"], "单位": row["unit"]}

    def work_out(self, formula: Formula) -> Any:
        """The value of a formula; raises `FormulaRefusal`."""
        return evaluate(formula, self.env(formula), self.calls() if formula.calls else NO_CALLS)

    def holds(self, formula: Formula | None) -> bool:
        """Whether a condition holds; no condition always does."""
        return formula is None or self.work_out(formula) is True

    def span(self, lead: Span | str | Formula) -> Span:
        """A span as written, as a parameter holds it, or as it is looked up."""
        if isinstance(lead, Span):
            return lead
        if isinstance(lead, Formula):
            found = self.work_out(lead)
            lead = lead.text
        else:
            found = self.world.parameters.get(lead)
        if not isinstance(found, Span):
            raise FormulaRefusal("undecided", say("街道还没有定「{name}」，这件事现在办不下去，请管理员在参数里写上",
                                                  "the street has not settled “{name}”; an administrator must set it first", name=lead))
        return found


class _Counts(dict[str, Fraction]):
    """Counts by workflow; of what never was there is none."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> Fraction:
        return Fraction(0)


def _others(case: Case, *, ended: bool) -> Mapping[str, Fraction]:
    """How many cases were opened from this one (of them those that have ended), by workflow."""
    found = _Counts()
    for other in case.others.values():
        if other["outcome"] or not ended:
            found[other["workflow"]] += 1
    return found


ONE_DAY = timedelta(days=1)
