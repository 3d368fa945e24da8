"""Obligations when the street changes: people, rules, calendar, registers, several processes; what is seen of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from engine.case import Act
from engine.problems import Report
from engine.service import Refused, StreetService, ledgers, postroom
from engine.service.boards import whole_issue
from engine.service.duework import act_due
from engine.service.ledger_views import Ledger, Period
from engine.service.registers import add_row, close_row
from engine.source import Sources
from engine.store import Store
from engine.store.duties import settled
from engine.store.issues import issues
from engine.store.verify import verify
from engine.street import read_street
from tests.duty_street import DutyStreet, moment, read_duty_street


@pytest.fixture
def street(tmp_path: Path) -> DutyStreet:
    return DutyStreet(tmp_path, "2016-02-01")


# --- changes ------------------------------------------------------------------------------------------------------------


def test_a_closure_moves_what_lies_ahead_and_tells_it_anew(street: DutyStreet) -> None:
    street.go("2016-02-07")
    street.change_file(more="停办: {2016-02-14: 办公楼停电}")
    assert street.planned("li", "进社区")[:2] == ["2016-02-15", "2016-02-25"]
    assert [(one.day, one.corrected) for one in street.service.duties.coming("东社区")] == [(date(2016, 2, 15), True)]
    assert len({row.id for row in street.duties("li", "进社区")}) == len(street.duties("li", "进社区"))
    assert street.sound()


def test_a_day_somebody_has_chosen_stays_when_the_calendar_changes(street: DutyStreet) -> None:
    visit = street.duty("li", "进社区", "2016-02-10")
    street.service.duties.move("li", visit.id, date(2016, 2, 17), "外出")
    street.change_file(more="停办: {2016-02-14: 办公楼停电}")
    assert street.planned("li", "进社区")[0] == "2016-02-17"


def test_another_parameter_plans_other_days_and_leaves_what_is_settled(street: DutyStreet) -> None:
    street.go("2016-02-20")
    street.change_file(进访日="每月28日")
    rows = [(row.nominal.isoformat(), row.state) for row in street.duties("li", "进社区", "2016-02-01", "2016-03-31")]
    assert rows == [("2016-02-10", "missed"), ("2016-02-28", "open"), ("2016-03-28", "open")]
    street.change_file()
    assert [row.nominal.isoformat() for row in street.duties("li", "进社区", "2016-02-01", "2016-03-10")] == ["2016-02-10", "2016-02-25", "2016-03-10"]


def test_who_leaves_owes_no_more_and_who_comes_owes_from_then_on(street: DutyStreet) -> None:
    street.service.hand_over("zu", "li", "wu", "调走")
    street.go("2016-02-02")
    ahead = (date(2016, 2, 1), date(2016, 3, 31))
    assert [row for row in street.service.duties.mine("li", *ahead) if row.rule == "进社区"] == []
    assert street.sound()


def test_who_is_told_of_an_obligation_is_told_by_the_streets_channels_too(street: DutyStreet) -> None:
    street.change_file(more="通知: {渠道: {短信: {接口: {网址: 'http://127.0.0.1:1/{地址}'}}}, 工作人员: {用: 短信}}")
    street.go("2016-02-20")
    waiting = postroom.rows(street.service).rows
    told = street.service.store.conn.execute("SELECT person FROM message").fetchall()
    assert sorted(row.to.zh for row in waiting) == sorted(street.service.directory().call(person) for (person,) in told)
    assert {(row.kind.zh, row.state) for row in waiting} == {("该做未做", "waiting")}


def test_planning_is_due_once_a_day(street: DutyStreet) -> None:
    assert street.service.tick() == 0
    street.now += timedelta(days=1)
    assert street.service.tick() > 0
    assert street.service.tick() == 0


def test_two_processes_do_each_thing_once(tmp_path: Path) -> None:
    street = read_duty_street(tmp_path)
    now = [moment("2016-02-01")]
    services = []
    for _ in range(2):
        store = Store(tmp_path / "bihuan.db", street.id)
        store.migrate()
        services.append(StreetService(street, store, tmp_path, lambda: now[0]))
    services[0].put_in_force()
    for day in ("2016-02-01", "2016-02-06 18:00", "2016-02-20", "2016-03-03"):
        now[0] = moment(day)
        for service in services:
            act_due(service, now[0])
    store = services[0].store
    counted = store.conn.execute("SELECT type, count(*), count(DISTINCT stream) FROM event WHERE stream IN (SELECT id FROM duty) GROUP BY type").fetchall()
    found = {row[0]: (row[1], row[2]) for row in counted}
    assert found["planned"][0] == found["planned"][1]
    assert found["settled"][0] == found["settled"][1]
    assert found["announced"][0] == found["announced"][1]
    cases = store.conn.execute("SELECT count(*) FROM stream WHERE workflow = '说明情况'").fetchone()[0]
    assert cases == 1
    assert not verify(store, services[0].method)
    for service in services:
        service.store.close()


# --- seen ---------------------------------------------------------------------------------------------------------------


def test_a_duty_leads_to_its_record_with_what_is_known_filled_in(street: DutyStreet) -> None:
    page = street.service.duties.page("li", street.duty("li", "进社区", "2016-02-10").id)
    assert page.record == ("duties", "走访", "东社区", {"走访人": "li", "走访日": "2016-02-14"})
    assert [(one.kind, one.why_not.zh, [choice.title for choice in one.choices]) for one in page.arrangements] == [
        ("substitute", "", ["吴强"]), ("move", "", [])]
    assert page.notice["职务"] == "副区长"
    assert page.notice_at == moment("2016-02-06 17:30")
    assert [note.date.isoformat() for note in page.working] == [f"2016-02-{day}" for day in range(10, 15)]


def test_evidence_is_shown_with_the_duty(street: DutyStreet) -> None:
    case = street.visit("gan", "2016-02-01")
    page = street.service.duties.page("gan", street.duty("gan", "下社区", "2016-02-29").id)
    assert [row[0] for row in page.evidence] == [case]


def test_who_has_no_role_near_it_does_not_see_it(street: DutyStreet) -> None:
    visit = street.duty("li", "进社区", "2016-02-10")
    assert street.service.duties.page("zu", visit.id).row.who == "李明"
    with pytest.raises(Refused, match="没有这项履职"):
        street.service.duties.page("nobody", visit.id)
    with pytest.raises(Refused, match="没有这项履职"):
        street.service.duties.page("li", "d000")


def test_who_is_about_to_miss_comes_first(street: DutyStreet) -> None:
    street.go("2016-02-26")
    street.visit("gan", "2016-02-26", days="1.5")
    rows = [(row.who, row.missing, row.left) for row in street.service.duties.lagging("zu", 7) if row.rule == "下社区"]
    assert rows == [("甘部", "0.5", 3)]
    street.visit("gan", "2016-02-26", days="0.5")
    assert [row for row in street.service.duties.lagging("zu", 7) if row.rule == "下社区"] == []


def test_outcomes_are_counted_by_obligation_and_unit(street: DutyStreet) -> None:
    street.visit("gan", "2016-02-01", days="2")
    street.go("2016-03-05")
    counts = {one.title: one for one in street.service.duties.counts("zu", date(2016, 2, 1), date(2016, 2, 29))}
    assert (counts["下社区"].met, counts["下社区"].missed, counts["领导进社区接访"].missed) == (1, 0, 4)


# --- subscribed to ------------------------------------------------------------------------------------------------------


# --- on a board ---------------------------------------------------------------------------------------------------------


def test_an_announcement_hangs_on_its_board_and_is_corrected_there(street: DutyStreet) -> None:
    street.go("2016-02-07")
    visit = street.duty("li", "进社区", "2016-02-10")
    lines = [dict(one.lines[0]) for one in street.service.issues(board="进访预告", unit="东社区")]
    assert lines == [{"姓名": "李明", "职务": "副区长", "时间": "2016年2月14日（周日）18:00", "地点": "东社区活动室"}]
    street.service.duties.move("li", visit.id, date(2016, 2, 16), "外出开会")
    street.go("2016-02-07 09:05")
    times = [dict(one.lines[0])["时间"] for one in street.service.issues(board="进访预告", unit="东社区")]
    assert times[0] == "2016年2月16日（周二）18:00"
    assert street.sound()


# --- households ---------------------------------------------------------------------------------------------------------


def test_each_linked_household_is_owed_its_visit(street: DutyStreet) -> None:
    first, second = (add_row(street.service, "wang", "duties", "联系户", "东社区", {"户主": name}, linked=["wang"]) for name in ("张家", "赵家"))
    street.go("2016-02-02")
    this = [row.to for row in street.duties("wang", "季度入户", "2016-01-01", "2016-03-31") if row.planned == date(2016, 3, 31)]
    assert sorted(this) == ["0001 张家", "0002 赵家"]
    begun = street.service.open("wang", "duties", "入户", "东社区", {"户": second})
    street.service.do("wang", begun.case, Act("记好", {}))
    street.go("2016-04-02")
    settled = {(row.to, row.state) for row in street.duties("wang", "季度入户", "2016-01-01", "2016-03-31")}
    assert settled == {("0001 张家", "missed"), ("0002 赵家", "met")}
    page = street.service.duties.page("wang", street.duties("wang", "季度入户", "2016-04-01")[0].id)
    assert page.record is not None
    assert page.record[3]["户"] in (first, second)
    close_row(street.service, "wang", first, "搬走")
    street.go("2016-04-03")
    assert [row.to for row in street.duties("wang", "季度入户", "2016-04-01")] == ["0002 赵家"]
    assert street.sound()


def test_what_was_settled_can_be_read_for_scores(street: DutyStreet) -> None:
    street.visit("gan", "2016-02-01", days="2")
    street.go("2016-04-02")
    rows = settled(street.service.store, "duties", "下社区", "2016-02-01", "2016-03-31")
    assert [row[1:] for row in rows] == [("gan", "小区", "", "2016-02-29", "met", 0), ("gan", "小区", "", "2016-03-31", "missed", 0)]


def test_what_hangs_on_a_board_for_some_is_not_told_to_all(tmp_path: Path) -> None:
    street = DutyStreet(tmp_path, "2016-02-01")
    method = tmp_path / "duties" / "工作法.yaml"
    method.write_text(method.read_text(encoding="utf-8").replace("给谁看: 公众", "给谁看: 组织科"), encoding="utf-8")
    changed = read_street(tmp_path, Report(), Sources(), methods=tmp_path)
    assert changed is not None
    street.service.use(changed)
    street.service.put_in_force()
    street.go("2016-02-07")
    assert street.service.duties.coming() == []
    assert Calendar.from_ical(street.service.duties.public_feed()).walk("VEVENT") == []


def test_what_cannot_be_settled_is_named_to_the_administrator_and_holds_up_nothing_else(street: DutyStreet) -> None:
    street.go("2016-02-05")
    broken, sound = [row for row in street.duties("li", "进社区") if row.planned.isoformat() > "2016-02-05"][:2]
    with street.service.store.write() as conn:
        conn.execute("UPDATE stream SET seq = 0 WHERE id = ?", (broken.id,))
    assert all(fine for name, fine, _ in street.service.condition() if name.zh == "履职到点的事")
    street.go((sound.planned + timedelta(days=5)).isoformat())
    found = {name.zh: (fine, how.zh) for name, fine, how in street.service.condition()}
    assert found["履职到点的事"][0] is False
    assert f"进社区（李明，{broken.planned}）" in found["履职到点的事"][1]
    assert str(sound.planned) not in found["履职到点的事"][1]


# --- on paper and on boards ---------------------------------------------------------------------------------------------


def lines_of(book: Ledger) -> list[list[str]]:
    return [[cell.text.zh for cell in line.cells] for section in book.sections for line in section.lines]


def test_a_ledger_of_an_obligation_has_a_line_for_each_occasion_with_its_evidence(street: DutyStreet) -> None:
    street.visit("li", "2016-02-14")
    street.go("2016-03-01")
    book = ledgers.ledger(street.service, "zu", "duties", "履职台账", "li", Period(date(2016, 2, 1), date(2016, 2, 29)))
    number = street.service.duties.page("zu", street.duty("li", "进社区", "2016-02-10").id).evidence[0][1]
    assert book.subject_title == "李明"
    assert {section.title: len(section.lines) for section in book.sections} == {"履行": 1, "未履行": 1}
    assert lines_of(book) == [["2016年2月10日(周三)", "2016年2月14日(周日)", "东社区", "履行", "否", "", number],
                              ["2016年2月25日(周四)", "2016年2月25日(周四)", "东社区", "未履行", "否", "", ""]]
    assert ledgers.ledger(street.service, "wang", "duties", "履职台账", "wu").hidden  # not the grid worker's to see


def test_a_ledger_follows_what_is_done_while_it_is_owed_and_keeps_to_those_it_is_for(street: DutyStreet) -> None:
    street.visit("gan", "2016-02-01", days="1.5")
    whole = ledgers.ledger(street.service, "zu", "duties", "下社区台账", period=Period(date(2016, 2, 1), date(2016, 2, 29)))
    assert lines_of(whole) == [["甘部", "2016年2月29日(周一)", "待履行", "1.5", "2", ""]]
    street.visit("gan", "2016-02-01", days="0.5")
    assert ledgers.ledger(street.service, "zu", "duties", "下社区台账", period=Period(date(2016, 2, 1), date(2016, 2, 29))).lines == 0
    row = add_row(street.service, "wang", "duties", "联系户", "东社区", {"户主": "张家"}, linked=["wang"])
    street.go("2016-02-03")
    assert row in {one.value for one in ledgers.subjects_of(street.service, "zu", "duties", "入户台账")}
    found = lines_of(ledgers.ledger(street.service, "zu", "duties", "入户台账", row))
    assert [line[:2] for line in found] == [["王格", "0001 张家"]] * len(found) != []


def test_boards_count_what_was_owed_and_what_was_kept_in_the_month(street: DutyStreet) -> None:
    street.visit("li", "2016-02-14")
    street.visit("gan", "2016-02-01", days="2")
    street.go("2016-03-31")
    months = [issue_of(street, name) for name in ("履职月报", "干部下社区")]
    assert months[0]["东社区"] == {"应进访": "2", "已进访": "1", "进访率": "50.0%（2次中1次）", "走访件数": "2"}
    assert months[0]["西社区"]["进访率"] == "0.0%（2次中0次）"
    assert months[1] == {"甘部": {"下社区天数合计": "2", "没做到": "0.0%（1次中0次）"}}


def issue_of(street: DutyStreet, board: str) -> dict[str, dict[str, str]]:
    """The newest issue: the first column of each line → the others."""
    row = issues(street.service.store, [("duties", board)], state="published", most=1)[0]
    cells = [list(line.cells.items()) for line in whole_issue(street.service, row.id).lines]
    return {line[0][1]: dict(line[1:]) for line in cells}
