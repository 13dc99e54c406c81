"""Disputed facts: nothing is decided on them until somebody else has established them; a refused plan stays refused. R8"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import InvalidInput, Measure, Money, NotAllowed, Remedy
from complaintkit.decision.permission.guard import allowed
from complaintkit.decision.tables.effect import DEEDS, Effect
from complaintkit.decision.tables.lifecycle import ALLOWED
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.vocabulary import State

DECIDING = sorted(
    word
    for word, deed in DEEDS.items()
    if Effect.DECIDES in deed.effects and Effect.CORRECTS not in deed.effects and word in ALLOWED[State.INVESTIGATING]
)
FIELDS: dict[str, tuple[type[c.Command], dict[str, object]]] = {
    "offer-plan": (c.OfferPlan, {"measures": [Measure("另送一锅", who="chen", due=timedelta(hours=2))]}),
    "settle": (c.Settle, {"facts": "同上", "agreed": "in-person"}),
    "clear-up": (c.ClearUp, {"explanation": "同上"}),
}


def disputed(matter, end="resolved"):
    """The customer is dissatisfied with what chen found, however it ended."""
    if end == "resolved":
        matter.resolved()
    elif end == "settled":
        matter.received()
        matter.do(c.Settle, facts="换了一锅", agreed="in-person")
    else:
        matter.investigated()
        matter.do(c.ClearUp, explanation="是调味")
    return matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=1, process=1)


@pytest.mark.parametrize("end", ["resolved", "settled", "cleared-up"])
@pytest.mark.parametrize("word", DECIDING)
def test_nothing_is_decided_on_disputed_facts(matter, end, word) -> None:
    """However it ended and whoever decides: first somebody else establishes the facts. R8"""
    disputed(matter, end)
    command, fields = FIELDS[word]

    with pytest.raises(NotAllowed) as refused:
        matter.do(command, by="chen", **fields)

    assert refused.value.data["rule"] == "R8"
    assert {"record-facts", "dispatch"} & set(refused.value.allowed)
    assert word not in allowed(matter.case, matter.facts(by="chen"))


@pytest.mark.parametrize("end", ["resolved", "settled", "cleared-up"])
def test_somebody_else_establishes_them_and_then_it_goes_on(matter, end) -> None:
    """Whoever established, settled or explained it does not do so again; a colleague does. R8"""
    disputed(matter, end)
    with pytest.raises(NotAllowed, match="R8"):
        matter.do(c.RecordFacts, by="chen", facts="同上", heard=["hu"])

    matter.do(c.Dispatch, by="chen", who="li", what="重新调查")
    matter.do(c.RecordFacts, by="li", facts="冷链断了三小时", heard=["hu"])

    assert not matter.case.facts_disputed
    assert matter.offered().state is State.PLAN_OFFERED


def test_a_colleague_may_settle_it_with_facts_of_their_own(matter) -> None:
    """A settlement establishes facts: by somebody who has not yet. R8, R17"""
    disputed(matter)

    case = matter.do(c.Settle, by="li", facts="冷链断了三小时,换了一锅", agreed="in-person")

    assert (case.settled, case.facts_disputed, case.investigators[-1]) == (True, False, "li")


def test_where_nobody_else_can_it_is_done_again_on_record(matter) -> None:
    """A business too small for another investigator goes on, and reports show it. R8, R6"""
    disputed(matter)
    matter.only("chen")

    case = matter.do(c.RecordFacts, by="chen", facts="同上", heard=["hu"])

    assert case.exceptions == ("R8:record-facts",)


def test_a_refused_plan_leaves_the_facts_as_they_are(matter) -> None:
    """Who says no to a plan does not dispute what was found. R8"""
    matter.investigated()
    matter.offered()
    matter.answered(accepted=False)

    assert matter.offered().state is State.PLAN_OFFERED


# ---- the same plan ---------------------------------------------------------------------------------------------------
WHAT = "全额退款10元,并当面道歉 Sorry"


@pytest.mark.parametrize(
    "again",
    [
        WHAT + "。",
        "全额退款１０元，并当面道歉　ＳＯＲＲＹ！",
        " 全额 退款 10 元 ; 并当面道歉 sorry ",
        "「全额退款10元」、并当面道歉…sorry",
    ],
)
def test_a_refused_plan_written_otherwise_is_the_same_plan(matter, again) -> None:
    """Punctuation, blanks, width and case make no other plan. R8"""
    matter.investigated()
    refused(matter, WHAT)

    with pytest.raises(InvalidInput, match="refused") as found:
        matter.offered(measures=[measure(again)])
    assert found.value.field == "measures"


@pytest.mark.parametrize(
    "other", ["全额退款100元,并当面道歉 Sorry", "全额退款1.0元,并当面道歉 Sorry", "全额退款10%,并当面道歉 Sorry"]
)
def test_another_amount_is_another_plan(matter, other) -> None:
    """What says something else is something else. R8"""
    matter.investigated()
    refused(matter, WHAT)

    assert matter.offered(measures=[measure(other)]).state is State.PLAN_OFFERED


def test_the_same_measures_in_another_order_are_the_same_plan(matter) -> None:
    """Nor does their order, nor who sees to them. R8"""
    matter.investigated()
    both = [measure("换一锅"), measure("道歉")]
    refused(matter, both)

    with pytest.raises(InvalidInput, match="refused"):
        matter.offered(measures=[attrs.evolve(one, who="li") for one in reversed(both)])


@pytest.mark.parametrize(
    "again",
    [
        ["更换一份全新的米饭，并由经理当面道歉"],
        ["一定更换一份新的米饭", "由经理当面道歉"],
        ["由经理当面道歉。更换一份新的米饭！"],
        ["更换一份新的米饭；并由经理当面道歉"],
    ],
    ids=["a word that fills", "in two, with a word", "the other way round", "as it was"],
)
def test_a_word_that_fills_and_another_order_make_no_other_plan(matter, again) -> None:
    """One sentence or two, the first one last, a word more or less: the customer refused it. R8"""
    matter.investigated()
    refused(matter, "更换一份新的米饭，并由经理当面道歉")

    with pytest.raises(InvalidInput, match="refused"):
        matter.offered(measures=[measure(one) for one in again])


@pytest.mark.parametrize(
    "other",
    [
        "不更换一份新的米饭，并由经理当面道歉",
        "更换两份新的米饭，并由经理当面道歉",
        "更换一份新的面条，并由经理当面道歉",
        "更换一份新的米饭，并由经理当面道歉，并每天检查冰箱",
        "更换一份新的米饭",
        "replace it, and do not apologise",
    ],
)
def test_what_does_something_else_is_another_plan(matter, other) -> None:
    """Not, another number, another thing, one thing more, one less. R8"""
    matter.investigated()
    refused(matter, "更换一份新的米饭，并由经理当面道歉")

    assert matter.offered(measures=[measure(other)]).state is State.PLAN_OFFERED


def test_the_same_done_for_more_is_another_plan(matter) -> None:
    """What the customer gets counts, to the cent. R8"""
    matter.investigated()
    for value in ("5", "5.01"):
        matter.offered(Remedy.coupon(Money(value, "CNY"), valid_days=9), measures=[measure("换一份")])
        matter.answered(accepted=False)
    with pytest.raises(InvalidInput, match="refused"):
        matter.offered(Remedy.coupon(Money("5.0", "CNY"), valid_days=9), measures=[measure("再换一份")])


def measure(what) -> Measure:
    """Something chen will do."""
    return Measure(what, who="chen", due=timedelta(hours=2))


def refused(matter, what) -> None:
    """Offer that, and have the customer say no."""
    matter.offered(measures=[measure(what)] if isinstance(what, str) else what)
    matter.answered(accepted=False)
