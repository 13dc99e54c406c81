"""Several web processes take the same pushes at once: each is one case, and nobody is told of an error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from complaintkit import Desk

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
PUSHES = """
import json, sys
from datetime import UTC, datetime
from complaintkit import Desk, Envelope
from complaintkit_webform import Webform, sign

key = "a key of at least 24 letters"
with Desk.open(sys.argv[1], plugins=[Webform(name="shop", keys={"current": key})]) as desk:
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range(15):
        said = {"id": f"web-{n}", "text": "饭是酸的", "phone": f"1380013{n:04}"}
        body = json.dumps(said).encode()
        reply = desk.intake("shop", Envelope(body, headers=sign(body, key=key, at=datetime.now(UTC))))
        assert reply.status == 202, reply
"""


def test_three_processes_take_each_form_once(tmp_path: Path) -> None:
    """A load balancer, or a vendor that repeats what was slow, sends the same to several."""
    url = f"sqlite:///{tmp_path}/desk.db"
    Desk.open(url, playbook="canteen-delivery", organisation=SAMPLES / "organisation.toml").close()
    command = [sys.executable, "-c", PUSHES, url]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for one in running:
        assert one.stdout.readline() == "ready\n"
    for one in running:
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in running:
        one.communicate(timeout=60)
    assert [one.returncode for one in running] == [0, 0, 0]
    with Desk.open(url) as desk:
        taken = [case.external_id for case in desk.cases(by="fang")]
    assert len(taken) == 15
    assert set(taken) == {f"web-{n}" for n in range(15)}
