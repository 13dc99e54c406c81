"""The law of passing on cases and tasks: an offer is answered once, for a listed reason; who had it gets it by a ruling. F2-F4"""

from __future__ import annotations

from collections.abc import Sequence

from complaintkit.decision.facts import Facts
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import ConflictError, InvalidInput, NotFound
from complaintkit.model.handover import Handover
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.wording import ANSWERS, WORDS, word_in


def find_waiting(handovers: Sequence[Handover], id_: str) -> Handover:
    """Return the offer that is answered: it must still wait.

    Raises:
        NotFound: there is none of this id.
        ConflictError: it was answered, or is void.
    """
    found = next((one for one in handovers if one.id == id_), None)
    if found is None:
        raise NotFound(
            what="handover",
            ref=id_,
            next_step=phrase("Read it again: it names its handover."),
        )
    if found.state != "offered":
        reason = phrase("this handover was {state}", state=word_in(ANSWERS, found.state))
        raise ConflictError(reason=reason, next_step=phrase("Read it again."))
    return found


def check_decline_reason(facts: Facts, reason: str) -> None:
    """Refuse a reason to decline that is not of the closed list: "not my job" is not on it. F4

    Raises:
        InvalidInput: names those that are.
    """
    known = facts.playbook.first_responsibility.decline_reasons
    if reason not in known:
        raise InvalidInput(
            field="reason",
            reason=phrase("{reason!r} is not a reason to decline (F4)", reason=reason),
            next_step=nearest(reason, known, WORDS),
        )


def had_before(to: str) -> Phrase:
    """Return why somebody is not asked again who answered for it before. F3"""
    return phrase("{to} had it before; only a leader's ruling returns it", to=to)


def asked_already(handover: Handover) -> Phrase:
    """Return why nobody is asked beside somebody who was. F2"""
    return phrase("{staff} has been asked already", staff=handover.receiver)


def bounced() -> Phrase:
    """Return why nobody is asked any more: a leader says whose it is. F3"""
    return phrase("it went back and forth; a leader rules now")


def declined_out(facts: Facts, handovers: Sequence[Handover]) -> bool:
    """Tell if so many offers were declined that a leader has to say whose it is. F3"""
    return _count(handovers, "declined") >= facts.playbook.first_responsibility.declines_before_leader


def lapsed_out(facts: Facts, handovers: Sequence[Handover]) -> bool:
    """Tell if so many offers lapsed that a leader has to say whose it is. F3"""
    return _count(handovers, "lapsed") >= facts.playbook.first_responsibility.lapses_before_leader


def _count(handovers: Sequence[Handover], state: str) -> int:
    return sum(one.state == state for one in handovers)
