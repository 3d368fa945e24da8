"""The working calendar (日历): which days are worked, when a time limit ends, how much of it is used.

In: the yearly holiday notices as data, a street's closures and office hours; instants and spans.
Out: days with a reason, due times with their working day by day, working time between two instants.
"""

from engine.calendar.days import Day, DayNote, Due, Roll
from engine.calendar.files import calendar_names, load_calendar
from engine.calendar.gazette import Arrangement, Gazette, Holiday, MakeUp, Notice
from engine.calendar.office import DEFAULT_HOURS, OfficeHours, Season, read_office_hours
from engine.calendar.reading import read_arrangement
from engine.calendar.reckoning import Calendar
from engine.calendar.recurrence import (
    Every,
    Occurrence,
    Recurrence,
    next_start,
    nominal_days,
    occurrences,
    period_name,
    read_recurrence,
    start_of,
)

__all__ = ["DEFAULT_HOURS", "Arrangement", "Calendar", "Day", "DayNote", "Due", "Every", "Gazette", "Holiday", "MakeUp",
           "Notice", "Occurrence", "OfficeHours", "Recurrence", "Roll", "Season", "calendar_names", "load_calendar",
           "next_start", "nominal_days", "occurrences", "period_name", "read_arrangement", "read_office_hours",
           "read_recurrence", "start_of"]
