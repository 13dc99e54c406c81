"""Customer service, from outside: inquiries, standards, reception, those who need care, members, suggestions. S3.1-S3.17"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import Contact, Docket, InvalidInput, Member, NotAllowed, NotFound, Period, System

NOVEMBER = Period.month(2026, 11, zone="Asia/Shanghai")


# ---- S3.1 -----------------------------------------------------------------------------------------------------------
def test_s3_1_an_inquiry_is_taken_up_within_a_minute(service, ask):
    """S3.1: by a person: an automatic message takes up nothing; after a minute it is late."""
    case, left = ask(), ask("几点关门？")
    assert service.owed(case, "taken-up", by="chen").due_at == service.clock.now() + timedelta(minutes=1)
    service.desk.deliver_blocking()
    assert service.owed(case, "taken-up", by="chen").open
    clocks = {one.case: one.due_at for one in service.desk.duties("chen").of_kind("own")}
    assert clocks[case.number] == service.owed(case, "taken-up", by="chen").due_at

    case = service.desk.acknowledge(case, by="chen")
    service.later(minutes=2)

    assert "taken-up" not in {one.name for one in case.open_deadlines}
    assert [one.name for one in service.desk.case(left, by="chen").deadlines if one.breached_at] == ["taken-up"]


def test_s3_1_solved_on_the_spot(service, ask):
    """S3.1, R17: answered where it was asked, nothing more is owed but filing."""
    case = service.desk.resolve(
        ask(), by="chen", result="入口左手边，押身份证即可", decisions={"1": ("not-upheld", "查无此事")}
    )

    assert case.state == "resolved"
    assert [one.name for one in case.open_deadlines] == ["archive"]


@pytest.mark.parametrize(("language", "words"), [("zh", "大约"), ("en", "by about")])
def test_s3_1_else_the_customer_is_told_roughly_when(service, ask, wang, her, language, words):
    """S3.1: in their language; it is followed up within a working day, or the leader hears of it."""
    case = ask(customer=attrs.evolve(wang, language=language))
    assert words in service.told(her)["taken-up"]
    assert service.owed(case, "inquiry-answer", by="chen").due_at <= service.clock.now() + timedelta(days=2)

    service.later(days=3)

    assert "答复咨询" in service.told("bai")["deadline-breached"]


@pytest.mark.parametrize("how", ["settle", "tell"])
def test_s3_1_a_complaint_is_handled_within_a_day(service, receive, how):
    """S3.1: put right within 24 hours, or, in a special case, the customer is told how it stands."""
    case = receive()
    assert service.owed(case, "handling", by="chen").due_at == case.received_at + timedelta(hours=24)

    if how == "settle":
        case = service.desk.settle(case, by="chen", facts="当面致歉", agreed="in-person", apology=True)
    else:
        case = service.desk.tell(case, by="chen", text="要看监控，后天给您答复")

    assert "handling" not in {one.name for one in case.open_deadlines}


@pytest.mark.parametrize(("language", "words"), [("zh", "未能按时办结"), ("en", "takes longer than we promised")])
def test_s3_1_what_is_late_is_told_and_goes_upwards(service, receive, wang, her, language, words):
    """S3.1: a day without either: the customer is told so, the leader and the store manager have it, the owner goes on."""
    case = receive(customer=attrs.evolve(wang, language=language))
    service.later(hours=25)

    assert words in service.told(her)["delayed"]
    assert "投诉处理" in service.told("bai")["deadline-breached"]
    assert service.desk.case(case, by="fu").owner == "chen"


LATER = {"deadline": "result", "reason": "须送厂家检测", "text": "要送厂家检测，下周二前答复您"}


def counted(service):
    """How many results the report says were put off, and how many late."""
    report = service.desk.report(Period.month(2026, 11, zone="Asia/Shanghai"))
    assert "已延期" in report.to_html("zh")
    [found] = [one for one in report.figures.deadlines if one.key == "result"]
    return found.extended, found.breached


def test_s3_1_a_special_case_is_put_off_once_by_a_leader(service, receive, her):
    """S3.1, R15: with the reason; the customer is told, the first date stays on record, and so does a breach of the new one."""
    case = receive()
    first = service.owed(case, "result", by="chen").due_at
    case = service.desk.extend_deadline(case, by="bai", until=timedelta(days=2), **LATER)

    put_off = service.owed(case, "result", by="chen")
    assert (put_off.first_due_at, put_off.due_at) == (first, first + timedelta(days=2))
    assert LATER["text"] in service.told(her)["told"]
    assert "extend-deadline" not in service.desk.allowed(case, by="fu")
    with pytest.raises(NotAllowed):
        service.desk.extend_deadline(case, by="fu", until=timedelta(hours=1), **LATER)
    service.later(hours=(first - put_off.started_at) // timedelta(hours=1) + 1)  # past the first date alone
    assert counted(service) == (1, 0)

    service.later(days=7)
    [late] = [one for one in service.desk.case(case, by="chen").deadlines if one.name == "result"]
    assert (late.breached_at, late.first_due_at) == (first + timedelta(days=2), first)
    assert counted(service) == (1, 1)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"by": "chen"}, NotAllowed),  # the owner, above whom others are
        ({"by": "lin"}, NotAllowed),
        ({"by": System("nightly")}, NotAllowed),
        ({"deadline": "first-handling"}, InvalidInput),
        ({"deadline": "handling"}, InvalidInput),
        ({"deadline": "moon"}, InvalidInput),
        ({"until": timedelta(days=9)}, InvalidInput),
        ({"until": timedelta(days=-1)}, InvalidInput),
        ({"text": None}, InvalidInput),
    ],
    ids=str,
)
def test_s3_1_no_more_than_that_is_put_off(service, receive, change, refusal):
    """S3.1, R15: by nobody else, nothing else, no further, and never without a word to the customer."""
    case = receive()
    with pytest.raises(refusal):
        service.desk.extend_deadline(case, **{"by": "bai", "until": timedelta(days=1), **LATER, **change})
    assert not [one for one in service.desk.case(case, by="chen").deadlines if one.first_due_at]


def test_s3_1_what_is_put_off_stays_so_after_a_pause(service, receive):
    """S3.1, R16: the time that we wait for the customer comes on top."""
    case = service.desk.extend_deadline(receive(), by="bai", until=timedelta(days=1), **LATER)
    put_off = service.owed(case, "result", by="chen").due_at
    case = service.desk.wait_for_customer(case, by="chen", question="小票还在吗？")
    service.later(hours=1)
    case = service.desk.hear_customer(case, by="chen", text="在", via="phone")
    assert put_off <= service.owed(case, "result", by="chen").due_at <= put_off + timedelta(days=1)


def test_s3_1_who_is_above_all_does_it_on_record(service, receive):
    """S3.1, R6: there is nobody else; the exception is on record, and shown in reports."""
    case = service.desk.extend_deadline(receive(by="tang"), by="tang", until=timedelta(days=1), **LATER)
    assert case.owner == "tang"
    assert case.exceptions


# ---- S3.2 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("channel", "by"), [("hotline", "mei"), ("service-desk", "chen"), ("web", "mei"), ("reception", "ning")]
)
def test_s3_2_inquiries_come_in_by_every_way(ask, channel, by):
    """S3.2: hotline, desk, online, and at the entrance: whoever is asked has it."""
    case = ask(channel=channel, by=by)
    assert (case.kind, case.channel, case.owner, case.state) == ("inquiry", channel, by, "registered")


def test_s3_2_frequent_questions_become_a_handbook(service, ask, her):
    """S3.2: what was asked three times alike is found, written once, approved, offered to the next, and printed."""
    desk = service.desk
    for text in ("轮椅在哪里借？", "请问哪里可以借轮椅", "你好，轮椅在哪里借呀"):
        case = ask(text)
        assert desk.answers.for_case(case, by="chen") == ()
        desk.resolve(case, by="chen", result="入口左手边", decisions={"1": ("not-upheld", "查无此事")})
    (asked,) = desk.answers.groups(NOVEMBER, by="bai")
    draft = desk.answers.propose(asked.question, "入口左手边，押身份证", by="chen", cases=asked.cases)
    assert draft in desk.duties("bai").tasks
    desk.answers.approve(draft, by="bai")

    case = ask("我妈妈走不动，你们有轮椅借吗？")
    (offered,) = desk.answers.for_case(case, by="chen")
    desk.resolve(case, by="chen", result=offered.answer, decisions={"1": ("not-upheld", "查无此事")})

    assert "押身份证" in service.told(her)["inquiry-answered"]
    assert "押身份证" in desk.answers.handbook(by="ning", language="zh").to_html()
    assert desk.answers.groups(NOVEMBER, by="bai") == ()


def test_s3_2_a_handbook_names_nobody(service, ask):
    """S3.2: whoever asked, and how to reach anybody, stands in no entry."""
    case = ask()
    for answer in ("请打13800138000", "王芳用过的那辆"):
        with pytest.raises(InvalidInput) as refused:
            service.desk.answers.propose("轮椅在哪里借？", answer, by="chen", cases=[case.number])
        assert refused.value.field == "answer"


def test_s3_2_who_does_not_know_asks_and_answers_the_customer(service, ask, her):
    """S3.2: a department is asked, at once; the agent answers; the customer is sent nowhere."""
    case = ask("有机蔬菜几号到货？")
    case = service.desk.ask_advice(case, by="chen", of="wei", question="有机蔬菜几号到货？")
    assert "有机蔬菜几号到货？" in service.told("wei")["advice-asked"]
    case = service.desk.give_advice(case, by="wei", advice=case.advice[0].id, answer="周三上午")
    assert case.owner == "chen"

    service.desk.resolve(case, by="chen", result="周三上午到货", decisions={"1": ("not-upheld", "查无此事")})

    assert "周三上午到货" in service.told(her)["inquiry-answered"]


def test_s3_2_advice_has_a_deadline(service, ask):
    """S3.2, S3.1: who was asked is reminded; late, whoever asked hears of it and the leader above."""
    case = service.desk.ask_advice(ask("有机蔬菜几号到货？"), by="chen", of="wei", question="有机蔬菜几号到货？")
    due_at = service.owed(case, "advice", by="chen").due_at
    (asked,) = service.desk.duties("wei").of_kind("advice")
    assert due_at == asked.due_at == service.clock.now() + timedelta(hours=2)

    service.later(minutes=61)
    assert "请教答复" in service.told("wei")["deadline-warned"]
    service.later(minutes=60)

    assert [who for who in ("chen", "bai") if "请教答复" not in service.told(who)["deadline-breached"]] == []
    assert "请教答复" in service.told("wei")["deadline-breached.assignee"]
    case = service.desk.give_advice(case, by="wei", advice=case.advice[0].id, answer="周三上午")
    assert "advice" not in {one.name for one in case.open_deadlines}
    assert [one.name for one in case.deadlines if one.breached_at] == ["taken-up", "advice"]


@pytest.mark.parametrize(("language", "word"), [("zh", "由您答复顾客"), ("en", "you answer the customer")])
def test_s3_2_the_step_says_so(service, language, word):
    """S3.2: beside the form."""
    assert word in service.desk.guidance("ask-advice", by="chen", language=language)


# ---- S3.7 -----------------------------------------------------------------------------------------------------------
def test_s3_7_a_member_is_known_and_gets_points(service, receive, wang, investigate, offer):
    """S3.7: tier and points come with the case; where the membership was not honoured, points are proposed."""
    member = attrs.evolve(wang, member=Member("88012", tier="gold", points=4200))
    case = investigate(receive("member/points", by="yan", text="积分没有到账", customer=member), by="yan")

    assert case.customer.member.tier == "gold"
    proposal = next(one for one in service.desk.proposals(case, by="yan") if one.rule == "points-missing")
    assert (proposal.remedy.kind, proposal.within_authority) == ("points", True)
    case = offer(case, by="yan", remedies=[proposal])
    assert [one.kind for one in case.plan.remedies] == ["points"]


def test_s3_7_whoever_handles_it_reads_how_the_member_stands(service, receive, wang):
    """S3.7, R20: number, tier and points, on the case and on its form; the other store reads nothing of it."""
    case = receive(
        "member/points", by="yan", customer=attrs.evolve(wang, member=Member("88012", tier="金卡", points=4200))
    )

    assert case.customer.member.standing.to("zh") == "88012、金卡、4200积分"
    assert "88012, 金卡, 4200 points" in service.desk.registration_form(case, by="fu").to_html("en")
    other = next(
        one.id
        for one in service.desk.people.organisation(by="tang").staff.values()
        if tuple(one.units) == ("north-gate",)
    )
    with pytest.raises(NotFound):
        service.desk.case(case, by=other)


@pytest.mark.parametrize(
    "category", ["member/points", "member/benefits", "member/events", "member/joining", "member/data"]
)
def test_s3_7_what_members_complain_of_has_a_name(service, receive, category):
    """S3.7: points, benefits, events, joining, their data: counted apart."""
    receive(category, by="yan", text="会员问题")
    shown = service.desk.report(NOVEMBER, by="tang").figures.categories
    assert [(one.key, one.count) for one in shown] == [(category, 1)]


# ---- S3.8 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("channel", ["suggestion-box", "questionnaire", "hotline", "interview"])
@pytest.mark.parametrize(
    ("language", "adopted", "words"),
    [
        ("zh", True, "采纳情况：已采纳。周末延长到23点"),
        ("zh", False, "采纳情况：未采纳。周末延长到23点"),
        ("en", True, ": adopted. 周末延长到23点"),
        ("en", False, ": not adopted. 周末延长到23点"),
    ],
)
def test_s3_8_suggestions_are_answered_and_adopted_ones_reported_back(
    service, ask, wang, her, channel, language, adopted, words
):
    """S3.8: from box, questionnaire, telephone or interview: thanked for, tracked by a date, and told what came of it."""
    case = ask(
        "能不能晚一小时关门？", kind="suggestion", channel=channel, customer=attrs.evolve(wang, language=language)
    )
    assert "suggestion-received" in service.told(her)
    assert "suggestion-answer" in {one.name for one in case.open_deadlines}

    case = service.desk.resolve(
        case, by="chen", result="周末延长到23点", adopted=adopted, decisions={"1": ("not-upheld", "查无此事")}
    )

    assert words in service.told(her)["suggestion-answered"]
    assert "suggestion-answer" not in {one.name for one in case.open_deadlines}


def test_s3_8_what_was_adopted_is_counted(service, ask):
    """S3.8, S2.6: adopted or not, of those that were answered; what is still open is in neither."""
    for adopted in (True, False, True):
        case = ask("能不能晚一小时关门？", kind="suggestion", channel="suggestion-box")
        service.desk.resolve(
            case, by="chen", result="研究过了", adopted=adopted, decisions={"1": ("not-upheld", "查无此事")}
        )
    ask("能不能早一小时开门？", kind="suggestion", channel="suggestion-box")

    report = service.desk.report(NOVEMBER, by="tang")

    assert {one.key: one.count for one in report.figures.suggestions} == {"adopted": 2, "not-adopted": 1}
    assert "未采纳" in report.to_html("zh")


def test_s3_8_a_suggestion_nobody_answers_is_late(service, ask):
    """S3.8: tracked: after ten working days the owner's leader hears of it."""
    ask("能不能晚一小时关门？", kind="suggestion", channel="suggestion-box")
    service.later(days=16)
    assert "答复建议" in service.told("bai")["deadline-breached"]


