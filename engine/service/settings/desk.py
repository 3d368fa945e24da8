"""Everything that can be asked of a street's parameters; every method says who asks first.

In: a running street.  Out: views and plans; what is set is in force and in the street's file at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.compiler.policy import ALWAYS, since_of, wanted
from engine.model import Method, Parameter
from engine.problems import Problem
from engine.scores.whatif import weights_of
from engine.service.refused import Refused
from engine.service.registers import reach
from engine.service.scores.fitting import unfit
from engine.service.settings.planning import first_open_day, open_parameter, plan, plan_back
from engine.service.settings.reading import At, as_given, range_of, read_day, read_given, told
from engine.service.settings.uses import uses_of
from engine.service.settings.views import ParameterView, Past, Plan, Shown
from engine.service.settings.writing import carry_out
from engine.service.submitted import require_sound
from engine.store import ruling
from engine.text import Text, say

if TYPE_CHECKING:
    from engine.service.facade import StreetService

LONGEST_REASON = 500


class Settings:
    """The parameters of one street."""

    def __init__(self, service: StreetService) -> None:
        self.service = service

    # --- what there is ----------------------------------------------------------------------------------------------

    def methods(self, person: str) -> list[Method]:
        """The methods whose parameters somebody may look at."""
        return [one for one in self.service.street.methods.values() if one.parameters and reach(self.service, person, one) != ()]

    def listing(self, person: str, method: str) -> list[ParameterView]:
        """The parameters of a method, those that a street sets first."""
        known = self._seen(person, method)
        return sorted((self._view(person, known, one) for one in known.parameters.values()), key=lambda one: not one.open)

    def one(self, person: str, method: str, name: str) -> ParameterView:
        """One parameter with what depends on it and everything that was set before."""
        known = self._seen(person, method)
        if name not in known.parameters:
            raise Refused("no-parameter", say("没有这个参数", "there is no such parameter"))
        return self._view(person, known, known.parameters[name], whole=True)

    def _seen(self, person: str, method: str) -> Method:
        found = [one for one in self.methods(person) if method in (one.id, one.title)]
        if len(found) != 1:
            raise Refused("no-method", say("没有「{name}」这套工作法，或者您不能看", "there is no method “{name}”, or you may not see it", name=method))
        return found[0]

    def _view(self, person: str, method: Method, parameter: Parameter, *, whole: bool = False) -> ParameterView:
        today = self.service.clock().date()
        own = self.service.street.values.get(method.id, {}).get(parameter.name)
        days = {since_of(key) for key in own} if isinstance(own, Mapping) else set()
        values = tuple(_shown(parameter, since, value, today, since in days) for since, value in parameter.dated)
        signers = self.signers(method, parameter)
        call = self.service.directory().call
        held = [one for one in values if not one.coming]
        return ParameterView(
            method.id, method.title, parameter.name, parameter.title, parameter.note, parameter.cite, range_of(parameter), wanted(parameter.type),
            parameter.options, method.lists[parameter.by].type.items if parameter.by in method.lists else (),
            held[-1] if held else _shown(parameter, ALWAYS, None, today, False), values, parameter.decided_by,
            tuple(call(one) for one in signers), parameter.name in method.open_parameters,
            parameter.name in method.open_parameters and person in signers,
            tuple(one.text for one in uses_of(method, parameter.name)) if whole else (), self._history(method, parameter.name) if whole else ())

    def _history(self, method: Method, name: str) -> tuple[Past, ...]:
        """Every change of a parameter's values in the street's file, the latest first."""
        call, people = self.service.directory().call, self.service.directory().people
        found: list[Past] = []
        before: Any = None
        for one in ruling.rulings(self.service.store, method.id):
            now = one.parameters.get(name)
            if now != before:
                was, is_ = _by_day(before), _by_day(now)
                changes = tuple((since, _said(was.get(since, ""), is_.get(since, ""))) for since in sorted(was.keys() | is_.keys())
                                if was.get(since) != is_.get(since))
                found.append(Past(datetime.fromisoformat(one.at), call(one.by) if one.by in people else "", one.reason, changes))
            before = now
        return tuple(reversed(found))

    def signers(self, method: Method, parameter: Parameter) -> tuple[str, ...]:
        """Who sets a parameter: holders of the role the method names, else administrators."""
        directory = self.service.directory()
        roles = (parameter.decided_by,) if parameter.decided_by in method.roles else method.set_by
        if roles:
            return tuple(dict.fromkeys(one for role in roles for one in directory.everywhere(role)))
        return tuple(one.id for one in directory.people.values() if one.administrator and not one.left)

    def signs(self, person: str) -> bool:
        """Whether somebody sets any parameter of the street."""
        return any(person in self.signers(method, method.parameters[name]) for method in self.methods(person) for name in method.open_parameters)

    def together(self, person: str, method: str, names: Sequence[str]) -> list[ParameterView]:
        """The named parameters somebody may set, with the weights that add up with them."""
        known = self._seen(person, method)
        weights = [weights_of(one) for one in known.evaluations.values()]
        wanted_names = dict.fromkeys([*names, *(other for found in weights if set(found) & set(names) for other in found)])
        return [view for name in wanted_names if name in known.parameters and (view := self._view(person, known, known.parameters[name])).may_set]

    def first_day(self, person: str, method: str, names: Sequence[str]) -> date:
        """The first day from which a value can be set without judging a closed period anew."""
        known = self._seen(person, method)
        return first_open_day(self.service, known, [one for one in names if one in known.parameters])

    def unfit(self, person: str, method: str, values: Mapping[str, str]) -> tuple[Problem, ...]:
        """What the check would say of values that are set from the first day on which they can be; nothing where they would be taken."""
        known = self._seen(person, method)
        held = self.service.parameters(known, self.first_day(person, method, list(values)))
        tried: dict[str, Fraction] = {}
        for name, text in values.items():
            _, value = read_given(known, open_parameter(known, name), text, held.get(name))
            tried |= {name: value} if isinstance(value, Fraction) else {}
        return tuple(one for one in unfit(known, held, tried) if one.severity == "problem")

    # --- setting ----------------------------------------------------------------------------------------------------

    def plan(self, person: str, method: str, values: Mapping[str, Any], since: str, *, take_back: bool = False) -> Plan:
        """What setting values (`name` or `name(item)` → as typed) from a day on comes to; nothing is written."""
        require_sound({"person": person, "method": method, "since": since}, values)
        self.service.take_up()
        known = self._seen(person, method)
        given = as_given(values)
        if not given:
            raise Refused("nothing", say("请写上要定的数", "say which value is to be set"))
        for name in given:
            parameter = known.parameters.get(name)
            if parameter is not None and person not in self.signers(known, parameter) and name in known.open_parameters:
                raise Refused("not-allowed", say("「{name}」要由{who}来定", "“{name}” is set by {who}", name=parameter.title, who=self._who(known, parameter)))
        day = read_day(since)
        return plan_back(self.service, known, list(given), day) if take_back else plan(self.service, known, given, day)

    def _who(self, method: Method, parameter: Parameter) -> Text:
        roles = (parameter.decided_by,) if parameter.decided_by in method.roles else method.set_by
        titles = [method.roles[one].title for one in roles if one in method.roles]
        return Text("、".join(titles), ", ".join(titles)) if titles else say("管理员", "an administrator")

    def set(self, person: str, plan: Plan, reason: str) -> Plan:
        """Sign a plan: it is in force, and in the street's file, or nothing is."""
        require_sound({"person": person, "reason": reason})
        reason = reason.strip()
        if not reason or len(reason) > LONGEST_REASON:
            wrong = say("请写明为什么要改（不超过{n}字）", "say why it is changed (at most {n} characters)", n=LONGEST_REASON)
            raise Refused("reason", wrong, (("reason", wrong),))
        carry_out(self.service, person, plan, reason)
        return plan


def _by_day(written: Any) -> dict[str, str]:
    if written is None:
        return {}
    if isinstance(written, Mapping) and written and all(since_of(key) is not None for key in written):
        return {"" if since_of(key) == ALWAYS else str(since_of(key)): _words(value) for key, value in written.items()}
    return {"": _words(written)}


def _said(was: str, now: str) -> Text:
    if not now:
        return say("收回 {was}", "{was} taken back", was=was)
    return Text(f"{was} → {now}", f"{was} → {now}") if was else Text(now, now)


def _words(written: Any) -> str:
    return "、".join(f"{item} {value}" for item, value in written.items()) if isinstance(written, Mapping) else str(written)


def _shown(parameter: Parameter, since: date, value: At, today: date, own: bool) -> Shown:
    items = tuple((item, told(parameter, one)) for item, one in value.items()) if isinstance(value, Mapping) else ()
    return Shown(None if since == ALWAYS else since, told(parameter, value), items, since > today, own and since > today)
