"""Playing a story and holding it against what it says.

In: a scenario file.  Out: a `ScenarioResult`; streets and methods are read once for many scenarios.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter

from engine.case import Anytime, Refusal
from engine.model import Method
from engine.problems import Mark, Problem, Report
from engine.scenarios.acting import command_of, opens, who
from engine.scenarios.coverage import Coverage, shown_by
from engine.scenarios.expecting import Difference, Scene, check
from engine.scenarios.finding import method_folder
from engine.scenarios.reading import Beat, Story, read_story
from engine.scenarios.stage import Happened, Stage
from engine.source import Sources
from engine.street import Street, read_street
from engine.text import Text, say

_NOTHING = Text("没有", "nothing")


@dataclass(frozen=True)
class ScenarioResult:
    """How one scenario went; `problems` are those that kept it from being played at all."""

    path: Path
    title: str
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    seconds: float = 0.0
    method: str = ""
    stage: Stage | None = field(default=None, compare=False)

    @property
    def passed(self) -> bool:
        """Whether the story came out as written."""
        return not self.differences and not self.problems


class Runner:
    """Runs scenarios; `methods` holds every method that was read on the way, by id; `make` sets the stage."""

    def __init__(self, sources: Sources | None = None, make: Callable[[Street, Method, datetime], Stage] = Stage) -> None:
        self.sources, self._make = sources or Sources(), make
        self.methods: dict[str, Method] = {}
        self._streets: dict[tuple[Path, Path | None, str], tuple[Street | None, Report]] = {}

    def run(self, path: Path) -> ScenarioResult:
        """Run one scenario file."""
        begun = perf_counter()
        report = Report()
        story = read_story(path, report, self.sources)
        if story is None:
            return ScenarioResult(path, path.stem, problems=report.problems)
        stage = self._stage(story, report)
        if stage is None:
            return ScenarioResult(path, story.title, problems=report.problems, method=story.method)
        self.methods.setdefault(story.method, stage.method)
        play = _Play(stage)
        for beat in story.beats:
            play.beat(beat)
        return ScenarioResult(path, story.title, tuple(play.differences), coverage=play.coverage(story),
                              seconds=perf_counter() - begun, method=story.method, stage=stage)

    def _stage(self, story: Story, report: Report) -> Stage | None:
        street = self._street(story, report)
        method = street.methods.get(story.method) if street is not None else None
        if street is None or report.problems:
            return None
        if method is None:
            report.add("unknown-name", story.mark, say("街道没有沿用「{name}」这套工作法", "the street does not run the method “{name}”",
                                                       name=story.method))
            return None
        if story.parameters is not None:
            from engine.street import with_parameters

            method = with_parameters(method, story.parameters, report)
        closed = replace(street, closures={**street.closures, **story.closures})
        return None if report.problems else self._make(closed, method, story.now)

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


class _Play:
    """One story being played."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.differences: list[Difference] = []
        self.name = ""
        self.actor = "system"
        self.anytime: set[str] = set()

    def beat(self, beat: Beat) -> None:
        """Let time pass, let somebody act, look."""
        if beat.case is not None:
            self.name = beat.case
        happened = self._pass(beat)
        refusal: Refusal | None = None
        if beat.doing or beat.actor:
            made = self._act(beat)
            refusal = made if isinstance(made, Refusal) else None
            happened += made if isinstance(made, list) else []
            self._answer(beat, made)
        happened += self.stage.let_pass(self.stage.now)
        if beat.then is not None:
            self.differences += check(beat.then, Scene(self.stage, self.name, self.actor, tuple(happened), refusal))
        self._truth(beat.mark)

    def _pass(self, beat: Beat) -> list[Happened]:
        until = beat.at or (self.stage.later(beat.after) if beat.after is not None else self.stage.now)
        if until < self.stage.now:
            self._differ(beat.mark, say("时间往回走了", "time runs backwards"), f"{self.stage.now:%Y-%m-%d %H:%M}", f"{until:%Y-%m-%d %H:%M}")
        return self.stage.let_pass(until)

    def _differ(self, mark: Mark, what: Text, expected: str, got: str) -> None:
        self.differences.append(Difference(mark, what, Text(expected, expected), Text(got, got)))

    def _act(self, beat: Beat) -> list[Happened] | Refusal | Text:
        actor = who(beat, self.stage)
        if isinstance(actor, Text):
            return actor
        command = command_of(beat, self.name, self.stage)
        if isinstance(command, Text):
            return command
        if opens(beat) and self.name in self.stage.cases:
            return say("「{name}」已经登记过；登记第二件请写「件」", "“{name}” has been entered; name a second case", name=self.name)
        self.actor = actor
        made = self.stage.do(self.name, command, actor)
        if isinstance(command, Anytime) and not isinstance(made, Refusal):
            self.anytime.add(f"{self.stage.cases[self.name].workflow}.随时.{command.name}")
        return made

    def _answer(self, beat: Beat, made: list[Happened] | Refusal | Text) -> None:
        """Hold a refusal, or its absence, against 拒绝."""
        wanted = beat.then.get("refused") if beat.then is not None else None
        what = say("{actor} {doing}", "{actor} {doing}", actor=beat.actor, doing=beat.doing)
        if isinstance(made, Text):
            self.differences.append(Difference(beat.mark, what, say("能看懂的一步", "a step that can be understood"), made))
        elif isinstance(made, Refusal) and wanted is None:
            self.differences.append(Difference(beat.mark, what, say("办成", "accepted"),
                                               say("被拒绝：{why}", "refused: {why}", why=made.text)))
        elif wanted is not None and not isinstance(made, Refusal):
            self.differences.append(Difference(wanted.key, what, say("被拒绝：…{why}…", "refused: …{why}…", why=wanted.value),
                                               say("办成了", "accepted")))
        elif wanted is not None and isinstance(made, Refusal) and not _holds(str(wanted.value), made):
            self.differences.append(Difference(wanted.key, what, say("被拒绝：…{why}…", "refused: …{why}…", why=wanted.value),
                                               say("被拒绝：{why}", "refused: {why}", why=made.text)))

    def _truth(self, mark: Mark) -> None:
        for name in self.stage.cases:
            if not self.stage.replays(name):
                self.differences.append(Difference(mark, say("重放「{name}」的事件", "replaying the events of “{name}”", name=name),
                                                   say("和现在一样", "the live case"), say("不一样", "something else")))
        for name, step, rung in self.stage.silent:
            self.differences.append(Difference(mark, say("「{name}」到点的时限", "the timer of “{name}”", name=name or step),
                                               say("起作用", "acts"), say("没有反应（{step} {rung}）", "nothing ({step} {rung})", step=step, rung=rung)))
        self.stage.silent.clear()

    def coverage(self, story: Story) -> Coverage:
        """What the story showed."""
        found = Coverage(clauses=frozenset(story.cite), actions=frozenset(self.anytime))
        for name, case in self.stage.cases.items():
            found |= shown_by(case.workflow, self.stage.events[name])
        return found


def _holds(words: str, refusal: Refusal) -> bool:
    return words in refusal.text.zh or words in refusal.text.en
