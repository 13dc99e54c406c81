"""Which turns of what comes again a unit owes, of which period, by when, and whose they are: by a clock alone. S1.4, S2.9, S3.15"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit.decision.facts import Facts
from complaintkit.decision.task.turn import (
    Turn,
    answers_for,
    assessments_owed,
    holder_of,
    next_look,
    period_named,
    reviewed_period,
    told_of_report,
    training_turn,
    turns_owed,
    units_within,
)
from complaintkit.model.due import Within
from complaintkit.model.task import TaskKind
from complaintkit.organisation import Absence, Organisation
from complaintkit.playbook import AssessmentRule, CheckRule, ReviewRule, TrainingRule
from tests.decision.task.conftest import AT, MONTH, PROGRAM, STORE, facts, opened, seated

TITLE = {"zh": "巡查", "en": "Round"}
LONG_AGO = datetime.fromisoformat("2020-01-01T05:00+08:00")
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    """A time in Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00")


def only(when: datetime = AT, organisation: Organisation = STORE, **rules: Any) -> Facts:
    """A playbook that has these turns and no other."""
    none: dict[str, Any] = {"checks": {}, "reviews": {}, "trainings": {}, "assessments": {}}
    known = {name: {one.id: one for one in several} for name, several in rules.items()}
    return facts(PROGRAM, when, organisation, **{**none, **known})


def owed(known: Facts, unit: str = "river-street", since: datetime = LONG_AGO) -> list[Turn]:
    """What a unit owes."""
    return list(turns_owed(known, unit, since=since))


def check(every: str = "business day", **more: Any) -> CheckRule:
    """A round of the supervisor's."""
    return CheckRule(**{"id": "round", "title": TITLE, "by": "service-supervisor", "every": every, **more})


def review(every: str = "month", **more: Any) -> ReviewRule:
    """A meeting of the committee."""
    return ReviewRule(**{"id": "meeting", "title": TITLE, "group": "service-committee", "every": every, **more})


def training(every: str | None = "quarter", **more: Any) -> TrainingRule:
    """A training of the desk and of security, held by the supervisor."""
    roles = ("service-desk", "security", "service-desk")
    return TrainingRule(
        **{"id": "course", "title": TITLE, "roles": roles, "by": "service-supervisor", "every": every, **more}
    )


def marking(id: str = "staff", **more: Any) -> AssessmentRule:
    """An assessment of the service desk by the duty manager."""
    usual = {"of": ("service-desk",), "by": "duty-manager", "every": "month", "items": {"a": TITLE, "b": TITLE}}
    return AssessmentRule(**{"id": id, "title": TITLE, **usual, **more})


def elsewhere(calendar: str) -> Organisation:
    """The store by another calendar."""
    street = attrs.evolve(STORE.units["river-street"], calendar=calendar)
    return attrs.evolve(STORE, units={**STORE.units, "river-street": street})


# ---- checks ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("every", "before", "label", "due"),
    [
        ("business day", None, "2026-11-21", "2026-11-22T05:00"),
        ("business day", 20 * 60, "2026-11-21", "2026-11-21T20:00"),
        ("business day", 60, "2026-11-21", "2026-11-22T01:00"),  # after midnight it is still the day before's evening
        ("business day", 4 * 60 + 59, "2026-11-21", "2026-11-22T04:59"),
        ("week", None, "2026-W47", "2026-11-23T05:00"),
        ("week", 20 * 60, "2026-W47", "2026-11-22T20:00"),
        ("week", 5 * 60, "2026-W47", "2026-11-22T05:00"),
        ("month", None, "2026-11", "2026-12-01T05:00"),
        ("quarter", None, "2026-Q4", "2027-01-01T05:00"),
        ("year", None, "2026", "2027-01-01T05:00"),
    ],
)
def test_a_check_is_owed_until_its_hour(every, before, label, due) -> None:
    """Of the period that runs, before a time of its last day or its end; not from that very second on. S1.4"""
    rule = check(every, before=before)
    [turn] = owed(only(checks=[rule]))
    assert turn == Turn(
        kind=TaskKind.CHECK, rule="round", title=TITLE, period=label, owner="ding", due_at=at(due),
    )  # fmt: skip
    assert len(owed(only(at(due) - SECOND, checks=[rule]))) == 1
    assert [one.period for one in owed(only(at(due), checks=[rule])) if one.period == label] == []


