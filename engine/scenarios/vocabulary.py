"""The words of stories: what somebody can be said to do, and what can be said to be seen.

In: functions that declare themselves under a word.  Out: one register of doings and one of expectations.
A part of the engine adds its words in a module of its own under `words`; nothing else has to know them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.case import Case, Refusal
from engine.errors import BihuanError
from engine.problems import Mark
from engine.scenarios.reading import Beat
from engine.scenarios.stage import Happened, Stage
from engine.schema import Item
from engine.text import Text, say


class Misread(BihuanError):
    """A beat that cannot be understood: it means no command at all."""


@dataclass(frozen=True)
class Difference:
    """Something other than the story says: where, what, what was expected and what was found."""

    mark: Mark
    what: Text
    expected: Text
    got: Text

    def lines(self, lang: str) -> list[str]:
        """For people: the place and the two sides below each other."""
        zh = lang == "zh"
        place = f"{self.mark.path}:{self.mark.line}"
        what, expected, got = (one.zh if zh else one.en for one in (self.what, self.expected, self.got))
        return [f"{place}  {what}", f"    {'应为' if zh else 'expected'}  {expected}", f"    {'实际' if zh else 'got     '}  {got}"]


@dataclass(frozen=True)
class Turn:
    """Somebody's turn to do something: the beat, who acts (an account, `public`, `party` or `system`), the case's name."""

    beat: Beat
    stage: Stage
    name: str
    actor: str

    @property
    def case(self) -> Case:
        """The case the beat speaks of; it must have been entered."""
        found = self.stage.case(self.name) if self.name in self.stage.names else None
        if found is None:
            raise Misread(say("还没有登记「{name}」这一件", "the case “{name}” has not been entered yet", name=self.name or self.beat.doing))
        return found

    def meant(self) -> tuple[str, ...]:
        """Whom or what `给` names: a case of the story by its number, anything else as it stands."""
        known = {name: self.stage.case(name) for name in self.beat.to if name in self.stage.names}
        return tuple(case.number if (case := known.get(one)) is not None else one for one in self.beat.to)

    def person(self, words: str) -> str:
        """An account by name, or the words as they stand."""
        return self.stage.directory.named(words) or words


@dataclass(frozen=True)
class Scene:
    """One beat after it was played: the case, who acted, everything that happened, and the refusal if there was one."""

    stage: Stage
    name: str
    actor: str
    happened: tuple[Happened, ...]
    refusal: Refusal | None

    @property
    def case(self) -> Case | None:
        """The case the beat speaks of."""
        return self.stage.case(self.name) if self.name in self.stage.names else None

    def bodies(self, *types: str) -> list[Mapping[str, object]]:
        """The bodies of the events of these types that happened to the case."""
        return [event.body for name, event in self.happened if name == self.name and event.type in types]


Doing = Callable[[Turn], object]
Check = Callable[[Item, Scene], list[Difference]]
CaseCheck = Callable[[Item, Scene, Case], list[Difference]]
DOINGS: dict[str, Doing] = {}
OPENING: set[str] = set()  # words that begin a case, so that a resident is not yet its party
BY_GROUP: set[str] = set()  # words that a group does whose members have no names in the story
EXPECTATIONS: dict[str, tuple[Text, Check]] = {}


def doing(*words: str, opening: bool = False) -> Callable[[Doing], Doing]:
    """Declare what `谁 做什么` does; it raises `Refused`, or `Misread` where the beat makes no sense."""
    def declare(act: Doing) -> Doing:
        DOINGS.update(dict.fromkeys(words, act))
        OPENING.update(words if opening else ())
        return act
    return declare


def expects(key: str, what: Text) -> Callable[[Check], Check]:
    """Declare what stands under a key of 那么, for the street as a whole; `key` is the English keyword of the schema."""
    def declare(check: Check) -> Check:
        EXPECTATIONS[key] = (what, check)
        return check
    return declare


def expects_of_case(key: str, what: Text) -> Callable[[CaseCheck], CaseCheck]:
    """Declare what stands under a key of 那么, for the case the beat speaks of."""
    def declare(check: CaseCheck) -> CaseCheck:
        def of_case(item: Item, scene: Scene) -> list[Difference]:
            case = scene.case
            if case is None:
                return [Difference(item.key, what, said(item), say("还没有这一件", "there is no such case"))]
            return check(item, scene, case)
        EXPECTATIONS[key] = (what, of_case)
        return check
    return declare


# --- how expectations are told ----------------------------------------------------------------------------------------


def words_of(item: Item) -> list[str]:
    """The texts of an item, where one text may stand for a list of one."""
    return [str(one.value) for one in item.value] if isinstance(item.value, list) else [str(item.value)]


def said(item: Item) -> Text:
    """What a story says, for people."""
    value = item.plain()
    if isinstance(value, list):
        return Text("、".join(map(str, value)), ", ".join(map(str, value)))
    return Text(str(value), str(value))


def differs(key: str, item: Item, expected: object, got: object) -> list[Difference]:
    """A difference under a key of 那么, or nothing."""
    if expected == got:
        return []
    return [Difference(item.key, EXPECTATIONS[key][0], _text(expected), _text(got))]


def _text(value: object) -> Text:
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, set | frozenset | list | tuple):
        words = sorted(map(str, value)) if isinstance(value, set | frozenset) else [str(one) for one in value]
        return Text("、".join(words) or "没有", ", ".join(words) or "nobody")
    return Text(str(value) if value != "" else "没有", str(value) if value != "" else "none")
