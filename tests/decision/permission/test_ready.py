"""What has to come first: what keeps a command from being done now, by which rule, and what to do instead. F2-F5, R8"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Issue, Measure, Money, NotAllowed, System
from complaintkit.decision.money.digest import digest
from complaintkit.decision.people.routing import successor
from complaintkit.decision.permission.ready import investigates_alone, not_ready
from complaintkit.decision.survey import lapses_at
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import Moment
from complaintkit.model.docket import AuthorityCase, Docket
from complaintkit.model.remedy import PromisedRemedy, Remedy
from complaintkit.model.vocabulary import Kind, State
from tests.decision.conftest import Matter

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def refused(matter: Matter, word: str, by: str = "chen") -> tuple[str, set[str]] | None:
    """The rule that a command waits for, and what comes first; None where it waits for nothing."""
    found = not_ready(matter.facts(by=by), matter.case, word)
    if found is None:
        return None
    assert isinstance(found, NotAllowed)
    return str(found.data["rule"]), set(found.allowed)


def filed(matter: Matter) -> None:
    """A case that may be filed: resolved, and the customer content."""
    matter.resolved()
    matter.do(c.AnswerSurvey, by="chen", outcome=5, process=5, via="phone")


# ---- handovers -------------------------------------------------------------------------------------------------------
def test_facts_come_before_an_offer(matter) -> None:
    """By whoever offers it. F5"""
    matter.received()
    assert refused(matter, "offer-handover") == ("F5", {"record-facts", "escalate", "ask-advice"})


def test_an_inquiry_has_no_facts(matter) -> None:
    """Nor has praise: it may be passed on at once. F5, S2.4"""
    matter.received(kind="inquiry")
    assert refused(matter, "offer-handover") is None


def test_one_offer_at_a_time(matter) -> None:
    """The customer is told, help called for, meanwhile. F2"""
    matter.investigated()
    matter.do(c.OfferHandover, to="li", reason="supplier-side")
    assert refused(matter, "offer-handover") == ("F2", {"tell", "escalate", "note"})


@pytest.mark.parametrize(("state", "most"), [("declined", 2), ("lapsed", 1)])
def test_what_went_back_and_forth_is_ruled(matter, state, most) -> None:
    """Two declines, or one lapse, and not before. F3"""
    matter.investigated()
    matter.do(c.OfferHandover, to="li", reason="supplier-side")
    [one] = matter.case.handovers
    for number in range(most + 1):
        matter.case = matter.case.changed(handovers=(attrs.evolve(one, state=state),) * number)
        assert refused(matter, "offer-handover") == (("F3", {"rule-handover"}) if number >= most else None)


@pytest.mark.parametrize("staff", [("chen",), ("chen", "li")], ids=["nobody", "somebody"])
def test_an_offer_takes_somebody_else(matter, staff) -> None:
    """Who never had it, whom it is not about, and who is not away for long. F3, R6, F8"""
    matter.investigated()
    matter.only(*staff)
    nobody = ("F3", {"escalate", "ask-advice"})
    assert refused(matter, "offer-handover") == (nobody if len(staff) == 1 else None)

    for changes in ({"owners": ("li", "chen")}, {"about_staff": "li"}):
        matter.investigated()
        matter.case = matter.case.changed(**changes)
        assert refused(matter, "offer-handover") == nobody
    matter.investigated()
    matter.away("li", long=len(staff) > 1)
    assert refused(matter, "offer-handover") == nobody


# ---- forms, plans, results ----------------------------------------------------------------------------------------------
def test_a_full_form_is_not_filled_in_again(matter) -> None:
    """What is wrong in it is put right by its own verbs. S0.4"""
    matter.received()
    assert refused(matter, "register") == ("S0.4", {"correct", "reclassify", "note"})
    for changes in ({"missing": ("name",)}, {"state": State.RECEIVED}):
        matter.received()
        matter.case = matter.case.changed(**changes)
        assert refused(matter, "register") is None


def executing(matter: Matter, *who: str) -> None:
    """A plan that they have something to do of."""
    matter.investigated()
    plan = [Measure(f"做{number}", who=one, due=timedelta(hours=2)) for number, one in enumerate(who)]
    matter.offered(measures=plan)
    matter.answered(accepted=True)


def test_a_result_comes_once_others_have_done_their_part(matter) -> None:
    """One's own is done by reporting it. S0.7"""
    executing(matter, "chen", "li")
    assert refused(matter, "resolve") == ("S0.7", {"do-measure", "tell"})

    theirs = next(one for one in matter.case.measures if one.who == "li")
    matter.do(c.DoMeasure, by="li", measure=theirs.id, result="好了")
    assert refused(matter, "resolve") is None


