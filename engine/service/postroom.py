"""The outbox for an administrator: what waits, what went out, what went wrong, and a test of each channel.

In: who asks.  Out: rows without anything private; nothing for who is not an administrator.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.errors import BihuanError
from engine.notices import Channel
from engine.service import outbox
from engine.service.outbox import Notice
from engine.service.people import require_administrator
from engine.service.reading import SIZE, page_of
from engine.service.refused import Refused
from engine.service.service import Service
from engine.store import outbox as kept
from engine.text import Text, say

KINDS = {
    "task": Text("新任务", "new task"), "answer": Text("请评", "opinion asked"), "reminder": Text("到期提醒", "reminder"), "overdue": Text("逾期", "overdue"),
    "urged": Text("催办", "urged"), "copied": Text("抄送", "copied"), "told": Text("告知", "told"), "owed": Text("该做未做", "owed"),
    "board": Text("公示", "board"), "to_sign": Text("待签", "to sign"), "result": Text("评价结果", "result"),
    "solved": Text("已解决", "settled"), "not_yet": Text("暂未解决", "not yet"), "cannot": Text("无法解决", "cannot"),
    "declined": Text("不受理", "not accepted"), "test": Text("测试", "test")}
_KIND = KINDS["told"]


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One message: of which matter, what, to whom by which channel, how it stands and why."""

    n: int
    case: str
    number: str
    kind: Text
    to: Text
    channel: str
    state: str
    words: Text
    made: datetime
    due: datetime
    tries: int
    reason: str

    @property
    def may_repeat(self) -> bool:
        """Whether it can be sent again."""
        return self.state in ("failed", "unsure")


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """A page of the outbox with how many messages are in each state."""

    rows: tuple[OutboxRow, ...]
    counts: dict[str, tuple[Text, int]]
    channels: tuple[Channel, ...]
    page: int = 1
    more: bool = False


def rows(service: Service, state: str = "", page: int = 1) -> OutboxPage:
    """A page of messages, newest first, of one state or all."""
    page = page_of(page)
    found = kept.messages_in(service.store, state if state in kept.STATES else "", SIZE + 1, (page - 1) * SIZE)
    counts = {name: (outbox.state_words(name), count) for name, count in kept.count_messages(service.store).items()}
    return OutboxPage(tuple(_row(service, one, number) for one, number in found[:SIZE]), counts, tuple(service.street.notices.channels.values()),
                      page, len(found) > SIZE)


def shown(service: Service, admin: str, state: str = "", page: int = 1) -> OutboxPage:
    """The same, for an administrator."""
    require_administrator(service, admin)
    return rows(service, state, page)


def _row(service: Service, one: kept.Message, number: str) -> OutboxRow:
    name = service.directory().call(one.recipient)
    to = Text(name, name) if one.audience == "staff" else say("当事人（{field}）", "resident ({field})", field=one.recipient)
    return OutboxRow(one.n, one.stream, number, KINDS.get(one.kind, _KIND), to, one.channel, one.state, outbox.state_words(one.state),
                     datetime.fromisoformat(one.made), datetime.fromisoformat(one.due), one.tries, one.reason)


def repeat(service: Service, n: int) -> None:
    """Let a message that failed, or of which nobody knows, be sent again."""
    with service.store.write():
        done = 0 < n < 2**63 and kept.send_again(service.store, n, service.clock().isoformat())
    if not done:
        raise Refused("no-message", say("这条消息不能再发：没有这一条，或者它已经发出、正在等",
                                        "this message cannot be sent again: it is not there, was sent or is waiting"))


def repeat_as(service: Service, admin: str, n: int) -> None:
    """The same, for an administrator."""
    require_administrator(service, admin)
    repeat(service, n)


def test(service: Service, admin: str, channel: str) -> OutboxRow:
    """Send a test message to an administrator's own address at once; how it went."""
    require_administrator(service, admin)
    if channel not in service.street.notices.channels:
        raise Refused("form", say("请选一条渠道", "choose a channel"))
    if service.post is None:
        raise BihuanError(say("现在不能往外发消息", "nothing can be sent from here"))
    now = service.clock()
    with service.store.write():
        n = outbox.keep_by(service, Notice("staff", "test", admin, f"test/{service.chance(8).hex()}"), channel, now, now)
    outbox.send_one(service, now, n)
    message, number = kept.message(service.store, n)
    return _row(service, message, number)
