"""Draws as people hold and see them: the list fixed, the seed named, those drawn, and a record anybody can check.

In: who asks and which case; nobody in particular for a public page.  Out: pages, or `Refused`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.case import Case, World
from engine.case.ballot_commands import Freeze, Seed, Substitute
from engine.case.drawing import frozen_pool, now_drawn
from engine.case.facts import Facts
from engine.case.lots import candidates
from engine.case.seats import is_among
from engine.draws import draw, record
from engine.model import Step, Workflow
from engine.service.ballot_views import DrawPage, Struck
from engine.service.casepage import load_case
from engine.service.hooks import Appended, consequence
from engine.service.refused import Refused
from engine.service.service import Done, Service
from engine.store.pools import find_pool, put_pool
from engine.text import say

SHORTEST_HASH = 8
NOT_YET = say("还没有抽，没有可以验算的", "nothing has been drawn yet")
PUBLIC = ""


@consequence
def note_pools(service: Service, appended: Appended) -> None:
    """A list that was fixed can be found by its hash."""
    for event in appended.events:
        if event.type == "pool_frozen":
            put_pool(service.store, event.body["hash"], appended.after.id, event.body["step"], event.at)


def draw_page(service: Service, person: str, case_id: str, step: str = "") -> DrawPage:
    """A draw of a case somebody may see: the one at the step, or the one named, or the last."""
    case = load_case(service, person, case_id)
    workflow = service.method(case.method, case.digest).workflows[case.workflow]
    here = workflow.steps.get(case.step)
    wanted = step or (case.step if here is not None and here.draw is not None else next(reversed(list(case.draws)), ""))
    found = workflow.steps.get(wanted)
    if found is None or found.draw is None:
        raise Refused("no-draw", say("这件事没有抽取", "nothing is drawn here"))
    return _page(service, case, workflow, found, person)


def public_draw(service: Service, hashed: str) -> DrawPage:
    """A draw by the hash of its list, where everybody may follow such cases; names are masked."""
    named = hashed.strip().lower()
    found = find_pool(service.store, named) if len(named) >= SHORTEST_HASH and set(named) <= set("0123456789abcdef") else None
    loaded = service.store.load(found[0]) if found is not None else None
    if found is None or loaded is None:
        raise Refused("no-draw", say("没有这份抽取名单，请核对指纹", "there is no such list; check the hash"))
    case = loaded[0]
    workflow = service.method(case.method, case.digest).workflows[case.workflow]
    kept = case.draws.get(found[1], {})
    if workflow.visibility != "public" or not kept.get("hash", "").startswith(named):
        raise Refused("no-draw", say("这份名单不公开，或者已经重新定过", "this list is not public, or was fixed anew"))
    return _page(service, case, workflow, workflow.steps[found[1]], PUBLIC)


def _page(service: Service, case: Case, workflow: Workflow, step: Step, person: str) -> DrawPage:
    assert step.draw is not None
    directory, kept = service.directory(), case.draws.get(step.name, {})
    world = service.world(person or "public", case.method, digest=case.digest)
    facts = Facts(workflow, case, world)
    call = _caller(service, world, kept.get("kind", step.draw.pool_kind), masked=not person)
    holds = bool(person) and not case.outcome and is_among(step.by, person, case, directory)
    here = case.step == step.name and not case.outcome
    low, high = (int(world.parameters.get(name, 0)) for name in step.draw.count)
    page = DrawPage(
        case.id, case.number, workflow.title, step.name, step.title, step.draw.seed, holds, here, (low, high),
        candidates=tuple((one, call(one)) for one in candidates(step.draw, facts)) if here and holds else (), public=workflow.visibility == "public")
    return _with_list(page, kept, call, told=bool(person)) if kept else page


def _with_list(page: DrawPage, kept: Mapping[str, Any], call: Callable[[str], str], *, told: bool) -> DrawPage:
    """The list and those drawn; typed reasons may speak of kin or health, so they are told to those who may see the case."""
    members, names = kept["members"], {entry: call(who) for entry, who in kept["members"].items()}
    page = replace(
        page, hash=kept["hash"], entries=tuple((entry, stratum, names[entry]) for entry, stratum in kept["entries"]),
        excluded=tuple((call(row["who"]), row["reason"] if told else "") for row in kept["excluded"]), quotas=dict(kept["quotas"]), reserves=kept["reserves"],
        purpose=kept["purpose"], frozen=datetime.fromisoformat(kept["at"]), annuls=kept.get("annuls", ""))
    if not kept.get("drawn"):
        return page
    pool, seed = frozen_pool(kept), [(who, value) for who, value in kept["seed"]]
    made = record(pool, seed, draw(pool, [value for _, value in seed]), names)
    return replace(
        page, seed=tuple(seed), drawn=tuple((entry, call(members[entry])) for entry in kept["drawn"]),
        standing_by=tuple((entry, call(members[entry])) for entry in kept["standing_by"]),
        now=tuple((who, call(who)) for who in now_drawn(kept)),
        struck=tuple(Struck(call(row["who"]), call(row["instead"]), row["reason"] if told else "") for row in kept["struck"]),
        record=json.dumps(made, ensure_ascii=False, indent=1))


def _caller(service: Service, world: World, kind: str, *, masked: bool) -> Callable[[str], str]:
    """What somebody or something on a list is called; people and rows are masked for the public."""
    def call(one: str) -> str:
        if kind == "workflow":
            loaded = service.store.load(one)
            return loaded[0].number if loaded is not None else one
        entry = world.look.entry(one) if kind == "register" else None
        name = entry.title if entry is not None else world.directory.call(one)
        return mask(name) if masked else name

    return call


def mask(name: str) -> str:
    """A name of which only the first sign is shown.

    >>> mask("王丽")
    '王＊'
    """
    return name[:1] + "＊" * max(len(name) - 1, 1) if name else ""


def freeze(service: Service, person: str, case_id: str, count: int = 0, exclude: Mapping[str, str] | None = None, *, key: str = "") -> Done:
    """Fix the list; its hash is public from now on."""
    load_case(service, person, case_id)
    return service.do(person, case_id, Freeze(count, exclude or {}), key=key)


def name_seed(service: Service, person: str, case_id: str, seed: tuple[tuple[str, str], ...], *, key: str = "") -> Done:
    """The seed named in public: lots fall."""
    load_case(service, person, case_id)
    return service.do(person, case_id, Seed(seed), key=key)


def substitute(service: Service, person: str, case_id: str, struck: str, reason: str, *, key: str = "") -> Done:
    """Somebody drawn cannot come: the next who stands by steps in."""
    load_case(service, person, case_id)
    return service.do(person, case_id, Substitute(struck, reason), key=key)
