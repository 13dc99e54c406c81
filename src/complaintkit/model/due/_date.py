"""What days and months are called, in short."""

from __future__ import annotations

from complaintkit.model.phrase import phrase

WEEKDAYS = tuple(phrase.table("weekday", "Mon Tue Wed Thu Fri Sat Sun").values())
MONTHS = tuple(phrase.table("month", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").values())
