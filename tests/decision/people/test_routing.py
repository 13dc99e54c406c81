"""Whom a case goes to next: never whoever the complaint is about, while anybody else works here, by whatever rule. R6, F8"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import attrs
import pytest

from complaintkit import Customer, Purchase, Remedy
from complaintkit.decision import allowed
from complaintkit.decision.decide import cover
from complaintkit.decision.duty import owed_on
from complaintkit.decision.outbox import messages
from complaintkit.decision.people import routing
from complaintkit.decision.people.sight import deciders_of, decides
from complaintkit.model import commands as c
from complaintkit.model.actor import DESK, System
from complaintkit.model.duty import DutyKind
from complaintkit.model.remedy import PromisedRemedy
from complaintkit.model.vocabulary import Kind, State
from complaintkit.organisation import Structure, load_organisation
from complaintkit.playbook import load_playbook
from tests.houses import HOUSES

SOURCE = Path(inspect.getfile(routing)).parents[2]
# Every question that names people for something to be done, asked of the organisation: with its answer as a tuple.
PICKS = {
    "holders": lambda s, unit, staff, at, role, without: s.holders(role, unit, without=without),
    "leader_of": lambda s, unit, staff, at, role, without: (s.leader_of(staff, unit, without=without),),
    "chain": lambda s, unit, staff, at, role, without: s.chain(staff, unit, without=without),
    "last_resort": lambda s, unit, staff, at, role, without: (s.last_resort(unit, without=without),),
    "on_duty": lambda s, unit, staff, at, role, without: s.on_duty(unit, at, role, without=without),
    "acting_for": lambda s, unit, staff, at, role, without: (s.acting_for(staff, at, without=without),),
    "replacement_for": lambda s, unit, staff, at, role, without: (s.replacement_for(staff, unit, without=without),),
    "group": lambda s, unit, staff, at, role, without: tuple(
        one for name in s.groups for one in s.group(name, unit, without=without).everybody
    ),
}
ELSEWHERE = {  # who asks the organisation itself, and why no case's person has to be left out
    "decision/steps/intake.py": "no case yet: it leaves out whom the complaint that comes in is about",
    "decision/permission/trained.py": "who holds a training, to be named in the refusal",
    "decision/money/budget.py": "whether somebody is at the top",
    "desk/coupon/redemption.py": "who gives a coupon back at a till: no complaint is about anybody in it",
    "decision/money/points.py": "who may give a member more: no complaint is about anybody in it",
    "decision/outbox.py": "whom a message names by role: the stall's head is asked to explain, which is theirs to do (S1.7)",
    "delivery/shift.py": "whose turn it is; each offer is decided, and refused for whom it is about",
    "desk/intake/importing.py": "no case yet: it leaves out whom the complaint is about",
    "desk/intake/waiting.py": "no case yet: it leaves out whom the form names",
    **dict.fromkeys(
        (
            "decision/task/answer.py",
            "decision/task/decide.py",
            "decision/task/give.py",
            "decision/task/offer.py",
            "decision/task/standing.py",
            "decision/task/possible.py",
            "decision/task/tie.py",
            "decision/task/turn.py",
            "delivery/message/task.py",
            "desk/task/ideas.py",
            "records/task.py",
            "records/task_message.py",
        ),
        "tasks beside the cases: no complaint is about anybody in them",
    ),
    "decision/task/common_cause.py": "no single case: it leaves out everybody whom one of its cases is about",
    "desk/reading/duties.py": "for whom somebody acts; each case is looked at by itself",
}


def house(name: str) -> Structure:
    """One of the sample organisations, seen through its playbook."""
    book = load_playbook(name)
    people = load_organisation(HOUSES[name])
    return Structure(people, book.roles, book.groups, book.time_zone)


# ---- the organisation ------------------------------------------------------------------------------------------------
def test_every_question_that_picks_somebody_can_leave_people_out() -> None:
    """A new one that can not is found here."""
    able = {
        name
        for name, one in inspect.getmembers(Structure, inspect.isfunction)
        if "without" in inspect.signature(one).parameters
    }
    # what is, not who comes next; and who comes next at a desk, to whom each case is offered by the rules of offers
    others = {"at", "units_of", "unit_path", "below", "roles_of", "person", "shifts_at", "next_shift"}
    picks = {
        name
        for name, one in inspect.getmembers(Structure, inspect.isfunction)
        if not name.startswith("_") and str(one.__annotations__.get("return")) in _PEOPLE and name not in others
    }

    assert able == set(PICKS)
    assert picks - {"home", "zone_of"} <= able


_PEOPLE = {
    "str",
    "str | None",
    "tuple[str, ...]",
    "GroupSeats",
    "tuple[datetime, tuple[str, ...]] | None",
}


def test_only_routing_asks_it_for_a_case() -> None:
    """So that nobody can forget whom the complaint is about: who else asks is listed, with the reason."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        place = str(path.relative_to(SOURCE))
        if place.startswith(("organisation/", "testing/")) or place == "decision/people/routing.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PICKS):
                continue
            if "structure" in ast.unparse(node.func.value):
                found.add(place)

    assert found <= ELSEWHERE.keys()


