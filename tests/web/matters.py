"""Matters brought to where a page test needs them, through the service that pages use.

In: a street's service.  Out: number and code of a matter, and the same matter further on.
"""

from __future__ import annotations

from typing import Any

from engine.service import Act, Answer, Claim, Done, StreetService

METHOD, WORKFLOW = "six-step", "群众问题"
RESIDENT = {"name": "刘桂兰", "phone": "13800000001"}


def entered(service: StreetService, *, unit: str = "柳南社区", **values: Any) -> Done:
    """A matter that a resident put in."""
    told = {"问题": "六号楼屋顶漏水，下雨天家里接水。", "问题性质": "热点难点问题", "地点": "柳南小区六号楼", "诉求人": RESIDENT}
    return service.open("public", METHOD, WORKFLOW, unit, {**told, **values})


def assigned(service: StreetService, case: str, households: str = "3") -> None:
    """Claimed and assigned to the building office."""
    service.do("zhangming", case, Claim())
    service.do("zhangming", case, Act("交办", {
        "类别": "物业管理", "涉及户数": households, "责任领导": "zhouzhiyuan", "责任单位": "建设办", "时间表": "2026-03-20",
        "路线图": "先查漏点，再修防水层。", "督办人": "chenjing"}))


def handled(service: StreetService, case: str) -> None:
    """Taken on and handled in time; both groups of supervisors have judged."""
    service.do("liuwei", case, Claim())
    service.do("liuwei", case, Act("领办", {}))
    service.do("liuwei", case, Act("办结", {"办理结果": "屋顶防水层已经重做，雨后查过不漏。"}))
    for person in ("chenjing", "tianxiuying", "shijianguo"):
        service.do(person, case, Answer({"是否到位": "满意", "评议意见": "去看过，确实修好了。"}))


def met(service: StreetService, case: str) -> None:
    """A meeting with the residents has judged the result."""
    service.do("zhangming", case, Act("记录评议会", {
        "评议会时间": "2026-03-02 08:30", "到会人数": "20", "会上满意": "18", "会上基本满意": "1", "会上不满意": "1",
        "评议会意见": "大家看过现场，都说修得好。"}))
