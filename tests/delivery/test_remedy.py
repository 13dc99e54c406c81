"""Refunds through an executor: agreed, carried out once, asked about before anything is repeated, parked for a person. R10"""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from typing_extensions import override

from complaintkit import (
    Case,
    ConflictError,
    Customer,
    Desk,
    InvalidInput,
    Measure,
    Member,
    Money,
    NotAllowed,
    NotFound,
    Purchase,
    Remedy,
    System,
)
from complaintkit.delivery.carrier import Send
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.remedy import Remedies
from complaintkit.delivery.run import Delivered
from complaintkit.delivery.service import Stops
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.timing import Timing
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
from complaintkit.ports.storage import AttemptRow, OutboxRow
from complaintkit.testing import FakeClock

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE = 15 * MINUTE
LIMIT = 60  # seconds
REFUND = Remedy.refund(Money(25, "CNY"))
WANG = Customer(name="王芳", phone="13800138000", member=Member("M-7"))

Answer = Outcome | BaseException | object


async def hang() -> Outcome:
    """Never answers."""
    await asyncio.Event().wait()
    return InDoubt()


async def _played(script: deque[Answer], otherwise: Outcome) -> Any:
    answer = script.popleft() if script else otherwise
    if isinstance(answer, BaseException):
        raise answer
    return await answer() if callable(answer) else answer


@attrs.define
class Till:
    """What a till was asked to do, and what it answers: from the script, then always yes."""

    answers: deque[Answer] = attrs.field(factory=deque)
    verdicts: deque[Answer] = attrs.field(factory=deque)  # to "what became of it?"
    reversals: deque[Answer] = attrs.field(factory=deque)
    orders: list[RemedyOrder] = attrs.field(factory=list)
    asked: list[Attempt] = attrs.field(factory=list)
    taken_back: list[tuple[str, str]] = attrs.field(factory=list)
    sessions: int = 0
    opening: BaseException | None = None
    before: Callable[[RemedyOrder], None] = lambda _: None

    async def execute(self, order: RemedyOrder) -> Outcome:
        """The next answer of the script."""
        self.before(order)
        self.orders.append(order)
        return await _played(self.answers, Accepted(f"R-{len(self.orders)}", final=True))  # type: ignore[no-any-return]

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """The next verdict of the script."""
        self.asked.append(attempt)
        return await _played(self.verdicts, Accepted("R-found"))  # type: ignore[no-any-return]

    async def reverse(self, order: RemedyOrder, reference: str) -> Outcome:
        """The next reversal of the script."""
        self.taken_back.append((order.id, reference))
        return await _played(self.reversals, Accepted("B-1"))  # type: ignore[no-any-return]


@attrs.frozen(kw_only=True)
class TillExecutor:
    """Carries out what its till takes."""

    name: str
    till: Till
    kinds: frozenset[str]
    reconcile_after: timedelta = LATE

    @asynccontextmanager
    async def session(self) -> AsyncIterator[RemedyRunner]:
        """The till itself."""
        if self.till.opening:
            raise self.till.opening
        self.till.sessions += 1
        yield self.till


@attrs.frozen(kw_only=True, eq=False)
class Tills(Plugin):
    """Refunds through a till."""

    name: str = "till"
    kinds: frozenset[str] = frozenset({"refund"})
    till: Till = attrs.field(factory=Till)

    @override
    @hookimpl
    def complaintkit_remedy_executors(self) -> Iterable[RemedyExecutor]:
        yield TillExecutor(name=self.name, till=self.till, kinds=self.kinds)


