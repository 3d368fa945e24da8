"""What is left of an uploaded sheet: for a week what it says, for good only that its rows were taken in."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.service import Refused, StreetService, intake
from tests.unit.ledger_street import make, monday

SHEET = "表号,归属单位,走访日期,类别,件数,情况,是否解决,对象姓名,对象电话\n,柳南社区,2026-02-20,住房,1,屋顶漏水,否,王老五,13900001234\n"


class Later:
    """A clock that tests move."""

    now = monday()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Later:
    return Later()


@pytest.fixture
def service(tmp_path: Path, clock: Later) -> StreetService:
    return make(tmp_path / "street", clock)


def taken(service: StreetService) -> str:
    """The sheet uploaded and taken in."""
    columns = {heading for one in intake.offered(service, "zhang") if one.kind == "cases"
               for heading in intake.intake(service, "zhang", intake.upload(service, "zhang", "cases", one.target, "表.csv", SHEET.encode())).headings}
    assert {"表号", "归属单位", "情况"} <= columns
    sheet = intake.upload(service, "zhang", "cases", "ledgers/走访", "表.csv", SHEET.encode())
    assert intake.take_in(service, "zhang", sheet).good == 1
    return sheet


def test_an_upload_is_gone_after_a_week_even_when_nobody_uploads_again(service: StreetService, clock: Later) -> None:
    sheet = taken(service)
    clock.now += timedelta(days=6)
    service.tick()
    assert intake.intake(service, "zhang", sheet).finished
    clock.now += timedelta(days=2)
    service.tick()
    with pytest.raises(Refused, match="不在了"):
        intake.intake(service, "zhang", sheet)
    assert service.store.conn.execute("SELECT count(*) FROM sheet").fetchone() == (0,)


def test_what_is_remembered_of_a_row_says_nothing_without_the_streets_secret(tmp_path: Path) -> None:
    keys = []
    for name in ("one", "other"):
        service = make(tmp_path / name)
        taken(service)
        keys.append(service.store.conn.execute("SELECT key FROM taken_in").fetchall())
    assert keys[0] != keys[1]
    assert len(keys[0]) == len(keys[1]) == 1
