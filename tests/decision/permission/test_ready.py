"""What has to come first: what keeps a command from being done now, by which rule, and what to do instead. F2-F5, R8"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Customer, Evidence, Issue, Measure, Money, NotAllowed, System
from complaintkit.decision.money.digest import digest
from complaintkit.decision.people.routing import successor
from complaintkit.decision.permission.ready import investigates_alone, not_ready, reason_to_archive
from complaintkit.decision.survey import lapses_at
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import Moment, Survey
from complaintkit.model.docket import AuthorityCase, Docket
from complaintkit.model.remedy import PromisedRemedy, Remedy
from complaintkit.model.vocabulary import Kind, State
from tests.decision.conftest import Matter

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def refused(matter: Matter, word: str, by: str = "chen") -> tuple[str, set[str]] | None:
    """The rule that a command waits for, and what comes first; None where it waits for nothing."""
    found = not_ready(matter.facts(by=by), matter.case, word)
    if found is None:
        return None
    assert isinstance(found, NotAllowed)
    return str(found.data["rule"]), set(found.allowed)


def filed(matter: Matter) -> None:
    """A case that may be filed: resolved, and the customer content."""
    matter.resolved()
    matter.do(c.AnswerSurvey, by="chen", outcome=5, process=5, via="phone")


# ---- the archive -----------------------------------------------------------------------------------------------------
def spoke(matter: Matter) -> None:
    """The customer said something that nobody has answered."""
    filed(matter)
    matter.do(c.HearCustomer, by=CUSTOMER, text="发票呢")


def promised(matter: Matter) -> None:
    """Something was promised and not given."""
    filed(matter)
    given = PromisedRemedy(id="p-1", remedy=Remedy.apology(), giver="chen", at=matter.now, state="promised")
    matter.case = matter.case.changed(promises=(given,))


def brought_up(matter: Matter) -> None:
    """A group has not decided yet."""
    filed(matter)
    matter.do(c.Escalate, reason="several-affected")


def sent(matter: Matter) -> None:
    """Somebody has not come back."""
    filed(matter)
    matter.do(c.Dispatch, who="dong", what="去看看")


def dangerous(matter: Matter) -> None:
    """Nobody stopped the serving."""
    filed(matter)
    matter.case = matter.case.changed(category="food/illness", first_handlings={"food/illness": None})


def perishing(matter: Matter) -> None:
    """Something of a hazard perishes, and nobody has looked at it."""
    matter.received(category="food/illness")
    kept = [Evidence("留样", where="冰箱", kept_until=matter.now + timedelta(hours=40))]
    matter.do(c.Assess, severity="low", approach="核实", evidence=kept)
    matter.do(c.DoFirstHandling, result="已停餐")
    matter.do(c.Withdraw, by=CUSTOMER)
    matter.case = matter.case.changed(escalations=())


def to_secure(matter: Matter) -> None:
    """Something of a hazard is to be secured."""
    matter.received(category="food/illness")
    matter.do(c.DoFirstHandling, result="已停餐")
    matter.do(c.Withdraw, by=CUSTOMER)
    matter.case = matter.case.changed(escalations=())


def unasked(matter: Matter) -> None:
    """Nobody knows whether the customer is content."""
    matter.resolved()


LONG_AGO = Moment(event="answer-recorded", at=NOW, by="li", seq=2)
"""The answer of a case that was taken over with it."""

OWED: dict[Callable[[Matter], None], tuple[str, str]] = {
    spoke: ("S3.5", "tell acknowledge record-follow-up"),
    promised: ("S4.11", "give-remedy reverse-remedy"),
    brought_up: ("F7", "decide-meeting receive-escalation"),
    sent: ("S4.9", "report-dispatch"),
    dangerous: ("S4.9", "do-first-handling"),
    perishing: ("R12", "record-facts"),
    to_secure: ("R12", "record-facts"),
    unasked: ("S1.10", "answer-survey record-follow-up"),
}


@pytest.mark.parametrize("owes", OWED)
def test_a_case_is_not_filed_while_something_of_it_is_owed(matter, owes) -> None:
    """To the customer, to the place where it happened, by those above; it says by what it is done. S1.10, S3.5, S4.9, F7, R12"""
    owes(matter)
    rule, first = OWED[owes]
    assert refused(matter, "archive") == (rule, set(first.split()))


def test_before_the_assessment_that_secures_evidence_too(matter) -> None:
    """Each command that puts evidence on record, as far as the case takes it. R12"""
    to_secure(matter)
    matter.case = matter.case.changed(state=State.REGISTERED)
    assert refused(matter, "archive") == ("R12", {"record-facts", "assess"})


def test_what_owes_nothing_is_filed(matter) -> None:
    """The customer is content, and nobody has anything to do. S0.10"""
    filed(matter)
    assert refused(matter, "archive") is None


def test_what_was_decided_and_done_is_owed_no_more(matter) -> None:
    """A matter is decided, somebody came back: it is filed. F7, S4.9"""
    brought_up(matter)
    [above] = matter.case.escalations
    matter.case = matter.case.changed(escalations=(attrs.evolve(above, decided_at=matter.now),))
    matter.do(c.Dispatch, who="dong", what="去看看")
    matter.do(c.ReportDispatch, by="dong", dispatch=matter.case.dispatches[0].id, result="已取样")
    assert refused(matter, "archive") is None


@pytest.mark.parametrize("owes", OWED)
def test_a_case_of_the_past_owes_what_it_came_to_owe_here(matter, owes) -> None:
    """History is taken over owing nothing; what was done with it since counts as on every case. R15, R18"""
    owes(matter)
    before = refused(matter, "archive")
    matter.case = matter.case.changed(imported=True)
    assert before is not None
    assert refused(matter, "archive") == before


def test_what_was_over_before_is_filed_as_it_was(matter) -> None:
    """Nobody asks whether an answer of long ago was satisfying; about the next round they are asked. S2.12, R8"""
    unasked(matter)
    matter.case = matter.case.changed(imported=True, moments=(*matter.case.moments, LONG_AGO))
    assert refused(matter, "archive") is None
    matter.case = matter.case.changed(cycle=2)
    assert refused(matter, "archive") == ("S1.10", {"answer-survey", "record-follow-up"})


def test_an_authority_was_answered_with_the_past(matter) -> None:
    """What was said then went to it as well. R19"""
    on_record(matter, OPEN)
    assert refused(matter, "archive") is not None
    matter.case = matter.case.changed(imported=True, moments=(*matter.case.moments, LONG_AGO))
    assert refused(matter, "archive") is None


def test_first_handling_of_what_is_no_hazard_keeps_nothing_open(matter) -> None:
    """The end overtakes it. S1.7"""
    filed(matter)
    matter.case = matter.case.changed(category="service/delivery-late", first_handlings={"service/delivery-late": None})
    assert refused(matter, "archive") is None


# ---- why it may be filed ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"state": State.WITHDRAWN}, "withdrawn"),
        ({"state": State.EXTERNAL}, "external"),
        ({"imported": True}, None),
        ({"moments": (LONG_AGO,)}, None),
        ({"imported": True, "moments": (LONG_AGO,)}, "imported"),
        ({"imported": True, "moments": (LONG_AGO,), "cycle": 2}, None),
        ({"kind": Kind.PRAISE}, "praise"),
        ({"kind": Kind.INQUIRY}, "inquiry"),
        ({"settled": True}, "settled-on-the-spot"),
        ({"surveys": (Survey(cycle=1, satisfied=True),)}, "satisfied"),
        ({"surveys": (Survey(cycle=1),)}, "no-answer"),
        ({"surveys": (Survey(cycle=1, satisfied=False),)}, None),
        ({"surveys": (Survey(cycle=1, satisfied=False),), "settled": True}, None),  # what they said since goes before
        ({"customer": Customer(no_contact_because="没留")}, "no-contact"),
    ],
)
def test_why_a_case_may_be_filed(matter, changes, why) -> None:
    """The end is satisfaction, withdrawal, the outside route; or it is on record why nobody could be asked. R8, S1.10"""
    matter.resolved()
    assert reason_to_archive(matter.facts(), matter.case.changed(**changes)) == why


RESULTS = ("settled", "resolved", "cleared-up", "answer-recorded", "survey-answered", "follow-up-recorded")


def moments(*names: str) -> tuple[Moment, ...]:
    """What happened, one after the other."""
    return tuple(Moment(event=one, at=NOW, by="li", seq=seq) for seq, one in enumerate(names, start=1))


@pytest.mark.parametrize(
    ("happened", "changes", "why"),
    [
        *(((one, "customer-heard"), {}, None) for one in RESULTS),
        *(((one, "customer-heard", "told"), {}, None) for one in RESULTS),
        *((("customer-heard", one), {}, "settled-on-the-spot") for one in RESULTS),
        (("settled", "customer-heard"), {"customer": Customer(no_contact_because="没留")}, "settled-on-the-spot"),
        (("settled", "customer-heard"), {"kind": Kind.INQUIRY}, "inquiry"),
        (("answer-recorded",), {"kind": Kind.INQUIRY, "imported": True}, "imported"),
        (("answer-recorded", "customer-heard"), {"kind": Kind.INQUIRY, "imported": True}, None),
    ],
)
def test_who_spoke_since_the_result_is_asked_first(matter, happened, changes, why) -> None:
    """Nobody guesses whether they are content, unless nobody can ask them; about a question nobody is asked. R8, S3.6"""
    matter.resolved()
    case = matter.case.changed(settled=True, moments=moments(*happened), **changes)
    assert reason_to_archive(matter.facts(), case) == why


def test_whoever_does_not_answer_in_time_has_not_answered(matter) -> None:
    """At the moment that the survey lapses, and not before. S1.10"""
    matter.resolved()
    until = lapses_at(matter.facts(), matter.case)
    assert until is not None
    for at, why in ((until - timedelta(seconds=1), None), (until, "no-answer")):
        matter.now = at
        assert reason_to_archive(matter.facts(), matter.case) == why


# ---- handovers -------------------------------------------------------------------------------------------------------
def test_facts_come_before_an_offer(matter) -> None:
    """By whoever offers it. F5"""
    matter.received()
    assert refused(matter, "offer-handover") == ("F5", {"record-facts", "escalate", "ask-advice"})


def test_an_inquiry_has_no_facts(matter) -> None:
    """Nor has praise: it may be passed on at once. F5, S2.4"""
    matter.received(kind="inquiry")
    assert refused(matter, "offer-handover") is None


def test_one_offer_at_a_time(matter) -> None:
    """The customer is told, help called for, meanwhile. F2"""
    matter.investigated()
    matter.do(c.OfferHandover, to="li", reason="supplier-side")
    assert refused(matter, "offer-handover") == ("F2", {"tell", "escalate", "note"})


@pytest.mark.parametrize(("state", "most"), [("declined", 2), ("lapsed", 1)])
def test_what_went_back_and_forth_is_ruled(matter, state, most) -> None:
    """Two declines, or one lapse, and not before. F3"""
    matter.investigated()
    matter.do(c.OfferHandover, to="li", reason="supplier-side")
    [one] = matter.case.handovers
    for number in range(most + 1):
        matter.case = matter.case.changed(handovers=(attrs.evolve(one, state=state),) * number)
        assert refused(matter, "offer-handover") == (("F3", {"rule-handover"}) if number >= most else None)


@pytest.mark.parametrize("staff", [("chen",), ("chen", "li")], ids=["nobody", "somebody"])
def test_an_offer_takes_somebody_else(matter, staff) -> None:
    """Who never had it, whom it is not about, and who is not away for long. F3, R6, F8"""
    matter.investigated()
    matter.only(*staff)
    nobody = ("F3", {"escalate", "ask-advice"})
    assert refused(matter, "offer-handover") == (nobody if len(staff) == 1 else None)

    for changes in ({"owners": ("li", "chen")}, {"about_staff": "li"}):
        matter.investigated()
        matter.case = matter.case.changed(**changes)
        assert refused(matter, "offer-handover") == nobody
    matter.investigated()
    matter.away("li", long=len(staff) > 1)
    assert refused(matter, "offer-handover") == nobody


# ---- forms, plans, results ----------------------------------------------------------------------------------------------
def test_a_full_form_is_not_filled_in_again(matter) -> None:
    """What is wrong in it is put right by its own verbs. S0.4"""
    matter.received()
    assert refused(matter, "register") == ("S0.4", {"correct", "reclassify", "note"})
    for changes in ({"missing": ("name",)}, {"state": State.RECEIVED}):
        matter.received()
        matter.case = matter.case.changed(**changes)
        assert refused(matter, "register") is None


def executing(matter: Matter, *who: str) -> None:
    """A plan that they have something to do of."""
    matter.investigated()
    plan = [Measure(f"做{number}", who=one, due=timedelta(hours=2)) for number, one in enumerate(who)]
    matter.offered(measures=plan)
    matter.answered(accepted=True)


def test_a_result_comes_once_others_have_done_their_part(matter) -> None:
    """One's own is done by reporting it. S0.7"""
    executing(matter, "chen", "li")
    assert refused(matter, "resolve") == ("S0.7", {"do-measure", "tell"})

    theirs = next(one for one in matter.case.measures if one.who == "li")
    matter.do(c.DoMeasure, by="li", measure=theirs.id, result="好了")
    assert refused(matter, "resolve") is None