@attrs.define
class Shop:
    """A desk with a till."""

    desk: Desk
    clock: FakeClock
    till: Till
    timing: Timing = attrs.field(factory=lambda: Timing(patience=timedelta(seconds=0.6)))

    def settled(self, *remedies: Remedy, agreed: str = "in-person") -> Case:
        """Money back, agreed on the spot."""
        case = self.desk.receive(
            "米饭酸",
            by="fang",
            channel="hotline",
            unit="school",
            category="food/sensory",
            customer=WANG,
            purchase=Purchase("D-7"),
        )
        return self.desk.settle(
            case,
            by="fang",
            facts="属实",
            agreed=agreed,  # type: ignore[arg-type]  # one of the three
            remedies=remedies or [REFUND],
        )

    @property
    def setting(self) -> Setting:
        """This shop's times."""
        return attrs.evolve(self.desk._setting(), timing=self.timing, chance=lambda: 0.5)

    def deliver(self) -> Delivered:
        """One run."""
        return asyncio.run(deliver(self.setting, limit=100))

    def case(self, case: Case) -> Case:
        """As it stands."""
        return self.desk.case(case, by="fang")

    def entries(self, case: Case) -> list[OutboxRow]:
        """Its orders."""
        with self.desk._opened.storage.reading() as reader:
            return [row for row in reader.outbox(case=case.id) if row.kind == "remedy"]

    def attempts(self, case: Case) -> list[AttemptRow]:
        """Its tries."""
        with self.desk._opened.storage.reading() as reader:
            return [one for row in self.entries(case) for one in reader.attempts(row.id)]

    def events(self, case: Case) -> list[str]:
        """What happened to what was promised."""
        names = [line.event.name for line in self.desk.timeline(case, by="fang")]
        return [name for name in names if name.startswith(("remedy-", "reversal-"))]


OpenShop = Callable[..., Shop]


@pytest.fixture
def open_shop(tmp_path: Path, organisation: Path, clock: FakeClock) -> Iterator[OpenShop]:
    """Opens desks on one database, with a till each or with other plugins."""
    opened: list[Desk] = []

    def open_one(*plugins: Plugin) -> Shop:
        till = Till()
        desk = Desk.open(
            f"sqlite:///{tmp_path}/desk.db",
            playbook="canteen-delivery",
            organisation=organisation,
            plugins=plugins or [Tills(till=till)],
            clock=clock,
        )
        opened.append(desk)
        return Shop(desk=desk, clock=clock, till=till)

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def shop(open_shop: OpenShop) -> Shop:
    """One of them."""
    return open_shop()


def state(case: Case) -> str:
    """How far its refund has got."""
    return case.promises[0].state


# ---- it is carried out ----------------------------------------------------------------------------------------------
def test_what_was_agreed_is_carried_out_once(shop: Shop) -> None:
    """Ordered with the agreement, paid by the till, on record with the till's own number. R10"""
    case = shop.settled()
    assert (state(case), shop.till.orders) == ("ordered", [])

    assert shop.deliver().sent == 1
    assert shop.deliver().taken == 0

    (paid,) = shop.till.orders
    assert (paid.id, paid.attempt, paid.remedy) == (case.promises[0].id, 1, REFUND)
    assert (paid.case_number, paid.receipt, paid.unit, paid.member_id) == (case.number, "D-7", "school", "M-7")
    promise = shop.case(case).promises[0]
    assert (promise.state, promise.executor, promise.reference) == ("given", "till", "R-1")
    assert shop.entries(case)[0].state == "delivered"
    assert shop.events(case) == ["remedy-ordered", "remedy-given"]


def test_a_plan_is_carried_out_when_the_customer_agrees_and_not_before(shop: Shop) -> None:
    """Offered, nothing is paid; refused, nothing ever; agreed, it is ordered. S4.10"""
    case = shop.desk.receive(
        "米饭酸", by="fang", channel="hotline", unit="school", category="food/sensory", customer=WANG
    )
    case = shop.desk.assess(case, by="fang", severity="normal", approach="核实")
    case = shop.desk.record_facts(case, by="fang", facts="属实", root_cause="storage", heard=["li"])
    for accepted in (False, True):
        case = shop.desk.offer_plan(
            case,
            by="fang",
            measures=[Measure(f"退款{accepted}", who="fang", due=HOUR)],
            remedies=[REFUND],
            decisions={"1": ("upheld", "属实")},
        )
        assert case.plan is not None
        shop.deliver()
        case = shop.desk.answer_plan(case, by="fang", plan=case.plan.id, accepted=accepted)
        assert shop.deliver().sent == accepted

    assert [one.state for one in shop.case(case).promises] == ["released", "given"]


