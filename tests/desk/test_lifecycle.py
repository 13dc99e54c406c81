"""From receipt to archive, and the other ways: each step, each refusal, each round. S0.3-S0.10, R5, R8, R17"""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from complaintkit import Case, Customer, Desk, InvalidInput, Kind, Measure, NotAllowed, State, System
from complaintkit.decision import Draft
from complaintkit.decision.clocks.clock import react
from complaintkit.decision.permission.guard import check
from complaintkit.decision.tables.lifecycle import ALLOWED, TRANSITIONS
from complaintkit.model.commands import commands
from complaintkit.testing import FakeClock

WANG = Customer(name="王芳", phone="13800138000")
MEASURES = [Measure("退货并更换", who="chen", due=timedelta(hours=2))]


def planned(desk: Desk, case: Case, by: str = "chen") -> Case:
    """A plan with all that the playbook asks for."""
    return desk.offer_plan(
        case, by=by, measures=MEASURES, decisions={"1": ("upheld", "检验属实")}, follow_up=timedelta(days=2)
    )


def agreed(desk: Desk, case: Case, *, accepted: bool = True, by: str = "chen") -> Case:
    """What the customer said, told to staff."""
    assert case.plan is not None
    return desk.answer_plan(case, by=by, plan=case.plan.id, accepted=accepted, via="phone")


@pytest.fixture
def resolved(desk: Desk, investigated: Case) -> Case:
    """Put right, the customer not asked yet."""
    case = agreed(desk, planned(desk, investigated))
    return desk.resolve(
        case,
        by="chen",
        result="已更换",
        improvement="加装温控",
        apology=True,
        decisions={"1": ("not-upheld", "查无此事")},
    )


def test_every_state_and_command_is_decided() -> None:
    """The table names every state, only commands there are, and leads only to where it says. S0.12"""
    known = set(commands())

    assert set(ALLOWED) == set(State)
    assert set().union(*ALLOWED.values()) | {"receive"} == known
    assert all(word in ALLOWED[state] for state, word in TRANSITIONS)


def test_what_is_not_in_the_table_is_refused_with_what_is(desk: Desk, case: Case) -> None:
    """Every illegal command in every state is refused, naming the state and what is allowed there."""
    with desk._opened.storage.reading() as reader:
        facts = desk._door.facts(reader, case, by=System("test"))
    for state, word in product(State, sorted(set(commands()) - {"receive"})):
        draft = Draft(facts, case.changed(state=state), react)
        command = object.__new__(commands()[word])
        if word in ALLOWED[state]:
            if word not in (
                "offer-handover",
                "archive",
                "register",
                "object",
                "do-measure",
                "give-remedy",
                "order-remedy",
                "reverse-remedy",
                "ask-approval",
                "unlink",
                "extend-deadline",
                "offer-plan",
                "answer-authority",
                "record-outcome",
            ):  # for these something has to come first
                check(draft, command)
            continue
        with pytest.raises(NotAllowed) as refused:
            check(draft, command)
        assert refused.value.state == state
        assert set(refused.value.allowed) <= ALLOWED[state]


def test_the_whole_way(desk: Desk, resolved: Case) -> None:
    """Received, assessed, investigated, planned, agreed, put right, asked, archived. S0.3-S0.10"""
    case = desk.record_follow_up(resolved, by="chen", satisfied=True)
    case = desk.archive(case, by="chen")

    assert (case.state, case.cycle, case.open) == (State.ARCHIVED, 1, False)


def test_nothing_is_filed_before_the_customer_was_asked(desk: Desk, resolved: Case) -> None:
    """The archive takes the customer's answer, or its absence on record. S1.10, S0.9"""
    with pytest.raises(NotAllowed, match="not asked"):
        desk.archive(resolved, by="chen")

    case = desk.record_follow_up(resolved, by="chen", satisfied=None, remark="三次无人接听")

    assert desk.archive(case, by="chen").state is State.ARCHIVED


def test_settling_on_the_spot_is_one_command(desk: Desk, case: Case) -> None:
    """Received, put right, the customer content: in one step, and it can be filed. R17"""
    case = desk.settle(case, by="chen", facts="当场换了一份", agreed="in-person", apology=True)

    assert (case.state, case.settled, case.apology) == (State.RESOLVED, True, True)
    assert not list(case.open_deadlines) or all(one.name in ("survey", "archive") for one in case.open_deadlines)
    assert desk.archive(case, by="chen").state is State.ARCHIVED


def test_a_refused_plan_opens_the_next_round(desk: Desk, investigated: Case) -> None:
    """Refused, another plan is due, and the matter goes upwards. R8, S1.8"""
    case = agreed(desk, planned(desk, investigated), accepted=False)

    assert (case.state, case.cycle, case.plan) == (State.INVESTIGATING, 2, None)
    assert case.escalation is not None
    assert case.escalation.reason == "plan-refused"


