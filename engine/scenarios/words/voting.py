"""Ballots and draws in stories: slips, sheets cast by groups, paper, the count, ties; the list, the seed, who steps in.

In: somebody's turn.  Out: what the service does for pages too; a sheet is cast with a code that the story handed out.
`党员3人 投` casts three sheets of a group; the story knows no more than the town hall who of them came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from engine.case import Case
from engine.case.ballot_commands import Substitute
from engine.case.counting import unplain
from engine.scenarios.seeing import agrees, plain_value
from engine.scenarios.vocabulary import (
    BY_GROUP,
    Difference,
    Scene,
    Turn,
    differs,
    doing,
    expects_of_case,
    said,
    words_of,
)
from engine.schema import Item
from engine.service import ballots, casting, draws
from engine.service.refused import Refused
from engine.text import Text, say

_GROUP = re.compile(r"(?P<group>.+?)(?P<times>[0-9]+)人")


@doing("印票", "make-slips")
def make_slips(turn: Turn) -> None:
    """Make the slips; the story keeps their codes as a box of paper would."""
    spare = int(str((turn.beat.fill or {}).get("备用", 0)))
    made = ballots.make_slips(turn.stage.service, turn.actor, turn.case.id, spare)
    turn.stage.codes[turn.name] = {sheet.group: list(sheet.codes) for sheet in made}


@doing("发票", "hand-out")
def hand_out(turn: Turn) -> None:
    """Hand slips out: to those named, and as many as `填` says to groups without names; to everybody where nothing is said."""
    poll = turn.case.poll
    people = tuple(turn.person(one) for one in turn.beat.to)
    slips = {group: int(str(n)) for group, n in (turn.beat.fill or {}).items()}
    if not people and not slips:
        people = tuple(one for group in poll.get("roll", {}).values() for one in group if one not in poll.get("out", ()))
        slips = {group: n - poll.get("handed", {}).get(group, 0) for group, n in poll["groups"].items() if not poll["roll"].get(group)}
        slips = {group: n for group, n in slips.items() if n}
    ballots.hand_out(turn.stage.service, turn.actor, turn.case.id, people, slips)


@doing("投", "cast")
def cast(turn: Turn) -> None:
    """So many of a group cast the same sheet, each with the next slip of the group."""
    read = _GROUP.fullmatch(turn.beat.actor)
    group, times = (read["group"], int(read["times"])) if read else (turn.beat.actor, 1)
    codes = turn.stage.codes.get(turn.name, {}).get(group, [])
    for _ in range(times):
        if not codes:
            raise Refused("no-slip", say("「{group}」没有票了", "there is no slip left for “{group}”", group=group))
        casting.cast(turn.stage.service, codes[0], dict(turn.beat.fill or {}))
        codes.pop(0)


BY_GROUP.update(("投", "cast"))


@doing("登记纸质票", "count-paper")
def count_paper(turn: Turn) -> None:
    """Enter paper sheets as totals: 组, 张, and for each question how often each choice was made."""
    fill: dict[str, Any] = dict(turn.beat.fill or {})
    group, sheets = str(fill.pop("组", "")), int(str(fill.pop("张", 0)))
    counts = {name: {("" if choice == "空白" else choice): int(str(n)) for choice, n in choices.items()} for name, choices in fill.items()}
    ballots.count_paper(turn.stage.service, turn.actor, turn.case.id, group, sheets, counts)


@doing("核对纸质票", "confirm-paper")
def confirm_paper(turn: Turn) -> None:
    """Agree with every count of paper sheets that waits."""
    for row in [one for one in turn.case.poll.get("paper", ()) if not one["seen"]]:
        ballots.confirm_paper(turn.stage.service, turn.actor, turn.case.id, row["number"], "agree")


@doing("划掉纸质票", "strike-paper")
def strike_paper(turn: Turn) -> None:
    """Strike every count of paper sheets that waits."""
    for row in [one for one in turn.case.poll.get("paper", ()) if not one["seen"]]:
        ballots.confirm_paper(turn.stage.service, turn.actor, turn.case.id, row["number"], "strike")


@doing("计票", "count")
def count(turn: Turn) -> None:
    """Count a ballot before its time is up."""
    ballots.close(turn.stage.service, turn.actor, turn.case.id)


@doing("定平票", "settle")
def settle(turn: Turn) -> None:
    """Settle a tie: result → item."""
    for result, item in (turn.beat.fill or {}).items():
        ballots.settle(turn.stage.service, turn.actor, turn.case.id, result, str(item), turn.beat.reason)


@doing("定名单", "freeze")
def freeze(turn: Turn) -> None:
    """Fix the list: `抽` says how many, `不进名单` who is left out and why."""
    fill: Mapping[str, Any] = turn.beat.fill or {}
    left_out = {turn.person(who): str(why) for who, why in dict(fill.get("不进名单", {})).items()}
    draws.freeze(turn.stage.service, turn.actor, turn.case.id, int(str(fill.get("抽", 0))), left_out)


@doing("抽取", "draw")
def draw(turn: Turn) -> None:
    """Name the seed: who → value, in the order they are named."""
    draws.name_seed(turn.stage.service, turn.actor, turn.case.id, tuple((who, str(value)) for who, value in (turn.beat.fill or {}).items()))


@doing("换人", "substitute")
def substitute(turn: Turn) -> None:
    """Let the next who stands by step in for somebody drawn."""
    for who in turn.beat.to:
        turn.stage.service.do(turn.actor, turn.case.id, Substitute(turn.person(who), turn.beat.reason))


# --- what can be seen -----------------------------------------------------------------------------------------------


def _numbers(key: str, item: Item, got: Mapping[str, int]) -> list[Difference]:
    wanted = {name: int(str(one.value)) for name, one in item.value.items()}
    shown = {name: got.get(name, 0) for name in wanted}
    return differs(key, item, {f"{name} {n}" for name, n in wanted.items()}, {f"{name} {n}" for name, n in shown.items()})


@expects_of_case("handed", Text("发出", "handed out"))
def _handed(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return _numbers("handed", item, case.poll.get("handed", {}))


@expects_of_case("returned", Text("收回", "come back"))
def _returned(item: Item, scene: Scene, case: Case) -> list[Difference]:
    tag = str(case.poll.get("urn", ""))
    if tag:
        return _numbers("returned", item, scene.stage.service.boxes.urns.returned(tag))
    latest = max(case.tallies.values(), key=lambda tally: tally.at, default=None)
    if case.answers or latest is None:
        found: dict[str, int] = {}
        for one in case.answers.values():
            found[one["group"]] = found.get(one["group"], 0) + 1
        return _numbers("returned", item, found)
    return _numbers("returned", item, {name: one["answered"] for name, one in latest.groups.items()})


@expects_of_case("each", Text("逐个", "each"))
def _each(item: Item, scene: Scene, case: Case) -> list[Difference]:
    """Results of what was judged one by one: unit, person or value → result → value."""
    tally = max((one for one in case.tallies.values() if one.subjects), key=lambda one: one.at, default=None)
    found: list[Difference] = []
    for name, results in item.value.items():
        subject = scene.stage.directory.named(name) or name
        got = tally.subjects.get(subject, tally.subjects.get(name, {})) if tally is not None else {}
        for result, wanted in results.value.items():
            seen = plain_value(unplain(got[result])) if result in got else None
            if seen is None or not agrees(str(wanted.value), seen):
                found.append(Difference(wanted.key, say("{name}的「{result}」", "“{result}” of {name}", name=name, result=result), said(wanted),
                                        seen.shown if seen is not None else Text("没有", "nothing")))
    return found


@expects_of_case("tied", Text("平票", "tied"))
def _tied(item: Item, scene: Scene, case: Case) -> list[Difference]:
    got = {one for tally in case.tallies.values() for items in tally.tied.values() for one in items}
    return differs("tied", item, {one for one in words_of(item) if one not in ("无", "none")}, got)


def _draw(case: Case) -> Mapping[str, Any]:
    return max(case.draws.values(), key=lambda one: str(one["at"]), default={})


def _names(scene: Scene, accounts: Iterable[str]) -> set[str]:
    return {scene.stage.directory.call(one) for one in accounts}


@expects_of_case("drawn", Text("抽中", "drawn"))
def _drawn(item: Item, scene: Scene, case: Case) -> list[Difference]:
    """How many were drawn, or who they are."""
    kept = _draw(case)
    got = [kept["members"][one] for one in kept.get("drawn", ())]
    if str(item.value).isdecimal():
        return differs("drawn", item, int(str(item.value)), len(got))
    return differs("drawn", item, set(words_of(item)), _names(scene, got))


@expects_of_case("standing_by", Text("备选", "standing by"))
def _standing_by(item: Item, scene: Scene, case: Case) -> list[Difference]:
    kept = _draw(case)
    got = [kept["members"][one] for one in kept.get("standing_by", ())]
    if str(item.value).isdecimal():
        return differs("standing_by", item, int(str(item.value)), len(got))
    return differs("standing_by", item, set(words_of(item)), _names(scene, got))


@expects_of_case("left_out", Text("不进名单", "left out"))
def _left_out(item: Item, scene: Scene, case: Case) -> list[Difference]:
    return differs("left_out", item, {one for one in words_of(item) if one not in ("无", "none")},
                   _names(scene, (row["who"] for row in _draw(case).get("excluded", ()))))
