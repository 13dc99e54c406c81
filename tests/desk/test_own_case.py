"""Verbs beside the commands that bear on a complaint are for nobody whom it is about: to read, to restrict, to erase. R6"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias, cast

import pytest

from complaintkit import (
    Case,
    ComplaintKitError,
    Contact,
    Customer,
    Desk,
    InvalidInput,
    Issue,
    Member,
    NotAllowed,
    NotFound,
    System,
)
from complaintkit.decision.tables.verb import VERBS, Act
from complaintkit.testing import FakeClock

AT = "2026-11-21T20:00+08:00"
SERVICE = Path(__file__).parents[2] / "docs" / "samples" / "supermarket-service" / "organisation.toml"
MARKET = Path(__file__).parents[2] / "docs" / "samples" / "night-market" / "organisation.toml"
PHONE = "13800138000"
Ask: TypeAlias = Callable[[Desk, Case, str], object]


def message(desk: Desk, case: Case) -> str:
    """The id of the message to the customer that waits."""
    waiting = desk.outbox.list(by=System("t"), case=case)
    return next(one.id for one in waiting if one.recipient == "customer" and one.state == "ready")


BEARS: Mapping[str, Ask] = {
    "contact": lambda desk, case, by: desk.contact(case, by=by, purpose="回访"),
    "members.contact": lambda desk, _, by: desk.members.contact("V-1", by=by, purpose="回访"),
    "export_person": lambda desk, case, by: desk.export_person(case, by=by),
    "restrict_person": lambda desk, case, by: desk.restrict_person(case, by=by),
    "lift_restriction": lambda desk, case, by: desk.lift_restriction(case, by=by),
    "erase_person": lambda desk, case, by: desk.erase_person(case, by=by),
    "stop_messages": lambda desk, _, by: desk.stop_messages(Contact("phone", PHONE), by=by, reason="客户要求"),
    "allow_messages": lambda desk, _, by: desk.allow_messages(Contact("phone", PHONE), by=by, reason="客户要求"),
    "outbox.give_up": lambda desk, case, by: desk.outbox.give_up(message(desk, case), by=by, reason="已告知"),
    "outbox.retry": lambda desk, case, by: desk.outbox.retry(message(desk, case), by=by, reason="再发"),
    "surveys.record": lambda desk, case, by: desk.surveys.record("standing", "a07", {"market": 5}, by=by, case=case),
}
"""What bears on whoever complained, or on what they and others are told."""


@pytest.fixture
def desk(tmp_path: Path, founded: Callable[..., None]) -> Iterator[Desk]:
    """The night market."""
    founded(tmp_path, playbook="night-market", organisation=MARKET, at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=FakeClock(AT)) as opened:
        yield opened


def complaint(desk: Desk, about: str | None, category: str = "service/attitude") -> Case:
    """A member complains, of somebody or of nobody."""
    customer = Customer(name="王芳", phone=PHONE, member=Member("V-1"))
    desk.members.enrol(customer, by=System("crm"), unit="market", via="desk")
    return desk.receive(
        "态度很差", by="xiaolu", channel="hotline", unit="a07", category=category, about_staff=about, customer=customer
    )


def refused(desk: Desk, case: Case, name: str, by: str) -> bool:
    """Whether it is refused because of whom it is about."""
    try:
        BEARS[name](desk, case, by)
    except NotAllowed as error:
        return error.rule == "R6"
    except Exception:  # noqa: BLE001  for another reason: nothing here is about that
        return False
    return False


@pytest.mark.parametrize("name", BEARS)
def test_whoever_it_is_about_has_no_part_in_it(desk: Desk, name: str) -> None:
    """Whatever their role may else: the supervisor may all. Of a complaint about nobody they do it. R6"""
    own = complaint(desk, "hao")
    before = [one.position for one in desk.events()]
    assert refused(desk, own, name, "hao")
    assert [one.position for one in desk.events()] == before
    assert not refused(desk, own, name, "qin")


@pytest.mark.parametrize("name", BEARS)
def test_of_any_other_complaint_they_do_it(desk: Desk, name: str) -> None:
    """It is not the person that is kept away, but the person from their own case. R6"""
    case = complaint(desk, None)
    assert not refused(desk, case, name, "hao")


def test_every_verb_that_serves_a_complainant_is_among_them() -> None:
    """None is forgotten, nor is a way to the contact or into the outbox. R6"""
    serving = {name for name, verb in VERBS.items() if verb.act is Act.SERVES}
    contacts = {name for name in VERBS if name.rpartition(".")[2] == "contact"}
    sorting = {name for name, verb in VERBS.items() if verb.act is Act.SORTS and name.startswith("outbox.")}
    assert serving | contacts | sorting <= BEARS.keys()


def test_nobody_keeps_an_alarm_from_whom_it_is_for(desk: Desk) -> None:
    """What goes to staff is given up once it got stuck, not before; what goes to customers by whoever tells them things. R18"""
    case = complaint(desk, None, "hygiene/pests")  # niu is sent to look
    waiting: list[Any] = list(desk.outbox.list(by=System("t"), case=case))
    of_staff = [one for one in waiting if one.recipient != "customer"]
    assert of_staff
    for one in of_staff:
        for by in ("qin", "xiaolu"):
            with pytest.raises(NotAllowed, match="still to get it"):
                desk.outbox.give_up(one.id, by=by, reason="知道了")
    to_customer = message(desk, case)
    with pytest.raises(NotAllowed, match="tell"):
        desk.outbox.give_up(to_customer, by="niu", reason="知道了")
    assert desk.outbox.give_up(to_customer, by="xiaolu", reason="已当面告知").state == "cancelled"


@pytest.mark.parametrize("way", ["away", "left"])
@pytest.mark.parametrize(("about", "owner"), [("hao", "qin"), (None, "ye")])
def test_nobody_says_who_looks_into_what_is_about_them(desk: Desk, about: str | None, owner: str, way: str) -> None:
    """Its owner is noted as gone by whom it is about, with a deputy of their choice: the leader above them has it. R6, F8"""
    case = complaint(desk, about)
    at, staff = desk.clock.now(), cast("Any", desk.people.organisation(by="qin").as_data())
    staff["staff"]["xiaolu"]["deputy"] = "ye"
    desk.set_organisation(staff, by="qin")
    if way == "away":
        desk.staff_away("xiaolu", by="hao", start=at, end=at + timedelta(days=60), long=True, deputy="ye")
    else:
        desk.staff_left("xiaolu", by="hao")
    assert desk.case(case, by="qin").owner == owner


@pytest.mark.parametrize("way", ["noted", "in a file", "in general"])
@pytest.mark.parametrize("when", ["before", "after", "as it turns out"])
def test_nobody_names_who_stands_in_for_whom_decides_about_them(desk: Desk, when: str, way: str) -> None:
    """Before the complaint or after it, and whoever else is complained about keeps the deputies that were named. R6, F8"""
    at = desk.clock.now()

    def names_deputy() -> None:
        if way == "in general":
            staff = cast("Any", desk.people.organisation(by="hao").as_data())
            staff["staff"]["xiaolu"] |= {"deputy": "niu", "deputy-by": "qin"}
            desk.set_organisation(staff, by="hao")
            desk.staff_away("xiaolu", by="qin", start=at, end=at + timedelta(days=2))
        elif way == "noted":
            desk.staff_away("xiaolu", by="hao", start=at, end=at + timedelta(days=2), deputy="niu")
        else:
            staff = cast("Any", desk.people.organisation(by="hao").as_data())
            said = {"start": at.isoformat(), "end": (at + timedelta(days=2)).isoformat(), "deputy": "niu", "by": "qin"}
            desk.set_organisation(staff | {"absence": {"xiaolu": [said]}}, by="hao")

    if when == "before":
        names_deputy()
    case = complaint(desk, None if when == "as it turns out" else "hao")
    if when != "before":
        names_deputy()
    if when == "as it turns out":
        desk.correct(case, by="qin", reason="客户说的是他", about_staff="hao")
    other = desk.receive("太慢", by="xiaolu", channel="hotline", unit="a07", category="service/attitude", about_staff="yu",
                         customer=Customer(phone="13900139000"))  # fmt: skip

    assert desk.case(case, by="qin").owner == desk.case(other, by="qin").owner == "xiaolu"
    assert {one.case for one in desk.duties("niu").owed if one.what == "own"} == {other.number}
    assert "record-facts" in desk.allowed(other, by="niu")
    with pytest.raises(NotFound):
        desk.allowed(case, by="niu")
    if way != "in general":
        assert "record-facts" in desk.allowed(case, by="ye")  # whom they have in general
    desk.clock.advance(timedelta(days=3))  # type: ignore[attr-defined]
    assert desk.ledger.verify(by=System("t"), deep=True).problems == ()


def test_in_their_place_the_owner_tells_the_customer_and_nobody_else_reads_it(
    tmp_path: Path, founded: Callable[..., None]
) -> None:
    """Heard in another store by whom it is about: their leader at home has no duty there, and so no sight of it. R6, R20, F9"""
    founded(tmp_path, playbook="supermarket-service", organisation=SERVICE, at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=FakeClock(AT)) as desk:
        case = desk.receive(
            "态度很差",
            by="ning",
            channel="service-desk",
            unit="north-gate",
            about_staff="ning",
            customer=Customer(phone=PHONE),
        )
        owner = desk.case(case, by=System("t")).owner
        assert "tell-customer" in {one.what for one in desk.duties(owner).owed}
        with pytest.raises(NotFound):
            desk.case(case, by="bai")


SAID: Mapping[str, dict[str, Any]] = {
    "itself": {"about_staff": "hao"},
    "one of its issues": {"issues": [Issue("还骂人", about_staff="hao")]},
}


@pytest.mark.parametrize("said", SAID)
def test_whom_it_complains_of_does_not_say_that_nothing_is_to_come_of_what_was_refused(desk: Desk, said: str) -> None:
    """Typed wrongly it is no case yet: somebody else sees to it, and is named. R6"""
    with pytest.raises(InvalidInput) as refused:
        desk.receive(
            "态度差", by="xiaolu", channel="hotline", customer=Customer(phone=PHONE), unit="nowhere", **SAID[said]
        )
    kept = str(refused.value.kept_as)
    with pytest.raises(NotAllowed, match=r"about hao; .*qin.* may") as own:
        desk.refused.mend(kept, by="hao")
    assert own.value.rule == "R6"
    assert desk.refused.show(kept, by="qin").mended_at is None
    desk.refused.mend(kept, by="qin")


def test_nor_of_what_others_were_refused_on_a_case_about_them(desk: Desk) -> None:
    """What they typed themselves they see to. R6"""
    case = complaint(desk, "hao")
    kept = {}
    for by in ("xiaolu", "hao"):
        with pytest.raises(ComplaintKitError) as refused:
            desk.record_facts(case, by=by, facts="我没有", fields={"x": "y"}, evidence=[cast("Any", "x")])
        kept[by] = str(refused.value.kept_as)
    with pytest.raises(NotAllowed):
        desk.refused.mend(kept["xiaolu"], by="hao")
    desk.refused.mend(kept["hao"], by="hao")
    desk.refused.mend(kept["xiaolu"], by="qin")
