"""What is handed in, before anything looks at it: words that can be kept, of a kind a form can give, and not too many.

In: what pages, commands or programs give.  Out: nothing, or `Refused` with what to mend; and a keyed hash that tells
the same submission from another without keeping what it says.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from engine.case import Command, Repair
from engine.case.ballot_commands import ConfirmPaper, CountPaper, Freeze, HandOut, MakeSlips, Seed
from engine.service.refused import Refused
from engine.text import Text, say

LARGEST = 200_000  # characters in one submission
TOO_MUCH = LARGEST + 1
LONGEST_KEY = 200
NOTHING: Mapping[str, Any] = {}
DEEPEST = 6  # a list of rows with a party in a cell is three deep
_TYPES: dict[str, type | tuple[type, ...]] = {"values": Mapping, "sheet": Mapping, "visit": int, "epoch": int, "to": (tuple, list)}

_TYPES_OF: dict[type, dict[str, type | tuple[type, ...]]] = {
    Repair: {"to": str},  # a repair names one person
    MakeSlips: {"spare": int}, HandOut: {"people": (tuple, list), "slips": Mapping}, CountPaper: {"sheets": int, "counts": Mapping},
    ConfirmPaper: {"number": int}, Freeze: {"count": int, "exclude": Mapping}, Seed: {"seed": (tuple, list)},
}


def require_sound(words: Mapping[str, Any], values: object = NOTHING) -> None:
    """Refuse what no field can keep: other things than text, numbers, yes and no, and lists or groups of them; signs that
    are no characters; more than a submission may hold."""
    if values.__class__ is dict and _taken(words, 1) + _taken(values, DEEPEST + 1) <= LARGEST:
        return
    found = [(name, wrong) for name, one in words.items() if (wrong := _word_wrong(one)) is not None]
    if not isinstance(values, Mapping):
        found.append(("", _NOT_TEXT))
    for name, one in values.items() if isinstance(values, Mapping) else ():
        wrong = _word_wrong(name) or _wrong(one, DEEPEST)
        if wrong is not None:
            found.append((name if _word_wrong(name) is None else "", wrong))
    if not found and _size(words) + _size(values) > LARGEST:
        found.append(("", say("一次交的内容太多，最多{n}个字", "this is too much at once; at most {n} characters", n=LARGEST)))
    if found:
        zh, en = "；".join(text.zh for _, text in found[:5]), "; ".join(text.en for _, text in found[:5])
        raise Refused("form", say("有{n}处要改：{zh}", "{n} thing(s) to mend: {en}", n=len(found), zh=zh, en=en), tuple(found))


def require_sound_command(case: str, command: Command, key: str) -> None:
    """Refuse a command whose parts are not what it is made of, before it is decided."""
    made: type = type(command)
    kinds = _kinds_of(made)
    parts = {name: getattr(command, name) for name in kinds}
    strange = [name for name, value in parts.items() if not isinstance(value, kinds[name]) or isinstance(value, bool)]
    if strange:
        raise Refused("form", say("有{n}处要改：{zh}", "{n} thing(s) to mend: {en}", n=len(strange), zh=_NOT_TEXT.zh, en=_NOT_TEXT.en),
                      tuple((name, _NOT_TEXT) for name in strange))
    require_sound({"case": case, **{name: value for name, value in parts.items() if isinstance(value, str)}},
                  parts.get("values", parts.get("sheet", {})))
    for name in _TYPES_OF.get(type(command), {}):
        require_sound({}, {name: parts[name]})
    if "to" in parts:
        require_sound({str(number): one for number, one in enumerate(parts["to"])})
    require_key(key)


@cache
def _kinds_of(command: type) -> Mapping[str, type | tuple[type, ...]]:
    """What each part of a command has to be, by its name."""
    wanted = {**_TYPES, **_TYPES_OF.get(command, {})}
    return {one.name: wanted.get(one.name, str) for one in fields(command)}


def require_key(key: str) -> None:
    """Refuse a key that cannot be kept."""
    require_sound({"key": key})
    if len(key) > LONGEST_KEY:
        raise Refused("form", say("提交的标记太长，最多{n}个字", "the key of a submission has at most {n} characters", n=LONGEST_KEY))


def is_sound(text: object) -> bool:
    """Whether something is text that can be kept and looked up."""
    return _word_wrong(text) is None


def fingerprint(secret: bytes, said: Mapping[str, Any]) -> str:
    """A keyed hash of a submission: whoever has the database alone cannot try out what it said."""
    return hmac.digest(secret, f"submission/{_encode(said)}".encode(), "sha256").hex()


def said_by(command: Command) -> dict[str, Any]:
    """A command as plain data."""
    made: type = type(command)
    return {"do": made.__name__, **{name: getattr(command, name) for name in _kinds_of(made)}}


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=dict).encode
_NOT_TEXT = Text("这里要填文字", "text is wanted here")
_CONTROL = Text("里面有看不见的控制字符，请删掉重新输入", "there are invisible control characters; please type it again")
_TOO_DEEP = Text("内容套得太深", "too many lists inside lists")


_NO_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # controls but for tab and line ends; lone surrogates


def _word_wrong(one: object) -> Text | None:
    if not isinstance(one, str):
        return _NOT_TEXT
    if _NO_SIGN.search(one):
        return _CONTROL
    return None


def _wrong(value: object, depth: int) -> Text | None:
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**15):
        return None
    if isinstance(value, str):
        return _word_wrong(value)
    if depth == 0:
        return _TOO_DEEP
    if isinstance(value, Mapping):
        inner = [*value.keys(), *value.values()] if all(isinstance(name, str) for name in value) else [0.0]
        return next((wrong for one in inner if (wrong := _wrong(one, depth - 1)) is not None), None)
    if isinstance(value, list | tuple):
        return next((wrong for one in value if (wrong := _wrong(one, depth - 1)) is not None), None)
    return _NOT_TEXT


def _size(value: object) -> int:
    if isinstance(value, Mapping):
        return sum(_size(name) + _size(one) for name, one in value.items())
    if isinstance(value, list | tuple):
        return sum(_size(one) for one in value)
    return len(value) if isinstance(value, str) else 8


def _taken(value: Any, depth: int) -> int:
    """The size of plain data in which nothing is wrong, in one go; more than may be where something has to be looked at."""
    kind = value.__class__
    if kind is str:
        return len(value) if _NO_SIGN.search(value) is None else TOO_MUCH
    if depth == 0:
        return TOO_MUCH
    size = 0
    if kind is dict:
        for name, one in value.items():
            size += (_taken(name, 0) if name.__class__ is str else TOO_MUCH) + _taken(one, depth - 1)
        return size
    if kind is list or kind is tuple:
        for one in value:
            size += _taken(one, depth - 1)
        return size
    return 8 if value is None or kind is bool or (kind is int and abs(value) < 10**15) else TOO_MUCH
