"""The document says how many there are, and names fewer or more."""

from __future__ import annotations

from engine.model import Choices, Method
from engine.problems import Report
from engine.text import say

RULES = {"declared-count": say("清单列出的项数和文件说的不一样", "the list has not as many items as the document says")}


def check(method: Method, report: Report) -> None:
    """Report lists whose items or groups are not as many as the document declares."""
    for choices in method.lists.values():
        groups = len(set(choices.groups.values()))
        for said, found, zh, en in ((choices.declared, len(choices.type.items), "项", "items"),
                                    (choices.declared_groups, groups, "组", "groups")):
            if said and said != found:
                _report(choices, said, found, zh, en, report)


def _report(choices: Choices, said: int, found: int, zh: str, en: str, report: Report) -> None:
    hint = (say("差的{n}{zh}由{who}补上", "{who} adds the {n} that lack", n=said - found, zh=zh, who=choices.decided_by or "街道")
            if found < said else say("对照文件核一下，多了哪几{zh}", "compare with the document which are too many", zh=zh))
    report.add("declared-count", choices.mark, say(
        "「{name}」：文件称{said}{zh}，已列{found}{zh}", "“{name}”: the document says {said} {en}, {found} are listed",
        name=choices.name, said=said, found=found, zh=zh, en=en), hint, severity="open")
