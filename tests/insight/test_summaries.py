"""What is summed up of filed cases: reports say the same by it as by the ledgers, and it is never older than the ledger."""

import hashlib
import inspect
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest

from complaintkit import Case, Customer, Desk, Money, Period, Remedy, Report, StorageError, System
from complaintkit.delivery import nightly
from complaintkit.ports.storage import EventRow, SummaryRow
from complaintkit.records import recent
from complaintkit.records.sealed.storage import SealedReader
from complaintkit.records.summary import Summary, row
from complaintkit.testing import FakeClock
from tests.desk.test_states import without_words

ZONE = "Asia/Shanghai"
MADE_BY = "3 a9930c8701958d3e"
"""What makes a summary of schema 3. Where it differs, raise SCHEMA in `records/summary/row.py`, then write it down here."""
DAYS = [Period.days(date(2026, 11, 28) + timedelta(days=number), zone=ZONE) for number in range(24)]


def filed(desk: Desk, unit: str = "bund") -> Case:
    """Settle a complaint at once with money, ask how it was, file it."""
    case = desk.receive(
        "汤是凉的",
        by="chen",
        channel="hotline",
        unit=unit,
        category="service/attitude",
        customer=Customer(name="王芳", phone="13800000001"),
    )
    case = desk.settle(
        case, by="chen", facts="换了一碗", agreed="in-person", remedies=[Remedy.refund(Money("10.10", "CNY"))]
    )
    case = desk.answer_survey(case, by="chen", process=5, outcome=4, via="call")
    return desk.archive(case, by="chen")


def summed_up(desk: Desk) -> list[SummaryRow]:
    """Everything that is kept."""
    with desk._door.storage.reading() as reader:
        return list(reader.every(SummaryRow))


def by_ledgers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Report]:
    """Reports of every day as if nothing was summed up."""
    with monkeypatch.context() as without:
        without.setattr(recent, "read_summary", lambda _row: None)
        return [desk.report(day) for day in DAYS]


def test_a_report_says_the_same_by_summaries_as_by_ledgers(
    desk: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every day, for the whole and for a unit; filed cases are not read for it. S0.14, S2.7"""
    cases = [filed(desk), filed(desk, "soho")]
    desk.receive("米饭是酸的", by="chen", channel="hotline", unit="bund", customer=Customer(phone="13800000002"))
    clock.advance(timedelta(days=2))
    desk.run_due()
    read, events = list[str](), SealedReader.events

    def noted(reader: SealedReader, ids: Sequence[str]) -> object:
        read.extend(ids)
        return events(reader, ids)

    monkeypatch.setattr(SealedReader, "events", noted)
    reports = [desk.report(day) for day in DAYS]
    assert {one.case for one in summed_up(desk)} == {case.id for case in cases}
    assert read
    assert not {case.id for case in cases} & set(read)
    monkeypatch.setattr(SealedReader, "events", events)
    assert reports == by_ledgers(desk, monkeypatch)
    assert sum(one.figures.cases for one in reports) == 3
    assert sum(one.figures.satisfaction.answers for one in reports) == 2
    month = Period.month(2026, 11, zone=ZONE)
    alone = desk.report(month, unit="soho").figures
    assert (alone.cases, [one.value for one in alone.given]) == (1, [Money("10.10", "CNY")])
    assert desk.report(month, by="gu").figures.cases == 1


def test_what_came_after_it_was_summed_up_counts(desk: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A filed case that goes on is read from its ledger at once, and summed up anew the day after."""
    case = filed(desk)
    desk.run_due()
    clock.advance(timedelta(hours=1))
    desk.record_follow_up(case, by="chen", satisfied=True, via="phone")
    reports = [desk.report(day) for day in DAYS]
    assert [one.figures.satisfaction.followed_up for one in reports if one.figures.cases] == [1]
    assert reports == by_ledgers(desk, monkeypatch)
    old = summed_up(desk)
    clock.advance(timedelta(days=1))
    desk.run_due()
    assert [one.seq for one in old] < [one.seq for one in summed_up(desk)]
    assert reports[0].figures == desk.report(DAYS[0]).figures


def test_summing_up_takes_some_at_a_look_and_goes_on_at_the_next(
    desk: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many wait, messages do not wait for them; once all are summed up nobody looks again for a day."""
    monkeypatch.setattr(row, "_MOST", 2)
    for _ in range(5):
        filed(desk)
    counts = []
    for _ in range(4):
        desk.run_due()
        counts.append(len(summed_up(desk)))
    assert counts == [2, 4, 5, 5]
    filed(desk)
    desk.run_due()
    assert len(summed_up(desk)) == 5
    clock.advance(timedelta(days=1))
    desk.run_due()
    assert len(summed_up(desk)) == 6
    with desk._door.storage.reading() as reader:
        assert reader.meta(nightly.SUMMED_UP) == (clock.now() + timedelta(days=1)).isoformat()


def test_what_can_not_be_summed_up_holds_up_nothing_else(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: the next look goes on behind them."""
    monkeypatch.setattr(row, "_MOST", 2)
    *bad, good = sorted(filed(desk).id for _ in range(3))
    made = row.summary_row

    def damaged(rows: Sequence[EventRow]) -> SummaryRow | None:
        if rows[0].case in bad:
            raise StorageError(reason="it is damaged")
        return made(rows)

    monkeypatch.setattr(row, "summary_row", damaged)
    desk.run_due()
    assert summed_up(desk) == []
    desk.run_due()
    assert [one.case for one in summed_up(desk)] == [good]


def test_a_summary_made_another_way_is_not_used(desk: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """By another version of the software, or by nobody's: the ledger is read, and the summary made anew."""
    filed(desk)
    desk.run_due()
    (kept,) = summed_up(desk)
    for other in (attrs.evolve(kept, schema=0), attrs.evolve(kept, content=b"[1]"), attrs.evolve(kept, content=b"{")):
        with desk._door.storage.writing() as tx:
            tx.put_summary(other)
        assert [desk.report(day).figures for day in DAYS[:4]] == [
            one.figures for one in by_ledgers(desk, monkeypatch)[:4]
        ]
    with desk._door.storage.writing() as tx:
        tx.put_summary(attrs.evolve(kept, schema=0))
    clock.advance(timedelta(days=1))
    desk.run_due()
    assert summed_up(desk) == [kept]


def test_no_word_is_in_a_summary(desk: Desk) -> None:
    """Nobody's name, number or words: an erasure leaves it alone, and a report says the same after it."""
    case = filed(desk)
    desk.run_due()
    (kept,) = summed_up(desk)
    assert not [one for one in ("王芳", "13800000001", "汤", "换了") if one.encode() in kept.content]
    before = desk.report(DAYS[0]).figures
    desk.erase_person(case, by=System("privacy"))
    assert desk.report(DAYS[0]).figures == before


def test_a_summary_is_read_as_it_was_written(desk: Desk) -> None:
    """To the last digit."""
    filed(desk)
    desk.run_due()
    (kept,) = summed_up(desk)
    assert Summary.read(kept.content).content() == kept.content


def test_whatever_makes_a_summary_has_a_number() -> None:
    """What counts otherwise than before makes old summaries wrong: it takes another SCHEMA, so that they are made anew."""
    room = Path(inspect.getfile(Summary)).parent
    makers = sorted(one for one in room.glob("*.py") if one.name != "row.py")
    text = "\n".join(without_words(one) for one in makers)
    assert f"{row.SCHEMA} {hashlib.sha256(text.encode()).hexdigest()[:16]}" == MADE_BY
