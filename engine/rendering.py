"""Reports for people and machines: text with the line and a caret, JSON, and GitHub's annotations.

In: a report and the lines of the files it speaks of.
Out: text in one language, or a dict ready for JSON.
"""

from __future__ import annotations

import unicodedata

from engine.problems import Mark, Problem, Reading, Report, Severity
from engine.source import Sources
from engine.text import Lang, Text, say

_COLOURS: dict[Severity, str] = {"problem": "31", "warning": "33", "open": "36"}
_LABELS: dict[Severity, Text] = {"problem": say("", ""), "warning": say("提醒：", "warning: "),
                                 "open": say("未定：", "open: ")}
_WIDEST = 160  # columns of a source line that are shown
_TAB = 4


def width(text: str) -> int:
    """How many columns a terminal needs for a text; Chinese characters take two.

    >>> width("由: 活动班")
    10
    """
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _shown(text: str) -> str:
    """A source line without what would upset a terminal: tabs become spaces, control characters a plain sign."""
    hidden = ("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn")
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in hidden else char
                   for char in text.replace("\t", " " * _TAB))


def _place(mark: Mark) -> str:
    """`path:line:column`, or what of it is known."""
    if not mark.path:
        return ""
    return f"{mark.path}:{mark.line}:{mark.column}: " if mark.line else f"{mark.path}: "


def _excerpt(mark: Mark, line: str) -> list[str]:
    """The source line with its number, and the caret below it."""
    before, meant, after = _around(mark, line)
    caret = "^" * max(1, width(meant))
    return [f"{mark.line:>5} | {before}{meant}{after}".rstrip(), f"      | {' ' * width(before)}{caret}"]


def _around(mark: Mark, line: str) -> tuple[str, str, str]:
    """What stands before the place, at it and after it, cut to the width of a screen."""
    start = min(mark.column - 1, len(line))
    before, meant, after = line[:start], line[start:start + mark.length], line[start + mark.length:]
    if len(line) > _WIDEST:
        before = before if len(before) <= _WIDEST // 2 else "…" + before[-_WIDEST // 2:]
        meant = meant[:_WIDEST // 2]
        after = after[:_WIDEST // 4] + ("…" if len(after) > _WIDEST // 4 else "")
    return _shown(before), _shown(meant), _shown(after)


def _ordered(report: Report) -> tuple[Problem, ...]:
    return (*report.problems, *report.warnings, *report.open_points)


def _finding(problem: Problem, sources: Sources, lang: Lang, colour: bool) -> str:
    """One finding in full: place, sentence and rule, the line, related places, the remedy."""
    label, text = _LABELS[problem.severity].to(lang), problem.message.to(lang)
    text = f"\x1b[{_COLOURS[problem.severity]}m{label}{text}\x1b[0m" if colour else label + text
    lines = [f"{_place(problem.mark)}{text} [{problem.rule}]", *_source(problem.mark, sources)]
    for mark, words in problem.related:
        lines += [f"   {_place(mark)}{words.to(lang)}", *_source(mark, sources)]
    if problem.hint:
        lines.append(("   改法: " if lang == "zh" else "   Remedy: ") + problem.hint.to(lang))
    return "\n".join(lines)


def _reading(reading: Reading, lang: Lang) -> str:
    """What is left open in one thing, line by line."""
    head = say("「{title}」里的数，文件定了什么、留下什么", "the numbers of “{title}”: what the document fixes and what it leaves",
               title=reading.title).to(lang)
    return "\n".join([f"{_place(reading.mark)}{head}", *(f"   · {line.to(lang)}" for line in reading.lines)])


def _source(mark: Mark, sources: Sources) -> list[str]:
    line = sources.line(mark)
    return [] if line is None else _excerpt(mark, line)


def _closing(report: Report) -> Text:
    """The last line: how much was found."""
    problems, warnings, open_points = len(report.problems), len(report.warnings), len(report.open_points)
    if not report.found:
        return say("没有发现问题", "no problems found")
    return say("共 {p} 处问题，{w} 处提醒，{o} 处未定", "problems: {p}, warnings: {w}, open points: {o}",
               p=problems, w=warnings, o=open_points)


def render_text(report: Report, sources: Sources, lang: Lang, colour: bool = False) -> str:
    """All findings for a person: problems, then warnings, then open points, each by place, readings, and a closing line."""
    parts = [_finding(problem, sources, lang, colour) for problem in _ordered(report)]
    parts += [_reading(one, lang) for one in report.readings]
    return "\n".join([*parts, _closing(report).to(lang)]) + "\n"


def _row(problem: Problem, lang: Lang) -> dict[str, object]:
    mark = problem.mark
    return {"path": mark.path, "line": mark.line, "column": mark.column, "rule": problem.rule,
            "message": problem.message.to(lang), "hint": problem.hint.to(lang) if problem.hint else None}


def render_json(report: Report, lang: Lang) -> dict[str, list[dict[str, object]]]:
    """All findings for a program; a finding without a remedy has the hint null, one without a place the line 0."""
    return {"problems": [_row(problem, lang) for problem in report.problems],
            "warnings": [_row(problem, lang) for problem in report.warnings],
            "open_points": [_row(problem, lang) for problem in report.open_points],
            "readings": [{"path": one.mark.path, "line": one.mark.line, "title": one.title, "lines": [line.to(lang) for line in one.lines]}
                         for one in report.readings]}


def _escape(text: str, more: str = "") -> str:
    """Text for GitHub's workflow commands, which end at line ends and, in properties, at colons and commas.

    >>> _escape("a: 50%, b", ":,")
    'a%3A 50%25%2C b'
    """
    return "".join(f"%{ord(char):02X}" if char in "%\r\n" + more else char for char in text)


def render_github(report: Report, lang: Lang) -> str:
    """All findings as GitHub shows them beside the changed lines."""
    kinds: dict[Severity, str] = {"problem": "error", "warning": "warning", "open": "notice"}
    lines = []
    for problem in _ordered(report):
        mark = problem.mark
        facts = {"file": mark.path, "line": mark.line, "col": mark.column, "title": problem.rule}
        given = ",".join(f"{name}={_escape(str(fact), ':,')}" for name, fact in facts.items() if fact)
        words = problem.message.to(lang) + (f"\n{problem.hint.to(lang)}" if problem.hint else "")
        lines.append(f"::{kinds[problem.severity]} {given}::{_escape(words)}")
    return "".join(f"{line}\n" for line in lines)