def test_a_stand_in_reports_another_part_by_its_own_step(matter) -> None:
    """What somebody else has to do is not done by the result of whoever acts for them while they are away. S0.7, S0.12"""
    executing(matter, "chen", "li")
    matter.away("li", deputy="chen")
    assert refused(matter, "resolve") == ("S0.7", {"do-measure", "tell"})

    theirs = next(one for one in matter.case.measures if one.who == "li")
    matter.do(c.DoMeasure, by="chen", measure=theirs.id, result="代为换货")
    assert refused(matter, "resolve") is None


def test_who_acts_for_the_owner_reports_the_owners_part(matter) -> None:
    """With the result, as the owner would; a leader above does not. F8, S0.7"""
    executing(matter, "chen")
    for leader in ("shen", "luo"):
        assert refused(matter, "resolve", leader) == ("S0.7", {"do-measure", "tell"})
    matter.away("chen", deputy="luo")
    assert refused(matter, "resolve", "luo") is None


def test_whose_place_one_came_into_their_part_is_ones_own(matter) -> None:
    """Who left leaves what they had to do to their successor. F8"""
    executing(matter, "sun")
    staff = dict(matter.organisation.staff)
    gone = {"sun": staff.pop("sun")}
    matter.organisation = attrs.evolve(matter.organisation, staff=staff, departed=gone)
    heir = successor(matter.facts(), matter.case, "sun")
    matter.case = matter.case.changed(owner=heir)
    assert refused(matter, "resolve", heir) is None


def test_no_measure_is_done_twice(matter) -> None:
    """What is left is the result. S0.7"""
    executing(matter, "li", "li")
    for one in matter.case.measures:
        assert refused(matter, "do-measure") is None
        matter.do(c.DoMeasure, by="li", measure=one.id, result="好了")
    assert refused(matter, "do-measure") == ("S0.7", {"resolve"})


@pytest.mark.parametrize(
    ("who", "first"),
    [(["li"], ("R6", {"note", "offer-handover"})), (["chen"], None), (["li", "chen"], None), (["chen", "chen"], None)],
)
def test_whom_it_is_about_does_what_they_were_asked_for(matter, who, first) -> None:
    """Their own part of the plan, and not what others have to do. R6, S0.7"""
    executing(matter, *who)
    assert refused(matter, "do-measure") is None
    matter.case = matter.case.changed(about_staff="chen")
    assert refused(matter, "do-measure") == first


# ---- the customer ----------------------------------------------------------------------------------------------------
def test_scores_of_a_filed_case_are_given_in_time(matter) -> None:
    """Until the survey lapses, and of an open case always; what staff were told is taken down. R9, S1.10"""
    filed(matter)
    matter.do(c.Archive)
    until = lapses_at(matter.facts(), matter.case)
    assert until is not None
    for at, by, late in (
        (until - timedelta(seconds=1), CUSTOMER, None),
        (until, CUSTOMER, ("R9", {"hear-customer"})),
        (until, "chen", None),
    ):
        matter.now = at
        assert refused(matter, "answer-survey", by) == late
    filed_case = matter.case
    matter.case = matter.case.changed(state=State.RESOLVED, archived_at=None)
    assert refused(matter, "answer-survey", CUSTOMER) is None

    rule = matter.playbook.surveys["satisfaction"]
    matter.rule(surveys={"satisfaction": attrs.evolve(rule, lapses=None)})  # where it never lapses
    matter.case = filed_case
    assert refused(matter, "answer-survey", CUSTOMER) is None


