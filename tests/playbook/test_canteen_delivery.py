"""The canteen playbook carries out S4, rule by rule, as far as data can."""

import pytest

from complaintkit.model.due import Within
from complaintkit.model.vocabulary import Kind, Severity
from complaintkit.playbook import load_playbook, outline


@pytest.fixture(scope="module")
def canteen():
    """The playbook as it is shipped."""
    return load_playbook("canteen-delivery")


def test_there_is_somebody_around_the_clock(canteen):
    """S4.1: a 24-hour hotline and service on the customer's premises."""
    week = canteen.calendars["hotline"].week

    assert all(sum(span.closes - span.opens for span in day) == 24 * 60 for day in week.days)
    assert {"hotline", "on-site", "web", "docket"} <= set(canteen.channels)
    assert {"agent", "on-site", "duty-manager"} <= set(canteen.roles)


def test_what_takes_longer_is_followed_up(canteen):
    """S4.2: progress within a day of the assessment, the customer told; the result within three working days."""
    assert canteen.deadlines["progress"].stops[:1] == ("told",)
    assert canteen.deadlines["result"].within == Within.parse("3 working days")
    assert canteen.deadlines["result"].calendar == "office"


def test_responsibility_can_not_be_pushed_about(canteen):
    """S4.3: no shirking: two declines or one lapse bring it to the leader, and "not my job" is no reason."""
    rules = canteen.first_responsibility

    assert (rules.declines_before_leader, rules.lapses_before_leader, rules.handover_tells_customer) == (2, 1, True)
    assert "not-my-job" not in rules.decline_reasons
    assert rules.handover_reasons == ()  # free words, such as "supplier-side"
    assert canteen.deadlines["handover"].lapses
    assert all(rule.borne_by for rule in canteen.compensation.values())


def test_food_is_first_taken_by_the_duty_manager(canteen):
    """S4.6: food by the duty manager, service by whoever receives the customer."""
    food = [one for one in canteen.categories.values() if "food" in one.path]
    rest = [one for one in canteen.categories.values() if "food" not in one.path]

    assert {one.first_taken_by for one in food} == {"duty-manager"}
    assert {one.first_taken_by for one in rest} == {None}


def test_beyond_authority_goes_to_the_executive_of_the_area(canteen):
    """S4.6: the duty manager settles what lies within their authority, and reports at once what does not."""
    assert canteen.route("beyond-authority").to == "area-executive"
    assert canteen.roles["duty-manager"].leader == "area-executive"
    assert canteen.authority["duty-manager"].per_case < canteen.authority["area-executive"].per_case
    assert canteen.deadlines["escalation-seen"].within == Within.parse("15 min")
    assert canteen.deadlines["meeting"].stops == ("meeting-decided",)


def test_the_customer_is_told_that_it_takes_an_investigation(canteen):
    """S4.7: and roughly how long; at the step, and in a message."""
    assert "大致" in canteen.steps["assess"].guidance["zh"]
    assert [one.id for one in canteen.messages_on("assessed")] == ["expected-time"]


def test_a_misunderstanding_is_cleared_up_tactfully(canteen):
    """S4.8: guidance stands at the step."""
    assert "误会" in canteen.steps["clear-up"].guidance["zh"]
    assert "tactfully" in canteen.steps["clear-up"].guidance["en"]


@pytest.mark.parametrize("category", ["food/sensory", "food/spoiled", "food/quantity", "food/temperature"])
def test_food_is_verified_withdrawn_replaced_and_its_kind_inspected(canteen, category):
    """S4.9: at once, and verified within two hours; the delivery staff are told what to do."""
    first = canteen.first_handling(category)
    deadlines = {rule.id for rule in canteen.started_by("registered", category=category)}

    for word in ("verify", "withdraw", "replace", "delivery staff", "inspect food of the same kind"):
        assert word in first.do["en"].lower()
    assert "verification" in deadlines
    assert canteen.deadlines["verification"].within == Within.parse("2 h")
    assert [one.to for one in canteen.messages_on("dispatched")] == ["dispatched"]


