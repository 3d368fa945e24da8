"""A key makes a repeated submission harmless, and gives nobody what is somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.service import Act, Anytime, Claim, Refused, StreetService
from engine.service.secret import secret_of
from tests.unit.serving import contents, said, serving
from tests.unit.street import NOW, a_case, walk

FORM = {"问题": "屋顶漏水", "问题性质": "热点难点问题", "诉求人": {"姓名": "张大爷", "电话": "13800000001"}}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[StreetService]:
    with serving(tmp_path) as found:
        yield found


def test_the_same_submission_is_entered_once_and_answered_twice(service: StreetService) -> None:
    first = service.open("public", "six-step", "群众问题", "柳南社区", FORM, key="k")
    before = contents(service)
    turned = dict(reversed(FORM.items()))
    second = service.open("public", "six-step", "群众问题", "柳南社区", turned, key="k")
    assert (second.case, second.code, second.repeated) == (first.case, first.code, True)
    assert contents(service) == before


def test_a_code_given_anew_is_not_told_to_who_repeats_the_first_submission(service: StreetService) -> None:
    first = service.open("wangli", "six-step", "群众问题", "柳南社区", FORM, key="k")
    fresh = service.new_code("wangli", first.case)
    again = service.open("wangli", "six-step", "群众问题", "柳南社区", FORM, key="k")
    assert (again.repeated, again.code) == (True, "")
    assert service.follow(first.number, fresh).number == first.number
    with pytest.raises(Refused):
        service.follow(first.number, first.code)


def test_a_key_belongs_to_who_used_it(service: StreetService) -> None:
    service.open("public", "six-step", "群众问题", "柳南社区", FORM, key="k")
    for actor, unit, text in (("wangli", "柳南社区", "屋顶漏水"), ("public", "河湾社区", "屋顶漏水"), ("public", "柳南社区", "别的事")):
        before = contents(service)
        with pytest.raises(Refused) as refused:
            service.open(actor, "six-step", "群众问题", unit, {**FORM, "问题": text}, key="k")
        assert refused.value.kind == "key-used"
        assert contents(service) == before


def test_nobody_is_told_that_they_did_what_somebody_else_did(service: StreetService) -> None:
    done = a_case(service, "漏水")
    service.do("zhangming", done.case, Claim(), key="k")
    with pytest.raises(Refused) as refused:
        service.do("lijuan", done.case, Claim(), key="k")
    assert refused.value.kind == "key-used"


def test_a_refused_command_leaves_its_key_free(service: StreetService) -> None:
    done = a_case(service, "漏水")
    service.do("zhangming", done.case, Claim())
    with pytest.raises(Refused):
        service.do("zhangming", done.case, Act("不予受理"), key="k")
    assert service.do("zhangming", done.case, Act("不予受理", {"类别": "物业管理", "不受理理由": "不归街道管"}), key="k").outcome == "不予受理"


def test_a_note_handed_in_twice_stands_once(service: StreetService) -> None:
    done = a_case(service, "漏水")
    for _ in range(2):
        service.do("tianxiuying", done.case, Anytime("督办", {"发现的问题": "没人来看"}), key="k")
    notes = [entry for entry in service.case_page("zhangming", done.case).timeline if entry.kind == "noted"]
    assert len(notes) == 1


def test_receipts_keep_nothing_that_was_said(service: StreetService) -> None:
    service.open("public", "six-step", "群众问题", "柳南社区", FORM, key="k")
    row = repr(service.store.conn.execute("SELECT * FROM receipt").fetchone())
    assert "漏水" not in row
    assert "1380" not in row
    code = service.code_of(service.store.conn.execute("SELECT id FROM stream WHERE kind = 'case'").fetchone()[0])
    assert code not in said(service)


def test_old_receipts_and_drafts_are_dropped(service: StreetService) -> None:
    service.open("public", "six-step", "群众问题", "柳南社区", FORM, key="k")
    service.save_draft("wangli", "new", {"电话": "13800000001"})
    service.tick(NOW.replace(month=5))
    assert service.draft("wangli", "new") is None
    assert service.store.receipt("k") is None


def test_every_process_takes_the_same_secret(tmp_path: Path) -> None:
    assert secret_of(tmp_path) == secret_of(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    (tmp_path / "secret.key").write_bytes(b"")
    with pytest.raises(Exception, match="不完整"):
        secret_of(tmp_path)


def test_a_draft_is_its_writers_own(service: StreetService) -> None:
    walk(service, a_case(service, "漏水").case, 1)
    service.save_draft("wangli", "new", {"问题": "还没写完"})
    assert service.draft("huangyong", "new") is None
    service.drop_draft("huangyong", "new")
    found = service.draft("wangli", "new")
    assert found is not None
    assert found[0] == {"问题": "还没写完"}
