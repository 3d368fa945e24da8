"""Parameters set from a day on: who may, what it touches, what is refused, and that record and file say the same."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.problems import Report
from engine.scores import read_period
from engine.service import Refused
from engine.service.settings.views import Plan
from engine.source import Sources
from engine.street import read_street
from tests.unit.score_street import Scored

HALF = {"日常占比": "50", "满意占比": "50%"}
FILE = "沿用: {scored: {}}"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def street(tmp_path: Path) -> Scored:
    """A street on 20 April, its March closed."""
    made = Scored(tmp_path / "street")
    made.matters(甲格="满满好", 乙格="满坏", 丙格="坏不")
    made.at("2026-04-20 10:00")
    return made


def plan(street: Scored, values: dict[str, str], since: str = "2026-05-01", *, take_back: bool = False) -> Plan:
    return street.service.settings.plan("admin", "scored", values, since, take_back=take_back)


def put(street: Scored, values: dict[str, str], since: str = "2026-05-01", reason: str = "各占一半", *, take_back: bool = False) -> None:
    street.service.settings.set("admin", plan(street, values, since, take_back=take_back), reason)


def text(street: Scored) -> str:
    return (street.folder / "street.yaml").read_text(encoding="utf-8")


def share(street: Scored, day: date, name: str = "日常占比") -> str:
    return f"{street.service.parameters(street.service.method('scored'), day)[name] * 100}%"


def refused(street: Scored, values: dict[str, str], since: str = "2026-05-01", *, take_back: bool = False) -> str:
    before = text(street)
    with pytest.raises(Refused) as found:
        plan(street, values, since, take_back=take_back)
    assert text(street) == before
    return f"{found.value.kind}: {found.value.text.zh}"


def test_a_value_holds_from_its_day_on_and_the_file_says_so(street: Scored) -> None:
    put(street, HALF)
    assert [share(street, date(2026, 4, 30)), share(street, date(2026, 5, 1))] == ["60%", "50%"]
    assert "沿用: {scored: {参数: {日常占比: {2026-05-01: 50%}, 满意占比: {2026-05-01: 50%}}}}" in text(street)
    street.again()
    assert street.service.in_force_now == []
    assert street.damage() == []


def test_the_record_says_who_set_what_and_why(street: Scored) -> None:
    put(street, HALF, reason="街道办公会定的")
    past = street.service.settings.one("admin", "scored", "日常占比").history
    assert [(one.who, one.reason, [(day, what.zh) for day, what in one.changes]) for one in past] == [("管理", "街道办公会定的", [("2026-05-01", "50%")])]
    street.rewrite("street.yaml", "日常占比: {2026-05-01: 50%}, 满意占比: {2026-05-01: 50%}", "日常占比: 70%, 满意占比: 30%")
    past = street.service.settings.one("admin", "scored", "日常占比").history
    assert (past[0].who, past[0].reason, [(day, what.zh) for day, what in past[0].changes]) == ("", "", [("", "70%"), ("2026-05-01", "收回 50%")])


def test_a_row_of_values_that_is_changed_or_put_in_is_found(street: Scored) -> None:
    put(street, HALF)
    with street.service.store.write() as conn:
        conn.execute("UPDATE in_force SET parameters = replace(parameters, '50%', '55%')")
    assert any("正在用的规则和数值" in one for one in street.damage())


def test_what_was_closed_and_signed_stays_as_it_was(street: Scored) -> None:
    scores = street.service.scores
    flag = next(one for one in scores.proposals("kao") if one.title == "流动红旗")
    scores.sign("kao", flag.period, flag.key)
    before = scores.drawn("scored", "月评", "2026-03")
    put(street, {"日常占比": "0", "满意占比": "100"}, "2026-04-01")
    street.at("2026-05-03 10:00")
    after = scores.drawn("scored", "月评", "2026-03")
    assert (after.lines, after.revisions, after.at) == (before.lines, (), before.at)
    assert {one.state for one in scores.led("scored", "月评", "2026-03") if one.title == "流动红旗"} == {"signed"}
    assert street.damage() == []


def test_a_running_period_goes_by_the_value_of_its_last_day(street: Scored) -> None:
    street.matters(甲格="坏", 乙格="满")
    found = plan(street, {"日常占比": "0", "满意占比": "100"}, "2026-04-25")
    assert any("从2026年4月起按新的值算，整期" in one.zh for one in found.touches)
    assert any("已经结算和签过的各期（到2026-03-31）不动" in one.zh for one in found.touches)
    street.service.settings.set("admin", found, "试行")
    street.at("2026-05-02 10:00")
    april = street.service.scores.drawn("scored", "月评", "2026-04")
    assert {one.name: one.score for one in april.lines} == {"甲格": "0.00", "乙格": "100.00", "丙格": ""}
    assert read_period("2026-04") is not None


def test_cases_in_hand_are_counted_and_their_deadlines_stay(street: Scored) -> None:
    case = street.matter(action="")
    due = street.service.case_page("jia", case).due
    found = plan(street, {"办理时限": "9个工作日"}, "2026-04-21")
    assert any("在办的1件" in one.zh for one in found.touches)
    street.service.settings.set("admin", found, "人手少")
    assert street.service.case_page("jia", case).due == due
    street.at("2026-04-22 09:00")
    later = street.service.case_page("jia", street.matter(action="")).due
    assert due is not None
    assert later is not None
    assert (later.at - due.at).days > 4


@pytest.mark.parametrize(("values", "since", "kind"), [
    (HALF, "2026-03-15", "closed: 这些期已经结算，不会按后来定的值重算：月评 2026年3月。最早可以从2026-04-01起"),
    ({"日常占比": "50"}, "2026-05-01", "problems: 这样定不行：「月评」各部分的权重加起来是90%"),
    ({"日常占比": "六成"}, "2026-05-01", "bad-value: 「六成%」不是「日常占比」能用的值"),
    ({"排不排名": "也许"}, "2026-05-01", "bad-value: 「也许」不是「排不排名」能用的值"),
    ({"日常占比": "60", "满意占比": "40"}, "2026-05-01", "unchanged"),
    ({"前三名": "3"}, "2026-05-01", "no-parameter"),
    (HALF, "五月", "bad-date"),
    ({}, "2026-05-01", "nothing"),
    ({"前几名(甲)": "3"}, "2026-05-01", "table"),
])
def test_what_does_not_fit_is_refused_with_the_reason(street: Scored, values: dict[str, str], since: str, kind: str) -> None:
    assert refused(street, values, since).startswith(kind)


def test_only_who_signs_for_the_street_may_set(street: Scored) -> None:
    with pytest.raises(Refused, match="要由管理员来定"):
        street.service.settings.plan("kao", "scored", HALF, "2026-05-01")
    street.rewrite("methods/scored/工作法.yaml", "流程:\n", "可改: {签: 考核办}\n流程:\n")
    street.service.settings.set("kao", street.service.settings.plan("kao", "scored", HALF, "2026-05-01"), "考核办定的")
    with pytest.raises(Refused, match="要由考核办来定"):
        plan(street, {"前几名": "2"})
    with pytest.raises(Refused, match="您不能看"):
        street.service.settings.plan("nobody", "scored", HALF, "2026-05-01")


def test_a_number_of_the_document_is_nobodys_to_set(street: Scored) -> None:
    street.rewrite("methods/scored/工作法.yaml", "前几名: {类型: 整数, 值: 1, 由谁定: 街道}", "前几名: {类型: 整数, 值: 1}")
    assert refused(street, {"前几名": "2"}).startswith("not-open: 「前几名」是文件定的，街道不能改")
    assert not street.service.settings.one("admin", "scored", "前几名").open


def test_a_reason_is_needed(street: Scored) -> None:
    with pytest.raises(Refused, match="请写明为什么要改"):
        put(street, HALF, reason="  ")
    assert FILE in text(street)


def test_a_value_to_come_can_be_taken_back_and_one_in_force_set_again(street: Scored) -> None:
    put(street, HALF)
    put(street, dict.fromkeys(HALF, ""), take_back=True, reason="再议")
    assert share(street, date(2026, 5, 1)) == "60%"
    put(street, HALF)
    street.at("2026-05-02 09:00")
    assert refused(street, dict.fromkeys(HALF, ""), take_back=True).startswith("in-force")
    assert refused(street, dict.fromkeys(HALF, ""), "2026-06-01", take_back=True).startswith("nothing")
    put(street, {"日常占比": "60", "满意占比": "40"}, "2026-06-01", "改回去")
    assert [share(street, date(2026, 5, 20)), share(street, date(2026, 6, 1))] == ["50%", "60%"]
    assert [one.reason for one in street.service.settings.one("admin", "scored", "日常占比").history] == ["改回去", "各占一半", "再议", "各占一半"]
    assert street.damage() == []


def test_a_file_that_was_changed_and_not_applied_is_refused(street: Scored) -> None:
    path = street.folder / "street.yaml"
    path.write_text(text(street).replace(FILE, "沿用: {scored: {参数: {前几名: 2}}}"), encoding="utf-8")
    assert refused(street, HALF).startswith("not-in-force")


def test_a_file_that_was_changed_between_looking_and_signing_is_refused(street: Scored) -> None:
    seen = plan(street, HALF)
    path = street.folder / "street.yaml"
    path.write_text(text(street) + "# 又写了一行\n", encoding="utf-8")
    with pytest.raises(Refused, match="刚才被别人改过"):
        street.service.settings.set("admin", seen, "理由")
    assert share(street, date(2026, 5, 1)) == "60%"


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_in_force(street: Scored, closed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real, opened = os.access, Path.open
    monkeypatch.setattr(os, "access", lambda path, mode, **more: (closed != "file" or mode != os.W_OK) and real(path, mode, **more))

    def guarded(self: Path, mode: str = "r", *more: object, **named: object) -> object:
        if closed == "folder" and "x" in mode:
            raise PermissionError(13, "read-only", str(self))
        return opened(self, mode, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", guarded)
    assert refused(street, HALF).startswith("read-only")


def test_another_process_goes_by_what_was_set(street: Scored) -> None:
    other = Scored(street.folder, now="2026-04-20 10:00")
    put(street, HALF)
    other.service.tick()
    assert share(other, date(2026, 5, 1)) == "50%"


# --- several at once, and killed in the middle --------------------------------------------------------------------------

_SET = ("import sys; sys.path.insert(0, {root!r})\nfrom datetime import datetime\nfrom pathlib import Path\nfrom tests.unit.score_street import Scored\n"
        "street = Scored(Path({folder!r}), now='2026-04-20 10:00')\nsettings = street.service.settings\n"
        "plan = settings.plan('admin', 'scored', {values!r}, '2026-05-01')\n{before}\nsettings.set('admin', plan, '各占一半')\n")
_KILL = """import os
real = os.{call}
def dies(*given, **more):
    if {when!r} == 'after': real(*given, **more)
    os._exit(9)
