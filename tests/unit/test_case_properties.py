"""What holds for every case of the six-step method, whatever anybody does: random people, actions and values."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import shipped
from engine.case import (
    PARTY,
    PUBLIC,
    Act,
    Answer,
    Anytime,
    Case,
    Claim,
    Command,
    Open,
    Refusal,
    Resume,
    decide,
    holders,
    offers,
    stuck,
)
from engine.filling import PRIVATE_KEY, persons_for, units_for
from engine.model import Field
from engine.problems import Report
from engine.scenarios import Stage, empty_street
from engine.source import Sources
from engine.street import Street, read_street
from tests.small_street import moment

FLOW = "群众问题"
BEGIN = moment("2014-09-01 09:00")


@cache
def street() -> Street:
    """The street of the six-step scenarios."""
    found = read_street(shipped.workflows() / "six-step" / "情景" / "街道.yaml", Report(), Sources())
    assert found is not None
    return found


def value(field: Field, stage: Stage, chance: Random) -> Any:
    """Something somebody might fill in, mostly sensible."""
    if chance.random() < 0.04:
        return chance.choice(["???", "", "-1", ["甲", "乙"], {"姓名": ""}])
    directory = stage.street.directory
    if field.options is not None:
        return chance.choice(field.options.items)
    if field.kind in ("person", "unit"):
        known = persons_for(field, directory) if field.kind == "person" else units_for(field, directory)
        return [chance.choice(known)] if field.many else chance.choice(known)
    simple: dict[str, Any] = {
        "whole": str(chance.choice([1, 2, 9, 30, 0])), "party": {"姓名": "张大爷", "电话": "13800000001"},
        "date": (stage.now + timedelta(days=chance.choice([0, 3, 8, 40]))).date().isoformat(),
        "moment": (stage.now - timedelta(hours=1)).isoformat()[:16], "photo": {"sha256": "0" * 64},
    }
    return simple.get(field.kind, "写了几个字")


def values(fields: tuple[Field, ...], stage: Stage, chance: Random) -> dict[str, Any]:
    return {field.name: value(field, stage, chance) for field in fields if not field.optional or chance.random() < 0.5}


def entering(stage: Stage, chance: Random, name: str) -> tuple[str, Command]:
    form = stage.method.workflows[FLOW].start.form
    unit = chance.choice(["柳南社区", "河湾社区", "学府社区", "建设办"])
    return chance.choice([PUBLIC, "wangli", "liuwei"]), Open(name, FLOW, unit, values(form, stage, chance), "座谈会")


def somebody(case: Case, stage: Stage, chance: Random) -> str:
    """Mostly one whose turn it is."""
    turn = [person for seat in case.open_seats() for person in (PARTY if seat.party else "", *holders(seat, stage.street.directory)) if person]
    return chance.choice(turn if turn and chance.random() < 0.8 else [*stage.street.directory.people, PARTY, PUBLIC, "system"])


def something(case: Case, stage: Stage, chance: Random) -> tuple[str, Command]:
    """Mostly what is offered, sometimes anything."""
    actor, flow = somebody(case, stage, chance), stage.method.workflows[FLOW]
    made = [one for one in offers(stage.method, case, stage.world(actor)) if one.refused is None and (one.kind != "anytime" or chance.random() < 0.2)]
    if made and chance.random() < 0.85:
        offer = chance.choice([one for one in made if one.name != "不予受理" or chance.random() < 0.1] or made)
        filled = values(offer.fields, stage, chance)
        commands: dict[str, Command] = {
            "act": Act(offer.name, filled), "answer": Answer(filled), "claim": Claim(), "resume": Resume(),
            "answer_for": Answer(filled, offer.seat.id if offer.seat is not None else ""),
            "anytime": Anytime(offer.name, filled, (chance.choice(sorted(stage.street.directory.people)),), "等待上级批复"),
        }
        return actor, commands[offer.kind]
    step = chance.choice(list(flow.steps.values()))
    anything: list[Command] = [Act(action, values((*step.form, *one.form), stage, chance)) for action, one in step.actions.items()]
    anything += [Anytime(name, values(one.form, stage, chance)) for name, one in flow.anytime.items()]
    return actor, chance.choice([*anything, Claim(), Resume(), Answer({"是否到位": "满意"}), Act("没有的动作")])


def holds(stage: Stage, name: str) -> None:
    """What is true of a case at every moment."""
    case = stage.cases[name]
    assert (case.step == "") == bool(case.outcome)
    assert all(seat.step == case.step for seat in case.open_seats())
    assert not (case.outcome and case.open_seats())
    assert all(clock.state == "stopped" for clock in case.clocks.values() if clock.step not in (case.step, case.outcome))
    assert case.round == 1 + sum(case.backs.values())
    assert case.outcome or stuck(case, stage.street.directory) or any(
        seat.party or holders(seat, stage.street.directory) for seat in case.open_seats())
    fields = stage.method.workflows[FLOW].all_fields()
    assert all(PRIVATE_KEY in case.data[field.name] for field in fields.values() if field.private and field.name in case.data)
    assert case.data.keys() <= fields.keys()
    assert stage.replays(name)


@settings(max_examples=20)
@given(st.integers(0, 10**9), st.integers(20, 80))
def test_cases_stay_sound_whatever_anybody_does(seed: int, turns: int) -> None:
    chance = Random(seed)
    stage = Stage(empty_street(street(), BEGIN), street().methods["six-step"], BEGIN)
    for turn in range(turns):
        going = [name for name, one in stage.cases.items() if one.step]
        name = chance.choice(going) if len(going) > 1 else f"第{turn}件"
        case = stage.cases.get(name)
        actor, command = entering(stage, chance, name) if case is None else something(case, stage, chance)
        world = stage.world(actor)
        first = decide(stage.method, case, command, world)
        assert decide(stage.method, case, command, world) == first
        events = len(stage.events.get(name, ()))
        made = stage.do(name, command, actor)
        if isinstance(made, Refusal):
            assert stage.cases.get(name) is case
            assert len(stage.events.get(name, ())) == events
            assert made.text.zh
            assert made.text.en
        if chance.random() < 0.25:
            stage.let_pass(stage.now + timedelta(hours=chance.choice([1, 20, 100])))
        if name in stage.cases:
            holds(stage, name)
        assert not stage.silent
    for known in stage.cases:
        holds(stage, known)
    numbers = [(event.body["series"], event.body["number"]) for events_ in stage.events.values() for event in events_ if "series" in event.body]
    assert len(set(numbers)) == len(numbers)


@given(st.integers(0, 30))
def test_a_pending_timer_acts_once_however_often_it_is_fired(hours: int) -> None:
    stage = Stage(empty_street(street(), BEGIN), street().methods["six-step"], BEGIN)
    stage.do("甲", Open("甲", FLOW, "柳南社区", {"问题": "灯坏了", "问题性质": "为民服务"}), PUBLIC)
    stage.let_pass(moment("2014-09-10 08:00") + timedelta(hours=hours))
    seen = len(stage.events["甲"])
    stage.let_pass(stage.now)
    assert len(stage.events["甲"]) == seen
    assert sum(event.type == "rung_fired" for event in stage.events["甲"]) == 2