def test_a_dissatisfied_customer_gets_another_investigator(desk: Desk, resolved: Case) -> None:
    """Dissatisfied: investigated and handled again, by somebody else. S3.6, R8"""
    case = desk.answer_survey(resolved, by="chen", outcome=1, process=2)
    assert (case.state, case.cycle) == (State.INVESTIGATING, 2)

    with pytest.raises(NotAllowed, match="R8"):
        desk.record_facts(case, by="chen", facts="同上", root_cause="storage")

    desk.dispatch(case, by="chen", who="li", what="重新调查")
    case = desk.record_facts(case, by="li", facts="冷链断了三小时", root_cause="transport", heard=["peng"])
    assert case.facts == "冷链断了三小时"


def test_staff_cannot_close_a_dissatisfied_customer_as_solved(desk: Desk, resolved: Case) -> None:
    """The end is satisfaction, withdrawal, or the external route told. R8"""
    case = desk.record_follow_up(resolved, by="chen", satisfied=False)

    assert not {"archive", "resolve"} & desk.allowed(case, by="chen")
    case = desk.refer(case, by="chen", authority="12315", told="已告知可拨打12315")
    assert "archive" not in desk.allowed(case, by="chen")  # it was brought upwards, and nobody has decided (F7)
    case = desk.decide_meeting(case, by="fang", escalation=case.escalation.id, decision="同意", present=["shen", "luo"])
    assert desk.archive(case, by="chen").state is State.ARCHIVED


def test_an_archived_case_opens_again(desk: Desk, resolved: Case) -> None:
    """Also after it was filed a dissatisfied customer opens the next round, with an accountable owner. R8, F1"""
    case = desk.archive(desk.record_follow_up(resolved, by="chen", satisfied=None), by="chen")

    case = desk.record_follow_up(case, by="chen", satisfied=False, remark="又酸了")

    assert (case.state, case.cycle, case.owner) == (State.INVESTIGATING, 2, "chen")


def test_an_agents_word_for_the_customer_is_marked(desk: Desk, resolved: Case) -> None:
    """An agent never answers for the customer unmarked. R9"""
    told = [line.event for line in desk.timeline(resolved, by="chen") if line.event.name == "plan-answered"]

    assert [one.told_to for one in told] == ["chen"]  # type: ignore[attr-defined]  # a PlanAnswered


def test_a_misunderstanding_is_cleared_up(desk: Desk, case: Case) -> None:
    """Explained tactfully, and cleared up: a way of its own to end. S4.8"""
    assert desk.clear_up(case, by="chen", explanation="这道菜本来就放醋").state is State.CLEARED_UP


def test_the_customer_takes_it_back(desk: Desk, investigated: Case) -> None:
    """Withdrawn, the record stays and an open offer is gone."""
    case = desk.offer_handover(investigated, by="chen", to="li", reason="supplier-side")
    case = desk.withdraw(case, by="chen", reason="顾客表示不再追究")

    assert (case.state, case.handover) == (State.WITHDRAWN, None)


def test_making_less_of_a_complaint_takes_a_second_person(desk: Desk, case: Case) -> None:
    """Downgrading needs a reason and somebody else; upgrading is free. R5"""
    with pytest.raises(InvalidInput, match="R5"):
        desk.reclassify(case, by="chen", kind="inquiry")
    case = desk.reclassify(case, by="chen", kind="inquiry", reason="只是询问配送时间")
    assert case.kind is Kind.COMPLAINT

    case = desk.reclassify(case, by="fang", kind="inquiry", reason="同意")

    assert case.kind is Kind.INQUIRY
    assert desk.reclassify(case, by="chen", kind="complaint").kind is Kind.COMPLAINT


@pytest.mark.parametrize("kind", ["inquiry", "praise", "suggestion"])
def test_other_kinds_are_recorded(desk: Desk, kind: str) -> None:
    """Inquiry, praise and suggestion are taken in, answered and filed without a plan. S2.1"""
    case = desk.receive(
        "谢谢你们的饭菜", by="sun", channel="hotline", unit="softpark", kind=kind, category="other", customer=WANG
    )
    adopted = False if kind == "suggestion" else None
    case = desk.resolve(
        case,
        by="sun",
        result="已转达团队",
        improvement="-",
        apology=True,
        adopted=adopted,
        decisions={"1": ("not-upheld", "查无此事")},
    )

    assert desk.archive(case, by="sun").state is State.ARCHIVED


