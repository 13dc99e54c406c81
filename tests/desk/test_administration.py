"""Administration under its nouns: what the command line can, a POS can; each sees what their place allows. R20"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta

import attrs
import pytest

from complaintkit import (
    Actions,
    Answers,
    Assessments,
    Case,
    Checks,
    ConflictError,
    CouponRefused,
    Coupons,
    Customer,
    Desk,
    Ideas,
    Inbox,
    Incidents,
    InvalidInput,
    Ledger,
    Members,
    Money,
    NotAllowed,
    NotFound,
    Outbox,
    OutboxEntry,
    OutboxState,
    People,
    Refused,
    Remedy,
    Reviews,
    Surveys,
    System,
    Tasks,
    Tendencies,
    Trainings,
)
from complaintkit.testing import FakeClock

WANG = Customer(name="王芳", phone="13800138000")
NIGHTLY = System("nightly")
NOUNS = (
    Actions,
    Answers,
    Assessments,
    Checks,
    Coupons,
    Ideas,
    Inbox,
    Incidents,
    Ledger,
    Members,
    Outbox,
    People,
    Refused,
    Reviews,
    Surveys,
    Tasks,
    Tendencies,
    Trainings,
)


def received(desk: Desk, unit: str, by: str = "chen") -> Case:
    """Sour rice."""
    return desk.receive("米饭酸", by=by, channel="hotline", unit=unit, category="food/sensory", customer=WANG)


def stuck(desk: Desk, case: Case, state: str = "dead") -> OutboxEntry:
    """A message to the customer about which nothing more is done."""
    entry = next(one for one in desk.outbox.list(by=NIGHTLY, case=case) if one.recipient == "customer")
    with desk._opened.storage.writing() as tx:
        row = tx.outbox_entry(entry.id)
        assert row is not None
        assert tx.change_outbox(attrs.evolve(row, state=state, detail="too many tries"), if_epoch=row.epoch)
    return entry


def refuse(desk: Desk, by: str, text: str = "打过电话了") -> str:
    """The id of something refused and kept."""
    with pytest.raises(NotFound) as error:
        desk.note("QINGHE-261121-999", by=by, text=text)
    assert error.value.kept_as is not None
    return error.value.kept_as


# ---- of every noun --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("noun", NOUNS)
def test_every_method_asks_who_asks(noun: type) -> None:
    """`by` is named, and never has a default: nobody reads or changes anything anonymously. R20"""
    methods = [one for name, one in inspect.getmembers(noun, inspect.isfunction) if not name.startswith("_")]
    assert methods
    for method in methods:
        by = inspect.signature(method).parameters["by"]
        assert (by.kind, by.default) == (by.KEYWORD_ONLY, by.empty), method


READINGS: dict[str, Callable[[Desk], object]] = {
    "coupons": lambda desk: desk.coupons.list(by="chne"),
    "a coupon": lambda desk: desk.coupons.show("x", by="chne"),
    "inbox": lambda desk: desk.inbox.list(by="chne"),
    "ledger": lambda desk: desk.ledger.verify(by="chne"),
    "organisation": lambda desk: desk.people.organisation(by="chne"),
    "outbox": lambda desk: desk.outbox.list(by="chne"),
    "playbook": lambda desk: desk.playbook(by="chne"),
    "refused": lambda desk: desk.refused.list(by="chne"),
    "zone": lambda desk: desk.people.zone(by="chne"),
}


@pytest.mark.parametrize("what", READINGS)
def test_a_stranger_reads_nothing(desk: Desk, what: str) -> None:
    """Whoever does not work here is told so, with who may be meant. R20"""
    with pytest.raises(InvalidInput, match="Did you mean 'chen'") as error:
        READINGS[what](desk)
    assert error.value.data["field"] == "by"


@pytest.mark.parametrize("limit", [0, -1, 10_001, True, 2.0])
@pytest.mark.parametrize("noun", ["coupons", "inbox", "outbox", "refused"])
def test_a_list_is_bounded(desk: Desk, noun: str, limit: int) -> None:
    """From 1 to 10,000 at once."""
    with pytest.raises(InvalidInput, match="Give 1 to 10000"):
        getattr(desk, noun).list(by="fang", limit=limit)


@pytest.mark.parametrize("noun", ["coupons", "inbox", "outbox", "refused"])
def test_a_list_goes_on_behind_what_is_there(desk: Desk, noun: str) -> None:
    """A cursor that names nothing is no empty page."""
    with pytest.raises(NotFound):
        getattr(desk, noun).list(by="fang", after="x")


# ---- the outbox -----------------------------------------------------------------------------------------------------
def test_the_outbox_shows_what_ones_place_allows(desk: Desk) -> None:
    """A kitchen sees the messages of its own canteens, before any limit; a program sees all. R20"""
    west, east = received(desk, "softpark"), received(desk, "no3-school")

    assert {one.case for one in desk.outbox.list(by=NIGHTLY)} == {west.number, east.number}
    assert {one.case for one in desk.outbox.list(by="hu")} == {east.number}
    (first,) = desk.outbox.list(by="hu", limit=1)
    assert (first.case, first.unit) == (east.number, "no3-school")
    with pytest.raises(NotFound):
        desk.outbox.list(by="hu", case=west)
    with pytest.raises(NotFound):
        desk.outbox.show(desk.outbox.list(by="chen", case=west)[0].id, by="hu")


def test_the_outbox_is_asked_by_state_and_page(desk: Desk) -> None:
    """By one state or several; behind the last one of a page, and nothing twice."""
    entry = stuck(desk, received(desk, "softpark"))
    received(desk, "no3-school")

    assert [one.id for one in desk.outbox.list(by="chen", state="dead")] == [entry.id]
    whole = desk.outbox.list(by="chen", state=["dead", OutboxState.READY])
    pages = [*desk.outbox.list(by="chen", limit=1)]
    while page := desk.outbox.list(by="chen", after=pages[-1].id, limit=1):
        pages += page
    assert len(pages) > 1
    assert tuple(pages) == whole
    with pytest.raises(InvalidInput, match="Did you mean 'dead'"):
        desk.outbox.list(by="chen", state="daed")


def test_a_dead_message_is_sent_again(desk: Desk) -> None:
    """It is ready again, and the case says who wanted it. R4"""
    case = received(desk, "softpark")
    entry = stuck(desk, case)

    assert desk.outbox.retry(entry.id, by="luo", reason="号码已核对").state is OutboxState.READY

    line = desk.timeline(case, by="chen")[-1]
    assert (line.event.name, line.by) == ("message-retried", "luo")
    with pytest.raises(ConflictError):
        desk.outbox.retry(entry.id, by="luo", reason="再发")


def test_a_message_is_given_up(desk: Desk) -> None:
    """Whoever does not see its case is told of no message at all. R20"""
    entry = stuck(desk, received(desk, "softpark"))
    with pytest.raises(NotFound):
        desk.outbox.give_up(entry.id, by="hu", reason="x")

    given_up = desk.outbox.give_up(entry.id, by="luo", reason="已当面告知")

    assert (given_up.state, given_up.detail) == ("cancelled", "given up")


# ---- what was refused -----------------------------------------------------------------------------------------------
def test_somebody_reads_what_they_typed_and_who_sees_the_unit_reads_it_too(desk: Desk) -> None:
    """Their own, that of people whose units they see; what programs sent is for who sees everything. R20"""
    of_hu, of_chen = refuse(desk, "hu"), refuse(desk, "chen")
    sent = desk.refused.keep(
        b"\xff", by=NIGHTLY, source="till", error=InvalidInput(field="x", reason="y", next_step="z")
    )

    assert [one.id for one in desk.refused.list(by="hu")] == [of_hu]
    assert {one.id for one in desk.refused.list(by="fang")} == {of_hu, of_chen, sent}
    assert [one.id for one in desk.refused.list(by="fang", code="not-found", limit=1)] in ([of_hu], [of_chen])
    with pytest.raises(NotFound):
        desk.refused.show(of_chen, by="hu")
    assert "打过电话了" in desk.refused.show(of_hu, by="hu").content.decode()


def test_what_was_refused_is_seen_to_once(desk: Desk) -> None:
    """It became words on a case, or nothing; who said so is kept, and whoever is second is told."""
    case, first, second = received(desk, "no3-school"), refuse(desk, "chen"), refuse(desk, "chen", "又打了")

    mended = desk.refused.mend(first, by="zhou", case=case)

    assert (mended.case, mended.mended_by) == (case.number, "zhou")
    assert mended.mended_at is not None
    assert [one.id for one in desk.refused.list(by="chen", unmended=True)] == [second]
    assert desk.refused.show(first, by="chen") == mended
    with pytest.raises(ConflictError):
        desk.refused.mend(first, by="zhou")
    with pytest.raises(NotFound):
        desk.refused.mend(second, by="chen", case="QINGHE-261121-999")
    assert desk.refused.mend(second, by="chen").case == "QINGHE-261121-999", "the case it was meant for stays"


# ---- coupons --------------------------------------------------------------------------------------------------------
def minted(desk: Desk, unit: str) -> str:
    """The code of a coupon of ten."""
    coupon = Remedy.coupon(Money(10, "CNY"), valid_days=30)
    case = desk.settle(received(desk, unit, "sun"), by="sun", facts="换货", agreed="in-person", remedies=[coupon])
    return case.coupons[0].code


def test_coupons_are_listed_by_page_and_state(desk: Desk, clock: FakeClock) -> None:
    """Newest first, behind the last one of a page; how each stands. R20"""
    first = minted(desk, "softpark")
    clock.advance(timedelta(minutes=1))
    second = minted(desk, "no3-school")
    desk.redeem_coupon(first, by="sun", sale="S-1", unit="softpark", spend=Money(50, "CNY"))

    newest, oldest = desk.coupons.list(by="chen")
    assert [(one.coupon.code, one.state.value, one.sale) for one in (newest, oldest)] == [
        (second, "minted", None),
        (first, "redeemed", "S-1"),
    ]
    assert desk.coupons.list(by="chen", after=newest.id, limit=1) == (oldest,)
    assert desk.coupons.list(by="chen", after=oldest.id) == ()
    assert desk.coupons.list(by="chen", state="redeemed", limit=1) == (oldest,)
    assert desk.coupons.list(by="hu") == (newest,)
    assert desk.coupons.list(by="chen", unit="kitchen-west") == (oldest,)
    assert desk.coupons.show(first.lower(), by="gu") == oldest
    bare = desk.coupons.show(first.lower(), by="hu")
    assert bare == attrs.evolve(oldest, id="", case=""), "whoever has the code may look, but not at whose case it is of"
    with pytest.raises(CouponRefused):
        desk.coupons.show("ABCD-EFGH", by="chen")
    for slip in ({"unit": "softprak"}, {"state": "spent"}):
        with pytest.raises(InvalidInput):
            desk.coupons.list(by="chen", **slip)  # type: ignore[arg-type]


# ---- ledgers --------------------------------------------------------------------------------------------------------
def test_ledgers_are_checked_as_far_as_one_sees(desk: Desk) -> None:
    """Who sees everything checks the desk's own ledger, too. R20"""
    received(desk, "softpark")
    received(desk, "no3-school")

    whole, part = desk.ledger.verify(by=NIGHTLY), desk.ledger.verify(by="hu")

    assert (whole.cases, whole.ok, part.cases, part.ok) == (2, True, 1, True)
    assert desk.ledger.verify(by="fang") == whole
    own = sum(1 for _ in desk.events())
    assert whole.lines == own


