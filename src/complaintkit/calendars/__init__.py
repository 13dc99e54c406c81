"""Business time: when something is due, how much working time has passed, and why."""

from complaintkit.calendars._before import before
from complaintkit.calendars._business_day import business_day, business_day_bounds, business_days
from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._day import Day, day_of
from complaintkit.calendars._deadline import due, due_at
from complaintkit.calendars._elapsed import elapsed, working_days
from complaintkit.calendars._festival import FESTIVALS, festival_on
from complaintkit.calendars._known import KNOWN, known_calendar, load_calendar
from complaintkit.calendars._notice import Notice, read_notices
from complaintkit.calendars._reading import read_calendar, read_calendar_table
from complaintkit.calendars._span import DAY, read_spans, read_time
from complaintkit.calendars._week import WEEKDAYS, read_weekdays
from complaintkit.calendars._zone import YEARS, zone_of

__all__ = [
    "DAY",
    "FESTIVALS",
    "KNOWN",
    "WEEKDAYS",
    "YEARS",
    "Calendar",
    "Day",
    "Notice",
    "before",
    "business_day",
    "business_day_bounds",
    "business_days",
    "day_of",
    "due",
    "due_at",
    "elapsed",
    "festival_on",
    "known_calendar",
    "load_calendar",
    "read_calendar",
    "read_calendar_table",
    "read_notices",
    "read_spans",
    "read_time",
    "read_weekdays",
    "working_days",
    "zone_of",
]
