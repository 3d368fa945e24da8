"""The commands from end to end: what they print, what they refuse, and how they exit.

0 fine, 1 refused or problems, 2 wrong usage, 3 the machine lacks something.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from engine import shipped
from engine.cli import main
from engine.demo import PASSWORD
from engine.service import open_service
from engine.service.service import shanghai_now

PEOPLE = shipped.workflows() / "six-step" / "情景" / "街道.yaml"


def run(*words: str | Path, typed: str | None = None) -> Result:
    """One command in this process."""
    return CliRunner().invoke(main, [str(word) for word in words], input=typed, catch_exceptions=False)


def ok(*words: str | Path, typed: str | None = None) -> str:
    """What a command prints that must succeed."""
    result = run(*words, typed=typed)
    assert result.exit_code == 0, result.output
    return result.stdout


def facts(*words: str | Path) -> Any:
    """What a command prints for programs."""
    return json.loads(ok(*words, "--format", "json"))


def refused(code: int, *words: str | Path, typed: str | None = None) -> str:
    """What a command says on the error stream when it must exit with `code`; nothing else is printed."""
    result = run(*words, typed=typed)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    return result.stderr


class Hall:
    """A street and short words for commands in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.here = ("--street", str(folder))

    def open(self, text: str, *more: str, who: str = "王丽") -> dict[str, Any]:
        """Enter a matter; what the command says of it."""
        found: dict[str, Any] = facts("open", "群众问题", *self.here, "--as", who, "--unit", "柳南社区", "--channel", "个别访谈",
                                      "--set", f"问题={text}", "--set", "问题性质=热点难点问题",
                                      "--set", "诉求人.姓名=张大爷", "--set", "诉求人.电话=13800000001", *more)
        return found

    def do(self, number: str, action: str, who: str, *more: str, **values: str) -> dict[str, Any]:
        """Act on a case; what the command says of it."""
        found: dict[str, Any] = facts("do", number, action, *self.here, "--as", who, *self._set(values), *more)
        return found

    def order(self, number: str) -> dict[str, Any]:
        """Take a case to the handling unit."""
        self.do(number, "领取", "张明")
        tomorrow = (shanghai_now() + timedelta(days=1)).date().isoformat()
        return self.do(number, "交办", "张明", 类别="物业管理", 涉及户数="6", 责任领导="周志远", 责任单位="建设办", 时间表=tomorrow,
                       路线图="先查漏再补", 督办人="陈静")

    @staticmethod
    def _set(values: dict[str, str]) -> Sequence[str]:
        return [word for name, value in values.items() for word in ("--set", f"{name}={value}")]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    """The street of the scenarios, without any case."""
    folder = tmp_path_factory.mktemp("street")
    (folder / "street.yaml").write_bytes(PEOPLE.read_bytes())
    return Hall(folder)


# --- a street's first day -------------------------------------------------------------------------------------------


def test_a_new_street_can_be_checked_and_run_as_it_is(tmp_path: Path) -> None:
    assert "street.yaml" in ok("init", tmp_path / "new", "--name", "望江街道")
    found = facts("check", tmp_path / "new")
    assert found["problems"] == []
    assert [one["rule"] for one in found["warnings"]] == ["list-short"]
    assert facts("apply", "--street", tmp_path / "new")["changed"]
    assert [one["ok"] for one in facts("doctor", "--street", tmp_path / "new")][2:] == [True, True, True]


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


# --- keeping a street in order --------------------------------------------------------------------------------------


def test_a_leavers_work_goes_to_another_and_what_nobody_holds_is_repaired(tmp_path: Path) -> None:
    (tmp_path / "street.yaml").write_bytes(PEOPLE.read_bytes())
    hall = Hall(tmp_path)
    number = hall.open("空调滴水")["number"]
    hall.order(number)
    hall.do(number, "领取", "刘伟")
    leave = ("leave", "刘伟", "--to", "赵敏", "--reason", "调离", *hall.here)
    assert "管理员" in refused(1, *leave, "--as", "王丽")
    assert facts(*leave, "--as", "张明") == {"moved": 1}
    assert facts("show", number, *hall.here, "--as", "赵敏")["waiting"][0]["who"] == ["赵敏"]
    assert facts("stuck", *hall.here) == []
    assert refused(1, "repair", number, "--seat", "none", "--to", "赵敏", "--reason", "试试", "--as", "张明", *hall.here)
    assert facts("verify", *hall.here) == {"disagreements": []}


def test_a_case_without_anybody_is_listed_and_given_to_somebody(tmp_path: Path) -> None:
    (tmp_path / "street.yaml").write_bytes(PEOPLE.read_bytes())
    hall = Hall(tmp_path)
    number = hall.open("花坛没人管")["number"]
    hall.order(number)
    hall.do(number, "领取", "刘伟")
    hall.do(number, "领办", "刘伟")
    street = tmp_path / "street.yaml"
    street.write_text("".join(line for line in street.read_text(encoding="utf-8").splitlines(keepends=True)
                              if not line.startswith("  liuwei:")), encoding="utf-8")
    ok("apply", *hall.here)
    (row,) = facts("stuck", *hall.here)
    assert (row["number"], row["step"]) == (number, "限时办结")
    given = facts("repair", number, "--seat", row["seat"], "--to", "赵敏", "--reason", "刘伟不在了", "--as", "张明", *hall.here)
    assert given == {"number": number, "seat": row["seat"], "to": "zhaomin"}
    assert "没有卡住的件" in ok("stuck", *hall.here)


