"""What a formula may speak of: kinds of value, lists, table parameters, functions, and the names in scope.

In: what a stage knows about names at a place (fields filled so far, parameters, lists).
Out: a `Scope`, against which a formula is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias

from engine.formulas.tokens import halved
from engine.text import Text
from engine.values import Span, Unit

Kind = Literal["number", "points", "yes_no", "text", "date", "moment", "time", "span", "item", "person", "unit",
               "party", "many", "file", "table", "nothing"]

_KIND_WORDS: dict[Kind, Text] = {
    "number": Text("数", "a number"), "points": Text("分数", "points"), "yes_no": Text("是或否", "yes or no"),
    "text": Text("文字", "text"), "date": Text("日期", "a date"), "moment": Text("时间(日期加钟点)", "a date with a time"),
    "time": Text("钟点", "a time of day"), "span": Text("时长", "a length of time"), "item": Text("选项", "a choice"),
    "person": Text("人员", "a person"), "unit": Text("单位", "a unit"), "party": Text("当事人", "a party"),
    "many": Text("多个值", "several values"), "file": Text("附件", "a file"), "table": Text("表", "a table"),
    "nothing": Text("空", "nothing"),
}


class Empty(Enum):
    """The one value of a field nobody has filled."""

    EMPTY = "empty"


EMPTY: Final = Empty.EMPTY

Value: TypeAlias = "Fraction | bool | str | date | datetime | time | Span | tuple[object, ...] | Empty"


@dataclass(frozen=True, slots=True)
class ListType:
    """A list things are chosen from; of a scale the first item is the best."""

    name: str
    items: tuple[str, ...]
    is_scale: bool = False


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of value; `list` for an item, `of` for several values, `unit` for a length of time where it is known.

    `share`: a number that is a part of a whole, shown as a percentage; it is reckoned with like any other."""

    kind: Kind
    list: ListType | None = None
    of: Type | None = None
    unit: Unit | None = None
    share: bool = field(default=False, compare=False)

    @property
    def words(self) -> Text:
        """The kind as a clerk calls it."""
        plain = _KIND_WORDS[self.kind]
        if self.kind == "item" and self.list is not None and self.list.name:
            return Text(f"清单「{self.list.name}」的选项", f"an item of the list “{self.list.name}”")
        return plain


NUMBER = Type("number")
SHARE = Type("number", share=True)
POINTS = Type("points")
YES_NO = Type("yes_no")
TEXT = Type("text")
DATE = Type("date")
MOMENT = Type("moment")
TIME = Type("time")
SPAN = Type("span")
PERSON = Type("person")
UNIT = Type("unit")
PARTY = Type("party")
MANY = Type("many")
FILE = Type("file")
TABLE = Type("table")
NOTHING = Type("nothing")


def item_of(name: str, *items: str, scale: bool = False) -> Type:
    """The type of one choice from a list.

    >>> item_of("满意度", "满意", "不满意", scale=True).words.zh
    '清单「满意度」的选项'
    """
    return Type("item", ListType(name, items, scale))


def many_of(one: Type) -> Type:
    """The type of several values of a type."""
    return Type("many", of=one)


def fits(given: Type, wanted: Type) -> bool:
    """Whether a value of type `given` may stand where `wanted` is asked for; numbers and points are one arithmetic.

    >>> fits(POINTS, NUMBER), fits(DATE, MOMENT), fits(many_of(NUMBER), MANY)
    (True, False, True)
    """
    if {given.kind, wanted.kind} <= {"number", "points"}:
        return True
    if given.kind != wanted.kind:
        return False
    if given.kind == "item":
        return given.list is None or wanted.list is None or given.list == wanted.list
    if given.kind == "many":
        return given.of is None or wanted.of is None or fits(given.of, wanted.of)
    return given.unit is None or wanted.unit is None or given.unit == wanted.unit


@dataclass(frozen=True, slots=True)
class Table:
    """A table parameter: looked up as 名字(键).  `key` None means any text."""

    key: Type | None
    value: Type


@dataclass(frozen=True, slots=True)
class Param:
    """One argument of a function: the types it takes; `each` means it is worked out once for each row, `name` that the
    name written there is meant, not its value."""

    accepts: tuple[Type, ...] = ()
    each: bool = False
    name: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function a formula may call.

    `result` None: the type of its arguments, which must then be of one type; with `rows` that of the first.  `last_repeats`: the last argument may
    be given any number of times; `first_repeats`: the first may.  `required`: how many arguments must be given (all unless told).
    `rows`: names that are known only inside an argument marked `each`; the implementation gets, for such an argument,
    a callable that takes a row (names to values) and gives the value.
    `run` None: the one who evaluates gives the implementation.
    """

    zh: str
    en: str
    params: tuple[Param, ...]
    result: Type | None
    run: Callable[..., Any] | None = None
    last_repeats: bool = False
    first_repeats: bool = False
    required: int | None = None
    rows: Mapping[str, Type] = field(default_factory=dict)

    @property
    def least(self) -> int:
        """How many arguments must be given."""
        return len(self.params) if self.required is None else self.required

    def param(self, position: int, given: int) -> Param | None:
        """The parameter at a position of so many arguments, None when there are too many."""
        if self.first_repeats:
            return self.params[max(position - (given - len(self.params)), 0)]
        if position < len(self.params):
            return self.params[position]
        return self.params[-1] if self.last_repeats and self.params else None


@dataclass(frozen=True)
class Scope:
    """What is known at a place.

    `maybe`: names that may be empty here; reading one is a problem unless 有填(x) holds on that path.
    `grants`: yes/no name → names that are surely filled where it is true (成立 of a ballot → its results).
    `roles`: role names for `某人 是 角色`, which reads as a call of the function 担任(人、角色).
    Items of lists are found through the types of names; `items` adds words known otherwise, for better messages.
    """

    names: Mapping[str, Type] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    items: Mapping[str, tuple[ListType, ...]] = field(default_factory=dict)
    maybe: frozenset[str] = frozenset()
    grants: Mapping[str, frozenset[str]] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()

    @cached_property
    def by_word(self) -> Mapping[str, Function]:
        """Every callable function by its Chinese and its English name."""
        from engine.formulas.functions import BUILT_IN

        known: dict[str, Function] = {}
        for function in (*BUILT_IN, *self.functions.values()):
            known[function.zh] = known[function.en] = function
        return known

    @cached_property
    def by_plain(self) -> Mapping[str, str]:
        """Names that were written with full-width letters or digits, by their plain spelling."""
        return {halved(name): name for name in (*self.names, *self.tables) if halved(name) != name}

    @cached_property
    def lists_of(self) -> Mapping[str, tuple[ListType, ...]]:
        """Every known item of every known list."""
        found: dict[str, list[ListType]] = {word: list(lists) for word, lists in self.items.items()}
        types = [*self.names.values(), *(table.value for table in self.tables.values())]
        types += [table.key for table in self.tables.values() if table.key is not None]
        for one in types:
            inner = one.of if one.kind == "many" and one.of is not None else one
            for word in inner.list.items if inner.list is not None else ():
                lists = found.setdefault(word, [])
                if inner.list is not None and inner.list not in lists:
                    lists.append(inner.list)
        return {word: tuple(lists) for word, lists in found.items()}
