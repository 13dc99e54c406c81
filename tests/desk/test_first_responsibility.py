"""First responsibility 首问责任制: somebody is accountable from the first second to the archive. F1-F9"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from complaintkit import Case, Customer, Desk, InvalidInput, NotAllowed, NotFound, NotResponsible, System
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.records.door import Door
from complaintkit.testing import FakeClock

LIN = Customer(name="林", phone="13700001115")


def offered(desk: Desk, case: Case, by: str, to: str) -> Case:
    """An offer, for the reason most have."""
    return desk.offer_handover(case, by=by, to=to, reason="supplier-side")


def test_whoever_hears_it_is_accountable_at_once(case: Case) -> None:
    """Accountability begins with receipt, before anything is assessed. F1, S4.2"""
    assert (case.owner, case.first_receiver) == ("chen", "chen")


def test_the_first_receiver_stays_on_record_where_somebody_else_types_it_in(desk: Desk) -> None:
    """The one who heard it is responsible, not the one at the keyboard. F9"""
    case = desk.receive(
        "米饭有异味", by="sun", received_by="zhou", channel="hotline", customer=Customer(phone="13900001111")
    )

    assert (case.owner, case.first_receiver, case.recorded_by) == ("zhou", "zhou", "sun")


def test_what_a_program_takes_in_belongs_to_whoever_is_on_duty(desk: Desk) -> None:
    """A program owns nothing; the roster says who hears what nobody took in person. F1"""
    case = desk.receive(
        "web form", by=System("website"), channel="web", unit="softpark", customer=Customer(email="a@example.cn")
    )

    assert case.owner in {"chen", "zhou", "sun", "wu", "tian"}


def test_an_offer_changes_neither_owner_nor_clocks(desk: Desk, investigated: Case) -> None:
    """A handover is an offer: the giver stays accountable, and the deadlines run on. F2"""
    case = offered(desk, investigated, "chen", "li")

    assert case.owner == "chen"
    assert {one.id: one.due_at for one in investigated.deadlines}.items() <= {
        one.id: one.due_at for one in case.deadlines
    }.items()


def test_accepting_makes_the_receiver_accountable(desk: Desk, investigated: Case) -> None:
    """From the answer on, and not before, the receiver is accountable. F2"""
    case = offered(desk, investigated, "chen", "li")
    assert case.handover is not None

    case = desk.accept_handover(case, by="li", handover=case.handover.id)

    assert (case.owner, case.handover, case.first_receiver) == ("li", None, "chen")


def test_a_declined_handover_leaves_the_giver_accountable(desk: Desk, investigated: Case) -> None:
    """A declined handover leaves the giver accountable. S4.2, F2"""
    case = offered(desk, investigated, "chen", "li")
    assert case.handover is not None

    case = desk.decline_handover(case, by="li", handover=case.handover.id, reason="overloaded")

    assert (case.owner, case.handover) == ("chen", None)


def test_not_my_job_is_no_reason(desk: Desk, investigated: Case) -> None:
    """The reasons to decline are a closed list; the answer names it. F4"""
    case = offered(desk, investigated, "chen", "li")
    assert case.handover is not None

    with pytest.raises(InvalidInput, match="not-my-job") as refused:
        desk.decline_handover(case, by="li", handover=case.handover.id, reason="not-my-job")

    assert "overloaded" in str(refused.value)


def test_nothing_is_handed_over_before_the_facts_are_recorded(desk: Desk, case: Case) -> None:
    """Not passed on before the problem is understood; asking, sending and escalating are not delayed by it. F5, S4.12"""
    with pytest.raises(NotAllowed, match="facts") as refused:
        offered(desk, case, "chen", "li")

    assert refused.value.rule == "F5"
    desk.ask_advice(case, by="chen", of="li", question="是包装问题吗?")
    desk.dispatch(case, by="chen", who="ma", what="去现场取样")
    assert desk.escalate(case, by="chen", reason="beyond-authority").escalation is not None


def test_a_case_never_returns_to_somebody_who_had_it(desk: Desk, investigated: Case) -> None:
    """No bouncing: back to an earlier owner only by a leader's ruling. F3"""
    case = offered(desk, investigated, "chen", "li")
    assert case.handover is not None
    case = desk.accept_handover(case, by="li", handover=case.handover.id)

    with pytest.raises(NotAllowed) as refused:
        offered(desk, case, "li", "chen")

    assert refused.value.rule == "F3"
    assert desk.rule_handover(case, by="fang", to="chen", ruling="陈经理继续负责").owner == "chen"