def test_a_password_is_made_or_read_and_never_too_short(hall: Hall) -> None:
    made = re.search(r"：(\S{16})（", ok("password", "zhangming", *hall.here))
    assert made is not None
    told = ok("password", "李娟", "--stdin", *hall.here, typed="三个不相干的词 河堤 铅笔\n")
    assert "铅笔" not in told
    assert "10" in refused(1, "password", "李娟", "--stdin", *hall.here, typed="abc\n")
    service = open_service(hall.folder)
    try:
        assert service.login("zhangming", made[1])
        assert service.must_change("lijuan")
    finally:
        service.store.close()


def test_a_backup_restores_to_a_street_that_verifies(hall: Hall, tmp_path: Path) -> None:
    hall.open("树枝挡窗")
    kept = facts("backup", tmp_path / "street.zip", *hall.here)
    assert kept["cases"] >= 1
    assert "secret.key" in ok("restore", tmp_path / "street.zip", tmp_path / "again")
    assert facts("verify", "--street", tmp_path / "again") == {"disagreements": []}
    assert "新的文件夹" in refused(1, "restore", tmp_path / "street.zip", tmp_path / "again")
    (tmp_path / "broken.zip").write_bytes((tmp_path / "street.zip").read_bytes()[:-100])
    assert "不完整" in refused(1, "restore", tmp_path / "broken.zip", tmp_path / "third")
    assert not (tmp_path / "third").exists()


def test_verify_finds_what_was_changed_behind_its_back(tmp_path: Path) -> None:
    (tmp_path / "street.yaml").write_bytes(PEOPLE.read_bytes())
    hall = Hall(tmp_path)
    hall.open("栏杆断了")
    service = open_service(tmp_path)
    service.store.conn.execute("UPDATE event SET body = replace(body, '栏杆', '围墙') WHERE type = 'opened'")
    service.store.close()
    told = run("verify", *hall.here)
    assert told.exit_code == 1
    assert "被改动过" in told.stdout
    assert json.loads(run("verify", *hall.here, "--format", "json").stdout)["disagreements"]


def test_house_keeping_says_when_there_is_nothing_to_do(hall: Hall) -> None:
    ok("list", *hall.here, "--as", "张明")
    assert facts("migrate", *hall.here) == {"done": []}
    assert facts("apply", *hall.here) == {"changed": []}
    assert facts("tick", *hall.here) == {"done": 0}
    assert facts("reproject", "--all", *hall.here)["moved"] >= 0


# --- rule files -----------------------------------------------------------------------------------------------------


def test_the_shipped_methods_pass_with_open_points_only() -> None:
    found = facts("check", shipped.workflows())
    assert (found["problems"], found["warnings"]) == ([], [])
    assert {one["rule"] for one in found["open_points"]} <= {"undecided", "declared-count"}
    assert "::" not in ok("check", shipped.workflows() / "calendars", "--format", "github")
    assert "没有" in refused(2, "check", "no-such-folder")


def test_one_scenario_can_be_played_alone() -> None:
    found = facts("test", shipped.workflows() / "six-step" / "情景" / "不予受理.yaml")
    assert (found["passed"], found["failed"]) == (1, 0)
    assert {"steps", "actions", "routes", "clauses"} <= found["coverage"].keys()


def test_a_formula_says_how_its_value_came_about() -> None:
    assert ok("formula", "0.4*日常 + 0.6*季度", "--set", "日常=90", "--set", "季度=85.5").startswith("87.3\n")
    told = run("formula", "0.4*日常 + 0.6*季度", "--set", "日常=90")
    assert (told.exit_code, "^^^^" in told.stdout) == (1, True)


def test_a_date_is_counted_over_the_holidays() -> None:
    found = facts("calendar", "cn", "--from", "2025-09-30", "--add=5个工作日")
    assert (found["at"][:10], found["provisional"]) == ("2025-10-14", False)


# --- all of them ----------------------------------------------------------------------------------------------------


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it."""
    for name, command in main.commands.items():
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in command.commands.items())
        else:
            yield name, command


@pytest.mark.parametrize("words", [name for name, _ in commands()])
def test_help_is_in_chinese_and_english(words: str) -> None:
    text = ok(*words.split(), "--help")
    first, second = re.split(r"\n\s*\n", text)[1:3]
    assert re.search("[一-龥]", first)
    assert re.search(r"[A-Za-z]{3,} [a-z]+", second)


@pytest.mark.parametrize(("words", "option"), [(words, option) for words, command in commands()
                                               for option in command.params if isinstance(option, click.Option)],
                         ids=lambda value: value if isinstance(value, str) else value.opts[0])
def test_every_option_is_explained_in_chinese_and_english(words: str, option: click.Option) -> None:
    assert option.help, f"{words} {option.opts[0]}"
    assert re.search("[一-龥]", option.help)
    assert re.search(r"[A-Za-z]{3,}", option.help)


def test_the_installed_command_speaks_utf8_and_exits_as_it_says(hall: Hall) -> None:
    def outside(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-X", "utf8", "-c", "from engine.cli import main; main()", *words],
                              capture_output=True, encoding="utf-8", check=False, cwd=shipped.workflows().parent)

    assert outside("formula", "2 × 3").stdout.startswith("6\n")
    wrong = outside("do", "1999-0001", "领取", "--as", "张明", *hall.here)
    assert (wrong.returncode, "1999-0001" in wrong.stderr, wrong.stdout) == (2, True, "")


def test_demo_leaves_a_street_that_exists_as_it_is_and_names_its_accounts(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    (tmp_path / "street.yaml").write_bytes(PEOPLE.read_bytes())
    number = hall.open("路口积水")["number"]
    told = ok("demo", "--folder", tmp_path)
    assert PASSWORD in told
    assert len(re.findall(r"^  \w+ ", told, re.MULTILINE)) == 7
    assert [row["number"] for row in facts("list", *hall.here, "--as", "张明", "--tab", "all")] == [number]
