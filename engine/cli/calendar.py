"""The command `calendar`: the days of a year, or a due time worked out day by day.

In: the name of a calendar, a year, or a start and a span.  Out: text for people or JSON for programs.
Exit codes: 0 fine, 1 a value refused, 2 wrong usage.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NoReturn

import click

from engine import shipped
from engine.calendar import Calendar, Day, Due, Roll, load_calendar
from engine.errors import CalendarError
from engine.text import Lang, Text, say
from engine.values import SHANGHAI, Span, plain, read_date, read_moment, read_span

_WEEKDAYS = (Text("周一", "Mon"), Text("周二", "Tue"), Text("周三", "Wed"), Text("周四", "Thu"),
             Text("周五", "Fri"), Text("周六", "Sat"), Text("周日", "Sun"))


@click.command("calendar")
@click.argument("name")
@click.option("--year", type=int, help="列出这一年的每一天。 List every day of this year.")
@click.option("--from", "start", metavar="日期 DATE", help="起算日，可带钟点。 The start, with an hour if it matters.")
@click.option("--add", "span", metavar="时长 SPAN",
              help="加多长，如 5个工作日；--add=-5个工作日 往回数。 The span; a minus sign counts back.")
@click.option("--roll", type=click.Choice(["next", "previous", "none"]),
              help="最后一天逢休：next 顺延，previous 提前，none 不动。 "
                   "A last day on a rest day: later, earlier or stay.")
@click.option("--street-closure", "closures", multiple=True, metavar="日期=原因 DATE=REASON",
              help="街道停办公的日子，可写多次。 A day the street's office is closed; may be repeated.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="输出样式。 Form of the output.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="语言。 Language.")
def calendar(name: str, year: int | None, start: str | None, span: str | None, roll: Roll | None,
             closures: Sequence[str], form: str, lang: Lang) -> None:
    """查工作日历：列出一年的放假和调休上班，或者逐日算出时限到哪一天。

    Look things up in a working calendar: a year's days off and make-up days, or a due time day by day.

    \b
    bihuan calendar cn --year 2026
    bihuan calendar cn --from 2025-09-30 --add=5个工作日
    bihuan calendar cn --from 2025-10-15 --add=-7天
    """
    if (year is None) == (start is None) or (start is None) != (span is None) or (roll and start is None):
        raise click.UsageError(say("请写 --year，或者一起写 --from 和 --add。",
                                   "Give --year, or --from and --add together.").to(lang))
    try:
        used = load_calendar(name, shipped.workflows() / "calendars", dict(map(_read_closure, closures)))
        if year is not None:
            _show_year(used, _days_of(used, year), form, lang)
        elif start is not None and span is not None:
            _show_due(_work_out(used, start, span, roll), form, lang)
    except CalendarError as refused:
        click.echo(refused.text.to(lang), err=True)
        raise SystemExit(1) from refused


def _refuse(what: Text, text: str) -> NoReturn:
    raise CalendarError(say("看不懂「{text}」。{what}", "“{text}” cannot be read. {what}", text=text, what=what))


def _read_closure(text: str) -> tuple[date, str]:
    day, _, reason = text.replace("＝", "=").partition("=")
    closed = read_date(day)
    if closed is None or not reason.strip():
        _refuse(Text("停办公请写成「2026-03-02=停电」这样。", "Write a closure as 2026-03-02=power cut."), text)
    return closed, reason.strip()


def _read_start(text: str) -> datetime:
    day = read_date(text)
    moment = datetime.combine(day, time(), SHANGHAI) if day else read_moment(text)
    if moment is None:
        _refuse(Text("日期请写成「2025-09-30」或「2025-09-30 09:00」。", "Write 2025-09-30 or 2025-09-30 09:00."), text)
    return moment


def _read_signed_span(text: str) -> tuple[bool, Span]:
    written = plain(text)
    back = written[:1] in ("-", "−", "–")
    span = read_span(written.lstrip("+-−–"))
    if span is None:
        _refuse(Text("时长要带单位，如「5个工作日」「7天」「4工作时」「1个月」。",
                     "A duration needs its unit, such as 5个工作日, 7天, 4工作时, 1个月, 5workdays."), text)
    return back, span


def _work_out(used: Calendar, start: str, text: str, roll: Roll | None) -> Due:
    moment = _read_start(start)
    back, span = _read_signed_span(text)
    if back:
        return used.before(moment, span, roll or "previous")
    return used.add(moment, span, roll or "next")


def _days_of(used: Calendar, year: int) -> list[Day]:
    if not 1 <= year <= 9998:
        _refuse(Text("年份请写四位数字，如 2026。", "Write the year in four digits, such as 2026."), str(year))
    first = date(year, 1, 1)
    return [used.day(first + timedelta(days=n)) for n in range((date(year + 1, 1, 1) - first).days)]


def _show_json(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def _show_year(used: Calendar, days: Sequence[Day], form: str, lang: Lang) -> None:
    if form == "json":
        _show_json({"days": [{"date": day.date.isoformat(), "working": day.working, "why": day.why.to(lang)}
                             for day in days]})
        return
    for day in days:
        if day.date in used.gazette.named_days or day.working == (day.date.weekday() > 4):  # no ordinary day
            click.echo(_line(day.date, _state(day.working), day.why, lang))
    months = Counter(day.date.month for day in days if day.working)
    click.echo(say("各月工作日：{months}；全年{total}天。", "Working days by month: {months}; {total} in the year.",
                   months=Text("，".join(f"{m}月{months[m]}天" for m in sorted(months)),
                               ", ".join(f"{m}: {months[m]}" for m in sorted(months))),
                   total=months.total()).to(lang))
    if days[0].date.year > used.gazette.last_year:
        click.echo(_PROVISIONAL.to(lang))


def _show_due(due: Due, form: str, lang: Lang) -> None:
    if form == "json":
        _show_json(due.show(lang))
        return
    for note in due.working:
        click.echo(_line(note.date, _COUNTED if note.counted else _SKIPPED, note.why, lang))
    click.echo(say("到期：{at}（{weekday}）", "Due: {at} ({weekday})", at=f"{due.at:%Y-%m-%d %H:%M}",
                   weekday=_WEEKDAYS[due.at.weekday()]).to(lang))
    if due.provisional:
        click.echo(_PROVISIONAL.to(lang))


_COUNTED, _SKIPPED = Text("计入", "counts "), Text("不计", "skipped")
_PROVISIONAL = Text("暂定：有的日子还没有放假通知，收录通知后会重算。",
                    "Provisional: the holiday notice for some of these days is not recorded yet.")


def _state(working: bool) -> Text:
    return Text("上班", "working") if working else Text("放假", "off    ")


def _line(day: date, state: Text, why: Text, lang: Lang) -> str:
    return f"{day.isoformat()} {_WEEKDAYS[day.weekday()].to(lang)}  {state.to(lang)}  {why.to(lang)}"
