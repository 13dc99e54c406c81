"""What was recorded and was wrong: corrected by a verb, with old and new value and the reason on the ledger. F1, R6, R20"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest

from complaintkit import Customer, InvalidInput, Item, NotAllowed, NotResponsible, Purchase, State, System
from complaintkit.decision import allowed, sees
from complaintkit.decision.outbox import messages
from complaintkit.decision.steps.correction import CORRECTABLE
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.organisation import load_organisation
from complaintkit.playbook import load_playbook
from tests.houses import HOUSES

WHY = "登记时听错了"
NEW = {
    "unit": "city-hospital",
    "channel": "on-site",
    "customer": Customer(name="王芬", phone="13900139000"),
    "about_staff": "dong",
    "occurred_at": datetime.fromisoformat("2026-11-21T11:30+08:00"),
    "purchase": Purchase("D-7"),
    "items": (Item("鸡腿饭", lot="L9"),),
}


def test_each_field_is_tried_here() -> None:
    """A new one that can be corrected is found by this."""
    assert set(NEW) == set(CORRECTABLE)


@pytest.mark.parametrize("state", [one for one in State if one not in (State.ARCHIVED, State.RECEIVED)])
@pytest.mark.parametrize("field", NEW)
def test_old_and_new_are_on_the_ledger(matter, field, state) -> None:
    """Whatever it is and whenever it is found out; the owner stays (F1), and so does the state."""
    matter.received()
    matter.case = matter.case.changed(state=state)
    before = getattr(matter.case, field)

    case = matter.do(c.Correct, reason=WHY, **{field: NEW[field]})

    event = matter.event("corrected")
    assert getattr(case, field) == NEW[field] == getattr(event, field)
    assert getattr(event, f"{field}_was") == before
    assert (event.corrected, event.reason) == ((field,), WHY)
    assert (case.owner, case.state, case.missing) == ("chen", state, ())


def test_a_filed_case_is_what_it_was(matter) -> None:
    """Nobody is accountable for it any more; a note says what was wrong."""
    matter.received()
    matter.case = matter.case.changed(state=State.ARCHIVED)
    assert "correct" not in allowed(matter.case, matter.facts())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", "no5-school"),
        ("about_staff", "nobody"),
        ("occurred_at", datetime.fromisoformat("2027-11-21T11:30+08:00")),
        ("occurred_at", datetime.fromisoformat("1899-12-30T00:00+08:00")),
        ("channel", "hotlin"),
        ("unit", "no3-school"),  # which it is
    ],
)
def test_what_can_not_be_is_refused_by_name(matter, field, value) -> None:
    """A unit or a person that there is not, a time to come or mistyped, and what would change nothing."""
    matter.received()
    with pytest.raises(InvalidInput) as refused:
        matter.do(c.Correct, reason=WHY, **{field: value})
    assert refused.value.field == field


def test_it_takes_a_reason_and_something_to_change(matter) -> None:
    """And not both somebody and nobody."""
    matter.received()
    for fields in ({"reason": " ", "unit": "city-hospital"}, {"reason": WHY}):
        with pytest.raises(InvalidInput):
            matter.do(c.Correct, **fields)
    with pytest.raises(InvalidInput, match="about_nobody"):
        matter.do(c.Correct, reason=WHY, about_staff="dong", about_nobody=True)


def test_only_who_stands_for_the_owner_corrects(matter) -> None:
    """F1."""
    matter.received()
    with pytest.raises(NotResponsible):
        matter.do(c.Correct, by="sun", reason=WHY, unit="city-hospital")


def test_before_it_is_registered_it_fills_in_too(matter) -> None:
    """What registration needs is looked at again. S0.4"""
    matter.received(customer=Customer(), unit="no3-school")
    assert matter.case.state is State.RECEIVED

    case = matter.do(c.Correct, reason=WHY, customer=NEW["customer"])

    assert (case.state, case.missing) == (State.REGISTERED, ())


# ---- another channel ---------------------------------------------------------------------------------------------------
def test_what_a_channel_asks_for_is_asked_for(matter) -> None:
    """Of a complaint that came from an authority, its number; and of one that did not, none. R19, S0.4"""
    asking = next(one for one in matter.playbook.channels.values() if "authority-number" in one.asks)
    matter.received(customer=Customer(), channel=asking.id)
    assert "authority-number" in matter.case.missing

    case = matter.do(c.Correct, reason=WHY, channel="hotline")
    assert "authority-number" not in case.missing

    case = matter.do(c.Correct, reason=WHY, channel=asking.id)
    assert "authority-number" in case.missing


def test_what_came_in_by_itself_keeps_its_channel(matter) -> None:
    """The sender's id is one of that channel: under another, the same message would begin a second case."""
    matter.received(external_id="12345-7")
    with pytest.raises(InvalidInput) as refused:
        matter.do(c.Correct, reason=WHY, channel="on-site")
    assert refused.value.field == "channel"


