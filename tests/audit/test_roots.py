"""The root of all ledgers, kept elsewhere: with it a cut tail is found, a case taken out, and chains made anew with the key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import attrs
import pytest

from complaintkit import (
    Case,
    ConfigurationError,
    Customer,
    Desk,
    InvalidInput,
    LedgerProblem,
    LedgerRoot,
    NotAllowed,
    NotFound,
)
from complaintkit.cli.views.root import read_root
from complaintkit.delivery.carrier import Cancel
from complaintkit.delivery.due import run_due
from complaintkit.delivery.message.root import judge_root
from complaintkit.delivery.service import Stops
from complaintkit.hooks.configuration import read_config
from complaintkit.records.ledger import STREAM, chained
from complaintkit.testing import FakeClock
from tests.audit.conftest import AUDITOR, Edit
from tests.database import tables


@pytest.fixture
def root(case: Case, desk: Desk) -> LedgerRoot:
    """Taken while all was well."""
    assert case.number
    return desk.ledger.root(by=AUDITOR)


def found(desk: Desk, root: LedgerRoot | None) -> list[LedgerProblem]:
    """What verifying finds."""
    return list(desk.ledger.verify(by=AUDITOR, root=root).problems)


def test_it_holds_while_the_ledgers_go_on(desk: Desk, case: Case, root: LedgerRoot) -> None:
    """Whatever is added; and a later one stands beside it."""
    desk.receive("汤凉", by="chen", channel="hotline", unit="softpark", customer=Customer(name="李雷"))
    later = desk.ledger.root(by=AUDITOR)

    assert later.position > root.position
    assert set(later.heads) > {case.number}
    assert found(desk, root) == found(desk, later) == []


def test_twice_without_anything_in_between_is_once(desk: Desk, root: LedgerRoot) -> None:
    """No line is added for it."""
    before = len(list(desk.events()))

    assert desk.ledger.root(by=AUDITOR) == root
    assert len(list(desk.events())) == before


def test_a_cut_tail_is_found(desk: Desk, case: Case, root: LedgerRoot, edit: Edit) -> None:
    """The case's row says that it ends there, the desk's own ledger was cut, too: only the root elsewhere knows."""
    last = 'SELECT max(seq) FROM ledger WHERE "case" = :case'
    edit(
        "DELETE FROM ledger WHERE \"case\" = 'desk' AND name = 'ledger-rooted'",
        f'DELETE FROM ledger WHERE "case" = :case AND seq = ({last})',  # noqa: S608
        f'UPDATE "case" SET version = ({last}), head = (SELECT hash FROM ledger WHERE "case" = :case AND seq = ({last}))',  # noqa: S608
        case=case.id,
    )
    reasons = [one.reason for one in found(desk, root)]

    assert any("only" in one and "are left" in one for one in reasons), reasons
    assert any("are not those whose root was taken" in one for one in reasons)


def test_a_case_that_was_taken_out_is_named(desk: Desk, case: Case, root: LedgerRoot) -> None:
    """By its number."""
    more = attrs.evolve(root, heads={**root.heads, "SOFTPARK-261121-077": root.heads[case.number]})

    assert [one.case for one in found(desk, more)] == ["SOFTPARK-261121-077"]


def test_chains_made_anew_with_the_key_are_found(desk: Desk, case: Case, root: LedgerRoot, tmp_path: Path) -> None:
    """Somebody who has the key rewrites a line, every line behind it, heads and all."""
    with desk._opened.storage.reading() as reader:
        rows = list(reader.events([case.id]))
    forged = list(chained([attrs.evolve(row, by="zhao") for row in rows], desk._door.keyring.ledger))
    with tables(tmp_path / "desk.db") as database, database.unguarded():
        for row in forged:
            changed = 'UPDATE ledger SET by = :by, hash = :hash WHERE "case" = :case AND seq = :seq'
            database.run(changed, by=row.by, hash=row.hash, case=row.case, seq=row.seq)
        database.run('UPDATE "case" SET head = :head', head=forged[-1].hash)
    inside, outside = found(desk, None), found(desk, root)

    assert any("do not make their root" in one.reason for one in inside)  # the desk's own were not forged
    assert any(one.case == case.number and "its lines are not those" in one.reason for one in outside)


def test_lines_that_change_places_are_found(desk: Desk, root: LedgerRoot, edit: Edit) -> None:
    """The order of commits is in no chain, but in the root."""
    edit(
        "UPDATE ledger SET position = -1 WHERE position = 3",
        "UPDATE ledger SET position = 3 WHERE position = 4",
        "UPDATE ledger SET position = 4 WHERE position = -1",
    )

    assert any("do not make their root" in one.reason for one in found(desk, root))


def test_the_worker_takes_one_a_day(desk: Desk, case: Case, clock: FakeClock) -> None:
    """A day after the first line, then a day after the last root, to the hour; no more, however often it comes round."""

    def rooted() -> Iterator[str]:
        return (one.name for one in desk.events() if one.name == "ledger-rooted")

    for hours, count in ((23, 0), (1, 1), (1, 1), (22, 1), (1, 2)):
        clock.advance(timedelta(hours=hours))
        desk.note(case, by="chen", text="又来电话")
        desk.run_due()
        desk.run_due()
        assert len(list(rooted())) == count


def test_it_is_for_who_sees_all_cases(desk: Desk, root: LedgerRoot) -> None:
    """It names every case. R20"""
    assert desk.ledger.root(by="fang").heads == root.heads
    with pytest.raises(NotAllowed):
        desk.ledger.root(by="hu")
    with pytest.raises(NotAllowed):
        desk.ledger.verify(by="hu", root=root)


def test_observers_hear_of_it(case: Case, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin carries it away: position and root stand in the event."""
    heard: list[str] = []
    plugins = type(desk._opened.plugins)
    monkeypatch.setattr(plugins, "observed", property(lambda _: True))
    monkeypatch.setattr(plugins, "event_recorded", lambda _, event: heard.append(event.data))
    root = desk.ledger.root(by=AUDITOR)

    assert case.number
    assert any(root.root in one for one in heard)


