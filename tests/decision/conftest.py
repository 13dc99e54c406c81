"""Cases that are only decided: no desk, no storage, no clock but the one a test pushes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from complaintkit import Case, Customer, Measure, Money
from complaintkit.decision import decide_due
from complaintkit.decision.decide import decide
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.money.promise import standing_approvals
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER, DESK, By
from complaintkit.model.due import Within
from complaintkit.model.goods import normal_number
from complaintkit.model.outbox import OutboxState
from complaintkit.model.remedy import PromisedRemedy, Remedy
from complaintkit.model.vocabulary import State
from complaintkit.organisation import Absence, Organisation, Structure, load_organisation
from complaintkit.playbook import Playbook, load_playbook

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
NOON = "2026-11-21T12:00+08:00"  # a Saturday in Shanghai
FANG = Customer(name="王芳", phone="13800138000")


CANTEEN = load_playbook("canteen-delivery")
PEOPLE = load_organisation(SAMPLES / "canteen" / "organisation.toml")


@attrs.frozen
class Elsewhere:
    """What was promised on another case."""

    value: Money
    at: datetime
    giver: str = ""
    customer: str = ""
    campaign: str = ""
    points: bool = False
    """Whether people entered it as points of a membership."""


@attrs.define
class Books:
    """The records that a decision may ask, in memory: those of the one case, and what a test says of others."""

    matter: Matter
    elsewhere: list[Elsewhere] = attrs.field(factory=list)
    taken: dict[tuple[str, str], Money] = attrs.field(factory=dict)
    """What other cases have set aside of a unit's budget, by unit and period."""
    proposals: dict[str, tuple[Remedy, ...]] = attrs.field(factory=dict)
    offered: dict[str, Remedy] = attrs.field(factory=dict)
    """Proposals of campaigns."""
    others: dict[str, Case] = attrs.field(factory=dict)
    """Other cases, by number."""
    registered: dict[str, Customer] = attrs.field(factory=dict)
    """Members, by number."""
    orders: dict[str, OutboxState] = attrs.field(factory=dict)
    """How far promises got with their executor."""
    trainings: dict[tuple[str, str], datetime] = attrs.field(factory=dict)
    """When somebody attended which training."""
    newcomers: set[tuple[str, str]] = attrs.field(factory=set)
    """Who came into the roles of which training, and has not attended it."""

    def next_number(self, unit: str, day: date) -> int:
        """The first of the day."""
        return 1

    def new_code(self, shape: str | None) -> str:
        """A code that says its shape."""
        return f"CODE-{shape or 'AAAA-BBBB'}"

    def promised(self, *, since: datetime, giver: str | None = None, customer: str | None = None) -> Money:
        """What counts on the case itself, and elsewhere."""
        here = [
            Elsewhere(one.value, one.at, one.giver, self.matter.case.person)
            for one in self.matter.case.promises
            if one.counts and one.value
        ]
        here += [
            Elsewhere(value, one.asked_at, one.answered_by or one.approver, self.matter.case.person)
            for one in standing_approvals(self.matter.case)
            for value in one.values
            if value
        ]
        counted = [
            one.value
            for one in (*here, *self.elsewhere)
            if one.at >= since and giver in (None, one.giver) and customer in (None, one.customer)
        ]
        return sum(counted, self.nothing)

    def compensated(self, *, since: datetime, customer: str) -> Money:
        """What counts on the case itself, and elsewhere, but what is only asked for."""
        mine = [one.value for one in self.elsewhere if one.customer == customer and one.at >= since]
        if customer == self.matter.case.person:
            mine += [one.value for one in self.matter.case.promises if one.counts and one.value and one.at >= since]
        return sum(mine, self.nothing)

    def entered(self, *, since: datetime, customer: str) -> Money:
        """What a test says people entered for a membership of theirs."""
        mine = (one for one in self.elsewhere if one.points and one.customer == customer)
        return sum((one.value for one in mine if one.at >= since), self.nothing)

    def promised_by_campaign(self, campaign: str, *, customer: str, since: datetime) -> Money:
        """What was promised of it elsewhere."""
        mine = (one for one in self.elsewhere if one.campaign == campaign and one.customer == customer)
        return sum((one.value for one in mine if one.at >= since), self.nothing)

    def given_out(self, campaign: str) -> int:
        """How many elsewhere."""
        return sum(one.campaign == campaign for one in self.elsewhere)

    def offer(self, proposal: str) -> Remedy | None:
        """What a campaign proposed."""
        return self.offered.get(proposal)

    def proposal(self, id: str) -> tuple[Remedy, ...] | None:
        """A proposal that was made."""
        return self.proposals.get(id)

    def reserved(self, unit: str, period: str) -> Money:
        """What the case itself and others set aside."""
        mine = (one for one in self.matter.case.reservations if one.state != "released" and one.unit == unit)
        return sum((one.amount for one in mine if period in one.periods), self.taken.get((unit, period), self.nothing))

    def attended(self, staff: str, training: str) -> datetime | None:
        """When somebody last attended a training."""
        return self.trainings.get((staff, training))

    def is_newcomer(self, staff: str, training: str) -> bool:
        """As a test says."""
        return (staff, training) in self.newcomers

    def member(self, number: str) -> Customer | None:
        """Whom a test registered."""
        return self.registered.get(number)

    def other_case(self, ref: str) -> Case | None:
        """One of the others."""
        return self.others.get(ref)

    def of_receipt(self, receipt: str) -> tuple[Case, ...]:
        """Those of the others that name it."""
        return tuple(one for one in self.others.values() if normal_number(receipt) in set(_receipts_of(one)))

    def order_state(self, promise: str) -> OutboxState | None:
        """How far it got."""
        return self.orders.get(promise)

    @property
    def nothing(self) -> Money:
        """No money of the playbook's."""
        return Money(0, self.matter.playbook.currency)


