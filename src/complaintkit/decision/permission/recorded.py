"""What a step has to find on the case, as the playbook requires it: an earlier step, which comes first, records it. S1.8, S3.2"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from complaintkit.decision.facts import Facts
from complaintkit.model.case import Case
from complaintkit.model.errors import NotAllowed
from complaintkit.model.phrase import phrase, spoken
from complaintkit.model.vocabulary import Kind
from complaintkit.model.wording import COMMANDS, path_in_words, word_in


@attrs.frozen
class Kept:
    """Something that is on record of a case: how to look, the field that it is given in, and the commands that record it."""

    held: Callable[[Case], object]
    field: str
    first: tuple[str, ...]


_FACTS: Final = Kept(lambda case: case.facts_at, "facts", ("record-facts",))
_KEPT: Final[Mapping[str, Kept]] = MappingProxyType(
    {
        "facts": _FACTS,
        "course": _FACTS,
        "root-cause": Kept(lambda case: case.root_cause, "root_cause", ("record-facts",)),
        "evidence": Kept(lambda case: case.evidence, "evidence", ("record-facts", "assess")),
        "heard": Kept(lambda case: case.heard, "heard", ("record-facts",)),
        "lot": Kept(lambda case: any(one.lot for one in case.items), "lot", ("correct", "register")),
        "told": Kept(lambda case: any(one.kind == "told" for one in case.entries), "told", ("tell",)),
        # What ended before it was registered is filed as it is: nothing gives it a category any more.
        "category": Kept(
            lambda case: case.category or "category" in case.missing, "category", ("reclassify", "assess")
        ),
    }
)
"""What a playbook can require that no field of the step itself holds, by its word there."""

FOUND: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "record-facts": frozenset({"lot"}),
        "offer-plan": frozenset({"facts", "root-cause", "evidence", "heard"}),
        "resolve": frozenset({"course"}),
        "clear-up": frozenset({"facts", "told"}),
        "archive": frozenset({"root-cause", "category"}),
        "decide-meeting": frozenset({"facts", "evidence", "heard"}),
    }
)
"""What each step finds on the case. All else that it can be told to require stands in its own fields."""


def lacks_record(facts: Facts, case: Case, word: str) -> NotAllowed | None:
    """Return the refusal of a step of a complaint before what the playbook requires is on record; None where it is. S2.4"""
    if word not in FOUND or case.kind is not Kind.COMPLAINT:
        return None
    required = facts.playbook.requires(word, escalated=case.escalated)
    for one in required:
        if one in FOUND[word] and not _KEPT[one].held(case):
            return _not_recorded(facts, case, word, _KEPT[one])
    return None


def _not_recorded(facts: Facts, case: Case, word: str, kept: Kept) -> NotAllowed:
    reason = phrase(
        "{playbook} wants {field} on record before {step}",
        playbook=spoken(facts.playbook.title),
        field=path_in_words(kept.field),
        step=word_in(COMMANDS, word),
    )
    return NotAllowed(command=word, reason=reason, state=case.state, allowed=kept.first)
