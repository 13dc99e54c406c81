"""The print shop's process, from outside: all feedback is taken, sorted and answered; the loop is closed. S2.1-S2.12"""

from __future__ import annotations

import re
from datetime import timedelta

import attrs
import pytest

from complaintkit import Customer, Decided, InvalidInput, Period, System
from complaintkit.handbook import handbook
from complaintkit.playbook import load_playbook

KINDS = {
    "praise": "装订得真漂亮！",
    "complaint": "颜色偏红",
    "suggestion": "能不能开一个自助打印角？",
    "inquiry": "A3能打吗？",
}
NOVEMBER = Period.month(2026, 11, zone="Asia/Shanghai")


# ---- S2.1 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_s2_1_all_feedback_is_taken_and_sorted(shop, receive, kind):
    """S2.1: praise, complaint, suggestion or question: registered as what it is, by whoever heard it, with an owner."""
    case = receive(kind, text=KINDS[kind], by="wu")

    assert (case.kind, case.state, case.owner) == (kind, "registered", "wu")
    assert [one.number for one in shop.desk.cases(by="li", kind=kind)] == [case.number]


@pytest.mark.parametrize(
    ("language", "word"),
    [("zh", "表扬（正面）、投诉（负面）、建议"), ("en", "Praise (positive), complaint (negative), suggestion")],
)
def test_s2_1_the_step_says_how_to_sort(shop, language, word):
    """S2.1: into positive, negative and suggestion, beside the form."""
    assert word in shop.desk.guidance("register", by="li", language=language)


def test_s2_1_what_was_sorted_wrongly_is_sorted_again(shop, receive):
    """S2.1, R5: an opinion that turns out to be a complaint becomes one freely, and owes what a complaint owes."""
    case = receive("suggestion", text="色彩能不能准一点")

    case = shop.desk.reclassify(case, by="li", kind="complaint")

    assert case.kind == "complaint"
    assert {"contact", "result"} <= {one.name for one in case.open_deadlines}


# ---- S2.2 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("channel", ["counter", "phone", "email", "suggestion-box"])
def test_s2_2_by_every_way(shop, receive, channel):
    """S2.2: by telephone, face to face, from the suggestion box, by e-mail: it is on record by which."""
    case = receive(channel=channel)
    assert (case.channel, case.owner, case.state) == (channel, "li", "registered")


@pytest.mark.parametrize(
    ("at", "who"), [("2026-11-24T11:00", "li"), ("2026-11-29T11:00", "wu"), ("2026-11-29T23:00", "zhao")]
)
def test_s2_2_a_mail_has_a_person_in_charge(shop, receive, moment, at, who):
    """S2.2: whoever's turn it is has it; closed, the manager."""
    shop.until(moment(at))
    assert receive(by=System("mail"), channel="email").owner == who


# ---- S2.3 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("category", ["printing", "binding", "design"])
def test_s2_3_recorded_with_the_service_concerned(shop, receive, moment, category):
    """S2.3: name, contact, time, content and which service it was."""
    case = receive(category=category, received_at=moment("2026-11-23T09:30"))

    assert (case.category, case.received_at, case.text) == (category, moment("2026-11-23T09:30"), "颜色偏红")
    whole = shop.desk.contact(case, by="li", purpose="回电")
    assert (whole.name, whole.contacts[0].address) == ("王芳", "13800138000")


def test_s2_3_a_score_for_the_service_comes_with_the_feedback(shop, receive):
    """S2.3: of the service as a whole, on five points: beside what they say, told to whoever takes it down."""
    case = receive("praise", text=KINDS["praise"])
    shop.desk.surveys.record("overall", "shop", {"service": 5}, by="li", case=case)

    (answer,) = shop.desk.surveys.list(by="zhao", case=case.number)
    assert (answer.scores, answer.told_to, answer.case) == ({"service": 5}, "li", case.number)
    (counted,) = shop.desk.report(NOVEMBER).standing
    assert (counted.key, counted.scale, counted.mean.count, counted.told) == ("overall/service", (1, 5), 1, 1)


def test_s2_3_and_without_any(shop):
    """S2.3, S2.9: by the shop's page, in no name; what is no score of the five points is refused."""
    token = shop.desk.surveys.link("overall", "shop", by="zhao").token
    shop.desk.answer_standing(token, {"service": 4}, remark="装订快一点就好了")
    for score in (0, 6):
        with pytest.raises(InvalidInput):
            shop.desk.answer_standing(token, {"service": score})

    (answer,) = shop.desk.surveys.list(by="li")
    assert (answer.scores, answer.words) == ({"service": 4}, {"remark": "装订快一点就好了"})


def test_s2_3_what_is_missing_is_asked_for(shop, receive):
    """S2.3, R2: no contact and no reason for it: taken all the same, and it says what is missing."""
    case = receive(customer=Customer(name="王芳"))
    assert (case.state, case.missing) == ("received", ("contact-or-reason",))