def test_s3_8_a_questionnaire_without_a_case(service):
    """S3.8: online, in no name; what asks for an answer waits for a person, who makes a tracked suggestion of it."""
    token = service.desk.surveys.link("standing", "park-road", by="fu").token
    service.desk.answer_standing(token, {"store": 5})
    phone = Contact("phone", "13911112222")
    service.desk.answer_standing(token, {"store": 3}, remark="自助收银太少", contact=phone)

    (item,) = service.desk.inbox.list(by="chen")
    case = service.desk.inbox.accept(item.id, by="chen", kind="suggestion", category="reception/entrance")

    assert case is not None
    assert (case.kind, case.unit, case.text) == ("suggestion", "park-road", "自助收银太少")
    assert case.open_deadlines
    (counted,) = service.desk.report(NOVEMBER, unit="park-road").standing
    assert (counted.mean.count, str(counted.mean.mean)) == (2, "4.00")


def test_s3_8_an_interview_is_written_down(service):
    """S3.8, R9: by whoever held it, marked as told to them; by the other store it is not read."""
    service.desk.surveys.record("standing", "park-road", {"store": 4}, by="chen", remark="生鲜要更新鲜")

    (answer,) = service.desk.surveys.list(by="fu")
    assert (answer.told_to, answer.words) == ("chen", {"remark": "生鲜要更新鲜"})
    (counted,) = service.desk.report(NOVEMBER, by="fu").standing
    assert (counted.told, counted.mean.count) == (1, 1)


