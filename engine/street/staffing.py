"""Whether somebody can act wherever a case of the street may come.

In: the methods a street runs and its directory.
Out: problems for steps and ballots nobody could take, warnings for the rest that would stay silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.directory import Directory
from engine.filling import persons_for, units_for
from engine.formulas import Formula
from engine.model import Actor, Field, Method, Step, Who, Workflow
from engine.problems import Mark, Report, Severity
from engine.text import say


def report_staffing(methods: Iterable[Method], directory: Directory, marks: Mapping[str, Mark], report: Report) -> None:
    """Look at every role that some part of a workflow needs, at every unit where it would be needed."""
    for method in methods:
        for workflow in method.workflows.values():
            _Look(method, workflow, directory, marks[method.id], report).run()


class _Look:
    def __init__(self, method: Method, workflow: Workflow, directory: Directory, mark: Mark, report: Report) -> None:
        self.method, self.flow, self.directory, self.mark, self.report = method, workflow, directory, mark, report
        self.fields = workflow.all_fields()
        self.homes = [unit.name for unit in directory.units.values() if not workflow.belongs_to or unit.is_a(workflow.belongs_to)]

    def run(self) -> None:
        """Report everything for this workflow."""
        if not self.homes:
            self.report.add("no-unit", self.mark, say(
                "「{flow}」属于{kind}，可是街道没有写{kind}", "“{flow}” belongs to a {kind}, but the street has none", flow=self.flow.name,
                kind=self.flow.belongs_to), say("在「单位」里写上", "write them under 单位"))
            return
        self._start()
        needed = self._empty_places(self._must())
        self._vacant(needed, "problem")
        self._vacant({place: None for place in self._empty_places(self._may()) if place not in needed}, "warning")
        for field in self.fields.values():
            self._nobody_to_name(field)
        for step in self.flow.steps.values():
            self._all_recused(step)

    def _start(self) -> None:
        who = self.flow.start.by
        if who and not any(actor.kind == "public" or self.directory.everywhere(actor.name) for actor in who):
            self.report.add("role-vacant", self.mark, say("没有人能登记「{flow}」：{roles}都还没有人", "nobody can enter “{flow}”: {roles} are vacant",
                                                          flow=self.flow.name, roles="、".join(actor.name for actor in who)))

    def _must(self) -> Iterator[Who]:
        for step in self.flow.steps.values():
            yield step.by
            yield from (invitee.who for invitee in step.ballot.invite if not invitee.public) if step.ballot is not None else ()

    def _may(self) -> Iterator[Who]:
        for step in self.flow.steps.values():
            yield step.assisted_by
            yield from (tell.who for tell in step.on_enter.tell)
            for action in step.actions.values():
                yield from (action.by, *(tell.who for tell in action.effects.tell))
            for nudge in step.deadline.nudges if step.deadline is not None else ():
                yield from (tell.who for tell in nudge.effects.tell)
            yield step.ballot.entered_by if step.ballot is not None else ()
        for anytime in self.flow.anytime.values():
            yield from (anytime.by, anytime.approved_by, *(tell.who for tell in anytime.effects.tell))

    def _empty_places(self, meant: Iterable[Who]) -> dict[tuple[str, str], None]:
        """Role and unit, in order, wherever nobody would answer to one that is meant."""
        return {(actor.name, unit): None for who in meant for actor in who if actor.kind == "role" for unit in self._empty(actor)}

    def _vacant(self, places: Iterable[tuple[str, str]], severity: Severity) -> None:
        by_role: dict[str, list[str]] = {}
        for role, unit in places:
            by_role.setdefault(role, []).append(unit)
        for role, units in sorted(by_role.items()):
            made = self.method.roles[role].appointed_by if role in self.method.roles else ""
            self.report.add("role-vacant", self.mark, say(
                "{units}没有人担任「{role}」，「{flow}」到了那里没有人办", "nobody holds “{role}” at {units}, where “{flow}” needs it",
                units="、".join(units), role=role, flow=self.flow.name),
                say("由「{made}」聘任，也可以先在「人员」的「任职」里写上", "“{made}” appoints them; or give somebody the role under 人员",
                    made=made) if made else
                say("在「人员」的「任职」里写上", "give somebody the role under 人员"), severity="warning" if made else severity)

    def _empty(self, actor: Actor) -> list[str]:
        """The units where nobody would answer to a role."""
        directory = self.directory
        if actor.at_by is not None:
            return [unit for unit in self._looked_up(actor.at_by) if not any(directory.at(role, unit) for role in directory.parts(actor.name))]
        if not actor.at:
            return [home for home in self.homes if not directory.behind(directory.doors(actor.name, home))]
        field = self.fields.get(actor.at)
        named = units_for(field, directory) if field is not None else ()
        return [unit for unit in named if not any(directory.at(role, unit) for role in directory.parts(actor.name))]

    def _looked_up(self, formula: Formula) -> tuple[str, ...]:
        """Every unit that a table may give."""
        values = [one.dated[-1][1] for name, one in self.method.parameters.items() if name in formula.reads and one.dated and one.type == "unit"]
        named = [str(text) for value in values for text in (value.values() if isinstance(value, Mapping) else [value]) if text is not None]
        return tuple(dict.fromkeys(unit for unit in named if unit in self.directory.units))

    def _nobody_to_name(self, field: Field) -> None:
        if field.kind == "person" and not field.maybe and not persons_for(field, self.directory):
            self.report.add("role-vacant", self.mark, say(
                "没有人可以填进「{field}」：{roles}都还没有人", "nobody can be named in “{field}”: {roles} are vacant", field=field.title,
                roles="、".join(field.among)), say("在「人员」的「任职」里写上", "give somebody the role under 人员"))

    def _all_recused(self, step: Step) -> None:
        barred = {person for actor in step.recuse for person in self._could_do(actor)}
        if not barred:
            return
        groups = [invitee.who for invitee in step.ballot.invite] if step.ballot is not None else [step.by]
        for who in groups:
            for home in self.homes:
                judges = {person for actor in who for person in self._behind(actor, home)}
                if judges and judges <= barred and len(judges) <= len(step.recuse):
                    self.report.add("separation", self.mark, say(
                        "「{step}」要回避经办人，可是{home}能评的只有{names}，自己办的件就没有人评",
                        "“{step}” keeps the handler out, but at {home} only {names} can judge", step=step.name, home=home,
                        names="、".join(sorted(self.directory.call(one) for one in judges))),
                        say("再给一位同事这个角色", "give the role to one more person"), severity="warning")

    def _could_do(self, actor: Actor) -> tuple[str, ...]:
        if actor.kind == "same_as":
            step = self.flow.steps.get(actor.name)
            return tuple(person for one in (step.by if step is not None else ()) for person in self._could_do(one))
        if actor.kind == "field":
            field = self.fields.get(actor.name)
            return persons_for(field, self.directory) if field is not None and field.kind == "person" else ()
        return self.directory.everywhere(actor.name) if actor.kind == "role" else ()

    def _behind(self, actor: Actor, home: str) -> tuple[str, ...]:
        if actor.kind == "role" and not actor.at:
            return self.directory.behind(self.directory.doors(actor.name, home))
        return self._could_do(actor)