@pytest.mark.parametrize("pick", PICKS)
@pytest.mark.parametrize("name", HOUSES)
def test_nobody_left_out_is_picked(name, pick, begin) -> None:
    """By any question, in any unit, for anybody, at noon and at night, also with everybody else of the unit away. R6"""
    structure = house(name)
    noon, night = begin().now, begin("2026-11-23T03:00+08:00").now
    for unit in structure.organisation.units:
        for about in structure.organisation.staff:
            for at in (noon, night):
                roles = structure.roles_of(about) or ()
                for role in (*(one.id for one in roles), "nobody's"):
                    picked = PICKS[pick](structure, unit, about, at, role, {about})
                    assert about not in picked, (unit, about, at, role)


def test_where_nobody_else_works_here_it_is_them(begin) -> None:
    """Never nobody: a business of one is R6's exception. F1, R6"""
    alone = begin()
    alone.only("chen")
    alone.organisation = attrs.evolve(alone.organisation, duties={})
    for pick in ("last_resort", "acting_for", "replacement_for", "on_duty"):
        assert PICKS[pick](alone.structure, "no3-school", "chen", alone.now, "agent", {"chen"}) == ("chen",)


# ---- a case ----------------------------------------------------------------------------------------------------------
def _escalated(matter) -> str:
    matter.do(c.Escalate, reason="beyond-authority")
    return matter.event("escalated").to


def _left(matter) -> str:
    return matter.made(cover(matter.case, matter.facts(by=DESK), to=_successor(matter), reason="left")).owner


def _successor(matter) -> str:
    return routing.successor(matter.facts(), matter.case, matter.case.owner)


def _acting(matter) -> str:
    matter.away("chen")
    return routing.stand_in(matter.facts(), matter.case, "chen")


def _heard(matter) -> str:
    matter.received(by=System("webform"), about_staff=matter.case.about_staff)
    return matter.case.owner


WAYS = {"escalation": _escalated, "departure": _left, "absence": _acting, "a program receives": _heard}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_leads_past_whom_it_is_about(matter, way) -> None:
    """Whoever it would have come to: it comes to somebody else, then past that one, too. R6"""
    matter.received(by="chen")
    first = WAYS[way](matter)

    matter.organisation = attrs.evolve(matter.organisation, absences=())
    matter.received(by="chen" if first != "chen" else "sun", about_staff=first)
    second = WAYS[way](matter)

    assert second != first
    assert second in matter.organisation.staff
    assert "R6" not in "".join(matter.case.exceptions)


