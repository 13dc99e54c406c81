"""The inbox: what came without proof of its sender, until a person makes a case of it or puts it aside."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision import sees
from complaintkit.decision.tables.verb import check_may, declared
from complaintkit.desk.admin.apart import check_apart
from complaintkit.desk.intake.form import complained_about
from complaintkit.desk.intake.incoming import Acceptance, Incoming
from complaintkit.desk.intake.kept import INBOX, form_fields, item_of, unpack
from complaintkit.desk.intake.turned_away import turned_away
from complaintkit.desk.intake.waiting import is_for, seen_to
from complaintkit.desk.reading.sight import check_limit, known_reader
from complaintkit.model.actor import By, actor_name
from complaintkit.model.check import kind_of, string
from complaintkit.model.errors import ConflictError, InvalidInput, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.records.case import find, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.decision import Facts
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.inbox import InboxItem, TurnedAway
    from complaintkit.ports.storage import EventRow, Reader, RefusedRow
    from complaintkit.records.door import Door


_DISCARDED: Final = "discarded:"  # meta: who put an item aside, when and why


@declared("inbox")
@attrs.frozen
class Inbox:
    """Messages from senders nobody vouches for, and what could not become a case by itself: `desk.inbox`. S0.3

    Whoever may `receive` may read it and empty it, but for forms that name a unit they have nothing to do with. R20

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     desk.inbox.list(by="chen")
    ()
    """

    _door: Door = attrs.field(repr=False)
    _plugins: Plugins = attrs.field(repr=False)

    def list(self, *, by: By, after: str | None = None, limit: int = 100) -> tuple[InboxItem, ...]:
        """List what waits, newest first.

        Args:
            by: who asks.
            after: go on behind the item of this id, the last one of the page before.
            limit: at most so many, 1 to 10,000.

        Raises:
            InvalidInput: `by` does not work here; the limit is out of range.
            NotAllowed: no role of `by` may receive.
            NotFound: there is no item of the id `after`.
        """
        with self._door.storage.reading() as reader:
            facts = self._check(reader, by, "inbox.list")
            if after is not None:
                _found(reader, after)
            seen = (row for row in _waiting(reader, after, check_limit(limit)) if is_for(reader, facts, row))
            return tuple(item_of(row) for row in islice(seen, limit))

    def show(self, id: str, *, by: By) -> InboxItem:
        """Return one item, also where it was accepted or discarded.

        Raises:
            InvalidInput: `by` does not work here.
            NotAllowed: no role of `by` may receive.
            NotFound: there is no such item.
        """
        with self._door.storage.reading() as reader:
            facts = self._check(reader, by, "inbox.show")
            return item_of(_seen(reader, id, facts))

    def turned_away(self, *, by: By) -> tuple[TurnedAway, ...]:
        """Count what channels refused in the last thirty days, newest day first: forged, too large. Nothing of it is kept.

        Of a flood every hundredth is written, so that the newest hundred of a running process may be missing.

        Raises:
            InvalidInput: `by` does not work here.
            NotAllowed: no role of `by` may receive.
        """
        with self._door.storage.reading() as reader:
            self._check(reader, by, "inbox.turned_away")
            return turned_away(reader)

    def accept(
        self,
        id: str,
        *,
        by: By,
        case: CaseRef | None = None,
        unit: str | None = None,
        category: str | None = None,
        kind: Kind | str | None = None,
    ) -> Case | None:
        """Make a case of an item, heard by `by`; with `case`, words on that one. None where it was a stop.

        The same item accepted again is the same case, for whoever may see it.

        Args:
            id: the item.
            by: who takes it in, and is responsible from then on.
            case: the case it belongs to, where it belongs to one.
            unit: where it happened, where the item doesn't say.
            category: what it is about.
            kind: complaint, inquiry, praise or suggestion.

        Raises:
            NotAllowed: no role of `by` may receive; it complains of `by`, who would make something less of it (R6).
            NotFound: there is no such item.
            ConflictError: it was put aside, or it became a case that is not for `by` to see (R20).
            InvalidInput: it can't be a case as it is, or is less than its sender calls it (R5); names the field.
            StorageError: nothing of it can be read any more.
        """
        taken = Acceptance(
            by,
            case=None if case is None else number_of(case),
            unit=unit,
            category=category,
            kind=None if kind is None else kind_of(kind),
        )
        number = self._accept(id, taken)
        if number is None:
            return None
        with self._door.storage.reading() as reader:
            case = find(reader, number).case
            if not sees(self._door.facts(reader, case, by=by), case):
                raise _accepted(id)
            return self._door.shown(reader, case, by)

    def _accept(self, id: str, taken: Acceptance) -> str | None:
        """Return the number of the case it became, now or before; None where it was a stop."""
        written: list[EventRow] = []
        with self._door.storage.writing() as tx:
            facts = self._check(tx, taken.by, "inbox.accept")
            row = _seen(tx, id, facts)
            if row.repaired_at is not None:
                return _became(row)
            self._check_kind(tx, row, taken)
            channel = row.source.removeprefix("channel:")
            incoming = Incoming(door=self._door, plugins=self._plugins, channel=channel)
            number = incoming.accept(tx, unpack(row), taken, written)
            tx.mend_refused(id, at=self._door.clock.now(), case=number)
            written += seen_to(self._door, tx, row)
        self._door.recorded(written)
        return number

    def discard(self, id: str, *, by: By, reason: str) -> None:
        """Put an item aside: advertising, a wrong number. Who did so and why is on record; the words are kept.

        Raises:
            InvalidInput: no reason is given, or `by` does not work here.
            NotAllowed: no role of `by` may receive, or it complains of `by` (R6).
            NotFound: there is no such item.
            ConflictError: a case was made of it.
        """
        if not string(reason, field="reason").strip():
            raise InvalidInput(
                field="reason",
                reason=phrase("is empty"),
                next_step=phrase("Say why nothing is to come of it."),
            )
        now = self._door.clock.now()
        with self._door.storage.writing() as tx:
            facts = self._check(tx, by, "inbox.discard")
            row = _seen(tx, id, facts)
            if row.repaired_at is None:
                self._check_apart(tx, row, by, "discard-item")
            if not tx.mend_refused(id, at=now, case=None):
                if tx.meta(_DISCARDED + id) is not None:
                    return
                case = find(tx, _became(row)).case
                if not sees(self._door.facts(tx, case, by=by), case):
                    raise _accepted(id)
                raise ConflictError(
                    reason=phrase("{id} is {case} by now", id=id, case=case.number),
                    next_step=phrase("End that case instead."),
                )
            said = {"by": actor_name(by), "at": now.isoformat(), "reason": reason}
            tx.put_meta(_DISCARDED + id, json.dumps(said, ensure_ascii=False))
            written = tuple(seen_to(self._door, tx, row))
        self._door.recorded(written)

    def _check_kind(self, tx: Reader, row: RefusedRow, taken: Acceptance) -> None:
        """Refuse to take in as anything less what its sender calls a complaint (R5), or what complains of who takes it in (R6).

        Raises:
            InvalidInput: its sender calls it a complaint.
            NotAllowed: it is about them.
        """
        if taken.kind in (None, Kind.COMPLAINT):
            return
        self._check_apart(tx, row, taken.by, "reclassify")
        if form_fields(row).get("kind") == Kind.COMPLAINT:
            raise InvalidInput(
                field="kind",
                reason=phrase("its sender calls it a complaint"),
                next_step=phrase("Accept it as one. To make it less takes a reason and a second person."),
            )

    def _check_apart(self, tx: Reader, row: RefusedRow, by: By, word: str) -> None:
        """Refuse whom an item complains of what decides about it. R6

        Raises:
            NotAllowed: it is about them.
        """
        check_apart(known_reader(self._door, tx, by), complained_about(form_fields(row)), word)

    def _check(self, tx: Reader, by: By, verb: str) -> Facts:
        """Refuse who does not work here, or may not; return what is known of who may. R20"""
        facts = known_reader(self._door, tx, by)
        check_may(facts, verb)
        return facts


def _accepted(id: str) -> ConflictError:
    """Make the refusal of an item that became a case which is not for this person to see. R20"""
    return ConflictError(
        reason=phrase("{id} was taken in before", id=id),
        next_step=phrase("Ask somebody who sees all cases."),
    )


def _became(row: RefusedRow) -> str:
    """Return the number of the case that an item became.

    Raises:
        ConflictError: it was put aside.
    """
    if row.case is None:
        raise ConflictError(
            reason=phrase("{id} was put aside", id=row.id),
            next_step=phrase("Type it in, if it is a matter after all."),
        )
    return row.case


def _waiting(reader: Reader, after: str | None, page: int) -> Iterator[RefusedRow]:
    """Yield what waits behind an item, newest first, a page at a time."""
    while rows := reader.refused(code=INBOX, unmended=True, after=after, limit=page):
        yield from rows
        if len(rows) < page:
            return
        after = rows[-1].id


def _seen(tx: Reader, id: str, facts: Facts) -> RefusedRow:
    """Return an item that is for the actor: nobody is told of others that they are there. R20

    Raises:
        NotFound: there is none.
    """
    row = _found(tx, id)
    if row.repaired_at is None and not is_for(tx, facts, row):
        raise _no_item(id)
    return row


def _found(tx: Reader, id: str) -> RefusedRow:
    row = next(iter(tx.refused(id=id, code=INBOX)), None)
    if row is None:
        raise _no_item(id)
    return row


def _no_item(id: str) -> NotFound:
    return NotFound(what="inbox item", ref=id, next_step=phrase("Read the inbox again."))
