"""Secret ballots: what is written names people or answers, never both, and no order leads from one to the other."""

from __future__ import annotations

import json
import random
import zipfile
from pathlib import Path

import pytest

from engine.case.ballot_commands import MakeSlips
from engine.service import Refused, StreetService, ballots, casting
from engine.service.boxes import sweep
from engine.service.codes import fresh_tag
from engine.store import Store
from engine.store.backup import backup, restore
from engine.store.verify import stored_methods, verify
from tests.ballot_street import NAMES, SECRET, Hall, began, hall, hand_all, sheet

# --- holding one ----------------------------------------------------------------------------------------------------


def test_slips_go_out_in_batches_that_hide_and_leave_enough_behind(tmp_path: Path) -> None:
    made = hall(tmp_path, SECRET)
    case = made.open()
    with pytest.raises(Refused, match="还没有印"):
        ballots.hand_out(made.service, "zhu", case, ("m00",), {})
    ballots.make_slips(made.service, "zhu", case, 2)
    twelve = tuple(f"m{n:02}" for n in range(12))
    for people, slips, words in ((twelve[:2], {}, "一批至少发3张"), (twelve[:10], {}, "一批至少发3张"), (("xi",), {}, "不在名单上"),
                                 ((), {"居民": 7}, "还能发6张"), ((), {"党员": 5}, "还能发12张"), ((), {}, "请勾选"), (("r00",), {}, "一批至少发3张")):
        with pytest.raises(Refused, match=words):
            ballots.hand_out(made.service, "zhu", case, people, slips)
    with pytest.raises(Refused, match="主持的是主持人"):
        ballots.hand_out(made.service, "m00", case, twelve, {})
    ballots.hand_out(made.service, "zhu", case, ("m05", "m01", "m03"), {})
    ballots.hand_out(made.service, "fu", case, ("r01", "r00"), {"居民": 6})
    handed = [event for event in _events(made, case) if event[0] == "slips_handed"]
    assert handed[0][1]["people"] == ["m01", "m03", "m05"]
    assert made.case(case).poll["handed"] == {"党员": 3, "代表": 2, "居民": 6}
    with pytest.raises(Refused, match="已经发过"):
        ballots.hand_out(made.service, "zhu", case, ("m01", "m02", "m04"), {})
    with pytest.raises(Refused, match="不能重印"):
        ballots.make_slips(made.service, "zhu", case)


def _events(made: Hall, case: str) -> list[tuple[str, dict]]:
    from engine.store.history import happened_to

    return [(event.type, dict(event.body)) for event in happened_to(made.service.store, case)]


def test_slips_can_be_made_anew_until_one_is_out(tmp_path: Path) -> None:
    made = hall(tmp_path, SECRET)
    case = made.open()
    first = ballots.make_slips(made.service, "zhu", case)
    codes = hand_all(made, case)
    with pytest.raises(Refused, match="没有这个测评码"):
        casting.cast(made.service, first[0].codes[0], sheet(random.Random(1)))
    assert "已收到" in casting.cast(made.service, codes["党员"][0].lower().replace("-", " "), sheet(random.Random(1))).zh
    assert len(made.service.boxes.urns.tags()) == 1


def test_a_code_counts_once_and_a_repeated_sheet_is_received_too(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path)
    chance = random.Random(2)
    assert casting.cast(made.service, codes["党员"][0], sheet(chance)) == casting.RECEIVED
    assert casting.cast(made.service, codes["党员"][0], sheet(chance)) == casting.RECEIVED
    assert casting.cast(made.service, codes["党员"][0], {}) == casting.RECEIVED
    page = ballots.ballot_page(made.service, "zhu", case)
    assert {row.name: row.returned for row in page.groups} == {"党员": 1, "代表": 0, "居民": 0}
    with pytest.raises(Refused, match="请填写「水平」"):
        casting.cast(made.service, codes["党员"][1], {"作风": "满意", "实事": "满意"})
    with pytest.raises(Refused, match="没有这个测评码"):
        casting.cast(made.service, "ABCD-EFGH", {})
    with pytest.raises(Refused, match="已收到"):
        casting.cast_page(made.service, codes["党员"][0])
    assert [one.field.name for one in casting.cast_page(made.service, codes["党员"][1]).fields] == [*NAMES, "意见"]


