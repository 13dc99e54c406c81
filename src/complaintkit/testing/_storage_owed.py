"""Rules of a storage for who answers for a case, by when, and who owes something on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.ports.storage import DeadlineRow, DutyRow, OwnerRow
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import NOON, any_row, case_row, deadline_row, event_row, later

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Storage


def _with_cases(storage: Storage, *names: str) -> None:
    with storage.writing() as tx:
        for name in names:
            tx.add_case(case_row(name))


class OwedRules(Opened):
    """Owners, deadlines, duties."""

    def test_owners_follow_each_other_without_a_gap(self, tmp_path: Path) -> None:
        """A new owner ends the interval of the one before, to the microsecond; none ends the last. F1"""
        with self.opened(tmp_path) as storage:
            _with_cases(storage, "case-1")
            handed, archived = later(hours=2, microseconds=1), later(days=3)
            with storage.writing() as tx:
                tx.put_owner(OwnerRow(case="case-1", seq=1, owner="chen", since=NOON))
                tx.put_owner(OwnerRow(case="case-1", seq=4, owner="li", since=handed))
                assert [row.until for row in tx.owners("case-1")] == [handed, None]
                tx.put_owner(OwnerRow(case="case-1", seq=9, owner="", since=archived))
            with storage.reading() as view:
                assert view.owners("case-1") == [
                    OwnerRow(case="case-1", seq=1, owner="chen", since=NOON, until=handed),
                    OwnerRow(case="case-1", seq=4, owner="li", since=handed, until=archived),
                ]

    def test_owned_cases_come_nearest_deadline_first(self, tmp_path: Path) -> None:
        """Only what is open and one's own; cases without a deadline come last."""
        rows = [
            attrs.evolve(case_row("none"), next_due=None),
            attrs.evolve(case_row("late"), next_due=later(days=9)),
            attrs.evolve(case_row("soon"), next_due=later(hours=1)),
            attrs.evolve(case_row("closed"), next_due=later(minutes=1), open=False),
            attrs.evolve(case_row("other"), owner="li"),
        ]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for row in rows:
                    tx.add_case(row)
            with storage.reading() as view:
                assert list(view.owned_by("chen")) == ["soon", "late", "none"]
                assert list(view.owned_by("zhao")) == []

    def test_a_deadline_is_replaced_by_its_id(self, tmp_path: Path) -> None:
        """The same id is the same deadline, changed; others stay."""
        with self.opened(tmp_path) as storage:
            _with_cases(storage, "case-1")
            answer = deadline_row("case-1", "answer", later(hours=1))
            met = attrs.evolve(answer, state="met", next_at=None)
            contact = attrs.evolve(deadline_row("case-1", "contact", None), due_at=later(hours=1))
            with storage.writing() as tx:
                tx.put_deadlines("case-1", [answer, contact])
            with storage.writing() as tx:
                tx.put_deadlines("case-1", [met])
                tx.put_deadlines("case-1", [])
            with storage.reading() as view:
                assert list(view.deadlines("case-1")) == [contact, met]

    def test_due_cases_come_most_overdue_first(self, tmp_path: Path) -> None:
        """A case is due from the very moment of its next look, once, however many of its deadlines are."""
        with self.opened(tmp_path) as storage:
            _with_cases(storage, "now", "before", "after", "never")
            with storage.writing() as tx:
                tx.put_deadlines("now", [deadline_row("now", "a", NOON)])
                tx.put_deadlines("before", [deadline_row("before", name, later(hours=-1)) for name in "ab"])
                tx.put_deadlines("after", [deadline_row("after", "a", later(microseconds=1))])
                tx.put_deadlines("never", [deadline_row("never", "a", None)])
            with storage.reading() as view:
                assert list(view.due_cases(NOON, limit=10)) == ["before", "now"]
                assert list(view.due_cases(NOON, limit=1)) == ["before"]
                assert list(view.due_cases(later(microseconds=1), limit=10)) == ["before", "now", "after"]

    def test_ledgers_are_found_by_when_something_happened(self, tmp_path: Path) -> None:
        """By an event, a deadline due or missed, or the receipt, from the first moment on and before the last; each once."""
        with self.opened(tmp_path) as storage:
            _with_cases(storage, "due", "missed", "other")
            due, missed = deadline_row("due", "a", None), deadline_row("missed", "a", None)
            events = [
                attrs.evolve(event_row("a"), at=later(hours=5)),
                attrs.evolve(event_row("b"), at=later(hours=5, microseconds=-1), recorded_at=later(hours=5)),
                attrs.evolve(event_row("c"), at=later(hours=6)),
                *(attrs.evolve(event_row("d", seq), at=later(hours=5, minutes=seq)) for seq in (1, 2)),
            ]
            with storage.writing() as tx:
                tx.append(events, [], [])
                tx.put_deadlines("due", [attrs.evolve(due, due_at=later(hours=5))])
                tx.put_deadlines("missed", [attrs.evolve(missed, breached_at=later(hours=5), due_at=later(hours=9))])
            with storage.reading() as view:
                assert list(view.ledgers_between(later(hours=5), later(hours=6))) == ["a", "d", "due", "missed"]
                assert {"due", "missed", "other"} <= set(view.ledgers_between(NOON, later(microseconds=1)))

    def test_duties_are_what_was_put_last(self, tmp_path: Path) -> None:
        """Of one case the old duties go when new ones come; those of another case stay."""
        offer = DutyRow(case="case-1", staff="li", kind="handover", ref="h-1", since=NOON)
        task = DutyRow(case="case-1", staff="li", kind="task", ref="t-1", since=later(hours=1))
        other = DutyRow(case="case-2", staff="li", kind="task", ref="t-1", since=later(hours=-1))
        with self.opened(tmp_path) as storage:
            _with_cases(storage, "case-1", "case-2")
            with storage.writing() as tx:
                tx.put_duties("case-1", [offer])
                tx.put_duties("case-2", [other])
                tx.put_duties("case-1", [task, attrs.evolve(offer, staff="zhao")])
            with storage.reading() as view:
                assert list(view.duties(["li"])) == [other, task]
                assert {row.staff for row in view.case_duties("case-1")} == {"li", "zhao"}
            with storage.writing() as tx:
                tx.put_duties("case-1", [])
                assert list(tx.case_duties("case-1")) == []

    def test_duties_are_listed_by_their_date(self, tmp_path: Path) -> None:
        """What is due first comes first, what has no date last; page by page each comes once, also behind one that is gone."""

        def row(ref: str, due: float | None, staff: str = "li", kind: str = "task") -> DutyRow:
            at = None if due is None else later(hours=due)
            return DutyRow(case="case-1", staff=staff, kind=kind, ref=ref, since=NOON, due_at=at)

        dated = [row("a", -2), row("b", -1, staff="wu"), row("c", 1, kind="own"), row("d", 2)]
        undated = [row("e", None), row("f", None, staff="wu"), row("g", None)]
        with self.opened(tmp_path) as storage:
            _with_cases(storage, "case-1")
            with storage.writing() as tx:
                tx.put_duties("case-1", [*reversed(dated), *undated, row("h", -3, staff="zhao")])
            with storage.reading() as view:
                assert list(view.duties(["li", "wu"])) == [*dated, *undated]
                assert list(view.duties([])) == []
                assert list(view.duties(["li"], kinds=frozenset({"own"}))) == [dated[2]]
                assert list(view.duties(["wu", "li"], due_by=later(hours=-1))) == dated[:2]
                assert list(view.duties(["wu", "li"], due_by=later(hours=-1, microseconds=-1))) == dated[:1]
                for size in (1, 2, 3):
                    seen: list[DutyRow] = []
                    while page := view.duties(["li", "wu"], after=seen[-1] if seen else None, limit=size):
                        assert len(page) <= size
                        seen += page
                    assert seen == [*dated, *undated]
                gone = attrs.evolve(dated[1], ref="b-gone")
                assert list(view.duties(["li", "wu"], after=gone)) == [*dated[2:], *undated]

    def test_a_limit_of_duties_comes_after_every_condition(self, tmp_path: Path) -> None:
        """What is owed later is found behind any number of others, that are due before it."""
        owed = [
            DutyRow(
                case="case-1", staff="li", kind="own" if hour == 4 else "task", ref=f"{hour}", since=NOON, due_at=at
            )
            for hour in range(5)
            for at in [later(hours=hour)]
        ]
        with self.opened(tmp_path) as storage:
            _with_cases(storage, "case-1")
            with storage.writing() as tx:
                tx.put_duties("case-1", owed)
            with storage.reading() as view:
                assert list(view.duties(["li"], kinds=frozenset({"own"}), limit=1)) == [owed[4]]

    def test_rows_of_what_is_owed_come_back_as_they_were(self, tmp_path: Path) -> None:
        """Whatever an interval, a deadline and a duty hold."""
        from hypothesis import given, settings

        with self.opened(tmp_path) as storage, storage.writing() as tx:
            seen = iter(range(10**6))

            @settings(deadline=None)
            @given(any_row(OwnerRow), any_row(DeadlineRow), any_row(DutyRow))
            def check(owner: OwnerRow, deadline: DeadlineRow, duty: DutyRow) -> None:
                name = f"case {next(seen)}"
                tx.add_case(case_row(name))
                owner = attrs.evolve(owner, case=name, owner=f"#{owner.owner}")
                deadline, duty = attrs.evolve(deadline, case=name), attrs.evolve(duty, case=name)
                tx.put_owner(owner)
                tx.put_deadlines(name, [deadline])
                tx.put_duties(name, [duty])
                assert list(tx.owners(name)) == [owner]
                assert list(tx.deadlines(name)) == [deadline]
                assert list(tx.case_duties(name)) == [duty]

            check()