def test_receiving_never_fails_for_what_is_not_known(desk: Desk) -> None:
    """What registration still needs is said; the complaint is there, with its owner. S0.3, S0.4"""
    case = desk.receive("饭有味道", by="sun", channel="hotline", customer=Customer())
    assert (case.state, case.owner) == (State.RECEIVED, "sun")
    assert "category" in case.missing

    case = desk.register(case, by="sun", category="food/sensory", unit="softpark", customer=WANG)

    assert (case.state, case.missing) == (State.REGISTERED, ())


def test_an_undecided_meeting_is_a_breach(desk: Desk, investigated: Case, clock: FakeClock) -> None:
    """A meeting falls due 24 h after the group received it; one that ends without a decision counts as a breach. F7, S1.8"""
    case = agreed(desk, planned(desk, investigated), accepted=False)
    matter = case.escalation
    assert matter is not None
    assert matter.group
    case = desk.receive_escalation(case, by="luo", escalation=matter.id)
    (meeting,) = [one for one in case.open_deadlines if one.for_ == matter.id and one.name == "meeting"]
    assert meeting.due_at - clock.now() <= timedelta(hours=24)

    case = desk.adjourn_meeting(case, by="luo", escalation=matter.id, present=["luo"])

    assert next(one for one in case.deadlines if one.id == meeting.id).breached_at
    assert case.escalation is not None


def test_a_second_grievance_is_a_mark_on_the_first(desk: Desk, case: Case) -> None:
    """二次不满 is flagged on the case it came from. S1.1"""
    assert desk.mark_second_grievance(case, by="sun", text="说等了三天没人理").second_grievance


def test_links_can_be_undone(desk: Desk, case: Case) -> None:
    """Merging is a reversible link; nothing is destroyed. R14"""
    other = desk.receive("米饭酸", by="sun", channel="hotline", unit="softpark", category="food/sensory", customer=WANG)
    assert other.similar == (case.number,)

    other = desk.link(other, by="chen", to=case.number, relation="related")
    assert other.links == {case.number: "related"}
    assert desk.unlink(other, by="chen", to=case.number).links == {}


def test_two_commands_with_one_key_are_one(desk: Desk) -> None:
    """Pressing twice is one complaint, and says so. Another command under the same key is refused."""
    from complaintkit.commands import Note, Receive
    from complaintkit.errors import ConflictError

    command = Receive(text="米饭酸", channel="hotline", customer=WANG, unit="softpark", category="food/sensory")
    first = desk.do(command, by="chen", idempotency_key="k1")
    again = desk.do(command, by="chen", idempotency_key="k1")

    assert (first.replayed, again.replayed) == (False, True)
    assert (again.case.number, again.events) == (first.case.number, first.events)
    with pytest.raises(ConflictError, match="k1"):
        desk.do(Note(case=first.case.number, text="x"), by="chen", idempotency_key="k1")


def test_a_form_filled_in_against_an_older_case_is_refused(desk: Desk, case: Case) -> None:
    """`if_version` is what the form saw: somebody else's deed in between is a conflict, a clock's notice is not."""
    from complaintkit.errors import ConflictError

    desk.note(case, by="sun", text="又来电")

    with pytest.raises(ConflictError) as refused:
        desk.assess(case, by="chen", severity="high", approach="核实", if_version=case.version)
    assert (refused.value.expected, refused.value.actual) == (case.version, case.version + 1)


def test_an_answer_on_a_live_case_ends_nothing(desk: Desk, case: Case, clock: FakeClock) -> None:
    """Without facts, plan and customer nobody resolves a case by writing down an answer, nor takes a breach away. R8, R15"""
    given = clock.now() + timedelta(hours=2)
    clock.advance(timedelta(days=30))
    late = {one.name for one in desk.case(case, by="chen").deadlines if one.breached_at}

    case = desk.record_answer(case, by="chen", text="已当面道歉并更换", at=given)

    assert (case.state, case.resolved_at) == (State.REGISTERED, None)
    assert late
    assert late <= {one.name for one in case.deadlines if one.breached_at}
    assert case.entries[-1].text == "已当面道歉并更换"


def test_the_plan_that_was_refused_is_not_offered_again(desk: Desk, investigated: Case) -> None:
    """Another plan first: the same one again is refused. R8"""
    case = agreed(desk, planned(desk, investigated), accepted=False)
    case = desk.record_facts(case, by="chen", facts="再次核实", heard=["hu"])

    with pytest.raises(InvalidInput, match="R8"):
        planned(desk, case)

    other = [Measure("全额退款并道歉", who="chen", due=timedelta(hours=2))]
    assert (
        desk.offer_plan(case, by="chen", measures=other, decisions={"1": ("not-upheld", "查无此事")}).state
        is State.PLAN_OFFERED
    )
