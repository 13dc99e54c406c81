"""The values of a message's fields: what the case and the event say, in the recipient's words, and nothing that is not theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Customer, Money, Remedy
from complaintkit.decision.clocks.dated import AUTHORITY
from complaintkit.delivery.message._words import begun
from complaintkit.delivery.message.field import values
from complaintkit.delivery.message.occasion import Occasion, read_occasion
from complaintkit.model import events as e
from complaintkit.model.case import Survey
from complaintkit.model.deadline import Deadline
from complaintkit.model.handover import Escalation
from complaintkit.model.issue import RaisedIssue
from complaintkit.model.outbox import OutboxState
from complaintkit.model.plan import Measure, Plan
from complaintkit.model.remedy import Approval, PromisedRemedy
from complaintkit.model.vocabulary import Decision, Severity, State
from complaintkit.records.link import Links, Purpose
from complaintkit.testing import FakeClock

MINUTE = timedelta(minutes=1)
NOW = FakeClock("2026-11-21T10:00+08:00").now()
QUOTED = e.CustomerQuoted(quote="q-1", quoted="settled", told_to="chen", via="phone", before=State.RECEIVED)
REFUND = Remedy.refund(Money("25.00", "CNY"))
TWO = {"1": (Decision.UPHELD, "温度不足"), "2": (Decision.NOT_UPHELD, None)}
PLAN = Plan(id="P-1", cycle=1, measures=tuple(Measure(one, who="li", due=NOW) for one in ("换货", "致歉")))
YUAN20, YUAN100 = Money("20", "CNY"), Money("100", "CNY")


def value(occasion: Occasion, name: str) -> str:
    """The value of one field."""
    return values(occasion, [name])[name]


@pytest.mark.parametrize(
    ("field", "changes", "said"),
    [
        ("approach", {"approach": "查冷链"}, "查冷链"),
        ("facts", {"facts": "常温放了两小时"}, "常温放了两小时"),
        ("course", {"facts": "常温放了两小时"}, "常温放了两小时"),
        ("result", {"result": "已换饭"}, "已换饭"),
        ("improvement", {"improvement": "全程冷藏"}, "全程冷藏"),
        ("severity", {"severity": Severity.HIGH}, "紧急"),
        ("cycle", {"cycle": 2}, "2"),
        ("unit", {"unit": "gone"}, "gone"),
        ("category", {"category": "gone/away"}, "gone/away"),
        ("text", {}, "米饭是酸的"),
        ("why", {}, "送餐延误"),
        ("unit", {}, "第三中学食堂"),
        ("owner", {}, "陈卫东"),
        ("received_at", {}, "11月21日10:00"),
        ("plan", {}, ""),
        ("plan", {"plans": (PLAN,)}, "换货；致歉"),
        ("authority_due", {}, ""),
        ("what", {"category": "gone/away"}, "米饭是酸的"),
        ("what", {"category": None}, "米饭是酸的"),
        ("what", {"category": "service/delivery-late"}, "立即联系配送人员，告知客户预计到达时间"),
        ("what", {"category": "other"}, "米饭是酸的"),
        ("adopted", {}, ""),
        ("adopted", {"adopted": True}, "已采纳"),
        ("adopted", {"adopted": False}, "未采纳"),
        ("apology", {"apology": True}, "我们真诚地向您道歉。"),
        ("apology", {}, ""),
        ("decisions", {"decisions": {"1": (Decision.UPHELD, None)}}, "成立"),
        (
            "decisions",
            {"decisions": TWO, "raised": (RaisedIssue(id="1"), RaisedIssue(id="2"))},
            "1）送餐延误：成立：温度不足；2）不成立",
        ),
        ("nothing-of-the-kind", {}, ""),
        ("improvement", {}, ""),
        ("remedies", {}, ""),
        ("remedies", {"remedies": (REFUND,)}, "退款25元。"),
        ("lapses_at", {}, ""),
        ("meeting_by", {}, ""),
        ("due", {"deadlines": ()}, ""),
        ("answer_by", {"deadlines": (), "answer_expected": None}, ""),
    ],
)
def test_the_cases_own_words(occasion, field: str, changes: dict[str, Any], said: str) -> None:
    """What is not known is empty."""
    assert value(occasion(**changes), field) == said


@pytest.mark.parametrize(
    ("event", "field", "said"),
    [
        (e.Dispatched(dispatch="d-1", who="li", what="封存同批"), "what", "封存同批"),
        (e.AdviceAsked(advice="a-1", of="li", question="能退吗"), "question", "能退吗"),
        (e.Referred(authority="12315"), "routes", "全国12315平台"),
        (e.SurveyAnswered(outcome=2, process=3, satisfied=False, remark="没说为什么"), "remark", "没说为什么"),
        (e.SurveyAnswered(outcome=2, process=3, satisfied=False, remark="没说为什么"), "text", "没说为什么"),
        (e.SurveyAnswered(outcome=2, process=3, satisfied=False), "outcome", "2"),
        (e.SurveyAnswered(outcome=2, process=3, satisfied=False), "process", "3"),
        (e.MeetingDecided(escalation="x-1", decision="加派一人"), "decision", "加派一人"),
        (e.OwnerChanged(owner="li", previous="chen"), "giver", "陈卫东"),
        (e.CouponMinted(coupon="c-1", remedy=REFUND, valid_until=NOW, code="K7-9Q"), "coupon_code", "K7-9Q"),
        (QUOTED, "quoted", "您对当场处理的结果表示满意"),
        (e.Referred(authority="12315", told="可拨打12315"), "reason", "可拨打12315"),
        (e.NewCycle(cycle=2, cause="overloaded"), "reason", "任务过多"),
        (e.ApprovalRefused(proposal="p-1", reason="超过限额"), "why", "超过限额"),
        (e.Linked(to="C-9", relation="duplicate"), "next", "C-9"),
        (e.CustomerHeard(text="还没好"), "text", "还没好"),
        (e.DocketRecorded(number="12345-42", authority="12345"), "docket", "12345-42"),
        (e.AuthorityAnswered(docket="12345-42", authority="12345"), "docket", "12345-42"),
        (e.OutcomeRecorded(docket="12345-42", authority="12345", outcome="upheld"), "authority_outcome", "成立"),
        (e.Referred(authority="nobody-knows"), "routes", "nobody-knows"),
        (e.Referred(authority="nobody-knows"), "body_contact", ""),
    ],
)
def test_what_the_event_says(occasion, event: e.Happened, field: str, said: str) -> None:
    """Before what the case says."""
    assert value(occasion(event), field) == said


@pytest.mark.parametrize(
    ("actor", "said"), [("chen", "陈卫东"), ("customer", "顾客"), ("system:desk", "系统"), ("who-left", "系统")]
)
def test_who_is_none_of_the_staff_has_a_word(occasion, actor: str, said: str) -> None:
    """Nobody reads an id."""
    assert value(occasion(by=actor), "giver") == said


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("field", ["giver", "customer"])
def test_a_customer_without_a_name_is_said_as_a_sentence_says_it(occasion, field: str, language: str) -> None:
    """Staff read "The customer brings you ...", whoever it was; a letter begins "Dear customer". R2"""
    told = [occasion(by="customer", to=to, customer=Customer()) for to in ("li", "customer")]
    found, letter = (attrs.evolve(one, row=attrs.evolve(one.row, language=language)) for one in told)
    assert value(found, field) == {"en": "the customer", "zh": "顾客"}[language]
    assert value(letter, "customer") == {"en": "customer", "zh": "顾客"}[language]


def test_who_had_the_case_before_is_its_giver(occasion) -> None:
    """Whoever gave it on for them."""
    assert value(occasion(e.OwnerChanged(owner="li", previous="chen"), by="fang"), "giver") == "陈卫东"


def test_the_authority_that_waits_first_is_told_of(occasion) -> None:
    """Of the answers that are still owed to one. R19"""
    now = occasion().now
    waiting = [
        Deadline(id=f"d-{days}", name=name, title={}, started_at=now, due_at=now + timedelta(days=days), state=state)
        for days, name, state in (
            (1, "another", "running"),
            (2, AUTHORITY.id, "met"),
            (3, AUTHORITY.id, "running"),
            (4, AUTHORITY.id, "running"),
        )
    ]

    assert value(occasion(deadlines=tuple(waiting)), "authority_due") == "11月24日10:00"


def test_a_message_names_its_case_and_says_why_whatever_is_known(occasion) -> None:
    """Where nothing says more, by its number: never nothing."""
    found = occasion(category=None)

    assert value(found, "number") == value(found, "why") == found.case.number


def test_who_has_left_is_still_called_by_name(occasion) -> None:
    """The customer knew them by it."""
    found = occasion(by="li")
    organisation = found.facts.structure.organisation
    staff = {name: one for name, one in organisation.staff.items() if name != "li"}
    left = attrs.evolve(organisation, staff=staff, departed={"li": organisation.staff["li"]})
    structure = attrs.evolve(found.facts.structure, organisation=left)

    assert value(attrs.evolve(found, facts=attrs.evolve(found.facts, structure=structure)), "giver") == "李建华"


@pytest.mark.parametrize(("to", "said"), [("customer", "王芳"), ("li", "王*")])
def test_staff_read_the_name_as_lists_have_it(occasion, to: str, said: str) -> None:
    """A phone is easily left lying about."""
    assert value(occasion(to=to), "customer") == said


@pytest.mark.parametrize(("minutes", "kept"), [(-1, False), (0, False), (1, True)], ids=["before", "at", "after"])
def test_a_promise_that_is_past_is_not_repeated(occasion, minutes, kept):
    """Then it is when the last of what is owed is due. S0.5, S4.7"""
    usual = value(occasion(), "answer_by")
    now = occasion().now

    found = value(occasion(answer_expected=now + minutes * MINUTE), "answer_by")

    assert (found != usual) is kept
    assert found


@pytest.mark.parametrize("name", ["outcome", "process"])
@pytest.mark.parametrize("cycle", [1, 2])
def test_a_score_is_that_of_the_rounds_survey(occasion, name: str, cycle: int) -> None:
    """Where the event names none: told of another event, the customer's answer is on the case. R9"""
    answer = Survey(cycle=cycle, outcome=2, process=4)

    assert value(occasion(surveys=(answer,)), name) == (str(getattr(answer, name)) if cycle == 1 else "")
    assert value(occasion(surveys=(Survey(cycle=1),)), name) == "", "asked, and not answered"


