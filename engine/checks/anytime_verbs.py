"""What may be done at any time says all that its kind needs."""

from __future__ import annotations

from engine.model import Anytime, Method, Workflow
from engine.problems import Report
from engine.text import Text, say

RULES = {"verb-incomplete": say("这个作用还缺要写的内容，或者写了用不上的", "this kind of act lacks something, or has something it cannot use")}


NEEDS = {
    "pause": (("reasons", "事由"), ("at_most", "最长")), "extend": (("at_most", "最长"),), "withdraw": (("way", "转"),),
    "correct": (("fields", "字段"),),
}
MAY = {
    "事由": ("reasons", ("pause", "extend"), "暂停或延期", "a pause or an extension"),
    "最长": ("at_most", ("pause", "extend"), "暂停或延期", "a pause or an extension"),
    "字段": ("fields", ("correct",), "更正", "a correction"),
}


def check(method: Method, flow: Workflow, report: Report) -> None:
    """Report acts that lack what their kind needs, and what other kinds cannot use."""
    for act in flow.anytime.values():
        for key, zh in NEEDS.get(act.verb, ()):
            if not getattr(act, key):
                _lacks(act, zh, {"way": "next"}.get(key, key), report)
        for zh, (key, verbs, kinds, kinds_en) in MAY.items():
            if getattr(act, key) and act.verb not in verbs:
                report.add("verb-incomplete", act.mark, say(
                    "「{name}」不是{kinds}，用不上「{word}」", "“{name}” is not {kinds_en} and cannot use {key}", name=act.name, kinds=kinds,
                    kinds_en=kinds_en, word=zh, key=key),
                    say("去掉这一项，或者改「作用」", "remove it, or change 作用"))
        if act.way is not None and act.verb not in ("note", "withdraw"):
            report.add("verb-incomplete", act.way.mark, say(
                "「{name}」办完还留在原来的环节，不能写「转」或「回」", "“{name}” leaves the case where it is and cannot lead anywhere", name=act.name),
                say("去掉「转」或「回」", "remove 转 or 回"))


def _lacks(act: Anytime, zh: str, en: str, report: Report) -> None:
    report.add("verb-incomplete", act.mark, say(
        "「{name}」还要写「{word}」", "“{name}” needs {word} as well", name=act.name, word=Text(zh, en)),
        say("补写一行「{word}: …」", "add a line for it", word=zh))