def test_a_group_and_whoever_is_told_at_once_are_without_them(matter) -> None:
    """In the messages, too: nobody is called to decide on themselves. R6, S1.8"""
    matter.received(about_staff="shen")
    matter.do(c.Escalate, reason="beyond-authority")

    matters = matter.case.escalations
    assert all("shen" not in deciders_of(matter.facts(), matter.case, one) for one in matters)
    assert "shen" not in {one.recipient for one in messages(matter.draft)}


def test_alone_one_is_brought_ones_own_case_on_record(matter) -> None:
    """Where nobody else is left the exception stands in the ledger and in reports. R6"""
    matter.only("chen")
    matter.received(about_staff="chen")

    case = matter.do(c.Escalate, reason="beyond-authority")

    assert case.escalations[-1].to == "chen"
    assert "R6:escalate" in case.exceptions


def test_who_decides_in_the_place_of_a_leader_who_is_away(matter) -> None:
    """A matter before them does not wait for their return, nor goes to whom it is about. F7, F8, R6"""
    matter.received()
    matter.do(c.Escalate, reason="beyond-authority")
    asked = matter.case.escalations[-1].to
    matter.away(asked)
    stand_in = routing.stand_in(matter.facts(), matter.case, asked)
    assert stand_in != asked

    assert decides(matter.facts(by=stand_in), matter.case, matter.case.escalations[-1])
    matter.case = matter.case.changed(about_staff=stand_in)
    assert not decides(matter.facts(by=stand_in), matter.case, matter.case.escalations[-1])


@pytest.mark.parametrize("filed", [False, True])
def test_the_next_round_is_not_theirs_whom_it_is_about(matter, filed) -> None:
    """Settled on the spot by the person complained about (R17), and disputed: the leader above has it. R6, R8"""
    matter.received(about_staff="chen")
    matter.do(c.Settle, facts="当场更换", agreed="in-person", apology=True)
    if filed:
        matter.case = matter.case.changed(state=State.ARCHIVED)

    case = matter.do(c.AnswerSurvey, by="customer", outcome=1, process=1)

    assert case.open
    assert matter.structure.is_leader_of(case.owner, "chen", case.unit)


@pytest.mark.parametrize("about", ["chen", "sun", "shen"])
@pytest.mark.parametrize("asks", ["fang", "shen", "luo"])
def test_whom_it_is_about_confirms_no_downgrade(matter, about, asks) -> None:
    """Whoever asks, and whoever has the case: somebody else is the second person, who may. R5, R6"""
    matter.received(about_staff=about)
    matter.case = matter.case.changed(reclassification=(Kind.INQUIRY, asks))

    (second,) = [one.staff for one in owed_on(matter.facts(), matter.case) if one.what is DutyKind.CONFIRM]

    assert second not in (about, asks)
    assert "reclassify" in allowed(matter.case, matter.facts(by=second))


@pytest.mark.parametrize("about", ["chen", "sun", "tian"])
def test_words_are_owed_by_whoever_may_answer_them(matter, about) -> None:
    """Whom it is about has it still, and may not speak with the customer: the leader above does. R6, S3.5"""
    matter.received(by=about, about_staff=about)
    matter.do(c.HearCustomer, by="luo", text="还没有解决", via="phone")

    (word,) = [one for one in owed_on(matter.facts(), matter.case) if one.what is DutyKind.WORDS]

    assert word.staff != about
    assert "tell" in allowed(matter.case, matter.facts(by=word.staff))


def test_whom_it_turned_out_to_be_about_is_not_asked_to_tell_the_customer(matter) -> None:
    """They handed it on, and may not speak with the customer any more: whoever answers for it does. R6, F9"""
    matter.received()
    matter.do(c.Correct, reason="看错了", about_staff="chen")

    told = [one.staff for one in owed_on(matter.facts(), matter.case) if one.what is DutyKind.TELL_CUSTOMER]

    assert told == [matter.case.owner] != ["chen"]
    assert "tell" in allowed(matter.case, matter.facts(by=told[0]))


