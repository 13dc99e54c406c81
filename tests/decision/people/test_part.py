"""The part of somebody in a case: what is theirs to do gives them a place, and lets them read, until it is done. R20, F8, R6"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Docket
from complaintkit.decision import sees
from complaintkit.decision.people.routing import new_holder, successor
from complaintkit.decision.people.sight import concerned
from complaintkit.decision.people.standing import has_the_part, holds, is_second
from complaintkit.decision.tables.effect import Place
from complaintkit.model.docket import AuthorityCase
from complaintkit.model.handover import Advice, Dispatch, Escalation, Handover
from complaintkit.model.plan import PlannedMeasure
from complaintkit.model.remedy import Approval
from complaintkit.model.vocabulary import Kind, State

WHO, DEPUTY = "dong", "peng"


def _offered(now) -> Handover:
    return Handover(
        id="h-1", case="A", giver="chen", receiver=WHO, reason="supplier-side", offered_at=now, lapses_at=now
    )


def _brought(now) -> Escalation:
    return Escalation(id="e-1", route="x", to=WHO, group=False, reason="x", raised_by="chen", raised_at=now)


def _docket(now) -> AuthorityCase:
    return AuthorityCase(docket=Docket("D-1", authority="court", answerer=WHO), seq=9, recorded_at=now)


@attrs.frozen
class Part:
    """Something that is somebody's to do: where it stands on a case, how it looks, what it takes to be done, its places."""

    field: str
    made: Callable[[Any], Any]
    done: dict[str, Any]
    places: tuple[Place, ...]

    def on(self, case: Any, now: Any, *, done: bool = False) -> Any:
        """Give the case with it, to be done or done."""
        entry = self.made(now)
        after = {name: now if name.endswith("_at") else value for name, value in self.done.items()}
        return case.changed(**{self.field: (attrs.evolve(entry, **after) if done else entry,)})


PARTS = {
    "offer": Part("handovers", _offered, {"state": "accepted"}, (Place.RECEIVER,)),
    "question": Part(
        "advice",
        lambda now: Advice(id="a-1", asked_by="chen", of=WHO, question="?", asked_at=now),
        {"answered_at": True},
        (Place.ADVISER,),
    ),
    "errand": Part(
        "dispatches",
        lambda now: Dispatch(id="d-1", by="chen", who=WHO, what="取样", at=now),
        {"done_at": True},
        (Place.SENT,),
    ),
    "measure": Part(
        "measures",
        lambda now: PlannedMeasure(id="m-1", what="换货", who=WHO, due=now + timedelta(hours=2)),
        {"done_at": True},
        (Place.ASSIGNEE,),
    ),
    "matter": Part("escalations", _brought, {"decided_at": True}, (Place.DECIDER, Place.CALLED)),
    "approval": Part(
        "approvals",
        lambda now: Approval(id="p-1", case="A", remedies=(), giver="chen", approver=WHO, asked_at=now),
        {"state": "approved"},
        (Place.APPROVER,),
    ),
    "docket": Part("authority_cases", _docket, {"outcome": "upheld", "outcome_at": True}, (Place.ANSWERER,)),
}
EACH = pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
THEIRS = pytest.mark.parametrize("part", [PARTS[one] for one in ("errand", "approval", "docket", "matter")])
"""What goes to the leader above where it is about whoever had it. R6"""


@pytest.fixture
def matter(matter):
    """A dispute about a contract that chen has, in a business where everybody reads what they have a part in and nothing else."""
    for role in matter.playbook.roles:
        matter.rule(roles={**matter.playbook.roles, role: attrs.evolve(matter.playbook.roles[role], sees="own")})
    matter.received(category="contract")
    return matter


def left(matter, staff: str) -> None:
    """Somebody works here no more."""
    here = dict(matter.organisation.staff)
    gone = {staff: here.pop(staff)}
    matter.organisation = attrs.evolve(matter.organisation, staff=here, departed=gone)


def standing(matter, part: Part, by: str, case: Any) -> tuple[bool, set[Place]]:
    """Tell if somebody may read the case, and which of the part's places they have."""
    facts = matter.facts(by=by)
    return sees(facts, case), {place for place in part.places if holds(facts, case, place)}


@EACH
def test_it_is_theirs_until_it_is_done(matter, part) -> None:
    """What they had a part in they go on reading. R20"""
    for done, places in ((False, set(part.places)), (True, set())):
        case = part.on(matter.case, matter.now, done=done)

        assert standing(matter, part, WHO, case) == (True, places)
        assert standing(matter, part, DEPUTY, case) == (False, set())


