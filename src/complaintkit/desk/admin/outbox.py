"""The outbox: what is to be sent or carried out and what became of it; to send again, or to give up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.delivery import requeue
from complaintkit.desk.reading.sight import Sight, check_limit
from complaintkit.model.check import words
from complaintkit.model.outbox import OutboxAttempt, OutboxEntry, OutboxState
from complaintkit.model.vocabulary import member_of
from complaintkit.records.sight import cases_seen

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import CaseRef
    from complaintkit.ports.storage import AttemptRow, CaseRow, OutboxRow, Reader
    from complaintkit.records.door import Door


@declared("outbox")
@attrs.frozen
class Outbox:
    """Messages to send and remedies to carry out after their commit, and what became of them: `desk.outbox`. R4, R20

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive(
    ...         "饭是酸的",
    ...         by="chen",
    ...         channel="hotline",
    ...         category="food/sensory",
    ...         customer=Customer(phone="13800138000"),
    ...     )
    ...     waiting = desk.outbox.list(by="chen", state="ready", case=case)
    >>> [(one.name, one.recipient, one.medium) for one in waiting if one.recipient == "customer"]
    [('received', 'customer', 'sms')]
    """

    _door: Door = attrs.field(repr=False)

    def list(
        self,
        *,
        by: By,
        state: str | Iterable[str] = (),
        case: CaseRef | None = None,
        after: str | None = None,
        limit: int = 200,
    ) -> tuple[OutboxEntry, ...]:
        """List messages and remedies, oldest first, of the cases that `by` may see.

        Args:
            by: who asks.
            state: only those in this state, or in one of these.
            case: only those of this case.
            after: go on behind the entry of this id, the last one of the page before.
            limit: at most so many, 1 to 10,000.

        Raises:
            InvalidInput: `by` does not work here; there is no such state; the limit is out of range.
            NotFound: there is no such case, or no such entry to go on after, or `by` may not see it.
        """
        states = frozenset(member_of(OutboxState, one, field="state") for one in _several(state))
        with self._door.storage.reading() as reader:
            sight = Sight.of(self._door, reader, by)
            if after is not None:
                self._visible(reader, after, by)
            of = None if case is None else self._door.readable(reader, case, by).row.id
            seen = cases_seen(sight.facts) if case is None else None
            most = check_limit(limit)
            read = partial(reader.outbox, states=frozenset(states), case=of, of=seen, limit=most)
            found = ((row, reader.case(row.case)) for page in _pages(read, after, most) for row in page)
            shown = (one for one in found if sight.has_entry(one[0].case, one[1]))
            return tuple(self._entry(reader, *one) for one in islice(shown, most))

    def show(self, id: str, *, by: By) -> OutboxEntry:
        """Return one entry.

        Raises:
            InvalidInput: `by` does not work here.
            NotFound: there is none of this id, or `by` may not see its case.
        """
        with self._door.storage.reading() as reader:
            row = self._visible(reader, id, by)
            return self._entry(reader, row, reader.case(row.case))

    def retry(self, id: str, *, by: By, reason: str) -> OutboxEntry:
        """Send a message again that is parked, dead or undelivered, by its media from the first one on.

        Whether it is still true is seen when its turn comes. The case keeps who wanted it and why; of two, one does it.

        Raises:
            NotFound: there is no such message, or `by` may not see its case.
            NotAllowed: the case is about `by` (R6), or no role of theirs tells customers anything.
            ConflictError: it stands in another state by now.
            InvalidInput: no reason is given, or `by` does not work here.
        """
        requeue.retry(self._door, id, by=by, reason=reason)
        return self.show(id, by=by)

    def give_up(self, id: str, *, by: By, reason: str) -> OutboxEntry:
        """Give a message up that nobody is sending just now. The case keeps who decided so and why.

        One to somebody of the staff only once it got stuck: what is to reach them, alarms too, nobody keeps from them (R18).

        Raises:
            NotFound: there is no such message, or `by` may not see its case.
            NotAllowed: the case is about `by` (R6), no role of theirs tells customers anything, or it is on its way to staff.
            ConflictError: it is being sent, was sent, or something else became of it.
            InvalidInput: no reason is given, or `by` does not work here.
        """
        requeue.give_up(self._door, id, by=by, reason=reason)
        return self.show(id, by=by)

    def _visible(self, reader: Reader, id: str, by: By) -> OutboxRow:
        sight = Sight.of(self._door, reader, by)
        row = reader.outbox_entry(id)
        if row is None or not sight.has_entry(row.case, reader.case(row.case)):
            raise requeue.no_message(id)
        return row

    def _entry(self, reader: Reader, row: OutboxRow, case: CaseRow | None) -> OutboxEntry:
        messages = self._door.rules.playbook(reader, case.playbook).messages if case else {}
        about = case or reader.task(row.case)
        return OutboxEntry(
            id=row.id,
            case=about.number if about else row.case,
            unit=about.unit if about else "",
            kind=row.kind,
            name=row.name,
            occasion=messages[row.name].on if row.name in messages else row.name,
            recipient=row.recipient,
            language=row.language,
            media=row.media,
            medium=row.media[row.medium] if row.medium < len(row.media) else None,
            state=row.state,
            attempts=tuple(map(_attempt, reader.attempts(row.id))),
            next_at=row.next_at,
            useless_after=row.useless_after,
            urgent=row.urgent,
            created_at=row.created_at,
            detail=row.detail,
        )


def _pages(read: Callable[..., Sequence[OutboxRow]], after: str | None, most: int) -> Iterator[Sequence[OutboxRow]]:
    """Yield page by page what there is: who sees every case does not see every task, and gets others in their place. R20"""
    while page := read(after=after):
        yield page
        if len(page) < most:
            return
        after = page[-1].id


def _several(state: str | Iterable[str]) -> Sequence[str]:
    return (state,) if isinstance(state, str) else words(state, field="state")


def _attempt(row: AttemptRow) -> OutboxAttempt:
    return OutboxAttempt(
        number=row.number,
        notifier=row.notifier,
        medium=row.medium,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        reference=row.reference,
        detail=row.detail,
        digest=row.digest,
    )
