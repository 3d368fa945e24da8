"""Changed street files over what stands, leavers, and what other processes change meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from engine.directory import Directory
from engine.service import Act, Claim, Refused, Repair, StreetService
from engine.store.verify import stored_methods, verify
from engine.street import Street
from tests.unit.serving import contents, serving
from tests.unit.street import NOW, a_case, moves, the_street, walk


def with_people(change: dict[str, object] | None = None, without: str = "", drop: tuple[str, str, str] | None = None) -> Street:
    """The street with one person changed, one left out, one role dropped."""
    known: Directory = the_street().directory
    people = {name: replace(one, **change) if change and change["id"] == name else one  # type: ignore[arg-type]
              for name, one in known.people.items() if name != without}
    held = frozenset(one for one in known.held if one[0] != without and one != drop)
    return replace(the_street(), directory=replace(known, people=people, held=held))


def agrees(service: StreetService) -> bool:
    return verify(service.store, stored_methods(service.store)) == []


def test_a_leaver_is_not_brought_back_by_the_file(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        service.hand_over("zhangming", "liuwei", "zhaomin", "调走")
    with serving(tmp_path) as again:
        assert again.directory().people["liuwei"].left
    changed = with_people({"id": "liuwei", "phone": "13800000999"})
    with serving(tmp_path, changed) as later:
        assert later.directory().people["liuwei"].left
        assert later.directory().people["liuwei"].phone == "13800000999"
        assert later.directory().at("承办人", "建设办") == ("zhaomin",)
        assert agrees(later)


def test_whoever_comes_back_is_named_anew(tmp_path: Path) -> None:
    for street in (the_street(), with_people(without="liuwei"), the_street()):
        with serving(tmp_path, street) as service:
            here = not service.directory().people["liuwei"].left
            assert here == ("liuwei" in street.directory.people)
            assert ("liuwei" in service.directory().at("承办人", "建设办")) == here
            assert agrees(service)


def test_roles_taken_over_stay_when_the_file_is_unchanged_or_changes_elsewhere(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        service.hand_over("zhangming", "fenglei", "liuwei", "调走")
    with serving(tmp_path, with_people({"id": "zhaomin", "name": "赵大敏"})) as later:
        assert later.directory().at("承办人", "市容办") == ("liuwei",)
        assert later.directory().call("zhaomin") == "赵大敏"


def test_a_role_the_file_drops_is_lost(tmp_path: Path) -> None:
    with serving(tmp_path):
        pass
    with serving(tmp_path, with_people(drop=("zhaomin", "承办人", "建设办"))) as service:
        assert service.directory().at("承办人", "建设办") == ("liuwei",)


def test_an_administrator_the_file_drops_is_none_any_more(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        done = a_case(service, "漏水")
        walk(service, done.case, 1)
    with serving(tmp_path, with_people(without="zhangming")) as service:
        with pytest.raises(Refused, match="只有管理员"):
            service.set_password("zhangming", "liuwei", "山高路远 水长流 2014")
        with pytest.raises(Refused, match="只有管理员"):
            service.do("zhangming", done.case, Repair("1.1", "lijuan", "试试"))
        assert [row.case for row, _ in service.stuck()] == [done.case]
        assert agrees(service)


def test_handing_over_moves_every_task_and_says_so_in_the_record(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        first, second = a_case(service, "漏水"), a_case(service, "断电")
        for one in (first, second):
            walk(service, one.case, 4)
        service.save_draft("liuwei", "form", {"电话": "13800000001"})
        assert service.hand_over("zhangming", "liuwei", "zhaomin", "调走") == 2
        assert {row.case for row in service.worklist("zhaomin", "todo").rows} == {first.case, second.case}
        assert service.draft("liuwei", "form") is None
        assert service.stuck() == []
        assert agrees(service)


@pytest.mark.parametrize(("admin", "person", "to", "reason"), [
    ("liuwei", "liuwei", "zhaomin", "调走"), ("zhangming", "nobody", "zhaomin", "调走"), ("zhangming", "liuwei", "liuwei", "调走"),
    ("zhangming", "liuwei", "zhaomin", " "), ("", "liuwei", "zhaomin", "调走")])
def test_a_handing_over_that_is_refused_changes_nothing(tmp_path: Path, admin: str, person: str, to: str, reason: str) -> None:
    with serving(tmp_path) as service:
        walk(service, a_case(service, "漏水").case, 4)
        before = contents(service)
        with pytest.raises(Refused):
            service.hand_over(admin, person, to, reason)
        assert contents(service) == before


def test_a_successor_does_not_judge_twice_nor_the_own_work(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        done = a_case(service, "漏水")
        walk(service, done.case, 5)
        assert service.hand_over("zhangming", "tianxiuying", "shijianguo", "搬家") == 0
        assert service.hand_over("zhangming", "chenjing", "liuwei", "退休") == 0
        assert not [row for row in service.worklist("liuwei", "todo").rows if row.case == done.case]


def test_a_second_process_sees_people_change_at_once(tmp_path: Path) -> None:
    with serving(tmp_path) as one, serving(tmp_path) as other:
        done = a_case(one, "漏水")
        walk(one, done.case, 2)
        assert other.worklist("zhaomin", "claim").rows
        one.hand_over("zhangming", "zhaomin", "liuwei", "调走")
        assert other.worklist("zhaomin", "claim").rows == ()
        with pytest.raises(Refused):
            other.do("zhaomin", done.case, Claim(), now=NOW + timedelta(days=1))
        with pytest.raises(Refused, match="不归您看"):
            other.case_page("zhaomin", done.case)


def test_of_two_who_claim_on_two_processes_one_is_told_who_has_it(tmp_path: Path) -> None:
    with serving(tmp_path) as one, serving(tmp_path) as other:
        done = a_case(one, "漏水")
        one.do("zhangming", done.case, Claim())
        with pytest.raises(Refused, match="张明已经领了"):
            other.do("lijuan", done.case, Act("交办", moves()[1][1].values))  # type: ignore[union-attr]
