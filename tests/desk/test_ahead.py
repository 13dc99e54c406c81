"""Where others write at the same time, a command is decided before its turn to write: what it leaves is what it always leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from complaintkit_sqlmodel._storage import SqlStorage

from complaintkit import Case, ConflictError, Customer, Desk, Money, NotAllowed, Remedy
from complaintkit.ports import storage as port
from complaintkit.ports.storage import EventRow
from complaintkit.records import ahead
from complaintkit.records.unknown_commit import CertainStorage
from tests.houses import ON_BOTH

pytestmark = ON_BOTH


@pytest.fixture(autouse=True)
def crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has just had to wait."""
    monkeypatch.setattr(SqlStorage, "crowded", property(lambda _: True))


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How decisions made ahead fared in their turn: written, or made again."""
    found: list[str] = []
    write = ahead.Ahead.write

    def noted(self: ahead.Ahead, tx: port.Writer) -> int:
        found.append("again")
        before = write(self, tx)
        found[-1] = "written"
        return before

    monkeypatch.setattr(ahead.Ahead, "write", noted)
    return found


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Has something done by others once, between a decision and its turn."""

    def once(act: Callable[[], object]) -> None:
        writing, left = CertainStorage.writing, [act]

        @contextmanager
        def late(self: CertainStorage) -> Iterator[port.Writer]:
            if left:
                left.pop()()
            with writing(self) as tx:
                yield tx

        monkeypatch.setattr(CertainStorage, "writing", late)

    return once


def _taken(desk: Desk, unit: str = "no3-school", *, phone: str = "13800138000") -> Case:
    fang = Customer(name="王芳", phone=phone)
    return desk.receive("米饭是酸的", by="chen", channel="hotline", unit=unit, category="food/sensory", customer=fang)


def test_what_is_decided_ahead_is_written_as_it_is(desk: Desk, investigated: Case, turns: list[str]) -> None:
    """A command reads and decides once, and its rows are those of any other day."""
    desk.note(investigated, by="chen", text="等食堂回话")

    assert set(turns) == {"written"}
    assert not desk.ledger.verify(by="fang", deep=True).problems


def test_lines_are_told_with_the_positions_of_the_feed(desk: Desk, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who observes hears of a line where the feed has it, though it was put together before it had a position."""
    told: list[EventRow] = []
    monkeypatch.setattr(type(desk._door), "recorded", lambda _, rows: told.extend(rows))

    desk.note(case, by="chen", text="一")
    desk.note(case, by="chen", text="二")

    with desk._door.storage.reading() as reader:
        feed = {row.position: (row.seq, row.name) for row in reader.feed(after=0, limit=1000)}
    assert len(told) == 2
    assert [feed[row.position] for row in told] == [(row.seq, row.name) for row in told]


def test_what_came_in_between_is_gone_by(
    open_desk: Callable[[], Desk], meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    """A case was filed between a decision and its turn: the decision is made again, and refused as if it had come after."""
    desk, other = open_desk(), open_desk()
    case = desk.settle(_taken(desk), by="chen", facts="换了一份", agreed="in-person")
    meanwhile(lambda: other.archive(case, by="chen"))

    with pytest.raises(NotAllowed):
        desk.archive(case, by="chen")
    assert not desk.ledger.verify(by="fang", deep=True).problems


def test_two_notes_at_once_are_both_kept(
    open_desk: Callable[[], Desk], turns: list[str], meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    """The one that comes second is decided again, behind the first; nothing that was typed is lost."""
    desk, other = open_desk(), open_desk()
    case = _taken(desk)
    turns.clear()
    meanwhile(lambda: other.note(case, by="sun", text="别人写的"))

    after = desk.note(case, by="chen", text="我写的")

    assert sorted(turns) == ["again", "written"]
    assert after.version == case.version + 2


def test_a_version_that_was_passed_meanwhile_is_a_conflict(
    open_desk: Callable[[], Desk], meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    """Whoever insists on a version is told that the case has gone on, and to which."""
    desk, other = open_desk(), open_desk()
    case = _taken(desk)
    meanwhile(lambda: other.note(case, by="sun", text="别人写的"))

    with pytest.raises(ConflictError) as caught:
        desk.note(case, by="chen", text="我写的", if_version=case.version)
    assert caught.value.actual == case.version + 1


def test_two_cases_of_a_day_have_two_numbers(
    open_desk: Callable[[], Desk], meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    """A number that somebody else was given meanwhile is not given again, and none is left out."""
    desk, other = open_desk(), open_desk()
    numbers: list[str] = []
    meanwhile(lambda: numbers.append(_taken(other, phone="13900139000").number))

    numbers.append(_taken(desk).number)

    assert [int(number.rpartition("-")[2]) for number in numbers] == [1, 2]


def test_a_customer_has_one_key_whoever_makes_it(
    open_desk: Callable[[], Desk], meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    """Two cases of a new customer at once: who they are can be read in both, for both are kept by the key that came first."""
    desk, other = open_desk(), open_desk()
    meanwhile(lambda: _taken(other, "softpark"))

    _taken(desk, "no3-school")

    assert [case.customer.name for case in desk.cases(by="fang")] == ["王*", "王*"]
    assert not desk.ledger.verify(by="fang", deep=True).problems


def test_a_budget_is_taken_for_granted_until_the_turn(desk: Desk, case: Case, turns: list[str]) -> None:
    """Where it is enough, nobody waits longer for it; faults/limits tries what happens where it is not."""
    turns.clear()
    desk.settle(
        case, by="chen", facts="换了一份", agreed="in-person", remedies=[Remedy.coupon(Money(20, "CNY"), valid_days=30)]
    )

    assert turns == ["written"]
    assert not desk.ledger.verify(by="fang", deep=True).problems


def test_a_refusal_ahead_is_a_refusal(desk: Desk, case: Case, turns: list[str]) -> None:
    """What may not be done is told at once: nobody has to wait for their turn to hear it."""
    turns.clear()
    with pytest.raises(NotAllowed):
        desk.archive(case, by="chen")
    assert not turns


def test_what_was_kept_back_is_not_read(desk: Desk, case: Case) -> None:
    """Whoever asks for what they have just written needs the turn: nothing here could tell them."""
    with desk._door.storage.reading() as reader:
        here = ahead.Ahead(reader)
        row = here.lock(case.number)
        assert row is not None
        here.put_case(row, if_version=row.version)
        for ask in (lambda: here.case(case.number), lambda: here.events([case.id]), lambda: here.duties(["chen"])):
            with pytest.raises(ahead.NeedsTurn):
                ask()
        assert here.case("none-of-that-number") is None
