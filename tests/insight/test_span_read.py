"""A report reads the ledgers of its own period, and says what it would say if it read them all."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from complaintkit import Customer, Desk, Period
from complaintkit.plugin import FormReceived
from complaintkit.records.sealed.storage import SealedReader
from complaintkit.testing import FakeClock

Opened = Callable[..., Desk]
ZONE = "Asia/Shanghai"
FIRST, DAYS = date(2026, 11, 10), 32


def of_all(reader: SealedReader, *_: datetime) -> list[str]:
    """Every ledger, whatever it holds."""
    return sorted({row.case for row in reader.feed(after=0, limit=100_000)})


def live(desk: Desk, clock: FakeClock) -> None:
    """Take what came in weeks ago, then some cases that go on for a week: met, missed, put off, handed over, corrected."""
    received = datetime.fromisoformat("2026-11-12T09:00+08:00")
    past = {
        "text": "冷了",
        "unit": "soho",
        "received_at": received,
        "closed_at": received + timedelta(days=9),
        "reply.text": "已换",
        "reply.at": received + timedelta(days=8),
    }
    desk.import_history([FormReceived(past, external_id="17")], by="fang", owner="chen")
    cases = [
        desk.receive(
            "汤是凉的",
            by="chen",
            channel="hotline",
            unit=unit,
            category="food/sensory",
            customer=Customer(name="王芳", phone=f"1380000000{number}"),
        )
        for number, unit in enumerate(("bund", "soho", "bund", "bund"))
    ]
    desk.acknowledge(cases[0], by="chen")
    desk.settle(cases[2], by="chen", facts="换了一碗", agreed="in-person")
    desk.correct(cases[3], by="chen", reason="听错了", unit="soho")
    for _ in range(9):
        clock.advance(timedelta(hours=19))
        desk.run_due()
    desk.assess(cases[0], by=desk.case(cases[0].number, by="fang").owner, severity="low", approach="核实")
    clock.advance(timedelta(days=2))  # nobody has noticed yet what fell due meanwhile


def test_each_day_is_counted_as_if_every_ledger_were_read(
    open_desk: Opened, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happened then, was due then or was received then leads to a case, however early or late it was recorded. S2.7, R15"""
    desk = open_desk()
    live(desk, clock)
    days = [Period.days(FIRST + timedelta(days=number), zone=ZONE) for number in range(DAYS)]
    read = [desk.report(day) for day in days]
    themes = [desk.trainings.themes(by="fang", period=day) for day in days]
    monkeypatch.setattr(SealedReader, "ledgers_between", of_all, raising=False)
    assert read == [desk.report(day) for day in days]
    assert themes == [desk.trainings.themes(by="fang", period=day) for day in days]
    assert sum(report.figures.cases for report in read) == 5
    assert {one.key for report in read for one in report.figures.deadlines if one.breached}


def test_a_day_on_which_nothing_happened_reads_no_ledger(
    open_desk: Opened, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much happened before and after it."""
    desk, read = open_desk(), list[str]()
    live(desk, clock)
    events = SealedReader.events

    def noted(reader: SealedReader, cases: list[str]) -> object:
        read.extend(cases)
        return events(reader, cases)

    monkeypatch.setattr(SealedReader, "events", noted)
    desk.report(Period.days(date(2026, 10, 1), zone=ZONE))
    assert read == []
