"""What a message says: from the case as it stands, in the recipient's language, in the time of the unit."""

from __future__ import annotations

import re
from datetime import timedelta

import attrs
import pytest

from complaintkit import Contact, Customer, Measure, Money, Remedy
from complaintkit.delivery.absence import Absences
from complaintkit.delivery.message._time import write_time
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.message.field import FIELDS, values
from complaintkit.delivery.message.occasion import _in_force
from complaintkit.delivery.message.spec import _length as reckoned
from complaintkit.delivery.message.spec import message_problems, message_specs
from complaintkit.delivery.message.wording import message_id
from complaintkit.delivery.service import Stops
from complaintkit.delivery.setting import Setting
from complaintkit.model import catalogue
from complaintkit.playbook import load_playbook, template
from complaintkit.playbook.vocabulary import MESSAGE_FIELDS
from complaintkit.plugin import Plugin
from complaintkit.records.link import Purpose

WANG = "13800138000"


def last(house, name):
    """The text of the newest message of that name."""
    return [one for one in house.sms.sent if one.message == name][-1].text


def test_every_field_that_a_playbook_may_name_has_a_value():
    """The closed list of fields and what we can fill in are the same."""
    assert set().union(*MESSAGE_FIELDS.values()) <= set(FIELDS)


def test_only_what_people_write_is_reckoned_as_free_text():
    """Numbers, names, times, links and tokens have a length that can be foreseen."""
    free = "approach facts course result improvement decision plan measures remedies remark text what note question why quoted"
    free += " body_gives decisions report"

    assert {name for name in FIELDS if reckoned(f"{{{name}}}") == reckoned("{anything}")} == set(free.split())


def test_tokens_and_times_are_reckoned_in_full(occasion):
    """A provider that counts characters is not told fewer than there will be."""
    told = occasion()
    late = told.now.replace(year=2029, month=12, day=21, hour=15)
    spelt = [write_time(late, told.zone, language, now=told.now) for language in ("zh", "en")]

    assert len(values(told, ["answer_token"])["answer_token"]) == reckoned("{answer_token}")
    assert max(map(len, spelt)) <= reckoned("{answer_by}")


@pytest.mark.parametrize("kind", ["token", "link"])
def test_links_and_tokens_are_as_long_as_each_other(kind):
    """Whatever they are for."""
    named = {f"{purpose}_{kind}" for purpose in Purpose}

    assert {name for name in FIELDS if name.endswith(f"_{kind}")} == named
    assert len({reckoned(f"{{{name}}}") for name in named}) == 1


@pytest.mark.parametrize(
    ("stopped", "phone", "why"),
    [(True, WANG, "messages to this address were stopped"), (False, None, "no address"), (False, WANG, "")],
)
def test_an_address_that_was_stopped_is_no_missing_one(house, stopped, phone, why):
    """The outbox says which, for the one can be asked for and the other must not be used."""
    case = house.receive(customer=Customer(name="王芳", phone=phone, email="wang@customer.example"))
    if stopped:
        house.desk.stop_messages(Contact("phone", WANG), by="chen", reason="顾客来电要求")
    house.desk.tell(case, by="chen", text="留样已送检")
    with house.desk._opened.storage.writing() as tx:
        row = house.entry("told")
        assert tx.change_outbox(attrs.evolve(row, media=("sms",)), if_epoch=row.epoch)

    house.deliver()

    found = house.entry("told")
    assert (found.state, found.detail) == ("dead" if why else "sent", why)


def test_staff_are_told_at_an_address_that_a_customer_stopped(house):
    """Whoever was a customer once, and wants no more messages, is told of hazards in their kitchen all the same. R18"""
    own = house.receive(customer=Customer(name="李建华", phone="13900000031"), category="food/sensory")
    house.desk.stop_messages(Contact("phone", "13900000031"), by="chen", reason="本人要求")
    case = house.receive(customer=Customer(name="王芳", phone="13800138000"), category="food/spoiled")
    house.deliver()

    told = house.sms.to("13900000031")
    assert case.number in next(one.text for one in told if one.message == "alarm")
    assert not [one for one in told if one.message == "received" or own.number in one.text]


def test_english_customers_read_english(house):
    """Language of the customer, local time of the unit."""
    case = house.receive(customer=Customer(name="Wang Fang", phone=WANG, language="en-GB"))
    house.deliver()
    assert last(house, "received") == (
        f"We have your complaint {case.number}. 陈卫东 is responsible and will answer by 25 Nov, 17:30. "
        "We are sorry for the trouble."
    )


