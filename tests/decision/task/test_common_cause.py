"""What complaints have in common, who leads their incident, its dates, its cases, and what keeps it from being closed. R11, R12"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Case, Contact, Customer, Item, Purchase, Task
from complaintkit.decision.task.common_cause import (
    belongs,
    counts,
    known_at,
    lead_of,
    near,
    recall_by,
    report_by,
    rule_of,
    rules_of,
    standing_of,
    suspected,
    to_tell,
    traits,
    unfinished,
)
from complaintkit.model import commands as c
from complaintkit.model.case import Entry
from complaintkit.model.deadline import Deadline
from complaintkit.model.due import Within
from complaintkit.model.incident import IncidentCase
from complaintkit.model.task import TaskKind
from complaintkit.model.vocabulary import Kind, State
from complaintkit.playbook import IncidentRule
from tests.decision.conftest import Matter

ILL = "food/illness"
HOUR = timedelta(hours=1)
RICE = Item("米饭", lot="l2291")
FILED: dict[str, Any] = {"state": State.ARCHIVED, "filed_in": State.REGISTERED, "links": {"A-1": "duplicate"}}
"""How a case stands that was filed as a duplicate."""


@pytest.fixture
def matter(matter: Matter) -> Matter:
    """Somebody fell ill of rice at the school."""
    matter.received(category=ILL, items=[RICE])
    return matter


def another(case: Case, id: str = "case-2", **fields: Any) -> Case:
    """A complaint like it of somebody else."""
    return case.changed(**{"id": id, "number": id.upper(), **fields})


def incident(**fields: Any) -> Task:
    """An incident at the school."""
    at = datetime.fromisoformat("2026-11-21T12:00+08:00")
    usual: dict[str, Any] = {
        "id": "t1", "number": "T-1", "kind": TaskKind.INCIDENT, "unit": "no3-school", "what": "腹泻", "owner": "chen",
        "opened_by": "chen", "opened_at": at, "state": "open",
    }  # fmt: skip
    return Task(**{**usual, **fields})


# ---- in common -------------------------------------------------------------------------------------------------------
def test_what_a_complaint_may_share(matter) -> None:
    """Goods and lots of what is complained of and of what was bought, meal and till of its form: as they are compared. R11"""
    case = matter.case.changed(
        items=(RICE, Item("汤")), purchase=Purchase("S-1", items=[Item("馒头", lot=" a1")]),
        fields={"meal": "lunch", "till": "", "x": "y"},
    )  # fmt: skip
    assert traits(case) == {
        ("item", "米饭"), ("item", "汤"), ("item", "馒头"), ("lot", "L2291"), ("lot", "A1"), ("meal", "LUNCH"),
    }  # fmt: skip
    assert traits(case.changed(items=(), purchase=None, fields={"meal": " "})) == set()


def test_what_stands_by_itself_counts(matter) -> None:
    """A complaint, no duplicate, not erased. R14"""
    case = matter.case
    others = [case.changed(kind=Kind.INQUIRY), case.changed(**FILED), case.changed(erased=True)]
    assert [counts(one) for one in (case, *others)] == [True, False, False, False]


def test_a_category_has_its_row_or_none(matter) -> None:
    """The widest with the same row stands for it; the gravest issue first. R7"""
    known = matter.facts()
    assert (rule_of(known, None), rule_of(known, "contract"), rule_of(known, "nothing")) == (None, None, None)
    row = rule_of(known, ILL)
    assert row is not None
    assert rules_of(known, matter.case) == {ILL: row}
    food = attrs.evolve(matter.playbook.categories["food"], incident=row)
    matter.rule(categories={**matter.playbook.categories, "food": food})
    assert rules_of(matter.facts(), matter.case) == {"food": row}
    assert rules_of(matter.facts(), matter.case.changed(category="contract")) == {}


@pytest.mark.parametrize(
    ("fields", "together"),
    [
        ({}, True),
        ({"items": (Item("汤", lot="L2291"),)}, True),
        ({"items": (Item("汤"),)}, False),
        ({"unit": "city-hospital"}, False),
        ({"kind": Kind.INQUIRY}, False),
        ({"category": "contract"}, False),
        ({"id": "case-1"}, False),
        (FILED, False),
    ],
)
def test_two_complaints_of_one_lot_are_suspected(matter, fields, together) -> None:
    """Of the same place, the same row, about the same; not the case itself. R11"""
    found = suspected(matter.facts(), matter.case, [another(matter.case, **{"id": "case-2", **fields})])
    assert (found is not None) is together
    if found is not None:
        assert (found.category, found.word, found.value) == (ILL, "lot", "L2291")
        assert [one.id for one in found.cases] == ["case-2", "case-1"]


def test_it_takes_as_many_as_the_row_says(matter) -> None:
    """The most telling thing first, in the order of the row; what is no complaint suspects nothing. R11"""
    row = IncidentRule(of=("item", "lot"), at_least=3)
    ill = attrs.evolve(matter.playbook.categories[ILL], incident=row)
    matter.rule(categories={**matter.playbook.categories, ILL: ill})
    two = [another(matter.case, one) for one in ("case-2", "case-3")]
    assert suspected(matter.facts(), matter.case, two[:1]) is None
    found = suspected(matter.facts(), matter.case, two)
    assert found is not None
    assert (found.word, found.value) == ("item", "米饭")
    assert suspected(matter.facts(), matter.case.changed(**FILED), two) is None


def test_what_came_in_near_enough_has_one_cause(matter) -> None:
    """Before or after, to the second; of other complaints it does not. R11"""
    case, row = matter.case, IncidentRule(of=("lot",), within=Within.parse("72 h"))
    for hours in (72 * HOUR, -72 * HOUR):
        beyond = hours + timedelta(seconds=1 if hours > timedelta() else -1)
        assert near(matter.facts(), row, case, case.received_at + hours)
        assert not near(matter.facts(), row, case, case.received_at + beyond)
    late = another(case, received_at=case.received_at + 73 * HOUR)
    assert suspected(matter.facts(), case, [late]) is None


@pytest.mark.parametrize(
    ("word", "about", "fields", "belonging"),
    [
        ("lot", {}, {"unit": "city-hospital"}, True),
        ("lot", {"category": "contract"}, {}, True),
        ("lot", {}, {"erased": True}, False),
        ("meal", {}, {}, True),
        ("meal", {}, {"unit": "city-hospital"}, False),
        ("meal", {"category": "food"}, {}, True),
        ("meal", {"category": ILL}, {}, True),
        ("meal", {"category": "food"}, {"unit": "city-hospital"}, False),
        ("meal", {"category": "foo"}, {}, False),
        ("meal", {"category": "contract"}, {}, False),
    ],
)
def test_which_case_belongs_to_an_incident(matter, word, about, fields, belonging) -> None:
    """A lot is one everywhere; all else is one unit's, of the category that it was opened for and below. R11"""
    assert belongs(incident(about=about), matter.case.changed(**fields), word) is belonging


