"""The demonstration street as it stands today: all methods in use, with matters in hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from engine.demo import PASSWORD, is_demo, make_demo
from engine.errors import BihuanError
from engine.service import StreetService
from engine.values import SHANGHAI

NOW = datetime(2026, 5, 18, 14, 30, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StreetService]:
    """A demonstration made on a Monday afternoon."""
    service = make_demo(tmp_path_factory.mktemp("demo"), now=NOW)
    yield service
    service.store.close()


def happened(service: StreetService, type_: str) -> int:
    """How many events there are of a type."""
    return int(service.store.conn.execute("SELECT count(*) FROM event WHERE type = ?", (type_,)).fetchone()[0])


def steps(service: StreetService, column: str) -> set[str]:
    """Where the cases are, or how they ended."""
    return {row[0] for row in service.store.conn.execute(f"SELECT DISTINCT {column} FROM stream WHERE kind = 'case'")} - {""}


def test_every_method_has_matters_in_hand(demo: StreetService) -> None:
    in_hand = {row[0] for row in demo.store.conn.execute("SELECT DISTINCT method FROM stream WHERE kind = 'case' AND outcome = ''")}
    assert in_hand == set(demo.street.methods)
    assert {"分类梳理", "公开领办", "限时办结", "会诊", "督办评议", "群众评议"} <= steps(demo, "step")
    for type_ in ("tallied", "rung_fired", "issued", "issue_published", "planned", "settled"):
        assert happened(demo, type_) > 0, type_


def test_a_month_is_closed_and_its_results_are_signed_but_for_one(demo: StreetService) -> None:
    table = demo.scores.drawn("four-order", "网格月评")
    assert table.key == "2026-04"
    states = {one.state for one in demo.scores.led("four-order", "网格月评", "2026-04")}
    assert states >= {"proposed"}
    assert [one for one in demo.scores.led("four-order", "红旗榜", "2026-04") if one.state == "signed" and one.took_effect and one.shown_in]
    assert demo.scores.waiting("chenjing")


def test_a_score_opens_to_its_cases(demo: StreetService) -> None:
    subject = next(line.subject for line in demo.scores.drawn("four-order", "红旗榜").lines if line.place == 1)
    assert demo.scores.explain("zhouzhiyuan", "four-order", "红旗榜", subject).cases


def test_few_matters_are_stuck(demo: StreetService) -> None:
    assert len(demo.stuck()) < 10


def test_reminders_went_out_when_they_were_due(demo: StreetService) -> None:
    moments = [datetime.fromisoformat(row[0]) for row in demo.store.conn.execute("SELECT at FROM event WHERE type = 'rung_fired'")]
    assert moments
    assert demo.tick(NOW) == 0


def test_nothing_happened_after_the_moment_it_was_made(demo: StreetService) -> None:
    (last,) = demo.store.conn.execute("SELECT max(at) FROM event WHERE stream <> ?", (demo.directory_id,)).fetchone()
    assert datetime.fromisoformat(last) <= NOW


def test_its_accounts_can_log_in(demo: StreetService) -> None:
    assert demo.login("zhangming", PASSWORD)
    assert not demo.must_change("zhangming")
    assert is_demo(demo.folder)


def test_a_street_that_exists_is_not_made_again(demo: StreetService) -> None:
    with pytest.raises(BihuanError, match="已经有一个街道"):
        make_demo(demo.folder)
