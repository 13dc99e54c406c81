"""What a policy sees of a case: what it declared, live as in its contract. P9"""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import pytest

from complaintkit import Customer
from complaintkit.plugin import CaseView, CompensationPolicy, Plugin, Suggested, hookimpl
from complaintkit.testing import open_test_desk


@attrs.frozen
class Looks:
    """Keeps what it sees."""

    needs: frozenset[str]
    seen: list[CaseView] = attrs.field(factory=list)
    name: str = "looks"
    version: str = "1"

    def propose(self, case: CaseView) -> Iterable[Suggested]:
        """Look."""
        self.seen.append(case)
        return ()


@attrs.frozen(kw_only=True, eq=False)
class Looking(Plugin):
    """Brings it."""

    looks: Looks
    name: str = "looking"

    @hookimpl
    def complaintkit_compensation_policies(self) -> Iterable[CompensationPolicy]:
        """It."""
        yield self.looks


@pytest.mark.parametrize(
    ("needs", "windows", "fields"),
    [
        ((), (), {}),
        (("fell_ill",), (), {"fell_ill": "yes"}),
        (("never_asked",), (), {}),
        (("compensated.90d", "compensated.30d.coupons.thanks"), ("30d.coupons.thanks", "90d"), {}),
    ],
    ids=["nothing", "a field", "a field that the form has not", "windows"],
)
def test_a_policy_sees_what_it_declared_and_nothing_else(needs, windows, fields):
    """What customers wrote into a form is for those who ask for that field by name."""
    looks = Looks(frozenset(needs))
    with open_test_desk(plugins=[Looking(looks=looks)], start="2026-11-21T10:00+08:00") as desk:
        case = desk.receive(
            "酸",
            by="chen",
            channel="hotline",
            unit="s1",
            customer=Customer(phone="13800138000"),
            fields={"fell-ill": "yes", "where-it-was": "王芳家"},
        )
        desk.proposals(case, by="chen")

    (view,) = looks.seen
    assert (sorted(view.compensated), view.extra) == (sorted(windows), fields)