@pytest.mark.parametrize(
    "text", ["{owner}", "{number.__class__}", "}{", "{{number}}", "%s ${HOME} {0}", "\u202e<b>&amp;"]
)
def test_a_value_is_never_read_for_fields(house, text):
    """What customers and staff write stays as it is, also through a template."""
    case = house.receive()
    house.desk.tell(case, by="chen", text=text)
    house.deliver()
    assert last(house, "told") == text
    assert template.said("{text}!", {"text": text}) == f"{text}!"


@pytest.mark.parametrize("result", ["已重新送到。", "已重新送到", "Brought anew.", "Brought anew"])
@pytest.mark.parametrize(
    "text", ["结果：{result}。谢谢。", "结果[：{result}]。", "[{result}。]谢谢。", "{result}，谢谢。"]
)
def test_what_people_end_with_a_stop_has_one(text, result):
    """A sentence typed as one is put into another without a second stop."""
    told = template.said(text, {"result": result})
    assert re.search(r"[。.][。.，]", told) is None or (result.endswith("new.") and "，" in text)
    assert "已重新送到" in told or "Brought anew" in told


@pytest.mark.parametrize(
    ("asked", "told"), [("怎么了？", "问：怎么了？"), ("Why!", "问：Why!"), ("等等……", "问：等等……。")]
)
def test_a_question_keeps_its_mark(asked, told):
    """No stop is put behind it; dots that trail off are none."""
    assert template.said("问：{text}。", {"text": asked}) == told


def test_what_is_missing_is_not_said():
    """No traceback, no brace, no "None", and no hole."""
    assert template.said("{number}。{answer_by}前。{{x}}", {"number": "C-1"}) == "C-1。{x}"


def test_settled_before_it_was_acknowledged_nobody_reads_a_hole(house):
    """The time by which we answer is over with the answer; the rest of the message is said. S0.5"""
    case = house.receive()
    house.desk.settle(case, by="chen", facts="当场换货", agreed="in-person", apology=True)
    house.deliver()

    assert all(
        "前给您答复" not in one.text and ",。" not in one.text and "，前" not in one.text for one in house.sms.sent
    )


def test_a_customer_without_a_name_is_greeted_all_the_same(house):
    """Mail begins with a word, not with a colon."""
    house.receive(customer=Customer(email="wang@customer.example"))
    house.deliver()
    assert house.mail.sent[-1].text.startswith("顾客：\n")


def test_times_are_those_of_the_unit_and_its_year(house):
    """Received on the last evening of the year, promised for the next."""
    house.clock.advance(timedelta(days=40, hours=13))  # 2026-12-31 23:00 in Shanghai
    case = house.receive()
    house.desk.assess(case, by="chen", severity="high", approach="核实", answer_expected=timedelta(hours=14))
    house.clock.advance(timedelta(minutes=59))
    house.deliver()
    house.clock.advance(timedelta(hours=8))
    house.deliver()
    assert last(house, "expected-time") == f"投诉{case.number}正在调查核实，预计1月1日13:00前有结果。"


def test_a_result_names_what_was_done_and_given(house):
    """Course, result, improvement and remedies, each in the customer's words. S1.9, S4.13"""
    case = house.receive(customer=Customer(name="王芳", email="wang@customer.example"))
    case = house.desk.assess(case, by="chen", severity="normal", approach="核实")
    case = house.desk.record_facts(case, by="chen", facts="L2291批次开盖放置两小时")
    case = house.desk.offer_plan(
        case,
        by="chen",
        measures=[
            Measure("换货", who="chen", due=timedelta(hours=2)),
            Measure("检查同批", who="li", due=timedelta(hours=4)),
        ],
        remedies=[Remedy.coupon(Money("20.00", "CNY"), valid_days=30), Remedy.refund(Money("9.90", "CNY"))],
        decisions={"1": ("not-upheld", "查无此事")},
    )
    house.deliver()
    proposal = next(one for one in house.mail.sent if one.message == "plan-offered")
    assert "处理方案：换货；检查同批。优惠券20元（30天内有效）；退款9.90元。您是否同意" in proposal.text
    case = house.desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="phone")
    for measure in case.measures:
        house.desk.do_measure(case, by=measure.who, measure=measure.id)
    house.desk.resolve(
        case,
        by="chen",
        result="已更换",
        improvement="加装温控",
        apology=True,
        decisions={"1": ("not-upheld", "查无此事")},
    )
    house.deliver()

    mail = next(one for one in house.mail.sent if one.message == "resolved")
    assert mail.subject == f"您的投诉{case.number}处理结果"
    assert "处理经过如下：L2291批次开盖放置两小时\n处理结果：已更换\n改进措施：加装温控\n" in mail.text
    assert "优惠券20元（30天内有效）；退款9.90元" in mail.text


