"""Several things in one complaint: recorded with it or later, each with its category, its cause, its answer. R7"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Evidence, InvalidInput, Issue, Measure, NotAllowed, Severity
from complaintkit.decision.draft import Draft
from complaintkit.decision.steps.issue import add_issue, check_answered
from complaintkit.model import commands as c
from complaintkit.model.customer import Customer
from complaintkit.model.issue import MOST
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.incident import IncidentRule

RUDE = "送餐员骂人"
UPHELD = ("upheld", "属实")
TWICE = IncidentRule(of=("lot",))
MEASURES = [Measure("换货", who="chen", due=timedelta(hours=2))]
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def both(matter, *, category="service/attitude", **fields):
    """Take sour rice in, and a rude driver with it."""
    return matter.received(issues=[Issue(RUDE, category=category)], **fields)


def ids(case) -> list[tuple[str, str | None]]:
    """Return the issues' numbers and categories."""
    return [(one.id, one.category) for one in case.issues]


# ---- put down --------------------------------------------------------------------------------------------------------
def test_one_complaint_is_one_issue_as_a_rule(matter) -> None:
    """Its own: text, category and cause are those of the case. R7"""
    case = matter.investigated()

    (only,) = case.issues
    assert (only.id, only.text, only.category, only.root_cause) == ("1", case.text, case.category, case.root_cause)
    assert case.undecided == ()


def test_what_is_said_at_once_is_put_down_with_it(matter) -> None:
    """Each with its category, in the customer's words. R7"""
    case = both(matter)

    assert ids(case) == [("1", "food/sensory"), ("2", "service/attitude")]
    assert case.issues[1].text == RUDE
    assert matter.event("issue-raised").issue == "2"


@pytest.mark.parametrize("state", ["received", "investigating", "plan-offered", "executing"])
def test_what_is_said_later_is_added(matter, state) -> None:
    """At any time before the answer, and the case stays where it is. R7"""
    matter.received() if state == "received" else matter.investigated()
    if state in ("plan-offered", "executing"):
        matter.offered()
    if state == "executing":
        matter.answered(accepted=True)
    before = matter.case.state

    case = matter.do(c.RaiseIssue, text=RUDE, category="service/attitude")

    assert (case.state, ids(case)[-1]) == (before, ("2", "service/attitude"))


def test_whoever_hears_it_may_put_it_down_and_the_owner_hears_of_it(matter) -> None:
    """Nobody's words are lost because of whom they reach. S2.1"""
    matter.investigated()

    case = matter.do(c.RaiseIssue, by="li", text=RUDE)

    assert [one.text for one in case.unanswered] == [RUDE]
    assert not matter.do(c.RaiseIssue, by="chen", text="汤也是凉的").unanswered[1:]


def test_after_the_result_it_begins_the_next_round(matter) -> None:
    """What comes to light then is handled, too. R7, R8"""
    matter.resolved()

    case = matter.do(c.RaiseIssue, text=RUDE)

    assert (case.state.value, case.cycle, [one.id for one in case.undecided]) == ("investigating", 2, ["2"])


@pytest.mark.parametrize("kind", ["inquiry", "praise", "suggestion"])
def test_only_a_complaint_has_several(matter, kind) -> None:
    """What is none becomes one first. R7, R5"""
    with pytest.raises(InvalidInput) as refused:
        both(matter, kind=kind)
    assert refused.value.field == "issues[0]"
    matter.received(kind=kind)
    with pytest.raises(NotAllowed) as not_yet:
        matter.do(c.RaiseIssue, text=RUDE)
    assert (not_yet.value.rule, not_yet.value.allowed) == ("R7", ("reclassify", "note"))


def test_an_unknown_category_is_refused(matter) -> None:
    """At receipt as later. R7"""
    with pytest.raises(InvalidInput) as refused:
        both(matter, category="rudeness")
    assert refused.value.field == "issues[0].category"
    matter.received()
    with pytest.raises(InvalidInput):
        matter.do(c.RaiseIssue, text=RUDE, category="rudeness")


def test_there_is_an_end_to_it(matter) -> None:
    """More than twenty are several complaints. R7"""
    with pytest.raises(InvalidInput) as refused:
        matter.received(issues=[Issue(RUDE)] * MOST)
    assert refused.value.field == "issues"
    matter.received(issues=[Issue(RUDE)] * (MOST - 1))
    with pytest.raises(InvalidInput, match=f"{MOST + 1} are too many") as refused:
        matter.do(c.RaiseIssue, text=RUDE)
    assert refused.value.field == "text"


