"""Messages brought back or given up by a person: whose turn is over, not those on their way. S4.13"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import attrs
import pytest
from complaintkit_sqlmodel._writer import SqlWriter

from complaintkit import Case, ConflictError, Customer, Desk, InvalidInput, NotFound, System
from complaintkit.delivery import requeue
from complaintkit.model.outbox import TRANSITIONS, EntryKind, OutboxState
from complaintkit.ports.storage import EventRow, OutboxRow
from complaintkit.testing import FakeClock

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
AT = "2026-11-21T10:00+08:00"
S = OutboxState
ENDED = {S.PARKED, S.DEAD, S.UNDELIVERED}
STATES = pytest.mark.parametrize("state", list(TRANSITIONS[EntryKind.MESSAGE]))


@pytest.fixture
def desk(tmp_path: Path, founded: Callable[..., None]) -> Iterator[Desk]:
    """A canteen's, where nothing is sent by itself."""
    founded(tmp_path, playbook="canteen-delivery", organisation=ORGANISATION, at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=FakeClock(AT)) as opened:
        yield opened


@pytest.fixture
def case(desk: Desk) -> Case:
    """Sour rice."""
    return desk.receive(
        "米饭酸", by="chen", channel="hotline", unit="softpark", category="food/sensory",
        customer=Customer(name="王芳", phone="13800138000"),
    )  # fmt: skip


def put(desk: Desk, case: Case, state: OutboxState) -> OutboxRow:
    """A message of the case, by its second medium, as it stands then."""
    with desk._opened.storage.writing() as tx:
        row = next(iter(tx.outbox(case=case.id)))
        changed = attrs.evolve(row, state=state, media=("sms", "email"), medium=1, attempts=3)
        assert tx.change_outbox(changed, if_epoch=row.epoch)
    return changed


@STATES
def test_what_ended_is_brought_back_and_nothing_else(desk: Desk, case: Case, state: OutboxState) -> None:
    """From its first medium, at once, whoever had it fenced off; what is on its way or arrived is left alone."""
    row = put(desk, case, state)

    if state not in ENDED:
        with pytest.raises(ConflictError, match=f"is {state} by now"):
            desk.outbox.retry(row.id, by="chen", reason="号码已核对")
        return
    desk.outbox.retry(row.id, by="chen", reason="号码已核对")

    with desk._opened.storage.reading() as reader:
        found = reader.outbox_entry(row.id)
    assert found is not None
    assert (found.state, found.medium, found.epoch) == (S.READY, 0, row.epoch + 1)
    assert found.next_at == desk.clock.now()
    assert desk.timeline(case, by="chen")[-1].event.name == "message-retried"


@STATES
def test_what_nobody_is_sending_may_be_given_up(desk: Desk, case: Case, state: OutboxState) -> None:
    """What waits, too; for good, and on record."""
    row = put(desk, case, state)

    if state not in ENDED | {S.READY, S.RETRY}:
        with pytest.raises(ConflictError, match=f"is {state} by now"):
            desk.outbox.give_up(row.id, by="chen", reason="顾客已电话答复")
        return

    assert desk.outbox.give_up(row.id, by="chen", reason="顾客已电话答复").state is S.CANCELLED
    assert desk.timeline(case, by="chen")[-1].event.name == "message-given-up"


@pytest.mark.parametrize(
    ("by", "reason", "error"),
    [("chen", " ", InvalidInput), ("chen", "", InvalidInput), ("nobody", "再发", InvalidInput)],
)
def test_it_takes_somebody_who_works_here_and_a_reason(
    desk: Desk, case: Case, by: str, reason: str, error: type[Exception]
) -> None:
    """Else nothing changes; and who does not work here hears that, whatever id they guess. R20"""
    row = put(desk, case, S.DEAD)

    for deed in (desk.outbox.retry, desk.outbox.give_up):
        for id in (row.id, "X-1"):
            with pytest.raises(error):
                deed(id, by=by, reason=reason)

    assert desk.outbox.show(row.id, by="chen").state is S.DEAD


def test_an_unknown_message_is_not_found(desk: Desk) -> None:
    """By either."""
    for deed in (desk.outbox.retry, desk.outbox.give_up):
        with pytest.raises(NotFound):
            deed("X-1", by="chen", reason="再发")


def test_who_may_not_see_the_case_hears_what_hears_who_guesses(desk: Desk, case: Case) -> None:
    """There is no such message, by either; and it stays as it was. R20"""
    row = put(desk, case, S.DEAD)

    for deed in (desk.outbox.retry, desk.outbox.give_up):
        with pytest.raises(NotFound) as hidden:
            deed(row.id, by="hu", reason="再发")
        with pytest.raises(NotFound) as guessed:
            deed("X-1", by="hu", reason="再发")
        assert str(hidden.value).replace(row.id, "X-1") == str(guessed.value)

    assert desk.outbox.show(row.id, by="chen").state is S.DEAD


@pytest.mark.parametrize(("deed", "state"), [(requeue.retry, S.DEAD), (requeue.give_up, S.READY)])
def test_who_comes_second_changes_nothing(
    desk: Desk, case: Case, monkeypatch: pytest.MonkeyPatch, deed: Callable[..., OutboxRow], state: OutboxState
) -> None:
    """A worker took it, or another person ruled, between the look and the change; the timeline tells of no ruling."""
    row = put(desk, case, state)
    monkeypatch.setattr(SqlWriter, "change_outbox", lambda *_, **__: False)

    with pytest.raises(ConflictError, match=f"is {state} by now"):
        deed(desk._door, row.id, by="chen", reason="号码已核对")

    assert not {"message-retried", "message-given-up"} & {one.event.name for one in desk.timeline(case, by="chen")}


@pytest.mark.parametrize(("deed", "event"), [(requeue.retry, "message-retried"), (requeue.give_up, "message-given-up")])
def test_plugins_hear_of_a_ruling(desk: Desk, case: Case, deed: Callable[..., OutboxRow], event: str) -> None:
    """Like all that people do. R4"""
    row, told = put(desk, case, S.DEAD), list[Sequence[EventRow]]()

    deed(attrs.evolve(desk._door, recorded=told.append), row.id, by="chen", reason="号码已核对")

    assert [one.name for rows in told for one in rows] == [event]


@pytest.mark.parametrize("deed", [requeue.retry, requeue.give_up])
def test_a_program_may_sort_messages_too(desk: Desk, case: Case, deed: Callable[..., OutboxRow]) -> None:
    """It works here without being on the staff, and the timeline names it."""
    row = put(desk, case, S.DEAD)

    deed(desk._door, row.id, by=System("nightly"), reason="号码已核对")

    assert "nightly" in str(desk.timeline(case, by="chen")[-1].by)
