"""What the core says where a playbook has no words for it: nobody is left untold."""

import json

import attrs
import pytest

from complaintkit.model.problem import Problems
from complaintkit.model.vocabulary import Kind
from complaintkit.model.wire import canonical
from complaintkit.playbook import _reading, installed_playbooks, load_playbook, vocabulary
from complaintkit.playbook._wording import _fields
from complaintkit.playbook.default_words import _USUAL, media_of

STAFF = ("alarm-raised", "escalated", "dispatched", "first-handling-asked", "owner-changed", "handover-declined")


BACK = ("advice-given", "dispatch-reported", "first-handling-done", "new-cycle")


@pytest.mark.parametrize(
    "on",
    [
        *STAFF,
        *BACK,
        "handover-lapsed",
        "plan-agreed",
        "withdrawn",
        "advice-asked",
        "plan-offered",
        "resolved",
        "cleared-up",
    ],
)
def test_what_a_playbook_does_not_say_the_core_says(playbook, on):
    """In both languages, by the ways by which the playbook reaches such people; its own messages stay what they are."""
    assert on not in {rule.on for rule in playbook.messages.values()}

    for rule in playbook.messages_on(on):
        assert set(rule.short) == {"zh", "en"}
        assert rule.media == ("sms",)
    assert playbook.messages_on(on)


@pytest.mark.parametrize("name", installed_playbooks())
def test_a_playbook_that_is_kept_says_what_its_file_does(name):
    """To the same people by the same media, though it is kept in another order: `verify` replays it, other processes read it."""
    playbook = load_playbook(name)
    kept = _reading.read(json.loads(canonical(playbook.as_data())), Problems("kept"), checked=False)

    assert list(kept.messages) != list(playbook.messages)
    assert dict(kept.all_messages) == dict(playbook.all_messages)
    for own in (playbook.messages, kept.messages):
        assert media_of(own.values()) == media_of(reversed([*own.values()]))


def test_media_go_in_the_order_of_most_messages(playbook):
    """What few name comes last; where as many say one and another, by their names."""
    rule = next(iter(playbook.all_messages.values()))

    def of(*media):
        return media_of(attrs.evolve(rule, media=one) for one in media)

    assert of(("call",), ("sms", "email"), ("sms", "email")) == ("sms", "email", "call")
    assert of(("sms",), ("call", "email")) == of(("call", "email"), ("sms",)) == ("call", "email", "sms")
    assert of() == ()


def test_what_a_playbook_says_is_said_once(small, put):
    """The same event to the same recipient, under whatever name: the playbook has the last word."""
    ours = {"on": "escalated", "to": "group", "media": ["sms"], "short": {"zh": "看", "en": "Look"}}
    playbook = load_playbook(put(small, ["message", "come"], ours))

    assert [rule.id for rule in playbook.messages_on("escalated") if rule.to == "group"] == ["come"]
    assert "group" not in {rule.to for rule in playbook.all_messages.values() if rule.id.startswith("escalated")}


def test_what_a_playbook_says_of_some_cases_the_core_says_of_the_others(small, put):
    """A message for one category leaves nobody of the other categories untold."""
    ours = {"on": "plan-offered", "to": "customer", "media": ["sms"], "short": {"zh": "看", "en": "Look"}}
    put(small, ["category", "service"], {"title": {"zh": "服务", "en": "Service"}})
    playbook = load_playbook(put(small, ["message", "food-plan"], ours | {"categories": ["goods/food"]}))

    assert [rule.id for rule in playbook.messages_on("plan-offered", category="goods/food/fresh")] == ["food-plan"]
    assert [rule.id for rule in playbook.messages_on("plan-offered", category="service")] == ["plan-offered"]


def test_a_name_that_is_taken_is_left_to_the_playbook(small, put):
    """A playbook may call a message of its own as the core would."""
    ours = {"on": "assessed", "to": "owner", "media": ["sms"], "short": {"zh": "看", "en": "Look"}}
    playbook = load_playbook(put(small, ["message", "alarm-raised"], ours))

    assert playbook.all_messages["alarm-raised"].on == "assessed"
    assert [rule.to for rule in playbook.messages_on("alarm-raised")] == ["alarm"]


def test_each_kind_is_told(playbook):
    """A message to customers is about complaints unless it says more: whoever asks or praises is answered, too. S2.4, S3.2"""
    for kind in Kind:
        assert [rule.to for rule in playbook.messages_on("registered", kind)] == ["customer"]
        assert [rule.to for rule in playbook.messages_on("resolved", kind)] == ["customer"] * (kind is not Kind.PRAISE)


def test_who_was_told_of_receipt_is_not_told_of_registration(small, put):
    """Two events, one word to the customer."""
    playbook = load_playbook(put(small, ["message", "received", "on"], "received"))

    assert playbook.messages_on("registered") == ()


def test_the_cores_own_deadlines_are_told_of(small, put):
    """An offer, a meeting, what perishes: where no rule of the playbook warns or tells, the core's own still do. F2, F7, R12"""
    put(small, ["deadline", "acknowledge", "warn"], None)
    put(small, ["deadline", "acknowledge", "breach"], None)
    put(small, ["message", "near"], None)
    playbook = load_playbook(put(small, ["message", "late"], None))

    assert [rule.to for rule in playbook.messages_on("deadline-warned")] == ["owner", "assignee"]
    assert [rule.to for rule in playbook.messages_on("deadline-breached")] == ["breach.tell", "assignee"]


@pytest.mark.parametrize("usual", _USUAL, ids=lambda one: f"{one.on}-{one.to}")
def test_the_cores_own_words_keep_to_the_format(usual):
    """Known events and recipients, fields that there are."""
    assert usual.on in vocabulary.MESSAGE_FIELDS
    assert usual.to in vocabulary.RECIPIENTS
    for text in (usual.short.english, usual.short.unfilled.to("zh")):
        assert set(_fields(text)) <= vocabulary.MESSAGE_FIELDS[usual.on]


def test_the_night_market_tells_of_alarms_and_escalations(wanted):
    """Its users wrote neither; both reach somebody."""
    market = load_playbook(wanted / "night-market")

    for on, to in (("alarm-raised", "alarm"), ("escalated", "group")):
        (rule,) = market.messages_on(on)
        assert (rule.to, rule.urgent) == (to, True)
        assert rule.media[0] == "wecom"


def test_no_message_takes_the_place_of_another(playbook):
    """Two on the same event, to two people, are two."""
    pairs = {(one.on, one.to) for one in _USUAL}
    assert pairs <= {(rule.on, rule.to) for rule in playbook.all_messages.values()} | {
        (one.on, one.to) for one in _USUAL if (one.on, one.to) == ("registered", "customer")
    }


@pytest.mark.parametrize(
    ("on", "fields"),
    [
        ("plan-offered", {"plan", "remedies"}),
        ("resolved", {"result", "improvement", "decisions", "remedies", "apology"}),
    ],
)
def test_what_the_core_says_to_a_customer_leaves_out_nothing_that_shipped_procedures_say(playbook, on, fields):
    """Who agrees to a plan knows what is offered with it; a result comes with what was changed, and the apology. S1.9, S4.10"""
    said = {id: text for rule in playbook.messages_on(on) if rule.to == "customer" for id, text in rule.short.items()}

    for text in said.values():
        assert fields <= set(_fields(text))
    shipped = [load_playbook(name).messages_on(on) for name in installed_playbooks()]
    assert any(fields - {"improvement"} <= set(_fields(rule.short["zh"])) for rules in shipped for rule in rules)
