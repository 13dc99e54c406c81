"""Roles and groups: what a playbook says of places, never of people. Who sits in them is the organisation's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import attrs

from complaintkit.model.read_only import read_only
from complaintkit.model.text import Words

__all__ = ["ANYBODYS", "SEES", "Group", "GroupSeats", "Role", "Sees"]

Sees: TypeAlias = Literal["own", "unit", "region", "all"]
SEES: Mapping[Sees, int] = {"own": 0, "unit": 1, "region": 2, "all": 3}
"""How far a role's reading reaches, narrowest first. R20"""

ANYBODYS = frozenset(
    {
        "accept-handover",
        "acknowledge",
        "answer-plan",
        "answer-survey",
        "ask-advice",
        "ask-approval",
        "decide-meeting",
        "decline-handover",
        "dispatch",
        "do-first-handling",
        "do-measure",
        "escalate",
        "give-advice",
        "hand-over-shift",
        "hear-customer",
        "adjourn-meeting",
        "link",
        "mark-second-grievance",
        "note",
        "object",
        "raise-issue",
        "offer-handover",
        "receive-escalation",
        "record-follow-up",
        "report-dispatch",
        "wait-for-customer",
        "withdraw",
    }
)
"""What a role's `may` says nothing about: calling for help and handing over (F2-F6), answering what one was asked,
writing down what the customer said. The case decides who may do these: its owner, the one asked, the group that
meets."""


@attrs.frozen(kw_only=True, field_transformer=read_only)
class Role:
    """A place in the procedure. `may` is None where the role may do everything; `leader` None where nobody is above.

    >>> Role(id="agent", title={"en": "Agent"}, leader="supervisor", may=frozenset({"receive"})).allows("archive")
    False
    """

    id: str
    title: Words
    leader: str | None = None
    sees: Sees = "own"
    may: frozenset[str] | None = None

    def allows(self, word: str) -> bool:
        """Tell if this role may perform a command, by its door word such as `offer-plan`."""
        return self.may is None or word in self.may or word in ANYBODYS


@attrs.frozen(kw_only=True, field_transformer=read_only)
class Group:
    """People who decide together, by role. S1.2

    `decides_with` is how many of them a decision needs, head or deputy among them.
    """

    id: str
    title: Words
    head: str
    deputy: str | None = None
    members: tuple[str, ...] = ()
    decides_with: int = 1


@attrs.frozen(kw_only=True)
class GroupSeats:
    """Who sits in a group for one case: whoever is complained about is left out (R6).

    `exception` is True where nobody else was there, so that the one complained about sits all the same: R6's recorded
    exception.
    """

    head: str
    deputy: str | None = None
    members: tuple[str, ...] = ()
    exception: bool = False

    @property
    def everybody(self) -> tuple[str, ...]:
        """Head, deputy and members, each once, in this order."""
        return tuple(dict.fromkeys(one for one in (self.head, self.deputy, *self.members) if one))
