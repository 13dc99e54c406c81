"""What an outcome makes of an entry: the last try, the last medium, the length of pauses, what counts as a try."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit.delivery import change
from complaintkit.delivery.change import Tried, conclude
from complaintkit.delivery.timing import Timing
from complaintkit.model.outbox import AttemptOutcome, EntryKind, OutboxState
from complaintkit.plugin import Accepted, InDoubt, NotSent, Outcome, Rejected, RejectReason
from complaintkit.ports.storage import AttemptRow, OutboxRow
from complaintkit.records.outbox import LONGEST_DETAIL

S = OutboxState
NOW = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
TIMING = Timing(retries=(MINUTE, HOUR), jitter=0.2)
LATE = 15 * MINUTE
KINDS = pytest.mark.parametrize(
    ("kind", "soon", "later", "done", "lost"),
    [
        (EntryKind.MESSAGE, S.READY, S.RETRY, S.SENT, S.DEAD),
        (EntryKind.REMEDY, S.OWED, S.OWED, S.DELIVERED, S.REJECTED),
    ],
)


def begun(kind: EntryKind = EntryKind.MESSAGE, media: tuple[str, ...] = ("sms",), **said: Any) -> OutboxRow:
    """An entry whose call has begun."""
    row = OutboxRow(
        id="A-1.1", case="1", seq=1, kind=kind, name="received", recipient="customer", person="p", language="zh",
        media=media, medium=0, state=S.STARTED, epoch=3, attempts=1, next_at=None, lease_until=NOW + HOUR,
        useless_after=None, urgent=False, created_at=NOW,
    )  # fmt: skip
    return attrs.evolve(row, **said)


def ended(row: OutboxRow, outcome: Outcome, *, failures: int = 1, asked: bool = False) -> change.Change:
    """What becomes of it."""
    end = Tried(outcome=outcome, now=NOW, failures=failures, reconcile_after=LATE, asked=asked)
    return conclude(row, end, TIMING, lambda: 0.5)


# ---- pauses ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tries", "pause"), [(1, MINUTE), (2, HOUR), (3, HOUR), (99, HOUR)], ids=["first", "last", "beyond", "far beyond"]
)
@pytest.mark.parametrize(("chance", "share"), [(0.0, 0.8), (0.5, 1.0), (1.0, 1.2)])
def test_a_pause_is_its_own_within_the_jitter(tries, pause, chance, share):
    """A fifth less to a fifth more; after the last one it does not grow any more."""
    assert TIMING.wait(tries, lambda: chance) == pause * share


@pytest.mark.parametrize(
    ("at_least", "chance", "pause"),
    [
        (59 * SECOND, 0.5, 64.9 * SECOND),
        (MINUTE, 0.0, MINUTE),
        (MINUTE, 1.0, 72 * SECOND),
        (2 * MINUTE, 0.0, 2 * MINUTE),
        (2 * MINUTE, 1.0, 144 * SECOND),
        (10 * SECOND, 0.0, 48 * SECOND),
    ],
)
def test_a_pause_is_never_shorter_than_the_provider_asks_for(at_least, chance, pause):
    """Its wish is swung upwards only."""
    assert TIMING.wait(1, lambda: chance, at_least=at_least) == pause


def test_without_pauses_a_try_is_the_only_one():
    """And nothing is waited for."""
    alone = Timing(retries=())

    assert (alone.most, alone.wait(1, lambda: 1.0)) == (1, timedelta(0))


# ---- the last try, the last medium -----------------------------------------------------------------------------------
@KINDS
@pytest.mark.parametrize("failures", [1, 2, 3, 4])
def test_the_last_try_is_one_more_than_there_are_pauses(kind, soon, later, done, lost, failures):
    """Two pauses, three tries; then the entry is lost, and nothing counts as done."""
    made = ended(begun(kind), NotSent(detail="busy"), failures=failures)

    assert made.row.state is (later if failures < 3 else lost)
    assert made.row.next_at == (NOW + TIMING.retries[failures - 1] if failures < 3 else None)
    assert made.lost is (failures >= 3)
    assert made.why == ("too many tries" if failures >= 3 else "")
    assert made.row.detail == ("too many tries: busy" if failures >= 3 else "busy")
    assert not made.done
    assert soon is not done


@KINDS
@pytest.mark.parametrize("failures", [1, 99])
@pytest.mark.parametrize(("after", "pause"), [(None, TIMING.hold), (HOUR, HOUR)])
def test_a_fault_of_ours_is_no_try(kind, soon, later, done, lost, failures, after, pause):
    """However often: it comes back when we or the provider said, by the same medium."""
    made = ended(begun(kind, ("sms", "email")), NotSent(ours=True, retry_after=after), failures=failures)

    assert (made.row.state, made.row.medium, made.row.next_at) == (later, 0, NOW + pause)


@KINDS
@pytest.mark.parametrize("ours", [False, True])
@pytest.mark.parametrize("failures", [2, 3])
def test_what_turns_out_not_to_have_left_goes_out_at_once(kind, soon, later, done, lost, ours, failures):
    """The provider was asked; it waited long enough. Its last try is a last one all the same."""
    made = ended(begun(kind, state=S.IN_DOUBT), NotSent(ours=ours), failures=failures, asked=True)

    assert (made.row.state, made.row.next_at) == ((soon, NOW) if failures < 3 else (lost, None))


@KINDS
@pytest.mark.parametrize(("media", "medium"), [(("sms", "email"), 0), (("sms", "email"), 1), (("sms",), 0)])
def test_what_is_refused_goes_by_the_next_medium_to_the_last(kind, soon, later, done, lost, media, medium):
    """At once, from its beginning; by the last one it is lost."""
    made = ended(begun(kind, media, medium=medium), Rejected(RejectReason.CONTENT, "no"))

    if medium + 1 < len(media):
        assert (made.row.state, made.row.medium, made.row.next_at, made.lost) == (soon, medium + 1, NOW, False)
    else:
        assert (made.row.state, made.row.medium, made.row.next_at, made.lost) == (lost, medium, None, True)
    assert "content" in made.why
    assert made.row.detail == f"{made.why}: no"


# ---- arrived, or nobody knows ----------------------------------------------------------------------------------------
@KINDS
@pytest.mark.parametrize("final", [False, True])
def test_what_was_taken_is_done_once(kind, soon, later, done, lost, final):
    """A report later that it arrived is no second time."""
    made = ended(begun(kind), Accepted("R-1", final=final))

    assert made.row.state is (S.DELIVERED if final else done)
    assert (made.done, made.lost) == (True, False)
    if made.row.state is S.SENT:
        assert not change.confirm(made.row).done


@KINDS
def test_what_nobody_knows_is_asked_about_then_left_to_a_person(kind, soon, later, done, lost):
    """Asked when the provider's records can be there; asked in vain it is parked, and told."""
    made = ended(begun(kind), InDoubt("timeout"))
    assert (made.row.state, made.row.next_at) == (S.IN_DOUBT, NOW + LATE)
    assert (made.done, made.lost) == (False, False)

    asked = ended(begun(kind, state=S.IN_DOUBT), InDoubt("no idea"), asked=True)
    assert (asked.row.state, asked.row.next_at, asked.lost) == (S.PARKED, None, True)
    assert asked.row.detail == f"{asked.why}: no idea"


