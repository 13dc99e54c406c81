"""A desk of each procedure that ships, with whoever meets customers there."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from complaintkit import (
    Case,
    Customer,
    Evidence,
)
from complaintkit.playbook import load_playbook
from complaintkit.testing import DeskUnderTest, open_test_desk
from tests.houses import HOUSES, RECEIVERS

NOON = "2026-11-23T12:00+08:00"
CALM = {
    "canteen-delivery": "service/attitude",
    "night-market": "service/waiting",
    "print-shop": "printing/colour",
    "supermarket": "service/waiting",
    "supermarket-service": "service/efficiency",
}
BOOKS = {name: load_playbook(name) for name in HOUSES}


@attrs.frozen
class Place:
    """A desk of one procedure, whoever meets customers there, and a colleague of theirs."""

    desk: DeskUnderTest
    name: str
    clerk: str
    colleague: str

    def receive(self, **more: object) -> Case:
        """Take a complaint in that is no hazard."""
        given = {
            "by": self.clerk,
            "channel": next(iter(BOOKS[self.name].channels)),
            "customer": Customer(name="王芳", phone="13800138000"),
            "category": CALM[self.name],
        }
        return self.desk.receive("等了很久", **given | more)  # type: ignore[arg-type]

    def investigate(self, case: Case) -> Case:
        """Assess it and record the facts."""
        case = self.desk.assess(case, by=self.clerk, severity="normal", approach="核实")
        cause = next(iter(BOOKS[self.name].causes))
        found = {"root_cause": cause, "heard": [self.clerk], "evidence": [Evidence("监控录像", where="服务台")]}
        return self.desk.record_facts(case, by=self.clerk, facts="属实", **found)  # type: ignore[arg-type]


def open_place(name: str) -> Iterator[Place]:
    """Open one, at noon of a Monday."""
    with open_test_desk(playbook=name, organisation=HOUSES[name], start=NOON) as desk:
        yield Place(desk, name, *RECEIVERS[name])
