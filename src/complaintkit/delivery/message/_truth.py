"""Checks of whether a message is still true when its turn comes; what is not is cancelled, not sent. R18

Each check returns why the message is not true any more, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from complaintkit.decision.clocks.hazard import owes_first_handling
from complaintkit.decision.clocks.owed import awaited_advice
from complaintkit.decision.survey import lapses_at
from complaintkit.delivery.message.known import TOLD
from complaintkit.delivery.message.occasion import Occasion
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.vocabulary import ENDINGS

_AFTER_THE_END = ENDINGS | {
    TOLD,
    "customer-quoted",
    "survey-due",
    "survey-answered",
    "follow-up-recorded",
    "plan-refused-finally",
    "merged",
    "praised",
}
_ALWAYS = "alarm-raised"  # a hazard stays one, also where the complaint is withdrawn (R18)


def why_untrue(occasion: Occasion) -> str | None:
    """Return why a message is not true any more; None while it is."""
    if occasion.on == _ALWAYS:
        return None
    if occasion.since("withdrawn"):
        return "the case was withdrawn"
    if occasion.since("archived") and occasion.on not in _AFTER_THE_END and not _is_thanks(occasion):
        return "the case was archived"
    check = _CHECKS.get(occasion.on)
    return check(occasion) if check else None


def _is_thanks(occasion: Occasion) -> bool:
    """Say whether this thanks a customer for what is no complaint, and is therefore filed at once. S2.4"""
    return occasion.to_customer and occasion.case.kind is not Kind.COMPLAINT


def _id_of(occasion: Occasion, what: str) -> str:
    return str(getattr(occasion.event, what, ""))


def _offer(occasion: Occasion) -> str | None:
    id_ = _id_of(occasion, "handover")
    offer = next((one for one in occasion.case.handovers if one.id == id_), None)
    return None if offer and offer.state == "offered" else "the handover needs no answer any more"


def _owner(occasion: Occasion) -> str | None:
    if occasion.to_customer and occasion.case.resolved_at:  # whoever has the result is promised no answer any more (F9)
        return "the customer has the result"
    return "somebody else is responsible by now" if occasion.since("owner-changed") else None


def _deadline(occasion: Occasion, state: str) -> str | None:
    id_ = _id_of(occasion, "deadline")
    deadline = next((one for one in occasion.case.deadlines if one.id == id_), None)
    return None if deadline and deadline.state == state else "the deadline is not owed any more"


def _warned(occasion: Occasion) -> str | None:
    return _deadline(occasion, "running")


def _breached(occasion: Occasion) -> str | None:
    return _deadline(occasion, "breached")


def _plan(occasion: Occasion) -> str | None:
    plan = occasion.case.plan
    if plan is None or plan.id != _id_of(occasion, "plan"):
        return "there is a newer plan"
    return None if plan.accepted is None else "the plan was answered"


def _assessed(occasion: Occasion) -> str | None:
    if occasion.to_customer and occasion.since("settled", "resolved", "cleared-up"):
        return "it is put right by now"
    return "it was assessed anew" if occasion.since("assessed") else None


def _round(occasion: Occasion) -> str | None:
    return "another round has begun" if occasion.since("new-cycle") else None


def _survey(occasion: Occasion) -> str | None:
    until = lapses_at(occasion.facts, occasion.case)
    if until is not None and until <= occasion.now:
        return "the survey has lapsed"
    return _round(occasion) or ("the customer has answered" if occasion.case.survey else None)


def _coupon(occasion: Occasion) -> str | None:
    id_ = _id_of(occasion, "coupon")
    gone = any(one.coupon == id_ and one.state == "reversed" for one in occasion.case.promises)
    return "the coupon was taken back" if gone else None


def _matter(occasion: Occasion) -> str | None:
    id_ = _id_of(occasion, "escalation")
    waits = any(one.id == id_ and one.open for one in occasion.case.escalations)
    return None if waits else "the matter was decided"


def _advice(occasion: Occasion) -> str | None:
    id_ = _id_of(occasion, "advice")
    waits = any(one.id == id_ for one in awaited_advice(occasion.case))
    return None if waits else "the question needs no answer any more"


def _dispatch(occasion: Occasion) -> str | None:
    id_ = _id_of(occasion, "dispatch")
    waits = any(one.id == id_ and one.done_at is None for one in occasion.case.dispatches)
    return None if waits else "the report is there"


def _first_handling(occasion: Occasion) -> str | None:
    return None if owes_first_handling(occasion.facts, occasion.case) else "it was done"


def _words(occasion: Occasion) -> str | None:
    """Compare the entry's place in the ledger with the words that wait."""
    id_ = f"{occasion.case.number}-w{occasion.row.seq}"
    waits = any(one.id == id_ for one in occasion.case.unanswered)
    return _owner(occasion) if waits else "the customer has an answer"


def _agreed(occasion: Occasion) -> str | None:
    done = "it is put right by now" if occasion.since("resolved") else None
    return done or _round(occasion) or _owner(occasion)


def _assigned(occasion: Occasion) -> str | None:
    case, who = occasion.case, occasion.row.recipient
    waits = case.resolved_at is None and any(one.who == who and one.done_at is None for one in case.measures)
    return None if waits else "it was done"


def _praise(occasion: Occasion) -> str | None:
    return None if occasion.case.kind is Kind.PRAISE else "it is no praise any more"


def _quote(occasion: Occasion) -> str | None:
    id_ = _id_of(occasion, "quote")
    stands = any(one.id == id_ and one.objected_at is None for one in occasion.case.quotes)
    return None if stands else "the customer objected already"


def _merged(occasion: Occasion) -> str | None:
    return None if occasion.case.duplicate_of else "it goes on by its own number"


def _question(occasion: Occasion) -> str | None:
    heard = occasion.since("customer-heard", "plan-answered")
    return "the customer was heard" if heard else _round(occasion)


def _asked(occasion: Occasion) -> str | None:
    over = not occasion.case.waiting_for_customer
    return _question(occasion) or ("nothing is waited for any more" if over else None)


_CHECKS: Mapping[str, Callable[[Occasion], str | None]] = MappingProxyType(
    {
        "customer-quoted": _quote,
        "handover-offered": _offer,
        "handover-accepted": _owner,
        "handover-declined": _owner,
        "handover-lapsed": _owner,
        "handover-ruled": _owner,
        "owner-changed": _owner,
        "deadline-warned": _warned,
        "deadline-breached": _breached,
        "assessed": _assessed,
        "plan-offered": _plan,
        "resolved": _round,
        "settled": _round,
        "cleared-up": _round,
        "survey-due": _survey,
        "coupon-minted": _coupon,
        "escalated": _matter,
        "escalation-received": _matter,
        "advice-asked": _advice,
        "dispatched": _dispatch,
        "first-handling-asked": _first_handling,
        "waiting-for-customer": _asked,
        "customer-reminded": _asked,
        "customer-silent": _question,
        "customer-heard": _words,
        "praised": _praise,
        "merged": _merged,
        "unmerged": lambda occasion: "it is a duplicate again" if occasion.case.duplicate_of else None,
        "plan-agreed": _agreed,
        "measure-assigned": _assigned,
    }
)
