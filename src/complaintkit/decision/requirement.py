"""Requirements of a step that its own fields hold, as the playbook says them. S1.8, S1.9

What an earlier step has to have recorded is `permission/recorded.py`'s.
"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.model.wording import COMMANDS, path_in_words, word_in

_ASKED_FOR = {"apology-if-upheld": "apology"}  # requirements, and the fields that meet them


def require(draft: Draft, step: str, held: dict[str, object]) -> None:
    """Refuse a step of a complaint that lacks what the playbook says it must hold; other kinds may. S2.4, S3.2"""
    if draft.case.kind is not Kind.COMPLAINT:
        return
    for word in draft.facts.playbook.requires(step, escalated=draft.case.escalated):
        if word in held and not held[word]:
            field = _ASKED_FOR.get(word, word).replace("-", "_")
            raise InvalidInput(
                field=field,
                reason=phrase(
                    "{step} needs it, says {playbook}", step=word_in(COMMANDS, step), playbook=draft.case.playbook
                ),
                next_step=phrase("Give {field}.", field=path_in_words(field)),
            )