os.{call} = dies"""


def _script(street: Scored, values: dict[str, str], before: str = "") -> list[str]:
    return [sys.executable, "-c", _SET.format(root=str(ROOT), folder=str(street.folder), values=values, before=before)]


@pytest.mark.parametrize(("call", "when"), [("replace", "before"), ("replace", "after"), ("fsync", "before"), ("access", "before")])
def test_a_kill_in_the_middle_leaves_the_old_or_the_new(street: Scored, call: str, when: str) -> None:
    street.service.store.close()
    assert subprocess.run(_script(street, HALF, _KILL.format(call=call, when=when)), check=False, cwd=ROOT).returncode == 9
    street.again()
    assert not list(street.folder.glob(".street.yaml.*"))
    found = share(street, date(2026, 5, 1))
    assert found == ("60%" if call in ("fsync", "access") else "50%")
    report = Report()
    read = read_street(street.folder, report, Sources())
    assert read is not None
    assert read.values.get("scored", {}) == ({} if found == "60%" else {"日常占比": {"2026-05-01": "50%"}, "满意占比": {"2026-05-01": "50%"}})
    history = street.service.settings.one("admin", "scored", "日常占比").history
    assert [(one.who, one.reason) for one in history] == ([] if found == "60%" else [("管理", "各占一半")])
    assert street.damage() == []


def test_two_at_once_both_come_to_stand(street: Scored) -> None:
    street.service.store.close()
    given = [("日常占比=50%", "满意占比=50%"), ("前几名=2",)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.starmap(_command, [(str(street.folder), words) for words in given]) == [0, 0]
    street.again()
    values = street.service.street.values["scored"]
    assert values == {"日常占比": {"2036-05-01": "50%"}, "满意占比": {"2036-05-01": "50%"}, "前几名": {"2036-05-01": "2"}}
    assert street.damage() == []


def _command(folder: str, words: tuple[str, ...]) -> int:
    done = CliRunner().invoke(main, ["set", "scored", *words, "--from", "2036-05-01", "--reason", "同时", "--as", "admin", "--yes", "--street", folder])
    return done.exit_code


# --- the command --------------------------------------------------------------------------------------------------------


def test_the_command_shows_what_it_comes_to_and_asks(street: Scored) -> None:
    street.service.store.close()
    words = ["set", "网格评一评", "日常占比=50%", "满意占比=50%", "--from", "2036-05-01", "--as", "管理", "--street", str(street.folder)]
    assert CliRunner().invoke(main, words).exit_code == 2
    asked = CliRunner().invoke(main, [*words, "--reason", "各占一半"], input="n\n")
    assert "日常占比：60% → 50%，从2036-05-01起" in asked.stdout
    assert "没有改动" in asked.stdout
    assert FILE in text(street)
    assert "定好了" in CliRunner().invoke(main, [*words, "--reason", "各占一半"], input="y\n").stdout
    told = CliRunner().invoke(main, ["parameters", "scored", "日常占比", "--as", "kao", "--street", str(street.folder)]).stdout
    assert "2036-05-01 起（还没到） 50%" in told
    assert "管理（各占一半）：2036-05-01 50%" in told
    assert "用在：评价「月评」" in told


def test_a_trial_ends_with_the_command_that_would_set_it(street: Scored) -> None:
    street.service.store.close()
    tried = CliRunner().invoke(main, ["whatif", "scored", "月评", "--set", "日常占比=100%", "--as", "kao", "--street", str(street.folder)])
    assert "bihuan set scored '日常占比=100%' '满意占比=0%' --from " in tried.stdout
