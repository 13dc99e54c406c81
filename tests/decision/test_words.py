"""The customer's words: by whichever way they come they wait for an answer, and only speaking with the customer is one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from complaintkit import Customer, Docket, Measure, NotAllowed
from complaintkit.decision import record
from complaintkit.decision.outbox import messages
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER, DESK, System
from complaintkit.model.commands import commands

SAID = "怎么还没有人来"
# What each command says to the customer, written from the procedures: S0.5, S0.7, S0.8, S3.5, S4.8, R8.
ANSWERS: dict[str, dict[str, Any]] = {
    "tell": {"text": "今天下午到"},
    "acknowledge": {"via": "phone"},
    "wait-for-customer": {"question": "请问是哪一批"},
    "offer-plan": {
        "measures": [Measure("换货", who="chen", due=timedelta(hours=2))],
        "follow_up": timedelta(days=2),
    },
    "refer": {"authority": "12315", "told": "可拨打12315"},
    "settle": {"facts": "已换货", "agreed": "by-phone"},
    "record-answer": {"text": "已答复", "at": datetime.fromisoformat("2026-11-21T12:30+08:00")},
    "withdraw": {"reason": "顾客说算了"},  # they want nothing more
}
SILENT: dict[str, dict[str, Any]] = {
    "note": {"text": "在查"},
    "assess": {"severity": "low", "approach": "核实"},
    "record-facts": {"facts": "放了两小时", "heard": ["hu"]},
    "do-first-handling": {"result": "已查看"},
    "ask-advice": {"of": "luo", "question": "能退吗"},
    "dispatch": {"who": "dong", "what": "取回餐箱"},
    "escalate": {"reason": "beyond-authority"},
    "offer-handover": {"to": "li", "reason": "supplier-side"},
    "mark-second-grievance": {"text": "态度不好"},
    "raise-issue": {"text": "收银员态度不好", "category": "service"},
    "reclassify": {"category": "other"},
    "link": {"to": "A-1", "relation": "related"},
    "hear-customer": {"text": "还在吗"},
    "record-docket": {"docket": Docket("D-9", authority="12345")},
}
OTHERWISE = {
    "answer-authority",
    "record-outcome",
    "extend-deadline",
    "clear-up",
    "resolve",
    "record-follow-up",
    "answer-plan",
    "answer-survey",
    "object",
    "archive",
}  # in tests of their own
AMONG_STAFF = set(
    "receive register correct unlink ask-approval approve refuse-approval give-remedy order-remedy reverse-remedy accept-handover"
    " decline-handover rule-handover give-advice report-dispatch receive-escalation adjourn-meeting decide-meeting"
    " do-measure".split()
)


def waits(matter) -> list[str | None]:
    """What the customer said and nobody answered."""
    return [one.text for one in matter.case.unanswered]


def told(matter) -> set[tuple[str, str]]:
    """The messages that the last decision calls for."""
    return {(one.name, one.recipient) for one in messages(matter.draft)}


def test_every_command_is_thought_of() -> None:
    """A new command has to say whether it speaks with the customer."""
    assert {*ANSWERS, *SILENT, *OTHERWISE, *AMONG_STAFF} == set(commands())


@pytest.mark.parametrize("word", ANSWERS)
def test_speaking_with_the_customer_answers_them(matter, word) -> None:
    """Whatever is said to them is the answer to all that they said before. S3.5"""
    matter.investigated()
    matter.do(c.HearCustomer, by="sun", text=SAID)
    matter.do(c.HearCustomer, by="sun", text="喂")
    assert waits(matter) == [SAID, "喂"]
    matter.later(hours=1)

    matter.do(commands()[word], **ANSWERS[word])

    assert waits(matter) == []


def test_words_to_nobody_answer_nothing(matter) -> None:
    """Who can't be reached hears them where it is on record how they were said. R2, R4"""
    matter.received(customer=Customer(no_contact_because="不愿留"))
    matter.do(c.HearCustomer, by="sun", text=SAID)

    matter.do(c.Tell, text="今天下午到")
    assert waits(matter) == [SAID]
    matter.do(c.Tell, text="今天下午到", media=["in-person"])
    assert waits(matter) == []


