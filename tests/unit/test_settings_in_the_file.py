"""A value set in a street's file: only what is meant changes, whatever the file looks like."""

from __future__ import annotations

import difflib
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.compiler.policy import ALWAYS
from engine.errors import BihuanError
from engine.problems import Report
from engine.source import read_source
from engine.street.editing import Edit, by_day, edited, plain, with_edit

SOON, LATER = date(2027, 1, 1), date(2028, 7, 1)
FILE = """# 开头的说明
街道: 甲街道   # 名称
沿用:
  m:
    参数:
      # 这一段由街道定
      甲: 40%     # 甲的注释
      乙: {2026-01-01: 1个工作日, 2027-01-01: 2个工作日}
      丙:
        2026-01-01: "3"   # 引号

        2027-01-01: 4
      丁: {电梯: 3, 门: 4}
      戊:
        电梯: 3   # 电梯的注释
        门: 4
    标题: {角色.办: 办公室}
  n: {}
  o: {参数: {甲: 1}}

单位:
  科: {种类: 部门}   # 结尾
"""


def changed(before: str, after: str) -> list[str]:
    """The lines that were taken out or put in, as a diff shows them."""
    return [line for line in difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="") if line[:2] not in ("--", "++", "@@")]


@pytest.mark.parametrize(("edit", "lines"), [
    (Edit("m", "甲", SOON, "50%"), ["-      甲: 40%     # 甲的注释", "+      甲: {起初: 40%, 2027-01-01: 50%}     # 甲的注释"]),
    (Edit("m", "甲", ALWAYS, "50%"), ["-      甲: 40%     # 甲的注释", "+      甲: 50%     # 甲的注释"]),
    (Edit("m", "乙", LATER, "5个工作日"), ["-      乙: {2026-01-01: 1个工作日, 2027-01-01: 2个工作日}",
                                      "+      乙: {2026-01-01: 1个工作日, 2027-01-01: 2个工作日, 2028-07-01: 5个工作日}"]),
    (Edit("m", "乙", SOON, None), ["-      乙: {2026-01-01: 1个工作日, 2027-01-01: 2个工作日}", "+      乙: {2026-01-01: 1个工作日}"]),
    (Edit("m", "丙", LATER, "7"), ["+        2028-07-01: 7"]),
    (Edit("m", "丙", SOON, "7"), ["-        2027-01-01: 4", "+        2027-01-01: 7"]),
    (Edit("m", "丙", SOON, None), ["-        2027-01-01: 4"]),
    (Edit("m", "丁", SOON, {"电梯": "1", "门": "4"}), ["-      丁: {电梯: 3, 门: 4}", "+      丁: {起初: {电梯: 3, 门: 4}, 2027-01-01: {电梯: 1, 门: 4}}"]),
    (Edit("m", "戊", SOON, {"电梯": "1", "门": "4"}), ["-        电梯: 3   # 电梯的注释", "-        门: 4", "+        起初:",
                                                 "+          电梯: 3   # 电梯的注释", "+          门: 4", "+        2027-01-01: {电梯: 1, 门: 4}"]),
    (Edit("m", "己", SOON, "每月10日、25日"), ["+      己: {2027-01-01: 每月10日、25日}"]),
    (Edit("m", "己", SOON, "写: 法"), ['+      己: {2027-01-01: "写: 法"}']),
    (Edit("n", "己", SOON, "1"), ["-  n: {}", "+  n: {参数: {己: {2027-01-01: 1}}}"]),
    (Edit("o", "己", SOON, "1"), ["-  o: {参数: {甲: 1}}", "+  o: {参数: {甲: 1, 己: {2027-01-01: 1}}}"]),
    (Edit("o", "甲", SOON, "2"), ["-  o: {参数: {甲: 1}}", "+  o: {参数: {甲: {起初: 1, 2027-01-01: 2}}}"]),
])
def test_a_diff_shows_only_the_lines_that_are_meant(edit: Edit, lines: list[str]) -> None:
    assert changed(FILE, edited(FILE.encode(), [edit]).decode()) == lines


@pytest.mark.parametrize("name", ["甲", "乙", "丙", "丁", "戊", "己"])
def test_what_is_taken_back_leaves_the_file_as_it_was(name: str) -> None:
    value = {"电梯": "9", "门": "9"} if name in ("丁", "戊") else "9"
    assert edited(FILE.encode(), [Edit("m", name, LATER, value), Edit("m", name, LATER, None)]) == FILE.encode()


