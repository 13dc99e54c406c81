"""What a unit may spend: whose budget, to the cent, in which period; set aside, spent, given back. F6"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import attrs
import pytest

from complaintkit import Item, Measure, Money, NotAllowed, Remedy, System
from complaintkit.decision.money.digest import digest
from complaintkit.decision.money.limit import limit_of
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.playbook import AuthorityRule, BudgetRule

CENT = Decimal("0.01")
DAY = "business day:2026-11-21"
RICE = Item(name="米饭", paid=Money(30, "CNY"))
AROUND = pytest.mark.parametrize(
    "beyond_it", [-CENT, Decimal(0), CENT], ids=["a-cent-less", "the-limit", "a-cent-more"]
)


def yuan(amount) -> Money:
    """Money of the canteen's playbook."""
    return Money(amount, "CNY")


def coupon(amount, *, cost=None) -> Remedy:
    """A coupon of a face value, which may cost us something else."""
    return attrs.evolve(Remedy.coupon(yuan(amount), valid_days=30), cost=None if cost is None else yuan(cost))


def refund(amount) -> Remedy:
    """Money back, which the customer has when somebody gave it."""
    return Remedy.refund(yuan(amount))


def budget(matter, kind, limits, *, over="refuse", units=None) -> None:
    """Give a kind of unit a budget."""
    own = {unit: {window: yuan(most) for window, most in mine.items()} for unit, mine in (units or {}).items()}
    rule = BudgetRule(id=kind, limits={window: yuan(most) for window, most in limits.items()}, over=over, units=own)
    matter.known["budgets"] = {**matter.known.get("budgets", {}), kind: rule}


@pytest.fixture
def matter(matter):
    """Sour rice at the school, whose kitchen has 100 a business day; nothing else limits anybody."""
    matter.known["authority"] = {}
    budget(matter, "kitchen", {"business day": 100})
    matter.investigated()
    return matter


def in_the_way(matter, *remedies, by="chen"):
    """The limit that keeps somebody from promising these: its name, and what is left."""
    found = limit_of(matter.facts(by=by), matter.case, by, remedies)
    return found and (found.name, found.left)


def set_aside(matter) -> list[tuple[str, Money, str]]:
    """What stands behind the promises of the case: unit, amount, state."""
    return [(one.unit, one.amount, one.state) for one in matter.case.reservations]


# ---- to the cent -----------------------------------------------------------------------------------------------------
@AROUND
def test_a_budget_takes_what_is_left_and_no_cent_more(matter, beyond_it) -> None:
    """What others set aside is gone; of what is left all may be promised. F6"""
    matter.books.taken["kitchen-east", DAY] = yuan(60)

    if beyond_it > 0:
        assert in_the_way(matter, coupon(40 + beyond_it)) == ("budget.kitchen-east.business day", yuan(40))
        with pytest.raises(NotAllowed, match="nobody above"):
            matter.offered(coupon(40 + beyond_it))
    else:
        matter.offered(coupon(40 + beyond_it))
        assert set_aside(matter) == [("kitchen-east", yuan(40 + beyond_it), "reserved")]


@AROUND
def test_splitting_changes_nothing(matter, beyond_it) -> None:
    """Two remedies are charged as one. F6"""
    matter.books.taken["kitchen-east", DAY] = yuan(60)

    found = in_the_way(matter, coupon(20), Remedy.apology(), coupon(20 + beyond_it))

    assert (found is None) is (beyond_it <= 0)


def test_of_several_periods_the_tightest_counts(matter) -> None:
    """A day may be left where the month is spent; nothing is left where more was spent than there is. F6"""
    budget(matter, "kitchen", {"business day": 100, "month": 1000, "quarter": 2000})
    matter.books.taken |= {
        ("kitchen-east", "month:2026-11"): yuan(1050),
        ("kitchen-east", "quarter:2026-Q4"): yuan(1990),
    }

    assert in_the_way(matter, coupon(20)) == ("budget.kitchen-east.month", yuan(0))


def test_what_turned_out_to_be_spent_meanwhile_is_spent(matter) -> None:
    """Others were quicker: nothing is left of that budget, whatever the sum says. F6"""
    matter.known["spent"] = frozenset({"budget.kitchen-east.business day"})

    assert in_the_way(matter, coupon(1)) == ("budget.kitchen-east.business day", yuan(0))