def test_an_attempt_is_on_record_before_the_till_is_called(shop: Shop) -> None:
    """What dies while it is being paid has left a trace."""
    case, seen = shop.settled(), []

    def look(_: RemedyOrder) -> None:
        (row,), (attempt,) = shop.entries(case), shop.attempts(case)
        seen.append(
            (row.state, attempt.outcome, attempt.notifier, (row.lease_until or row.created_at) - shop.clock.now())
        )

    shop.till.before = look
    shop.deliver()
    assert seen == [("started", None, "till", shop.timing.patience + MINUTE)]


def test_one_session_serves_a_run(shop: Shop) -> None:
    """Several refunds, several orders, one connection."""
    for _ in range(3):
        shop.settled(REFUND, Remedy.refund(Money(3, "CNY")))
    assert shop.deliver().sent == 6
    assert shop.till.sessions == 1
    assert len({one.id for one in shop.till.orders}) == 6


def test_what_certainly_was_not_paid_is_tried_again_by_the_same_key(shop: Shop) -> None:
    """`NotSent`: later, with the same id at every attempt."""
    case = shop.settled()
    shop.till.answers.extend([NotSent(detail="closed"), NotSent(retry_after=HOUR)])
    shop.deliver()
    assert shop.entries(case)[0].state == "owed"
    shop.clock.advance(30 * timedelta(seconds=1))
    shop.deliver()
    shop.clock.advance(HOUR - timedelta(seconds=1))
    assert shop.deliver().taken == 0
    shop.clock.advance(6 * MINUTE + timedelta(seconds=1))
    assert shop.deliver().sent == 1

    assert {one.id for one in shop.till.orders} == {case.promises[0].id}
    assert [one.attempt for one in shop.till.orders] == [1, 2, 3]
    assert state(shop.case(case)) == "given"


def test_what_the_till_refuses_is_the_owners(shop: Shop) -> None:
    """`Rejected`: final, the owner has a task, the case says so, and it is not filed before it is seen to. S4.11"""
    case = shop.settled()
    shop.till.answers.append(Rejected(RejectReason.CONTENT, "no such sale"))
    shop.deliver()

    assert state(shop.case(case)) == "rejected"
    assert shop.desk.duties("fang").tasks == (f"remedy:{case.promises[0].id}",)
    with pytest.raises(NotAllowed) as refused:
        shop.desk.archive(case, by="fang")
    assert refused.value.user_message("zh-CN") == (
        "现在不能归档：答应顾客的退款还没有办妥（被执行方拒绝）。可以：兑现补偿、撤回补偿。"
    )

    case = shop.desk.give_remedy(case, by="chen", promise=case.promises[0], reference="现金-17", note="现金退还")
    assert (state(case), case.promises[0].reference) == ("given", "现金-17")
    assert shop.desk.duties("fang").tasks == ()
    assert shop.desk.archive(case, by="fang").state == "archived"


def test_a_rejected_one_can_be_ordered_anew(shop: Shop) -> None:
    """By another key: to its old one the till has given its final answer."""
    case = shop.settled()
    shop.till.answers.append(Rejected(RejectReason.CONTENT))
    shop.deliver()

    case = shop.desk.order_remedy(case, by="fang", promise=case.promises[0].id)
    assert shop.deliver().sent == 1

    first, second = shop.till.orders
    assert first.id != second.id
    assert shop.events(case) == ["remedy-ordered", "remedy-rejected", "remedy-ordered", "remedy-given"]


def test_too_many_tries_are_the_owners_too(shop: Shop) -> None:
    """Certainly not paid, again and again: somebody has to see to it."""
    case = shop.settled()
    shop.till.answers.extend([NotSent()] * 20)
    for _ in range(shop.timing.most):
        shop.deliver()
        shop.clock.advance(8 * HOUR)

    assert state(shop.case(case)) == "rejected"
    assert len(shop.till.orders) == shop.timing.most


