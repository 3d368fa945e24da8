"""The formats that schemas name, each with what to write instead when a text does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable

from jsonschema import FormatChecker

from engine.text import Text
from engine.values import plain, read_date, read_moment, read_number, read_span, read_time

_NAME = re.compile(r"[^\s'\"“”‘’()（）{}｛｝\[\]【】,，、:：+\-×÷*/=≠<>≤≥#&|!]{1,40}")
_PATTERN = re.compile(r"(?:[^{}]|\{(?:年|月|日|流程|单位)\}|\{序号(?::[1-9])?\})+")

FORMATS: dict[str, tuple[Callable[[str], bool], Text]] = {
    "id": (lambda text: re.fullmatch(r"[a-z][a-z0-9-]{0,39}", text) is not None,
           Text("写小写字母、数字和连字符，如 six-step", "write lower-case letters, digits and hyphens, such as six-step")),
    "account": (lambda text: re.fullmatch(r"(?!(?:system|public|party)$)[a-z][a-z0-9._-]{0,39}", text) is not None,
                Text("帐号名写小写字母和数字，如 zhangming", "an account name is lower-case letters and digits, such as zhangming")),
    "name": (lambda text: _NAME.fullmatch(text) is not None,
             Text("名字里不能有空格、括号、标点和运算符号，最长40字",
                  "a name has no spaces, brackets, punctuation or operators, and at most 40 characters")),
    "span": (lambda text: read_span(text) is not None,
             Text("时长要带单位，如 3个工作日、7天、4工作时", "a duration needs its unit, such as 3个工作日, 7天, 4工作时")),
    "date": (lambda text: read_date(text) is not None,
             Text("日期写成 2026-03-02 或 2026年3月2日", "write a date as 2026-03-02")),
    "time": (lambda text: read_time(text) is not None, Text("时刻写成 17:30", "write a time of day as 17:30")),
    "moment": (lambda text: read_moment(text) is not None,
               Text("时间写成 2026-03-02 09:00", "write a moment as 2026-03-02 09:00")),
    "number": (lambda text: read_number(text) is not None, Text("写一个数，如 80 或 0.5", "write a number, such as 80 or 0.5")),
    "formula": (lambda text: 0 < len(plain(text)) <= 500,
                Text("写一个公式，最长500字", "write a formula of at most 500 characters")),
    "pattern": (lambda text: is_number_pattern(text) or _NAME.fullmatch(text) is not None,
                Text("编号的样子要有一个 {序号}，还可以用 {年}{月}{日}{流程}{单位}，如 {年}-{序号:4}；也可以写参数名",
                     "a number pattern has one {序号} and may use {年}{月}{日}{流程}{单位}, such as {年}-{序号:4}; or name a parameter")),
}


def is_number_pattern(text: str) -> bool:
    """Whether numbers can be written so.

    >>> is_number_pattern("{年}-{序号:4}"), is_number_pattern("{年}"), is_number_pattern("编号办法")
    (True, False, False)
    """
    return _PATTERN.fullmatch(text) is not None and len(re.findall(r"\{序号", text)) == 1


def checker() -> FormatChecker:
    """A format checker that knows these formats and no others."""
    made = FormatChecker(formats=())
    for name, (fits, _) in FORMATS.items():
        made.checks(name)(lambda value, fits=fits: not isinstance(value, str) or fits(value))
    return made
