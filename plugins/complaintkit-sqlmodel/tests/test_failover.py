"""A server that vanishes while it is written to, and the standby that takes its place."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import closing
from threading import Thread
from typing import Any

import pytest
from complaintkit_sqlmodel import SqlModelStorage

from complaintkit.errors import ComplaintKitError
from complaintkit.ports.storage import Storage
from complaintkit.testing._storage_rows import outbox_row

SECONDS = 60.0


@pytest.fixture
def two(postgresql: Any) -> Iterator[tuple[Any, Any]]:
    """A primary and the standby it waits for at each commit, servers of their own."""
    make = type(postgresql)
    primary = make()
    try:
        standby = make(follows=primary)
    except BaseException:
        primary.remove()
        raise
    try:
        with primary.connected() as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")
            wait_until(connection, "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
        yield primary, standby
    finally:
        standby.remove()
        primary.remove()


def wait_until(connection: Any, question: str) -> None:
    """Ask until it is so."""
    give_up = time.monotonic() + SECONDS
    while not connection.execute(question).fetchone()[0]:
        assert time.monotonic() < give_up, question
        time.sleep(0.05)


def url_of(*servers: Any) -> str:
    """The database on whichever of these servers can be written to."""
    hosts = ",".join(str(one.socket) for one in servers)
    return f"postgresql://postgres@/desk?host={hosts}&target_session_attrs=read-write"


def write_until_it_fails(storage: Storage, acknowledged: list[str]) -> None:
    """Write one message after another; note each that was acknowledged."""
    for number in itertools.count():
        try:
            with storage.writing() as tx:
                tx.put_outbox([outbox_row(f"e{number}")])
        except ComplaintKitError:
            return
        acknowledged.append(f"e{number}")


def test_a_standby_that_takes_over_has_all_that_was_acknowledged(two: tuple[Any, Any]) -> None:
    """The primary is killed while somebody writes: who named both servers goes on at the other, and nothing is lost."""
    primary, standby = two
    primary.make_empty("desk")
    acknowledged: list[str] = []
    with closing(SqlModelStorage().open(url_of(primary, standby))) as storage:
        writer = Thread(target=write_until_it_fails, args=(storage, acknowledged))
        writer.start()
        while len(acknowledged) < 20:
            assert writer.is_alive()
            time.sleep(0.01)
        primary.kill()
        writer.join(SECONDS)
        with standby.connected() as connection:
            connection.execute("SELECT pg_promote(true, 60)")
        with storage.writing() as tx:
            tx.put_outbox([outbox_row("after")])
        with storage.reading() as view:
            there = {one.id for one in view.outbox(limit=100_000)}
    assert {*acknowledged, "after"} <= there


def test_a_standby_alone_is_refused_with_the_next_step(two: tuple[Any, Any]) -> None:
    """It can only be read: whoever names it by mistake is told which server to name."""
    primary, standby = two
    primary.make_empty("desk")
    SqlModelStorage().open(url_of(primary)).close()
    with standby.connected() as connection:
        wait_until(connection, "SELECT count(*) = 1 FROM pg_database WHERE datname = 'desk'")
    alone = f"postgresql://postgres@/desk?host={standby.socket}"
    with pytest.raises(ComplaintKitError, match="can only be read") as caught:
        write_one(alone)
    assert "target_session_attrs=read-write" in str(caught.value)


def write_one(url: str) -> None:
    """Open it and write."""
    with closing(SqlModelStorage().open(url)) as storage, storage.writing() as tx:
        tx.put_meta("a", "b")
