"""A formula's text cut into words, values and signs, whatever keyboard typed it.

In: the text of a formula as it stands in a file.
Out: tokens with their places in that very text: a sign is replaced by one sign at the same place, so offsets hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import Literal

from engine.text import Text, say
from engine.values import Span, read_date, read_moment, read_number, read_percent, read_span, read_time

Literal_ = Fraction | Span | date | datetime | time


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula: `text` is the sign or word in its one spelling, `value` what a literal means."""

    kind: Literal["value", "text", "word", "sign", "end"]
    text: str
    start: int
    end: int
    value: Literal_ | None = None


class FormulaSyntax(Exception):
    """The text is not a formula; caught by the compiler, which makes a problem of it."""

    def __init__(self, message: Text, start: int, end: int, hint: Text | None = None) -> None:
        super().__init__(message.en)
        self.message, self.start, self.end, self.hint = message, start, max(end, start + 1), hint


_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D, 0xFE63: 0x2D}
_QUOTES = {"'": "'", '"': '"', "“": "”", "‘": "’", "「": "」", "＇": "＇", "＂": "＂"}
_SIGNS = {
    "==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "≦": "≤", "≧": "≥", "=": "=", "≠": "≠", "≤": "≤", "≥": "≥",
    "<": "<", ">": ">", "+": "+", "-": "-", "*": "×", "×": "×", "/": "÷", "÷": "÷", "(": "(", ")": ")",
    "、": "、", ",": "、",
}
_WORD_SIGNS = {"且": "且", "and": "且", "或": "或", "or": "或", "非": "非", "not": "非", "是": "是", "不是": "不是",
               "含": "含", "in": "in", "否": "否"}
_REFUSED = {
    "**": say("公式里没有乘方。", "a formula has no powers."),
    "//": say("公式里没有整除。", "a formula has no whole division."),
    "<<": say("公式里没有移位。", "a formula has no shifts."),
    ">>": say("公式里没有移位。", "a formula has no shifts."),
    ":=": say("公式里不能给名字赋值。", "a formula cannot give a name a value."),
    "<>": say("不等于写成 ≠。", "write ≠ for “not equal”."),
    "=>": say("大于等于写成 ≥。", "write ≥ for “at least”."),
    "=<": say("小于等于写成 ≤。", "write ≤ for “at most”."),
    "&&": say("并且写成「且」。", "write 且 (or and)."),
    "||": say("或者写成「或」。", "write 或 (or or)."),
    ".": say("公式里没有点号取值；小数前要写 0，例如 0.5。", "a formula has no dots; write a decimal as 0.5."),
    "[": say("公式里没有方括号；查表写成 名字(键)。", "a formula has no square brackets; look up a table as name(key)."),
    "]": say("公式里没有方括号；查表写成 名字(键)。", "a formula has no square brackets; look up a table as name(key)."),
    "{": say("公式里没有花括号，请用 ( )。", "a formula has no braces, use ( )."),
    "}": say("公式里没有花括号，请用 ( )。", "a formula has no braces, use ( )."),
    "【": say("请用圆括号 ( )。", "use round brackets ( )."),
    "】": say("请用圆括号 ( )。", "use round brackets ( )."),
    "。": say("公式末尾不要句号。", "a formula does not end with a full stop."),
    "%": say("% 要紧跟在数字后面，例如 60%；公式里没有取余。", "% stands right after a number, as in 60%; "
             "a formula has no remainder."),
    "!": say("不等于写成 ≠，否定写成「非」。", "write ≠ for “not equal” and 非 (or not) for “not”."),
}
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[ T][0-9]{1,2}:[0-9]{2})?(?![\w-])"
                     r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日(?: ?[0-9]{1,2}:[0-9]{2})?(?![\w-])")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?![\w:])")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_WORD = re.compile(r"[^\W0-9][\w·]*")
_TAIL = re.compile(r"[^\W0-9][\w·]*")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")


def halved(text: str) -> str:
    """Full-width signs, letters and digits as their ASCII twins, character by character, so that places stay.

    >>> halved("满意率≥６０％（甲）")
    '满意率≥60%(甲)'
    """
    return text.translate(_HALF)


