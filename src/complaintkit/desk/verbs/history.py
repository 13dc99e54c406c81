"""The verb of history: complaints that were handled before the desk knew them. R1, R15"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from complaintkit.model.actor import By
    from complaintkit.model.imported import Imported
    from complaintkit.ports.inbound import FormReceived


class HistoryVerbs(Verbs):
    """Bringing in what was kept elsewhere."""

    def import_history(
        self,
        items: Iterable[FormReceived],
        *,
        by: By,
        owner: str | None = None,
        channel: str = "csv",
        notify: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Imported:
        """Take in history: each form becomes a case at its own time, with the answer it had; nobody is told of it.

        The fields of a form are named as in a mapping file: `text`, `subject`, `received_at`, `closed_at`, `kind`,
        `category`, `severity`, `unit`, `channel`, `customer.name`, `reply.text`, `reply.at`, `fields.<name>`, and so on;
        times are datetimes with a zone. Deadlines that ran out before the answer are on record and followed by nothing;
        those still to come run as on every case; where a form has no `received_at`, they are waived. One that is there
        and empty is refused.

        The same `external_id` on the same channel is the same case, so that a second run creates nothing. What can't
        become a case is kept, and told in `refused`; once a later import makes a case of that id, the kept row is marked
        as repaired. Up to 150 forms share a transaction: when the process dies, whole
        batches are there, and a second run goes on.

        A program of the host brings in what another system kept, of whatever time. Somebody of the staff brings in what was
        received before this desk began: what is newer is received as any complaint where it is open, and refused where it is over,
        or about them (R6); so nobody files by an import what they would have to investigate and answer here.

        Args:
            items: what a channel's `parse` gave, or your own.
            by: who imports; somebody of the staff needs a role that may `import-history`.
            owner: who is accountable for the cases; none: `by`, or the unit's person of last resort for a program.
            channel: where a form doesn't say.
            notify: treat what is still open as if it came in now: messages are sent, what is late escalates.
            progress: called after each batch with the number of forms read so far.

        Raises:
            InvalidInput: `by` or `owner` does not work here.
            NotAllowed: `by` may not import history, or does not lead `owner` (R20).
            StorageError: the database can't; whole batches are there.

        >>> from datetime import UTC, datetime
        >>> from complaintkit.plugin import FormReceived
        >>> from complaintkit.testing import open_test_desk
        >>> past = {"text": "冷了", "received_at": datetime(2024, 3, 1, 2, tzinfo=UTC)}
        >>> with open_test_desk() as desk:
        ...     done = desk.import_history([FormReceived(past, external_id="2024-17")], by="general-manager")
        >>> done.created, done.known, done.refused
        (1, 0, ())
        """
        from complaintkit.desk.intake.importing import Importing

        importing = Importing(door=self._door, by=by, owner=owner, channel=channel, notify=notify, progress=progress)
        return importing.run(items)