# ---- in doubt -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "answer",
    [InDoubt("timeout"), RuntimeError("socket"), "paid", hang],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_what_may_have_been_paid_is_asked_about_before_anything_else(shop: Shop, answer: Answer) -> None:
    """A doubt, an exception, rubbish, a hang: asked, not before the till's records can be there; never paid again."""
    case = shop.settled()
    shop.till.answers.append(answer)
    shop.deliver()
    assert (state(shop.case(case)), shop.entries(case)[0].state) == ("ordered", "in_doubt")

    shop.clock.advance(LATE - timedelta(seconds=1))
    assert shop.deliver().taken == 0
    shop.clock.advance(timedelta(seconds=1))
    assert shop.deliver().sent == 1

    (asked,) = shop.till.asked
    assert asked.id == case.promises[0].id
    assert len(shop.till.orders) == 1
    promise = shop.case(case).promises[0]
    assert (promise.state, promise.reference) == ("given", "R-found")


def test_what_was_not_paid_after_all_is_paid_then(shop: Shop) -> None:
    """The till has never seen it: it goes out again in the same run, by the same key."""
    case = shop.settled()
    shop.till.answers.append(InDoubt())
    shop.till.verdicts.append(NotSent(detail="never seen"))
    shop.deliver()
    shop.clock.advance(LATE)
    assert shop.deliver().sent == 1

    assert [one.id for one in shop.till.orders] == [case.promises[0].id] * 2
    assert state(shop.case(case)) == "given"


def test_what_nobody_knows_is_parked_for_a_person(shop: Shop) -> None:
    """The till cannot tell either: nothing more is done until a person has looked."""
    case = shop.settled()
    shop.till.answers.append(InDoubt())
    shop.till.verdicts.append(InDoubt("no idea"))
    shop.deliver()
    shop.clock.advance(LATE)
    shop.deliver()
    assert state(shop.case(case)) == "parked"
    assert shop.desk.duties("fang").tasks == (f"remedy:{case.promises[0].id}",)
    shop.clock.advance(48 * HOUR)
    assert shop.deliver().taken == 0

    case = shop.desk.give_remedy(case, by="fang", promise=case.promises[0], reference="R-9")
    assert (state(case), shop.entries(case)[0].state) == ("given", "cancelled")
    assert len(shop.till.orders) == 1


def test_a_person_who_found_it_unpaid_has_it_paid_by_the_same_key(shop: Shop) -> None:
    """Should they be wrong, the till knows the key, and pays once all the same."""
    case = shop.settled()
    shop.till.answers.append(InDoubt())
    shop.till.verdicts.append(InDoubt())
    shop.deliver()
    shop.clock.advance(LATE)
    shop.deliver()

    shop.desk.order_remedy(case, by="fang", promise=case.promises[0])
    assert shop.deliver().sent == 1
    assert [one.id for one in shop.till.orders] == [case.promises[0].id] * 2


def test_while_nobody_knows_nobody_pays_by_hand(shop: Shop) -> None:
    """Neither given, nor called off, nor ordered beside: the till is asked first. Said in Chinese, too."""
    case = shop.settled()
    shop.till.answers.append(InDoubt())
    shop.deliver()

    for verb, more in (("give_remedy", {}), ("order_remedy", {}), ("reverse_remedy", {"reason": "弄错了"})):
        with pytest.raises(ConflictError) as refused:
            getattr(shop.desk, verb)(case, by="fang", promise=case.promises[0], **more)
        assert "结果尚不确定" in refused.value.user_message("zh-CN")


# ---- by hand --------------------------------------------------------------------------------------------------------
def test_a_till_off_the_network_pays_by_hand(shop: Shop) -> None:
    """Recorded before the order was begun: the executor is told no more."""
    case = shop.settled()

    case = shop.desk.give_remedy(case, by="chen", promise=case.promises[0], reference="现金-3")

    assert state(case) == "given"
    assert shop.entries(case)[0].state == "cancelled"
    assert (shop.deliver().taken, shop.till.orders) == (0, [])
    with pytest.raises(ConflictError, match="it is given"):
        shop.desk.give_remedy(case, by="chen", promise=case.promises[0])