# ---- another unit ------------------------------------------------------------------------------------------------------
def test_another_units_people_see_it_from_now_on(matter) -> None:
    """Those of the new unit, and no more those of the old one; its owner does, wherever they work. R20, F1"""
    role = matter.playbook.roles["agent"]
    matter.rule(roles={**matter.playbook.roles, "here": type(role)(id="here", title={}, sees="unit")})
    matter.seated("gu", roles=("here",), units=("softpark",))
    matter.seated("tian", roles=("here",), units=("no3-school",))
    matter.received()
    readers = lambda: {by for by in ("gu", "tian", "chen") if sees(matter.facts(by=by), matter.case)}  # noqa: E731
    assert readers() == {"tian", "chen"}

    matter.do(c.Correct, reason=WHY, unit="softpark")

    assert readers() == {"gu", "chen"}


# ---- whom it is about --------------------------------------------------------------------------------------------------
def test_the_owner_whom_it_turns_out_to_be_about_has_it_no_more(matter) -> None:
    """The leader above them is accountable at once, is told, and whoever it is about has no part in it. R6, F1"""
    matter.investigated()

    case = matter.do(c.Correct, by="shen", reason=WHY, about_staff="chen")

    assert case.owner not in ("chen", None)
    assert matter.structure.is_leader_of(case.owner, "chen", case.unit)
    assert matter.event("owner-changed").reason == "complained-about"
    assert "record-facts" not in allowed(case, matter.facts(by="chen"))
    assert case.owner in {one.recipient for one in messages(matter.draft)}


@pytest.mark.parametrize("change", [{"about_staff": "dong"}, {"about_nobody": True}])
def test_whom_it_is_about_is_never_changed_quietly(matter, change) -> None:
    """Nor by themselves: the leader has it before them, past whoever it is about now. R6"""
    matter.received(about_staff="hu")
    assert "correct" not in allowed(matter.case, matter.facts(by="hu"))

    case = matter.do(c.Correct, reason=WHY, **change)

    assert case.about_staff == change.get("about_staff")
    assert [(one.route, one.reason) for one in case.escalations] == [("leader", "complained-about")]


def test_who_is_complained_about_can_not_take_themselves_out(matter) -> None:
    """The owner, complained about: by R6, in so many words."""
    matter.received(about_staff="chen")
    with pytest.raises(NotAllowed) as refused:
        matter.do(c.Correct, reason=WHY, about_nobody=True)
    assert refused.value.rule == "R6"


def test_naming_the_leader_does_not_rid_one_of_leaders(matter) -> None:
    """It goes to the one above, who hears of it. R6"""
    matter.received()
    nearest = matter.structure.leader_of("chen", matter.case.unit)

    case = matter.do(c.Correct, reason=WHY, about_staff=nearest)

    assert case.escalations[-1].to not in ("chen", nearest)


def test_an_offer_to_whom_it_is_about_is_void(matter) -> None:
    """Nobody is offered a complaint about themselves. R6, F2"""
    matter.investigated()
    matter.do(c.OfferHandover, to="li", reason="supplier-side")

    case = matter.do(c.Correct, reason=WHY, about_staff="li")

    assert (case.handover, case.handovers[-1].state, case.owner) == (None, "cancelled", "chen")


# ---- the customer ------------------------------------------------------------------------------------------------------
def test_who_can_be_reached_now_is_owed_what_was_waived(matter) -> None:
    """A contact that was missing: what takes a contact is owed again. R2, R15"""
    matter.received(customer=Customer(name="王芳", no_contact_because="refused"))
    waived = {one.name for one in matter.case.deadlines if one.state == "waived"}
    assert waived

    case = matter.do(c.Correct, reason=WHY, customer=NEW["customer"])

    assert waived <= {one.name for one in case.open_deadlines}


