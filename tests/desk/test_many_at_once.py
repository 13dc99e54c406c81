"""Sixteen processes at one PostgreSQL database, as tills and offices of a chain are: the rules hold for all of them together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from complaintkit import Customer, Desk, Money

pytestmark = pytest.mark.parametrize("on_storage", ["postgresql"], indirect=True)

MANY = 16
FANG = Customer(name="王芳", phone="13800138000")
PROGRAM = """
import json, sys
from complaintkit import BeyondAuthority, Customer, Desk, Money, Remedy, StorageError
from complaintkit.testing import FakeClock

def persistently(verb, *words, **given):
    while True:
        try:
            return verb(*words, **given)
        except StorageError as error:
            assert error.retry == "later", error

database, case = sys.argv[1:]
with Desk.open(database, clock=FakeClock("2026-11-21T10:05+08:00")) as desk:
    print("ready", flush=True)
    sys.stdin.readline()
    new = {"by": "sun", "channel": "hotline", "unit": "softpark", "customer": Customer(name="王芳")}
    again = persistently(desk.receive, "汤是凉的", **new, external_id="call-7")
    other = persistently(desk.receive, "米饭是酸的", **new)
    try:
        remedies = [Remedy.coupon(Money(50, "CNY"), valid_days=30)]
        persistently(desk.settle, case, by="sun", facts="换货", agreed="in-person", remedies=remedies)
        given = 50
    except BeyondAuthority as error:
        given = 0
    print(json.dumps([again.number, other.number, given]))
"""


def test_limits_numbers_and_external_ids_hold_together(desk: Desk, tmp_path: Path, program: Callable[..., Any]) -> None:
    """One customer gets no more than their limit; one external id is one case; numbers have no gaps and no doubles. P3, P4"""
    cases = [
        desk.receive(
            "米饭酸", by="sun", channel="hotline", unit="softpark", category="food/sensory", customer=FANG
        ).number
        for _ in range(MANY)
    ]
    racing = [program(PROGRAM, f"sqlite:///{tmp_path}/desk.db", case) for case in cases]
    assert {one.line() for one in racing} == {"ready"}
    for one in racing:
        one.go()
    said = [json.loads(one.communicate()[0]) for one in racing]

    assert len({again for again, _, _ in said}) == 1
    assert Money(sum(given for _, _, given in said), "CNY") == Money(300, "CNY")
    numbers = sorted(int(case.number.rpartition("-")[2]) for case in desk.cases(by="fang"))
    assert numbers == list(range(1, 2 * MANY + 2))
    assert len({other for _, other, _ in said}) == MANY
    assert desk.ledger.verify(by="fang").ok
    positions = [event.position for event in desk.events()]
    assert len(set(positions)) == len(positions)
