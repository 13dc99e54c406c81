"""Who may do what: anybody who sees the case, who was asked, who stands for the owner, whose role allows it. R5, R6, R20, F9"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import Docket, Money, NotAllowed, NotResponsible, Remedy, System
from complaintkit.decision import allowed
from complaintkit.decision.money.digest import digest
from complaintkit.decision.tables.lifecycle import ALLOWED
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.vocabulary import State

ANYBODYS = set(
    "note link unlink ask-advice dispatch escalate hear-customer raise-issue mark-second-grievance give-remedy"
    " record-docket".split()
)
STILL = set(
    "offer-handover accept-handover decline-handover rule-handover escalate receive-escalation adjourn-meeting decide-meeting note"
    " hear-customer raise-issue withdraw refer archive link unlink answer-plan answer-survey mark-second-grievance"
    " record-follow-up give-advice refuse-approval record-docket answer-authority".split()
)
ASKED = set(
    "accept-handover decline-handover give-advice report-dispatch receive-escalation adjourn-meeting decide-meeting rule-handover"
    " extend-deadline approve refuse-approval answer-authority".split()
)
EVERYTHING = frozenset().union(*ALLOWED.values()) - {
    "do-measure",
    "object",
    "record-outcome",
}  # while there is nothing to do, to object to, or to end


def may(matter, by="chen", *, state=None) -> set[str]:
    """What somebody could do now, in the state of the case or in another one."""
    matter.case = matter.case if matter.case.links else matter.eventful()
    case = matter.case if state is None else standing(matter.case, State(state), matter.now)
    return set(allowed(case, matter.facts(by=by)))


def standing(case, state, now):
    """The case in another state, with facts; of what is over nothing is still to give."""
    over = state in (State.WITHDRAWN, State.EXTERNAL)
    return case.changed(
        state=state,
        facts_at=now,
        deadlines=tuple(one for one in case.deadlines if one.name == "result"),
        promises=tuple(one for one in case.promises if one.state == "given" or not over),
    )


def anywhere(matter, by="chen") -> set[str]:
    """What somebody could do in any state."""
    return {word for state in State for word in may(matter, by, state=state)}


def let(matter, staff, *words, sees="all") -> None:
    """Give somebody one role, which may do just that."""
    role = attrs.evolve(matter.playbook.roles["agent"], id="only", may=frozenset(words), sees=sees)
    matter.rule(roles={**matter.playbook.roles, "only": role})
    matter.seated(staff, roles=("only",))


# ---- rights ----------------------------------------------------------------------------------------------------------
RIGHTS = {
    "register": {"register", "correct", "reclassify"},
    "assess": {"assess"},
    "record-facts": {"record-facts"},
    "offer-plan": {"offer-plan"},
    "settle": {"settle", "give-remedy", "order-remedy"},
    "tell": {"record-answer"},  # and to ask; to tell is a duty of whoever has it, whatever their role (F9)
    "resolve": {"resolve", "archive", "clear-up", "refer", "reverse-remedy"},
}
BY_RIGHT = set().union(*RIGHTS.values())


@pytest.mark.parametrize("right", [*RIGHTS, "nothing"])
def test_a_right_gives_what_goes_with_it(matter, right) -> None:
    """And nothing that another right gives; what needs none an owner may always. F1-F9"""
    matter.received()
    let(matter, "chen", right)

    given = RIGHTS.get(right, set())

    assert anywhere(matter) & BY_RIGHT == given
    assert anywhere(matter) - BY_RIGHT == EVERYTHING - BY_RIGHT - ASKED


@pytest.mark.parametrize("word", ["archive", "reclassify", "give-remedy", "clear-up"])
def test_a_role_may_have_one_command_without_what_it_goes_with(matter, word) -> None:
    """A role that may file need not be one that may resolve. R20"""
    matter.received()
    let(matter, "chen", word)

    assert anywhere(matter) & BY_RIGHT == {word}


def test_without_the_right_it_is_refused(matter) -> None:
    """Naming the rule, and what else is possible. R20"""
    matter.received()
    let(matter, "chen", "tell")

    with pytest.raises(NotAllowed, match="no role of chen") as refused:
        matter.do(c.Assess, severity="low", approach="核实")

    assert refused.value.rule == "R20"
    assert "tell" in refused.value.allowed
    assert "assess" not in refused.value.allowed


# ---- for whom --------------------------------------------------------------------------------------------------------
def test_anybody_who_sees_it_may_note_and_call_for_help(matter) -> None:
    """Everything else is the owner's, or theirs who were asked; refused, it names the owner. F1, F5"""
    matter.received(category="service/attitude")  # which nobody takes first, and li is not asked about

    assert anywhere(matter, "li") == ANYBODYS
    with pytest.raises(NotResponsible) as refused:
        matter.do(c.Assess, by="li", severity="low", approach="核实")
    assert (refused.value.owner, refused.value.by, refused.value.number) == ("chen", "li", matter.case.number)


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ("chen", "the owner"),
        ("shen", "a leader above"),
        ("fang", "the top"),
        ("zhou", ""),
        ("luo", ""),
        ("tao", ""),
    ],
)
def test_who_stands_for_the_owner(matter, by, why) -> None:
    """The owner and a leader above; nobody who merely leads elsewhere, nor takes food as chen does. S4.6, F1"""
    matter.received()
    matter.rule(roles={**matter.playbook.roles, "customer-service-manager": matter.playbook.roles["duty-manager"]})

    assert ("assess" in may(matter, by)) is bool(why)


