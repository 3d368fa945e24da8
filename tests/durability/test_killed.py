"""Killed in the middle of writing: what was acknowledged is there, what was not can be tried again, nothing is torn."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from engine.service.outbox import LEASE, send_due
from engine.service.service import Service
from engine.service.signals import deliver, failing
from engine.store.backup import backup, restore
from engine.store.outbox import count_messages
from engine.store.verify import stored_methods, verify
from tests.durability.processes import Said, Worker, done, together, unanswered
from tests.durability.worker import echoing, replay, texted
from tests.unit.gateway import sms_gateway
from tests.unit.street import NOW, a_case, open_street

KILLS = 24


def killed_writers(folder: Path, kills: int, task: str = "write") -> list[Said]:
    """Two processes work at any time; again and again one of them is killed after a few answers."""
    chance = random.Random(6)
    heard: list[Said] = []
    writing = [Worker(folder, task, "seed0", 10_000).ready(), Worker(folder, task, "seed1", 10_000).ready()]
    for worker in writing:
        worker.go()
    for number in range(kills):
        following = Worker(folder, task, f"seed{number + 2}", 10_000) if number < kills - 2 else None
        worker = writing.pop(0)
        for _ in range(chance.randrange(1, 30)):
            worker.hear()
        if following is not None:
            following.ready().go()
            writing.append(following)
        heard.append(worker.kill())
    return heard


def try_again(service: Service, key: str) -> str:
    """Hand a command in again under its key; the case it belongs to."""
    name, _, step = key.rpartition("/")
    case = ""
    if step != "open":
        found = service.store.receipt(f"{name}/open")
        assert found is not None
        case = found[1]["case"]
    return replay(service, key, case).case


def test_what_was_acknowledged_survives_being_killed(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        heard = killed_writers(tmp_path, KILLS)
        assert [one.zh for one in verify(service.store, stored_methods(service.store))] == []
        open_keys = set()
        for said in heard:
            for key, answer in done(said).items():
                kept = service.store.receipt(key)
                assert kept is not None, key
                assert kept[1]["case"] == answer["case"]
                assert service.store.load(answer["case"]) is not None
            open_keys |= {one["trying"] for one in said if one.get("trying", "").endswith("/open")}
        assert sum(len(done(said)) for said in heard) > KILLS
        waiting = [key for said in heard for key in unanswered(said)]
        assert waiting  # somebody was in the middle of something
        cases = {key: try_again(service, key) for key in waiting}
        assert {key: try_again(service, key) for key in waiting} == cases
        opened = service.store.conn.execute("SELECT count(*) FROM event WHERE type = 'opened'").fetchone()[0]
        assert opened == len(open_keys)
        assert [one.zh for one in verify(service.store, stored_methods(service.store))] == []


def test_what_one_case_tells_another_arrives_once_whoever_is_killed(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        a_case(service, "屋顶漏水")
        a_case(service, "路灯不亮")
        heard = killed_writers(tmp_path, 10, "note")
        with echoing():
            deliver(service, NOW)
        rows = service.store.conn.execute("SELECT stream, body ->> '$.values.\"发现的问题\"' FROM event WHERE type = 'noted' ORDER BY pos").fetchall()
        said = [text for _, text in rows if not text.startswith("回声")]
        echoes = [text.removeprefix("回声 ") for _, text in rows if text.startswith("回声")]
        assert {key for one in heard for key in done(one)} <= set(said)
        assert sorted(echoes) == sorted(said)
        assert len({stream for stream, _ in rows}) == 2
        assert failing(service) == []
        assert [one.zh for one in verify(service.store, stored_methods(service.store))] == []


def test_no_message_goes_out_twice_whoever_is_killed_while_sending(tmp_path: Path) -> None:
    chance = random.Random(8)
    with sms_gateway() as gateway, open_street(tmp_path) as service:
        texted(service, str(gateway.port))
        for number in range(40):
            a_case(service, f"第{number}件")
        waiting = count_messages(service.store)["waiting"]
        assert waiting == 80  # two people may sort each
        for _ in range(6):
            senders = [Worker(tmp_path, "send", str(gateway.port), 1000).ready() for _ in range(2)]
            for sender in senders:
                sender.go()
            for _ in range(chance.randrange(1, 8)):
                senders[0].hear()
            for sender in senders:
                sender.kill()
        together(tmp_path, "send", 1000, processes=2, seed=str(gateway.port))
        service.clock = lambda: NOW + LEASE + timedelta(seconds=1)
        while send_due(service, NOW + LEASE):
            pass
        states = count_messages(service.store)
        assert states["sent"] + states["unsure"] == waiting
        assert len(gateway.texts) == len(set(gateway.texts))  # each names a case and a person
        assert states["sent"] <= len(gateway.texts) <= waiting
        assert states["unsure"] <= 12  # at most what the killed had in hand


def test_a_backup_taken_while_others_write_is_whole(tmp_path: Path) -> None:
    live = tmp_path / "live"
    live.mkdir()
    with open_street(live) as service:
        writers = [Worker(live, "write", f"seed{n}", 10_000).ready() for n in range(2)]
        for writer in writers:
            writer.go()
        for number in range(3):
            before = [one for writer in writers for _ in range(12) if (one := writer.hear()) is not None and "done" in one]
            backup(live, tmp_path / f"{number}.zip")
            restore(tmp_path / f"{number}.zip", tmp_path / f"back{number}")
            with open_street(tmp_path / f"back{number}") as restored:
                for one in before:
                    assert restored.store.receipt(one["done"]) is not None
        heard = [writer.kill() for writer in writers]
        assert all(heard)
        for number in range(3):
            with open_street(tmp_path / f"back{number}") as restored:
                events = restored.store.conn.execute("SELECT * FROM event ORDER BY pos").fetchall()
                assert events == service.store.conn.execute("SELECT * FROM event ORDER BY pos LIMIT ?", (len(events),)).fetchall()

