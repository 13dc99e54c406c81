"""From an Organisation back to the tables of its file, as JSON can hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.organisation.hours import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from complaintkit.organisation.duty import Duty
    from complaintkit.organisation.organisation import Organisation
    from complaintkit.organisation.people import Absence, Staff, Unit


def organisation_data(organisation: Organisation) -> dict[str, object]:
    """Return the tables of the file; `order` keeps what JSON objects may lose."""
    absences: dict[str, object] = {
        name: [_absence(one) for one in organisation.absences if one.staff == name]
        for name in sorted({one.staff for one in organisation.absences})
    }
    return _said(
        {
            "unit": {name: _unit(unit) for name, unit in organisation.units.items()},
            "staff": {name: _staff(one) for name, one in organisation.staff.items()},
            "duty": {name: _duty(duty) for name, duty in organisation.duties.items()},
            "group": {
                group: {role: list(people) for role, people in seats.items()}
                for group, seats in organisation.seats.items()
            },
            "absence": absences,
            "departed": {name: _staff(one) for name, one in organisation.departed.items()},
            "account": {
                name: _said({"responsible": one.responsible, "title": dict(one.title)})
                for name, one in organisation.accounts.items()
            },
            "order": {
                "unit": list(organisation.units),
                "staff": list(organisation.staff),
                "duty": list(organisation.duties),
            },
        }
    )


def _said(table: Mapping[str, object]) -> dict[str, object]:
    """Leave out what is empty: an empty value and a missing one are the same."""
    return {key: value for key, value in table.items() if value not in (None, (), [], {}, False)}


def _unit(unit: Unit) -> dict[str, object]:
    return _said(
        {
            "title": dict(unit.title),
            "kind": unit.kind,
            "within": unit.within,
            "calendar": unit.calendar,
            "time-zone": unit.time_zone,
            "playbook": unit.playbook,
            "closed": unit.closed,
        }
    )


def _staff(one: Staff) -> dict[str, object]:
    contacts: dict[str, list[str]] = {}
    for contact in one.contacts:
        contacts.setdefault(contact.kind, []).append(contact.address)
    deputy = {"deputy": one.deputy, "deputy-by": one.deputy_by}
    optional = _said({"languages": list(one.languages), **deputy, **contacts})
    return {"name": one.name, "roles": list(one.roles), "units": list(one.units), **optional}


def _duty(duty: Duty) -> dict[str, object]:
    turns = {
        name: {
            "days": ", ".join(WEEKDAYS[day] for day in sorted(turn.days)),
            "hours": ", ".join(map(str, turn.hours)),
            "staff": list(turn.staff),
        }
        for name, turn in duty.turns.items()
    }
    return _said(
        {
            "role": duty.role,
            "turn": turns,
            "unit": duty.unit,
            "hand-on-at-end": duty.hand_on_at_end,
            "otherwise": duty.otherwise,
        }
    )


def _absence(absence: Absence) -> dict[str, object]:
    return _said(
        {
            "start": absence.start.isoformat(),
            "end": absence.end.isoformat() if absence.end else None,
            "deputy": absence.deputy,
            "long": absence.long,
            "by": absence.by,
        }
    )
