"""What customers typed that their link can't do any more: it is heard all the same, and somebody answers it. R9, R14, S3.5"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from complaintkit.desk.intake.kept import kept_row
from complaintkit.desk.intake.waiting import keep_waiting
from complaintkit.model import commands as c
from complaintkit.model.phrase import Phrase, joined, phrase
from complaintkit.ports.inbound import FormReceived

if TYPE_CHECKING:
    from complaintkit.ports.storage import EventRow
    from complaintkit.records.door import Door

VIA: Final = "link"

_AGREED = phrase("(The link had ended.) I agree to what you propose.")
_REFUSED = phrase("(The link had ended.) I do not agree to what you propose.")
_CHOSEN: Mapping[type[c.OnCase], Callable[[Mapping[str, Any]], Phrase]] = MappingProxyType(
    {
        c.AnswerPlan: lambda fields: _AGREED if fields["accepted"] is True else _REFUSED,
        c.AnswerSurvey: lambda fields: phrase(
            "(The link had ended.) My scores: outcome {outcome}, handling {process}.",
            outcome=str(fields["outcome"]),
            process=str(fields["process"]),
        ),
        c.Withdraw: lambda _: phrase("(The link had ended.) I take it back."),
        c.Object: lambda _: phrase("(The link had ended.) I did not say what you noted."),
    }
)
"""What customers mean by a form that they sent, in a sentence of theirs."""
_WORDS: Final = ("text", "remark", "reason")


def words_in(fields: Mapping[str, Any]) -> str:
    """Return the customer's own words; empty where they typed none."""
    return " ".join(str(fields[name]) for name in _WORDS if fields.get(name))


def in_words(kind: type[c.OnCase], fields: Mapping[str, Any]) -> Phrase:
    """Return what was sent by a link that had ended: what they chose, and their own words."""
    chosen = _CHOSEN.get(kind)
    said = words_in(fields)
    return joined(
        [*([chosen(fields)] if chosen else []), *([said] if said else [])], phrase.template("{first} {second}")
    )


def keep_unknown(door: Door, said: c.HearCustomer) -> None:
    """Keep words that came by a link of which nobody knows the case, in the inbox."""
    text = " ".join([said.text, *(f"📎 {one.name}" for one in said.attachments)])
    now = door.clock.now()
    form = FormReceived({"text": text}, external_id=door.rules.new_id(), at=now)
    written: list[EventRow] = []
    with door.storage.writing() as tx:
        why = phrase("it came by a link that leads to no case")
        keep_waiting(door, tx, kept_row(door.key, VIA, form, at=now, why=why), form, written, proved=False)
    door.recorded(written)