def test_who_acts_for_the_owner_stands_for_them(matter) -> None:
    """While the owner is away, and no longer. F8"""
    matter.received(by="luo", category="contract")
    assert "assess" not in may(matter, "dong")

    matter.away("luo", deputy="dong")

    assert "assess" in may(matter, "dong")


def test_who_takes_it_first_owns_it_by_what_they_do(matter) -> None:
    """A duty manager settles what an agent heard, and is accountable from then on; the customer hears of it. S4.6, F1, F9"""
    matter.received(by="sun")

    case = matter.do(c.Assess, by="chen", severity="low", approach="核实")

    assert (case.owner, case.owners, case.first_receiver) == ("chen", ("sun", "chen"), "sun")
    assert (matter.event("owner-changed").reason, case.customer_told_owner) == ("taken-first", False)
    assert "assess" not in may(matter, "zhou"), "one of them has it"
    assert "assess" not in may(matter, "sun")
    assert "tell" in may(matter, "sun"), "until the customer knows"


def test_a_note_takes_nothing(matter) -> None:
    """What anybody may do, or who was asked, and first handling make nobody the owner. F1, S1.7"""
    matter.received(by="sun")

    for command, fields in (
        (c.Note, {"text": "看过"}),
        (c.Escalate, {"reason": "beyond-authority"}),
        (c.DoFirstHandling, {"result": "已回电，请他留样"}),
    ):
        assert matter.do(command, by="zhou", **fields).owner == "sun"


def test_taking_it_first_ends_an_offer(matter) -> None:
    """Whoever was asked to take it over need not any more. F2"""
    matter.received(by="sun")
    matter.do(c.RecordFacts, by="sun", facts="在室温放了两小时")
    matter.do(c.OfferHandover, by="sun", to="luo", reason="supplier-side")

    case = matter.do(c.Assess, by="zhou", severity="low", approach="核实")

    assert (case.owner, case.handover, case.handovers[-1].state) == ("zhou", None, "cancelled")


def test_who_takes_it_first_does_so_until_somebody_has_taken_it_over(matter) -> None:
    """A duty manager may settle what an agent heard, until it was handed on. S4.6"""
    matter.received(by="sun")
    assert "settle" in may(matter, "zhou")
    matter.do(c.RecordFacts, by="sun", facts="在室温放了两小时")

    matter.handed("luo")

    assert "settle" not in may(matter, "zhou")


@pytest.mark.parametrize("category", ["contract", None])
def test_where_nobody_takes_it_first_it_is_the_owners(matter, category) -> None:
    """Of other categories, and of none. S4.6"""
    matter.received(by="sun", category=category)

    assert "settle" not in may(matter, "zhou")


def test_whom_it_was_brought_to_may_work_on_it(matter) -> None:
    """The group that has it in hand, without whoever is complained about; or the leader. S1.8, R6"""
    matter.received(by="luo", category="contract", about_staff="hu")
    assert "assess" not in may(matter, "dong")

    matter.do(c.Escalate, by="luo", reason="several-affected")

    assert matter.case.escalation.group
    assert "assess" in may(matter, "dong")
    assert "assess" not in may(matter, "hu")
    assert "assess" not in may(matter, "chen")


