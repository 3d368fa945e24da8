"""Rule files as people write them: read with their places, or refused with a remedy."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.problems import Mark, Report
from engine.rendering import render_text
from engine.source import Map, Node, Scalar, Seq, Sources, read_source

GOLDEN = Path(__file__).parents[1] / "check" / "source"
METHODS = Path(__file__).parents[2] / "workflows"


def plain(node: Node | None) -> object:
    """A node as dicts, lists and texts."""
    match node:
        case Scalar(text):
            return text
        case Map(entries):
            return {key.text: plain(value) for key, value in entries}
        case Seq(items):
            return [plain(item) for item in items]
    return None


def read(text: str | bytes) -> tuple[object, list[str]]:
    """What a text says, and the rules it breaks."""
    report = Report()
    node = read_source("甲.yaml", text if isinstance(text, bytes) else text.encode(), report)
    return plain(node), [problem.rule for problem in report.problems]


def reads_as(text: str | bytes, meant: object) -> None:
    said, rules = read(text)
    assert rules == []
    assert said == meant


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.yaml")), ids=lambda file: file.stem)
def test_each_mistake_is_told_as_expected(file: Path) -> None:
    report, sources = Report(), Sources()
    read_source(file.name, file.read_bytes(), report, sources)
    told = render_text(report, sources, "zh") + render_text(report, sources, "en")
    assert told == file.with_suffix(".txt").read_text(encoding="utf-8")


def test_every_report_has_its_file() -> None:
    assert {file.stem for file in GOLDEN.glob("*.txt")} == {file.stem for file in GOLDEN.glob("*.yaml")}


def test_texts_stay_as_written() -> None:
    reads_as("值: no\n时: 12:30\n码: 010\n日: 2026-03-02\n无: ~\n空:\n零: null\n", {
        "值": "no", "时": "12:30", "码": "010", "日": "2026-03-02", "无": "~", "空": "", "零": "null"})


@pytest.mark.parametrize(("typed", "meant"), [
    ("标题：六步", {"标题": "六步"}),
    ("标题： 六步", {"标题": "六步"}),
    ("标题　：　六步　", {"标题": "六步"}),
    ("角色：\n  活动办：\n    设在：街道", {"角色": {"活动办": {"设在": "街道"}}}),
    ("角色:\n　　甲：1\n　　乙：2", {"角色": {"甲": "1", "乙": "2"}}),
    ("角色:\n　甲: 1\n  乙: 2", {"角色": {"甲": "1", "乙": "2"}}),
    ("项:\n－ 甲\n－ 乙", {"项": ["甲", "乙"]}),
    ("项:\n  - 甲\n  －　乙\n  — 丙", {"项": ["甲", "乙", "丙"]}),
    ("－ 甲：\n    乙：丙", [{"甲": {"乙": "丙"}}]),
    ("- 甲：一\n  乙：二", [{"甲": "一", "乙": "二"}]),
    ("- 甲： 一", [{"甲": "一"}]),
    ("“标题”：“六步: 工作's法”", {"标题": "六步: 工作's法"}),
    ("标题: ‘六步’", {"标题": "六步"}),
    ("{甲：1，乙：“二”，丙: 3}", {"甲": "1", "乙": "二", "丙": "3"}),
    ("｛甲：［一, 二］，乙：2｝", {"甲": ["一", "二"], "乙": "2"}),
    ("环节：{由：活动办，转: 办结}", {"环节": {"由": "活动办", "转": "办结"}}),
    ("{甲: 一，乙: 二}", {"甲": "一", "乙": "二"}),
    ('["甲"，"乙"]', ["甲", "乙"]),
    ("{1：10，2：20}", {"1": "10", "2": "20"}),
    ("＃ 说明\n甲: 乙", {"甲": "乙"}),
    ("甲: “乙” ＃ 说明", {"甲": "乙"}),
    ("文: ｜\n  第一：行\n  　　“第二”行，\n乙：丙", {"文": "第一：行\n　　“第二”行，\n", "乙": "丙"}),
])
def test_a_chinese_keyboard_is_understood(typed: str, meant: object) -> None:
    reads_as(typed, meant)


@pytest.mark.parametrize(("typed", "meant"), [
    ("标题: 说明：一，二", {"标题": "说明：一，二"}),
    ("时间: 18：00", {"时间": "18：00"}),
    ("09：00: 开会", {"09：00": "开会"}),
    ("项: [18：00, 9：30]", {"项": ["18：00", "9：30"]}),
    ("- 18：00", ["18：00"]),
    ("名称: “六步工作法”提升", {"名称": "“六步工作法”提升"}),
    ("名称: “甲”和“乙”", {"名称": "“甲”和“乙”"}),
    ("{问题: 满意度低，返回, 乙: 3}", {"问题": "满意度低，返回", "乙": "3"}),
    ("{若: 最大(甲，乙：丙) > 3}", {"若": "最大(甲，乙：丙) > 3"}),
    ("范围: [40％, 60％]", {"范围": ["40％", "60％"]}),
    ("甲: '乙：“丙”，－'", {"甲": "乙：“丙”，－"}),
    ('甲: "一：\n  二：三"\n乙：四', {"甲": "一： 二：三", "乙": "四"}),
    ("甲: 一\n  二：三\n乙: 四", {"甲": "一 二：三", "乙": "四"}),
    ("标题: 【公告】六步", {"标题": "【公告】六步"}),
    ("号: 3号楼＃2", {"号": "3号楼＃2"}),
    ("——六步——: 甲", {"——六步——": "甲"}),
])
def test_texts_with_chinese_signs_are_left_alone(typed: str, meant: object) -> None:
    reads_as(typed, meant)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_files_from_any_chinese_editor_are_read(encoding: str) -> None:
    text = "标题: “六步工作法”提升群众参与度\r\n角色: {活动办: {设在: 街道}}\r\n"
    reads_as(text.encode(encoding), {"标题": "“六步工作法”提升群众参与度", "角色": {"活动办": {"设在": "街道"}}})


@pytest.mark.parametrize("data", [
    "標題: 六步工作法，滿意度與測評".encode("big5"),
    "标题: 六步工作法".encode("utf-16-le"),
    "标题: 六步工作法".encode()[:-1],
    "name: café naïve".encode("latin-1"),
    b"\xff\xfea",
    "標題: ステップ".encode("shift-jis"),
])
def test_other_encodings_are_refused_with_the_way_to_save(data: bytes) -> None:
    assert read(data) == (None, ["encoding"])


def test_a_damaged_byte_is_shown_where_it_stands() -> None:
    report = Report()
    read_source("甲.yaml", "标题: 六步\n角色: 街".encode() + b"\xff" + "道办事处".encode(), report)
    assert (report.problems[0].mark.line, report.problems[0].mark.column) == (2, 6)


def test_places_count_characters_of_the_author() -> None:
    report = Report()
    node = read_source("甲.yaml", "角色：\n　　活动办：{设在：街道，担任：“公众”}\n".encode(), report)
    assert isinstance(node, Map)
    role = node.get("角色")
    assert isinstance(role, Map)
    assert role.entries[0][0].mark == Mark("甲.yaml", 2, 3, 3)
    office = role.get("活动办")
    assert isinstance(office, Map)
    assert office.mark == Mark("甲.yaml", 2, 7, 15)
    marks = [(key.mark.column, key.mark.length, value.mark.column, value.mark.length) for key, value in office.entries]
    assert marks == [(8, 2, 11, 2), (14, 2, 17, 4)]
    assert office.entries[1][1] == Scalar("公众", Mark("甲.yaml", 2, 17, 4), quoted=True)


def test_lines_are_kept_as_the_author_sees_them() -> None:
    sources = Sources()
    read_source("甲.yaml", "标题：六步\r\n乙: “丙”".encode("gbk"), Report(), sources)
    assert sources.line(Mark("甲.yaml", 1, 1)) == "标题：六步"
    assert sources.line(Mark("甲.yaml", 2, 1)) == "乙: “丙”"
    assert sources.line(Mark("甲.yaml", 3, 1)) is None
    assert sources.line(Mark("乙.yaml", 1, 1)) is None


def test_repeated_names_show_both_places_and_are_read_on() -> None:
    report = Report()
    node = read_source("甲.yaml", "甲: 1\n乙: 2\n甲: 3\n".encode(), report)
    assert plain(node) == {"甲": "1", "乙": "2"}
    assert [problem.mark.line for problem in report.problems] == [3]
    assert [mark.line for mark, _ in report.problems[0].related] == [1]


def test_a_cut_formula_is_told_once_and_put_together() -> None:
    said, rules = read("{若: 最大(甲, 乙, 丙) > 3, 转: 办结}")
    assert rules == ["comma-cut"]
    assert said == {"若": "最大(甲, 乙, 丙) > 3", "转": "办结"}


def test_several_mistakes_are_told_together() -> None:
    assert read("甲：乙: 丙\n项: [一，二]\n丁: *戊\n甲: &己 1\n")[1] == ["colon", "comma", "anchor", "anchor"]


@pytest.mark.parametrize("text", ["“甲\": 1", "甲: ”乙“", "{甲: ”乙}", "甲: \"乙”", "甲: “乙\""])
def test_quotation_marks_that_do_not_pair_are_told(text: str) -> None:
    assert read(text) == (None, ["quote"])


def test_a_file_of_rubbish_does_not_fill_the_screen() -> None:
    report = Report()
    read_source("甲.yaml", ("- 甲：乙\n" * 10_000).encode(), report)
    assert len(report.problems) == 51
    assert report.problems[-1].rule == "too-many"


def test_hidden_characters_are_told_once_each_with_their_number() -> None:
    report = Report()
    assert read_source("甲.yaml", "甲: 一\u200b二\u200b\n乙: \u202e三\x07\n".encode(), report) is None
    assert [(problem.mark.line, problem.mark.column) for problem in report.problems] == [(1, 5), (2, 4), (2, 6)]
    assert "U+200B" in report.problems[0].message.zh
    assert "U+202E" in report.problems[1].message.zh


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "{", "[{", "｛甲：", "a:\n", "“", "，", "：", "　", "【", "【甲,"])
@pytest.mark.parametrize("times", [50, 200_000])
def test_deep_nesting_neither_ends_the_process_nor_takes_long(opening: str, times: int) -> None:
    began = time.monotonic()
    for text in (opening * times, (opening * times)[:80_000]):
        assert read(text)[1] or opening in "“，：　【甲,"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("line", ["{}", "a: b", "a: {b: c}", "- 甲：乙", "[甲，乙]", "“甲”：乙", "{甲：1，乙：2}", "'", '"\\', "＃",
                                  "\t", "、", "最大(", "& * ! ", "#", "a, "])
def test_large_files_take_bounded_time(line: str) -> None:
    began = time.monotonic()
    for text in (f"{line}\n", line, f"[{line}，"):
        read(text * (60_000 // len(text.encode()) + 1))
    assert time.monotonic() - began < 10


def test_sixteen_levels_are_read_and_seventeen_refused() -> None:
    assert read("[" * 16 + "]" * 16)[1] == []
    assert read("[" * 17 + "]" * 17)[1] == ["too-deep"]
    steps = [f"{'  ' * level}a:" for level in range(17)]
    assert read("\n".join(steps[:16]))[1] == []
    assert read("\n".join(steps))[1] == ["too-deep"]


def test_files_over_256_kilobytes_are_refused_unread() -> None:
    assert read(b"a" * (256 * 1024 + 1)) == (None, ["too-large"])
    assert read(b"a: " + b"b" * (256 * 1024 - 3))[1] == []


def both(data: bytes) -> tuple[Node | None, Node | None, Report, Report]:
    quick, slow = Report(), Report()
    return read_source("甲.yaml", data, quick), read_source("甲.yaml", data, slow, pure=True), quick, slow


@pytest.mark.parametrize("file", sorted(METHODS.rglob("*.yaml")), ids=lambda file: file.stem)
def test_both_parsers_read_every_shipped_file_alike(file: Path) -> None:
    assert yaml.__with_libyaml__
    first, second, quick, slow = both(file.read_bytes())
    assert first == second
    assert quick == slow


SIGNS = ["甲", "乙: ", "丙：", "- ", "－ ", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ", ", "，", "“", "”", '"', "'", "# ", "＃",
         "　", "\t", "|\n", ">\n", "&a ", "*a", "!t ", "---\n", "...\n", "? ", ": ", "(", ")", "\\", "1", "%", "@", "`", "<<: "]


@settings(max_examples=300, deadline=5000)
@given(st.lists(st.sampled_from(SIGNS), max_size=25).map("".join))
def test_whatever_is_typed_both_parsers_agree_and_each_refusal_has_a_place(text: str) -> None:
    first, second, quick, slow = both(text.encode())
    assert first == second
    assert quick == slow
    lines = text.split("\n")
    for problem in quick.problems:
        assert 1 <= problem.mark.line <= len(lines)
        assert 1 <= problem.mark.column <= len(lines[problem.mark.line - 1]) + 1
        assert problem.hint is None or problem.hint.zh
    assert first is not None or quick.problems


@settings(max_examples=200, deadline=5000)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode), st.text(max_size=80).map(
    lambda text: text.encode("gb18030", "ignore"))))
def test_any_bytes_are_read_or_refused_but_never_fail(data: bytes) -> None:
    report, sources = Report(), Sources()
    node = read_source("甲.yaml", data, report, sources)
    assert node is not None or report.problems
    assert render_text(report, sources, "zh")


NAMES = st.text("甲乙丙丁戊己一二三", min_size=1, max_size=4)
VALUES = st.recursive(NAMES, lambda inner: st.one_of(st.lists(inner, min_size=1, max_size=3),
                                                     st.dictionaries(NAMES, inner, min_size=1, max_size=3)), max_leaves=8)


def typed(value: object, wide: bool) -> str:
    """A value in brackets, typed with one of the two keyboards."""
    colon, comma = ("：", "，") if wide else (": ", ", ")
    if isinstance(value, dict):
        return "{" + comma.join(f"{key}{colon}{typed(inner, wide)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(typed(inner, wide) for inner in value) + "]"
    return str(value)


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
def test_both_keyboards_write_the_same(value: dict[str, object]) -> None:
    reads_as(typed(value, wide=False), value)
    reads_as(typed(value, wide=True), value)
    reads_as("\n".join(f"{key}：{typed(inner, wide=True)}" for key, inner in value.items()), value)
