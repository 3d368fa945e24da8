"""Who is away, and who acts for them.

In: 代理 of the people of a street's file.  Out: the directory with its absences, and problems.
"""

from __future__ import annotations

from dataclasses import replace

from engine.directory import Absence, Directory
from engine.problems import Report
from engine.schema import Item
from engine.text import say
from engine.values import read_date


def with_absences(directory: Directory, item: Item, report: Report) -> Directory:
    """The directory with everybody who is away for a while and has a deputy."""
    found: list[Absence] = []
    for account, person in item.entries("people"):
        deputy = person.get("deputy")
        if deputy is None:
            continue
        who = deputy.get("person")
        since, until = read_date(deputy.text("since")), read_date(deputy.text("until"))
        named = directory.named(deputy.text("person"))
        if named is None or named == account:
            report.add("unknown-name", who.mark if who else deputy.mark, say(
                "没有「{name}」这个人可以代理", "there is nobody called “{name}” to act", name=deputy.text("person")),
                say("写另一位的帐号，或者不重名的姓名", "name somebody else, by account or by a name only one has"))
        elif since is None or until is None or until < since:
            report.add("bad-value", deputy.mark, say("代理的日期不对：「至」不能早于「自」", "the deputy's last day lies before the first"),
                       say("写成「自: 2026-03-02」「至: 2026-03-06」", "write two dates, the first one first"))
        else:
            found.append(Absence(account, named, since.isoformat(), until.isoformat()))
    return replace(directory, absent=tuple(found)) if found else directory