@pytest.mark.parametrize(
    ("title", "said"), [({"zh": "首次答复", "en": "First answer"}, "首次答复"), ({}, "first-answer")]
)
def test_a_deadline_has_its_title(occasion, title: dict[str, str], said: str) -> None:
    """In the recipient's language; its name where the procedure gave it none."""
    now = occasion().now
    deadlines = [
        Deadline(id=id_, name=name, title=words, started_at=now, due_at=now)
        for id_, name, words in (("d-1", "another", {"zh": "另一"}), ("d-2", "first-answer", title))
    ]
    event = e.DeadlineWarned(deadline="d-2", rule="first-answer")

    assert value(occasion(event, to="chen", deadlines=tuple(deadlines)), "deadline") == said
    assert value(occasion(event, to="chen", deadlines=()), "deadline") == ""


def test_a_group_meets_by_the_last_of_its_own_deadlines(occasion) -> None:
    """Those of the matter that still run, and of no other matter. F7"""
    now = occasion().now
    rows = [
        (1, "x-1", "running"),
        (2, "x-1", "running"),
        (3, "x-1", "met"),
        (4, "x-2", "running"),
        (5, None, "running"),
    ]
    deadlines = tuple(
        Deadline(id=f"d-{n}", name="meet", title={}, started_at=now, due_at=now + n * MINUTE, for_=of, state=state)
        for n, of, state in rows
    )
    raised = {"route": "up", "to": "g", "group": True, "reason": "stuck", "raised_by": "chen", "raised_at": now}
    matters = tuple(Escalation(id=id_, **raised) for id_ in ("x-1", "x-2"))

    def meeting_by(id_: str) -> str:
        event = e.EscalationReceived(escalation=id_)
        return value(occasion(event, to="chen", escalations=matters, deadlines=deadlines), "meeting_by")

    assert meeting_by("x-1") == "11月21日10:02"
    assert meeting_by("x-2") == "11月21日10:04"
    assert meeting_by("x-3") == ""