# ---- who is second, next, responsible -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "owner", "about", "second"),
    [
        ("chen", "chen", None, "shen"),  # the leader above
        ("shen", "chen", None, "fang"),
        ("fang", "chen", None, "chen"),  # nobody is above: the owner
        ("fang", "fang", None, "shen"),  # they are the owner: who is above all without them
        ("fang", "chen", "chen", "shen"),  # it is about the owner
        ("chen", "chen", "shen", "fang"),  # it is about the leader
        ("webform", "chen", None, "chen"),  # a program has no leader
    ],
)
def test_the_second_person_is_another_whom_it_is_not_about(matter, first, owner, about, second) -> None:
    """The leader above, else the owner, else who is above all. R5, R6, F6"""
    matter.received()
    case = matter.case.changed(owner=owner, about_staff=about)

    assert routing.second_person(matter.facts(), case, first) == second


@pytest.mark.parametrize(
    ("staff", "by", "about", "heir"),
    [
        ("chen", "", None, "zhou"),  # the deputy
        ("chen", "sun", None, "zhou"),
        ("chen", "zhou", "zhou", "shen"),  # who says so is whom it is about: the leader above them
        ("fang", "shen", "shen", "fang"),
        ("shen", "fang", "fang", "chen"),  # above whom nobody is: who is above all, without who is gone
        ("chen", "sun", "zhou", "shen"),  # it is about the deputy
    ],
)
def test_nobody_says_who_looks_into_their_own_case(matter, staff, by, about, heir) -> None:
    """Chen is gone, shen or fang: their deputy has it, else a leader who is not named by whom it is about. F8, R6"""
    matter.received()
    case = matter.case.changed(about_staff=about)

    assert routing.successor(matter.facts(), case, staff, by=by) == heir


@pytest.mark.parametrize(("about", "holder"), [(None, "chen"), ("sun", "chen"), ("chen", "shen"), ("shen", "chen")])
def test_what_somebody_has_is_theirs_unless_it_is_about_them(matter, about, holder) -> None:
    """Then it is the leader's above, not of who is above all. R6"""
    matter.received()

    assert routing.new_holder(matter.facts(), matter.case.changed(about_staff=about), "chen") == holder


def test_where_all_ways_end_passes_over_others_too(matter) -> None:
    """Whom it is about, and who said it. R6"""
    matter.received()
    about = matter.case.changed(about_staff="fang")

    assert routing.top(matter.facts(), matter.case) == "fang"
    assert routing.top(matter.facts(), about) == "shen"
    assert routing.top(matter.facts(), matter.case, passing=frozenset({"fang"})) == "shen"
    assert routing.top(matter.facts(), about, passing=frozenset({"shen"})) not in ("fang", "shen")


@pytest.mark.parametrize(("at", "there"), [("2026-11-21T12:00+08:00", "chen"), ("2026-11-21T23:00+08:00", "zhou")])
def test_an_alarm_reaches_who_is_there(begin, at, there) -> None:
    """Of those who hold the role; where nobody of them is, whom the roster names. R18"""
    matter = begin(at)
    matter.received()

    assert routing.people_there(matter.facts(), matter.case, "duty-manager") == (there,)
    matter.seated("yan", roles=("duty-manager",))  # nearer than who has the turn, and in no roster
    assert routing.people_there(matter.facts(), matter.case, "duty-manager") == ("yan",)
    matter.away("luo")
    assert routing.holders(matter.facts(), matter.case, "customer-service-manager") == ("luo",)
    assert routing.people_there(matter.facts(), matter.case, "customer-service-manager") == (
        matter.structure.on_duty(matter.case.unit, matter.now, "customer-service-manager")
    )


