"""Tasks beside the cases: who may what, dates, who is told, and that nothing of it is lost. S0.11, S4.4, F8, R15, R20"""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import attrs
import pytest

from complaintkit import (
    ConflictError,
    Desk,
    InvalidInput,
    NotAllowed,
    NotFound,
    Period,
    System,
    Task,
)
from complaintkit.decision.task import Opening, give_task, open_task
from complaintkit.model.task import TaskKind
from complaintkit.records.task import task_facts

MONTH = timedelta(days=30)


def opened(desk: Desk, who: str = "chen", by: str = "xu", what: str = "鲜奶到货测温") -> Task:
    """An improvement of somebody's at River Street."""
    return desk.actions.open(what, by=by, who=who, due=MONTH, category="product-quality/food")


def events_of(desk: Desk, task: Task) -> list[str]:
    """What its ledger tells."""
    return [one.name for one in desk.events() if one.task == task.number]


def test_a_task_has_an_owner_a_date_and_an_end(desk) -> None:
    """What, who, by when; done with evidence; judged by somebody above. S0.11, S4.4"""
    task = opened(desk)
    assert (task.owner, task.waits_for, task.unit, task.subject) == (
        "chen",
        "chen",
        "river-street",
        "category:product-quality/food",
    )
    assert task.due_at == task.opened_at + MONTH

    done = desk.actions.finish(task, by="chen", evidence="每车测温记录，见附表")
    assert (done.state, done.open, done.waits_for) == ("done", True, "zhao")  # whoever leads chen
    ended = desk.actions.confirm(done, by="xu", remark="连续三周无超温")
    assert (ended.state, ended.open, ended.waits_for) == ("worked", False, "")
    assert [(one.word, one.by) for one in ended.steps] == [("finish", "chen"), ("confirm", "xu")]
    assert desk.tasks.show(task.number, by="chen") == ended


def test_what_did_not_work_stays_open(desk) -> None:
    """With the reason, and a new date. S0.11"""
    task = desk.actions.finish(opened(desk), by="chen", evidence="已培训")
    again = desk.actions.reopen(task, by="zhao", reason="本月又发生两起", until=MONTH)
    assert (again.state, again.waits_for, again.words["reason"]) == ("open", "chen", "本月又发生两起")
    assert desk.tasks.possible(again, by="chen") == ("finish", "give", "offer", "tie")


def test_nobody_judges_their_own_work(desk) -> None:
    """Somebody above them does; only at the top of the house there is nobody else. R6"""
    task = desk.actions.finish(opened(desk), by="chen", evidence="已办")
    with pytest.raises(NotAllowed):
        desk.actions.confirm(task, by="chen")
    top = desk.actions.finish(opened(desk, who="lu", by="lu"), by="lu", evidence="已办")
    assert desk.actions.confirm(top, by="lu").state == "worked"


def test_who_may_open_an_improvement_for_whom(desk) -> None:
    """Somebody above them, or whose role may report; others propose. S0.11, R20"""
    with pytest.raises(NotAllowed) as error:
        opened(desk, who="zhao", by="chen")
    assert "陈洁" not in str(error.value)
    assert "赵敏" in error.value.user_message("zh")


def test_a_refused_word_is_kept(desk) -> None:
    """What somebody typed is never lost. R14"""
    with pytest.raises(InvalidInput) as error:
        desk.actions.open("给冷柜装温度计", by="xu", who="chne", due=MONTH)
    assert error.value.field == "who"
    assert "Did you mean 'chen'" in str(error.value)
    kept = desk.refused.show(error.value.kept_as, by="xu")
    assert "给冷柜装温度计" in kept.content.decode()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("evidence", ""), ("evidence", "字" * 4001), ("evidence", 7), ("check_at", "明天"), ("remark", "不属于这一步")],
)
def test_bad_input_names_the_field(desk, field, wrong) -> None:
    """And nothing has happened."""
    task = opened(desk)
    with pytest.raises(InvalidInput) as error:
        desk.tasks.step(task, "finish", by="chen", **{"evidence": "已办", field: wrong})
    assert error.value.field == field
    assert error.value.user_message("zh")
    assert events_of(desk, task) == ["task-opened"]


def test_a_date_that_passed_is_on_record_once(desk, clock) -> None:
    """A breach is an event that stays; whoever has the step and their leader are told. R15"""
    task = opened(desk)
    clock.advance(MONTH)
    desk.run_due()
    assert desk.run_due() == 0
    late = desk.tasks.show(task, by="chen")
    assert (late.is_late, [one.due_at for one in late.breaches]) == (True, [task.due_at])
    told = {one.recipient for one in desk.outbox.list(by=System("t")) if one.name == "task-breached"}
    assert told == {"chen", "zhao"}
    done = desk.actions.finish(late, by="chen", evidence="补做")
    assert done.breaches == late.breaches


def test_a_leader_puts_a_date_off_once(desk) -> None:
    """With the reason; the first date stays on record. R15"""
    task = opened(desk)
    with pytest.raises(NotAllowed):
        desk.tasks.extend(task, by="chen", until=2 * MONTH, reason="等设备")
    later = desk.tasks.extend(task, by="zhao", until=2 * MONTH, reason="等设备")
    assert (later.due_at, later.first_due_at) == (task.opened_at + 2 * MONTH, task.due_at)
    with pytest.raises(NotAllowed):
        desk.tasks.extend(later, by="xu", until=3 * MONTH, reason="还没到货")


