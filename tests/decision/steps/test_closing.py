"""How a case ends, and how it begins again: surveys, withdrawal, another kind. R5, R8, R9, S1.10"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import ConflictError, InvalidInput, Money, NotAllowed, Remedy
from complaintkit.decision import allowed
from complaintkit.decision.tables.lifecycle import possible
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.commands import commands
from complaintkit.model.vocabulary import Kind, State
from complaintkit.playbook.condition import Condition
from complaintkit.playbook.step import StepRule


def survey(matter, **changes) -> None:
    """Change the survey of the playbook, or take it out."""
    rule = matter.playbook.surveys["satisfaction"]
    matter.rule(surveys={"satisfaction": attrs.evolve(rule, **changes)} if changes else {})


def needs(matter, step, *words) -> None:
    """Let a step of the playbook need something."""
    steps = matter.playbook.steps
    matter.rule(steps={**steps, step: StepRule(id=step, requires=words)})


def settled(matter, **fields):
    """Put right on the spot."""
    matter.received(**fields)
    return matter.do(c.Settle, facts="当场换货", agreed="in-person")


def score(matter, outcome, process=5, *, by=CUSTOMER, **fields):
    """Answer the survey."""
    return matter.do(c.AnswerSurvey, by=by, outcome=outcome, process=process, **fields)


# ---- the survey ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("outcome", "again"), [(1, True), (2, True), (3, False), (5, False)])
@pytest.mark.parametrize("end", ["resolved", "settled", "cleared-up", "archived"])
def test_a_dissatisfied_customer_opens_the_next_round(matter, end, outcome, again) -> None:
    """From wherever it ended, at the score the playbook names and not one above. R8"""
    matter.resolved() if end in ("resolved", "archived") else None
    settled(matter) if end == "settled" else None
    if end == "cleared-up":
        matter.investigated()
        matter.do(c.Tell, text="是调味")
        matter.do(c.ClearUp, explanation="是调味")
    if end == "archived":
        score(matter, 4, by="chen")
        matter.do(c.Archive)
    before = matter.case

    case = score(matter, outcome)

    assert case.survey if not again else case.surveys[-1].satisfied is False
    assert (case.cycle, case.state.value) == ((2, "investigating") if again else (1, before.state.value))
    assert case.facts_disputed is again
    assert ("dissatisfied" in [one.reason for one in case.escalations]) is again
    assert (case.resolved_at, case.archived_at) == ((None, None) if again else (before.resolved_at, before.archived_at))


def test_whose_word_it_is(matter) -> None:
    """The customer's own is theirs; what staff were told is marked as told to them. R9"""
    matter.resolved()
    score(matter, 4, by="chen", via="phone", remark="说还行")
    told = matter.event("survey-answered")
    assert (told.told_to, told.via, told.remark) == ("chen", "phone", "说还行")
    assert matter.case.survey.answered_by == "chen"

    score(matter, 4)

    assert matter.event("survey-answered").told_to is None
    assert matter.case.survey.answered_by == CUSTOMER


@pytest.mark.parametrize(("process", "marked"), [(1, True), (2, True), (3, False)])
def test_the_handling_itself_may_be_a_grievance(matter, process, marked) -> None:
    """Where the playbook says which scores say so; the mark is the desk's. S1.1"""
    survey(matter, second_grievance=(Condition(fact="process", operator="<=", values=("2",)),))
    matter.resolved()

    case = score(matter, 5, process, remark="推来推去")

    assert case.second_grievance is marked
    assert [
        (line.by, line.event.text) for line in matter.draft.lines if line.event.name == "second-grievance-marked"
    ] == ([("system:desk", "推来推去")] if marked else [])


def test_a_second_grievance_is_marked_once(matter) -> None:
    """Whoever marked it. S1.1"""
    survey(matter, second_grievance=(Condition(fact="process", operator="<=", values=("2",)),))
    matter.resolved()
    assert matter.do(c.MarkSecondGrievance, text="态度不好").second_grievance

    score(matter, 5, 1)

    assert "second-grievance-marked" not in matter.happened
    assert matter.case.entries[-1].text == "态度不好"


