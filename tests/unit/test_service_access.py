"""Who sees what: cases, private values, pictures, documents, and what a resident is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from engine.service import Act, Anytime, Claim, Offer, Refused, StreetService
from tests.unit.serving import said, serving
from tests.unit.street import NOW, a_case, the_street, walk

PHONE, NAME = "13800000001", "张大爷"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[StreetService]:
    with serving(tmp_path) as found:
        yield found


def picture(service: StreetService) -> dict[str, object]:
    written = BytesIO()
    Image.new("RGB", (4, 4), "red").save(written, "PNG")
    return service.save_file(written.getvalue(), "屋顶.png")


def refuses(ask: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        ask()
    return refused.value.kind


def test_whoever_may_not_see_a_case_gets_nothing_of_it(service: StreetService) -> None:
    photo = picture(service)
    done = service.open("wangli", "six-step", "群众问题", "柳南社区", {"问题": "漏水", "问题性质": "热点难点问题", "照片": [photo]})
    walk(service, done.case, 5)
    copy = Offer("anytime", "抄送", "抄送", verb="copy")
    for stranger in ("caoyulan", "qianjin", "hefang", "nobody", "public", "party", "system", ""):
        for ask in (lambda one: service.case_page(one, done.case), lambda one: service.slip(one, done.case, "问题解决交办单"),
                    lambda one: service.read_file(one, done.case, str(photo["sha256"])), lambda one: service.reveal(one, done.case, "诉求人"),
                    lambda one: service.new_code(one, done.case), lambda one: service.colleagues(one, done.case, copy),
                    lambda one: service.act(one, done.case, Anytime("督办", {"发现的问题": "没有"})),
                    lambda one: service.problems(one, done.case, Act("办结"))):
            assert refuses(lambda ask=ask, one=stranger: ask(one)) == "not-allowed"  # type: ignore[misc]
        assert done.case not in [row.case for tab in ("todo", "claim", "unit", "done", "copied", "all")
                                 for row in service.worklist(stranger, tab).rows]  # type: ignore[arg-type]
    assert service.read_file("wangli", done.case, str(photo["sha256"]))[1] == "image/png"


def test_a_text_that_reads_like_a_name_opens_the_case_to_nobody(service: StreetService) -> None:
    done = service.open("public", "six-step", "群众问题", "柳南社区", {"问题": "qianjin", "问题性质": "热点难点问题", "地点": "河湾社区"})
    assert refuses(lambda: service.case_page("qianjin", done.case)) == "not-allowed"
    assert refuses(lambda: service.case_page("huangyong", done.case)) == "not-allowed"


def test_whoever_worked_on_a_case_still_sees_it_after_others_did_the_same_step(service: StreetService) -> None:
    done = a_case(service, "漏水")
    walk(service, done.case, 2)
    service.do("liuwei", done.case, Claim(), now=NOW + timedelta(days=1))
    service.do("liuwei", done.case, Act("退单", {"退单理由": "不归我们管", "建议单位": "市容办"}), now=NOW + timedelta(days=1))
    order = {"类别": "物业管理", "涉及户数": "6", "责任领导": "hanmei", "责任单位": "市容办", "时间表": "2014-04-02", "路线图": "先看", "督办人": "wugang"}
    service.do("zhangming", done.case, Act("交办", order), now=NOW + timedelta(days=2))
    service.do("fenglei", done.case, Act("领办"), now=NOW + timedelta(days=2))
    for one in ("liuwei", "chenjing", "fenglei"):
        assert service.case_page(one, done.case).case.number == done.number
    assert refuses(lambda: service.reveal("chenjing", done.case, "诉求人")) == "not-allowed"


def test_private_values_are_for_those_who_need_them_and_every_look_is_written_down(service: StreetService) -> None:
    done = a_case(service, "漏水")
    walk(service, done.case, 3)
    for one in ("wangli", "zhangming", "liuwei"):
        assert PHONE in service.reveal(one, done.case, "诉求人").text.zh
    for one in ("zhaomin", "zhouzhiyuan", "chenjing", "tianxiuying", "hanmei"):
        assert refuses(lambda one=one: service.reveal(one, done.case, "诉求人")) == "not-allowed"  # type: ignore[misc]
        assert refuses(lambda one=one: service.new_code(one, done.case)) == "not-allowed"  # type: ignore[misc]
    looks = service.store.conn.execute("SELECT person FROM looked WHERE field = '诉求人' ORDER BY n").fetchall()
    assert [row[0] for row in looks] == ["wangli", "zhangming", "liuwei"]


def test_an_administrator_who_does_not_handle_a_case_sees_it_masked(tmp_path: Path) -> None:
    known = the_street().directory
    people = {**known.people, "hefang": replace(known.people["hefang"], administrator=True)}
    with serving(tmp_path, replace(the_street(), directory=replace(known, people=people))) as service:
        done = a_case(service, "漏水")
        walk(service, done.case, 5)
        page = service.case_page("hefang", done.case)
        assert not page.may_reveal
        assert PHONE not in repr([value.text for value in page.values])
        assert refuses(lambda: service.reveal("hefang", done.case, "诉求人")) == "not-allowed"


def test_private_values_stand_in_the_vault_only(service: StreetService) -> None:
    done = a_case(service, "漏水", key="once")
    walk(service, done.case)
    service.worklist("zhangming", "all", search="漏")
    service.tick()
    assert PHONE in said(service)
    assert PHONE not in said(service, "vault")
    assert NAME not in said(service, "vault")
    assert not service.worklist("zhangming", "all", search="张大爷").rows
    assert not service.worklist("zhangming", "all", search="1380").rows


def test_a_resident_reads_no_names_and_no_private_values(service: StreetService) -> None:
    done = a_case(service, "漏水")
    walk(service, done.case)
    code = service.new_code("wangli", done.case)
    told = repr(service.follow(done.number, code))
    names = [person.name for person in service.directory().people.values()]
    assert [one for one in (*names, *service.directory().people, NAME, PHONE) if one in told] == []
    assert "屋顶全部补好" in told


@pytest.mark.parametrize("code", ["", " ", "AAAAAAAA", "\x00"])
def test_a_wrong_code_says_nothing_about_the_number(service: StreetService, code: str) -> None:
    done = a_case(service, "漏水")
    service.store.conn.execute("DELETE FROM code")  # not even where no code was ever given
    known, unknown = (pytest.raises(Refused), pytest.raises(Refused))
    with known as first:
        service.follow(done.number, code)
    with unknown as second:
        service.follow("1999-0001", code)
    assert first.value.text == second.value.text


def test_what_is_read_by_the_rules_shows_no_reference_to_private_values(service: StreetService) -> None:
    done = a_case(service, "漏水")
    walk(service, done.case)
    refs = [row[0] for row in service.store.conn.execute("SELECT ref FROM vault")]
    assert refs
    assert [ref for ref in refs if ref in repr(service.case_page("zhangming", done.case).timeline)] == []


def test_somebody_who_left_has_no_lists_and_no_messages(service: StreetService) -> None:
    done = a_case(service, "漏水")
    walk(service, done.case, 5)
    assert service.worklist("chenjing", "all").rows
    assert service.messages("chenjing")
    service.hand_over("zhangming", "chenjing", "wugang", "退休")
    assert not any(service.worklist("chenjing", tab).rows for tab in ("todo", "claim", "unit", "done", "copied", "all"))  # type: ignore[arg-type]
    assert service.messages("chenjing") == []
    assert set(service.counts("chenjing").values()) == {0}
    assert refuses(lambda: service.case_page("chenjing", done.case)) == "not-allowed"


def test_boards_show_no_private_value(service: StreetService) -> None:
    done = a_case(service, "漏水")
    walk(service, done.case, 8, households="40")
    lines = service.issues()
    assert len(lines) == 1
    assert PHONE not in repr(lines)
    assert NAME not in repr(lines)


def test_a_picture_that_never_arrived_is_not_taken(service: StreetService) -> None:
    made = {"问题": "漏水", "问题性质": "热点难点问题", "照片": [{"sha256": "0" * 64, "name": "x", "type": "text/html", "size": 1}]}
    with pytest.raises(Refused, match="照片没有收到"):
        service.open("public", "six-step", "群众问题", "柳南社区", made)
