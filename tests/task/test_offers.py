"""A task is offered as a case is: who has it answers for it until somebody takes it, or a leader says whose it is. F2-F4, F8"""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import attrs
import pytest

from complaintkit import ConflictError, Desk, InvalidInput, NotAllowed, NotFound, System, Task
from complaintkit.decision.task import MACHINES, Opening, accept_task, decline_task, offer_task, open_task
from complaintkit.model.task import TaskKind
from complaintkit.records.task import task_facts
from complaintkit.testing import FakeClock

MONTH = timedelta(days=30)
BECAUSE = {"reason": "下周出差"}


def opened(desk: Desk, who: str = "chen") -> Task:
    """An improvement of somebody's at River Street."""
    return desk.actions.open("鲜奶到货测温", by="xu", who=who, due=MONTH)


def offered(desk: Desk, to: str = "wei") -> Task:
    """One that chen has offered to somebody."""
    return desk.tasks.offer(opened(desk), by="chen", to=to, note="钥匙在柜台", **BECAUSE)


def waiting(task: Task) -> str:
    """The offer that waits."""
    assert task.handover is not None
    return task.handover.id


def lists(desk: Desk, task: Task) -> set[str]:
    """In whose duties it is."""
    staff = desk.people.organisation(by=System("t")).staff
    return {one for one in staff if task.number in {each.number for each in desk.duties(one).tasks}}


def test_whoever_offers_answers_for_it_until_it_is_taken(desk) -> None:
    """In the lists of both; the date runs on; then it is the other's alone. F2, S0.12"""
    task = offered(desk)
    assert (task.owner, task.waits_for, task.due_at, task.state) == ("chen", "wei", task.opened_at + MONTH, "open")
    assert lists(desk, task) == {"chen", "wei"}
    taken = desk.tasks.accept(task, by="wei", handover=waiting(task))
    assert (taken.owner, taken.waits_for, taken.owners) == ("wei", "wei", ("chen", "wei"))
    assert lists(desk, taken) == {"wei"}
    assert desk.actions.finish(taken, by="wei", evidence="见附表").waits_for == "zhao"


def test_what_is_late_meanwhile_is_late_for_who_has_it(desk, clock) -> None:
    """The breach is on record, the leader and the owner hear of it, not who was asked. F2, R15"""
    task = offered(desk)
    clock.advance(MONTH + timedelta(hours=1))
    desk.run_due()
    late = desk.tasks.show(task, by="xu")
    assert [one.due_at for one in late.breaches] == [task.due_at]
    told = {one.recipient for one in desk.outbox.list(by=System("t"), limit=1000) if one.name == "task-breached"}
    assert told == {"chen", "zhao"}


def test_a_step_of_the_owner_makes_an_offer_void(desk) -> None:
    """What was offered is done: nobody can take it any more, and its judge has it. F2"""
    task = offered(desk)
    done = desk.actions.finish(task, by="chen", evidence="已办")
    assert (done.handover, done.waits_for) == (None, "zhao")
    with pytest.raises(ConflictError, match="this handover was"):
        desk.tasks.accept(done, by="wei", handover=waiting(task))


def test_a_step_that_leaves_it_where_it_is_leaves_the_offer(desk) -> None:
    """Its date is put off: who was asked is asked still. R15"""
    task = offered(desk)
    later = desk.tasks.extend(task, by="zhao", until=2 * MONTH, reason="等设备")
    assert (later.handover, later.waits_for) == (task.handover, "wei")


