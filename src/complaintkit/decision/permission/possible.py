"""What may be done to a case now, command by command: why not, and what comes first. R6, R20"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from complaintkit.decision.facts import Facts
from complaintkit.decision.permission.guard import allowed, refusal
from complaintkit.decision.tables.effect import DEEDS
from complaintkit.decision.tables.lifecycle import TRANSITIONS, possible
from complaintkit.model.case import Case
from complaintkit.model.errors import ComplaintKitError, NotAllowed, NotResponsible
from complaintkit.model.phrase import Phrase, as_it_is, phrase
from complaintkit.model.term import Possible
from complaintkit.model.vocabulary import State
from complaintkit.model.wording import COMMANDS


def possibilities(case: Case, facts: Facts) -> Mapping[str, Possible]:
    """Return every command on a case by its door word: a button each, and what to say beside one that is grey."""
    may = allowed(case, facts)
    return {word: _one(facts, case, word, may) for word in DEEDS}


def _one(facts: Facts, case: Case, word: str, may: Collection[str]) -> Possible:
    words = COMMANDS[word]
    if word in may:
        return Possible(command=word, words=words, allowed=True)
    refused = refusal(facts, case, word)
    rule = str(refused.data.get("rule", "")) if refused else ""
    return Possible(
        command=word,
        words=words,
        allowed=False,
        why=_why(facts, case, refused),
        first=_first(case, word, refused, may),
        rule=rule or None,
    )


def _why(facts: Facts, case: Case, refused: ComplaintKitError | None) -> Phrase:
    if refused is None:
        return phrase("it waits for somebody else, or was answered already")
    if isinstance(refused, NotResponsible):
        owned = phrase("{owner} is responsible for {number}", owner=refused.owner, number=case.number)
        return owned.naming(facts.structure.called)
    return as_it_is(refused.data["reason"] if isinstance(refused, NotAllowed) else refused.words)  # type: ignore[arg-type]


def _first(case: Case, word: str, refused: ComplaintKitError | None, may: Collection[str]) -> tuple[str, ...]:
    """Return what a rule names instead, else what leads to a state that takes the command, as far as this person may."""
    if word in possible(case.state, case.kind):
        return tuple(one for one in refused.allowed if one in may) if isinstance(refused, NotAllowed) else ()
    reached = {state for state in State if word in possible(state, case.kind)}
    return tuple(
        one
        for (state, one), ends in TRANSITIONS.items()
        if state is case.state and one in may and not reached.isdisjoint(ends)
    )