def test_a_round_of_the_day_is_owed_where_it_is_open() -> None:
    """An office is closed on a Saturday; a round of the week is owed all the same; none where nobody has the role."""
    office = elsewhere("office")
    assert owed(only(organisation=office, checks=[check()])) == []
    assert len(owed(only(organisation=office, checks=[check("week")]))) == 1
    assert len(owed(only(at("2026-11-20T10:00"), office, checks=[check()]))) == 1
    assert owed(only(checks=[check()]), "old-town") == []


def test_a_check_is_theirs_who_are_here() -> None:
    """Else of the first who has the role. S1.4"""
    rule = check(by="service-desk")
    away = [Absence(staff=one, start=AT - MONTH, end=AT + MONTH) for one in ("chen", "sun")]
    for gone, owner in ((0, "chen"), (1, "sun"), (2, "chen")):
        known = attrs.evolve(STORE, absences=tuple(away[:gone]))
        assert [one.owner for one in owed(only(organisation=known, checks=[rule]))] == [owner]


def test_a_turn_opens_its_task() -> None:
    """With all that it says, in its unit."""
    turn = Turn(
        kind=TaskKind.ASSESSMENT, rule="staff", title=TITLE, period="2026-Q4", owner="zhao", due_at=AT,
        concerns={"staff": "chen"}, given={"items": ("a",)},
    )  # fmt: skip
    found = turn.opening("river-street")
    assert (found.kind, found.unit, found.title, found.who, found.due_at) == (
        TaskKind.ASSESSMENT, "river-street", TITLE, "zhao", AT,
    )  # fmt: skip
    assert (found.period, found.about, found.given) == (
        "2026-Q4",
        {"rule": "staff", "staff": "chen"},
        {"items": ("a",)},
    )


# ---- reviews ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("every", "since", "labels"),
    [
        ("month", "2026-09-30T05:00", ["2026-09", "2026-10"]),
        ("month", "2026-10-01T04:59", ["2026-09", "2026-10"]),
        ("month", "2026-10-01T05:00", ["2026-10"]),  # it had ended by then
        ("month", "2026-11-01T05:00", []),
        ("week", "2026-11-09T05:00", ["2026-W46"]),
        ("quarter", "2026-06-01T05:00", ["2026-Q2", "2026-Q3"]),
        ("year", "2025-06-01T05:00", ["2025"]),
        ("day", "2026-11-19T05:00", ["2026-11-19", "2026-11-20"]),
    ],
)
def test_each_period_that_ended_is_reviewed(every, since, labels) -> None:
    """Since turns are kept, the oldest first, by who heads the group. S1.12, S2.9"""
    turns = owed(only(reviews=[review(every)]), since=at(since))
    assert [(one.kind, one.rule, one.period, one.owner) for one in turns] == [
        (TaskKind.REVIEW, "meeting", label, "xu") for label in labels
    ]


@pytest.mark.parametrize(
    ("every", "within", "due"),
    [
        ("month", None, timedelta(days=10)),
        ("quarter", None, timedelta(days=10)),
        ("week", None, timedelta(days=3)),
        ("day", None, timedelta(days=2)),
        ("business day", None, timedelta(days=2)),
        ("month", "5 days", timedelta(days=5)),
    ],
)
def test_a_review_is_held_within_days_of_its_periods_end(every, within, due) -> None:
    """Those of the playbook, else as usual for its length. S1.12"""
    rule = review(every, within=None if within is None else Within.parse(within))
    last = owed(only(reviews=[rule]), since=AT - 2 * MONTH)[-1]
    ends = {"month": "2026-11-01", "quarter": "2026-10-01", "week": "2026-11-16"}.get(every, "2026-11-21")
    assert last.due_at == at(f"{ends}T05:00") + due


def test_a_review_is_owed_where_its_head_works() -> None:
    """By a group's head, or a role's first; nowhere else. S2.9"""
    assert owed(only(reviews=[review()]), "east") == []
    by_role = review(group="service-desk")
    assert {one.owner for one in owed(only(reviews=[by_role]))} == {"chen"}
    assert owed(only(reviews=[by_role]), "east") == []


def test_who_answers_for_a_unit() -> None:
    """Who holds its reviews; without one, where its leaders end. S2.9"""
    assert answers_for(only(reviews=[review()]), "river-street") == "xu"
    assert answers_for(only(reviews=[review()]), "east") == "lu"
    assert answers_for(only(), "river-street") == "lu"
    assert units_within(only(), "east") == {"east", "river-street", "old-town"}


