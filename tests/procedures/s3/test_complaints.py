"""Customer service, from outside: a complaint listened to, investigated, solved fairly, followed up. S3.3-S3.6"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import Customer, InvalidInput, Money, NotAllowed


# ---- S3.3 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("channel", "by"), [("service-desk", "chen"), ("hotline", "mei"), ("email", "mei"), ("web", "mei")]
)
def test_s3_3_time_name_contact_and_matter(service, receive, moment, channel, by):
    """S3.3: on record, by whichever way."""
    case = receive(by=by, channel=channel, received_at=moment("2026-11-23T09:50"))

    assert (case.channel, case.received_at, case.text) == (channel, moment("2026-11-23T09:50"), "收银员说话很冲")
    whole = service.desk.contact(case, by=by, purpose="回电")
    assert (whole.name, whole.contacts[0].address) == ("王芳", "13800138000")


@pytest.mark.parametrize(("language", "words"), [("zh", "及时处理"), ("en", "sees to it at once")])
def test_s3_3_timely_handling_is_promised(service, receive, wang, her, language, words):
    """S3.3, R4: told in their language with who is responsible; within a quarter of an hour, or the leader hears of it."""
    case = receive(customer=attrs.evolve(wang, language=language))

    told = service.told(her)["received"]

    assert words in told
    assert case.number in told
    assert service.desk.case(case, by="chen").acknowledged_at == service.clock.now()


def test_s3_3_what_is_not_written_down_is_asked_for(receive):
    """S3.3, R2: without a contact, or a reason for none, it is taken all the same, and says what is missing."""
    case = receive(customer=Customer(name="王芳"))
    assert (case.state, case.missing) == ("received", ("contact-or-reason",))


@pytest.mark.parametrize(("language", "words"), [("zh", "认真倾听"), ("en", "Listen")])
def test_s3_3_listened_to(service, language, words):
    """S3.3: the form says so."""
    assert words in service.desk.guidance("receive", by="chen", language=language)


# ---- S3.4 -----------------------------------------------------------------------------------------------------------
def test_s3_4_investigation_begins_at_once(service, receive):
    """S3.4: within two hours; who has not begun is reminded, then their leader hears of it."""
    case = receive()
    assert service.owed(case, "assessment", by="chen").due_at == case.received_at + timedelta(hours=2)
    service.later(minutes=91)
    assert "启动调查" in service.told("chen")["deadline-near"]

    service.later(minutes=31)

    assert "启动调查" in service.told("bai")["deadline-breached"]


def test_s3_4_people_heard_cctv_and_records_consulted(service, receive, investigate):
    """S3.4: loss prevention is sent for the recording and reports; who was heard, what proves it and the root are on record."""
    case = service.desk.dispatch(receive(), by="chen", who="shi", what="调取3号收银台监控")
    assert "调取3号收银台监控" in service.told("shi")["dispatched"]
    case = service.desk.report_dispatch(case, by="shi", dispatch=case.dispatches[0].id, result="已拷贝10点至10点半")

    case = investigate(case)

    assert (case.facts, case.root_cause, case.heard) == ("排队时说了不耐烦的话", "staff/shortage", ("qiao",))
    assert [one.what for one in case.evidence] == ["监控录像"]


def test_s3_4_whoever_it_is_about_does_not_investigate(service, receive):
    """S3.4, R6: the truth is established by somebody else."""
    case = receive(about_staff="chen", by="chen")
    with pytest.raises(NotAllowed):
        service.desk.assess(case, by="chen", severity="low", approach="自己看看")


# ---- S3.5 -----------------------------------------------------------------------------------------------------------
def test_s3_5_a_plan_says_what_is_upheld_and_why(service, receive, investigate, plan):
    """S3.5, R7: fair: on facts, with a decision on each issue and its reasons, and measures with who and by when."""
    case = investigate(receive())
    with pytest.raises(InvalidInput) as refused:
        service.desk.offer_plan(case, by="chen", measures=plan("加开收银台", "wei"))
    assert refused.value.field == "decisions"

    case = service.desk.offer_plan(
        case, by="chen", measures=plan("加开收银台", "wei"), decisions={"1": ("upheld", "录音属实")}
    )

    assert case.decisions["1"] == ("upheld", "录音属实")
    assert [(one.what, one.who) for one in case.plan.measures] == [("加开收银台", "wei")]


def test_s3_5_the_same_is_proposed_to_everybody(service, receive, investigate, yogurt):
    """S3.5: just and reasonable: money back for what was faulty, whoever sits at the desk, and no more than it cost."""
    proposed = set()
    for by in ("chen", "lin"):
        case = service.desk.assess(
            receive("goods/quality", by=by, text="酸奶胀包", items=[yogurt]), by=by, severity="normal", approach="验货"
        )
        case = service.desk.record_facts(case, by=by, facts="胀包", root_cause="goods/supplier")
        proposed |= {(one.rule, one.remedy.kind, one.remedy.value) for one in service.desk.proposals(case, by=by)}

    assert proposed == {("faulty-goods", "refund", Money("15.00", "CNY"))}


@pytest.mark.parametrize(("language", "words"), [("zh", "处理方案"), ("en", "What we propose")])
def test_s3_5_the_customer_is_kept_informed(service, receive, investigate, offer, resolve, wang, her, language, words):
    """S3.5: that it has begun, how it stands, what is proposed, what came of it: unasked, until it is solved."""
    case = investigate(receive(customer=attrs.evolve(wang, language=language)))
    service.desk.deliver_blocking()
    case = service.desk.tell(case, by="chen", text="监控已看")
    assert "next-progress" in {one.name for one in case.open_deadlines}
    case = offer(case)
    assert words in service.told(her)["plan-offered"]

    case = resolve(case)

    assert {"received", "expected-time", "told", "plan-offered", "resolved"} <= set(service.told(her))
    assert "next-progress" not in {one.name for one in case.open_deadlines}


def test_s3_5_no_plan_without_facts(service, receive, plan):
    """S3.5: what has not been looked into is not decided."""
    with pytest.raises((InvalidInput, NotAllowed)):
        service.desk.offer_plan(
            receive(), by="chen", measures=plan("加开收银台", "wei"), decisions={"1": ("upheld", "听说属实")}
        )


# ---- S3.6 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words"), [("zh", "还有什么问题或建议"), ("en", "Any other questions or suggestions")]
)
def test_s3_6_followed_up(service, receive, investigate, offer, resolve, wang, her, language, words):
    """S3.6: the day after, in their language; what they say is on record."""
    case = resolve(offer(investigate(receive(customer=attrs.evolve(wang, language=language)))))
    assert "survey" in {one.name for one in case.open_deadlines}
    service.later(hours=23)
    assert words in service.told(her)["survey"]

    case = service.desk.answer_survey(case, by="chen", outcome=5, process=5, remark="希望多开收银台")

    assert case.survey.remark == "希望多开收银台"
    assert service.desk.archive(case, by="chen").state == "archived"


def test_s3_6_handled_again_until_they_are_satisfied(service, receive, investigate, offer, resolve):
    """S3.6, R8: another round by somebody else, then another: staff cannot close it; within a day there is a new proposal."""
    case = resolve(offer(investigate(receive())))
    service.later(hours=23)

    case = service.desk.record_follow_up(case, by="chen", satisfied=False, remark="没有人向我道歉")

    assert (case.cycle, case.state == "resolved") == (2, False)
    assert service.owed(case, "next-proposal", by="chen").due_at == service.clock.now() + timedelta(hours=24)
    with pytest.raises(NotAllowed):
        service.desk.archive(case, by="chen")
    assert "second-time" in {one.rule for one in service.desk.proposals(case, by="chen")}


def test_s3_6_no_result_without_what_keeps_it_from_recurring(service, receive, investigate, offer):
    """S3.6: how it was handled is looked back on: a measure against the next time is asked for by name."""
    case = offer(investigate(receive()))
    case = service.desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="phone")
    service.desk.do_measure(case, by="wei", measure=case.measures[0].id)

    with pytest.raises(InvalidInput) as refused:
        service.desk.resolve(
            case, by="chen", result="已批评教育", apology=True, decisions={"1": ("not-upheld", "查无此事")}
        )

    assert refused.value.field == "improvement"
