"""The port's `Writer`: one transaction that writes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from complaintkit.errors import ConflictError, InvalidInput
from complaintkit.ports import storage as port
from complaintkit_sqlmodel import _change, _query
from complaintkit_sqlmodel._catalogue import phrase
from complaintkit_sqlmodel._conversion import decimal_of
from complaintkit_sqlmodel._listing import padded
from complaintkit_sqlmodel._mapping import columns_of, key_of
from complaintkit_sqlmodel._reader import SqlReader
from complaintkit_sqlmodel._sending import claim

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from complaintkit_sqlmodel._work import Noted, Work


_CASE_FIELDS: Final = tuple(field.name for field in attrs.fields(port.CaseRow) if field.name not in {"id", "version"})
_READ_AGAIN: Final = phrase("Read it again, then decide again.")

_VOID: Final = timedelta(hours=1)
"""How much later than the lease asked for another one ends that was given by a clock that was ahead."""


class SqlWriter(SqlReader):
    """Changes, by statements compiled once."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        # Cases as they stand in this transaction, locked by it: what changes in them is known.
        self._locked: dict[str, port.CaseRow] = {}
        # What there is nothing of yet, for its case began in this transaction.
        self._none_yet: set[tuple[type, str]] = set()

    # The case and its ledger

    def lock(self, case: str) -> port.CaseRow | None:
        """Return the case of an id or a number, locked until the end of the transaction."""
        row = self._with_key(self._work.row(_query.CASE_LOCKED, ref=case))
        if row is not None:
            self._locked[row.id] = row
        return row

    def unchanged(self, noted: Noted, locked: Sequence[port.CaseRow]) -> bool:
        """Tell if all that was noted would be answered the same now; these cases are locked then, as everything is in a turn."""
        self._locked.update({row.id: row for row in locked})
        return self._work.unchanged(noted)

    def next_number(self, unit: str, day: date) -> int:
        """Return 1, 2, 3, ... per unit and local date, without gaps in what commits."""
        return int(self._work.value(_change.COUNT, unit=unit, day=day))

    def append(
        self,
        events: Sequence[port.EventRow],
        vault: Sequence[port.VaultRow],
        attachments: Sequence[port.AttachmentRow],
    ) -> int:
        """Add to ledgers and vault; return the position of the last. A (case, seq) twice raises ConflictError."""
        work = self._work
        last = int(work.value(_change.LAST_POSITION)) if work.position is None else work.position
        insert = work.sql.insert(port.EventRow)
        place = insert.fields.index("position")
        lines = [insert.bind(event) for event in events]
        for position, line in enumerate(lines, last + 1):
            line[place] = position
        work.queue(insert.text, lines)
        work.queue_rows(work.sql.insert(port.VaultRow), vault)
        work.queue_rows(work.sql.insert(port.AttachmentRow), attachments)
        work.position = last + len(lines)
        return work.position

    def add_case(self, row: port.CaseRow) -> None:
        """Add a case. Its number, or its (channel, external_id), twice raises ConflictError."""
        self._work.add(self._work.sql.insert(port.CaseRow), [row])
        self._none_yet |= {(port.OwnerRow, row.id), (port.DutyRow, row.id)}

    def put_case(self, row: port.CaseRow, *, if_version: int) -> None:
        """Replace the row if it still has that version, else ConflictError."""
        locked = self._locked.get(row.id)
        update = self._work.sql.update(port.CaseRow, "version", _changed(locked, row))
        values = update.bind(row, if_version)
        if locked is not None and locked.version == if_version:  # nobody else can change it
            self._work.queue(update.text, [values])
            self._locked[row.id] = row
            return
        if self._work.run(update.text, values) == 1:
            self._locked[row.id] = row
            return
        actual = self._work.value(_change.VERSION, case=row.id)
        gone_on = phrase("case {number} has gone on", number=row.number)
        raise _other_version(actual, if_version, gone_on, phrase("there is no case {number}", number=row.number))

    def put_summary(self, row: port.SummaryRow) -> None:
        """Keep a case's summary instead of the one that was kept before."""
        self._work.add(self._work.sql.replace(port.SummaryRow), [row])

    def put_state(self, row: port.StateRow) -> None:
        """Keep a case's state instead of the one that was kept before."""
        self._work.queue_rows(self._work.sql.replace(port.StateRow), [row])

    # Tasks beside the cases

    def add_task(self, row: port.TaskRow, cases: Sequence[port.TaskCaseRow]) -> None:
        """Add a task with its cases. Its number, or its turn, twice raises ConflictError."""
        self._work.add(self._work.sql.insert(port.TaskRow), [row])
        self._work.add(self._work.sql.insert(port.TaskCaseRow), cases)

    def put_task(self, row: port.TaskRow, cases: Sequence[port.TaskCaseRow], *, if_version: int) -> None:
        """Replace the row and its cases if it still has that version, else ConflictError."""
        update = self._work.sql.update(port.TaskRow, "version")
        if self._work.run(update.text, update.bind(row, if_version)) != 1:
            actual = self._work.value(_change.TASK_VERSION, task=row.id)
            gone_on = phrase("task {number} has gone on", number=row.number)
            raise _other_version(actual, if_version, gone_on, phrase("there is no task {number}", number=row.number))
        self._work.change(_change.FORGET_TASK_CASES, task=row.id)
        self._work.add(self._work.sql.insert(port.TaskCaseRow), cases)

    def add_tally(self, rows: Sequence[port.TallyRow]) -> None:
        """Add each count, which may be below zero, to what is counted there."""
        adding = self._work.sql.statement(_change.ADD_TALLY)
        lines = [{"subject": one.subject, "unit": one.unit, "day": one.day, "count": one.count} for one in rows]
        self._work.queue(adding.text, [adding.bind(line) for line in lines])

    # Standing surveys

    def add_survey_answer(self, row: port.SurveyAnswerRow, vault: Sequence[port.VaultRow]) -> bool:
        """Add an answer with its words; return False, and do nothing, where one of this id is there already."""
        insert = self._work.sql.insert_once(port.SurveyAnswerRow)
        if self._work.run(insert.text, insert.bind(row)) != 1:
            return False
        self._work.add(self._work.sql.insert(port.VaultRow), vault)
        return True

    # Members

    def add_member(self, row: port.MemberRow) -> None:
        """Add a member. Their token twice raises ConflictError."""
        self._work.add(self._work.sql.insert(port.MemberRow), [row])

    def put_member(self, row: port.MemberRow, *, if_version: int) -> None:
        """Replace the row if it still has that version, else ConflictError."""
        update = self._work.sql.update(port.MemberRow, "version")
        if self._work.run(update.text, update.bind(row, if_version)) != 1:
            actual = self._work.value(_change.MEMBER_VERSION, member=row.id)
            gone_on = phrase("member {id} has gone on", id=row.id)
            raise _other_version(actual, if_version, gone_on, phrase("there is no member {id}", id=row.id))

    # Who answers for it

    def put_owner(self, row: port.OwnerRow) -> None:
        """End the open interval of the case, if any, and start this one; `owner` "" only ends it (archived)."""
        if self._may_have(port.OwnerRow, row.case):
            self._work.queue_change(_change.END_OWNERSHIP, of=row.case, at=row.since)
        if row.owner:
            self._work.queue_rows(self._work.sql.insert(port.OwnerRow), [row])

    def put_deadlines(self, case: str, rows: Sequence[port.DeadlineRow]) -> None:
        """Insert or replace deadlines, by (case, id)."""
        _all_of(case, rows)
        self._work.queue_rows(self._work.sql.replace(port.DeadlineRow), rows)

    def put_duties(self, case: str, rows: Sequence[port.DutyRow]) -> None:
        """Set what is owed on the case now: these duties, and no others."""
        _all_of(case, rows)
        if self._may_have(port.DutyRow, case):
            self._work.queue_change(_change.FORGET_DUTIES, case=case)
        self._work.queue_rows(self._work.sql.insert_once(port.DutyRow), rows)

    def _may_have(self, kind: type, case: str) -> bool:
        """Tell if a case may have rows of a kind, to which some are added now."""
        known = (kind, case) in self._none_yet
        self._none_yet.discard((kind, case))
        return not known

    def put_tokens(self, rows: Sequence[port.TokenRow]) -> None:
        """Add tokens; one that is there already stays once."""
        self._work.queue_rows(self._work.sql.insert_once(port.TokenRow), rows)

    # Erasing a person

    def empty_vault(self, person: str) -> int:
        """Empty what this person said and is called: words, salts, files; the states of their cases go."""
        self._work.scrub = True
        words = self._work.change(_change.EMPTY_VAULT, whose=person, nothing=b"")
        self._work.change(_change.DROP_STATES, whose=person)
        return words + self._work.change(_change.EMPTY_FILES, whose=person)

    def drop_tokens(self, person: str, *, keep: frozenset[str]) -> int:
        """Take away the tokens that lead to this person's cases, but those of the kinds in `keep`; return how many."""
        kinds = [line[0] for line in self._work.lines(_change.TOKEN_KINDS, whose=person)]
        return sum(
            self._work.change(_change.DROP_TOKENS, whose=person, what=kind) for kind in kinds if kind not in keep
        )

    def empty_refused(self, id: str) -> bool:
        """Empty content and reason of what was refused and kept; return False where it is empty already, or unknown."""
        self._work.scrub = True
        return self._work.change(_change.EMPTY_REFUSED, which=id, nothing=b"") == 1

    # What the database keeps beside

    def put_meta(self, key: str, value: str) -> None:
        """Set a setting."""
        self._work.settings.pop(key, None)
        self._work.change(_change.SET_META, key=key, value=value)

    def add_meta(self, key: str, value: str) -> str:
        """Set a setting where it is absent; return what stands there now."""
        self._work.settings.pop(key, None)
        self._work.change(_change.ADD_META, key=key, value=value)
        return self.meta(key) or value

    def drop_meta(self, key: str) -> bool:
        """Take a setting away; return True where it was there."""
        self._work.settings.pop(key, None)
        return self._work.change(_change.DROP_META, key=key) == 1

    def add_key(self, row: port.KeyRow) -> port.KeyRow:
        """Keep the key of an owner who has none; return the key that stands there now."""
        self._work.keys.pop(row.owner, None)
        statement = self._work.sql.insert_once(port.KeyRow)
        added = self._work.run(statement.text, statement.bind(row)) == 1
        return row if added else self.key(row.owner) or row

    def put_key(self, row: port.KeyRow) -> bool:
        """Replace the key of an owner; return False, and do nothing, where they have none."""
        self._work.keys.pop(row.owner, None)
        changed = self._work.change(_change.CHANGE_KEY, whose=row.owner, new_wrapped=row.wrapped, new_master=row.master)
        return changed == 1

    def drop_key(self, owner: str) -> bool:
        """Throw a key away, out of the database's own files as well; return False where there is none."""
        self._work.scrub = True
        self._work.keys.pop(owner, None)
        return self._work.change(_change.DROP_KEY, whose=owner) == 1

    def put_document(self, digest: str, kind: str, content: str) -> None:
        """Keep a frozen document; the same digest again is nothing new."""
        self._work.change(_change.KEEP_DOCUMENT, digest=digest, kind=kind, content=content)

    def remember(self, row: port.IdempotencyRow) -> None:
        """Keep an idempotency key. Twice raises ConflictError."""
        self._work.add(self._work.sql.insert(port.IdempotencyRow), [row])

    def keep_refused(self, row: port.RefusedRow) -> None:
        """Keep what was refused; the same id again is nothing new."""
        self._work.add(self._work.sql.insert_once(port.RefusedRow), [row])

    def mend_refused(self, id: str, *, at: datetime, case: str | None) -> bool:
        """Note that what was kept became this case, or none; return False where somebody did so before, or it is unknown."""
        return self._work.change(_change.MEND_REFUSED, which=id, when=at, became=case) == 1

    # What is to be sent

    def put_outbox(self, rows: Sequence[port.OutboxRow]) -> None:
        """Add outbox entries; an id that is there already is nothing new."""
        self._work.queue_rows(self._work.sql.insert_once(port.OutboxRow), rows)

    def claim(
        self, now: datetime, *, lease_until: datetime, limit: int, recipients: frozenset[str] | None = None
    ) -> Sequence[port.OutboxRow]:
        """Lease entries that are ready or to retry by now (and leases that ran out before a start), each with epoch + 1."""
        wanted = padded(recipients or ())
        named = {f"recipient_{index}": one for index, one in enumerate(wanted)}
        query = self._work.sql.shaped(claim, (len(wanted), self._work.sql.dialect.name))
        claimed = self._work.rows(query, now=now, until=lease_until, void=lease_until + _VOID, limit=limit, **named)
        return sorted(claimed, key=_turn)

    def change_outbox(self, row: port.OutboxRow, *, if_epoch: int) -> bool:
        """Replace the entry if its epoch is still that one; return False otherwise: somebody else has it."""
        update = self._work.sql.update(port.OutboxRow, "epoch")
        return self._work.run(update.text, update.bind(row, if_epoch)) == 1

    def put_attempt(self, row: port.AttemptRow) -> None:
        """Insert or replace an attempt, by id."""
        self._work.add(self._work.sql.replace(port.AttemptRow), [row])

    def put_coupons(self, rows: Sequence[port.CouponRow]) -> None:
        """Mint coupons. A code twice raises ConflictError."""
        self._work.add(self._work.sql.insert(port.CouponRow), rows)

    def put_redemption(self, row: port.RedemptionRow) -> None:
        """Insert or replace a redemption, by id. A second one for a coupon, the first not reversed, raises ConflictError."""
        self._work.add(self._work.sql.replace(port.RedemptionRow), [row])

    def put_grants(self, rows: Sequence[port.GrantRow]) -> None:
        """Insert or replace, by id."""
        self._work.add(self._work.sql.replace(port.GrantRow), rows)

    # Repairing what is derived

    def replace_row(self, old: object | None, new: object | None) -> None:
        """Let a row stand where another of its kind stood; one of them may be None."""
        kind: type[Any] = type(old if new is None else new)
        key = tuple(column.name for column in key_of(kind))
        if old is not None and (new is None or _values(old, key) != _values(new, key)):
            self._work.change(_change.FORGET_ROW[kind], **dict(zip(key, _values(old, key), strict=True)))
        if new is not None:
            whole = len(key) == len(columns_of(kind))
            insert = self._work.sql.insert_once(kind) if whole else self._work.sql.replace(kind)
            self._work.add(insert, [new])

    # Budgets

    def reserve(self, *, budget: str, period: str, currency: str, amount: str, limit: str) -> bool:
        """Debit a budget by one conditional update; return False when it would go over its limit."""
        which = {"name": budget, "span": period, "money": currency}
        self._work.change(_change.OPEN_BUDGET, **which)
        debit, ceiling = decimal_of(amount), decimal_of(limit)
        return self._work.change(_change.RESERVE, amount=debit, ceiling=ceiling, **which) == 1

    def release(self, *, budget: str, period: str, currency: str, amount: str) -> None:
        """Give back to a budget what was reserved."""
        which = {"name": budget, "span": period, "money": currency}
        if self._work.change(_change.RELEASE, amount=decimal_of(amount), **which) != 1:
            raise ConflictError(
                reason=phrase(
                    "less than {amount} {currency} is reserved of {budget}",
                    amount=amount,
                    currency=currency,
                    budget=budget,
                ),
                next_step=_READ_AGAIN,
            )


def _other_version(actual: int | None, expected: int, gone_on: str, missing: str) -> ConflictError:
    """Return the conflict of a row that is at another version than expected, or not there at all."""
    reason = missing if actual is None else gone_on
    return ConflictError(reason=reason, expected=expected, actual=actual or 0, next_step=_READ_AGAIN)


def _changed(old: port.CaseRow | None, new: port.CaseRow) -> tuple[str, ...]:
    """Return the fields in which they differ, and the version; nothing, which stands for all, where the old row is unknown."""
    if old is None:
        return ()
    return ("version", *(name for name in _CASE_FIELDS if getattr(old, name) != getattr(new, name)))


def _values(row: object, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _turn(row: port.OutboxRow) -> tuple[bool, bool, datetime, datetime, str]:
    return (not row.urgent, row.recipient != "customer", row.next_at or row.created_at, row.created_at, row.id)


def _all_of(case: str, rows: Sequence[port.DeadlineRow] | Sequence[port.DutyRow]) -> None:
    for row in rows:
        if row.case != case:
            raise InvalidInput(
                field="case",
                reason=phrase("a row of {case} among those of {case2}", case=row.case, case2=case),
                next_step=phrase("Give its own."),
            )
