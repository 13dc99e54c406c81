"""Read a customer's reply as their objection to what staff took down for them. R9"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from complaintkit.desk.intake.conversation import answered_case, cases_of
from complaintkit.model import commands as c
from complaintkit.model.catalogue import languages
from complaintkit.model.phrase import phrase
from complaintkit.records.case import load

if TYPE_CHECKING:
    from complaintkit.model.case import Case
    from complaintkit.ports.inbound import CustomerMessage
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door


_AROUND: Final = " .!。"
_NOT_SO: Final = phrase("NOT SO", context="a reply by SMS")


def is_objection(text: str) -> bool:
    """Tell if a reply says, in whatever language, just what our message asked for where something is not so.

    >>> is_objection(" not so. "), is_objection("不符"), is_objection("it is not so bad")
    (True, True, False)
    """
    said = unicodedata.normalize("NFKC", text).strip(_AROUND).casefold()
    return said in {_NOT_SO.to(language).casefold() for language in ("en", *languages())}


def objection(door: Door, tx: Reader, said: CustomerMessage, via: str, *, notifiers: frozenset[str]) -> c.Object | None:
    """Return the objection that these words are, to the newest that was taken down; None where they are other words.

    Only from the number that the case knows, also where the case was filed since.
    """
    if said.media or not is_objection(said.text):
        return None
    rows = cases_of(door, tx, said.sender)
    named = answered_case(tx, said, rows, notifiers)
    cases = (load(tx, row).case for row in ([named] if named else rows))
    found = max((one for one in cases if one.quote), key=_said_at, default=None)
    return c.Object(case=found.number, text=said.text, via=via) if found else None


def _said_at(case: Case) -> float:
    return case.quote.at.timestamp() if case.quote else 0.0
