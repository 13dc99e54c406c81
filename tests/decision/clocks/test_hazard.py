"""What a case calls for at once: alarm, severity, first handling, a meeting, once each. R11, R18, S1.7, S1.8"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import Customer
from complaintkit.decision.clocks.clock import react
from complaintkit.decision.clocks.hazard import call, first_handled, is_hazard, owes_first_handling
from complaintkit.decision.draft import Draft
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.vocabulary import Kind, Severity, State

ILL, SOUR, LATE, NONE = "food/illness", "food/sensory", "service/delivery-late", "contract"
SOMEBODY = Customer(name="王芳", phone="13800138000")
"""Categories: a hazard; one that is looked at at once; another; and one that calls for nothing."""


def called(matter, **changes) -> list[str]:
    """What a case calls for once it has come to be so, by whatever way; `quiet` while history is recorded."""
    draft = Draft(matter.facts(), matter.case.changed(**changes), react)
    draft.before = matter.case
    call(draft)
    matter.made(draft)
    return [line.event.name for line in draft.lines if not line.event.name.startswith("deadline-")]


def what_happens(matter, **fields) -> set[str]:
    """Received so: what was called for."""
    matter.received(**fields)
    return CALLS & set(matter.happened)


CALLS = {"alarm-raised", "first-handling-asked", "registered", "escalated"}


# ---- a hazard ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("category", "severity", "hazard"),
    [
        (ILL, Severity.LOW, True),
        (SOUR, Severity.MAJOR, True),
        (None, Severity.MAJOR, True),
        (SOUR, Severity.HIGH, False),
        (SOUR, None, False),
        (None, None, False),
    ],
)
def test_what_is_a_hazard(matter, category, severity, hazard) -> None:
    """What has an alarm, however it was judged since; and what is as grave as can be. R11, R18"""
    matter.received()
    case = matter.case.changed(category=category, severity=severity)

    assert is_hazard(matter.facts(), case) is hazard


# ---- at once -----------------------------------------------------------------------------------------------------------
def test_what_a_poisoning_calls_for(matter) -> None:
    """All of it at once. R11, R18, S1.8, S4.9"""
    assert what_happens(matter, category=ILL) == CALLS
    assert matter.case.severity is Severity.MAJOR
    assert what_happens(matter, category=ILL, severity="low") == CALLS
    assert "severity-raised" in matter.happened


def test_what_is_sour_is_looked_at(matter) -> None:
    """Without an alarm, and without a meeting. S4.9"""
    assert what_happens(matter) == {"first-handling-asked", "registered"}


def test_what_calls_for_nothing_is_registered(matter) -> None:
    """Neither is anything asked for at once, nor raised. S0.4"""
    assert what_happens(matter, category=NONE) == {"registered"}


def test_a_form_is_waited_for(matter) -> None:
    """By what is no hazard: nothing is called for until nothing is missing, then all of it. S0.4, S1.7"""
    assert what_happens(matter, customer=Customer()) == set()
    assert matter.case.state is State.RECEIVED

    assert called(matter, customer=SOMEBODY, missing=()) == ["first-handling-asked", "registered", "contact-gained"]


def test_a_hazard_waits_for_no_form(matter) -> None:
    """Nor does what is as grave as can be. R18"""
    assert what_happens(matter, category=ILL, customer=Customer()) == CALLS
    assert what_happens(matter, customer=Customer(), severity="major") == CALLS - {"alarm-raised"}


@pytest.mark.parametrize("kind", [Kind.INQUIRY, Kind.PRAISE, Kind.SUGGESTION])
def test_a_hazard_is_one_in_whatever_words_it_came(matter, kind) -> None:
    """The alarm goes out, it is brought up, somebody sees to it, whatever they call it. R18, S1.8"""
    assert what_happens(matter, category=ILL, kind=kind) == CALLS


@pytest.mark.parametrize("once", ["alarm-raised", "escalated", "first-handling-asked"])
def test_each_is_called_for_once(matter, once) -> None:
    """However often it becomes what it was. R15"""
    matter.received(category=ILL)
    matter.do(c.Reclassify, category=NONE, reason="写错了")
    matter.do(c.Reclassify, category=ILL, reason="没写错")
    assert once not in matter.happened


@pytest.mark.parametrize(
    ("was", "least", "raised"),
    [("normal", "high", "high"), ("high", "high", None), ("major", "high", None), ("low", None, None)],
)
def test_it_is_at_least_as_grave_as_its_category(matter, was, least, raised) -> None:
    """What is graver stays so. R11"""
    late = matter.playbook.categories[LATE]
    least = Severity(least) if least else None
    matter.rule(categories={**matter.playbook.categories, LATE: attrs.evolve(late, severity=least)})
    matter.received(category=NONE, severity=was)

    assert ("severity-raised" in called(matter, category=LATE)) is bool(raised)
    assert matter.case.severity == (raised or was)


def test_what_nobody_has_judged_is_as_grave_as_its_category(matter) -> None:
    """Whatever it was before. R11"""
    matter.received(category=None, severity=None)
    assert "severity-raised" in called(matter, category=ILL)


# ---- what becomes so -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "calls"),
    [
        ({"category": ILL}, ["severity-raised", "alarm-raised", "first-handling-asked", "escalated"]),
        ({"severity": Severity.MAJOR}, ["escalated"]),
        ({"category": LATE}, ["first-handling-asked"]),
        ({"category": NONE}, []),
        ({"owners": ("li",)}, []),
    ],
)
def test_what_it_has_come_to_need(matter, changes, calls) -> None:
    """By whichever command it came to it. R11, R18, S1.7"""
    matter.received()
    assert called(matter, **changes) == calls


def test_what_becomes_a_complaint_is_not_brought_up_again(matter) -> None:
    """A grave thing that was taken for a question was brought up as it came. S1.8"""
    matter.received(kind="inquiry", severity="major")
    assert "escalated" in matter.happened
    assert called(matter, kind=Kind.COMPLAINT) == []


@pytest.mark.parametrize("decided", [False, True])
def test_what_was_brought_up_is_brought_up_once(matter, decided) -> None:
    """Also where it was decided since: they know of it. Another matter is no reason to keep it from them. S1.8, S4.6"""
    matter.received()
    matter.do(c.Escalate, reason="beyond-authority")
    assert called(matter, severity=Severity.MAJOR) == ["escalated"]
    if decided:
        done = [attrs.evolve(one, decided_at=matter.now) for one in matter.case.escalations]
        matter.case = matter.case.changed(escalations=tuple(done))
    matter.do(c.Reclassify, category=NONE, reason="写错了")
    assert "escalated" not in matter.happened


def test_what_was_registered_waits_for_no_form_any_more(matter) -> None:
    """A hazard that turns out to be something else is looked at as that, whatever is still missing. S1.7, R18"""
    matter.received(category=ILL, customer=Customer())
    assert matter.case.missing
    assert "first-handling-asked" in called(matter, category=LATE, severity=Severity.LOW)


def test_an_assessment_may_judge_less(matter) -> None:
    """Once the alarm is out: only another category makes it graver again. R11"""
    matter.received(category=ILL)
    assert called(matter, severity=Severity.LOW) == []


def test_history_calls_for_nothing(matter) -> None:
    """Nobody runs for what is long past. S2.12"""
    matter.received()
    matter.known["quiet"] = True
    assert called(matter, category=ILL) == []


def test_a_filed_case_calls_for_nothing(matter) -> None:
    """Words that are said later open the next one. S0.10"""
    matter.received()
    matter.case = matter.case.changed(state=State.ARCHIVED, archived_at=matter.now)
    assert called(matter, category=ILL) == []


@pytest.mark.parametrize(
    ("before", "after", "gained"),
    [
        (Customer(no_contact_because="没留"), SOMEBODY, True),
        (SOMEBODY, SOMEBODY, False),
        (SOMEBODY, Customer(), False),
        (Customer(), Customer(), False),
    ],
)
def test_whoever_can_be_reached_at_last(matter, before, after, gained) -> None:
    """It is on record from when on. R2, R4"""
    matter.received(customer=before)
    assert ("contact-gained" in called(matter, customer=after)) is gained


# ---- first handling ------------------------------------------------------------------------------------------------------
def owes(matter, **changes) -> bool:
    """Whether first handling is owed."""
    return owes_first_handling(matter.facts(), matter.case.changed(**changes))


@pytest.mark.parametrize(("category", "over"), [(SOUR, False), (ILL, True)])
def test_what_overtakes_first_handling(matter, category, over) -> None:
    """The facts, and the end; nothing overtakes that of a hazard but its being done, and the archive. S1.7, S4.9"""
    matter.received(category=category)
    assert owes(matter)
    assert owes(matter, facts_at=matter.now) is over
    assert owes(matter, resolved_at=matter.now, state=State.RESOLVED) is over
    assert not owes(matter, state=State.ARCHIVED)
    assert not owes(matter, first_handlings={category: matter.now})
    assert not owes(matter, first_handlings={})


def test_what_calls_for_nothing_owes_no_first_handling(matter) -> None:
    """Even where it called for it as something else. S1.7"""
    matter.received(category=ILL)
    assert not owes(matter, category=NONE)
    assert not owes(matter, category=NONE, severity=Severity.LOW)


def test_first_handling_that_was_done_for_something_alike_is_done(matter) -> None:
    """What both ask for alike is done once; what they ask for otherwise is not. S1.7"""
    alike = matter.playbook.first_handling(SOUR)
    other = next(
        one for one in matter.playbook.categories if one != SOUR and matter.playbook.first_handling(one) == alike
    )
    matter.received()
    done = {other: matter.now}

    assert first_handled(matter.facts(), matter.case.changed(first_handlings=done)) == matter.now
    assert first_handled(matter.facts(), matter.case.changed(first_handlings={**done, SOUR: None})) == matter.now
    assert first_handled(matter.facts(), matter.case.changed(first_handlings={SOUR: None})) is None
    assert first_handled(matter.facts(), matter.case.changed(first_handlings={ILL: matter.now})) is None


@pytest.mark.parametrize(("category", "asked"), [(LATE, False), (ILL, True)])
def test_what_has_ended_asks_for_nothing_unless_it_is_dangerous(matter, category, asked) -> None:
    """Whoever is content already has it still looked at. S1.7, S4.9"""
    matter.received(category=NONE)
    matter.do(c.Withdraw, by=CUSTOMER)
    matter.case = matter.case.changed(resolved_at=matter.now)
    assert ("first-handling-asked" in called(matter, category=category)) is asked


def test_without_a_category_nothing_is_asked_for(matter) -> None:
    """Nobody knows yet what it takes. S1.7"""
    matter.received(category=None)
    assert "first-handling-asked" not in called(matter, severity=Severity.MAJOR)
    assert e.Registered.name in matter.happened


# ---- a hazard that is none any more ------------------------------------------------------------------------------------
DENIED = "no-hazard"


def denied(matter) -> list[str]:
    """What was brought to a leader because a hazard is said to be none, as it stands."""
    return ["open" if one.open else "decided" for one in matter.case.escalations if one.reason == DENIED]


def test_a_hazard_is_none_by_a_leaders_word_alone(matter) -> None:
    """Somebody says that it is none, before anybody saw to it: the leader decides whether it was one, once at a time. R18"""
    matter.received(category=ILL)
    called(matter, category=NONE, severity=Severity.LOW)
    assert denied(matter) == ["open"]  # beside the poisoning, which is open as well
    called(matter, category=ILL)
    called(matter, category=NONE, severity=Severity.LOW)
    assert denied(matter) == ["open"]

    decided = [attrs.evolve(one, decided_at=matter.now) for one in matter.case.escalations]
    called(matter, category=ILL, escalations=tuple(decided))
    called(matter, category=NONE, severity=Severity.LOW)
    assert denied(matter) == ["decided", "open"]


def test_a_hazard_that_was_brought_to_nobody_is_none_by_a_leaders_word_too(matter) -> None:
    """Whether something else waits for a decision or not. R18"""
    matter.received(category=ILL)
    called(matter, category=NONE, severity=Severity.LOW, escalations=())
    assert denied(matter) == ["open"]


def test_what_was_seen_to_may_turn_out_to_be_none(matter) -> None:
    """Nobody is asked; nor about what was no hazard, nor while it is one still. R18"""
    matter.received(category=ILL)
    matter.do(c.DoFirstHandling, result="已停餐")
    called(matter, category=NONE, severity=Severity.LOW)
    assert denied(matter) == []
    matter.received(category=ILL)
    called(matter, category=SOUR, severity=Severity.MAJOR)
    assert denied(matter) == []
    matter.received(category=SOUR)
    called(matter, category=NONE)
    assert denied(matter) == []


@pytest.mark.parametrize("kind", [Kind.INQUIRY, Kind.PRAISE, Kind.SUGGESTION])
def test_what_is_no_complaint_sends_nobody(matter, kind) -> None:
    """Where nobody may come to harm. S1.7, S2.4"""
    assert what_happens(matter, category=SOUR, kind=kind) == {"registered"}


# ---- elsewhere -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("category", "done", "calls"),
    [
        (ILL, False, {"alarm-raised", "first-handling-asked"}),
        (ILL, True, {"alarm-raised", "first-handling-asked"}),
        (SOUR, False, {"first-handling-asked"}),
        (SOUR, True, set()),
    ],
)
def test_in_another_unit_it_is_called_for_anew(matter, category, done, calls) -> None:
    """What was made safe elsewhere is not safe here; what is no hazard and was seen to is not seen to twice. R18, S1.7"""
    matter.received(category=category)
    if done:
        matter.do(c.DoFirstHandling, result="已处理")
    elsewhere = next(one for one in matter.organisation.units if one != matter.case.unit)
    assert set(called(matter, unit=elsewhere)) & CALLS == calls


def test_who_can_not_be_reached_any_more_is_told_to_a_leader(matter) -> None:
    """Once: not where they never could be. R2"""
    matter.received(category=NONE, customer=Customer.anonymous(no_contact_because="没留"))
    called(matter, category=LATE)
    assert matter.case.escalations == ()
    matter.received(category=NONE)
    called(matter, customer=Customer.anonymous(no_contact_because="没留"))
    assert [one.reason for one in matter.case.escalations] == ["contact-removed"]
    called(matter, category=LATE)
    assert [one.reason for one in matter.case.escalations] == ["contact-removed"]