@pytest.mark.parametrize("reason", ["overloaded", "absent"])
def test_two_refusals_bring_it_to_the_leader(desk, reason) -> None:
    """Each for a reason of the list; then nobody is asked until the leader has said whose it is, also who had it. F3, F4"""
    task = offered(desk)
    with pytest.raises(InvalidInput, match="F4"):
        desk.tasks.decline(task, by="wei", handover=waiting(task), reason="not-my-job")
    back = desk.tasks.decline(task, by="wei", handover=waiting(task), reason=reason, note="盘点")
    assert (back.owner, back.waits_for, back.handover) == ("chen", "chen", None)
    again = desk.tasks.offer(back, by="chen", to="lu", **BECAUSE)
    bounced = desk.tasks.decline(again, by="lu", handover=waiting(again), reason=reason)
    assert (bounced.owner, bounced.waits_for) == ("chen", "zhao")
    assert lists(desk, bounced) == {"chen", "zhao"}
    with pytest.raises(NotAllowed, match="a leader rules now"):
        desk.tasks.offer(bounced, by="chen", to="fan", **BECAUSE)
    ruled = desk.tasks.give(bounced, by="zhao", to="chen", reason="仍由你负责")
    assert (ruled.owner, ruled.waits_for, ruled.owners) == ("chen", "chen", ("chen",))
    assert desk.tasks.offer(ruled, by="chen", to="wei", **BECAUSE).waits_for == "wei"


@pytest.mark.parametrize("worker", [True, False])
def test_an_offer_that_nobody_answers_in_time_lapses(desk, clock, worker) -> None:
    """The leader has it then, with or without a worker; who was asked can't take it any more. F3"""
    task = offered(desk)
    assert task.handover is not None
    clock.advance(task.handover.lapses_at - clock.now())
    if worker:
        desk.run_due()
        assert desk.tasks.show(task, by="xu").waits_for == "zhao"
    with pytest.raises(ConflictError, match="lapsed"):
        desk.tasks.accept(task, by="wei", handover=waiting(task))
    desk.run_due()
    lapsed = desk.tasks.show(task, by="xu")
    assert (lapsed.owner, lapsed.waits_for, [one.state for one in lapsed.handovers]) == ("chen", "zhao", ["lapsed"])
    assert desk.run_due() == 0


def test_it_never_returns_by_an_offer(desk) -> None:
    """To nobody who had it, also where they act for who was asked. F3"""
    task = offered(desk)
    taken = desk.tasks.accept(task, by="wei", handover=waiting(task))
    with pytest.raises(NotAllowed, match="had it before"):
        desk.tasks.offer(taken, by="wei", to="chen", **BECAUSE)


def test_nobody_answers_for_somebody_else(desk) -> None:
    """Nor an offer that there is not. F2"""
    task = offered(desk)
    for who in ("zhao", "xu", "chen"):
        for answer in (
            lambda who=who: desk.tasks.accept(task, by=who, handover=waiting(task)),
            lambda who=who: desk.tasks.decline(task, by=who, handover=waiting(task), reason="overloaded"),
        ):
            with pytest.raises(NotAllowed):
                answer()
    with pytest.raises(NotFound):
        desk.tasks.accept(task, by="wei", handover="h-none")
    with pytest.raises(NotAllowed, match="asked already"):
        desk.tasks.offer(task, by="chen", to="lu", **BECAUSE)


def test_nobody_is_left_with_the_offer_of_who_has_gone(desk) -> None:
    """Whoever was asked leaves: the owner has it as before. Whoever asked leaves: it goes where their cases go. F8"""
    task = offered(desk)
    desk.staff_left("wei", by="xu")
    back = desk.tasks.show(task, by="xu")
    assert (back.owner, back.waits_for, back.handover) == ("chen", "chen", None)
    again = desk.tasks.offer(back, by="chen", to="fan", **BECAUSE)
    desk.staff_left("chen", by="xu")
    moved = desk.tasks.show(again, by="xu")
    assert (moved.owner != "chen", moved.handover, moved.waits_for) == (True, None, moved.owner)


