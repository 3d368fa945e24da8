"""How a running street is: what an administrator should know before anybody notices.

In: the service.  Out: findings, each fine or not, in words.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.case import parameters_on
from engine.filling import show_moment
from engine.service.duties.acting import failing as failing_duties
from engine.service.facts import unfit
from engine.service.service import Service
from engine.service.signals import failing as failing_signals
from engine.service.timers import failing
from engine.store import check_sqlite, sqlite_version
from engine.store.lists import numbers_of
from engine.store.outbox import count_messages
from engine.store.timers import late_timers
from engine.text import Text, say

LATE = timedelta(minutes=10)  # the server's own timer looks far more often


def findings(service: Service) -> list[tuple[Text, bool, Text]]:
    """Findings: (what, whether it is fine, how it is)."""
    return [_sqlite(), _timers(service), _failing(service), _duties(service), _signals(service), _outbox(service), _undecided(service), _counts(service)]


def _sqlite() -> tuple[Text, bool, Text]:
    unsafe = check_sqlite()
    version = ".".join(str(part) for part in sqlite_version())
    return say("数据库", "Database"), unsafe is None, unsafe.text if unsafe else say("SQLite {v}，可以放心用", "SQLite {v}, safe to use", v=version)


def _timers(service: Service) -> tuple[Text, bool, Text]:
    now = service.clock()
    late, first = late_timers(service.store, (now - LATE).isoformat())
    name = say("到点提醒", "Reminders")
    if not late:
        return name, True, say("按时处理，没有积压", "on time, nothing is waiting")
    return name, False, say("有{n}个到点的还没有处理，最早的是{at}。请看服务是不是一直开着；也可以运行 bihuan tick。",
                            "{n} due reminder(s) have not acted, the first since {at}. See that the server keeps running, or run `bihuan tick`.",
                            n=late, at=show_moment(datetime.fromisoformat(first)))


def _failing(service: Service) -> tuple[Text, bool, Text]:
    """Cases whose timer was tried and did not act: each is named, since nobody else would notice."""
    cases = failing(service)
    name = say("办不下去的件", "Matters whose time cannot act")
    if not cases:
        return name, True, say("没有", "none")
    numbers = numbers_of(service.store, cases[:20])
    return name, False, say("{numbers} 到点的提醒或者评议收不齐，一直办不成。请打开看看缺什么；多半是参数没有定，或者日历算不到那一天。",
                            "the timers of {numbers} were tried and cannot act. Open them and see what is missing: mostly a parameter without a "
                            "value, or a date the calendar cannot reach.", numbers="、".join(numbers))


def _duties(service: Service) -> tuple[Text, bool, Text]:
    """Occasions of obligations at which something was due, was tried and did not happen."""
    found, name, directory = failing_duties(service), say("履职到点的事", "What obligations are due"), service.directory()
    if not found:
        return name, True, say("都办成了", "all done")
    words = [f"{rule}（{directory.call_unit(directory.call(who))}，{day}）" for rule, who, day in found[:10]]
    return name, False, say("有{n}次的预告、提醒或者结果一直办不成，会再试：{names}。请看参数、日历和公示栏是不是都定了。",
                            "announcing, reminding or settling {n} occasion(s) cannot be done and will be tried again: {names}. See whether "
                            "parameters, calendar and boards are all settled.", n=len(found), names="、".join(words))


def _signals(service: Service) -> tuple[Text, bool, Text]:
    """What one matter had to tell another and could not: each is named with what came in its way."""
    found = failing_signals(service)
    name = say("件与件之间的事", "Between matters")
    if not found:
        return name, True, say("都办成了", "all done")
    return name, False, say("有{n}项没有办成，会再试：{zh}", "{n} could not be carried out and will be tried again: {en}", n=len(found),
                            zh="；".join(f"{one.what.zh}（试了{one.tries}次，{one.failure}）" for one in found[:10]),
                            en="; ".join(f"{one.what.en} (tried {one.tries} times, {one.failure})" for one in found[:10]))


def _outbox(service: Service) -> tuple[Text, bool, Text]:
    """Messages that did not go out, or of which nobody knows whether they arrived."""
    counts = count_messages(service.store)
    name, unsure, failed = say("外发的消息", "Messages sent out"), counts["unsure"], counts["failed"]
    if not unsure and not failed:
        return name, True, say("没有发不成的", "none went wrong")
    return name, False, say("有{failed}条没发成，{unsure}条说不准送到没有。请到「发件」里看原因，再定要不要重发。",
                            "{failed} failed and {unsure} may or may not have arrived. See why in the outbox and decide whether to send them again.",
                            failed=failed, unsure=unsure)


def _undecided(service: Service) -> tuple[Text, bool, Text]:
    day = service.clock().date()
    names = [f"{method.title}：{name}" for method in service.street.methods.values()
             for name in method.parameters if name not in parameters_on(method, day) and not method.parameters[name].unbounded]
    title = say("还没有定的数", "Undecided values")
    if not names:
        return title, True, say("都定好了", "none")
    return title, False, say("请在街道文件里定下：{names}", "to be set in the street's file: {names}", names="、".join(names))


def _counts(service: Service) -> tuple[Text, bool, Text]:
    """Units, holders and links that do not number what the document says."""
    found, name = unfit(service), say("单位和人数", "Units and posts")
    if not found:
        return name, True, say("和文件说的一致", "as the document says")
    return name, all(one.warns for one in found), say("有{n}处和文件说的不一样：{zh}", "{n} differ from the document: {en}", n=len(found),
                                                      zh="；".join(one.text.zh for one in found[:10]), en="; ".join(one.text.en for one in found[:10]))
