"""Results of evaluations as those who sign them see to them: tables and consequences signed, some declined, some answered,
some taken back; and a matter behind a signed result that begins again.

In: the year, a period that something happened to.  Out: errands on the agenda; what is done goes through the service.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.scores.closing import Closed, Led
from engine.service import Refused
from engine.service.scores import signing
from engine.service.scores.telling import signers, unit_of, who_answers
from engine.store import periods

if TYPE_CHECKING:
    from engine.demo.year import Year

DECLINED, PUT_OFF, ANSWERED, TAKEN_BACK, UPHELD, DOUBTED = 0.08, 0.15, 0.4, 0.5, 0.2, 0.3  # how often
TRIED = 8  # matters behind a result that are looked at, until one may begin again
_NOT_NOW = ("这一期情况特殊，和当事人谈过，这次不签。", "数字没有错，但是中途换过人，不该由他承担。", "已经用别的办法处理过，不重复。")
_ANSWERS = ("那几天设备在检修，不是没有去，请再看一看。", "有两件是月底最后一天才到手的，已经抓紧办了。", "情况属实，已经在改，请看下个月。")


class Results:
    """Everybody who signs results, and everybody who bears them."""

    def __init__(self, year: Year) -> None:
        self.year, self.service, self.chance = year, year.service, year.chance
        self.planned: set[tuple[str, ...]] = set()
        self.leaves_since = ""  # of what a period closed from this moment on leads to, the first waits on
        self._left: dict[str, str] = {}

    def look(self, period: str) -> None:
        """Plan who signs a period's table, and what becomes of everything it led to."""
        loaded = periods.load(self.service.store, period)
        if loaded is None:
            return
        closed = loaded[0]
        if closed.waits and self._first(period, "table", str(closed.rev)):
            self.year.plan(self.year.soon(4), lambda: self.sign_table(period))
        for led in closed.led.values():
            if closed.at < self.leaves_since or self._left.setdefault(period, led.key) != led.key:
                self._look_at(closed, led)

    def _look_at(self, closed: Closed, led: Led) -> None:
        id_, key = closed.id, led.key
        if led.state == "proposed" and self._first(id_, key, led.state, led.at):
            self.year.plan(self.year.soon(20 if self.chance.random() < PUT_OFF else 5), lambda: self.decide(id_, key))
        elif led.state == "withdrawing" and self._first(id_, key, led.state, str(closed.rev)):
            self.year.plan(self.year.soon(5), lambda: self.withdraw(id_, key))
        elif led.state == "signed" and not led.took_effect and led.effective and self._first(id_, key, led.state, led.at):
            if self.chance.random() < ANSWERED:
                self.year.plan(self.year.soon(1), lambda: self.answer(id_, key))
        elif led.state == "signed" and led.took_effect and self._first(id_, key, "doubted") and self.chance.random() < DOUBTED:
            self.year.plan(self.year.soon(4), lambda: self.begin_again(id_, key))

    def _first(self, *what: str) -> bool:
        """Whether something is planned for the first time."""
        new = what not in self.planned
        self.planned.add(what)
        return new

    # --- doing it -------------------------------------------------------------------------------------------------------

    def sign_table(self, period: str) -> None:
        """Sign what a period came to."""
        at = signing.load(self.service, period)
        known = signers(self.service, at.evaluation.signed_by, "")
        if known and at.closed.waits:
            self._try(at.closed, lambda: self.service.scores.sign(self.chance.choice(known), period))

    def decide(self, period: str, key: str) -> None:
        """Sign a consequence, mostly; a reason is written where it is declined."""
        at = signing.load(self.service, period)
        led = at.closed.led[key]
        rule = at.evaluation.consequences[led.rule]
        known = signers(self.service, rule.signed_by, unit_of(at.book, led))
        if led.state != "proposed" or not known:
            return
        person, items = self.chance.choice(known), list(at.method.lists[rule.choices].type.items) if rule.choices else []
        if self.chance.random() < DECLINED:
            self._try(at.closed, lambda: self.service.scores.decline(person, period, key, self.chance.choice(_NOT_NOW)))
        else:
            choice = self.chance.choices(items, [(8, 3, 1)[min(place, 2)] for place in range(len(items))])[0] if items else ""
            self._try(at.closed, lambda: self.service.scores.sign(person, period, key, choice=choice))

    def withdraw(self, period: str, key: str) -> None:
        """Take back, mostly, what does not follow any more."""
        at = signing.load(self.service, period)
        led = at.closed.led[key]
        known = signers(self.service, at.evaluation.consequences[led.rule].signed_by, unit_of(at.book, led))
        if led.state != "withdrawing" or not known:
            return
        person = self.chance.choice(known)
        if self.chance.random() < UPHELD:
            self._try(at.closed, lambda: self.service.scores.decline(person, period, key, "差得很少，和大家商量过，照原来的执行。"))
        else:
            self._try(at.closed, lambda: self.service.scores.sign(person, period, key, reason="重算以后不再符合，收回。"))

    def answer(self, period: str, key: str) -> None:
        """Whoever bears a result says something to it; whoever signed it takes it back, or lets it stand."""
        at = signing.load(self.service, period)
        led = at.closed.led[key]
        bearers = who_answers(self.service, at.book, led)
        person = self.chance.choice(bearers) if bearers else ""
        if not person or not signing.may_answer(self.service, person, at, led):
            return
        self._try(at.closed, lambda: self.service.scores.answer(person, period, key, self.chance.choice(_ANSWERS)))
        if self.chance.random() < TAKEN_BACK:
            self.year.plan(self.year.soon(1), lambda: self.take_back(period, key, led.by))

    def take_back(self, period: str, key: str, person: str) -> None:
        """What was answered well does not take effect."""
        at = signing.load(self.service, period)
        led = at.closed.led[key]
        if led.state == "signed" and not led.took_effect:
            self._try(at.closed, lambda: self.service.scores.decline(person, period, key, "核对过了，说的是实情，收回。"))

    def begin_again(self, period: str, key: str) -> None:
        """A matter that a signed result rests on turns out not to be settled, and begins again where the method lets it."""
        at = signing.load(self.service, period)
        led = at.closed.led[key]
        receipt = self.service.scores.explain(led.by, at.closed.method, at.closed.evaluation, led.subject, at.closed.period)
        known = list(dict.fromkeys(receipt.cases[name] for name in sorted(receipt.cases)))
        for stream in self.chance.sample(known, min(len(known), TRIED)):
            if self.year.clerk.reopen(stream):
                return

    def _try(self, closed: Closed, act: Callable[[], Any]) -> None:
        try:
            act()
        except Refused as refused:
            self.year.clerk.give_up(f"{closed.evaluation} {closed.period}", refused)