def test_it_counts_on_the_business_day_of_the_unit(begin) -> None:
    """At 03:00 it is still the day before. F6"""
    matter = begin(at="2026-12-01T04:59+08:00")
    budget(matter, "kitchen", dict.fromkeys(("business day", "week", "month", "quarter", "year"), 100))
    matter.known["authority"] = {}
    matter.investigated()

    matter.offered(coupon(10))

    assert matter.case.reservations[0].business_day == "2026-11-30"
    assert matter.case.reservations[0].periods == (
        "business day:2026-11-30",
        "week:2026-11-30",
        "month:2026-11",
        "quarter:2026-Q4",
        "year:2026",
    )
    matter.do(c.AnswerPlan, by=CUSTOMER, plan=matter.case.plan.id, accepted=False)
    matter.until("2026-12-01T05:00+08:00")
    matter.offered(coupon(10))
    assert matter.case.reservations[-1].periods[:3] == ("business day:2026-12-01", "week:2026-11-30", "month:2026-12")


@pytest.mark.parametrize(
    ("day", "quarter", "week"),
    [
        ("2026-01-01", "2026-Q1", "2025-12-29"),
        ("2026-03-31", "2026-Q1", "2026-03-30"),
        ("2026-04-01", "2026-Q2", "2026-03-30"),
        ("2026-06-30", "2026-Q2", "2026-06-29"),
        ("2026-07-01", "2026-Q3", "2026-06-29"),
        ("2026-09-30", "2026-Q3", "2026-09-28"),
        ("2026-10-01", "2026-Q4", "2026-09-28"),
        ("2026-12-31", "2026-Q4", "2026-12-28"),
    ],
)
def test_first_and_last_days_are_in_their_period(begin, day, quarter, week) -> None:
    """The first and the last day of a quarter are in it, and a Monday begins its week. F6"""
    matter = begin(at=f"{day}T12:00+08:00")
    matter.known["authority"] = {}
    budget(matter, "kitchen", {"quarter": 100, "week": 100, "year": 100})
    matter.investigated()

    matter.offered(coupon(10))

    assert matter.case.reservations[0].periods == (f"quarter:{quarter}", f"week:{week}", f"year:{day[:4]}")


# ---- who may go beyond -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("by", "over", "may"),
    [
        ("fang", "escalate", True),  # leads the whole
        ("shen", "escalate", True),  # works around the kitchen, and may promise every kind
        ("tao", "escalate", False),  # works elsewhere
        ("chen", "escalate", False),  # works around it, and may not promise every kind
        ("fang", "refuse", False),
    ],
)
def test_beyond_a_budget_goes_only_who_may(matter, by, over, may) -> None:
    """Somebody from around the unit who may promise every kind, where the budget says so; it is on record. F6"""
    budget(matter, "kitchen", {"business day": 100}, over=over)
    matter.known["authority"] = matter.playbook.authority

    found = in_the_way(matter, refund(101), by=by)

    assert (found is None) is may
    if may:
        matter.offered(refund(101), by=by)
        assert [one.over for one in matter.case.reservations] == [True]
        matter.do(c.AnswerPlan, by=CUSTOMER, plan=matter.case.plan.id, accepted=False)
        matter.offered(refund(100), by=by)
        assert [one.over for one in matter.case.reservations] == [True, False]


def test_who_leads_the_whole_may_wherever_they_work(matter) -> None:
    """Nobody is above: they work in another kitchen, and may all the same; who leads only a part may not. F6"""
    fang = attrs.evolve(matter.organisation.staff["fang"], units=("kitchen-west",))
    matter.organisation = attrs.evolve(matter.organisation, staff={**matter.organisation.staff, "fang": fang})
    budget(matter, "kitchen", {"business day": 100}, over="escalate")
    matter.known["authority"] = matter.playbook.authority

    assert in_the_way(matter, refund(101), by="fang") is None


def test_one_role_that_may_promise_every_kind_is_enough(matter) -> None:
    """Of several roles it takes one; a role without limits of its own says nothing. F6"""
    shen = attrs.evolve(matter.organisation.staff["shen"], roles=("kitchen-head", "agent", "area-executive"))
    matter.organisation = attrs.evolve(matter.organisation, staff={**matter.organisation.staff, "shen": shen})
    budget(matter, "kitchen", {"business day": 100}, over="escalate")
    matter.known["authority"] = {
        "agent": AuthorityRule(role="agent", remedies=frozenset({"refund"})),
        "area-executive": AuthorityRule(role="area-executive", remedies=None),
    }

    assert in_the_way(matter, refund(101), by="shen") is None


