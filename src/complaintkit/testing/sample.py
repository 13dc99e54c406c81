"""Views and messages as the desk would hand them over, for tests that care about one of their fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from complaintkit.model.customer import Contact
from complaintkit.model.money import Money
from complaintkit.model.remedy import Remedy
from complaintkit.ports.compensation import CaseView
from complaintkit.ports.notifier import MessageSpec, Notification
from complaintkit.ports.remedy import RemedyOrder
from complaintkit.testing.clock import FakeClock

__all__ = ["case_view", "message_spec", "notification", "remedy_order"]


def case_view(**changes: object) -> CaseView:
    """Make a view of a complaint about cold squid, with the fields of `CaseView` that are given changed.

    >>> case_view(cycle=3, paid=Money("19.90", "CNY")).cycle
    3
    """
    values: dict[str, Any] = {
        "now": FakeClock("2026-11-21T20:05:00+08:00").now(),
        "business_day": "2026-11-21",
        "category": "food/temperature",
        "unit": "a12",
        "channel": "service-desk",
        "currency": "CNY",
    }
    return CaseView(**(values | changes))


def notification(**changes: object) -> Notification:
    """Make a message to a customer by telephone number, with the fields of `Notification` that are given changed.

    `number`, `customer` and `answer_by` are among its fields, as in the messages of playbooks.

    >>> notification(to=Contact("email", "wang@customer.example"), text="已受理").message
    'received'
    """
    number = "A12-261121-042"
    values: dict[str, Any] = {
        "id": "n-5b1d09",
        "to": Contact("phone", "+8613800138000"),
        "message": "received",
        "language": "zh-CN",
        "fields": {"number": number, "customer": "王芳", "answer_by": "11月22日 12:00"},
        "subject": f"投诉 {number} 已受理",
        "text": f"王女士,您的投诉 {number} 已受理,我们会在11月22日 12:00前答复您。",
        "case_number": number,
    }
    return Notification(**(values | changes))


def message_spec(
    name: str, *, fields: Iterable[str], links: Iterable[str] = (), language: str = "zh-CN", longest: int = 70
) -> MessageSpec:
    """Make a message that a playbook can send, for `Notifier.check`.

    >>> message_spec("plan-offered", fields={"number", "answer_link"}, links={"answer_link"}).longest
    70
    """
    return MessageSpec(name=name, language=language, fields=frozenset(fields), links=frozenset(links), longest=longest)


def remedy_order(**changes: object) -> RemedyOrder:
    """Make a refund to carry out, with the fields of `RemedyOrder` that are given changed.

    >>> remedy_order(attempt=2).id
    'r-91c2e4'
    """
    values: dict[str, Any] = {
        "id": "r-91c2e4",
        "remedy": Remedy.refund(Money("25.00", "CNY")),
        "case_number": "A12-261121-042",
        "receipt": "A12-0042",
        "unit": "a12",
        "member_id": "M-77",
    }
    return RemedyOrder(**(values | changes))
