"""Read requests that were refused and kept, and mark them as seen to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.desk.admin.apart import check_apart
from complaintkit.desk.intake.form import complained_about
from complaintkit.desk.intake.kept import INBOX
from complaintkit.desk.intake.refused import refused_row
from complaintkit.desk.reading.sight import authors_seen, check_limit, known_reader
from complaintkit.model.actor import actor_name
from complaintkit.model.errors import ConflictError, NotFound, StorageError
from complaintkit.model.phrase import kept_from, phrase
from complaintkit.model.refused import RefusedRequest
from complaintkit.records.case import load

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.case import CaseRef
    from complaintkit.model.errors import ComplaintKitError
    from complaintkit.ports.storage import Reader, RefusedRow
    from complaintkit.records.door import Door


_MENDED: Final = "mended:"  # meta: who saw to it


@declared("refused")
@attrs.frozen
class Refused:
    """Requests that were refused and kept, so that nothing somebody typed is lost: `desk.refused`.

    A person reads what they typed themselves, and what people typed whose units they see; what programs sent is for who
    sees everything. R20

    >>> from complaintkit import ComplaintKitError
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     try:
    ...         desk.note("S1-261121-009", by="chen", text="Called back at noon.")
    ...     except ComplaintKitError as error:
    ...         kept = desk.refused.show(error.kept_as, by="chen")
    >>> kept.source, kept.code, "Called back" in kept.content.decode()
    ('note', 'not-found', True)
    """

    _door: Door = attrs.field(repr=False)

    def list(
        self, *, by: By, code: str | None = None, unmended: bool = False, after: str | None = None, limit: int = 100
    ) -> tuple[RefusedRequest, ...]:
        """List what was refused and kept, newest first, as far as `by` may see.

        Args:
            by: who asks.
            code: only what was refused with this error's `code`.
            unmended: only what nobody has seen to yet.
            after: go on behind the one of this id, the last one of the page before.
            limit: at most so many, 1 to 10,000.

        Raises:
            InvalidInput: `by` does not work here; the limit is out of range.
            NotFound: there is nothing of the id `after`, or `by` may not see it.
        """
        with self._door.storage.reading() as reader:
            facts = known_reader(self._door, reader, by)
            if after is not None:
                self._visible(reader, after, facts)
            rows = reader.refused(
                code=code, by=authors_seen(facts), unmended=unmended, after=after, limit=check_limit(limit)
            )
            return tuple(_request(reader, row) for row in rows)

    def show(self, id: str, *, by: By) -> RefusedRequest:
        """Return one by the id under which it was kept (`error.kept_as`).

        Raises:
            InvalidInput: `by` does not work here.
            NotFound: nothing was kept under this id, or `by` may not see it.
        """
        with self._door.storage.reading() as reader:
            return _request(reader, self._visible(reader, id, known_reader(self._door, reader, by)))

    def mend(self, id: str, *, by: By, case: CaseRef | None = None) -> RefusedRequest:
        """Mark one as seen to: it was done again on `case`, or nothing is to come of it. Who said so is kept with it.

        Raises:
            InvalidInput: `by` does not work here.
            NotFound: nothing was kept under this id, or there is no such case, or `by` may not see it.
            NotAllowed: it complains of `by`, or is of a case that does (R6).
            ConflictError: it was seen to before; or it waits in the inbox, which has verbs of its own.
        """
        with self._door.storage.writing() as tx:
            row = self._visible(tx, id, known_reader(self._door, tx, by))
            if row.code == INBOX:
                raise ConflictError(
                    reason=phrase("{id} waits in the inbox", id=id),
                    next_step=phrase("Accept or discard it there."),
                )
            self._check_apart(tx, row, by)
            number = row.case if case is None else self._door.readable(tx, case, by).row.number
            if not tx.mend_refused(id, at=self._door.clock.now(), case=number):
                raise ConflictError(
                    reason=phrase("{id} was seen to before", id=id),
                    next_step=phrase("Nothing more is to be done."),
                )
            tx.put_meta(_MENDED + id, json.dumps({"by": actor_name(by)}))
            return _request(tx, self._visible(tx, id, known_reader(self._door, tx, by)))

    def keep(self, content: bytes, *, by: By, source: str, error: ComplaintKitError) -> str | None:
        """Keep what could not even be read as a command; return its id, or None where nothing can be kept now.

        Commands that a verb or `desk.do` refuses are kept by themselves. `source` says where it came from.
        """
        row = refused_row(self._door, source=source, by=by, error=error, content=content)
        try:
            with self._door.storage.writing() as tx:
                tx.keep_refused(row)
        except StorageError:
            return None
        return row.id

    def _check_apart(self, tx: Reader, row: RefusedRow, by: By) -> None:
        """Refuse whom it complains of to say that nothing is to come of it. R6

        Raises:
            NotAllowed: it is about them.
        """
        facts = known_reader(self._door, tx, by)
        check_apart(facts, complained_about(_fields(row)), "mend-refused")
        case = tx.case(row.case) if row.case and row.by != facts.actor else None
        if case is not None:
            check_apart(facts, load(tx, case).case.complained_about, "mend-refused")

    def _visible(self, reader: Reader, id: str, facts: Facts) -> RefusedRow:
        found = next(iter(reader.refused(id=id, by=authors_seen(facts), limit=1)), None)
        if found is None:
            raise NotFound(
                what="refused request",
                ref=id,
                next_step=phrase("`complaintkit refused list` names them."),
            )
        return found


def _fields(row: RefusedRow) -> Mapping[str, object]:
    """Return the fields of what was refused; none of what is no command or form."""
    try:
        said = json.loads(row.content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _request(reader: Reader, row: RefusedRow) -> RefusedRequest:
    seen_to = reader.meta(_MENDED + row.id) if row.repaired_at else None
    return RefusedRequest(
        id=row.id,
        source=row.source,
        at=row.at,
        by=row.by,
        code=row.code,
        field=row.field,
        reason=kept_from(row.reason),
        content=row.content,
        case=row.case,
        mended_at=row.repaired_at,
        mended_by=json.loads(seen_to)["by"] if seen_to else None,
    )
