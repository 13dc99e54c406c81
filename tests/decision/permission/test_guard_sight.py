"""The guard: nothing is said of a case to who may not see it, and what its state takes. R20"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import ConflictError, Money, NotAllowed, NotFound, Remedy, System
from complaintkit.decision import allowed, sees
from complaintkit.decision.money.digest import digest
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from tests.decision.permission.test_guard import ASKED, STILL, anywhere, let, may


# ---- who sees it -----------------------------------------------------------------------------------------------------
def test_who_may_read_a_case(matter) -> None:
    """Whose role sees the unit; else whoever is, or was, concerned with it, in whatever way. R20"""
    for role in matter.playbook.roles:
        matter.rule(roles={**matter.playbook.roles, role: attrs.evolve(matter.playbook.roles[role], sees="own")})
    matter.received(by="luo", received_by="sun", category="service/delivery-late")

    def readers() -> set[str]:
        return {by for by in matter.organisation.staff if sees(matter.facts(by=by), matter.case)}

    assert readers() == {"sun", "dong"}  # who heard it, and who is asked at once about what is late
    matter.do(c.RecordFacts, by=System("pos"), facts="晚了一小时", heard=["peng"])
    for to in ("wu", "tian"):
        matter.handed(to)
    assert readers() == {"sun", "dong", "wu", "tian"}
    matter.do(c.OfferHandover, by="tian", to="li", reason="supplier-side")
    matter.do(c.AskAdvice, by="tian", of="ma", question="怎么看?")
    matter.do(c.Dispatch, by="tian", who="peng", what="去看看")
    assert readers() == {"sun", "dong", "wu", "tian", "li", "ma", "peng"}
    matter.do(c.Escalate, by="tian", reason="beyond-authority")
    assert readers() == {"sun", "dong", "wu", "tian", "li", "ma", "peng", "shen"}
    matter.do(c.Escalate, by="tian", reason="several-affected")
    assert readers() == {"sun", "dong", "wu", "tian", "li", "ma", "peng", "shen", "fang", "luo", "hu"}


def test_who_was_asked_to_approve_may_read_it(matter) -> None:
    """They have to know what for. R20"""
    matter.received()
    for role in matter.playbook.roles:
        matter.rule(roles={**matter.playbook.roles, role: attrs.evolve(matter.playbook.roles[role], sees="own")})
    assert not sees(matter.facts(by="shen"), matter.case)
    remedies = (Remedy.coupon(Money(600, "CNY"), valid_days=30),)
    id_ = digest(matter.case, remedies)
    matter.books.proposals[id_] = remedies

    matter.do(c.AskApproval, proposal=id_)

    assert sees(matter.facts(by="shen"), matter.case)


def test_a_file_reopened_under_another_owner_is_still_read_by_them(matter) -> None:
    """The owner sees it, whatever the role. R20"""
    matter.received()
    let(matter, "chen", "tell", sees="own")

    assert sees(matter.facts(by="chen"), matter.case.changed(first_receiver="sun", owners=("sun",)))


def test_who_may_not_read_it_learns_nothing(matter) -> None:
    """Not even that there is one: every command is answered alike, and nothing is possible. R20"""
    matter.received(category="contract")
    let(matter, "peng", "tell", sees="own")

    assert may(matter, "peng") == set()
    for command, fields in ((c.Note, {"text": "?"}), (c.Register, {}), (c.AnswerPlan, {"plan": "p", "accepted": True})):
        with pytest.raises(NotFound, match="no case"):
            matter.do(command, by="peng", **fields)


# ---- when ------------------------------------------------------------------------------------------------------------
def test_what_the_state_does_not_take_is_refused_with_what_it_does(matter) -> None:
    """Naming the state, and everything possible. S0.4"""
    matter.received()

    with pytest.raises(NotAllowed, match="the case is registered") as refused:
        matter.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")})

    assert set(refused.value.allowed) == allowed(matter.case, matter.facts())


def test_what_registration_lacks_is_named(matter) -> None:
    """Before it is registered nothing is assessed. S0.4"""
    matter.received(category=None)

    with pytest.raises(NotAllowed, match="needs category"):
        matter.do(c.Assess, severity="low", approach="核实")


def test_an_answer_is_given_once(matter) -> None:
    """Who comes second is told, before anything else is. R9"""
    matter.investigated()
    plan = matter.agreed().plan

    with pytest.raises(ConflictError, match="answered already"):
        matter.do(c.AnswerPlan, plan=plan.id, accepted=True)


def test_a_survey_is_offered_until_it_is_answered(matter) -> None:
    """By the customer or by whoever hears them; all else stays possible. R9"""
    matter.resolved()
    before = {by: allowed(matter.case, matter.facts(by=by)) for by in ("chen", CUSTOMER)}
    assert all("answer-survey" in words for words in before.values())

    matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=5, process=5)

    for by, words in before.items():
        after = allowed(matter.case, matter.facts(by=by))
        assert "answer-survey" not in after
        assert words & {"note", "hear-customer"} <= after


def test_an_offer_is_possible_once_and_with_the_facts(matter) -> None:
    """What is offered is what would be taken. F2, F5"""
    matter.received()
    assert "offer-handover" not in may(matter)
    matter.do(c.RecordFacts, facts="放了两小时")
    assert "offer-handover" in may(matter)
    matter.do(c.OfferHandover, to="li", reason="supplier-side")
    assert "offer-handover" not in may(matter)


def test_while_a_persons_data_are_restricted(matter) -> None:
    """Who is responsible, what goes upwards, and the person's own wish; the customer may still do all that is theirs. R20"""
    matter.received()
    matter.case = matter.case.changed(restricted=True)

    assert anywhere(matter) == STILL - ASKED
    assert anywhere(matter, CUSTOMER) == {"answer-plan", "answer-survey", "hear-customer", "withdraw"}
    with pytest.raises(NotAllowed, match="data are restricted"):
        matter.do(c.Assess, severity="low", approach="核实")
    assert anywhere(matter, System("pos")) == STILL - ASKED


@pytest.mark.parametrize("word", ["tell", "acknowledge"])
def test_whoever_heard_it_speaks_with_the_customer_whatever_their_role(matter, word) -> None:
    """It is their duty until the customer knows who has it; so no role can take it from them. F9"""
    matter.received()
    let(matter, "chen", "receive")

    assert word in may(matter)
    assert word not in may(matter, "sun")
