"""The master key: where it stands, that nobody else can read it, that it is the right one, and how another follows."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from complaintkit_sqlmodel import SqlModelStorage

from complaintkit import ConfigurationError, Customer, Desk, System
from complaintkit.records.key.keyring import Keyring, own_keys, person_key
from complaintkit.records.key.master import MasterKey
from complaintkit.records.key.rotation import rotate
from complaintkit.records.key.source import FileKey, key_source
from complaintkit.testing import FakeClock

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
AT = "2026-11-21T10:00+08:00"


def received(desk: Desk, name: str = "王芳") -> str:
    """Somebody complains."""
    case = desk.receive(
        "米饭是酸的", by="chen", channel="hotline", unit="softpark", customer=Customer(name=name, reference=name)
    )
    return case.number


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A desk that took a complaint in; its key lies beside it."""
    url = f"sqlite:///{tmp_path}/desk.db"
    with Desk.open(url, playbook="canteen-delivery", organisation=ORGANISATION, clock=FakeClock(AT)) as desk:
        received(desk)
    return url


def test_without_its_key_it_does_not_open(url: str, tmp_path: Path) -> None:
    """It says where the key was looked for, in both languages; the key put back opens it."""
    key = tmp_path / "desk.db.key"
    moved = key.rename(tmp_path / "elsewhere.key")
    with pytest.raises(ConfigurationError, match="not named") as refused:
        Desk.open(url)
    assert str(key) in str(refused.value)
    assert "没有指明密钥" in refused.value.user_message("zh-CN")
    Desk.open(url, key=moved).close()
    Desk.open(url, key=FileKey(moved).read()[0].secret).close()
    assert not key.exists()


def test_another_key_is_told_as_that(url: str) -> None:
    """By the names of both, before anything is read or written."""
    with pytest.raises(ConfigurationError, match="was encrypted with"):
        Desk.open(url, key=bytes(32))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such modes")
def test_a_key_that_others_may_read_is_refused(url: str, tmp_path: Path) -> None:
    """With the command that mends it."""
    (tmp_path / "desk.db.key").chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        Desk.open(url)


def test_a_slip_of_the_pen_is_noticed(url: str, tmp_path: Path) -> None:
    """A letter of the line is wrong; nothing of the key is shown."""
    key = tmp_path / "desk.db.key"
    line = FileKey(key).read()[0].line
    key.write_text(line[:20] + ("0" if line[20] != "0" else "1") + line[21:], "utf-8")
    with pytest.raises(ConfigurationError, match="a letter of it") as refused:
        Desk.open(url)
    assert line[10:40] not in str(refused.value)


def test_the_environment_and_a_command_give_it(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the settings say."""
    key = tmp_path / "desk.db.key"
    line = FileKey(key).read()[0].line
    monkeypatch.setenv("OURS", line)
    shown = [sys.executable, "-c", f"print({line!r})"]
    for where in ({"env": "OURS"}, {"command": shown}, {"file": str(key)}):
        assert key_source(where, tmp_path).read()[0].line == line
    with pytest.raises(ConfigurationError, match="not set"):
        key_source({"env": "NOBODYS"}, tmp_path).read()
    with pytest.raises(ConfigurationError, match="gives no key"):
        key_source({"command": ["no-such-program"]}, tmp_path).read()


def test_another_key_follows_while_a_desk_is_open(url: str, tmp_path: Path) -> None:
    """All keys are wrapped by it, a desk that was open before goes on, and who comes anew is wrapped by it, too."""
    source = FileKey(tmp_path / "desk.db.key")
    (before,) = source.read()
    with Desk.open(url, clock=FakeClock(AT)) as desk:
        storage = SqlModelStorage().open(url)
        done = rotate(storage, source)
        assert done.count >= 4
        number = received(desk, "李雷")
        assert desk.case(number, by="chen").text == "米饭是酸的"
        with storage.reading() as tx:
            assert {row.master for row in tx.keys(limit=1000)} == {done.master} != {before.id}
        storage.close()
    with Desk.open(url, clock=FakeClock(AT)) as desk:
        assert desk.cases(by=System("test")).count() == 2
    with pytest.raises(ConfigurationError, match="was encrypted with"):
        Desk.open(url, key=before.secret)


def test_a_change_of_keys_that_was_interrupted_goes_on(url: str, tmp_path: Path) -> None:
    """The new key stands in the file before the old one: the desk opens in between, and the second run ends it."""
    source = FileKey(tmp_path / "desk.db.key")
    (old,) = source.read()
    new = MasterKey.new()
    source.write([new, old])
    storage = SqlModelStorage().open(url)
    with storage.writing() as tx:
        keyring = Keyring(source, own_keys(tx))
        for row in tx.keys(limit=2):
            tx.put_key(keyring.rewrapped(row, new))
    with Desk.open(url, clock=FakeClock(AT)) as desk:
        received(desk, "李雷")
    rotate(storage, source)
    with storage.reading() as tx:
        assert not tx.keys(not_by=new.id)
    storage.close()
    assert source.read() == (new,)
    Desk.open(url).close()


def test_erasing_throws_the_key_away_and_who_comes_again_gets_another(url: str) -> None:
    """Two desks are open: what the other one seals after the erasing is sealed by the new key, and can be read."""
    with Desk.open(url, clock=FakeClock(AT)) as desk, Desk.open(url, clock=FakeClock(AT)) as other:
        (case,) = desk.cases(by=System("test"))
        with desk._door.storage.reading() as tx:
            row = tx.case(case.id)
            assert row is not None
            owner = person_key(row.person)
            first = tx.key(owner)
        desk.withdraw(case, by="chen", reason="x")
        desk.archive(case.number, by="chen")
        desk.erase_person(case.number, by=System("crm"))
        with desk._door.storage.reading() as tx:
            assert tx.key(owner) is None
        number = received(other)
        assert desk.case(number, by="chen").text == "米饭是酸的"
        with desk._door.storage.reading() as tx:
            assert tx.key(owner) not in (None, first)


def test_the_file_is_its_owners_alone(url: str, tmp_path: Path) -> None:
    """However the folder is."""
    if os.name == "posix":
        assert (tmp_path / "desk.db.key").stat().st_mode & 0o777 == 0o600