def test_each_is_told(desk, clock: FakeClock) -> None:
    """Who is asked; who asked, when it is declined, lapses or is taken; the leader, once it is theirs to say. S0.12"""
    task = offered(desk)
    back = desk.tasks.decline(task, by="wei", handover=waiting(task), reason="overloaded")
    again = desk.tasks.offer(back, by="chen", to="lu", **BECAUSE)
    taken = desk.tasks.accept(again, by="lu", handover=waiting(again))
    lapsing = desk.tasks.offer(taken, by="lu", to="wei", **BECAUSE)
    assert lapsing.handover is not None
    clock.advance(lapsing.handover.lapses_at - clock.now())
    desk.run_due()
    leader = desk.tasks.show(task, by="xu").waits_for
    told = [
        (one.name, one.recipient) for one in desk.outbox.list(by=System("t"), limit=1000) if one.case == task.number
    ]
    assert sorted(told) == sorted(
        [
            ("task-opened", "chen"),
            ("task-offered", "wei"),
            ("task-declined", "chen"),
            ("task-offered", "lu"),
            ("task-given", "chen"),
            ("task-offered", "wei"),
            ("task-offer-lapsed", "lu"),
            *([("task-offer-lapsed", leader)] if leader != "lu" else []),
        ]
    )


def test_what_happened_reads_as_sentences(desk) -> None:
    """With names, the reason, and until when. F2"""
    task = offered(desk)
    back = desk.tasks.decline(task, by="wei", handover=waiting(task), reason="overloaded", note="盘点")
    lines = desk.tasks.timeline(back, by="chen")[1:]
    assert [one.event for one in lines] == ["task-offered", "task-declined"]
    zh = [(one.sentence("zh"), one.details("zh")) for one in lines]
    assert "wei" in zh[0][0]
    assert ("理由：下周出差" in zh[0][1] or "原因：下周出差" in zh[0][1], "钥匙在柜台" in zh[0][1][-1]) == (True, True)
    assert "盘点" in zh[1][1][0]
    assert all(one.sentence("en") != one.sentence("zh") for one in lines)


@pytest.mark.parametrize("kind", TaskKind)
def test_everybody_offers_everybody_everything(desk, kind) -> None:
    """Of every kind: by who answers for it or leads them, to whoever never had it; taken by who was asked alone. F2, F3, R6"""
    unit = "river-street"
    with desk._door.storage.reading() as tx:
        facts = {
            one: task_facts(desk._door, tx, unit, by=one) for one in desk.people.organisation(by=System("t")).staff
        }
        program = task_facts(desk._door, tx, unit, by=System("t"))
        structure, machine = program.structure, MACHINES[kind]
        staff = sorted(facts)[:9]
        action = Opening(kind=TaskKind.ACTION, unit=unit, what="测温", who=staff[0], due_at=program.now + MONTH)
        made = open_task(program, action, id="t", number="T").made
        made = attrs.evolve(made, kind=kind, state=machine.first)  # the law asks for no more of it
        taken = refused = 0
        for owner, giver, to in product(staff, repeat=3):
            task = attrs.evolve(made, owner=owner, owners=(owner,), waits_for=owner)
            may = giver == owner or structure.is_leader_of(giver, owner, unit)
            try:
                draft = offer_task(facts[giver], task, to, "换班", id="h")
            except (NotAllowed, InvalidInput):
                refused += 1
                assert not may or to == owner or machine.impartial, (owner, giver, to)
                continue
            assert may, (owner, giver, to)
            assert (draft.made.owner, draft.made.waits_for) == (owner, to)
            for who in staff:
                if who == to:
                    after = accept_task(facts[who], draft.made, "h").made
                    assert (after.owner, after.owners, after.handover) == (to, (owner, to), None)
                    assert decline_task(facts[who], draft.made, "h", "overloaded").made.owner == owner
                    taken += 1
                elif structure.acting_for(to, program.now, without=frozenset({owner})) != who:
                    with pytest.raises(NotAllowed):
                        accept_task(facts[who], draft.made, "h")
        assert min(taken, refused) > 20