def test_a_stand_in_reports_another_part_by_its_own_step(matter) -> None:
    """What somebody else has to do is not done by the result of whoever acts for them while they are away. S0.7, S0.12"""
    executing(matter, "chen", "li")
    matter.away("li", deputy="chen")
    assert refused(matter, "resolve") == ("S0.7", {"do-measure", "tell"})

    theirs = next(one for one in matter.case.measures if one.who == "li")
    matter.do(c.DoMeasure, by="chen", measure=theirs.id, result="代为换货")
    assert refused(matter, "resolve") is None


def test_who_acts_for_the_owner_reports_the_owners_part(matter) -> None:
    """With the result, as the owner would; a leader above does not. F8, S0.7"""
    executing(matter, "chen")
    for leader in ("shen", "luo"):
        assert refused(matter, "resolve", leader) == ("S0.7", {"do-measure", "tell"})
    matter.away("chen", deputy="luo")
    assert refused(matter, "resolve", "luo") is None


def test_whose_place_one_came_into_their_part_is_ones_own(matter) -> None:
    """Who left leaves what they had to do to their successor. F8"""
    executing(matter, "sun")
    staff = dict(matter.organisation.staff)
    gone = {"sun": staff.pop("sun")}
    matter.organisation = attrs.evolve(matter.organisation, staff=staff, departed=gone)
    heir = successor(matter.facts(), matter.case, "sun")
    matter.case = matter.case.changed(owner=heir)
    assert refused(matter, "resolve", heir) is None


