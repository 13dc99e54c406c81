"""How far a promise has got: why it can't be given, ordered or taken back now, or not by this person. R10, S4.11, F6"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from complaintkit.decision.facts import Facts
from complaintkit.decision.money.coupon import COUPONS, cannot_void
from complaintkit.decision.money.limit import could_approve
from complaintkit.decision.people.standing import holds, is_second
from complaintkit.decision.refusal import READ_AGAIN, no_right
from complaintkit.decision.tables.effect import Place, right_of
from complaintkit.model.case import Case
from complaintkit.model.errors import ComplaintKitError, ConflictError, NotAllowed, NotResponsible
from complaintkit.model.outbox import OutboxState
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import PromisedRemedy
from complaintkit.model.wording import PROMISES, word_in

Refuses: TypeAlias = Callable[[Facts, Case, PromisedRemedy], ComplaintKitError | None]

_GIVABLE: Final = frozenset({"promised", "ordered", "rejected", "parked", "reversal-claimed"})
_ORDERABLE: Final = frozenset({"promised", "rejected", "parked"})
_OVER: Final = frozenset({"reserved", "released", "reversed"})
_UNDER_WAY: Final = frozenset({OutboxState.STARTED, OutboxState.IN_DOUBT})


def cannot_give(facts: Facts, _: Case, promise: PromisedRemedy) -> ComplaintKitError | None:
    """Return why it can't be given by hand now; None where it can."""
    return _under_way(facts, promise) if promise.state in _GIVABLE else too_far(promise)


def cannot_order(facts: Facts, case: Case, promise: PromisedRemedy) -> ComplaintKitError | None:
    """Return why no executor can be asked to carry it out now; None where one can."""
    if (refused := _under_way(facts, promise)) is not None:
        return refused
    if promise.state not in _ORDERABLE:
        return too_far(promise)
    if promise.reversal:
        return ConflictError(reason=phrase("it is about taking it back"), next_step=phrase("Use reverse-remedy."))
    if promise.remedy.kind not in facts.executed:
        nobody = phrase("no executor carries this out here")
        return NotAllowed(command="order-remedy", reason=nobody, state=case.state, allowed=("give-remedy",))
    return None


def cannot_reverse(facts: Facts, case: Case, promise: PromisedRemedy) -> ComplaintKitError | None:
    """Return why the actor can't call it off or take it back now, nor confirm that somebody did; None where they can."""
    if promise.state == "reversal-claimed":
        return _under_way(facts, promise) or _cannot_confirm(facts, case, promise)
    if (refused := _not_theirs(facts, case)) is not None:
        return refused
    if promise.state in _OVER or promise.remedy.kind == "apology":  # words stay said
        return too_far(promise)
    return cannot_void(promise) if promise.remedy.kind in COUPONS else _under_way(facts, promise)


MOVES: Final[Mapping[str, Refuses]] = MappingProxyType(
    {"give-remedy": cannot_give, "order-remedy": cannot_order, "reverse-remedy": cannot_reverse}
)
"""The commands about one promise, and what refuses them."""


def is_under_way(facts: Facts, promise: PromisedRemedy) -> bool:
    """Tell if a promise is being carried out right now, or nobody knows yet what became of it."""
    return facts.records.order_state(promise.id) in _UNDER_WAY


def _under_way(facts: Facts, promise: PromisedRemedy) -> ConflictError | None:
    """Refuse to give, call off or order beside it what is with an executor: that is how customers are paid twice."""
    if not is_under_way(facts, promise):
        return None
    return ConflictError(
        reason=phrase("it is being carried out, and nobody knows yet whether it was"),
        next_step=phrase("Whoever carries it out is asked; wait for the answer."),
    )


def too_far(promise: PromisedRemedy) -> ConflictError:
    """Make the refusal of what has got too far, or not far enough."""
    return ConflictError(reason=phrase("it is {state}", state=word_in(PROMISES, promise.state)), next_step=READ_AGAIN)


def _not_theirs(facts: Facts, case: Case) -> ComplaintKitError | None:
    """Refuse whoever may only confirm what another said: it is the owner's to call something off or take it back."""
    word = "reverse-remedy"
    if facts.system:
        return None
    if not holds(facts, case, Place.OWNER):
        return NotResponsible(by=facts.actor, command=word, owner=case.owner, number=case.number)
    return None if facts.structure.may(facts.actor, right_of(word)) else no_right(facts.actor, word, state=case.state)


def _cannot_confirm(facts: Facts, case: Case, promise: PromisedRemedy) -> ComplaintKitError | None:
    """Refuse all but a second person's word that it is back: who was asked, leads whoever said it, or could approve as much. F6"""
    if facts.system or facts.actor == promise.claimed_by:
        return ConflictError(
            reason=phrase(
                "{person} said that it is back, and another person has to confirm it", person=promise.claimed_by
            ),
            next_step=phrase("Have a colleague look, who then uses reverse-remedy."),
        )
    if (
        is_second(facts, case, "reverse-remedy")
        or facts.structure.is_leader_of(facts.actor, promise.claimed_by or promise.giver, case.unit)
        or could_approve(facts, case, facts.actor, promise)
    ):
        return None
    return NotAllowed(
        command="reverse-remedy",
        reason=phrase("{person} may not approve as much, nor leads whoever said it", person=facts.actor),
        state=case.state,
        allowed=("escalate",),
        rule="F6",
    )
