"""What the engine refuses, as exceptions that carry a sentence for people.

An author's mistake in a rule file is a `Problem`, never an exception.

BihuanError
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
