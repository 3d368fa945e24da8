"""Planning obligations: dates of their year, and that nothing is ever planned twice whatever the calendar does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import shipped
from engine.calendar import Calendar, load_calendar
from engine.case import Event, Refusal, parameters_on
from engine.compiler import compile_method, read_folder
from engine.directory import Directory, Person, Unit
from engine.duties import (
    AnswerJoin,
    AnswerRequest,
    Excuse,
    Known,
    Move,
    Owed,
    Planner,
    Rules,
    Substitute,
    change,
    evolve,
    replay,
)
from engine.duties.changing import Desk
from engine.duties.planning import print_of
from engine.model import Method
from engine.problems import Report
from engine.source import Sources
from engine.values import SHANGHAI
from tests.duty_street import METHOD

DIRECTORY = Directory(
    units={"小区": Unit("小区", "街道"), "东社区": Unit("东社区", "社区", "小区"), "西社区": Unit("西社区", "社区", "小区")},
    people={name: Person(name, name) for name in ("li", "wu", "shi", "gan", "wang", "ban", "zu")},
    held=frozenset({("li", "领导", "小区"), ("wu", "领导", "小区"), ("shi", "市领导", "小区"), ("gan", "干部", "小区"),
                    ("wang", "网格员", "东社区"), ("ban", "党工委办", "小区"), ("zu", "组织科", "小区")}),
    links=frozenset({("li", "领导", "东社区"), ("wu", "领导", "西社区"), ("shi", "市领导", "东社区")}))


class NoRows:
    """Registers with nothing in them."""

    def linked(self, register: str, person: str) -> Sequence[str]:
        return ()

    def rows_at(self, register: str, unit: str) -> Sequence[str]:
        return ()


@cache
def method() -> Method:
    report = Report()
    item = read_folder(METHOD.parent, report, Sources())
    assert item is not None
    made = compile_method(item, report)
    assert not report.problems
    return made


def calendar(closed: frozenset[date] = frozenset()) -> Calendar:
    return load_calendar("cn", shipped.workflows() / "calendars", dict.fromkeys(closed, "停办"))


def planner(closed: frozenset[date] = frozenset(), **parameters: Any) -> Planner:
    values = {**parameters_on(method(), date(2016, 1, 1)), **parameters}
    return Planner("small", Rules(method(), calendar(closed), values), DIRECTORY, NoRows())


def bodies(made: Planner, first: str, last: str, rule: str, who: str = "") -> list[dict[str, Any]]:
    plan = made.plan(date.fromisoformat(first), date.fromisoformat(last), {}, {})
    found = [dict(body) for body in plan.add.values() if body["rule"] == rule and who in ("", body["subject"])]
    return sorted(found, key=lambda body: str(body["nominal"]))


def planned(made: Planner, first: str, last: str, rule: str, who: str = "") -> list[str]:
    return [str(body["planned"]) for body in bodies(made, first, last, rule, who)]


def known(plan_bodies: dict[str, dict[str, Any]]) -> dict[str, Known]:
    return {id_: Known(print_of(body), body["planned"], body["last"]) for id_, body in plan_bodies.items()}


# --- days of their year -------------------------------------------------------------------------------------------------


def test_a_visit_in_the_spring_festival_moves_to_the_next_working_day() -> None:
    visit = bodies(planner(), "2016-02-01", "2016-02-20", "进社区", "li")[0]
    assert (visit["nominal"], visit["planned"]) == ("2016-02-10", "2016-02-14")
    assert visit["due"] == "2016-02-14T18:00:00+08:00"
    assert next(row["why"]["zh"] for row in visit["working"]).startswith("春节")


def test_a_visit_on_a_make_up_working_saturday_stays() -> None:
    assert planned(planner(), "2015-10-01", "2015-10-20", "进社区", "li") == ["2015-10-10"]


def test_the_25th_without_a_holiday_rule_does_not_move() -> None:
    made = planner(进访日="每月25日", 进访逢休="none")
    assert planned(made, "2016-06-01", "2016-06-30", "进社区", "li") == ["2016-06-25"]  # a Saturday


def test_the_23rd_is_the_collection_day_of_each_community() -> None:
    found = bodies(planner(), "2020-01-01", "2020-01-31", "征集日")
    assert {(body["subject"], body["planned"], body["hour"]) for body in found} == {("东社区", "2020-01-23", "morning"), ("西社区", "2020-01-23", "morning")}


def test_a_month_end_follows_leap_years() -> None:
    assert planned(planner(进访日="每月末", 进访逢休="none"), "2024-02-01", "2024-03-31", "进社区", "li") == ["2024-02-29", "2024-03-31"]


def test_a_notice_is_given_seven_days_before_and_rolls_earlier() -> None:
    visits = bodies(planner(), "2016-02-01", "2016-02-20", "进社区", "li")
    times = {visit["planned"]: dict(visit["timers"])["announce"] for visit in visits}
    assert times["2016-02-14"] == "2016-02-06T17:30:00+08:00"  # the 7th is New Year's Eve; the 6th is worked
    assert all(date.fromisoformat(day) - date.fromisoformat(at[:10]) >= timedelta(days=7) for day, at in times.items())


def test_the_meeting_is_owed_within_a_week_after_the_visit() -> None:
    after_shift = bodies(planner(), "2016-02-10", "2016-02-24", "联席会")[0]
    assert (after_shift["subject"], after_shift["first"], after_shift["planned"]) == ("小区", "2016-02-15", "2016-02-21")
    nominal = bodies(planner(会期起算="原定日"), "2016-02-10", "2016-02-24", "联席会")[0]
    assert (nominal["first"], nominal["planned"]) == ("2016-02-11", "2016-02-17")


def test_what_is_owed_beforehand_rolls_earlier_and_counts_from_the_time_before() -> None:
    before = next(body for body in bodies(planner(), "2016-02-01", "2016-02-14", "事前请示") if body["key"] == "2016-02-10")
    assert (before["first"], before["planned"]) == ("2016-01-26", "2016-02-06")


def test_a_body_owes_once_however_many_serve_in_it() -> None:
    assert {body["subject"] for body in bodies(planner(), "2016-02-01", "2016-02-20", "联席会")} == {"小区"}


def test_a_date_in_a_year_without_a_notice_is_provisional() -> None:
    year = calendar().gazette.last_year
    assert not bodies(planner(), f"{year}-06-01", f"{year}-06-12", "进社区", "li")[0]["provisional"]
    assert bodies(planner(), f"{year + 1}-06-01", f"{year + 1}-06-12", "进社区", "li")[0]["provisional"]


def test_nobody_owes_what_was_due_before_the_rules_were_there() -> None:
    assert planned(planner(), "2016-02-16", "2016-02-28", "进社区", "li") == ["2016-02-25"]


def test_what_is_done_once_is_planned_from_the_first_day() -> None:
    assert planned(planner(), "2015-03-01", "2015-03-02", "挂牌", "东社区") == ["2015-09-30"]
    assert planned(planner(), "2015-10-01", "2015-10-02", "挂牌") == []


def test_what_follows_a_closed_case_is_owed_by_those_above_its_unit() -> None:
    plan = planner().plan(date(2016, 3, 1), date(2016, 3, 31), {}, {"会议": [("c1", "小区", "2016-03-03")]})
    found = [body for body in plan.add.values() if body["rule"] == "会后通报"]
    assert [(body["subject"], body["key"], body["planned"]) for body in found] == [("zu", "c1", "2016-03-07")]  # the third day is a Sunday


# --- whatever happens ---------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2014, 1, 1), date(2025, 12, 1))
CLOSED = st.frozensets(st.integers(0, 90), max_size=12)


@settings(max_examples=25, deadline=None)
@given(DAYS, CLOSED)
def test_planning_twice_adds_moves_and_drops_nothing(first: date, offsets: frozenset[int]) -> None:
    made = planner(frozenset(first + timedelta(days=n) for n in offsets))
    once = made.plan(first, first + timedelta(days=60), {}, {})
    again = made.plan(first, first + timedelta(days=60), known({id_: dict(body) for id_, body in once.add.items()}), {})
    assert (again.add, again.move, again.drop) == ({}, {}, ())


@settings(max_examples=25, deadline=None)
@given(DAYS, CLOSED)
def test_a_changed_calendar_moves_and_never_duplicates(first: date, offsets: frozenset[int]) -> None:
    last = first + timedelta(days=60)
    before = planner().plan(first, last, {}, {}).add
    changed = planner(frozenset(first + timedelta(days=n) for n in offsets)).plan(first, last, known({id_: dict(b) for id_, b in before.items()}), {})
    keys = {(body["rule"], body["subject"], body["object"], body["key"]) for body in before.values()}
    for body in changed.add.values():  # only what came into the stretch from outside it
        assert (body["rule"], body["subject"], body["object"], body["key"]) not in keys
    for id_, body in changed.move.items():
        assert {name: body[name] for name in ("rule", "subject", "object", "key", "nominal")} == {
            name: before[id_][name] for name in ("rule", "subject", "object", "key", "nominal")}


@settings(max_examples=25, deadline=None)
@given(DAYS, st.integers(1, 50))
def test_a_later_look_keeps_every_identity(first: date, days: int) -> None:
    made = planner()
    before = made.plan(first, first + timedelta(days=60), {}, {}).add
    later = made.plan(first + timedelta(days=days), first + timedelta(days=days + 60), known({id_: dict(b) for id_, b in before.items()}), {})
    assert not later.move
    assert not later.drop


COMMANDS = st.lists(st.one_of(
    st.builds(Substitute, st.sampled_from(["wu", "li", "gan", ""]), st.sampled_from(["开会", ""])),
    st.builds(Move, st.dates(date(2016, 2, 1), date(2016, 3, 20)), st.just("出差")), st.builds(Excuse, st.just("住院")),
    st.builds(AnswerRequest, st.booleans(), st.sampled_from(["不行", ""])), st.builds(AnswerJoin, st.booleans())), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["进社区", "下社区"]), COMMANDS, st.sampled_from(["li", "gan", "zu", "wu"]), st.integers(0, 20))
def test_replaying_leads_to_what_was_lived(rule: str, commands: list[Any], actor: str, day: int) -> None:
    made = planner()
    body = next(b for b in made.plan(date(2016, 2, 1), date(2016, 2, 28), {}, {}).add.values() if b["rule"] == rule)
    events = [Event("planned", dict(body), "2016-02-01T00:01:00+08:00", "system")]
    owed = evolve(None, events[0])
    now = datetime(2016, 2, 1, 9, tzinfo=SHANGHAI) + timedelta(days=day)
    for command in commands:
        before = owed
        answer = change(owed, command, Desk(now, actor, made.rules, DIRECTORY))
        if isinstance(answer, Refusal):
            assert owed == before
            assert answer.text.zh
            continue
        for event in answer:
            owed = evolve(owed, event)
            events.append(event)
    assert replay(events) == owed.to_json()
    assert Owed.from_json(owed.to_json()) == owed
