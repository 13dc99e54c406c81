"""A message to staff about a task whose turn has come: whom it is for, whether it is still theirs, and what it says. F8"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import attrs
import pytest

from complaintkit.decision.facts import Facts
from complaintkit.delivery.carrier import Cancel, Send
from complaintkit.delivery.message.task import TaskOccasion, judge_task, whom_to_tell
from complaintkit.delivery.service import NotifierService, Stops
from complaintkit.model.handover import Handover
from complaintkit.model.outbox import EntryKind
from complaintkit.model.task import Task, TaskBreach, TaskKind, TaskStep
from complaintkit.organisation import Absence, Structure, load_organisation
from complaintkit.playbook import load_playbook
from complaintkit.ports.notifier import Notification
from complaintkit.ports.outcome import Accepted
from complaintkit.ports.storage import OutboxRow

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
PLAYBOOK = load_playbook("supermarket-service")
PEOPLE = load_organisation(SAMPLES / "supermarket-service" / "organisation.toml")
NOW = datetime.fromisoformat("2026-05-17T10:00+08:00")
DAY = timedelta(days=1)
SMS, MAIL = (
    NotifierService(medium, medium, kind, timedelta(0), None)  # type: ignore[arg-type]  # nothing is sent here
    for medium, kind in (("sms", "phone"), ("email", "email"))
)
FACTS = Facts(
    now=NOW,
    playbook=PLAYBOOK,
    structure=Structure(PEOPLE, PLAYBOOK.roles, PLAYBOOK.groups, PLAYBOOK.time_zone),
    records=None,  # type: ignore[arg-type]  # nothing is looked up
)


def task(**changes: Any) -> Task:
    """An improvement that fu answers for, due tomorrow."""
    usual: dict[str, Any] = {
        "kind": TaskKind.ACTION,
        "what": "换货架",
        "owner": "fu",
        "state": "open",
        "waits_for": "fu",
        "due_at": NOW + DAY,
    }
    return Task(id="t", number="T-1", unit="park-road", opened_by="bai", opened_at=NOW, **(usual | changes))


def row(name: str = "task-opened", to: str = "fu", **changes: Any) -> OutboxRow:
    """The entry that tells somebody."""
    usual: dict[str, Any] = {"language": "zh", "media": ("sms", "email"), "id": "T-1.1.opened.fu"} | changes
    return OutboxRow(
        case="t",
        seq=1,
        kind=EntryKind.MESSAGE,
        name=name,
        recipient=to,
        person="",
        next_at=NOW,
        created_at=NOW,
        **usual,
    )


def occasion(found: Task, entry: OutboxRow, told: str = "") -> TaskOccasion:
    """The task with whom to tell."""
    return TaskOccasion(found, FACTS, whom_to_tell(FACTS, found, entry), told)


def why(found: Task, entry: OutboxRow) -> str | None:
    """Why it is not sent; None where it is."""
    verdict = judge_task(occasion(found, entry, "五月共三件。"), entry, [SMS, MAIL], Stops())
    assert isinstance(verdict, Cancel | Send)
    return verdict.why if isinstance(verdict, Cancel) else None


def sent(found: Task, entry: OutboxRow, told: str = "") -> Notification:
    """What goes out."""
    heard: list[Notification] = []

    class Line:
        async def send(self, notification: Notification) -> Accepted:
            heard.append(notification)
            return Accepted("ref")

        async def reconcile(self, attempt: object) -> Accepted:
            raise AssertionError(attempt)

    verdict = judge_task(occasion(found, entry, told), entry, [SMS, MAIL], Stops())
    assert isinstance(verdict, Send)
    asyncio.run(cast("Any", verdict.call(Line())))
    return heard[0]


def late(**changes: Any) -> Task:
    """One whose date has passed."""
    return task(breaches=(TaskBreach(due_at=NOW + DAY, noticed_at=NOW),), **changes)


ENDED: dict[str, Any] = {"open": False, "state": "done", "waits_for": ""}
OTHERS: dict[str, Any] = {"owner": "bai", "waits_for": "lin"}
PASSED: dict[str, Any] = {"owner": "bai", "waits_for": "lin", "owners": ("tang", "fu", "bai")}
"""Tang had it first, then fu, who gave it to bai; lin has the next step."""
INCIDENT: dict[str, Any] = {"kind": TaskKind.INCIDENT, "due_at": None}


def offered(to: str, **changes: Any) -> Task:
    """One that fu has, and that somebody is asked to take."""
    offer = Handover(id="h", case="T-1", giver="fu", receiver=to, reason="", offered_at=NOW, lapses_at=NOW + DAY)
    return task(waits_for=to, handovers=(offer,), **changes)


# ---- for whom -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "to", "away", "told"),
    [
        ("task-opened", "fu", False, ["fu"]),
        ("task-opened", "fu", True, ["bai", "fu"]),
        ("report-told", "fu", True, ["fu"]),
        ("task-opened", "gone", False, []),
    ],
)
def test_whoever_acts_for_somebody_away_is_told_first(name: str, to: str, away: bool, told: list[str]) -> None:  # noqa: FBT001
    """The figures of a report are for whoever may see them: who acts for them is told their own."""
    absent = attrs.evolve(PEOPLE, absences=(Absence(staff="fu", start=NOW - DAY),)) if away else PEOPLE
    facts = attrs.evolve(FACTS, structure=attrs.evolve(FACTS.structure, organisation=absent))

    assert whom_to_tell(facts, task(), row(name, to)) == tuple(PEOPLE.staff[one] for one in told)


@pytest.mark.parametrize(
    ("to", "concerned", "told"),
    [
        ("chen", "chen", ["chen"]),  # lin would stand in, a colleague
        ("fu", "chen", ["bai", "fu"]),  # bai stands above chen, too
        ("fu", "fu", ["fu"]),
    ],
)
def test_what_judges_somebody_is_told_to_no_colleague_who_stands_in(to: str, concerned: str, told: list[str]) -> None:
    """An assessment is seen by whom it is about and who stands above them, by nobody else: not in a message either. R20"""
    absent = attrs.evolve(PEOPLE, absences=(Absence(staff=to, start=NOW - DAY),))
    facts = attrs.evolve(FACTS, structure=attrs.evolve(FACTS.structure, organisation=absent))
    made = task(kind=TaskKind.ASSESSMENT, owner="tang", waits_for=to, about={"staff": concerned})
    judged = attrs.evolve(made, opened_by="tang")
    assert whom_to_tell(facts, judged, row("task-stepped", to)) == tuple(PEOPLE.staff[one] for one in told)


def test_work_that_judges_nobody_is_told_to_a_colleague_who_stands_in() -> None:
    """Lin does what chen would, also where nobody had to show it to lin before. F8"""
    absent = attrs.evolve(PEOPLE, absences=(Absence(staff="chen", start=NOW - DAY),))
    facts = attrs.evolve(FACTS, structure=attrs.evolve(FACTS.structure, organisation=absent))
    elsewhere = attrs.evolve(task(owner="bai", waits_for="bai"), unit="north-gate")

    told = whom_to_tell(facts, elsewhere, row("task-given", "chen"))

    assert [one.id for one in told] == ["lin", "chen"]


def test_it_goes_to_the_first_who_has_such_an_address() -> None:
    """Who acts for somebody may have no mail: then they themselves are written to."""
    people = tuple(attrs.evolve(PEOPLE.staff[one], contacts=contacts) for one, contacts in people_with_addresses())
    about = attrs.evolve(occasion(task(), row()), people=people)
    to = [judge_task(about, row(medium=medium), [SMS, MAIL], Stops()) for medium in (0, 1)]

    assert [one.to for one in to if isinstance(one, Send)] == [
        PEOPLE.staff["bai"].contact("phone"),
        PEOPLE.staff["fu"].contact("email"),
    ]


def people_with_addresses() -> list[tuple[str, tuple[Any, ...]]]:
    """Bai, who has a telephone alone, and fu, who has both."""
    return [
        ("bai", tuple(one for one in PEOPLE.staff["bai"].contacts if one.kind == "phone")),
        ("fu", PEOPLE.staff["fu"].contacts),
    ]


# ---- whether it is still theirs -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("found", "entry", "reason"),
    [
        (task(), row(), None),
        (task(), row(to="gone"), "nobody can be reached"),
        (task(**ENDED), row(), "it has ended"),
        (task(**ENDED), row("task-given"), "it has ended"),
        (task(**ENDED), row("task-stepped"), None),
        (task(**ENDED), row("report-told"), None),
        (task(**OTHERS), row(), "somebody else has it"),
        (task(**OTHERS), row("task-given"), "somebody else has it"),
        (task(**OTHERS), row(to="bai"), None),
        (task(**OTHERS), row(to="lin"), None),
        (task(**OTHERS), row("task-stepped"), None),
        (task(**OTHERS), row("report-told"), None),
        (late(**OTHERS), row("task-breached"), None),
        (late(), row("task-breached"), None),
        (task(), row("task-breached"), "it is not late any more"),
        (late(**ENDED), row("task-breached"), "it is not late any more"),
        (offered("lin"), row("task-offered", "lin"), None),
        (offered("bai"), row("task-offered", "lin"), "nobody asks them any more"),
        (task(waits_for="lin"), row("task-offered", "lin"), "nobody asks them any more"),
        (task(**PASSED), row("task-given", "fu"), None),
        (task(**PASSED), row("task-given", "bai"), None),
        (task(**PASSED), row("task-given", "lin"), None),
        (task(**PASSED), row("task-given", "tang"), "somebody else has it"),
        (task(**PASSED), row("task-opened", "fu"), "somebody else has it"),
        (task(**OTHERS, **INCIDENT), row(), None),
        (task(**OTHERS, **INCIDENT), row("task-given"), "somebody else has it"),
        (task(**INCIDENT, **{**ENDED, "state": "closed"}), row(), "it has ended"),
    ],
)
def test_what_is_theirs_no_longer_they_are_not_told(found: Task, entry: OutboxRow, reason: str | None) -> None:
    """Who has it, or has the next step, is told; of an alarm all whom it was given to; of a step whoever it was for."""
    assert why(found, entry) == reason


@pytest.mark.parametrize("urgent", [False, True], ids=["can wait", "urgent"])
@pytest.mark.parametrize(
    ("found", "name", "alone"),
    [
        (task(**INCIDENT), "task-opened", True),
        (task(**INCIDENT), "task-given", False),
        (task(), "task-opened", False),
        (late(), "task-breached", False),
    ],
)
def test_what_is_no_new_incident_may_go_with_others(
    found: Task,
    name: str,
    alone: bool,  # noqa: FBT001
    urgent: bool,  # noqa: FBT001
) -> None:
    """An alarm goes alone. F8, R18"""
    entry = row(name, urgent=urgent)
    verdict = judge_task(occasion(found, entry), entry, [SMS], Stops())

    assert isinstance(verdict, Send)
    assert (verdict.part is None) is alone


# ---- what it says ---------------------------------------------------------------------------------------------------
def step(**words: str) -> tuple[TaskStep, ...]:
    """Three steps, the last with these words."""
    before = TaskStep(word="finish", at=NOW, by="fu", words={"reason": "先前的"})
    return (before, before, TaskStep(word="drop", at=NOW, by="bai", words=words))


@pytest.mark.parametrize(
    ("found", "entry", "text"),
    [
        (task(), row(), "T-1（改进措施）：换货架。由您负责，5月18日10:00前完成。"),
        (task(), row("task-given"), "T-1（改进措施）：换货架。现由您负责，5月18日10:00前完成。"),
        (task(), row("task-stepped"), "T-1（改进措施）：换货架。目前状态：待办。期限：5月18日10:00。"),
        (late(), row("task-breached"), "T-1（改进措施）：换货架。期限是5月18日10:00，已超时。负责人：傅国平。"),
        (task(due_at=None), row(), "T-1（改进措施）：换货架。由您负责，期限未定。"),
        (task(what="换货架！"), row(), "T-1（改进措施）：换货架！由您负责，5月18日10:00前完成。"),
        (
            task(steps=step(reason="不必了")),
            row("task-stepped"),
            "T-1（改进措施）：换货架。目前状态：待办。期限：5月18日10:00。",
        ),
        (
            task(**ENDED, steps=step(reason="不必了")),
            row("task-stepped"),
            "T-1（改进措施）：换货架。已完成，待评价效果。不必了",
        ),
        (
            task(**ENDED, steps=step()),
            row("task-stepped"),
            "T-1（改进措施）：换货架。目前状态：已完成，待评价效果。期限：5月18日10:00。",
        ),
        (
            task(**ENDED),
            row("task-stepped"),
            "T-1（改进措施）：换货架。目前状态：已完成，待评价效果。期限：5月18日10:00。",
        ),
        (task(**PASSED), row("task-given", "fu"), "T-1（改进措施）：换货架。已由白雪接手。"),
        (task(**PASSED), row("task-given", "bai"), "T-1（改进措施）：换货架。现由您负责，5月18日10:00前完成。"),
        (task(**PASSED), row("task-given", "lin"), "T-1（改进措施）：换货架。现由您负责，5月18日10:00前完成。"),
        (
            offered("lin"),
            row("task-offered", "lin"),
            "T-1（改进措施）：换货架。傅国平请您接手，5月18日10:00前完成。请接手或谢绝。",
        ),
        (task(), row("task-declined"), "T-1（改进措施）：换货架。对方谢绝接手，负责人仍是傅国平。"),
        (task(), row("task-offer-lapsed"), "T-1（改进措施）：换货架。逾期无人接手，负责人仍是傅国平。"),
        (task(**INCIDENT), row(), "T-1（同源事件）：换货架。由您负责，期限未定。"),
        (task(**INCIDENT, **OTHERS), row(), "T-1，同源事件：换货架。负责人：白雪。"),
        (task(**INCIDENT, owner="gone"), row(), "T-1，同源事件：换货架。负责人：gone。"),
        (task(**INCIDENT, **OTHERS), row("task-stepped"), "T-1（同源事件）：换货架。目前状态：处置中。期限：未定。"),
        (task(**OTHERS), row("task-opened", "bai"), "T-1（改进措施）：换货架。由您负责，5月18日10:00前完成。"),
        (task(**OTHERS), row("task-opened", "lin"), "T-1（改进措施）：换货架。由您负责，5月18日10:00前完成。"),
        (task(), row(language="en"), "T-1, action: 换货架. It is yours, due 18 May, 10:00."),
        (task(what="new shelf?"), row(language="en"), "T-1, action: new shelf? It is yours, due 18 May, 10:00."),
    ],
)
def test_it_says_what_it_is_whose_and_by_when(found: Task, entry: OutboxRow, text: str) -> None:
    """An alarm says who leads; an end that somebody had to explain says why."""
    assert sent(found, entry).text == text


def test_it_says_which_try_of_which_entry_it_is() -> None:
    """The same name on every attempt, which are counted from 1, and what a mail is about."""
    told = sent(task(), row(attempts=1, useless_after=NOW + DAY))

    assert (told.id, told.attempt, told.message, told.language) == ("T-1.1.opened.fu", 2, "task-opened", "zh")
    assert (told.subject, told.case_number, told.useless_after) == ("T-1 改进措施", "T-1", NOW + DAY)
    assert told.fields == {
        "number": "T-1",
        "kind": "改进措施",
        "what": "换货架。",
        "due": "5月18日10:00",
        "when": "5月18日10:00前完成",
        "state": "待办",
        "owner": "傅国平",
        "reason": "",
    }


def test_a_report_is_told_in_its_own_words() -> None:
    """They are the whole message; beside them stands what it is about."""
    told = sent(task(kind=TaskKind.REVIEW, state="due"), row("report-told"), "五月共三件。")

    assert told.text == "五月共三件。"
    assert told.fields == {"number": "T-1", "kind": "总结会议", "what": "换货架。", "text": "五月共三件。"}
