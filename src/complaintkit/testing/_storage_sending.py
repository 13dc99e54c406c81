"""Rules of a storage for the outbox: leased to one at a time, fenced by epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.ports.storage import AttemptOutcome, AttemptRow, CaseFilter, EntryKind, OutboxRow, OutboxState
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import NOON, any_row, attempt_row, case_row, later, outbox_row

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Storage

_LEASE = later(minutes=5)


def _filled(storage: Storage, *rows: OutboxRow) -> None:
    with storage.writing() as tx:
        tx.put_outbox(rows)


class SendingRules(Opened):
    """The outbox and its attempts."""

    def test_an_entry_is_put_once(self, tmp_path: Path) -> None:
        """An id that is there already is nothing new, whatever comes with it."""
        with self.opened(tmp_path) as storage:
            _filled(storage, outbox_row())
            _filled(storage, attrs.evolve(outbox_row(), name="plan"), outbox_row("entry-2"))
            with storage.reading() as view:
                assert view.outbox_entry("entry-1") == outbox_row()
                assert view.outbox_entry("entry-9") is None
                assert len(view.outbox()) == 2

    def test_an_attempt_is_found_by_what_its_provider_calls_it(self, tmp_path: Path) -> None:
        """Of that notifier, the newest first: two providers may use the same reference, and a digest has one for all."""
        first = attrs.evolve(attempt_row(), reference="SM1")
        again = attrs.evolve(attempt_row(number=2), reference="SM1")
        with self.opened(tmp_path) as storage:
            _filled(storage, outbox_row())
            with storage.writing() as tx:
                for one in (first, again, attrs.evolve(attempt_row(number=3), notifier="other", reference="SM1")):
                    tx.put_attempt(one)
            with storage.reading() as view:
                assert list(view.attempts_by_reference("smtp", "SM1")) == [again, first]
                assert list(view.attempts_by_reference("smtp", "SM2")) == []
                assert list(view.attempts_by_reference("nobody", "SM1")) == []

    def test_claiming_leases(self, tmp_path: Path) -> None:
        """A claimed entry is leased until then, under a new epoch, and nobody else gets it."""
        leased = attrs.evolve(outbox_row(), state=OutboxState.LEASED, epoch=1, lease_until=_LEASE)
        with self.opened(tmp_path) as storage, self.opened(tmp_path) as other:
            _filled(storage, outbox_row())
            with storage.writing() as tx:
                assert list(tx.claim(NOON, lease_until=_LEASE, limit=10)) == [leased]
            with other.writing() as tx:
                assert list(tx.claim(NOON, lease_until=_LEASE, limit=10)) == []
                assert tx.outbox_entry("entry-1") == leased

    def test_only_what_may_go_now_is_claimed(self, tmp_path: Path) -> None:
        """Ready or to retry, by now; what waits, is under way or is settled stays where it is."""
        settled = set(OutboxState) - {OutboxState.READY, OutboxState.RETRY, OutboxState.LEASED}
        rows = [
            outbox_row("now"),
            outbox_row("whenever", next_at=None),
            attrs.evolve(outbox_row("again"), state=OutboxState.RETRY, next_at=later(hours=-1)),
            outbox_row("wait", next_at=later(microseconds=1)),
            attrs.evolve(outbox_row("wait-again"), state=OutboxState.RETRY, next_at=later(hours=1)),
            *(attrs.evolve(outbox_row(state), state=state, lease_until=later(hours=-1)) for state in settled),
        ]
        with self.opened(tmp_path) as storage:
            _filled(storage, *rows)
            with storage.writing() as tx:
                claimed = tx.claim(NOON, lease_until=_LEASE, limit=100)
            assert {row.id for row in claimed} == {"now", "whenever", "again"}

    def test_no_more_than_the_limit_is_claimed(self, tmp_path: Path) -> None:
        """The rest is there for the next one."""
        with self.opened(tmp_path) as storage:
            _filled(storage, *(outbox_row(f"e{n}") for n in range(7)))
            with storage.writing() as tx:
                first = tx.claim(NOON, lease_until=_LEASE, limit=5)
            with storage.writing() as tx:
                second = tx.claim(NOON, lease_until=_LEASE, limit=5)
            assert len(first) == 5
            assert {row.id for row in first} | {row.id for row in second} == {f"e{n}" for n in range(7)}

    def test_alarms_are_claimed_first_and_customers_before_staff(self, tmp_path: Path) -> None:
        """However long what staff are told has been waiting, and however much of it there is."""
        staff = [attrs.evolve(outbox_row(f"staff-{n}", next_at=later(hours=-9)), recipient="li") for n in range(20)]
        customers = [outbox_row(f"customer-{n}", next_at=later(minutes=-n)) for n in (2, 1)]
        alarm = attrs.evolve(outbox_row("alarm"), recipient="li", urgent=True)
        with self.opened(tmp_path) as storage:
            _filled(storage, *staff, *customers, alarm)
            with storage.writing() as tx:
                claimed = [row.id for row in tx.claim(NOON, lease_until=_LEASE, limit=4)]
            assert claimed == ["alarm", "customer-2", "customer-1", "staff-0"]

    def test_what_goes_to_somebody_is_claimed_before_any_limit(self, tmp_path: Path) -> None:
        """What goes to others takes nobody's place, and stays."""
        rows = [attrs.evolve(outbox_row(f"{who}-{n}"), recipient=who) for who in ("chen", "li", "wu") for n in range(3)]
        with self.opened(tmp_path) as storage:
            _filled(storage, *rows)
            with storage.writing() as tx:
                of = frozenset({"li", "wu", "nobody"})
                first = tx.claim(NOON, lease_until=_LEASE, limit=4, recipients=of)
                rest = tx.claim(NOON, lease_until=_LEASE, limit=9, recipients=of)
                assert [row.id for row in first] == ["li-0", "li-1", "li-2", "wu-0"]
                assert [row.id for row in rest] == ["wu-1", "wu-2"]
                assert len(tx.claim(NOON, lease_until=_LEASE, limit=9)) == 3

    def test_a_lease_that_ran_out_before_a_start_is_claimed_again(self, tmp_path: Path) -> None:
        """The worker died before it called anybody: the next one has it, under the next epoch."""
        with self.opened(tmp_path) as storage:
            _filled(storage, outbox_row())
            with storage.writing() as tx:
                tx.claim(NOON, lease_until=_LEASE, limit=1)
                assert list(tx.claim(later(minutes=4), lease_until=later(minutes=9), limit=1)) == []
                again = tx.claim(_LEASE, lease_until=later(minutes=10), limit=1)
            assert [(row.epoch, row.lease_until) for row in again] == [(2, later(minutes=10))]

    def test_a_lease_that_ran_out_after_a_start_is_told(self, tmp_path: Path) -> None:
        """Nobody knows whether it went out: it is not claimed, it is listed as expired."""
        started = attrs.evolve(outbox_row(), state=OutboxState.STARTED, epoch=1, lease_until=_LEASE)
        running = attrs.evolve(outbox_row("entry-2"), state=OutboxState.STARTED, epoch=1, lease_until=later(hours=1))
        with self.opened(tmp_path) as storage:
            _filled(storage, started, running)
            with storage.writing() as tx:
                assert list(tx.claim(_LEASE, lease_until=later(hours=1), limit=10)) == []
                assert list(tx.expired(_LEASE, kind=EntryKind.MESSAGE)) == [started]
                assert list(tx.expired(_LEASE, kind=EntryKind.REMEDY)) == []

    def test_a_lease_of_a_clock_that_was_ahead_has_run_out(self, tmp_path: Path) -> None:
        """Before a start it is claimed again, after one it is told; what is leased by a clock a little ahead is not."""
        year = later(days=400)
        leased = attrs.evolve(outbox_row("leased"), state=OutboxState.LEASED, epoch=1, lease_until=year)
        near = attrs.evolve(leased, id="near", lease_until=later(minutes=40))
        started = attrs.evolve(outbox_row("started"), state=OutboxState.STARTED, epoch=1, lease_until=year)
        running = attrs.evolve(started, id="running", lease_until=later(hours=2))
        with self.opened(tmp_path) as storage:
            _filled(storage, leased, near, started, running)
            with storage.writing() as tx:
                assert [row.id for row in tx.claim(NOON, lease_until=_LEASE, limit=9)] == ["leased"]
                assert list(tx.expired(NOON, kind=EntryKind.MESSAGE)) == [started]

    def test_a_change_is_fenced_by_epoch(self, tmp_path: Path) -> None:
        """Who lost the lease changes nothing and is told so."""
        with self.opened(tmp_path) as storage:
            _filled(storage, attrs.evolve(outbox_row(), state=OutboxState.LEASED, epoch=2))
            sent = attrs.evolve(
                outbox_row(), state=OutboxState.SENT, epoch=2, attempts=1, detail="250 ok", media=("mail",)
            )
            with storage.writing() as tx:
                assert not tx.change_outbox(attrs.evolve(sent, epoch=1, state=OutboxState.DEAD), if_epoch=1)
                assert tx.change_outbox(sent, if_epoch=2)
                assert not tx.change_outbox(outbox_row("entry-9"), if_epoch=0)
            with storage.reading() as view:
                assert view.outbox_entry("entry-1") == sent

    def test_the_outbox_lists_oldest_first(self, tmp_path: Path) -> None:
        """By states, by case, and no more than asked for."""
        young = attrs.evolve(outbox_row("young"), created_at=later(hours=1))
        old = attrs.evolve(outbox_row("old"), created_at=later(hours=-1), state=OutboxState.PARKED)
        other = attrs.evolve(outbox_row("other"), case="case-2")
        with self.opened(tmp_path) as storage:
            _filled(storage, young, old, other)
            with storage.reading() as view:
                assert list(view.outbox()) == [old, other, young]
                assert list(view.outbox(states=frozenset({OutboxState.PARKED, OutboxState.DEAD}))) == [old]
                assert list(view.outbox(case="case-1", limit=1)) == [old]

    def test_the_outbox_lists_what_is_due_of_a_kind_before_any_limit(self, tmp_path: Path) -> None:
        """What is of the other kind, or has to wait, takes nobody's place."""
        early = later(hours=-1)
        others = [attrs.evolve(outbox_row(f"other-{n}"), created_at=early) for n in range(3)]
        waiting = attrs.evolve(outbox_row("waiting", next_at=later(microseconds=1)), created_at=early)
        due, whenever = outbox_row("due", next_at=NOON), outbox_row("whenever", next_at=None)
        owed = [attrs.evolve(one, kind=EntryKind.REMEDY, state=OutboxState.OWED) for one in (waiting, due, whenever)]
        with self.opened(tmp_path) as storage:
            _filled(storage, *others, *owed)
            with storage.reading() as view:
                assert list(view.outbox(kind=EntryKind.REMEDY, due_by=NOON, limit=1)) == owed[1:2]
                assert list(view.outbox(kind=EntryKind.REMEDY, due_by=NOON)) == owed[1:]
                assert list(view.outbox(kind=EntryKind.REMEDY, limit=1)) == owed[:1]

    def test_the_outbox_lists_what_somebody_may_see(self, tmp_path: Path) -> None:
        """Of the cases that a filter lets through, before any limit. R20"""
        mine, theirs = (outbox_row(name) for name in ("mine", "theirs"))
        with self.opened(tmp_path) as storage:
            _filled(storage, attrs.evolve(theirs, case="case-2", created_at=later(hours=-1)), mine)
            with storage.writing() as tx:
                tx.add_case(case_row("case-1"))
                tx.add_case(attrs.evolve(case_row("case-2"), unit="B7", owner="li", first_receiver="li"))
            with storage.reading() as view:
                of = CaseFilter(visible_units=frozenset({"A12"}), visible_to="zhao")
                assert list(view.outbox(of=of, limit=1)) == [mine]
                assert list(view.outbox(of=of, case="case-2")) == []
                assert list(view.outbox(of=of, states=frozenset({OutboxState.PARKED}))) == []
                assert len(view.outbox(of=CaseFilter())) == 2

    def test_a_filter_that_asks_for_nothing_leaves_nothing_out(self, tmp_path: Path) -> None:
        """What belongs to no case, as a greeting to a member, is in the outbox of all."""
        greeting = attrs.evolve(outbox_row("greeting"), case="member-1")
        with self.opened(tmp_path) as storage:
            _filled(storage, greeting)
            with storage.reading() as view:
                assert list(view.outbox(of=CaseFilter())) == list(view.outbox()) == [greeting]
                assert list(view.outbox(of=CaseFilter(visible_to="chen"))) == []

    def test_the_outbox_pages_and_misses_nothing(self, tmp_path: Path) -> None:
        """Page after page, each entry comes once, also where several were made at the same moment."""
        rows = [attrs.evolve(outbox_row(f"e{n:02}"), created_at=later(minutes=n // 3)) for n in range(8)]
        with self.opened(tmp_path) as storage:
            _filled(storage, *rows)
            with storage.reading() as view:
                seen = list(view.outbox(limit=3))
                while page := view.outbox(after=seen[-1].id, limit=3):
                    seen += page
                assert seen == rows

    def test_attempts_are_kept_in_order(self, tmp_path: Path) -> None:
        """An attempt is there before its outcome is known, and gets it by its id."""
        with self.opened(tmp_path) as storage:
            _filled(storage, outbox_row(), outbox_row("entry-2"))
            first, second = attempt_row(number=1), attempt_row(number=2)
            ended = attrs.evolve(
                first, ended_at=later(minutes=2), outcome=AttemptOutcome.NOT_SENT, reference="r-1", detail="busy"
            )
            with storage.writing() as tx:
                for row in (second, first, attempt_row("entry-2"), ended):
                    tx.put_attempt(row)
            with storage.reading() as view:
                assert list(view.attempts("entry-1")) == [ended, second]

    def test_rows_of_the_outbox_come_back_as_they_were(self, tmp_path: Path) -> None:
        """Whatever an entry and an attempt hold, put new or changed."""
        from hypothesis import given, settings

        with self.opened(tmp_path) as storage, storage.writing() as tx:
            seen = iter(range(10**6))

            @settings(deadline=None)
            @given(any_row(OutboxRow), any_row(OutboxRow), any_row(AttemptRow))
            def check(entry: OutboxRow, other: OutboxRow, attempt: AttemptRow) -> None:
                name = f"{next(seen)} {entry.id}"
                entry, other = attrs.evolve(entry, id=name), attrs.evolve(other, id=name)
                attempt = attrs.evolve(attempt, id=name, outbox=name)
                tx.put_outbox([entry])
                tx.put_attempt(attempt)
                assert tx.outbox_entry(name) == entry
                assert list(tx.attempts(name)) == [attempt]
                assert tx.change_outbox(other, if_epoch=entry.epoch)
                assert tx.outbox_entry(name) == other

            check()
