"""Handing over: no bouncing over any number of hands, an answer in time, a ruling. F2-F5, F8, F9"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import ConflictError, Customer, InvalidInput, NotAllowed, NotFound, System
from complaintkit.decision import cover
from complaintkit.decision.draft import Draft
from complaintkit.decision.steps.handover import pass_over
from complaintkit.model import commands as c
from complaintkit.model.events import OWN_WORDS, IssueRaised
from complaintkit.model.handover import SHIFT_CHANGE
from complaintkit.model.vocabulary import State

NOBODY = Customer.anonymous(no_contact_because="refused")


def offer(matter, to="li", *, by="chen", reason="supplier-side"):
    """Offer the case."""
    return matter.do(c.OfferHandover, by=by, to=to, reason=reason, note="请看批次")


def refused(matter, command, **fields):
    """The refusal of a command, which must be one."""
    with pytest.raises(NotAllowed) as error:
        matter.do(command, **fields)
    return error.value


# ---- to whom ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "hands",
    [("chen", "li"), ("chen", "li", "dong"), ("chen", "li", "dong", "hu"), ("chen", "li", "dong", "hu", "luo")],
    ids=len,
)
def test_nobody_who_had_a_case_gets_it_back_over_however_many_hands(matter, hands) -> None:
    """A chain of handovers never returns to anybody who had the case; to somebody new it goes on. F3"""
    matter.investigated()
    for one in hands[1:]:
        matter.handed(one)
    assert matter.case.owners == hands

    for earlier in hands[:-1]:
        error = refused(matter, c.OfferHandover, by=hands[-1], to=earlier, reason="supplier-side")
        assert (error.rule, error.allowed) == ("F3", ("escalate",))
    assert matter.handed("sun").owner == "sun"


def test_a_ruling_returns_a_case_over_two_hands(matter) -> None:
    """Only a leader may give it back: to the first of three, too. F3"""
    matter.investigated()
    for one in ("li", "dong"):
        matter.handed(one)

    assert matter.do(c.RuleHandover, by="fang", to="chen", ruling="陈经理继续负责").owner == "chen"
    assert matter.happened[:2] == ["handover-ruled", "owner-changed"]


@pytest.mark.parametrize(("to", "said"), [("chen", "already"), ("nobody", "does not work here")])
def test_it_goes_to_somebody_else_who_works_here(matter, to, said) -> None:
    """Neither to the owner nor to a stranger. F2"""
    matter.investigated()

    with pytest.raises(InvalidInput, match=said):
        offer(matter, to)


def test_who_is_complained_about_does_not_get_it(matter) -> None:
    """Neither by an offer nor by a ruling. R6"""
    matter.received(about_staff="li", category="service/attitude")
    matter.do(c.RecordFacts, facts="言语不当")

    with pytest.raises(InvalidInput, match="R6"):
        offer(matter, "li")
    with pytest.raises(InvalidInput, match="R6"):
        matter.do(c.RuleHandover, by="fang", to="li", ruling="由你负责")


@pytest.mark.parametrize("staff", [("chen", "li"), ("li",)], ids=["two", "one"])
def test_in_a_business_of_one_there_is_nobody_else(matter, staff) -> None:
    """Of two people the other one has it; one alone gets what is about them, so that no case is without an owner. R6, F1"""
    matter.received(about_staff="li", category="service/attitude")
    matter.do(c.RecordFacts, facts="言语不当")
    matter.only(*staff)

    if len(staff) > 1:
        with pytest.raises(NotAllowed, match="nobody else is here"):
            offer(matter, "li", by=System("pos"))
    else:
        assert offer(matter, "li", by=System("pos")).handover.receiver == "li"


@pytest.mark.parametrize("long", [True, False], ids=["for-long", "for-a-day"])
def test_who_is_away_for_long_does_not_get_it(matter, long) -> None:
    """For who is away for a day somebody acts; who is away for long gets no case, and the answer names who stands in. F8"""
    matter.investigated()
    matter.away("li", long=long)

    if long:
        with pytest.raises(InvalidInput, match=r"F8.*ma"):
            offer(matter, "li")
        with pytest.raises(InvalidInput, match="F8"):
            matter.do(c.RuleHandover, by="fang", to="li", ruling="由你负责")
    else:
        assert offer(matter, "li").handover.receiver == "li"


# ---- when, and why ---------------------------------------------------------------------------------------------------
def test_no_facts_no_handover(matter) -> None:
    """Facts first. F5"""
    matter.received()

    error = refused(matter, c.OfferHandover, to="li", reason="supplier-side")

    assert (error.rule, error.allowed) == ("F5", ("record-facts", "escalate", "ask-advice"))


@pytest.mark.parametrize("kind", ["inquiry", "praise", "suggestion"])
def test_what_is_no_complaint_has_no_facts_to_wait_for(matter, kind) -> None:
    """An inquiry is handed over as it is. F5, S3.2"""
    matter.received(kind=kind)

    assert offer(matter).handover.receiver == "li"


def test_one_offer_at_a_time(matter) -> None:
    """While somebody is asked, nobody else is. F2"""
    matter.investigated()
    offer(matter)

    error = refused(matter, c.OfferHandover, to="dong", reason="supplier-side")

    assert (error.rule, error.allowed) == ("F2", ("tell", "escalate", "note"))


@pytest.mark.parametrize(("reason", "fine"), [("supplier-side", True), (SHIFT_CHANGE, True), ("no-time", False)])
def test_a_playbook_may_list_the_reasons(matter, reason, fine) -> None:
    """Where a playbook lists reasons, one of them is given, or that the shift changes; else any words will do. F4"""
    rules = matter.playbook.first_responsibility
    matter.rule(first_responsibility=attrs.evolve(rules, handover_reasons=("supplier-side",)))
    matter.investigated()

    if fine:
        assert offer(matter, reason=reason).handover.reason == reason
    else:
        with pytest.raises(InvalidInput, match="not a reason to hand over"):
            offer(matter, reason=reason)


@pytest.mark.parametrize(
    ("listed", "given", "reason", "words"),
    [
        (("supplier-side",), "supplier-side", "supplier-side", None),
        ((), "孩子病了", OWN_WORDS, "孩子病了"),
        (("supplier-side",), SHIFT_CHANGE, SHIFT_CHANGE, None),
        ((), SHIFT_CHANGE, SHIFT_CHANGE, None),
    ],
)
def test_somebodys_own_words_are_kept_apart(matter, listed, given, reason, words) -> None:
    """They can be erased; a reason of the list, and that the shift changes, cannot. F4"""
    rules = matter.playbook.first_responsibility
    matter.rule(first_responsibility=attrs.evolve(rules, handover_reasons=listed))
    matter.investigated()
    offer(matter, reason=given)

    found = matter.event("handover-offered")
    assert (found.reason, found.words) == (reason, words)


def test_an_offer_says_who_gives_what_to_whom_why_and_until_when(matter) -> None:
    """All of it is on the case, and nothing has moved yet. F2"""
    case = matter.investigated()

    found = offer(matter).handover

    assert (found.giver, found.receiver, found.reason, found.note) == ("chen", "li", "supplier-side", "请看批次")
    assert (found.lapses_at - matter.now).total_seconds() == 30 * 60
    assert (matter.case.owner, matter.case.owners) == (case.owner, ("chen",))


# ---- the answer ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("reachable", [True, False])
def test_who_takes_it_is_accountable_and_the_customer_is_to_be_told(matter, reachable) -> None:
    """From the answer on; where there is no way to tell the customer, nobody owes it. F2, F9"""
    matter.investigated(**({} if reachable else {"customer": NOBODY}))

    case = matter.handed("li")

    assert (case.owner, case.owners, case.handovers[-1].state) == ("li", ("chen", "li"), "accepted")
    assert case.customer_told_owner is not reachable


def test_who_acts_for_the_receiver_takes_it_themselves(matter) -> None:
    """Accountability is nobody's by proxy: who says yes has it. F8"""
    matter.investigated()
    case = offer(matter)
    matter.away("li", deputy="dong")

    case = matter.do(c.AcceptHandover, by="dong", handover=case.handover.id)

    assert (case.owner, case.handovers[-1].state) == ("dong", "accepted")


