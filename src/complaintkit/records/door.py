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
from complaintkit.decision.refusal import no_case
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER, DESK, By, System
from complaintkit.model.case import DUPLICATE, Case, CaseRef
from complaintkit.model.customer import Customer
from complaintkit.model.errors import BeyondAuthority, ConflictError, DamagedError, NotFound
from complaintkit.model.period import Done
from complaintkit.model.phrase import phrase
from complaintkit.playbook import Playbook
from complaintkit.ports.clock import Clock
from complaintkit.ports.storage import AttachmentRow, EventRow, Reader, Storage, TokenRow, Writer
from complaintkit.records._budget import TIMES, BudgetSpent
from complaintkit.records._commit import attach, commit, deeds, placed, remember
from complaintkit.records._lookup import Lookup, NumberingLookup
from complaintkit.records._promise import keep_proposal
from complaintkit.records.ahead import decide as decide_ahead
from complaintkit.records.case import Loaded, find, load, number_of
from complaintkit.records.idempotency import done_before
from complaintkit.records.key.keyring import Keyring
from complaintkit.records.ledger import contact_fields
from complaintkit.records.link import Links
from complaintkit.records.near_duplicate import find_alike
from complaintkit.records.request import Request
from complaintkit.records.rules import Rules
from complaintkit.records.same_person import kin_of
from complaintkit.records.sight import cases_seen
from complaintkit.records.token import keys_of, own_key, person_of, tokens_of
from complaintkit.records.unknown_commit import asked_again_by
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
        written: list[EventRow] = []
        try:
            with asked_again_by(request.idempotency_key):
                done = self._decide_with_retry(request, written)
        except BeyondAuthority as error:
            keep_proposal(self.storage, error, request.command)
            raise
        self.recorded(written)
        return done

    def _decide_with_retry(self, request: Request, written: list[EventRow]) -> Done:
        """Decide and keep; again where others were first meanwhile, at last with a budget that they spent taken as spent."""
        from complaintkit.records.incident import OpenedMeanwhile

        spent: frozenset[str] = frozenset()
        for _ in range(TIMES):
            try:
                return self._decide_once(request, written)
            except BudgetSpent as error:
                spent = frozenset({error.limit})
            except OpenedMeanwhile:
                pass
        return self._decide_once(attrs.evolve(request, spent=spent), written)

    def _decide_once(self, request: Request, written: list[EventRow]) -> Done:
        def act(tx: Writer) -> Done:
            written.clear()
            return self.perform_in(tx, request, written)

        done, before = decide_ahead(self.storage, act)
        written[:] = placed(written, before)
        return done

    def perform_in(self, tx: Writer, request: Request, written: list[EventRow]) -> Done:
        """Perform a command in a transaction that may hold several; add the events it wrote to `written`.

        Raises:
            ComplaintKitError: it is refused; the transaction is to be rolled back.
        """
        from complaintkit.decision.decide import decide
        from complaintkit.records.incident import gather
        from complaintkit.records.member import as_known

        if (done := self.find_done(tx, request)) is not None:
            return done
        loaded, command = _lock(tx, request), request.command
        if loaded is not None and (request.if_version is not None or not loaded.case.open):
            _check_version(self.facts(tx, loaded.case, by=request.by, customer=request.customer), loaded.case, request)
        if loaded is not None and isinstance(command, c.HearCustomer | c.RecordDocket) and not loaded.case.open:
            loaded = _last_follower(tx, loaded)
            if not loaded.case.open:
                return self._begin_next(tx, request, command, loaded, written)
            command = attrs.evolve(command, case=loaded.case.number)
        case = loaded.case if loaded else None
        command = as_known(tx, self.key, command)
        draft = decide(case, command, self._facts_for(tx, request, case))
        attached = attach(draft, getattr(request.command, "attachments", ()))
        written += self._keep(tx, loaded, draft, request, attached)
        written += self._tie(tx, case, draft, request)
        written += gather(self, tx, case, draft.case, draft.facts)
        return self._done(tx, draft, request)

    def _tie(self, tx: Writer, before: Case | None, draft: Draft, request: Request) -> list[EventRow]:
        """Tell the other case of a duplicate that it goes on for this one, or does no more. R14

        Raises:
            ConflictError: it was filed meanwhile.
        """
        written: list[EventRow] = []
        for line in draft.lines:
            event = line.event
            tied = isinstance(event, e.Linked) and event.relation == DUPLICATE
            undone = isinstance(event, e.Unlinked) and before is not None and before.duplicate_of == event.to
            if not (tied or undone) or not isinstance(event, e.Linked | e.Unlinked):
                continue
            row = tx.lock(event.to)
            if row is None:
                continue
            other = load(tx, row)
            facts = self.facts(tx, other.case, by=request.by)
            if tied and not other.case.open:
                raise ConflictError(reason=phrase("{to} is filed", to=event.to), next_step=phrase("Read it again."))
            change = (
                decision.take_over(other.case, facts, draft.case)
                if tied
                else decision.record(other.case, facts, e.Unlinked(to=draft.case.number))
            )
            written += self.write(tx, other, change)
        return written

    def _begin_next(
        self,
        tx: Writer,
        request: Request,
        words: c.HearCustomer | c.RecordDocket,
        filed: Loaded,
        written: list[EventRow],
    ) -> Done:
        """Open the case that follows a filed one, both linked to each other; return what the new one is."""
        from complaintkit.records.incident import gather

        facts = self._facts_for(tx, request, filed.case)
        receive = decision.next_case(filed.case, words, facts)
        draft = decision.begin_next(filed.case, receive, self._beginning(tx, facts, receive, request))
        attached = attach(draft, getattr(words, "attachments", ()))
        written += self._keep(tx, None, draft, request, attached)
        new = draft.case
        tx.put_tokens(tokens_of(receive, self.key, case=new.id, person=new.person))
        written += gather(self, tx, None, new, draft.facts)
        written += self.write(tx, filed, decision.note_next(filed.case, new.number, facts))
        return self._done(tx, draft, request)

    def perform_past(self, tx: Writer, facts: Facts, request: Request, past: Past, written: list[EventRow]) -> str:
        """Receive a case with what had become of it, once the caller has seen that it is not known yet; return its number.

        All of it is decided before any of it is written: a refusal leaves nothing behind in the transaction. `facts` are those
        of the transaction, the same for all that it takes in.

        Raises:
            ComplaintKitError: it is refused.
        """
        receive = request.command
        assert isinstance(receive, c.Receive)  # noqa: S101  only a beginning has a past
        draft = decision.decide_history(receive, past, self._beginning(tx, facts, receive, request))
        written += self._keep(tx, None, draft, request)
        return draft.case.number

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
            records=Lookup(tx=tx, currency=book.currency, case=id_, kin=self._kin(tx, case)),
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

    def _kin(self, tx: Reader, case: Case | None) -> Callable[[str], frozenset[str]]:
        """Return what finds the keys of a customer, by what the case knows of them; each is looked for once."""
        return cache(lambda person: frozenset({person}) if case is None else kin_of(tx, self.key, case, person))

    def _facts_for(self, tx: Writer, request: Request, case: Case | None) -> Facts:
        """Assemble what the decision on a request may know."""
        facts = self.facts(tx, case, by=request.by, customer=request.customer, quiet=request.quiet)
        if isinstance(request.command, c.Receive):
            facts = self._beginning(tx, facts, request.command, request)
        elif case is not None and (customer := getattr(request.command, "customer", None)):
            facts = attrs.evolve(facts, person=self._person_after(tx, case, customer))
        if request.spent or request.prices:
            facts = attrs.evolve(facts, spent=request.spent, prices=request.prices)
        return facts

    def _person_after(self, tx: Reader, case: Case, customer: Customer) -> str:
        """Return whose a case is with this customer: the same person's as long as what their key stands for is known of them.

        A case whose words lie under its person's key, as they once did, stays whole under that.
        """
        words = (one for one in tx.vault([case.id]) if one.person != own_key(case.id))
        names = {row.seq: row.name for row in tx.events([case.id])}
        if case.person in keys_of(customer, self.key) or any(
            one.field not in contact_fields(names[one.seq]) for one in words
        ):
            return case.person
        return person_of(customer, self.key, case.id)

    def _beginning(self, tx: Writer, facts: Facts, command: c.Receive, request: Request) -> Facts:
        """Add what the decision on a case that begins may know beside: its playbook is that of the unit named."""
        case = self.rules.new_id()
        person = person_of(command.customer, self.key, case)
        rules = self.rules.in_force(tx)
        book = rules.playbook_of(command.unit)
        return attrs.evolve(
            facts,
            playbook=book,
            structure=rules.structure(book),
            records=NumberingLookup(tx=tx, currency=book.currency),
            case_id=case,
            person=person,
            quiet=request.quiet,
            owner=request.owner,
            advice=request.advice,
            similar=() if request.quiet else self._alike(tx, facts, tokens_of(command, self.key, case="", person="")),
        )

    def _alike(self, tx: Reader, facts: Facts, tokens: Sequence[TokenRow]) -> tuple[str, ...]:
        """Return the open cases that look alike, as far as whoever takes this one in may see them: a customer none. R14, R20"""
        if facts.by == CUSTOMER:
            return ()
        mine = self.facts(tx, None, by=facts.by) if facts.case_id else facts  # no case says what they may see
        return self.seen_of(tx, find_alike(tx, tokens, cases_seen(mine)), facts.by)

    def _done(self, tx: Reader, draft: Draft, request: Request) -> Done:
        deeds_done = (line.event.name for line in draft.lines if line.event.is_deed)
        return Done(case=self.shown(tx, draft.case, request.by), events=tuple(deeds_done))

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
        """
        name = number_of(ref)
        loaded = find(tx, name)
        if not decision.sees(self.facts(tx, loaded.case, by=by), loaded.case):
            raise no_case(name)
        return loaded

    # ---- writing ------------------------------------------------------------------------------------------------------
    def write(self, tx: Writer, loaded: Loaded | None, draft: Draft) -> tuple[EventRow, ...]:
        """Write all that a decision leaves behind, in the transaction it was made in; return the events' rows."""
        return commit(tx, loaded, draft, key=self.keyring.ledger, links=self.links)

    def record(self, tx: Writer, loaded: Loaded, event: e.Happened, *, by: By = DESK) -> tuple[EventRow, ...]:
        """Write what a provider, or the desk itself, reports of a case, with what follows from it; return the rows."""
        return self.write(tx, loaded, decision.record(loaded.case, self.facts(tx, loaded.case, by=by), event))

    def _keep(
        self,
        tx: Writer,
        loaded: Loaded | None,
        draft: Draft,
        request: Request,
        attachments: Sequence[AttachmentRow] = (),
    ) -> tuple[EventRow, ...]:
        """Write a decision with the request that asked for it, so that the same request is known again."""
        rows = commit(tx, loaded, draft, key=self.keyring.ledger, links=self.links, attachments=attachments)
        remember(tx, request, draft, rows, key=self.key)
        return rows

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


