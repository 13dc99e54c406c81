"""A refusal names what this person can do instead, else who takes the step that comes first: no button that they don't have. R20"""

from __future__ import annotations

import pytest

from complaintkit import NotAllowed, System
from complaintkit.decision import allowed
from complaintkit.decision.permission.guard import obstacle, refusal, within_reach
from complaintkit.decision.refusal import stranger
from complaintkit.decision.tables.effect import DEEDS
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import State
from complaintkit.model.wording import COMMANDS, word_in

STANDING = ["chen", "shen", "fang", "zhou", "sun", "wu", "li", "luo", "dong", "hu", System("nightly"), CUSTOMER]
PLAIN = {"received": "received", "investigated": "investigated", "offered": "investigated", "resolved": "resolved"}


def at(matter, where):
    """The case on its way."""
    getattr(matter, PLAIN[where])()
    if where == "offered":
        matter.offered()


def said(refused: NotAllowed) -> str:
    """The reason in English."""
    return str(refused.data["reason"])


@pytest.mark.parametrize("by", STANDING, ids=str)
@pytest.mark.parametrize("state", State)
def test_what_it_names_is_theirs(matter, state, by) -> None:
    """Every command refused in every state, to whoever stands how to the case. R20"""
    matter.received()
    matter.eventful()
    case, facts = matter.case.changed(state=state), matter.facts(by=by)
    theirs = allowed(case, facts)
    for word in DEEDS.keys() - theirs:
        refused = refusal(facts, case, word)
        assert not isinstance(refused, NotAllowed) or set(refused.allowed) <= theirs


@pytest.mark.parametrize("where", PLAIN)
@pytest.mark.parametrize("by", STANDING, ids=str)
def test_where_nothing_of_it_is_theirs_it_says_whose(matter, where, by) -> None:
    """The step that comes first, and somebody who can take it; to a customer nothing of who does what here. R20, F1"""
    at(matter, where)
    case, facts = matter.case, matter.facts(by=by)
    here = matter.organisation.staff
    for word in DEEDS.keys() - allowed(case, facts):
        first, refused = obstacle(facts, case, word), refusal(facts, case, word)
        if not isinstance(first, NotAllowed) or not isinstance(refused, NotAllowed):
            continue
        if refused.allowed or not first.allowed or by == CUSTOMER:
            assert said(refused) == said(first)
            continue
        able = [(one, staff) for one in first.allowed for staff in here if one in allowed(case, matter.facts(by=staff))]
        named = [f"first {word_in(COMMANDS, one)}, by {staff}" for one, staff in able]
        assert any(said(refused).endswith(one) for one in named) or not able
        assert said(refused).startswith(said(first))


def test_it_names_the_state_in_which_it_was_refused(matter) -> None:
    """Where whoever refused named none, that of the case. R20"""
    case, facts = matter.received(), matter.facts()
    for named, says in (("", "registered"), ("archived", "archived")):
        refused = within_reach(facts, case, NotAllowed(command="note", reason="not now", state=named))
        assert refused.state == says


def test_the_owner_is_told_who_rules(matter) -> None:
    """After two declines only the leader can: F3"""
    matter.investigated()
    for one in ("li", "dong"):
        case = matter.do(c.OfferHandover, to=one, reason="supplier-side")
        matter.do(c.DeclineHandover, by=one, handover=case.handover.id, reason="overloaded")
    with pytest.raises(NotAllowed, match="first rule-handover, by shen") as refused:
        matter.do(c.OfferHandover, to="hu", reason="supplier-side")
    assert refused.value.allowed == ()
    assert refused.value.user_message("zh").endswith("请先由沈国栋裁定负责人。")
    matter.do(c.RuleHandover, by="shen", to="hu", ruling="由你负责")


def test_what_a_step_refuses_names_theirs_too(matter) -> None:
    """Not the guard alone: a field that would do more than the command is refused with what is possible. R6"""
    matter.investigated()
    matter.do(c.Correct, reason="客户说的是他", about_staff="luo")
    matter.do(c.AskAdvice, of="luo", question="怎么看？")
    with pytest.raises(NotAllowed) as refused:
        matter.do(c.Reclassify, by="luo", kind="inquiry", reason="看错了")
    assert refused.value.allowed
    assert set(refused.value.allowed) <= allowed(matter.case, matter.facts(by="luo"))


@pytest.mark.parametrize(
    ("typed", "also", "said"),
    [
        ("chne", "", "Did you mean 'chen'?"),
        ("chne", phrase("Check the date."), "Did you mean 'chen'? Check the date."),
    ],
)
def test_who_is_mistyped_hears_who_is_near_and_what_else_to_do(typed, also, said) -> None:
    """Where there is anything else. R20"""
    refused = stranger(typed, ["chen", "wu"], field="to", also=also)

    assert str(refused.next_step) == said
