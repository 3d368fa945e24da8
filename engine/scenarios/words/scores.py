"""Evaluations in stories: what is signed or declined, and which scores, places and results are seen.

In: beats such as 签结果 and 不签结果, which result under 填 as 评价, 结果, 承担 and 期, what is chosen as 处理; 签得分; 申辩 with what is said as 理由.
`得分`, `名次`, `指标`, `结果` and `结果单据` of 那么: evaluation, perhaps with its period, → what is seen.
Out: what was done, or differences.
"""

from __future__ import annotations

from engine.scenarios.stage import Stage
from engine.scenarios.vocabulary import Difference, Misread, Scene, Turn, differs, doing, expects, words_of
from engine.schema import Item
from engine.service.rows import ANYBODY
from engine.service.scores.desk import Scores
from engine.service.scores.views import Line, Proposal
from engine.text import Text, say
from engine.values import read_number, read_percent

NONE = ("无", "none")


def _table(stage: Stage, name: str) -> dict[str, Line]:
    scores, method, evaluation, key = _named(stage, name)
    return {one.name: one for one in scores.drawn(method, evaluation, key).lines}


def _named(stage: Stage, name: str) -> tuple[Scores, str, str, str]:
    """The method, evaluation and period a story means; due work is done first."""
    stage.service.tick(stage.now)
    word, _, key = name.partition(" ")
    scores = stage.service.scores
    return scores, *scores.find(word), key.strip()


@expects("scores", Text("得分", "scores"))
def _scores(item: Item, scene: Scene) -> list[Difference]:
    return [one for name, wanted in item.value.items() for one in _seen("scores", wanted, _table(scene.stage, name), lambda line: line.score)]


@expects("places", Text("名次", "places"))
def _places(item: Item, scene: Scene) -> list[Difference]:
    return [one for name, wanted in item.value.items()
            for one in _seen("places", wanted, _table(scene.stage, name), lambda line: str(line.place or ""))]


def _seen(key: str, wanted: Item, table: dict[str, Line], shown: object) -> list[Difference]:
    assert callable(shown)
    found: list[Difference] = []
    for who, said in wanted.value.items():
        got = shown(table[who]) if who in table else ""
        text = "" if str(said.value) in NONE else str(said.value)
        if read_number(text) != read_number(got) or bool(text) != bool(got):
            found += differs(key, said, str(said.value), got or NONE[0])
    return found


@expects("numbers", Text("指标", "numbers"))
def _numbers(item: Item, scene: Scene) -> list[Difference]:
    """Indicators and named steps: 2/3 for a share with what it was divided by, else the number as it is shown."""
    found: list[Difference] = []
    for name, wanted in item.value.items():
        table = _table(scene.stage, name)
        for who, inner in wanted.value.items():
            seen = {one.name: one for one in table[who].numbers} if who in table else {}
            for number, said in inner.value.items():
                got, text = seen.get(number), str(said.value)
                shown = NONE[0] if got is None or not got.shown else f"{got.num}/{got.den}" if "/" in text else got.shown
                if not _alike(text, shown):
                    found += differs("numbers", said, text, shown)
    return found


def _alike(text: str, shown: str) -> bool:
    read = read_percent(text) or read_number(text)
    return text == shown or (text in NONE and shown in NONE) or (read is not None and read == (read_percent(shown) or read_number(shown)))


@expects("results", Text("结果", "results"))
def _results(item: Item, scene: Scene) -> list[Difference]:
    found: list[Difference] = []
    for name, wanted in item.value.items():
        got = {f"{one.title} {one.bearer} {one.words.zh}" for one in _led(scene.stage, name)}
        found += differs("results", wanted, set(words_of(wanted)), got)
    return found


def _led(stage: Stage, name: str) -> list[Proposal]:
    scores, method, evaluation, key = _named(stage, name)
    return scores.led(method, evaluation, key or scores.drawn(method, evaluation, "").key)


def _meant(turn: Turn) -> Proposal:
    fill = turn.beat.fill or {}
    name, title, bearer = (str(fill.get(word, "")) for word in ("评价", "结果", "承担"))
    if not name:
        raise Misread(say("请在「填」里写明是哪项评价：{{评价: 名字, 结果: 名字}}", "write under 填 which evaluation: {{评价: name, 结果: name}}"))
    key = str(fill.get("期", ""))
    found = [one for one in _led(turn.stage, f"{name} {key}".strip()) if title in ("", one.title) and bearer in ("", one.bearer)
             and one.state in ("proposed", "withdrawing", "signed")]
    still = [one for one in found if one.state != "signed"] or found
    if not still:
        raise Misread(say("「{name}」没有这样的结果", "“{name}” has led to no such result", name=name))
    return still[0]


@doing("签结果", "sign_result")
def _sign(turn: Turn) -> None:
    one = _meant(turn)
    turn.stage.service.scores.sign(turn.actor, one.period, one.key, choice=str((turn.beat.fill or {}).get("处理", "")), reason=turn.beat.reason)


@doing("不签结果", "decline_result")
def _decline(turn: Turn) -> None:
    one = _meant(turn)
    turn.stage.service.scores.decline(turn.actor, one.period, one.key, turn.beat.reason)


@doing("申辩", "answer_result")
def _answer(turn: Turn) -> None:
    one = _meant(turn)
    turn.stage.service.scores.answer(turn.actor, one.period, one.key, turn.beat.reason)


@expects("papers", Text("结果单据", "papers"))
def _papers(item: Item, scene: Scene) -> list[Difference]:
    """The papers of results: evaluation → document with its number and what is seen of it; withdrawn ones end on （已撤销）."""
    found: list[Difference] = []
    for name, wanted in item.value.items():
        scores, method, _, _ = _named(scene.stage, name)
        got = {f"{scores.paper(ANYBODY, method, document, number).title} {number}" for one in _led(scene.stage, name) for document, number in one.papers}
        found += differs("papers", wanted, set(words_of(wanted)), got)
    return found


@doing("签得分", "sign_scores")
def _sign_scores(turn: Turn) -> None:
    scores, method, evaluation, key = _named(turn.stage, f"{(turn.beat.fill or {}).get('评价', '')} {(turn.beat.fill or {}).get('期', '')}".strip())
    scores.sign(turn.actor, scores.drawn(method, evaluation, key).id)