def test_mail_without_a_subject_of_its_own_has_the_procedures(house):
    """A mail without a subject looks like rubbish, and is treated so."""
    case = house.receive(customer=Customer(name="王芳", email="wang@customer.example"))
    house.desk.tell(case, by="chen", text="第一行\n第二行")
    house.deliver()
    told = next(one for one in house.mail.sent if one.message == "told")
    assert told.subject == f"团餐配送客户投诉处理方案 {case.number}"
    assert told.text == "第一行\n第二行"


def test_staff_read_who_what_and_until_when(house):
    """A handover names its giver, its reason and its time; the customer stays masked. F2"""
    case = house.receive()
    case = house.desk.record_facts(case, by="chen", facts="开盖放置两小时")
    case = house.desk.offer_handover(case, by="chen", to="li", reason="beyond-skill")
    house.deliver()
    assert last(house, "handover-offered") == f"陈卫东请您接手{case.number}（超出专业范围），请在11月21日10:30前答复。"
    house.desk.decline_handover(case, by="li", handover=case.handover.id, reason="overloaded")
    house.deliver()
    assert last(house, "handover-declined") == f"李建华未接手{case.number}（任务过多），仍由您负责。"


def test_whoever_acts_for_somebody_away_is_told(house):
    """The deputy's telephone rings, not that of the beach. F8"""
    now = house.clock.now()
    house.receive()
    house.desk.staff_away("chen", by="fang", start=now, end=now + timedelta(days=3), deputy="li")
    house.deliver()
    assert [one.to.address for one in house.sms.sent if one.message == "first-handling"] == ["13900000031"]


def test_the_person_complained_about_does_not_stand_in(house):
    """Who acts for somebody is not told where the complaint is about them: the next in line is, the leader. R6, F8"""
    now = house.clock.now()
    house.desk.receive(
        "态度差",
        by="fang",
        channel="hotline",
        unit="school",
        category="food/sensory",
        customer=Customer(name="王芳", phone=WANG),
        about_staff="li",
    )
    house.desk.staff_away("chen", by="fang", start=now, end=now + timedelta(days=3), deputy="li")
    house.deliver()
    assert [one.to.address for one in house.sms.sent if one.message == "first-handling"] == ["13900000002"]


def test_a_procedure_that_dropped_a_message_still_sends_it_for_old_cases():
    """The wording in force is said; where there is none any more, that which the case began with."""
    frozen = load_playbook("canteen-delivery")
    reworded = attrs.evolve(frozen, title={"zh": "新"})
    rest = {name: one for name, one in frozen.messages.items() if name != "new-owner"}
    dropped = attrs.evolve(reworded, messages=rest)
    other = attrs.evolve(frozen.messages["new-owner"], on="resolved")
    turned = attrs.evolve(reworded, messages={**rest, "new-owner": other})
    renamed = attrs.evolve(reworded, name="another")

    assert _in_force(reworded, frozen, "new-owner") is reworded
    assert _in_force(dropped, frozen, "new-owner") is frozen
    assert _in_force(dropped, frozen, "received") is dropped
    assert _in_force(turned, frozen, "new-owner") is frozen, "it tells of something else by now"
    assert _in_force(renamed, frozen, "new-owner") is frozen
    assert _in_force(reworded, dropped, "new-owner") is reworded, "it had none"


def test_what_a_worker_has_claimed_nobody_else_claims_before_the_lease_is_over(house):
    """It is worded by one worker; if that one is gone, by the next. R4"""
    house.receive()
    setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers, house.timing)

    def claimed():
        with house.desk._door.storage.writing() as tx:
            absences = Absences(tx, setting.now, setting.timing.abandoned)
            return {row.id for row in Messages(setting).claim(tx, Stops(), absences, limit=100)}

    first = claimed()
    house.clock.advance(house.timing.lease - timedelta(seconds=1))
    early = claimed()
    house.clock.advance(timedelta(seconds=1))
    assert first
    assert not early & first
    assert claimed() >= first


def test_a_long_id_is_shortened_to_the_same_every_time():
    """Providers bear ids of some length only."""
    long = "甲" * 300
    assert message_id(long) == message_id(long) != message_id(long + "乙")
    assert len(message_id(long)) == 64


