"""Standing surveys at the door: put up, asked, answered, written down, read; as far as one may see. S1.13, S3.8, R9, R20"""

import pytest

from complaintkit import Desk
from complaintkit.cli.door import Session
from tests.houses import SAMPLES

PAGE = "https://market.example/s/{token}"
WEB = {"system": "web"}
MARKET = {"survey": "standing", "unit": "a07"}


@pytest.fixture
def market(tmp_path, client):
    """A client at the night market's door."""
    with Desk.open(
        f"sqlite:///{tmp_path}/market.db",
        playbook="night-market",
        organisation=SAMPLES / "night-market" / "organisation.toml",
    ) as desk:
        client.session = Session(desk)
        yield client


@pytest.fixture
def token(market):
    """The token of a stall's survey."""
    return market.send(get="survey-link", by="qin", args={**MARKET, "address": PAGE})["result"]["token"]


def answered(market, unit="a07"):
    """What was answered there, newest first, as who manages the market reads it."""
    return market.send(get="survey-answers", by="qin", args={"unit": unit})["result"]


def test_from_the_link_to_the_answer(market, token):
    """A page shows what the token asks, passes on what the form says, and it can be read. S1.13"""
    asked = market.send(get="standing-survey", by=WEB, args={"token": token})["result"]
    assert (asked["unit"], [one["id"] for one in asked["questions"]]) == ("a07", ["market", "remark"])

    args = {"token": token, "scores": {"market": 4}, "remark": "桌子擦得慢"}
    for _ in range(2):
        assert market.send(do="answer-standing", by=WEB, idempotency_key="f7", args=args) == {"id": None, "ok": True}

    [one] = answered(market)
    assert (one["scores"], one["words"], one["told_to"]) == ({"market": 4}, {"remark": "桌子擦得慢"}, None)


def test_a_remark_with_a_contact_waits_in_the_inbox(market, token):
    """A person answers it, or makes a case of it. S1.13"""
    contact = {"kind": "phone", "address": "13800138000"}
    args = {"token": token, "scores": {"market": 1}, "remark": "串是凉的，请回电", "contact": contact}
    assert market.send(do="answer-standing", by=WEB, args=args)["ok"]

    [waiting] = market.session.desk.inbox.list(by="qin")
    assert (waiting.what, waiting.why) == ("form", "who answered a survey left a contact")


def test_staff_write_down_what_they_are_told(market):
    """Marked as told to them, once for a key; never as the customer's own. R9"""
    for _ in range(2):
        args = {**MARKET, "scores": {"market": 5}}
        assert market.send(do="record-survey", by="xiaolu", idempotency_key="k", args=args)["ok"]

    [one] = answered(market)
    assert (one["scores"], one["told_to"]) == ({"market": 5}, "xiaolu")


def test_staff_do_not_answer_for_a_customer(market, token):
    """By the customer's link neither: refused by its field, with what to use. R9"""
    args = {"token": token, "scores": {"market": 5}}
    error = market.send(do="answer-standing", by="xiaolu", args=args)["error"]
    assert (error["field"], "record-survey" in error["message"]) == ("by", True)
    assert answered(market) == []


def test_an_answer_belongs_to_a_case(market):
    """That came with it; it is found by the case. S2.3"""
    args = {"text": "排队太久", "channel": "service-desk", "unit": "a07", "customer": {"phone": "13800138000"}}
    number = market.send(do="receive", by="xiaolu", args=args)["case"]["number"]
    market.send(do="record-survey", by="xiaolu", args={**MARKET, "scores": {"market": 2}, "case": number})
    market.send(do="record-survey", by="xiaolu", args={**MARKET, "scores": {"market": 5}})

    found = market.send(get="survey-answers", by="qin", args={"case": number})["result"]
    assert [(one["scores"], one["case"]) for one in found] == [({"market": 2}, number)]


def test_answers_come_page_by_page(market):
    """`after` is the last one seen; a period bounds them. S3.8"""
    for score in (1, 2, 3):
        market.send(do="record-survey", by="xiaolu", args={**MARKET, "scores": {"market": score}})
    whole = answered(market)
    args = {"unit": "a07", "limit": 2}
    page = market.send(get="survey-answers", by="qin", args=args)["result"]
    rest = market.send(get="survey-answers", by="qin", args={**args, "after": page[-1]["id"]})["result"]
    assert [*page, *rest] == whole
    assert len(whole) == 3
    assert market.send(get="survey-answers", by="qin", args={"period": "2020-01"})["result"] == []


@pytest.mark.parametrize(
    ("word", "args", "field"),
    [
        ("record-survey", {"scores": {"market": 9}}, "args.scores.market"),
        ("record-survey", {"scores": {}}, "args.scores.market"),
        ("record-survey", {"scores": {"market": 3}, "survey": "standin"}, "args.survey"),
        ("record-survey", {"scores": {"market": 3}, "unit": "nowhere"}, "args.unit"),
        ("record-survey", {"scores": {"market": 3}, "scroes": {}}, "args.scroes"),
        ("record-survey", {"scores": {"market": [3]}}, "args.scores.market"),
        ("survey-link", {"address": "https://market.example"}, "args.address"),
        ("survey-answers", {"limit": 0}, "args.limit"),
        ("survey-answers", {"period": "2026-13"}, "args.period"),
    ],
)
def test_bad_input_is_named_by_its_path(market, word, args, field):
    """With the reason; what was typed is kept by the desk. R9"""
    verb = "do" if word == "record-survey" else "get"
    known = {"survey-answers": {}, "record-survey": {**MARKET, "remark": "太吵"}}.get(word, MARKET)
    error = market.send(**{verb: word}, by="xiaolu" if verb == "do" else "qin", args={**known, **args})["error"]
    assert (error["code"], error["field"]) == ("invalid-input", field)
    assert ("kept_as" in error) is (verb == "do")


def test_what_one_may_not_see_is_not_there(market):
    """A stall's own people put up, write down and read nothing of another stall's. R20"""
    stall = next(
        one for one in market.session.desk.people.organisation(by="qin").staff.values() if one.units == ("b15",)
    )
    market.send(do="record-survey", by="xiaolu", args={**MARKET, "scores": {"market": 5}})
    for request in (
        {"get": "survey-link", "args": MARKET},
        {"do": "record-survey", "args": {**MARKET, "scores": {"market": 5}}},
        {"get": "survey-answers", "args": {"unit": "a07"}},
    ):
        assert market.send(**request, by=stall.id)["error"]["field"] == "args.unit"
    assert market.send(get="survey-answers", by=stall.id)["result"] == []


def test_a_version_belongs_to_a_case(market):
    """There is none here to be of that version."""
    args = {**MARKET, "scores": {"market": 5}}
    assert market.send(do="record-survey", by="xiaolu", if_version=2, args=args)["error"]["field"] == "if_version"
