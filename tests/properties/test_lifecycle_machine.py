"""Random commands by random staff against the real storage: F1-F9 hold, and the ledger is the case, after every step."""

# ruff: noqa: D102, FBT001  what the machine's rules do is in their names, and hypothesis calls them by keyword

from __future__ import annotations

import tempfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from complaintkit import BeyondAuthority, Case, ComplaintKitError, Customer, Desk, Measure, Money, Remedy
from complaintkit.decision import rebuild
from complaintkit.model import events as e
from complaintkit.model.commands import Command, OnCase, commands
from complaintkit.records._projection import case_row, deadline_rows, duty_rows
from complaintkit.records.case import find, load
from complaintkit.records.ledger import read_lines, verify
from complaintkit.records.state import read_state, state_row
from complaintkit.testing import FakeClock

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
STAFF = ["chen", "zhou", "li", "fang", "shen", "sun", "hu", "dong", "luo"]
staff = st.sampled_from(STAFF)
words = st.sampled_from(["中午的米饭是酸的", "The rice smells sour.", "\u202eevil\x00 <b>x</b>", "好"])


class Lifecycle(RuleBasedStateMachine):
    """A desk that random people do random things to."""

    cases = Bundle("cases")

    @initialize()
    def opened(self) -> None:
        """A fresh database."""
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FakeClock("2026-09-29T16:30+08:00")  # the eve of a long holiday
        self.desk = Desk.open(
            f"sqlite:///{self.folder.name}/desk.db",
            playbook="canteen-delivery",
            organisation=ORGANISATION,
            clock=self.clock,
        )
        self.breaches: dict[str, dict[str, Any]] = {}
        self.here = set(STAFF)
        self.refusals: list[ComplaintKitError] = []

    def teardown(self) -> None:
        """Gone with its folder."""
        self.desk.close()
        self.folder.cleanup()

    def attempt(self, verb: str, *args: object, **kwargs: object) -> Case | None:
        """A verb may be refused, in the kit's own words; nothing else may come out of it."""
        try:
            return getattr(self.desk, verb)(*args, **kwargs)  # type: ignore[no-any-return]
        except ComplaintKitError as refused:
            self.refusals.append(refused)
            return None

    def now(self, number: str) -> Case:
        """The case as the storage has it."""
        with self.desk._opened.storage.reading() as reader:
            return find(reader, number).case

    # ---- what people do -----------------------------------------------------------------------------------------------
    @rule(
        target=cases,
        by=staff,
        text=words,
        about=st.none() | staff,
        reachable=st.booleans(),
        category=st.sampled_from(["food/sensory", "service/attitude", "food/illness", None]),
        kind=st.sampled_from(["complaint", "complaint", "inquiry", "praise"]),
    )
    def receive(self, by: str, text: str, about: str | None, reachable: bool, category: str | None, kind: str) -> str:
        customer = (
            Customer(name="王芳", phone="13800138000")
            if reachable
            else Customer.anonymous(no_contact_because="refused")
        )
        case = self.attempt(
            "receive",
            text,
            by=by,
            channel="hotline",
            unit="softpark",
            customer=customer,
            category=category,
            about_staff=about,
            kind=kind,
        )
        return case.number if case else "X-0"

    @rule(number=cases, by=staff, severity=st.sampled_from(["low", "high", "major"]))
    def assess(self, number: str, by: str, severity: str) -> None:
        self.attempt("assess", number, by=by, severity=severity, approach="核实")

    @rule(number=cases, by=staff)
    def facts(self, number: str, by: str) -> None:
        self.attempt("record_facts", number, by=by, facts="室温放置两小时", root_cause="storage", heard=["hu"])

    @rule(number=cases, by=staff, to=staff)
    def offer(self, number: str, by: str, to: str) -> None:
        self.attempt("offer_handover", number, by=by, to=to, reason="supplier-side")

    @rule(number=cases, by=staff, yes=st.booleans())
    def answer_handover(self, number: str, by: str, yes: bool) -> None:
        if number == "X-0" or not (handover := self.now(number).handover):
            return
        by = handover.receiver if by in STAFF[:5] else by
        if yes:
            self.attempt("accept_handover", number, by=by, handover=handover.id)
        else:
            self.attempt("decline_handover", number, by=by, handover=handover.id, reason="overloaded")

    @rule(number=cases, by=staff, to=staff)
    def rule_on_it(self, number: str, by: str, to: str) -> None:
        self.attempt("rule_handover", number, by=by, to=to, ruling="由你负责")

    @rule(number=cases, chain=st.lists(staff, min_size=2, max_size=4, unique=True))
    def hand_on(self, number: str, chain: list[str]) -> None:
        """From hand to hand, each of whom takes it; and at last back to everybody who had it, which is refused."""
        if number == "X-0":
            return
        self.attempt("record_facts", number, by=self.now(number).owner, facts="问清了")
        for to in chain:
            case = self.attempt("offer_handover", number, by=self.now(number).owner, to=to, reason="supplier-side")
            if case is not None and case.handover is not None:
                self.attempt("accept_handover", number, by=to, handover=case.handover.id)
        owner, *earlier = reversed(self.now(number).owners)
        for one in earlier:
            assert self.attempt("offer_handover", number, by=owner, to=one, reason="supplier-side") is None, "F3"

    @rule(number=cases, by=staff, reason=st.sampled_from(["beyond-authority", "dissatisfied", "legal"]))
    def escalate(self, number: str, by: str, reason: str) -> None:
        self.attempt("escalate", number, by=by, reason=reason)

    @rule(number=cases, by=staff, step=st.sampled_from(["receive_escalation", "adjourn_meeting", "decide_meeting"]))
    def meet(self, number: str, by: str, step: str) -> None:
        if number == "X-0" or not (matter := self.now(number).escalation):
            return
        more: dict[str, object] = {
            "adjourn_meeting": {"present": [by]},
            "decide_meeting": {"decision": "退货并道歉", "present": [by]},
        }.get(step, {})  # type: ignore[assignment]
        self.attempt(step, number, by=by, escalation=matter.id, **more)

    @rule(number=cases, by=staff, amount=st.sampled_from([0, 60, 400]), kind=st.sampled_from(["coupon", "refund"]))
    def plan(self, number: str, by: str, amount: int, kind: str) -> None:
        measures = [Measure(f"换货{amount}", who=by, due=timedelta(hours=2))]
        self.attempt(
            "offer_plan",
            number,
            by=by,
            measures=measures,
            remedies=[worth(kind, amount)] if amount else [],
            decisions={"1": ("not-upheld", "查无此事")},
            follow_up=timedelta(days=2),
        )

    @rule(number=cases, by=staff, yes=st.booleans())
    def answer_plan(self, number: str, by: str, yes: bool) -> None:
        if number != "X-0" and (plan := self.now(number).plan):
            self.attempt("answer_plan", number, by=by, plan=plan.id, accepted=yes)

    @rule(number=cases, by=staff)
    def do_measure(self, number: str, by: str) -> None:
        for measure in self.now(number).measures if number != "X-0" else ():
            self.attempt("do_measure", number, by=by, measure=measure.id)

    @rule(
        number=cases,
        by=staff,
        verb=st.sampled_from(
            [
                "settle",
                "resolve",
                "clear_up",
                "withdraw",
                "refer",
                "archive",
                "note",
                "tell",
                "wait_for_customer",
                "hear_customer",
                "acknowledge",
                "do_first_handling",
                "record_follow_up",
                "mark_second_grievance",
                "raise_issue",
            ]
        ),
    )
    def simply(self, number: str, by: str, verb: str) -> None:
        self.attempt(verb, number, by=by, **SIMPLY[verb])

    @rule(
        number=cases,
        by=staff,
        amount=st.sampled_from([40, 90, 300, 800, 2000]),
        ask=st.booleans(),
        kind=st.sampled_from(["coupon", "refund", "points"]),
    )
    def give(self, number: str, by: str, amount: int, ask: bool, kind: str) -> None:
        remedies = [worth(kind, amount)]
        given = self.attempt("settle", number, by=by, facts="当场补偿", agreed="in-person", remedies=remedies)
        refused = self.refusals[-1] if self.refusals else None
        if given is None and ask and isinstance(refused, BeyondAuthority) and refused.data["by"] == by:
            self.attempt("ask_approval", number, by=by, proposal=refused.proposal)
            self.attempt("approve", number, by=refused.approver if amount < 2000 else by, proposal=refused.proposal)
            self.attempt("settle", number, by=by, facts="当场补偿", agreed="in-person", remedies=remedies)

    @rule(
        number=cases,
        by=staff,
        verb=st.sampled_from(["give_remedy", "give_remedy", "order_remedy", "reverse_remedy"]),
        by_hand=st.booleans(),
    )
    def promised(self, number: str, by: str, verb: str, by_hand: bool) -> None:
        promises = self.now(number).promises if number != "X-0" else ()
        more: dict[str, object] = {"reason": "弄错了", "by_hand": by_hand} if verb == "reverse_remedy" else {}
        for promise in promises[-1:]:
            if verb == "order_remedy" and promise.state == "parked":
                continue  # a person would have looked
            self.attempt(verb, number, by=by, promise=promise.id, **more)

    @rule(number=cases, by=staff, outcome=st.integers(1, 5))
    def survey(self, number: str, by: str, outcome: int) -> None:
        self.attempt("answer_survey", number, by=by, outcome=outcome, process=3)

    @rule(number=cases, by=staff, other=staff)
    def help(self, number: str, by: str, other: str) -> None:
        self.attempt("ask_advice", number, by=by, of=other, question="怎么看?")
        self.attempt("dispatch", number, by=by, who=other, what="取样")

    # ---- what time and the organisation do ----------------------------------------------------------------------------
    @rule(minutes=st.sampled_from([1, 20, 31, 60 * 5, 60 * 24, 60 * 24 * 4]))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    @rule()
    def due(self) -> None:
        self.desk.run_due()

    @rule(who=st.sampled_from(["zhou", "li", "hu"]))
    def leaves(self, who: str) -> None:
        if who in self.here and self.attempt("staff_left", who, by="fang") is not None:
            self.here.discard(who)

    @rule(who=staff)
    def away(self, who: str) -> None:
        start = self.clock.now()
        self.attempt(
            "staff_away", who, by="fang", start=start, end=start + timedelta(days=2), long=who in ("chen", "sun")
        )

    # ---- what must always hold ----------------------------------------------------------------------------------------
    @invariant()
    def holds(self) -> None:
        """Every rule, on every case; and every refusal can be said to a person."""
        assert all(refused.user_message("zh-CN") and refused.code for refused in self.refusals)
        with self.desk._opened.storage.reading() as reader:
            for number in {event.number for event in self.desk.events(limit=100_000) if event.number}:
                row = reader.case(number)
                assert row is not None
                events, vault = reader.events([row.id]), reader.vault([row.id])
                lines = read_lines(events, vault)[row.id]
                case = rebuild(lines, id=row.id)
                assert verify(events, vault, self.desk._door.keyring.ledger) is None
                assert case_row(case, row.head) == row
                assert read_state(state_row(case, row.head)) == case == load(reader, row).case
                self.projections(reader, case)
                self.responsibility(reader, case)
                self.history(case, lines)
                self.money(reader, case)

    def projections(self, reader: Any, case: Case) -> None:
        """Events replayed give the stored case."""
        stored = {one.id: one for one in reader.deadlines(case.id)}
        assert stored == {one.id: one for one in deadline_rows(None, case)}
        assert {(one.staff, one.kind, one.ref) for one in reader.case_duties(case.id)} == {
            (one.staff, one.kind, one.ref)
            for one in duty_rows(self.desk._door.facts(reader, case, by=case.owner), case)
        }

    def responsibility(self, reader: Any, case: Case) -> None:
        """F1: exactly one accountable person while the case is open, who works here (F8); none once it is archived."""
        running = [one for one in reader.owners(case.id) if one.until is None]
        assert [one.owner for one in running] == ([case.owner] if case.open else [])
        if case.open:
            organisation = self.desk._door.rules.in_force(reader).organisation
            assert case.owner in organisation.staff

    def money(self, reader: Any, case: Case) -> None:
        """F6: what was promised on a case never exceeds what its giver may promise in one."""
        counted = [one for one in case.promises if one.counts]
        if not counted:
            return
        facts = self.desk._door.facts(reader, case, by=counted[-1].giver)
        rules = [
            facts.authority[role.id]
            for role in facts.structure.roles_of(counted[-1].giver)
            if role.id in facts.authority
        ]
        total = sum((one.remedy.value.amount for one in counted if one.remedy.value), Decimal(0))
        if rules:  # else the giver has left since
            assert any(rule.per_case is None or total <= rule.per_case.amount for rule in rules), "F6"

    def history(self, case: Case, lines: list[Any]) -> None:
        """F3, F4, F5, F9, R15: no bouncing, closed reasons, facts first, the first receiver for ever, breaches that stay."""
        had, facts, kind = [case.first_receiver], False, str(lines[0].event.kind)
        assert lines[0].event.first_receiver == case.first_receiver
        for line in lines:
            facts = facts or isinstance(line.event, e.FactsRecorded | e.Settled)
            if isinstance(line.event, e.Reclassified):
                kind = str(line.event.kind)
            if isinstance(line.event, e.HandoverOffered):
                assert facts or kind != "complaint", "F5"
                assert line.event.receiver not in had, "F3"
            if isinstance(line.event, e.HandoverDeclined):
                assert line.event.reason != "not-my-job", "F4"
            if isinstance(line.event, e.OwnerChanged) and line.event.previous:
                assert line.event.reason in (
                    "handover",
                    "ruling",
                    "left",
                    "away",
                    "reopened",
                    "taken-first",
                    "complained-about",
                )
                assert kind == "praise" or line.event.owner != case.about_staff, "R6"
                had.append(line.event.owner)
        known = self.breaches.setdefault(case.number, {})
        breached = {one.id: one.breached_at for one in case.deadlines if one.breached_at}
        assert known.items() <= breached.items(), "R15"
        known.update(breached)
        noticed = [(one.breached_at, one.noticed_at) for one in case.deadlines if one.breached_at and one.noticed_at]
        assert len(noticed) == len(breached)
        assert all(due <= seen for due, seen in noticed), "never early"


