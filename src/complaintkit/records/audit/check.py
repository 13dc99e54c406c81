"""Check everything: each ledger with what belongs to it, then what is added up over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, cast

import attrs

from complaintkit.model.errors import ConfigurationError, StorageError
from complaintkit.model.events import MemberEnrolled, Received, TaskOpened
from complaintkit.model.phrase import phrase
from complaintkit.model.verification import LedgerProblem, LedgerRoot, Verification
from complaintkit.ports import storage as port
from complaintkit.records.audit.book import Book, named_in
from complaintkit.records.audit.case import check_case, check_state, check_summary, check_tokens
from complaintkit.records.audit.difference import ASK, RowProblem, problem
from complaintkit.records.audit.ledger import Keyed, check_files, check_lines, check_words
from complaintkit.records.audit.member import check_member, check_points
from complaintkit.records.audit.outbox import check_outbox, check_roots_sent
from complaintkit.records.audit.past import Past
from complaintkit.records.audit.root import check_roots
from complaintkit.records.audit.run import Told
from complaintkit.records.audit.side import EveryReadable, side_by_side
from complaintkit.records.audit.task import check_task
from complaintkit.records.audit.value import check_coupons, check_grants
from complaintkit.records.ledger import STREAM, data_in, is_cut, read_lines
from complaintkit.records.rules import ORGANISATION
from complaintkit.records.token import own_key

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.ports.storage import Reader
    from complaintkit.records.audit.side import Beside
    from complaintkit.records.door import Door

_COMMITTED: Final = (port.EventRow, port.VaultRow, port.AttachmentRow, port.CaseRow, port.TaskRow, port.MemberRow)
_DERIVED: Final = (
    port.StateRow,
    port.SummaryRow,
    port.OwnerRow,
    port.DeadlineRow,
    port.DutyRow,
    port.TokenRow,
    port.GrantRow,
    port.CouponRow,
    port.OutboxRow,
    port.TaskCaseRow,
    port.IdempotencyRow,
)


def audit(door: Door, *, deep: bool, root: LedgerRoot | None = None) -> Verification:
    """Check all that the ledgers commit to; `deep`, every derived row against a replay of them, too.

    `root` is one that was taken before, and kept elsewhere.
    """
    damage = [problem(None, one) for one in door.storage.damage()]
    with door.storage.reading() as reader:
        found = _audit(door, reader, deep=deep, problems=damage).result(root)
    plain = (one.plain() if isinstance(one, RowProblem) else one for one in found.problems)
    return attrs.evolve(found, problems=tuple(dict.fromkeys(plain)))


def audit_rows(door: Door, reader: Reader) -> tuple[LedgerProblem, ...]:
    """Check everything, deeply, within a transaction; where a row differs, the problem holds the one that has to stand there."""
    return _audit(door, reader, deep=True, problems=[]).result(None).problems


def _audit(door: Door, reader: Reader, *, deep: bool, problems: list[LedgerProblem]) -> _Audit:
    def note(error: StorageError) -> None:
        problems.append(problem(None, cast("str", error.reason)))

    return _Audit(door, cast("Reader", EveryReadable(reader, note)), deep, problems)


@attrs.define
class _Audit:
    door: Door
    reader: Reader
    deep: bool
    problems: list[LedgerProblem]
    whole: bool = False
    """Every ledger was read: without that nothing is said of what is counted over all of them."""
    keyed: Keyed = attrs.field(
        init=False
    )  # until the desk's own ledger is read, and where it can't be: all lines have the key
    past: Past | None = None
    own: Sequence[LedgerEntry] = ()
    book: Book = attrs.field(factory=Book)
    cases: int = 0
    replayed: int = 0
    tasks: int = 0
    members: int = 0
    lines: int = 0
    answers: set[str] = attrs.field(factory=set)

    @keyed.default
    def _all_keyed(self) -> Keyed:
        return Keyed(self.door.keyring.ledger)

    def result(self, root: LedgerRoot | None) -> Verification:
        """Check part by part; return what was found."""
        self._try(self._read_past())
        self._try(self._check_ledgers())
        self._try(check_roots(self.reader, root))
        self._try(self.book.check_documents(self.reader))
        self._try(self._open_sealed())
        if self.whole:
            self._try(self.book.check_positions())
            self._try(self.book.check_numbers(self.reader))
        if self.whole and self.deep and self.past and self.replayed == self.cases:  # what was not replayed is in no sum
            self._try(self.book.check_sums(self.reader, self.past))
        return Verification(
            cases=self.cases,
            tasks=self.tasks,
            members=self.members,
            lines=self.lines,
            problems=tuple(dict.fromkeys(self.problems)),
        )

    def _try(self, found: Iterable[LedgerProblem]) -> None:
        """Keep what is found; what can't be read and is no row by itself ends the part, and is a problem."""
        try:
            for one in found:
                self.problems.append(one)
        except (StorageError, ConfigurationError) as error:
            self.problems.append(LedgerProblem(case=None, reason=str(error), next_step=ASK))

    def _open_sealed(self) -> Iterator[LedgerProblem]:
        """Open what no ledger tells of, attempts and what was refused or waits in the inbox: its seal says it was not changed."""
        for kind in (port.RefusedRow, port.AttemptRow):
            for _ in self.reader.every(kind):
                yield from ()

    def _read_past(self) -> Iterator[LedgerProblem]:
        """Read the desk's own ledger first: it says by which rules the others were written."""
        rows = list(self.reader.events([STREAM]))
        self.keyed = Keyed.read(self.door.keyring.ledger, rows)
        broken = list(check_lines(None, rows, self.reader.vault([STREAM]), None, self.keyed))
        if is_cut(self.reader, rows):
            broken.append(problem(None, phrase("the last lines of the desk's own ledger are missing"), table="ledger"))
        yield from broken
        if broken:
            return
        self.own = lines = read_lines(rows, self.reader.vault([STREAM]))[STREAM]
        self.book.documents.update(named_in(rows))
        self.past = Past.read(self.reader, self.door.rules, rows, lines)
        named = (mark.organisation for mark in self.past.marks)
        self.book.documents.update((one.digest, ORGANISATION) for one in named if one is not None)

    def _check_ledgers(self) -> Iterator[LedgerProblem]:
        self.answers = {row.id for row in self.reader.every(port.SurveyAnswerRow)}
        kinds = (*_COMMITTED, *_DERIVED) if self.deep else _COMMITTED
        for id_, beside in side_by_side(self.reader, kinds):
            rows = beside[port.EventRow]
            self.lines += len(rows)
            self.book.add_rows(rows)
            if id_ != STREAM:
                yield from self._check_one(id_, beside)
            elif self.deep and self.own:
                yield from check_roots_sent(beside[port.OutboxRow], self.own)
        self.whole = True

    def _check_one(self, id_: str, beside: Beside) -> Iterator[LedgerProblem]:
        rows = beside[port.EventRow]
        case, task, member = (next(iter(beside[kind]), None) for kind in (port.CaseRow, port.TaskRow, port.MemberRow))
        first = rows[0] if rows else None
        if case is not None or (first is not None and first.name == Received.name):
            self.cases += 1
            yield from self._check_case(id_, beside, case)
        elif task is not None or (first is not None and first.name == TaskOpened.name):
            self.tasks += 1
            yield from self._check_task(id_, beside, task)
        elif member is not None or (first is not None and first.name == MemberEnrolled.name):
            self.members += 1
            yield from self._check_member(id_, beside, member)
        elif id_ not in self.answers:
            for kind, kept in beside.items():
                if kept and kind is not port.IdempotencyRow:
                    table = kind.__name__.removesuffix("Row").lower()
                    yield problem(None, phrase("{table} of {id} belongs to nothing", table=table, id=id_), table=table)

    def _check_case(self, id_: str, beside: Beside, row: port.CaseRow | None) -> Iterator[LedgerProblem]:
        rows, vault = beside[port.EventRow], beside[port.VaultRow]
        opened = data_in(rows[0].data) if rows and rows[0].name == Received.name else {}
        number = opened.get("number") or (row.number if row else None)
        person = opened.get("person") or (row.person if row else "")
        if number:
            self.book.add_number(number)
        if row is None:
            yield problem(number, phrase("the case is missing; its ledger is there"), table="case")
        broken = list(check_lines(number, rows, vault, row.head if row else None, self.keyed))
        yield from broken
        if broken or not rows:
            return
        yield from (words := list(check_words(number, rows, vault, person, own=own_key(id_))))
        yield from check_files(number or "", rows, beside[port.AttachmentRow], person, own=own_key(id_))
        self.book.documents.update(named_in(rows))
        if self.deep and self.past is not None:
            told = Told.read(id_, rows, read_lines(rows, vault)[id_])
            yield from check_case(told, beside, self.past, self.door.key)
            yield from check_summary(told, beside)
            if not words:  # what is made of words says nothing where these were changed
                yield from check_state(told, beside)
                yield from check_tokens(told, beside, self.door)
            yield from check_grants(told, beside[port.GrantRow], self.past)
            yield from check_coupons(told, beside)
            yield from check_outbox(told, beside[port.OutboxRow], self.past)
            self.book.add_case(told, beside[port.CouponRow], self.past)
            self.replayed += 1

    def _check_task(self, id_: str, beside: Beside, row: port.TaskRow | None) -> Iterator[LedgerProblem]:
        rows, vault = beside[port.EventRow], beside[port.VaultRow]
        opened = data_in(rows[0].data) if rows and rows[0].name == TaskOpened.name else {}
        number = opened.get("number") or (row.number if row else None)
        if number:
            self.book.add_number(number)
        if row is None:
            yield problem(number, phrase("the task is missing; its ledger is there"), table="task")
        broken = list(check_lines(number, rows, vault, row.head if row else None, self.keyed))
        yield from broken
        if broken or not rows:
            return
        yield from check_words(number, rows, vault, id_)
        if self.deep and self.past is not None:
            yield from check_task(id_, rows, read_lines(rows, vault)[id_], beside, self.past)

    def _check_member(self, id_: str, beside: Beside, row: port.MemberRow | None) -> Iterator[LedgerProblem]:
        rows, vault = beside[port.EventRow], beside[port.VaultRow]
        opened = data_in(rows[0].data) if rows and rows[0].name == MemberEnrolled.name else {}
        if row is None:
            yield problem(id_, phrase("the member is missing; their ledger is there"), table="member")
        broken = list(check_lines(id_, rows, vault, row.head if row else None, self.keyed))
        yield from broken
        if broken or not rows:
            return
        yield from check_words(id_, rows, vault, opened.get("person") or (row.person if row else ""))
        if self.deep and self.past is not None:
            lines = read_lines(rows, vault)[id_]
            yield from check_member(id_, rows, lines, beside, self.door.key)
            yield from check_points(id_, rows, lines, beside[port.GrantRow], self.past)