def test_one_issue_of_the_category_is_enough(matter) -> None:
    """Of a complaint about several things. R7, R11"""
    case = matter.do(c.RaiseIssue, text="合同也没给", category="contract")
    assert set(case.categories) == {ILL, "contract"}
    for category in (ILL, "contract"):
        assert belongs(incident(about={"category": category}), case, "meal")


def test_who_leads_an_incident(matter) -> None:
    """The playbook's role, who is here first; else whoever is on duty; nobody it is about. R6, R11"""
    known = matter.facts()
    assert lead_of(known, "no3-school", [matter.case]) == "chen"
    assert lead_of(known, "no3-school", [matter.case.changed(about_staff="chen")]) == on_duty(matter, without={"chen"})
    night = matter.until("2026-11-21T23:00+08:00")
    known = matter.facts()
    here = [one for one in ("chen", "zhou") if known.structure.present(one, night)]
    assert [lead_of(known, "no3-school", [matter.case])] == here
    matter.away(here[0])
    assert lead_of(matter.facts(), "no3-school", [matter.case]) == on_duty(matter)
    matter.rule(incident=attrs.evolve(matter.playbook.incident, lead=None))
    assert lead_of(matter.facts(), "no3-school", [matter.case]) == on_duty(matter, role=None)


def test_who_holds_the_role_at_the_place_leads_before_whose_turn_it_is_further_up(matter) -> None:
    """While they are here. R11"""
    matter.seated("li", roles=("duty-manager",), units=("no3-school",))
    assert (on_duty(matter), lead_of(matter.facts(), "no3-school", [matter.case])) == ("chen", "li")
    matter.away("li")
    assert lead_of(matter.facts(), "no3-school", [matter.case]) == "chen"


def on_duty(matter: Matter, *, role: str | None = "duty-manager", without: Collection[str] = ()) -> str:
    """Who gets what nobody else has, now."""
    return matter.structure.on_duty("no3-school", matter.now, role, without=without)[0]


# ---- dates -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("grade", "hours"), [(None, None), ("1", 24), ("2", 48), ("3", 72)])
def test_goods_are_called_back_by_their_grade(grade, hours) -> None:
    """From when the risk was known: when it was opened, where nothing else is said. R11"""
    task = incident(values={} if grade is None else {"grade": (grade,)})
    assert known_at(task) == task.opened_at
    assert recall_by(task) == (None if hours is None else task.opened_at + hours * HOUR)
    earlier = attrs.evolve(task, values={**task.values, "known_at": ("2026-11-20T08:00+08:00",)})
    known = datetime.fromisoformat("2026-11-20T08:00+08:00")
    assert (known_at(earlier), recall_by(earlier)) == (known, None if hours is None else known + hours * HOUR)


