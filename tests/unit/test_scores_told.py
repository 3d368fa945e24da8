"""Results told by text message: to those who sign, bear and are named, in words, each exactly once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from engine.service.sending import FILE, Gateways
from tests.unit.gateway import Gateway, sms_gateway
from tests.unit.score_street import Scored
from tests.unit.told_signer import main as sign_everything
from tests.unit.told_street import told

ROOT = Path(__file__).parents[2]
NOTICES = """
通知:
  渠道:
    短信:
      寄到: 电话
      接口: {{网址: "http://127.0.0.1:{port}/send", 请求头: {{X-Key: "{{秘密.K}}"}}, 内容: {{to: "{{地址}}", text: "{{正文}}"}}, 成功标志: '"code":0'}}
  工作人员: {{用: 短信}}
"""
PHONES = {"kao": "13900000001", "bao2": "13900000002", "dong": "13900000003", "shu": "13900000004"}


def texting(folder: Path, gateway: Gateway) -> Scored:
    """A street that tells some of its people by text message."""
    street = told(folder)
    text = (folder / "street.yaml").read_text(encoding="utf-8")
    for person, phone in PHONES.items():
        text = text.replace(f"  {person}: {{", f"  {person}: {{电话: '{phone}', ")
    (folder / "street.yaml").write_text(text + NOTICES.format(port=gateway.port), encoding="utf-8")
    (folder / FILE).write_text("K = 1\n", encoding="utf-8")
    street.again()
    street.service.post = Gateways(folder)
    street.matters(甲格="满", 乙格="坏")
    return street


def heard(gateway: Gateway, person: str) -> list[str]:
    return [one["text"] for one in gateway.heard if one["to"] == PHONES[person]]


def test_each_is_told_in_plain_words_what_concerns_them(tmp_path: Path) -> None:
    with sms_gateway() as gateway:
        street = texting(tmp_path, gateway)
        street.at("2026-04-01 09:00")
        assert heard(gateway, "kao") == ["考核员您好：月评（2026年3月）：流动红旗（甲格）、通报（包保二），结果待签，请您看一看。"]
        notice = next(one for one in street.service.scores.waiting("kao") if one.title == "通报")
        flag = next(one for one in street.service.scores.waiting("kao") if one.title == "流动红旗")
        street.service.scores.sign("kao", notice.period, notice.key, choice="批评")
        street.service.scores.sign("kao", flag.period, flag.key)
        street.service.scores.answer("bao2", notice.period, notice.key, "那件不归我们管")
        street.service.tick()
        assert heard(gateway, "bao2") == ["包保二您好：月评（2026年3月）：通报（包保二），结果已签，可以申辩，2026年4月7日(周二) 17:30前可以申辩。"]
        assert heard(gateway, "dong") == ["东干事您好：月评（2026年3月）：流动红旗（甲格），评价结果。"]
        assert heard(gateway, "kao")[1:] == ["考核员您好：月评（2026年3月）：通报（包保二），有人申辩，请您看一看。"]
        street.service.scores.decline("kao", notice.period, notice.key, "申辩成立")
        street.service.tick()
        assert heard(gateway, "bao2")[1:] == ["包保二您好：月评（2026年3月）：通报（包保二），结果已撤销。"]


@pytest.mark.parametrize("lines", [0, 1, 2])
def test_whoever_signs_is_killed_and_everybody_is_told_exactly_once(tmp_path: Path, lines: int) -> None:
    with sms_gateway() as gateway:
        street = texting(tmp_path, gateway)
        street.service.store.close()
        worker = subprocess.Popen([sys.executable, "-m", "tests.unit.told_signer", str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert worker.stdout is not None
        for _ in range(lines):
            worker.stdout.readline()
        worker.kill()
        worker.communicate()
        sign_everything(tmp_path)
        again = Scored(tmp_path, "2026-04-10 08:00")
        again.service.post = Gateways(tmp_path)
        again.service.tick()
        told_of = Counter((one["to"], one["text"]) for one in gateway.heard)
        assert set(told_of.values()) == {1}
        assert len(heard(gateway, "bao2")) == 2  # that it was signed, and that it took effect
        assert len(heard(gateway, "dong")) == 1
        assert len(heard(gateway, "shu")) == 1  # named for notices
        conn = again.service.store.conn
        assert conn.execute("SELECT count(*) FROM event WHERE type = 'issued'").fetchone()[0] == 2  # a certificate, a bulletin
        assert again.damage() == []