@pytest.mark.parametrize("word", [c.Correct, c.Register])
def test_the_only_contact_is_not_taken_out_quietly(matter, word) -> None:
    """What takes one is waived for a reason on record, and the leader hears of it; without a reason it is owed on. R2"""
    for category in (None, "food/sensory"):
        if category and word is c.Register:
            continue  # which is possible before it is registered
        matter.received(category=category)
        given = {"reason": WHY} if word is c.Correct else {}
        with pytest.raises(InvalidInput) as refused:
            matter.do(word, customer=Customer(name="王芳"), **given)
        assert refused.value.field == "customer.no_contact_because"

        case = matter.do(word, customer=Customer(name="王芳", no_contact_because="号码是别人的"), **given)

        assert [one.state for one in case.deadlines if one.name == "acknowledge"] == ["waived"]
        [matter_above] = [one for one in case.escalations if one.reason == "contact-removed"]
        assert matter_above.to == matter.structure.leader_of("chen", case.unit)
        assert matter.event("escalated").note == "号码是别人的"
        assert matter_above.to in {one.recipient for one in messages(matter.draft)}
        assert case.contact_replaced


@pytest.mark.parametrize("word", [c.Correct, c.Register])
def test_whoever_replaces_the_contact_makes_other_links(matter, word) -> None:
    """Whoever had the number that was wrong has no link any more; one more number takes none away. R9, R20"""
    given = {"reason": WHY} if word is c.Correct else {}
    matter.received(category=None)
    before = matter.case.linked_as
    more = matter.do(word, customer=Customer(name="王芳", phone="13800138000", email="f@example.com"), **given)
    assert (more.linked_as == before) is (word is c.Register)
    other = matter.do(word, customer=Customer(name="王芳", phone="13900139000"), **given)
    assert other.linked_as != more.linked_as


def test_the_customer_does_not_correct(matter) -> None:
    """They say so, and the owner does."""
    matter.received()
    assert "correct" not in allowed(matter.case, matter.facts(by=CUSTOMER))


# ---- it comes to be about whoever has it ------------------------------------------------------------------------------


def heard(matter, by, **fields):
    """A complaint that somebody takes down in their own unit."""
    unit, channel = matter.structure.home(by), next(iter(matter.playbook.channels))
    return matter.received(by=by, unit=unit, channel=channel, category=None, **fields)


def outcome(case):
    """Who has it, who was told, and what is on record."""
    return case.owner, [(one.to, one.reason, one.open) for one in case.escalations], case.exceptions


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("playbook", HOUSES)
def test_whatever_way_it_comes_to_be_about_the_owner_the_same_follows(matter, playbook, alone) -> None:
    """Said at intake, corrected, or praise that turns out to be none: past them, the leader told; alone on record. R6, S4.6"""
    matter.playbook = load_playbook(playbook)
    matter.organisation = everybody = load_organisation(HOUSES[playbook])
    for by in [one for one in everybody.staff if matter.structure.may(one, "receive")]:
        matter.organisation = everybody
        if alone:
            matter.only(by)
        said = outcome(heard(matter, by, about_staff=by))

        other = heard(matter, by)
        matter.do(c.Correct, by=System("form"), reason=WHY, about_staff=by)
        corrected = outcome(matter.case)

        praise = heard(matter, by, kind="praise", about_staff=by)
        assert (praise.owner, praise.escalations) == (by, ())
        matter.do(c.Reclassify, by=System("form"), kind="complaint", category=next(iter(matter.playbook.categories)))

        assert said == corrected == outcome(matter.case), other.number
        assert (said[0] == by) is alone
        assert [reason for _, reason, _ in said[1]] == ["complained-about"]
        assert ("R6:escalate" in said[2]) is alone


def test_praise_bars_nobody_whom_it_names(matter) -> None:
    """They may do with it whatever they may do with praise of a colleague. R6, S2.4"""
    matter.received(kind="praise", about_staff="li")
    others = allowed(matter.case, matter.facts())
    matter.received(kind="praise", about_staff="chen")

    assert matter.case.owner == "chen"
    assert allowed(matter.case, matter.facts()) == others


def test_whoever_took_down_what_is_about_themselves_settles_it_until_somebody_works_on_it(matter) -> None:
    """On record, by the person at the counter; afterwards it is for whoever has it. R17, R6"""
    matter.received(about_staff="chen")
    assert "settle" in allowed(matter.case, matter.facts())
    assert matter.do(c.Settle, facts="当场更换", agreed="in-person", apology=True).exceptions == ("R6:settle",)

    matter.received(about_staff="chen")
    matter.do(c.Assess, by="shen", severity="low", approach="核实")
    assert "settle" not in allowed(matter.case, matter.facts())