@pytest.mark.parametrize("end", ["withdrawn", "referred"])
@pytest.mark.parametrize("state", [State.WITHDRAWN, State.ARCHIVED])
@pytest.mark.parametrize("by", [CUSTOMER, "chen"])
def test_what_was_given_up_has_no_result_to_ask_about(matter, end, state, by) -> None:
    """Filed or not, by whomever: scores and follow-up are asked for after a resolution; what they say is heard. S2.8, R8, R9"""
    matter.resolved()
    given_up = Moment(event=end, at=matter.case.resolved_at, by="chen", seq=99)
    matter.case = matter.case.changed(state=state, moments=(*matter.case.moments, given_up))
    assert refused(matter, "answer-survey", by) == ("R9", {"hear-customer"})
    assert refused(matter, "record-follow-up") == ("R9", {"hear-customer"})


def test_a_customer_objects_to_what_staff_took_down(matter) -> None:
    """Where nothing of that kind stands their words are heard. R9"""
    matter.received()
    assert refused(matter, "object", CUSTOMER) == ("R9", {"hear-customer"})

    matter.do(c.Withdraw, reason="顾客说算了", via="phone")
    assert refused(matter, "object", CUSTOMER) is None


@pytest.mark.parametrize("word", ["answer-survey", "record-follow-up", "object"])
def test_a_duplicate_is_answered_in_the_case_that_lives(matter, word) -> None:
    """Its answers are asked for there. R14"""
    filed(matter)
    matter.case = matter.case.changed(
        state=State.ARCHIVED, filed_in=State.RESOLVED, links={"QINGHE-1": "duplicate"}, archived_at=matter.now
    )
    assert refused(matter, word) == ("R14", {"hear-customer", "unlink"})
    assert refused(matter, "note") is None


def test_the_case_that_goes_on_is_named_to_who_sees_it(matter) -> None:
    """To others not even its number. R14, R20"""
    filed(matter)
    matter.case = matter.case.changed(
        state=State.ARCHIVED, filed_in=State.RESOLVED, links={"QINGHE-1": "duplicate"}, archived_at=matter.now
    )

    def named(by: str = "chen") -> bool:
        return "QINGHE-1" in str(not_ready(matter.facts(by=by), matter.case, "object"))

    assert not named()
    matter.books.others["QINGHE-1"] = matter.case.changed(number="QINGHE-1", id="other")
    assert (named(), named(by="nobody")) == (True, False)


# ---- disputed facts --------------------------------------------------------------------------------------------------
@pytest.fixture
def disputed(matter):
    """A customer who denies what chen found."""
    matter.investigated()
    matter.case = matter.case.changed(facts_disputed=True)
    return matter


@pytest.mark.parametrize("word", ["offer-plan", "resolve", "clear-up"])
def test_nothing_is_decided_on_disputed_facts(disputed, word) -> None:
    """By nobody, until they are established anew. R8"""
    for by in ("chen", "zhou"):
        assert refused(disputed, word, by) == ("R8", {"record-facts", "dispatch", "escalate"})


@pytest.mark.parametrize("word", ["record-facts", "settle"])
def test_another_establishes_them_anew(disputed, word) -> None:
    """Not whoever did before, as long as anybody else may; alone they do, on record. R8, R6"""
    assert refused(disputed, word) == ("R8", {"dispatch", "ask-advice", "offer-handover", "escalate"})
    assert refused(disputed, word, "zhou") is None
    assert not investigates_alone(disputed.facts(by="zhou"), disputed.case, word)

    disputed.only("chen")
    assert refused(disputed, word) is None
    assert investigates_alone(disputed.facts(), disputed.case, word)
    assert not investigates_alone(disputed.facts(), disputed.case.changed(facts_disputed=False), word)
    assert not investigates_alone(disputed.facts(), disputed.case, "note")


