"""What people write into forms: plausible values for any field of any method.

In: a field, the moment, habits, chance.  Out: a value as a form would submit it.  A value that was refused is tried
again with plainer ones, so that a field's own condition is met sooner or later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from engine.case.polling import APART
from engine.demo.habits import Habits
from engine.model import Field
from engine.service import StreetService
from engine.service.reading import choices_for
from engine.store import history
from engine.values import Span

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严金魏陶姜戚谢邹柏窦章苏潘葛范彭鲁韦马苗"
_CALLED = ("大爷", "大妈", "先生", "女士", "阿姨", "师傅", "老师")
_SENTENCES = ("已经到现场看过，情况属实。", "和当事人说好了办法，按约定办。", "办完以后请群众看过。", "已经记下，请同事接着办。", "按规定办理，没有别的要求。")
_PLACES = ("南门口", "3幢2单元", "小区广场", "菜场北侧", "学校门前", "12幢楼下", "河边步道", "停车棚旁")
_ESTATES = ("南苑小区", "学府花园", "河湾新村")
_LIKELY_YES, _SELDOM = 0.8, 0.15
ALL_TRIED = 3  # times that everything is chosen, where that is refused
_LATEST = 12  # cases somebody remembers
_WHOLES = (1, 2, 0, 3, 5, 10, 50)
_DAYS_AHEAD = (1, 2, 5, 0, 10, -1, 30)
_HOURS_AGO = (1, 0, 3, 24, -1)


class Filling:
    """Fills forms in one street, with one person's chance."""

    def __init__(self, service: StreetService, chance: Random) -> None:
        self.service, self.chance = service, chance
        self._past: set[tuple[str, str]] = set()  # dates that nothing later than today is taken for
        self._picture: dict[str, Any] | None = None

    def form(self, fields: Sequence[Field], habits: Habits, now: datetime, method: str) -> dict[str, Any]:
        """A whole form: every field that must be filled, and often those that need not be."""
        return {field.name: self.value(field, habits, now, method, 0) for field in fields if self._wanted(field)}

    def accepted(self, fields: Sequence[Field], form: Mapping[str, Any], now: datetime, method: str) -> None:
        """Remember which dates had to lie in the past."""
        here = now.date().isoformat()
        self._past |= {(method, field.name) for field in fields if field.kind == "date" and "2" < str(form.get(field.name, "")) <= here}

    def _wanted(self, field: Field) -> bool:
        if field.kind in ("photo", "file") and field.maybe:
            return False
        if field.kind in ("case", "table") and field.maybe:
            return self.chance.random() < _SELDOM
        return not field.maybe or self.chance.random() < 0.6

    def value(self, field: Field, habits: Habits, now: datetime, method: str, attempt: int) -> Any:
        """A value; the higher `attempt`, the plainer."""
        name = field.name.rpartition(APART)[2]  # of a sheet that asks the same of several, what it asks
        if name in habits.numbers and attempt < 3:
            number = self.chance.randint(*habits.numbers[name])
            return (now - timedelta(days=number)).date().isoformat() if field.kind == "date" else str(number)
        if attempt == 0 and (method, field.name) in self._past:
            return now.date().isoformat()
        if field.kind in _KINDS:
            return _KINDS[field.kind](self, field, now, attempt)
        if field.kind == "table":
            return [{one.name: self.value(one, habits, now, method, attempt) for one in field.table if not one.maybe}
                    for _ in range(self.chance.choice((1, 1, 2)))]
        if field.kind == "case":
            return self._case(field, method)
        known = [one.value for one in choices_for(self.service, field, method)]
        if not known and field.kind in ("entry", "person", "unit"):
            return None
        if field.kind == "address" and name not in habits.words:
            return f"{self.chance.choice(_ESTATES)}{self.chance.randint(1, 30)}幢{self.chance.randint(101, 106)}室"
        if known and name in habits.all_of and attempt < ALL_TRIED:
            return known
        if known:
            return self.chosen(field, known, habits.choices.get(name, {}))
        texts = habits.words.get(name)
        return self.chance.choice(texts) if texts else self.chance.choice(_PLACES if field.kind in ("place", "address") else _SENTENCES)

    def chosen(self, field: Field, known: list[str], weights: Mapping[str, int]) -> Any:
        """One of the known items, or one or two where several may be chosen; of a scale mostly the better ones."""
        scale = field.options is not None and field.options.is_scale
        likely = [weights.get(one, 0 if weights else (8, 3, 1)[min(at, 2)] if scale else 1) for at, one in enumerate(known)]
        if not any(likely):
            likely = [1] * len(known)
        if field.many or field.kind == "choices":
            return list(dict.fromkeys(self.chance.choices(known, likely, k=self.chance.choice((1, 1, 2)))))
        return self.chance.choices(known, likely)[0]

    def _case(self, field: Field, method: str) -> Any:
        """The number of a case of the workflow that is asked for, one of the latest."""
        known = [number for flow in field.among for number in history.latest_numbers(self.service.store, method, flow, _LATEST)]
        if not known:
            return None
        number = self.chance.choice(known)
        return [number] if field.many else number

    # --- by kind ----------------------------------------------------------------------------------------------------

    def _number(self, field: Field, now: datetime, attempt: int) -> str:
        return str(self.chance.randint(1, 30) if attempt == 0 else _WHOLES[attempt - 1] if attempt < 4 else self.chance.choice(_WHOLES))

    def _percent(self, field: Field, now: datetime, attempt: int) -> str:
        return f"{self.chance.randint(60, 100) if attempt == 0 else 100}%"

    def _date(self, field: Field, now: datetime, attempt: int) -> str:
        ahead = self.chance.randint(3, 12) if attempt == 0 else _DAYS_AHEAD[(attempt - 1) % len(_DAYS_AHEAD)]
        if ahead > 0:
            return self.service.calendar().add(now, Span(ahead, "workdays")).at.date().isoformat()
        return (now + timedelta(days=ahead)).date().isoformat()

    def _moment(self, field: Field, now: datetime, attempt: int) -> str:
        ago = self.chance.randint(1, 6) if attempt == 0 else _HOURS_AGO[(attempt - 1) % len(_HOURS_AGO)]
        return f"{now - timedelta(hours=ago):%Y-%m-%d %H:%M}"

    def _time(self, field: Field, now: datetime, attempt: int) -> str:
        return self.chance.choice(("09:30", "10:00", "14:30", "19:00"))

    def _yes_no(self, field: Field, now: datetime, attempt: int) -> str:
        return "是" if (self.chance.random() < _LIKELY_YES) == (attempt % 2 == 0) else "否"

    def _phone(self, field: Field, now: datetime, attempt: int) -> str:
        return f"1380000{self.chance.randint(0, 9999):04d}"

    def _party(self, field: Field, now: datetime, attempt: int) -> dict[str, str]:
        return {"name": self.chance.choice(_SURNAMES) + self.chance.choice(_CALLED), "phone": self._phone(field, now, attempt)}

    def _identity(self, field: Field, now: datetime, attempt: int) -> str:
        return f"XX0000{self.chance.randint(1940, 2005)}0101{self.chance.randint(0, 999):03d}X"

    def _span(self, field: Field, now: datetime, attempt: int) -> str:
        return f"{self.chance.randint(1, 10)}个工作日"

    def _file(self, field: Field, now: datetime, attempt: int) -> dict[str, Any]:
        if self._picture is None:
            self._picture = self.service.save_file(_DOT, "现场.png")
        return self._picture


# The smallest picture there is: one grey dot.
_DOT = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010800000000" "3a7e9b55"
                     "0000000a49444154789c6368000000820081" "77cd72b6" "0000000049454e44ae426082")

_KINDS: dict[str, Callable[[Filling, Field, datetime, int], Any]] = {
    "whole": Filling._number, "decimal": Filling._number, "money": Filling._number, "rating": Filling._number,
    "percent": Filling._percent, "date": Filling._date, "moment": Filling._moment, "time": Filling._time,
    "yes_no": Filling._yes_no, "phone": Filling._phone, "party": Filling._party, "identity": Filling._identity,
    "span": Filling._span, "photo": Filling._file, "file": Filling._file,
}