# ---- of several issues, of another place and time ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("issue", "on_event", "about_case", "about_second"),
    [(None, None, "sun", "dong"), ("1", None, "sun", "dong"), ("2", "2", None, "sun")],
)
def test_whom_one_of_several_issues_is_about(matter, issue, on_event, about_case, about_second) -> None:
    """The first is the case's own. R7, R6"""
    matter.received()
    matter.do(c.RaiseIssue, text="还有一根头发", about_staff="dong")

    case = matter.do(c.Correct, reason=WHY, issue=issue, about_staff="sun")

    event = matter.event("corrected")
    assert (event.issue, event.about_staff_was) == (on_event, "dong" if on_event else None)
    assert (case.about_staff, case.issues[1].about_staff) == (about_case, about_second)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"issue": "3", "about_staff": "sun"}, "is not an issue"),
        ({"issue": "2"}, "nothing would change"),
        ({"issue": "2", "unit": "city-hospital"}, "nothing would change"),
        ({"issue": "2", "about_staff": "dong"}, "nothing would change"),
        ({"about_staff": "sun", "about_nobody": True}, "it is about sun"),
    ],
)
def test_of_an_issue_its_person_alone_is_corrected(matter, fields, words) -> None:
    """One that the case has. R7"""
    matter.received()
    matter.do(c.RaiseIssue, text="还有一根头发", about_staff="dong")

    with pytest.raises(InvalidInput, match=words):
        matter.do(c.Correct, reason=WHY, **fields)
    assert matter.do(c.Correct, reason=WHY, issue="2", about_nobody=True).issues[1].about_staff is None


@pytest.mark.parametrize(("state", "missing"), [(State.RECEIVED, ("purchase",)), (State.REGISTERED, ())])
def test_what_is_not_registered_says_what_is_missing_then(matter, state, missing) -> None:
    """Nothing is after that. S1.6"""
    register = matter.playbook.steps["register"]
    matter.received()
    matter.rule(steps={**matter.playbook.steps, "register": attrs.evolve(register, requires=("purchase",))})
    matter.case = matter.case.changed(state=state, missing=())

    assert matter.do(c.Correct, reason=WHY, channel="on-site").missing == missing


@pytest.mark.parametrize(
    ("fields", "told"),
    [({"unit": "city-hospital"}, True), ({"occurred_at": NEW["occurred_at"]}, True), ({"channel": "on-site"}, False)],
)
def test_another_place_or_time_has_its_own_shifts(matter, fields, told) -> None:
    """Nothing else changes them. S4.1"""
    matter.received()

    matter.do(c.Correct, reason=WHY, **fields)

    assert (matter.event("corrected").shifts is not None) is told


@pytest.mark.parametrize(
    ("at", "refused"), [(0, None), (1, "future"), (-(10**10), "1950")], ids=["now", "a second on", "long ago"]
)
def test_when_it_happened_is_not_to_come(matter, at, refused) -> None:
    """Nor before anything that can be asked about; now is. S0.1"""
    matter.received()
    when = matter.now + timedelta(seconds=at) if at > -100 else datetime.fromisoformat("1949-12-31T12:00+08:00")

    if refused is None:
        assert matter.do(c.Correct, reason=WHY, occurred_at=when).occurred_at == when
    else:
        with pytest.raises(InvalidInput) as error:
            matter.do(c.Correct, reason=WHY, occurred_at=when)
        assert error.value.field == "occurred_at"
        assert refused in str(error.value)


def test_the_same_channel_is_no_other_one(matter) -> None:
    """Of what came in with its sender's id, too: it may be said again beside what changes. R12"""
    matter.received()
    matter.case = matter.case.changed(external_id="M-1")

    assert matter.do(c.Correct, reason=WHY, channel=matter.case.channel, unit="city-hospital").unit == "city-hospital"
    with pytest.raises(InvalidInput, match="M-1"):
        matter.do(c.Correct, reason=WHY, channel="on-site")


def test_another_customer_has_a_person_of_their_own(matter) -> None:
    """Whoever it was of before is kept. R12"""
    matter.received()
    matter.known["person"] = "person-2"

    case = matter.do(c.Correct, reason=WHY, customer=NEW["customer"])

    assert (case.person, case.former_persons) == ("person-2", ("person-1",))


def test_no_case_is_given_to_a_place_that_is_closed(matter) -> None:
    """Another took over. F1"""
    matter.received()
    units = matter.organisation.units
    closed = attrs.evolve(units["city-hospital"], closed=True)
    matter.organisation = attrs.evolve(matter.organisation, units={**units, "city-hospital": closed})

    with pytest.raises(InvalidInput, match="is closed"):
        matter.do(c.Correct, reason=WHY, unit="city-hospital")