@pytest.mark.parametrize("kind", [c.AcceptHandover, c.DeclineHandover])
def test_only_who_was_asked_answers_and_once(matter, kind) -> None:
    """Neither somebody else, nor twice, nor an offer that never was. F2"""
    matter.investigated()
    offered = offer(matter).handover.id
    more = {"reason": "overloaded"} if kind is c.DeclineHandover else {}

    assert refused(matter, kind, by="dong", handover=offered, **more).rule == "F2"
    with pytest.raises(NotFound):
        matter.do(kind, by="li", handover="X-h1", **more)
    matter.do(kind, by="li", handover=offered, **more)
    with pytest.raises(ConflictError):
        matter.do(kind, by="li", handover=offered, **more)


@pytest.mark.parametrize(("reason", "fine"), [("overloaded", True), ("not-my-job", False)])
def test_a_decline_gives_one_of_the_reasons(matter, reason, fine) -> None:
    """The list is closed, and kept with the offer; the giver goes on. F4"""
    matter.investigated()
    offered = offer(matter).handover.id

    if fine:
        case = matter.do(c.DeclineHandover, by="li", handover=offered, reason=reason, note="下周")
        assert (case.owner, case.handover, case.handovers[-1].answer) == ("chen", None, reason)
        assert matter.draft.lines[0].event.note == "下周"
    else:
        with pytest.raises(InvalidInput, match="F4"):
            matter.do(c.DeclineHandover, by="li", handover=offered, reason=reason)


