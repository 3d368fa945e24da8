"""Many processes on one database: nothing is lost, nothing happens twice."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.case import Claim
from engine.service.service import Service
from engine.store.verify import stored_methods, verify
from tests.durability.processes import done, together
from tests.unit.street import NOW, a_case, open_street


def all_events(service: Service, *types: str) -> list[tuple[str, dict[str, Any]]]:
    marks = ",".join("?" * len(types))
    rows = service.store.conn.execute(f"SELECT stream, body FROM event WHERE type IN ({marks}) ORDER BY pos", types)
    return [(row[0], json.loads(row[1])) for row in rows]


def damage(service: Service) -> list[str]:
    return [one.zh for one in verify(service.store, stored_methods(service.store))]


def test_numbers_have_no_gaps_and_no_duplicates(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        heard = together(tmp_path, "enter", 15)
        numbers = sorted(one["number"] for said in heard for one in done(said).values())
        assert numbers == [f"2014-{n:04d}" for n in range(1, 61)]
        assert len(all_events(service, "opened")) == 60
        assert damage(service) == []


def test_a_case_is_claimed_and_closed_once_whoever_tries(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        for n in range(6):
            a_case(service, f"第{n}件")
        heard = together(tmp_path, "compete", 6)
        claims = Counter((stream, body["seat"]) for stream, body in all_events(service, "claimed"))
        assert set(claims.values()) == {1}
        assert len(claims) == 12  # to sort it, and to take it on
        for case in {stream for stream, _ in claims}:
            persons = {"zhangming" if seed % 2 == 0 else "lijuan" for seed, said in enumerate(heard) if f"claim {case}" in done(said)
                       and done(said)[f"claim {case}"]["step"] == "分类梳理"}
            assert len(persons) == 1
        assert [body["outcome"] for _, body in all_events(service, "closed")] == ["满意办结"] * 6
        issued = [body["number"] for _, body in all_events(service, "issued")]
        assert sorted(issued) == [f"2014-{n:04d}" for n in range(1, 7)]
        acted = sum(1 for said in heard for key in done(said) if not key.startswith("claim") and "1 " not in key[:2])
        assert acted == len(all_events(service, "acted", "voted"))
        assert damage(service) == []


def test_one_submission_handed_in_by_many_is_one_case(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        heard = together(tmp_path, "insist", 10)
        for n in range(10):
            answers = [done(said)[f"same-{n}"] for said in heard]
            assert len({one["case"] for one in answers}) == 1
            assert [one["repeated"] for one in answers].count(False) == 1
        assert len(all_events(service, "opened")) == 10
        assert damage(service) == []


def test_every_rung_acts_once_however_many_tick(tmp_path: Path) -> None:
    with open_street(tmp_path) as service:
        for n in range(12):
            case = a_case(service, f"第{n}件").case
            if n % 2:
                service.do("zhangming", case, Claim(), now=NOW + timedelta(hours=1))
        together(tmp_path, "tick", 20)
        fired = Counter((stream, body["step"], body["epoch"], body["rung"]) for stream, body in all_events(service, "rung_fired"))
        assert set(fired.values()) == {1}
        assert len(fired) == 24  # a reminder before and a report after, for each
        assert service.store.conn.execute("SELECT count(*) FROM timer").fetchone()[0] == 0
        told = service.store.conn.execute("SELECT count(*), count(DISTINCT dedupe) FROM message WHERE stream IN "
                                          "(SELECT id FROM stream WHERE kind = 'case')").fetchone()
        assert told[0] == told[1] == sum(len(body["to"]) for _, body in all_events(service, "told"))
        assert damage(service) == []