def test_small_groups_are_counted_together_and_nothing_else_is_kept(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path)
    for group, many in (("党员", 5), ("代表", 2), ("居民", 4)):
        for code in codes[group][:many]:
            casting.cast(made.service, code, {"作风": "满意", "水平": "基本满意", "实事": "不满意"})
    ballots.close(made.service, "zhu", case)
    tally = made.case(case).tallies["测"]
    assert {row[0] for row in tally.totals} == {"党员", "代表、居民"}
    assert tally.results == {"满意率": "2/3"}
    assert tally.groups["代表"] == {"invited": 2, "answered": 2}
    assert made.service.boxes.urns.tags() == []
    assert list((tmp_path / "urns").iterdir()) == []
    assert verify(made.service.store, stored_methods(made.service.store)) == []
    with pytest.raises(Refused, match="没有这个测评码"):
        casting.cast(made.service, codes["党员"][6], {})


def test_too_few_sheets_show_nothing_at_all(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path)
    for code in codes["党员"][:2]:
        casting.cast(made.service, code, sheet(random.Random(3)))
    ballots.close(made.service, "zhu", case)
    tally = made.case(case).tallies["测"]
    assert (tally.quorate, tally.results, tally.totals, tally.answered) == (False, {}, [], 2)
    assert made.case(case).outcome == "未成"


def test_the_ballot_is_counted_when_its_time_is_up(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path)
    for code in codes["居民"]:
        casting.cast(made.service, code, {"作风": "满意", "水平": "满意", "实事": "满意", "意见": "很好"})
    made.now = made.now.replace(day=20)
    made.service.tick()
    assert made.case(case).outcome == "完"
    page = ballots.ballot_page(made.service, "zhu", case, "测")
    assert page.remarks == (("", "意见", "很好"),) * 6
    assert made.service.boxes.urns.tags() == []


def test_a_running_ballot_keeps_its_sheet_when_the_method_is_changed(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path)
    place = tmp_path / "methods" / "voting" / "工作法.yaml"
    text = place.read_text(encoding="utf-8").replace("署名: 无记名", "署名: 记名").replace("[作风, 水平, 实事]", "[作风, 态度]")
    place.write_text(text, encoding="utf-8")
    from engine.problems import Report
    from engine.source import Sources
    from engine.street import read_street

    street = read_street(tmp_path, Report(), Sources(), methods=tmp_path / "methods")
    assert street is not None
    made.service.use(street)
    made.service.put_in_force()
    assert made.service.street.methods["voting"].digest != made.case(case).digest
    assert [one.field.name for one in casting.cast_page(made.service, codes["党员"][0]).fields] == [*NAMES, "意见"]
    assert casting.cast(made.service, codes["党员"][0], sheet(random.Random(4))) == casting.RECEIVED
    assert ballots.ballot_page(made.service, "zhu", case).secret


# --- paper ----------------------------------------------------------------------------------------------------------