def test_no_measure_is_done_twice(matter) -> None:
    """What is left is the result. S0.7"""
    executing(matter, "li", "li")
    for one in matter.case.measures:
        assert refused(matter, "do-measure") is None
        matter.do(c.DoMeasure, by="li", measure=one.id, result="好了")
    assert refused(matter, "do-measure") == ("S0.7", {"resolve"})


@pytest.mark.parametrize(
    ("who", "first"),
    [(["li"], ("R6", {"note", "offer-handover"})), (["chen"], None), (["li", "chen"], None), (["chen", "chen"], None)],
)
def test_whom_it_is_about_does_what_they_were_asked_for(matter, who, first) -> None:
    """Their own part of the plan, and not what others have to do. R6, S0.7"""
    executing(matter, *who)
    assert refused(matter, "do-measure") is None
    matter.case = matter.case.changed(about_staff="chen")
    assert refused(matter, "do-measure") == first


# ---- the customer ----------------------------------------------------------------------------------------------------
def test_scores_of_a_filed_case_are_given_in_time(matter) -> None:
    """Until the survey lapses, and of an open case always; what staff were told is taken down. R9, S1.10"""
    filed(matter)
    matter.do(c.Archive)
    until = lapses_at(matter.facts(), matter.case)
    assert until is not None
    for at, by, late in (
        (until - timedelta(seconds=1), CUSTOMER, None),
        (until, CUSTOMER, ("R9", {"hear-customer"})),
        (until, "chen", None),
    ):
        matter.now = at
        assert refused(matter, "answer-survey", by) == late
    filed_case = matter.case
    matter.case = matter.case.changed(state=State.RESOLVED, archived_at=None)
    assert refused(matter, "answer-survey", CUSTOMER) is None

    rule = matter.playbook.surveys["satisfaction"]
    matter.rule(surveys={"satisfaction": attrs.evolve(rule, lapses=None)})  # where it never lapses
    matter.case = filed_case
    assert refused(matter, "answer-survey", CUSTOMER) is None


