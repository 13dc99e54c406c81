"""A task is given or offered to somebody else, a case is tied to it: who may, whom, and whose turn it is then. F2-F4, F8, R11"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import attrs
import pytest

from complaintkit import ConflictError, InvalidInput, NotAllowed, NotFound, Task
from complaintkit.decision.replay import LedgerEntry
from complaintkit.decision.task import (
    accept_task,
    decline_task,
    give_task,
    is_passed_on,
    lapse_offer,
    offer_task,
    possible_words,
    rebuild_task,
    take_step,
    tie_case,
    untie_case,
)
from complaintkit.decision.task.decide import TaskDraft
from complaintkit.decision.task.replay import apply_task
from complaintkit.model import events as e
from complaintkit.model.actor import DESK, By, actor_name
from complaintkit.organisation import Absence
from tests.decision.task.conftest import (
    AT,
    MONTH,
    PLAYBOOK,
    PROGRAM,
    STORE,
    assessment,
    events,
    facts,
    finished,
    opened,
    stepped,
    without,
)

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def away(staff: str, *, long: bool = False, deputy: str | None = None) -> Any:
    """The store while somebody is away."""
    gone = Absence(staff=staff, start=AT - DAY, end=AT + DAY, long=long, deputy=deputy)
    return attrs.evolve(STORE, absences=(*STORE.absences, gone))


def offered(task: Task | None = None, to: str = "wei", *, by: By = "chen", id: str = "h1") -> Task:
    """A task that was offered."""
    return offer_task(facts(by), task or opened(), to, "下周出差", id=id).made


def refused(draft: Any) -> NotAllowed:
    """What a refusal says."""
    with pytest.raises(NotAllowed) as found:
        draft()
    return found.value


def declined(task: Task | None = None) -> Task:
    """A task that two have declined."""
    task = task or opened()
    for id_, to in (("h1", "wei"), ("h2", "sun")):
        task = decline_task(facts(to), offered(task, to, id=id_), id_, "wrong-unit").made
    return task


# ---- offered ---------------------------------------------------------------------------------------------------------
def test_an_offer_is_on_record() -> None:
    """To whom, why, with what they should know, until when: a working day. F2"""
    draft = offer_task(facts("chen"), opened(), "wei", "下周出差", id="h1", note="钥匙在柜台")
    told = draft.lines[0].event
    assert isinstance(told, e.TaskOffered)
    assert (told.handover, told.receiver, told.reason, told.note) == ("h1", "wei", "下周出差", "钥匙在柜台")
    offer = draft.made.handover
    assert offer is not None
    assert (offer.id, offer.case, offer.giver, offer.receiver) == ("h1", "T-1", "chen", "wei")
    assert (offer.reason, offer.note, offer.offered_at, offer.lapses_at) == (
        "下周出差", "钥匙在柜台", AT, told.lapses_at,
    )  # fmt: skip
    assert (draft.made.owner, draft.made.waits_for, draft.made.version) == ("chen", "wei", 2)


@pytest.mark.parametrize(
    ("kind", "urgent"), [("incident", True), ("recall", True), ("report", True), ("action", False), ("finding", False)]
)
def test_where_people_may_come_to_harm_it_is_answered_at_once(kind, urgent) -> None:
    """Within half an hour. R11"""
    by: By = "chen" if kind == "incident" else PROGRAM
    offer = offered(opened(kind, by=by, due_at=None if kind == "incident" else AT + MONTH)).handover
    assert offer is not None
    assert (offer.lapses_at == AT + timedelta(minutes=30)) is urgent
    assert (offer.lapses_at > AT + timedelta(minutes=30)) is not urgent


@pytest.mark.parametrize(("by", "may"), [
    ("chen", True), ("zhao", True), ("xu", True), (PROGRAM, True), ("sun", False), ("wei", False), ("yu", False),
])  # fmt: skip
def test_who_offers_it(by, may) -> None:
    """Whoever answers for it, or somebody above them. F2, R20"""
    if may:
        assert offered(by=by).waits_for == "wei"
    else:
        found = refused(lambda: offered(by=by))
        assert (found.rule, found.command, found.state) == ("R20", "offer", "open")
        assert by in found.user_message("en")


def test_what_has_ended_or_waits_for_an_answer_is_not_offered() -> None:
    """Nor what went back and forth: a leader says whose it is. F2, F3"""
    dropped = stepped(opened(), "drop", by="zhao", reason="不做")
    assert "has ended" in refused(lambda: offered(dropped)).user_message("en")
    found = refused(lambda: offered(offered(), "sun", id="h2"))
    assert (found.rule, "asked already" in found.user_message("en")) == ("F2", True)
    found = refused(lambda: offered(declined(), "hao", id="h3"))
    assert (found.rule, "leader rules" in found.user_message("en")) == ("F3", True)
    lapsed = lapsing(offered()).made
    assert refused(lambda: offered(lapsed, "sun", id="h2")).rule == "F3"


@pytest.mark.parametrize(("task", "to", "organisation"), [
    (opened(), "nobody", STORE),
    (opened(), "chen", STORE),
    (opened(), "wei", away("wei", long=True)),
    (assessment(), "chen", STORE),
])  # fmt: skip
def test_whom_nobody_asks(task, to, organisation) -> None:
    """Strangers, whoever has it, who is away for long, and whom it is about. F8, R6"""
    with pytest.raises(InvalidInput) as found:
        offer_task(facts("zhao", organisation=organisation), task, to, "出差", id="h1")
    assert found.value.field == "to"


def test_who_is_away_for_a_while_may_be_asked() -> None:
    """For longer their deputy is named, the one of that absence first. F8"""
    assert offer_task(facts("chen", organisation=away("wei")), opened(), "wei", "出差", id="h1").made.waits_for == "wei"
    organisation = away("wei", long=True, deputy="hao")
    with pytest.raises(InvalidInput, match="hao"):
        offer_task(facts("chen", organisation=organisation), opened(), "wei", "出差", id="h1")


# ---- answered --------------------------------------------------------------------------------------------------------
def test_who_takes_it_answers_for_it() -> None:
    """From now on; a step that waits for somebody above waits for somebody above them. F2, F3"""
    draft = accept_task(facts("wei"), offered(), "h1")
    taken = draft.made
    assert (taken.owner, taken.owners, taken.waits_for, taken.handover) == ("wei", ("chen", "wei"), "wei", None)
    assert (draft.lines[0].event, taken.handovers[0].state) == (
        e.TaskGiven(owner="wei", waits_for="wei", handover="h1"), "accepted",
    )  # fmt: skip
    assert accept_task(facts("zhao"), offered(finished(), "zhao"), "h1").made.waits_for == "xu"
    back = refused(lambda: offered(taken, "chen", by="wei", id="h2"))
    assert (back.rule, back.command, "had it before" in back.user_message("en")) == ("F3", "offer", True)
    again = give_task(facts("zhao"), offered(taken, "sun", by="wei", id="h2"), "hao", None).made
    assert [one.state for one in again.handovers] == ["accepted", "ruled"]


def test_an_offer_is_answered_once_by_who_was_asked() -> None:
    """Or who acts for them; nobody else, nobody who had it. F2, F3, F8"""
    task = offered()
    for answer in (accept_task, partial(decline_task, reason="wrong-unit")):
        word = "accept" if answer is accept_task else "decline"
        with pytest.raises(NotFound):
            answer(facts("wei"), task, "h9")
        with pytest.raises(ConflictError):
            answer(facts("wei"), answer(facts("wei"), task, "h1").made, "h1")
        found = refused(lambda answer=answer: answer(facts("sun"), task, "h1"))
        assert (found.rule, found.command) == ("F2", word)
        for one in ("hao", "wei"):
            acting = facts(one, organisation=away("wei", deputy="hao"))
            assert answer(acting, task, "h1").made.handover is None
    found = refused(lambda: accept_task(facts("chen"), task, "h1"))
    assert (found.rule, found.command) == ("F3", "accept")


def test_who_had_it_acts_for_nobody_it_is_offered_to() -> None:
    """Chen is the deputy of sun: what chen offers to sun is answered by somebody else while sun is away. F3, F8"""
    absent = away("sun")
    acting = facts(organisation=absent).structure.acting_for("sun", AT, without={"chen"})
    assert acting != "chen"
    task = offered(to="sun")
    assert accept_task(facts(acting, organisation=absent), task, "h1").made.owner == acting


def test_nobody_takes_what_is_about_themselves() -> None:
    """While they act for somebody who was asked. R6"""
    task = assessment(about={"staff": "hao"})
    with pytest.raises(InvalidInput) as found:
        accept_task(facts("hao", organisation=away("wei", deputy="hao")), offered(task, by="zhao"), "h1")
    assert found.value.field == "by"


def test_it_is_declined_for_a_reason_of_the_list() -> None:
    """Then its owner goes on; after two refusals somebody above says whose it is. F3, F4"""
    with pytest.raises(InvalidInput):
        decline_task(facts("wei"), offered(), "h1", "not-my-job")
    once = decline_task(facts("wei"), offered(), "h1", "wrong-unit", note="在休假").made
    assert (once.waits_for, once.owner, once.handover) == ("chen", "chen", None)
    assert (once.handovers[0].state, once.handovers[0].answer) == ("declined", "wrong-unit")
    twice = declined()
    assert (twice.waits_for, twice.owner) == ("zhao", "chen")
    top = opened(by="lu", who="lu")
    for id_, to in (("h1", "wei"), ("h2", "sun")):
        top = decline_task(facts(to), offered(top, to, by="lu", id=id_), id_, "wrong-unit").made
    assert top.waits_for == "lu"


def lapsing(task: Task, at: Any = None) -> TaskDraft:
    """Let an offer lapse."""
    assert task.handover is not None
    draft = TaskDraft(facts("xu", at or task.handover.lapses_at), "t1", task)
    lapse_offer(draft)
    return draft


def test_an_offer_that_nobody_answers_lapses() -> None:
    """From its very second; somebody above says whose it is. F3"""
    task = offered()
    assert task.handover is not None
    assert lapsing(task, task.handover.lapses_at - SECOND).lines == []
    draft = lapsing(task)
    assert [(line.event, line.by) for line in draft.lines] == [
        (e.TaskOfferLapsed(handover="h1", waits_for="zhao"), actor_name(DESK))
    ]
    assert (draft.made.waits_for, draft.made.owner, draft.made.handovers[0].state) == ("zhao", "chen", "lapsed")
    patient = attrs.evolve(draft.facts.playbook.first_responsibility, lapses_before_leader=2)
    later = TaskDraft(facts("xu", task.handover.lapses_at, first_responsibility=patient), "t1", task)
    lapse_offer(later)
    assert later.made.waits_for == "chen"
    nothing = TaskDraft(facts(), "t1", opened())
    lapse_offer(nothing)
    assert nothing.lines == []


def test_whether_its_owner_wants_to_give_it_away() -> None:
    """Offered, declined or lapsed, and nobody has taken it since. F2"""
    assert [is_passed_on(one) for one in (opened(), offered(), declined(), lapsing(offered()).made)] == [
        False, True, True, True,
    ]  # fmt: skip
    assert not is_passed_on(accept_task(facts("wei"), offered(), "h1").made)


# ---- given -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("by", "to", "rule"),
    [
        ("chen", "zhao", None),  # upwards
        ("chen", "xu", None),
        ("zhao", "sun", None),  # down
        ("zhao", "zhao", None),
        ("chen", "chen", None),
        ("zhao", "xu", None),
        ("chen", "sun", "F2"),  # sideways
        ("zhao", "yu", "F2"),
        ("lu", "fan", None),
        ("xu", "fan", "F2"),  # of another store, whose role xu would lead here
        (PROGRAM, "sun", None),
        ("sun", "zhao", "R20"),
        ("yu", "chen", "R20"),
    ],
)
def test_who_gives_it_to_whom(by, to, rule) -> None:
    """Upwards, or down to whom one leads; nobody pushes it onto a colleague. F2, R20"""
    if rule is None:
        draft = give_task(facts(by), opened(), to, "交给您")
        assert draft.lines[0].event == e.TaskGiven(owner=to, waits_for=to, reason="交给您")
        assert draft.made.owners == (("chen",) if to == "chen" else ("chen", to))
        return
    found = refused(lambda: give_task(facts(by), opened(), to, "交给您"))
    assert (found.rule, found.command, found.state) == (rule, "give", "open")


def test_who_has_nobody_above_gives_it_to_anybody() -> None:
    """Also where they lead nobody: nobody else could. F2"""
    alone = attrs.evolve(PLAYBOOK.roles["security"], leader=None)
    known = facts("hao", roles={**PLAYBOOK.roles, "security": alone})
    assert give_task(known, opened(who="hao"), "sun", None).made.owner == "sun"
    assert refused(lambda: give_task(facts("hao"), opened(who="hao"), "sun", None)).rule == "F2"


@pytest.mark.parametrize(
    ("by", "to", "leader"),
    [("chen", "sun", "zhao"), ("chen", "ding", "xu"), ("chen", "yu", "lu"), ("chen", "fan", "lu")],
)
def test_who_may_give_it_on_is_named(by, to, leader) -> None:
    """The nearest above both. F2"""
    found = refused(lambda: give_task(facts(by), opened(), to, None))
    assert f"give it to {leader}," in found.user_message("en")


def test_what_has_ended_is_not_given() -> None:
    """Not even by who leads all; to a stranger or to whom it is about nothing is. R6, R20"""
    dropped = stepped(opened(), "drop", by="zhao", reason="不做")
    for by in ("chen", "lu", PROGRAM):
        assert "has ended" in refused(lambda by=by: give_task(facts(by), dropped, "zhao", None)).user_message("en")
    assert "not for sun" in refused(lambda: give_task(facts("sun"), opened(), "zhao", None)).user_message("en")
    for task, to in ((opened(), "nobody"), (assessment(), "chen")):
        with pytest.raises(InvalidInput) as found:
            give_task(facts("zhao"), task, to, None)
        assert found.value.field == "to"


def test_who_has_it_now_is_judged_by_who_is_above_them() -> None:
    """The turn is reckoned for the new owner. R6"""
    assert give_task(facts("xu"), finished(), "zhao", None).made.waits_for == "xu"


# ---- cases -----------------------------------------------------------------------------------------------------------
def test_a_case_is_tied_once_and_let_go_once() -> None:
    """Twice is nothing new; of an improvement anybody lets one go, without a reason. R14"""
    tied = tie_case(facts("chen"), opened(), "A-1")
    again = tie_case(facts("chen"), tied.made, "A-1")
    assert (events(tied), again.lines, again.made.cases) == (["task-tied"], [], ("A-1",))
    two = tie_case(facts("chen"), tied.made, "A-2").made
    gone = untie_case(facts("sun"), two, "A-1", reason=None)
    assert (events(gone), gone.made.cases) == (["task-untied"], ("A-2",))
    assert untie_case(facts("sun"), gone.made, "A-1", reason=None).lines == []


@pytest.mark.parametrize(("by", "led", "may"), [
    ("xu", (), True),
    ("lu", (), True),
    ("wei", (), False),
    ("chen", (), False),
    ("xu", ("xu",), False),
    ("lu", ("lu",), True),
])  # fmt: skip
def test_nobody_who_led_an_incident_lets_a_case_of_it_go(by, led, may) -> None:
    """Somebody else above its lead does, with the reason; at the top of the house the lead. R11, R12"""
    incident = opened("incident", by="wei", who="wei", due_at=None, about={"lot": "L1"}, cases=("A-1",))
    if not may:
        found = refused(lambda: untie_case(facts(by), incident, "A-1", reason="别的批次", led=led))
        assert (found.rule, found.command, found.state) == ("R11", "untie", "open")
        return
    gone = untie_case(facts(by), incident, "A-1", reason=" 别的批次 ", led=led)
    assert gone.lines[0].event == e.TaskUntied(case="A-1", reason="别的批次")
    with pytest.raises(InvalidInput) as missing:
        untie_case(facts(by), incident, "A-1", reason=None, led=led)
    assert missing.value.field == "reason"
    assert "None" not in missing.value.user_message("en")


def test_an_incident_of_the_house_is_its_leads() -> None:
    """Nobody else is above. R11"""
    incident = opened("incident", by="lu", who="lu", due_at=None, about={"lot": "L1"}, cases=("A-1",))
    assert untie_case(facts("lu"), incident, "A-1", reason="别的批次", led=("lu",)).made.cases == ()
    assert untie_case(facts("lu"), incident, "A-9", reason=None).lines == []


# ---- read back -------------------------------------------------------------------------------------------------------
def after(task: Task | None, event: e.Happened) -> Task:
    """What one line makes of it."""
    return apply_task(task, LedgerEntry(event=event, at=AT, by="xu", recorded_at=AT, recorded_by="xu"), id="t1")


def test_a_task_begins_by_being_opened() -> None:
    """By no other line, and not by none."""
    with pytest.raises(ValueError, match="without a beginning"):
        rebuild_task([], id="t1")
    with pytest.raises(ValueError, match="without a beginning"):
        after(None, e.TaskTied(case="A-1"))


def test_what_is_read_back_is_what_was_decided() -> None:
    """Line by line: each is a version. R14"""
    draft = offer_task(facts("chen"), opened(), "wei", "出差", id="h1")
    first = opened()
    assert (first.version, first.opened_by, first.opened_at, first.first_due_at) == (1, "xu", AT, AT + MONTH)
    assert (first.owners, first.words, first.values) == (("chen",), {}, {})
    assert after(first, draft.lines[0].event).handovers[0].receiver == "wei"
    ignored = after(first, e.ExceptionRecorded(rule="R6", command="finish"))
    assert ignored == attrs.evolve(first, version=2)


def test_a_step_that_leaves_it_where_it_is_leaves_the_offer() -> None:
    """Who was asked is asked still, and it waits for them; another step makes the offer void, and it waits for the next. F2"""
    task = opened("incident", by="wei", who="wei", due_at=None, about={"lot": "L1"}, cases=("A-1",))
    asked = offered(task, "hao", by="wei")
    graded = stepped(asked, "grade", by="wei", grade="1")
    assert (graded.handover, graded.waits_for) == (asked.handover, "hao")
    closed = stepped(asked, "close", by="wei")
    assert (closed.handover, closed.waits_for, closed.handovers[0].state, closed.closed_at) == (
        None,
        "",
        "cancelled",
        AT,
    )
    refused_once = decline_task(facts("hao"), asked, "h1", "wrong-unit").made
    assert stepped(refused_once, "close", by="wei").handovers[0].state == "declined"
    assert stepped(task, "grade", by="wei", grade="1").waits_for == "wei"
    done = finished(offered())
    assert (done.handover, done.waits_for, done.handovers[0].state) == (None, "zhao", "cancelled")


def test_what_stays_waits_for_who_is_above_now() -> None:
    """Zhao has gone meanwhile: it waits for xu, where nobody was asked to take it. F8"""
    known = facts(PROGRAM, organisation=without("zhao"))
    assert take_step(known, finished(), "weigh", {"before": 3, "after": 3}).made.waits_for == "xu"


def test_words_of_each_field_stay() -> None:
    """Those that opened it, and those of each step; a step without any has none. R14"""
    given = {"answer": "凭小票", "language": "zh"}
    assert opened("answer", by="chen", due_at=None, given=given).words == {"answer": "凭小票"}
    again = stepped(finished(), "reopen", by="zhao", reason="没用", until=MONTH)
    assert again.words == {"evidence": "见附表", "reason": "没用"}
    assert stepped(finished(), "confirm", by="zhao").steps[-1].words == {}


def test_the_newest_of_each_field_counts() -> None:
    """What a step did not give stays as it was; a breach stays with the date that passed. R15"""
    task = opened("incident", by="wei", who="wei", due_at=None, about={"lot": "L1"}, given={"grade": "3"})
    first = stepped(task, "investigate", by="wei", facts="冷链断了", cause="cold-chain")
    second = stepped(first, "investigate", by="wei", facts="门没关")
    assert (second.words, second.values) == ({"facts": "门没关"}, {"grade": ("3",), "cause": ("cold-chain",)})
    assert [one.words for one in second.steps] == [{"facts": "冷链断了"}, {"facts": "门没关"}]
    late = after(opened(), e.TaskBreached(due_at=AT, noticed_at=AT + DAY))
    assert [(one.due_at, one.noticed_at) for one in late.breaches] == [(AT, AT + DAY)]
    given = after(offered(), e.TaskGiven(owner="chen", waits_for="chen"))
    assert (given.owners, given.handovers[0].state) == (("chen",), "ruled")
    assert after(after(opened(), e.TaskTied(case="A-1")), e.TaskTied(case="A-1")).cases == ("A-1",)
    assert (
        after(opened(), e.TaskOffered(handover="h", receiver="wei", lapses_at=AT, reason=None)).handovers[0].reason
        == ""
    )


# ---- what may be done ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("task", "by", "words"),
    [
        (opened(), "chen", ["finish", "give", "offer", "tie"]),
        (opened(), "zhao", ["drop", "extend", "give", "offer", "tie"]),
        (opened(), "sun", ["tie"]),
        (opened(cases=("A-1",)), "sun", ["tie", "untie"]),
        (offered(), "wei", ["accept_offer", "decline_offer", "tie"]),
        (offered(), "chen", ["finish", "give", "tie"]),
        (declined(), "chen", ["finish", "give", "tie"]),
        (stepped(opened(), "drop", by="zhao", reason="不做"), "zhao", ["tie"]),
        (opened("incident", by="wei", who="wei", due_at=None, cases=("A-1",)), "sun", ["investigate", "tie"]),
        (opened("incident", by="wei", who="wei", due_at=None, cases=("A-1",)), "zhao",
         ["grade", "investigate", "tell_all", "close", "give", "offer", "tie", "untie"]),
    ],
)  # fmt: skip
def test_what_somebody_may_do_with_a_task(task, by, words) -> None:
    """Whatever is not refused, in the order in which it is shown. R20"""
    assert list(possible_words(facts(by), task)) == words


def test_an_offer_is_answered_before_it_lapses() -> None:
    """Not in that very second; whom a case of an incident is about says no, and nothing else. F3, R6"""
    task = offered()
    assert task.handover is not None
    at = task.handover.lapses_at
    assert list(possible_words(facts("wei", at), task)) == ["tie"]
    assert possible_words(facts("wei", at - SECOND), task)[:2] == ("accept_offer", "decline_offer")
    assert possible_words(facts("wei", at - SECOND), task, apart=True) == ("decline_offer",)
    assert possible_words(facts("wei", at), task, apart=True) == ()
    assert possible_words(facts("wei"), opened(), apart=True) == ()
    assert possible_words(facts("sun"), task, apart=True) == ()
