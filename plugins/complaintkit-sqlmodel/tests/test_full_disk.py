"""A disk that is full: of a PostgreSQL server, or of its log, which stops the server; of a backup, a copy, an upgrade."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from alembic import command
from alembic.config import Config
from complaintkit_sqlmodel import SqlModelStorage
from complaintkit_sqlmodel._open import backend_of
from complaintkit_sqlmodel._setting import Settings
from complaintkit_sqlmodel._storage import SqlStorage

from complaintkit import Customer, Desk
from complaintkit.errors import ComplaintKitError, OutcomeUnknown, StorageError
from complaintkit.model.evidence import Attachment
from complaintkit.playbook import load_playbook
from complaintkit.ports.storage import CaseFilter
from complaintkit.testing import FakeClock
from complaintkit.testing._staff import organisation_for
from complaintkit.testing._storage_rows import case_row, event_row, vault_row

KEY: Final = bytes(range(32))
NOBODY: Final = 65534  # runs the server
PHOTO: Final = Attachment(name="a.png", media_type="image/png", content=os.urandom(300_000))
MANY: Final = 1_000


@attrs.define
class Disk:
    """A small disk."""

    place: Path

    def grow(self, megabytes: int) -> None:
        """Give it more space."""
        mounted(self.place, f"remount,size={megabytes}m")

    def fill(self, *, all_but: int) -> None:
        """Leave so few bytes on it."""
        (self.place / "else").write_bytes(bytes(shutil.disk_usage(self.place).free - all_but))

    def clear(self) -> None:
        """Take away what filled it."""
        (self.place / "else").unlink()


def mounted(place: Path, options: str) -> bool:
    """Mount a disk in memory; tell if this system lets us."""
    mount = shutil.which("mount")
    return (
        mount is not None
        and not subprocess.run(
            [mount, "-t", "tmpfs", "-o", options, "tmpfs", place], check=False, capture_output=True
        ).returncode
    )


@pytest.fixture
def disk() -> Iterator[Disk]:
    """A disk of 24 MB, in a folder that the server, who is nobody, comes to."""
    place = Path(tempfile.mkdtemp(prefix="disk-"))
    place.chmod(0o755)
    if os.name != "posix" or os.geteuid() != 0 or not mounted(place, "size=24m,mode=755"):
        place.rmdir()
        pytest.skip("only root may mount a disk, where the system lets it")
    yield Disk(place)
    subprocess.run(["umount", "--lazy", place], check=True)
    place.rmdir()


@pytest.fixture
def small(postgresql: Any, disk: Disk) -> Iterator[str]:
    """The URL of a database that lies on the disk, with our tables, of a server that lies elsewhere."""
    place = disk.place / "space"
    place.mkdir(mode=0o700)
    os.chown(place, NOBODY, NOBODY)
    with postgresql.connected() as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        connection.execute("CREATE DATABASE small TABLESPACE small")
    yield postgresql.url("small")
    postgresql.drop("small")
    with postgresql.connected() as connection:
        connection.execute("DROP TABLESPACE small")


@pytest.fixture
def crowded(postgresql: Any, disk: Disk) -> Iterator[Any]:
    """A server of its own, all of it on the disk."""
    disk.grow(250)
    server = type(postgresql)(beside=disk.place)
    yield server
    server.remove()


def opened(url: str, tmp_path: Path) -> Desk:
    """A desk on a database, with somebody in every role."""
    organisation = organisation_for(load_playbook("canteen-delivery"), tmp_path)
    clock = FakeClock("2026-11-21T10:00+08:00")
    return Desk.open(url, playbook="canteen-delivery", organisation=organisation, clock=clock, key=KEY)


def receive(desk: Desk, number: int) -> str:
    """Take a complaint in, with a photo; the same number is the same request."""
    return desk.receive(
        f"The rice smells sour {number}.",
        by="chen",
        channel="hotline",
        customer=Customer(name="Wang Fang", phone="13800138000"),
        attachments=[PHOTO],
        idempotency_key=f"k{number}",
    ).number


def receive_until_it_fails(desk: Desk) -> tuple[list[str], ComplaintKitError]:
    """Take one in after another; return what was acknowledged, and what the first that failed was told."""
    acknowledged: list[str] = []
    for number in range(MANY):
        try:
            acknowledged.append(receive(desk, number))
        except ComplaintKitError as error:
            return acknowledged, error
    raise AssertionError("there was room for all")


def check_that_all_is_there(desk: Desk, acknowledged: list[str]) -> None:
    """Look for what was acknowledged, and for nothing that is there twice or by half."""
    texts = [one.text for one in desk.cases(by="chen")]
    assert {f"The rice smells sour {number}." for number in range(len(acknowledged))} <= set(texts)
    assert len(texts) == len(set(texts))
    assert [receive(desk, number) for number in range(len(acknowledged))] == acknowledged


def test_a_full_disk_of_a_database_is_told_and_loses_nothing(small: str, disk: Disk, tmp_path: Path) -> None:
    """With the next step; what was refused is not there by half, and asked again where there is space it is kept once. P1, P2"""
    with opened(small, tmp_path) as desk:
        acknowledged, told = receive_until_it_fails(desk)
        assert acknowledged
        assert isinstance(told, StorageError)
        assert "the server's disk is full" in str(told)
        assert "Free space" in str(told)
        disk.grow(100)  # a server without space may not even answer: it makes room in memory by writing
        assert len(list(desk.cases(by="chen"))) == len(acknowledged)
        acknowledged.append(receive(desk, len(acknowledged)))
        check_that_all_is_there(desk, acknowledged)


def test_a_full_disk_of_a_servers_log_loses_nothing(crowded: Any, disk: Disk, tmp_path: Path) -> None:
    """The server stops in the middle of it, so that nobody knows; asked again once it has space, it is there once. P1, P2"""
    crowded.make_empty("desk")
    with opened(crowded.url("desk"), tmp_path) as desk:
        receive(desk, 0)
        disk.fill(all_but=6_000_000)
        acknowledged, told = receive_until_it_fails(desk)
        assert isinstance(told, OutcomeUnknown | StorageError)
        with pytest.raises(StorageError) as caught:
            desk.cases(by="chen")
        assert "Report this as a defect" not in str(caught.value)
        disk.clear()
        crowded.see_that_it_runs()
        acknowledged.append(receive(desk, len(acknowledged)))
        check_that_all_is_there(desk, acknowledged)


@pytest.fixture
def large(tmp_path: Path) -> Iterator[SqlStorage]:
    """A database with ten megabytes in it, on a disk with room."""
    with closing(SqlModelStorage().open(f"sqlite:///{tmp_path}/desk.db")) as storage:
        assert isinstance(storage, SqlStorage)
        with storage.writing() as tx:
            tx.add_case(case_row())
        for number in range(20):
            with storage.writing() as tx:
                vault = attrs.evolve(vault_row(seq=number + 1), content=os.urandom(500_000))
                tx.append([event_row(seq=number + 1)], [vault], [])
        yield storage


def test_a_backup_on_a_full_disk_leaves_nothing(large: SqlStorage, disk: Disk) -> None:
    """The file that has no room is named, with the next step; there is none that could be taken for a backup, nor in the way."""
    disk.fill(all_but=5_000_000)
    with pytest.raises(StorageError, match=r"backup\.db: the disk is full.*Free space"):
        large.back_up(disk.place / "backup.db")
    assert [one.name for one in disk.place.iterdir()] == ["else"]
    disk.clear()
    with closing(large.back_up(disk.place / "backup.db")) as copy, copy.reading() as view:
        assert view.count(CaseFilter()) == 1


@pytest.mark.parametrize("left", range(1_000_000, 9_000_000, 1_000_000))
def test_a_copy_on_a_full_disk_goes_on_when_there_is_room(large: SqlStorage, disk: Disk, left: int) -> None:
    """Wherever it stopped: told with the next step, which does not speak of keys; then it ends alike on both sides."""
    target = f"sqlite:///{disk.place}/copy.db"
    disk.fill(all_but=left)
    with pytest.raises(StorageError, match="again") as caught:
        SqlModelStorage().copy(large.where, target)
    assert "key" not in str(caught.value)
    disk.clear()
    disk.grow(100)
    assert SqlModelStorage().copy(large.where, target)["ledger"] == 20


def make_old(url: str, file: Path) -> None:
    """Make a database of the first version."""
    file.touch()
    _, backend = backend_of(url, create=False, settings=Settings())
    engine = backend.engine()
    with engine.connect() as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", "complaintkit_sqlmodel:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        cursor: Any = connection.connection.cursor()
        backend.sign(cursor)
    engine.dispose()


@pytest.mark.parametrize("left", [0, 40_000, 80_000, 120_000, 160_000, 200_000])
def test_an_upgrade_on_a_full_disk_is_told_and_done_later(disk: Disk, left: int) -> None:
    """Wherever it stopped: the old tables or the new ones, and the next upgrade ends it. P2"""
    url = f"sqlite:///{disk.place}/desk.db"
    make_old(url, disk.place / "desk.db")
    disk.fill(all_but=left)
    with pytest.raises(StorageError, match="disk") as caught:
        SqlModelStorage().upgrade(url)
    assert "key" not in str(caught.value)
    disk.clear()
    SqlModelStorage().upgrade(url)
    SqlModelStorage().open(url).close()
