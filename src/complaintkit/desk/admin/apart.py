"""Keep whom it complains of from what is no case yet, or never became one: others decide what becomes of it. R6"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.model.errors import NotAllowed
from complaintkit.model.phrase import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Collection

    from complaintkit.decision import Facts


def check_apart(facts: Facts, about: Collection[str], word: str) -> None:
    """Refuse the actor what complains of them, while somebody else here may take complaints in.

    Raises:
        NotAllowed: it is about them; names who may.
    """
    structure = facts.structure
    others = [one for one in structure.organisation.staff if structure.may(one, "receive") and one not in about]
    if not facts.system and facts.actor in about and others:
        reason = phrase("the complaint is about {staff}; {others} may", staff=facts.actor, others=joined(others))
        raise NotAllowed(command=word, reason=reason, rule="R6")