def test_of_two_budgets_one_that_may_be_passed_leaves_the_other(matter) -> None:
    """Going beyond the first does not go beyond the second. S4.3"""
    budget(matter, "canteen", {"month": 10}, over="escalate")
    matter.known["authority"] = matter.playbook.authority
    matter.received(items=[RICE])
    matter.books.taken["kitchen-east", DAY] = yuan(90)

    found = in_the_way(matter, refund(11), Remedy.replacement(RICE), by="fang")

    assert found == ("budget.kitchen-east.business day", yuan(10))


# ---- the books -------------------------------------------------------------------------------------------------------
def test_each_remedy_of_a_plan_sets_its_own_aside(matter) -> None:
    """The second counts with the first: together they are not more than there is. F6"""
    budget(matter, "kitchen", {"business day": 100, "month": 1000})

    matter.offered(refund(60), coupon(40))

    assert [one.id for one in matter.case.reservations] == [one.id for one in matter.case.promises]
    assert [one.reservation for one in matter.case.promises] == [one.id for one in matter.case.promises]
    assert set_aside(matter) == [("kitchen-east", yuan(60), "reserved"), ("kitchen-east", yuan(40), "reserved")]


def test_what_is_given_is_spent(matter) -> None:
    """Agreed to: a coupon at once, money back when somebody has given it. F6"""
    matter.agreed(refund(60), coupon(40))
    assert [state for *_, state in set_aside(matter)] == ["reserved", "spent"]

    matter.do(c.GiveRemedy, promise=matter.case.promises[0].id)

    assert [state for *_, state in set_aside(matter)] == ["spent", "spent"]


def test_what_is_settled_on_the_spot_is_spent_on_the_spot(matter) -> None:
    """In one step. R17"""
    matter.do(c.Settle, facts="当场换货", agreed="in-person", remedies=[refund(60)])

    assert set_aside(matter) == [("kitchen-east", yuan(60), "spent")]


def test_what_the_customer_refuses_is_free_again(matter) -> None:
    """The whole may be offered anew, on the same day. F6"""
    matter.offered(refund(100))

    matter.do(c.AnswerPlan, by=CUSTOMER, plan=matter.case.plan.id, accepted=False)

    assert set_aside(matter) == [("kitchen-east", yuan(100), "released")]
    released = [line.event for line in matter.draft.lines if line.event.name == "budget-released"]
    assert [(one.unit, one.amount, one.periods, one.because) for one in released] == [
        ("kitchen-east", yuan(100), (DAY,), "plan-answered")
    ]
    matter.offered(refund(100))
    assert [state for *_, state in set_aside(matter)] == ["released", "reserved"]


def test_what_is_taken_back_is_free_again(matter) -> None:
    """Money that came back may be spent; what was given beside it stays spent. F6"""
    matter.agreed(refund(60), coupon(40))
    matter.do(c.GiveRemedy, promise=matter.case.promises[0].id)

    for by in ("chen", "li"):
        matter.do(c.ReverseRemedy, by=by, promise=matter.case.promises[0].id, reason="弄错了", by_hand=True)

    assert [state for *_, state in set_aside(matter)] == ["released", "spent"]


def approved(matter, *remedies) -> str:
    """Have remedies approved that are beyond chen's authority."""
    matter.known["authority"] = matter.playbook.authority
    id_ = digest(matter.case, remedies)
    matter.books.proposals[id_] = remedies
    matter.do(c.AskApproval, proposal=id_)
    matter.do(c.Approve, by="shen", proposal=id_)
    return id_


def test_what_was_approved_is_set_aside_until_it_is_offered(matter) -> None:
    """From the approval on, once: the offer takes it over. F6"""
    budget(matter, "kitchen", {"business day": 1000})
    id_ = approved(matter, refund(600), coupon(10))
    assert [one.id for one in matter.case.reservations] == [f"{id_}-1", f"{id_}-2"]

    matter.do(c.Note, text="顾客不在")
    assert [state for *_, state in set_aside(matter)] == ["reserved", "reserved"]
    matter.agreed(refund(600), coupon(10))

    assert [one.reservation for one in matter.case.promises] == [f"{id_}-1", f"{id_}-2"]
    assert [state for *_, state in set_aside(matter)] == ["reserved", "spent"]


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (c.Withdraw, {"reason": "不用了", "by": CUSTOMER}),
        (c.ClearUp, {"explanation": "误会"}),
        (c.Refer, {"authority": "12315", "told": "已告知"}),
        (c.Settle, {"facts": "当场道歉", "agreed": "in-person"}),
    ],
    ids=lambda one: getattr(one, "word", ""),
)
def test_what_was_approved_and_never_offered_is_free_when_the_work_ends(matter, command, fields) -> None:
    """However it ends. F6"""
    budget(matter, "kitchen", {"business day": 1000})
    matter.do(c.Tell, text="正在核实")
    approved(matter, refund(600))

    matter.do(command, **fields)

    assert [state for *_, state in set_aside(matter)] == ["released"]


