"""The demo's story: sour rice at a school canteen, on the day before a long holiday. The desk does all of it for real."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from complaintkit.model.customer import Customer
from complaintkit.model.errors import ComplaintKitError
from complaintkit.model.goods import Item, Purchase
from complaintkit.model.money import Money
from complaintkit.model.remedy import Evidence, Measure, Remedy

if TYPE_CHECKING:
    from complaintkit.cli._demo_clock import StoryClock
    from complaintkit.cli._demo_stage import Stage
    from complaintkit.desk import Desk
    from complaintkit.model.case import Case

__all__ = ["BEGIN", "play"]

BEGIN = "2026-09-30T11:42:00+08:00"
_MAIL = "wang.fang@no3-school.example"
_RICE = Item("米饭", lot="L2291", paid=Money("360.00", "CNY"))


def play(desk: Desk, clock: StoryClock, stage: Stage) -> Case:
    """One complaint's whole life; the case as it is filed."""
    case = _received(desk, clock, stage)
    case = _investigated(desk, clock, stage, case)
    case = _handed_over(desk, clock, stage, case)
    case = _agreed(desk, clock, stage, case)
    return _content(desk, clock, stage, case)


def _received(desk: Desk, clock: StoryClock, stage: Stage) -> Case:
    stage.act("接诉:首问负责", "Received: whoever hears it first is responsible (S4.2, S4.6)")
    case = desk.receive(
        "中午送来的米饭有酸味,学生不敢吃。 (The rice delivered at noon smells sour; the pupils will not eat it.)",
        by="chen",
        channel="hotline",
        unit="no3-school",
        category="food/sensory",
        customer=Customer(name="王芳", email=_MAIL, language="zh-CN"),
        wanted="马上换一批 (another batch, at once)",
        purchase=Purchase("D-0930-17", items=[_RICE]),
        idempotency_key="demo:receive",
    )
    stage.tell(case)
    stage.act("为什么是那一天到期", "Why the result is due on that day (R16)")
    stage.explain(case, "result")
    clock.let_pass(minutes=1)
    stage.act("顾客收到的邮件", "The e-mail the customer got (R4)")
    desk.deliver_blocking()
    stage.letter("received")
    stage.tell(case)
    return case


def _investigated(desk: Desk, clock: StoryClock, stage: Stage, case: Case) -> Case:
    stage.act("评估、核实", "Assessed, verified (S0.5, S4.9)")
    clock.let_pass(minutes=4)
    case = desk.assess(
        case, by="chen", severity="high", approach="撤回该批次,核实冷链。 (Withdraw the lot, check the cold chain.)"
    )
    case = desk.dispatch(
        case, by="chen", who="dong", what="撤回L2291批次,立即补送。 (Withdraw lot L2291, bring another.)"
    )
    stage.tell(case)
    stage.act("事实不清,不能转交", "No handover before the facts are known (S4.12, F5)")
    try:
        desk.offer_handover(case, by="chen", to="li", reason="supplier-side")
    except ComplaintKitError as error:
        stage.refusal(error)
    clock.let_pass(minutes=15)
    case = desk.report_dispatch(
        case,
        by="dong",
        dispatch=case.dispatches[-1].id,
        result="已撤回,补送车12:20到。 (Withdrawn; the van arrives at 12:20.)",
    )
    clock.let_pass(minutes=5)
    sample = Evidence("米饭留样", where="东区中央厨房冷藏柜", kept_until=clock.now() + timedelta(hours=48))
    case = desk.record_facts(
        case,
        by="chen",
        facts="L2291批次装箱后常温放置两小时。 (Lot L2291 stood warm for two hours.)",
        root_cause="storage",
        evidence=[sample],
        heard=["hu", "dong"],
    )
    stage.tell(case)
    return case


def _handed_over(desk: Desk, clock: StoryClock, stage: Stage, case: Case) -> Case:
    stage.act("转交:对方接手前,责任不变", "Handover: an offer, until somebody takes it (F2)")
    case = desk.offer_handover(
        case, by="chen", to="li", reason="supplier-side", note="请跟进冷链。 (The cold chain is yours.)"
    )
    clock.let_pass(minutes=8)
    case = desk.decline_handover(
        case, by="li", handover=_offer(case), reason="overloaded", note="正在处理另一批次。 (Busy with another lot.)"
    )
    clock.let_pass(minutes=2)
    case = desk.offer_handover(case, by="chen", to="luo", reason="customer-relations")
    clock.let_pass(minutes=3)
    case = desk.accept_handover(case, by="luo", handover=_offer(case))
    desk.deliver_blocking()
    stage.tell(case)
    return case


def _offer(case: Case) -> str:
    if case.handover is None:
        raise ValueError("nothing is on offer")
    return case.handover.id


def _agreed(desk: Desk, clock: StoryClock, stage: Stage, case: Case) -> Case:
    stage.act("方案征求顾客意见", "A plan, and what the customer says of it (S4.10)")
    clock.let_pass(minutes=15)
    case = desk.offer_plan(
        case,
        by="luo",
        measures=[
            Measure("更换全部米饭 (replace all of the rice)", who="dong", due=timedelta(hours=1)),
            Measure("装箱后全程冷藏 (cooled from packing on)", who="hu", due=timedelta(days=2)),
        ],
        remedies=[Remedy.replacement(_RICE)],
        decisions={"1": ("upheld", "留样确有酸败。 (The sample is sour.)")},
        idempotency_key="demo:plan",
    )
    clock.let_pass(minutes=10)
    if case.plan is None:
        raise ValueError("no plan was offered")
    case = desk.answer_plan(
        case, by="luo", plan=case.plan.id, accepted=True, via="call", remark="可以,请尽快送到。 (Good, but hurry.)"
    )
    clock.let_pass(minutes=50)
    case = desk.give_remedy(case, by="dong", grant=case.grants[-1], note="新米饭已送到 (fresh rice delivered)")
    case = desk.resolve(
        case,
        by="luo",
        result="12:55前全部换新,无人不适 (all replaced by 12:55, nobody fell ill)",
        improvement="保温箱加装温度记录仪 (boxes now record their temperature)",
        apology=True,
    )
    stage.tell(case)
    desk.deliver_blocking()
    stage.act("顾客收到的结果", "The result, as the customer got it (S0.8, S4.13)")
    stage.letter("resolved")
    return case


def _content(desk: Desk, clock: StoryClock, stage: Stage, case: Case) -> Case:
    stage.act("第二天回访", "The day after: is the customer satisfied? (S2.8, R9)")
    clock.let_pass(hours=21)
    desk.run_due()
    desk.deliver_blocking()
    clock.let_pass(minutes=30)
    case = desk.answer_survey(
        case,
        by="luo",
        outcome=5,
        process=4,
        via="call",
        remark="处理很快,希望不再发生。 (Quick. May it not happen again.)",
    )
    clock.let_pass(minutes=5)
    case = desk.archive(case, by="luo")
    stage.tell(case)
    return case
