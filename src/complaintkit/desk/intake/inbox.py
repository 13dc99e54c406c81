"""The inbox: what came from nobody knows whom, until a person makes a case of it or puts it aside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.refusal import no_right, stranger
from complaintkit.desk.intake.incoming import Incoming, Taken
from complaintkit.desk.intake.kept import INBOX, item_of, unpacked
from complaintkit.model.actor import By, actor_name
from complaintkit.model.errors import ConflictError, InvalidInput, NotFound
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.inbox import InboxItem
    from complaintkit.model.vocabulary import Kind
    from complaintkit.ports.storage import EventRow, Reader, RefusedRow, Writer
    from complaintkit.records.door import Door


_DISCARDED: Final = "discarded:"  # who put an item aside, when and why


@attrs.frozen(kw_only=True)
class Inbox:
    """Whoever may receive may read and empty it."""

    door: Door
    plugins: Plugins

    def items(self, *, by: By, limit: int) -> tuple[InboxItem, ...]:
        """What waits, newest first."""
        with self.door.storage.reading() as reader:
            self._check(reader, by)
            return tuple(item_of(row) for row in reader.refused(code=INBOX, unmended=True, limit=limit))

    def accept(
        self, id: str, *, by: By, case: str | None, unit: str | None, category: str | None, kind: Kind | None
    ) -> str | None:
        """Make a case of it, or words on `case`; its number, or None where it was a stop."""
        written: list[EventRow] = []
        taken = Taken(by, case=case, unit=unit, category=category, kind=kind)
        with self.door.storage.writing() as tx:
            self._check(tx, by)
            row = self._row(tx, id)
            if row.repaired_at is not None:
                return self._before(row)
            channel = row.source.removeprefix("channel:")
            incoming = Incoming(door=self.door, plugins=self.plugins, channel=channel)
            number = incoming.accept(tx, unpacked(row), taken, written)
            tx.mend_refused(id, at=self.door.clock.now(), case=number)
        self.door.recorded(written)
        return number

    def discard(self, id: str, *, by: By, reason: str) -> None:
        """Put it aside: advertising, a wrong number. Who did so and why is on record; the words stay."""
        if not reason.strip():
            raise InvalidInput(
                field="reason",
                reason=phrase("is empty"),
                next_step=phrase("Say why nothing is to come of it."),
            )
        now = self.door.clock.now()
        with self.door.storage.writing() as tx:
            self._check(tx, by)
            row = self._row(tx, id)
            if not tx.mend_refused(id, at=now, case=None):
                if tx.meta(_DISCARDED + id) is not None:
                    return
                self._before(row)
            said = {"by": actor_name(by), "at": now.isoformat(), "reason": reason}
            tx.put_meta(_DISCARDED + id, json.dumps(said, ensure_ascii=False))

    def _before(self, row: RefusedRow) -> str:
        """What became of it before."""
        if row.case is None:
            raise ConflictError(
                reason=phrase("{id} was put aside", id=row.id),
                next_step=phrase("Type it in, if it is a matter after all."),
            )
        return row.case

    def _row(self, tx: Writer, id: str) -> RefusedRow:
        row = next(iter(tx.refused(id=id)), None)
        if row is None or row.code != INBOX:
            raise NotFound(what="inbox item", ref=id, next_step=phrase("Read the inbox again."))
        return row

    def _check(self, tx: Reader, by: By) -> None:
        """R20"""
        facts = self.door.facts(tx, None, by=by)
        if facts.system:
            return
        staff = facts.structure.organisation.staff
        if facts.actor not in staff:
            raise stranger(facts.actor, staff, field="by")
        if not facts.structure.may(facts.actor, "receive"):
            raise no_right(facts.actor, "receive")
