"""Standing to a case of whoever is none of the staff: the customer, a program; and of who acts for a leader. R6, R20, F8"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import Remedy
from complaintkit.decision import sees
from complaintkit.decision.people.sight import deciders_of, decides
from complaintkit.decision.people.standing import holds, is_about, is_left_out, judges, works_alone
from complaintkit.decision.tables.effect import Place
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER, DESK
from complaintkit.model.remedy import PromisedRemedy


@pytest.mark.parametrize("place", list(Place))
def test_the_customer_has_one_place(matter, place) -> None:
    """Their own; and they see their case."""
    matter.received()

    assert holds(matter.facts(by=CUSTOMER), matter.case, place) is (place is Place.CUSTOMER)
    assert sees(matter.facts(by=CUSTOMER), matter.case)


@pytest.mark.parametrize("rule", [is_about, is_left_out])
def test_a_complaint_is_about_people(matter, rule) -> None:
    """Neither a program nor the customer is the one complained about, or left out, whatever they are called. R6"""
    matter.received(about_staff="chen")

    for by, about in (("chen", True), ("sun", False), (DESK, False), (CUSTOMER, False)):
        facts = matter.facts(by=by)
        assert rule(facts, matter.case) is about
        assert rule(facts, matter.case.changed(about_staff=facts.actor)) is (by in ("chen", "sun"))
    themselves = attrs.evolve(matter.facts(by=CUSTOMER), by=CUSTOMER)
    assert not rule(themselves, matter.case.changed(about_staff=themselves.actor))


@pytest.mark.parametrize(("reason", "acts"), [("beyond-authority", True), ("several-affected", False)])
def test_a_deputy_decides_for_a_leader_and_not_for_a_group(matter, reason, acts) -> None:
    """A group has others who are there; a leader who is away has a deputy. F8, S1.8"""
    matter.received()
    matter.do(c.RecordFacts, facts="在室温放了两小时", heard=["hu"])
    matter.do(c.Escalate, reason=reason)
    brought = matter.case.escalation
    people = deciders_of(matter.facts(), matter.case, brought)
    deputy = min(set(matter.organisation.staff) - {*people, matter.case.owner})
    matter.away(people[0], deputy=deputy)

    assert decides(matter.facts(by=deputy), matter.case, brought) is acts


def test_who_had_to_do_with_it_goes_on_reading_it(matter) -> None:
    """A former owner; a leader whose matter is decided by now; of a group who sat in it, while it decides. R20"""
    for role in matter.playbook.roles:
        matter.rule(roles={**matter.playbook.roles, role: attrs.evolve(matter.playbook.roles[role], sees="own")})
    matter.received(category="service/delivery-late")
    matter.do(c.RecordFacts, facts="晚了一小时", heard=["hu"])

    def reads(by: str) -> bool:
        return sees(matter.facts(by=by), matter.case)

    assert not reads("peng")
    matter.case = matter.case.changed(owners=("peng", *matter.case.owners))
    assert reads("peng")

    matter.do(c.Escalate, reason="beyond-authority")
    brought = matter.case.escalation
    assert reads(brought.to)
    decided = attrs.evolve(brought, decided_at=matter.now)
    matter.case = matter.case.changed(escalations=(decided,))
    assert reads(brought.to)


def test_a_leaders_deputy_reads_it_while_it_waits(matter) -> None:
    """Who acts for a leader has to know what about, and no longer than there is something to decide. F8, R20"""
    for role in matter.playbook.roles:
        matter.rule(roles={**matter.playbook.roles, role: attrs.evolve(matter.playbook.roles[role], sees="own")})
    matter.received(category="service/delivery-late")
    matter.do(c.RecordFacts, facts="晚了一小时", heard=["hu"])
    matter.do(c.Escalate, reason="beyond-authority")
    brought = matter.case.escalation
    matter.away(brought.to, deputy="peng")

    assert sees(matter.facts(by="peng"), matter.case)
    matter.case = matter.case.changed(escalations=(attrs.evolve(brought, decided_at=matter.now),))
    assert not sees(matter.facts(by="peng"), matter.case)


def test_whoever_decides_a_matter_reads_the_case_whatever_came_after_it(matter) -> None:
    """A group that has it in hand, where a leader was called later: it could not decide what it may not read. S1.8, R20"""
    for role in matter.playbook.roles:
        matter.rule(roles={**matter.playbook.roles, role: attrs.evolve(matter.playbook.roles[role], sees="own")})
    matter.received(category="service/delivery-late")
    matter.do(c.RecordFacts, facts="晚了一小时", heard=["hu"])
    matter.do(c.Escalate, reason="several-affected")
    group = matter.case.escalation
    matter.do(c.Escalate, reason="beyond-authority")

    people = deciders_of(matter.facts(), matter.case, group)

    assert matter.case.escalation != group
    assert people
    assert all(sees(matter.facts(by=one), matter.case) for one in people)


def test_a_customer_sees_their_case_under_their_own_name(matter) -> None:
    """Through their door nobody else acts. R9"""
    matter.received()

    assert sees(attrs.evolve(matter.facts(by=CUSTOMER), by=CUSTOMER), matter.case)


# ---- who may confirm that something is back, who is alone ----------------------------------------------------------------
@pytest.fixture
def claimed(matter):
    """A case of chen's with something that was given, of which chen says that it is back."""
    matter.received(category="contract")
    given = PromisedRemedy(id="p-1", remedy=Remedy.apology(), giver="chen", at=matter.now)
    given = attrs.evolve(given, state="reversal-claimed", claimed_by="chen")
    matter.case = matter.case.changed(promises=(given,))
    return matter


