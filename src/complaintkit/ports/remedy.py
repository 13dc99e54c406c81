"""RemedyGuard may refuse a remedy; RemedyExecutor carries one out: money back, points, a repair job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import attrs

from complaintkit.model.check import is_word, maybe_word
from complaintkit.model.remedy import Remedy
from complaintkit.ports._check import at_least, is_a

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from datetime import timedelta

    from complaintkit.ports.compensation import CaseView
    from complaintkit.ports.outcome import Attempt, Outcome

__all__ = ["RemedyExecutor", "RemedyGuard", "RemedyOrder", "RemedyRunner"]


class RemedyGuard(Protocol):
    """May refuse a remedy that somebody is about to promise, and nothing else."""

    @property
    def name(self) -> str:
        """Recorded with each refusal."""
        ...

    def check(self, case: CaseView, remedy: Remedy) -> str | None:
        """Return a reason to refuse, or None to let it pass; raising refuses too."""
        ...


@attrs.frozen(kw_only=True)
class RemedyOrder:
    """One remedy to carry out. `id` is the idempotency key, the same on every attempt; `receipt` names the sale."""

    id: str = attrs.field(validator=is_word)
    attempt: int = attrs.field(default=1, validator=at_least(1))
    remedy: Remedy = attrs.field(validator=is_a(Remedy))
    case_number: str = attrs.field(validator=is_word)
    receipt: str | None = attrs.field(default=None, validator=maybe_word)
    unit: str = attrs.field(validator=is_word)
    member_id: str | None = attrs.field(default=None, validator=maybe_word)


class RemedyRunner(Protocol):
    """An open connection to whoever pays: one per batch, one event loop."""

    async def execute(self, order: RemedyOrder) -> Outcome:
        """Carry it out once. Whatever this raises counts as `InDoubt`."""
        ...

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """Find out what became of an attempt, by the order's id: "cannot tell" (`InDoubt`) is an answer, forgetting is not.

        `NotSent` says that it was certainly not carried out: it goes out again, with the same id.
        """
        ...

    async def reverse(self, order: RemedyOrder, reference: str) -> Outcome:
        """Take back what was carried out as `reference`; `order.id` is the key of taking it back, not that of the payment."""
        ...


class RemedyExecutor(Protocol):
    """Carries out remedies of some kinds through one system; what it keeps about a person itself it can `forget`, as a notifier."""

    @property
    def name(self) -> str:
        """The instance: "till", "card-refunds"."""
        ...

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of remedy it carries out: {"refund"}."""
        ...

    @property
    def reconcile_after(self) -> timedelta:
        """The time by which the other system's own records may be late; it is not asked before."""
        ...

    def session(self) -> AbstractAsyncContextManager[RemedyRunner]:
        """Open a connection for one batch."""
        ...
