"""The outbox: notices really delivered by text and mail, each at most once, nothing private kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.case import Act, Claim
from engine.notices import Channel, Http, Notices, Telling, Wording
from engine.service import StreetService, outbox, postroom
from engine.service.duework import let_pass
from engine.service.outbox import Notice, send_due
from engine.service.sending import FILE, Gateways, Result
from engine.store import outbox as kept
from engine.street import Street
from engine.text import Text
from tests.unit.gateway import Gateway, mail_server, sms_gateway
from tests.unit.serving import Watch, said, serving
from tests.unit.street import NOW, a_case, the_street, walk

NAME, PHONE = "张大爷", "13800000001"


def with_notices(notices: Notices, **people: str) -> Street:
    """The scenarios' street with settings for notices, and phone numbers or e-mail addresses of some people."""
    directory = the_street().directory
    changed = {one.id: replace(one, phone=people.get(one.id, ""), email=people.get(f"{one.id}_mail", "")) for one in directory.people.values()}
    return replace(the_street(), directory=replace(directory, people=changed), notices=notices)


def sms(port: int, accepted: str = '"code":0') -> Channel:
    return Channel("短信", "phone", http=Http(f"http://127.0.0.1:{port}/send?k={{秘密.K}}", headers={"X-Key": "{secret.K}"},
                                           body={"to": "{地址}", "text": "{正文}"}, accepted=accepted))


@contextmanager
def sending(folder: Path, street: Street, watch: Watch) -> Iterator[StreetService]:
    """A service that can send."""
    (folder / FILE).write_text("# 秘密\nK = s&cret\n", encoding="utf-8")
    with serving(folder, street, watch) as service:
        service.post = Gateways(folder)
        yield service


def states(service: StreetService) -> list[str]:
    return [one.state for one in reversed(postroom.rows(service).rows)]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with sms_gateway() as found:
        yield found


def residents(gateway: Gateway, **more: object) -> Notices:
    """Residents are told by text message."""
    return Notices({"短信": sms(gateway.port)}, party=Telling(("短信",), **more))  # type: ignore[arg-type]


def clerks(gateway: Gateway, **more: object) -> Notices:
    """Whoever handles a matter is told by text message."""
    return Notices({"短信": sms(gateway.port)}, staff=Telling(("短信",), **more))  # type: ignore[arg-type]


def test_a_resident_is_told_the_result_in_plain_words_and_nothing_private_is_kept(tmp_path: Path, gateway: Gateway) -> None:
    watch = Watch()
    with sending(tmp_path, with_notices(residents(gateway)), watch) as service:
        walk(service, a_case(service, "屋顶漏水").case, 8)
        assert PHONE not in said(service, "vault")
        let_pass(service, NOW + timedelta(days=60), lambda moment: setattr(watch, "now", moment))
        assert {one["to"] for one in gateway.heard} == {PHONE}
        assert {one["key"] for one in gateway.heard} == {"s&cret"}
        assert {one["path"] for one in gateway.heard} == {"/send?k=s%26cret"}
        assert all(text.startswith(f"{NAME}您好：您反映的「屋顶漏水」（编号2014-0001）") for text in gateway.texts)
        assert "想听听您满意不满意" in gateway.texts[-2]  # and nobody answered
        assert gateway.texts[-1].endswith("已经办好。谢谢您告诉我们；如果又有问题，请随时再反映。")
        assert not any("{" in text or "[" in text or "None" in text for text in gateway.texts)
        assert set(states(service)) <= {"sent", "dropped"}
        everything = said(service, "vault")
        assert PHONE not in everything
        assert "s&cret" not in everything
        heard = len(gateway.heard)
        service.tick(watch.now + timedelta(days=1))
        assert len(gateway.heard) == heard


def test_a_resident_whose_matter_is_not_accepted_is_told_where_to_ask(tmp_path: Path, gateway: Gateway) -> None:
    with sending(tmp_path, with_notices(residents(gateway)), Watch()) as service:
        case = a_case(service, "屋顶漏水").case
        service.do("zhangming", case, Claim(), now=NOW)
        service.do("zhangming", case, Act("不予受理", {"类别": "物业管理", "不受理理由": "和上个月的是同一件"}), now=NOW)
        service.tick(NOW)
        (text,) = gateway.texts
        assert "这里没有受理" in text
        assert text.endswith("请到柳南社区问，我们帮您指路。")