# ---- up to the leader ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("declines", "raised"), [(1, False), (2, True)])
def test_so_many_declines_bring_it_to_the_leader(matter, declines, raised) -> None:
    """One decline is not two; from the second on nobody else is asked. F3"""
    matter.investigated()
    for one in ("li", "dong")[:declines]:
        case = offer(matter, one)
        case = matter.do(c.DeclineHandover, by=one, handover=case.handover.id, reason="overloaded")

    assert [one.reason for one in case.escalations] == (["declined-twice"] if raised else [])
    if raised:
        assert matter.draft.lines[-1].by == "system:desk"
        error = refused(matter, c.OfferHandover, to="hu", reason="supplier-side")
        assert (error.rule, error.allowed) == ("F3", ())  # the owner rules on nothing: it says who does
        assert "first rule-handover, by shen" in str(error)
    else:
        assert offer(matter, "hu").handover.receiver == "hu"


@pytest.mark.parametrize(("minutes", "lapsed"), [(29, False), (30, True), (31, True)])
def test_an_offer_lapses_at_its_minute(matter, minutes, lapsed) -> None:
    """A minute before it still waits; then the giver goes on, and the leader hears of it. F3"""
    matter.investigated()
    offer(matter)
    matter.later(minutes=minutes)

    case = matter.due()

    assert (case.handover is None) is lapsed
    assert case.owner == "chen"
    assert [one.reason for one in case.escalations] == (["handover-lapsed"] if lapsed else [])
    if lapsed:
        assert {line.by for line in matter.draft.lines} == {"system:desk"}
        assert refused(matter, c.OfferHandover, to="dong", reason="supplier-side").rule == "F3"


@pytest.mark.parametrize(("allowed", "lapses", "raised"), [(1, 1, True), (2, 1, False), (2, 2, True)])
def test_a_playbook_says_how_many_lapses_bring_it_up(matter, allowed, lapses, raised) -> None:
    """As many as it says, not one more or less. F3"""
    rules = matter.playbook.first_responsibility
    matter.rule(first_responsibility=attrs.evolve(rules, lapses_before_leader=allowed))
    matter.investigated()
    for one in ("li", "dong")[:lapses]:
        offer(matter, one)
        matter.later(minutes=31)
        matter.due()

    assert ("handover-lapsed" in [one.reason for one in matter.case.escalations]) is raised
    if raised:
        assert refused(matter, c.OfferHandover, to="hu", reason="supplier-side").rule == "F3"
    else:
        assert offer(matter, "hu").handover.receiver == "hu"


