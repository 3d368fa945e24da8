"""Rules, values and time: a changed file, older versions, dated values, timers that cannot act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from engine.service import Claim, Refused, StreetService, open_service
from tests.unit.serving import Watch, serving
from tests.unit.street import FILE, NOW, a_case, walk

TEXT = FILE.read_text(encoding="utf-8")


def write(folder: Path, *changes: tuple[str, str]) -> Path:
    """The street's file in a folder, with some texts replaced."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "street.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def watch() -> Watch:
    return Watch()


def due(service: StreetService, case: str) -> date:
    found = service.case_page("zhangming", case).due
    assert found is not None
    return found.at.date()


@pytest.fixture
def running(tmp_path: Path, watch: Watch) -> Iterator[StreetService]:
    service = open_service(write(tmp_path), watch)
    yield service
    service.store.close()


def test_a_dated_value_holds_for_clocks_started_from_its_day(tmp_path: Path, watch: Watch) -> None:
    service = open_service(write(tmp_path, ("梳理时限: 2个工作日", "梳理时限: {2014-03-01: 2个工作日, 2014-03-12: 5个工作日}")), watch)
    early = a_case(service, "漏水")
    watch.now = datetime(2014, 3, 12, 9, tzinfo=NOW.tzinfo)
    late = a_case(service, "漏水", now=watch.now)
    assert due(service, early.case) == date(2014, 3, 12)
    assert due(service, late.case) == date(2014, 3, 19)
    service.store.close()


def test_a_running_service_takes_up_what_another_puts_in_force(tmp_path: Path, watch: Watch, running: StreetService) -> None:
    before = a_case(running, "漏水")
    other = open_service(write(tmp_path, ("梳理时限: 2个工作日", "梳理时限: 5个工作日"), ("姓名: 赵敏", "姓名: 赵小敏")), watch)
    other.store.close()
    running.tick()
    after = a_case(running, "漏水")
    assert due(running, before.case) == date(2014, 3, 12)
    assert due(running, after.case) == date(2014, 3, 17)
    assert running.directory().call("zhaomin") == "赵小敏"


def test_a_file_that_is_only_being_written_is_not_taken_up(tmp_path: Path, running: StreetService) -> None:
    write(tmp_path, ("梳理时限: 2个工作日", "梳理时限: 5个工作日"))
    running.tick()
    assert due(running, a_case(running, "漏水").case) == date(2014, 3, 12)


def test_running_cases_keep_their_rules_and_end_by_them(tmp_path: Path, watch: Watch, running: StreetService) -> None:
    old = a_case(running, "漏水")
    walk(running, old.case, 1)
    changed = open_service(write(tmp_path, ("民生: [市容环境, 养老助残]", "民生: [市容环境, 养老助残, 停车]")), watch)
    fresh = a_case(changed, "停车难")
    digests = {changed.case_page("zhangming", one.case).case.digest for one in (old, fresh)}
    assert len(digests) == 2
    steps = list(changed.case_page("zhangming", old.case).workflow.steps)
    assert steps == list(changed.case_page("zhangming", fresh.case).workflow.steps)
    walk_on(changed, old.case)
    assert changed.case_page("zhangming", old.case).case.outcome == "满意办结"
    changed.store.close()


def walk_on(service: StreetService, case: str) -> None:
    from tests.unit.street import moves

    for actor, command, after in moves()[1:]:
        service.do(actor, case, command, now=NOW + after)


@pytest.mark.parametrize(("sql", "words"), [
    ("DELETE FROM definition WHERE digest = ?", "找不到"),
    ("""UPDATE definition SET body = '{"method": 5}' WHERE digest = ?""", "读不了"),
    ("UPDATE definition SET body = replace(body, '\"1个工作日\"', '\"2个工作日\"') WHERE digest = ?", "被改动过")])
def test_rules_that_cannot_be_read_any_more_are_refused_with_words(tmp_path: Path, watch: Watch, sql: str, words: str) -> None:
    first = open_service(write(tmp_path), watch)
    done = a_case(first, "漏水")
    digest = first.street.methods["six-step"].digest
    first.store.close()
    later = open_service(write(tmp_path, ("民生: [市容环境, 养老助残]", "民生: [市容环境, 养老助残, 停车]")), watch)
    later.store.conn.execute("PRAGMA foreign_keys = OFF")
    later.store.conn.execute(sql, (digest,))
    with pytest.raises(Refused, match=words):
        later.do("zhangming", done.case, Claim())
    later.store.close()


def test_a_timer_that_cannot_act_holds_up_no_other_and_is_named(tmp_path: Path) -> None:
    watch = Watch()
    with serving(tmp_path) as service:
        bad, good = a_case(service, "漏水"), a_case(service, "断电", now=NOW + timedelta(minutes=1))
        service.store.conn.execute("UPDATE stream SET state = json_set(state, '$.digest', 'lost') WHERE id = ?", (bad.case,))
    with serving(tmp_path, watch=watch) as service:
        watch.now = NOW + timedelta(days=5)
        service.tick()
        assert service.messages("hanmei")
        assert {row.case for row in service.messages("hanmei")} == {good.case}
        watch.now += timedelta(minutes=2)
        [found] = [how.zh for name, fine, how in service.condition() if name.zh == "办不下去的件" and not fine]
        assert bad.number in found
        assert good.number not in found


def test_order_is_part_of_what_a_case_is_pinned_to(tmp_path: Path) -> None:
    from engine.compiler import digest_of
    from engine.schema import from_plain

    assert digest_of(from_plain({"steps": {"甲": {}, "乙": {}}})) != digest_of(from_plain({"steps": {"乙": {}, "甲": {}}}))