@EACH
def test_a_refusal_can_name_them_until_it_is_done(matter, part) -> None:
    """As somebody who has to do with the case now. R20"""
    for done in (False, True):
        case = part.on(matter.case, matter.now, done=done)
        assert (WHO in concerned(matter.facts(), case)) is not done


@EACH
def test_who_acts_for_them_has_it_until_it_is_done(matter, part) -> None:
    """And reads what they need for it, no longer than that. F8, R20"""
    matter.away(WHO, deputy=DEPUTY)

    assert standing(matter, part, DEPUTY, part.on(matter.case, matter.now)) == (True, set(part.places))
    assert standing(matter, part, DEPUTY, part.on(matter.case, matter.now, done=True)) == (False, set())


@EACH
def test_who_came_into_the_place_of_somebody_who_left_has_it(matter, part) -> None:
    """And reads what they need for it, no longer than that. F8, R20"""
    left(matter, WHO)
    heir = successor(matter.facts(), matter.case, WHO)

    case = part.on(matter.case, matter.now)

    assert heir not in (WHO, matter.case.owner)
    assert standing(matter, part, heir, case) == (True, set(part.places))
    assert standing(matter, part, heir, part.on(matter.case, matter.now, done=True)) == (False, set())
    assert not sees(matter.facts(by=WHO), case)  # a stranger by now
    matter.away(heir, deputy=DEPUTY)
    later = set(part.places) - {Place.RECEIVER}  # the next one above may take it: somebody who is here
    for by in (heir, DEPUTY):
        assert standing(matter, part, by, case)[0]
        assert standing(matter, part, by, case)[1] >= later


@THEIRS
def test_where_it_is_about_them_it_is_the_leaders_above(matter, part) -> None:
    """Whoever it was before it turned out to be about them. R6"""
    matter.case = matter.case.changed(about_staff=WHO)
    leader = new_holder(matter.facts(), matter.case, WHO)

    case = part.on(matter.case, matter.now)

    assert leader not in (WHO, matter.case.owner)
    assert standing(matter, part, leader, case) == (True, set(part.places))
    assert standing(matter, part, WHO, case) == (True, set())


@EACH
def test_one_of_several_is_enough(matter, part) -> None:
    """What others have to do, too, takes nothing from it, nor does what was done before. F5"""
    if part.field == "handovers":  # one at a time: F2
        return
    (theirs,), (done,) = (getattr(part.on(matter.case, matter.now, done=one), part.field) for one in (False, True))

    for several in ((done, theirs), (theirs, done)):
        assert standing(matter, part, WHO, matter.case.changed(**{part.field: several})) == (True, set(part.places))


def test_an_approval_is_asked_for_in_its_round(matter) -> None:
    """In the next one it has to be asked for anew. F6"""
    part = PARTS["approval"]
    case = part.on(matter.case, matter.now)

    assert holds(matter.facts(by=WHO), case, Place.APPROVER)
    assert not holds(matter.facts(by=WHO), case.changed(cycle=2), Place.APPROVER)


def test_an_authority_without_an_answerer_is_the_owners(matter) -> None:
    """It gives nobody else a part. R19"""
    docket = AuthorityCase(docket=Docket("D-1", authority="court"), seq=9, recorded_at=matter.now)
    case = matter.case.changed(authority_cases=(docket,))

    for by, reads in ((case.owner, True), (WHO, False)):
        assert sees(matter.facts(by=by), case) is reads
        assert not holds(matter.facts(by=by), case, Place.ANSWERER)


# ---- who had it, who leads, who says so, too ----------------------------------------------------------------------------
def test_who_took_it_down_goes_on_reading_it(matter) -> None:
    """Wherever it went. R20"""
    assert not sees(matter.facts(by=DEPUTY), matter.case)
    assert sees(matter.facts(by=DEPUTY), matter.case.changed(first_receiver=DEPUTY))


@pytest.mark.parametrize(
    ("told", "about", "giver"), [(False, None, True), (True, None, False), (False, WHO, False), (False, "luo", True)]
)
def test_who_handed_it_on_tells_the_customer(matter, told, about, giver) -> None:
    """Once, and not where it is about them: then the owner does. Who acts for them does, too, and reads it for that. F9, F8, R6"""
    matter.away(WHO, deputy=DEPUTY)
    case = matter.case.changed(owners=(WHO, "chen"), customer_told_owner=told, about_staff=about)

    for by in (WHO, DEPUTY):
        assert holds(matter.facts(by=by), case, Place.GIVER) is giver
    assert sees(matter.facts(by=DEPUTY), case) is giver


