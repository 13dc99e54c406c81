"""The one thing a decision may call: what the records hold about other cases, looked up when it matters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Protocol

from complaintkit.model.case import Case
from complaintkit.model.customer import Customer
from complaintkit.model.money import Money
from complaintkit.model.outbox import OutboxState
from complaintkit.model.remedy import Remedy

MOST: Final = 200
"""How many cases of one receipt are read. Of a number that so many name nobody can tell what came back for it."""


class Records(Protocol):
    """Answer what a decision asks, within the transaction that decides; the same answers give the same decision.

    Sums are in the currency of the case's playbook.
    """

    def next_number(self, unit: str, day: date) -> int:
        """Allocate the number of a case that begins, counted by unit and day."""
        ...

    def new_code(self, shape: str | None) -> str:
        """Draw a coupon code of this shape that nobody can guess and no coupon has yet.

        Raises:
            ConflictError: none of this shape is left.
        """
        ...

    def promised(self, *, since: datetime, giver: str | None = None, customer: str | None = None) -> Money:
        """Sum up what was promised since then and not released: by one giver, or to one customer.

        What they were asked to approve, or the customer is to get by it, counts as well.
        """
        ...

    def compensated(self, *, since: datetime, customer: str) -> Money:
        """Sum up what a customer got, or was promised, since then, and keeps."""
        ...

    def entered(self, *, since: datetime, customer: str) -> Money:
        """Sum up the points that people entered since then for this customer, in whichever of their memberships."""
        ...

    def promised_by_campaign(self, campaign: str, *, customer: str, since: datetime) -> Money:
        """Sum up what a campaign promised this customer since then, and they keep."""
        ...

    def given_out(self, campaign: str) -> int:
        """Count the remedies that a campaign has given out and not got back."""
        ...

    def offer(self, proposal: str) -> Remedy | None:
        """Return what a campaign proposed under this id; None where none did."""
        ...

    def proposal(self, id: str) -> tuple[Remedy, ...] | None:
        """Return the remedies of a proposal that was beyond somebody's authority; None where there is none."""
        ...

    def reserved(self, unit: str, period: str) -> Money:
        """Return what is set aside of a unit's budget in a period."""
        ...

    def attended(self, staff: str, training: str) -> datetime | None:
        """Return when somebody last attended a training of the playbook; None where they have not since they came."""
        ...

    def is_newcomer(self, staff: str, training: str) -> bool:
        """Tell if somebody came into the roles of a training by a change of the organisation, and has not attended it."""
        ...

    def member(self, number: str) -> Customer | None:
        """Return a member as the register knows them; None where nobody has this number now."""
        ...

    def other_case(self, ref: str) -> Case | None:
        """Return another case by its number or id, as it stands; None where there is none."""
        ...

    def of_receipt(self, receipt: str) -> tuple[Case, ...]:
        """Return the other cases that name a receipt of this number; `MOST` of them where there are more."""
        ...

    def order_state(self, promise: str) -> OutboxState | None:
        """Return how far carrying out a promised remedy of this case has got; None where it was never ordered."""
        ...
