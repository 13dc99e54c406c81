"""The report of an incident to the authority, as text to be printed: what is known, and lines to be filled in. R11"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from complaintkit.decision import Facts
from complaintkit.decision.task.common_cause import known_at
from complaintkit.model.about import SHARED
from complaintkit.model.case import Case
from complaintkit.model.incident import Incident
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.text import said

_BLANK: Final = "________"
_LABELS: Final[Mapping[str, Phrase]] = phrase.table(
    "incident report",
    {
        "title": "Report of an incident",
        "to": "to",
        "number": "number",
        "unit": "unit",
        "what": "what happened",
        "known": "risk known at",
        "due": "to be reported by",
        "lot": "lot",
        "meal": "meal",
        "item": "goods",
        "till": "till",
        "complaints": "complaints",
        "first": "first complaint",
        "evidence": "evidence secured",
        "recalled": "goods called back",
        "found": "what was found",
        "lead": "responsible",
        "signed": "signature and date",
    },
)


def report_form(facts: Facts, incident: Incident, cases: Sequence[Case], language: str) -> str:
    """Return the form as lines of text: a label, a colon, what is known or a blank to be filled in."""
    zone = ZoneInfo(facts.structure.zone_of(incident.task.unit))
    colon = "：" if language == "zh" else ": "
    head = _LABELS["title"].to(language)
    return "\n".join(
        [head, *(f"{label}{colon}{value or _BLANK}" for label, value in _rows(facts, incident, cases, language, zone))]
    )


def _rows(
    facts: Facts, incident: Incident, cases: Sequence[Case], language: str, zone: ZoneInfo
) -> Iterator[tuple[str, str]]:
    task, rules, organisation = incident.task, facts.playbook.incident, facts.structure.organisation
    known = {
        "to": said(rules.authority, language) if rules.authority else "",
        "number": task.number,
        "unit": said(organisation.units[task.unit].title, language) or task.unit,
        "what": task.what or "",
        "known": _time(known_at(task), zone),
        "due": _time(incident.report.due_at if incident.report else None, zone),
        **{word: task.about[word] for word in SHARED if word in task.about},
        "complaints": f"{len(cases)} ({', '.join(one.number for one in cases)})" if cases else "",
        "first": _time(min((one.received_at for one in cases), default=None), zone),
        "evidence": "; ".join(f"{one.what}, {one.where}" for case in cases for one in case.evidence),
        "recalled": _time(incident.recall.closed_at if incident.recall else None, zone),
        "found": task.words.get("facts", ""),
    }
    yield from ((_LABELS[word].to(language), value) for word, value in known.items())
    told = _told(incident)
    yield from ((said(words, language), told.get(name, "")) for name, words in rules.fields.items())
    lead = organisation.staff.get(task.owner)
    yield _LABELS["lead"].to(language), lead.name if lead else task.owner
    yield _LABELS["signed"].to(language), ""


def _told(incident: Incident) -> dict[str, str]:
    """Return what the report held, by the form's fields."""
    entries = incident.report.values.get("entries", ()) if incident.report else ()
    return dict(one.split(": ", 1) for one in entries if ": " in one)


def _time(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
