"""Two processes at once: one wins, the other is told; and what was acknowledged survives `kill -9`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from complaintkit import Case, Desk, StorageError
from tests.houses import ON_BOTH

pytestmark = ON_BOTH

PROGRAM = """
import json, sys
from complaintkit import ComplaintKitError, Desk
from complaintkit.testing import FakeClock
database, verb, arguments = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
with Desk.open(database, clock=FakeClock("2026-11-21T10:05+08:00")) as desk:
    desk.cases(by="fang").count()
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        case = getattr(desk, verb)(**arguments)
        print(json.dumps(["done", case.state, case.owner]))
    except ComplaintKitError as error:
        print(json.dumps(["refused", error.code, str(error)]))
"""


@pytest.fixture
def both(tmp_path: Path, program: Callable[..., Any]) -> Callable[..., list[list[str]]]:
    """Give the same command from two processes at the same moment."""

    def run(verb: str, arguments: dict[str, object]) -> list[list[str]]:
        racing = [program(PROGRAM, f"sqlite:///{tmp_path}/desk.db", verb, json.dumps(arguments)) for _ in range(2)]
        assert [one.line() for one in racing] == ["ready", "ready"]
        for one in racing:
            one.go()
        return sorted(json.loads(one.communicate()[0]) for one in racing)

    return run


def test_two_accept_the_same_handover(desk: Desk, both: Callable[..., list[list[str]]], investigated: Case) -> None:
    """One takes it, the other hears that it was taken. F2"""
    case = desk.offer_handover(investigated, by="chen", to="li", reason="supplier-side")
    assert case.handover is not None

    done, refused = both("accept_handover", {"case": case.number, "by": "li", "handover": case.handover.id})

    assert done == ["done", "investigating", "li"]
    assert refused[:2] == ["refused", "conflict"]


def test_two_archive_the_same_case(desk: Desk, both: Callable[..., list[list[str]]], case: Case) -> None:
    """One files it, the other is told where it stands."""
    desk.settle(case, by="chen", facts="换了一份", agreed="in-person")

    done, refused = both("archive", {"case": case.number, "by": "chen"})

    assert done[:2] == ["done", "archived"]
    assert refused[:2] == ["refused", "not-allowed"]


WRITER = """
import sys
from complaintkit import Customer, Desk
with Desk.open(sys.argv[1]) as desk:
    for index in range(10_000):
        case = desk.receive(f"第{index}件", by="chen", channel="hotline", unit="softpark", category="food/sensory",
                            customer=Customer(phone=f"1380000{index:04d}"), external_id=f"w{index}")
        print(case.number, flush=True)
"""


def test_nothing_acknowledged_is_lost_to_kill_9(
    tmp_path: Path, desk: Desk, case: Case, program: Callable[..., Any]
) -> None:
    """Every number that was told is there after a kill, whole, and the next one goes on. No acknowledged loss."""
    desk.close()
    writer = program(WRITER, f"sqlite:///{tmp_path}/desk.db")
    told = [writer.line() for _ in range(15)]
    writer.kill()
    told += [line.strip() for line in writer.stdout if line.endswith("\n")]

    with Desk.open(f"sqlite:///{tmp_path}/desk.db") as again:
        kept = {one.number for one in again.cases(by="fang")}
        assert set(told) <= kept
        assert case.number in kept
        for number in told[-3:]:
            assert again.timeline(number, by="fang")[0].event.name == "received"


def test_a_desk_is_not_shared_over_a_fork(desk: Desk, case: Case) -> None:
    """A forked process is refused, instead of writing over its parent's connection."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover  the child reports through the pipe
        try:
            desk.note(case, by="chen", text="x")
            os.write(writing, b"wrote")
        except StorageError as error:
            os.write(writing, str(error).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    said = os.read(reading, 1000).decode()
    os.close(reading)
    os.close(writing)

    assert "fork" in said
