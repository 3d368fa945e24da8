"""Work lists against a plain look through every case, after people have worked at random."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

from engine.case import Seat, holders
from engine.service import Act, Anytime, Claim, Refused, StreetService
from engine.service.access import may_see
from engine.store.rows import words
from tests.unit.serving import Watch, serving
from tests.unit.street import NOW, a_case, moves

TABS = ("todo", "claim", "unit", "done", "copied", "all")
WORDS = ("屋顶漏水", "路灯不亮", "摊点占道", "Lift 坏了")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StreetService]:
    """130 cases, each taken some way along; some returned, copied, handed on; one colleague gone."""
    watch = Watch()
    with serving(tmp_path_factory.mktemp("lists"), watch=watch) as service:
        chance = random.Random(7)
        for number in range(130):
            done = a_case(service, f"{WORDS[number % 4]}，第{number}件", now=NOW + timedelta(minutes=number))
            _play(service, done.case, chance)
        service.hand_over("zhangming", "shijianguo", "tianxiuying", "搬家")
        watch.now = NOW + timedelta(days=14)
        yield service


def _play(service: StreetService, case: str, chance: random.Random) -> None:
    households = chance.choice(["6", "40"])  # many households end in a meeting instead of an answer
    for actor, command, after in moves(households)[:chance.randrange(10 if households == "6" else 9)]:
        service.do(actor, case, command, now=NOW + after)
        if chance.random() < 0.2:
            extra = chance.choice([("zhangming", Anytime("抄送", to=(chance.choice(["hefang", "caoyulan"]),))),
                                   ("tianxiuying", Anytime("督办", {"发现的问题": "慢"})), ("liuwei", Anytime("转办", to=("zhaomin",), reason="忙")),
                                   ("zhangming", Act("不予受理", {"类别": "物业管理", "不受理理由": "重复"})), ("lijuan", Claim())])
            try:
                service.do(*(extra[0], case, extra[1]), now=NOW + after)
            except Refused:
                continue
            if isinstance(extra[1], Act) or extra[1] == Anytime("转办", to=("zhaomin",), reason="忙"):
                return


def units_of(seat: Seat) -> list[str]:
    """The units a task is listed under: where its roles are held, or where the person it is for belongs."""
    doors = [unit for _, unit in (seat.doors[:1] if seat.person else seat.doors)]
    return doors or [seat.unit]


def expected(service: StreetService, person: str, tab: str) -> set[str]:
    """The cases of a tab, found without any list."""
    directory, found = service.directory(), set[str]()
    conn = service.store.conn
    for (id_,) in conn.execute("SELECT id FROM stream WHERE kind = 'case'").fetchall():
        loaded = service.store.load(id_)
        assert loaded is not None
        case = loaded[0]
        open_ = [] if case.outcome else case.open_seats()
        mine = [seat for seat in open_ if person in holders(seat, directory)]
        units = {unit for _, unit in directory.doors_of(person)}
        fits = {
            "todo": any(seat.person or not seat.claim for seat in mine),
            "claim": any(seat.claim and not seat.person for seat in mine),
            "unit": any(unit in units for seat in open_ for unit in units_of(seat)),
            "done": conn.execute("SELECT count(*) FROM event WHERE stream = ? AND actor = ? AND type IN ('opened', 'acted', 'voted', 'noted')",
                                 (id_, person)).fetchone()[0] > 0,
            "copied": person in case.copied, "all": may_see(service, person, case)}
        if fits[tab]:
            found.add(id_)
    return found


def listed(service: StreetService, person: str, tab: str, **narrow: str) -> list[str]:
    """Every case of a tab, page after page."""
    found: list[str] = []
    for page in range(1, 20):
        made = service.worklist(person, tab, page=page, **narrow)  # type: ignore[arg-type]
        found += [row.case for row in made.rows]
        if not made.more:
            return found
        assert len(made.rows) == 50
    raise AssertionError(person, tab)


PEOPLE = ("zhangming", "lijuan", "liuwei", "zhaomin", "wangli", "chenjing", "tianxiuying", "hefang", "caoyulan", "zhouzhiyuan", "suqiang", "hanmei")


@pytest.mark.parametrize("person", PEOPLE)
def test_each_tab_lists_each_case_once_and_the_counts_agree(service: StreetService, person: str) -> None:
    counted = service.counts(person)
    for tab in TABS:
        found = listed(service, person, tab)
        assert len(found) == len(set(found)), tab
        assert set(found) == expected(service, person, tab), tab
        assert counted.get(tab, len(found)) == len(found), tab


@pytest.mark.parametrize("person", ["zhangming", "liuwei", "wangli", "tianxiuying"])
@pytest.mark.parametrize("text", ["漏", "漏水", "lift 坏", "第1", "2014-0007", "没有这些字"])
def test_a_search_keeps_what_holds_the_text(service: StreetService, person: str, text: str) -> None:
    def holds(case: str) -> bool:
        loaded = service.store.load(case)
        assert loaded is not None
        return text.lower() in words(loaded[0]).lower() and (loaded[0].number == text or text != "2014-0007")

    for tab in TABS:
        wanted = [case for case in listed(service, person, tab) if holds(case)]
        assert set(listed(service, person, tab, search=text)) == set(wanted), tab


def test_what_is_due_first_stands_first(service: StreetService) -> None:
    for person in PEOPLE:
        for tab in ("todo", "claim", "unit"):
            due = [row.due.at for row in service.worklist(person, tab).rows if row.due is not None]  # type: ignore[arg-type]
            assert due == sorted(due)


@pytest.mark.parametrize("person", PEOPLE)
def test_totals_count_what_may_be_seen_and_is_in_hand_on_every_page(service: StreetService, person: str) -> None:
    for narrow in ({}, {"step": "限时办结"}, {"search": "漏水"}):
        totals = service.tally(person, **narrow)  # type: ignore[arg-type]
        found = [len(listed(service, person, "all", only=only, **narrow)) for only in ("open", "late", "again")]
        assert [totals.all, totals.late, totals.again] == found
    rows = [row for page in range(1, 5) for row in service.worklist(person, "all", only="open", page=page).rows]
    assert all(not row.outcome for row in rows)
    late = {row.case for row in rows if row.due is not None and row.due.overdue}
    assert set(listed(service, person, "all", only="late")) == late
    assert set(listed(service, person, "all", only="again")) == {row.case for row in rows if row.round > 1}


def test_who_sees_little_opens_no_other_case(service: StreetService, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    load = service.store.load
    monkeypatch.setattr(service.store, "load", lambda stream: opened.append(stream) or load(stream))
    for person in PEOPLE:
        opened.clear()
        rows = service.worklist(person, "all").rows
        assert sorted(opened) == sorted(row.case for row in rows)


def test_a_step_narrows_every_tab(service: StreetService) -> None:
    for tab in TABS:
        rows = service.worklist("zhangming", tab, step="分类梳理").rows  # type: ignore[arg-type]
        assert {row.step for row in rows} <= {"分类梳理"}


def test_a_page_beyond_the_last_is_empty(service: StreetService) -> None:
    for tab in TABS:
        assert service.worklist("zhangming", tab, page=10**30).rows == ()  # type: ignore[arg-type]