@pytest.mark.parametrize("end", ["withdrawn", "referred"])
@pytest.mark.parametrize("state", [State.WITHDRAWN, State.ARCHIVED])
@pytest.mark.parametrize("by", [CUSTOMER, "chen"])
def test_what_was_given_up_has_no_result_to_ask_about(matter, end, state, by) -> None:
    """Filed or not, by whomever: scores and follow-up are asked for after a resolution; what they say is heard. S2.8, R8, R9"""
    matter.resolved()
    given_up = Moment(event=end, at=matter.case.resolved_at, by="chen", seq=99)
    matter.case = matter.case.changed(state=state, moments=(*matter.case.moments, given_up))
    assert refused(matter, "answer-survey", by) == ("R9", {"hear-customer"})
    assert refused(matter, "record-follow-up") == ("R9", {"hear-customer"})


def test_a_customer_objects_to_what_staff_took_down(matter) -> None:
    """Where nothing of that kind stands their words are heard. R9"""
    matter.received()
    assert refused(matter, "object", CUSTOMER) == ("R9", {"hear-customer"})

    matter.do(c.Withdraw, reason="顾客说算了", via="phone")
    assert refused(matter, "object", CUSTOMER) is None


@pytest.mark.parametrize("word", ["answer-survey", "record-follow-up", "object"])
def test_a_duplicate_is_answered_in_the_case_that_lives(matter, word) -> None:
    """Its answers are asked for there. R14"""
    filed(matter)
    matter.case = matter.case.changed(
        state=State.ARCHIVED, filed_in=State.RESOLVED, links={"QINGHE-1": "duplicate"}, archived_at=matter.now
    )
    assert refused(matter, word) == ("R14", {"hear-customer", "unlink"})
    assert refused(matter, "note") is None


