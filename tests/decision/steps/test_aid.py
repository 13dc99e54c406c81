"""Help that is no handover: advice, and somebody sent to look; what a category sends for by itself. F5, S1.7, S3.2, S4.9"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import ConflictError, Item, Money, NotAllowed, NotFound, Remedy, Severity
from complaintkit.decision import allowed
from complaintkit.decision.advice import NO_ADVICE, Advice, Reading
from complaintkit.decision.duty import owed_on
from complaintkit.decision.people.routing import people_there
from complaintkit.model import commands as c
from complaintkit.model.duty import DutyKind
from complaintkit.model.errors import InvalidInput
from complaintkit.playbook.condition import Condition

RICE = Item(name="米饭", lot="L2291", paid=Money(30, "CNY"))


def asked(matter, *people):
    """Ask and send these people."""
    matter.received()
    for one in people:
        matter.do(c.AskAdvice, of=one, question="怎么看？")
        matter.do(c.Dispatch, who=one, what="去看看")
    return matter.case


# ---- asked and sent --------------------------------------------------------------------------------------------------
def test_somebody_is_asked_and_somebody_is_sent(matter) -> None:
    """Before anything else is known, and nobody else is accountable for it. F5"""
    case = asked(matter, "li")

    advice, sent = case.advice[0], case.dispatches[0]
    assert (advice.of, advice.asked_by, advice.question, advice.asked_at) == ("li", "chen", "怎么看？", matter.now)
    assert (sent.who, sent.by, sent.what, sent.at) == ("li", "chen", "去看看", matter.now)
    assert case.owner == "chen"


def test_whom_it_turned_out_to_be_about_still_says_what_they_were_asked(matter) -> None:
    """It is their own statement; what they were sent to look at the leader above does. R6, F5"""
    case = asked(matter, "hu")
    matter.case = case.changed(about_staff="hu")

    matter.do(c.GiveAdvice, by="hu", advice=case.advice[0].id, answer="好")
    matter.do(c.ReportDispatch, by="shen", dispatch=case.dispatches[0].id, result="看过了")


@pytest.mark.parametrize(
    ("command", "fields"),
    [(c.AskAdvice, {"of": "nobody", "question": "?"}), (c.Dispatch, {"who": "nobody", "what": "?"})],
)
def test_only_who_works_here_is_asked(matter, command, fields) -> None:
    """A slip of the keyboard sends nobody. F5"""
    matter.received()

    with pytest.raises(InvalidInput, match="does not work here"):
        matter.do(command, **fields)


def test_each_answers_for_themselves_and_once(matter) -> None:
    """Of two who were asked each has their own; neither answers the other's, nor twice. S3.2"""
    case = asked(matter, "li", "hu")
    mine, theirs = case.advice

    with pytest.raises(NotAllowed):
        matter.do(c.GiveAdvice, by="hu", advice=mine.id, answer="换")
    with pytest.raises(NotFound):
        matter.do(c.GiveAdvice, by="hu", advice="X-a1", answer="换")
    case = matter.do(c.GiveAdvice, by="li", advice=mine.id, answer="换")
    assert [(one.answer, one.answered_at) for one in case.advice] == [("换", matter.now), (None, None)]
    with pytest.raises(ConflictError):
        matter.do(c.GiveAdvice, by="li", advice=mine.id, answer="换")
    assert matter.do(c.GiveAdvice, by="hu", advice=theirs.id, answer="退").advice[1].answer == "退"


def test_each_reports_for_themselves_and_once(matter) -> None:
    """As with advice. S4.9"""
    case = asked(matter, "li", "hu")
    mine, theirs = case.dispatches

    with pytest.raises(NotAllowed):
        matter.do(c.ReportDispatch, by="hu", dispatch=mine.id, result="正常")
    case = matter.do(c.ReportDispatch, by="li", dispatch=mine.id, result="正常")
    assert [(one.result, one.done_at) for one in case.dispatches] == [("正常", matter.now), (None, None)]
    with pytest.raises(ConflictError):
        matter.do(c.ReportDispatch, by="li", dispatch=mine.id, result="正常")
    assert matter.do(c.ReportDispatch, by="hu", dispatch=theirs.id, result="酸").dispatches[1].result == "酸"


# ---- what follows from what was found --------------------------------------------------------------------------------
def sent(matter) -> list[tuple[str, str]]:
    """Who was sent to do what."""
    return [(one.who, one.what) for one in matter.case.dispatches]


def found(matter, abnormal="yes", **fields):
    """Record the facts."""
    matter.received(items=[RICE], **fields)
    return matter.do(c.RecordFacts, facts="放了两小时", fields={"abnormal": abnormal})


def test_what_is_abnormal_is_taken_back_and_inspected(matter) -> None:
    """At once, by those who are there: told which lot it is. S4.9"""
    found(matter)

    assert sent(matter) == [
        ("peng", "立即撤回并更换，异常食品不得再供应：米饭\xa0L2291"),
        ("li", "检查同批次及同类食品：米饭\xa0L2291"),
    ]
    assert "dispatched" in matter.happened


@pytest.mark.parametrize("why", ["normal", "inquiry", "no-category", "history"])
def test_nobody_is_sent_for_nothing(matter, why) -> None:
    """Where nothing was wrong, nothing is complained of, or it is long past. S4.9"""
    matter.known["quiet"] = why == "history"
    category = None if why == "no-category" else "food/sensory"

    found(
        matter,
        "no" if why == "normal" else "yes",
        kind="inquiry" if why == "inquiry" else "complaint",
        category=category,
    )

    assert sent(matter) == []


