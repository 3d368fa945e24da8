"""The commands that keep a street in order, and what all commands have in common."""


import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from engine import shipped
from engine.cli import main
from engine.demo import PASSWORD
from engine.service import open_service
from tests.unit.hall import PEOPLE, Hall, facts, ok, refused, run

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
    opened = hall.open("树枝挡窗")
    kept = facts("backup", tmp_path / "street.zip", *hall.here)
    assert kept["cases"] >= 1
    assert "核对无误" in ok("restore", tmp_path / "street.zip", tmp_path / "again")
    assert facts("verify", "--street", tmp_path / "again") == {"disagreements": []}
    service = open_service(tmp_path / "again")
    assert service.follow(opened["number"], opened["code"]).number == opened["number"]
    service.store.close()
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
    assert facts("tick", *hall.here)["done"] > 0  # the month's duties are worked out
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
    assert len(re.findall(r"^  \w+ ", told, re.MULTILINE)) == 8
    assert [row["number"] for row in facts("list", *hall.here, "--as", "张明", "--tab", "all")] == [number]