def test_a_clerk_is_told_of_a_new_task_and_not_once_it_is_taken(tmp_path: Path, gateway: Gateway) -> None:
    watch = Watch()
    notices = clerks(gateway, kinds={"task": Wording(Text("{姓名}：{number}「{事由}」[，{理由}]。", ""))})
    with sending(tmp_path, with_notices(notices, zhangming="13900000001", lijuan="13900000002"), watch) as service:
        case = a_case(service, "屋顶漏水")
        assert sorted(one.to.zh for one in postroom.rows(service).rows) == ["张明", "李娟"]
        service.tick(NOW)
        assert sorted(gateway.texts) == [f"{name}：{case.number}「屋顶漏水」。" for name in ("张明", "李娟")]
        a_case(service, "路灯不亮")
        walk(service, service.worklist("zhangming", "claim", search="路灯").rows[0].case, 2)
        service.tick(NOW)
        assert not any("路灯" in text for text in gateway.texts if text.startswith(("张明", "李娟")))
        assert states(service).count("dropped") == 2


def test_outside_of_its_hours_a_message_is_held_until_the_office_opens(tmp_path: Path, gateway: Gateway) -> None:
    watch = Watch()
    watch.now = datetime(2014, 3, 14, 18, 0, tzinfo=NOW.tzinfo)  # a Friday after office
    with sending(tmp_path, with_notices(clerks(gateway, hours="office"), zhangming="13900000001"), watch) as service:
        a_case(service, "屋顶漏水", now=watch.now)
        sent: dict[datetime, int] = {}

        def at(moment: datetime) -> None:
            watch.now = moment
            sent.setdefault(moment, len(gateway.texts))  # so many before anything is done at this moment

        service.tick(watch.now)
        assert gateway.texts == []
        let_pass(service, datetime(2014, 3, 17, 8, 30, tzinfo=NOW.tzinfo), at)
        opens = datetime(2014, 3, 17, 8, 30, tzinfo=NOW.tzinfo)
        assert {count for moment, count in sent.items() if moment <= opens} == {0}
        assert len([text for text in gateway.texts if "屋顶漏水" in text]) == 1


def test_a_gateway_that_is_busy_or_down_is_asked_again_later_and_not_for_ever(tmp_path: Path, gateway: Gateway) -> None:
    watch = Watch()
    down = Notices({"短信": sms(1)}, staff=Telling(("短信",)))
    with sending(tmp_path, with_notices(clerks(gateway), zhangming="13900000001"), watch) as service:
        gateway.answers = [(503, ""), (429, "")]
        a_case(service, "屋顶漏水")
        service.tick(NOW)
        (_, waiting) = sorted(postroom.rows(service).rows, key=lambda row: row.state)
        assert (waiting.state, waiting.tries, waiting.due) == ("waiting", 1, NOW + timedelta(minutes=1))
        for minutes in (0, 1, 6):
            watch.now = NOW + timedelta(minutes=minutes)
            service.tick(watch.now)
        assert [one["status"] for one in gateway.heard] == [503, 429, 200]
        service.use(with_notices(down, zhangming="13900000001"))
        a_case(service, "路灯不亮")
        watch.now = NOW + timedelta(days=3)
        for _ in range(10):
            watch.now += timedelta(days=1)
            service.tick(watch.now)
        newest = max(postroom.rows(service, "failed").rows, key=lambda row: row.tries)
        assert newest.tries == len(outbox.DELAYS) + 1
        assert "连不上网关" in newest.reason


@pytest.mark.parametrize(("answer", "state", "words"), [
    ((0, ""), "unsure", "可能已经送到"), ((500, ""), "unsure", "可能已经送到"), ((403, ""), "failed", "拒收"), ((200, '{"code":7}'), "failed", "没有收下")])
def test_a_message_that_may_have_arrived_is_not_sent_again_by_itself(tmp_path: Path, gateway: Gateway, answer: tuple[int, str], state: str,
                                                                       words: str) -> None:
    watch = Watch()
    with sending(tmp_path, with_notices(clerks(gateway), zhangming="13900000001"), watch) as service:
        gateway.answers = [answer]
        a_case(service, "屋顶漏水")
        for days in range(3):
            watch.now = NOW + timedelta(days=days)
            send_due(service, watch.now)
        assert len(gateway.heard) == 1
        (row,) = (one for one in postroom.rows(service).rows if one.to.zh == "张明")
        assert (row.state, row.may_repeat) == (state, True)
        assert words in row.reason
        assert not next(fine for what, fine, _ in service.condition() if what.zh == "外发的消息")
        postroom.repeat(service, row.n)
        send_due(service, watch.now)
        assert [one["status"] for one in gateway.heard] == [answer[0], 200]