def test_the_case_that_goes_on_is_named_to_who_sees_it(matter) -> None:
    """To others not even its number. R14, R20"""
    filed(matter)
    matter.case = matter.case.changed(
        state=State.ARCHIVED, filed_in=State.RESOLVED, links={"QINGHE-1": "duplicate"}, archived_at=matter.now
    )

    def named(by: str = "chen") -> bool:
        return "QINGHE-1" in str(not_ready(matter.facts(by=by), matter.case, "object"))

    assert not named()
    matter.books.others["QINGHE-1"] = matter.case.changed(number="QINGHE-1", id="other")
    assert (named(), named(by="nobody")) == (True, False)


# ---- disputed facts --------------------------------------------------------------------------------------------------
@pytest.fixture
def disputed(matter):
    """A customer who denies what chen found."""
    matter.investigated()
    matter.case = matter.case.changed(facts_disputed=True)
    return matter


@pytest.mark.parametrize("word", ["offer-plan", "resolve", "clear-up"])
def test_nothing_is_decided_on_disputed_facts(disputed, word) -> None:
    """By nobody, until they are established anew. R8"""
    for by in ("chen", "zhou"):
        assert refused(disputed, word, by) == ("R8", {"record-facts", "dispatch", "escalate"})


@pytest.mark.parametrize("word", ["record-facts", "settle"])
def test_another_establishes_them_anew(disputed, word) -> None:
    """Not whoever did before, as long as anybody else may; alone they do, on record. R8, R6"""
    assert refused(disputed, word) == ("R8", {"dispatch", "ask-advice", "offer-handover", "escalate"})
    assert refused(disputed, word, "zhou") is None
    assert not investigates_alone(disputed.facts(by="zhou"), disputed.case, word)

    disputed.only("chen")
    assert refused(disputed, word) is None
    assert investigates_alone(disputed.facts(), disputed.case, word)
    assert not investigates_alone(disputed.facts(), disputed.case.changed(facts_disputed=False), word)
    assert not investigates_alone(disputed.facts(), disputed.case, "note")


