"""A whole method: its parts compiled in the order in which they speak of each other.

In: the merged item of a method.  Out: a `Method`, with what nothing refers to reported as unused.
"""

from __future__ import annotations

from engine.compiler.documents import compile_document
from engine.compiler.evaluations import compile_evaluations
from engine.compiler.fields import compile_form
from engine.compiler.files import digest_of
from engine.compiler.flow import compile_workflow
from engine.compiler.names import PARTIES, PUBLIC, STREET, Names, declared_names
from engine.compiler.people import People
from engine.compiler.policy import compile_list, compile_parameter
from engine.compiler.scopes import Scopes, policy_scope
from engine.formulas import Formula, compile_formula
from engine.formulas.types import NUMBER, YES_NO
from engine.model import Board, Check, Clause, Method, Register, Role, Size, UnitKind, Workflow
from engine.problems import Mark, Report
from engine.schema import Item
from engine.text import say
from engine.values import read_span


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
        workflows = {name: compile_workflow(names, name, one) for name, one in item.entries("workflows")}
        registers = {name: self._register(name, one) for name, one in item.entries("registers")}
        source = item.get("document")
        year = source.get("year") if source else None
        method = Method(
            id=item.text("method"), title=item.text("title", item.text("method")), digest=digest_of(item),
            source=source.text("name") if source else "", source_year=int(year.value) if year else 0,
            calendar=item.text("calendar", "cn"),
            units={name: self._unit(name, one) for name, one in item.entries("units")},
            roles={name: self._role(name, one) for name, one in item.entries("roles")},
            registers=registers,
            lists=names.lists, parameters=names.parameters, workflows=workflows,
            boards={name: self._board(name, one, workflows) for name, one in item.entries("boards")},
            documents={name: compile_document(names, name, one, workflows, registers) for name, one in item.entries("documents")},
            evaluations=compile_evaluations(names, item, workflows),
            checks=self._checks(), clauses={name: _clause(name, one) for name, one in item.entries("clauses")},
            open_parameters=self._open_to_street(), cited=self._cited(), cite=names.cites(item), note=item.text("note"), mark=item.mark)
        self._note_waiting()
        if not self.report.problems:  # what a mistake hides is not unused
            self._unused(method)
        return method

    def _unit(self, name: str, item: Item) -> UnitKind:
        parents = tuple(self.names.use("unit", one) for one in item.words("parent"))
        return UnitKind(name, item.text("title", name), parents or (() if name == STREET else (STREET,)),
                        compile_form(self.names, item.get("form")), self.names.cites(item), item.key)

    def _role(self, name: str, item: Item) -> Role:
        names = self.names
        seats = item.get("composition")
        size = item.get("size")
        return Role(
            name=name, title=item.text("title", name),
            held_at=tuple(names.use("unit", one) for one in item.words("held_at")) or (STREET,),
            held_by=item.text("held_by", "person"),  # type: ignore[arg-type]
            includes=tuple(names.use("role", one) for one in item.words("includes")), open=item.flag("open"),
            size=self._size(size) if size else None,
            composition={role: str(one.value) for role, one in seats.value.items()} if seats else {},
            source=tuple(names.use("role", one) for one in item.words("from")), credential=item.text("credential"),
            alias=tuple(str(one.value) for one in item.words("alias")), note=item.text("note"), cite=names.cites(item), mark=item.key)

    def _size(self, item: Item) -> Size:
        per = item.get("per")
        made: dict[str, Formula | None] = {}
        for key in ("exactly", "at_least", "at_most"):
            one = item.get(key)
            made[key] = compile_formula(str(one.value), one.mark, policy_scope(self.names), NUMBER, self.report) if one else None
            for name in made[key].reads if made[key] else ():  # type: ignore[union-attr]
                self.names.note("parameter", name)
        return Size(self.names.use("unit", per) if per else "", made["exactly"], made["at_least"], made["at_most"],
                    item.text("otherwise") == "warn")

    def _register(self, name: str, item: Item) -> Register:
        unit, linked = item.get("belongs_to"), item.get("linked_to")
        return Register(name, item.text("title", name), compile_form(self.names, item.get("form")),
                        self.names.use("unit", unit) if unit else "", People(self.names, frozenset(), frozenset()).who(item.get("by")),
                        tuple(str(one.value) for one in item.words("unique")), self.names.use("role", linked) if linked else "",
                        self.names.cites(item), item.key)

    def _board(self, name: str, item: Item, workflows: dict[str, Workflow]) -> Board:
        source = item.get("source")
        flow = workflows.get(self.names.use("workflow", source)) if source else None
        scopes = Scopes(self.names, flow.all_fields() if flow else {}, flow.steps if flow else ())
        scopes.derived.update(flow.derived if flow else {})
        scope = scopes.at(None)
        columns = item.get("columns")
        entries = columns.value if columns is not None else {}
        pairs = entries.items() if isinstance(entries, dict) else [(str(one.value), one) for one in entries]
        made = {word: compile_formula(str(one.value), one.mark, scope, None, self.report) for word, one in pairs}
        only, mask = item.get("only"), item.get("mask")
        return Board(
            name=name, title=item.text("title", name), when=item.text("when"), source=flow.name if flow else "",
            audience=tuple(self.names.use("role", one, also=(PUBLIC, PARTIES)) for one in item.words("audience")),
            columns={word: formula for word, formula in made.items() if formula is not None},
            only=compile_formula(str(only.value), only.mark, scope, YES_NO, self.report) if only else None,
            mask={word: str(one.value) for word, one in mask.value.items()} if mask else {},
            number=item.text("number", "{年}-{序号:3}"), keep=read_span(item.text("keep")) if item.get("keep") else None,
            note=item.text("note"), cite=self.names.cites(item), mark=item.key)

    def _checks(self) -> tuple[Check, ...]:
        item = self.item.get("checks")
        found: list[Check] = []
        for one in item.value if item else []:
            must = one.get("must")
            made = compile_formula(str(must.value), must.mark, policy_scope(self.names), YES_NO, self.report) if must else None
            if made is not None:
                for name in made.reads:
                    self.names.note("parameter", name)
                found.append(Check(made, one.text("otherwise") == "warn", one.text("note"), one.mark))
        return tuple(found)

    def _open_to_street(self) -> tuple[str, ...]:
        contract = self.item.get("may_change")
        named = contract.words("parameters") if contract else ()
        if not named:
            return tuple(name for name, one in self.names.parameters.items() if one.decided_by == STREET)
        if any(str(one.value) in ("全部", "all") for one in named):
            return tuple(self.names.parameters)
        return tuple(self.names.use("parameter", one) for one in named)

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