def test_an_authority_is_told_of_what_it_asks_for(matter) -> None:
    """Within two hours, of illness; not of what has no row, nor where the playbook asks for none. R11"""
    task = incident(about={"category": ILL})
    assert report_by(matter.facts(), task) == task.opened_at + 2 * HOUR
    assert report_by(matter.facts(), incident(about={"category": "contract"})) is None
    matter.rule(incident=attrs.evolve(matter.playbook.incident, report_within=None))
    assert report_by(matter.facts(), task) is None


# ---- its cases -------------------------------------------------------------------------------------------------------
def told(text: str | None = "请勿食用", kind: str = "told") -> Entry:
    """What somebody was told."""
    return Entry(kind=kind, by="chen", at=datetime.fromisoformat("2026-11-21T12:00+08:00"), text=text)


def test_each_customer_is_told_once(matter) -> None:
    """By each contact; not who was, who can't be, or whose data are restricted. R2"""
    case, task = matter.case, incident(words={"text": "请勿食用"})
    li = Customer(name="李强", contacts=[Contact("phone", "13900139000")])

    def left(*cases: Case, of: Task = task) -> list[str]:
        return [one.id for one in to_tell(of, cases)]

    assert left(case, another(case), another(case, "case-3", customer=li)) == ["case-1", "case-3"]
    assert left(case, another(case, customer=li), another(case, "case-3")) == ["case-1", "case-2"]
    assert left(case.changed(entries=(told(),)), another(case)) == []
    assert left(another(case), case.changed(entries=(told(),))) == []
    for entries in ((), (told("别的"),), (told(kind="said"),), (told("别的"), told(kind="said"))):
        assert left(case.changed(entries=entries)) == ["case-1"]
    assert left(case.changed(entries=(told("别的"), told()))) == []
    assert left(case.changed(restricted=True), case.changed(customer=Customer(name="王芳"))) == []
    assert left(case.changed(entries=(told(None),)), of=incident()) == ["case-1"]


def test_how_each_case_stands(matter) -> None:
    """Told or not, None where nobody can be; by when its evidence has to be secured. R12"""
    case = matter.case
    nobody = another(case, customer=Customer(name="无名"))
    before = standing_of(incident(), [case, nobody])
    assert [(one.number, one.owner, one.open, one.told) for one in before] == [
        (case.number, "chen", True, False), ("CASE-2", "chen", True, None),
    ]  # fmt: skip
    assert [one.told for one in standing_of(incident(), [case.changed(restricted=True)])] == [False]
    task = incident(words={"text": "请勿食用"})
    assert [one.told for one in standing_of(task, [case, nobody])] == [False, None]
    assert [one.told for one in standing_of(task, [case.changed(entries=(told(),)), nobody])] == [True, None]
    secured = [one.due_at for one in case.open_deadlines if one.name == "evidence-secured"]
    assert before[0].evidence_by == (secured[0] if secured else None)
    assert before[0].evidence == case.evidence


def test_by_when_evidence_has_to_be_secured(matter) -> None:
    """By that deadline, of all that run on the case. R12"""
    clocks = tuple(
        Deadline(id=name, name=name, title={}, started_at=matter.now, due_at=matter.now + hours * HOUR)
        for hours, name in enumerate(("result", "evidence-secured", "first-answer"))
    )
    [found] = standing_of(incident(), [matter.case.changed(deadlines=clocks)])
    assert found.evidence_by == matter.now + HOUR
    [found] = standing_of(incident(), [matter.case.changed(deadlines=clocks[:1])])
    assert found.evidence_by is None


def stands(number: str = "A-1", **fields: Any) -> IncidentCase:
    """A case that is done."""
    usual: dict[str, Any] = {"owner": "chen", "open": False, "told": True, "evidence": (), "evidence_by": None}
    return IncidentCase(number=number, **{**usual, **fields})


def test_what_keeps_an_incident_from_being_closed() -> None:
    """Nothing found, nothing called back or reported, customers not told, evidence not secured, cases that run. R11, R12"""
    done = incident(words={"facts": "冷链断了"})
    at = done.opened_at

    def why(*cases: IncidentCase, of: Task = done, recall: Task | None = None, report: Task | None = None) -> list[str]:
        return [one.to("en") for one in unfinished(of, recall, report, cases)]

    closed = incident(open=False)
    assert why(stands(), stands(told=None), recall=closed, report=closed) == []
    assert why(of=incident()) == ["nothing is on record of what was found"]
    assert why(recall=incident()) == ["the goods are not called back"]
    assert why(report=incident()) == ["it is not reported to the authority"]
    assert why(stands(told=False), stands("A-2")) == ["not told: A-1"]
    assert why(stands(), stands("A-2", evidence_by=at)) == ["evidence not secured: A-2"]
    assert why(stands(open=True), stands("A-2", open=True), stands("A-3")) == ["not ended: A-1, A-2"]
