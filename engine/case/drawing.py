"""A draw in a case: the list fixed and hashed, the seed named in public, those drawn, and who steps in for whom.

In: what whoever holds the draw does.  Out: events from which anybody can work the draw out again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from engine.case import refusals
from engine.case.answering import holder_step
from engine.case.ballot_commands import Freeze, Seed, Substitute
from engine.case.effects import fix_parts
from engine.case.events import Refusal
from engine.case.flow import leave_step
from engine.case.journal import Journal
from engine.case.lots import candidates, quotas_of, stratum_of
from engine.case.people import people_of
from engine.case.seats import is_among
from engine.draws import Pool, draw, entry_of, pool_of, successor
from engine.filling import is_blank
from engine.model import Draw, Step
from engine.text import Text, say

LONGEST_VALUE = 100


def freeze(journal: Journal, command: Freeze) -> Refusal | None:
    """Fix the list: candidates without those who must keep out, each with the reason; then its hash is public."""
    step = _draw_step(journal, "定名单")
    if isinstance(step, Refusal):
        return step
    assert step.draw is not None
    case, before = journal.case, journal.case.draws.get(step.name, {})
    if before.get("visit") == case.visit and before.get("drawn"):
        return refusals.not_now("定名单", "种子已经定了，名单不能再改；要重抽，请退回这一步重新开始",
                                "the seed was named: the list stands; a new draw begins with a step back")
    members = candidates(step.draw, journal.facts)
    excluded, problems = _left_out(journal, step, members, command.exclude)
    wanted, wrong = _how_many(journal, step.draw, command.count)
    problems += wrong
    if problems:
        return refusals.form(problems)
    nonce = hmac.new(journal.world.seed, f"draw/{step.name}".encode(), hashlib.sha256).hexdigest()[:32]
    members = [one for one in members if one not in {row["who"] for row in excluded}]
    entries = {entry_of(nonce, one): stratum_of(step.draw, journal.facts, one) for one in members}
    pool = pool_of(entries, quotas_of(step.draw, journal.facts, entries, wanted), _parameter(journal, step.draw.reserves),
                   f"{case.number} {step.name} {journal.method.digest}")
    lacking = pool.lacking()
    if lacking is not None:
        return refusals.form([("名单", lacking)])
    annuls = {"annuls": before["hash"]} if before.get("drawn") else {}
    journal.add("pool_frozen", step=step.name, visit=case.visit, nonce=nonce, members={entry_of(nonce, one): one for one in members},
                excluded=excluded, entries=[list(one) for one in pool.entries], quotas=dict(pool.quotas), reserves=pool.reserves,
                purpose=pool.purpose, hash=pool.hash, kind=step.draw.pool_kind, **annuls)
    return None


def _parameter(journal: Journal, name: str) -> int:
    found = journal.world.parameters.get(name)
    return int(found) if found is not None else 0


def _left_out(journal: Journal, step: Step, members: list[str], named: Mapping[str, str]) -> tuple[list[dict[str, str]], list[tuple[str, Text]]]:
    """Who is left out and why: those the step keeps out, and those named by hand, such as relatives."""
    barred = people_of(step.recuse, journal.case, journal.world.directory)
    found = [{"who": one, "reason": f"回避：{'、'.join(actor.name for actor in step.recuse)}"} for one in members if one in barred]
    problems: list[tuple[str, Text]] = []
    for who, reason in named.items():
        if who not in members:
            problems.append(("不进名单的人", say("名单里没有「{who}」", "“{who}” is not on the list", who=journal.world.directory.call(who))))
        elif is_blank(reason):
            problems.append(("不进名单的人", say("请写明{who}为什么不进名单", "say why {who} is left out", who=journal.world.directory.call(who))))
        elif who not in barred:
            found.append({"who": who, "reason": " ".join(reason.split())[:200]})
    return sorted(found, key=lambda row: row["who"]), problems


def _how_many(journal: Journal, wanted: Draw, said: int) -> tuple[int, list[tuple[str, Text]]]:
    least, most = (_parameter(journal, name) for name in wanted.count)
    number = said or (least if least == most else 0)
    if least <= number <= most and number:
        return number, []
    return number, [("抽几个", say("抽几个要先定好：{least} 到 {most}", "say first how many are drawn: {least} to {most}", least=least, most=most))]


def seed(journal: Journal, command: Seed) -> Refusal | None:
    """The values named in public: lots fall, the field is filled, and the case goes on."""
    step = _draw_step(journal, "抽取")
    if isinstance(step, Refusal):
        return step
    assert step.draw is not None
    kept = journal.case.draws.get(step.name, {})
    if kept.get("visit") != journal.case.visit:
        return refusals.not_now("抽取", "要先定名单，再报种子", "the list must be fixed before the seed is named")
    if kept.get("drawn"):
        return refusals.not_now("抽取", "已经抽过了", "the lots were drawn")
    values = [(" ".join(who.split()), " ".join(value.split())) for who, value in command.seed]
    if not values or any(not who or not value or max(len(who), len(value)) > LONGEST_VALUE for who, value in values):
        return refusals.form([("种子", say("请写明谁报的、报的是什么", "write who named what"))])
    drawn = draw(frozen_pool(kept), [value for _, value in values])
    members = kept["members"]
    journal.add("lots_drawn", step=step.name, seed=[list(one) for one in values], drawn=list(drawn.picked), standing_by=list(drawn.reserves),
                into=step.draw.into, value=[members[one] for one in drawn.picked])
    fix_parts(journal, (step.name,))
    leave_step(journal, step)
    return None


def substitute(journal: Journal, command: Substitute) -> Refusal | None:
    """The next who stands by steps in for somebody drawn; the struck name stays to be seen."""
    case, world = journal.case, journal.world
    found = next(((step, case.draws[step.name]) for step in journal.workflow.steps.values()
                  if step.draw is not None and command.struck in now_drawn(case.draws.get(step.name, {}))), None)
    if found is None:
        return refusals.not_now("换人", "抽中的人里没有这一位", "this person is not among those drawn")
    step, kept = found
    if not is_among(step.by, world.actor, case, world.directory):
        return refusals.not_now("换人", f"只有主持抽取的{'、'.join(actor.name for actor in step.by)}可以", "only those who hold the draw may")
    if is_blank(command.reason):
        return refusals.form([("理由", say("请写明理由", "please give the reason"))])
    if journal.workflow.steps[case.step].ballot is not None:
        return refusals.not_now("换人", "已经请他们投票了，这时不能换", "they have been asked to vote; nobody can be replaced now")
    entries = {who: entry for entry, who in kept["members"].items()}
    gone = [entries[row["instead"]] for row in kept["struck"]]
    pool = frozen_pool(kept)
    instead = successor(pool, draw(pool, [value for _, value in kept["seed"]]), entries[command.struck], gone)
    if instead is None:
        return refusals.not_now("换人", "备选的人已经用完，请退回去重新抽", "nobody stands by any more; go back and draw again")
    assert step.draw is not None
    value = [kept["members"][instead] if one == command.struck else one for one in now_drawn(kept)]
    journal.add("substituted", step=step.name, struck=command.struck, instead=kept["members"][instead],
                reason=" ".join(command.reason.split()), into=step.draw.into, value=value)
    return None


def now_drawn(kept: Mapping[str, Any]) -> list[str]:
    """Those drawn as they stand after everybody who stepped in."""
    found = [kept["members"][entry] for entry in kept.get("drawn", ())]
    for row in kept.get("struck", ()):
        found = [row["instead"] if one == row["who"] else one for one in found]
    return found


def frozen_pool(kept: Mapping[str, Any]) -> Pool:
    """The pool of a draw as a case keeps it."""
    return pool_of(dict(kept["entries"]), kept["quotas"], kept["reserves"], kept["purpose"])


def _draw_step(journal: Journal, what: str) -> Step | Refusal:
    step = holder_step(journal, what)
    if not isinstance(step, Refusal) and step.draw is None:
        return refusals.not_now(what, "现在不在抽取环节", "no draw is open")
    return step


