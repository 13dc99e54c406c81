"""What becomes of a task: who opens it, how somebody stands to it, whose turn it is. R6, R20, F2, F8"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import InvalidInput, NotAllowed
from complaintkit.decision.task import MACHINES, TaskDraft, Who, subject_of
from complaintkit.decision.task.field import FARTHEST
from complaintkit.decision.task.standing import People, check_judge, stands, whose_turn
from complaintkit.model import events as e
from complaintkit.model.actor import By
from complaintkit.model.task import TaskKind
from tests.decision.task.conftest import (
    AT,
    MONTH,
    PROGRAM,
    STORE,
    assessment,
    draft_of,
    facts,
    opened,
    people,
    without,
)

SECOND = timedelta(seconds=1)


def refused(draft: Any, error: type[InvalidInput] = InvalidInput) -> str:
    """The field that a refusal names."""
    with pytest.raises(error) as found:
        draft()
    return found.value.field


# ---- opened ----------------------------------------------------------------------------------------------------------
def test_nothing_is_made_before_it_happened() -> None:
    """A draft of a task says so."""
    with pytest.raises(ValueError, match="nothing has happened yet"):
        _ = TaskDraft(facts(), "t1").made


def test_what_opens_a_task_is_on_record() -> None:
    """Its owner, whose turn it is, what it concerns, what was given and counted; who opened it. R14"""
    draft = draft_of("tendency", who="zhao", about={"cause": "cold-chain", "lot": "l2291", "item": ""}, what=None,
                     given={"count": 5, "expected": "1.50"}, cases=("A-1",), source="T-0", period="2026-W47",
                     title={"zh": "倾向"})  # fmt: skip
    assert [(line.event.name, line.at, line.by, line.recorded_by) for line in draft.lines] == [
        ("task-opened", AT, "xu", "xu")
    ]
    told = draft.lines[0].event
    assert told == e.TaskOpened(
        kind="tendency", number="T-1", unit="river-street", owner="zhao", state="told", waits_for="zhao",
        subject="lot:l2291", period="2026-W47", about={"cause": "cold-chain", "lot": "l2291"}, cases=("A-1",),
        source="T-0", due_at=AT + MONTH, title={"zh": "倾向"}, what=None,
        values={"count": ("5",), "expected": ("1.5",)}, words=None,
    )  # fmt: skip
    assert draft.before is None


def test_what_is_written_when_it_is_opened_is_kept_as_words() -> None:
    """Beside what is counted by the kit. S3.2, S3.15"""
    draft = draft_of("answer", by="chen", due_at=None, given={"answer": "凭小票", "language": "zh"})
    told = draft.lines[0].event
    assert isinstance(told, e.TaskOpened)
    assert (told.words, told.values, told.due_at) == ({"answer": "凭小票"}, {"language": ("zh",)}, None)
    assert assessment(counted={"items": ["态度", "时效"]}).values == {"items": ("态度", "时效")}
    assert refused(lambda: assessment(given={"items": ["态度"]})) == "items"


def test_who_opens_it_has_it_where_nobody_is_named() -> None:
    """And answers for it."""
    assert opened(who=None).owner == "xu"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"unit": "moon"}, "unit"),
        ({"who": "nobody"}, "who"),
        ({"about": {"staff": "nobody"}}, "staff"),
        ({"about": {"till": "3"}}, "till"),
        ({"about": {"place": "\ud800"}}, "place"),
        ({"about": {"place": 3}}, "place"),
        ({"what": ""}, "what"),
        ({"what": None, "about": {"place": ""}}, "what"),
        ({"what": "  "}, "what"),
        ({"due_at": None}, "due"),
        ({"due_at": AT}, "due"),
        ({"due_at": AT + FARTHEST + SECOND}, "due"),
        ({"given": {"evidence": "见附表"}}, "evidence"),
    ],
)
def test_what_can_not_be_opened_names_the_field(fields, named) -> None:
    """A place or person that is not there, nothing to do, no date, or one that has passed or nobody means."""
    assert refused(lambda: opened(**fields)) == named


@pytest.mark.parametrize("fields", [
    {"what": None, "about": {"place": "冷柜"}}, {"about": {"staff": "wei"}}, {"due_at": AT + SECOND}, {"due_at": AT + FARTHEST},
])  # fmt: skip
def test_what_is_just_enough_opens_it(fields) -> None:
    """What it concerns says what is to be done; a second from now is to come, a hundred years are the farthest."""
    assert opened(**fields).open


def test_a_program_may_open_what_is_late_already() -> None:
    """It enters what was to be done by then; not what nobody means."""
    assert opened(by=PROGRAM, due_at=AT - MONTH).due_at == AT - MONTH
    assert refused(lambda: opened(by=PROGRAM, due_at=AT + FARTHEST + SECOND)) == "due"


def test_what_is_for_everybody_is_about_nobody() -> None:
    """No number, no address, in any of its words; what is for the staff alone may hold one. S3.2"""
    given = {"answer": "打这个电话：13800138000", "language": "zh"}
    assert refused(lambda: opened("answer", by="chen", due_at=None, given=given)) == "answer"
    given["answer"] = "凭小票"
    assert refused(lambda: opened("answer", by="chen", due_at=None, what="回电13800138000", given=given)) == "what"
    about = {"what": None, "about": {"category": "product-quality/food"}}
    assert opened("answer", by="chen", due_at=None, given=given, **about).what is None
    assert opened(what="回电13800138000").what == "回电13800138000"


def test_what_an_incident_is_about_is_written_alike() -> None:
    """Its lot is compared with those of complaints; of an improvement it stays as it was written. R11"""
    about = {"lot": " l2291 ", "category": "product-quality/food"}
    incident = opened("incident", by="zhao", who="zhao", about=about, due_at=None)
    assert (incident.about, incident.subject) == ({"lot": "L2291", "category": "product-quality/food"}, "lot:L2291")
    assert opened(about={"lot": " l2291 "}).about == {"lot": "l2291"}


def test_a_task_is_the_same_as_another_by_what_tells_most() -> None:
    """In a closed order; by nothing where it concerns nothing."""
    assert subject_of({"category": "c", "lot": "l"}) == "lot:l"
    assert subject_of({"category": "c"}) == "category:c"
    assert subject_of({}) == ""


# ---- who opens it ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "by", "who", "fields", "rule"),
    [
        ("action", "xu", "chen", {}, None),
        ("action", "zhao", "chen", {}, None),
        ("action", "ding", "chen", {}, None),  # whose role may, in their store
        ("action", "ding", "fan", {"unit": "old-town"}, "R20"),  # and in no other
        ("action", "yu", "chen", {"unit": "old-town"}, "R20"),  # of another store: who leads them there, too
        ("action", "yu", "xu", {"unit": "old-town"}, "R20"),
        ("action", "lu", "chen", {"unit": "old-town"}, None),
        ("check", "yu", "chen", {"unit": "old-town"}, "R20"),
        ("assessment", "yu", "qin", {"unit": "old-town", "about": {"staff": "chen"}}, "R20"),
        ("assessment", "yu", "qin", {"unit": "old-town", "about": {"staff": "fan"}}, None),
        ("training", "yu", "sun", {"unit": "old-town"}, "R20"),
        ("action", "chen", "sun", {}, "R20"),
        ("action", "chen", "chen", {}, "R20"),
        ("action", "lu", "lu", {}, None),  # nobody is above
        ("action", PROGRAM, "chen", {}, None),
        ("review", "chen", "chen", {}, "R20"),
        ("check", "wei", "wei", {}, None),
        ("recall", "lu", "lu", {}, "R20"),  # the desk alone
        ("recall", PROGRAM, "chen", {}, None),
        ("assessment", "xu", "zhao", {"about": {"staff": "chen"}}, None),
        ("assessment", "zhao", "zhao", {"about": {"staff": "chen"}}, None),
        ("assessment", "chen", "zhao", {"about": {"staff": "chen"}}, "R20"),
        ("assessment", "zhao", "xu", {"about": {"staff": "zhao"}}, "R20"),
        ("assessment", "sun", "zhao", {"about": {"staff": "chen"}}, "R20"),
        ("assessment", "zhao", "chen", {"what": "考核"}, None),  # about nobody: above who makes it
        ("assessment", "lu", "lu", {"about": {"staff": "lu"}}, None),
        ("idea", "chen", "zhao", {}, None),
        ("idea", "chen", "xu", {}, None),
        ("idea", "chen", "chen", {}, "R6"),
        ("idea", "zhao", "chen", {}, "R6"),  # a judge of one's own choice
        ("idea", "chen", "wei", {}, "F2"),
        ("idea", "chen", "wei", {"assigned": True}, None),
        ("idea", "lu", "chen", {}, None),
        ("idea", PROGRAM, "chen", {}, None),
        ("event", "chen", "chen", {"given": {"on": AT + MONTH}}, None),
        ("event", "zhao", "chen", {"given": {"on": AT + MONTH}}, None),
        ("event", "chen", "sun", {"given": {"on": AT + MONTH}}, "F2"),
        ("incident", "chen", "chen", {"due_at": None}, None),
        ("incident", "chen", "wei", {"due_at": None}, "F2"),
        ("incident", "yu", "chen", {"due_at": None, "unit": "old-town"}, "F2"),  # of another store
        ("incident", "yu", "fan", {"due_at": None, "unit": "old-town"}, None),
    ],
)
def test_who_may_open_what_for_whom(kind, by, who, fields, rule) -> None:
    """Downwards, or what one does oneself; what somebody else judges goes to who leads one. Colleagues are asked. F2, R6, R20"""
    if rule is None:
        assert opened(kind, by=by, who=who, **fields).owner == who
        return
    with pytest.raises(NotAllowed) as found:
        opened(kind, by=by, who=who, **fields)
    assert (found.value.rule, found.value.command) == (rule, "open-task")
    why = {"R6": "would judge", "F2": "was not asked", "R20": "may not open"}
    assert why[rule] in found.value.user_message("en")


def test_nobody_assesses_themselves_while_anybody_is_above() -> None:
    """Not by who opens it for them either; the next above is named. R6"""
    assert refused(lambda: assessment(who="chen")) == "who"
    with pytest.raises(InvalidInput, match="zhao"):
        check_judge(facts(), people(concerned="chen", impartial=True), "chen", field="to")
    check_judge(facts(), people(concerned="chen", impartial=True), "sun", field="to")
    check_judge(facts(), people(concerned="chen"), "chen", field="to")
    check_judge(facts(), people(concerned="lu", impartial=True), "lu", field="to")


# ---- how somebody stands to it ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "fields", "those"),
    [
        ("anybody", {}, set(STORE.staff)),
        ("owner", {}, {"chen"}),
        ("opener", {}, {"xu"}),
        ("concerned", {}, set()),
        ("concerned", {"concerned": "wei"}, {"wei"}),
        ("above", {}, {"zhao", "xu", "lu"}),
        ("above", {"concerned": "xu"}, {"lu"}),
        ("above", {"concerned": "lu"}, {"lu"}),
        ("leader", {}, {"zhao", "xu", "lu"}),
        ("leader", {"concerned": "xu"}, {"zhao", "xu", "lu"}),
        ("leader", {"owner": "lu"}, {"lu"}),
        ("asked", {}, set()),
        ("desk", {}, {PROGRAM}),
        ("owner", {"concerned": "chen", "impartial": True}, set()),
        ("owner", {"concerned": "chen"}, {"chen"}),
        ("concerned", {"concerned": "chen", "impartial": True}, {"chen"}),
        ("leader", {"concerned": "zhao", "impartial": True}, {"xu", "lu"}),
        ("owner", {"owner": "lu", "concerned": "lu", "impartial": True}, {"lu"}),
        ("nobody", {}, set()),
    ],
)
def test_how_somebody_stands_to_a_task(who, fields, those) -> None:
    """Whom it is about does nothing but what is theirs, while anybody is above them. R6"""
    everybody: list[By] = [*STORE.staff, PROGRAM]
    found = {one for one in everybody if stands(facts(one), Who(who), people(**fields))}
    assert found == those


def test_another_owner_may_be_asked_about() -> None:
    """Whose turn it would be, if they had it."""
    task = assessment()
    assert People.of(task) == people(owner="zhao", opener=facts(PROGRAM).actor, concerned="chen", impartial=True)
    assert People.of(task, "sun").owner == "sun"


# ---- whose turn it is ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "state", "fields", "turn"),
    [
        ("action", "open", {}, "chen"),
        ("action", "done", {}, "zhao"),
        ("action", "done", {"opener": "zhao"}, "zhao"),
        ("action", "done", {"concerned": "zhao"}, "zhao"),
        ("action", "done", {"owner": "lu"}, "lu"),
        ("action", "worked", {}, ""),
        ("finding", "put-right", {}, "xu"),
        ("finding", "put-right", {"opener": "chen"}, "zhao"),
        ("finding", "put-right", {"opener": "lu", "owner": "lu"}, "lu"),
        ("finding", "put-right", {"opener": "gone"}, "sun"),  # chen's deputy
        ("assessment", "heard", {"concerned": "zhao", "impartial": True}, "xu"),
        ("assessment", "heard", {"concerned": "sun", "impartial": True}, "zhao"),
        ("assessment", "told", {"concerned": "wei"}, "wei"),
        ("assessment", "told", {}, "chen"),
        ("event", "planned", {}, "zhao"),
        ("event", "planned", {"opener": "zhao"}, "xu"),
        ("event", "planned", {"opener": "chen"}, "zhao"),
    ],
)
def test_whose_turn_it_is(kind, state, fields, turn) -> None:
    """Who judges is above the owner, and neither whom it is about nor who put it forward; for who has gone it is another. R6, F8"""
    assert whose_turn(facts(), MACHINES[TaskKind(kind)], state, people(**fields)) == turn


def test_for_who_has_gone_it_is_their_successor() -> None:
    """The deputy of a service desk. F8"""
    assert whose_turn(facts(organisation=without("chen")), MACHINES[TaskKind.ACTION], "open", people()) == "sun"


def test_who_put_it_forward_and_whom_it_is_about_are_both_left_out() -> None:
    """Where a kind is both impartial and judged by another; only of the state that is judged. R6"""
    machine = attrs.evolve(
        MACHINES[TaskKind.EVENT], impartial=True, waits={"planned": Who.LEADER, "announced": Who.LEADER}
    )
    both = people(opener="xu", concerned="zhao", impartial=True)
    assert whose_turn(facts(), machine, "planned", both) == "lu"
    assert whose_turn(facts(), machine, "announced", both) == "xu"