def test_paper_sheets_count_once_two_people_have_counted_them(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path)
    for code in codes["居民"][:2]:
        casting.cast(made.service, code, {"作风": "满意", "水平": "满意", "实事": "满意"})
    counts = {name: {"满意": 1, "基本满意": 1, "不满意": 1} for name in NAMES}
    for sheets, changed, words in ((2, counts, "不到3张"), (13, counts, "没有这么多|可以登记"), (4, counts, "加起来是3"),
                                   (3, {**counts, "作风": {"很好": 3}}, "没有「很好」"), (3, {**counts, "别的": {"满意": 3}}, "没有「别的」")):
        with pytest.raises(Refused, match=words):
            ballots.count_paper(made.service, "zhu", case, "党员", sheets, changed)
    with pytest.raises(Refused, match=r"没有这么多|可以登记"):
        ballots.count_paper(made.service, "zhu", case, "居民", 5, {name: {"满意": 5} for name in NAMES})
    ballots.count_paper(made.service, "zhu", case, "党员", 3, counts)
    with pytest.raises(Refused, match="不能自己核对"):
        ballots.confirm_paper(made.service, "zhu", case, 1, "agree")
    with pytest.raises(Refused, match="第二个人"):
        ballots.close(made.service, "zhu", case)
    ballots.confirm_paper(made.service, "fu", case, 1, "strike")
    ballots.count_paper(made.service, "zhu", case, "党员", 3, {**counts, "实事": {"满意": 2, "": 1}})
    ballots.confirm_paper(made.service, "fu", case, 1, "agree")
    for code in codes["党员"][:9]:
        casting.cast(made.service, code, {"作风": "不满意", "水平": "不满意", "实事": "不满意"})
    with pytest.raises(Refused, match="没有登记发出"):
        casting.cast(made.service, codes["党员"][9], {"作风": "满意", "水平": "满意", "实事": "满意"})
    ballots.close(made.service, "zhu", case)
    tally = made.case(case).tallies["测"]
    assert tally.answered == 14
    assert ["党员、居民", "", "实事", "", 1] in tally.totals


# --- after a breakdown ----------------------------------------------------------------------------------------------


def test_what_a_breakdown_leaves_is_set_right_from_the_record(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path)
    casting.cast(made.service, codes["党员"][0], sheet(random.Random(5)))
    urns, tag = made.service.boxes.urns, made.case(case).poll["urn"]
    urns.close(tag)  # a count began and the process ended
    urns.make(fresh_tag(made.service), {"case": "gone", "step": "测"}, {})  # slips were printed and the event was not kept
    assert sweep(made.service) == 1
    assert urns.tags() == [tag]
    assert casting.cast(made.service, codes["党员"][1], sheet(random.Random(6))) == casting.RECEIVED
    made.service.do("zhu", made.open(), MakeSlips(fresh_tag(made.service)))  # kept, and the box was not made
    made.service.tick()
    ballots.close(made.service, "zhu", case)
    assert urns.tags() == []


def test_a_backup_holds_counts_of_whole_batches_and_the_restored_ballot_can_still_be_counted(tmp_path: Path) -> None:
    made, case, codes = began(tmp_path / "street")
    for code in codes["党员"][:4]:
        casting.cast(made.service, code, {"作风": "满意", "水平": "满意", "实事": "满意", "意见": "私下说的话"})
    casting.cast(made.service, codes["居民"][0], {"作风": "不满意", "水平": "不满意", "实事": "不满意"})
    backup(made.folder, tmp_path / "kept.zip")
    with zipfile.ZipFile(tmp_path / "kept.zip") as packed:
        kept = {name: packed.read(name) for name in packed.namelist()}
    assert not [name for name in kept if name.startswith("urns/")]
    held = json.loads(kept["urns.json"])[made.case(case).poll["urn"]]
    assert set(held["groups"]) == {"党员"}
    assert not [name for name, data in kept.items() if "私下说的话".encode() in data]
    restore(tmp_path / "kept.zip", tmp_path / "back")
    store = Store(tmp_path / "back" / "bihuan.db", "hall")
    again = StreetService(made.service.street, store, tmp_path / "back", lambda: made.now)
    with pytest.raises(Refused, match="没有这个测评码"):
        casting.cast(again, codes["党员"][9], {"作风": "满意", "水平": "满意", "实事": "满意"})
    ballots.close(again, "zhu", case)
    loaded = again.store.load(case)
    assert loaded is not None
    assert loaded[0].tallies["测"].results == {"满意率": "1"}
    store.close()