def test_two_declines_bring_it_to_the_leader(desk: Desk, investigated: Case) -> None:
    """Two declines, and no third person is asked: the leader rules. F3"""
    case = investigated
    for receiver in ("li", "dong"):
        case = offered(desk, case, "chen", receiver)
        assert case.handover is not None
        case = desk.decline_handover(case, by=receiver, handover=case.handover.id, reason="overloaded")

    assert case.escalation is not None
    assert case.escalation.reason == "declined-twice"
    with pytest.raises(NotAllowed, match="leader"):
        offered(desk, case, "chen", "hu")


def test_what_a_rule_brings_upwards_nobody_did(desk: Desk, investigated: Case, clock: FakeClock) -> None:
    """Neither the one who declines nor the one whose call makes the desk notice a lapse escalates: the rule does. F3"""
    case = investigated
    for receiver in ("li", "dong"):
        case = offered(desk, case, "chen", receiver)
        assert case.handover is not None
        case = desk.decline_handover(case, by=receiver, handover=case.handover.id, reason="overloaded")
    other = desk.receive(
        "汤凉了", by="chen", channel="hotline", unit="softpark", customer=Customer(phone="13700001112")
    )
    other = desk.register(other, by="chen", category="food/temperature")
    other = offered(desk, desk.record_facts(other, by="chen", facts="送晚了"), "chen", "li")
    clock.advance(timedelta(hours=1))
    desk.note(other, by="chen", text="没人接")

    for ref in (case, other):
        (escalated,) = [line for line in desk.timeline(ref, by="chen") if line.event.name == "escalated"]
        assert (escalated.by, escalated.recorded_by) == ("system:desk", "system:desk")


def test_an_unanswered_offer_lapses_and_the_owner_stays(desk: Desk, investigated: Case, clock: FakeClock) -> None:
    """On timeout nobody becomes ownerless: the giver goes on, the leader hears of it. F3"""
    case = offered(desk, investigated, "chen", "li")
    assert case.handover is not None
    clock.advance(case.handover.lapses_at - clock.now())
    desk.run_due()

    case = desk.case(case, by="chen")

    assert (case.owner, case.handover, case.handovers[-1].state) == ("chen", None, "lapsed")
    assert case.escalation is not None


def test_only_the_person_asked_can_answer(desk: Desk, investigated: Case) -> None:
    """An offer is answered by whom it was made to. F2"""
    case = offered(desk, investigated, "chen", "li")
    assert case.handover is not None

    with pytest.raises(NotAllowed, match="offered to li"):
        desk.accept_handover(case, by="dong", handover=case.handover.id)


def test_somebody_elses_case_is_left_alone(desk: Desk, case: Case) -> None:
    """Who is not accountable, nor leads or stands in for who is, is told who is. F1"""
    with pytest.raises(NotResponsible) as refused:
        desk.assess(case, by="wu", severity="low", approach="wait")

    assert refused.value.owner == "chen"


def test_somebody_who_leaves_leaves_no_case_behind(desk: Desk, investigated: Case) -> None:
    """Accountability moves in the transaction of the departure, to the deputy. F8"""
    moved = desk.staff_left("chen", by="fang")

    case = desk.case(investigated, by="fang")
    assert moved == (case.number,)
    assert case.owner == "zhou"


def test_an_absence_moves_nothing_unless_it_is_long(desk: Desk, investigated: Case, clock: FakeClock) -> None:
    """The roster says who acts; accountability stays, unless the absence is marked as long. F8"""
    week = timedelta(days=7)
    desk.staff_away("chen", by="chen", start=clock.now(), end=clock.now() + week)
    assert desk.case(investigated, by="zhou").owner == "chen"
    assert desk.note(investigated, by="zhou", text="替班").owner == "chen"

    desk.staff_away("chen", by="fang", start=clock.now() + week, end=clock.now() + 9 * week, long=True)

    assert desk.case(investigated, by="zhou").owner == "zhou"


def test_a_shift_is_handed_over_case_by_case(desk: Desk, investigated: Case) -> None:
    """A batch at the end of a shift; each case can be refused by itself, and one whose facts are missing stays. F2, F5"""
    raw = desk.receive(
        "汤里有异物",
        by="chen",
        channel="hotline",
        unit="softpark",
        category="food/foreign-body",
        customer=Customer(phone="13700001111"),
    )

    offers = desk.hand_over_shift(by="chen", to="zhou")

    assert [one.receiver for one in offers] == ["zhou"]
    assert (len(offers), offers[0].case) == (1, investigated.number)
    assert [(one.case, one.rule) for one in offers.stayed] == [(raw.number, "F5")]
    assert "facts" in offers.stayed[0].reason
    assert desk.case(raw, by="chen").handover is None
    assert [one.id for one in desk.duties("zhou").handovers_to_answer] == [one.id for one in offers]