def test_a_pos_records_what_it_paid_out_itself(shop: Shop) -> None:
    """A program has no authority over money; what was promised by somebody who has, it may report as given."""
    case = shop.settled()
    case = shop.desk.give_remedy(case, by=System("pos"), promise=case.promises[0], reference="A-17")
    assert state(case) == "given"


def test_a_kind_without_an_executor_is_the_owners_to_carry_out(shop: Shop) -> None:
    """Agreed by telephone: nobody has handed anything over yet. It is owed until somebody records it. S4.11"""
    points = Remedy.points(500, cost=Money(5, "CNY"))
    case = shop.settled(points, agreed="by-phone")
    assert (state(case), shop.entries(case)) == ("promised", [])
    assert shop.desk.duties("fang").tasks == (f"remedy:{case.promises[0].id}",)
    with pytest.raises(InvalidInput, match="no executor"):
        shop.desk.order_remedy(case, by="fang", promise=case.promises[0])

    case = shop.desk.give_remedy(case, by="fang", promise=case.promises[0])
    assert shop.desk.archive(case, by="fang").state == "archived"


def test_what_was_put_right_in_person_was_given_in_person(shop: Shop) -> None:
    """R17: received, put right, the customer content; only an executor's kinds are still to come."""
    case = shop.settled(Remedy.points(500, cost=Money(5, "CNY")), REFUND)
    assert [one.state for one in case.promises] == ["given", "ordered"]


def test_an_unknown_promise_is_not_found(shop: Shop) -> None:
    """Whatever is answered is named, and has to be there."""
    case = shop.settled()
    with pytest.raises(NotFound) as refused:
        shop.desk.give_remedy(case, by="fang", promise="X-1")
    assert "补偿承诺" in refused.value.user_message("zh-CN")


# ---- taking back ----------------------------------------------------------------------------------------------------
def test_a_refund_is_taken_back_by_whoever_paid_it(shop: Shop) -> None:
    """With a reason, by its own key and the till's reference; what it cost is free again in the books."""
    case = shop.settled()
    shop.deliver()

    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="顾客要换货")
    assert state(case) == "reversing"
    with pytest.raises(ConflictError, match="it is reversing"):
        shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="再来一次")
    assert shop.deliver().sent == 1

    ((key, reference),) = shop.till.taken_back
    assert (key.startswith(case.promises[0].id), key != case.promises[0].id, reference) == (True, True, "R-1")
    assert state(shop.case(case)) == "reversed"
    assert shop.events(case) == ["remedy-ordered", "remedy-given", "reversal-ordered", "remedy-reversed"]


def test_a_till_that_keeps_the_money_out_says_so(shop: Shop) -> None:
    """The customer still has it, and that is on record; it can be taken back by hand, or tried again."""
    case = shop.settled()
    shop.deliver()
    shop.till.reversals.append(Rejected(RejectReason.CONTENT))
    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="弄错了")
    shop.deliver()
    assert state(shop.case(case)) == "given"

    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="弄错了")
    shop.deliver()
    (first, _), (second, _) = shop.till.taken_back
    assert first != second
    assert state(shop.case(case)) == "reversed"


def test_a_reversal_in_doubt_is_asked_about_and_parked(shop: Shop) -> None:
    """As a payment is; then a person says which it was."""
    case = shop.settled()
    shop.deliver()
    shop.till.reversals.append(InDoubt())
    shop.till.verdicts.append(InDoubt())
    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="弄错了")
    shop.deliver()
    shop.clock.advance(LATE)
    shop.deliver()
    assert shop.till.asked[0].id == shop.till.taken_back[0][0]
    assert state(shop.case(case)) == "parked"

    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="已收回现金", by_hand=True)
    assert state(case) == "reversed"
    assert shop.deliver().taken == 0