def test_neither_whom_it_is_about_nor_who_may_not_is_another(disputed) -> None:
    """Another investigator is one who may, and has no part in it. R6, R8"""
    disputed.only("chen", "zhou")
    assert refused(disputed, "record-facts") is not None
    disputed.case = disputed.case.changed(about_staff="zhou")
    assert refused(disputed, "record-facts") is None

    disputed.case = disputed.case.changed(about_staff=None)
    role = attrs.evolve(disputed.playbook.roles["agent"], id="only", may=frozenset({"tell"}))
    disputed.rule(roles={**disputed.playbook.roles, "only": role})
    disputed.seated("zhou", roles=("only",))
    assert refused(disputed, "record-facts") is None


@pytest.mark.parametrize("word", ["reclassify", "note", "tell", "escalate", "withdraw"])
def test_all_else_goes_on(disputed, word) -> None:
    """What decides nothing of the complaint, and what is put right. R8, R5"""
    assert refused(disputed, word) is None


def test_only_a_complaint_has_facts_to_dispute(disputed) -> None:
    """An inquiry is answered. R8, S2.4"""
    disputed.case = disputed.case.changed(kind=Kind.INQUIRY)
    for word in ("offer-plan", "record-facts", "resolve"):
        assert refused(disputed, word) is None


# ---- what is given ---------------------------------------------------------------------------------------------------
def test_a_program_asks_for_no_approval(matter) -> None:
    """It gives nothing. F6"""
    matter.received()
    found = not_ready(matter.facts(by=System("pos")), matter.case, "ask-approval")
    assert isinstance(found, NotAllowed)
    assert (found.data["rule"], found.allowed, "program" in str(found)) == ("F6", ("escalate",), True)


def test_approval_is_asked_of_somebody_above(matter) -> None:
    """Whom nobody is above asks nobody. F6"""
    matter.received()
    assert refused(matter, "ask-approval") is None
    assert refused(matter, "ask-approval", by="fang") == ("F6", {"escalate"})
    assert "above" in str(not_ready(matter.facts(by="fang"), matter.case, "ask-approval"))


def asked(matter: Matter, by: str) -> str:
    """Ask for the approval of a coupon."""
    much = (Remedy.coupon(Money(600, matter.case.currency), valid_days=30),)
    id_ = digest(matter.case, much)
    matter.books.proposals[id_] = much
    matter.do(c.AskApproval, by=by, proposal=id_)
    return id_


def test_who_asked_for_something_approves_nothing(matter) -> None:
    """In the same round: it would be their own by another way; whoever was asked may. R6"""
    matter.received()
    asked(matter, "chen")
    assert refused(matter, "approve", by="shen") is None
    assert refused(matter, "approve", by="chen") == ("R6", {"refuse-approval", "escalate"})
    assert "own" in str(not_ready(matter.facts(by="chen"), matter.case, "approve"))

    matter.case = matter.case.changed(cycle=matter.case.cycle + 1)
    assert refused(matter, "approve", by="chen") is None


@pytest.mark.parametrize("word", ["give-remedy", "order-remedy", "reverse-remedy"])
def test_nothing_moves_that_was_not_promised(matter, word) -> None:
    """Something has to be promised first. S4.11"""
    matter.received()
    assert refused(matter, word) == ("S4.11", {"offer-plan", "settle"})