# ---- S3.12 ----------------------------------------------------------------------------------------------------------
def test_s3_12_a_register_of_all_that_comes_in(service, receive, ask):
    """S3.12: inquiries, complaints and feedback in one list, by kind, by state, by place, by who has it; and counted."""
    taken = {
        "complaint": receive(),
        "inquiry": ask(),
        "suggestion": ask("晚点关门", kind="suggestion", channel="suggestion-box"),
        "praise": ask("小陈帮了大忙", kind="praise"),
    }
    listed = list(service.desk.cases(by="tang"))

    assert {one.number for one in listed} == {one.number for one in taken.values()}
    for kind, case in taken.items():
        assert [one.number for one in service.desk.cases(by="tang", kind=kind)] == [case.number]
    assert len(list(service.desk.cases(by="tang", unit="park-road", open=True, owner="chen"))) == 4
    assert {one.key: one.count for one in service.desk.report(NOVEMBER, by="tang").figures.kinds} == dict.fromkeys(
        taken, 1
    )


# ---- S3.13 ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("need", ["elderly", "child", "disabled"])
def test_s3_13_who_needs_it_is_spoken_to(service, receive, wang, need):
    """S3.13: elderly, child and disabled customers are called, where others are written to."""
    receive(customer=attrs.evolve(wang, needs=(need,)))
    service.desk.deliver_blocking()
    assert [one.medium for one in service.heard.sent if one.message == "received"] == ["call"]


