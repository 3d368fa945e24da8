"""Accounts: who logs in, and what a password must be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.service import Refused
from engine.service.accounts import change_password, login, must_change, set_password
from engine.service.people import hand_over
from engine.service.service import Service
from tests.unit.street import open_street

FIRST, SECOND = "山高路远 水长流 2014", "屋顶-不漏-阳台-牢固"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with open_street(tmp_path) as found:
        set_password(found, "wangli", FIRST)
        yield found


def test_the_right_password_logs_in(service: Service) -> None:
    found = login(service, "wangli", FIRST)
    assert found is not None
    assert found.name == "王丽"


@pytest.mark.parametrize(("person", "password"), [("wangli", SECOND), ("wangli", ""), ("nobody", FIRST), ("liuwei", FIRST)])
def test_anything_else_does_not(service: Service, person: str, password: str) -> None:
    assert login(service, person, password) is None


def test_full_width_letters_of_a_chinese_keyboard_are_the_same(service: Service) -> None:
    set_password(service, "liuwei", "abc-def-2014")
    assert login(service, "liuwei", "ａｂｃ－ｄｅｆ－２０１４") is not None


def test_a_password_somebody_else_set_must_be_changed(service: Service) -> None:
    assert must_change(service, "wangli")
    change_password(service, "wangli", FIRST, SECOND)
    assert not must_change(service, "wangli")
    assert login(service, "wangli", FIRST) is None
    assert login(service, "wangli", SECOND) is not None


@pytest.mark.parametrize(("old", "new", "words"), [
    (SECOND, SECOND, "现在的密码不对"), (FIRST, FIRST, "和现在的一样"), (FIRST, "短密码", "至少要10个字符，现在有3个"),
    (FIRST, "啊" * 12, "太容易猜到"), (FIRST, "wangliwangli", "太容易猜到"), (FIRST, "长" * 100 + "abc" * 50, "最多200个字符")])
def test_a_change_that_is_refused_keeps_the_old_password(service: Service, old: str, new: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        change_password(service, "wangli", old, new)
    assert words in refused.value.text.zh
    assert refused.value.fields
    assert login(service, "wangli", FIRST) is not None


def test_only_people_of_the_street_get_a_password(service: Service) -> None:
    with pytest.raises(Refused, match="没有「nobody」这个人"):
        set_password(service, "nobody", SECOND)


def test_who_has_left_does_not_log_in(service: Service) -> None:
    hand_over(service, "zhangming", "wangli", "huangyong", "调离")
    assert login(service, "wangli", FIRST) is None


def test_no_password_stands_in_the_database(service: Service, tmp_path: Path) -> None:
    kept = service.store.conn.execute("SELECT hash FROM account").fetchone()[0]
    assert kept.startswith("$argon2id$")
    assert "山高路远" not in kept
