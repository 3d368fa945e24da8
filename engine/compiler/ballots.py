"""Ballots and draws of a workflow.

In: items of 测评 and 抽取, and what is surely filled at their step.  Out: frozen `Ballot`s and `Draw`s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from engine.compiler.fields import compile_field, compile_form, type_of
from engine.compiler.names import Names
from engine.compiler.people import People
from engine.compiler.scopes import ANSWERED, GROUP, INVITED, Scopes, policy_scope
from engine.formulas import Formula, Scope
from engine.formulas.types import NUMBER, PERSON, SHARE, TEXT, UNIT, YES_NO, Function, Param, Type, item_of
from engine.model import Actor, Ballot, Draw, Field, Form, Invitee, Quorum, Who
from engine.model.ballot import ABSTENTIONS, TIES
from engine.schema import Item
from engine.text import say

EVERY, QUESTION, SUBJECT = "每项", "问", "对象"
ITEM = Type("item")
FormulaOf = Callable[[Item, Scope, "Type | None"], "Formula | None"]
WhoOf = Callable[["Item | None", "frozenset[str]"], Who]
FormOf = Callable[["Item | None", "frozenset[str]"], Form]


def ballot_functions(rows: Mapping[str, Type], groups: Iterable[str]) -> Mapping[str, Function]:
    """Functions over the answers of a ballot: inside their argument the sheet's questions are known; each may take a group."""
    rows = {**rows, GROUP: item_of(GROUP, *groups)}
    group, holds, number, item = Param((rows[GROUP],)), Param((YES_NO,), each=True), Param((NUMBER,), each=True), Param((ITEM,), each=True)
    plain = Param((NUMBER,))
    return {one.zh: one for one in (
        Function("占比", "share", (holds, group), SHARE, required=1, rows=rows),
        Function("票数", "votes", (holds, group), NUMBER, required=1, rows=rows),
        Function("平均", "average", (number, group), NUMBER, required=1, rows=rows),
        Function("加权平均", "weighted_average", (number, number, group), NUMBER, required=2, rows=rows),
        Function("去极平均", "trimmed_average", (number, plain, plain, group), NUMBER, required=3, rows=rows),
        Function("最多", "most", (item, group), None, required=1, rows=rows),
        Function("最多占比", "most_share", (item, group), SHARE, required=1, rows=rows))}


