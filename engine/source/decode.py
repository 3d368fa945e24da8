"""Bytes of a file to text, whatever program saved it.

In: the bytes of a file of at most `MOST_BYTES`, in UTF-8, UTF-16 with its mark, or GBK/GB18030.
Out: text without byte order mark and with plain line ends, or a finding that says how to save the file.
"""

from __future__ import annotations

import codecs
import re

from engine.problems import Mark
from engine.source.findings import Findings
from engine.text import Text, say

MOST_BYTES = 256 * 1024
_SAVE = say("请在编辑器里选“另存为”，编码选 UTF-8，再试一次", "save the file again with the encoding UTF-8")
_LIKELY = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e\u2010-\u2027\u2030-\u203b\u00b7\u00d7\u00f7\u00b0"
                     "\u2160-\u217f\u2460-\u249b\u2190-\u2199\u2248-\u2267\u25a0-\u25ef\u2605\u2606\u20ac\uffe5]")


def decode(data: bytes, findings: Findings) -> str | None:
    """The text of a file, or None with a finding."""
    if len(data) > MOST_BYTES:
        findings.add("too-large", Mark(findings.path, 1, 1), say(
            "文件有 {size} KB，超过了 {most} KB", "the file has {size} KB, more than {most} KB",
            size=-(-len(data) // 1024), most=MOST_BYTES // 1024),
            say("请把内容分到几个文件里", "split it into several files"))
        return None
    text = _utf16(data, findings) if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else _eight(data, findings)
    return None if text is None else text.replace("\r\n", "\n").replace("\r", "\n")


def _utf16(data: bytes, findings: Findings) -> str | None:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        findings.add("encoding", Mark(findings.path, 1, 1), say(
            "文件开头说是 UTF-16 编码，内容却不完整", "the file says it is UTF-16 but is not whole"), _SAVE)
        return None


def _eight(data: bytes, findings: Findings) -> str | None:
    """Text kept in bytes: UTF-8 first, because hardly any other text happens to be valid UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as found:
        return _chinese(data, found.start, findings)
    if text.count("\0") * 4 > len(text):
        findings.add("encoding", Mark(findings.path, 1, 1), _unknown(), _SAVE)
        return None
    return text


def _chinese(data: bytes, bad: int, findings: Findings) -> str | None:
    """GBK or GB18030 text, where it reads like Chinese and most of it is not UTF-8."""
    if not _mostly_utf8(data):
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            text = ""
        if text and _reads_like_chinese(text):
            return text
    before = data[:bad].decode("utf-8-sig", errors="replace")
    line = before.count("\n") + 1
    findings.add("encoding", Mark(findings.path, line, len(before) - before.rfind("\n")), _unknown(), _SAVE)
    return None


def _unknown() -> Text:
    return say("认不出这个文件的文字编码", "the encoding of this file is not known")


def _mostly_utf8(data: bytes) -> bool:
    """Whether what is not ASCII is UTF-8 but for a few damaged bytes."""
    foreign = sum(byte > 127 for byte in data)
    sound = sum(len(char.encode()) for char in data.decode("utf-8", errors="ignore") if char > "\x7f")
    return sound * 2 > foreign


def _reads_like_chinese(text: str) -> bool:
    """Whether nearly all foreign characters are Chinese ones, and most of those are everyday ones.

    >>> _reads_like_chinese("标题: 六步工作法"), _reads_like_chinese("鏍囬")
    (True, False)
    """
    foreign = [char for char in text if char > "\x7f"]
    likely = sum(bool(_LIKELY.match(char)) for char in foreign)
    hanzi = [char for char in foreign if "\u4e00" <= char <= "\u9fff"]
    return likely * 20 >= len(foreign) * 19 and sum(map(_everyday, hanzi)) * 10 >= len(hanzi) * 7


def _everyday(char: str) -> bool:
    """Whether a character is among the 3755 of the first level of GB 2312."""
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False