@pytest.mark.parametrize(
    ("states", "free"),
    [
        (["given"], {"reverse-remedy"}),
        (["promised"], {"give-remedy", "order-remedy", "reverse-remedy"}),
        (["released", "promised", "released"], {"give-remedy", "order-remedy", "reverse-remedy"}),
        (["released", "reserved", "reversed"], set()),
        (["ordered"], {"give-remedy", "reverse-remedy"}),
    ],
)
def test_a_promise_moves_as_far_as_it_has_got(matter, states, free) -> None:
    """One that can be moved is enough. S4.11, R10"""
    matter.received()
    matter.known["executed"] = frozenset({"refund"})
    promises = [
        PromisedRemedy(id=f"p-{index}", remedy=Remedy(kind="refund"), giver="chen", at=matter.now, state=one)
        for index, one in enumerate(states)
    ]
    matter.case = matter.case.changed(promises=tuple(promises))
    words = ("give-remedy", "order-remedy", "reverse-remedy")
    assert {one for one in words if not_ready(matter.facts(), matter.case, one) is None} == free


# ---- dates, ties -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, None),
        ({"state": "paused"}, ("S3.1", {"tell", "escalate"})),
        ({"first_due_at": NOW}, ("S3.1", {"tell", "escalate"})),
        ({"name": "assessment"}, ("S3.1", {"tell", "escalate"})),
        ({"name": "evidence-secured"}, ("S3.1", {"tell", "escalate"})),
    ],
)
def test_what_runs_is_put_off_once_and_only_if_its_rule_lets_it(matter, changes, first) -> None:
    """Otherwise the customer is told, and it is brought upwards. S3.1"""
    matter.received()
    matter.eventful()
    [runs] = [one for one in matter.case.deadlines if one.name == "result"]
    assert refused(matter, "extend-deadline", by="shen") is None

    matter.case = matter.case.changed(deadlines=(attrs.evolve(runs, **changes),))

    assert refused(matter, "extend-deadline", by="shen") == first


@pytest.mark.parametrize(
    ("links", "free"),
    [
        ({}, False),
        ({"A-1": "related"}, True),
        ({"A-1": "duplicated-by"}, False),
        ({"A-1": "duplicated-by", "A-2": "related"}, True),
    ],
)
def test_a_tie_is_undone_where_it_was_made(matter, links, free) -> None:
    """What was filed as the duplicate of this case is untied there. R14"""
    matter.received()
    matter.case = matter.case.changed(links=links)
    assert refused(matter, "unlink") == (None if free else ("R14", {"link"}))


@pytest.mark.parametrize(
    ("links", "why"),
    [
        ({"A-1": "duplicated-by"}, "a duplicate is untied where it was filed"),
        ({"A-1": "followed-by"}, "it is one complaint with what it is tied to"),
        ({"A-1": "follows"}, "it is one complaint with what it is tied to"),
        ({"A-1": "follows", "A-2": "duplicated-by"}, "it is one complaint with what it is tied to"),
        ({"A-1": "follows", "A-2": "related"}, None),
        ({"A-9": "follows"}, None),
    ],
)
def test_what_goes_on_is_no_tie_that_somebody_undoes(matter, links, why) -> None:
    """Where a complaint was filed and goes on it is one; that somebody only said so is undone. R14, F6"""
    matter.received()
    matter.books.others["A-1"] = matter.case.changed(number="A-1", id="o", links={matter.case.number: "followed-by"})
    matter.case = matter.case.changed(links=links)

    found = not_ready(matter.facts(), matter.case, "unlink")

    assert (found and str(found.data["reason"])) == why


@pytest.mark.parametrize(
    ("links", "about", "first"),
    [
        ({"A-1": "duplicate"}, "chen", ("R6", {"note", "hear-customer"})),
        ({"A-1": "duplicate", "A-2": "duplicated-by"}, "chen", ("R6", {"note", "hear-customer"})),
        ({"A-1": "duplicate", "A-2": "related"}, "chen", None),
        ({"A-1": "duplicate"}, "li", None),
        ({"A-9": "duplicate"}, "chen", None),
        ({"A-1": "related"}, "chen", None),
    ],
)
def test_whom_the_case_that_goes_on_is_about_opens_no_duplicate_of_it(matter, links, about, first) -> None:
    """Where no other tie of it can be undone; of a case that is not on record nobody knows. R6, R14"""
    matter.received()
    matter.books.others["A-1"] = matter.case.changed(number="A-1", id="other", about_staff=about)
    filed = {"state": State.ARCHIVED, "archived_at": matter.now, "filed_in": State.REGISTERED}
    matter.case = matter.case.changed(links=links, **filed)
    assert refused(matter, "unlink") == first


