"""Who acts and who is told.

In: items of 由, 知会, 请 and the like.  Out: `Actor`s and `Effects`.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.compiler.names import OPENER, PUBLIC, SOURCE, Names
from engine.compiler.outside import Outside
from engine.formulas import Formula
from engine.model import Actor, Effects, Tell, Way, Who
from engine.problems import Mark
from engine.schema import Item
from engine.text import say

ALL, ANY = ("全部", "all"), ("任一", "any")
Only = Callable[[Item, str], "Formula | None"]  # the formula that holders must satisfy, and their role


class People:
    """Compiles who-expressions inside one workflow, whose fields and steps it knows.

    `only` is set while a place is compiled where holders may be chosen by a formula; `outside` compiles what effects do
    beyond the case."""

    only: Only | None = None
    looked_up: Callable[[Item], Formula | None] | None = None
    outside: Outside | None = None

    def __init__(self, names: Names, fields: frozenset[str], steps: frozenset[str]) -> None:
        self.names, self.fields, self.steps = names, fields, steps

    def who(self, item: Item | None) -> Who:
        """One or several actors."""
        if item is None:
            return ()
        if isinstance(item.value, list):
            return tuple(actor for one in item.value for actor in self.who(one))
        return (self._actor(item),)

    def _actor(self, item: Item) -> Actor:
        if not isinstance(item.value, dict):
            word = str(item.value)
            if word == PUBLIC:
                return Actor("public", PUBLIC, mark=item.mark)
            if word == OPENER:
                return Actor("opener", OPENER, mark=item.mark)
            if word == SOURCE:
                return Actor("source", SOURCE, mark=item.mark)
            return Actor("role", self.names.use("role", item, also=(PUBLIC, OPENER, SOURCE)), mark=item.mark)
        said = [key for key in ("role", "field", "same_as") if item.get(key)]
        if len(said) != 1:
            self.names.report.add("who-kind", item.mark, say(
                "这里要正好写一种：角色、字段或同环节", "exactly one of role, field and same_as must stand here"))
            return Actor("role", "", mark=item.mark)
        kind = said[0]
        found = item.get(kind)
        assert found is not None
        at = item.get("at")
        return Actor(kind, self._name(kind, found),  # type: ignore[arg-type]
                     at=self._name("field", at) if at and not looks_up(at) else "", at_by=self._looked_up(at), how=item.text("how", "any"),  # type: ignore[arg-type]
                     facts=self.names.role_facts(item.text("role")) if item.get("only") else (),
                     complete=self._complete(item.get("complete")), many=item.flag("many"), only=self._only(item),
                     if_nobody=item.text("if_nobody", "stuck"), mark=item.mark)  # type: ignore[arg-type]

    def _looked_up(self, item: Item | None) -> Formula | None:
        """The unit that a table gives, such as 承办单位(类别)."""
        if item is None or not looks_up(item):
            return None
        if self.looked_up is None:
            self.names.report.add("who-kind", item.mark, say(
                "按类别查单位只用在办理人和被知会的人上", "a unit is looked up only for those who act or are told"),
                say("写一个选单位的字段", "name a unit field"))
            return None
        return self.looked_up(item)

    def _complete(self, item: Item | None) -> str:
        word = str(item.value) if item is not None else "all"
        if item is None or word in ALL or word in ANY:
            return "any" if word in ANY else "all"
        return self.names.use("parameter", item, also=(*ALL, *ANY))

    def _only(self, item: Item) -> Formula | None:
        text = item.get("only")
        if text is None:
            return None
        if self.only is None or not item.text("role"):
            self.names.report.add("who-kind", text.key, say(
                "「只取」只用在办理人和被请的人上，而且要写角色", "only a role of those who act or are invited can be narrowed by a formula"),
                say("写成「{{角色: 角色名, 只取: 条件}}」", "write it beside a role, under 由 or 请"))
            return None
        return self.only(text, item.text("role"))

    def _name(self, kind: str, item: Item) -> str:
        name = str(item.value)
        if kind == "role":
            return self.names.use("role", item)
        known = self.fields if kind == "field" else self.steps
        if name not in known:
            self.names.unknown("field" if kind == "field" else "step", name, item.mark, known)
        return name

    def tells(self, item: Item | None) -> tuple[Tell, ...]:
        """Whom an effect tells, and what."""
        return tuple(self._tell(one) for one in item.value) if item is not None and isinstance(item.value, list) else ()

    def _tell(self, item: Item) -> Tell:
        inner = item.get("who")
        who = self.who(inner) if inner is not None else self.who(item)
        shown = item.words("fields") if isinstance(item.value, dict) else ()
        return Tell(who, tuple(self._name("field", one) for one in shown))

    def effects(self, item: Item | None) -> Effects:
        """Everything an action, row, rung or outcome does besides."""
        if item is None or not isinstance(item.value, dict):
            return Effects()
        outside = self.outside
        return Effects(
            tell=self.tells(item.get("tell")),
            issue=tuple(self.names.use("document", one) for one in item.words("issue")),
            publish=tuple(self.names.use("board", one) for one in item.words("publish")),
            opens=outside.opens(item) if outside else (), enrol=outside.enrols(item) if outside else (),
            appoint=outside.grants(item, "appoint") if outside else (), dismiss=outside.grants(item, "dismiss") if outside else ())

    def way(self, item: Item, targets: frozenset[str]) -> Way | None:
        """The way on that an action or row takes: at most one of 转 and 回."""
        on, back = item.get("next"), item.get("back")
        if on is not None and back is not None:
            self.names.report.add("two-ways", back.key, say("「转」和「回」只能写一个", "write only one of 转 and 回"))
        found = on or back
        if found is None:
            return None
        kind = "next" if found is on else "return" if item.text("verb") == "return" else "back"
        return Way(self.target(found, targets), kind, found.mark)  # type: ignore[arg-type]

    def target(self, item: Item, targets: frozenset[str]) -> str:
        """A step or outcome by name; an unknown one is a problem."""
        name = str(item.value)
        if name not in targets:
            self.names.unknown("step", name, item.mark, targets)
        return name

    def mark(self, item: Item) -> Mark:
        """Where something stands."""
        return item.key


def looks_up(item: Item) -> bool:
    """Whether something is looked up in a table, such as 办理时限(类别), rather than named."""
    return any(sign in str(item.value) for sign in "(（")
