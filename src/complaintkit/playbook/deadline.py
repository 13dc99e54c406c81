"""By when: what starts a deadline, what stops it, how long it is, and what follows a breach."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

from complaintkit.calendars import Within
from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import Words

__all__ = ["OF_CATEGORY", "DeadlineRule", "Until"]

Until: TypeAlias = Literal["close", "same-time", "midnight"]
OF_CATEGORY: Literal["of category"] = "of category"


@attrs.frozen(kw_only=True)
class DeadlineRule:
    """One deadline. `within` may be `"of category"`: the time of the category's first handling.

    `calendar` None means the unit's own; `until` says when a working day ends it; `categories` empty means every category.
    `breach_tell` are words (owner, leader, receiver, ...) and roles; `breach_escalate` is a group or role; `lapses` makes an
    unanswered handover lapse instead (F3).
    """

    id: str
    title: Words
    starts: str
    stops: tuple[str, ...]
    within: Within | Literal["of category"]
    until: Until | None = None
    calendar: str | None = None
    pauses: tuple[str, ...] = ()
    warn: Within | None = None
    breach_tell: tuple[str, ...] = ()
    breach_escalate: str | None = None
    lapses: bool = False
    kinds: tuple[Kind, ...] = (Kind.COMPLAINT,)
    categories: tuple[str, ...] = ()

    def binds(self, kind: Kind, categories: tuple[str, ...] = ()) -> bool:
        """Whether it binds a case of this kind whose category has this path (`Category.path`)."""
        return kind in self.kinds and (not self.categories or not set(self.categories).isdisjoint(categories))
