"""Who acts and who is told.

In: items of 由, 知会, 请 and the like.  Out: `Actor`s and `Effects`.
"""

from __future__ import annotations

from engine.compiler.names import OPENER, PUBLIC, Names
from engine.model import Actor, Effects, Opening, Tell, Way, Who
from engine.problems import Mark
from engine.schema import Item
from engine.text import say


class People:
    """Compiles who-expressions inside one workflow, whose fields and steps it knows."""

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
            return Actor("role", self.names.use("role", item, also=(PUBLIC, OPENER)), mark=item.mark)
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
                     at=self._name("field", at) if at else "", how=item.text("how", "any"),  # type: ignore[arg-type]
                     complete=item.text("complete", "all"), mark=item.mark)

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
        enrol, opens = item.get("enrol"), item.get("open")
        return Effects(
            tell=self.tells(item.get("tell")),
            issue=tuple(self.names.use("document", one) for one in item.words("issue")),
            publish=tuple(self.names.use("board", one) for one in item.words("publish")),
            opens=self._opening(opens) if opens else None,
            enrol=self.names.use("register", enrol) if enrol else "")

    def _opening(self, item: Item) -> Opening:
        workflow, per = item.get("workflow"), item.get("per")
        return Opening(self.names.use("workflow", workflow) if workflow else "", self._name("field", per) if per else "")

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
