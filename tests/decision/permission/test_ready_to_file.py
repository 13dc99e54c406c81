"""What has to come before a case is filed, and why it may be. S1.10, S3.5, S4.9, S4.11, R8, R12"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import attrs
import pytest

from complaintkit import Customer, Evidence
from complaintkit.decision.permission.filing import reason_to_archive
from complaintkit.decision.survey import lapses_at
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import Moment, Survey
from complaintkit.model.remedy import PromisedRemedy, Remedy
from complaintkit.model.vocabulary import Kind, State
from tests.decision.conftest import Matter
from tests.decision.permission.test_ready import NOW, OPEN, filed, on_record, refused


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
