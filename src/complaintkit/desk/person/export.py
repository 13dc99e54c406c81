"""Export everything kept on one person, as plain values for JSON: their copy. Each case's ledger tells of it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, TypeAlias

from complaintkit.desk.person.person import find_person, write
from complaintkit.model import events as e
from complaintkit.model.wire import instant_text, to_json
from complaintkit.records.ledger import contact_fields, lines_of
from complaintkit.records.outbox import entries_in
from complaintkit.records.survey import read_answers

if TYPE_CHECKING:
    from collections.abc import Container

    from complaintkit.decision import LedgerEntry
    from complaintkit.model.actor import By
    from complaintkit.model.person import PersonRef
    from complaintkit.model.survey import SurveyAnswer
    from complaintkit.ports.storage import OutboxRow, Reader
    from complaintkit.records.case import Loaded
    from complaintkit.records.door import Door
    from complaintkit.records.member import LoadedMember


Data: TypeAlias = dict[str, Any]


def export(door: Door, who: PersonRef, by: By) -> Data:
    """Return the copy; it says what a reading says at this moment, and nothing less."""
    with door.storage.writing() as tx:
        found = find_person(door, tx, who, by, "export-person")
        cases = [_case(tx, one, found.persons) for one in found.cases]
        former = [_former(tx, one, keys) for one, keys in found.former if one.case.number in found.former_numbers]
        answers = [_answer(one) for one in read_answers(tx, found.answers)]
        members = [_member(tx, one) for one in found.members]
        theirs = [one for one, _ in found.former if one.case.number in found.former_numbers]
        written = write(door, tx, (*found.cases, *theirs, *found.members), by, e.PersonExported())
    door.recorded(written)
    copy = {
        "made_at": instant_text(door.clock.now()),
        "cases": cases,
        "others": list(found.others),
        "former": former,
        "survey_answers": answers,
        "memberships": members,
    }
    plain: Data = json.loads(json.dumps(copy))
    return plain


def _former(tx: Reader, one: Loaded, keys: Container[str]) -> Data:
    """Return what a case that is somebody else's now still says of them: who they are, and how they are reached."""
    lines = lines_of(tx, one.row.id, of=keys)
    names = (contact_fields(line.event.name) for line in lines)
    said = [getattr(line.event, name) for line, fields in zip(lines, names, strict=True) for name in sorted(fields)]
    return {"number": one.case.number, "customers": [to_json(each) for each in dict.fromkeys(said) if each]}


def _case(tx: Reader, one: Loaded, persons: Container[str]) -> Data:
    """Return what is kept under these keys of one of their cases: nothing of whoever it was taken for before."""
    case = one.case
    lines = lines_of(tx, one.row.id, of=persons)
    return {
        "number": case.number,
        "unit": case.unit,
        "kind": case.kind.value,
        "state": case.state.value,
        "category": case.category,
        "channel": case.channel,
        "received_at": instant_text(case.received_at),
        "restricted": case.restricted,
        "erased": case.erased,
        "customer": to_json(case.customer),
        "text": case.text,
        "coupons": [to_json(coupon) for coupon in case.coupons],
        "attachments": [
            file for line in lines if isinstance(line.event, e.AttachmentAdded) for file in _file(tx, line.event)
        ],
        "messages": [
            _message(row)
            for row in entries_in(tx, case=one.row.id)
            if row.recipient == "customer" and row.person in persons
        ],
        "history": [_line(line) for line in lines if line.event.is_deed],
    }


def _member(tx: Reader, one: LoadedMember) -> Data:
    member = one.member
    return {
        "unit": member.unit,
        "customer": to_json(member.customer),
        "birthday": member.birthday,
        "since": member.since.isoformat(),
        "joined_at": instant_text(member.joined_at),
        "left_at": instant_text(member.left_at) if member.left_at else None,
        "via": member.via,
        "recruited_by": member.recruited_by,
        "restricted": member.restricted,
        "erased": member.erased,
        "messages": [_message(row) for row in tx.outbox(case=one.row.id)],
        "history": [_line(line) for line in lines_of(tx, one.row.id)],
    }


def _answer(one: SurveyAnswer) -> Data:
    return {
        "survey": one.survey,
        "unit": one.unit,
        "at": instant_text(one.at),
        "scores": dict(one.scores),
        "words": dict(one.words),
        "told_to": one.told_to,
        "case": one.case,
    }


def _file(tx: Reader, event: e.AttachmentAdded) -> list[Data]:
    row = tx.attachment(event.attachment)
    if row is None or row.content is None:
        return []
    content = base64.b64encode(row.content).decode("ascii")
    return [{"name": event.file, "media_type": row.media_type, "base64": content}]


def _message(row: OutboxRow) -> Data:
    return {
        "message": row.name,
        "media": list(row.media),
        "language": row.language,
        "state": row.state,
        "made_at": instant_text(row.created_at),
    }


def _line(line: LedgerEntry) -> Data:
    return {"at": instant_text(line.at), "event": line.event.name, "by": line.by, **to_json(line.event)}
