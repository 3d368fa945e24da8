"""Playing a story and holding it against what it says.

In: a scenario file.  Out: a `ScenarioResult`; streets and methods are read once for many scenarios.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from engine.case import Case, Refusal
from engine.model import Method
from engine.problems import Mark, Problem, Report
from engine.scenarios import words  # declares every word a story may use
from engine.scenarios.coverage import Coverage, shown_by
from engine.scenarios.finding import method_folder
from engine.scenarios.reading import Beat, Story, read_story
from engine.scenarios.stage import Happened, Stage, empty_street
from engine.scenarios.vocabulary import EXPECTATIONS, Difference, Misread, Scene, Turn
from engine.schema import Item
from engine.service import StreetService
from engine.source import Sources
from engine.store import history, verify
from engine.street import Street, read_street, with_parameters
from engine.text import Text, say


@dataclass(frozen=True)
class ScenarioResult:
    """How one scenario went; `problems` are those that kept it from being played at all, `cases` how its cases ended up
    and `now` when it was over."""

    path: Path
    title: str
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    seconds: float = 0.0
    method: str = ""
    cases: tuple[Case, ...] = field(default=(), compare=False)
    now: datetime | None = None

    @property
    def passed(self) -> bool:
        """Whether the story came out as written."""
        return not self.differences and not self.problems


class Runner:
    """Runs scenarios, each on an empty street in memory, or all on the service of `keep`, whose clock they move;
    `methods` holds every method that was read on the way, by id."""

    def __init__(self, sources: Sources | None = None, keep: StreetService | None = None) -> None:
        self.sources, self._keep = sources or Sources(), keep
        self.methods: dict[str, Method] = {}
        self._streets: dict[tuple[Path, Path | None, str], tuple[Street | None, Report]] = {}

    def run(self, path: Path) -> ScenarioResult:
        """Run one scenario file."""
        begun = perf_counter()
        report = Report()
        story = read_story(path, report, self.sources)
        if story is None:
            return ScenarioResult(path, path.stem, problems=report.problems)
        street = self._given(story, report)
        if street is None:
            return ScenarioResult(path, story.title, problems=report.problems, method=story.method)
        self.methods.setdefault(story.method, street.methods[story.method])
        service = self._keep or empty_street(street, story.now)
        play = _Play(Stage(service, street.methods[story.method], story.now))
        for beat in story.beats:
            play.beat(beat)
        coverage, cases = play.coverage(story), play.stage.touched()
        if self._keep is None:
            play.verify(story)
            service.store.close()
        return ScenarioResult(path, story.title, tuple(play.differences), coverage=coverage, seconds=perf_counter() - begun,
                              method=story.method, cases=tuple(cases.values()), now=play.stage.now)

    def _given(self, story: Story, report: Report) -> Street | None:
        """The street as the story begins: its own values and closures over the file's."""
        street = self._street(story, report)
        method = street.methods.get(story.method) if street is not None else None
        if street is None or report.problems:
            return None
        if method is None:
            report.add("unknown-name", story.mark, say("街道没有沿用「{name}」这套工作法", "the street does not run the method “{name}”",
                                                       name=story.method))
            return None
        if story.parameters is not None:
            method = with_parameters(method, story.parameters, report)
            street = replace(street, values={**street.values, method.id: _over(street.values.get(method.id, {}), story.parameters.plain())})
        closed = {**street.closures, **story.closures}
        return None if report.problems else replace(street, methods={**street.methods, method.id: method}, closures=closed)

    def _street(self, story: Story, report: Report) -> Street | None:
        around = method_folder(story.path)
        key = (story.street.resolve(), around, story.method)
        if key not in self._streets:
            own = Report()
            folders = {story.method: around} if around is not None else {}
            self._streets[key] = (read_street(story.street, own, self.sources, folders=folders), own)
        street, own = self._streets[key]
        report.extend(own.problems)
        return street


def _over(street: Mapping[str, Any], story: Mapping[str, Any]) -> dict[str, Any]:
    """A street's values with a story's over them, as the record keeps them; a table keeps the items the story does not name."""
    return {**street, **{name: {**street[name], **value} if isinstance(value, dict) and isinstance(street.get(name), dict) else value
                         for name, value in story.items()}}


