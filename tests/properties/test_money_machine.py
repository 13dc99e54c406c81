"""Random promises and payments on real storage, and a till that fails as tills do: nothing overrun, nothing paid twice. F6, R10"""

# ruff: noqa: D102, FBT001  what the machine's rules do is in their names, and hypothesis calls them by keyword

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import hypothesis.strategies as st
from complaintkit_coupons import Campaign, Coupons, Give
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from complaintkit import BeyondAuthority, Case, ComplaintKitError, Customer, Desk, Item, Measure, Money, Remedy
from complaintkit.decision.money.budget import limit_of_period
from complaintkit.plugin import (
    Accepted,
    Attempt,
    InDoubt,
    NotSent,
    Outcome,
    Plugin,
    Rejected,
    RejectReason,
    RemedyExecutor,
    RemedyOrder,
    RemedyRunner,
    hookimpl,
)
from complaintkit.records._promise import promise_rows
from complaintkit.records.case import find
from complaintkit.testing import FakeClock

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
RICE = Item("米饭", paid=Money(120, "CNY"))
EITHER = (Remedy.replacement(RICE), Remedy.refund(Money(120, "CNY")))  # what the playbook's row gives, and what instead
SORRY = Campaign(
    title={"en": "Sorry"}, give=Give(coupon=Money(40, "CNY")), how_many=3, per_customer={"90 days": Money(80, "CNY")}
)
ENDED: tuple[str, ...] = ("resolved", "withdrawn", "cleared-up", "archived")
GIVERS = ["sun", "chen", "luo", "tao", "shen", "fang"]  # from an agent to who leads the whole
givers = st.sampled_from(GIVERS)
remedies = st.builds(
    lambda kind, amount: {
        "coupon": Remedy.coupon(Money(amount, "CNY"), valid_days=30),
        "refund": Remedy.refund(Money(amount, "CNY")),
        "points": Remedy.points(amount, cost=Money(amount, "CNY")),
    }[kind],
    st.sampled_from(["coupon", "refund", "refund", "points"]),
    st.sampled_from([20, 60, 90, 300, 700, 2500]),
)


@attrs.define
class Till:
    """Pays, and knows by their keys what it paid and took back; what it answers is the machine's choice.

    `heard` is what the desk was told of a key last: None where it was left in doubt.
    """

    name: str = "till"
    kinds: frozenset[str] = frozenset({"refund"})
    reconcile_after: timedelta = timedelta(minutes=15)
    mood: str = "pays"
    paid: set[str] = attrs.field(factory=set)
    taken_back: set[str] = attrs.field(factory=set)
    heard: dict[str, str | None] = attrs.field(factory=dict)
    wrong: str | None = None

    @asynccontextmanager
    async def session(self) -> AsyncIterator[RemedyRunner]:
        """Itself."""
        if self.mood == "closed":
            raise OSError("closed")
        yield self  # type: ignore[misc]  # it is one

    async def execute(self, order: RemedyOrder) -> Outcome:
        return self._answer(order.id, self.paid)

    async def reverse(self, order: RemedyOrder, reference: str) -> Outcome:
        return self._answer(order.id, self.taken_back)

    async def reconcile(self, attempt: Attempt) -> Outcome:
        if self.mood == "mute":
            self.heard[attempt.id] = "a person decides"
            return InDoubt("no idea")
        known = attempt.id in self.paid | self.taken_back
        self.heard[attempt.id] = "yes" if known else "no"
        return Accepted(f"ref-{attempt.id}") if known else NotSent(detail="never seen")

    def of(self, promise: str) -> set[str]:
        """The keys under which it paid for a promise."""
        return {one for one in self.paid if one == promise or one.startswith(f"{promise}.")}

    def _answer(self, key: str, done: set[str]) -> Outcome:
        if self.heard.get(key, "new") is None:
            self.wrong = f"{key} was asked for again without a question"  # raised here it would be a doubt
        self.heard[key] = "yes"
        if self.mood == "refuses":
            return Rejected(RejectReason.CONTENT)
        if self.mood == "later":
            return NotSent()
        if self.mood in ("mute", "lost before", "lost after"):
            self.heard[key] = None
        if self.mood == "lost before":
            return InDoubt("cut off")
        done.add(key)
        return Accepted(f"ref-{key}") if self.mood == "pays" else InDoubt("cut off")


SEEN_TO = ["give_remedy", "order_remedy", "reverse_remedy", "reverse_remedy"]
MOODS = ["pays", "pays", "later", "refuses", "lost before", "lost after", "mute", "closed"]


