"""What a story says must be seen, held against what is.

In: 那么 of a beat, the stage, what happened in the beat.  Out: readable differences with their places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.case import Case, Refusal, holders, offers, stuck
from engine.problems import Mark
from engine.scenarios.seeing import agrees, see
from engine.scenarios.stage import Happened, Stage
from engine.schema import Item
from engine.text import Text, say
from engine.values import read_moment

PARTY_NAME = "诉求人"
_NONE = ("无", "none")


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
        return self.stage.cases.get(self.name)

    def bodies(self, *types: str) -> list[Mapping[str, object]]:
        """The bodies of the events of these types that happened to the case."""
        return [event.body for name, event in self.happened if name == self.name and event.type in types]


def check(then: Item, scene: Scene) -> list[Difference]:
    """Everything in 那么 that does not hold."""
    found: list[Difference] = []
    for key, item in then.value.items():
        if key == "refused":
            continue  # answered when the command was
        if scene.case is None:
            found.append(Difference(item.key, _WHAT[key], _said(item), say("还没有这一件", "there is no such case")))
        else:
            found += _CHECKS[key](item, scene, scene.case)
    return found


def _said(item: Item) -> Text:
    value = item.plain()
    if isinstance(value, list):
        return Text("、".join(map(str, value)), ", ".join(map(str, value)))
    return Text(str(value), str(value))


def _words(item: Item) -> list[str]:
    return [str(one.value) for one in item.value] if isinstance(item.value, list) else [str(item.value)]


def _differs(key: str, item: Item, expected: object, got: object) -> list[Difference]:
    if expected == got:
        return []
    return [Difference(item.key, _WHAT[key], _text(expected), _text(got))]


def _text(value: object) -> Text:
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, set | frozenset | list):
        words = sorted(map(str, value))
        return Text("、".join(words) or "没有", ", ".join(words) or "nobody")
    return Text(str(value) if value != "" else "没有", str(value) if value != "" else "none")


# --- what can be seen -----------------------------------------------------------------------------------------------


def _step(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return _differs("step", item, str(item.value), case.step or f"（{case.outcome}）")


def _outcome(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return _differs("outcome", item, str(item.value), case.outcome)


def _todo(item: Item, scene: Scene, case: Case) -> list[Difference]:
    directory = scene.stage.street.directory
    got: set[str] = set()
    for seat in case.open_seats():
        if seat.kind != "assist":
            got |= {directory.call(person) for person in holders(seat, directory)} | ({PARTY_NAME} if seat.party else set())
    return _differs("todo", item, _people(_words(item), scene), got)


def _people(words: Iterable[str], scene: Scene) -> set[str]:
    """Names, with `role@unit` standing for everybody who holds it."""
    directory = scene.stage.street.directory
    found: set[str] = set()
    for word in words:
        role, at, unit = word.partition("@")
        if at:
            found |= {directory.call(person) for person in directory.behind(directory.doors(role, unit))}
        elif word not in _NONE:
            found.add(directory.call(word))
    return found


def _told(item: Item, scene: Scene, case: Case) -> list[Difference]:
    directory = scene.stage.street.directory
    got: set[str] = set()
    for body in scene.bodies("told", "urged", "copied"):
        to = body["to"]
        got |= {directory.call(str(person)) for person in to} if isinstance(to, list) else set()
        got |= {PARTY_NAME} if body.get("party") else set()
    return _differs("told", item, _people(_words(item), scene), got)


def _round(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return _differs("round", item, item.value, case.round)


def _returns(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return _differs("returns", item, item.value, case.returns)


def _due_at(case: Case) -> datetime | None:
    clock = case.clocks.get(case.step)
    return datetime.fromisoformat(clock.due) if clock is not None and clock.state != "stopped" else None


def _due(item: Item, scene: Scene, case: Case) -> list[Difference]:
    due = _due_at(case)
    got = f"{due:%Y-%m-%d %H:%M}" if due is not None else "无"
    wanted = read_moment(str(item.value))
    expected = f"{wanted:%Y-%m-%d %H:%M}" if wanted is not None else "无" if str(item.value) in _NONE else str(item.value)
    return _differs("due", item, expected, got)


def _left(item: Item, scene: Scene, case: Case) -> list[Difference]:
    due = _due_at(case)
    return _differs("left", item, item.value, scene.stage.calendar.remaining(scene.stage.now, due) if due is not None else "")


def _issued(item: Item, scene: Scene, case: Case) -> list[Difference]:
    got = {str(body["document"]): str(body["number"]) for body in scene.bodies("issued")}
    if not isinstance(item.value, dict):
        return _differs("issued", item, {str(item.value)}, set(got))
    wanted = {f"{name} {number.value}" for name, number in item.value.items()}
    return _differs("issued", item, wanted, {f"{name} {number}" for name, number in got.items()})


def _published(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return _differs("published", item, set(_words(item)), {str(body["board"]) for body in scene.bodies("published")})


def _values(item: Item, scene: Scene, case: Case) -> list[Difference]:
    found: list[Difference] = []
    for name, wanted in item.value.items():
        seen = see(scene.stage, case, name)
        if not agrees(str(wanted.value), seen):
            found.append(Difference(wanted.key, say("值「{name}」", "value “{name}”", name=name), _said(wanted), seen.shown))
    return found


def _offered(item: Item, scene: Scene, case: Case) -> list[Difference]:
    made = offers(scene.stage.method, case, scene.stage.world(scene.actor))
    got = {offer.name for offer in made if offer.refused is None and offer.kind != "anytime"}
    return _differs("offered", item, {word for word in _words(item) if word not in _NONE}, got)


def _part(item: Item, scene: Scene, case: Case) -> list[Difference]:
    found: list[Difference] = []
    for part, fields in item.value.items():
        frozen = [one for document in case.documents.values() for one in document["parts"] if one["part"] == part]
        for name, wanted in fields.value.items():
            rows = [frozen[-1]["values"], *frozen[-1]["sheets"]] if frozen else []
            seen = [see(scene.stage, case, name, row[name]) for row in rows if name in row]
            if not any(agrees(str(wanted.value), one) for one in seen):
                what = say("单据「{part}」栏里的「{name}」", "“{name}” in part “{part}” of the document", part=part, name=name)
                shown = Text("、".join(one.shown.zh for one in seen) or "没有", ", ".join(one.shown.en for one in seen) or "nothing")
                found.append(Difference(wanted.key, what, _said(wanted), shown))
    return found


def _stuck(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return _differs("stuck", item, item.value, bool(stuck(case, scene.stage.street.directory)))


_CHECKS: dict[str, Callable[[Item, Scene, Case], list[Difference]]] = {
    "step": _step, "todo": _todo, "outcome": _outcome, "round": _round, "returns": _returns, "due": _due, "left": _left,
    "told": _told, "issued": _issued, "published": _published, "values": _values, "offered": _offered, "part": _part,
    "stuck": _stuck,
}
_WHAT: dict[str, Text] = {
    "step": Text("环节", "step"), "todo": Text("待办", "to do"), "outcome": Text("结局", "outcome"), "round": Text("轮次", "round"),
    "returns": Text("退单", "returns"), "due": Text("到期", "due"), "left": Text("还剩", "left"), "told": Text("知会", "told"),
    "issued": Text("出单", "issued"), "published": Text("公示", "published"), "values": Text("值", "values"),
    "offered": Text("可办", "offered"), "part": Text("单据", "document"), "stuck": Text("卡住", "stuck"),
}