def test_service_has_no_verification_of_food(canteen):
    """S4.12: emotion first; the deadline for food does not bind service."""
    deadlines = {rule.id for rule in canteen.started_by("registered", category="service/attitude")}

    assert "verification" not in deadlines
    assert "proposal" in deadlines


def test_a_plan_is_told_and_an_opinion_asked(canteen):
    """S4.10: with clear facts."""
    assert "facts" in canteen.requires("offer-plan")
    (message,) = canteen.messages_on("plan-offered")
    assert "do you agree" in message.short["en"].lower()


def test_every_record_is_filed_in_time(canteen):
    """S4.11: with the customer's answer, or its absence noted."""
    assert canteen.deadlines["archive"].stops == ("archived",)
    assert canteen.requires("archive") == ("customer-answer",)


@pytest.mark.parametrize(
    ("step", "zh", "en"),
    [
        ("receive", "先处理情绪", "Emotion first"),  # S4.14
        ("record-facts", "详细记录", "thoroughly understood"),  # S4.12
        ("offer-handover", "不推诿", "no shirking"),  # S4.3
        ("settle", "真诚道歉", "apologise sincerely"),  # S4.12
        ("resolve", "善后", "aftermath"),  # S4.11, S4.13
    ],
)
def test_guidance_stands_at_the_step(canteen, step, zh, en):
    """S4.12, S4.14: in both languages."""
    guidance = canteen.steps[step].guidance

    assert zh in guidance["zh"]
    assert en in guidance["en"]


def test_the_first_answer_comes_within_minutes(canteen):
    """R4: acknowledged within 15 minutes, assessed within 24 hours."""
    found = {rule.id: rule.within for rule in canteen.started_by("received")}

    assert found == {"acknowledge": Within.parse("15 min"), "assessment": Within.parse("24 h")}


def test_illness_sounds_the_alarm(canteen):
    """R11, R18: several people told at any hour, major from the start."""
    illness = canteen.categories["food/illness"]

    assert illness.severity is Severity.MAJOR
    assert {"duty-manager", "general-manager"} <= set(illness.alarm)
    assert canteen.route("severity-major").meeting == Within.parse("2 h")
    assert all(message.urgent for message in canteen.messages_on("alarm-raised"))


def test_facts_come_before_a_handover(canteen):
    """F5: the step holds the facts."""
    assert canteen.requires("record-facts") == ("facts",)


def test_the_first_example_of_the_design_needs_no_more_than_it_gives(canteen):
    """A customer with name and phone, a text, a category: registered at once."""
    given = {"text", "received-at", "contact-or-reason", "category", "unit"}

    assert set(canteen.requires("receive")) | set(canteen.requires("register")) <= given
    assert canteen.category("food/sensory").asks == ()
    assert set(canteen.requires("assess")) <= {"severity", "approach"}


def test_every_message_to_a_customer_goes_by_sms_mail_or_call(canteen):
    """S0.8, S4.13: and every one in Chinese and English."""
    for message in canteen.messages.values():
        if message.to == "customer":
            assert message.media == ("sms", "email", "call")
        assert set(message.short) == {"zh", "en"}


def test_praise_has_no_deadline_of_a_complaint(canteen):
    """S2.1: kinds beside the complaint have their own paths."""
    assert canteen.started_by("received", kind=Kind.PRAISE) == ()


@pytest.mark.parametrize(("language", "title"), [("zh", "时限"), ("en", "Deadlines")])
def test_it_can_be_read_in_short(canteen, language, title):
    """What `playbook show` prints: sections of rows with as many cells each, no empty section, nothing but text."""
    sections = dict(outline(canteen, language))

    assert [row[0] for row in sections[title]] == list(canteen.deadlines)
    for rows in sections.values():
        assert len({len(row) for row in rows}) == 1
        assert all(isinstance(cell, str) for row in rows for cell in row)


def test_what_it_is_is_named_in_the_language_of_its_reader(canteen):
    """The head of the outline has no English word in Chinese, and no row that says nothing."""
    ((_, head), *_rest) = outline(canteen, "zh")

    assert [name for name, _ in head] == ["名称", "代号和版本", "校验值", "币种", "时区"]
    assert all(value for _, value in head)