def tokens_of(text: str) -> list[Token]:
    """All tokens of a formula and an end token.

    >>> [t.text for t in tokens_of("满意率 >= ６０％ and 非 涉及面广")]
    ['满意率', '≥', '60%', '且', '非', '涉及面广', '']
    """
    plain, found, at = halved(text), list[Token](), 0
    while at < len(text):
        if plain[at].isspace():
            at += 1
            continue
        token = _quoted(text, at) or _number(plain, at) or _word(plain, at) or _sign(plain, at)
        found.append(token)
        at = token.end
    return [*found, Token("end", "", len(text), len(text))]


def _quoted(text: str, at: int) -> Token | None:
    closing = _QUOTES.get(text[at])
    if closing is None:
        return None
    end = text.find(closing, at + 1)
    if end < 0:
        raise FormulaSyntax(say("引号没有收尾，请补上 {sign}。", "this quote is not closed; add {sign}.", sign=closing),
                            at, len(text))
    return Token("text", text[at + 1:end], at, end + 1)


def _number(plain: str, at: int) -> Token | None:
    if not ("0" <= plain[at] <= "9"):
        return None
    return _calendar(plain, at) or _plain_number(plain, at)


def _calendar(plain: str, at: int) -> Token | None:
    """A date, a moment or a time of day."""
    found = _MOMENT.match(plain, at) or _CLOCK.match(plain, at)
    if found is None:
        return None
    written = found[0]
    value = read_moment(written) or read_date(written) or read_time(written)
    if value is None:
        raise FormulaSyntax(say("没有「{text}」这一天或这个钟点。", "there is no such day or time as “{text}”.",
                                text=written), at, found.end())
    return Token("value", written, at, found.end(), value)


def _plain_number(plain: str, at: int) -> Token:
    found = _NUMBER.match(plain, at)
    assert found is not None
    if thousands := _THOUSANDS.match(plain, at):
        raise FormulaSyntax(
            say("「{text}」里的逗号看不出是千位还是分隔。", "the comma in “{text}” may mean thousands or a separator.",
                text=thousands[0]), at, thousands.end(),
            say("一个数写成 {one}，几个数之间用「、」。", "write {one} for one number, 、 between several.",
                one=thousands[0].replace(",", "")))
    end = found.end()
    if plain[end:end + 1] == "%":
        return _checked(Token("value", found[0] + "%", at, end + 1, read_percent(found[0] + "%")))
    tail = _TAIL.match(plain, end + (plain[end:end + 1] == " "))
    span = read_span(found[0] + tail[0]) if tail else None
    if tail and span is not None:
        return Token("value", plain[at:tail.end()], at, tail.end(), span)
    if tail and tail.start() == end:
        run = plain[at:tail.end()]
        if "." not in found[0] and not tail[0].isascii():
            return Token("word", run, at, tail.end())
        raise FormulaSyntax(say("「{text}」不是数。", "“{text}” is not a number.", text=run), at, tail.end(),
                            say("数写成 12 或 0.5，比例写成 60%。", "write 12 or 0.5, and a share as 60%."))
    return _checked(Token("value", found[0], at, end, read_number(found[0])))


def _checked(token: Token) -> Token:
    whole = token.text.split(".", maxsplit=1)[0].rstrip("%")
    if token.value is None:
        raise FormulaSyntax(say("这个数太长，最多写12位数字。", "this number is too long, at most 12 digits."),
                            token.start, token.end)
    if len(whole) > 1 and whole.startswith("0"):
        raise FormulaSyntax(say("数字前面不要多写 0。", "a number has no leading zeros."), token.start, token.end)
    return token


def _word(plain: str, at: int) -> Token | None:
    found = _WORD.match(plain, at)
    if found is None:
        return None
    word = found[0]
    if word.startswith("_") or "__" in word:
        raise FormulaSyntax(say("名字「{word}」不能这样用下划线。", "the name “{word}” may not use underscores like this.",
                                word=word), at, found.end())
    sign = _WORD_SIGNS.get(word)
    return Token("sign" if sign else "word", sign or word, at, found.end())


def _sign(plain: str, at: int) -> Token:
    for length in (2, 1):
        text = plain[at:at + length]
        if text in _REFUSED:
            raise FormulaSyntax(_REFUSED[text], at, at + length)
        if text in _SIGNS:
            return Token("sign", _SIGNS[text], at, at + length)
    raise FormulaSyntax(say("公式里看不懂「{sign}」。", "“{sign}” has no meaning in a formula.", sign=plain[at]), at, at + 1,
                        say("可以用：且 或 非 = ≠ < ≤ > ≥ + - × ÷ 含 是 ( ) 、",
                            "signs understood: and or not = != < <= > >= + - * / in ( ) 、"))