def test_neither_whom_it_is_about_nor_who_may_not_is_another(disputed) -> None:
    """Another investigator is one who may, and has no part in it. R6, R8"""
    disputed.only("chen", "zhou")
    assert refused(disputed, "record-facts") is not None
    disputed.case = disputed.case.changed(about_staff="zhou")
    assert refused(disputed, "record-facts") is None

    disputed.case = disputed.case.changed(about_staff=None)
    role = attrs.evolve(disputed.playbook.roles["agent"], id="only", may=frozenset({"tell"}))
    disputed.rule(roles={**disputed.playbook.roles, "only": role})
    disputed.seated("zhou", roles=("only",))
    assert refused(disputed, "record-facts") is None


@pytest.mark.parametrize("word", ["reclassify", "note", "tell", "escalate", "withdraw"])
def test_all_else_goes_on(disputed, word) -> None:
    """What decides nothing of the complaint, and what is put right. R8, R5"""
    assert refused(disputed, word) is None


def test_only_a_complaint_has_facts_to_dispute(disputed) -> None:
    """An inquiry is answered. R8, S2.4"""
    disputed.case = disputed.case.changed(kind=Kind.INQUIRY)
    for word in ("offer-plan", "record-facts", "resolve"):
        assert refused(disputed, word) is None


# ---- what is given ---------------------------------------------------------------------------------------------------
def test_a_program_asks_for_no_approval(matter) -> None:
    """It gives nothing. F6"""
    matter.received()
    found = not_ready(matter.facts(by=System("pos")), matter.case, "ask-approval")
    assert isinstance(found, NotAllowed)
    assert (found.data["rule"], found.allowed, "program" in str(found)) == ("F6", ("escalate",), True)


def test_approval_is_asked_of_somebody_above(matter) -> None:
    """Whom nobody is above asks nobody. F6"""
    matter.received()
    assert refused(matter, "ask-approval") is None
    assert refused(matter, "ask-approval", by="fang") == ("F6", {"escalate"})
    assert "above" in str(not_ready(matter.facts(by="fang"), matter.case, "ask-approval"))


def asked(matter: Matter, by: str) -> str:
    """Ask for the approval of a coupon."""
    much = (Remedy.coupon(Money(600, matter.case.currency), valid_days=30),)
    id_ = digest(matter.case, much)
    matter.books.proposals[id_] = much
    matter.do(c.AskApproval, by=by, proposal=id_)
    return id_