def test_s3_13_others_are_written_to(service, receive):
    """S3.13: a call is for those whom it suits."""
    receive()
    service.desk.deliver_blocking()
    assert [one.medium for one in service.heard.sent if one.message == "received"] == ["sms"]


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "尊重其尊严和隐私"), ("en", "respect for their dignity and privacy")]
)
def test_s3_13_dignity_and_privacy(service, receive, language, words):
    """S3.13: how, stands beside the form; who complains of it is taken seriously; their contact is masked for colleagues."""
    assert words in service.desk.guidance("receive", by="chen", language=language)

    case = receive("dignity/elderly", text="当众大声说我听不见")

    assert case.severity == "high"
    assert "13800138000" not in str(case)
    with pytest.raises(NotFound):
        service.desk.case(case, by="pan")


# ---- S3.14 ----------------------------------------------------------------------------------------------------------
def test_s3_14_outside_supervision_comes_in(service, receive, moment):
    """S3.14, R19: a docket from the authority, with its number and its date, which runs beside ours."""
    docket = Docket("12345-2026-1180", authority="12345", answer_by=moment("2026-11-25T17:00"))

    case = receive(by="mei", channel="docket", docket=docket)

    assert case.docket.number == "12345-2026-1180"
    assert moment("2026-11-25T17:00") in {one.due_at for one in case.open_deadlines}


