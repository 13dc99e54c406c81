"""Several web processes take the same pushes at once: each is one case, and nobody is told of an error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

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
        reply = desk.intake("shop", Envelope(body, headers=sign(body, channel="shop", key=key, at=datetime.now(UTC))))
        assert reply.status == 202, reply
"""


def test_three_processes_take_each_form_once(tmp_path: Path, program: Callable[..., Any]) -> None:
    """A load balancer, or a vendor that repeats what was slow, sends the same to several."""
    url = f"sqlite:///{tmp_path}/desk.db"
    Desk.open(url, playbook="canteen-delivery", organisation=SAMPLES / "organisation.toml").close()
    running = [program(PUSHES, url) for _ in range(3)]
    assert [one.line() for one in running] == ["ready"] * 3
    for one in running:
        one.go()
    assert [one.wait() for one in running] == [0, 0, 0]
    with Desk.open(url) as desk:
        taken = [case.external_id for case in desk.cases(by="fang")]
    assert len(taken) == 15
    assert set(taken) == {f"web-{n}" for n in range(15)}
