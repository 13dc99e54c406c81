"""Who may do what, from the table of effects: every command in every state, for whoever stands how to the case. R6, R20, F2-F9"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaintkit import NotAllowed, State
from complaintkit.decision import allowed
from complaintkit.decision.permission.guard import check_contact
from complaintkit.decision.tables.effect import DEEDS, OWN_CASE, Effect
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.commands import commands

OWNERS = set(
    "acknowledge ask-approval assess clear-up correct do-first-handling offer-plan order-remedy reclassify record-answer"
    " record-facts refer reverse-remedy settle tell wait-for-customer withdraw".split()
)
ANYBODYS = set(
    "ask-advice dispatch escalate hear-customer raise-issue link mark-second-grievance note record-docket unlink".split()
)
GIVERS = {"give-remedy"}  # whoever a role lets settle
INVESTIGATORS = {"record-facts", "do-first-handling"}
# Written from the requirements: by whom, standing how, what may be done to a case that is investigated, offered and escalated.
MATRIX = {
    "chen": ("the owner", OWNERS | ANYBODYS | GIVERS),
    "shen": ("whom it was brought to, a leader", OWNERS | ANYBODYS | GIVERS | {
        "rule-handover", "extend-deadline", "receive-escalation", "adjourn-meeting", "decide-meeting"}),
    "fang": ("the leader's leader", OWNERS - {"ask-approval"} | ANYBODYS | GIVERS | {"rule-handover", "extend-deadline"}),
    "li": ("the receiver of the offer", ANYBODYS | GIVERS | {"accept-handover", "decline-handover"}),
    "luo": ("the adviser", ANYBODYS | GIVERS | INVESTIGATORS | {"give-advice"}),
    "dong": ("who was sent", ANYBODYS | GIVERS | INVESTIGATORS | {"report-dispatch"}),
    # another of the role that takes food first (S4.6): chen, of that role, has it, and one person is accountable (F1)
    "zhou": ("who takes such matters first", ANYBODYS | GIVERS | INVESTIGATORS),
    "sun": ("a colleague", ANYBODYS | GIVERS),
    "gu": ("somebody of another unit", set()),
    "nobody": ("a stranger", set()),
    CUSTOMER: ("the customer", {"hear-customer", "withdraw"}),
}  # fmt: skip


@pytest.fixture
def busy(matter):
    """A case that is investigated, offered to li, escalated; luo was asked for advice, dong sent to look."""
    matter.investigated()
    matter.do(c.AskAdvice, of="luo", question="能退吗")
    matter.do(c.Dispatch, who="dong", what="取回餐箱")
    matter.do(c.OfferHandover, to="li", reason="supplier-side")
    matter.do(c.Escalate, reason="beyond-authority")
    matter.eventful()
    return matter


# ---- who stands how --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("actor", MATRIX)
def test_who_may_do_what(busy, actor) -> None:
    """A button that is shown can be pressed, and no possible button is missing."""
    assert set(allowed(busy.case, busy.facts(by=actor))) == MATRIX[actor][1]


# ---- R6 --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("about", ["chen", "shen", "li", "luo", "dong"])
def test_whom_it_is_about_has_no_part_in_it(busy, about, state) -> None:
    """However they stand to the case, and in whatever state: but for their statement, and settling on the spot. R6, R17"""
    case = busy.case.changed(about_staff=about, state=state)

    own = allowed(case, busy.facts(by=about)) - {"settle"}

    assert all(DEEDS[word].effects.isdisjoint(OWN_CASE) for word in own)


ABOUT = {
    "chen": ANYBODYS - {"link", "unlink"} | {"settle"},
    "shen": ANYBODYS - {"link", "unlink"} | {"settle"},
    "li": ANYBODYS - {"link", "unlink"} | {"decline-handover"},
    "luo": ANYBODYS - {"link", "unlink"} | {"give-advice"},
    "dong": ANYBODYS - {"link", "unlink"},
    "sun": ANYBODYS - {"link", "unlink"},
}
"""Their statement, questions, calls for help, a no, an answer they were asked for; and what is settled on the spot. R6, R17"""


@pytest.mark.parametrize("about", ABOUT)
def test_what_is_left_to_whom_it_is_about(busy, about) -> None:
    """They speak, ask, call for help and step aside; nothing that investigates, decides, promises, gives, ends or tells. R6"""
    busy.case = busy.case.changed(about_staff=about)

    assert set(allowed(busy.case, busy.facts(by=about))) == ABOUT[about]


@pytest.mark.parametrize("effect", sorted(OWN_CASE - {Effect.READS}))
def test_each_effect_on_a_case_of_ones_own_is_refused_by_name(matter, effect) -> None:
    """The refusal names the rule, and what may be done instead. R6"""
    word = next(word for word, deed in DEEDS.items() if effect in deed.effects and word != "settle" and word in WORDS)
    matter.investigated()
    matter.case = matter.case.changed(about_staff="chen", state=WORDS[word][0])

    with pytest.raises(NotAllowed) as refused:
        matter.do(commands()[word], **WORDS[word][1])

    assert refused.value.rule == "R6"
    assert "note" in refused.value.allowed


WORDS: dict[str, tuple[State, dict[str, Any]]] = {
    "acknowledge": (State.REGISTERED, {"via": "phone"}),
    "assess": (State.REGISTERED, {"severity": "low", "approach": "核实"}),
    "clear-up": (State.INVESTIGATING, {"explanation": "误会"}),
    "withdraw": (State.INVESTIGATING, {"reason": "顾客说算了"}),
    "refer": (State.INVESTIGATING, {"authority": "12315", "told": "可拨打12315"}),
    "reclassify": (State.INVESTIGATING, {"category": "other"}),
    "link": (State.INVESTIGATING, {"to": "A-1", "relation": "related"}),
    "give-remedy": (State.INVESTIGATING, {"promise": "p"}),
    "record-follow-up": (State.RESOLVED, {"satisfied": True}),
    "offer-plan": (State.INVESTIGATING, {"measures": ()}),
    "answer-authority": (State.INVESTIGATING, {"text": "已换货"}),
}
# By those who were asked by name the refusals are their own: who takes a case, rules.
WORDS["accept-handover"] = (State.INVESTIGATING, {"handover": "h"})
WORDS["extend-deadline"] = (State.INVESTIGATING, {"deadline": "result", "until": timedelta(1), "reason": "-"})
WORDS["rule-handover"] = (State.INVESTIGATING, {"to": "li", "ruling": "-"})


def test_a_stand_in_does_not_take_a_case_about_themselves(busy) -> None:
    """li is away and ma stands in: a complaint about ma is not taken by ma. R6, F8"""
    busy.away("li", deputy="ma")
    busy.case = busy.case.changed(about_staff="ma")

    assert "accept-handover" not in allowed(busy.case, busy.facts(by="ma"))
    with pytest.raises(NotAllowed) as refused:
        busy.do(c.AcceptHandover, by="ma", handover=busy.case.handover.id)
    assert refused.value.rule == "R6"


def test_whom_it_is_about_does_not_read_the_contact(busy) -> None:
    """The complainant's number is not for whoever is complained about; a colleague reads it. R6, R20"""
    busy.case = busy.case.changed(about_staff="chen")

    with pytest.raises(NotAllowed) as refused:
        check_contact(busy.facts(by="chen"), busy.case, busy.case.number)
    assert refused.value.rule == "R6"
    check_contact(busy.facts(by="fang"), busy.case, busy.case.number)


