"""What people try now and then that a rule refuses, passes on or undoes: each leaves its trace. R5, R6, R14, R20, F3, F4, F6"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from complaintkit import Case, ComplaintKitError, Customer, Money, Remedy
from tests.year.business import Business

NOT_MY_JOB = "not-my-job"


def attempt(business: Business, day: int) -> None:
    """Let an open case meet one of them, in turn; what is refused is counted by its rule."""
    cases = [case for case in business.desk.cases(by=business.top, open=True) if case.kind == "complaint"]
    tried = TRIED[day % len(TRIED)]
    known = [case for case in cases if case.state == "investigating" and not case.handover]
    if found := known if tried is _pass_on else cases:
        tried(business, business.dice.choice(found))


def _pass_on(business: Business, case: Case) -> None:
    """Offer a case: it is nobody's job not to take it (F4); two declines bring it to the leader, and it never comes back (F3)."""
    for _ in range(2):
        case = business.desk.case(case.number, by=business.top)
        if (to := business.colleague(case)) is None:
            return
        business.try_to(case.owner, "offer-handover", case, to)
        case = business.desk.case(case.number, by=business.top)
        if (offer := case.handover) is None:
            return
        business.try_to(offer.receiver, "decline-handover", case, {"handover": offer.id, "reason": NOT_MY_JOB})
        if business.dice.random() < 0.3:
            business.try_to(offer.receiver, "accept-handover", case, {"handover": offer.id})
            business.try_to(offer.receiver, "offer-handover", case, {**to, "to": offer.giver})
            return
        reasons = business.desk.playbook(case=case.number, by=business.top).first_responsibility.decline_reasons
        business.try_to(offer.receiver, "decline-handover", case, {"handover": offer.id, "reason": reasons[0]})


def _promise_too_much(business: Business, case: Case) -> None:
    """Promise what is beyond one's authority: it is asked for above before it is promised, and not approved by oneself. F6, R6"""
    currency = business.desk.playbook(case=case.number, by=business.top).currency
    fields: dict[str, Any] = {
        "facts": "属实",
        "agreed": "in-person",
        "apology": True,
        "remedies": [Remedy.refund(Money("250.00", currency))],
        "decisions": business.decided(case),
    }
    business.try_to(case.owner, "settle", case, fields)
    for asked in business.desk.case(case.number, by=business.top).approvals:
        if asked.state == "asked":
            business.try_to(case.owner, "approve", case, {"proposal": asked.id})


def _judge_oneself(business: Business, case: Case) -> None:
    """Let somebody try to find the facts of a complaint that is about them. R6"""
    case = business.complain(about_staff=case.owner) or case
    for one in case.complained_about:
        business.try_to(one, "record-facts", case, {"facts": "没有这回事", "heard": [one]})


def _make_less_of_it(business: Business, case: Case) -> None:
    """Ask for a downgrade; a second person confirms it or not. R5"""
    business.try_to(case.owner, "reclassify", case, {"kind": "inquiry", "reason": "只是问问"})


def _file_as_a_duplicate(business: Business, case: Case) -> None:
    """The same customer comes again: filed as the same matter; every other time that was wrong, and is undone. R14"""
    customer = Customer(name="周女士", phone=f"139{business.dice.randrange(10**8):08d}")
    first, again = (business.complain(customer=customer, unit=case.unit) for _ in range(2))
    if first is None or again is None:
        return
    tie = {"to": first.number}
    linked = business.try_to(again.owner, "link", again, {**tie, "relation": "duplicate"})
    if linked and business.dice.random() < 0.5:
        business.try_to(again.owner, "unlink", again, tie)


def _reach_beyond_ones_place(business: Business, case: Case) -> None:
    """Let everybody look at it, and somebody who does not work here: whoever may not see it is told that there is none. R20"""
    for one in (*business.people, "stranger"):
        try:
            business.desk.case(case.number, by=one)
        except ComplaintKitError:
            business.rules["R20"] += 1


TRIED: tuple[Callable[[Business, Case], None], ...] = (
    _pass_on,
    _promise_too_much,
    _make_less_of_it,
    _judge_oneself,
    _file_as_a_duplicate,
    _reach_beyond_ones_place,
)
