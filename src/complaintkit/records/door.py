"""The one door: load, decide, commit. Every verb, import, worker and plugin goes through here; nothing else writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision import Draft, Facts, Line, decide, due_only, replayed, sees
from complaintkit.decision.history import Past, history
from complaintkit.decision.refusal import no_case
from complaintkit.model import commands as c
from complaintkit.model.actor import DESK, By
from complaintkit.model.case import Case, CaseRef
from complaintkit.model.errors import BeyondAuthority, ConflictError, NotFound, OutcomeUnknown, StorageError
from complaintkit.model.period import Done
from complaintkit.model.phrase import phrase
from complaintkit.model.wording import COMMANDS, word_in
from complaintkit.ports.storage import AttachmentRow, CaseRow, EventRow, Reader, Writer
from complaintkit.records._budgets import TIMES, BudgetSpent, reserved_in
from complaintkit.records._commit import attach, commit, deeds, remember
from complaintkit.records._orders import order_state_in
from complaintkit.records.campaigns import of_campaign_in, offered_in
from complaintkit.records.coupons import codes_in
from complaintkit.records.grants import keep_proposal, promised_in, proposals_in
from complaintkit.records.ledger import read_lines
from complaintkit.records.link import Links
from complaintkit.records.request import Loaded, Request
from complaintkit.records.tokens import contact_token, person_of, tokens_of

if TYPE_CHECKING:
    from complaintkit.model.customer import Contact
    from complaintkit.ports.clock import Clock
    from complaintkit.ports.storage import Storage
    from complaintkit.records.rules import Rules


@attrs.frozen
class Door:
    """Load, decide, commit. `recorded` is told of events after their commit, best effort."""

    storage: Storage
    rules: Rules
    clock: Clock
    key: bytes = attrs.field(repr=False)
    recorded: Callable[[Sequence[EventRow]], None] = attrs.field(repr=False)
    customer_url: str | None = None
    executed: frozenset[str] = frozenset()
    """Kinds of remedies that an executor carries out."""

    @property
    def links(self) -> Links:
        """The customers' own links."""
        return Links(self.key, self.customer_url)

    def token_of(self, contact: Contact) -> str:
        """What an address is found by without keeping it in the clear."""
        return contact_token(self.key, contact)

    # ---- performing ---------------------------------------------------------------------------------------------------
    def perform(self, request: Request) -> Done:
        """One command, one transaction.

        Raises:
            ComplaintKitError: it is refused, or the storage can't; nothing of it was kept.
        """
        written: list[EventRow] = []
        try:
            done = self._decided(request, written)
        except OutcomeUnknown:
            done = self._after_all(request, written)
        except BeyondAuthority as error:
            keep_proposal(self, error, request.command)
            raise
        self.recorded(written)
        return done

    def _decided(self, request: Request, written: list[EventRow]) -> Done:
        """Decide and keep; anew where others spent the budget meanwhile, and at last as if nothing of it were left."""
        spent = ""
        for _ in range(TIMES):
            try:
                with self.storage.writing() as tx:
                    return self.perform_in(tx, request, written)
            except BudgetSpent as error:
                spent = error.limit
                written.clear()
        with self.storage.writing() as tx:
            return self.perform_in(tx, attrs.evolve(request, spent=frozenset({spent})), written)

    def perform_in(self, tx: Writer, request: Request, written: list[EventRow] | None = None) -> Done:
        """The same inside a transaction that may hold several commands."""
        if (again := self._replay(tx, request)) is not None:
            return again
        loaded = self._named(tx, request.command)
        if loaded and request.if_version not in (None, loaded.case.version):
            raise ConflictError(
                reason=phrase(
                    "{number} is at version {actual}, not {expected}",
                    number=loaded.case.number,
                    actual=loaded.case.version,
                    expected=request.if_version,
                ),
                expected=request.if_version or 0,
                actual=loaded.case.version,
                next_step=phrase("Read it again."),
            )
        facts = self._facts(tx, request, loaded.case if loaded else None)
        draft = decide(loaded.case if loaded else None, request.command, facts)
        attached = attach(draft, getattr(request.command, "attachments", ()))
        rows = self.write(tx, loaded, draft, request=request, attachments=attached)
        (written if written is not None else []).extend(rows)
        return Done(
            case=draft.case.masked(), events=tuple(line.event.name for line in draft.lines if line.event.is_deed)
        )

    def perform_past(self, tx: Writer, request: Request, past: Past, written: list[EventRow]) -> Done:
        """Receive a case with what had become of it, once the caller has seen that it is not known yet.

        All of it is decided before any of it is written: a refusal leaves nothing behind in the transaction.
        """
        assert isinstance(request.command, c.Receive)  # noqa: S101  only a beginning has a past
        draft = history(request.command, past, self._facts(tx, request, None))
        written.extend(self.write(tx, None, draft, request=request))
        return Done(
            case=draft.case.masked(), events=tuple(line.event.name for line in draft.lines if line.event.is_deed)
        )

    def _replay(self, tx: Reader, request: Request) -> Done | None:
        """What this key, or this channel's own id, did before."""
        command = request.command
        if isinstance(command, c.Receive) and command.external_id:
            known = tx.case_by_external(command.channel, command.external_id)
            if known:
                return Done(case=self.load(tx, known).case.masked(), events=(), replayed=True)
        if request.idempotency_key is None:
            return None
        row = tx.idempotent(request.idempotency_key)
        if row is None:
            return None
        if row.digest != request.digest:
            raise ConflictError(
                reason=phrase("idempotency key {key} stood for something else", key=request.idempotency_key),
                next_step=phrase("Use a new key for a new request."),
            )
        loaded = self.find(tx, row.case or "")
        done = [one for one in tx.events([loaded.row.id]) if row.first_seq <= one.seq <= row.last_seq]
        return Done(case=loaded.case.masked(), events=deeds(done), replayed=True)

    def _after_all(self, request: Request, written: list[EventRow]) -> Done:
        """COMMIT gave an error: nobody knows, so look. The ledger's own hash says whether it was kept."""
        with self.storage.reading() as reader:
            if written:
                kept = {row.hash for row in reader.events([written[0].case])}
                if written[-1].hash in kept:
                    return Done(case=self.find(reader, written[0].case).case.masked(), events=deeds(written))
        raise StorageError(
            reason=phrase("{word} was not kept", word=word_in(COMMANDS, request.command.word)),
            next_step=phrase("Nothing has changed; ask again with the same key."),
        )

    # ---- loading ------------------------------------------------------------------------------------------------------
    def _named(self, tx: Writer, command: c.Command) -> Loaded | None:
        if not isinstance(command, c.OnCase):
            return None
        found = tx.case(command.case)
        row = tx.lock(found.id) if found else None
        if row is None:
            raise no_case(command.case)
        return self.load(tx, row)

    def find(self, tx: Reader, ref: str) -> Loaded:
        """The case by number or id.

        Raises:
            NotFound: there is none.
        """
        row = tx.case(ref)
        if row is None:
            raise no_case(ref)
        return self.load(tx, row)

    def readable(self, tx: Reader, ref: CaseRef, by: By) -> Loaded:
        """The case, for somebody who may see it. R20

        Raises:
            NotFound: there is none, or this person may not see it: nobody is told which.
        """
        name = ref if isinstance(ref, str) else ref.number
        loaded = self.find(tx, name)
        if not sees(self.facts(tx, loaded.case, by=by), loaded.case):
            raise no_case(name)
        return loaded

    def load(self, tx: Reader, row: CaseRow) -> Loaded:
        """The case that a row stands for, from its ledger."""
        return next(self.load_all(tx, [row]))

    def load_all(self, tx: Reader, rows: Sequence[CaseRow]) -> Iterator[Loaded]:
        """Several at once, in the order of their rows."""
        ids = [row.id for row in rows]
        lines = read_lines(tx.events(ids), tx.vault(ids))
        return (Loaded(row, replayed(lines[row.id], id=row.id)) for row in rows)

    def lines(self, tx: Reader, case: str) -> list[Line]:
        """What happened to a case, in order, with what was said."""
        return read_lines(tx.events([case]), tx.vault([case]))[case]

    # ---- knowing ------------------------------------------------------------------------------------------------------
    def _facts(self, tx: Writer, request: Request, case: Case | None) -> Facts:
        facts = self.facts(tx, case, by=request.by, customer=request.customer, quiet=request.quiet)
        if case is not None or not isinstance(request.command, c.Receive):
            return attrs.evolve(facts, spent=request.spent) if request.spent else facts
        case_id = self.rules.new_id()
        person = person_of(request.command.customer, self.key, case_id)
        return attrs.evolve(
            facts,
            playbook=(book := self.rules.playbook_of(tx, request.command.unit)),
            structure=self.rules.structure(tx, book),
            case_id=case_id,
            person=person,
            owner=request.owner,
            next_number=self._allocator(tx, facts),
            similar=() if request.quiet else self._similar(tx, request.command),
        )

    def facts(self, tx: Reader, case: Case | None, *, by: By, customer: bool = False, quiet: bool = False) -> Facts:
        """What a decision on this case may know."""
        live = self.rules.playbook_of(tx, case.unit) if case else self.rules.playbook_for(tx, by)
        book = self.rules.playbook(tx, case.playbook_digest) if case else live
        return Facts(
            now=self.clock.now(),
            playbook=book,
            structure=self.rules.structure(tx, book),
            authority=live.authority,
            disabled=frozenset(rule.id for rule in live.compensation.values() if not rule.enabled),
            budgets=live.budgets,
            reserved=reserved_in(tx, book.currency),
            executed=self.executed,
            order_state=order_state_in(tx, case.id if case else ""),
            promised=promised_in(tx, book.currency),
            proposals=proposals_in(tx),
            offered=offered_in(tx),
            of_campaign=of_campaign_in(tx, book.currency),
            new_code=codes_in(tx),
            by=by,
            customer=customer,
            quiet=quiet,
            case_id=case.id if case else "",
        )

    def _allocator(self, tx: Writer, facts: Facts) -> Callable[[str, datetime], str]:
        from zoneinfo import ZoneInfo

        def allocate(unit: str, at: datetime) -> str:
            day = at.astimezone(ZoneInfo(facts.structure.zone_of(unit))).date()
            return f"{unit.upper()}-{day:%y%m%d}-{tx.next_number(unit, day):03d}"

        return allocate

    def _similar(self, tx: Reader, command: c.Receive) -> tuple[str, ...]:
        """Open cases of the same contact, receipt or lot: told, never merged by themselves. R14"""
        return self.rules.similar(tx, tokens_of(command, self.key, case="", person=""))

    # ---- writing ------------------------------------------------------------------------------------------------------
    def write(
        self,
        tx: Writer,
        loaded: Loaded | None,
        draft: Draft,
        *,
        request: Request | None = None,
        attachments: Sequence[AttachmentRow] = (),
    ) -> tuple[EventRow, ...]:
        """Everything that a decision leaves behind, in the transaction it was made in."""
        rows = commit(tx, loaded, draft, links=self.links, attachments=attachments)
        if request is not None:
            remember(tx, request, draft, rows, key=self.key)
        return rows

    @contextmanager
    def changing(self, ref: str) -> Iterator[tuple[Writer, Loaded]]:
        """A transaction on one case for what no command asks for: deadlines, deliveries, departures."""
        with self.storage.writing() as tx:
            row = tx.lock(ref)
            if row is None:
                raise NotFound(what="case", ref=ref)
            yield tx, self.load(tx, row)

    def settle_due(self, ref: str) -> int:
        """What fell due on one case by now; how many events that made."""
        with self.changing(ref) as (tx, loaded):
            draft = due_only(loaded.case, self.facts(tx, loaded.case, by=DESK))
            rows = self.write(tx, loaded, draft) if draft.lines else ()
        self.recorded(rows)
        return len(rows)