def worth(kind: str, amount: int) -> Remedy:
    """A remedy of a kind, worth so much."""
    value = Money(amount, "CNY")
    if kind == "coupon":
        return Remedy.coupon(value, valid_days=30)
    return Remedy.refund(value) if kind == "refund" else Remedy.points(amount, cost=value)


SIMPLY: dict[str, dict[str, object]] = {
    "settle": {"facts": "当场换货", "agreed": "in-person", "apology": True},
    "resolve": {"result": "已退货", "improvement": "加装温控", "apology": True},
    "clear_up": {"explanation": "是当地风味"},
    "withdraw": {},
    "refer": {"authority": "12315", "told": "可拨打12315"},
    "archive": {},
    "extend_deadline": {"deadline": "result", "until": timedelta(hours=1), "reason": "厂家检测", "text": "明天答复"},
    "note": {"text": "备注"},
    "tell": {"text": "正在处理"},
    "wait_for_customer": {"question": "请提供照片"},
    "hear_customer": {"text": "照片已发"},
    "acknowledge": {},
    "do_first_handling": {"result": "已取样"},
    "record_follow_up": {"satisfied": False},
    "mark_second_grievance": {"text": "态度不好"},
    "raise_issue": {"text": "还有别的"},
}

TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # thirty steps can be read; making them fewer takes minutes
)


