"""Import history, batch by batch: each batch one transaction, each row created, known, or refused and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.people.apart import colleagues
from complaintkit.decision.refusal import stranger
from complaintkit.decision.tables.verb import check_may
from complaintkit.desk.intake.form import BESIDE, MEND, history_of, naming_issues
from complaintkit.desk.intake.refused import REFUSALS, refused_row
from complaintkit.model.actor import By, System
from complaintkit.model.check import is_word, iterable
from complaintkit.model.errors import (
    ComplaintKitError,
    ConflictError,
    InvalidInput,
    NotAllowed,
    OutcomeUnknown,
)
from complaintkit.model.imported import Imported, Refusal
from complaintkit.model.phrase import Phrase, followed, phrase
from complaintkit.records.request import Request
from complaintkit.records.token import token
from complaintkit.records.unknown_commit import NotKept

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.decision.history import Past
    from complaintkit.model.commands import Receive
    from complaintkit.organisation import Structure
    from complaintkit.ports.inbound import FormReceived
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door


ROWS: Final = 150  # in one transaction; each is received, answered and filed at most: below 500 commands
_NO_CONTACT: Final = "imported without a contact"
_WAITING: Final = "import-refused:"  # which rows of an id were refused, until one of that id becomes a case


@attrs.frozen
class _Row:
    """A form and what it says; `error` where it can't be a complaint at all."""

    form: FormReceived
    line: int
    channel: str
    receive: Receive | None = None
    past: Past | None = None
    error: ComplaintKitError | None = None

    @property
    def id(self) -> tuple[str, str]:
        """The channel and its own id."""
        return (self.receive.channel if self.receive else "", self.form.external_id)

    @property
    def content(self) -> bytes:
        """The whole row, as it is kept for repair."""
        beside = {name: self.form.fields[name] for name in ("columns", "row") if name in self.form.fields}
        said = beside or {"external_id": self.form.external_id, "fields": dict(self.form.fields)}
        return json.dumps({"line": self.line, **said}, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")

    @property
    def digest(self) -> bytes:
        """The digest of all it says, wherever it stands; columns that nobody reads say nothing."""
        said = sorted((name, str(one)) for name, one in self.form.fields.items() if name not in BESIDE)
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).digest()


def _check_time(form: FormReceived) -> None:
    """Refuse a form that has a place for its time, and nothing there: it is no complaint of today."""
    if "received_at" in form.fields and form.fields["received_at"] in (None, ""):
        raise InvalidInput(
            field="received_at",
            reason=phrase("is empty"),
            next_step=phrase("Say when the customer spoke."),
        )


@attrs.define
class _Batch:
    """The outcome of some rows in one transaction; nothing of it counts before the commit."""

    created: list[tuple[str, str]] = attrs.field(factory=list)
    known: int = 0
    refused: list[Refusal] = attrs.field(factory=list)
    seen: dict[tuple[str, str], tuple[bytes, int]] = attrs.field(factory=dict)
    written: list[EventRow] = attrs.field(factory=list)