def test_what_was_approved_in_a_round_is_free_in_the_next(matter) -> None:
    """An approval is of its round; a result, too, ends it. F6, R8"""
    budget(matter, "kitchen", {"business day": 1000})
    approved(matter, refund(600))
    matter.offered(coupon(1))
    assert [state for *_, state in set_aside(matter)] == ["reserved", "reserved"]

    matter.do(c.AnswerPlan, by=CUSTOMER, plan=matter.case.plan.id, accepted=False)

    assert [state for *_, state in set_aside(matter)] == ["released", "released"]


def test_a_result_frees_what_was_approved_beside_it(matter) -> None:
    """And filing what was approved after the result. F6"""
    budget(matter, "kitchen", {"business day": 1000})
    approved(matter, refund(600))
    matter.agreed(coupon(1))
    matter.do(c.Resolve, result="已换货", apology=True, decisions={"1": ("not-upheld", "查无此事")})
    assert [state for *_, state in set_aside(matter)] == ["released", "spent"]

    approved(matter, refund(700))
    matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=5, process=5)
    matter.do(c.Archive)

    assert [state for *_, state in set_aside(matter)] == ["released", "spent", "released"]


def test_what_has_been_freed_is_not_freed_again(matter) -> None:
    """Whatever ends afterwards. F6"""
    matter.offered(refund(60))
    matter.do(c.AnswerPlan, by=CUSTOMER, plan=matter.case.plan.id, accepted=False)

    matter.do(c.Withdraw, reason="不用了", by=CUSTOMER)

    assert "budget-released" not in matter.happened


def test_an_approval_is_refused_where_the_budget_is_spent(matter) -> None:
    """Who may approve as much may still not spend what is not there. F6"""
    budget(matter, "kitchen", {"business day": 1000, "month": 5000})
    matter.known["authority"] = matter.playbook.authority
    id_ = digest(matter.case, (refund(600), coupon(10)))
    matter.books.proposals[id_] = (refund(600), coupon(10))
    matter.do(c.AskApproval, proposal=id_)
    matter.books.taken["kitchen-east", DAY] = yuan(500)

    with pytest.raises(NotAllowed) as refused:
        matter.do(c.Approve, by="shen", proposal=id_)

    assert refused.value.rule == "F6"


def dish(matter) -> dict[str, object]:
    """A plan for a case about a dish: two of them replaced, though the complaint is not upheld."""
    matter.received(items=[RICE])
    matter.do(c.Assess, severity="low", approach="核实")
    matter.do(c.RecordFacts, facts="在室温放了两小时", heard=["hu"])
    return {
        "measures": [Measure("再做一份", who="hu", due=timedelta(hours=1))],
        "remedies": [Remedy.replacement(RICE), Remedy.replacement(RICE)],
        "decisions": {"1": ("not-upheld", "留样正常")},
        "follow_up": timedelta(days=1),
    }


@pytest.mark.parametrize(
    ("by", "over", "most", "fine"),
    [
        ("chen", "refuse", 60, True),
        ("chen", "refuse", 59, False),
        ("chen", "escalate", 59, False),
        ("fang", "refuse", 59, False),
        ("fang", "escalate", 59, True),
    ],
)
def test_what_the_plan_itself_decides_may_make_another_unit_pay(matter, by, over, most, fine) -> None:
    """Not upheld, the row no longer bears it: two dishes of 30 are the canteen's, together, to the cent. S4.3, F6"""
    matter.known["authority"] = matter.playbook.authority
    budget(matter, "canteen", {"month": most, "year": 5}, over=over, units={"no3-school": {"year": most + CENT}})
    plan = dish(matter)

    if fine:
        matter.do(c.OfferPlan, by=by, **plan)
        assert {unit for unit, _, _ in set_aside(matter)} == {"no3-school"}
    else:
        with pytest.raises(NotAllowed, match=f"{most - 30}.00 CNY is left") as refused:
            matter.do(c.OfferPlan, by=by, **plan)
        assert refused.value.rule == "F6"


def test_a_budget_that_is_overdrawn_has_nothing_left(matter) -> None:
    """Nothing, rather than less. F6"""
    budget(matter, "canteen", {"month": 60})
    matter.books.taken["no3-school", "month:2026-11"] = yuan(70)
    plan = dish(matter)

    with pytest.raises(NotAllowed, match=r" 0.00 CNY is left"):
        matter.do(c.OfferPlan, **plan)


