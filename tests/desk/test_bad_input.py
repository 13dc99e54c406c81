"""Bad input: a clear error or a sound case, never a traceback, never a lost word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from complaintkit import (
    Case,
    ComplaintKitError,
    Contact,
    Customer,
    Desk,
    InvalidInput,
    Item,
    Measure,
    Money,
    Purchase,
    Remedy,
    System,
)
from complaintkit.testing import FakeClock

WANG = Customer(name="王芳", phone="13800138000")
MEASURE = Measure("更换", who="chen", due=timedelta(hours=2))

STRANGE_TEXTS = [
    "x",
    "米饭\x00里有\x07虫",
    "\u202e反过来的文字\u202c",
    "<script>alert('x')</script>",
    "'; DROP TABLE cases; --",
    "😡" * 50,
    "字" * 1_000_000,
    "line one\r\nline two\ttabbed\u2028separated",
    "a lone surrogate \ud83d stays",
    "{number} {0} %s %(x)s ${y} {{z}}",
]


@pytest.mark.parametrize("text", STRANGE_TEXTS, ids=range(len(STRANGE_TEXTS)))
def test_whatever_is_typed_comes_back_as_it_was(desk: Desk, text: str) -> None:
    """Control characters, marks, HTML, a megabyte: kept to the letter. S0.3"""
    case = desk.receive(text, by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=WANG)

    assert desk.case(case.number, by="chen").text == text


STRANGE_CONTACTS = [
    "138 0013 8000",
    "+86-138-0013-8000",
    "010-12345678转802",
    "12345",
    "１３８００１３８０００",
    "不详",
    "9" * 40,
    "O'Brien",
]


@pytest.mark.parametrize("phone", STRANGE_CONTACTS)
def test_a_phone_number_is_kept_in_any_shape(desk: Desk, phone: str) -> None:
    """People type eleven digits, service numbers, extensions; a complaint is never refused for it, and never shown whole."""
    case = desk.receive("米饭酸", by="chen", channel="hotline", unit="softpark", customer=Customer(phone=phone))

    shown = case.customer.contact("phone")
    whole = desk.contact(case, by="chen", purpose="call back").contact("phone")
    assert whole == Contact("phone", phone)
    assert shown is not None
    assert shown.address != phone


@pytest.mark.parametrize("email", ["a@b.cn", "foo@@bar", "王芳@例子.中国", "no-at", '"odd name"@x.example', "A@B.CN "])
def test_an_address_is_kept_in_any_shape(desk: Desk, email: str) -> None:
    """Whether a mail address works is found out when it is written to; what the customer gave is kept."""
    case = desk.receive("米饭酸", by="chen", channel="web", unit="softpark", customer=Customer(email=email))

    assert desk.contact(case, by="chen", purpose="answer").contacts[0].address == email.strip()


def test_the_same_person_is_found_whatever_the_shape(desk: Desk) -> None:
    """A number typed in two ways is one person."""
    first = desk.receive(
        "米饭酸", by="chen", channel="hotline", unit="softpark", customer=Customer(phone="13800138000")
    )

    again = desk.receive(
        "米饭又酸", by="chen", channel="hotline", unit="softpark", customer=Customer(phone="+86 138-0013-8000")
    )

    assert again.similar == (first.number,)
    assert {one.number for one in desk.cases(by="fang", contact="0086 138 0013 8000")} == {first.number, again.number}


REFUSED = [
    ("text", {"text": ""}),
    ("text", {"text": "   \n\t "}),
    ("text", {"text": "字" * 1_000_001}),
    ("text", {"text": 7}),
    ("category", {"category": "food/sensry"}),
    ("kind", {"kind": "complain"}),
    ("severity", {"severity": "urgent"}),
    ("unit", {"unit": "softprak"}),
    ("about_staff", {"about_staff": "nobody"}),
    ("received_by", {"received_by": "nobody"}),
    ("received_at", {"received_at": datetime(2026, 11, 21, 9, 0)}),  # noqa: DTZ001  that is what is wrong with it
    ("received_at", {"received_at": datetime(2126, 1, 1, tzinfo=UTC)}),
    ("occurred_at", {"occurred_at": "2026-11-21"}),
    ("channel", {"channel": ""}),
    ("channel", {"channel": "two\nlines"}),
    ("fields.n", {"fields": {"n": 1}}),
    ("external_id", {"external_id": "x" * 500}),
]


@pytest.mark.parametrize(
    ("field", "wrong"), REFUSED, ids=[f"{field}-{index}" for index, (field, _) in enumerate(REFUSED)]
)
def test_what_cant_be_used_is_refused_by_name_and_kept(desk: Desk, field: str, wrong: dict[str, object]) -> None:
    """The error names the field, the reason and the next step; what was typed is kept for repair."""
    given: dict[str, object] = {
        "text": "中午的米饭是酸的",
        "channel": "hotline",
        "unit": "softpark",
        "customer": WANG,
        **wrong,
    }

    with pytest.raises(InvalidInput) as refused:
        desk.receive(by="chen", **given)  # type: ignore[arg-type]  # that is the point

    error = refused.value
    assert error.field == field
    assert error.data["next_step"]
    assert error.user_message("zh-CN") != error.user_message("en")
    assert error.kept_as is not None
    with desk._opened.storage.reading() as reader:
        (kept,) = reader.refused(id=error.kept_as)
    typed = str(given["text"])
    assert typed[:20] in kept.content.decode("utf-8") or not typed.strip()


def test_the_near_word_is_named(desk: Desk) -> None:
    """A misspelt word is answered with the near one."""
    with pytest.raises(InvalidInput, match="Did you mean 'food/sensory'"):
        desk.receive("x", by="chen", channel="hotline", unit="softpark", customer=WANG, category="food/sensry")


def test_a_stranger_receives_nothing(desk: Desk) -> None:
    """Who does not work here owns no case; the words are kept all the same."""
    with pytest.raises(InvalidInput, match="does not work here") as refused:
        desk.receive("米饭酸", by="chne", channel="hotline", unit="softpark", customer=WANG)

    assert refused.value.field == "by"
    assert "Did you mean 'chen'" in str(refused.value)
    assert refused.value.kept_as


def test_a_refused_assessment_is_kept(desk: Desk, case: Case) -> None:
    """Not only intake: nothing that somebody typed is ever lost."""
    with pytest.raises(ComplaintKitError) as refused:
        desk.assess(case, by="wu", severity="high", approach="一段很长的评估意见")

    with desk._opened.storage.reading() as reader:
        (kept,) = reader.refused(id=refused.value.kept_as)
    assert "一段很长的评估意见" in kept.content.decode()
    assert kept.case == case.number


def test_the_same_refusal_twice_is_kept_once(desk: Desk) -> None:
    """A retry fills no cellar."""
    kept = set()
    for _ in range(3):
        with pytest.raises(InvalidInput) as refused:
            desk.receive("米饭酸", by="chen", channel="hotline", unit="nowhere", customer=WANG)
        kept.add(refused.value.kept_as)

    assert len(kept) == 1


def test_the_same_submission_twice_is_one_case(desk: Desk) -> None:
    """The channel's own id, or the form's key, makes two presses one complaint."""

    def send(text: str, **more: str) -> Case:
        return desk.receive(text, by="chen", channel="web", unit="softpark", customer=WANG, **more)  # type: ignore[arg-type]

    assert send("米饭酸", external_id="form-7").number == send("米饭酸", external_id="form-7").number
    assert send("汤凉了", idempotency_key="k").number == send("汤凉了", idempotency_key="k").number


def test_nobody_has_to_be_named(desk: Desk) -> None:
    """Anonymous, with the reason: the deadlines to contact are waived, the others run. R2"""
    case = desk.receive(
        "后厨有老鼠",
        by="sun",
        channel="hotline",
        unit="softpark",
        category="hygiene",
        customer=Customer.anonymous(no_contact_because="refused"),
    )

    states = {one.name: one.state for one in case.deadlines}
    assert states["acknowledge"] == "waived"
    assert states["assessment"] == "running"


def test_the_clock_starts_when_the_customer_spoke(desk: Desk, clock: FakeClock) -> None:
    """Received-at and recorded-at are two times; deadlines start at the first. R1"""
    spoke = clock.now() - timedelta(hours=30)
    case = desk.receive(
        "昨天的米饭酸",
        by="chen",
        channel="hotline",
        unit="softpark",
        category="food/sensory",
        customer=WANG,
        received_at=spoke,
    )

    (assessment,) = [one for one in case.deadlines if one.name == "assessment"]
    assert assessment.due_at == spoke + timedelta(hours=24)
    assert desk.case(case, by="chen").deadlines[[one.id for one in case.deadlines].index(assessment.id)].breached_at


def test_goods_are_on_record_and_found_by_lot(desk: Desk) -> None:
    """SKU, lot, receipt, price: recorded at intake, and every case of a lot is found. R21"""
    bought = Purchase(
        "D-2291", paid=Money("960.00", "CNY"), items=[Item("米饭", sku="R01", lot="L2291", paid=Money("960.00", "CNY"))]
    )
    case = desk.receive(
        "米饭酸", by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=WANG, purchase=bought
    )

    assert [one.number for one in desk.cases(by="fang", lot="L2291")] == [case.number]
    assert desk.case(case, by="chen").purchase == bought


@pytest.mark.parametrize("wrong", [9.9, "nine", "1e400", True, None])
def test_money_is_exact(wrong: object) -> None:
    """No float is money, nor is anything that is no number."""
    with pytest.raises(InvalidInput):
        Money(wrong, "CNY")  # type: ignore[arg-type]  # that is the point


def test_a_program_has_a_name_of_its_own(desk: Desk) -> None:
    """`by` is a staff id or a System; a staff id can't pretend to be a program or the customer."""
    for by in ("", "system:desk", "customer"):
        with pytest.raises(InvalidInput) as refused:
            desk.receive("x", by=by, channel="hotline", unit="softpark", customer=WANG)
        assert refused.value.field == "by"
    assert (
        desk.receive("x", by=System("pos"), channel="web", unit="softpark", customer=WANG).recorded_by == "system:pos"
    )


