"""What is said of a case that is filed opens the next: with what, for whom, by whom, and what is told. R6, R7, R14, R19, F9"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs
import pytest

from complaintkit import ConflictError, Docket, Item, NotFound, Purchase
from complaintkit.decision.afterwards import begin_next, next_case, note_next
from complaintkit.decision.draft import Draft
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER, By, System
from complaintkit.model.docket import AuthorityCase
from complaintkit.model.issue import RaisedIssue
from complaintkit.model.vocabulary import Kind, State
from complaintkit.organisation import Unit
from tests.decision.conftest import FANG, Matter

DOCKET = Docket("D-1", authority="12345", answer_by=datetime.fromisoformat("2026-12-01T12:00+08:00"))
PROGRAM = System("pos")


@pytest.fixture
def matter(matter: Matter) -> Matter:
    """A complaint of chen's that is filed."""
    matter.received(
        wanted="退款",
        items=[Item("米饭", lot="L1")],
        purchase=Purchase("S-1"),
        fields={"meal": "lunch"},
        subject="米饭",
    )
    return filed(matter)


def filed(matter: Matter, **changes: Any) -> Matter:
    """The matter, filed, with some things changed."""
    matter.case = matter.case.changed(state=State.ARCHIVED, **changes)
    return matter


def heard(matter: Matter, *, by: By = "chen", via: str | None = None, text: str = "又酸了") -> c.Receive:
    """What begins the next case when the customer speaks."""
    words = c.HearCustomer(case=matter.case.number, text=text, via=via)
    return next_case(matter.case, words, matter.facts(by=by))


def recorded(matter: Matter, docket: Docket = DOCKET) -> c.Receive:
    """What begins the next case when an authority has it."""
    return next_case(matter.case, c.RecordDocket(case=matter.case.number, docket=docket), matter.facts())


def begun(matter: Matter, *, by: By = "chen", **changes: Any) -> Draft:
    """The beginning of the next case, of the customer's words."""
    receive = attrs.evolve(heard(matter, by=by), **changes)
    matter.known = {"case_id": "case-2", "person": "person-2"}
    return begin_next(matter.case, receive, matter.facts(by=by))


def no_receiver(matter: Matter, staff: str) -> None:
    """Give somebody a role that may not take complaints in."""
    role = attrs.evolve(matter.playbook.roles["duty-manager"], id="only", may=frozenset({"note"}), sees="all")
    matter.rule(roles={**matter.playbook.roles, "only": role})
    matter.seated(staff, roles=("only",))


def owner(matter: Matter, *, by: By = "chen", **changes: Any) -> str:
    """Who has the next case."""
    return begun(matter, by=by, **changes).case.owner


# ---- what it begins with ------------------------------------------------------------------------------------------------
def test_it_has_what_is_known_of_the_customer_and_the_goods(matter) -> None:
    """And the new words; what came of the filed case is not taken over. R14"""
    found = heard(matter)

    assert found == c.Receive(
        text="又酸了", channel="hotline", customer=FANG, unit="no3-school", category="food/sensory", wanted="退款",
        items=matter.case.items, purchase=matter.case.purchase, fields=matter.case.fields,
    )  # fmt: skip


def test_an_authority_has_the_same_matter(matter) -> None:
    """So it begins with what the customer said, as a complaint whatever it was; of an erased case its number there is left. R19"""
    filed(matter, kind=Kind.INQUIRY)
    found = recorded(matter)
    assert (found.text, found.docket, found.kind, found.channel) == (
        matter.case.text,
        DOCKET,
        Kind.COMPLAINT,
        "hotline",
    )
    assert heard(matter).kind is Kind.INQUIRY
    assert heard(matter).docket is None
    filed(matter, text=None)
    assert recorded(matter).text == "12345 D-1"


def test_a_docket_that_is_on_record_with_its_date_brings_nothing_new(matter) -> None:
    """Another date, number or authority does. R19"""
    known = AuthorityCase(docket=DOCKET, seq=3, recorded_at=matter.now)
    filed(matter, authority_cases=(known,))

    with pytest.raises(ConflictError, match="D-1 is on record"):
        recorded(matter)
    for changes in ({"answer_by": None}, {"number": "D-2"}, {"authority": "12315"}):
        other = attrs.evolve(DOCKET, **changes)
        assert recorded(matter, other).docket == other
    assert heard(matter).docket is None


@pytest.mark.parametrize(
    ("by", "via", "channel"),
    [
        ("chen", None, "hotline"),
        ("chen", "email", "email"),
        ("chen", "pigeon", "hotline"),
        (PROGRAM, "pigeon", "pigeon"),
        (PROGRAM, None, "hotline"),
        (CUSTOMER, "web", "web"),
    ],
)
def test_it_came_by_the_channel_of_the_words(matter, by, via, channel) -> None:
    """Where the playbook has it, or a program brings it; else by that of the filed case. R14"""
    channels = {**matter.playbook.channels, "web": matter.playbook.channels["hotline"]}
    matter.rule(channels={**channels, "email": channels["hotline"]})

    assert heard(matter, by=by, via=via).channel == channel


