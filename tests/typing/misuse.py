"""Mistakes that a type checker finds for whoever builds with the kit. Each line with `# E:` is one, of that code.

What stands here is checked and never run; `test_misuse.py` compares what mypy says with what is marked.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import attrs
from typing_extensions import override

from complaintkit import BeyondAuthority, Case, Customer, Desk, Item, Measure, Money, Plan, Remedy, State, System
from complaintkit.commands import AcceptHandover, OfferHandover
from complaintkit.plugin import Authentic, Channel, Envelope, NotSent, Parsed, Plugin, Rejected, hookimpl

desk = Desk.open("sqlite:///desk.db", playbook="supermarket", organisation=Path("organisation.toml"))
case = desk.receive("牛奶是酸的", by="amy", channel="hotline", customer=Customer(phone="13800138000"))

# ---- who does it, and to what -------------------------------------------------------------------------------------------
desk.receive("牛奶是酸的", channel="hotline", customer=Customer())  # E: call-arg  nobody takes it in
desk.assess(case, "amy", severity="high", approach="look")  # E: call-arg  `by` has no place of its own
desk.note(case, by=7, text="x")  # E: arg-type  a staff id is text
desk.accept_handover(case, by="ben")  # E: call-arg  which handover?
desk.answer_plan(case, by="amy", accepted=True)  # E: call-arg  which plan?
desk.approve(case, by="jiang")  # E: call-arg  which proposal?
desk.answer_plan(case, by="amy", plan=case.plan.id, accepted=True)  # E: union-attr  there may be none
desk.do(AcceptHandover(case=case), by="ben")  # E: call-arg  commands ask for the same as verbs
desk.do(OfferHandover(case=case, to="ben", reason="beyond-skill"))  # E: call-arg  by whom?
desk.outbox.list(state="dead")  # E: call-arg  who asks?
desk.outbox.retry("7", by="amy")  # E: call-arg  why?
desk.refused.list(by="amy")[0].content.upper().encode()  # E: attr-defined  what was given is bytes
desk.work_blocking(System("nightly"))  # E: call-arg, arg-type  a worker is nobody's

# ---- what is promised ---------------------------------------------------------------------------------------------------
Remedy.coupon(20, valid_days=30)  # E: arg-type  twenty of what?
Remedy.discount(10, valid_days=30)  # E: call-arg  at most how much?
Money(9.90, "CNY")  # E: arg-type  a float
Money("9.90")  # E: call-arg  no currency
Money(20, "CNY") * 0.5  # E: operator  a float again
Money(20, "CNY") < 10  # E: operator  ten of what?
desk.settle(case, by="amy", facts="确实酸")  # E: call-arg  did the customer agree?
desk.settle(case, by="amy", facts="确实酸", agreed="yes")  # E: arg-type  how did they?
desk.offer_plan(case, by="amy", measures=["换货"])  # E: list-item  by whom, until when?
Measure("换货", who="jiang")  # E: call-arg  until when?
desk.redeem_coupon("ABCD-EFGH-JKLM", by="amy", unit="lakeside", spend=Money(30, "CNY"))  # E: call-arg  for which sale?
Item("鲜牛奶", paid="12.80")  # E: arg-type  text is no money
Customer("王芳")  # E: call-arg  a name, a telephone number?
Customer(needs=["vegetarian"])  # E: list-item  one of three words

# ---- what comes back ----------------------------------------------------------------------------------------------------
case.state = State.RESOLVED  # E: misc  a case is changed by verbs
case.next_deadline.due_at.isoformat()  # E: union-attr  nothing may be due
desk.customer("token").resolve(case)  # E: attr-defined  customers can't do that


def in_words(error: BeyondAuthority, plan: Plan | None) -> str:
    """What the counter shows."""
    print(error.left + 5)  # E: operator  five of what?
    return plan.id  # E: union-attr  there may be none


# ---- in a loop ----------------------------------------------------------------------------------------------------------
async def take() -> Case:
    """Verbs keep their types through `in_thread`."""
    await desk.in_thread(desk.receive, "x", channel="web", customer=Customer())  # E: call-arg  nobody takes it in
    desk.deliver()  # E: unused-coroutine  never awaited
    taken = await desk.in_thread(desk.case, "LAKESIDE-261121-001", by="amy")
    return await taken  # E: misc, no-any-return  a case is not awaited


asyncio.run(take())


# ---- in a plugin --------------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True, eq=False)
class Counterfeit(Plugin):
    """Settings are typed, hooks are checked by their names."""

    name: str
    patience: timedelta = 5  # E: assignment  five of what?

    @hookimpl
    @override
    def complaintkit_channel(self) -> Iterable[Channel]:  # E: misc  the hook is called complaintkit_channels
        """A misspelled hook would never be called."""
        return ()

    @hookimpl
    @override
    def complaintkit_channels(self) -> Iterable[Channel]:
        """What is handed over must be a channel."""
        yield Unfinished(self.name)  # E: misc  it can't tell who sent something
        yield Unfinished(1)  # E: misc, arg-type


@attrs.frozen
class Unfinished:
    """A channel without `authenticate`."""

    name: str

    def parse(self, message: Authentic) -> Parsed:
        """Reads what nobody checked."""
        return Parsed(message.envelope)  # E: arg-type  an envelope is no item


Counterfeit(name="x", patince=timedelta(0))  # E: call-arg  a slip
Envelope("text")  # E: arg-type  bytes, as they arrived
NotSent(retry_after=60)  # E: arg-type  sixty of what?
Rejected("no such number")  # E: arg-type  one of a few reasons, so that the desk knows what to do next