@pytest.mark.parametrize(
    ("bought", "speaks_for", "reference", "who"),
    [
        ("no3-school", None, None, "yan"),
        (None, "no3-school", None, "yan"),
        (None, None, "no3-school", "yan"),
        ("hospital", "no3-school", "no3-school", "zheng"),  # whose purchase it is counts first
        (None, "hospital", "no3-school", "zheng"),  # then of whom they speak
        ("nobody's", None, "no3-school", "yan"),
        (None, None, None, None),
        (None, None, "nobody's", None),
    ],
)
def test_whose_customer_it_is(matter, bought, speaks_for, reference, who) -> None:
    """By the account of the purchase, of whom they speak for, or by their own reference. S4.3"""
    accounts = matter.organisation.accounts
    hospital = attrs.evolve(accounts["no3-school"], id="hospital", responsible="zheng")
    matter.organisation = attrs.evolve(matter.organisation, accounts={**accounts, "hospital": hospital})
    matter.received()
    case = matter.case.changed(
        purchase=Purchase("R-1", account=bought) if bought else None,
        customer=Customer(
            name="王芳", reference=reference, speaks_for=Customer(reference=speaks_for) if speaks_for else None
        ),
    )

    assert routing.responsible_for(matter.facts(), case) == ((who,) if who else ())


def test_whose_customer_it_is_takes_the_case_first(matter) -> None:
    """Where the playbook gives such a matter to no role; until one of them, or somebody after them, has it. S4.3, S4.6"""
    contract = attrs.evolve(matter.playbook.categories["contract"], first_taken_by=None)
    matter.rule(categories={**matter.playbook.categories, "contract": contract})
    accounts = matter.organisation.accounts
    school = attrs.evolve(accounts["no3-school"], responsible="zheng")  # who has no role in its unit
    matter.organisation = attrs.evolve(matter.organisation, accounts={**accounts, "no3-school": school})
    matter.received(category="contract", customer=Customer(name="王芳", reference="no3-school"))
    food = matter.case.changed(category="food/sensory", raised=())

    assert routing.first_takers(matter.facts(), matter.case) == ("zheng",)
    assert routing.first_takers(matter.facts(), matter.case.changed(owner="zheng")) == ()
    assert routing.first_takers(matter.facts(), matter.case.changed(owners=("chen", "luo"))) == ()
    assert "zheng" not in routing.first_takers(matter.facts(), food.changed(owner="sun"))


@pytest.mark.parametrize(
    ("state", "says", "waits"),
    [("reversal-claimed", "luo", True), ("reversal-claimed", None, False), ("reversed", "luo", False)],
)
def test_what_somebody_says_is_back_waits_for_another(matter, state, says, waits) -> None:
    """While they say so, and nobody has confirmed it. F6"""
    matter.received()
    back = PromisedRemedy(id="p-1", remedy=Remedy.apology(), giver="chen", at=matter.now, state=state, claimed_by=says)

    assert list(routing.unconfirmed(matter.case.changed(promises=(back,)))) == (
        [("reverse-remedy", says)] if waits else []
    )


@pytest.mark.parametrize(
    ("about", "long", "fit"),
    [(None, None, True), ("li", None, False), ("hu", None, True), (None, False, True), (None, True, False)],
)
def test_a_case_is_given_to_nobody_whom_it_is_about_nor_who_is_away_for_long(matter, about, long, fit) -> None:
    """Somebody away for a day has a deputy. R6, F8"""
    matter.received(about_staff=about)
    if long is not None:
        matter.away("li", long=long)

    assert routing.is_fit(matter.facts(), matter.case, "li") is fit


@pytest.mark.parametrize(("staff", "fit"), [(("chen",), True), (("chen", "li"), False)])
def test_a_case_about_the_only_one_here_is_theirs(matter, staff, fit) -> None:
    """Where one other works here it is not. R6"""
    matter.received(about_staff="chen")
    matter.only(*staff)

    assert routing.is_fit(matter.facts(), matter.case, "chen") is fit


@pytest.mark.parametrize("category", ["food/sensory", "contract", None])
def test_who_is_asked_at_once_holds_the_role_that_the_category_names(matter, category) -> None:
    """Nobody is where it names none. S1.7"""
    matter.received(category=category)

    asked = routing.first_handlers(matter.facts(), matter.case)
    assert asked == (("chen", "zhou") if category == "food/sensory" else ())
