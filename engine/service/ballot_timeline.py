"""What happened at ballots and draws, in sentences.

In: bodies of events.  Out: the sentence, values and note of an entry.  Who got a slip may be told; nothing else is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.text import Text, say

if TYPE_CHECKING:
    from engine.service.timeline import Happened

Told = tuple[Text, Mapping[str, Any], str]


class BallotTelling:
    """Tells events of ballots and draws."""

    def who(self, actor: str) -> str:
        """An actor's name."""
        raise NotImplementedError

    def _slips_made(self, body: Mapping[str, Any], event: Happened) -> Told:
        return say("印了{n}张测评票", "made {n} slips", n=sum(body["slips"].values())), {}, ""

    def _slips_handed(self, body: Mapping[str, Any], event: Happened) -> Told:
        groups = "、".join(f"{group}{n}张" for group, n in body["slips"].items())
        return say("发出一批测评票：{groups}", "handed out a batch of slips: {groups}", groups=groups), {}, ""

    def _paper_counted(self, body: Mapping[str, Any], event: Happened) -> Told:
        return say("登记纸质测评表：{group}{n}张", "entered {n} paper sheets of {group}", group=body["group"], n=body["sheets"]), {}, ""

    def _paper_confirmed(self, body: Mapping[str, Any], event: Happened) -> Told:
        return say("核对了第{n}笔纸质合计", "counted paper entry {n} too", n=body["number"]), {}, ""

    def _paper_struck(self, body: Mapping[str, Any], event: Happened) -> Told:
        return say("划掉第{n}笔纸质合计", "struck paper entry {n}", n=body["number"]), {}, ""

    def _tie_settled(self, body: Mapping[str, Any], event: Happened) -> Told:
        return say("「{r}」票数相同，定为{item}", "settled the tie of “{r}” for {item}", r=body["result"], item=body["item"]), {}, body["reason"]

    def _pool_frozen(self, body: Mapping[str, Any], event: Happened) -> Told:
        return say("定了抽取名单：{n}个，抽{m}个，指纹 {hash}", "fixed the list to draw from: {n}, of which {m} are drawn, hash {hash}",
                   n=len(body["entries"]), m=sum(body["quotas"].values()), hash=body["hash"][:16]), {}, ""

    def _lots_drawn(self, body: Mapping[str, Any], event: Happened) -> Told:
        seed = "、".join(f"{who} {value}" for who, value in body["seed"])
        return say("抽取：种子 {seed}", "drew lots: seed {seed}", seed=seed), {body["into"]: body["value"]}, ""

    def _substituted(self, body: Mapping[str, Any], event: Happened) -> Told:
        return say("{a}换成{b}", "{b} stepped in for {a}", a=self.who(body["struck"]), b=self.who(body["instead"])), {}, body["reason"]
