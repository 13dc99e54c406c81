"""What has to fit together within one organisation file: every id names something, no unit lies within itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.model.key_path import dotted
from complaintkit.model.phrase import Phrase, as_it_is, phrase, spoken
from complaintkit.organisation.people import Staff, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from complaintkit.model.problem import Problems
    from complaintkit.organisation.organisation import Organisation


def check_links(organisation: Organisation, problems: Problems) -> None:
    """Note every id that names nothing."""
    _check_units(organisation, problems)
    for staff in organisation.staff.values():
        path = ("staff", staff.id)
        _known(problems, (*path, "units"), "a unit", staff.units, organisation.units)
        _known(problems, (*path, "deputy"), "a member of staff", [staff.deputy], organisation.staff)
    for duty in organisation.duties.values():
        path = ("duty", duty.id)
        _known(problems, (*path, "unit"), "a unit", [duty.unit], organisation.units)
        for turn in duty.turns.values():
            _known(problems, (*path, "turn", turn.id, "staff"), "a member of staff", turn.staff, organisation.staff)
    known = {**organisation.departed, **organisation.staff}
    for account in organisation.accounts.values():
        _known(problems, ("account", account.id, "responsible"), "a member of staff", [account.responsible], known)
    for absence in organisation.absences:
        _known(problems, ("absence",), "a member of staff", [absence.staff], organisation.staff)
        _known(
            problems, ("absence", absence.staff, "deputy"), "a member of staff", [absence.deputy], organisation.staff
        )
    _check_seats(organisation, problems)


def _known(
    problems: Problems, path: tuple[str, ...], what: str, words: Iterable[str | None], known: Mapping[str, Staff | Unit]
) -> None:
    for word in words:
        if word is not None and word not in known:
            problems.unknown(dotted(path), what, word, known, {id: _name_of(one) for id, one in known.items()})


def _name_of(one: Staff | Unit) -> Phrase:
    return spoken(one.title) if isinstance(one, Unit) else as_it_is(one.name)


def _check_units(organisation: Organisation, problems: Problems) -> None:
    if not organisation.units:
        problems.add(
            "unit",
            phrase("there is no unit"),
            phrase("Every case has one: write [unit.shop] with a title."),
        )
    for unit in organisation.units.values():
        _known(problems, ("unit", unit.id, "within"), "a unit", [unit.within], organisation.units)
        if unit.id in _enclosing(organisation, unit.id):
            problems.add(
                dotted(("unit", unit.id, "within")),
                phrase("{id} lies within itself", id=unit.id),
                phrase("Cut the circle at one unit."),
            )


def _enclosing(organisation: Organisation, unit: str) -> list[str]:
    found: list[str] = []
    above = organisation.units[unit].within
    while above is not None and above in organisation.units and above not in found:
        found.append(above)
        above = organisation.units[above].within
    return found


def _check_seats(organisation: Organisation, problems: Problems) -> None:
    for group, seats in organisation.seats.items():
        for role, people in seats.items():
            path = ("group", group, role)
            _known(problems, path, "a member of staff", people, organisation.staff)
            for one in people:
                if one in organisation.staff and role not in organisation.staff[one].roles:
                    problems.add(
                        dotted(path),
                        phrase("{one} is not a {role}", one=one, role=role),
                        phrase("Add the role to [staff.{one}], or seat somebody else.", one=one),
                    )