def test_setting_what_stands_there_already_changes_nothing() -> None:
    once = edited(FILE.encode(), [Edit("m", "甲", SOON, "50%")])
    assert edited(once, [Edit("m", "甲", SOON, "50%")]) == once


def test_a_file_in_english_stays_in_english() -> None:
    text = "street: A\nextends:\n  m:\n    parameters: {x: 40%}\n"
    assert edited(text.encode(), [Edit("m", "x", SOON, "50%")]).decode() == text.replace("40%", "{first: 40%, 2027-01-01: 50%}")


def test_a_method_the_street_does_not_run_is_to_be_written_by_hand() -> None:
    with pytest.raises(BihuanError, match="bihuan apply"):
        edited(FILE.encode(), [Edit("没有", "甲", SOON, "1")])


# --- any file -----------------------------------------------------------------------------------------------------------

_WORDS = st.text(alphabet="甲乙丙丁天地玄黄", min_size=1, max_size=4)
_VALUES = st.sampled_from(["40%", "3个工作日", "每周五", "17:30", "第一 社区", "0.5", "排"])
_COMMENTS = st.sampled_from(["", "  # 注", "\t# 由街道定", " #没有空格"])
_BLANKS = st.sampled_from(["", "\n", "      # 单独一行\n", "\n# 顶格\n\n"])
_DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))


@st.composite
def _values(draw: st.DrawFn, indent: str) -> str:
    kind = draw(st.sampled_from(["plain", "single", "double", "flow", "block", "wide"]))
    value = draw(_VALUES)
    if kind in ("single", "double"):
        return {"single": f" '{value}'", "double": f' "{value}"'}[kind]
    if kind == "plain":
        return f" {value}"
    days = sorted(draw(st.lists(_DAYS, min_size=1, max_size=3, unique=True)))
    dated = [(day.isoformat(), draw(_VALUES)) for day in days]
    first = [("起初", value)] if draw(st.booleans()) else []
    if kind in ("flow", "wide"):
        colon, comma = ("：", "，") if kind == "wide" else (": ", ", ")
        return " {" + comma.join(f"{day}{colon}{one}" for day, one in [*first, *dated]) + "}"
    return "".join(f"\n{indent}  {day}: {one}{draw(_COMMENTS)}" for day, one in [*first, *dated])


@st.composite
def _files(draw: st.DrawFn) -> tuple[bytes, list[str]]:
    names = draw(st.lists(_WORDS, min_size=1, max_size=5, unique=True))
    indent = " " * draw(st.integers(5, 8))
    body = "".join(f"{draw(_BLANKS)}{indent}{name}:{draw(_values(indent))}{draw(_COMMENTS)}\n" for name in names)
    text = f"# 头\n街道: 甲街道{draw(_COMMENTS)}\n沿用:\n  m:\n    参数:\n{body}  n: {{}}\n{draw(_BLANKS)}单位: {{科: {{种类: 部门}}}}{draw(_COMMENTS)}"
    text += draw(st.sampled_from(["", "\n", "\n\n# 尾"]))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    bom, codec = draw(st.sampled_from([(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"", "gb18030")]))
    return bom + text.encode(codec), names


@given(_files(), st.data())
def test_the_rest_of_a_file_is_kept_to_the_letter(made: tuple[bytes, list[str]], data: st.DataObject) -> None:
    file, names = made
    report = Report()
    node = read_source("street.yaml", file, report)
    assume(not report.problems)
    name, day, value = data.draw(st.sampled_from([*names, "新的"])), data.draw(_DAYS), data.draw(_VALUES)
    edit = Edit("m", name, day, value)
    after = edited(file, [edit])
    assert by_day(_said(after)) == by_day(with_edit(plain(node)["沿用"]["m"]["参数"], edit))
    before_lines, lines = file.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(None, before_lines, lines, autojunk=False)
    touched = [one for one in matcher.get_opcodes() if one[0] != "equal"]
    assert len(touched) <= 1
    assert all(end - start <= 1 and until - since <= 2 for _, start, end, since, until in touched)
    if _said(file).get(name) is None or not isinstance(_said(file)[name], dict) or day.isoformat() not in _said(file)[name]:
        assert _said(edited(after, [Edit("m", name, day, None)])) == _said(file) or name == "新的"


def _said(file: bytes) -> dict[str, object]:
    node = read_source("street.yaml", file, Report())
    found = plain(node)["沿用"]["m"]["参数"]
    assert isinstance(found, dict)
    return found
