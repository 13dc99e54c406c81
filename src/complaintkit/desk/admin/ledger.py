"""The ledgers: check that every line stands as it was written."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.desk.admin.clock import mend_clock
from complaintkit.desk.reading.sight import known_reader, tasks_seen
from complaintkit.model.errors import InvalidInput, NotAllowed, StorageError
from complaintkit.model.phrase import phrase
from complaintkit.model.verification import LedgerProblem, LedgerRoot, Repair, Verification
from complaintkit.ports.storage import MemberFilter, TaskFilter
from complaintkit.records.audit.check import audit
from complaintkit.records.audit.ledger import Keyed
from complaintkit.records.ledger import STREAM
from complaintkit.records.ledger_root import take_root
from complaintkit.records.member import all_members
from complaintkit.records.repair import rebuild
from complaintkit.records.sight import cases_seen, units_seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door


_PAGE: Final = 200


@declared("ledger")
@attrs.frozen
class Ledger:
    """The ledgers of all cases, and the desk's own: `desk.ledger`.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(name="王芳"))
    ...     checked = desk.ledger.verify(by="chen")
    >>> checked.cases, checked.ok
    (1, True)
    """

    _door: Door = attrs.field(repr=False)

    def verify(self, *, by: By, deep: bool = False, root: LedgerRoot | None = None) -> Verification:
        """Check the ledgers of the cases that `by` may see, in one consistent view.

        A line that was changed or is missing, something said that was replaced, and a cut tail are found. For who sees all cases
        everything is checked that the ledgers commit to: the desk's own ledger, files, playbooks and organisations, cases that
        were taken out, gaps in numbers, and the database itself. `deep`: every derived row is held against a replay, too.
        `root`: one that was taken before (`desk.ledger.root`) and kept elsewhere.

        Raises:
            InvalidInput: `by` does not work here; `root` is none.
            NotAllowed: `deep` or `root`, and they do not see all cases. R20
        """
        if root is not None and not isinstance(root, LedgerRoot):
            raise InvalidInput(
                field="root",
                reason=phrase("{found} is not a {kind}", found=type(root).__name__, kind="LedgerRoot"),
                next_step=phrase("Give what `desk.ledger.root` returned."),
            )
        if deep or root is not None:
            self._check_sees_all(by, "verify")
        elif not self._sees_all(by):
            return self._verify_seen(by)
        return audit(self._door, deep=deep, root=root)

    def root(self, *, by: By) -> LedgerRoot:
        """Put the root of all ledgers down, and return it: keep it where who can write to the database can't.

        The worker does so once a day; observers of events hear of it (`ledger-rooted`). Twice without anything in between is once.

        Raises:
            InvalidInput: `by` does not work here.
            NotAllowed: they do not see all cases. R20
        """
        self._check_sees_all(by, "root")
        return take_root(self._door)

    def rebuild(self, *, by: By, apply: bool = False) -> Repair:
        """Put rows right that are derived from ledgers and differ from them: what verifying with `deep` finds at odds.

        Nothing is changed without `apply`. With it others have to wait to write, as long as verifying takes, and the desk's own
        ledger says that it was done (`rows-repaired`). What was written itself (lines, words, files) can't be made again: `left`
        names it, and messages that are missing or one too many.

        Raises:
            InvalidInput: `by` does not work here.
            NotAllowed: they do not see all cases. R20

        >>> from complaintkit.testing import open_test_desk
        >>> with open_test_desk() as desk:
        ...     repair = desk.ledger.rebuild(by="general-manager")
        >>> repair.applied, repair.rows, repair.left
        (False, 0, ())
        """
        self._check_sees_all(by, "rebuild")
        return rebuild(self._door, by=by, apply=apply)

    def mend_clock(self, *, by: By, apply: bool = False) -> Repair:
        """Let go on what a clock that was ahead left behind: leases, next tries, next looks of the worker.

        Nothing is changed without `apply`. With it whoever asks says that the clock is right now: the desk does not warn of it any
        more, and its own ledger says what was done. `left` names what stands as it was written: breaches that were noticed too
        early, lines and cases dated later than now.

        Raises:
            InvalidInput: `by` does not work here.
            NotAllowed: they do not see all cases. R20

        >>> from complaintkit.testing import open_test_desk
        >>> with open_test_desk() as desk:
        ...     desk.ledger.mend_clock(by="general-manager").rows
        0
        """
        self._check_sees_all(by, "mend_clock")
        return mend_clock(self._door, by=by, apply=apply)

    def _sees_all(self, by: By) -> bool:
        with self._door.storage.reading() as reader:
            return units_seen(known_reader(self._door, reader, by)) is None

    def _check_sees_all(self, by: By, what: str) -> None:
        if not self._sees_all(by):
            raise NotAllowed(command=what, reason=phrase("{by} does not see all cases", by=str(by)), rule="R20")

    def _verify_seen(self, by: By) -> Verification:
        """Check the ledgers of the cases and tasks that somebody may see."""
        with self._door.storage.reading() as reader:
            facts = known_reader(self._door, reader, by)
            keyed = Keyed.read(self._door.keyring.ledger, reader.events([STREAM]))
            counted, lines, problems = Counter[str](), 0, []
            for what, number, count, problem in _checked(reader, facts, keyed):
                counted[what] += 1
                lines += count
                if problem is not None:
                    problems.append(LedgerProblem(case=number, reason=problem))
        return Verification(
            cases=counted["case"],
            tasks=counted["task"],
            members=counted["member"],
            lines=lines,
            problems=tuple(problems),
        )


def _checked(reader: Reader, facts: Facts, keyed: Keyed) -> Iterator[tuple[str, str | None, int, str | None]]:
    """Yield what each ledger is of, its number, its count of lines, and what is wrong."""
    after: str | None = None
    where = cases_seen(facts)
    while rows := reader.cases(where, after=after, limit=_PAGE):
        for row in rows:
            yield ("case", row.number, *_check(reader, row.id, row.head, keyed))
        after = rows[-1].id
    after, mine = None, tasks_seen(facts, TaskFilter())
    while tasks := reader.tasks(mine, after=after, limit=_PAGE):
        for task in tasks:
            yield ("task", task.number, *_check(reader, task.id, task.head, keyed))
        after = tasks[-1].id
    for member in all_members(reader, MemberFilter(units=units_seen(facts))):
        yield ("member", member.id, *_check(reader, member.id, member.head, keyed))


def _check(reader: Reader, case: str, head: str, keyed: Keyed) -> tuple[int, str | None]:
    try:
        lines = reader.events([case])
    except StorageError:
        return 0, phrase("a line does not open: it was changed, or its key is another")
    problem = keyed.problem(lines, reader.vault([case]))
    if problem is None and (lines[-1].hash if lines else "") != head:
        problem = phrase("its last lines are missing")
    return len(lines), problem
