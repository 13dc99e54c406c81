"""The one door: load, decide, commit. Every verb, import, worker and plugin goes through here; nothing else writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from complaintkit import decision
from complaintkit.decision import Facts
from complaintkit.decision.refusal import no_case, stranger
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER, DESK, By, System
from complaintkit.model.case import Case, CaseRef
from complaintkit.model.customer import Customer
from complaintkit.model.errors import ConflictError, DamagedError, NotFound
from complaintkit.model.period import Done
from complaintkit.model.phrase import phrase
from complaintkit.playbook import Playbook
from complaintkit.ports.clock import Clock
from complaintkit.ports.storage import EventRow, Reader, Storage, Writer
from complaintkit.records._commit import commit, deeds, placed
from complaintkit.records._lookup import Lookup
from complaintkit.records.ahead import decide as decide_ahead
from complaintkit.records.case import Loaded, find, load, number_of, own_row
from complaintkit.records.idempotency import done_before
from complaintkit.records.key.keyring import Keyring
from complaintkit.records.link import Links
from complaintkit.records.request import Request
from complaintkit.records.rules import Rules
from complaintkit.records.unseen import line_without

if TYPE_CHECKING:
    from complaintkit.decision import Draft, LedgerEntry, Past
    from complaintkit.model.task import Task


@attrs.frozen
class Door:
    """Load, decide, commit. `recorded` is told of events after their commit, best effort.

    `keyring` holds the keys of the database, `links` makes the customers' own; `executed` are the kinds of remedies that an
    executor carries out; into `root_file` the worker writes the root of all ledgers once a day, to `root_mail` it mails it.
    """

    storage: Storage
    rules: Rules
    clock: Clock
    keyring: Keyring = attrs.field(repr=False)
    recorded: Callable[[Sequence[EventRow]], None] = attrs.field(repr=False)
    links: Links
    executed: frozenset[str] = frozenset()
    root_file: Path | None = None
    root_mail: str | None = attrs.field(default=None, repr=False)

    @property
    def key(self) -> bytes:
        """The key that tokens are made with."""
        return self.keyring.tokens

    # ---- performing ---------------------------------------------------------------------------------------------------
    def perform(self, request: Request) -> Done:
        """Perform one command in one transaction, then tell who observes.

        Raises:
            OutcomeUnknown: COMMIT gave an error, and that can't be looked up now either; the same key will tell.
            ComplaintKitError: it is refused, or the storage can't; nothing of it was kept.
        """
        from complaintkit.records.performing import perform

        return perform(self, request)

    def perform_in(self, tx: Writer, request: Request, written: list[EventRow]) -> Done:
        """Perform a command in a transaction that may hold several; add the events it wrote to `written`.

        Raises:
            ComplaintKitError: it is refused; the transaction is to be rolled back.
        """
        from complaintkit.records.performing import Performing

        return Performing(self, tx, request, written).perform()

    def perform_past(self, tx: Writer, facts: Facts, request: Request, past: Past, written: list[EventRow]) -> str:
        """Receive a case with what had become of it, once the caller has seen that it is not known yet; return its number.

        All of it is decided before any of it is written: a refusal leaves nothing behind in the transaction. `facts` are those
        of the transaction, the same for all that it takes in.

        Raises:
            ComplaintKitError: it is refused.
        """
        from complaintkit.records.performing import Performing

        return Performing(self, tx, request, written).receive_past(facts, past)

    def find_done(self, tx: Reader, request: Request) -> Done | None:
        """Return what this key, or this channel's own id, did before; None where it is new.

        Raises:
            ConflictError: the key stood for something else, the id for other words, or it is that of a case that is
                not theirs to see (R20).
            NotFound: the case is not theirs to see any more.
        """
        command = request.command
        if isinstance(command, c.Receive) and command.external_id:
            known = tx.case_by_external(command.channel, command.external_id)
            if known:
                loaded = load(tx, known)
                seen = self._seen(tx, loaded, request)
                if loaded.case.text not in (None, command.text):  # None: it was erased
                    raise _other_words(command.external_id, loaded.case.number)
                return Done(case=seen, events=(), replayed=True)
        if request.idempotency_key is None:  # then nobody needs its digest
            return None
        row = done_before(tx, request.idempotency_key, request.digest)
        if row is None:
            return None
        loaded = find(tx, row.case or "")
        events = [one for one in tx.events([loaded.row.id]) if row.first_seq <= one.seq <= row.last_seq]
        return Done(case=self._seen(tx, loaded, request), events=deeds(events), replayed=True)

    def _seen(self, tx: Reader, loaded: Loaded, request: Request) -> Case:
        """Return a case that is there already, masked, to whoever may see it. R20

        Raises:
            ConflictError: they may take complaints in, but not see this one: its number is not told.
            ComplaintKitError: what they would hear if there were none.
        """
        facts, command = self.facts(tx, loaded.case, by=request.by, customer=request.customer), request.command
        if decision.sees(facts, loaded.case):
            return self.shown(tx, loaded.case, request.by)
        if isinstance(command, c.OnCase):
            raise no_case(command.case)
        if isinstance(command, c.Receive):
            decision.check_receiver(facts, command)
        raise ConflictError(
            reason=phrase("this was taken in before"),
            next_step=phrase("Ask somebody who sees all cases."),
        )

    # ---- knowing ------------------------------------------------------------------------------------------------------
    def facts(self, tx: Reader, case: Case | None, *, by: By, customer: bool = False, quiet: bool = False) -> Facts:
        """Assemble what a decision on this case may know; without one, by the playbook that judges this person's rights."""
        rules = self.rules.in_force(tx)
        live = rules.playbook_of(case.unit) if case else rules.playbook_for(by)
        book = self.rules.playbook(tx, case.playbook_digest) if case else live
        id_ = case.id if case else ""
        return Facts(
            now=self.clock.now(),
            playbook=book,
            structure=rules.structure(book),
            records=Lookup(
                tx=tx,
                currency=book.currency,
                case=id_,
                key=self.key,
                kin=self._kin(tx, case.customer if case else None),
                members=self.members(tx),
            ),
            authority=live.authority,
            disabled=live.once(_switched_off),
            budgets=live.budgets,
            points=live.points,
            executed=self.executed,
            by=by,
            customer=customer,
            quiet=quiet,
            case_id=id_,
        )

    def facts_on(self, tx: Reader, facts: Facts, customer: Customer) -> Facts:
        """Return the facts with sums of all that is this customer's, under whatever key it is kept."""
        records = Lookup(tx=tx, currency=facts.playbook.currency, kin=self._kin(tx, customer))
        return attrs.evolve(facts, records=records)

    def _kin(self, tx: Reader, customer: Customer | None) -> Callable[[str], frozenset[str]]:
        """Return what finds the keys of a customer, by what is known of them; each is looked for once."""

        def find_kin(person: str) -> frozenset[str]:
            if customer is None:
                return frozenset({person})
            # Imported here: who only looks waits for nothing that decides of members.
            from complaintkit.records.same_person import kin_of

            return kin_of(tx, self.key, customer, person)

        return cache(find_kin)

    def members(self, tx: Reader) -> Callable[[str], Customer | None]:
        """Return what finds a member by their number; each is looked for once."""

        def find_member(number: str) -> Customer | None:
            # Imported here: as above.
            from complaintkit.records.member import registered

            return registered(tx, self.key, number)

        return cache(find_member)

    def shown(self, tx: Reader, case: Case, by: By) -> Case:
        """Return a case as somebody who may see it reads it: masked, and of other cases only what they may see. R20

        Its mappings are copies: the next command goes by the originals, whatever a caller does to theirs.
        """
        tied = frozenset(self.seen_of(tx, tuple(case.links), by))
        return case.changed(
            customer=case.customer.masked(),
            similar=self.seen_of(tx, case.similar, by),
            links={number: relation for number, relation in case.links.items() if number in tied},
            fields=dict(case.fields),
            decisions=dict(case.decisions),
            first_handlings=dict(case.first_handlings),
            lost_messages=dict(case.lost_messages),
        )

    def task_for(self, tx: Reader, task: Task, by: By) -> Task:
        """Return a task as somebody who may see it reads it: without the numbers of cases that they may not see. R20"""
        return attrs.evolve(task, cases=self.seen_of(tx, task.cases, by))

    def line_for(self, tx: Reader, line: LedgerEntry, by: By) -> LedgerEntry:
        """Return a line of a ledger without the numbers of cases that somebody may not see. R20"""
        return line_without(line, lambda number: bool(self.seen_of(tx, (number,), by)))

    def seen_of(self, tx: Reader, numbers: Sequence[str], by: By) -> tuple[str, ...]:
        """Return those of these cases that somebody may see; a customer, at their own door, none of them. R20"""
        if isinstance(by, System):
            return tuple(numbers)
        if by == CUSTOMER:
            return ()
        return tuple(number for number in numbers if self._is_seen(tx, number, by))

    def _is_seen(self, tx: Reader, number: str, by: By) -> bool:
        """Tell if somebody may see a case; one that was damaged keeps nobody from reading another that names it."""
        try:
            row = tx.case(number)
            case = None if row is None else load(tx, row).case
        except DamagedError:
            return False
        return case is not None and decision.sees(self.facts(tx, case, by=by), case)

    def readable(self, tx: Reader, ref: CaseRef, by: By) -> Loaded:
        """Load the case, for somebody who may see it. R20

        Raises:
            NotFound: there is none, or this person may not see it: nobody is told which.
            InvalidInput: nobody of this id works here.
        """
        name = number_of(ref)
        row = tx.case(name)
        loaded = None if row is None else load(tx, row)
        if loaded is None or not decision.sees(self.facts(tx, loaded.case, by=by), loaded.case):
            self.check_known(tx, by)
            raise no_case(name)
        own_row(row, name)
        return loaded

    def check_known(self, tx: Reader, by: By) -> None:
        """Refuse who does not work here; asked where there is no such case for them, so that a wrong id is told as that.

        Raises:
            InvalidInput: names who may be meant.
        """
        staff = self.rules.in_force(tx).organisation.staff
        if isinstance(by, str) and by != CUSTOMER and by not in staff:
            raise stranger(by, staff, field="by")

    # ---- writing ------------------------------------------------------------------------------------------------------
    def write(self, tx: Writer, loaded: Loaded | None, draft: Draft) -> tuple[EventRow, ...]:
        """Write all that a decision leaves behind, in the transaction it was made in; return the events' rows."""
        return commit(tx, loaded, draft, key=self.keyring.ledger, links=self.links)

    def record(self, tx: Writer, loaded: Loaded, event: e.Happened, *, by: By = DESK) -> tuple[EventRow, ...]:
        """Write what a provider, or the desk itself, reports of a case, with what follows from it; return the rows."""
        return self.write(tx, loaded, decision.record(loaded.case, self.facts(tx, loaded.case, by=by), event))

    @contextmanager
    def changing(self, ref: str) -> Iterator[tuple[Writer, Loaded]]:
        """Open a transaction on one case for what no command asks for: deadlines, deliveries, departures.

        Raises:
            NotFound: there is no such case.
        """
        with self.storage.writing() as tx:
            yield tx, _locked(tx, ref)

    def settle_due(self, ref: str) -> int:
        """Settle what fell due on one case by now; return the number of events that made."""

        def act(tx: Writer) -> tuple[EventRow, ...]:
            loaded = _locked(tx, ref)
            draft = decision.decide_due(loaded.case, self.facts(tx, loaded.case, by=DESK))
            return self.write(tx, loaded, draft) if draft.lines else ()

        rows, before = decide_ahead(self.storage, act)
        self.recorded(placed(rows, before))
        return len(rows)


def _locked(tx: Writer, ref: str) -> Loaded:
    """Lock and load a case.

    Raises:
        NotFound: there is no such case.
    """
    row = tx.lock(ref)
    if row is None:
        raise NotFound(what="case", ref=ref)
    return load(tx, row)


def _other_words(id: str, case: str) -> ConflictError:
    return ConflictError(
        reason=phrase("its id {id} is that of {case}, which says something else", id=id, case=case),
        next_step=phrase("Add the words to that case (hear-customer), or give what is new an id of its own."),
    )


def _switched_off(playbook: Playbook) -> frozenset[str]:
    """Return the rows of compensation that a playbook switches off."""
    return frozenset(rule.id for rule in playbook.compensation.values() if not rule.enabled)