# ---- several things in one -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "first"), [("complaint", None), ("inquiry", ("R7", {"reclassify", "note"}))])
def test_only_of_a_complaint_there_is_one_thing_more(matter, kind, first) -> None:
    """What is none becomes one first. R7, R5"""
    matter.received(kind=kind)
    assert refused(matter, "raise-issue") == first


def test_several_things_are_not_explained_away_at_once(matter) -> None:
    """Each has an answer of its own; a single one, or what is no complaint, is cleared up. R7, S4.8"""
    matter.received()
    assert refused(matter, "clear-up") is None
    matter.received(issues=[Issue("骂人", category="service/attitude")])
    assert refused(matter, "clear-up") == ("R7", {"settle", "offer-plan", "record-facts"})
    matter.case = matter.case.changed(kind=Kind.INQUIRY)
    assert refused(matter, "clear-up") is None


# ---- suggestions -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("word", ["settle", "clear-up", "archive"])
@pytest.mark.parametrize(
    "state", ["received", "registered", "assessed", "investigating", "plan-offered", "executing", "withdrawn"]
)
def test_a_suggestion_ends_by_its_result(matter, word, state) -> None:
    """Until then nothing else ends it, wherever it came from; what was taken back is filed. S2.6, S3.8"""
    matter.received(kind="suggestion")
    matter.case = matter.case.changed(state=State(state))
    for imported in (False, True):
        matter.case = matter.case.changed(imported=imported)
        assert refused(matter, word) == (None if state == "withdrawn" else ("S2.6", {"resolve", "register"}))


# ---- authorities -----------------------------------------------------------------------------------------------------
OPEN, ANSWERED, ENDED = "open", "answered", "ended"
_AT: Mapping[str, Mapping[str, Any]] = {
    OPEN: {},
    ANSWERED: {"answered_at": NOW},
    ENDED: {"answered_at": NOW, "outcome_at": NOW},
}


def on_record(matter: Matter, *stands: str) -> None:
    """A case that authorities have, each as far as they have got."""
    filed(matter)
    matter.case = matter.case.changed(
        authority_cases=tuple(
            AuthorityCase(docket=Docket(f"12345-{seq}", authority="12345"), seq=seq, recorded_at=NOW, **_AT[one])
            for seq, one in enumerate(stands, start=1)
        )
    )


@pytest.mark.parametrize(
    "stands", [(), (ANSWERED,), (ENDED,), (OPEN,), (ANSWERED, OPEN), (OPEN, ENDED), (ENDED, ANSWERED)], ids=" ".join
)
def test_an_authority_is_answered_while_one_waits(matter, stands) -> None:
    """Whoever waits for an answer gets it, others beside or not; nobody's docket has no outcome. R19"""
    on_record(matter, *stands)
    first = ("R19", {"record-docket"})
    assert refused(matter, "answer-authority") == (None if OPEN in stands else first)
    assert refused(matter, "record-outcome") == (None if stands else first)


@pytest.mark.parametrize("stands", [(), (ANSWERED,), (ENDED,), (OPEN,), (ANSWERED, OPEN), (OPEN, ENDED)], ids=" ".join)
def test_a_case_is_not_filed_while_an_authority_waits(matter, stands) -> None:
    """The answer, or what came of it, comes first. R19"""
    on_record(matter, *stands)
    assert refused(matter, "archive") == (("R19", {"answer-authority", "record-outcome"}) if OPEN in stands else None)
