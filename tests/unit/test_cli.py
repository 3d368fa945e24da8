"""The commands from end to end, a street from its first day: what they print, what they refuse, how they exit.

0 fine, 1 refused or problems, 2 wrong usage, 3 the machine lacks something.
"""


import re
from pathlib import Path

import pytest

from tests.unit.hall import PEOPLE, Hall, facts, ok, refused, run

# --- a street's first day -------------------------------------------------------------------------------------------


def test_a_new_street_can_be_checked_and_run_as_it_is(tmp_path: Path) -> None:
    assert "street.yaml" in ok("init", tmp_path / "new", "--name", "望江街道")
    found = facts("check", tmp_path / "new")
    assert found["problems"] == []
    assert [one["rule"] for one in found["warnings"]] == ["list-short"]
    assert facts("apply", "--street", tmp_path / "new")["changed"]
    assert all(one["ok"] for one in facts("doctor", "--street", tmp_path / "new")[2:])


def test_init_leaves_a_street_that_exists_alone(tmp_path: Path) -> None:
    ok("init", tmp_path, "--name", "望江街道")
    before = (tmp_path / "street.yaml").read_bytes()
    assert "already" in refused(2, "init", tmp_path, "--name", "别的街道", "--lang", "en")
    assert (tmp_path / "street.yaml").read_bytes() == before


def test_check_leads_from_a_mistake_to_its_remedy(tmp_path: Path) -> None:
    ok("init", tmp_path, "--name", "望江街道")
    file = tmp_path / "street.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("办结时限: 15个工作日", "办结时线: 15个工作日"), encoding="utf-8")
    told = run("check", tmp_path)
    assert told.exit_code == 1
    assert re.search(r"street\.yaml:\d+:\d+: .*办结时线", told.stdout)
    assert "是不是「办结时限」" in told.stdout
    assert "办结时线" in refused(1, "list", "--street", tmp_path, "--as", "guanli")


def test_a_folder_without_a_street_is_told_apart_from_one_that_is_broken(tmp_path: Path) -> None:
    for words in (["list", "--as", "x"], ["migrate"], ["tick"], ["verify"], ["stuck"], ["backup", str(tmp_path / "b.zip")]):
        assert "bihuan init" in refused(2, *words, "--street", tmp_path / "none")
    assert not (tmp_path / "none").exists()
    (tmp_path / "street.yaml").write_bytes(PEOPLE.read_bytes())
    (tmp_path / "bihuan.db").write_bytes(b"no database at all" * 500)
    assert "数据库用不了" in refused(3, "list", "--street", tmp_path, "--as", "张明")


# --- a case ---------------------------------------------------------------------------------------------------------


def test_a_matter_goes_from_the_first_step_to_a_contented_resident(hall: Hall) -> None:
    opened = hall.open("屋顶漏水")
    assert opened["step"] == "分类梳理"
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{8}", opened["code"])
    number = opened["number"]
    assert hall.order(number)["step"] == "公开领办"
    hall.do(number, "领取", "刘伟")
    hall.do(number, "领办", "刘伟", "--set", "帮手单位=供电所党支部", "--set", "帮手单位=水务站党支部")
    assert hall.do(number, "办结", "刘伟", 办理结果="全部补好")["step"] == "督办评议"
    for who in ("陈静", "田秀英", "石建国"):
        hall.do(number, "评", who, 是否到位="满意", 评议意见="看过了")
    done = hall.do(number, "评", "张明", "--for", "诉求人", 满意程度="满意", 群众的话="好")
    assert (done["step"], done["outcome"]) == ("", "满意办结")
    assert "满意办结" in ok("show", number, *hall.here, "--as", "张明")
    assert refused(1, "do", number, "催办", *hall.here, "--as", "陈静")


def test_what_show_prints_says_why_the_rest_cannot_be_done(hall: Hall) -> None:
    number = hall.open("楼道灯不亮")["number"]
    page = facts("show", number, *hall.here, "--as", "王丽")
    assert {"number", "workflow", "unit", "step", "round", "outcome", "due", "waiting", "values", "timeline", "offers"} <= page.keys()
    assert page["values"]["问题"] == "楼道灯不亮"
    assert any("提出" in one["what"] for one in page["timeline"])
    assert all(one["refused"] for one in page["offers"] if one["name"] == "交办")
    assert number in ok("show", number, *hall.here, "--as", "王丽", "--lang", "en")
    assert "不归您看" in refused(1, "show", number, *hall.here, "--as", "沈燕")