def test_what_was_offered_before_there_was_a_budget_is_not_charged_to_it(matter) -> None:
    """A budget begins with what is offered from then on. F6"""
    kitchens = matter.known.pop("budgets")
    matter.offered(refund(60))
    matter.known["budgets"] = kitchens

    matter.do(c.AnswerPlan, by=CUSTOMER, plan=matter.case.plan.id, accepted=True)

    assert set_aside(matter) == []


def test_what_is_called_off_is_freed_beside_what_waits(matter) -> None:
    """What was approved and is not offered yet stays set aside. F6"""
    budget(matter, "kitchen", {"business day": 1000})
    approved(matter, refund(600))
    matter.agreed(refund(60))

    matter.do(c.ReverseRemedy, promise=matter.case.promises[0].id, reason="弄错了")

    assert set_aside(matter) == [("kitchen-east", yuan(600), "reserved"), ("kitchen-east", yuan(60), "released")]


def test_history_spends_nothing(matter) -> None:
    """What was promised before the desk knew the case is no budget's matter. R15"""
    matter.known["quiet"] = True

    matter.do(c.Settle, facts="当场换货", agreed="in-person", remedies=[refund(60)])

    assert set_aside(matter) == []


# ---- who pays ----------------------------------------------------------------------------------------------------------
def test_what_another_unit_would_pay_for_is_moved_by_who_answers_for_both(matter) -> None:
    """Else who spent the budget of their own unit would promise on another's, and take the case back. S4.3, F6"""
    matter.offered(coupon(40))

    with pytest.raises(NotAllowed, match="kitchen-east pays for what was promised; fang may move it") as refused:
        matter.do(c.Correct, by="chen", unit="softpark", reason="看错了")

    assert refused.value.data["rule"] == "S4.3"
    assert matter.do(c.Correct, by="fang", unit="softpark", reason="看错了").unit == "softpark"


@pytest.mark.parametrize(("works_in", "may"), [("east", False), ("west", False), ("east west", True)])
def test_who_goes_beyond_one_of_the_budgets_answers_for_one(matter, works_in, may) -> None:
    """Moved is what one unit pays for and another would: who leads around only one of them moves nothing to it or from it. S4.3"""
    units = matter.organisation.units
    regions = {one: attrs.evolve(units["qinghe"], id=one, kind="region", within="qinghe") for one in ("east", "west")}
    kitchens = {
        one: attrs.evolve(units[one], within=one.removeprefix("kitchen-")) for one in ("kitchen-east", "kitchen-west")
    }
    matter.organisation = attrs.evolve(matter.organisation, units={**units, **regions, **kitchens})
    matter.known["authority"] = {"duty-manager": AuthorityRule(role="duty-manager", remedies=None)}
    matter.offered(coupon(40))
    matter.seated("chen", units=tuple(works_in.split()))

    if may:
        assert matter.do(c.Correct, by="chen", unit="softpark", reason="看错了").unit == "softpark"
        return
    with pytest.raises(NotAllowed, match="kitchen-east pays for what was promised"):
        matter.do(c.Correct, by="chen", unit="softpark", reason="看错了")


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        ("softpark", "nothing promised"),
        ("softpark", "refused"),
        ("kitchen-east", "same payer"),
        ("city-hospital", "same payer"),
        ("softpark", "a program"),
    ],
)
def test_else_whoever_may_correct_a_unit_does(matter, unit, why) -> None:
    """Where nothing stands, the same budget pays, or no person gains by it. S4.3"""
    if why != "nothing promised":
        matter.offered(coupon(40))
    if why == "refused":
        matter.answered(accepted=False)

    by = System("import") if why == "a program" else "chen"
    assert matter.do(c.Correct, by=by, unit=unit, reason="看错了").unit == unit


def test_what_was_refused_before_hides_nothing_that_stands(matter) -> None:
    """The first offer counts no more, the second does. S4.3"""
    matter.offered(coupon(40))
    matter.answered(accepted=False)
    matter.offered(coupon(30))

    with pytest.raises(NotAllowed, match="kitchen-east pays"):
        matter.do(c.Correct, by="chen", unit="softpark", reason="看错了")


def test_what_else_is_corrected_is_nobody_s_budget(matter) -> None:
    """The unit stays what it was, whoever pays. S4.3"""
    matter.offered(coupon(40))

    assert matter.do(c.Correct, by="chen", channel="counter", reason="看错了").channel == "counter"