def test_nobody_is_sent_twice_for_the_same(matter) -> None:
    """Whoever finds it again. S4.9"""
    found(matter)
    matter.do(c.RecordFacts, facts="又查了一遍", fields={"abnormal": "yes"})

    assert len(sent(matter)) == 2
    matter.do(c.Dispatch, who="hu", what="去看看")
    matter.do(c.RecordFacts, facts="再查一遍", fields={"abnormal": "是"})
    assert len(sent(matter)) == 3


def test_what_was_replaced_on_the_spot_is_inspected_too(matter) -> None:
    """Though the customer is content already; what was offered and refused sends nobody. S4.9"""
    matter.received(items=[RICE])
    matter.do(c.Settle, facts="当场换货", agreed="in-person", remedies=[Remedy.replacement(RICE)])
    assert [who for who, _ in sent(matter)] == ["li"]

    matter.investigated(items=[RICE])
    matter.offered(Remedy.replacement(RICE))
    matter.answered(accepted=False)
    matter.do(c.RecordFacts, facts="再查一遍")

    assert sent(matter) == []


def rows(matter, **when) -> None:
    """Let the category send for somebody under these conditions."""
    food = matter.playbook.categories["food/sensory"]
    rule = next(iter(food.follows.values()))
    conditions = tuple(Condition(fact=fact.replace("_", "-"), values=values) for fact, values in when.items())
    follows = {"it": attrs.evolve(rule, when=conditions)}
    matter.rule(categories={**matter.playbook.categories, "food/sensory": attrs.evolve(food, follows=follows)})


@pytest.mark.parametrize(
    ("when", "goes"),
    [
        ({"severity": ("high", "low")}, True),
        ({"severity": ("major",)}, False),
        ({"root_cause": ("storage",)}, True),
        ({"root_cause": ("storage/time",)}, True),
        ({"root_cause": ("storage/temperature",)}, False),
        ({"root_cause": ("kitchen",)}, False),
        ({"severity": ("low",), "root_cause": ("kitchen",)}, False),
    ],
)
def test_a_category_says_when(matter, when, goes) -> None:
    """By severity, cause, fields or what was given; all of its conditions. S4.9"""
    rows(matter, **when)
    matter.received()
    matter.do(c.Assess, severity="low", approach="核实")

    matter.do(c.RecordFacts, facts="放了两小时", root_cause="storage/time")

    assert bool(sent(matter)) is goes


def test_what_is_not_known_is_no_condition_that_holds(matter) -> None:
    """Facts without a cause send nobody for one. S4.9"""
    rows(matter, root_cause=("storage",))
    matter.received()

    matter.do(c.RecordFacts, facts="放了两小时")

    assert sent(matter) == []


def test_who_is_sent_is_told_in_their_language(matter) -> None:
    """The first that they read, else the playbook's; without goods only what to do. S4.9"""
    matter.seated("peng", languages=("en",))
    found(matter)
    assert sent(matter)[0][1].startswith("Take it back")

    matter.received()
    matter.do(c.RecordFacts, facts="放了两小时", fields={"abnormal": "yes"})
    assert sent(matter)[1] == ("li", "检查同批次及同类食品")


def test_somebody_is_there_at_any_hour(matter) -> None:
    """Who is present of those who hold the role; else whom the roster names. R18"""
    matter.received()
    assert people_there(matter.facts(), matter.case, "delivery") == ("peng",)
    assert people_there(matter.facts(), matter.case, "quality") == ("li",)  # on a Saturday ma is off
    matter.until("2026-11-23T06:00+08:00")
    assert people_there(matter.facts(), matter.case, "quality") == ("ma",)


# ---- advice of plugins -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("category", "confidence", "sure"),
    [("food", 0.49, False), ("food", 0.5, True), ("food", 1.0, True), (None, 1.0, False)],
)
def test_a_reading_counts_where_it_is_as_likely_as_not(category, confidence, sure) -> None:
    """And names a category; the first such one. S1.6"""
    reading = Reading(reader="words", category=category, confidence=confidence)

    assert reading.is_sure is sure
    assert Advice(readings=(Reading(reader="none"), reading)).about == (reading if sure else None)
    assert NO_ADVICE.about is None
    assert Reading(reader="x", severity=Severity.HIGH).severity is Severity.HIGH


# ---- R6 --------------------------------------------------------------------------------------------------------------
def test_whom_it_is_about_is_not_sent_to_look(matter) -> None:
    """They look into nothing of it, so nobody sends them; a business of one sends whom it has. R6"""
    matter.investigated(about_staff="dong")
    with pytest.raises(InvalidInput) as refused:
        matter.do(c.Dispatch, who="dong", what="取回餐箱")
    assert refused.value.field == "who"

    matter.only("chen")
    matter.case = matter.case.changed(about_staff="chen")
    assert matter.do(c.Dispatch, who="chen", what="取回餐箱").dispatches


@pytest.mark.parametrize("sent", ["dong", "li", "fang", "shen"])
def test_a_report_is_owed_by_somebody_else_once_it_turns_out_to_be_about_whom_was_sent(matter, sent) -> None:
    """What they were sent for falls to the leader above them, who sees it, has it as a duty, and may report. R6, S4.9"""
    matter.investigated()
    matter.do(c.Dispatch, who=sent, what="取回餐箱")
    matter.do(c.Correct, reason="看错了", about_staff=sent)

    (duty,) = [one for one in owed_on(matter.facts(), matter.case) if one.what is DutyKind.DISPATCH]
    assert duty.staff != sent
    assert "report-dispatch" in allowed(matter.case, matter.facts(by=duty.staff))
    matter.do(c.ReportDispatch, by=duty.staff, dispatch=duty.ref, result="已取回")
    assert matter.case.dispatches[-1].done_at