# ---- S3.15 ----------------------------------------------------------------------------------------------------------
STANDARDS = ["attitude", "language", "conduct", "efficiency"]


@pytest.mark.parametrize("standard", STANDARDS)
def test_s3_15_a_complaint_names_the_standard_that_was_broken(service, receive, standard):
    """S3.15: counted by standard; whoever leads customer service says sorry at once."""
    receive(f"service/{standard}")

    assert "致歉" in service.told("bai")["first-handling"]
    counted = {one.key: one.count for one in service.desk.report(NOVEMBER, by="tang").figures.categories}
    assert counted == {f"service/{standard}": 1}


@pytest.mark.parametrize(
    ("step", "language", "words"),
    [
        ("receive", "zh", ("热情、耐心、主动", "辱骂、不耐烦、歧视", "不与顾客争吵")),
        (
            "receive",
            "en",
            ("Warm, patient, on your own initiative", "abusive, impatient or discriminating", "no quarrel"),
        ),
        ("settle", "zh", ("动作快、流程简",)),
        ("settle", "en", ("quickly, simply",)),
    ],
)
def test_s3_15_the_standards_stand_at_the_step(service, step, language, words):
    """S3.15: attitude, language and conduct where the customer is received, efficiency where it is put right."""
    told = service.desk.guidance(step, by="chen", language=language)
    assert [word for word in words if word not in told] == []