# ---- the gravest leads -----------------------------------------------------------------------------------------------
def test_the_gravest_is_what_the_case_is_handled_as(matter) -> None:
    """A poisoning behind a rude word raises its alarm, with first handling; the other keeps its category and cause. R7, R18"""
    matter.received(category="service/attitude")
    matter.do(c.RecordFacts, facts="属实", root_cause="staff/training")
    matter.do(c.RaiseIssue, text="吃了肚子疼", category="food/illness")

    case = matter.case
    assert (case.category, case.lead, case.root_cause) == ("food/illness", "2", None)
    assert ids(case) == [("1", "service/attitude"), ("2", "food/illness")]
    assert (case.issues[0].root_cause, case.issues[1].root_cause) == ("staff/training", None)
    assert case.alarms == ("food/illness",)
    assert "food/illness" in case.first_handlings


def graver(matter, category, **changes) -> None:
    """Change one category of the playbook, of which nothing else is grave."""
    plain = {"alarm": (), "incident": None, "severity": None, "first": None}
    known = {name: attrs.evolve(one, **plain) for name, one in matter.playbook.categories.items()}
    matter.rule(categories={**known, category: attrs.evolve(known[category], **changes)})


@pytest.mark.parametrize(
    ("category", "changes", "leads"),
    [
        ("contract", {}, False),
        ("contract", {"severity": Severity("low")}, False),
        ("contract", {"severity": Severity("normal")}, True),
        ("contract", {"alarm": ("duty-manager",)}, True),
        ("contract", {"incident": TWICE}, True),
        (None, {}, False),
    ],
)
def test_whatever_makes_a_category_grave_lets_it_lead(matter, category, changes, leads) -> None:
    """An alarm, several being an incident, its severity above low; what has none of them is as grave as no category. R18"""
    graver(matter, "contract", **changes)
    matter.received(category="other")

    assert (matter.do(c.RaiseIssue, text=RUDE, category=category).lead == "2") is leads


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"severity": Severity("major")}, {"alarm": ("duty-manager",)}),
        (
            {"severity": Severity("major")},
            {"incident": TWICE},
        ),
        ({"incident": TWICE}, {"alarm": ("duty-manager",)}),
        ({"severity": Severity("low")}, {"severity": Severity("normal")}),
    ],
)
@pytest.mark.parametrize("ahead", [True, False])
def test_an_alarm_goes_before_an_incident_and_both_before_severity(matter, first, second, ahead) -> None:
    """The graver leads, whichever is said first. R7, R18"""
    graver(matter, "contract", **(first if ahead else second))
    other = attrs.evolve(matter.playbook.categories["other"], **(second if ahead else first))
    matter.rule(categories={**matter.playbook.categories, "other": other})
    matter.received(category="contract")

    assert (matter.do(c.RaiseIssue, text=RUDE, category="other").lead == "2") is ahead


def test_a_category_that_is_named_is_graver_than_none_only_where_it_is_grave(matter) -> None:
    """Of a case without a category the playbook's plainest leads nothing. R7"""
    graver(matter, "contract", severity=Severity("normal"))
    matter.received(category=None)
    assert matter.do(c.RaiseIssue, text=RUDE, category="other").lead == "1"
    assert matter.do(c.RaiseIssue, text=RUDE, category="contract").lead == "3"


def test_who_handled_what_the_case_was_first_is_sent_to_it(matter) -> None:
    """Where what is said now leads, the first handling beside it is of what led before. S1.7, R7"""
    matter.received(category="service/delivery-late")
    first = matter.playbook.first_handling("service/delivery-late")
    matter.case = matter.case.changed(first_handlings={})

    case = matter.do(c.RaiseIssue, text="吃了肚子疼", category="food/illness")

    assert case.category == "food/illness"
    assert [first.do["zh"] in one.what for one in case.dispatches] == [True]


@pytest.mark.parametrize(
    ("category", "done", "quiet", "sent"),
    [
        ("hygiene", {}, False, 1),
        ("hygiene", {"hygiene": None}, False, 1),
        ("hygiene", {"hygiene": NOW}, False, 0),
        ("hygiene", {}, True, 0),
        ("service/hotline", {}, False, 0),
        ("contract", {}, False, 0),
        (None, {}, False, 0),
    ],
)
def test_nobody_is_sent_for_what_was_handled_or_is_handled_anyway(matter, category, done, quiet, sent) -> None:
    """The same first handling as the case's, one that was done, or none; nor where history is recorded. S1.7, R15"""
    matter.received(category="service/attitude")
    matter.case = matter.case.changed(first_handlings=done)
    matter.known["quiet"] = quiet
    draft = Draft(matter.facts(), matter.case, lambda draft, line: None)

    add_issue(draft, Issue(RUDE, category=category), field="text")

    assert len(draft.case.dispatches) == sent


def test_whoever_handles_another_issue_first_is_sent(matter) -> None:
    """First handling of each type: the case asks for one, and whoever does the other is sent, once. S1.7, R7"""
    matter.received(category="service/attitude")
    first = matter.playbook.first_handling("food/sensory")

    case = matter.do(c.RaiseIssue, text="饭是酸的", category="food/sensory")

    (sent,) = case.dispatches
    assert (case.category, sent.who in matter.structure.holders(first.by, case.unit)) == ("service/attitude", True)
    assert first.do["zh"] in sent.what
    assert len(matter.do(c.RaiseIssue, text="菜也是酸的", category="food/temperature").dispatches) == 1