def test_what_is_not_given_yet_is_called_off(shop: Shop) -> None:
    """Before its turn came: nothing is paid."""
    case = shop.settled()
    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="改为换货")
    shop.deliver()
    assert (state(shop.case(case)), shop.till.orders) == ("reversed", [])


def test_what_was_given_by_hand_is_taken_back_by_hand(shop: Shop) -> None:
    """No executor knows of it."""
    case = shop.settled()
    case = shop.desk.give_remedy(case, by="fang", promise=case.promises[0])
    case = shop.desk.reverse_remedy(case, by="fang", promise=case.promises[0], reason="退回")
    shop.deliver()
    assert (state(shop.case(case)), shop.till.taken_back) == ("reversed", [])


def test_a_withdrawn_case_pays_nothing_that_was_not_begun(shop: Shop) -> None:
    """The customer takes it back before the till was called."""
    case = shop.desk.receive(
        "米饭酸", by="fang", channel="hotline", unit="school", category="food/sensory", customer=WANG
    )
    case = shop.desk.assess(case, by="fang", severity="normal", approach="核实")
    case = shop.desk.record_facts(case, by="fang", facts="属实", root_cause="storage", heard=["li"])
    case = shop.desk.offer_plan(
        case,
        by="fang",
        measures=[Measure("退款", who="fang", due=HOUR)],
        remedies=[REFUND],
        decisions={"1": ("upheld", "属实")},
    )
    assert case.plan is not None
    case = shop.desk.answer_plan(case, by="fang", plan=case.plan.id, accepted=True)
    case = shop.desk.withdraw(case, by="fang")
    shop.deliver()

    assert (state(shop.case(case)), shop.till.orders) == ("reversed", [])
    assert shop.desk.archive(case, by="fang").state == "archived"


# ---- bad executors --------------------------------------------------------------------------------------------------
def test_a_till_that_can_not_be_opened_is_tried_again(shop: Shop) -> None:
    """Nothing left us: one try is counted, the rest waits."""
    first, second = shop.settled(), shop.settled()
    shop.till.opening = OSError("refused")
    assert shop.deliver().sent == 0
    assert [one.outcome for one in (*shop.attempts(first), *shop.attempts(second))] == ["not_sent"]

    shop.till.opening = None
    shop.clock.advance(6 * MINUTE)
    assert shop.deliver().sent == 2


def test_our_own_fault_stops_the_till_not_the_customer(shop: Shop) -> None:
    """An empty account: said, left alone for a while, and no try is counted."""
    case, other = shop.settled(), shop.settled()
    shop.till.answers.append(NotSent(ours=True, detail="account empty"))
    stops = Stops()
    done = asyncio.run(deliver(shop.setting, limit=100, stops=stops))
    assert (done.sent, done.stopped) == (0, {"executor till": "account empty"})
    assert asyncio.run(deliver(shop.setting, limit=100, stops=stops)).taken == 0

    shop.clock.advance(6 * MINUTE)
    assert asyncio.run(deliver(shop.setting, limit=100, stops=stops)).sent == 2
    assert {state(shop.case(one)) for one in (case, other)} == {"given"}


def test_a_till_that_hangs_keeps_no_other_back(open_shop: OpenShop) -> None:
    """Each executor's orders go beside the others'."""
    slow, quick = Till(), Till()
    slow.answers.append(hang)
    shop = open_shop(Tills(name="slow", till=slow), Tills(name="quick", kinds=frozenset({"points"}), till=quick))
    shop.settled(REFUND, Remedy.points(5, cost=Money(1, "CNY")))
    assert shop.deliver().sent == 1
    assert (len(slow.orders), len(quick.orders)) == (1, 1)


def test_the_first_of_two_tills_in_the_settings_pays(open_shop: OpenShop) -> None:
    """The second steps in while the first is stopped; what the first began, the first is asked about."""
    one, two = Till(), Till()
    shop = open_shop(Tills(name="b", till=one), Tills(name="a", till=two))
    shop.settled()
    one.answers.append(InDoubt())
    shop.deliver()
    one.opening = OSError()
    case = shop.settled()
    shop.clock.advance(LATE)
    shop.deliver()
    assert (len(one.orders), len(one.asked), len(two.asked)) == (1, 0, 0)

    one.opening = None
    shop.clock.advance(LATE)
    shop.deliver()
    assert (len(one.asked), len(two.asked)) == (1, 0)
    assert state(shop.case(case)) == "given"


