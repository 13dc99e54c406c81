"""What people read of a case in the language they asked for: no id, no hole, no mark or word of another language. S0.12, R18"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from complaintkit import Attachment, Case, Customer, Evidence, Measure, Money, Purchase, Remedy
from complaintkit.decision.clocks.owed import CORE
from complaintkit.desk.reading.timeline import Telling
from complaintkit.model.phrase import phrase
from complaintkit.model.text import said
from complaintkit.model.wording import SPOKEN, WORDS
from complaintkit.testing import DeskUnderTest, open_test_desk
from tests.houses import HOUSES

HAN = "[\u3400-\u9fff]"
HALF_WIDTH = re.compile(rf"(?<={HAN})[,:;?!()]|[,:;?!()](?={HAN})|: |; ")
HOLE = re.compile("“”|（）|[(][)]|: *[.,;]|[：，；、][。，；、）]|, *[.]|[{}]|None")
IDS = {word for word in (*WORDS, *SPOKEN) if "-" in word}
PHONE = "13800138000"
ALIEN = re.compile(r"[(（][a-z-]+[)）]|image/jpeg")  # what tells two of a name apart, and the type of a file
MESSAGE = re.compile(r"message '[^']*'")
CALM = ("food/sensory", "service/waiting", "printing/colour", "product-quality/food", "goods/out-of-stock")
A = "chen"  # who meets customers, in the desk of a test


def lived(desk: DeskUnderTest, language: str) -> Iterator[Case]:
    """Yield cases after what tends to be said badly: measures, the customer's word, an objection, silence, a way out."""
    words = desk.vocabulary(by=A)
    channel, cause = words.channels[0].id, words.causes[1].id
    category = next(one.id for one in words.categories if one.id in CALM)
    customer = Customer(name="王芳", phone=PHONE, language=language)

    def received(**more: object) -> Case:
        return desk.receive(
            "饭是酸的",
            by=A,
            channel=channel,
            category=category,
            customer=customer,
            attachments=[Attachment("照片", b"x", media_type="image/jpeg")],
            purchase=Purchase("R-1", paid=Money("100", "CNY")),
            **more,  # type: ignore[arg-type]
        )

    case = desk.assess(received(), by=A, severity="normal", approach="核实")
    case = desk.record_facts(
        case, by=A, facts="属实", root_cause=cause, evidence=[Evidence("监控", where="前台")], heard=[A]
    )
    case = desk.dispatch(case, by=A, who=A, what="检查同批次")
    case = desk.offer_plan(
        case,
        by=A,
        measures=[Measure("重做一份", who=A, due=timedelta(hours=1))],
        remedies=[Remedy.coupon(Money("10", "CNY"), valid_days=30)],
        decisions={"1": ("not-upheld", "查无此事")},
        follow_up=timedelta(days=1),
    )
    yield case
    case = desk.hear_customer(case, by=A, text="能不能退款", via="phone")
    case = desk.answer_plan(case, by=A, plan=case.plan.id, accepted=True, via="phone") if case.plan else case
    yield case
    for dispatch in case.dispatches:
        case = desk.report_dispatch(case, by=A, dispatch=dispatch.id, result="合格")
    for measure in case.measures:
        case = desk.do_measure(case, by=A, measure=measure.id, result="完成")
    case = desk.resolve(
        case, by=A, result="已重做", improvement="加强检查", apology=True, decisions={"1": ("not-upheld", "查无此事")}
    )
    yield case
    yield desk.object(case, by=A, text="没有同意过", via="phone")
    yield desk.withdraw(received(), by=A, reason="算了", via="phone")
    silent = desk.wait_for_customer(received(), by=A, question="何时买的")
    yield silent
    case = desk.record_facts(received(), by=A, facts="属实", root_cause="none-found")
    yield desk.escalate(case, by=A, reason="beyond-authority")
    first, duplicate = received(), received()
    yield desk.link(duplicate, by=A, to=first.number, relation="duplicate")
    for _ in range(5):
        desk.clock.advance(timedelta(days=4))
        desk.run_due()
    yield desk.case(silent, by=A)
    yield desk.case(first, by=A)


@pytest.fixture(scope="module", params=HOUSES)
def book(request: pytest.FixtureRequest) -> str:
    """Each playbook of ours."""
    return str(request.param)


@pytest.fixture(scope="module")
def chinese(book: str) -> frozenset[str]:
    """What is read of the cases in Chinese."""
    return read(book, "zh")