@pytest.mark.parametrize(("lease", "ask_at"), [(NOW - MINUTE, NOW - MINUTE + LATE), (None, NOW + LATE)])
def test_what_a_vanished_worker_began_is_asked_about_after_its_lease(lease, ask_at):
    """And whoever comes back late is fenced off."""
    row = begun(lease_until=lease)

    found = change.expire(row, reconcile_after=LATE, now=NOW, until=NOW)

    assert (found.state, found.next_at, found.epoch, found.lease_until) == (S.IN_DOUBT, ask_at, row.epoch + 1, None)


@pytest.mark.parametrize(("state", "fences"), [(S.LEASED, 0), (S.OWED, 1)])
def test_an_attempt_is_fenced_once(state, fences):
    """A message when it is claimed, a remedy when it begins; either way it is one try more, with a lease."""
    kind = EntryKind.REMEDY if state is S.OWED else EntryKind.MESSAGE
    row = begun(kind, state=state, lease_until=None)

    found = change.start(row, until=NOW + HOUR)

    assert (found.epoch, found.attempts, found.lease_until) == (row.epoch + fences, row.attempts + 1, NOW + HOUR)


@pytest.mark.parametrize(
    ("step", "fences"),
    [
        (lambda row: change.ask(row, until=NOW + HOUR), 1),
        (lambda row: change.ask_later(row, until=NOW + HOUR), 0),
    ],
)
def test_who_asks_keeps_others_off(step, fences):
    """Whoever can't ask now has nobody to keep off. What is known of it stays."""
    row = begun(state=S.IN_DOUBT, detail="timeout")

    found = step(row)

    assert (found.state, found.epoch, found.next_at, found.detail) == (
        S.IN_DOUBT,
        row.epoch + fences,
        NOW + HOUR,
        "timeout",
    )


# ---- on record -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("outcome", "name", "reference"),
    [
        (Accepted("R-2"), AttemptOutcome.ACCEPTED, "R-2"),
        (Rejected(RejectReason.CONTENT), AttemptOutcome.REJECTED, "R-1"),
        (NotSent(), AttemptOutcome.NOT_SENT, "R-1"),
        (NotSent(ours=True), AttemptOutcome.OURS, "R-1"),
        (InDoubt(), AttemptOutcome.IN_DOUBT, "R-1"),
    ],
)
def test_an_attempt_keeps_how_it_ended(outcome, name, reference):
    """With the newest reference there is."""
    attempt = AttemptRow(
        id="1", outbox="A", epoch=1, number=1, notifier="sms", medium="sms", started_at=NOW, reference="R-1"
    )

    found = change.close(attempt, outcome, now=NOW + MINUTE)

    assert (found.outcome, found.reference, found.ended_at) == (name, reference, NOW + MINUTE)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_providers_words_are_cut_at_their_limit(more):
    """In the attempt as in the entry."""
    said = "x" * (LONGEST_DETAIL + more)
    attempt = AttemptRow(id="1", outbox="A", epoch=1, number=1, notifier="sms", medium="sms", started_at=NOW)

    for found in (change.close(attempt, InDoubt(said), now=NOW), ended(begun(), InDoubt(said)).row):
        assert found.detail == said[:LONGEST_DETAIL]


@pytest.mark.parametrize(("last", "ends"), [(None, S.DEAD), (S.UNDELIVERED, S.UNDELIVERED)])
@pytest.mark.parametrize(("detail", "told"), [("", "undelivered"), ("unknown", "undelivered: unknown")])
def test_after_the_last_medium_somebody_has_to_know(last, ends, detail, told):
    """However it is called that it is lost; a provider's words are added where there are any."""
    row = begun(state=S.SENT if last else S.STARTED)
    made = change.move_on(row, why="undelivered", now=NOW, detail=detail, last=last)

    assert (made.row.state, made.lost, made.why, made.row.detail) == (ends, True, "undelivered", told)


def test_a_receipt_fences_off_whoever_has_the_entry():
    """It has arrived: no worker writes anything else about it."""
    row = begun(state=S.IN_DOUBT)

    assert (change.confirm(row).row.state, change.confirm(row).row.epoch) == (S.DELIVERED, row.epoch + 1)