@attrs.frozen(kw_only=True, eq=False)
class Tills(Plugin):
    """The till of the machine."""

    name: str = "till"
    till: Till = attrs.field(factory=Till)

    @hookimpl
    def complaintkit_remedy_executors(self) -> Iterable[RemedyExecutor]:
        """One."""
        yield self.till


class Promises(RuleBasedStateMachine):
    """Cases that are looked into already; what follows is about money."""

    @initialize(units=st.lists(st.sampled_from(["softpark", "no3-school"]), min_size=2, max_size=2))
    def opened(self, units: list[str]) -> None:
        """A fresh database, an hour before the last business day of a month ends."""
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FakeClock("2026-12-01T04:00+08:00")
        self.till = Till()
        self.desk = Desk.open(
            f"sqlite:///{self.folder.name}/desk.db",
            playbook="canteen-delivery",
            organisation=ORGANISATION,
            plugins=[Tills(till=self.till), Coupons(name="c", campaigns={"sorry": SORRY})],
            clock=self.clock,
        )
        self.cases: list[str] = []
        self.read: list[tuple[Remedy, ...]] = []
        for unit in units:
            self.receive(unit, "sun")

    def teardown(self) -> None:
        """Gone with its folder."""
        self.desk.close()
        self.folder.cleanup()

    @precondition(lambda self: all(self.case(index).state in ENDED for index in range(len(self.cases))))
    @rule(unit=st.sampled_from(["softpark", "no3-school"]), by=givers)
    def receive(self, unit: str, by: str) -> None:
        case = self.desk.receive(
            "米饭酸",
            by=by,
            channel="hotline",
            unit=unit,
            category="food/sensory",
            customer=Customer(phone=f"1380013800{len(self.cases) % 2}"),
            items=[RICE],
        )
        case = self.desk.assess(case, by=by, severity="normal", approach="核实")
        self.desk.record_facts(case, by=by, facts="属实", root_cause="storage", heard=["hu"])
        self.cases.append(case.number)

    def attempt(self, verb: str, number: str, by: str, **more: object) -> Case | BeyondAuthority | None:
        """By who is accountable, or a leader: refused, it says so; nothing else comes out of it."""
        try:
            return getattr(self.desk, verb)(number, by=by, **more)  # type: ignore[no-any-return]
        except BeyondAuthority as refused:
            return refused
        except ComplaintKitError:
            return None

    def case(self, index: int) -> Case:
        with self.desk._opened.storage.reading() as reader:
            return find(reader, self.cases[-1 - index]).case

    def promise(self, case: Case, by: str, given: list[Remedy]) -> Case | BeyondAuthority | None:
        measures = [Measure(f"换货{case.cycle}", who=by, due=timedelta(hours=2))]
        return self.attempt(
            "offer_plan",
            case.number,
            by,
            measures=measures,
            remedies=given,
            decisions={"1": ("not-upheld", "查无此事")},
        )

    @rule(
        by=st.sampled_from(["tao", "shen", "fang"]),
        given=remedies,
        steps=st.lists(st.sampled_from([*MOODS, "wait", "wait", *SEEN_TO]), min_size=2, max_size=8),
    )
    def story(self, by: str, given: Remedy, steps: list[str]) -> None:
        """One case from its beginning, and what becomes of what was given."""
        self.receive("softpark", by)
        self.settle(0, given, "by-phone")
        for step in steps:
            if step == "wait":
                self.clock.advance(timedelta(minutes=16))
            elif step in MOODS:
                self.deliver(step)
            else:
                self.see_to(0, 0, step)
            self.holds()

    # ---- what people do -----------------------------------------------------------------------------------------------
    @rule(
        index=st.integers(0, 1),
        by=st.none() | givers,
        given=st.lists(remedies, min_size=1, max_size=2),
        ask=st.booleans(),
    )
    def offer(self, index: int, by: str | None, given: list[Remedy], ask: bool) -> None:
        case = self.case(index)
        by = by or case.owner
        refused = self.promise(case, by, given)
        if not isinstance(refused, BeyondAuthority) or not ask:
            return
        self.attempt("ask_approval", case.number, by, proposal=refused.proposal)
        self.attempt("approve", case.number, refused.approver, proposal=refused.proposal)
        if given[0].kind != "points":  # some are approved, and never offered
            self.promise(case, by, given)

    @rule(index=st.integers(0, 1), given=remedies, agreed=st.sampled_from(["in-person", "by-phone"]))
    def settle(self, index: int, given: Remedy, agreed: str) -> None:
        case = self.case(index)
        self.attempt("settle", case.number, case.owner, facts="换货", agreed=agreed, remedies=[given])

    @rule(index=st.integers(0, 1), by=st.sampled_from(["chen", "tao", "fang"]))
    def look_at_proposals(self, index: int, by: str) -> None:
        """What a row or a campaign gives, with what instead of it: used later, when it may be too late."""
        for one in self.desk.proposals(self.cases[-1 - index], by=by):
            self.read.append((one.remedy, *([one.alternative.remedy] if one.alternative else [])))

    @precondition(lambda self: self.read)
    @rule(
        index=st.integers(0, 1),
        which=st.integers(0, 20),
        take=st.sampled_from(["one", "other", "all", "twice", "changed"]),
        settle=st.booleans(),
    )
    def take_proposal(self, index: int, which: int, take: str, settle: bool) -> None:
        """Of this case or another, either or both, once or twice, or with a larger number typed over it."""
        either = self.read[-1 - which % len(self.read)]
        given = {
            "one": [either[0]],
            "other": [either[-1]],
            "all": list(either),
            "twice": [either[0]] * 2,
            "changed": [attrs.evolve(either[0], how_many=9, per_customer={})],
        }[take]
        case = self.case(index)
        if settle:
            self.attempt("settle", case.number, case.owner, facts="换货", agreed="by-phone", remedies=given)
        else:
            self.promise(case, case.owner, given)

    @rule(
        unit=st.sampled_from(["softpark", "no3-school"]), by=st.sampled_from(["tao", "fang"]), which=st.integers(0, 3)
    )
    def make_good(self, unit: str, by: str, which: int) -> None:
        """A case from its beginning: what can't be had is asked for first, then what is proposed for it."""
        self.receive(unit, by)
        self.look_at_proposals(0, by)
        for take in ("changed", "all", "twice", "one"):
            self.take_proposal(0, which, take, settle=True)
            self.holds()

    @precondition(lambda self: any(self.case(index).state == "plan-offered" for index in (0, 1)))
    @rule(index=st.integers(0, 1), accepted=st.sampled_from([True, True, False]))
    def answer(self, index: int, accepted: bool) -> None:
        case = self.case(index)
        if case.plan:
            self.attempt("answer_plan", case.number, case.owner, plan=case.plan.id, accepted=accepted)

    @rule(
        index=st.integers(0, 1),
        verb=st.sampled_from(["resolve", "withdraw", "clear_up", "archive", "record_follow_up", "record_follow_up"]),
    )
    def end(self, index: int, verb: str) -> None:
        case = self.case(index)
        self.attempt(verb, case.number, case.owner, **ENDING[verb])

    @rule(
        index=st.integers(0, 1),
        which=st.integers(0, 3),
        verb=st.sampled_from(SEEN_TO),
    )
    def see_to(self, index: int, which: int, verb: str) -> None:
        case = self.case(index)
        if not case.promises:
            return
        promise = case.promises[which % len(case.promises)]
        if promise.state == "parked":
            self.look(case, promise.id, reversal=promise.reversal is not None)
            return
        more: dict[str, object] = {"reason": "弄错了"} if verb == "reverse_remedy" else {}
        self.attempt(verb, case.number, case.owner, promise=promise.id, **more)

    def look(self, case: Case, promise: str, *, reversal: bool) -> None:
        """A person asks the till by telephone, and records what they hear."""
        keys = [one for one in self.till.taken_back if one.startswith(promise)] if reversal else self.till.of(promise)
        if reversal:
            self.attempt(
                "reverse_remedy", case.number, case.owner, promise=promise, reason="已核实", by_hand=bool(keys)
            )
            self.attempt("reverse_remedy", case.number, "fang", promise=promise, reason="已核实", by_hand=bool(keys))
        else:
            self.attempt("give_remedy" if keys else "order_remedy", case.number, case.owner, promise=promise)

    @rule(mood=st.sampled_from(MOODS))
    def deliver(self, mood: str) -> None:
        """Whatever the till is like today, delivering raises nothing, and the till checks that nobody asks it twice."""
        self.till.mood = mood
        self.desk.deliver_blocking()
        assert self.till.wrong is None, self.till.wrong

    @rule(minutes=st.sampled_from([1, 16, 61, 60 * 24]))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    # ---- what must always hold ----------------------------------------------------------------------------------------
    @precondition(lambda self: hasattr(self, "cases"))
    @invariant()
    def holds(self) -> None:
        """No limit, no budget, no double payment, and books that agree."""
        with self.desk._opened.storage.reading() as reader:
            cases = [find(reader, number).case for number in self.cases]
            for case in cases:
                self.payments(case)
                self.limits(reader, case)
            self.books(reader, cases)
            self.windows(reader, cases)
            self.campaigns(reader, cases)

    def campaigns(self, reader: Any, cases: list[Case]) -> None:
        """Never more than there are, never more to a customer; and what a row gives instead is not given beside it."""
        held = [(case.person, one) for case in cases for one in case.promises if one.counts and one.remedy.campaign]
        assert len(held) <= 3, "more than the campaign has"
        assert int(reader.reserved(budget="campaign:c.sorry", period="all", currency="XXX")) == len(held)
        assert all(one.remedy.how_many == 3 for _, one in held), "somebody spoke for the campaign"
        since = self.clock.now() - timedelta(days=90)
        for person in {who for who, _ in held}:
            got = [one.remedy.value for who, one in held if who == person and one.at >= since]
            assert sum(one.amount for one in got if one) <= 80, "more than a customer may get"
        for case in cases:
            promised = [one.remedy for one in case.promises if one.counts]
            assert not all(one in promised for one in EITHER), "one, and what is given instead of it"

    def payments(self, case: Case) -> None:
        """R10: paid once, taken back once, and what the case says is what the till did."""
        for promise in case.promises:
            paid = self.till.of(promise.id)
            back = {one for one in self.till.taken_back if one.startswith(promise.id)}
            assert len(paid) <= 1, "paid twice"
            assert len(back) <= len(paid), "taken back without having been paid"
            if promise.state == "given" and promise.executor:
                assert paid, "given, and never paid"
            if promise.state in ("released", "rejected") or (promise.state == "reversed" and not promise.executor):
                assert not paid, "paid, and the case does not know"

    def limits(self, reader: Any, case: Case) -> None:
        """F6: what was promised on a case never exceeds what its givers may promise in one."""
        counted = [one for one in case.promises if one.counts]
        if not counted:
            return
        facts = self.desk._door.facts(reader, case, by=counted[-1].giver)
        most = [
            facts.authority[role.id].per_case
            for giver in {one.giver for one in counted}
            for role in facts.structure.roles_of(giver)
        ]
        total = sum((one.value.amount for one in counted if one.value), Decimal(0))
        assert total <= max(one.amount for one in most if one), "F6"

    def windows(self, reader: Any, cases: list[Case]) -> None:
        """What limits of windows sum up is what the cases promise."""
        facts = self.desk._door.facts(reader, None, by="fang")
        wanted = {
            row.id: row.value for case in cases for row in promise_rows(None, case, facts) if row.state != "released"
        }
        start = self.clock.now() - timedelta(days=400)
        givers_ = {one.giver for case in cases for one in case.promises}
        givers_ |= {one.answered_by or one.approver for case in cases for one in case.approvals}
        stored = {row.id: row.value for giver in givers_ for row in reader.grants(since=start, giver=giver)}
        assert stored == wanted

    def books(self, reader: Any, cases: list[Case]) -> None:
        """F6: what is set aside is what cases say is set aside, and no budget is overrun but by whoever may."""
        sums: dict[tuple[str, str], list[Decimal]] = {}
        for case in cases:
            used = {one.reservation for one in case.promises if one.counts}
            for one in case.reservations:
                assert one.id not in used or one.state != "released", "promised, and not in the books"
                assert one.id in used or one.state != "spent", "spent, and on nothing"
                for period in one.periods:
                    total = sums.setdefault((one.unit, period), [Decimal(0), Decimal(0)])
                    counts = one.amount.amount if one.state != "released" else Decimal(0)
                    total[0] += counts
                    total[1] += Decimal(0) if one.over else counts
        facts = self.desk._door.facts(reader, None, by="fang")
        for (unit, period), (all_, within) in sums.items():
            assert Decimal(reader.reserved(budget=unit, period=period, currency="CNY")) == all_
            limit = limit_of_period(facts, unit, period)
            assert limit is None or within <= limit.amount, "a budget was overrun"


ENDING: dict[str, dict[str, object]] = {
    "resolve": {
        "result": "已办妥",
        "decisions": {"1": ("not-upheld", "查无此事")},
        "improvement": "加装温控",
        "apology": True,
    },
    "withdraw": {},
    "clear_up": {"explanation": "是当地风味"},
    "archive": {},
    "record_follow_up": {"satisfied": False},
}

TestPromises = Promises.TestCase
TestPromises.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # steps can be read; making them fewer takes minutes
)