# ---- lines of before there were keys ---------------------------------------------------------------------------------
def test_lines_of_before_the_key_are_taken_where_the_desk_says_so(
    desk: Desk, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a line that has the key itself; without it, lines without a key are lines that somebody changed."""
    from complaintkit.records import ledger as module

    key = desk._door.keyring.ledger
    with desk._opened.storage.reading() as reader:
        rows = [row for id_ in (STREAM, case.id) for row in reader.events([id_])]
    plain: list[str] = []
    with tables(tmp_path / "desk.db") as database, database.unguarded():
        head = ""
        for row in rows:
            head = module._plain_hash("" if row.seq == 1 else head, row)
            plain.append(head)
            changed = 'UPDATE ledger SET hash = :hash WHERE "case" = :case AND seq = :seq'
            database.run(changed, hash=head, case=row.case, seq=row.seq)
        database.run('UPDATE "case" SET head = :head', head=head)
    assert not desk.ledger.verify(by=AUDITOR).ok

    with desk._opened.storage.writing() as tx:
        module.begin_keyed(tx, key, now=desk._door.clock.now(), by="system:upgrade")

    assert found(desk, None) == []


# ---- the feed after a restore ----------------------------------------------------------------------------------------
@pytest.mark.sqlite("restored from SQLite's own backup")
def test_a_reader_of_the_feed_notices_that_a_backup_was_restored(
    desk: Desk, case: Case, tmp_path: Path, clock: FakeClock, open_at: Callable[[Path], Desk]
) -> None:
    """Its position names an event that is not there any more; one that both have goes on as if nothing had been."""
    *_, common = desk.events()
    desk.backup(tmp_path / "copy.db")
    desk.note(case, by="chen", text="之后")
    *_, lost = desk.events()
    restored = open_at(tmp_path / "copy.db")
    clock.advance(timedelta(hours=1))
    restored.note(case.number, by="chen", text="另一条")

    assert [one.name for one in restored.events(after=common.position)] == ["noted"]
    with pytest.raises(NotFound, match="A backup was restored") as error:
        restored.events(after=lost.position)
    assert error.value.code == "not-found"


@pytest.mark.sqlite("restored from SQLite's own backup")
@pytest.mark.parametrize("rooted_before", [0, 1, 2])
def test_a_backup_holds_against_a_root_that_was_taken_right_after_it(
    desk: Desk, case: Case, tmp_path: Path, open_at: Callable[[Path], Desk], rooted_before: int
) -> None:
    """The line that puts the root down is not in the copy; all that it covers is."""
    for _ in range(rooted_before):
        desk.ledger.root(by=AUDITOR)
        desk.note(case, by="chen", text="之后")
    desk.backup(tmp_path / "copy.db")
    root = desk.ledger.root(by=AUDITOR)
    restored = open_at(tmp_path / "copy.db")

    assert found(restored, root) == []
    restored.note(case.number, by="chen", text="恢复以后")
    assert found(restored, root) == []


@pytest.mark.sqlite("restored from SQLite's own backup")
def test_a_backup_that_others_went_on_after_does_not_make_a_later_root(
    desk: Desk, case: Case, tmp_path: Path, open_at: Callable[[Path], Desk]
) -> None:
    """Neither as it is, nor once it has as many lines again: the cases that went on are named."""
    desk.backup(tmp_path / "copy.db")
    desk.note(case, by="chen", text="之后")
    root = desk.ledger.root(by=AUDITOR)
    restored = open_at(tmp_path / "copy.db")

    for _ in range(2):
        assert {one.case for one in found(restored, root)} == {None, case.number}
        restored.note(case.number, by="chen", text="恢复以后")


def test_the_worker_carries_the_root_outside(desk: Desk, case: Case, clock: FakeClock, tmp_path: Path) -> None:
    """Into the file that the settings name, once a day, for its owner alone; where that can't be written, again in an hour."""
    file = tmp_path / "elsewhere" / "root.json"
    door = attrs.evolve(desk._door, root_file=file)
    run_due(door, limit=10)
    assert not file.exists(), "the folder is not there yet"
    file.parent.mkdir()
    for passed, written in ((timedelta(minutes=59), False), (timedelta(minutes=1), True), (timedelta(hours=23), False)):
        clock.advance(passed)
        desk.note(case, by="chen", text="又问了一次")
        before = file.read_text("utf-8") if file.exists() else ""
        run_due(door, limit=10)
        assert (file.exists() and file.read_text("utf-8") != before) is written
    clock.advance(timedelta(hours=1))
    run_due(door, limit=10)
    assert file.read_text("utf-8") != before
    assert (file.stat().st_mode & 0o777, list(file.parent.iterdir())) == (0o600, [file])
    assert desk.ledger.verify(by=AUDITOR, root=read_root(file)).ok


def test_the_settings_name_the_file(tmp_path: Path) -> None:
    """Beside the settings, where it is no whole path."""
    settings = tmp_path / "complaintkit.toml"
    settings.write_text('[desk]\nroot_file = "elsewhere/root.json"\n', "utf-8")
    assert read_config(settings).root_file == tmp_path / "elsewhere" / "root.json"


# ---- the end of the desk's own ledger ------------------------------------------------------------------------------
def test_a_desks_own_ledger_that_is_cut_off_is_found(desk: Desk, case: Case, edit: Edit) -> None:
    """Without a root: a setting says where it ends, which nobody without the key can set back."""
    desk.ledger.root(by=AUDITOR)
    assert found(desk, None) == []
    edit("DELETE FROM ledger WHERE position = (SELECT max(position) FROM ledger)")
    (one,) = [one for one in found(desk, None) if "own ledger" in one.reason]

    assert (one.case, one.reason) == (None, "the last lines of the desk's own ledger are missing")


def test_what_an_earlier_version_wrote_has_no_end_to_miss(desk: Desk, case: Case, edit: Edit) -> None:
    """Until the next line of the desk's own; lines that such a version adds later are no lines too many."""
    before = desk._opened.storage
    edit("DELETE FROM meta WHERE key = 'own-end'")
    assert found(desk, None) == []
    desk.ledger.root(by=AUDITOR)
    with before.reading() as reader:
        end = reader.meta("own-end")
    desk.note(case, by="chen", text="之后")
    desk.ledger.root(by=AUDITOR)
    with before.writing() as tx:
        tx.put_meta("own-end", end or "")

    assert found(desk, None) == []


# ---- by mail ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def mailing(desk: Desk, tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    """The same desk, whose settings name a mailbox and a file; mails are written into a folder."""
    settings = tmp_path / "complaintkit.toml"
    settings.write_text(
        '[desk]\ndatabase = "sqlite:///desk.db"\nroot_file = "root.json"\nroot_mail = "audit@shop.example"\n'
        '[plugins.mail]\nuse = "files"\nfolder = "mails"\n',
        "utf-8",
    )
    with Desk.open(config=settings, clock=clock) as opened:
        yield opened


def mails(folder: Path) -> list[EmailMessage]:
    """What was mailed, oldest first."""
    files = sorted((folder / "mails").glob("*ledger-rooted*.eml"), key=lambda one: one.stat().st_mtime_ns)
    return [message_from_bytes(one.read_bytes(), policy=default) for one in files]


def test_the_root_is_mailed_as_the_file_has_it(case: Case, mailing: Desk, tmp_path: Path, clock: FakeClock) -> None:
    """Once a day, to the address of the settings; saved, it finds what the file finds, whatever happened since. S5"""
    for day in range(2):
        mailing.run_due()
        mailing.note(case.number, by="chen", text="在查")  # after it was taken, before it goes out
        written = (tmp_path / "root.json").read_text("utf-8")
        while mailing.deliver_blocking():
            pass
        mailing.run_due()
        assert len(mails(tmp_path)) == day + 1
        mail = mails(tmp_path)[-1]
        assert mail["To"] == "audit@shop.example"
        assert mail.get_content().replace("\r\n", "\n") == written
        clock.advance(timedelta(hours=24))
    saved = tmp_path / "saved.json"
    saved.write_text(mail.get_content(), "utf-8")
    assert mailing.ledger.verify(by=AUDITOR, root=read_root(saved), deep=True).ok


def test_a_mailed_root_is_on_the_record(case: Case, mailing: Desk, edit: Edit) -> None:
    """In the desk's own ledger and in the outbox of who sees everything; an entry that is about no root is found."""
    mailing.run_due()
    while mailing.deliver_blocking():
        pass

    (sent,) = [one for one in mailing.outbox.list(by="fang") if one.name == "ledger-rooted"]
    assert (sent.case, sent.recipient, sent.state) == ("desk", "root_mail", "delivered")
    assert [one.name for one in mailing.events()][-1] == "message-sent"
    assert all(one.name != "ledger-rooted" for one in mailing.outbox.list(by="hu"))
    assert mailing.ledger.verify(by=AUDITOR, deep=True).ok
    edit("UPDATE outbox SET seq = 1 WHERE name = 'ledger-rooted'")
    assert not mailing.ledger.verify(by=AUDITOR, deep=True).ok


def test_nothing_is_mailed_where_the_settings_name_nobody(case: Case, mailing: Desk) -> None:
    """What was to go before the setting was taken away is called off."""
    mailing.run_due()
    door = attrs.evolve(mailing._door, root_mail=None)
    with mailing._opened.storage.reading() as reader:
        row = next(one for one in reader.outbox() if one.name == "ledger-rooted")
        verdict, _ = judge_root(door, reader, row, (), Stops())

    assert verdict == Cancel("the settings name nobody")


@pytest.mark.parametrize("address", ["audit", "audit@", "@shop.example", "Audit <audit@shop.example>", "a@b.c, d@e.f"])
def test_an_address_that_is_none_is_told(tmp_path: Path, address: str) -> None:
    """By the name of the setting, with an example."""
    settings = tmp_path / "complaintkit.toml"
    settings.write_text(f'[desk]\nroot_mail = "{address}"\n', "utf-8")
    with pytest.raises(ConfigurationError, match=r"desk\.root_mail: is no mail address.*audit@shop\.example"):
        read_config(settings)


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("\ufeff", ""), ("From: kefu@shop.example\nSubject: root\n\n", "\n-- \nThis mail {is} confidential.\n")],
    ids=["file", "Notepad", "mail"],
)
def test_a_mail_that_was_saved_holds_its_root(tmp_path: Path, before: str, after: str) -> None:
    """Whatever stands above and below it: headers, a footer that a gateway added, a mark of the editor."""
    kept = {"position": 3, "root": "ab", "at": "2026-11-21T02:00:00+00:00", "heads": {"A-1": [2, "cd"]}}
    file = tmp_path / "root.txt"
    file.write_text(f"{before}{json.dumps(kept, indent=1)}{after}", "utf-8")
    assert read_root(file).heads["A-1"].lines == 2


@pytest.mark.parametrize(
    ("content", "why"), [(None, "can't be read: there is no such file"), ("hello", "holds no root")]
)
def test_what_is_no_root_says_why(tmp_path: Path, content: str | None, why: str) -> None:
    """A file that is not there is told from one that holds something else."""
    file = tmp_path / "root.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(InvalidInput, match=why):
        read_root(file)
