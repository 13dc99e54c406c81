"""A city's requests in a desk: a playbook with a deadline for each type of request, and what it says of each case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs

from complaintkit import System
from complaintkit.calendars import due, read_calendar
from complaintkit.ports.inbound import FormReceived
from complaintkit.testing import open_test_desk

ZONE = "America/New_York"
_TABLES: Mapping[str, Mapping[str, Any]] = {
    "holidays": {"week": {"mon-fri": "08:30-17:00"}, "holidays": "US-MA"},
    "no-holidays": {"week": {"mon-fri": "08:30-17:00"}},
}
CALENDARS = {name: read_calendar(name, table, zone=ZONE) for name, table in _TABLES.items()}
_CITY = System("city")
_HEAD = f"""
schema = 1
name = "city"
version = "1"
title = {{ en = "City requests" }}
languages = ["en"]
currency = "USD"
time-zone = "{ZONE}"

[role.clerk]
title = {{ en = "Clerk" }}
sees = "all"
may = "all"

[calendar.no-holidays]
week = {{ mon-fri = "08:30-17:00" }}
[calendar.holidays]
week = {{ mon-fri = "08:30-17:00" }}
holidays = "US-MA"
"""
_MESSAGES = {  # that every playbook has; what is history is told to nobody
    "registered": "customer",
    "handover-accepted": "customer",
    "handover-offered": "receiver",
    "deadline-breached": "breach.tell",
}


@attrs.frozen
class Rule:
    """A deadline as a playbook writes it, on a calendar."""

    within: str
    until: str
    calendar: str
    begins: str = "at-once"

    def written(self) -> Mapping[str, str]:
        """Return what a playbook says of it: when on the last day it ends is asked of working days alone."""
        said: dict[str, str] = attrs.asdict(self)
        return said if "working days" in self.within else {name: said[name] for name in said if name != "until"}

    def due(self, start: datetime) -> datetime:
        """Return when it is due."""
        return due(CALENDARS[self.calendar], start, self.within, until=self.until, begins=self.begins).at


@attrs.frozen
class Request:
    """A case of the city's list, as it was published."""

    type: str
    start: datetime
    target: datetime
    closed: datetime | None
    flag: str


def _written(rules: Mapping[str, Rule]) -> str:
    """Return the playbook: each type is a category, the rule of it a deadline from the first word to the answer."""
    parts = [_HEAD]
    for on, to in _MESSAGES.items():
        parts.append(f'[message.{on}]\non = "{on}"\nto = "{to}"\nmedia = ["sms"]\nshort = {{ en = "{{number}}" }}\n')
    for id_, rule in rules.items():
        said = "\n".join(f'{name} = "{value}"' for name, value in rule.written().items())
        parts.append(f"""
[category.{id_}]
title = {{ en = "{id_}" }}
severity = "normal"
[deadline.{id_}]
title = {{ en = "{id_}" }}
starts = "received"
stops = ["answer-recorded"]
{said}
categories = ["{id_}"]
breach = {{ tell = ["owner"] }}
""")
    return "".join(parts)


def take_in(rules: Mapping[str, Rule], requests: Sequence[Request]) -> Iterator[tuple[Request, datetime, bool]]:
    """Import the requests into a desk that works by these rules; yield of each when its case is due, and if that was kept."""
    ids = {type_: f"t{place}" for place, type_ in enumerate(rules)}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "city.toml"
        file.write_text(_written({ids[type_]: rule for type_, rule in rules.items()}), encoding="utf-8")
        with open_test_desk(playbook=file) as desk:
            forms = [
                FormReceived(_form(one, ids[one.type]), external_id=str(place)) for place, one in enumerate(requests)
            ]
            done = desk.import_history(forms, by=_CITY)
            if done.created != len(requests):
                raise SystemExit(f"not all became cases: {done}")
            for case in desk.cases(by=_CITY):
                request = requests[int(case.external_id or "")]
                [mine] = (one for one in case.deadlines if one.name == ids[request.type])
                yield request, mine.due_at, mine.breached_at is None


def _form(request: Request, category: str) -> dict[str, object]:
    answered = {"reply.text": "done", "reply.at": request.closed} if request.closed else {}
    return {"text": request.type, "received_at": request.start, "category": category, "kind": "complaint", **answered}
