"""Answer a standing survey, by a token without a person in it: bounded, and nothing that was said is lost. S1.13"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from complaintkit.desk.admin.surveys import shown
from complaintkit.desk.intake.kept import INBOX, SURVEY, kept_row, source_of
from complaintkit.desk.intake.waiting import keep_waiting
from complaintkit.model.customer import Contact
from complaintkit.model.errors import IntakeRejected, InvalidInput, NotAllowed, NotFound
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.wire import canonical
from complaintkit.ports.inbound import FormReceived
from complaintkit.records.survey import LONGEST, answer_id, asked_by, checked, is_full, keep_answer
from complaintkit.records.token import keyed_id

if TYPE_CHECKING:
    from complaintkit.model.survey import StandingSurvey
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door
    from complaintkit.records.survey import Answer, Asked

KEPT_PER_HOUR: Final = 60
"""So many remarks that are no answer go to the inbox within an hour."""
_LOOKED_AT: Final = 1000
_WITH: Final = ("phone", "email")


def questions_of(door: Door, token: str) -> StandingSurvey:
    """Return what a token asks.

    Raises:
        NotFound: it asks nothing, or no more.
    """
    with door.storage.reading() as reader:
        asked = asked_by(door, reader, token)
        if asked is None:
            raise _nothing()
        return shown(door, reader, asked)


def take_answer(
    door: Door,
    token: str,
    scores: Mapping[str, int | str],
    *,
    remark: str | None,
    contact: Contact | None,
    key: str | None,
) -> None:
    """Take an answer; what can't be read waits in the inbox.

    Raises:
        InvalidInput: a question is not answered, or a score is off its scale; names it.
        NotAllowed: too many answers came within the hour; nothing was kept.
        NotFound: the token asks nothing, and no words came with it.
    """
    written: list[EventRow] = []
    try:
        with door.storage.writing() as tx:
            asked = asked_by(door, tx, token)
            if asked is None:
                raise _nothing()
            if is_full(door, tx, asked):
                raise _too_many()
            written += _keep(door, tx, asked, checked(asked.rule, scores, remark), contact=contact, key=key)
        door.recorded(written)
    except NotFound:
        if not _keep_unread(door, scores, remark, contact, why=phrase("it came by a link that asks nothing any more")):
            raise
    except InvalidInput as error:
        _keep_unread(door, scores, remark, contact, why=error.words)
        raise


def _keep(
    door: Door, tx: Writer, asked: Asked, answer: Answer, *, contact: Contact | None, key: str | None
) -> list[EventRow]:
    """Keep an answer; with a contact, have a person read it, too: return what that adds to the ledgers."""
    written: list[EventRow] = []
    fields = _contact_fields(contact)
    id = answer_id(door, asked, key)
    if not keep_answer(door, tx, asked, answer, id=id, contact=contact) or not fields:
        return written
    scores = {name: str(score) for name, (score, _, _) in answer.scores.items()}
    said = "\n".join(answer.words.values()) or canonical(scores)
    form = FormReceived({"text": said, "unit": asked.unit, **fields}, external_id=id)
    why = phrase("who answered a survey left a contact")
    row = kept_row(door.key, _channel(door, tx, asked), form, at=door.clock.now(), why=why)
    keep_waiting(door, tx, row, form, written, proved=True)  # as many as the survey takes in an hour
    return written


def _nothing() -> NotFound:
    return NotFound(what="survey", ref=phrase("behind this link"), next_step=phrase("Scan the code again, or call us."))


def _too_many() -> NotAllowed:
    return NotAllowed(command="answer-standing", reason=phrase("too many answers came within the hour"))


def _contact_fields(contact: Contact | None) -> dict[str, str]:
    if contact is None:
        return {}
    if not isinstance(contact, Contact) or contact.kind not in _WITH:
        raise InvalidInput(
            field="contact",
            reason=phrase("can't be called or written to"),
            next_step=phrase("Give a phone number or an e-mail address."),
        )
    return {f"customer.{contact.kind}": contact.address}


def _channel(door: Door, tx: Reader, asked: Asked) -> str:
    """Return the channel that a case made of it came by: the first of the survey's media that the playbook takes in by."""
    channels = door.rules.in_force(tx).playbook_of(asked.unit).channels
    return next((one for one in asked.rule.media if one in channels), SURVEY)


# ---- what a person has to look at -----------------------------------------------------------------------------------
def _keep_unread(door: Door, scores: object, remark: object, contact: Contact | None, *, why: Phrase) -> bool:
    """Keep words that can't be an answer, in the inbox; return False where there are none, or too many of them came."""
    said = remark if isinstance(remark, str) and remark.strip() else ""
    if not said and isinstance(scores, Mapping):
        said = "\n".join(one for one in scores.values() if isinstance(one, str) and one.strip())
    if not said:
        return False
    known = contact if isinstance(contact, Contact) and contact.kind in _WITH else None
    text = said[: 2 * LONGEST].encode("utf-8", "replace").decode()
    fields = {"text": text, **_contact_fields(known)}
    id = keyed_id(door.key, "unread answer", canonical(fields).encode())
    written: list[EventRow] = []
    try:
        with door.storage.writing() as tx:
            _check_room(door, tx)
            form = FormReceived(fields, external_id=f"sv-{id}")
            keep_waiting(
                door, tx, kept_row(door.key, SURVEY, form, at=door.clock.now(), why=why), form, written, proved=False
            )
    except (IntakeRejected, NotAllowed):
        return False
    door.recorded(written)
    return True


def _check_room(door: Door, tx: Reader) -> None:
    """Refuse more of what can't be read than a person looks through; answers are bounded by their own number.

    Raises:
        NotAllowed: so many came within the hour.
    """
    hour = door.clock.now() - timedelta(hours=1)
    if len(tx.refused(code=INBOX, source=source_of(SURVEY), since=hour, limit=KEPT_PER_HOUR)) >= KEPT_PER_HOUR:
        raise _too_many()