# ---- S3.16 ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("place", ["ways", "shelves", "wheelchairs"])
def test_s3_16_a_place_or_a_thing_is_named_and_seen_to(service, receive, place):
    """S3.16: the head of the department goes and looks within a quarter of an hour, and helps until it is put right."""
    case = receive(f"accessibility/{place}", text="轮椅坏了")
    assert "安排专人协助顾客" in service.told("wei")["first-handling"]
    assert service.owed(case, "first-handling", by="chen").due_at == service.clock.now() + timedelta(minutes=15)

    case = service.desk.do_first_handling(case, by="wei", result="换了一辆，专人陪同")

    assert "first-handling" not in {one.name for one in case.open_deadlines}


@pytest.mark.parametrize("category", ["reception/entrance", "reception/aisle", "reception/luggage"])
def test_s3_16_reception_takes_up_and_helps(service, receive, ask, category):
    """S3.16: at the entrance and in the aisles: they answer themselves; what is complained of them has a name."""
    case = ask("找不到酱油", by="ning", channel="reception")
    assert (
        service.desk.resolve(case, by="ning", result="带到3排", decisions={"1": ("not-upheld", "查无此事")}).state
        == "resolved"
    )
    assert receive(category, text="没有人引导").category == category


# ---- S3.17 ----------------------------------------------------------------------------------------------------------
def test_s3_17_outstanding_service_is_seen(service, ask):
    """S3.17: what a customer praises is told to those whom it is about, and kept for whoever assesses."""
    case = ask("小陈帮我推轮椅到车上", kind="praise", category="reception/luggage")

    assert "小陈帮我推轮椅到车上" in service.told("chen")["praised"]
    assert [one.name for one in case.open_deadlines] == ["praise-shared"]
    assert [one.number for one in service.desk.cases(by="fu", kind="praise")] == [case.number]