def test_what_nobody_here_carries_out_is_left_to_others(open_shop: OpenShop) -> None:
    """Another worker has the till. When for a day nobody had, a person hears of it."""
    shop = open_shop()
    case = shop.settled()
    other = open_shop(Tills(name="points", kinds=frozenset({"points"})))
    assert other.deliver().taken == 0
    other.clock.advance(25 * HOUR)
    other.deliver()

    assert state(shop.case(case)) == "rejected"
    assert shop.desk.duties("fang").tasks == (f"remedy:{case.promises[0].id}",)


def test_a_message_worker_leaves_remedies_alone(shop: Shop) -> None:
    """And what is in doubt of them, too: they are no messages."""
    case = shop.settled()
    shop.till.answers.append(InDoubt())
    shop.deliver()
    shop.clock.advance(LATE)
    without = attrs.evolve(shop.setting, executors={})
    asyncio.run(deliver(without, limit=100))
    assert shop.entries(case)[0].state == "in_doubt"


# ---- several workers, and workers that die --------------------------------------------------------------------------
PAYING = """
import asyncio, sys
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
import attrs
from complaintkit import Desk
from complaintkit.plugin import Accepted, Plugin, hookimpl
from complaintkit.testing import FakeClock

class Runner:
    async def execute(self, order):
        with Path(folder, "paid").open("a") as file:
            file.write(order.id + "\\n")
        print("paying", flush=True)
        await asyncio.sleep(float(pause))
        return Accepted("R-" + order.id, final=True)
    async def reconcile(self, attempt):
        raise AssertionError
    async def reverse(self, order, reference):
        raise AssertionError

class Executor:
    name, kinds, reconcile_after = "till", frozenset({"refund"}), timedelta(minutes=15)
    @asynccontextmanager
    async def session(self):
        yield Runner()

@attrs.frozen(kw_only=True, eq=False)
class Tills(Plugin):
    name: str
    @hookimpl
    def complaintkit_remedy_executors(self):
        yield Executor()

database, folder, pause, now = sys.argv[1:]
with Desk.open(database, plugins=[Tills(name="till")], clock=FakeClock(now)) as desk:
    print("ready", flush=True)
    sys.stdin.readline()
    print("done", desk.deliver_blocking(), flush=True)
"""


@pytest.fixture
def worker(tmp_path: Path, shop: Shop, program: Callable[..., Any]) -> Callable[[float], Any]:
    """Start a process of its own that pays, and takes its time."""
    database = f"sqlite:///{tmp_path}/desk.db"
    return lambda pause: program(PAYING, database, tmp_path, pause, shop.clock.now().isoformat())


def test_two_processes_deliver_and_one_pays(tmp_path: Path, shop: Shop, worker: Callable[[float], Any]) -> None:
    """Every refund once, whoever is quicker."""
    cases = [shop.settled() for _ in range(10)]
    workers = [worker(0.02) for _ in range(2)]
    assert [one.line() for one in workers] == ["ready", "ready"]
    ends = [one.communicate("\n", timeout=LIMIT) for one in workers]

    assert [error for _, error in ends] == ["", ""]
    paid = (tmp_path / "paid").read_text().split()
    assert sorted(paid) == sorted(case.promises[0].id for case in cases)
    assert sum(int(said.split()[-1]) for said, _ in ends) == len(cases)
    assert {state(shop.case(case)) for case in cases} == {"given"}