WRONG_TYPES: list[dict[str, object]] = [
    {"customer": "Wang"},
    {"customer": None},
    {"purchase": {"receipt": "1"}},
    {"docket": "12345"},
    {"fields": ["x"]},
    {"items": None},
    {"unit": 5},
    {"category": 5},
    {"external_id": 5},
    {"attachments": "file"},
    {"received_at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))},
    {"channel": "hotlin"},
]


@pytest.mark.parametrize("wrong", WRONG_TYPES, ids=range(len(WRONG_TYPES)))
def test_a_wrong_type_is_no_traceback(desk: Desk, wrong: dict[str, object]) -> None:
    """What no form would send is refused by the kit's own error, and the words are kept."""
    given: dict[str, object] = {"text": "米饭酸", "channel": "hotline", "unit": "softpark", "customer": WANG, **wrong}

    with pytest.raises(InvalidInput) as refused:
        desk.receive(by="chen", **given)  # type: ignore[arg-type]  # that is the point

    assert refused.value.kept_as


@pytest.mark.parametrize("wrong", ["24 h", 24, None])
def test_what_is_neither_a_time_nor_a_span_is_told_that_it_may_be_either(wrong: Any) -> None:
    """A Python verb takes both, and reads no text."""
    with pytest.raises(InvalidInput, match=r"is not a date with time.* or a timedelta") as refused:
        Measure("更换", who="chen", due=wrong)
    assert refused.value.field == "due"


def test_a_number_is_no_phone_number() -> None:
    """Leading zeros count, so a phone number is text."""
    with pytest.raises(InvalidInput) as refused:
        Customer(phone=13800138000)  # type: ignore[arg-type]  # that is the point
    assert refused.value.field == "customer.phone"


def test_only_commands_go_through_the_door(desk: Desk, case: Case) -> None:
    """Nor does a key that is no text, or a version that is no number."""
    with pytest.raises(InvalidInput):
        desk.do("note", by="chen")  # type: ignore[arg-type]  # that is the point
    with pytest.raises(InvalidInput):
        desk.note(case, by="chen", text="x", idempotency_key=5)  # type: ignore[arg-type]  # that is the point
    with pytest.raises(InvalidInput):
        desk.note(case, by="chen", text="x", if_version="1")  # type: ignore[arg-type]  # that is the point
    with pytest.raises(InvalidInput):
        desk.offer_plan(case, by="chen", measures=[], decisions={"1": "upheld"})  # type: ignore[dict-item]  # that is the point


@pytest.mark.parametrize("amount", ["0.001", "-1"])
def test_what_cant_be_paid_cant_be_given(amount: str) -> None:
    """A remedy is worth whole minor units, and not less than nothing."""
    with pytest.raises(InvalidInput):
        Remedy(kind="coupon", value=Money(amount, "CNY"))


LONE: list[tuple[str, Callable[[Desk, Case], object]]] = [
    ("heard", lambda desk, case: desk.record_facts(case, by="chen", facts="x", heard="abc")),
    ("heard[1]", lambda desk, case: desk.record_facts(case, by="chen", facts="x", heard=["马", 5])),  # type: ignore[list-item]  # that is the point
    ("evidence", lambda desk, case: desk.record_facts(case, by="chen", facts="x", evidence="CCTV")),  # type: ignore[arg-type]  # as above
    ("measures", lambda desk, case: desk.offer_plan(case, by="chen", measures=MEASURE)),  # type: ignore[arg-type]  # as above
    ("measures[0]", lambda desk, case: desk.offer_plan(case, by="chen", measures=["更换"])),  # type: ignore[list-item]  # as above
    ("remedies", lambda desk, case: desk.offer_plan(case, by="chen", measures=[MEASURE], remedies=Remedy.apology())),  # type: ignore[arg-type]  # as above
    ("remedies", lambda desk, case: desk.offer_plan(case, by="chen", measures=[MEASURE], remedies=7)),  # type: ignore[arg-type]  # as above
    ("media", lambda desk, case: desk.tell(case, by="chen", text="x", media="sms")),
    ("attachments", lambda desk, case: desk.note(case, by="chen", text="x", attachments=b"x")),  # type: ignore[arg-type]  # as above
    ("present", lambda desk, case: desk.adjourn_meeting(case, by="fang", escalation="x", present="fang")),
]


@pytest.mark.parametrize(("field", "wrong"), LONE, ids=range(len(LONE)))
def test_what_is_no_list_is_refused_by_its_own_name(
    desk: Desk, case: Case, field: str, wrong: Callable[[Desk, Case], object]
) -> None:
    """One value where several belong, or a stranger among them, is told under the name of the field it stands in."""
    with pytest.raises(InvalidInput) as refused:
        wrong(desk, case)

    assert refused.value.field == field
    assert refused.value.user_message("zh-CN") != refused.value.user_message("en")


@pytest.mark.parametrize("field", ["received_at", "occurred_at"])
def test_a_year_that_was_mistyped_is_named_by_its_field(desk: Desk, field: str) -> None:
    """An empty date of a spreadsheet comes as 1899 or 1900: no complaint is that old."""
    for year in (1899, 1900, 1949):
        given: dict[str, Any] = {field: datetime(year, 12, 30, tzinfo=UTC)}
        with pytest.raises(InvalidInput, match="too long ago") as refused:
            desk.receive("米饭酸", by="chen", channel="hotline", unit="softpark", customer=WANG, **given)
        assert refused.value.field == field


@pytest.mark.parametrize(("typed", "meant"), [("RMB", "CNY"), ("CNH", "CNY"), ("YEN", "JPY"), ("EUO", "EUR")])
def test_a_currency_is_one_of_iso_4217(typed: str, meant: str) -> None:
    """Three capital letters are no currency yet; the one that is meant is named."""
    with pytest.raises(InvalidInput, match=f"Did you mean '{meant}'") as refused:
        Money("1", typed)

    assert refused.value.field == "currency"
    assert Money("1", meant).currency == meant


def test_a_kind_of_remedy_that_nobody_knows_is_a_slip(desk: Desk, case: Case) -> None:
    """It is not beyond anybody's authority: there is no such thing to promise."""
    wrong = Remedy(kind="cupon", value=Money("20", "CNY"))
    for index, remedies in enumerate(([wrong], [Remedy.apology(), wrong])):
        with pytest.raises(InvalidInput, match="Did you mean 'coupon'") as refused:
            desk.settle(case, by="chen", facts="酸了", agreed="by-phone", remedies=remedies)
        assert refused.value.field == f"remedies[{index}].kind"
    with pytest.raises(InvalidInput, match="Known: apology, coupon"):
        desk.offer_plan(case, by="fang", measures=[MEASURE], remedies=[Remedy(kind="xyz")])


def test_an_owner_who_does_not_exist_is_named(desk: Desk, case: Case) -> None:
    """An empty list would say that they owe nothing; who has left is still found."""
    with pytest.raises(InvalidInput, match="Did you mean 'chen'") as refused:
        desk.cases(by="fang", owner="chne")
    assert refused.value.field == "owner"
    with pytest.raises(InvalidInput, match="Did you mean 'chen'"):
        desk.duties("chne")

    desk.staff_left("chen", by="fang")

    assert desk.cases(by="fang", owner="chen").count() == 0
    assert desk.duties("chen", by="fang").cases == ()


@pytest.mark.parametrize("text", STRANGE_TEXTS, ids=range(len(STRANGE_TEXTS)))
def test_whatever_is_typed_into_a_task_comes_back_or_is_kept(desk: Desk, text: str) -> None:
    """To the letter, in every field, under a key; what is too long is refused by its field and kept whole. S0.11, R14"""
    due = timedelta(days=9)
    if len(text) > 4000:
        with pytest.raises(InvalidInput) as refused:
            desk.tasks.open("action", text, by="fang", who="li", due=due, idempotency_key="k")
        assert refused.value.field == "what"
        assert refused.value.kept_as is not None
        assert text in desk.refused.show(refused.value.kept_as, by="fang").content.decode("utf-8", "surrogatepass")
        return
    about = {"place": text}
    if "\ud83d" in text:
        with pytest.raises(InvalidInput) as half:
            desk.tasks.open("action", text, by="fang", who="li", due=due, about=about)
        assert half.value.field == "place"
        about = {}
    task = desk.tasks.open("action", text, by="fang", who="li", due=due, about=about, idempotency_key="k")
    done = desk.tasks.step(task, "finish", by="li", evidence=text, idempotency_key="s")
    again = desk.tasks.step(task, "finish", by="li", evidence=text, idempotency_key="s")

    assert (again.what, again.about, again.words["evidence"]) == (text, about, text)
    assert again == done == desk.tasks.show(task, by="fang")
    assert any(text in one for one in desk.tasks.timeline(task, by="fang")[-1].details("zh"))


WRONG_KINDS: list[dict[str, object]] = [
    {"task": 7},
    {"task": None},
    {"task": ["x"]},
    {"case": 7},
    {"case": None},
    {"to": 7},
    {"to": ["li"]},
    {"reason": 7},
    {"reason": ""},
    {"reason": "字" * 4001},
    {"until": 7},
    {"until": None},
    {"idempotency_key": 7},
]


@pytest.mark.parametrize("wrong", WRONG_KINDS, ids=[f"{one}-{at}" for at, [one] in enumerate(WRONG_KINDS)])
def test_a_wrong_type_is_no_traceback_at_a_task_either(desk: Desk, case: Case, wrong: dict[str, object]) -> None:
    """Whatever a program hands over by mistake: a refusal of ours, and the task stands as it did."""
    task = desk.tasks.open("action", "冷链到货测温", by="fang", who="li", due=timedelta(days=9))
    right = {"task": task, "case": case.number, "to": "luo", "reason": "换班", "until": timedelta(days=20)}
    verbs = {"give": "task to reason", "offer": "task to reason", "extend": "task until reason", "tie": "task case"}
    [name] = wrong
    for verb, takes in verbs.items():
        given = {one: right[one] for one in takes.split()} | wrong
        if name in takes.split() or name == "idempotency_key":
            with pytest.raises(ComplaintKitError) as refused:
                getattr(desk.tasks, verb)(by="fang", **given)
            assert refused.value.user_message("zh")
    assert desk.tasks.show(task, by="fang") == task


@pytest.mark.parametrize("field", ["category", "unit", "kind"])
def test_half_a_character_in_a_word_is_refused_by_its_field_and_kept(desk: Desk, field: str) -> None:
    """The refusal itself can be kept, whatever it names. R14"""
    half: dict[str, Any] = {field: "\ud83d"}
    with pytest.raises(InvalidInput) as refused:
        desk.receive("米饭酸", by="chen", channel="hotline", customer=WANG, **half)
    assert refused.value.field == field
    assert refused.value.kept_as is not None
    row = desk.refused.show(refused.value.kept_as, by="chen")
    assert "米饭酸".encode() in row.content
    assert row.reason


@pytest.mark.parametrize("name", ["王" * 101, "王\n芳", "x" * 200_000])
def test_a_name_is_a_name(desk: Desk, name: str) -> None:
    """One line, a hundred characters: refused by its field, with all that was typed kept."""
    with pytest.raises(InvalidInput) as refused:
        desk.receive("米饭酸", by="chen", channel="hotline", unit="softpark", customer=Customer(name=name, phone="1"))
    assert refused.value.field == "customer.name"
    assert refused.value.kept_as
    with pytest.raises(InvalidInput, match="contacts"):
        desk.receive("x", by="chen", channel="hotline", customer=Customer(contacts=[Contact("phone", "1")] * 21))