@pytest.mark.parametrize(
    ("entry", "kept"), [("x" * 150, True), ("x" * 151, False), ("a\nb", False), ("甲" * 150, True)]
)
def test_an_id_that_providers_can_bear_stays_as_it_is(entry, kept):
    """Not too long, on one line."""
    assert (message_id(entry) == entry) is kept


# ---- known before any is sent ---------------------------------------------------------------------------------------
def test_specs_name_fields_links_and_length():
    """What an SMS provider has to approve, per language, and staff's own words among it."""
    specs = {(one.name, one.language): one for one in message_specs(load_playbook("canteen-delivery"), "sms")}
    plan = specs["plan-offered", "zh"]
    assert plan.fields == {"number", "plan", "remedies", "answer_link"}
    assert plan.links == {"answer_link"}
    assert plan.longest > len("投诉的处理方案：。您是否同意，或有什么意见？")
    assert specs["told", "en"].fields == {"text"}
    assert ("alarm", "en") in specs


def test_specs_are_those_of_the_medium():
    """A message that no SMS carries needs no template; those with needs are called."""
    book = load_playbook("canteen-delivery")
    assert "yours" not in {one.name for one in message_specs(book, "call")}
    assert "received" in {one.name for one in message_specs(book, "call")}
    assert message_specs(book, "pigeon") == ()


def test_what_staff_tell_goes_as_customers_messages_do():
    """By the media of those, and by what suits some of them; where none goes to customers, by none."""
    book = load_playbook("canteen-delivery")
    received, yours = book.messages["received"], book.messages["yours"]
    messages = {
        "received": attrs.evolve(received, media=("sms",)),
        "yours": attrs.evolve(yours, to="owner", media=("email",)),
    }
    some = attrs.evolve(book.customer, media={"elderly": ("call",)})
    own = attrs.evolve(book, messages=messages, customer=some)

    def named(medium, playbook=own):
        return {one.name for one in message_specs(playbook, medium)} & {"told", "received", "yours"}

    assert named("sms") == named("call") == {"received", "told"}
    assert named("email") == {"yours"}
    assert named(None) == {"received", "yours", "told"}
    assert named(None, attrs.evolve(own, messages={"yours": messages["yours"]})) == {"yours"}


def test_a_procedure_with_words_of_its_own_for_what_staff_tell_is_asked_for_those():
    """No second template stands for the same name."""
    book = load_playbook("canteen-delivery")
    own = attrs.evolve(book.messages["resolved"], id="told", on="told", short={"zh": "{number}：{text}"})
    specs = message_specs(attrs.evolve(book, messages={**book.messages, "told": own}), "sms")

    assert [one.fields for one in specs if (one.name, one.language) == ("told", "zh")] == [{"number", "text"}]


@attrs.frozen(kw_only=True, eq=False)
class Silent(Plugin):
    """Sends nothing."""

    name: str = "silent"


def test_without_any_notifier_there_is_nothing_to_say(open_house):
    """Such a desk leaves sending to others."""
    house = open_house(Silent())

    assert message_problems(house.desk._opened.plugins, load_playbook("canteen-delivery")) == ()


def test_by_mail_the_longest_of_subject_short_and_long_counts():
    """By SMS the short wording alone."""
    book = load_playbook("canteen-delivery")
    rule = attrs.evolve(
        book.messages["received"], short={"zh": "{number}"}, long={"zh": "甲" * 60}, subject={"zh": "乙" * 90}
    )
    one = attrs.evolve(book, messages={"received": rule})

    def longest(medium):
        (found,) = [s for s in message_specs(one, medium) if (s.name, s.language) == ("received", "zh")]
        return found.longest, found.fields

    assert longest("email") == longest(None) == (90, {"number"})
    assert longest("sms") == (reckoned("{number}"), {"number"})


def test_what_can_not_be_sent_is_said_at_start(open_house, scripted):
    """Missing templates as the notifier names them, and messages that nobody would take."""
    house = open_house(scripted(name="phone", medium="call"))
    problems = message_problems(house.desk._opened.plugins, load_playbook("canteen-delivery"))
    assert "phone: no template for new-owner (zh)" in problems
    assert any("'yours' goes by sms, email, and no notifier" in one for one in problems)
    assert not any("'received' goes by" in one for one in problems)


def test_specs_of_a_playbook_are_made_once():
    """Each desk that opens asks for all of them: they are made once for a medium, and anew where the catalogues were read anew."""
    book = load_playbook("canteen-delivery")
    specs = message_specs(book, "sms")
    assert message_specs(book, "sms") is specs
    catalogue.forget()
    again = message_specs(book, "sms")
    assert again is not specs
    assert again == specs