@pytest.fixture(scope="module")
def english(book: str) -> frozenset[str]:
    """And in English."""
    return read(book, "en")


def read(book: str, language: str) -> frozenset[str]:
    """Return what is read on a screen, and what a customer is sent, each text once."""
    texts = set[str]()
    with open_test_desk(playbook=book, start="2026-11-24T10:00+08:00") as desk:
        for case in lived(desk, language):
            for entry in desk.timeline_in_words(case, by=A, language=language):
                texts |= {entry.what, *(one.labelled for one in entry.said), entry.recorded}
            texts |= {duty.sentence(language) for duty in desk.duties(A).owed}
            for possible in desk.possible(case, by=A).values():
                texts |= {possible.title(language), possible.why.to(language) if possible.why else ""}
        for person in desk.vocabulary(by=A).staff:  # what is late, and before whom it is by now
            texts |= {duty.sentence(language) for duty in desk.duties(person.id).owed}
        texts |= {one.text for one in desk.sent if language == "zh" or one.to == PHONE}
    return frozenset(texts - {""})


def test_there_is_something_to_read(chinese, english) -> None:
    """Otherwise the rest holds of nothing."""
    assert min(len(chinese), len(english)) > 100


def test_chinese_has_full_width_punctuation(chinese) -> None:
    """Whatever it was put together from; a time, a link and a case number have marks of their own."""
    assert sorted(one for one in chinese if HALF_WIDTH.search(one)) == []


def test_chinese_has_no_english_words(chinese) -> None:
    """Neither ids of lists nor names of messages; staff may be told apart by theirs."""
    assert sorted(one for one in chinese if re.search("[a-z]{2,}", ALIEN.sub("", one))) == []


def test_english_names_nothing_by_its_id(english) -> None:
    """`by phone`, not `by-phone`: only messages keep the name that they have in the playbook."""
    words = {one: set(re.findall(r"[a-z]+(?:-[a-z]+)+", MESSAGE.sub("", ALIEN.sub("", one)))) for one in english}
    assert {one: found & IDS for one, found in words.items() if found & IDS} == {}


def test_nobody_reads_a_hole(chinese, english) -> None:
    """Nor two marks where something should stand between them. S0.5"""
    assert sorted(one for one in chinese | english if HOLE.search(one)) == []


def test_english_sentences_of_messages_begin_with_a_capital(english) -> None:
    """Also where one begins with a word of ours: a coupon, the desk."""
    assert sorted(one for one in english if re.search(r"[.?!] (?:a|an|the) ", one)) == []


@pytest.mark.parametrize(("language", "said"), [("zh", "超出专业范围"), ("en", "beyond their skill")])
def test_a_usual_reason_for_a_handover_is_told_in_the_readers_language(language, said) -> None:
    """A reason that the kit knows is no id to whoever reads the case; one in words of its own stands as it was typed. F2"""
    with open_test_desk() as desk:
        case = desk.receive("饭是酸的", by=A, channel="hotline", customer=Customer(phone=PHONE))
        case = desk.record_facts(case, by=A, facts="属实")
        case = desk.offer_handover(case, by=A, to="quality", reason="beyond-skill")
        case = desk.decline_handover(case, by="quality", handover=case.handover.id, reason="overloaded")  # type: ignore[union-attr]
        case = desk.offer_handover(case, by=A, to="delivery", reason="供货商的问题")
        offers = [
            one.what
            for one in desk.timeline_in_words(case, by=A, language=language)
            if one.entry.event.name == "handover-offered"
        ]
        assert [said in offers[0], "供货商的问题" in offers[1]] == [True, True], offers


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_history_calls_each_deadline_of_the_core_by_its_title(language):
    """Also where the procedure says nothing of it: an answer to a handover, the receipt above, the next step."""
    with open_test_desk() as desk:
        telling = Telling(
            language=language,
            zone=ZoneInfo("Asia/Shanghai"),
            playbook=attrs.evolve(desk.playbook(by=A), deadlines={}),
            organisation=desk.people.organisation(by=A),
        )

    for id, rule in CORE.items():
        assert telling.title("rule", id) == said(rule.title, language) != id
        assert language == "en" or re.search(HAN, telling.title("rule", id))


def test_money_is_said_as_its_language_says_it():
    """In every sentence: a refusal, a register, a sheet; programs read the English."""
    told = phrase("{left} is left ({limit})", left=Money("150", "CNY"), limit="x")

    assert "150.00 CNY" in str(told)
    assert "150元" in told.to("zh-CN")
    assert "CNY" not in told.to("zh-CN")