@pytest.mark.parametrize("word", SILENT)
def test_nothing_else_answers_them(matter, word) -> None:
    """What staff do among themselves leaves the customer waiting. S0.2"""
    matter.investigated()
    matter.do(c.HearCustomer, by="sun", text=SAID)

    matter.books.others = {"A-1": matter.case.changed(number="A-1", id="case-2")}
    matter.do(commands()[word], **SILENT[word])

    assert waits(matter)[0] == SAID


def test_the_other_ends_answer_them(matter) -> None:
    """The result, and a misunderstanding that is cleared up, are said to the customer. S0.8, S4.8"""
    matter.investigated()
    matter.agreed()
    matter.do(c.HearCustomer, by="sun", text=SAID)
    matter.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")})
    assert waits(matter) == []

    matter.investigated()
    matter.do(c.Tell, text="是另一家的")
    matter.do(c.HearCustomer, by="sun", text=SAID)
    matter.do(c.ClearUp, explanation="误会")
    assert waits(matter) == []


def test_a_message_that_goes_out_by_itself_answers_nothing(matter) -> None:
    """The first message to the customer acknowledges the case; nobody has read what they said meanwhile. R4"""
    matter.received()
    matter.do(c.HearCustomer, by="sun", text=SAID)

    sent = e.MessageSent(outbox="o", message="received", recipient="customer", medium="sms")
    matter.made(record(matter.case, matter.facts(by=DESK), sent))

    assert matter.case.acknowledged_at
    assert waits(matter) == [SAID]


@pytest.mark.parametrize("by", ["sun", "fang", System("wecom"), CUSTOMER])
def test_the_owner_is_told_of_each_word(matter, by) -> None:
    """Whoever writes it down, and whatever the state; not of what they heard themselves. F9"""
    matter.received()
    matter.do(c.HearCustomer, by=by, text=SAID)
    assert ("customer-heard", "chen") in told(matter)

    matter.do(c.HearCustomer, by="chen", text=SAID)
    assert told(matter) == set()
    assert waits(matter) == [SAID, SAID]


def test_remarks_are_words_too(matter) -> None:
    """What is added to the answer of a plan or a survey, and what a colleague heard when asking; not what one was told oneself."""
    matter.investigated()
    matter.offered()
    plan = matter.case.plan.id
    matter.do(c.AnswerPlan, by=CUSTOMER, plan=plan, accepted=True, remark="快一点")
    assert waits(matter) == ["快一点"]
    assert ("customer-heard", "chen") in told(matter)

    matter.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")})
    matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=5, process=3, remark="态度一般")
    assert waits(matter) == ["态度一般"]
    assert ("customer-heard", "chen") in told(matter)

    matter.do(c.RecordFollowUp, satisfied=None)
    assert waits(matter) == ["态度一般"], "not reached, not answered"
    matter.do(c.RecordFollowUp, by="fang", satisfied=True, remark="希望早点送到")
    assert waits(matter) == ["希望早点送到"]
    matter.do(c.RecordFollowUp, satisfied=True, remark="没有了")
    assert waits(matter) == []


def test_dissatisfaction_in_words_is_asked_about(matter) -> None:
    """It stays resolved, for nobody guesses what words mean; but it is not filed before somebody asked. R8"""
    matter.resolved()
    matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=5, process=5)
    matter.do(c.HearCustomer, by=CUSTOMER, text="根本没解决!")
    assert matter.case.state == "resolved"

    with pytest.raises(NotAllowed) as refused:
        matter.do(c.Archive)
    assert refused.value.rule == "S3.5"
    assert {"tell", "record-follow-up"} <= set(refused.value.allowed)

    matter.do(c.RecordFollowUp, satisfied=False, remark="还是酸的")
    assert (matter.case.state, waits(matter)) == ("investigating", [])
