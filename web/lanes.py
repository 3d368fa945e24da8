"""A workflow as cards in lanes: who does what under which step of the document, and where each way out leads.

In: a `Workflow`.  Out: `Card`s in rows, grouped by stage, with lanes in the order people come in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from engine.model import Actor, Step, Workflow
from engine.text import Lang, say

START = "*"
PEOPLE = say("群众", "Residents")
MANNERS = {"each": say("各办各的", "each a part"), "in_turn": say("轮流", "in turn"), "least_busy": say("谁手上事少谁办", "the least busy"),
           "random": say("随机一位", "one by chance")}
BY_RULE = say("按规则判断", "By rule")
_OPENINGS = "，。、；：）》」”！？"
Kind = Literal["start", "step", "rule", "anytime"]


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out of a card: its words, where it leads (a step, an outcome, or nowhere), and how."""

    words: str
    to: str
    kind: Literal["next", "back", "return", "stay"]
    end: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing somebody does, on a row of its own."""

    name: str
    title: str
    kind: Kind
    lane: str
    who: str
    stage: str
    exits: tuple[Exit, ...] = ()
    cite: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All cards in the order they are read, and the lanes they stand in."""

    cards: tuple[Card, ...]
    lanes: tuple[str, ...]
    stages: tuple[str, ...] = field(default=())


def plan(workflow: Workflow, lang: Lang) -> Plan:
    """The cards of a workflow under the document's own steps; what belongs to none comes last."""
    made = {card.name: card for card in _cards(workflow, lang)}
    order: list[Card] = []
    for stage in workflow.stages.values():
        for name in stage.contains:
            card = made.pop(_start_name(name, workflow), None)
            if card is not None:
                order.append(_under(card, stage.title))
    order += [card for card in made.values() if card.kind != "anytime"]
    lanes = dict.fromkeys(card.lane for card in order)
    ruled = BY_RULE.to(lang)
    last = [ruled] if ruled in lanes else []
    return Plan(tuple(order), (*(lane for lane in lanes if lane != ruled), *last), tuple(dict.fromkeys(card.stage for card in order)))


def _start_name(name: str, workflow: Workflow) -> str:
    return name if name in workflow.steps or name in workflow.anytime else START


def _under(card: Card, stage: str) -> Card:
    return Card(card.name, card.title, card.kind, card.lane, card.who, stage, card.exits, card.cite, card.note)


def _cards(workflow: Workflow, lang: Lang) -> Iterator[Card]:
    begin = Exit(say("登记后", "once entered").to(lang), workflow.first, "next")
    yield Card(START, say("提出和登记", "brought in").to(lang), "start", _lane(workflow, workflow.start.by, lang), _who(workflow, workflow.start.by, lang),
               "", (begin,), workflow.start.cite, workflow.start.note)
    for step in workflow.steps.values():
        actors = actors_of(step)
        lane = _lane(workflow, actors, lang)
        yield Card(step.name, step.title, "step" if actors else "rule", lane, _who(workflow, actors, lang), "",
                   tuple(_exits(workflow, step, lang)), _cited(step), step.note)
    for anytime in workflow.anytime.values():
        yield Card(anytime.name, anytime.title, "anytime", _lane(workflow, anytime.by, lang), _who(workflow, anytime.by, lang), "", (),
                   anytime.cite, anytime.note)


def _cited(step: Step) -> tuple[str, ...]:
    """The clauses of a step and of its ways out, each once."""
    return tuple(dict.fromkeys((*step.cite, *(one for action in step.actions.values() for one in action.cite),
                                *(one for row in step.route for one in row.cite))))


def actors_of(step: Step) -> tuple[Actor, ...]:
    """Who does a step: the people named, or those a ballot asks."""
    asked = tuple(actor for one in step.ballot.invite for actor in one.who) if step.ballot is not None else ()
    return (*step.by, *asked)


def _lane(workflow: Workflow, actors: Iterable[Actor], lang: Lang) -> str:
    for actor in actors:
        return _behind(workflow, actor, lang)
    return BY_RULE.to(lang)


def _behind(workflow: Workflow, actor: Actor, lang: Lang) -> str:
    """The lane of an actor: a field stands for the role it is filled from, a repeated actor for the first."""
    if actor.kind == "same_as" and actor.name in workflow.steps:
        return _lane(workflow, actors_of(workflow.steps[actor.name]), lang)
    if actor.kind in ("public", "opener"):
        return PEOPLE.to(lang)
    asked = workflow.all_fields().get(actor.name) if actor.kind == "field" else None
    if asked is not None and asked.kind == "party":
        return PEOPLE.to(lang)
    return asked.among[0] if asked is not None and len(asked.among) == 1 else actor.name


def _who(workflow: Workflow, actors: Iterable[Actor], lang: Lang) -> str:
    """Who acts, in the method's words; empty where the lane says it already."""
    names = []
    for actor in actors:
        source = workflow.steps.get(actor.name) if actor.kind == "same_as" else None
        names.append(PEOPLE.to(lang) if actor.kind == "public" else _who_did(source, lang) if source is not None else actor.name)
        manner = MANNERS.get("each" if actor.several else actor.how)
        if manner is not None:
            names[-1] += say("（{how}）", " ({how})", how=manner).to(lang)
    return "、".join(dict.fromkeys(names))


def _who_did(step: Step, lang: Lang) -> str:
    return say("{step}的人", "whoever did {step}", step=step.title).to(lang)


def _exits(workflow: Workflow, step: Step, lang: Lang) -> Iterator[Exit]:
    for action in step.actions.values():
        yield _exit(workflow, action.title, action.way.to if action.way else "", action.way.kind if action.way else "stay")
    for row in step.route:
        condition = row.when.text if row.when is not None else say("其余", "otherwise").to(lang)
        yield _exit(workflow, row.title or condition, row.way.to, row.way.kind)
    if step.way is not None:
        yield _exit(workflow, say("接着", "then").to(lang), step.way.to, step.way.kind)
    for nudge in step.deadline.nudges if step.deadline is not None else ():
        if nudge.way is not None:
            yield _exit(workflow, say("到期不办", "not done in time").to(lang), nudge.way.to, nudge.way.kind)


def _exit(workflow: Workflow, words: str, to: str, kind: Literal["next", "back", "return", "stay"]) -> Exit:
    outcome = workflow.outcomes.get(to)
    return Exit(words, to, kind, outcome.title if outcome is not None else "")


def width_of(text: str) -> float:
    """How wide a text runs, in its own letter size; a Chinese character is one.

    >>> width_of("交办"), width_of("ab")
    (2.0, 1.14)
    """
    return round(sum(1.0 if unicodedata.east_asian_width(one) in "WF" else 0.57 for one in text), 2)


def wrap(text: str, room: float) -> list[str]:
    """Lines no wider than `room`, with no closing mark at a line's beginning and Latin words kept whole where they fit.

    >>> wrap("现阶段不能解决，上报会诊", 7)
    ['现阶段不能解', '决，上报会诊']
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width_of(line + piece) > room:
            carried = ""
            if piece[0] in _OPENINGS and len(line) > 1:
                line, carried = line[:-1], line[-1]
            lines.append(line.rstrip())
            line = carried
        line = (line + piece) if line or piece != " " else line
    return [*lines, line.rstrip()] if line.strip() else lines or [""]


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for one in text:
        if one.isascii() and one.isalnum():
            word += one
            continue
        if word:
            yield word
            word = ""
        yield one
    if word:
        yield word


