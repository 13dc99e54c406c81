"""Two processes at once: one wins, the other is told; and what was acknowledged survives `kill -9`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from complaintkit import Case, Desk, StorageError

PROGRAM = """
import json, sys, time
from pathlib import Path
from complaintkit import ComplaintKitError, Desk
from complaintkit.testing import FakeClock
database, start, verb, arguments = sys.argv[1], float(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4])
with Desk.open(database, clock=FakeClock("2026-11-21T10:05+08:00")) as desk:
    desk.cases(by="fang").count()
    time.sleep(max(0.0, start - time.time()))
    try:
        case = getattr(desk, verb)(**arguments)
        print(json.dumps(["done", case.state, case.owner]))
    except ComplaintKitError as error:
        print(json.dumps(["refused", error.code, str(error)]))
"""


def both(tmp_path: Path, verb: str, arguments: dict[str, object]) -> list[list[str]]:
    """The same command from two processes at the same moment."""
    start = time.time() + 4
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, f"sqlite:///{tmp_path}/desk.db", str(start), verb, json.dumps(arguments)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    return sorted(json.loads(process.communicate(timeout=60)[0]) for process in processes)


def test_two_accept_the_same_handover(tmp_path: Path, desk: Desk, investigated: Case) -> None:
    """One takes it, the other hears that it was taken. F2"""
    case = desk.offer_handover(investigated, by="chen", to="li", reason="supplier-side")
    assert case.handover is not None

    done, refused = both(tmp_path, "accept_handover", {"case": case.number, "by": "li", "handover": case.handover.id})

    assert done == ["done", "investigating", "li"]
    assert refused[:2] == ["refused", "conflict"]


def test_two_archive_the_same_case(tmp_path: Path, desk: Desk, case: Case) -> None:
    """One files it, the other is told where it stands."""
    desk.settle(case, by="chen", facts="换了一份", agreed="in-person")

    done, refused = both(tmp_path, "archive", {"case": case.number, "by": "chen"})

    assert done[:2] == ["done", "archived"]
    assert refused[:2] == ["refused", "not-allowed"]


WRITER = """
import sys
from complaintkit import Customer, Desk
with Desk.open(sys.argv[1]) as desk:
    for index in range(10_000):
        case = desk.receive(f"第{index}件", by="chen", channel="hotline", unit="softpark", category="food/sensory",
                            customer=Customer(phone=f"1390000{index:04d}"), external_id=f"w{index}")
        print(case.number, flush=True)
"""


def test_nothing_acknowledged_is_lost_to_kill_9(tmp_path: Path, desk: Desk, case: Case) -> None:
    """Every number that was told is there after a kill, whole, and the next one goes on. No acknowledged loss."""
    desk.close()
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, f"sqlite:///{tmp_path}/desk.db"], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    told = [writer.stdout.readline().strip() for _ in range(15)]
    os.kill(writer.pid, signal.SIGKILL)
    told += [line.strip() for line in writer.stdout if line.endswith("\n")]
    writer.wait()
    writer.stdout.close()

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