# ---- a ruling --------------------------------------------------------------------------------------------------------
def test_a_leader_of_the_owner_rules_and_nobody_else(matter) -> None:
    """It takes somebody above, and names somebody who works here. F3"""
    matter.investigated()

    assert refused(matter, c.RuleHandover, by="li", to="li", ruling="由我负责").rule == "F3"
    with pytest.raises(InvalidInput, match="does not work here"):
        matter.do(c.RuleHandover, by="fang", to="nobody", ruling="由你负责")
    assert matter.do(c.RuleHandover, by="fang", to="li", ruling="由你负责").owner == "li"


def test_a_ruling_ends_the_offer_that_waits(matter) -> None:
    """It names the offer, which nobody can take any more; the count of declines begins anew. F3"""
    matter.investigated()
    offered = offer(matter).handover.id

    case = matter.do(c.RuleHandover, by="fang", to="dong", ruling="由董负责")

    assert (case.owner, case.handover, case.handovers[-1].state) == ("dong", None, "ruled")
    assert matter.draft.lines[0].event.handover == offered
    with pytest.raises(ConflictError):
        matter.do(c.AcceptHandover, by="li", handover=offered)


def test_a_ruling_for_the_owner_moves_nothing(matter) -> None:
    """That it stays where it is, is a ruling, too: after two declines the owner may ask again. F3"""
    matter.investigated()
    for one in ("li", "dong"):
        case = offer(matter, one)
        matter.do(c.DeclineHandover, by=one, handover=case.handover.id, reason="overloaded")

    case = matter.do(c.RuleHandover, by="fang", to="chen", ruling="你继续")

    assert (case.owner, case.owners) == ("chen", ("chen",))
    assert "owner-changed" not in matter.happened
    assert [(one.open, one.decision) for one in case.escalations] == [(False, "你继续")]
    assert offer(matter, "hu").handover.receiver == "hu"


# ---- who is gone -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("reachable", [True, False])
def test_who_leaves_hands_over_without_an_offer(matter, reachable) -> None:
    """Accountability moves at once; an offer of theirs is void, and a customer who can be told has to be. F8, F9"""
    matter.investigated(**({} if reachable else {"customer": NOBODY}))
    offer(matter)

    draft = cover(matter.case, matter.facts(), to="zhou", reason="left")

    assert (draft.case.owner, draft.case.handover, draft.case.handovers[-1].state) == ("zhou", None, "cancelled")
    assert draft.case.customer_told_owner is not reachable


def test_who_leaves_without_an_offer_cancels_none(matter) -> None:
    """Where nobody was asked there is nothing to call off. F8"""
    matter.investigated()

    draft = cover(matter.case, matter.facts(), to="zhou", reason="left")

    assert [line.event.name for line in draft.lines] == ["owner-changed"]


# ---- by way of a stand-in --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("hands", [(), ("li",)], ids=["the giver", "an earlier owner"])
def test_nobody_who_had_a_case_takes_it_as_somebodys_stand_in(matter, hands) -> None:
    """It is offered to somebody who is away and for whom the one who had it acts: whoever takes it in fact is looked at. F3, F8"""
    matter.investigated()
    for one in hands:
        matter.handed(one)
    matter.away("ma", deputy="chen")
    offer(matter, "ma", by=matter.case.owner)

    error = refused(matter, c.AcceptHandover, by="chen", handover=matter.case.handover.id)

    assert (error.rule, matter.case.owner) == ("F3", hands[-1] if hands else "chen")