@pytest.mark.parametrize(("verdict", "again"), [(Accepted("R-1"), 0), (NotSent(detail="never seen"), 1)])
def test_a_worker_killed_while_it_pays_leaves_a_question(
    shop: Shop, worker: Callable[[float], Any], verdict: Outcome, again: int
) -> None:
    """kill -9 after the call began: nobody pays again before the till was asked, and not before it can know."""
    case = shop.settled()
    dying = worker(600)
    dying.go()
    assert [dying.line(), dying.line()] == ["ready", "paying"]
    dying.send_signal(signal.SIGKILL)
    dying.communicate(timeout=LIMIT)
    assert shop.entries(case)[0].state == "started"

    shop.clock.advance(16 * MINUTE - timedelta(seconds=1))
    assert shop.deliver().taken == 0
    shop.clock.advance(timedelta(seconds=1))
    shop.deliver()
    row = shop.entries(case)[0]
    assert (row.state, row.next_at) == ("in_doubt", shop.clock.now() + LATE)

    shop.till.verdicts.append(verdict)
    shop.clock.advance(LATE)
    for _ in range(2):
        shop.deliver()
    assert (len(shop.till.asked), len(shop.till.orders)) == (1, again)
    assert all(one.id == case.promises[0].id for one in shop.till.orders)
    assert state(shop.case(case)) == "given"
    assert shop.events(case).count("remedy-given") == 1


def test_who_comes_back_late_changes_nothing(shop: Shop) -> None:
    """Fenced by the epoch; yet what they know is kept, and saves the question."""
    case = shop.settled()
    setting = attrs.evolve(shop.setting, timing=Timing())
    outbox = Outbox(setting, Remedies(setting), Stops())
    (row,) = outbox.take(10).rows
    work = outbox.prepare(row)
    assert isinstance(work.verdict, Send)
    begun = outbox.begin(work, work.verdict)
    assert begun is not None
    assert outbox.begin(work, work.verdict) is None
    shop.clock.advance(16 * MINUTE)
    shop.deliver()

    assert outbox.end(begun, Accepted("late-1")) is False
    shop.clock.advance(LATE)
    shop.deliver()
    promise = shop.case(case).promises[0]
    assert (promise.state, promise.reference, shop.till.asked, shop.till.orders) == ("given", "late-1", [], [])


# ---- what a playbook may say of it ----------------------------------------------------------------------------------
TOLD = """
schema = 1
name = "told"
version = "1"
extends = "canteen-delivery"
base = "2026.11"
[deadline.money-back]
title = { zh = "退款兑现", en = "Money back" }
starts = "remedy-rejected"
stops = ["remedy-given", "remedy-ordered", "remedy-reversed"]
within = "24 h"
[message.paid]
on = "remedy-given"
to = "customer"
media = ["sms"]
short.zh = "投诉{number}:{remedy}已办妥。"
short.en = "Your complaint {number}: {remedy} is done."
"""


def test_a_playbook_gives_it_a_deadline_and_words(tmp_path: Path, organisation: Path, clock: FakeClock) -> None:
    """By when the owner sees to what was rejected, each promise by itself; and what the customer is told. S4.11, S4.13"""
    file, till = tmp_path / "told.toml", Till()
    file.write_text(TOLD, "utf-8")
    with Desk.open(
        f"sqlite:///{tmp_path}/told.db",
        playbook=file,
        organisation=organisation,
        plugins=[Tills(till=till)],
        clock=clock,
    ) as desk:
        shop = Shop(desk=desk, clock=clock, till=till)
        case = shop.settled(REFUND, Remedy.refund(Money(3, "CNY")))
        till.answers.extend([Rejected(RejectReason.CONTENT)] * 2)
        shop.deliver()
        running = [one for one in shop.case(case).deadlines if one.name == "money-back"]
        assert [one.due_at - clock.now() for one in running] == [24 * HOUR] * 2

        case = desk.give_remedy(case, by="fang", promise=case.promises[1])

        states = [one.state for one in case.deadlines if one.name == "money-back"]
        assert states == ["running", "met"]
        with desk._opened.storage.reading() as reader:
            told = {(row.name, row.recipient) for row in reader.outbox(case=case.id) if row.kind == "message"}
        assert {("paid", "customer"), ("remedy-rejected", "fang")} <= told
