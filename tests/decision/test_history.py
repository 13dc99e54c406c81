"""A case with its whole past in one decision: what was met, what ran out, in which order, and what is due from now on. R1, R15"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Case, InvalidInput, NotAllowed
from complaintkit.decision.draft import Draft
from complaintkit.decision.history import Past, decide_history
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.vocabulary import Kind, State
from tests.decision.conftest import FANG, NOON, Matter

NOW = datetime.fromisoformat(NOON)
RECEIVED = NOW - timedelta(days=3)  # a Wednesday
HOUR = timedelta(hours=1)


def past(matter: Matter, was: Past, *, by: str = "chen", quiet: bool = True, **fields: Any) -> Draft:
    """Decide a complaint of three days ago with what had become of it."""
    usual: dict[str, Any] = {
        "text": "米饭是酸的", "channel": "hotline", "customer": FANG, "unit": "no3-school",
        "category": "food/sensory", "received_at": RECEIVED,
    }  # fmt: skip
    return decide_history(c.Receive(**{**usual, **fields}), was, attrs.evolve(matter.facts(by=by), quiet=quiet))


def breaches(draft: Draft) -> dict[str, timedelta]:
    """Which deadlines ran out, and how long after the beginning."""
    late = [(line, line.event) for line in draft.lines if isinstance(line.event, e.DeadlineBreached)]
    assert all((event.noticed_at, event.due_at, line.by) == (NOW, line.at, "system:desk") for line, event in late)
    return {event.rule: line.at - RECEIVED for line, event in late}


def running(case: Case) -> set[str]:
    """The deadlines that somebody still owes in time."""
    return {one.name for one in case.deadlines if one.state == "running"}


def refused(matter: Matter, was: Past, **fields: Any) -> tuple[str, str] | None:
    """Name the field that is refused, and why."""
    try:
        past(matter, was, **fields)
    except InvalidInput as error:
        return str(error.data["field"]), str(error.data["reason"])
    return None


# ---- what was due --------------------------------------------------------------------------------------------------------
NO_WORDS = "（原记录没有答复内容）"
EARLY = {"acknowledge": timedelta(minutes=15), "first-handling": timedelta(minutes=30), "verification": 2 * HOUR}
LATER = {"assessment": timedelta(days=1), "proposal": timedelta(days=2, hours=5, minutes=30)}


def test_what_ran_out_is_on_record_at_the_time_it_was_due(matter) -> None:
    """It is noticed now, by the desk; what is due from now on runs. R15"""
    draft = past(matter, Past())

    assert breaches(draft) == EARLY | LATER
    assert running(draft.case) == {"result"}
    assert draft.case.state is State.REGISTERED


def test_what_ran_out_before_the_answer_was_late_and_the_answer_met_the_rest(matter) -> None:
    """Whatever waits for a result has it, at the time of the answer, for it is one. R15"""
    answered = RECEIVED + 4 * HOUR
    draft = past(matter, Past(answer="已换货", answered_at=answered))
    states = {one.name: (one.state, one.met_at) for one in draft.case.deadlines}

    assert breaches(draft) == EARLY
    assert (draft.case.state, draft.case.resolved_at) == (State.RESOLVED, answered)
    assert states["result"] == states["proposal"] == ("met", answered)
    assert states["assessment"][0] == "cancelled"  # it is over
    assert states["first-handling"] == ("met-late", answered)
    assert [one.text for one in draft.case.entries if one.kind == "answered"] == ["已换货"]
    assert running(draft.case) == {"next-step"}


def test_an_answer_at_the_minute_a_deadline_runs_out_is_in_time(matter) -> None:
    """It is late after that. R15"""
    assert "verification" not in breaches(past(matter, Past(answer="已换货", answered_at=RECEIVED + 2 * HOUR)))


def test_only_what_the_result_stops_is_met_by_the_answer(matter) -> None:
    """What waits for something else has come to nothing by then, and was not done. R15"""
    result = matter.playbook.deadlines["result"]
    later = attrs.evolve(result, id="later", stops=("archived",))
    matter.rule(deadlines={**matter.playbook.deadlines, "later": later})
    answered = RECEIVED + 4 * HOUR

    states = {one.name: one.state for one in past(matter, Past(answer="已换货", answered_at=answered)).case.deadlines}

    assert (states["result"], states["later"]) == ("met", "cancelled")


def test_what_was_filed_is_filed_then_and_owes_nothing(matter) -> None:
    """Until then things ran out. R15, S0.10"""
    filed = RECEIVED + timedelta(days=2)
    draft = past(matter, Past(answered_at=RECEIVED + HOUR, closed_at=filed))

    assert (draft.case.state, draft.case.archived_at) == (State.ARCHIVED, filed)
    assert list(draft.case.open_deadlines) == []
    assert breaches(draft) == {name: EARLY[name] for name in ("acknowledge", "first-handling")}
    praise = past(matter, Past(closed_at=filed), kind=Kind.PRAISE)
    assert (praise.case.state, praise.case.resolved_at) == (State.ARCHIVED, None)


def test_what_ran_out_before_it_was_filed_without_an_answer_is_on_record(matter) -> None:
    """Such as what an inquiry asks for. S3.1"""
    within = past(matter, Past(closed_at=RECEIVED + HOUR), kind=Kind.INQUIRY)
    after = past(matter, Past(closed_at=RECEIVED + timedelta(days=3)), kind=Kind.INQUIRY)

    assert set(breaches(within)) < set(breaches(after))


def test_of_a_case_of_which_nobody_knows_when_it_began_nothing_was_late(matter) -> None:
    """All is waived for that reason, and it has a date for its next step. R1, F1"""
    draft = past(matter, Past(), received_at=None)

    assert breaches(draft) == {}
    assert {one.reason for one in draft.case.deadlines if one.state == "waived"} == {"time-unknown"}
    assert running(draft.case) == {"next-step"}


def test_what_is_no_past_is_acted_upon_as_on_every_case(matter) -> None:
    """Somebody is asked at once to see to it, and it goes upwards where it is late. S4.9"""
    draft = past(matter, Past(), quiet=False)
    happened = [line.event.name for line in draft.lines]

    assert "first-handling-asked" in happened
    assert "result" in running(draft.case)
    assert "first-handling-asked" not in [line.event.name for line in past(matter, Past()).lines]
    assert "result" in running(past(matter, Past(), quiet=False, received_at=None).case)


# ---- answers ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("was", "kind", "answered"),
    [
        (Past(), Kind.COMPLAINT, None),
        (Past(answer="已换货", answered_at=RECEIVED + HOUR), Kind.COMPLAINT, ("已换货", HOUR)),
        (Past(answered_at=RECEIVED + HOUR), Kind.COMPLAINT, (NO_WORDS, HOUR)),
        (Past(answered_at=RECEIVED + HOUR, closed_at=RECEIVED + 2 * HOUR), Kind.COMPLAINT, (NO_WORDS, HOUR)),
        (Past(answer="已换货", closed_at=RECEIVED + HOUR), Kind.COMPLAINT, ("已换货", HOUR)),
        (Past(closed_at=RECEIVED + HOUR), Kind.COMPLAINT, (NO_WORDS, HOUR)),
        (Past(closed_at=RECEIVED + HOUR), Kind.PRAISE, None),
        (Past(answered_at=RECEIVED + HOUR), Kind.PRAISE, (NO_WORDS, HOUR)),
        (Past(answer="谢谢", answered_at=RECEIVED + HOUR), Kind.PRAISE, ("谢谢", HOUR)),
    ],
)  # fmt: skip
def test_what_was_answered_when(matter, was, kind, answered) -> None:
    """A complaint that was filed was answered, with words or without; anything else where something says so. R1"""
    case = past(matter, was, kind=kind).case

    found = [(one.text, one.at - RECEIVED) for one in case.entries if one.kind == "answered"]

    assert found == ([answered] if answered else [])
    assert was.over is (was != Past())
    assert Past(answer="已换货").over  # though nobody knows when


def test_the_words_that_are_missing_are_said_in_the_playbooks_language(matter) -> None:
    """Its first one. R1"""
    matter.rule(languages=("en", "zh"))

    [entry] = past(matter, Past(answered_at=RECEIVED + HOUR)).case.entries[-1:]

    assert entry.text == "(The imported record holds no words of the answer.)"


def test_what_is_wrong_with_an_answer_is_said_of_its_column(matter) -> None:
    """An answer has its time; words are words. R1"""
    assert refused(matter, Past(answer="已换货")) == ("reply.at", "is empty, and there is an answer")
    found = refused(matter, Past(answer=" ", answered_at=RECEIVED + HOUR))
    assert found is not None
    assert found[0] == "reply.text"


# ---- times ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("was", "field"),
    [
        (Past(answered_at=RECEIVED), None),
        (Past(answered_at=RECEIVED - HOUR), "reply.at"),
        (Past(closed_at=RECEIVED - HOUR), "closed_at"),
        (Past(answered_at=RECEIVED + HOUR, closed_at=RECEIVED + HOUR), None),
        (Past(answered_at=RECEIVED + 2 * HOUR, closed_at=RECEIVED + HOUR), "closed_at"),
        (Past(answered_at=NOW), None),
        (Past(answered_at=NOW + HOUR), "reply.at"),
        (Past(closed_at=NOW), None),
        (Past(answered_at=RECEIVED, closed_at=NOW + HOUR), "closed_at"),
    ],
)
def test_times_are_in_order(matter, was, field) -> None:
    """Received, answered, filed, now: each may be the moment of the one before. R1"""
    found = refused(matter, was)

    assert (found and found[0]) == field


def test_what_comes_before_what_is_said(matter) -> None:
    """So that somebody finds the column. R1"""
    found = refused(matter, Past(answered_at=RECEIVED - HOUR))

    assert found is not None
    assert found[1] == "18 Nov 2026, 11:00 is before received_at, 18 Nov 2026, 12:00"


def test_a_case_without_a_time_was_received_now(matter) -> None:
    """So nothing was answered before. R1"""
    assert refused(matter, Past(answered_at=NOW), received_at=None) is None
    assert refused(matter, Past(answered_at=NOW - HOUR), received_at=None) is not None


# ---- who ------------------------------------------------------------------------------------------------------------------
def test_who_imports_what_is_about_themselves_leaves_a_trace_and_files_nothing(matter) -> None:
    """That the answer is theirs is on record. R6"""
    draft = past(matter, Past(answered_at=RECEIVED + HOUR), about_staff="chen")
    noted = [line.event.command for line in draft.lines if isinstance(line.event, e.ExceptionRecorded)]
    assert noted == ["record-answer"]

    with pytest.raises(NotAllowed, match="about chen"):
        past(matter, Past(closed_at=RECEIVED + HOUR), about_staff="chen")


def test_a_suggestion_is_not_filed_before_anybody_decided_on_it(matter) -> None:
    """Whatever the old records say. S2.6"""
    with pytest.raises(NotAllowed, match="adopted"):
        past(matter, Past(closed_at=RECEIVED + HOUR), kind=Kind.SUGGESTION)
