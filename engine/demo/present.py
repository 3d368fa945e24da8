"""Matters in hand as they would stand today: what people see when they first open the demonstration.

In: the demonstration's year and the moment.  Out: errands for ten matters, each carried on at its own time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from engine.case import Act, Answer, Anytime, Claim, Command
from engine.service import Refused, StreetService
from engine.values import SHANGHAI, Span

if TYPE_CHECKING:
    from engine.demo.year import Year

Step = tuple[int, str, Command]  # working days after the matter was put in, who, what


def _day(service: StreetService, start: date, days: int) -> date:
    calendar = service.calendar()
    return calendar.add(datetime.combine(start, time(10), SHANGHAI), Span(days, "workdays")).at.date() if days else calendar.roll(start, "next")


def _order(unit: str, category: str, households: int, due: date, leader: str = "zhouzhiyuan", supervisor: str = "chenjing") -> Act:
    return Act("交办", {"类别": category, "涉及户数": str(households), "责任领导": leader, "责任单位": unit, "时间表": due.isoformat(),
                      "路线图": "先到现场看清情况，再定办法，办完请群众看。", "督办人": supervisor})


Move = tuple[datetime, int, str, Command | Mapping[str, Any]]  # when, which matter, who, what: values where a matter is put in


def matters_in_hand(year: Year, now: datetime) -> None:
    """Plan ten matters, put in at different days before now, each carried on as far as it would stand; nobody else works
    on them meanwhile."""
    cases: dict[int, str] = {}
    for at, matter, actor, what in _moves(year.service, now):
        year.plan(at, lambda matter=matter, actor=actor, what=what: _move(year, cases, matter, actor, what))  # type: ignore[misc]


def _move(year: Year, cases: dict[int, str], matter: int, actor: str, what: Command | Mapping[str, Any]) -> None:
    service = year.service
    try:
        if isinstance(what, Mapping):
            cases[matter] = service.open(actor, "six-step", "群众问题", _present()[matter][1], what).case
            year.clerk.left_alone.add(cases[matter])
        else:
            service.do(actor, cases[matter], what)
    except Refused as refused:
        year.clerk.give_up(f"{matter} {actor}", refused)


def _moves(service: StreetService, now: datetime) -> list[Move]:
    """Everything that is done in all matters, in the order of time."""
    found: list[Move] = []
    for matter, (text, _, place, age, who, course) in enumerate(_present()):
        begun = service.calendar().before(now.date(), Span(age, "workdays")).at.date() if age else now.date()
        first = min(datetime.combine(begun, time(9, 10), SHANGHAI), now)
        found.append((first, matter, "public", {"问题": text, "问题性质": "热点难点问题", "地点": place, "诉求人": who}))
        for number, (days, actor, make) in enumerate(course(service, begun), start=1):
            at = datetime.combine(_day(service, begun, days), time(10, 5 * number), SHANGHAI)
            found.append((min(max(at, first), now), matter, actor, make))
    return sorted(found, key=lambda move: move[:2])


def _party(name: str, phone: str) -> Mapping[str, str]:
    return {"name": name, "phone": phone}


Course = Callable[[StreetService, date], list[Step]]


def _present() -> list[tuple[str, str, str, int, Mapping[str, str], Course]]:
    def sorted_to(unit: str, category: str, households: int, limit: int, *more: Step) -> Course:
        def course(service: StreetService, begun: date) -> list[Step]:
            return [(1, "zhangming", _order(unit, category, households, _day(service, begun, limit))), *more]
        return course

    def waits(*steps: Step) -> Course:
        return lambda service, begun: list(steps)

    build, care, market = "建设办", "民政办", "市容办"
    taken = (2, "liuwei", Act("领办"))
    streets = (2, "fenglei", Act("领办"))
    seen = Anytime("督办", {"发现的问题": "雨水口被树叶堵住，还没有清掏。", "督办意见": "先清掏再看要不要改管。"})
    hard = Act("上报会诊", {"不能解决的原因": "一楼两户不同意，需要几个部门一起商量。"})
    lights = Act("办结", {"办理结果": "更换灯头6只，重接线路，当晚亮灯。"})
    dinner = ((2, "hefang", Act("领办")), (4, "hefang", Act("办结", {"办理结果": "开饭时间改为11点半，已张贴通知。"})),
              (5, "chenjing", Answer({"是否到位": "满意", "评议意见": "到食堂看过，时间已改。"})),
              (6, "tianxiuying", Answer({"是否到位": "满意", "评议意见": "老人都说方便了。"})),
              (7, "shijianguo", Answer({"是否到位": "基本满意", "评议意见": "时间改了，菜还可以再软一点。"})))
    south, school, river = "柳南社区", "学府社区", "河湾社区"
    return [
        ("楼下垃圾房三天没有清运，味道很大。", south, "南苑小区3幢", 0, _party("周大妈", "13800000101"), waits()),
        ("地下车库坡道灯坏了一半，晚上看不清。", school, "学府花园", 1, _party("陈先生", "13800000102"), waits()),
        ("楼道里堆满旧家具，消防通道走不通。", river, "河湾新村7幢2单元", 1, _party("李女士", "13800000103"),
         waits((0, "lijuan", Claim()))),
        ("健身器材松动，孩子玩容易受伤。", south, "南苑小区中心花园", 2, _party("王阿姨", "13800000104"),
         sorted_to(build, "物业管理", 60, 12)),
        ("早市占道，送孩子上学的车进不来。", school, "学府路小学门口", 6, _party("孙先生", "13800000105"),
         sorted_to(market, "市容环境", 200, 10, streets)),
        ("顶楼雨后渗水，去年修过又漏。", south, "南苑小区12幢", 12, _party("张大爷", "13800000106"),
         sorted_to(build, "物业管理", 8, 9, taken)),
        ("路口积水，下雨天老人出不了门。", river, "河湾路与柳河路口", 5, _party("赵大爷", "13800000107"),
         sorted_to(build, "物业管理", 35, 14, taken, (3, "wugang", seen))),
        ("小区南门路灯不亮。", school, "学府花园南门", 9, _party("吴女士", "13800000108"),
         sorted_to(build, "物业管理", 15, 12, taken, (6, "liuwei", lights))),
        ("老年食堂开饭太早，能不能晚半小时。", south, "柳南社区食堂", 10, _party("钱大妈", "13800000109"),
         sorted_to(care, "养老助残", 12, 12, *dinner)),
        ("加装电梯意见不统一，已经吵了半年。", river, "河湾新村2幢", 8, _party("冯先生", "13800000110"),
         sorted_to(build, "物业管理", 24, 15, taken, (5, "liuwei", hard))),
    ]