def test_who_asked_for_something_approves_nothing(matter) -> None:
    """In the same round: it would be their own by another way; whoever was asked may. R6"""
    matter.received()
    asked(matter, "chen")
    assert refused(matter, "approve", by="shen") is None
    assert refused(matter, "approve", by="chen") == ("R6", {"refuse-approval", "escalate"})
    assert "own" in str(not_ready(matter.facts(by="chen"), matter.case, "approve"))

    matter.case = matter.case.changed(cycle=matter.case.cycle + 1)
    assert refused(matter, "approve", by="chen") is None


@pytest.mark.parametrize("word", ["give-remedy", "order-remedy", "reverse-remedy"])
def test_nothing_moves_that_was_not_promised(matter, word) -> None:
    """Something has to be promised first. S4.11"""
    matter.received()
    assert refused(matter, word) == ("S4.11", {"offer-plan", "settle"})


@pytest.mark.parametrize(
    ("states", "free"),
    [
        (["given"], {"reverse-remedy"}),
        (["promised"], {"give-remedy", "order-remedy", "reverse-remedy"}),
        (["released", "promised", "released"], {"give-remedy", "order-remedy", "reverse-remedy"}),
        (["released", "reserved", "reversed"], set()),
        (["ordered"], {"give-remedy", "reverse-remedy"}),
    ],
)
def test_a_promise_moves_as_far_as_it_has_got(matter, states, free) -> None:
    """One that can be moved is enough. S4.11, R10"""
    matter.received()
    matter.known["executed"] = frozenset({"refund"})
    promises = [
        PromisedRemedy(id=f"p-{index}", remedy=Remedy(kind="refund"), giver="chen", at=matter.now, state=one)
        for index, one in enumerate(states)
    ]
    matter.case = matter.case.changed(promises=tuple(promises))
    words = ("give-remedy", "order-remedy", "reverse-remedy")
    assert {one for one in words if not_ready(matter.facts(), matter.case, one) is None} == free


# ---- dates, ties -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, None),
        ({"state": "paused"}, ("S3.1", {"tell", "escalate"})),
        ({"first_due_at": NOW}, ("S3.1", {"tell", "escalate"})),
        ({"name": "assessment"}, ("S3.1", {"tell", "escalate"})),
        ({"name": "evidence-secured"}, ("S3.1", {"tell", "escalate"})),
    ],
)
def test_what_runs_is_put_off_once_and_only_if_its_rule_lets_it(matter, changes, first) -> None:
    """Otherwise the customer is told, and it is brought upwards. S3.1"""
    matter.received()
    matter.eventful()
    [runs] = [one for one in matter.case.deadlines if one.name == "result"]
    assert refused(matter, "extend-deadline", by="shen") is None

    matter.case = matter.case.changed(deadlines=(attrs.evolve(runs, **changes),))

    assert refused(matter, "extend-deadline", by="shen") == first


@pytest.mark.parametrize(
    ("links", "free"),
    [
        ({}, False),
        ({"A-1": "related"}, True),
        ({"A-1": "duplicated-by"}, False),
        ({"A-1": "duplicated-by", "A-2": "related"}, True),
    ],
)
def test_a_tie_is_undone_where_it_was_made(matter, links, free) -> None:
    """What was filed as the duplicate of this case is untied there. R14"""
    matter.received()
    matter.case = matter.case.changed(links=links)
    assert refused(matter, "unlink") == (None if free else ("R14", {"link"}))


@pytest.mark.parametrize(
    ("links", "about", "first"),
    [
        ({"A-1": "duplicate"}, "chen", ("R6", {"note", "hear-customer"})),
        ({"A-1": "duplicate", "A-2": "duplicated-by"}, "chen", ("R6", {"note", "hear-customer"})),
        ({"A-1": "duplicate", "A-2": "related"}, "chen", None),
        ({"A-1": "duplicate"}, "li", None),
        ({"A-9": "duplicate"}, "chen", None),
        ({"A-1": "related"}, "chen", None),
    ],
)
def test_whom_the_case_that_goes_on_is_about_opens_no_duplicate_of_it(matter, links, about, first) -> None:
    """Where no other tie of it can be undone; of a case that is not on record nobody knows. R6, R14"""
    matter.received()
    matter.books.others["A-1"] = matter.case.changed(number="A-1", id="other", about_staff=about)
    filed = {"state": State.ARCHIVED, "archived_at": matter.now, "filed_in": State.REGISTERED}
    matter.case = matter.case.changed(links=links, **filed)
    assert refused(matter, "unlink") == first


