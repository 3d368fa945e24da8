"""What may be done at any time says all that its kind needs."""

from __future__ import annotations

from engine.model import Anytime, Method, Workflow
from engine.problems import Report
from engine.text import Text, say

RULES = {"verb-incomplete": say("这个作用还缺要写的内容，或者写了用不上的", "this kind of act lacks something, or has something it cannot use")}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report pauses without reasons or a longest time, withdrawals without a way, and what other acts cannot use."""
    for act in flow.anytime.values():
        if act.verb == "pause":
            for given, zh, en in ((act.reasons, "事由", "reasons"), (act.at_most, "最长", "at_most")):
                if not given:
                    _lacks(act, zh, en, report)
        elif act.verb == "withdraw":
            if act.way is None:
                _lacks(act, "转", "next", report)
        elif act.reasons or act.at_most:
            report.add("verb-incomplete", act.mark, say(
                "「{name}」不是暂停，用不上「事由」和「最长」", "“{name}” is no pause and cannot use reasons or at_most", name=act.name),
                say("去掉这两项，或者写「作用: 暂停」", "remove them, or write 作用: 暂停"))
        if act.way is not None and act.verb not in ("note", "withdraw"):
            report.add("verb-incomplete", act.way.mark, say(
                "「{name}」办完还留在原来的环节，不能写「转」或「回」", "“{name}” leaves the case where it is and cannot lead anywhere", name=act.name),
                say("去掉「转」或「回」", "remove 转 or 回"))


def _lacks(act: Anytime, zh: str, en: str, report: Report) -> None:
    report.add("verb-incomplete", act.mark, say(
        "「{name}」还要写「{word}」", "“{name}” needs {word} as well", name=act.name, word=Text(zh, en)),
        say("补写一行「{word}: …」", "add a line for it", word=zh))