def witnesses(matter) -> set[str]:
    """Who may confirm it."""
    return {one for one in matter.organisation.staff if holds(matter.facts(by=one), matter.case, Place.WITNESS)}


def test_whoever_sees_the_case_may_confirm_what_another_said(claimed) -> None:
    """Not whoever said it, nor who may not read the case; the leader, who is asked to, reads it. F6, R20"""
    for role in claimed.playbook.roles:
        claimed.rule(roles={**claimed.playbook.roles, role: attrs.evolve(claimed.playbook.roles[role], sees="own")})
    assert witnesses(claimed) == {"shen"}

    claimed.case = claimed.case.changed(owners=("sun", "peng", "chen"))
    assert witnesses(claimed) == {"shen", "sun", "peng"}


@pytest.mark.parametrize(
    "state", ["reserved", "promised", "ordered", "given", "parked", "reversing", "reversal-claimed", "reversed"]
)
def test_there_is_nothing_to_confirm_but_what_somebody_said(claimed, state) -> None:
    """Neither before anybody said that it is back, nor once it was confirmed. F6"""
    [given] = claimed.case.promises
    claimed.case = claimed.case.changed(promises=(attrs.evolve(given, state=state),))

    assert bool(witnesses(claimed)) is (state == "reversal-claimed")


def test_what_each_said_is_confirmed_by_the_other(claimed) -> None:
    """Two who said something each: both have something to confirm. F6"""
    [given] = claimed.case.promises
    claimed.case = claimed.case.changed(promises=(given, attrs.evolve(given, id="p-2", claimed_by="sun")))

    assert {"chen", "sun"} <= witnesses(claimed)


@pytest.mark.parametrize(
    ("staff", "about", "alone"),
    [
        (["chen"], None, True),
        (["chen"], "chen", True),
        (["chen", "li"], None, False),
        (["chen", "li"], "chen", False),
        (["chen", "li"], "li", True),  # the other one has no part in it
        (["chen", "li", "sun"], "li", False),
    ],
)
def test_who_works_alone(matter, staff, about, alone) -> None:
    """Where a rule needs another person, and there is none but whoever it is about: the owner acts alone, on record. R6"""
    matter.received(about_staff=about)
    matter.only(*staff)

    assert works_alone(matter.facts(by="chen"), matter.case) is alone
    assert judges(matter.facts(by="chen"), matter.case) is (about == "chen" and not alone)  # somebody else is there
