"""The complaints of a canteens' supplier: taken in, investigated, offered a plan that the customer answers."""

from __future__ import annotations

import pytest

from complaintkit import Item, Money

WORDS = {
    "food/sensory": "中午送来的米饭是酸的",
    "food/spoiled": "The chicken smells off.",
    "food/temperature": "汤送到时已经凉了",
    "service/attitude": "热线的人不耐烦",
    "service/delivery-late": "The lunch came forty minutes late.",
}


@pytest.fixture
def rice():
    """What was delivered at noon."""
    return Item("米饭", lot="L2291", paid=Money("120.00", "CNY"))


@pytest.fixture
def receive(canteen, wang, rice):
    """Takes a complaint in, about sour rice at a school, on the hotline."""

    def one(category="food/sensory", *, by="chen", **more):
        text = WORDS.get(category, "中午送来的米饭是酸的")
        given = {"text": text, "channel": "hotline", "unit": "no3-school", "customer": wang, "items": [rice]}
        return canteen.desk.receive(by=by, category=category, **given | more)

    return one


@pytest.fixture
def investigate(canteen):
    """Assessed, and the facts established: it is true."""

    def one(case, *, by="chen", severity="normal", **more):
        case = canteen.desk.assess(case, by=by, severity=severity, approach="核实，查温控记录")
        given = {"facts": "保温箱故障，米饭在室温放了两小时", "root_cause": "storage", "heard": ["peng"]}
        return canteen.desk.record_facts(case, by=by, **given | more)

    return one


@pytest.fixture
def offer(canteen, plan):
    """A plan for a case that is investigated."""

    def one(case, what="更换保温箱", remedies=(), *, by="chen", decision="upheld"):
        return canteen.desk.offer_plan(
            case, by=by, measures=plan(what, "dong"), remedies=remedies, decisions={"1": (decision, "温控记录为证")}
        )

    return one


@pytest.fixture
def carry_out(canteen):
    """What the plan promised, done by whoever has it."""

    def one(case):
        for measure in case.measures:
            case = canteen.desk.do_measure(case, by=measure.who, measure=measure.id)
        return case

    return one


@pytest.fixture
def agree(canteen):
    """What the customer says of the plan, told to staff on the phone."""

    def one(case, *, by="chen", accepted=True, remark=None):
        return canteen.desk.answer_plan(case, by=by, plan=case.plan.id, accepted=accepted, via="phone", remark=remark)

    return one
