"""What is asked beside a command: the contact, a verb apart, a part that does more, a lone button. R6, R20"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import NotAllowed, NotFound, NotResponsible, System
from complaintkit.decision import allowed
from complaintkit.decision.draft import Draft
from complaintkit.decision.permission import guard
from complaintkit.decision.permission.filing import is_past
from complaintkit.decision.tables.effect import Deed, Effect, Place, deed_of
from complaintkit.decision.tables.lifecycle import possible
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import Moment
from complaintkit.model.vocabulary import Kind, State


@pytest.fixture
def narrow(matter):
    """A dispute about a contract of chen's, where everybody reads their own cases."""
    for role in matter.playbook.roles:
        matter.rule(roles={**matter.playbook.roles, role: attrs.evolve(matter.playbook.roles[role], sees="own")})
    matter.received(category="contract")
    return matter


def refused(ask) -> str | None:
    """Name the rule, or the kind of refusal; None where there is none."""
    try:
        ask()
    except (NotAllowed, NotFound, NotResponsible) as error:
        return str(error.data.get("rule") or type(error).__name__)
    return None


@pytest.mark.parametrize(
    ("by", "about", "restricted", "why"),
    [
        ("chen", None, False, None),
        ("chen", "chen", False, "R6"),
        ("chen", "sun", False, None),
        ("chen", None, True, "NotAllowed"),
        ("peng", None, False, "NotFound"),
        ("peng", None, True, "NotFound"),
    ],
)
def test_who_may_read_the_contact(narrow, by, about, restricted, why) -> None:
    """Whoever sees the case, unless it is about them, or the data are restricted: nobody else is told more. R6, R20"""
    case = narrow.case.changed(about_staff=about, restricted=restricted)

    assert refused(lambda: guard.check_contact(narrow.facts(by=by), case, "A-1")) == why


def test_in_a_business_of_one_the_contact_is_theirs(matter) -> None:
    """Nobody else is there to speak with the customer. R6"""
    matter.only("chen")
    matter.received(about_staff="chen")

    assert refused(lambda: guard.check_contact(matter.facts(), matter.case, "A-1")) is None
    assert refused(lambda: guard.check_apart(matter.facts(), matter.case, "discard-item")) is None


@pytest.mark.parametrize(("by", "why"), [("chen", "R6"), ("sun", None), (System("till"), None), (CUSTOMER, None)])
def test_a_verb_beside_the_commands_is_not_for_whom_the_case_is_about(matter, by, why) -> None:
    """While others work here. R6"""
    matter.received(about_staff="chen")

    assert refused(lambda: guard.check_apart(matter.facts(by=by), matter.case, "discard-item")) == why


DEED = Deed(effects=frozenset({Effect.DECIDES}), places=frozenset({Place.OWNER}), right="register")


@pytest.mark.parametrize(
    ("by", "about", "right", "why"),
    [
        ("chen", None, "assess", None),
        ("chen", None, "register", "R20"),
        ("chen", "chen", "assess", "R6"),
        ("sun", None, "assess", "NotResponsible"),
        (System("till"), None, "register", None),
    ],
)
def test_a_part_that_does_more_is_asked_for_itself(matter, by, about, right, why) -> None:
    """Of standing, of right, of whom it is about; a program was let in by the command. R6"""
    only = attrs.evolve(matter.playbook.roles["agent"], id="only", may=frozenset({"assess"}))
    matter.rule(roles={**matter.playbook.roles, "only": only})
    matter.received(about_staff=about)
    matter.seated("chen", roles=("only",))
    draft = Draft(matter.facts(by=by), matter.case, lambda *_: None)

    assert refused(lambda: guard.check_deed(draft, "reclassify", attrs.evolve(DEED, right=right))) == why


@pytest.mark.parametrize(("by", "why"), [("shen", None), ("chen", "NotResponsible")])
def test_one_of_the_places_of_a_part_is_enough(matter, by, why) -> None:
    """Who leads the owner needs not have the case, too. R15"""
    draft = Draft(matter.facts(by=by), matter.received(), lambda *_: None)
    deed = Deed(effects=DEED.effects, places=frozenset({Place.LEADER, Place.HEAD}))

    assert refused(lambda: guard.check_deed(draft, "record-docket", deed)) == why


def test_in_a_business_of_one_a_part_is_theirs(matter) -> None:
    """Nobody else is there. R6"""
    matter.only("chen")
    matter.received(about_staff="chen")
    draft = Draft(matter.facts(), matter.case, lambda *_: None)

    assert refused(lambda: guard.check_deed(draft, "reclassify", attrs.evolve(DEED, right="assess"))) is None


