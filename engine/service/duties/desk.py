"""Everything that can be asked of a street's obligations; every method says who asks first.

In: a running street.  Out: views; changes are appended, and refusals say why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta

from engine.case import Event, Refusal
from engine.duties import AnswerJoin, AnswerRequest, Change, Excuse, Move, Owed, Substitute, change, evolve, responsible
from engine.duties.changing import Desk, offers
from engine.duties.people import approvers, arrangers, stand_ins
from engine.duties.telling import notice
from engine.model import Method
from engine.service.duties import feed, reading
from engine.service.duties.history import CHANGES, history
from engine.service.duties.keeping import put_owed
from engine.service.duties.planning import ask, plan_method, rules_of, with_duties
from engine.service.duties.telling import tell
from engine.service.duties.views import Arrangement, Coming, Count, DutyPage, DutyRow
from engine.service.refused import Refused
from engine.service.service import Service
from engine.service.submitted import fingerprint, require_key, require_sound
from engine.service.views import Choice
from engine.store import duties as kept
from engine.text import NO_WORDS, Text, say

AHEAD, BEHIND = timedelta(days=90), timedelta(days=30)


class Duties:
    """The obligations of one street."""

    def __init__(self, service: Service) -> None:
        self.service = service

    # --- lists ------------------------------------------------------------------------------------------------------

    def mine(self, person: str, first: date, last: date) -> list[DutyRow]:
        """What somebody owes in a stretch of days, the soonest first."""
        return reading.rows(self.service, reading.of_person(self.service, person, first, last), self.service.clock())

    def at(self, person: str, unit: str, first: date, last: date) -> list[DutyRow]:
        """What is owed at a unit and below in a stretch of days, as far as the one who asks may see it."""
        directory = self.service.directory()
        found = [one for one in reading.of_place(self.service, unit, first, last) if reading.may_see(self.service, person, one, directory)]
        return reading.rows(self.service, found, self.service.clock())

    def all(self, rule: str, first: date, last: date) -> list[DutyRow]:
        """Every occasion of an obligation in a stretch of days, for stories and reports."""
        return reading.rows(self.service, kept.of_rule(self.service.store, rule, first.isoformat(), last.isoformat()), self.service.clock())

    def lagging_all(self, days: int) -> list[DutyRow]:
        """Who is about to miss what anywhere, for stories and reports."""
        return reading.lagging(self.service, None, self.service.clock(), days)

    def lagging(self, person: str, days: int = 14) -> list[DutyRow]:
        """Who is about to miss what: what is still missing, and how many days are left."""
        return reading.lagging(self.service, person, self.service.clock(), days)

    def waiting(self, person: str) -> list[DutyRow]:
        """What waits for somebody's consent or answer."""
        return reading.rows(self.service, reading.waiting_for(self.service, person), self.service.clock())

    def counts(self, person: str, first: date, last: date) -> list[Count]:
        """How obligations came out, by obligation and unit."""
        return reading.counts(self.service, person, first, last)

    def coming(self, unit: str = "") -> list[Coming]:
        """What has been announced to the public."""
        return reading.coming(self.service, self.service.clock(), unit)

    @property
    def any(self) -> bool:
        """Whether a method in force has obligations."""
        return bool(with_duties(self.service))

    def knows(self, id_: str) -> bool:
        """Whether an identity is that of an occasion."""
        return kept.load_owed(self.service.store, id_) is not None

    # --- one occasion -----------------------------------------------------------------------------------------------

    def page(self, person: str, id_: str) -> DutyPage:
        """One occasion with all that may be done about it."""
        service, owed = self.service, reading.load(self.service, person, id_)
        method = self._method(owed)
        duty, now = method.duties[owed.rule], service.clock()
        told_at = next((timer.at for timer in owed.waiting if timer.name == "announce"), "")
        return DutyPage(
            row=reading.rows(service, [owed], now)[0], note=duty.note, cite=duty.cite, arrangements=self._arrangements(person, owed, method),
            working=reading.working(owed), history=history(service, id_), evidence=self._evidence(owed),
            notice=notice(owed, duty, method, service.directory()) if duty.notice is not None else {},
            notice_at=datetime.fromisoformat(told_at) if told_at else None, record=self._record(person, owed, method),
            asked=_asked(owed), may_answer=bool(owed.request) and person != owed.subject and person in approvers(method, owed, service.directory()),
            joining=_joining(owed), may_join=bool(owed.proposal) and person in (
                owed.subject, *responsible(method, owed, service.directory()), *arrangers(method, owed, service.directory())))

    def _method(self, owed: Owed) -> Method:
        method = self.service.street.methods.get(owed.method)
        if method is None or owed.rule not in method.duties:
            raise Refused("no-duty", say("这项义务已经不在用了", "this obligation is in force no more"))
        return method

    def _evidence(self, owed: Owed) -> tuple[tuple[str, str, str], ...]:
        tallies = kept.tallies(self.service.store, [owed.id]).get(owed.id, ())
        cases = owed.evidence if owed.outcome else tuple(dict.fromkeys(case for one in tallies for case in one.evidence))
        found = [(case, loaded[0]) for case in cases if (loaded := self.service.store.load(case)) is not None]
        return tuple((case, one.number, one.workflow) for case, one in found)

    def _arrangements(self, person: str, owed: Owed, method: Method) -> tuple[Arrangement, ...]:
        desk = self._desk(person, method)
        found: list[Arrangement] = []
        for kind, why_not in offers(owed, desk).items():
            others = list(stand_ins(method, owed, desk.directory)) if kind == "substitute" else []
            found.append(Arrangement(kind, CHANGES[kind], why_not or NO_WORDS, tuple(Choice(one, desk.directory.call(one)) for one in others)))
        return tuple(found)

    def _record(self, person: str, owed: Owed, method: Method) -> tuple[str, str, str, Mapping[str, str]] | None:
        """The evidence to begin, with what is known filled in; None for who may not begin it."""
        from engine.case import may_open

        duty, flow = method.duties[owed.rule], method.workflows[method.duties[owed.rule].evidence.workflow]
        if owed.outcome or may_open(method, flow.name, self.service.world(person, method.id)) is not None:
            return None
        proof, start = duty.evidence, {field.name for field in flow.start.form}
        known = {proof.subject: owed.stands_in or owed.subject, proof.object: owed.object, proof.day: owed.planned}
        directory = self.service.directory()
        near = [directory.units[one] for one in (owed.object, owed.unit) if one in directory.units]
        unit = next((one.name for one in near if not flow.belongs_to or one.is_a(flow.belongs_to)), "")
        return method.id, flow.name, unit, {field: value for field, value in known.items() if field in start and value}

    # --- changes ----------------------------------------------------------------------------------------------------

    def substitute(self, person: str, id_: str, to: str, reason: str, *, key: str = "") -> DutyRow:
        """Let somebody else go."""
        return self._change(person, id_, Substitute(self.service.directory().named(to) or to, reason), key)

    def move(self, person: str, id_: str, day: date, reason: str, *, key: str = "") -> DutyRow:
        """Choose another day, or the day within the period."""
        return self._change(person, id_, Move(day, reason), key)

    def excuse(self, person: str, id_: str, reason: str, *, key: str = "") -> DutyRow:
        """Be excused this time."""
        return self._change(person, id_, Excuse(reason), key)

    def answer(self, person: str, id_: str, agree: bool, reason: str = "", *, key: str = "") -> DutyRow:
        """Consent to what was asked, or refuse it with a reason."""
        return self._change(person, id_, AnswerRequest(agree, reason), key)

    def join(self, person: str, id_: str, agree: bool, *, key: str = "") -> DutyRow:
        """Take the proposed joint day, or keep the own one."""
        return self._change(person, id_, AnswerJoin(agree), key)

    def _change(self, person: str, id_: str, command: Change, key: str) -> DutyRow:
        service, said = self.service, {"actor": person, "duty": id_, "do": type(command).__name__,
                                       **{name: str(value) for name, value in asdict(command).items()}}
        require_sound({name: str(value) for name, value in said.items()})
        require_key(key)
        reading.load(service, person, id_)
        with service.store.write() as conn:
            known = service.store.receipt(key) if key else None
            if known is not None and known[0] != fingerprint(service.secret, said):
                raise Refused("key-used", say("这张表已经交过一次，内容和这次不一样；请打开最新的页面再办",
                                              "this form was handed in before with other content; open the latest page and try again"))
            if known is None:
                self._carry(person, id_, command)
                if key:
                    service.store.keep_receipt(conn, key, fingerprint(service.secret, said), {"duty": id_}, service.clock().isoformat())
        service.settle(service.clock())
        return reading.rows(service, [reading.load(service, person, id_)], service.clock())[0]

    def _carry(self, person: str, id_: str, command: Change) -> None:
        service = self.service
        loaded = kept.load_owed(service.store, id_)
        assert loaded is not None
        owed, standing = loaded
        method, now = self._method(owed), service.clock()
        made = change(owed, command, self._desk(person, method))
        if isinstance(made, Refusal):
            raise Refused(made.kind, made.text, made.fields)
        after = owed
        for event in made:
            after = evolve(after, event)
        put_owed(service, standing, made, after, method.digest, method.duties[owed.rule].title)
        for number, event in enumerate(made, start=standing.seq + 1):
            self._tell(method, after, event, number)
        if after.planned != owed.planned:
            ask(service, method.id, f"{id_}/{standing.seq}", now)

    def _tell(self, method: Method, owed: Owed, event: Event, seq: int) -> None:
        """Whoever has to know of a change is told, the one who made it aside."""
        directory = self.service.directory()
        people = {"asked": approvers(method, owed, directory), "request_refused": (owed.subject,), "excused": (owed.subject,),
                  "substituted": (owed.subject, owed.stands_in), "moved": responsible(method, owed, directory)}.get(event.type, ())
        told = [one for one in people if one in directory.people and one != event.actor]
        causes = {"asked": "请批准", "request_refused": "没有同意", "excused": "已免", "substituted": "代替履职", "moved": "履职改期"}
        tell(self.service, method, owed, told, causes.get(event.type, ""), datetime.fromisoformat(event.at), f"{owed.id}/{seq}")

    def _desk(self, person: str, method: Method) -> Desk:
        now = self.service.clock()
        return Desk(now, person, rules_of(self.service, method, now), self.service.directory())

    def plan(self) -> int:
        """Plan now; how many occasions changed."""
        service, now = self.service, self.service.clock()
        with service.store.write():
            return sum(plan_method(service, method, now) for method in with_duties(service))

    # --- feeds ------------------------------------------------------------------------------------------------------

    def feed_address(self, person: str, *, fresh: bool = False) -> str:
        """The address of a person's calendar; a fresh one makes the old one useless."""
        service = self.service
        with service.store.write():
            salt = "" if fresh else kept.feed_salt(service.store, person)
            if not salt:
                salt = service.chance(8).hex()
                kept.put_feed(service.store, person, salt, feed.hashed(feed.token(service.secret, person, salt)), service.clock().isoformat())
        return feed.token(service.secret, person, salt)

    def feed(self, address: str) -> bytes | None:
        """The calendar behind an address; None for an unknown one or one of somebody who has left."""
        person = kept.fed(self.service.store, feed.hashed(address))
        known = self.service.directory().people.get(person)
        if known is None or known.left:
            return None
        now = self.service.clock()
        return feed.feed_of(f"{known.name}的履职", self.mine(person, now.date() - BEHIND, now.date() + AHEAD), now)

    def public_feed(self) -> bytes:
        """The calendar of what has been announced."""
        return feed.public_feed(f"{self.service.street.name}接访预告", self.coming(), self.service.clock())


def _asked(owed: Owed) -> Text:
    if not owed.request:
        return NO_WORDS
    detail = owed.request.get("to") or owed.request.get("day") or ""
    return say("{what}{detail}：{reason}", "{what}{detail}: {reason}", what=CHANGES[owed.request["change"]], detail=f"（{detail}）" if detail else "",
               reason=owed.request["reason"])


def _joining(owed: Owed) -> Text:
    if not owed.proposal:
        return NO_WORDS
    return say("「{rule}」定在{day}，原则上一并进行，要不要改到同一天？", "“{rule}” is on {day}; the two should go together. Take that day?",
               rule=owed.proposal["because"], day=owed.proposal["day"])