# ---- S2.4 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "words"), [("zh", "感谢您的认可"), ("en", "Thank you for your kind words")])
def test_s2_4_praise_is_thanked_for_and_shared(shop, receive, wang, her, language, words):
    """S2.4: the customer is thanked in their language, the team reads it in the customer's words; shared within five days."""
    case = receive("praise", text=KINDS["praise"], customer=attrs.evolve(wang, language=language))

    assert words in shop.told(her)["thanks"]
    for who in ("zhao", "li", "wu"):  # wu, too, whose turn at the counter is on Sundays
        assert KINDS["praise"] in shop.told(who)["praised"]
    assert len([one for one in shop.heard.sent if one.message == "praised"]) == 3
    assert [one.name for one in case.open_deadlines] == ["praise-shared"]
    assert shop.desk.archive(case, by="li").state == "archived"


# ---- S2.5 -----------------------------------------------------------------------------------------------------------
def test_s2_5_contacted_within_a_day(shop, receive):
    """S2.5: an automatic message is no contact; somebody speaks with the customer within 24 hours."""
    case = receive()
    assert shop.owed(case, "contact", by="li").due_at == case.received_at + timedelta(hours=24)
    shop.desk.deliver_blocking()
    assert shop.owed(case, "contact", by="li").open

    case = shop.desk.tell(case, by="li", text="正在对样张")

    assert "contact" not in {one.name for one in case.open_deadlines}


def test_s2_5_who_is_not_contacted_is_known(shop, receive):
    """S2.5: a day without a word is late, and the manager hears of it."""
    case = receive()
    shop.later(hours=25)

    assert "contact" in {one.name for one in shop.desk.case(case, by="li").deadlines if one.breached_at}
    assert "联系客户" in shop.told("zhao")["deadline-breached"]


@pytest.mark.parametrize(
    ("at", "due"),
    [("2026-11-23T10:00", "2026-11-26"), ("2026-11-27T17:00", "2026-12-02"), ("2026-12-31T10:00", "2027-01-06")],
)
def test_s2_5_the_result_within_three_working_days(shop, receive, resolve, moment, at, due):
    """S2.5: over a weekend and a holiday, too; resolved, it is met."""
    shop.until(moment(at))
    case = receive()
    assert shop.owed(case, "result", by="li").due_at.astimezone(moment(at).tzinfo).date().isoformat() == due

    case = resolve(case)

    assert not [one for one in case.deadlines if one.name == "result" and (one.open or one.breached_at)]


@pytest.mark.parametrize(("language", "words"), [("zh", "真诚地向您道歉"), ("en", "is settled: 已重印")])
def test_s2_5_the_result_is_with_the_customer(shop, receive, resolve, wang, her, language, words):
    """S2.5: told, with the case's number."""
    case = resolve(receive(customer=attrs.evolve(wang, language=language)))
    assert words in shop.told(her)["resolved"]
    assert case.number in shop.told(her)["resolved"]


# ---- S2.6 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("adopted", "result", "words"),
    [(True, "下月设自助打印角", "已采纳"), (False, "地方不够", "未采纳")],
)
def test_s2_6_a_suggestion_is_discussed_and_answered(shop, receive, her, adopted, result, words):
    """S2.6: production is asked, the manager decides, the customer hears what came of it, within five working days."""
    case = receive("suggestion", text=KINDS["suggestion"])
    assert "suggestion-answer" in {one.name for one in case.open_deadlines}
    case = shop.desk.ask_advice(case, by="li", of="wu", question="放得下吗？")
    assert shop.owed(case, "advice", by="li").due_at == shop.clock.now() + timedelta(days=1, hours=10)
    case = shop.desk.give_advice(case, by="wu", advice=case.advice[0].id, answer="靠窗可以")

    with pytest.raises(InvalidInput) as refused:
        shop.desk.resolve(case, by="li", result=result, decisions={"1": ("not-upheld", "查无此事")})
    assert refused.value.field == "adopted"

    case = shop.desk.resolve(case, by="li", result=result, adopted=adopted, decisions={"1": ("not-upheld", "查无此事")})

    assert f"{words}。{result}" in shop.told(her)["suggestion-answered"]
    assert [one.name for one in case.open_deadlines] == ["archive"]  # nobody is asked whether that satisfied them


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("建设性的建议积极采纳", "讨论")), ("en", ("Constructive suggestions are actively adopted", "discuss"))],
)
def test_s2_6_the_step_says_to_adopt_and_to_discuss(shop, language, words):
    """S2.6: where somebody else is asked: constructive ones are adopted, those whom they concern are heard."""
    told = shop.desk.guidance("ask-advice", by="li", language=language)
    assert [word for word in words if word not in told] == []