@pytest.mark.parametrize(("then", "archived", "again", "asked"), [
    ("new-cycle", False, True, True),
    ("follow-up", False, False, False),
    ("follow-up", True, True, True),
    ("escalate", False, True, True),
    (None, False, True, True),
])  # fmt: skip
def test_what_a_playbook_does_about_it(matter, then, archived, again, asked) -> None:
    """The next round at once; or somebody asks first, but of a filed case, which has nobody. R8, S3.6"""
    matter.resolved()
    if archived:
        score(matter, 4, by="chen")
        matter.do(c.Archive)
    survey(matter, then=then)

    case = score(matter, 1)

    assert (case.cycle == 2) is again
    assert bool(case.escalations) is asked


@pytest.mark.parametrize(("then", "routed", "raised"), [
    ("escalate", True, ["coordination"]),
    ("escalate", False, ["shen"]),
    ("new-cycle", False, []),
])  # fmt: skip
def test_without_a_route_it_goes_to_the_leader(matter, then, routed, raised) -> None:
    """Where the playbook says that it goes upwards, and to nobody twice. S1.8"""
    if not routed:
        matter.rule(escalations={})
    survey(matter, then=then)
    matter.resolved()

    assert [one.to for one in score(matter, 1).escalations] == raised


def test_where_there_is_no_survey_two_of_five_is_dissatisfied(matter) -> None:
    """A playbook need not say it. R8"""
    survey(matter)
    matter.resolved()
    assert score(matter, 3).cycle == 1

    assert score(matter, 2, by=CUSTOMER).cycle == 2 if not matter.case.survey else True
    matter.resolved()
    assert score(matter, 2).cycle == 2


@pytest.mark.parametrize(("satisfied", "again"), [(True, False), (None, False), (False, True)])
def test_a_follow_up_is_on_record(matter, satisfied, again) -> None:
    """Satisfied, or not reached; only a dissatisfied customer opens the next round. S3.6"""
    matter.resolved()

    case = matter.do(c.RecordFollowUp, satisfied=satisfied, via="phone", remark="打过电话")

    assert (case.surveys[-1].satisfied, case.surveys[-1].via, case.surveys[-1].answered_by) == (
        satisfied,
        "phone",
        "chen",
    )
    assert (case.cycle == 2) is again


@pytest.mark.parametrize(("left", "owner"), [(False, "chen"), (True, "zhou")])
def test_what_opens_again_has_an_owner_who_works_here(matter, left, owner) -> None:
    """The last one, or who took their place; they are told. F1, F8"""
    matter.resolved()
    score(matter, 4, by="chen")
    matter.do(c.Archive)
    if left:
        people = dict(matter.organisation.staff)
        gone = people.pop("chen")
        matter.organisation = attrs.evolve(matter.organisation, staff=people, departed={"chen": gone})

    case = score(matter, 1)

    assert (case.owner, matter.event("owner-changed").reason) == (owner, "reopened")


def test_what_was_never_filed_keeps_its_owner(matter) -> None:
    """A new round is no change of owner. F1"""
    matter.resolved()

    score(matter, 1)

    assert "owner-changed" not in matter.happened


# ---- other ends ------------------------------------------------------------------------------------------------------
ENDS = [
    (c.ClearUp, {"explanation": "是调味"}, "cleared-up"),
    (c.Withdraw, {"reason": "不用了"}, "withdrawn"),
    (c.Refer, {"authority": "12315", "told": "已告知"}, "external"),
]


@pytest.mark.parametrize(("command", "fields", "state"), ENDS, ids=[end for *_, end in ENDS])
@pytest.mark.parametrize("offered", [True, False])
def test_an_end_voids_what_was_offered(matter, command, fields, state, offered) -> None:
    """An offer to a colleague, and one to the customer. F2, R8"""
    matter.investigated()
    matter.do(c.Tell, text="正在核实")
    matter.offered(Remedy.coupon(Money(5, "CNY"), valid_days=30))
    if offered:
        matter.do(c.OfferHandover, to="li", reason="supplier-side")

    case = matter.do(command, **fields)

    assert (case.state.value, case.handover) == (state, None)
    assert ("handover-cancelled" in matter.happened) is offered
    assert [one.state for one in case.promises] == ["released"]