@pytest.mark.parametrize(
    ("label", "every", "first", "after"),
    [
        ("2026-W01", "week", "2025-12-29", "2026-01-05"),
        ("2026-W53", "week", "2026-12-28", "2027-01-04"),
        ("2026-01", "month", "2026-01-01", "2026-02-01"),
        ("2026-12", "month", "2026-12-01", "2027-01-01"),
        ("2024-02", "month", "2024-02-01", "2024-03-01"),
        ("2026-Q1", "quarter", "2026-01-01", "2026-04-01"),
        ("2026-Q2", "quarter", "2026-04-01", "2026-07-01"),
        ("2026-Q3", "quarter", "2026-07-01", "2026-10-01"),
        ("2026-Q4", "quarter", "2026-10-01", "2027-01-01"),
        ("2026", "year", "2026-01-01", "2027-01-01"),
        ("2026-11-21", "day", "2026-11-21", "2026-11-22"),
    ],
)
def test_a_period_has_a_name(label, every, first, after) -> None:
    """By which its days are found again; each of its days lies in it. S1.12"""
    assert period_named(label, every) == (date.fromisoformat(first), date.fromisoformat(after))
    for day in (first, (date.fromisoformat(after) - timedelta(days=1)).isoformat()):
        turns = owed(only(at(f"{day}T10:00"), organisation=elsewhere("24x7"), checks=[check(every)]))
        assert [one.period for one in turns] == [label]


def test_a_review_is_about_its_period() -> None:
    """Of its whole days, by its name; of one that was called, the month that runs. S2.9"""
    known = only(reviews=[review("quarter")])

    def of(period: str, rule: str = "meeting") -> tuple[str, str, str | None]:
        task = opened("review", who="xu", about={"rule": rule}, period=period)
        found = reviewed_period(known, task)
        return found.start.isoformat()[:10], found.end.isoformat()[:10], found.label

    assert of("2026-Q3") == ("2026-06-30", "2026-09-30", "2026-Q3")  # in UTC, from and to Shanghai's midnight
    assert of("2026-10", rule="gone") == ("2026-09-30", "2026-10-31", "2026-10")
    start, end, label = of("")
    assert (start, end) == ("2026-10-31", "2026-11-20")
    assert label not in (None, "")


def test_a_review_called_on_the_first_is_about_that_day() -> None:
    """No period ends before it begins."""
    task = opened("review", who="xu", about={"theme": "冷链"}, what="专题会")
    found = reviewed_period(only(at("2026-12-01T10:00")), task)
    assert found.end - found.start == timedelta(days=1)


def test_who_hears_what_a_review_counted() -> None:
    """Groups, roles, or all who work in its unit and what lies within; each once. S2.7"""
    task = opened("review", who="xu", about={"rule": "meeting"})
    around = attrs.evolve(task, unit="east")

    def told(*names: str, of: Any = task) -> tuple[str, ...]:
        return told_of_report(only(reviews=[review(tell=names)]), of)

    assert told("service-desk", "service-desk") == ("chen", "sun")
    assert set(told("service-committee")) == {"xu", "zhao", "wei", "hao", "ding"}
    assert set(told("all")) == set(facts().structure.at("river-street"))
    assert set(told("service-desk", of=around)) == {"chen", "sun", "fan"}
    assert told() == ()
    assert told_of_report(only(), task) == ()


# ---- trainings -------------------------------------------------------------------------------------------------------
def test_a_training_is_owed_of_the_period_that_runs() -> None:
    """Once one has begun since turns are kept, to be held before it ends, for everybody of its roles who has their place there."""
    known = only(trainings=[training()])
    begins = at("2026-10-01T05:00")
    [turn] = owed(known, since=begins - SECOND)
    assert (turn.kind, turn.rule, turn.period, turn.owner) == (TaskKind.TRAINING, "course", "2026-Q4", "ding")
    assert (turn.due_at, turn.title, turn.given) == (at("2027-01-01T05:00"), TITLE, {"people": ("chen", "sun", "hao")})
    assert owed(known, since=begins) == []
    assert owed(known, "east") == []
    assert owed(only(trainings=[training(None)])) == []


def test_who_works_in_two_places_is_trained_in_the_first() -> None:
    """Once. S3.10"""
    both = attrs.evolve(STORE.staff["fan"], units=("old-town", "river-street"))
    known = only(organisation=attrs.evolve(STORE, staff={**STORE.staff, "fan": both}), trainings=[training()])
    [turn] = owed(known)
    assert turn.given == {"people": ("chen", "sun", "hao")}


