"""Everything that can be asked of a street's evaluations; every method says who asks first.

In: a running street.  Out: views; what is signed is appended, and refusals say why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from engine.model import Evaluation, Method
from engine.scores import Period, containing, read_period
from engine.scores.closing import Closed
from engine.scores.receipts import receipt
from engine.scores.showing import table_of
from engine.scores.whatif import weights_of
from engine.service.refused import Refused
from engine.service.registers import reach
from engine.service.scores import behind, keeping, reading, signing, trying
from engine.service.scores.papers import find_paper
from engine.service.scores.records import book_of, street_records
from engine.service.scores.telling import signers
from engine.service.scores.trends import trend_view
from engine.service.scores.views import Changed, EvaluationRow, Lever, Proposal, Receipt, Table, Trend, Unsigned
from engine.service.service import Service
from engine.service.submitted import is_sound
from engine.service.views import Slip
from engine.store import periods
from engine.text import NO_WORDS, say

OPEN = ("proposed", "withdrawing")
ALL = ("proposed", "signed", "declined", "dropped", "withdrawing", "withdrawn")


class Scores:
    """The evaluations of one street."""

    def __init__(self, service: Service) -> None:
        self.service = service

    # --- what there is ----------------------------------------------------------------------------------------------

    def evaluations(self, person: str) -> list[EvaluationRow]:
        """The evaluations of every method somebody has to do with."""
        found: list[EvaluationRow] = []
        for method in self.service.street.methods.values():
            if method.evaluations and reach(self.service, person, method) != ():
                found += [self._row(method, one) for one in method.evaluations.values()]
        return found

    def _row(self, method: Method, evaluation: Evaluation) -> EvaluationRow:
        last = periods.last_closed(self.service.store, method.id, evaluation.name)
        latest = containing(date.fromisoformat(last), evaluation.period) if last else None
        running = containing(self.service.clock().date(), evaluation.period)
        waiting = periods.proposals(self.service.store, OPEN, method.id, evaluation.name)
        return EvaluationRow(method.id, method.title, evaluation.name, evaluation.title, latest.key if latest else "",
                             latest.title if latest else NO_WORDS, running.key, running.title, len(waiting))

    def may_see(self, person: str, method: str, evaluation: str) -> tuple[Method, Evaluation]:
        """An evaluation of a method in force; refuses one that is not known, and whoever has nothing to do with the method."""
        known = self.service.method(method)
        if evaluation not in known.evaluations or reach(self.service, person, known) == ():
            raise Refused("no-evaluation", say("没有「{name}」这项评价，或者您不能看", "there is no evaluation “{name}”, or you may not see it",
                                               name=evaluation if is_sound(evaluation) else "?"))
        return known, known.evaluations[evaluation]

    def find(self, name: str) -> tuple[str, str]:
        """(method, evaluation) of a name; `method/evaluation` where several methods have one of that name."""
        method, _, evaluation = name.rpartition("/")
        found = [(one.id, evaluation) for one in self.service.street.methods.values() if evaluation in one.evaluations and method in ("", one.id)]
        if len(found) != 1:
            raise Refused("no-evaluation", say("没有「{name}」这项评价", "there is no evaluation “{name}”", name=name) if not found else say(
                "有几套工作法都有「{name}」，写成 工作法/{name}", "several methods have “{name}”; write method/{name}", name=name))
        return found[0]

    def period(self, evaluation: Evaluation, key: str, method: str) -> Period:
        """The period of a key; the latest closed one, else the one that runs, unless told."""
        if not key:
            last = periods.last_closed(self.service.store, method, evaluation.name)
            return containing(date.fromisoformat(last) if last else self.service.clock().date(), evaluation.period)
        found = read_period(key) if is_sound(key) else None
        if found is None or found.length != evaluation.period:
            now = containing(self.service.clock().date(), evaluation.period)
            raise Refused("no-period", say("「{name}」要写成 {like} 这样的一期", "a period of “{name}” is written like {like}",
                                            name=evaluation.name, like=now.key))
        return found

    # --- tables -----------------------------------------------------------------------------------------------------

    def table(self, person: str, method: str, evaluation: str, key: str = "") -> Table:
        """An evaluation in a period: as it was closed, or as things stand while it runs."""
        self.may_see(person, method, evaluation)
        drawn = self.drawn(method, evaluation, key)
        may_sign = drawn.needs_signing and signing.may_sign(self.service, person, signing.load(self.service, drawn.id))
        return replace(drawn, may_sign=may_sign)

    def drawn(self, method: str, evaluation: str, key: str = "") -> Table:
        """An evaluation in a period as nobody in particular sees it, for stories."""
        known = self.service.method(method)
        rule = known.evaluations[evaluation]
        period = self.period(rule, key, method)
        book, closed = book_of(self.service, known), self.closed(known, rule, period)
        table = closed.holding.table if closed is not None else table_of(book.lines(evaluation, period), book.places(evaluation, period))
        return reading.table_view(book, rule, period, table, closed)

    def closed(self, method: Method, evaluation: Evaluation, period: Period) -> Closed | None:
        """A period as it was closed, None while it runs."""
        found = periods.load(self.service.store, periods.identity(self.service.street.id, method.id, evaluation.name, period.key))
        return None if found is None else found[0]

    def trend(self, person: str, method: str, evaluation: str) -> Trend:
        """Scores over the closed periods."""
        return trend_view(self.service, *self.may_see(person, method, evaluation))

    def explain(self, person: str, method: str, evaluation: str, subject: str, key: str = "") -> Receipt:
        """The receipt of a score: down through formula, parameters and indicators to the cases."""
        known, rule = self.may_see(person, method, evaluation)
        period = self.period(rule, key, method)
        closed = self.closed(known, rule, period)
        book = behind.book_behind(self.service, known, rule, period, closed)
        lines, records = book.lines(evaluation, period), street_records(book)
        names = {records.call(one): one for one in lines}
        subject = subject if subject in lines else names.get(subject, subject)
        if subject not in lines:
            raise Refused("no-subject", say("「{name}」不在{evaluation}里", "“{name}” is not among those scored in {evaluation}",
                                            name=subject if is_sound(subject) else "?", evaluation=rule.title))
        cases: dict[str, str] = {}
        document = receipt(book, evaluation, period, subject, behind.rows_of(self.service, cases), behind.on_record(closed, subject))
        view = reading.table_view(book, book.method.evaluations[evaluation], period, table_of(lines, book.places(evaluation, period)), None)
        line = next(one for one in view.lines if one.subject == subject)
        shares = reading.shares_read(book.method.evaluations[evaluation])
        read = {name: trying.value_shown(book, name, line_read) if name in book.method.parameters else reading.said(noted, share=name in shares)
                for name, noted in document["read"].items() if (line_read := lines[subject].read.get(name)) is not None}
        return Receipt(document, line, period.title, trend_view(self.service, known, rule), cases, read)

    # --- signing ----------------------------------------------------------------------------------------------------

    def to_sign(self, person: str) -> list[Unsigned]:
        """The periods whose scores wait for somebody's own signature, also those that came out otherwise since they were signed."""
        return [Unsigned(method.id, rule.name, rule.title, key, period.title)
                for method in self.service.street.methods.values() for rule in method.evaluations.values()
                if rule.signed_by and person in signers(self.service, rule.signed_by, "")
                for key in periods.unsigned(self.service.store, method.id, rule.name) if (period := read_period(key)) is not None]

    def proposals(self, person: str, *, states: tuple[str, ...] = OPEN, method: str = "", evaluation: str = "", key: str = "") -> list[Proposal]:
        """What periods led to, of the methods somebody has to do with."""
        seen = [one.id for one in self.service.street.methods.values() if reach(self.service, person, one) != ()]
        return [self._proposal(row, person) for row in periods.proposals(self.service.store, states, method, evaluation, key)
                if row.method in seen and row.evaluation in self.service.street.methods[row.method].evaluations]

    def not_in_effect(self, person: str) -> list[Proposal]:
        """What is signed and takes effect once the time to answer is over, of the methods somebody has to do with."""
        seen = [one.id for one in self.service.street.methods.values() if reach(self.service, person, one) != ()]
        return [self._proposal(row, person) for row in periods.proposals(self.service.store, ("signed",))
                if not row.took_effect and row.method in seen and row.evaluation in self.service.street.methods[row.method].evaluations]

    def led(self, method: str, evaluation: str, key: str) -> list[Proposal]:
        """Everything a period led to, as nobody in particular sees it, for stories."""
        return [self._proposal(row, "") for row in periods.proposals(self.service.store, ALL, method, evaluation, key)]

    def _proposal(self, row: periods.ProposalRow, person: str) -> Proposal:
        at = signing.load(self.service, row.period)
        led = at.closed.led[row.id.partition("#")[2]]
        view = reading.proposal_view(at.book, at.evaluation, at.closed, led, signing.may_sign(self.service, person, at, led))
        return replace(view, may_answer=signing.may_answer(self.service, person, at, led))

    def waiting(self, person: str) -> list[Proposal]:
        """What waits for somebody's own signature."""
        return [one for one in self.proposals(person) if one.may_act]

    def sign(self, person: str, period: str, key: str = "", *, choice: str = "", reason: str = "") -> Closed:
        """Sign a period's results, a proposed consequence, or a withdrawal."""
        if not key:
            return signing.sign_period(self.service, person, period)
        return signing.sign(self.service, person, period, key, choice=choice, reason=reason)

    def decline(self, person: str, period: str, key: str, reason: str) -> Closed:
        """Decline a consequence, take one back before it takes effect, or uphold one that was to be withdrawn."""
        return signing.decline(self.service, person, period, key, reason)

    def answer(self, person: str, period: str, key: str, text: str) -> Closed:
        """What whoever bears a result says to it before it takes effect."""
        return signing.answer(self.service, person, period, key, text)

    def paper(self, person: str, method: str, document: str, number: str) -> Slip:
        """The paper of a result by its number; one that was withdrawn says so."""
        return find_paper(self.service, person, method, document, number)

    # --- trying and counting anew -----------------------------------------------------------------------------------

    def what_if(self, person: str, method: str, evaluation: str, key: str, values: dict[str, str], gives_way: tuple[str, ...] = (),
                ends: tuple[int, int] = (3, 2)) -> Changed:
        """What other values of parameters would change; nothing is written.  `ends`: how many first and last places are watched."""
        known, rule = self.may_see(person, method, evaluation)
        return trying.what_if_view(book_of(self.service, known), rule, self.period(rule, key, method), values, gives_way, ends)

    def resting_on(self, method: str, names: Iterable[str]) -> str:
        """The one evaluation that weighs with these parameters, else the one that reads them; refuses where there are several or none."""
        known = self.service.method(method)
        wanted = set(names)
        weighs = [name for name, rule in known.evaluations.items() if wanted <= set(weights_of(rule))]
        found = weighs or [name for name, rule in known.evaluations.items() if wanted <= trying.rests_on(known, rule)]
        if len(found) == 1:
            return found[0]
        raise Refused("no-evaluation", say("请写明试哪个评价：{names}", "say which evaluation is tried: {names}", names="、".join(found or known.evaluations)))

    def weights(self, person: str, method: str, evaluation: str, key: str = "") -> list[Lever]:
        """The parameters a score rests on that can be tried."""
        known, rule = self.may_see(person, method, evaluation)
        return trying.tryable(book_of(self.service, known), rule, self.period(rule, key, method))

    def recount(self, progress: keeping.Progress = lambda done, whole: None) -> int:
        """Count the rows of changed indicators anew over history."""
        return keeping.recount(self.service, progress)