@pytest.mark.parametrize("word", ["facts", "told"])
def test_a_misunderstanding_is_explained_first(matter, word) -> None:
    """Where the playbook wants it: the facts, and a word to the customer; one from them is none. S4.8"""
    needs(matter, "clear-up", word)
    matter.received()
    matter.do(c.HearCustomer, text="怎么样了")

    with pytest.raises(NotAllowed, match=f"wants {word} on record"):
        matter.do(c.ClearUp, explanation="是调味")
    matter.do(c.RecordFacts, facts="是调味") if word == "facts" else matter.do(c.Tell, text="是调味")
    assert matter.do(c.ClearUp, explanation="是调味").state.value == "cleared-up"


def test_a_playbook_may_want_to_know_why_it_is_withdrawn(matter) -> None:
    """Where it does. R8"""
    needs(matter, "withdraw", "reason")
    matter.received()

    with pytest.raises(InvalidInput, match="needs it"):
        matter.do(c.Withdraw, by=CUSTOMER)
    assert matter.do(c.Withdraw, by=CUSTOMER, reason="不用了").state.value == "withdrawn"


# ---- another kind ----------------------------------------------------------------------------------------------------
def test_making_less_of_it_takes_a_reason_and_a_second_person(matter) -> None:
    """The first asks, the second decides; the same person twice is one. R5"""
    matter.received()
    with pytest.raises(InvalidInput, match="R5"):
        matter.do(c.Reclassify, kind="inquiry")

    case = matter.do(c.Reclassify, kind="inquiry", reason="只是问一下")
    assert (case.kind, case.reclassification) == (Kind.COMPLAINT, (Kind.INQUIRY, "chen"))
    assert matter.event("reclassification-asked").reason == "只是问一下"
    with pytest.raises(ConflictError, match="Another person has to confirm it"):
        matter.do(c.Reclassify, kind="inquiry", reason="真的只是问一下")
    case = matter.do(c.Reclassify, by="shen", kind="inquiry")

    assert (case.kind, case.reclassification, case.exceptions) == (Kind.INQUIRY, None, ())


def test_a_second_person_agrees_to_the_same(matter) -> None:
    """Who makes it something else asks anew, with a reason. R5"""
    matter.received()
    matter.do(c.Reclassify, kind="inquiry", reason="只是问一下")

    with pytest.raises(InvalidInput, match="R5"):
        matter.do(c.Reclassify, by="shen", kind="praise")


def test_one_alone_makes_less_of_it_on_record(matter) -> None:
    """In a business of one; with two it takes two. R5, R6"""
    matter.received()
    matter.only("chen", "zhou")
    assert matter.do(c.Reclassify, kind="inquiry", reason="只是问一下").kind is Kind.COMPLAINT
    matter.received()
    matter.only("chen")

    case = matter.do(c.Reclassify, kind="inquiry", reason="只是问一下")

    assert (case.kind, case.exceptions) == (Kind.INQUIRY, ("R5:reclassify",))


def test_making_more_of_it_is_free(matter) -> None:
    """So is any other category, and a change among the lesser kinds. R5"""
    matter.received(kind="inquiry")
    assert matter.do(c.Reclassify, kind="suggestion").kind is Kind.SUGGESTION
    case = matter.do(c.Reclassify, kind="complaint", category="contract", reason="是投诉")
    assert (case.kind, case.category, matter.event("reclassified").reason) == (Kind.COMPLAINT, "contract", "是投诉")

    assert matter.do(c.Reclassify, category="hygiene").category == "hygiene"


@pytest.mark.parametrize("fields", [{}, {"kind": "complaint"}])
def test_what_changes_nothing_is_refused(matter, fields) -> None:
    """Another kind, or a category. R5"""
    matter.received()

    with pytest.raises(InvalidInput, match="nothing would change"):
        matter.do(c.Reclassify, **fields)


def test_a_category_that_there_is(matter) -> None:
    """One that the playbook has. S1.6"""
    matter.received()

    with pytest.raises(InvalidInput, match="not a category"):
        matter.do(c.Reclassify, category="food/imaginary")