# ---- several things in one -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "first"), [("complaint", None), ("inquiry", ("R7", {"reclassify", "note"}))])
def test_only_of_a_complaint_there_is_one_thing_more(matter, kind, first) -> None:
    """What is none becomes one first. R7, R5"""
    matter.received(kind=kind)
    assert refused(matter, "raise-issue") == first


def test_several_things_are_not_explained_away_at_once(matter) -> None:
    """Each has an answer of its own; a single one, or what is no complaint, is cleared up. R7, S4.8"""
    matter.received()
    assert refused(matter, "clear-up") is None
    matter.received(issues=[Issue("骂人", category="service/attitude")])
    assert refused(matter, "clear-up") == ("R7", {"settle", "offer-plan", "record-facts"})
    matter.case = matter.case.changed(kind=Kind.INQUIRY)
    assert refused(matter, "clear-up") is None


# ---- suggestions -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("word", ["settle", "clear-up", "archive"])
@pytest.mark.parametrize(
    "state", ["received", "registered", "assessed", "investigating", "plan-offered", "executing", "withdrawn"]
)
def test_a_suggestion_ends_by_its_result(matter, word, state) -> None:
    """Until then nothing else ends it, wherever it came from; what was taken back is filed. S2.6, S3.8"""
    matter.received(kind="suggestion")
    matter.case = matter.case.changed(state=State(state))
    for imported in (False, True):
        matter.case = matter.case.changed(imported=imported)
        assert refused(matter, word) == (None if state == "withdrawn" else ("S2.6", {"resolve", "register"}))


# ---- authorities -----------------------------------------------------------------------------------------------------
OPEN, ANSWERED, ENDED = "open", "answered", "ended"
_AT: Mapping[str, Mapping[str, Any]] = {
    OPEN: {},
    ANSWERED: {"answered_at": NOW},
    ENDED: {"answered_at": NOW, "outcome_at": NOW},
}


def on_record(matter: Matter, *stands: str) -> None:
    """A case that authorities have, each as far as they have got."""
    filed(matter)
    matter.case = matter.case.changed(
        authority_cases=tuple(
            AuthorityCase(docket=Docket(f"12345-{seq}", authority="12345"), seq=seq, recorded_at=NOW, **_AT[one])
            for seq, one in enumerate(stands, start=1)
        )
    )


@pytest.mark.parametrize(
    "stands", [(), (ANSWERED,), (ENDED,), (OPEN,), (ANSWERED, OPEN), (OPEN, ENDED), (ENDED, ANSWERED)], ids=" ".join
)
def test_an_authority_is_answered_while_one_waits(matter, stands) -> None:
    """Whoever waits for an answer gets it, others beside or not; nobody's docket has no outcome. R19"""
    on_record(matter, *stands)
    first = ("R19", {"record-docket"})
    assert refused(matter, "answer-authority") == (None if OPEN in stands else first)
    assert refused(matter, "record-outcome") == (None if stands else first)


@pytest.mark.parametrize("stands", [(), (ANSWERED,), (ENDED,), (OPEN,), (ANSWERED, OPEN), (OPEN, ENDED)], ids=" ".join)
def test_a_case_is_not_filed_while_an_authority_waits(matter, stands) -> None:
    """The answer, or what came of it, comes first. R19"""
    on_record(matter, *stands)
    assert refused(matter, "archive") == (("R19", {"answer-authority", "record-outcome"}) if OPEN in stands else None)