class _Play:
    """One story being played."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.differences: list[Difference] = []
        self.name = ""
        self.actor = "system"
        self.anytime: set[str] = set()
        self._given_up: Mark | None = None

    def beat(self, beat: Beat) -> None:
        """Let time pass, let somebody act, look.  A repeated beat that went wrong once is not played further."""
        if beat.time and beat.mark == self._given_up:
            return
        before, known = len(self.differences), history.position(self.stage.service.store)
        if beat.case is not None:
            self.name = beat.case
        self._pass(beat)
        made = self._act(beat) if beat.doing or beat.actor else None
        self.stage.let_pass(self.stage.now)
        happened = self.stage.since(known)
        refusal = made if isinstance(made, Refusal) else None
        for key, item in beat.then.value.items() if beat.then is not None else ():
            if key != "refused":  # answered when the command was
                self._look(key, item, Scene(self.stage, self.name, self.actor, tuple(happened), refusal))
        self._truth(beat.mark, happened)
        if len(self.differences) > before:
            self._given_up = beat.mark

    def _look(self, key: str, item: Item, scene: Scene) -> None:
        """Hold what is seen against what is written; what nothing can be seen of is a difference too."""
        try:
            self.differences += EXPECTATIONS[key][1](item, scene)
        except Misread as misread:
            self.differences.append(Difference(item.key, EXPECTATIONS[key][0], say("能看到", "to be seen"), misread.text))

    def _pass(self, beat: Beat) -> None:
        until = beat.at or (self.stage.later(beat.after) if beat.after is not None else self.stage.now)
        if until < self.stage.now:
            self._differ(beat.mark, say("时间往回走了", "time runs backwards"), f"{self.stage.now:%Y-%m-%d %H:%M}", f"{until:%Y-%m-%d %H:%M}")
        self.stage.let_pass(until)

    def _differ(self, mark: Mark, what: Text, expected: str, got: str) -> None:
        self.differences.append(Difference(mark, what, Text(expected, expected), Text(got, got)))

    def _act(self, beat: Beat) -> list[Happened] | Refusal | None:
        """Let somebody do something, and hold what came of it against 拒绝."""
        try:
            turn = Turn(beat, self.stage, self.name, words.doing.who(beat, self.stage))
            self.actor, anytime = turn.actor, words.doing.shown_anytime(turn)
            made = self.stage.during(lambda: words.doing.take(turn))
        except Misread as misread:
            self.differences.append(Difference(beat.mark, _did(beat), say("能看懂的一步", "a step that can be understood"), misread.text))
            return None
        if anytime and not isinstance(made, Refusal):
            self.anytime.add(anytime)
        self._answer(beat, made)
        return made

    def _answer(self, beat: Beat, made: list[Happened] | Refusal) -> None:
        wanted = beat.then.get("refused") if beat.then is not None else None
        if isinstance(made, Refusal) and wanted is None:
            self.differences.append(Difference(beat.mark, _did(beat), say("办成", "accepted"),
                                               say("被拒绝：{why}", "refused: {why}", why=made.text)))
        elif wanted is not None and not isinstance(made, Refusal):
            self.differences.append(Difference(wanted.key, _did(beat), say("被拒绝：…{why}…", "refused: …{why}…", why=wanted.value),
                                               say("办成了", "accepted")))
        elif wanted is not None and isinstance(made, Refusal) and not _holds(str(wanted.value), made):
            self.differences.append(Difference(wanted.key, _did(beat), say("被拒绝：…{why}…", "refused: …{why}…", why=wanted.value),
                                               say("被拒绝：{why}", "refused: {why}", why=made.text)))

    def _truth(self, mark: Mark, happened: list[Happened]) -> None:
        """Every case that something happened to must replay to what it is, and no timer may be without effect."""
        for name in dict.fromkeys(name for name, _ in happened):
            if self.stage.case(name) is not None and not self.stage.replays(name):
                self.differences.append(Difference(mark, say("重放「{name}」的事件", "replaying the events of “{name}”", name=name),
                                                   say("和现在一样", "the live case"), say("不一样", "something else")))
        for name, step, rung in self.stage.silent:
            self.differences.append(Difference(mark, say("「{name}」到点的时限", "the timer of “{name}”", name=name or step),
                                               say("起作用", "acts"), say("没有反应（{step} {rung}）", "nothing ({step} {rung})", step=step, rung=rung)))

    def verify(self, story: Story) -> None:
        """The whole record must be sound in the end: chains, numbers, lists and everything that is counted."""
        service = self.stage.service
        for damage in verify.verify(service.store, service.method):
            self.differences.append(Difference(story.mark, say("核对记录", "verifying the record"), say("完好", "sound"), damage))

    def coverage(self, story: Story) -> Coverage:
        """What the story showed."""
        found = Coverage(clauses=frozenset(story.cite), actions=frozenset(self.anytime))
        for stream, case in self.stage.touched().items():
            found |= shown_by(case.workflow, history.happened_to(self.stage.service.store, stream))
        return found


def _did(beat: Beat) -> Text:
    return say("{actor} {doing}", "{actor} {doing}", actor=beat.actor, doing=beat.doing)


def _holds(words: str, refusal: Refusal) -> bool:
    return words in refusal.text.zh or words in refusal.text.en