@pytest.mark.parametrize(("within", "due"), [(None, 7), ("3 days", 3)])
def test_newcomers_are_trained_within_days(within, due) -> None:
    """Those of the playbook, else seven; where a date is given, by that. S3.10"""
    rule = training(None, newcomers=True, within=None if within is None else Within.parse(within))
    turn = training_turn(only(), "river-street", rule, ("chen",))
    assert (turn.due_at, turn.period, turn.given) == (AT + timedelta(days=due), "", {"people": ("chen",)})
    assert training_turn(only(), "river-street", rule, ("chen",), due_at=AT + MONTH).due_at == AT + MONTH


def test_what_a_playbook_gives_to_a_role_is_somebodys() -> None:
    """In the unit, or the nearest around it; else of who is above whom it is about, or at the top. S3.11"""
    known = only()
    assert holder_of(known, "river-street", "duty-manager") == "zhao"
    assert holder_of(known, "river-street", "hotline") == "jin"
    assert holder_of(known, "river-street", "floor") == "lu"
    assert holder_of(known, "river-street", "duty-manager", without="zhao") == "xu"
    assert holder_of(known, "river-street", "service-desk", without="chen") == "sun"
    assert holder_of(known, "hejia", "regional-director", without="lu") == "lu"


# ---- assessments -----------------------------------------------------------------------------------------------------
def marked(known: Facts, unit: str = "river-street", since: str = "2026-10-01T05:00") -> list[Turn]:
    """The assessments that are owed."""
    return list(assessments_owed(known, unit, since=at(since)))


def test_each_is_assessed_by_one_who_is_not_they() -> None:
    """Of each period that ended, by the list of the playbook, with its span. S3.11"""
    turns = marked(only(assessments=[marking()]))
    assert [(one.concerns, one.owner, one.period) for one in turns] == [
        ({"staff": "chen"}, "zhao", "2026-10"), ({"staff": "sun"}, "zhao", "2026-10"),
    ]  # fmt: skip
    first, span = turns[0], (at("2026-10-01T05:00"), at("2026-11-01T05:00"))
    assert (first.kind, first.rule, first.title, first.span) == (TaskKind.ASSESSMENT, "staff", TITLE, span)
    assert first.due_at == at("2026-11-11T05:00")
    assert first.given == {"items": ("a", "b"), "span": tuple(one.astimezone(UTC).isoformat() for one in span)}
    assert first.about == {"rule": "staff", "staff": "chen"}
    own = marked(only(assessments=[marking(of=("duty-manager",))]))
    assert [(one.concerns, one.owner) for one in own] == [({"staff": "zhao"}, "xu")]


def test_who_holds_roles_of_several_is_assessed_by_the_first() -> None:
    """Once for each period. S3.11"""
    rules = [marking(), marking("desk", by="store-manager"), marking("all", of=("service-desk", "security"))]
    turns = marked(only(assessments=rules), since="2026-09-01T05:00")
    assert [(one.rule, one.concerns["staff"], one.period) for one in turns] == [
        ("staff", "chen", "2026-09"), ("staff", "chen", "2026-10"),
        ("staff", "sun", "2026-09"), ("staff", "sun", "2026-10"),
        ("all", "hao", "2026-09"), ("all", "hao", "2026-10"),
    ]  # fmt: skip


def test_a_unit_is_assessed_by_its_head() -> None:
    """Who works there and has nobody above them there; by somebody else. S4.5"""
    rule = marking(of=("units",), by="regional-director")
    assert rule.of_units
    [turn] = marked(only(assessments=[rule]))
    assert (turn.concerns, turn.owner) == ({"unit": "river-street", "staff": "xu"}, "lu")
    assert [one.concerns["staff"] for one in marked(only(assessments=[rule]), "hejia")] == ["lu"]
    two = only(organisation=seated("yu", "river-street"), assessments=[rule])
    assert [one.concerns["staff"] for one in marked(two)] == ["xu"]


@pytest.mark.parametrize(
    ("now", "then"), [("21T10:00", "22T05:00"), ("22T04:59", "22T05:00"), ("22T05:00", "23T05:00")]
)
def test_turns_are_looked_at_again_when_the_next_day_begins(now, then) -> None:
    """Of the unit's own business days. S1.4"""
    assert next_look(only(at(f"2026-11-{now}")), "river-street") == at(f"2026-11-{then}")