def test_a_leader_it_was_brought_to_may_work_on_it(matter) -> None:
    """And nobody else of their rank. S4.6"""
    matter.received(by="luo", category="contract")
    matter.rule(
        roles={
            **matter.playbook.roles,
            "customer-service-manager": attrs.evolve(matter.playbook.roles["customer-service-manager"], leader=None),
        }
    )

    matter.do(c.Escalate, by="luo", reason="beyond-authority")

    assert matter.case.escalation.to == "shen"
    assert "assess" in may(matter, "shen")
    assert "assess" not in may(matter, "tao")


# ---- who helps, who informs ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["sent", "asked", "first"])
def test_who_helps_writes_down_what_they_found(matter, how) -> None:
    """Who was sent, asked, or is asked at once by the category: facts and the first handling, nothing else. S1.7, F5"""
    matter.received(by="luo", category="contract" if how != "first" else "service/delivery-late")
    helper = "dong"
    if how != "first":
        assert may(matter, helper) <= ANYBODYS
        matter.do(c.Dispatch, by="luo", who="li", what="去看看")
        matter.do(c.AskAdvice, by="luo", of="li", question="怎么看?")
        assert may(matter, helper) <= ANYBODYS
    if how == "sent":
        matter.do(c.Dispatch, by="luo", who=helper, what="去看看")
    if how == "asked":
        matter.do(c.AskAdvice, by="luo", of=helper, question="怎么看?")

    assert may(matter, helper) - ANYBODYS - ASKED == {"record-facts", "do-first-handling"}
    assert matter.do(c.RecordFacts, by=helper, facts="在室温放了两小时").facts_by == helper


def test_who_handed_it_over_tells_the_customer_until_they_know(matter) -> None:
    """The giver may tell and acknowledge, nothing else; once the customer was told it is over. F9"""
    matter.received(by="luo", category="contract")
    matter.do(c.RecordFacts, by="luo", facts="合同已查")
    assert "tell" not in may(matter, "sun")

    matter.handed("dong", by="luo")

    assert anywhere(matter, "luo") == ANYBODYS | {"tell", "acknowledge", "record-answer"}
    assert "tell" not in may(matter, "sun")
    matter.do(c.Tell, by="luo", text="现由董强负责")
    assert anywhere(matter, "luo") == ANYBODYS


# ---- who was asked ---------------------------------------------------------------------------------------------------
def asked(matter, by) -> set[str]:
    """The answers that wait for somebody."""
    return anywhere(matter, by) & ASKED


def test_an_offer_waits_for_the_receiver(matter) -> None:
    """Or for who acts for them; not for others, and not once it was answered. F2"""
    matter.investigated()
    offered = matter.do(c.OfferHandover, to="li", reason="supplier-side").handover
    matter.away("li", deputy="dong")

    assert [asked(matter, by) for by in ("li", "dong", "hu")] == [
        {"accept-handover", "decline-handover"},
        {"accept-handover", "decline-handover"},
        set(),
    ]
    matter.do(c.AcceptHandover, by="dong", handover=offered.id)
    assert asked(matter, "li") == set()


def test_advice_and_a_dispatch_wait_for_whom_they_name(matter) -> None:
    """Until they have answered; two may be asked. F5"""
    matter.received()
    for of in ("li", "hu"):
        matter.do(c.AskAdvice, of=of, question="怎么看?")
        matter.do(c.Dispatch, who=of, what="去看看")
    assert [asked(matter, by) for by in ("li", "hu", "dong")] == [{"give-advice", "report-dispatch"}] * 2 + [set()]

    matter.do(c.GiveAdvice, by="li", advice=matter.case.advice[0].id, answer="换货")
    assert [asked(matter, by) for by in ("li", "hu")] == [{"report-dispatch"}, {"give-advice", "report-dispatch"}]
    matter.do(c.ReportDispatch, by="li", dispatch=matter.case.dispatches[0].id, result="已取样")

    assert [asked(matter, by) for by in ("li", "hu")] == [set(), {"give-advice", "report-dispatch"}]


def test_a_matter_waits_for_who_decides_it(matter) -> None:
    """To be received once, and decided; not by others. F7"""
    matter.received(by="luo", category="contract")
    matter.do(c.Escalate, by="luo", reason="several-affected")
    assert asked(matter, "dong") == {"receive-escalation", "adjourn-meeting", "decide-meeting"}
    assert asked(matter, "chen") == set()

    matter.do(c.ReceiveEscalation, by="dong", escalation=matter.case.escalation.id)

    assert asked(matter, "dong") == {"adjourn-meeting", "decide-meeting"}