def test_nobody_takes_back_what_they_had_by_whatever_stand_in(matter) -> None:
    """Over every receiver who may be asked and everybody who may act for them: F3 looks at whoever takes it in fact. F8"""
    matter.investigated()
    matter.handed("li")
    had = set(matter.case.owners)
    tried = 0
    offered = matter.case
    people = [one for one in matter.organisation.staff if one not in had]
    absences = matter.organisation.absences
    for to in people:
        for deputy in sorted(had):
            matter.case = offered
            matter.organisation = attrs.evolve(matter.organisation, absences=absences)
            case = matter.do(c.OfferHandover, by="li", to=to, reason="supplier-side")
            matter.away(to, deputy=deputy)
            if not matter.structure.present(deputy, matter.now):
                continue
            tried += 1
            with pytest.raises(NotAllowed) as refused:
                matter.do(c.AcceptHandover, by=deputy, handover=case.handover.id)
            assert refused.value.rule == "F3"
    assert tried


# ---- by a rule -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hears", "command", "fields", "owner"),
    [
        ("sun", c.Assess, {"severity": "low", "approach": "核实"}, "chen"),
        ("sun", c.Note, {"text": "汤也是凉的"}, "sun"),
        ("sun", c.DoFirstHandling, {"result": "已核实"}, "sun"),
        ("zhou", c.Assess, {"severity": "low", "approach": "核实"}, "zhou"),
    ],
)
def test_who_takes_such_matters_first_has_it_by_the_first_thing_they_do_as_owner(
    matter, hears, command, fields, owner
) -> None:
    """First handling, and what anybody does, leaves it where it is; nobody takes it from one of theirs. S1.7, S4.6"""
    matter.received(by=hears)

    case = matter.do(command, by="chen", **fields)

    assert case.owner == owner
    assert [one.event.reason for one in matter.draft.lines if one.event.name == "owner-changed"] == (
        ["taken-first"] if owner == "chen" else []
    )


def test_who_would_take_it_first_takes_no_offer_to_somebody_else(matter) -> None:
    """Answering an offer is no work of an owner, so they do not become one by it. F2, S4.6"""
    matter.received(by="sun")
    matter.do(c.Assess, by="sun", severity="low", approach="核实")
    matter.do(c.RecordFacts, by="sun", facts="在室温放了两小时")
    waiting = offer(matter, by="sun").handover

    assert "it was offered to li" in str(refused(matter, c.AcceptHandover, by="chen", handover=waiting.id))


@pytest.mark.parametrize(("about", "waits"), [("hu", True), ("li", False)])
def test_an_offer_waits_unless_it_is_to_whom_the_case_is_about_now(matter, about, waits) -> None:
    """It is void then, and the leader hears of both. R6"""
    matter.investigated()
    offer(matter)

    case = matter.do(c.RaiseIssue, text="骂人", about_staff=about)

    assert (case.handover is not None) is waits
    assert ([case.owner], [one.reason for one in case.escalations]) == (["chen"], ["complained-about"])


@pytest.mark.parametrize(("quiet", "owner"), [(False, "shen"), (True, "chen")])
def test_whom_it_is_about_loses_it_at_intake_but_not_of_history(matter, quiet, owner) -> None:
    """Of what is past it is on record who had it. R6, R15"""
    matter.known["quiet"] = quiet

    case = matter.received(about_staff="chen")

    assert case.owner == owner
    assert bool(case.escalations) is not quiet


@pytest.mark.parametrize(("state", "moves"), [("investigating", True), ("withdrawn", True), ("archived", False)])
def test_of_a_filed_case_nobody_takes_it_from_them(matter, state, moves) -> None:
    """Nothing is left to do on it; an open one goes to the leader above. R6, F1"""
    matter.investigated()
    matter.case = matter.case.changed(state=State(state))

    draft = Draft(matter.facts(), matter.case, lambda draft, line: None)
    draft.add(IssueRaised(issue="2", about_staff="chen", text="骂人"))

    pass_over(draft)

    assert (draft.case.owner != "chen") is moves
    assert bool(draft.case.escalations) is moves