def test_who_may_not_see_the_filed_case_opens_none_by_it(matter) -> None:
    """They hear of no case at all. R20"""
    for role in matter.playbook.roles:
        matter.rule(roles={**matter.playbook.roles, role: attrs.evolve(matter.playbook.roles[role], sees="own")})

    with pytest.raises(NotFound):
        heard(matter, by="peng")
    assert heard(matter, by="chen").text == "又酸了"


# ---- what has changed since ---------------------------------------------------------------------------------------------
def test_a_unit_that_is_closed_gives_its_cases_to_the_one_around_it(matter) -> None:
    """To the nearest that is open; where none is, nobody has said which. R14"""
    units = {
        **matter.organisation.units,
        "stall": Unit(id="stall", title={"zh": "窗口"}, within="no3-school", closed=True),
    }
    matter.organisation = attrs.evolve(matter.organisation, units=units)
    assert heard(filed(matter, unit="stall")).unit == "no3-school"
    school = attrs.evolve(units["no3-school"], closed=True)
    matter.organisation = attrs.evolve(matter.organisation, units={**units, "no3-school": school})
    assert heard(matter).unit == "kitchen-east"
    closed = {id_: attrs.evolve(one, closed=True) for id_, one in units.items()}
    matter.organisation = attrs.evolve(matter.organisation, units=closed)
    assert heard(matter).unit is None


def test_whom_it_is_about_is_known_while_they_work_here(matter) -> None:
    """Of the first issue, and of each further one that is about somebody; what is about nobody is not raised again. R6, R7"""
    raised = (
        RaisedIssue(id="1"),
        RaisedIssue(id="2", text="态度差", category="service", about_staff="wu"),
        RaisedIssue(id="3", text=None, category="gone", about_staff="sun"),
        RaisedIssue(id="4", text="太咸", category="food"),
        RaisedIssue(id="5", text="骂人", category="service", about_staff="gone"),
    )
    filed(matter, about_staff="hu", raised=raised)

    found = heard(matter)

    assert found.about_staff == "hu"
    assert [(one.text, one.category, one.about_staff) for one in found.issues] == [
        ("态度差", "service", "wu"),
        (matter.case.number, None, "sun"),
    ]
    assert heard(filed(matter, about_staff="gone")).about_staff is None
    first = RaisedIssue(id="1", about_staff="hu")
    assert heard(filed(matter, raised=(first,))).issues == ()


def test_a_category_that_is_gone_is_to_be_found_anew(matter) -> None:
    """One that is there, or was never named, stays as it is. R14"""
    assert begun(matter).case.category == "food/sensory"
    gone = begun(filed(matter, category="gone")).case
    assert (gone.category, "category" in gone.missing) == (None, True)
    none = begun(filed(matter, category=None)).case
    assert (none.category, "category" in none.missing) == (None, True)


# ---- whose it is ----------------------------------------------------------------------------------------------------------
def test_both_cases_say_how_they_are_tied(matter) -> None:
    """The new one follows, the filed one is followed. R14"""
    new = begun(matter).case
    noted = note_next(matter.case, new.number, matter.facts()).case

    assert new.links == {matter.case.number: "follows"}
    assert noted.links == {new.number: "followed-by"}
    assert noted.state is State.ARCHIVED


def test_it_is_the_same_persons_unless_they_were_erased(matter) -> None:
    """Then whoever speaks now is another person to us. R14"""
    assert begun(matter).case.person == "person-1"
    assert begun(filed(matter, erased=True)).case.person == "person-2"


def test_who_writes_the_words_down_has_it_where_they_may_receive(matter) -> None:
    """Else, and where nobody wrote them down, whoever had the filed case. F9"""
    no_receiver(matter, "hu")
    filed(matter, owner="zhou")

    assert [owner(matter, by=one) for one in ("luo", "hu", CUSTOMER, PROGRAM)] == ["luo", "zhou", "zhou", "zhou"]


def test_who_had_the_filed_case_has_the_next_while_they_can(matter) -> None:
    """Here, not away for long, in this or a wider unit, with a role that receives; else whoever is on duty. F9, F8, R6"""
    filed(matter, owner="zhou")
    matter.away("zhou")
    assert owner(matter, by=CUSTOMER) == "zhou"
    organisation = matter.organisation
    on_duty = owner(filed(matter, owner="gone"), by=CUSTOMER)
    assert on_duty not in ("zhou", "gone")
    filed(matter, owner="zhou")

    matter.away("zhou", long=True)
    assert owner(matter, by=CUSTOMER) == on_duty
    matter.organisation = attrs.evolve(organisation, absences=())
    assert owner(filed(matter, about_staff="zhou"), by=CUSTOMER) == on_duty
    filed(matter, about_staff=None)
    matter.seated("zhou", units=("kitchen-west",))
    assert owner(matter, by=CUSTOMER) == on_duty
    matter.seated("zhou", units=("qinghe",), roles=("duty-manager",))
    no_receiver(matter, "zhou")
    assert owner(matter, by=CUSTOMER) == on_duty
    matter.seated("zhou", roles=("duty-manager",))
    assert owner(matter, by=CUSTOMER) == "zhou"