@pytest.mark.parametrize(
    ("coupon", "said"),
    [
        (Remedy.coupon(YUAN20, valid_days=30), "20元，有效期至11月21日10:00。"),
        (Remedy.coupon(YUAN20, valid_days=30, min_spend=YUAN100), "20元，有效期至11月21日10:00，满100元可用。"),
        (Remedy.coupon(YUAN20, valid_days=30, units=["school"]), "20元，有效期至11月21日10:00，限SCHOOL使用。"),
        (Remedy.coupon(YUAN20, valid_days=30, units=["gone"]), "20元，有效期至11月21日10:00，限gone使用。"),
        (Remedy.discount(15, cap=YUAN20, valid_days=30), "减15%（八五折），最多减20元，有效期至11月21日10:00。"),
    ],
)
def test_a_coupon_is_said_with_its_conditions(occasion, coupon: Remedy, said: str) -> None:
    """Nobody learns at the till that it was not good there, or for less."""
    found = occasion()
    minted = e.CouponMinted(coupon="c-1", remedy=coupon, valid_until=found.now)
    school = found.facts.structure.organisation.units["school"].title["zh"]

    assert value(occasion(minted), "coupon") == said.replace("SCHOOL", school)
    assert value(found, "coupon") == ""


def test_links_and_tokens_are_each_for_their_purpose_and_the_customer_alone(occasion) -> None:
    """What answers a plan opens no survey; staff are given none. R9"""
    names = [f"{purpose}_token" for purpose in ("answer", "survey", "objection")]

    theirs, ours = values(occasion(), names), values(occasion(to="li"), names)

    assert all(theirs.values())
    assert len(set(theirs.values())) == len(names)
    assert set(ours.values()) == {""}


