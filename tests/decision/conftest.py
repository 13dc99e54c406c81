"""Cases that are only decided: no desk, no storage, no clock but the one a test pushes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from complaintkit import Case, Customer, Measure, Money
from complaintkit.decision import decide, due_only
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER, DESK, By
from complaintkit.model.remedy import Remedy
from complaintkit.organisation import Absence, Organisation, Structure, load_organisation
from complaintkit.playbook import Playbook, load_playbook

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
NOON = "2026-11-21T12:00+08:00"  # a Saturday in Shanghai
FANG = Customer(name="王芳", phone="13800138000")


@cache
def playbook_of(name: str) -> Playbook:
    """A shipped playbook."""
    return load_playbook(name)


@cache
def people_of(sample: str) -> Organisation:
    """The organisation of a sample."""
    return load_organisation(SAMPLES / sample / "organisation.toml")


@attrs.frozen
class Elsewhere:
    """What was promised on another case."""

    value: Money
    at: datetime
    giver: str = ""
    customer: str = ""


@attrs.define
class Matter:
    """One case, and all that a decision may know beside it; each command is decided, and what it makes is the next case."""

    playbook: Playbook
    organisation: Organisation
    now: datetime
    case: Case = None  # type: ignore[assignment]  # nothing yet
    draft: Draft = None  # type: ignore[assignment]
    elsewhere: list[Elsewhere] = attrs.field(factory=list)
    known: dict[str, Any] = attrs.field(factory=dict)
    """Other facts, by name."""

    @property
    def structure(self) -> Structure:
        """The organisation, seen through the playbook."""
        return Structure(self.organisation, self.playbook.roles, self.playbook.groups, self.playbook.time_zone)

    def facts(self, *, by: By = "chen") -> Facts:
        """What may be known when somebody acts now; the customer acts through their own door."""
        records: Any = SimpleNamespace(  # any other question is an error
            promised=self._promised,
            reserved=lambda unit, period: Money(0, self.playbook.currency),
            new_code=lambda shape: "AAAA-BBBB-CCCC",
            next_number=lambda unit, day: 1,
        )
        usual: dict[str, Any] = {"authority": self.playbook.authority, "case_id": "case-1", "person": "person-1"}
        customer = by == CUSTOMER
        return Facts(
            now=self.now,
            playbook=self.playbook,
            structure=self.structure,
            by=DESK if customer else by,
            customer=customer,
            records=records,
            **{**usual, **self.known},
        )

    def _promised(self, *, since: datetime, giver: str | None = None, customer: str | None = None) -> Money:
        here = [
            Elsewhere(one.remedy.face_value, one.at, one.giver, self.case.person)
            for one in self.case.promises
            if one.counts and one.remedy.face_value
        ]
        counted = [
            one.value
            for one in (*here, *self.elsewhere)
            if one.at >= since and giver in (None, one.giver) and customer in (None, one.customer)
        ]
        return sum(counted, Money(0, self.playbook.currency))

    # ---- what happens ------------------------------------------------------------------------------------------------
    def do(self, command: type[c.Command], /, *, by: By = "chen", **fields: Any) -> Case:
        """Decide a command on this case."""
        named = {"case": self.case.number, **fields} if issubclass(command, c.OnCase) else fields
        self.draft = decide(self.case, command(**named), self.facts(by=by))
        self.case = self.draft.case
        return self.case

    def later(self, **time: float) -> datetime:
        """Push the clock."""
        self.now += timedelta(**time)
        return self.now

    def until(self, at: str) -> datetime:
        """Push the clock to a time, in ISO form."""
        self.now = datetime.fromisoformat(at)
        return self.now

    def due(self) -> Case:
        """Let what fell due take its course."""
        self.draft = due_only(self.case, self.facts(by=DESK))
        self.case = self.draft.case
        return self.case

    # ---- other rules, other people ------------------------------------------------------------------------------------
    def rule(self, **changes: Any) -> None:
        """Change the playbook."""
        self.playbook = attrs.evolve(self.playbook, **changes)

    def away(self, staff: str, *, long: bool = False, deputy: str | None = None) -> None:
        """Somebody is away from now on."""
        gone = Absence(staff=staff, start=self.now, long=long, deputy=deputy)
        self.organisation = attrs.evolve(self.organisation, absences=(*self.organisation.absences, gone))

    def only(self, *staff: str) -> None:
        """Nobody else works here any more."""
        left = {one: self.organisation.staff[one] for one in staff}
        self.organisation = attrs.evolve(self.organisation, staff=left)

    # ---- the usual way -----------------------------------------------------------------------------------------------
    def received(self, text: str = "中午送来的米饭是酸的", **fields: Any) -> Case:
        """Somebody complains of sour rice at the school, and chen hears it."""
        self.case = None  # type: ignore[assignment]
        usual = {"channel": "hotline", "unit": "no3-school", "category": "food/sensory", "customer": FANG}
        return self.do(c.Receive, text=text, **{**usual, **fields})

    def investigated(self, **fields: Any) -> Case:
        """Received, assessed, and the facts recorded."""
        self.received(**fields)
        self.do(c.Assess, severity="low", approach="核实")
        return self.do(c.RecordFacts, facts="在室温放了两小时")

    def offered(self, *remedies: Remedy, by: By = "chen") -> Case:
        """Offer a plan."""
        measures = [Measure(f"第{len(self.case.plans) + 1}套", who="chen", due=timedelta(hours=2))]
        return self.do(c.OfferPlan, by=by, measures=measures, remedies=remedies, follow_up=timedelta(days=2))

    def agreed(self, *remedies: Remedy) -> Case:
        """Offer a plan, and have the customer agree."""
        case = self.offered(*remedies)
        return self.do(c.AnswerPlan, plan=case.plan.id, accepted=True, by=CUSTOMER)

    def resolved(self) -> Case:
        """All the way to the result, without a remedy."""
        self.investigated()
        self.agreed()
        return self.do(c.Resolve, result="已换货")

    def handed(self, to: str, *, by: str | None = None) -> Case:
        """Offer the case to somebody, who takes it."""
        case = self.do(c.OfferHandover, by=by or self.case.owner, to=to, reason="supplier-side")
        return self.do(c.AcceptHandover, by=to, handover=case.handover.id)

    @property
    def happened(self) -> list[str]:
        """The names of the events of the last decision."""
        return [line.event.name for line in self.draft.lines]


@pytest.fixture
def begin() -> Callable[..., Matter]:
    """Begin a matter: in the canteen, on a Saturday at noon, where nothing else is said."""

    def begun(playbook: str = "canteen-delivery", sample: str = "canteen", at: str = NOON) -> Matter:
        return Matter(playbook_of(playbook), people_of(sample), datetime.fromisoformat(at))

    return begun


@pytest.fixture
def matter(begin: Callable[..., Matter]) -> Matter:
    """Begin one in the canteen."""
    return begin()
