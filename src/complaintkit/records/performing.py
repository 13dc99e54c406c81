"""Performing a command: what it was before, the case, the decision and its keeping, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from complaintkit import decision
from complaintkit.decision.decide import decide
from complaintkit.decision.refusal import no_case
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import DUPLICATE, FOLLOWED, Case
from complaintkit.model.errors import BeyondAuthority, ConflictError, NotFound
from complaintkit.model.period import Done
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import AttachmentRow, EventRow, Writer
from complaintkit.records._budget import TIMES, BudgetSpent
from complaintkit.records._commit import attach, commit, placed, remember
from complaintkit.records._lookup import NumberingLookup
from complaintkit.records._promise import keep_proposal
from complaintkit.records.ahead import decide as decide_ahead
from complaintkit.records.case import Loaded, load, own_row
from complaintkit.records.incident import OpenedMeanwhile, gather
from complaintkit.records.ledger import contact_fields
from complaintkit.records.member import as_known
from complaintkit.records.near_duplicate import find_alike
from complaintkit.records.sight import cases_seen
from complaintkit.records.token import keys_of, own_key, person_of, tokens_of
from complaintkit.records.unknown_commit import asked_again_by

if TYPE_CHECKING:
    from complaintkit.decision import Draft, Facts, Past
    from complaintkit.model.customer import Customer
    from complaintkit.records.door import Door
    from complaintkit.records.request import Request


def perform(door: Door, request: Request) -> Done:
    """Perform one command in one transaction, then tell who observes.

    Raises:
        OutcomeUnknown: COMMIT gave an error, and that can't be looked up now either; the same key will tell.
        ComplaintKitError: it is refused, or the storage can't; nothing of it was kept.
    """
    try:
        with asked_again_by(request.idempotency_key):
            done, written = _decide_with_retry(door, request)
    except BeyondAuthority as error:
        keep_proposal(door.storage, error, request.command)
        raise
    door.recorded(written)
    return done


def _decide_with_retry(door: Door, request: Request) -> tuple[Done, Sequence[EventRow]]:
    """Decide and keep; again where others were first meanwhile, at last with a budget that they spent taken as spent."""
    spent: frozenset[str] = frozenset()
    for _ in range(TIMES):
        try:
            return _decide_once(door, request)
        except BudgetSpent as error:
            spent = frozenset({error.limit})
        except OpenedMeanwhile:
            pass
    return _decide_once(door, attrs.evolve(request, spent=spent))


def _decide_once(door: Door, request: Request) -> tuple[Done, Sequence[EventRow]]:
    """Decide and keep; return what was done, and the rows of its events, each with its place in the order of all."""

    def act(tx: Writer) -> tuple[Done, list[EventRow]]:
        written: list[EventRow] = []
        try:
            return Performing(door, tx, request, written).perform(), written
        except NotFound:
            door.check_known(tx, request.by)
            raise

    (done, written), before = decide_ahead(door.storage, act)
    return done, placed(written, before)


@attrs.frozen(eq=False)
class Performing:
    """One request in one transaction, which may hold several; `written` are the rows of the events so far, of all of them."""

    door: Door
    tx: Writer
    request: Request
    written: list[EventRow]

    def perform(self) -> Done:
        """Perform the command; return what it did, or did before under the same key.

        Raises:
            ComplaintKitError: it is refused; the transaction is to be rolled back.
        """
        door, tx, request, written = self.door, self.tx, self.request, self.written
        if (done := door.find_done(tx, request)) is not None:
            return done
        loaded, command = _lock(tx, request), request.command
        if loaded is not None and (request.if_version is not None or not loaded.case.open):
            _check_version(door.facts(tx, loaded.case, by=request.by, customer=request.customer), loaded.case, request)
        if loaded is not None and isinstance(command, c.HearCustomer | c.RecordDocket) and not loaded.case.open:
            loaded = _last_follower(tx, loaded)
            if not loaded.case.open:
                return self._begin_next(command, loaded)
            command = attrs.evolve(command, case=loaded.case.number)
        case = loaded.case if loaded else None
        if loaded is not None and isinstance(command, c.HearCustomer) and self._opens_complaint(loaded, command):
            return self._begin_next(command, loaded)
        command = as_known(tx, door.key, command)
        draft = decide(case, command, self._facts(case))
        attached = attach(draft, getattr(request.command, "attachments", ()))
        written += self._keep(loaded, draft, attached)
        written += self._tie(case, draft)
        written += gather(door, tx, case, draft.case, draft.facts)
        return self._done(draft)

    def receive_past(self, facts: Facts, past: Past) -> str:
        """Receive a case with what had become of it, decided before any of it is written; return its number.

        Raises:
            ComplaintKitError: it is refused.
        """
        receive = self.request.command
        assert isinstance(receive, c.Receive)  # noqa: S101  only a beginning has a past
        draft = decision.decide_history(receive, past, self._beginning(facts, receive))
        self.written.extend(self._keep(None, draft))
        return draft.case.number

    def _opens_complaint(self, loaded: Loaded, words: c.HearCustomer) -> bool:
        """Tell if a customer complains on what is no complaint, and can't become one; whoever does not see it opens nothing. R5"""
        facts = self._facts(loaded.case)
        return decision.sees(facts, loaded.case) and decision.opens_complaint(facts, loaded.case, words)

    def _begin_next(self, words: c.HearCustomer | c.RecordDocket, filed: Loaded) -> Done:
        """Open the case that follows a filed one, both linked to each other; return what the new one is."""
        tx, written = self.tx, self.written
        facts = self._facts(filed.case)
        receive = decision.next_case(filed.case, words, facts)
        draft = decision.begin_next(filed.case, receive, self._beginning(facts, receive))
        attached = attach(draft, getattr(words, "attachments", ()))
        written += self._keep(None, draft, attached)
        new = draft.case
        tx.put_tokens(tokens_of(receive, self.door.key, case=new.id, person=new.person))
        written += gather(self.door, tx, None, new, draft.facts)
        written += self.door.write(tx, filed, decision.note_next(filed.case, new.number, facts))
        return self._done(draft)

    def _tie(self, before: Case | None, draft: Draft) -> list[EventRow]:
        """Tell the other case of a duplicate that it goes on for this one, or does no more; return the rows of its events. R14

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
            row = self.tx.lock(event.to)
            if row is None:
                continue
            other = load(self.tx, row)
            facts = self.door.facts(self.tx, other.case, by=self.request.by)
            if tied and not other.case.open:
                raise ConflictError(reason=phrase("{to} is filed", to=event.to), next_step=phrase("Read it again."))
            change = (
                decision.take_over(other.case, facts, draft.case)
                if tied
                else decision.record(other.case, facts, e.Unlinked(to=draft.case.number))
            )
            written += self.door.write(self.tx, other, change)
        return written

    def _keep(
        self, loaded: Loaded | None, draft: Draft, attachments: Sequence[AttachmentRow] = ()
    ) -> tuple[EventRow, ...]:
        """Write a decision with the request that asked for it, so that the same request is known again; return the rows."""
        door = self.door
        rows = commit(self.tx, loaded, draft, key=door.keyring.ledger, links=door.links, attachments=attachments)
        remember(self.tx, self.request, draft, rows, key=door.key)
        return rows

    def _done(self, draft: Draft) -> Done:
        deeds_done = (line.event.name for line in draft.lines if line.event.is_deed)
        return Done(case=self.door.shown(self.tx, draft.case, self.request.by), events=tuple(deeds_done))

    # ---- what the decision may know -------------------------------------------------------------------------------
    def _facts(self, case: Case | None) -> Facts:
        """Assemble what the decision on the request may know."""
        request = self.request
        facts = self.door.facts(self.tx, case, by=request.by, customer=request.customer, quiet=request.quiet)
        if isinstance(request.command, c.Receive):
            facts = self._beginning(facts, request.command)
        elif case is not None and (customer := getattr(request.command, "customer", None)):
            facts = attrs.evolve(facts, person=self._person_after(case, customer))
        if request.spent or request.prices:
            facts = attrs.evolve(facts, spent=request.spent, prices=request.prices)
        return facts

    def _beginning(self, facts: Facts, receive: c.Receive) -> Facts:
        """Add what the decision on a case that begins may know beside: its playbook is that of the unit named."""
        door, tx, request = self.door, self.tx, self.request
        case = door.rules.new_id()
        person = person_of(receive.customer, door.key, case)
        rules = door.rules.in_force(tx)
        book = rules.playbook_of(receive.unit)
        return attrs.evolve(
            facts,
            playbook=book,
            structure=rules.structure(book),
            records=NumberingLookup(tx=tx, currency=book.currency, members=self.door.members(tx)),
            case_id=case,
            person=person,
            quiet=request.quiet,
            owner=request.owner,
            advice=request.advice,
            similar=() if request.quiet else self._alike(facts, receive),
        )

    def _alike(self, facts: Facts, receive: c.Receive) -> tuple[str, ...]:
        """Return the open cases that look alike, as far as whoever takes this one in may see them: a customer none. R14, R20"""
        if facts.by == CUSTOMER:
            return ()
        tokens = tokens_of(receive, self.door.key, case="", person="")
        mine = self.door.facts(self.tx, None, by=facts.by) if facts.case_id else facts  # no case says what they may see
        return self.door.seen_of(self.tx, find_alike(self.tx, tokens, cases_seen(mine)), facts.by)

    def _person_after(self, case: Case, customer: Customer) -> str:
        """Return whose a case is with this customer: the same person's as long as what their key stands for is known of them.

        A case whose words lie under its person's key, as they once did, stays whole under that.
        """
        key = self.door.key
        if case.person in keys_of(customer, key):
            return case.person
        names = {row.seq: row.name for row in self.tx.events([case.id])}
        words = (one for one in self.tx.vault([case.id]) if one.person != own_key(case.id))
        if any(one.field not in contact_fields(names[one.seq]) for one in words):
            return case.person
        return person_of(customer, key, case.id)


def _lock(tx: Writer, request: Request) -> Loaded | None:
    """Lock and load the case that a command names; None where it begins one.

    Raises:
        NotFound: there is no such case.
    """
    if not isinstance(request.command, c.OnCase):
        return None
    return load(tx, own_row(tx.lock(request.command.case), request.command.case))


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
    ties = (FOLLOWED, DUPLICATE)  # a duplicate's words are the other case's
    following = next((number for number, how in filed.case.links.items() if how in ties), None)
    row = tx.lock(following) if following else None
    if row is None:
        return filed
    loaded = load(tx, row)
    return loaded if loaded.case.open else _last_follower(tx, loaded)
