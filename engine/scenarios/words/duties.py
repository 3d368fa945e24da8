"""Obligations in stories: what is arranged about them, and how they stand.

In: beats such as 请人代替 with the stand-in under 给, 改期 with the day under 延到, 请免, 准履职, 不准履职, 并期, 不并期; which
occasion stands under 填 as 义务, and where needed 原定, 对 and 本人.  `义务` of 那么: obligation → how one occasion stands.
Out: what was done, or differences.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.scenarios.stage import Stage
from engine.scenarios.vocabulary import Difference, Misread, Scene, Turn, differs, doing, expects, words_of
from engine.schema import Item
from engine.service.duties import planning
from engine.service.duties.views import STATES, DutyRow
from engine.text import Text, say
from engine.values import read_date

_LONG_AGO, _FAR = date(2000, 1, 1), date(2100, 1, 1)
_WAITS = {"consent": "批准", "joining": "并期", "": "无"}


def _rows(stage: Stage, rule: str) -> list[DutyRow]:
    """Every occasion of an obligation, by day."""
    planning.plan_due(stage.service, stage.now)
    if not any(rule in method.duties for method in stage.street.methods.values()):
        raise Misread(say("没有「{name}」这项义务", "there is no obligation “{name}”", name=rule))
    return stage.service.duties.all(rule, _LONG_AGO, _FAR)


def _one(stage: Stage, rule: str, said: Mapping[str, Any]) -> DutyRow:
    """The occasion a story means: of a nominal day, a person or unit and an object where these are said; else the first that is open."""
    who, to, nominal = str(said.get("who", "")), str(said.get("to", "")), read_date(str(said.get("nominal", "")))
    subject = stage.directory.named(who) or who
    rows = [row for row in _rows(stage, rule) if subject in ("", row.subject) and to in ("", row.to) and nominal in (None, row.nominal)]
    still = [row for row in rows if row.state in ("open", "short", "done", "overdue")] or rows[-1:]
    if not still:
        raise Misread(say("「{name}」没有排出这样的一次", "“{name}” has no such occasion", name=rule))
    return rows[0] if nominal is not None else still[0]


@expects("obligations", Text("义务", "obligations"))
def _obligations(item: Item, scene: Scene) -> list[Difference]:
    return [one for rule, wanted in item.value.items() for one in (*_told(rule, wanted, scene), *_obligation(rule, wanted, scene.stage))]


def _told(rule: str, wanted: Item, scene: Scene) -> list[Difference]:
    """Who was reminded or told of what was missed in this step, over all occasions of an obligation."""
    said = wanted.get("told")
    if said is None:
        return []
    occasions = {row.id for row in _rows(scene.stage, rule)}
    bodies = [event.body for stream, event in scene.happened if stream in occasions]
    got = {scene.stage.directory.call(str(person)) for body in bodies if isinstance(body.get("to"), list) for person in body["to"]}
    return differs("obligations", said, set(words_of(said)), got)


def _obligation(rule: str, wanted: Item, stage: Stage) -> list[Difference]:
    lagging = wanted.get("lagging")
    found: list[Difference] = []
    if lagging is not None:
        late = {row.who for row in stage.service.duties.lagging_all(14) if row.rule == rule}
        found += differs("obligations", lagging, {word for word in words_of(lagging) if word not in ("无", "nobody")}, late)
    keys = [key for key in ("state", "late", "planned", "announced", "missing", "stands_in", "waits") if wanted.get(key) is not None]
    if not keys:
        return found
    row = _one(stage, rule, {key: wanted.text(key) for key in ("who", "to", "nominal")})
    got: Mapping[str, object] = {
        "state": STATES[row.state].zh, "late": row.late, "planned": row.planned.isoformat(), "announced": row.told is not None,
        "missing": row.missing, "stands_in": stage.directory.call(row.stands_in) if row.stands_in else "无", "waits": _WAITS[row.waits]}
    for key in keys:
        said = wanted.get(key)
        assert said is not None
        found += differs("obligations", said, _said(key, said.value), got[key])
    return found


def _said(key: str, value: object) -> object:
    day = read_date(str(value)) if key == "planned" else None
    if key == "state":
        return next((words.zh for words in STATES.values() if value in (words.zh, words.en)), value)
    return day.isoformat() if day is not None else value


# --- what is arranged ---------------------------------------------------------------------------------------------------


def _meant(turn: Turn) -> str:
    fill = turn.beat.fill or {}
    rule = str(fill.get("义务", fill.get("obligation", "")))
    if not rule:
        raise Misread(say("请在「填」里写明是哪项义务：{{义务: 名字}}", "write under 填 which obligation: {{义务: name}}"))
    own = {row.subject for row in _rows(turn.stage, rule)} & {turn.actor}
    who = fill.get("本人", turn.actor if own else "")
    return _one(turn.stage, rule, {"who": who, "to": fill.get("对", ""), "nominal": fill.get("原定", "")}).id


def _reason(turn: Turn) -> str:
    return turn.beat.reason


@doing("请人代替", "substitute")
def _substitute(turn: Turn) -> None:
    turn.stage.service.duties.substitute(turn.actor, _meant(turn), next(iter(turn.beat.to), ""), _reason(turn))


@doing("改期", "move")
def _move(turn: Turn) -> None:
    day = read_date(turn.beat.until)
    if day is None:
        raise Misread(say("请写「延到: 2016-02-16」", "write the day under 延到"))
    turn.stage.service.duties.move(turn.actor, _meant(turn), day, _reason(turn))


@doing("请免", "excuse")
def _excuse(turn: Turn) -> None:
    turn.stage.service.duties.excuse(turn.actor, _meant(turn), _reason(turn))


@doing("准履职", "grant_duty")
def _grant(turn: Turn) -> None:
    turn.stage.service.duties.answer(turn.actor, _meant(turn), True, _reason(turn))


@doing("不准履职", "deny_duty")
def _deny(turn: Turn) -> None:
    turn.stage.service.duties.answer(turn.actor, _meant(turn), False, _reason(turn))


@doing("并期", "join_duty")
def _join(turn: Turn) -> None:
    turn.stage.service.duties.join(turn.actor, _meant(turn), True)


@doing("不并期", "keep_duty")
def _keep(turn: Turn) -> None:
    turn.stage.service.duties.join(turn.actor, _meant(turn), False)