def test_alone_one_acts_on_record(matter) -> None:
    """A business of one may do all of it, and each time it is on record. R6"""
    matter.only("chen")
    matter.received(about_staff="chen")

    matter.do(c.Assess, severity="low", approach="核实")

    assert "R6:assess" in matter.case.exceptions


# ---- approval --------------------------------------------------------------------------------------------------------
def test_only_who_was_asked_answers_for_an_approval(desk_with_request) -> None:
    """Neither a colleague nor whoever has a larger limit elsewhere: who was asked, who acts for them, a leader above. F6"""
    matter, proposal, approver = desk_with_request
    stranger = next(one for one in ("li", "luo", "tao") if one != approver)

    for command, fields in ((c.Approve, {}), (c.RefuseApproval, {"reason": "不行"})):
        with pytest.raises(NotAllowed) as refused:
            matter.do(command, by=stranger, proposal=proposal, **fields)
        assert refused.value.rule == "F6"
    assert "approve" in allowed(matter.case, matter.facts(by=approver))
    assert "approve" not in allowed(matter.case, matter.facts(by=stranger))


@pytest.fixture
def desk_with_request(matter):
    """Somebody asked for what is beyond them: the case, the proposal's id, and who was asked."""
    from complaintkit import Money, Remedy
    from complaintkit.decision.money.digest import digest

    matter.investigated()
    remedies = (Remedy.refund(Money(900, "CNY")),)
    id_ = digest(matter.case, remedies)
    matter.books.proposals[id_] = remedies
    matter.do(c.AskApproval, proposal=id_)
    return matter, id_, matter.case.approvals[-1].approver