def _lock(tx: Writer, request: Request) -> Loaded | None:
    """Lock and load the case that a command names; None where it begins one.

    Raises:
        NotFound: there is no such case.
    """
    if not isinstance(request.command, c.OnCase):
        return None
    row = tx.lock(request.command.case)
    if row is None:
        raise no_case(request.command.case)
    return load(tx, row)


def _other_words(id: str, case: str) -> ConflictError:
    return ConflictError(
        reason=phrase("its id {id} is that of {case}, which says something else", id=id, case=case),
        next_step=phrase("Add the words to that case (hear-customer), or give what is new an id of its own."),
    )


def _switched_off(playbook: Playbook) -> frozenset[str]:
    """Return the rows of compensation that a playbook switches off."""
    return frozenset(rule.id for rule in playbook.compensation.values() if not rule.enabled)


def _check_version(facts: Facts, case: Case, request: Request) -> None:
    """Refuse who may not see the case; then, where the case has moved on since the request was made.

    Raises:
        NotFound: they may not see the case, and so not its version either. R20
        ConflictError: the case is not at the version that the request insists on.
    """
    if not decision.sees(facts, case):
        raise no_case(getattr(request.command, "case", case.number))
    expected = request.if_version
    if expected is not None and case.version != expected:
        raise ConflictError(
            reason=phrase(
                "{number} is at version {actual}, not {expected}",
                number=case.number,
                actual=case.version,
                expected=expected,
            ),
            expected=expected,
            actual=case.version,
            next_step=phrase("Read it again."),
        )


def _last_follower(tx: Writer, filed: Loaded) -> Loaded:
    """Return the case at the end of those that follow a filed one, locked; it itself where none does."""
    ties = (decision.FOLLOWED, DUPLICATE)  # a duplicate's words are the other case's
    following = next((number for number, how in filed.case.links.items() if how in ties), None)
    row = tx.lock(following) if following else None
    if row is None:
        return filed
    loaded = load(tx, row)
    return loaded if loaded.case.open else _last_follower(tx, loaded)