def test_who_leaves_leaves_no_task_behind(desk) -> None:
    """Their own go to whoever takes their place, their next steps to somebody who is here. F8"""
    mine, judged = opened(desk, who="zhao"), desk.actions.finish(opened(desk), by="chen", evidence="已办")
    assert judged.waits_for == "zhao"
    desk.people.left("zhao", by="xu")
    assert desk.tasks.show(mine, by="xu").owner == "xu"
    assert desk.tasks.show(judged, by="xu").waits_for == "xu"
    assert {one.number for one in desk.duties("xu").tasks} == {mine.number, judged.number}


def test_a_long_absence_moves_tasks_a_short_one_does_not(desk, clock) -> None:
    """As it does cases. F8"""
    task, now = opened(desk), clock.now()
    desk.people.away("chen", by="xu", start=now, end=now + timedelta(days=2))
    assert desk.tasks.show(task, by="xu").owner == "chen"
    assert [one.number for one in desk.duties("sun").tasks] == [task.number]  # acts for chen
    desk.people.away("chen", by="xu", start=now, end=now + timedelta(days=90), long=True)
    assert desk.tasks.show(task, by="xu").owner == "sun"


def test_another_store_hears_nothing_of_it(desk) -> None:
    """Not by its number, not in a list. R20"""
    task = opened(desk)
    for by in ("fan", "yu"):
        assert desk.tasks.list(by=by) == ()
        with pytest.raises(NotFound):
            desk.tasks.show(task, by=by)
        with pytest.raises(NotFound):
            desk.actions.finish(task, by=by, evidence="已办")
    assert [one.number for one in desk.tasks.list(by="lu")] == [task.number]


def test_the_same_key_opens_it_once(desk) -> None:
    """And another request with that key is refused."""
    key = {"idempotency_key": "pos:1"}
    first = desk.actions.open("装温度计", by="xu", who="chen", due=MONTH, **key)
    assert desk.actions.open("装温度计", by="xu", who="chen", due=MONTH, **key).number == first.number
    with pytest.raises(ConflictError):
        desk.actions.open("换冷柜", by="xu", who="chen", due=MONTH, **key)
    assert len(desk.tasks.list(by="xu")) == 1


def test_its_ledger_is_checked(desk) -> None:
    """As that of a case."""
    task = opened(desk)
    assert desk.ledger.verify(by="lu").tasks == 1
    with desk._opened.storage.inner.writing() as tx:
        row = tx.task(task.number)
        tx.replace_row(row, attrs.evolve(row, head="x"))
    [problem] = desk.ledger.verify(by="lu").problems
    assert problem.case == task.number


def test_a_list_goes_on_where_the_page_ended(desk) -> None:
    """Newest first, each once."""
    numbers = [opened(desk, what=f"第{index}项").number for index in range(5)]
    found, after = [], None
    while page := desk.tasks.list(by="xu", after=after, limit=2):
        found += [one.number for one in page]
        after = page[-1].number
    assert found == numbers[::-1]


def test_a_report_says_what_was_to_be_done_beside_the_cases(desk, clock) -> None:
    """Opened in the period, ended and how, late, and what is open now; in words of both languages. S0.11, S2.7"""
    opened(desk), desk.actions.confirm(desk.actions.finish(opened(desk), by="chen", evidence="已办"), by="xu")
    clock.advance(2 * MONTH)
    desk.run_due()
    november = Period.month(2026, 11, zone="Asia/Shanghai")
    report = desk.report(november, unit="river-street", by="xu")
    [actions] = [one for one in report.beside if one.kind == "action"]
    assert (actions.opened, actions.ends, actions.late, actions.open) == (2, {"worked": 1}, 1, 1)
    assert "已完成，确有成效 1" in report.to_html("zh")
    assert "done, and it works 1" in report.to_html("en")
    assert [one for one in desk.report(november, unit="old-town", by="yu").beside if one.kind == "action"] == []
    later = desk.report(Period.month(2026, 12, zone="Asia/Shanghai"), unit="river-street", by="xu")
    [actions] = [one for one in later.beside if one.kind == "action"]
    assert (actions.opened, actions.ends, actions.open) == (0, {}, 1)


# ---- given on --------------------------------------------------------------------------------------------------------
def test_nobody_pushes_a_task_onto_a_colleague(desk) -> None:
    """Everybody tries to give everybody everybody's task: up, down, or to who takes it, never aside unasked. F2, F3, R20"""
    unit = "river-street"
    with desk._door.storage.reading() as tx:
        structure = task_facts(desk._door, tx, unit, by="lu").structure
        staff = sorted(structure.organisation.staff)
        leads = {(one, other) for one in staff for other in staff if structure.is_leader_of(one, other, unit)}
        elsewhere = {"yu", "qin", "fan", "gao"}  # work at Old Town: lu alone gives them anything. R20
        down = {(one, other) for one, other in leads if other not in elsewhere or one == "lu"}
        opening = Opening(kind=TaskKind.ACTION, unit=unit, what="测温", due_at=desk._door.clock.now() + MONTH)
        given, refused = 0, 0
        for owner, giver, to in product(staff, repeat=3):
            program = task_facts(desk._door, tx, unit, by=System("t"))
            task = open_task(program, attrs.evolve(opening, who=owner), id="t", number="T").made
            may = (giver == owner or (giver, owner) in leads) and (
                giver == to or (giver, to) in down or (to, owner) in leads or giver == "lu"
            )
            try:
                draft = give_task(task_facts(desk._door, tx, unit, by=giver), task, to, "换班")
            except NotAllowed:
                refused += 1
                assert not may, (owner, giver, to)
            else:
                given += 1
                assert may, (owner, giver, to)
                assert draft.made.owner == to
        assert min(given, refused) > 30