@pytest.mark.parametrize("by", ["chen", "peng"])
def test_a_lone_button_is_that_of_the_list(narrow, by) -> None:
    """Nobody presses one on a case that they may not see. R20"""
    facts = narrow.facts(by=by)

    for word in ("note", "assess", "settle", "accept-handover", "archive"):
        assert guard.can(facts, narrow.case, word) is (word in allowed(narrow.case, facts))


def test_of_a_duplicate_only_untying_opens_it_again(matter) -> None:
    """Words and notes on it are anybody's, as on any other. R14"""
    matter.received()
    filed = {"state": State.ARCHIVED, "archived_at": matter.now, "filed_in": State.REGISTERED}
    case = matter.case.changed(links={"A-1": "duplicate"}, **filed)
    plain = matter.case.changed(**filed)

    li = matter.facts(by="li")
    assert allowed(case, li) == allowed(plain, li) - {"unlink"}
    assert "hear-customer" in allowed(case, li)
    assert "unlink" in allowed(matter.case.changed(links={"A-1": "duplicate"}), li)  # it is open: nothing to open again


def test_nobody_takes_what_they_were_offered_once_they_have_left(matter) -> None:
    """A stranger sees nothing, and so does nothing. R20"""
    matter.investigated()
    matter.do(c.OfferHandover, to="dong", reason="supplier-side")
    assert guard.can(matter.facts(by="dong"), matter.case, "accept-handover")
    here = dict(matter.organisation.staff)
    gone = {"dong": here.pop("dong")}
    matter.organisation = attrs.evolve(matter.organisation, staff=here, departed=gone)

    assert not guard.can(matter.facts(by="dong"), matter.case, "accept-handover")


@pytest.mark.parametrize("state", [State.REGISTERED, State.PLAN_OFFERED, State.RESOLVED, State.ARCHIVED])
def test_a_customers_own_door_stays_open_while_their_data_are_restricted(matter, state) -> None:
    """It is their data; and no program's. R13"""
    matter.investigated()
    matter.offered()
    open_ = matter.case.changed(state=state)
    case = open_.changed(restricted=True)
    themselves = attrs.evolve(matter.facts(by=CUSTOMER), by=CUSTOMER)

    assert allowed(case, themselves) == allowed(open_, matter.facts(by=CUSTOMER)) != frozenset()
    assert "assess" not in allowed(case, matter.facts())


def test_what_is_past_is_recorded_where_history_has_a_place(matter) -> None:
    """Nothing else: an import keeps to the rules of who may do what. R15"""
    matter.received(by="chen")
    facts = matter.facts(by="peng")
    past = attrs.evolve(facts, quiet=True)

    for word in possible(matter.case.state, matter.case.kind):
        free = guard.obstacle(facts, matter.case, word) is None or Place.HISTORY in deed_of(word).places
        assert (guard.obstacle(past, matter.case, word) is None) is free, word


@pytest.mark.parametrize(
    ("imported", "cycle", "event", "past"),
    [
        (True, 1, "answer-recorded", True),
        (False, 1, "answer-recorded", False),
        (True, 2, "answer-recorded", False),
        (True, 1, "received", False),
    ],
)
def test_what_was_taken_over_with_its_answer_is_past(matter, imported, cycle, event, past) -> None:
    """In its first round. R8, R15"""
    matter.received()
    moment = Moment(event=event, at=matter.now, by="chen", seq=9)
    case = matter.case.changed(imported=imported, cycle=cycle, moments=(moment,))

    assert is_past(case) is past


@pytest.mark.parametrize(("kind", "free"), [(Kind.COMPLAINT, False), (Kind.INQUIRY, True)])
def test_only_a_complaints_issues_are_answered_one_by_one(matter, kind, free) -> None:
    """A question is cleared up whole. R7, S2.4"""
    matter.received()
    matter.do(c.RaiseIssue, text="还有一根头发")
    case = matter.case.changed(kind=kind)
    command = c.RaiseIssue(case=case.number, text="又有一根")

    assert ("clear-up" in allowed(case, matter.facts())) is free
    assert ("raise-issue" in allowed(case, matter.facts())) is not free
    assert refused(lambda: guard.check(Draft(matter.facts(), case, lambda *_: None), command)) == (
        "R7" if free else None
    )