# ---- S2.7 -----------------------------------------------------------------------------------------------------------
def test_s2_7_a_report_counts_each_kind_and_compares(shop, receive, resolve):
    """S2.7: counts and shares per kind, what it is about, satisfaction, beside the month before."""
    case = resolve(receive())
    (
        receive("praise", text=KINDS["praise"], category=None),
        receive("suggestion", text=KINDS["suggestion"], category=None),
    )
    shop.later(hours=25)
    shop.desk.answer_survey(case, by="li", outcome=4, process=5)

    report = shop.desk.report(NOVEMBER, by="zhao")

    assert {one.key: str(one.share) for one in report.figures.kinds} == {
        "complaint": "0.333", "praise": "0.333", "suggestion": "0.333",
    }  # fmt: skip
    assert (report.figures.satisfaction.outcome, report.before.satisfaction.outcome) == (4, None)
    for language, word in (("zh", "投诉处理报告"), ("en", "Complaints 2026-11")):
        assert word in report.to_html(language)


def test_s2_7_everybody_is_told_the_report(shop, receive):
    """S2.7: all who work there, once, when the month's review is held: counts, common problems, what is to be improved."""
    shop.later(days=0)
    receive(), receive("praise", text=KINDS["praise"], category=None)
    shop.later(days=10)
    [review] = shop.desk.tasks.list(by="zhao", kind="review")
    assert "report-told" not in shop.told("wu")

    improve = [Decided("每日校色", who="wu", due=timedelta(days=30))]
    shop.desk.reviews.hold(review, by="zhao", present=["zhao", "li", "wu"], minutes="偏色", decisions=improve)

    everybody = {one for one in shop.people.values() if one != "zhao"}
    for staff in everybody:
        assert "共收到2件，上期0件。" in shop.told(staff)["report-told"]
        assert "决定：每日校色。" in shop.told(staff)["report-told"]


# ---- S2.8 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "words"), [("zh", "满意吗"), ("en", "satisfied")])
def test_s2_8_the_loop_is_closed(shop, receive, resolve, wang, her, language, words):
    """S2.8: asked after the result; dissatisfied, it begins again; satisfied, it is filed."""
    case = resolve(receive(customer=attrs.evolve(wang, language=language)))
    shop.later(hours=25)
    assert words in shop.told(her)["survey"]

    again = shop.desk.answer_survey(case, by="li", outcome=1, process=3, remark="还是偏红")

    assert (again.cycle, "next-result" in {one.name for one in again.open_deadlines}) == (2, True)


def test_s2_8_asked_by_telephone(shop, receive, resolve):
    """S2.8: whoever calls writes down the answer, as the customer's word; then it may be filed."""
    case = resolve(receive())
    shop.later(hours=25)

    case = shop.desk.record_follow_up(case, by="li", satisfied=True, via="call")

    assert (case.survey.satisfied, case.survey.via) == (True, "call")
    assert shop.desk.archive(case, by="li").state == "archived"


# ---- S2.9 -----------------------------------------------------------------------------------------------------------
def test_s2_9_efficiency_against_target(shop, receive, resolve):
    """S2.9: each deadline's share met in time, and how long it took in the middle."""
    resolve(receive())
    receive()
    shop.later(days=5)

    shown = {one.key: one for one in shop.desk.report(NOVEMBER, by="zhao").figures.deadlines}

    assert (shown["contact"].met, shown["contact"].breached, str(shown["contact"].share)) == (1, 1, "0.500")
    assert (shown["result"].met, shown["result"].breached) == (1, 1)


# ---- S2.10 ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-CN", ("店长", "3个工作日", "联系客户")), ("en", ("Manager", "3 working days", "Customer contacted"))],
)
def test_s2_10_a_document_with_chart_steps_and_people(language, words):
    """S2.10: the handbook is drawn from the procedure that runs: its chart, its steps, who is responsible."""
    page = handbook(load_playbook("print-shop"), language)

    text = page.to_markdown()

    assert [word for word in words if word not in text] == []
    assert "<figure" in page.to_html()
    assert re.search(r"2026\.11", text)


# ---- S2.12 ----------------------------------------------------------------------------------------------------------
def test_s2_12_what_was_sorted_can_be_traced(shop, receive, resolve, her):
    """S2.12: found by kind, service, contact and job; and who did what with it, when, line by line, in words."""
    case = resolve(receive())
    receive("praise", text=KINDS["praise"], category=None)

    for wanted in ({"kind": "complaint"}, {"category": "printing"}, {"state": "resolved"}):
        assert [one.number for one in shop.desk.cases(by="zhao", **wanted)] == [case.number], wanted
    assert len(list(shop.desk.cases(by="zhao", contact=her))) == 2
    for language in ("zh", "en"):
        told = shop.desk.timeline_in_words(case, by="zhao", language=language)
        assert len(told) >= 8
        assert all(one.what for one in told)
