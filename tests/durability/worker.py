"""A process of its own that works on a street until it is done or killed.

In: a folder, a task, a seed, a count.  Out, through a pipe: a message before each command (`trying`) and one after its
answer (`done` or `refused`); what was answered is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from engine.case import Anytime, Claim
from engine.notices import Channel, Http, Notices, Telling, Wording
from engine.service import Refused, ticking
from engine.service.hooks import CONSEQUENCES, HANDLERS, Appended
from engine.service.outbox import send_one
from engine.service.sending import Gateways
from engine.service.service import Done, Service
from engine.service.signals import deliver
from engine.store.signals import put_signal
from engine.text import Text
from tests.unit.street import NOW, a_case, moves, open_street

Tell = Callable[[dict[str, Any]], None]


def attempt(tell: Tell, key: str, command: Callable[[], Done]) -> Done | None:
    """Carry out one command and tell about it before and after."""
    tell({"trying": key})
    try:
        done = command()
    except Refused as refused:
        tell({"refused": key, "kind": refused.kind})
        return None
    tell({"done": key, "case": done.case, "number": done.number, "step": done.step, "repeated": done.repeated})
    return done


def replay(service: Service, key: str, case: str) -> Done:
    """The command with this key; anybody may try it again."""
    name = key.rpartition("/")[2]
    if name == "open":
        return a_case(service, f"问题 {key}", key=key)
    actor, command, after = moves()[int(name)]
    return service.do(actor, case, command, key=key, now=NOW + after)


def write(service: Service, tell: Tell, seed: str, count: int) -> None:
    """Enter cases and take each a few moves on."""
    for number in range(count):
        case = ""
        for step in ("open", "0", "1", "2", "3"):
            key = f"{seed}-{number}/{step}"
            done = attempt(tell, key, partial(replay, service, key, case))
            assert done is not None
            case = done.case


def compete(service: Service, tell: Tell, seed: str, count: int) -> None:
    """Try to claim the same cases as everybody else, then every further move of each of them."""
    mine = ("zhangming", "lijuan")[int(seed) % 2]
    for (case,) in service.store.conn.execute("SELECT id FROM stream WHERE kind = 'case' ORDER BY n LIMIT ?", (count,)).fetchall():
        attempt(tell, f"claim {case}", partial(service.do, mine, case, Claim(), now=NOW))
        for at, (actor, command, after) in enumerate(moves()[1:]):
            who = mine if actor == "zhangming" else actor
            attempt(tell, f"{at} {case}", partial(service.do, who, case, command, now=NOW + after))


def enter(service: Service, tell: Tell, seed: str, count: int) -> None:
    """Enter as many cases as told."""
    for number in range(count):
        attempt(tell, f"{seed}-{number}", partial(a_case, service, f"{seed}-{number}"))


def insist(service: Service, tell: Tell, seed: str, count: int) -> None:
    """Hand in the same submissions as everybody else, under the same keys."""
    for number in range(count):
        attempt(tell, f"same-{number}", partial(a_case, service, f"同一件 {number}", key=f"same-{number}"))


def tick(service: Service, tell: Tell, seed: str, count: int) -> None:
    """Let what is due act, day after day."""
    for day in range(count):
        tell({"ticked": ticking.tick(service, NOW + timedelta(days=day))})


def echo(service: Service, now: datetime, body: Mapping[str, Any]) -> None:
    """Note in the newest case what was noted in another."""
    newest = service.store.conn.execute("SELECT max(id) FROM stream WHERE kind = 'case' AND id <> ?", (body["from"],)).fetchone()[0]
    service.carry(service.store.writer, "tianxiuying", newest, Anytime("督办", {"发现的问题": f"回声 {body['says']}"}), now)


def keep_echo(service: Service, made: Appended) -> None:
    """A signal for each note that is no echo itself."""
    for seq, event in enumerate(made.events, start=made.seq):
        if event.type == "noted" and not event.body["values"]["发现的问题"].startswith("回声"):
            put_signal(service.store, "echo", f"{made.after.id}/{seq}", {"from": made.after.id, "says": event.body["values"]["发现的问题"]},
                       made.now.isoformat())


@contextmanager
def echoing() -> Iterator[None]:
    """Let every note be told to another case."""
    HANDLERS["echo"] = (Text("回声", "echo"), echo)
    CONSEQUENCES.append(keep_echo)
    try:
        yield
    finally:
        CONSEQUENCES.remove(keep_echo)
        del HANDLERS["echo"]


def note(service: Service, tell: Tell, seed: str, count: int) -> None:
    """Note something in the first case, again and again, and tick now and then."""
    first = service.store.conn.execute("SELECT min(id) FROM stream WHERE kind = 'case'").fetchone()[0]
    with echoing():
        for number in range(count):
            key = f"{seed}-{number}"
            attempt(tell, key, partial(service.do, "tianxiuying", first, Anytime("督办", {"发现的问题": key}), key=key, now=NOW))
            if number % 3 == 0:
                deliver(service, NOW)


def texted(service: Service, port: str) -> None:
    """Let the street tell its staff by a gateway on this machine."""
    channel = Channel("短信", "phone", http=Http(f"http://127.0.0.1:{port}/", body={"to": "{地址}", "text": "{正文}"}))
    directory = service.street.directory
    people = {one.id: replace(one, phone="13900000001") for one in directory.people.values()}
    wording = {"task": Wording(Text("{编号} {姓名}", ""))}
    service.use(replace(service.street, notices=Notices({"短信": channel}, staff=Telling(("短信",), kinds=wording)),
                        directory=replace(directory, people=people)))
    service.put_in_force()
    service.post = Gateways(service.store.path.parent if isinstance(service.store.path, Path) else Path())


def send(service: Service, tell: Tell, seed: str, count: int) -> None:
    """Send what is due until nothing is left; `seed` is the port of the gateway."""
    texted(service, seed)
    for _ in range(count):
        if send_one(service, NOW) is None:
            return
        tell({"sent": 1})


TASKS: dict[str, Callable[[Service, Tell, str, int], None]] = {
    "write": write, "compete": compete, "enter": enter, "insist": insist, "tick": tick, "note": note, "send": send,
}


def run(folder: Path, task: str, seed: str, count: int, pipe: Connection) -> None:
    """Do a task once the other end of the pipe says so; the pipe is closed when it is done."""
    with open_street(folder) as service, pipe:
        pipe.send({"ready": seed})
        pipe.recv()
        TASKS[task](service, pipe.send, seed, count)