def test_the_machine_hands_on_over_four_hands() -> None:
    """It does reach a chain of handovers, and holds it to its rules. F3"""
    machine = Lifecycle()
    machine.opened()
    number = machine.receive("chen", "酸", None, reachable=True, category="food/sensory", kind="complaint")
    assert isinstance(number, str)
    machine.hand_on(number, ["li", "dong", "hu"])

    assert machine.now(number).owners == ("chen", "li", "dong", "hu")
    machine.holds()
    machine.teardown()


def test_the_machine_knows_every_command() -> None:
    """A new command has to be learnt by the machine, or be named here with its reason."""
    driven = {name.replace("_", "-") for name in SIMPLY} | {
        "receive",
        "assess",
        "record-facts",
        "offer-handover",
        "accept-handover",
        "decline-handover",
        "rule-handover",
        "escalate",
        "receive-escalation",
        "adjourn-meeting",
        "decide-meeting",
        "offer-plan",
        "answer-plan",
        "answer-survey",
        "do-measure",
        "ask-advice",
        "dispatch",
        "ask-approval",
        "approve",
        "give-remedy",
        "order-remedy",
        "reverse-remedy",
    }
    elsewhere = {
        "register",
        "correct",
        "object",
        "record-answer",
        "reclassify",
        "link",
        "unlink",
        "give-advice",
        "report-dispatch",
        "refuse-approval",
        "record-docket",
        "answer-authority",
        "record-outcome",
    }

    assert driven | elsewhere == set(commands())
    assert all(issubclass(one, Command | OnCase) and attrs.has(one) for one in commands().values())
