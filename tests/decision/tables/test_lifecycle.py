"""The lifecycle's table, read the other way round: in which states each command is possible, and where it leads."""

from __future__ import annotations

import pytest

from complaintkit.decision.tables.lifecycle import ALLOWED, TRANSITIONS, possible
from complaintkit.model.commands import commands
from complaintkit.model.vocabulary import Kind, State

OPEN = {state.value for state in State} - {"archived"}
BEFORE_A_PLAN = {"received", "registered", "assessed", "investigating"}
UNDER_WAY = BEFORE_A_PLAN | {"plan-offered", "executing"}
OVER = {"resolved", "cleared-up", "archived"}
WHEN = {
    # said and asked at any time until it is filed
    **dict.fromkeys("mark-second-grievance ask-advice give-advice".split(), OPEN),
    **dict.fromkeys(
        "dispatch report-dispatch escalate receive-escalation adjourn-meeting decide-meeting".split(), OPEN
    ),
    **dict.fromkeys(
        "offer-handover accept-handover decline-handover rule-handover extend-deadline answer-authority".split(),
        OPEN,
    ),
    **dict.fromkeys("ask-approval approve refuse-approval give-remedy order-remedy reverse-remedy".split(), OPEN),
    **dict.fromkeys(
        "note object tell acknowledge hear-customer link unlink record-docket record-outcome".split(),
        OPEN | {"archived"},
    ),
    "correct": OPEN,
    "raise-issue": OPEN - {"withdrawn", "external"},  # where it is answered, or is gone round again
    # the way of a complaint
    "register": BEFORE_A_PLAN,  # a hazard is registered with what is still missing
    "assess": {"registered", "assessed", "investigating"},
    "record-facts": OPEN,  # what is dangerous is seen to, also once the customer is content
    "do-first-handling": OPEN,
    "settle": BEFORE_A_PLAN,
    "offer-plan": {"assessed", "investigating"},
    "answer-plan": {"plan-offered"},
    "resolve": {"executing"},
    "do-measure": {"executing"},
    "reclassify": UNDER_WAY,
    "wait-for-customer": UNDER_WAY,
    # its ends
    "clear-up": UNDER_WAY - {"executing"},
    "withdraw": UNDER_WAY,
    "refer": {"assessed", "investigating", "plan-offered", "executing", "resolved"},
    "record-answer": BEFORE_A_PLAN | {"external"},
    "answer-survey": OVER,
    "record-follow-up": OVER,
    "archive": {"resolved", "cleared-up", "withdrawn", "external"},
}
LEADS_TO = {
    "register": {"registered"},
    "assess": {"assessed"},
    "record-facts": {"investigating"},
    "offer-plan": {"plan-offered"},
    "answer-plan": {"executing", "investigating"},
    "resolve": {"resolved"},
    "settle": {"resolved"},
    "clear-up": {"cleared-up"},
    "withdraw": {"withdrawn"},
    "refer": {"external"},
    "archive": {"archived"},
}
STAYS = {
    *((state, "record-facts") for state in OPEN - {"assessed"}),
    *((state, "register") for state in BEFORE_A_PLAN - {"received"}),
    ("assessed", "assess"),
    ("investigating", "assess"),
}


@pytest.mark.parametrize("word", sorted(WHEN))
def test_when_a_complaint_takes_a_command(word) -> None:
    """In these states and no others. S0.4-S0.10"""
    assert {state.value for state in State if word in possible(state, Kind.COMPLAINT)} == WHEN[word]


def test_every_command_on_a_case_has_its_states() -> None:
    """None is forgotten, and nothing else is in the table."""
    assert set(WHEN) == commands().keys() - {"receive"}
    assert set().union(*ALLOWED.values()) == set(WHEN)


@pytest.mark.parametrize("kind", [Kind.INQUIRY, Kind.PRAISE, Kind.SUGGESTION])
def test_what_is_no_complaint_may_be_answered_and_filed_without_a_plan(kind) -> None:
    """From registration on; everything else is as with a complaint. S2.4, S2.6, S3.2"""
    more = {state.value: possible(state, kind) - possible(state, Kind.COMPLAINT) for state in State}

    assert {state for state, words in more.items() if words} == {"registered", "assessed", "investigating"}
    assert all(words == {"resolve", "archive"} for words in more.values() if words)
    assert all(possible(state, Kind.COMPLAINT) <= possible(state, kind) for state in State)


@pytest.mark.parametrize("word", sorted(LEADS_TO))
def test_where_a_command_leads(word) -> None:
    """From every state that takes it, but for facts found and assessments made again. S0.5"""
    led = {state.value: {one.value for one in to} for (state, command), to in TRANSITIONS.items() if command == word}

    assert led == {state: LEADS_TO[word] for state in WHEN[word] if (state, word) not in STAYS}


@pytest.mark.parametrize("word", ["answer-survey", "record-follow-up"])
def test_the_customers_word_leaves_it_or_opens_it_again(word) -> None:
    """A dissatisfied customer opens the next round, from wherever it ended. R8"""
    led = {state.value: {one.value for one in to} for (state, command), to in TRANSITIONS.items() if command == word}

    assert led == {state: {state, "investigating"} for state in OVER}


def test_nothing_else_leads_anywhere() -> None:
    """What is not named leaves the state as it is."""
    assert {word for _, word in TRANSITIONS} == {*LEADS_TO, "answer-survey", "record-follow-up", "raise-issue"}


def test_one_thing_more_after_the_end_opens_it_again() -> None:
    """What the customer complains of once they had their answer is handled, not filed unanswered. R7, R8"""
    led = {state.value: {one.value for one in to} for (state, word), to in TRANSITIONS.items() if word == "raise-issue"}

    assert led == {"resolved": {"investigating"}, "cleared-up": {"investigating"}}
