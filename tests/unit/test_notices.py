"""Settings for notices: what a street's file may say, what is told about mistakes, how messages read."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pytest

from engine.notices import (
    DEFAULTS,
    FACTS,
    NO_NOTICES,
    Notices,
    Telling,
    Wording,
    allowed_from,
    fill,
    is_fact,
    named_facts,
)
from engine.problems import Report
from engine.source import Sources
from engine.street import read_street
from engine.text import Text
from engine.values import SHANGHAI
from tests.unit.street import FILE, the_street

BLOCK = """
通知:
  渠道:
    短信:
      寄到: 电话
      接口: {网址: "https://sms.example.com/send", 请求头: {X-Key: "{秘密.SMS}"}, 内容: {to: "{地址}", text: "{正文}"}, 成功标志: '"code":0'}
    邮件: {寄到: 邮箱, 服务: "mailtos://{秘密.MAIL}@mail.example.com?to={地址}"}
    值班群: {寄到: 群里, 服务: "wecombot://{秘密.GROUP}"}
  工作人员:
    用: [短信, 邮件]
    时段: 办公时间
    事项:
      催办: {用: 值班群, 时段: 随时, 写法: "{姓名}：{编号}催办[：{理由}]"}
      告知: {用: []}
  当事人:
    用: 短信
    时段: 8:00-20:00
    语言: 英文
    事项:
      暂未解决: {写法: "还没办好", 英文写法: "not yet, {name}"}
"""


def read(folder: Path, block: str) -> tuple[Notices, Report]:
    """The settings of the scenarios' street with a block added."""
    text = FILE.read_text(encoding="utf-8").replace("张明", "张明", 1)
    (folder / "street.yaml").write_text(text + block, encoding="utf-8")
    report = Report()
    street = read_street(folder, report, Sources())
    return (street.notices if street is not None else NO_NOTICES), report


def test_a_street_says_by_which_channels_when_and_in_which_words(tmp_path: Path) -> None:
    notices, report = read(tmp_path, BLOCK)
    assert not report.problems
    assert [one.to for one in notices.channels.values()] == ["phone", "email", "none"]
    assert notices.staff.channels("task") == ("短信", "邮件")
    assert (notices.staff.channels("urged"), notices.staff.hours_of("urged")) == (("值班群",), "any")
    assert notices.staff.channels("told") == ()
    assert (notices.staff.hours, notices.party.hours) == ("office", (time(8), time(20)))
    assert notices.compose("staff", "urged", {"姓名": "张明", "编号": "1"}) == "张明：1催办"
    assert notices.compose("party", "not_yet", {"姓名": "Zhang"}) == "not yet, Zhang"
    assert notices.compose("party", "cannot", {"姓名": "Zhang", "单位": "South"}).endswith("come to South and we will explain.")


@pytest.mark.parametrize(("old", "new", "rule", "words"), [
    ("[短信, 邮件]", "[短信, 邮箱]", "unknown-name", "没有「邮箱」这条渠道"),
    ("{编号}催办", "{号码}催办", "unknown-name", "「号码」不认识"),
    ("not yet, {name}", "not yet, {phone}", "unknown-name", "「phone」不认识"),
    ('"{正文}"', '"{内容}"', "unknown-name", "渠道「短信」里的「内容」不认识"),
    ('to: "{地址}", ', "", "notice-channel", "不知道发给谁"),
    ("https://sms.example.com/send", "https://{地址}.example.com/send", "notice-channel", "主机名"),
    ('值班群: {寄到: 群里, 服务: "wecombot://{秘密.GROUP}"}', "值班群: {寄到: 群里}", "notice-channel", "写一个"),
    ("8:00-20:00", "20:00-8:00", "notice-hours", "看不懂"),
    ("催办: {", "催促: {", "unknown-key", "催促"),
    ("https://sms", "ftp://sms", "bad-format", ""),
])
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, rule: str, words: str) -> None:
    assert BLOCK.count(old) == 1
    _, report = read(tmp_path, BLOCK.replace(old, new))
    (problem,) = report.problems
    assert problem.mark.line > len(FILE.read_text(encoding="utf-8").splitlines())
    assert (problem.rule, words in problem.message.zh) == (rule, True), problem
    assert problem.message.en


def test_the_words_given_with_the_program_name_only_facts_and_read_well_without_any() -> None:
    full = dict.fromkeys(FACTS, "某某")
    for kinds in DEFAULTS.values():
        for wording in kinds.values():
            for lang in ("zh", "en"):
                text = wording.to(lang)
                assert all(is_fact(name) for name in named_facts(text))
                for facts in (full, {"姓名": "张大爷", "事由": "灯", "编号": "1", "单位": "社区", "环节": "办", "街道": "柳河", "内容": "x"}):
                    made = fill(text, facts)
                    assert not set("{}[]") & set(made)
                    assert "，，" not in made
                    assert "：。" not in made


def test_a_resident_hears_differently_of_what_is_settled_not_yet_and_impossible() -> None:
    facts = {"姓名": "张大爷", "事由": "屋顶漏水", "编号": "1", "单位": "柳南社区", "承诺日期": "2014年9月1日"}
    texts = {kind: Notices().compose("party", kind, facts) for kind in ("solved", "not_yet", "cannot", "declined")}
    assert len(set(texts.values())) == 4
    assert "2014年9月1日再接着办" in texts["not_yet"]
    assert "再接着办" not in Notices().compose("party", "not_yet", {**facts, "承诺日期": ""})
    assert "解决不了" in texts["cannot"]


def test_words_of_one_language_only_leave_the_other_to_the_program() -> None:
    own = Notices(staff=Telling(lang="en", kinds={"task": Wording(Text("只有中文", ""))}))
    assert own.compose("staff", "task", {"姓名": "Li"}).startswith("Li: ")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(("hours", "at", "first"), [
    ("any", "2014-03-15T03:00", "2014-03-15T03:00"),
    ("office", "2014-03-10T09:00", "2014-03-10T09:00"),
    ("office", "2014-03-10T12:30", "2014-03-10T13:30"),
    ("office", "2014-03-14T17:30", "2014-03-17T08:30"),  # the end of office is outside; then comes a weekend
    ((time(8), time(20)), "2014-03-15T20:00", "2014-03-16T08:00"),
    ((time(8), time(20)), "2014-03-15T19:59", "2014-03-15T19:59"),
])
def test_a_message_waits_for_its_hours(hours: object, at: str, first: str) -> None:
    assert allowed_from(hours, the_street().calendar("cn"), moment(at)) == moment(first)  # type: ignore[arg-type]
