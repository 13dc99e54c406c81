"""Requirements of a step, as the playbook says them; and where to give what is missing. S1.8, S1.9"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.model.wording import COMMANDS, path_in_words, word_in

_FOUND_OUT = frozenset({"facts", "evidence", "heard", "root-cause", "course"})  # what record-facts holds
_ASKED_FOR = {"apology-if-upheld": "apology", "course": "facts"}  # requirements, and the fields that meet them


def require(draft: Draft, step: str, held: dict[str, object]) -> None:
    """Refuse a step of a complaint that lacks what the playbook says it must hold; other kinds may. S2.4, S3.2"""
    if draft.case.kind is not Kind.COMPLAINT:
        return
    for word in draft.facts.playbook.requires(step, escalated=bool(draft.case.escalations)):
        if word in held and not held[word]:
            field = _ASKED_FOR.get(word, word).replace("-", "_")
            raise InvalidInput(
                field=field,
                reason=phrase(
                    "{step} needs it, says {playbook}", step=word_in(COMMANDS, step), playbook=draft.case.playbook
                ),
                next_step=_where_to_give(step, word),
            )


def _where_to_give(step: str, word: str) -> str:
    """Say where to give it: in the command itself, or in the one before that records it."""
    field = path_in_words(_ASKED_FOR.get(word, word).replace("-", "_"))
    if step != "record-facts" and word in _FOUND_OUT:
        return phrase("Record it first, by {step}.", step=word_in(COMMANDS, "record-facts"))
    return phrase("Give {field}.", field=field)
