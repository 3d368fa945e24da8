"""What the engine refuses, as exceptions that carry a sentence for people.

An author's mistake in a rule file is a `Problem`, never an exception.

BihuanError
└── CalendarError           a date, a span or a calendar that cannot be used
    ├── UnknownCalendar     no such calendar
    ├── BadCalendar         a calendar's file contradicts itself or cannot be read
    ├── OutsideCalendar     a date before the first year known, or too far ahead
    └── SpanTooLong         a span of more than ten years
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


class UnknownCalendar(CalendarError):
    """No calendar of this name."""


class BadCalendar(CalendarError):
    """A calendar's file contradicts itself or cannot be read."""


class OutsideCalendar(CalendarError):
    """A date before the first year known, or too far ahead."""


class SpanTooLong(CalendarError):
    """A span of more than ten years."""