@pytest.mark.parametrize("kind", ["inquiry", "suggestion", "praise"])
@pytest.mark.parametrize("answered", [False, True])
def test_what_needs_no_facts_passes_without_them(desk: Desk, kind: Kind, answered: bool) -> None:  # noqa: FBT001
    """An inquiry has no facts to record: answered or not, it goes to the next shift with the rest. F2, F5, S2.4"""
    customer = Customer(phone="13700001111")
    case = desk.receive(
        "几点送饭?",
        by="chen",
        channel="hotline",
        unit="softpark",
        kind=kind,
        category="food/sensory",
        customer=customer,
    )
    if answered:
        case = desk.resolve(
            case,
            by="chen",
            result="十一点半",
            adopted=True if kind == "suggestion" else None,
            decisions={"1": ("not-upheld", "查无此事")},
        )
    assert "offer-handover" in desk.allowed(case, by="chen")

    offers = desk.hand_over_shift(by="chen", to="zhou")

    assert ([one.case for one in offers], offers.stayed) == ([case.number], ())


def test_an_inquiry_that_turns_out_a_complaint_needs_its_facts(desk: Desk) -> None:
    """What the case is now decides, not how it began. F5, R5"""
    customer = Customer(phone="13700001111")
    case = desk.receive(
        "几点送饭?", by="chen", channel="hotline", unit="softpark", kind=Kind.INQUIRY, customer=customer
    )
    case = desk.reclassify(case, by="chen", kind="complaint", category="food/sensory", reason="米饭有酸味")
    assert "offer-handover" not in desk.allowed(case, by="chen")
    assert [one.rule for one in desk.hand_over_shift(by="chen", to="zhou").stayed] == ["F5"]


def test_what_stays_at_a_shift_change_says_why(desk: Desk, investigated: Case) -> None:
    """Who had it does not get it back (F3), who is asked is asked once (F2), nobody gets a case about themselves (R6)."""
    waiting = offered(desk, investigated, "chen", "li")
    again = investigate(desk, "softpark")
    again = offered(desk, again, "chen", "zhou")
    assert again.handover is not None
    desk.accept_handover(again, by="zhou", handover=again.handover.id)
    own = investigate(desk, "softpark", about_staff="zhou")

    first = desk.hand_over_shift(by="chen", to="zhou")
    back = desk.hand_over_shift(by="zhou", to="chen")

    assert list(first) == list(back) == []
    assert {one.case: one.rule for one in first.stayed} == {waiting.number: "F2", own.number: ""}
    assert "R6" in {one.case: one.reason for one in first.stayed}[own.number]
    assert [(one.case, one.rule) for one in back.stayed] == [(again.number, "F3")]


def test_a_shift_is_handed_to_somebody(desk: Desk, investigated: Case) -> None:
    """A slip in the receiver's name is told at once, and keeps nothing for repair; nothing is offered."""
    for to in ("zhuo", "chen"):
        with pytest.raises(InvalidInput) as refused:
            desk.hand_over_shift(by="chen", to=to)
        assert refused.value.field == "to"

    assert desk.case(investigated, by="chen").handover is None
    desk.hand_over_shift(by="chen", to="zhou")
    desk.hand_over_shift(by="chen", to="zhou")
    with desk._opened.storage.reading() as reader:
        assert reader.refused() == []


def test_a_shift_is_handed_over_by_somebody_of_the_staff(desk: Desk, investigated: Case) -> None:
    """A slip in the giver's name is told at once; a program may hand over for nobody but itself, and has no cases. F2"""
    with pytest.raises(InvalidInput) as refused:
        desk.hand_over_shift(by="chan", to="zhou")
    assert refused.value.field == "by"

    offers = desk.hand_over_shift(by=System("nightly"), to="zhou")
    assert (list(offers), offers.stayed) == ([], ())


@pytest.mark.parametrize(
    "error",
    [
        NotAllowed(command="offer-handover", rule="F5", reason=phrase("no facts yet")),
        NotFound(what="case", ref="A-1"),
    ],
    ids=["with a reason", "without one"],
)
def test_what_stays_says_the_reason_or_else_the_whole_error(
    desk: Desk, investigated: Case, monkeypatch: pytest.MonkeyPatch, error: NotAllowed | NotFound
) -> None:
    """The rule's words as they stand, in the reader's language; never nothing. F2"""

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(Door, "perform", refuse)

    (stayed,) = desk.hand_over_shift(by="chen", to="zhou").stayed

    assert stayed.reason == (error.data["reason"] or error.words)