@attrs.define(kw_only=True)
class Importing:
    """One import, from its first row to its last."""

    door: Door
    by: By
    owner: str | None
    channel: str = attrs.field(validator=is_word)
    notify: bool
    progress: Callable[[int], None] | None = None
    _done: Imported = attrs.field(factory=Imported, init=False)
    _seen: dict[tuple[str, str], tuple[bytes, int]] = attrs.field(factory=dict, init=False)
    _refused: list[Refusal] = attrs.field(factory=list, init=False)
    _waiting: Mapping[str, str] = attrs.field(factory=dict, init=False)
    _began: datetime | None = attrs.field(default=None, init=False)

    def run(self, items: Iterable[FormReceived]) -> Imported:
        """Import all items.

        Raises:
            InvalidInput: the owner does not work here.
            NotAllowed: whoever imports may not; before any row.
            StorageError: the database can't; whole batches were kept, and a second run goes on from there.
        """
        iterable(items, field="items")
        with self.door.storage.reading() as reader:
            facts = self.door.facts(reader, None, by=self.by)
            self._waiting = reader.metas(_WAITING)
            self._began = _began(reader) or facts.now
        self._check(facts)
        for rows in self._batches(items, facts.playbook.currency):
            self._count(len(rows), self._keep(rows))
        return attrs.evolve(self._done, refused=tuple(self._refused))

    def _check(self, facts: Facts) -> None:
        """Refuse who may not import, or not for that owner: an import is bound by what binds every other command. R20"""
        structure, staff = facts.structure, facts.structure.organisation.staff
        for field, one in (("by", self.by), ("owner", self.owner)):
            if isinstance(one, str) and one not in staff:
                raise stranger(one, staff, field=field)
        check_may(facts, "import_history")
        if isinstance(self.by, System):
            return
        if self.owner not in (None, self.by) and not structure.is_leader_of(self.by, str(self.owner)):
            reason = phrase("{by} does not lead {owner}", by=self.by, owner=self.owner)
            raise NotAllowed(command="import-history", reason=reason, rule="R20")

    # ---- rows -------------------------------------------------------------------------------------------------------
    def _batches(self, items: Iterable[FormReceived], currency: str) -> Iterator[list[_Row]]:
        """Yield the rows by batch, read before the transaction begins: others may write meanwhile."""
        numbered = enumerate(map(_checked_form, items), 1)
        while batch := [self._row(place, form, currency) for place, form in islice(numbered, ROWS)]:
            yield batch

    def _row(self, place: int, form: FormReceived, currency: str) -> _Row:
        line = form.fields.get("line", place)
        number = line if isinstance(line, int) else place
        try:
            by = None if isinstance(self.by, System) else self.owner or self.by
            receive, past = history_of(form, channel=self.channel, currency=currency, received_by=by)
            _check_time(form)
            return _Row(form, number, self.channel, receive, past)
        except InvalidInput as error:
            return _Row(form, number, self.channel, error=error)

    # ---- batches ----------------------------------------------------------------------------------------------------
    def _keep(self, rows: Sequence[_Row]) -> _Batch:
        """Keep all rows in one transaction; look again where somebody else wrote the same, or nobody knows."""
        batch = _Batch()
        try:
            self._transact(rows, batch)
        except (NotKept, OutcomeUnknown):
            return self._resolve_unknown_commit(rows, batch)
        except ConflictError:
            return self._one_by_one(rows)
        return batch

    def _transact(self, rows: Sequence[_Row], batch: _Batch) -> None:
        with self.door.storage.writing() as tx:
            facts = self.door.facts(tx, None, by=self.by)
            for row in rows:
                self._take(tx, row, batch, facts)
        self.door.recorded(batch.written)

    def _resolve_unknown_commit(self, rows: Sequence[_Row], lost: _Batch) -> _Batch:
        """Resolve an unknown commit: what is there now and was ours was created by us."""
        batch = _Batch()
        self._transact(rows, batch)
        ours = set(lost.created) - set(batch.created)
        batch.created += ours
        batch.known -= len(ours)
        return batch

    def _one_by_one(self, rows: Sequence[_Row]) -> _Batch:
        """Keep each row in its own transaction, so that one that can't be written takes no other along."""
        whole = _Batch()
        for row in rows:
            part = _Batch()
            try:
                self._transact([row], part)
            except ConflictError as error:
                part = _Batch()
                with self.door.storage.writing() as tx:
                    self._refuse(tx, row, error, part)
            for name in ("created", "refused", "written"):
                getattr(whole, name).extend(getattr(part, name))
            whole.known += part.known
            whole.seen |= part.seen
        return whole

    def _count(self, read: int, batch: _Batch) -> None:
        self._seen |= batch.seen
        self._refused += batch.refused
        done = self._done
        self._done = attrs.evolve(
            done,
            read=done.read + read,
            created=done.created + len(batch.created),
            known=done.known + batch.known,
        )
        if self.progress is not None:
            self.progress(self._done.read)

    # ---- one row ----------------------------------------------------------------------------------------------------
    def _take(self, tx: Writer, row: _Row, batch: _Batch, facts: Facts) -> None:
        try:
            created = self._create(tx, row, batch, facts)
        except REFUSALS as error:
            self._refuse(tx, row, error, batch)
            return
        batch.seen.setdefault(row.id, (row.digest, row.line))
        if created:
            batch.created.append(row.id)
        else:
            batch.known += 1

    def _create(self, tx: Writer, row: _Row, batch: _Batch, facts: Facts) -> bool:
        """Create the case; return False where it is known."""
        if row.receive is None or row.past is None:
            raise row.error or InvalidInput(field="row", reason=phrase("says nothing"), next_step=MEND)
        before = batch.seen.get(row.id) or self._seen.get(row.id)
        if before is not None and before[0] != row.digest:
            raise InvalidInput(
                field="external_id",
                reason=phrase(
                    "{id} stands in line {line} already, and says something else there",
                    id=row.form.external_id,
                    line=before[1],
                ),
                next_step=phrase("One id is one complaint: give this row another."),
            )
        if tx.case_by_external(*row.id) is not None:
            return False
        self._check_past(facts, row.receive, row.past)
        request = self._request(row.receive, row.past, facts.structure)
        with naming_issues():
            number = self.door.perform_past(tx, facts, request, row.past, batch.written)
        if self._waiting:
            self._mend(tx, row, number)
        return True

    def _check_past(self, facts: Facts, receive: Receive, past: Past) -> None:
        """Refuse that somebody ends by an import what they would have to investigate and answer, or what is about them or theirs.

        Raises:
            InvalidInput: it was received since this desk began, and is over; or who imports it, or would own it, is complained
                about (R6) or the customer (R9).
        """
        if isinstance(self.by, System):
            return
        named = (receive.about_staff, *(one.about_staff for one in receive.issues))
        if (own := next((one for one in named if one is not None and one in (self.by, self.owner)), None)) is not None:
            raise InvalidInput(
                field="about_staff",
                reason=phrase("the complaint is about {staff} (R6)", staff=own),
                next_step=phrase("Have somebody else import it, for somebody else."),
            )
        if not colleagues(facts, receive.customer).isdisjoint({self.by, self.owner}):
            raise InvalidInput(
                field="customer.contacts",
                reason=phrase("is of whoever imports it, or would own it"),
                next_step=phrase("Have somebody else import it, for somebody else."),
            )
        if self._began is not None and past.over and self._is_of_this_desk(receive):
            raise InvalidInput(
                field="received_at",
                reason=phrase(
                    "is in the time of this desk, which began at {began}",
                    began=facts.time_in_words(self._began, receive.unit),
                ),
                next_step=phrase("Receive it as any complaint, and answer it here; or have a program import it."),
            )

    def _is_of_this_desk(self, receive: Receive) -> bool:
        """Tell if somebody of the staff brings in what was received since this desk began: it is handled as any complaint. R18"""
        if isinstance(self.by, System) or self._began is None:
            return False
        return receive.received_at is None or receive.received_at >= self._began

    def _mend(self, tx: Writer, row: _Row, number: str) -> None:
        """Mark the rows of this id that an earlier run refused as seen to: they became this case."""
        refused = self._waiting.get(self._waiting_of(row), "").split()
        for id_ in refused:
            tx.mend_refused(id_, at=self.door.clock.now(), case=number)
        if refused:
            tx.drop_meta(self._waiting_of(row))

    def _waiting_of(self, row: _Row) -> str:
        """Return the setting that names the refused rows of this id; the id itself has no place in a setting's name."""
        id_ = f"{row.form.fields.get('channel') or row.channel}:{row.form.external_id}"
        return _WAITING + token(self.door.key, "waiting", id_)

    def _request(self, receive: Receive, past: Past, structure: Structure) -> Request:
        """Build the request: who owns the case, and whether anybody is told. What was answered or filed is past in any case."""
        quiet = past.over or not (self.notify or self._is_of_this_desk(receive))
        if quiet and not receive.customer.reachable:  # nobody can be asked any more why there is none: R2
            receive = attrs.evolve(receive, customer=attrs.evolve(receive.customer, no_contact_because=_NO_CONTACT))
        if isinstance(self.by, System):
            unit = receive.unit if receive.unit in structure.organisation.units else None
            about = receive.complained_about | structure.organisation.reached_as(receive.customer)
            named = self.owner if self.owner not in about else None
            owner = named or structure.last_resort(unit, without=about)
            return Request(command=receive, by=self.by, owner=owner, quiet=quiet)
        return Request(command=receive, by=self.by, quiet=quiet)

    def _refuse(self, tx: Writer, row: _Row, error: ComplaintKitError, batch: _Batch) -> None:
        """Keep the row for repair, and note where, what and why."""
        kept = refused_row(self.door, source="import", by=self.by, error=error, content=row.content)
        tx.keep_refused(kept)
        waiting = self._waiting_of(row)
        tx.put_meta(waiting, " ".join(dict.fromkeys([*(tx.meta(waiting) or "").split(), kept.id])))
        field = error.field if isinstance(error, InvalidInput) else ""
        batch.refused.append(
            Refusal(
                line=row.line,
                field=field,
                column=row.form.names.get(field, ""),
                reason=_reason(error),
                kept_as=kept.id,
                row=str(row.form.fields.get("row", "")),
                columns=str(row.form.fields.get("columns", "")),
            )
        )


def _began(reader: Reader) -> datetime | None:
    """Return when the first line of the ledger was written: what was received before, this desk did not know."""
    first = reader.feed(after=0, limit=1)
    return first[0].recorded_at if first else None


def _reason(error: ComplaintKitError) -> Phrase:
    """Say why; which field is said beside it."""
    if not isinstance(error, InvalidInput):
        return error.words
    return followed(phrase("{sentence}.", sentence=error.reason), error.next_step)


def _checked_form(form: FormReceived) -> FormReceived:
    """Refuse what is no form: nothing of it could be kept."""
    from complaintkit.ports.inbound import FormReceived

    if not isinstance(form, FormReceived):
        raise InvalidInput(
            field="items",
            reason=phrase("{found} is not a {kind}", found=type(form).__name__, kind="FormReceived"),
            next_step=phrase("Give {kind}(...).", kind="FormReceived"),
        )
    return form