def test_who_was_killed_while_sending_leaves_a_doubt_not_a_second_message(tmp_path: Path, gateway: Gateway) -> None:
    watch = Watch()
    street = with_notices(clerks(gateway), zhangming="13900000001")
    with sending(tmp_path, street, watch) as service:
        a_case(service, "屋顶漏水")

        def killed(channel: Channel, address: str, subject: str, text: str) -> Result:
            Gateways(tmp_path)(channel, address, subject, text)
            raise KeyboardInterrupt

        service.post = killed
        with pytest.raises(KeyboardInterrupt):
            send_due(service, NOW)
    with sending(tmp_path, street, watch) as service:  # started again
        send_due(service, NOW)
        assert "sending" in states(service)
        watch.now = NOW + outbox.LEASE + timedelta(seconds=1)
        send_due(service, watch.now)
        assert sorted(states(service)) == ["dropped", "unsure"]  # the other has no phone number
        assert len(gateway.heard) == 1


def test_two_senders_at_once_send_each_message_once(tmp_path: Path, gateway: Gateway) -> None:
    street = with_notices(clerks(gateway), zhangming="13900000001", lijuan="13900000002")
    with sending(tmp_path, street, Watch()) as service, sending(tmp_path, street, Watch()) as other:
        for number in range(12):
            a_case(service, f"第{number}件")
        begin = threading.Barrier(2)

        def send(one: StreetService) -> None:
            begin.wait()
            while send_due(one, NOW):
                pass

        threads = [threading.Thread(target=send, args=(one,)) for one in (service, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(gateway.texts) == len(set(zip(gateway.texts, (one["to"] for one in gateway.heard), strict=True))) == 24
        assert states(service) == ["sent"] * 24


def test_a_mail_arrives_by_a_service_of_apprise(tmp_path: Path) -> None:
    with mail_server() as mailbox:
        channel = Channel("邮件", "email", f"mailto://127.0.0.1:{mailbox.port}/?from=jiedao@example.com&to={{地址}}&mode=insecure&format=text")
        notices = Notices({"邮件": channel}, staff=Telling(("邮件",), kinds={"answer": Wording(Text("", ""), by=())}))
        with sending(tmp_path, with_notices(notices, zhangming_mail="zhangming@example.com"), Watch()) as service:
            case = a_case(service, "屋顶漏水")
            service.tick(NOW)
            assert [to for to, _ in mailbox.mails] == [["zhangming@example.com"]]
            ((subject, text),) = mailbox.texts
            assert subject == f"柳河街道 {case.number}"
            assert text.startswith(f"张明您好：{case.number}「屋顶漏水」到了「分类梳理」，请您办理")
            assert sorted(states(service)) == ["dropped", "sent"]


def test_a_notice_of_another_part_is_kept_once(tmp_path: Path, gateway: Gateway) -> None:
    with sending(tmp_path, with_notices(clerks(gateway), zhangming="13900000001"), Watch()) as service:
        notice = Notice("staff", "owed", "zhangming", "duty/7/2014-03", facts={"内容": "三月的走访还没有做", "期限": "3月31日"})
        for expected in (1, 0):
            with service.store.write():
                assert outbox.keep(service, notice, NOW) == expected
        service.tick(NOW)
        assert gateway.texts == ["张明您好：三月的走访还没有做，期限是3月31日。"]


def test_a_test_message_goes_to_the_administrator_and_tells_what_is_wrong(tmp_path: Path, gateway: Gateway) -> None:
    people = {one.id: one for one in the_street().directory.people.values()}
    admin = next(one.id for one in people.values() if one.administrator)
    with sending(tmp_path, with_notices(clerks(gateway), **{admin: "13900000009"}), Watch()) as service:
        assert postroom.test(service, admin, "短信").state == "sent"
        assert gateway.heard[0]["to"] == "13900000009"
        (tmp_path / FILE).unlink()
        row = postroom.test(service, admin, "短信")
        assert (row.state, row.reason) == ("failed", "渠道「短信」用到的秘密「K」没有设")


def test_a_street_without_channels_keeps_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        walk(service, a_case(service, "屋顶漏水").case)
        assert sum(kept.count_messages(service.store).values()) == 0
