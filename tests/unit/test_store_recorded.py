"""What was recorded stays as it is: bodies in the same bytes, the same chain, the same state, whatever writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.case import Case, Event, evolve
from engine.store.chain import START
from engine.store.streams import chain_events, decode, encode, encode_case

RECORDED = json.loads((Path(__file__).parent / "recorded" / "case.json").read_text(encoding="utf-8"))
EVENTS = [Event(type_, json.loads(body), at, actor) for _, _, at, actor, type_, body, _ in RECORDED["events"]]
_AS_BEFORE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

plain = st.recursive(st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
                     lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4), max_leaves=12)


def recorded_case() -> Case:
    """The case as its recorded events leave it."""
    case: Case | None = None
    for event in EVENTS:
        case = evolve(case, event)
    assert case is not None
    return case


def test_recorded_events_are_written_again_with_the_same_bytes_and_hashes() -> None:
    _, last, rows = chain_events(RECORDED["stream"], 0, START, EVENTS)
    assert [list(row[1:]) for row in rows] == RECORDED["events"]
    assert last == RECORDED["events"][-1][-1]


def test_a_recorded_case_comes_to_the_same_state_with_the_same_bytes() -> None:
    assert encode_case(recorded_case()) == RECORDED["state"] == _AS_BEFORE(recorded_case().to_json())
    assert Case.from_json(decode(RECORDED["state"])) == recorded_case()


@given(plain)
def test_whatever_an_event_says_is_written_as_ever(body: Any) -> None:
    assert encode(body) == _AS_BEFORE(body)
    assert json.loads(encode({"body": body})) == {"body": body}


def test_a_number_beyond_64_bits_is_written_and_read() -> None:
    assert encode({"n": 2**70, "m": -2**63}) == _AS_BEFORE({"n": 2**70, "m": -2**63})