# ---- causes and answers ----------------------------------------------------------------------------------------------
def test_each_issue_has_its_cause(matter) -> None:
    """That of the case by `root_cause`, others by their numbers; an unknown one is refused. S0.6, R7"""
    both(matter)
    matter.do(c.RecordFacts, facts="属实", root_cause="storage/temperature", causes={"2": "staff/training"})

    assert [one.root_cause for one in matter.case.issues] == ["storage/temperature", "staff/training"]
    for causes, field in (({"3": "staff/training"}, "causes.3"), ({"2": "no-such"}, "causes.2")):
        with pytest.raises(InvalidInput) as refused:
            matter.do(c.RecordFacts, facts="属实", causes=causes)
        assert refused.value.field == field


def test_it_does_not_end_while_one_is_unanswered(matter) -> None:
    """The refusal names what is not answered; what was decided with the plan needs no second word. R7"""
    both(matter)
    matter.do(c.Assess, severity="normal", approach="核实")
    matter.do(c.RecordFacts, facts="属实", heard=["hu"], evidence=[Evidence("照片", where="厨房")])
    measures = [Measure("换货", who="chen", due=timedelta(hours=2))]
    matter.do(c.OfferPlan, measures=measures, decisions={"1": UPHELD})
    matter.answered(accepted=True)
    with pytest.raises(InvalidInput) as refused:
        matter.do(c.Resolve, result="已换货", apology=True)
    assert refused.value.field == "decisions.2"
    assert RUDE in str(refused.value)

    case = matter.do(c.Resolve, result="已换货", apology=True, decisions={"2": ("partly", "语气生硬，没有骂人")})

    assert [(one.decision, one.reasons) for one in case.issues] == [UPHELD, ("partly", "语气生硬，没有骂人")]
    assert case.undecided == ()


def test_words_that_were_erased_are_no_reason_to_answer_less(matter) -> None:
    """The refusal names the number, and a dash for the words. R7, R21"""
    both(matter)
    raised = tuple(attrs.evolve(one, text=None) for one in matter.case.raised)
    matter.case = matter.case.changed(raised=raised)

    with pytest.raises(InvalidInput, match=r"2\) -"):
        matter.do(c.Settle, facts="换货", agreed="in-person", decisions={"1": UPHELD})


def test_what_became_no_complaint_needs_no_answers(matter) -> None:
    """A question of several things is answered at once. R7, S3.2"""
    both(matter)
    matter.case = matter.case.changed(kind=Kind.INQUIRY)

    check_answered(matter.case, {})


@pytest.mark.parametrize("command", [c.Settle, c.OfferPlan])
def test_nothing_is_decided_on_what_was_not_said(matter, command) -> None:
    """An issue of another number is refused by it. R7"""
    both(matter)
    matter.do(c.Assess, severity="normal", approach="核实")
    matter.do(c.RecordFacts, facts="属实", heard=["hu"])
    fields: dict[type[c.Command], dict[str, Any]] = {
        c.Settle: {"facts": "换货", "agreed": "in-person"},
        c.OfferPlan: {"measures": MEASURES},
    }

    with pytest.raises(InvalidInput) as refused:
        matter.do(command, **fields[command], decisions={"3": UPHELD})
    assert refused.value.field == "decisions.3"


def test_settled_on_the_spot_each_is_decided_too(matter) -> None:
    """One step, with a word on each; a single issue takes none. R7, R17"""
    both(matter, customer=Customer(name="王芳", phone="13800138000"))
    with pytest.raises(InvalidInput) as refused:
        matter.do(c.Settle, facts="换货", agreed="in-person", decisions={"1": UPHELD})
    assert refused.value.field == "decisions.2"

    case = matter.do(c.Settle, facts="换货", agreed="in-person", decisions={"1": UPHELD, "2": UPHELD})

    assert (case.state.value, [one.decision for one in case.issues]) == ("resolved", ["upheld", "upheld"])


def test_several_are_not_explained_away_at_once(matter) -> None:
    """A misunderstanding is one of them; the others have their own answer. R7, S4.8"""
    both(matter)
    with pytest.raises(NotAllowed) as refused:
        matter.do(c.ClearUp, explanation="是当地风味")
    assert refused.value.rule == "R7"


@pytest.mark.parametrize("by", ["luo", "chen"])
def test_what_an_issue_completes_is_the_desks_doing(matter, by) -> None:
    """Whoever puts the words down, also whom it is about, who registers nothing of it. R6, S0.4"""
    matter.received(category=None, about_staff="luo")
    assert matter.case.missing == ("category",)
    case = matter.do(c.RaiseIssue, by=by, text="还有虫子", category="food/foreign-body")
    assert case.missing == ()
    assert [line.by for line in matter.draft.lines if line.event.name == "completed"] == ["system:desk"]