def _receipts_of(case: Case) -> Iterator[str]:
    """Yield the numbers of the receipts that a case names, or did before somebody recorded another."""
    named = [case.purchase, *(one.purchase for one in case.goods_before)]
    return (normal_number(one.receipt) for one in named if one)


@attrs.define
class Matter:
    """One case, and all that a decision may know beside it; each command is decided, and what it makes is the next case."""

    playbook: Playbook
    organisation: Organisation
    now: datetime
    case: Case = None  # type: ignore[assignment]  # nothing yet
    draft: Draft = None  # type: ignore[assignment]
    books: Books = attrs.field(default=attrs.Factory(Books, takes_self=True), repr=False)
    known: dict[str, Any] = attrs.field(factory=dict)
    """Other facts, by name."""

    @property
    def structure(self) -> Structure:
        """The organisation, seen through the playbook."""
        return Structure(self.organisation, self.playbook.roles, self.playbook.groups, self.playbook.time_zone)

    def facts(self, *, by: By = "chen") -> Facts:
        """What may be known when somebody acts now; the customer acts through their own door."""
        usual: dict[str, Any] = {"authority": self.playbook.authority, "case_id": "case-1", "person": "person-1"}
        customer = by == CUSTOMER
        return Facts(
            now=self.now,
            playbook=self.playbook,
            structure=self.structure,
            records=self.books,
            by=by,
            customer=customer,
            **{**usual, **self.known},
        )

    # ---- what happens ------------------------------------------------------------------------------------------------
    def do(self, command: type[c.Command], /, *, by: By = "chen", **fields: Any) -> Case:
        """Decide a command on this case."""
        named = {"case": self.case.number, **fields} if issubclass(command, c.OnCase) else fields
        return self.made(decide(self.case, command(**named), self.facts(by=by)))

    def due(self) -> Case:
        """Let what fell due take its course."""
        return self.made(decide_due(self.case, self.facts(by=DESK)))

    def made(self, draft: Draft) -> Case:
        """Take what a decision made for what is."""
        self.draft, self.case = draft, draft.case
        return self.case

    def later(self, **time: float) -> datetime:
        """Push the clock."""
        self.now += timedelta(**time)
        return self.now

    def until(self, at: str) -> datetime:
        """Push the clock to a time, in ISO form."""
        self.now = datetime.fromisoformat(at)
        return self.now

    @property
    def happened(self) -> list[str]:
        """The names of the events of the last decision."""
        return [line.event.name for line in self.draft.lines]

    def event(self, name: str) -> Any:
        """The first event of that name in the last decision."""
        return next(line.event for line in self.draft.lines if line.event.name == name)

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

    def seated(self, staff: str, **changes: Any) -> None:
        """Give somebody other roles or units."""
        changed = attrs.evolve(self.organisation.staff[staff], **changes)
        self.organisation = attrs.evolve(self.organisation, staff={**self.organisation.staff, staff: changed})

    def gave(
        self, value: Money, *, giver: str = "", customer: str = "", campaign: str = "", at: str | None = None
    ) -> None:
        """Somebody promised that on another case."""
        moment = datetime.fromisoformat(at) if at else self.now
        self.books.elsewhere.append(Elsewhere(value, moment, giver, customer, campaign))

    def eventful(self) -> Case:
        """There is something that each command could be about: a remedy given, one to give, a tie, a deadline to put off.

        Of a case that is over nothing is still to give.
        """
        over = self.case.state in (State.WITHDRAWN, State.EXTERNAL, State.ARCHIVED)
        refunds = [
            PromisedRemedy(id=one, remedy=Remedy(kind="refund"), giver="chen", at=self.now, state=one)
            for one in (["given"] if over else ["promised", "given"])
        ]
        self.known["executed"] = frozenset({"refund"})
        late = attrs.evolve(self.playbook.deadlines["result"], extendable=Within.parse("24 h"))
        self.rule(deadlines={**self.playbook.deadlines, "result": late})
        self.case = self.case.changed(
            promises=(*self.case.promises, *refunds), links={**self.case.links, "A-1": "related"}
        )
        return self.case

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
        return self.do(c.RecordFacts, facts="在室温放了两小时", heard=["hu"])

    def offered(self, *remedies: Remedy, by: By = "chen", **fields: Any) -> Case:
        """Offer a plan."""
        measures = [Measure(f"第{len(self.case.plans) + 1}套", who="chen", due=timedelta(hours=2))]
        usual = {"measures": measures, "follow_up": timedelta(days=2)}
        return self.do(c.OfferPlan, by=by, remedies=remedies, **{**usual, **fields})

    def answered(self, *, accepted: bool, by: By = CUSTOMER) -> Case:
        """Have the customer answer the plan."""
        assert self.case.plan is not None
        return self.do(c.AnswerPlan, by=by, plan=self.case.plan.id, accepted=accepted)

    def agreed(self, *remedies: Remedy, **fields: Any) -> Case:
        """Offer a plan, and have the customer agree."""
        self.offered(*remedies, **fields)
        return self.answered(accepted=True)

    def resolved(self, **fields: Any) -> Case:
        """All the way to the result, without a remedy."""
        self.investigated(**fields)
        self.agreed()
        return self.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")})

    def handed(self, to: str, *, by: str | None = None) -> Case:
        """Offer the case to somebody, who takes it."""
        case = self.do(c.OfferHandover, by=by or self.case.owner, to=to, reason="supplier-side")
        assert case.handover is not None
        return self.do(c.AcceptHandover, by=to, handover=case.handover.id)


@pytest.fixture
def begin() -> Callable[..., Matter]:
    """Begin a matter in the canteen: on a Saturday at noon, where nothing else is said."""

    def begun(at: str = NOON) -> Matter:
        return Matter(CANTEEN, PEOPLE, datetime.fromisoformat(at))

    return begun


@pytest.fixture
def matter(begin: Callable[..., Matter]) -> Matter:
    """Begin one."""
    return begin()