@pytest.mark.parametrize(("key", "again"), [("shift-1", "shift-1"), ("shift-1", "shift-2"), (None, None)])
def test_a_shift_that_is_handed_over_again_by_its_key_is_the_same(
    desk: Desk, investigated: Case, key: str | None, again: str | None
) -> None:
    """A key covers the whole batch, also where one case of it was declined meanwhile; by another key who is asked stays. F2"""
    investigate(desk, "softpark")
    first = desk.hand_over_shift(by="chen", to="zhou", idempotency_key=key)
    second = desk.hand_over_shift(by="chen", to="zhou", idempotency_key=again)

    assert len(first) == 2
    same = key is not None and key == again
    assert list(second) == (list(first) if same else [])
    assert {one.rule for one in second.stayed} == (set() if same else {"F2"})

    desk.decline_handover(first[0].case, by="zhou", handover=first[0].id, reason="overloaded")
    if same:
        third = desk.hand_over_shift(by="chen", to="zhou", idempotency_key=again)
        assert list(third) == [first[1]]


def investigate(desk: Desk, unit: str, **more: str) -> Case:
    """One more case of chen's, with its facts."""
    case = desk.receive(
        "汤凉了",
        by="chen",
        channel="hotline",
        unit=unit,
        category="food/temperature",
        customer=LIN,
        about_staff=more.get("about_staff"),
    )
    return desk.record_facts(case, by="chen", facts="送晚了")


def test_the_giver_tells_the_customer_until_they_know(desk: Desk, investigated: Case) -> None:
    """The duty to keep the customer informed ends when they were told who took over. F9"""
    case = offered(desk, investigated, "chen", "li")
    assert case.handover is not None
    case = desk.accept_handover(case, by="li", handover=case.handover.id)
    assert desk.duties("chen").of_kind("tell-customer")

    desk.tell(case, by="li", text="您好,现由李经理负责。")

    assert not desk.duties("chen").of_kind("tell-customer")


def test_whoever_is_complained_about_does_not_judge(desk: Desk) -> None:
    """Who is complained about neither investigates nor decides. R6"""
    case = desk.receive(
        "主管态度差",
        by="luo",
        channel="hotline",
        category="service/attitude",
        about_staff="luo",
        customer=Customer(phone="13700001112"),
    )

    with pytest.raises(NotAllowed) as refused:
        desk.assess(case, by="luo", severity="normal", approach="hear the customer")

    assert refused.value.rule == "R6"


def test_nobody_is_asked_again_in_another_process(open_desk: Callable[[], Desk], investigated: Case) -> None:
    """Two desks on one database: what one accepted, the other finds accepted."""
    first, second = open_desk(), open_desk()
    case = offered(first, investigated, "chen", "li")
    assert case.handover is not None
    second.accept_handover(case, by="li", handover=case.handover.id)

    assert first.case(case, by="li").owner == "li"


def test_nobody_gets_a_case_about_themselves(desk: Desk) -> None:
    """Neither by an offer nor by a ruling does a complaint come to whom it is about. R6"""
    case = desk.receive(
        "吴倩态度差",
        by="sun",
        channel="hotline",
        unit="softpark",
        category="service/attitude",
        about_staff="wu",
        customer=Customer(phone="13700001113"),
    )
    case = desk.assess(case, by="sun", severity="normal", approach="了解经过")
    case = desk.record_facts(case, by="sun", facts="属实")

    with pytest.raises(InvalidInput, match="R6"):
        offered(desk, case, "sun", "wu")
    with pytest.raises(InvalidInput, match="R6"):
        desk.rule_handover(case, by="fang", to="wu", ruling="由你负责")


def test_nobody_away_for_long_is_asked(desk: Desk, investigated: Case, clock: FakeClock) -> None:
    """Who is away for long answers no offer; the refusal names who stands in. F8"""
    desk.staff_away("li", by="fang", start=clock.now(), end=clock.now() + timedelta(days=90), long=True)

    with pytest.raises(InvalidInput, match="ma"):
        offered(desk, investigated, "chen", "li")


def test_the_giver_may_tell_the_customer_who_took_over(desk: Desk, investigated: Case) -> None:
    """The duty that stays with the giver can be done by the giver. F9"""
    case = offered(desk, investigated, "chen", "li")
    assert case.handover is not None
    case = desk.accept_handover(case, by="li", handover=case.handover.id)
    assert "tell" in desk.allowed(case, by="chen")

    assert desk.tell(case, by="chen", text="现由李经理负责。").customer_told_owner
    assert "tell" not in desk.allowed(case, by="chen")


def test_what_is_offered_is_not_offered_again(desk: Desk, investigated: Case) -> None:
    """The buttons leave out what would be refused: a second offer, an offer without facts. F2, F5"""
    assert "offer-handover" in desk.allowed(investigated, by="chen")
    case = offered(desk, investigated, "chen", "li")
    assert "offer-handover" not in desk.allowed(case, by="chen")


def test_a_stranger_to_the_case_is_not_told_whose_it_is(desk: Desk, case: Case) -> None:
    """Who may not see a case is not even told that there is one. R20"""
    with pytest.raises(NotFound):
        desk.note(case, by="gu", text="x")