@pytest.mark.parametrize(("name", "to", "given"), [("received", "customer", True), ("first-handling", "li", False)])
def test_only_what_the_customer_reads_can_have_their_links(house: Any, name: str, to: str, given: bool) -> None:  # noqa: FBT001
    """Read from the desk, a message to staff has none to give away. R9"""
    house.receive()
    with house.desk._opened.storage.reading() as reader:
        found = read_occasion(house.desk._door, reader, house.entry(name, to))

    assert (found.links is not None) is given


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_is_the_hosts_page_for_its_token(occasion, purpose: Purpose) -> None:
    """Where the host has one. R9"""
    paged = attrs.evolve(occasion(), links=Links(b"key", "https://shop.example/c/{token}"))

    assert value(paged, f"{purpose}_link") == f"https://shop.example/c/{value(paged, f'{purpose}_token')}"
    assert value(occasion(to="li"), f"{purpose}_link") == ""


@pytest.mark.parametrize(("note", "why"), [("整箱停供", "整箱停供"), (None, "送餐延误")])
def test_an_approver_reads_what_it_is_about_and_why(occasion, note: str | None, why: str) -> None:
    """The newest of several for one proposal; without a note, what is complained of. F6"""
    asked = occasion().now
    old, new = (
        Approval(id="p-1", case="C-1", remedies=(one,), giver="chen", approver="hu", asked_at=asked, note=note)
        for one in (Remedy.apology(), REFUND)
    )
    event = e.ApprovalAsked(proposal="p-1", giver="chen", approver="hu", remedies=(REFUND,))

    found = occasion(event, to="hu", approvals=(old, new))

    assert value(found, "remedy") == "退款25元"
    assert value(found, "why") == why


def test_what_is_said_of_a_promise_names_it(occasion) -> None:
    """Of several the one that the event is about. R10"""
    promises = [
        PromisedRemedy(id=id_, remedy=one, giver="chen", at=occasion().now)
        for id_, one in (("r-1", Remedy.apology()), ("r-2", REFUND))
    ]
    event = e.RemedyRejected(promise="r-2", executor="till", because="no such sale")

    assert value(occasion(event, to="chen", promises=tuple(promises)), "remedy") == "退款25元"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a refund", "A refund"),
        ("refund", "Refund"),
        ("a refund of two", "A refund of two"),
        ("9.90 CNY", "9.90 CNY"),
        ("https://shop.example/x", "https://shop.example/x"),
        ("li.jianhua did it", "li.jianhua did it"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_where_it_begins_with_a_word(text: str, said: str) -> None:
    """Addresses and ids stay as they are."""
    assert begun(text) == said


@pytest.mark.parametrize(("media", "why"), [(("paper",), "no notifier"), (("sms", "paper"), "")])
def test_a_medium_that_nobody_serves_is_said(house: Any, media: tuple[str, ...], why: str) -> None:
    """It is the settings that lack something, not the customer."""
    house.receive()
    with house.desk._opened.storage.writing() as tx:
        row = house.entry("received")
        assert tx.change_outbox(attrs.evolve(row, media=media), if_epoch=row.epoch)

    house.deliver()

    found = house.entry("received")
    assert (found.state, found.detail) == (OutboxState.DEAD if why else OutboxState.SENT, why)
