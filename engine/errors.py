"""What the engine refuses, as exceptions that carry a sentence for people.

An author's mistake in a rule file is a `Problem`, never an exception.

BihuanError
├── FormulaRefusal          a formula that has no value for these facts
└── CalendarError           a date, a span or a calendar that cannot be used
    ├── UnknownCalendarError    no such calendar
    ├── BadCalendarError        a calendar's file contradicts itself or cannot be read
    ├── OutsideCalendarError    a date before the first year known, or too far ahead
    └── SpanTooLongError        a span of more than ten years
"""

from __future__ import annotations

from engine.text import Text


class BihuanError(Exception):
    """Something refused; `text` says what and what to do, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.zh} {text.en}")
        self.text = text


class CalendarError(BihuanError):
    """A date, a span or a calendar that cannot be used."""


class UnknownCalendarError(CalendarError):
    """No calendar of this name."""


class BadCalendarError(CalendarError):
    """A calendar's file contradicts itself or cannot be read."""


class OutsideCalendarError(CalendarError):
    """A date before the first year known, or too far ahead."""


class SpanTooLongError(CalendarError):
    """A span of more than ten years."""


class FormulaRefusal(BihuanError):
    """A formula that has no value for these facts; `kind` names why, `at` and `length` say where in its text."""

    def __init__(self, kind: str, text: Text, at: int = -1, length: int = 1) -> None:
        super().__init__(text)
        self.kind, self.at, self.length = kind, at, length
