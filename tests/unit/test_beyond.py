"""What an act does beyond its case: matters opened from a visit, opinions kept, roles given, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.case import Act, Case
from engine.service import Refused, StreetService
from engine.store.history import cases
from engine.store.verify import verify
from tests.visiting import METHOD, report_of, visits, wait


@pytest.fixture
def street(tmp_path: Path) -> Iterator[StreetService]:
    with visits(tmp_path) as service:
        yield service
        assert verify(service.store, service.method) == []


def row(text: str, kind: str, name: str = "张三", households: str = "2") -> dict[str, Any]:
    return {"问题": text, "类别": kind, "反映人": {"姓名": name, "电话": "13800000002"}, "涉及户数": households}


def visit(street: StreetService, *rows: dict[str, Any], **start: Any) -> str:
    made = street.open("wang", "visits", "走访", "柳南", start)
    street.do("wang", made.case, Act("有问题", {"问题表": list(rows)}))
    return made.case


def matters(street: StreetService) -> list[Case]:
    return [one[0] for name in cases(street.store, workflow="诉求") if (one := street.store.load(name)) is not None]


def test_every_row_of_a_record_becomes_a_numbered_matter_that_knows_where_it_came_from(street: StreetService) -> None:
    source = visit(street, row("夜里施工", "噪音"), row("车没处停", "停车"))
    made = matters(street)
    assert [(one.number, one.data["问题"], one.unit, one.opener) for one in made] == [
        ("诉求2016-0001", "夜里施工", "柳南", "wang"), ("诉求2016-0002", "车没处停", "柳南", "wang")]
    assert all(one.source["id"] == source and one.source["number"] == "走访2016-0001" for one in made)


def test_a_private_column_is_sealed_in_the_record_and_again_in_the_matter(street: StreetService) -> None:
    source = visit(street, row("夜里施工", "噪音", "张大爷"))
    loaded = street.store.load(source)
    assert loaded is not None
    before, after = loaded[0].data["问题表"][0]["反映人"], matters(street)[0].data["反映人"]
    assert before["$private"] != after["$private"]
    assert street.store.private(after["$private"])["name"] == "张大爷"
    assert "张大爷" not in repr(street.store.conn.execute("SELECT body FROM event").fetchall())


def test_a_row_that_does_not_hold_is_told_with_its_number_and_nothing_is_opened(street: StreetService) -> None:
    made = street.open("wang", "visits", "走访", "柳南", {})
    with pytest.raises(Refused) as refused:
        street.do("wang", made.case, Act("有问题", {"问题表": [row("甲", "噪音"), row("乙", "停车", households="0")]}))
    assert "第2行" in refused.value.fields[0][1].zh
    assert matters(street) == []


def test_category_settles_unit_and_limit(street: StreetService) -> None:
    visit(street, row("夜里施工", "噪音"), row("车没处停", "停车"))
    doors = [[seat.doors for seat in one.open_seats()] for one in matters(street)]
    assert doors == [[(("部门干部", "城管办"),)], [(("部门干部", "建设办"),)]]
    assert [one.clocks["办理"].due[:10] for one in matters(street)] == ["2016-01-25", "2016-02-03"]


def test_the_second_alike_within_the_span_is_concentrated_and_goes_into_the_register(street: StreetService) -> None:
    visit(street, row("车没处停", "停车"))
    assert street.register_rows("cheng", "visits", "民意智库").total == 0
    visit(street, row("夜里施工", "噪音"), row("车更多了", "停车"))
    kept = street.register_rows("cheng", "visits", "民意智库").rows
    assert [one.title for one in kept] == ["0001 车更多了 停车"]
    assert street.register_row("cheng", kept[0].id).history[0].source == "诉求2016-0003"


def test_the_unit_that_category_settles_is_offered_and_taken_when_nothing_is_said(street: StreetService) -> None:
    visit(street, row("夜里施工", "噪音"))
    matter = matters(street)[0]
    offer = next(one for one in street.case_page("cheng", matter.id).offers if one.name == "办结")
    assert [field.value for field in street.form("cheng", matter.id, offer)] == ["城管办"]
    street.do("cheng", matter.id, Act("办结"))
    assert matters(street)[0].data["承办"] == "城管办"


def test_what_lies_longer_back_or_elsewhere_is_not_counted(street: StreetService) -> None:
    visit(street, row("车没处停", "停车"))
    other = street.open("li", "visits", "走访", "柳北", {})
    street.do("li", other.case, Act("有问题", {"问题表": [row("这里也没处停", "停车")]}))
    wait(street, "2016-05-03 09:00")
    visit(street, row("又没处停", "停车"))
    assert street.register_rows("cheng", "visits", "民意智库").total == 0


def test_a_record_hears_what_became_of_its_matters_and_can_only_end_after_them(street: StreetService) -> None:
    source = visit(street, row("夜里施工", "噪音"))
    with pytest.raises(Refused):
        street.do("wang", source, Act("都办完了"))
    street.do("cheng", matters(street)[0].id, Act("办结"))
    assert [one.cause for one in street.messages("wang")] == ["办结"]
    assert street.do("wang", source, Act("都办完了")).outcome == "完"
    assert [(one.number, one.state, one.source) for one in street.case_page("wang", source).related] == [("诉求2016-0001", "办结", False)]
    assert [(one.number, one.source) for one in street.case_page("wang", matters(street)[0].id).related] == [("走访2016-0001", True)]
    told = [text.zh for entry in street.case_page("wang", source).timeline for text in (entry.what, *entry.also)]
    assert [text for text in told if "诉求2016-0001" in text] == ["另立「诉求」诉求2016-0001", "另立的诉求2016-0001办完了：办结"]


def test_a_formula_asks_what_is_known_of_an_entry(street: StreetService) -> None:
    home = street.add_row("wang", "visits", "住户", "柳南", {"门牌": "一号楼101", "人口": "3"})
    visit(street, row("夜里施工", "噪音"), 住户="0001")
    visit(street, row("夜里又施工", "噪音"))
    first, second = matters(street)
    assert first.data["走访的住户"]["row"] == home
    with pytest.raises(Refused):
        street.do("cheng", second.id, Act("上门"))
    assert street.do("cheng", first.id, Act("上门")).outcome == "办结"


def test_a_role_is_given_for_a_term_with_a_permit_and_ends_by_itself(street: StreetService) -> None:
    made = street.open("wang", "visits", "选联络员", "望江", {"人选": "li"})
    street.do("wang", made.case, Act("聘"))
    assert ("联络员", "望江") in street.directory().doors_of("li")
    assert street.directory().people["li"].credential == "2016-0001"
    wait(street, "2017-01-20 17:00")
    assert ("联络员", "望江") in street.directory().doors_of("li")
    wait(street, "2017-01-20 18:00")
    assert ("联络员", "望江") not in street.directory().doors_of("li")


def test_a_role_is_taken_away(street: StreetService) -> None:
    for action in ("聘", "退"):
        made = street.open("wang", "visits", "选联络员", "望江", {"人选": "li"})
        street.do("wang", made.case, Act(action))
    assert ("联络员", "望江") not in street.directory().doors_of("li")


SEATS = METHOD.replace("聘任: 选联络员,", "聘任: 选联络员, 人数: {不多于: 几位联络员}, 组成: {部门干部: 几位干部},").replace(
    "  社区数:", "  几位联络员: {类型: 整数, 值: 2, 由谁定: 街道}\n  几位干部: {类型: 整数, 值: 1, 由谁定: 街道}\n  社区数:").replace(
    "          退: {免去",
    "          换: {表单: {换下: {选人: 联络员}}, 免去: {角色: 联络员, 谁: 换下}, 任命: {角色: 联络员, 谁: 人选}, 转: 完}\n          退: {免去")


def test_nobody_is_appointed_beyond_the_seats_a_panel_has_and_a_seat_can_be_handed_over(tmp_path: Path) -> None:
    with visits(tmp_path, method=SEATS) as street:
        def settle(person: str, action: str, **values: str) -> None:
            made = street.open("wang", "visits", "选联络员", "望江", {"人选": person})
            street.do("wang", made.case, Act(action, values))

        settle("li", "聘")
        with pytest.raises(Refused, match="不多于2人"):
            settle("wang", "聘")
        settle("li", "聘")  # whoever has a seat may be given it for longer
        settle("wang", "换", 换下="cheng")
        assert set(street.directory().everywhere("联络员")) == {"li", "wang"}
        wait(street, "2017-01-20 18:00")  # the seat given for a term is free again
        assert street.directory().everywhere("联络员") == ("wang",)
        settle("li", "聘")


def test_a_unit_in_a_table_must_be_one_of_the_streets(tmp_path: Path) -> None:
    found = report_of(tmp_path, METHOD.replace("停车: 建设办}", "停车: 建没办}"))
    assert [problem.rule for problem in found.problems] == ["unknown-name"]
    assert "建没办" in found.problems[0].message.zh
