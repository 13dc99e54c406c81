"""What people type into a procedure: either it is refused with what was meant, or it works as they meant it."""

from copy import deepcopy

import pytest

from complaintkit.playbook import load_playbook

WHEN = ("compensation", "late", "when")
GIVE = ("compensation", "late", "give")
SURVEY = {"on": "resolved", "question": {"outcome": {"zh": "满意吗？", "en": "Satisfied?", "scale": [1, 5]}}}
ASKED = {
    "on": "survey-due",
    "to": "customer",
    "media": ["sms"],
    "short": {"zh": "请打分[：{survey_link}]", "en": "Please answer[: {survey_link}]"},
}


@pytest.fixture
def surveyed(small, put):
    """The smallest sound playbook, which asks after a case."""
    put(small, ("survey", "after"), deepcopy(SURVEY))
    put(small, ("message", "asked"), ASKED)
    load_playbook(small)
    return small


@pytest.mark.parametrize("waited", [">= 20 min", "≥ 20 min", "＞= 20 min", "＞＝２０ min", ">=20min"], ids=range(5))
def test_a_comparison_is_read_as_people_type_it(small, put, waited):
    """A Chinese keyboard's sign is the same sign: read as a word, the row would never be proposed."""
    put(small, (*WHEN, "waited"), waited)

    found = next(one for one in load_playbook(small).compensation["late"].when if one.fact == "waited")

    assert (found.operator, found.values[0].replace(" ", "")) == (">=", "20min")


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        (("waited",), "30分钟以上"),
        (("waited",), "20 min"),
        (("paid",), "一百"),
        (("paid",), ["10", "much"]),
        (("compensated", "90d"), "nothing"),
        (("cycle",), "第二轮"),
        (("member", "points"), "很多"),
    ],
)
def test_what_a_number_or_a_time_can_never_be_is_refused(small, put, refused, fact, value):
    """Whatever is counted is compared with a number of its sort, also without `>=`: else the row would never be proposed."""
    put(small, (*WHEN, *fact), value)

    assert [where for where in refused(small) if where.startswith(f"playbook: {'.'.join((*WHEN, *fact))}")]


@pytest.mark.parametrize("value", [0, "0.00", "0% of item", "0.00% of receipt"])
def test_a_row_that_gives_nothing_is_refused(small, put, refused, value):
    """It would never be proposed, and nobody would know why."""
    put(small, GIVE, {"remedy": "refund", "value": value})

    assert "is nothing" in refused(small)["playbook: compensation.late.give.value"]


@pytest.mark.parametrize("value", ["100％ of item", "１００% of item"], ids=["sign", "digits"])
def test_a_share_is_read_as_people_type_it(small, put, value):
    """With the sign and the digits of a Chinese keyboard."""
    put(small, GIVE, {"remedy": "refund", "value": value})

    assert load_playbook(small).compensation["late"].give[0].value == "100% of item"


@pytest.mark.parametrize(
    ("path", "value", "meant"),
    [
        ((*GIVE, "remedy"), "退款", "refund"),
        ((*GIVE, "remedy"), "cupon", "coupon"),
        ((*GIVE, "or"), "优惠券", "coupon"),
        (("authority", "clerk", "remedies"), ["退款"], "refund"),
        (("authority", "clerk", "remedies"), ["refnd"], "refund"),
    ],
)
def test_a_kind_of_remedy_that_is_nearly_ours_is_a_slip(small, put, refused, path, value, meant):
    """Plugins bring kinds of their own; a slip is none of them, and nobody could give it."""
    put(small, path, value)

    assert any(f"Did you mean {meant!r}?" in said for said in refused(small).values())


def test_a_kind_of_remedy_that_a_plugin_may_bring_is_taken(small, put):
    """The playbook is read without its plugins."""
    put(small, ("authority", "clerk", "remedies"), ["coupon", "wash-voucher"])

    assert "wash-voucher" in (load_playbook(small).authority["clerk"].remedies or ())


@pytest.mark.parametrize(
    ("path", "value", "meant"),
    [
        (("message", "received", "on"), "登记", "registered"),
        (("message", "received", "to"), "顾客", "customer"),
        (("deadline", "acknowledge", "breach", "tell"), ["负责人"], "owner"),
        (("step", "offer-plan", "requires"), ["措施"], "measures"),
        (("category", "goods", "severity"), "紧急", "high"),
    ],
)
def test_a_word_in_chinese_is_told_by_what_it_is_called_here(small, put, refused, path, value, meant):
    """Who writes a procedure in Chinese guesses its words in Chinese."""
    put(small, path, value)

    assert any(f"Did you mean {meant!r}" in said for said in refused(small).values()), refused(small)


def test_a_word_is_never_what_is_meant_by_itself(small, put, refused):
    """A cause that hangs in the air stands in the file; it is not the one above."""
    put(small, ("cause",), {"kitchen": {"title": "后厨"}, "cook/washing": {"title": "清洗不净"}})

    (said,) = refused(small).values()
    assert "'cook/washing'?" not in said


@pytest.mark.parametrize("scores", ["<= 0", "<= 9", "<= 5", ">= 4", "> 2", 2, [1, 3], [2, 3]], ids=range(8))
@pytest.mark.parametrize("key", ["dissatisfied", "second-grievance"])
def test_scores_count_from_the_worst_up_and_never_the_best(surveyed, put, refused, key, scores):
    """`>= 4` would open the content customer's case again, `2` pass over the one who gave 1. R8"""
    put(surveyed, ("survey", "after", key, "outcome"), scores)

    assert "the lower scores have to count" in refused(surveyed)[f"playbook: survey.after.{key}.outcome"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("survey", "after", "question", "outcome", "scale"), [5, 1]),
        (("survey", "after", "question", "outcome", "scale"), "1-5"),
        (GIVE, {"remedy": "refund", "value": "all of it"}),
    ],
)
def test_one_slip_is_one_problem(surveyed, put, refused, path, value):
    """What follows from a value that was refused is not told beside it: it would lead astray."""
    put(surveyed, ("survey", "after", "dissatisfied"), {"outcome": "<= 2"})
    put(surveyed, path, value)

    assert len(refused(surveyed)) == 1, refused(surveyed)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("escalation", "up", "meeting"), "48 h"),
        (("escalation", "up", "meeting"), "2 working hours"),
        (("escalation", "up", "meeting"), "1 working days"),
        (("deadline", "meeting", "within"), "25 h"),
        (("deadline", "meeting", "within"), "3 working days"),
        (("deadline", "meeting", "pauses"), ["waiting-for-customer"]),
        (("deadline", "meeting", "begins"), "next-opening"),
    ],
)
def test_no_procedure_lets_a_meeting_wait(small, put, refused, path, value):
    """Within 24 hours of the group's receiving it, by the clock, and no pause: rules of the core are only made stricter. F7"""
    meeting = {"title": "开会", "starts": "escalation-received", "stops": ["meeting-decided"], "within": "24 h"}
    put(small, ("deadline", "meeting"), meeting)
    load_playbook(small)
    put(small, path, value)

    assert any("F7" in said for said in refused(small).values())
