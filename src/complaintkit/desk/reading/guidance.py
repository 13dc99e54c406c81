"""Say what to bear in mind at a step: the procedure's own words, where they are needed. S4.14"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.desk.reading.sight import known_reader
from complaintkit.model.check import maybe_string, string
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.organisation import said
from complaintkit.playbook.vocabulary import COMMANDS

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import CaseRef
    from complaintkit.playbook import Playbook
    from complaintkit.records.door import Door


def guidance_at(door: Door, step: str, case: CaseRef | None, by: By, language: str | None) -> str:
    """Return the words of the case's own playbook, with what its category asks for at once; else of the one in force."""
    maybe_string(language, field="language")
    if string(step, field="step") not in COMMANDS:
        raise InvalidInput(
            field="step",
            reason=phrase("{step!r} is not a step", step=step),
            next_step=nearest(step, COMMANDS),
        )
    with door.storage.reading() as reader:
        known_reader(door, reader, by)
        if case is None:
            return _said(door.rules.in_force(reader).playbook_of(None), step, None, language)
        loaded = door.readable(reader, case, by).case
        return _said(door.facts(reader, loaded, by=by).playbook, step, loaded.category, language)


def _said(playbook: Playbook, step: str, category: str | None, language: str | None) -> str:
    language = (language or playbook.languages[0]).partition("-")[0]
    first = playbook.first_handling(category) if step == "do-first-handling" else None
    rule = playbook.steps.get(step)
    parts = (said(words, language) for words in (first.do if first else None, rule.guidance if rule else None) if words)
    return "\n".join(part for part in parts if part)
