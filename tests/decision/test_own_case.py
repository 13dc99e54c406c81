"""Nothing that a case owes ends, or is put off, by whoever it is about: whatever they may say or ask of it. R6"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaintkit import Docket, NotAllowed, NotResponsible
from complaintkit.decision import allowed
from complaintkit.model import commands as c
from complaintkit.model.commands import commands

STATES = "received registered assessed investigating plan-offered executing resolved cleared-up withdrawn".split()
ABOUT = "sun"
SOON = timedelta(days=3)
OF_THE_END = {"survey", "archive", "next-step"}
"""What is owed when the work is over: a next round, which anybody may call for, owes all of it again. R8"""


def brought(matter: Any, state: str) -> None:
    """Bring a complaint about sun into a state, with all that can be owed beside: to an authority, by who was sent, upwards."""
    matter.received(category=None if state == "received" else "food/sensory", about_staff=ABOUT)
    if state not in ("received", "registered"):
        matter.do(c.Assess, severity="low", approach="核实")
    if state not in ("received", "registered", "assessed"):
        matter.do(c.RecordFacts, facts="在室温放了两小时", heard=["hu"])
    if state in ("plan-offered", "executing", "resolved"):
        matter.offered()
    if state in ("executing", "resolved"):
        matter.answered(accepted=True)
    if state == "resolved":
        matter.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")})
    if state == "cleared-up":
        matter.do(c.ClearUp, explanation="是当地风味")
    if state == "withdrawn":
        matter.do(c.Withdraw, reason="算了")
    matter.do(c.AskAdvice, of=ABOUT, question="当时怎样")
    matter.do(c.AskAdvice, of="luo", question="能退吗")
    matter.do(c.Dispatch, who="dong", what="取回餐箱")
    matter.do(c.Escalate, reason="beyond-authority")
    matter.do(c.RecordDocket, docket=Docket("D-1", authority="court", answer_by=matter.now + SOON, answerer="chen"))
    matter.do(c.HearCustomer, text="还没有解决", via="phone")


def owing(case: Any) -> dict[tuple[str, str], Any]:
    """What the case owes now, with its date or whose it is: what runs, what is before somebody, words, what others were asked."""
    running = {("deadline", one.id): one.due_at for one in case.deadlines if one.state == "running"}
    asked = {("advice", one.id): None for one in case.advice if one.answered_at is None and one.of != ABOUT}
    sent = {("dispatch", one.id): None for one in case.dispatches if one.done_at is None and one.who != ABOUT}
    return {
        **running,
        **asked,
        **sent,
        **{("matter", one.id): None for one in case.escalations if one.open},
        **{("words", one.id): None for one in case.unanswered},
        **{("docket", one.docket.number): one.docket.answerer for one in case.authority_cases if one.open},
    }


def ways(matter: Any) -> dict[str, list[dict[str, Any]]]:
    """Each way in which somebody could try to be rid of something, by what they may do at all."""
    said, later = [{"text": "没事了"}], matter.now + 100 * SOON
    dockets = [
        Docket("D-1", authority="court", answer_by=later, answerer="chen"),
        Docket("D-1", authority="court", answerer="chen"),
        Docket("D-1", authority="court", answer_by=matter.now + SOON, answerer="luo"),
        Docket("D-1", authority="court", answer_by=matter.now + SOON, answerer="chen", dated=matter.now),
        Docket("D-2", authority="court", answer_by=later),
    ]
    return {
        **dict.fromkeys(("note", "raise-issue", "mark-second-grievance", "object"), said),
        "hear-customer": [{"text": "满意", "via": "phone"}],
        "ask-advice": [{"of": "ma", "question": "能退吗"}],
        "dispatch": [{"who": "peng", "what": "取样"}, {"who": "dong", "what": "不用去了"}],
        "escalate": [{"reason": "legal"}, {"reason": "several-affected"}],
        "record-docket": [{"docket": one} for one in dockets],
        "record-outcome": [{"outcome": "withdrawn"}, {"outcome": "upheld", "docket": "D-1"}],
        "give-advice": [{"advice": matter.case.advice[0].id, "answer": "当时不在"}],
    }


@pytest.mark.parametrize("state", STATES)
def test_nothing_owed_ends_or_is_put_off_by_whom_it_is_about(matter, state) -> None:
    """Whatever they are let do, in every state: what the case owed it owes after, not later, nor by somebody else. R6, R15"""
    brought(matter, state)
    before, owed = (matter.case, matter.draft), owing(matter.case)
    shown = allowed(matter.case, matter.facts(by=ABOUT))
    tried = ways(matter)
    assert shown <= tried.keys()
    for word, given in [(word, given) for word, each in tried.items() for given in each]:
        matter.case, matter.draft = before
        try:
            matter.do(commands()[word], by=ABOUT, **given)
        except (NotAllowed, NotResponsible):
            continue
        assert word in shown
        anew = matter.case.resolved_at is None and before[0].resolved_at is not None
        same = {key: at for key, at in owed.items() if not (anew and key[1].rpartition("-")[0] in OF_THE_END)}
        assert same.items() <= owing(matter.case).items(), (word, given)


def test_how_it_ended_at_an_authority_is_for_others_to_say(matter) -> None:
    """It ends what is owed there: whoever it is about says it to nobody's list. R6, R19"""
    brought(matter, "investigating")
    for actor, may in ((ABOUT, False), ("luo", True), ("chen", True)):
        assert ("record-outcome" in allowed(matter.case, matter.facts(by=actor))) is may


def test_an_authoritys_date_is_put_off_from_above(matter) -> None:
    """As every date: whoever owes the answer says it to nobody's advantage but the leader's; sooner is free. R15, R19, S3.1"""
    brought(matter, "investigating")
    before = matter.case, matter.draft
    for days, actor, may in (
        (9, "chen", False),
        (9, "luo", False),
        (9, "shen", True),
        (2, "luo", True),
        (None, "chen", False),
        (None, "shen", True),
    ):
        matter.case, matter.draft = before
        until = matter.now + timedelta(days=days) if days else None
        new = Docket("D-1", authority="court", answer_by=until, answerer="chen")
        if not may:
            with pytest.raises(NotResponsible):
                matter.do(c.RecordDocket, by=actor, docket=new)
            continue
        matter.do(c.RecordDocket, by=actor, docket=new)
        running = [one for one in matter.case.deadlines if one.name == "authority-answer" and one.state == "running"]
        assert [one.due_at for one in running] == ([until] if until else [])
