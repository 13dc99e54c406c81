"""Who may promise what, who asks and who promises, in tests of money: a few words for what they all do."""

from __future__ import annotations

from complaintkit import Money, Remedy
from complaintkit.decision.money.digest import digest
from complaintkit.decision.money.limit import limit_of
from complaintkit.model import commands as c
from complaintkit.playbook import AuthorityRule


def yuan(amount) -> Money:
    """Money of the canteen's playbook."""
    return Money(amount, "CNY")


def coupon(amount) -> Remedy:
    """A coupon of a face value."""
    return Remedy.coupon(yuan(amount), valid_days=30)


def allow(matter, role, **limits) -> None:
    """Let a role promise what these limits say, and nothing else limit it."""
    rule = AuthorityRule(role=role, remedies=limits.pop("remedies", None), **limits)
    matter.rule(authority={**matter.playbook.authority, role: rule})


def ask(matter, *remedies, by="chen") -> str:
    """Ask for approval; the proposal's id."""
    id_ = digest(matter.case, remedies)
    matter.books.proposals[id_] = remedies
    matter.do(c.AskApproval, by=by, proposal=id_)
    return id_


def promise(matter, *remedies, by="chen"):
    """Settle on the spot with something given."""
    return matter.do(c.Settle, by=by, facts="当场换货", agreed="in-person", remedies=remedies)


def limit(matter, staff, *remedies) -> str | None:
    """Name the limit that keeps somebody from promising these alone."""
    found = limit_of(matter.facts(by=staff), matter.case, staff, remedies)
    return None if found is None else found.name
