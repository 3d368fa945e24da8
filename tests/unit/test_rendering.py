"""Reports as people read them in a terminal, as programs read them, and as GitHub shows them."""

from __future__ import annotations

import json

from engine.problems import Mark, Report
from engine.rendering import render_github, render_json, render_text, width
from engine.source import Sources
from engine.text import say


def one(mark: Mark) -> Report:
    """A report with one problem."""
    report = Report()
    report.add("unknown-name", mark, say("没有「活动班」这个角色", "there is no role “活动班”"),
               say("是不是「活动办」?", "did you mean “活动办”?"))
    return report


def lines(path: str, *texts: str) -> Sources:
    sources = Sources()
    sources.keep(path, texts)
    return sources


def test_a_finding_shows_place_line_caret_and_remedy() -> None:
    told = render_text(one(Mark("流程.yaml", 2, 8, 3)), lines("流程.yaml", "环节:", "    由: 活动班"), "zh")
    assert told == ("流程.yaml:2:8: 没有「活动班」这个角色 [unknown-name]\n"
                    "    2 |     由: 活动班\n"
                    "      |         ^^^^^^\n"
                    "   改法: 是不是「活动办」?\n"
                    "共 1 处问题，0 处提醒，0 处未定\n")


def test_the_caret_stands_under_wide_narrow_and_tabbed_text() -> None:
    for before in ("由: ", "\t由:\t", "ａｂ　", "（“甲”）: ", "e\u0301: "):
        text = render_text(one(Mark("甲", 1, len(before) + 1, 1)), lines("甲", f"{before}丙"), "en")
        shown, caret = (line.split("| ", 1)[1] for line in text.split("\n")[1:3])
        assert width(caret.removesuffix("^^")) == width(shown.removesuffix("丙"))


def test_a_long_line_is_cut_around_the_place() -> None:
    told = render_text(one(Mark("甲", 1, 5001, 2)), lines("甲", "一" * 5000 + "丙丁" + "二" * 5000), "zh").split("\n")
    assert len(told[1]) < 160
    assert "丙丁" in told[1]
    assert width(told[2].split("^")[0]) == width(told[1].split("丙")[0])


def test_related_places_are_listed_with_their_lines() -> None:
    report = Report()
    report.add("duplicate-key", Mark("甲", 2, 1), say("写了两次", "twice"),
               related=((Mark("甲", 1, 1), say("第一次写在这里", "first here")),))
    assert render_text(report, lines("甲", "一: 1", "一: 2"), "en") == (
        "甲:2:1: twice [duplicate-key]\n    2 | 一: 2\n      | ^^\n   甲:1:1: first here\n    1 | 一: 1\n      | ^^\n"
        "problems: 1, warnings: 0, open points: 0\n")


def test_a_finding_without_file_or_line_is_still_told() -> None:
    report = Report()
    report.add("no-clauses", Mark("甲", 0, 0, 0), say("没有条款", "no clauses"), severity="warning")
    report.add("no-limit", Mark("", 0, 0, 0), say("办结时限未定", "limit not set"), severity="open")
    assert render_text(report, Sources(), "zh") == ("甲: 提醒：没有条款 [no-clauses]\n未定：办结时限未定 [no-limit]\n"
                                                    "共 0 处问题，1 处提醒，1 处未定\n")


def test_nothing_found_is_said() -> None:
    assert render_text(Report(), Sources(), "zh") == "没有发现问题\n"


def test_colour_is_only_for_terminals() -> None:
    report = one(Mark("甲", 1, 1))
    assert "\x1b[31m" in render_text(report, Sources(), "zh", colour=True)
    assert "\x1b" not in render_text(report, Sources(), "zh")


def test_control_characters_of_a_line_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in render_text(one(Mark("甲", 1, 1)), lines("甲", "\x1b[2J\u202e甲"), "zh")


def test_json_keeps_the_three_kinds_apart() -> None:
    report = one(Mark("甲", 3, 4))
    report.add("unused", Mark("甲", 1, 2), say("没有用到", "unused"), severity="warning")
    found = json.loads(json.dumps(render_json(report, "zh")))
    assert found == {
        "problems": [{"path": "甲", "line": 3, "column": 4, "rule": "unknown-name", "message": "没有「活动班」这个角色",
                      "hint": "是不是「活动办」?"}],
        "warnings": [{"path": "甲", "line": 1, "column": 2, "rule": "unused", "message": "没有用到", "hint": None}],
        "open_points": [], "readings": []}


def test_github_lines_are_escaped() -> None:
    report = Report()
    report.add("a", Mark("甲,乙:丙.yaml", 3, 4), say("一", "100%\nsure: yes, really"))
    report.add("b", Mark("", 0, 0), say("一", "open"), severity="open")
    report.add("c", Mark("丁", 1, 1), say("一", "care"), severity="warning")
    assert render_github(report, "en") == (
        "::error file=甲%2C乙%3A丙.yaml,line=3,col=4,title=a::100%25%0Asure: yes, really\n"
        "::warning file=丁,line=1,col=1,title=c::care\n::notice title=b::open\n")