@pytest.mark.parametrize(("owner", "head"), [("fang", True), ("shen", False), ("chen", False)])
def test_the_head_is_the_owner_above_whom_nobody_is(matter, owner, head) -> None:
    """Nobody else is, of another's case. R6"""
    case = matter.case.changed(owner=owner)

    assert [by for by in ("fang", "shen", "chen") if holds(matter.facts(by=by), case, Place.HEAD)] == (
        [owner] if head else []
    )


@pytest.mark.parametrize(
    ("asks", "away", "confirms"),
    [("chen", (), {"shen"}), ("shen", (), {"fang"}), ("fang", (), {"chen"}), ("chen", ("shen",), {"shen", "tao"})],
)
def test_another_confirms_what_somebody_asks_for(matter, asks, away, confirms) -> None:
    """The leader above, at the top the owner; who acts for them, too. What is confirmed is what was asked for. R5, F8"""
    for one in away:
        matter.away(one)
    case = matter.case.changed(reclassification=(Kind.INQUIRY, asks))

    found = {by for by in matter.organisation.staff if is_second(matter.facts(by=by), case, "reclassify")}

    assert found == confirms
    assert not any(is_second(matter.facts(by=by), case, "reverse-remedy") for by in confirms)
    assert all(holds(matter.facts(by=by), case, Place.SECOND) and sees(matter.facts(by=by), case) for by in confirms)


def test_who_works_alone_is_no_second_person(matter) -> None:
    """Nobody is: that it was done alone is on record. R5, R6"""
    matter.only("fang")
    case = matter.case.changed(owner="fang", reclassification=(Kind.INQUIRY, "fang"))

    assert not is_second(matter.facts(by="fang"), case, "reclassify")


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize(("about", "receiver"), [("chen", "chen"), ("chen", "sun"), ("sun", "chen")])
def test_who_took_down_a_complaint_about_themselves_may_put_it_right_at_first(matter, state, about, receiver) -> None:
    """Until somebody has worked on it. R17"""
    case = matter.case.changed(about_staff=about, first_receiver=receiver, state=state)

    fresh = state in (State.RECEIVED, State.REGISTERED)
    assert holds(matter.facts(by="chen"), case, Place.HEARER) is (fresh and (about, receiver) == ("chen", "chen"))


def test_nobody_confirms_for_somebody_else_what_they_asked_for(matter) -> None:
    """The leader above is away, and whoever asked would act for them: the next one does. R5, F8"""
    matter.away("shen", deputy="chen")
    case = matter.case.changed(reclassification=(Kind.INQUIRY, "chen"))

    found = {by for by in matter.organisation.staff if is_second(matter.facts(by=by), case, "reclassify")}

    assert "chen" not in found
    assert len(found) == 2
    assert all(sees(matter.facts(by=by), case) for by in found)


def test_who_had_it_takes_it_for_nobody(matter) -> None:
    """Chen, li and dong had it; dong offers it to tao, who is away, with li for their deputy: somebody else may take it. F3, F8"""
    matter.away("tao", deputy="li")
    offer = attrs.evolve(_offered(matter.now), giver="dong", receiver="tao")
    case = matter.case.changed(owner="dong", owners=("chen", "li", "dong"), handovers=(offer,))

    found = {by for by in matter.organisation.staff if holds(matter.facts(by=by), case, Place.RECEIVER)}

    assert "tao" in found
    assert len(found) == 2
    assert found.isdisjoint(case.owners)


def test_a_leader_above_answers_for_an_approver(matter) -> None:
    """What is within the authority of one below is within theirs. F6"""
    case = PARTS["approval"].on(matter.case, matter.now)

    assert (
        [by for by in ("fang", "shen", "peng") if holds(matter.facts(by=by), case, Place.APPROVER)]
        == [by for by in ("fang", "shen") if matter.structure.is_leader_of(by, WHO, case.unit)]
        != []
    )


@pytest.mark.parametrize(("staff", "by"), [("dong", {"dong"}), ("chen", {"chen", "peng"})])
def test_a_part_waits_for_whoever_is_away_unless_it_is_the_owners(matter, staff, by) -> None:
    """Who acts for the owner acts for them in this, too; another's part stays theirs. F8"""
    assert _having(matter, staff) == {staff}
    matter.away(staff, deputy="peng")
    assert _having(matter, staff) == by


@pytest.mark.parametrize("staff", ["dong", "chen"])
def test_a_part_of_who_left_is_their_successors(matter, staff) -> None:
    """And nobody else's. F8"""
    left(matter, staff)
    assert _having(matter, staff) == {successor(matter.facts(), matter.case, staff)}


def _having(matter, staff: str) -> set[str]:
    """Whose own a part is that was given to somebody."""
    return {by for by in ("chen", *matter.organisation.staff) if has_the_part(matter.facts(by=by), matter.case, staff)}
