"""PyYAML's own complaints, in words for people and at the best place.

In: an error of the parser written in Python (the one in C uses other words).
Out: a finding in both languages.
"""

from __future__ import annotations

import re

import yaml

from engine.text import Text, say

_QUOTE = say("给整个值加上英文双引号", "put the whole value in double quotes")
_INDENT = say("看看这一行和上一行的缩进：同一层要对齐，下一层多两个空格",
              "look at the indentation of this line and the one above: equals align, deeper ones have two spaces more")
_TELL: tuple[tuple[str, bool, Text, Text], ...] = (
    # what PyYAML says, whether its context is the better place, what people read, what to do
    (r"mapping values are not allowed", False, say(
        "这里不能再有冒号", "a colon cannot stand here"), say(
        "如果冒号是值的一部分，请给整个值加引号；如果是新的一行名字，请检查缩进",
        "put the value in quotes if the colon belongs to it; else look at the indentation")),
    (r"sequence entries are not allowed|block sequence entries", False, say(
        "「- 」不能写在这里", "“- ” cannot stand here"), say(
        "列表的每一项另起一行，写在名字的下面", "begin each item on a line of its own below the name")),
    (r"could not find expected ':'", True, say("这里缺少冒号", "a colon is missing here"), say(
        "请写成「名字: 值」，冒号后空一格", "write “name: value”")),
    (r"found character '.{1,6}' that cannot start", False, say(
        "值不能以这个符号开头", "a value cannot begin with this sign"), _QUOTE),
    (r"expected a comment or a line break|chomping or indentation", False, say(
        "以「>」或「|」开头的值要加引号", "a value that begins with “>” or “|” needs quotes"), _QUOTE),
    (r"found unexpected end of stream|unexpected document separator", True, say(
        "这个引号没有关上", "this quotation mark is never closed"), say(
        "请在文字末尾补上同样的引号", "close it with the same mark")),
    (r"expected '<document start>'", False, say(
        "这里的内容接不上前面的内容", "this does not follow from what is above"), _INDENT),
    (r"expected ',' or|did not find expected ','", False, say(
        "括号里的各项要用英文逗号「,」分开", "items in brackets are separated by “,”"), say(
        "检查这里是不是少了逗号或者括号；值里有符号时请加引号",
        "look for a missing comma or bracket; put a value with signs in quotes")),
    (r"expected <block end>", False, say(
        "这一行接不上前面的内容", "this line does not follow from what is above"), _INDENT),
    (r"expected the node content", False, say("这里应当有一个值", "a value is expected here"), say(
        "检查是不是多打了标点或者括号", "look for a sign too many")),
    (r"block text|leading space|indent", False, say(
        "这一段文字的缩进不对", "the indentation of this text is wrong"), _INDENT),
)


def explain(error: yaml.MarkedYAMLError) -> tuple[Text, Text, yaml.Mark | None]:
    """The sentence, the remedy and PyYAML's mark for one error."""
    said = f"{error.problem or ''}"
    for pattern, use_context, message, hint in _TELL:
        if re.search(pattern, said):
            return message, hint, (error.context_mark if use_context else None) or error.problem_mark
    return (say("这里的写法读不懂", "this cannot be read"),
            say("检查这一行的冒号、引号、括号和缩进；值里有符号时请加引号",
                "look at colons, quotes, brackets and indentation; put a value with signs in quotes"),
            error.problem_mark or error.context_mark)