def test_a_proposal_waits_for_its_approver(matter) -> None:
    """While it is asked; not for others, nor once it was answered. S4.6"""
    matter.received()
    remedies = (Remedy.coupon(Money(600, "CNY"), valid_days=30),)
    id_ = digest(matter.case, remedies)
    matter.books.proposals[id_] = remedies
    matter.do(c.AskApproval, proposal=id_)
    assert [asked(matter, by) for by in ("shen", "tao")] == [
        {"approve", "refuse-approval", "rule-handover", "extend-deadline"},
        set(),
    ]

    matter.do(c.RefuseApproval, by="shen", proposal=id_, reason="太多")

    assert asked(matter, "shen") == {"rule-handover", "extend-deadline"}


def test_all_that_waits_for_one_person_is_named(matter) -> None:
    """One question does not hide another. F2-F7"""
    matter.investigated()
    matter.do(c.OfferHandover, to="shen", reason="supplier-side")
    matter.do(c.AskAdvice, of="shen", question="怎么看?")
    matter.do(c.Dispatch, who="shen", what="去看看")
    matter.do(c.Escalate, reason="beyond-authority")
    remedies = (Remedy.coupon(Money(600, "CNY"), valid_days=30),)
    id_ = digest(matter.case, remedies)
    matter.books.proposals[id_] = remedies
    matter.do(c.AskApproval, proposal=id_)
    matter.do(c.RecordDocket, docket=Docket("D-1", authority="court", answerer="shen"))

    assert asked(matter, "shen") == ASKED
    matter.case = matter.case.changed(restricted=True)
    assert asked(matter, "shen") == ASKED & STILL


def test_only_a_leader_rules(matter) -> None:
    """Of the owner, on this unit. F3"""
    matter.received()

    assert {by for by in matter.organisation.staff if "rule-handover" in may(matter, by)} == {"shen", "fang"}


# ---- R6 ----------------------------------------------------------------------------------------------------------------
def test_who_is_complained_about_is_told_why(matter) -> None:
    """It names the rule and what they may do. R6"""
    matter.received(about_staff="chen")

    with pytest.raises(NotAllowed, match="about chen") as refused:
        matter.do(c.RecordFacts, facts="没有问题")

    assert refused.value.rule == "R6"
    assert "settle" in refused.value.allowed
    assert "record-facts" not in refused.value.allowed
    assert matter.do(c.Dispatch, who="li", what="去看看").dispatches
    assert matter.do(c.RecordFacts, by="li", facts="放了两小时").facts_by == "li"


def test_one_alone_judges_on_record(matter) -> None:
    """A business of one may act alone; the exception stays. R6"""
    matter.only("chen")
    matter.received(about_staff="chen")
    kept = ("R6:escalate",)  # a matter above whom nobody is: theirs

    assert "record-facts" in may(matter)
    assert matter.do(c.RecordFacts, facts="放了两小时").exceptions == (*kept, "R6:record-facts")
    assert matter.do(c.Note, text="已换").exceptions == (*kept, "R6:record-facts")


def test_others_judge_without_an_exception(matter) -> None:
    """What concerns somebody else is nobody's exception. R6"""
    matter.received(about_staff="li")

    assert matter.do(c.RecordFacts, facts="放了两小时").exceptions == ()


# ---- the customer, programs ------------------------------------------------------------------------------------------
def test_the_customer_has_a_door_of_their_own(matter) -> None:
    """They answer, speak and withdraw, and nothing else. R9"""
    matter.received()

    assert anywhere(matter, CUSTOMER) == {"answer-plan", "answer-survey", "hear-customer", "withdraw"}
    with pytest.raises(NotAllowed):
        matter.do(c.Note, by=CUSTOMER, text="我来记")
    assert matter.do(c.HearCustomer, by=CUSTOMER, text="还有一份也酸").entries


def test_a_program_does_what_nobody_is_asked_for(matter) -> None:
    """It stands for no person, and needs no role. S2.12"""
    matter.received()
    pos = System("pos")

    assert anywhere(matter, pos) == EVERYTHING - ASKED - {"ask-approval"}  # it has no authority over money
    assert matter.do(c.Assess, by=pos, severity="low", approach="核实").approach == "核实"