# ---- links -----------------------------------------------------------------------------------------------------------
def test_a_link_is_tied_and_undone(matter) -> None:
    """To another case; others stay. R14"""
    other = matter.received()
    matter.received()
    matter.books.others = {number: other.changed(number=number) for number in ("X-1", "X-2")}
    matter.do(c.Link, to="X-1", relation="follows")
    assert matter.do(c.Link, to="X-2").links == {"X-1": "follows", "X-2": "related"}

    assert matter.do(c.Unlink, to="X-1").links == {"X-2": "related"}
    with pytest.raises(InvalidInput, match="not linked"):
        matter.do(c.Unlink, to="X-1")


def test_a_case_is_not_linked_to_itself(matter) -> None:
    """Neither by number nor by id. R14"""
    case = matter.received()

    for itself in (case.number, case.id):
        with pytest.raises(InvalidInput, match="this case itself"):
            matter.do(c.Link, to=itself)


# ---- suggestions: adopted or not ----------------------------------------------------------------------------------------
ENDS_WITHOUT = {
    "settle": {"facts": "好主意", "agreed": "in-person"},
    "clear-up": {"explanation": "误会"},
    "archive": {},
}


@pytest.mark.parametrize("word", ENDS_WITHOUT)
@pytest.mark.parametrize("state", [State.RECEIVED, State.REGISTERED, State.ASSESSED, State.INVESTIGATING])
def test_no_suggestion_ends_without_saying_whether_it_is_adopted(matter, word, state) -> None:
    """By whichever way: its result says so, and the customer is told. S2.6, S3.8"""
    matter.received(kind="suggestion")
    matter.case = matter.case.changed(state=state)
    assert word not in allowed(matter.case, matter.facts())
    if word in possible(state, Kind.SUGGESTION):
        with pytest.raises(NotAllowed, match="adopted") as refused:
            matter.do(commands()[word], **ENDS_WITHOUT[word])
        first = "register" if state is State.RECEIVED else "resolve"  # its result can't be given before
        assert (refused.value.rule, first in refused.value.allowed) == ("S2.6", True)


@pytest.mark.parametrize("adopted", [True, False])
def test_a_suggestion_that_was_answered_is_filed(matter, adopted) -> None:
    """With whether it is adopted on record. S2.6"""
    matter.received(kind="suggestion")

    matter.do(c.Resolve, result="下月起改", adopted=adopted)

    assert matter.do(c.Archive).adopted is adopted


def test_whoever_suggested_it_may_still_take_it_back(matter) -> None:
    """Then there is nothing to adopt. S2.6"""
    matter.received(kind="suggestion")

    matter.do(c.Withdraw, by=CUSTOMER)

    assert matter.do(c.Archive).state is State.ARCHIVED


@pytest.mark.parametrize("kind", ["inquiry", "praise"])
def test_what_is_no_suggestion_ends_as_before(matter, kind) -> None:
    """A question is settled on the spot. S3.1"""
    matter.received(kind=kind)

    assert matter.do(c.Settle, facts="十点关门", agreed="in-person").settled


# ---- R5 ---------------------------------------------------------------------------------------------------------------
def test_another_category_leaves_the_question_open_whether_it_is_a_complaint(matter) -> None:
    """Somebody asked a second person, who still has to answer; only an answer ends that. R5"""
    matter.received()
    matter.do(c.Reclassify, kind="inquiry", reason="只是问问")
    asked = matter.case.reclassification

    matter.do(c.Reclassify, by="shen", category="other", reason="写错了")
    assert (matter.case.reclassification, matter.case.category) == (asked, "other")

    matter.do(c.Reclassify, by="shen", kind="complaint")
    assert (matter.case.reclassification, matter.case.kind) == (None, Kind.COMPLAINT)


def test_the_second_person_may_say_the_category_with_it(matter) -> None:
    """It is answered by that: it is no complaint. R5"""
    matter.received()
    matter.do(c.Reclassify, kind="inquiry", reason="只是问问")

    matter.do(c.Reclassify, by="shen", kind="inquiry", category="other")

    assert (matter.case.reclassification, matter.case.kind) == (None, Kind.INQUIRY)