class Ballots:
    """Compiles the ballots and draws of one workflow."""

    def __init__(self, names: Names, people: People, scopes: Scopes, formula: FormulaOf, who: WhoOf, form: FormOf) -> None:
        self.names, self.people, self.scopes = names, people, scopes
        self.formula, self.who, self.form = formula, who, form

    # --- the sheet ----------------------------------------------------------------------------------------------

    def sheet(self, ballot: Item, filled: frozenset[str] | None) -> Form:
        """The questions: fields, the items of a list answered in one way, or one choice from a list."""
        ask, each = ballot.get("ask"), ballot.get("each")
        if ask is None:
            return ()
        if isinstance(ask.value, dict):
            self._stray(ballot, ("each", "besides"))
            return compile_form(self.names, ask) if filled is None else self.form(ask, filled)
        name = self.names.use("list", ask)
        choices = self.names.lists.get(name)
        if choices is None:
            return ()
        if each is None:
            self._stray(ballot, ("besides",))
            return (Field(name, "choice", name, options=choices.type, mark=ask.mark),)
        more = ballot.get("besides")
        asked = tuple(self._question(one, choices.titles.get(one, one), each, filled) for one in choices.type.items)
        return (*asked, *(compile_form(self.names, more) if filled is None else self.form(more, filled)))

    def _stray(self, ballot: Item, keys: tuple[str, ...]) -> None:
        for odd in (one for key in keys if (one := ballot.get(key)) is not None):
            self.names.report.add("ballot-each", odd.key, say(
                "「每项」和「另问」只用在「问」写清单名的时候", "“each” and “besides” belong to a list that is asked item by item"),
                say("「问」写清单名，「每项」写每一项怎么答；不是逐项问就去掉",
                    "name a list under “ask” and say under “each” how an item is answered; otherwise remove it"))

    def _question(self, name: str, title: str, each: Item, filled: frozenset[str] | None) -> Field:
        def condition(text: Item, expect: Type) -> Formula | None:
            scope = self.scopes.at(filled, extra={EVERY: type_of(compile_field(self.names, name, each, None))})
            return self.formula(text, scope, expect)

        made = compile_field(self.names, name, each, condition if filled is not None else None)
        return made if made.title != name or title == name else _titled(made, title)

    def every(self, ballot: Item) -> tuple[str, ...]:
        """The questions that come from a list."""
        ask = ballot.get("ask")
        choices = self.names.lists.get(str(ask.value)) if ask is not None and not isinstance(ask.value, dict) else None
        return choices.type.items if choices is not None and ballot.get("each") is not None else ()

    def rows(self, ballot: Item, sheet: Form) -> dict[str, Type]:
        """What a formula over the answers may speak of."""
        found = {field.name: type_of(field) for field in sheet}
        every = self.every(ballot)
        if every:
            found |= {EVERY: found[every[0]], QUESTION: item_of(ballot.text("ask"), *every)}
        kind = self._about_kind(ballot)
        if kind:
            field = self.scopes.fields.get(ballot.text("about"))
            inner = type_of(field) if field is not None else TEXT
            found[SUBJECT] = {"unit": UNIT, "role": PERSON}.get(kind, inner.of or inner)
        return found

    def results(self, ballot: Item, sheet: Form) -> dict[str, Formula]:
        """What follows from the answers."""
        invite = ballot.get("invite")
        groups = [self._group(one) for one in invite.value] if invite is not None else []
        functions = ballot_functions(self.rows(ballot, sheet), groups)
        scope = self.scopes.at(None, extra={INVITED: NUMBER, ANSWERED: NUMBER}, functions=functions)
        made = {name: self.formula(item, scope, None) for name, item in ballot.entries("results")}
        return {name: formula for name, formula in made.items() if formula is not None}

    # --- the ballot ---------------------------------------------------------------------------------------------

    def ballot(self, item: Item, filled: frozenset[str]) -> Ballot:
        """A whole ballot."""
        sheet, invite, use = self.sheet(item, filled), item.get("invite"), self._use
        self._clash(item, sheet)
        return Ballot(
            invite=tuple(self._invitee(one, filled) for one in invite.value) if invite else (), sheet=sheet,
            open_for=use("parameter", item, "open_for"), results=self.results(item, sheet), quorum=self._quorum(item.get("quorum")),
            sign=item.text("sign", "named"), entered_by=self.people.who(item.get("entered_by")),  # type: ignore[arg-type]
            advisory=item.text("force", "binding") == "advisory", suppress=use("parameter", item, "suppress"),
            about=self._about(item), about_kind=self._about_kind(item), every=self.every(item), tie=self._tie(item, sheet),  # type: ignore[arg-type]
            abstain=self._abstain(item), paper=use("document", item, "sheet"),
            cite=self.names.cites(item), mark=item.key)

    def _use(self, kind: str, item: Item, key: str) -> str:
        named = item.get(key)
        return self.names.use(kind, named) if named is not None else ""

    def _clash(self, item: Item, sheet: Form) -> None:
        for name, one in item.entries("results"):
            known = next((field for field in (*self.scopes.fields.values(), *sheet) if field.name == name), None)
            if known is not None or name in self.names.declared["parameter"]:
                self.names.report.add("name-clash", one.key, say(
                    "「{name}」已经是字段或参数的名字，不能再做「得出」的名字", "“{name}” names a field or parameter already and cannot name a result",
                    name=name), say("换一个名字", "use another name"))

    def _about(self, item: Item) -> str:
        about = item.get("about")
        if about is not None and not self._about_kind(item):
            self.names.unknown("field", str(about.value), about.mark, [
                *self.scopes.fields, *self.names.declared["unit"], *self.names.declared["role"]])
        if about is not None and self._about_kind(item) == "role":
            self.names.use("role", about)
        return item.text("about")

    def _about_kind(self, item: Item) -> str:
        name = item.text("about")
        if not name:
            return ""
        if name in self.scopes.fields:
            return "field"
        return next((kind for kind in ("unit", "role") if name in self.names.declared[kind]), "")

    def _tie(self, item: Item, sheet: Form) -> str:
        tie = item.get("tie")
        if tie is None:
            return ""
        word = str(tie.value)
        if word in self.names.declared["parameter"]:
            return self.names.use("parameter", tie)
        items = [one for field in sheet if field.options is not None for one in field.options.items]
        if word not in TIES and word not in items:
            self.names.unknown("tie", word, tie.mark, ["不成立", "重投", "主持定", *items])
        return TIES.get(word, word)

    def _abstain(self, item: Item) -> str:
        abstain = item.get("abstain")
        if abstain is None:
            return "uncounted"
        word = str(abstain.value)
        if word in self.names.declared["parameter"]:
            return self.names.use("parameter", abstain)
        if word not in ABSTENTIONS:
            self.names.unknown("abstain", word, abstain.mark, ["不计", "计入总数"])
        return ABSTENTIONS.get(word, word)

    def _group(self, item: Item) -> str:
        inner = item.get("who")
        first = inner.value[0] if inner is not None and isinstance(inner.value, list) and inner.value else inner
        if first is None:
            return item.text("group")
        named = str(first.value) if not isinstance(first.value, dict) else next(
            (first.text(key) for key in ("role", "field", "same_as") if first.get(key)), "")
        return item.text("group", named)

    def _invitee(self, item: Item, filled: frozenset[str]) -> Invitee:
        when, who = item.get("when"), self._asked(item.get("who"), filled)
        public = any(actor.kind == "public" or actor.name in self.names.public_roles for actor in who)
        return Invitee(who, self._group(item), self._use("parameter", item, "count"), item.flag("drawn"),
                       self.formula(when, self.scopes.at(filled), YES_NO) if when else None, public, item.mark)

    def _asked(self, item: Item | None, filled: frozenset[str]) -> Who:
        """Who is meant: people, or each row of a register."""
        if item is not None and str(item.value) in self.names.declared["register"] and str(item.value) not in self.names.declared["role"]:
            return (Actor("register", self.names.use("register", item), mark=item.mark),)
        return self.who(item, filled)

    def _quorum(self, item: Item | None) -> Quorum:
        if item is None:
            return Quorum()
        scope = policy_scope(self.names)
        made = {key: self.formula(one, scope, NUMBER) for key in ("people", "returned", "per_group") if (one := item.get(key))}
        return Quorum(made.get("people"), made.get("returned"), made.get("per_group"))

    # --- draws --------------------------------------------------------------------------------------------------

    def draw(self, item: Item, filled: frozenset[str]) -> Draw:
        """Lots from a pool."""
        pool, count, into, only = item.get("from"), item.get("count"), item.get("into"), item.get("only")
        kind = pool_kind(self.names, item)
        if pool is not None:
            self.names.use(kind, pool)
        bounds = (count.get("at_least"), count.get("at_most")) if count is not None and isinstance(count.value, dict) else (count, count)
        facts = self.facts(item)
        scope = self.scopes.at(filled | {one.name for one in facts}, extra={one.name: type_of(one) for one in facts})
        strata = item.text("strata")
        reserves = item.get("reserves")
        return Draw(
            pool.value if pool is not None else "", tuple(self.names.use("parameter", one) if one is not None else "" for one in bounds),  # type: ignore[arg-type]
            item.text("seed"), str(into.value) if into else "", kind, fills=drawn_field(self.names, item),  # type: ignore[arg-type]
            only=self.formula(only, scope, YES_NO) if only else None, facts=facts, strata=strata, strata_kind=self._strata(item, facts),  # type: ignore[arg-type]
            reserves=self.names.use("parameter", reserves) if reserves else "", cite=self.names.cites(item), mark=item.key)

    def facts(self, item: Item) -> Form:
        """What is known of those in the pool."""
        pool, kind = item.text("from"), pool_kind(self.names, item)
        if kind == "role":
            return self.names.role_facts(pool)
        return self.names.register_forms.get(pool, ()) if kind == "register" else ()

    def _strata(self, item: Item, facts: Form) -> str:
        strata = item.get("strata")
        if strata is None:
            return ""
        name = str(strata.value)
        if any(one.name == name and one.options is not None for one in facts):
            return "fact"
        known = self.names.parameters.get(name)
        if known is not None and known.by:
            self.names.note("parameter", name)
            return "quotas"
        self.names.unknown("strata", name, strata.mark, [*(one.name for one in facts if one.options is not None),
                                                         *(one.name for one in self.names.parameters.values() if one.by)])
        return ""


def pool_kind(names: Names, draw: Item) -> str:
    """Whether lots are drawn from holders of a role, rows of a register or cases of a workflow."""
    pool = draw.text("from")
    return next((kind for kind in ("register", "workflow") if pool in names.declared[kind]), "role")


def drawn_field(names: Names, draw: Item) -> Field | None:
    """The field that lots fill: the people, entries or cases drawn."""
    into = draw.get("into")
    if into is None:
        return None
    kind = {"register": "entry", "workflow": "case"}.get(pool_kind(names, draw), "person")
    return Field(str(into.value), kind, str(into.value), many=True, among=(draw.text("from"),), mark=into.mark)  # type: ignore[arg-type]


def _titled(field: Field, title: str) -> Field:
    return replace(field, title=title)


def group_names(step: Item) -> list[str]:
    """The names of the groups that a step's ballot invites."""
    invite = step.get("ballot").get("invite")  # type: ignore[union-attr]
    found: list[str] = []
    for one in invite.value if invite is not None else ():
        who = one.get("who")
        named = who.value if who is not None else ""
        word = next((who.text(key) for key in ("role", "field", "same_as") if who.get(key)), "") if who is not None and isinstance(named, dict) else str(named)
        found.append(one.text("group", word))
    return found
