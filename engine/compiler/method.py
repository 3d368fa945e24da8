"""A whole method: its parts compiled in the order in which they speak of each other.

In: the merged item of a method.  Out: a `Method`, with what nothing refers to reported as unused.
"""

from __future__ import annotations

from engine.compiler.boards import compile_board
from engine.compiler.documents import compile_document
from engine.compiler.duties import compile_duty
from engine.compiler.evaluations import compile_evaluations
from engine.compiler.files import digest_of
from engine.compiler.flow import compile_workflow
from engine.compiler.lasting import compile_register, compile_role, compile_unit, head_scope, read_forms
from engine.compiler.names import STREET, Names, declared_names
from engine.compiler.occasions import form_of
from engine.compiler.policy import compile_list, compile_parameter
from engine.compiler.scores_told import numbers_of
from engine.formulas import compile_formula
from engine.formulas.types import YES_NO
from engine.model import Check, Clause, Method
from engine.problems import Mark, Report
from engine.schema import Item
from engine.text import say


def compile_method(item: Item, report: Report) -> Method:
    """Compile a method; it is whole when `report` holds no problems."""
    return _Compiler(item, report).compile()


class _Compiler:
    def __init__(self, item: Item, report: Report) -> None:
        self.item, self.report = item, report
        self.names = Names(report, declared_names(item))

    def compile(self) -> Method:
        item, names = self.item, self.names
        for name, one in item.entries("lists"):
            names.lists[name] = compile_list(names, name, one)
        for name, one in item.entries("parameters"):
            names.parameters[name] = compile_parameter(names, name, one)
        read_forms(names, item)
        workflows = {name: compile_workflow(names, name, one) for name, one in item.entries("workflows")}
        registers = {name: compile_register(names, name, one) for name, one in item.entries("registers")}
        roles = {name: compile_role(names, name, one) for name, one in item.entries("roles")}
        duties = {name: compile_duty(names, name, one, workflows) for name, one in item.entries("obligations")}
        names.occasions = {name: form_of(duty, by_unit=duty.who_kind == "unit" or (duty.who in roles and roles[duty.who].held_by == "unit"))
                           for name, duty in duties.items()}
        source = item.get("document")
        year = source.get("year") if source else None
        method = Method(
            id=item.text("method"), title=item.text("title", item.text("method")), digest=digest_of(item),
            source=source.text("name") if source else "", source_year=int(year.value) if year else 0,
            calendar=item.text("calendar", "cn"),
            units={name: compile_unit(names, name, one) for name, one in item.entries("units")},
            roles=roles,
            registers=registers,
            lists=names.lists, parameters=names.parameters, workflows=workflows,
            boards={name: compile_board(names, name, one, workflows, registers, numbers_of(item)) for name, one in item.entries("boards")},
            documents={name: compile_document(names, name, one, workflows, registers, numbers_of(item)) for name, one in item.entries("documents")},
            duties=duties,
            evaluations=compile_evaluations(names, item, workflows),
            checks=self._checks(), clauses={name: _clause(name, one) for name, one in item.entries("clauses")},
            open_parameters=self._open_to_street(), set_by=self._set_by(), cited=self._cited(), cite=names.cites(item), note=item.text("note"), mark=item.mark)
        self._note_waiting()
        if not self.report.problems:  # what a mistake hides is not unused
            self._unused(method)
        return method

    def _checks(self) -> tuple[Check, ...]:
        item = self.item.get("checks")
        found: list[Check] = []
        for one in item.value if item else []:
            must = one.get("must")
            made = compile_formula(str(must.value), must.mark, head_scope(self.names), YES_NO, self.report) if must else None
            if made is not None:
                for name in made.reads:
                    self.names.note("parameter", name)
                found.append(Check(made, one.text("otherwise") == "warn", one.text("note"), one.mark))
        return tuple(found)

    def _open_to_street(self) -> tuple[str, ...]:
        contract = self.item.get("may_change")
        named = contract.words("parameters") if contract else ()
        if not named:
            roles = self.names.declared["role"]
            return tuple(name for name, one in self.names.parameters.items() if one.decided_by == STREET or one.decided_by in roles)
        if any(str(one.value) in ("全部", "all") for one in named):
            return tuple(self.names.parameters)
        return tuple(self.names.use("parameter", one) for one in named)

    def _set_by(self) -> tuple[str, ...]:
        contract = self.item.get("may_change")
        for one in self.names.parameters.values():
            self.names.note("role", one.decided_by)
        return tuple(self.names.use("role", one) for one in (contract.words("signed_by") if contract else ()))

    def _cited(self) -> dict[str, tuple[Mark, ...]]:
        found: dict[str, tuple[Mark, ...]] = {}
        waiting = [self.item]
        while waiting:
            here = waiting.pop()
            inner = list(here.value.values()) if isinstance(here.value, dict) else here.value
            waiting += inner if isinstance(inner, list) else []
            cite = here.get("cite")
            for one in cite.value if cite is not None and isinstance(cite.value, list) else []:
                clause = self.names.use("clause", one)
                found[clause] = (*found.get(clause, ()), here.key)
        return {clause: tuple(sorted(marks)) for clause, marks in found.items()}

    def _note_waiting(self) -> None:
        """Parameters named where the language is ahead of this version count as used."""
        waiting = [self.item]
        while waiting:
            here = waiting.pop()
            inner = here.value.values() if isinstance(here.value, dict) else here.value if isinstance(here.value, list) else ()
            waiting += inner
            for key in ("count", "recurs", "on_rest", "per", "when", "reserves", "at_least", "at_most"):
                named = here.text(key)
                if named in self.names.declared["parameter"]:
                    self.names.note("parameter", named)

    def _unused(self, method: Method) -> None:
        marks = {"parameter": {name: one.mark for name, one in method.parameters.items()},
                 "list": {name: one.mark for name, one in method.lists.items()},
                 "role": {name: one.mark for name, one in method.roles.items()}}
        for kind, things in marks.items():
            used = self.names.used.get(kind, set())
            for name, mark in things.items():
                if name not in used:
                    self.report.add("unused", mark, say("「{name}」没有地方用到", "nothing uses “{name}”", name=name),
                                    say("去掉它，或者在该用的地方写上", "remove it, or use it where it belongs"), severity="warning")


def _clause(name: str, item: Item) -> Clause:
    return Clause(name, item.text("gist"), item.text("place"), item.text("reading"), item.text("accepted_by"),
                  item.text("out_of_reach"), item.text("later"), item.key)
