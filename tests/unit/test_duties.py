"""Obligations on a running street: announced, reminded, arranged, proved, settled, and settled anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.service import Refused
from tests.duty_street import DutyStreet

YEAR = (date(2016, 1, 1), date(2016, 12, 31))


@pytest.fixture
def street(tmp_path: Path) -> DutyStreet:
    return DutyStreet(tmp_path, "2016-02-01")


def outcome(street: DutyStreet, who: str, rule: str, nominal: str) -> tuple[str, bool]:
    row = street.duty(who, rule, nominal)
    return row.state, row.late


# --- told beforehand ----------------------------------------------------------------------------------------------------


def test_a_visit_evening_is_announced_a_week_before_with_the_facts_that_are_recorded(street: DutyStreet) -> None:
    street.go("2016-02-05 12:00")
    assert street.service.duties.coming() == []
    street.go("2016-02-06 18:00")
    facts = [one.facts for one in street.service.duties.coming("东社区")]
    assert facts == [{"姓名": "李明", "职务": "副区长", "职责分工": "分管城建", "时间": "2016年2月14日（周日）18:00", "地点": "东社区活动室"}]


def test_an_announced_day_that_moves_is_announced_anew_at_once(street: DutyStreet) -> None:
    street.go("2016-02-07")
    visit = street.duty("li", "进社区", "2016-02-10")
    street.service.duties.move("li", visit.id, date(2016, 2, 16), "外出开会")
    street.go("2016-02-07 09:01")
    coming = street.service.duties.coming("东社区")
    assert [(one.day, one.corrected, one.facts["时间"]) for one in coming] == [(date(2016, 2, 16), True, "2016年2月16日（周二）18:00")]


def test_people_are_reminded_only_while_it_is_not_done(street: DutyStreet) -> None:
    street.visit("gan", "2016-02-01", days="2")
    street.go("2016-02-25")
    assert ("履职提醒", "下社区") not in street.told("gan")
    street.go("2016-03-25")
    assert ("履职提醒", "下社区") in street.told("gan")


# --- proved and settled -------------------------------------------------------------------------------------------------


def test_a_visit_on_its_day_is_met(street: DutyStreet) -> None:
    street.go("2016-02-14 20:00")
    street.visit("li", "2016-02-14")
    assert street.duty("li", "进社区", "2016-02-10").state == "done"
    street.go("2016-02-20")
    assert outcome(street, "li", "进社区", "2016-02-10") == ("met", False)
    assert street.sound()


def test_an_empty_post_is_missed_and_told_though_somebody_comes_a_day_later(street: DutyStreet) -> None:
    street.go("2016-02-15")
    street.visit("li", "2016-02-15")
    street.go("2016-02-20")
    assert outcome(street, "li", "进社区", "2016-02-10") == ("missed", False)
    assert ("未履行", "领导进社区接访") in street.told("zu")


def test_a_record_entered_late_settles_it_anew(street: DutyStreet) -> None:
    street.go("2016-02-20")
    assert outcome(street, "li", "进社区", "2016-02-10") == ("missed", False)
    street.visit("li", "2016-02-14")
    assert outcome(street, "li", "进社区", "2016-02-10") == ("met", False)
    page = street.service.duties.page("li", street.duty("li", "进社区", "2016-02-10").id)
    assert [one.text.zh for one in page.history][-3:] == ["未履行：要1，有0，告知祖志", "凭据变了，重新算", "已履行：要1，有1"]
    assert street.sound()


def test_a_record_that_was_voided_proves_nothing(street: DutyStreet) -> None:
    street.go("2016-02-14 20:00")
    street.visit("li", "2016-02-14", end="作废")
    street.go("2016-02-20")
    assert outcome(street, "li", "进社区", "2016-02-10") == ("missed", False)


def test_a_visit_to_another_community_is_not_the_one_owed(street: DutyStreet) -> None:
    street.go("2016-02-14 20:00")
    street.visit("li", "2016-02-14", unit="西社区")
    street.go("2016-02-20")
    assert outcome(street, "li", "进社区", "2016-02-10") == ("missed", False)


def test_days_are_added_up_and_what_is_missing_is_shown(street: DutyStreet) -> None:
    street.visit("gan", "2016-02-01", days="0.5")
    street.visit("gan", "2016-02-01", days="1")
    row = street.duty("gan", "下社区", "2016-02-29")
    assert (row.done, row.least, row.missing, row.left) == ("1.5", "2", "0.5", 28)
    street.go("2016-02-29")
    street.visit("gan", "2016-02-29", days="0.5")
    street.go("2016-03-02")
    assert outcome(street, "gan", "下社区", "2016-02-29") == ("met", False)


def test_what_was_missed_opens_a_case_once(street: DutyStreet) -> None:
    street.go("2016-03-02")
    assert outcome(street, "gan", "下社区", "2016-02-29") == ("missed", False)
    rows = street.service.worklist("zu", "all").rows
    assert [(row.workflow, row.headline or row.unit) for row in rows if row.workflow == "说明情况"] == [("说明情况", "小区")]


def test_different_places_and_shares_are_counted(street: DutyStreet) -> None:
    street.visit("gan", "2016-02-01", unit="东社区")
    street.visit("gan", "2016-02-01", unit="东社区")
    assert street.duty("gan", "走访社区数", "2016-03-31").done == "1"
    street.visit("gan", "2016-02-01", unit="西社区")
    assert street.duty("gan", "走访社区数", "2016-03-31").done == "2"
    for good in ("是", "是", "是", "否"):
        street.visit("wang", "2016-02-01", good=good)
    assert (street.duty("wang", "走访满意", "2016-06-30").done, street.duty("wang", "走访满意", "2016-06-30").missing) == ("75%", "5%")


def test_without_a_strict_post_a_later_day_counts_as_late(street: DutyStreet) -> None:
    street.go("2016-02-28")
    street.visit("wang", "2016-02-26")  # the collection day of the community was the 23rd
    street.go("2016-03-23 09:00")
    assert outcome(street, "wang", "征集日", "2016-02-23") == ("met", True)


def test_what_is_owed_once_may_still_be_done_late(tmp_path: Path) -> None:
    street = DutyStreet(tmp_path, "2015-09-01")
    street.go("2015-10-02")
    assert outcome(street, "wang", "挂牌", "2015-09-30") == ("missed", False)
    street.visit("wang", "2015-10-02")
    assert outcome(street, "wang", "挂牌", "2015-09-30") == ("met", True)


def test_a_meeting_after_the_visit_and_what_follows_the_meeting(street: DutyStreet) -> None:
    street.go("2016-02-17")
    case = street.meet("2016-02-16")
    street.go("2016-02-23")
    assert outcome(street, "ban", "联席会", "2016-02-10") == ("met", False)
    after = street.duties("zu", "会后通报")
    assert [(row.planned.isoformat(), row.state) for row in after] == [("2016-02-22", "missed")]
    assert street.service.store.load(case) is not None


# --- arranged -----------------------------------------------------------------------------------------------------------


def test_somebody_else_may_go_and_then_it_is_substituted(street: DutyStreet) -> None:
    visit = street.duty("li", "进社区", "2016-02-10")
    street.service.duties.substitute("li", visit.id, "吴强", "外出学习")
    assert ("代替履职", "领导进社区接访") in street.told("wu")
    street.go("2016-02-14 20:00")
    street.visit("wu", "2016-02-14", unit="东社区")
    street.go("2016-02-20")
    assert outcome(street, "li", "进社区", "2016-02-10") == ("substituted", False)
    assert street.sound()


def test_a_moved_day_is_the_day_that_counts(street: DutyStreet) -> None:
    visit = street.duty("li", "进社区", "2016-02-10")
    street.service.duties.move("li", visit.id, date(2016, 2, 17), "外出学习")
    street.go("2016-02-17 20:00")
    street.visit("li", "2016-02-17")
    street.go("2016-02-24")
    assert outcome(street, "li", "进社区", "2016-02-10") == ("met", False)
    assert street.planned("li", "进社区")[:2] == ["2016-02-17", "2016-02-25"]


@pytest.mark.parametrize(("who", "now", "to", "reason", "says"), [
    ("wu", "2016-02-02", "li", "外出", "不能由您安排，可以安排的是：李明"),
    ("li", "2016-02-02", "li", "外出", "请选另一位领导代替：吴强"),
    ("li", "2016-02-02", "gan", "外出", "请选另一位领导代替：吴强"),
    ("li", "2016-02-02", "wu", " ", "请写明原因"),
    ("li", "2016-02-14", "wu", "外出", "最迟要在2016-02-13 17:30前提出，现在过了时间"),
])
def test_a_stand_in_is_refused_with_the_reason(street: DutyStreet, who: str, now: str, to: str, reason: str, says: str) -> None:
    visit = street.duty("li", "进社区", "2016-02-10")
    street.go(now)
    with pytest.raises(Refused) as refused:
        street.service.duties.substitute(who, visit.id, to, reason)
    assert refused.value.text.zh == says
    assert street.duty("li", "进社区", "2016-02-10").stands_in == ""


def test_a_day_after_the_next_visit_is_refused(street: DutyStreet) -> None:
    visit = street.duty("li", "进社区", "2016-02-10")
    with pytest.raises(Refused, match="2016-02-01到2016-02-24"):
        street.service.duties.move("li", visit.id, date(2016, 2, 25), "外出")


def test_what_is_not_written_cannot_be_arranged(street: DutyStreet) -> None:
    visit, month = street.duty("li", "进社区", "2016-02-10"), street.duty("gan", "下社区", "2016-02-29")
    with pytest.raises(Refused, match="不能免除"):
        street.service.duties.excuse("li", visit.id, "住院")
    with pytest.raises(Refused, match="可以：免除"):
        street.service.duties.substitute("gan", month.id, "li", "住院")


def test_being_excused_needs_consent_of_somebody_else(street: DutyStreet) -> None:
    month = street.duty("gan", "下社区", "2016-02-29")
    street.service.duties.excuse("gan", month.id, "住院")
    assert street.duty("gan", "下社区", "2016-02-29").waits == "consent"
    assert ("请批准", "下社区") in street.told("zu")
    with pytest.raises(Refused, match="要由祖志批准"):
        street.service.duties.answer("gan", month.id, True)
    assert [row.id for row in street.service.duties.waiting("zu")] == [month.id]
    street.service.duties.answer("zu", month.id, True)
    street.go("2016-03-02")
    assert outcome(street, "gan", "下社区", "2016-02-29") == ("excused", False)


def test_a_refused_request_leaves_it_owed(street: DutyStreet) -> None:
    month = street.duty("gan", "下社区", "2016-02-29")
    street.service.duties.excuse("gan", month.id, "出差")
    with pytest.raises(Refused, match="不同意要写明原因"):
        street.service.duties.answer("zu", month.id, False)
    street.service.duties.answer("zu", month.id, False, "月底前还有时间")
    assert ("没有同意", "下社区") in street.told("gan")
    street.go("2016-03-02")
    assert outcome(street, "gan", "下社区", "2016-02-29") == ("missed", False)


def test_a_joint_day_is_proposed_and_taken_only_when_confirmed(street: DutyStreet) -> None:
    month = street.duty("shi", "市领导进社区", "2016-02-29")
    street.service.duties.move("shi", month.id, date(2016, 2, 16), "定在这一天")
    visit = street.duty("li", "进社区", "2016-02-10")
    assert (visit.waits, visit.planned) == ("joining", date(2016, 2, 14))
    assert street.duty("li", "进社区", "2016-02-25").waits == ""
    street.service.duties.join("li", visit.id, True)
    assert street.planned("li", "进社区")[:2] == ["2016-02-16", "2016-02-25"]


def test_a_joint_day_that_is_declined_is_not_proposed_again(street: DutyStreet) -> None:
    month = street.duty("shi", "市领导进社区", "2016-02-29")
    street.service.duties.move("shi", month.id, date(2016, 2, 16), "定在这一天")
    visit = street.duty("li", "进社区", "2016-02-10")
    street.service.duties.join("li", visit.id, False)
    street.go("2016-02-03")
    assert (street.duty("li", "进社区", "2016-02-10").waits, street.duty("li", "进社区", "2016-02-10").planned) == ("", date(2016, 2, 14))


def test_the_same_form_handed_in_twice_changes_once(street: DutyStreet) -> None:
    visit = street.duty("li", "进社区", "2016-02-10")
    for _ in range(2):
        street.service.duties.substitute("li", visit.id, "wu", "外出", key="k1")
    assert len([one for one in street.service.duties.page("li", visit.id).history if "代替" in one.text.zh]) == 1
    with pytest.raises(Refused):
        street.service.duties.move("li", visit.id, date(2016, 2, 15), "外出", key="k1")
