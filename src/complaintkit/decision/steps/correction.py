"""Corrections of what was recorded: old and new value on the ledger, with the reason, and what follows from them. F1, R6"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from complaintkit.calendars import YEARS
from complaintkit.decision.draft import Draft
from complaintkit.decision.money.budget import check_payers
from complaintkit.decision.refusal import future, long_ago, unknown_unit
from complaintkit.decision.steps.handover import keep_out
from complaintkit.decision.steps.intake import (
    check_channel,
    check_contact,
    check_staff,
    of_another,
    shifts_of,
    still_missing,
)
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.issue import FIRST
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind, State

CORRECTABLE: Final = ("unit", "channel", "customer", "about_staff", "occurred_at", "purchase", "items")
"""The fields of a case that can be corrected. Category, kind and severity have commands of their own."""


def correct(draft: Draft, command: c.Correct) -> None:
    """Correct it. The owner stays accountable (F1), unless the complaint turns out to be about them (R6).

    Whom it is about is never changed quietly: the leader above hears of it, and whoever is left out has no part in it.
    """
    _check(draft, command)
    new = _new_values(draft, command)
    corrected = draft.case.changed(**new)
    old = {f"{name}_was": value for name, value in _known(draft, command).items() if name in new}
    missing = still_missing(draft.facts, corrected) if draft.case.state is State.RECEIVED else ()
    moved = not new.keys().isdisjoint({"unit", "occurred_at"})
    shifts = shifts_of(draft.facts, corrected.unit, corrected.occurred_at) if moved else None
    whose: Mapping[str, Any] = of_another(draft, new["customer"]) if "customer" in new else {}
    said = {**new, **old, **whose, "issue": command.issue if command.issue != FIRST else None}
    draft.add(e.Corrected(corrected=tuple(sorted(new)), reason=command.reason, missing=missing, shifts=shifts, **said))
    if "about_staff" in new and draft.case.kind is not Kind.PRAISE:  # whoever is praised may have part in it
        keep_out(draft)


def _new_values(draft: Draft, command: c.Correct) -> Mapping[str, Any]:
    """Return what changes.

    Raises:
        InvalidInput: nothing does.
    """
    given = {name: value for name in CORRECTABLE if (value := getattr(command, name))}
    if command.about_nobody:
        given["about_staff"] = None
    known = _known(draft, command)
    new = {name: value for name, value in given.items() if value != known[name]}
    if not new:
        raise InvalidInput(
            field=next(iter(given), "unit"),
            reason=phrase("nothing would change"),
            next_step=phrase("Give what is right."),
        )
    return new


def _known(draft: Draft, command: c.Correct) -> Mapping[str, Any]:
    """Return what is on record: of several issues, whom the one is about that the command names. R6, R7"""
    case, issue = draft.case, command.issue or FIRST
    about = next(one.about_staff for one in case.issues if one.id == issue)
    return {**{name: getattr(case, name) for name in CORRECTABLE}, "about_staff": about}


def _check(draft: Draft, command: c.Correct) -> None:
    """Refuse a unit that there is not, or that takes nothing in; a stranger; a time that can't be."""
    facts, organisation = draft.facts, draft.facts.structure.organisation
    if command.unit and command.unit not in organisation.units:
        raise unknown_unit(command.unit, organisation.units)
    if command.unit and organisation.units[command.unit].closed:
        raise InvalidInput(
            field="unit",
            reason=phrase("{unit} is closed", unit=command.unit),
            next_step=phrase("Name the unit that took over."),
        )
    if command.unit and command.unit != draft.case.unit:
        check_payers(draft, command.unit)
    check_staff(facts, command.about_staff, field="about_staff")
    _check_issue(draft, command)
    if command.about_staff and command.about_nobody:
        raise InvalidInput(
            field="about_nobody",
            reason=phrase("it is about {staff}", staff=command.about_staff),
            next_step=phrase("Give one of the two."),
        )
    _check_channel(draft, command.channel)
    if command.customer:
        check_contact(draft, command.customer)
    at = command.occurred_at
    if at is not None and at > facts.now:
        raise future(facts, at, unit=draft.case.unit, field="occurred_at")
    if at is not None and at.year not in YEARS:
        raise long_ago(facts, at, unit=draft.case.unit, field="occurred_at", first=YEARS[0])


def _check_issue(draft: Draft, command: c.Correct) -> None:
    """Refuse an issue that the case has not, and one of which nothing is said: its person alone can be corrected. R7"""
    if command.issue is None:
        return
    known = [one.id for one in draft.case.issues]
    if command.issue not in known:
        raise InvalidInput(
            field="issue",
            reason=phrase("is not an issue of this case"),
            next_step=nearest(command.issue, known),
        )
    if not (command.about_staff or command.about_nobody):
        raise InvalidInput(
            field="issue",
            reason=phrase("nothing would change"),
            next_step=phrase("Say whom it is about."),
        )


def _check_channel(draft: Draft, channel: str | None) -> None:
    """Refuse a misspelt channel, and another one for what came in with its sender's id: by that it is known there, once."""
    case = draft.case
    if channel is None or channel == case.channel:
        return
    if case.external_id:
        raise InvalidInput(
            field="channel",
            reason=phrase("it came in through {channel}, as {id}", channel=case.channel, id=case.external_id),
            next_step=phrase("Leave it as it is."),
        )
    check_channel(draft.facts, channel)
