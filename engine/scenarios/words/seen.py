"""What is said to be seen of a case: where it stands, whose turn it is, what is due, who was told, what was issued.

In: what stands under a key of 那么, and the scene.  Out: differences.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine.case import Case, holders, offers, stuck
from engine.scenarios.seeing import agrees, see
from engine.scenarios.vocabulary import Difference, Scene, differs, expects_of_case, said, words_of
from engine.schema import Item
from engine.text import Text, say
from engine.values import read_moment

NONE = ("无", "none")


@expects_of_case("step", Text("环节", "step"))
def _step(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return differs("step", item, str(item.value), case.step or f"（{case.outcome}）")


@expects_of_case("outcome", Text("结局", "outcome"))
def _outcome(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return differs("outcome", item, str(item.value), case.outcome)


@expects_of_case("todo", Text("待办", "to do"))
def _todo(item: Item, scene: Scene, case: Case) -> list[Difference]:
    directory = scene.stage.directory
    got: set[str] = set()
    for seat in case.open_seats():
        if seat.kind != "assist":
            got |= {directory.call(person) for person in holders(seat, directory)} | ({seat.party} if seat.party else set())
    return differs("todo", item, _people(words_of(item), scene), got)


def _people(words: Iterable[str], scene: Scene) -> set[str]:
    """Names, with `role@unit` standing for everybody who holds it."""
    directory = scene.stage.directory
    found: set[str] = set()
    for word in words:
        role, at, unit = word.partition("@")
        if at:
            found |= {directory.call(person) for person in directory.behind(directory.doors(role, unit))}
        elif word not in NONE:
            found.add(directory.call(word))
    return found


@expects_of_case("told", Text("知会", "told"))
def _told(item: Item, scene: Scene, case: Case) -> list[Difference]:
    directory = scene.stage.directory
    got: set[str] = set()
    for body in scene.bodies("told", "urged", "copied"):
        to = body["to"]
        got |= {directory.call(str(person)) for person in to} if isinstance(to, list) else set()
        got |= {str(body["party"])} if body.get("party") else set()
    return differs("told", item, _people(words_of(item), scene), got)


@expects_of_case("round", Text("轮次", "round"))
def _round(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return differs("round", item, item.value, case.round)


@expects_of_case("returns", Text("退单", "returns"))
def _returns(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return differs("returns", item, item.value, case.returns)


def _due_at(case: Case) -> datetime | None:
    clock = case.clocks.get(case.step)
    return datetime.fromisoformat(clock.due) if clock is not None and clock.state != "stopped" else None


@expects_of_case("due", Text("到期", "due"))
def _due(item: Item, scene: Scene, case: Case) -> list[Difference]:
    due = _due_at(case)
    got = f"{due:%Y-%m-%d %H:%M}" if due is not None else "无"
    wanted = read_moment(str(item.value))
    expected = f"{wanted:%Y-%m-%d %H:%M}" if wanted is not None else "无" if str(item.value) in NONE else str(item.value)
    return differs("due", item, expected, got)


@expects_of_case("left", Text("还剩", "left"))
def _left(item: Item, scene: Scene, case: Case) -> list[Difference]:
    due = _due_at(case)
    calendar = scene.stage.world("system", case).calendar
    return differs("left", item, item.value, calendar.remaining(scene.stage.now, due) if due is not None else "")


@expects_of_case("issued", Text("出单", "issued"))
def _issued(item: Item, scene: Scene, case: Case) -> list[Difference]:
    got = {str(body["document"]): str(body["number"]) for body in scene.bodies("issued")}
    if not isinstance(item.value, dict):
        return differs("issued", item, {str(item.value)}, set(got))
    wanted = {f"{name} {number.value}" for name, number in item.value.items()}
    return differs("issued", item, wanted, {f"{name} {number}" for name, number in got.items()})


@expects_of_case("published", Text("公示", "published"))
def _published(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return differs("published", item, set(words_of(item)), {str(body["board"]) for body in scene.bodies("published")})


@expects_of_case("values", Text("值", "values"))
def _values(item: Item, scene: Scene, case: Case) -> list[Difference]:
    found: list[Difference] = []
    for name, wanted in item.value.items():
        seen = see(scene.stage, case, name)
        if not agrees(str(wanted.value), seen):
            found.append(Difference(wanted.key, say("值「{name}」", "value “{name}”", name=name), said(wanted), seen.shown))
    return found


@expects_of_case("offered", Text("可办", "offered"))
def _offered(item: Item, scene: Scene, case: Case) -> list[Difference]:
    made = offers(scene.stage.method_of(case), case, scene.stage.world(scene.actor, case))
    got = {offer.name for offer in made if offer.refused is None and offer.kind != "anytime"}
    return differs("offered", item, {word for word in words_of(item) if word not in NONE}, got)


@expects_of_case("part", Text("单据", "document"))
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
                found.append(Difference(wanted.key, what, said(wanted), shown))
    return found


@expects_of_case("stuck", Text("卡住", "stuck"))
def _stuck(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return differs("stuck", item, item.value, bool(stuck(case, scene.stage.directory)))