# ---- people ---------------------------------------------------------------------------------------------------------
def test_somebody_sees_the_people_around_them(desk: Desk) -> None:
    """Their own units and what lies around these, with who works there; headquarters see all. R20"""
    whole, part = desk.people.organisation(by="fang"), desk.people.organisation(by="hu")

    assert whole == desk.people.organisation(by=NIGHTLY)
    assert {"kitchen-east", "no3-school", "qinghe"} <= part.units.keys()
    assert not {"kitchen-west", "softpark", "tao"} & {*part.units, *part.staff}
    assert {"hu", "chen", "fang"} <= part.staff.keys()


def test_a_unit_has_its_time_zone(desk: Desk) -> None:
    """One that is no more has that of the whole business."""
    zones = {desk.people.zone(unit, by="hu").key for unit in (None, "softpark", "gone")}
    assert zones == {"Asia/Shanghai"}


def test_people_change_under_their_noun(desk: Desk, clock: FakeClock) -> None:
    """Away, left, set: who may not is told so; whose cases changed hands is told, too. F8"""
    case = received(desk, "no3-school")
    with pytest.raises(NotAllowed):
        desk.people.left("chen", by="hu")

    start = clock.now()
    assert desk.people.away("chen", by="shen", start=start, end=start + timedelta(days=60), long=True) == (case.number,)
    assert desk.people.left("chen", by=NIGHTLY) == ()
    assert "chen" not in desk.people.organisation(by=NIGHTLY).staff
    assert desk.people.set_organisation(desk.people.organisation(by=NIGHTLY).as_data(), by="fang") == ()


# ---- the procedure --------------------------------------------------------------------------------------------------
def test_the_procedure_is_read_for_a_form(desk: Desk) -> None:
    """The desk's, a unit's, or that of a case somebody may see. R20"""
    case = received(desk, "softpark")

    assert desk.playbook(by="hu").name == "canteen-delivery"
    assert desk.playbook(by="chen", case=case).digest == case.playbook_digest
    assert desk.playbook(by="hu", unit="softpark") == desk.playbook(by="hu")
    with pytest.raises(NotFound):
        desk.playbook(by="hu", case=case)
    with pytest.raises(InvalidInput):
        desk.playbook(by="hu", unit="softprak")