def test_a_repeated_submission_with_the_same_key_happens_once(hall: Hall) -> None:
    first, again = hall.open("井盖松动", "--key", "k-1"), hall.open("井盖松动", "--key", "k-1")
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert (first["number"], first["code"]) == (again["number"], again["code"])
    words = ("open", "群众问题", *hall.here, "--as", "王丽", "--unit", "柳南社区", "--set", "问题=别的", "--set", "问题性质=为民服务")
    assert "已经交过一次" in refused(1, *words, "--key", "k-1")
    claimed = hall.do(first["number"], "领取", "张明", "--key", "k-2")
    assert (claimed["repeated"], hall.do(first["number"], "领取", "张明", "--key", "k-2")["repeated"]) == (False, True)


def test_a_form_with_mistakes_is_refused_whole_and_names_each(hall: Hall) -> None:
    number = hall.open("墙皮脱落")["number"]
    hall.do(number, "领取", "张明")
    before = facts("show", number, *hall.here, "--as", "张明")["timeline"]
    told = refused(1, "do", number, "交办", *hall.here, "--as", "张明", "--set", "类别=物业管里")
    assert "「物业管里」" in told
    assert "  时间表：请填写「问题解决时间表」" in told.splitlines()
    told = refused(1, "do", number, "交办", *hall.here, "--as", "张明", "--set", "类别=物业管理", "--lang", "en")
    assert "please fill in" in told
    assert facts("show", number, *hall.here, "--as", "张明")["timeline"] == before


@pytest.mark.parametrize(("code", "words", "why"), [
    (2, ["open", "没有的流程", "--as", "王丽", "--unit", "柳南社区"], "群众问题"),
    (2, ["open", "群众问题", "--as", "没有的人", "--unit", "柳南社区"], "请写帐号"),
    (2, ["open", "群众问题", "--as", "王丽", "--unit", "柳南社区", "--set", "问题"], "名字=值"),
    (2, ["open", "群众问题", "--as", "王丽"], "--unit"),
    (1, ["open", "群众问题", "--as", "刘伟", "--unit", "柳南社区", "--set", "问题=甲"], "收集人"),
    (1, ["open", "群众问题", "--as", "王丽", "--unit", "柳北社区", "--set", "问题=甲", "--set", "问题性质=为民服务"], "柳南社区"),
    (2, ["do", "1999-0001", "领取", "--as", "张明"], "1999-0001"),
    (2, ["list", "--as", "张明", "--tab", "nothing"], "todo"),
    (2, ["explain", "deadline", "1999-0001", "--as", "张明"], "1999-0001"),
])
def test_wrong_words_are_usage_and_forbidden_acts_are_refusals(hall: Hall, code: int, words: list[str], why: str) -> None:
    assert why in refused(code, *words, *hall.here)


def test_lists_and_search_show_a_person_what_is_theirs(hall: Hall) -> None:
    number = hall.open("健身器材松动")["number"]
    rows = facts("list", *hall.here, "--as", "张明", "--tab", "claim")
    mine = next(row for row in rows if row["number"] == number)
    assert mine == {"number": number, "headline": "健身器材松动", "unit": "柳南社区", "step": "分类梳理", "round": 1, "outcome": "",
                    "due": mine["due"]}
    hall.do(number, "领取", "张明")
    ok("tick", *hall.here)  # makes new words findable
    assert [row["number"] for row in facts("list", *hall.here, "--as", "张明", "--search", "器材")] == [number]
    assert facts("list", *hall.here, "--as", "彭亮") == []
    assert "Nothing here yet" in ok("list", *hall.here, "--as", "彭亮", "--lang", "en")


def test_a_deadline_is_explained_day_by_day(hall: Hall) -> None:
    number = hall.open("下水道堵了")["number"]
    shown = facts("explain", "deadline", number, *hall.here, "--as", "张明")
    assert set(shown) == {"at", "provisional", "left", "working"}
    assert sum(day["counted"] for day in shown["working"]) == 2
    assert "起算日" in ok("explain", "deadline", number, *hall.here, "--as", "张明")
