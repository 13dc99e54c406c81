"""Messages that events call for: whether, when, in which language, by which media. S0.5, S0.7, S0.8, R4, R18

A playbook says something on one event to one recipient here, and one event happens to the case as it stands.
"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import Customer
from complaintkit.decision.outbox import messages
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.vocabulary import Kind, State
from complaintkit.playbook.survey import SurveyRule
from tests.decision.conftest import FANG, Matter
from tests.decision.telling import called_for, clock, offered, planned, rule, told


@pytest.fixture
def matter(matter: Matter) -> Matter:
    """Chen has a complaint about food at the school."""
    matter.received()
    return matter


# ---- whether, and when ------------------------------------------------------------------------------------------------
def test_history_that_is_recorded_tells_nobody(matter) -> None:
    """What happens now is told at once. R1"""
    said = rule("noted", "owner")

    assert called_for(matter, e.Noted(text="在查"), said, quiet=True) == []
    [one] = called_for(matter, e.Noted(text="在查"), said)
    assert (one.recipient, one.media, one.urgent, one.not_before) == ("chen", ("sms", "email"), False, matter.now)
    assert one.index == 0
    [one] = called_for(matter, e.Noted(text="在查"), rule("noted", "customer"))
    assert (one.recipient, one.not_before) == ("customer", matter.now)


def test_who_cannot_be_reached_is_sent_nothing(matter) -> None:
    """Neither what the playbook says nor what staff write; staff hear of it as ever. R2"""
    events = e.Told(text="今天下午到"), e.Resolved(result="已换货")
    assert [told(matter, one, "customer") for one in events] == [["customer", "customer"], ["customer"]]

    matter.case = matter.case.changed(customer=Customer(no_contact_because="不愿留"))

    assert [told(matter, one, "customer") for one in events] == [[], []]
    assert [told(matter, one, "owner") for one in events] == [["chen"], ["chen"]]


def test_what_staff_write_goes_by_the_media_named_else_by_those_of_the_messages_to_customers(matter) -> None:
    """Each once, in the order of the playbook; it can wait for quiet hours to end. S4.2"""
    rules = (
        rule("x", "owner", id="a", media=("wechat", "sms")), rule("x", "customer", id="b", media=("email", "sms")),
        rule("x", "customer", id="c", media=("sms", "call")),
    )  # fmt: skip

    [named] = called_for(matter, e.Told(text="今天下午到", media=("call",)), *rules)
    [other] = called_for(matter, e.Told(text="今天下午到"), *rules)

    assert (named.name, named.media, other.media) == ("told", ("call",), ("email", "sms", "call"))
    assert (named.urgent, named.not_before) == (False, matter.now)
    assert called_for(matter, e.Noted(text="今天下午到"), *rules) == []


@pytest.mark.parametrize("urgent", [True, False])
@pytest.mark.parametrize("to", ["customer", "owner"])
def test_what_cannot_wait_says_so(matter, to, urgent) -> None:
    """To customers and to staff. R18"""
    [one] = called_for(matter, e.Noted(text="在查"), rule("noted", to, urgent=urgent))

    assert one.urgent is urgent


@pytest.mark.parametrize(
    ("event", "survey", "asked"),
    [
        (e.Resolved(result="已换货"), {}, True),
        (e.Settled(agreed="in-person", facts="已换货"), {}, True),
        (e.Noted(text="在查"), {}, False),
        (e.Told(text="今天下午到"), {}, False),
        (e.PlanAnswered(plan="P1", accepted=True), {}, False),
        (e.Resolved(result="已换货"), {"on": "archived"}, False),
        (e.Resolved(result="已换货"), {"after": None}, False),
    ],
    ids=["resolved", "settled", "noted", "told", "agreed", "on-another-occasion", "at-no-time"],
)
def test_a_survey_goes_out_some_time_after_the_result(matter, event, survey, asked) -> None:
    """Twenty hours later in the canteen; not where the playbook asks at another end, or by itself at no time. S1.10"""
    usual: SurveyRule = matter.playbook.surveys["satisfaction"]
    matter.rule(surveys={"s": attrs.evolve(usual, **survey)})

    found = called_for(matter, event, rule("survey-due", "customer"))

    surveys = [one for one in found if one.name != "told"]
    assert [one.not_before - matter.now for one in surveys] == ([timedelta(hours=20)] if asked else [])


# ---- what else an event stands for ------------------------------------------------------------------------------------
def test_who_gained_a_contact_is_told_what_they_could_not_be_told(matter) -> None:
    """That they were heard, unless they know it by now; nothing else says so again. R4"""
    for on in ("received", "registered"):
        assert told(matter, e.ContactGained(), "customer", on=on) == ["customer"]
        assert told(matter, e.Noted(text="在查"), "customer", on=on) == []
    matter.case = matter.case.changed(acknowledged_at=matter.now)

    assert told(matter, e.ContactGained(), "customer", on="registered") == []


def test_whom_else_to_turn_to_is_said_where_the_customer_was_referred(matter) -> None:
    """And only then. R8"""
    referred = e.Referred(authority="12315", told="可拨打12315")

    assert told(matter, referred, "customer", on="plan-refused-finally") == ["customer"]
    assert told(matter, e.Noted(text="在查"), "customer", on="plan-refused-finally") == []


@pytest.mark.parametrize(
    ("event", "by", "heard"),
    [
        (e.PlanAnswered(plan="P1", accepted=False, remark="太少了"), CUSTOMER, ["chen"]),
        (e.PlanAnswered(plan="P1", accepted=False, remark="太少了"), "luo", ["chen"]),
        (e.PlanAnswered(plan="P1", accepted=False, remark="太少了"), "chen", []),
        (e.PlanAnswered(plan="P1", accepted=False), CUSTOMER, []),
        (e.CustomerHeard(text="还在吗"), CUSTOMER, ["chen"]),
        (e.SurveyAnswered(outcome=2, process=3, satisfied=False, remark="还是酸"), CUSTOMER, ["chen"]),
        (e.FollowUpRecorded(satisfied=False, remark="还是酸"), "luo", ["chen"]),
        (e.FollowUpRecorded(satisfied=False, remark="还是酸"), "chen", []),
        (e.Noted(text="在查"), "luo", []),
    ],
)
def test_the_owner_hears_the_customers_words_by_whichever_way_they_come(matter, event, by, heard) -> None:
    """Once; what they wrote down themselves they know. S3.5"""
    assert told(matter, event, "owner", on="customer-heard", by=by) == heard


def test_an_agreement_is_told_as_one_and_as_work(matter) -> None:
    """A refusal is neither. S0.7"""
    matter.case = offered(matter.case, "li")
    for accepted in (True, False):
        event = e.PlanAnswered(plan="P1", accepted=accepted)
        assert told(matter, event, "owner", on="plan-agreed", by=CUSTOMER) == ["chen"] * accepted
        assert told(matter, event, "assignee", on="measure-assigned", by=CUSTOMER) == ["li"] * accepted
    assert told(matter, e.Noted(text="在查"), "owner", on="plan-agreed", by="luo") == []


@pytest.mark.parametrize(("waits", "reminded"), [("customer-silent", True), ("answer", False)])
def test_the_customer_is_reminded_of_what_waits_for_them(matter, waits, reminded) -> None:
    """When that wait is nearly over; of nothing that we owe. S0.2"""
    near = clock(matter, waits)

    assert told(matter, near, "customer", on="customer-reminded", by="system:desk") == ["customer"] * reminded
    assert told(matter, e.Noted(text="在查"), "customer", on="customer-reminded") == []


@pytest.mark.parametrize(
    ("relation", "said"), [("followed-by", "followed"), ("duplicate", "merged"), ("related", None)]
)
def test_two_ties_are_told_of(matter, relation, said) -> None:
    """What follows is told of as that, a duplicate as merged, what is only related as nothing. R14"""
    tied = e.Linked(to="A-2", relation=relation)
    for on in ("followed", "merged"):
        assert told(matter, tied, "first-receiver", on=on) == ["chen"] * (on == said)
        assert told(matter, e.Noted(text="在查"), "first-receiver", on=on) == []


def test_a_duplicate_that_goes_on_by_itself_is_told_of(matter) -> None:
    """Undoing any other tie is not, nor anything else that happens to it. R14"""
    other = {"A-3": "related"}
    matter.case = matter.case.changed(links=other)
    assert told(matter, e.Unlinked(to="A-3"), "first-receiver", on="unmerged") == []
    filed = {"state": State.ARCHIVED, "filed_in": State.REGISTERED, "links": {"A-2": "duplicate", **other}}
    matter.case = matter.case.changed(**filed)
    assert told(matter, e.Unlinked(to="A-3"), "first-receiver", on="unmerged") == []
    assert told(matter, e.Linked(to="A-2", relation="related"), "first-receiver", on="unmerged") == []
    assert told(matter, e.Unlinked(to="A-2"), "first-receiver", on="unmerged") == ["chen"]


@pytest.mark.parametrize(
    ("kind", "about", "happened"),
    [
        (Kind.PRAISE, "hu", True),
        (Kind.PRAISE, None, False),
        (Kind.COMPLAINT, "hu", False),
    ],
)
def test_praise_is_told_to_whom_it_is_about_from_when_it_is_praise(matter, kind, about, happened) -> None:
    """Whether it came as that, became it, or was put right to say of whom; not again by what happens to it later. S2.4"""
    said = rule("praised", "owner"), rule("praised", "praised", id="n")
    matter.rule(messages={one.id: one for one in said})
    everybody = ["chen", "hu"] * happened
    matter.received(kind=kind, about_staff=about)
    assert [one.recipient for one in messages(matter.draft) if one.name in ("m", "n")] == everybody
    before = matter.case.changed(kind=Kind.INQUIRY)
    matter.case = before
    assert [one.recipient for one in called_for(matter, e.Reclassified(kind=kind), *said)] == everybody
    matter.case = before.changed(kind=kind)
    corrected = e.Corrected(corrected=("about_staff",), about_staff=about, about_staff_was="wu", reason="听错了")
    assert [one.recipient for one in called_for(matter, corrected, *said)] == everybody
    for other in (e.Noted(text="在查"), e.Corrected(corrected=("channel",), channel="hotline", reason="听错了")):
        assert called_for(matter, other, *said) == []


# ---- who knows it already -----------------------------------------------------------------------------------------------
def test_what_somebody_did_or_heard_themselves_is_not_told_to_them(matter) -> None:
    """It is to the owner where somebody else did; what changes for them is told to whoever did it. S0.8"""
    matter.do(c.AskAdvice, of="luo", question="能退吗")
    matter.do(c.Dispatch, who="dong", what="取回餐箱")
    case = matter.case = offered(planned(matter.case, "chen", "li"), "li")
    known = {
        "customer-heard": e.CustomerHeard(text="还在吗"),
        "plan-agreed": e.PlanAnswered(plan="P1", accepted=True),
        "withdrawn": e.Withdrawn(reason="不用了"),
        "measure-done": e.MeasureDone(measure="M0"),
        "advice-given": e.AdviceGiven(advice=case.advice[0].id, answer="能"),
        "dispatch-reported": e.DispatchReported(dispatch=case.dispatches[0].id, result="已取回"),
        "first-handling-done": e.FirstHandlingDone(result="已查看"),
        "new-cycle": e.NewCycle(cycle=2, cause="dissatisfied"),
    }
    for on, event in known.items():
        assert told(matter, event, "owner", on=on, by="chen") == [], on
        assert told(matter, event, "owner", on=on, by="luo") == ["chen"], on
    assert told(matter, e.Noted(text="在查"), "owner", by="chen") == ["chen"]


# ---- in which language, by which media ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wanted", "spoken"), [(None, "zh"), ("en-GB", "en"), ("en", "en"), ("fr", "zh"), ("zh-Hant-TW", "zh")]
)
def test_the_customer_is_written_to_in_their_language_where_the_playbook_speaks_it(matter, wanted, spoken) -> None:
    """Whatever country they write it of; else in the playbook's own. S4.2"""
    matter.case = matter.case.changed(customer=attrs.evolve(FANG, language=wanted))

    [one] = called_for(matter, e.Noted(text="在查"), rule("noted", "customer"))

    assert one.language == spoken


@pytest.mark.parametrize(("wanted", "spoken"), [((), "zh"), (("fr", "en-US", "zh"), "en"), (("fr",), "zh")])
def test_staff_are_written_to_in_the_first_of_their_languages_that_the_playbook_speaks(matter, wanted, spoken) -> None:
    """Else in its own. S4.2"""
    matter.seated("chen", languages=wanted)

    [one] = called_for(matter, e.Noted(text="在查"), rule("noted", "owner"))

    assert one.language == spoken


@pytest.mark.parametrize(
    ("needs", "media"),
    [
        ((), ("sms", "email")),
        (("elderly",), ("call",)),
        (("child", "elderly"), ("call",)),
        (("child",), ("sms", "email")),
    ],
)
def test_what_a_customer_needs_goes_before_the_media_of_the_message(matter, needs, media) -> None:
    """As the playbook says it of that need; where it says nothing, as any other. S4.2"""
    matter.case = matter.case.changed(customer=attrs.evolve(FANG, needs=needs))

    [one] = called_for(matter, e.Noted(text="在查"), rule("noted", "customer"))

    assert one.media == media
