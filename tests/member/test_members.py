"""The register of members: who is one, won by whom, agreeing to what; seen and changed by whom it concerns. S3.7, S3.17, R20"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from complaintkit import (
    ConflictError,
    Contact,
    Customer,
    InvalidInput,
    Member,
    Membership,
    Money,
    NotAllowed,
    NotFound,
    System,
)
from complaintkit.ports.storage import MemberFilter
from tests.member.conftest import PHONE, person

AT = datetime(2026, 5, 16, tzinfo=UTC)
NIGHTLY = System("nightly")
POS = System("pos")


# ---- who is one -------------------------------------------------------------------------------------------------------
def test_a_member_is_known_by_number(store, enrol):
    """However it is spelled; since when, where they joined, and who won them. S3.17"""
    member = enrol(person("VIP-88012"), agrees=False)
    found = store.desk.members.show(" vip-88012", by="lin")
    assert found == member
    assert (found.since, found.via, found.recruited_by) == (date(2026, 5, 16), "checkout", "chen")
    assert found.customer.member == Member("VIP-88012", tier="gold", points=100)


def test_today_is_the_day_where_they_join(store, enrol):
    """At five in the morning in Shanghai it is still yesterday elsewhere: they join today, and not from tomorrow on."""
    store.clock.advance(timedelta(hours=19))
    assert enrol(person("VIP-88013"), agrees=False).since == date(2026, 5, 17)
    with pytest.raises(InvalidInput, match="18 May 2026 is in the future"):
        enrol(person("VIP-88014", phone="13900139001"), agrees=False, since=date(2026, 5, 18))


def test_who_they_are_is_masked(store, enrol):
    """In every answer; whoever asks for the whole says what for, on record."""
    member = enrol()
    assert (member.customer.name, member.customer.contacts[0].address) == ("王*", "138****8000")
    assert "13800138000" not in repr(store.desk.members.list(by="bai"))
    with pytest.raises(InvalidInput):
        store.desk.members.contact(member, by="chen", purpose=" ")
    assert store.desk.members.contact(member, by="chen", purpose="送礼品").contacts == (Contact("phone", PHONE),)
    lines = store.desk.members.timeline(member, by="chen")
    assert lines[-1].entry.event.name == "contact-read"
    assert "13800138000" not in repr(lines)


def test_of_the_birthday_the_year_is_not_kept(store, enrol):
    """Nor can it be read anywhere in what is kept of them."""
    member = enrol(birthday="1990-05-17")
    assert member.birthday == "05-17"
    door = store.desk._opened.door
    with door.storage.reading() as reader:
        lines, sealed = [*reader.events([member.id])], [*reader.vault([member.id])]
        (row,) = reader.members(MemberFilter())
    # The text of each, for a digest holds any four digits now and then.
    kept = repr([[line.data for line in lines], [part.content for part in sealed], row.tier, row.via, row.joined_at])
    assert "05-17" in kept
    assert "1990" not in kept


@pytest.mark.parametrize("birthday", ["13-01", "02-30", "May", "0517", 17])
def test_what_is_no_day_is_no_birthday(store, enrol, birthday):
    """Named, and nothing is kept."""
    with pytest.raises(InvalidInput) as refused:
        enrol(birthday=birthday)
    assert refused.value.field == "birthday"
    assert store.desk.members.list(by=NIGHTLY) == ()


@pytest.mark.parametrize(
    ("customer", "more", "field"),
    [
        (Customer(name="王芳", phone=PHONE), {}, "customer.member"),
        (person(), {"unit": "north-gate"}, "unit"),
        (person(), {"unit": "nowhere"}, "unit"),
        (person(), {"recruited_by": "nobody"}, "recruited_by"),
        (person(), {"since": date(2026, 5, 18)}, "since"),
    ],
)
def test_what_can_not_be_is_refused(store, enrol, customer, more, field):
    """By name of the field; what was typed is kept for repair."""
    with pytest.raises(InvalidInput) as refused:
        enrol(customer, **more)
    assert refused.value.field == field
    assert refused.value.kept_as is not None
    assert store.desk.members.list(by=NIGHTLY) == ()


def test_one_number_is_one_member(store, enrol):
    """Also spelled otherwise."""
    enrol(person("VIP-1"))
    with pytest.raises(ConflictError):
        enrol(person("vip-1 ", phone="13900139000"))


# ---- who may ------------------------------------------------------------------------------------------------------------
def test_another_store_neither_reads_nor_changes_them(store, enrol):
    """By no verb; not even that there is such a number. R20"""
    member, desk = enrol(), store.desk
    other = next(
        one.id for one in desk.people.organisation(by="tang").staff.values() if tuple(one.units) == ("north-gate",)
    )
    verbs = [
        lambda: desk.members.show("88012", by=other),
        lambda: desk.members.benefits("88012", by=other),
        lambda: desk.members.timeline(member, by=other),
        lambda: desk.members.contact(member, by=other, purpose="看看"),
        lambda: desk.members.update("88012", person(), by=other),
        lambda: desk.members.credit("88012", 5, by=other, because="gift"),
        lambda: desk.members.consent("88012", ["birthday"], ["sms"], by=other, via="paper"),
        lambda: desk.members.withdraw("88012", by=other, via="paper"),
        lambda: desk.members.leave("88012", by=other),
    ]
    for verb in verbs:
        with pytest.raises(NotFound) as refused:
            verb()
        assert refused.value.next_step == "Check the number of the member."
    assert desk.members.list(by=other) == ()
    assert desk.members.show("88012", by="lin").version == member.version


def test_who_does_not_work_here_enters_nobody(store, enrol):
    """Named as a stranger. What each role may says the table of verbs."""
    with pytest.raises(InvalidInput):
        enrol(by="nobody")
    assert store.desk.members.list(by=NIGHTLY) == ()


def test_whoever_works_at_the_till_finds_one_by_number_but_lists_nobody(store, enrol):
    """The register as a whole is for who sees the store."""
    enrol()
    floor = next(
        one.id
        for one in store.desk.people.organisation(by="tang").staff.values()
        if one.roles == ("floor",) and "park-road" in one.units
    )
    assert store.desk.members.show("88012", by=floor).customer.member.tier == "gold"
    assert store.desk.members.list(by=floor) == ()


# ---- what is known of them ----------------------------------------------------------------------------------------------
def test_what_is_said_anew_is_kept_with_what_was(store, enrol):
    """The newest holds; the same again is nothing new; the number stays."""
    member, desk = enrol(), store.desk
    changed = desk.members.update(member, person(phone="13900139000"), by="chen", birthday="06-01")
    assert (changed.birthday, changed.customer.contacts[0].address) == ("06-01", "139****9000")
    assert desk.members.update(member, person(phone="13900139000"), by="chen") == changed
    with pytest.raises(InvalidInput):
        desk.members.update(member, person("88013"), by="chen")


def test_points_come_from_sales_once_and_are_spent_as_far_as_there_are(store, enrol):
    """A till that repeats itself credits nothing twice. S3.7"""
    member, desk = enrol(), store.desk
    for _ in range(2):
        member = desk.members.credit("88012", 59, by=POS, because="purchase", sale="S-1", paid=Money("59.00", "CNY"))
    assert member.customer.member.points == 159
    assert [(one.sale, str(one.paid)) for one in member.credits] == [("S-1", "59.00 CNY")]
    assert desk.members.credit("88012", -100, by="chen", because="exchange").customer.member.points == 59
    for points in (-60, 10**10, 1.5, True):
        with pytest.raises(InvalidInput):
            desk.members.credit("88012", points, by="chen", because="exchange")


def test_what_a_member_has_depends_on_tier_and_day(store, enrol):
    """The till asks; who left has nothing."""
    member, desk = enrol(), store.desk
    has = [one["zh"] for one in desk.members.benefits("88012", by="chen")]
    assert has == ["购物积分", "会员价", "服务台优先办理", "生日当月双倍积分"]
    silver = Customer(member=Member("88013", tier="silver"))
    enrol(silver, birthday="06-01", agrees=False)
    assert [one["zh"] for one in desk.members.benefits("88013", by="chen")] == ["购物积分", "会员价"]
    desk.members.leave(member, by="chen")
    assert desk.members.benefits("88012", by="chen") == ()


def test_their_complaint_shows_how_they_stand_now(store, enrol):
    """To whoever may see the case, by whatever they were known; the register counts, not what somebody typed. S3.7"""
    desk = store.desk
    member = enrol()
    said = Customer(name="王芳", phone=PHONE, member=Member("88012", tier="black", points=10**6))
    given = {"by": "chen", "channel": "service-desk", "unit": "park-road", "category": "member/points"}
    case = desk.receive("积分没到账", customer=said, **given)
    assert case.customer.member == Member("88012", tier="gold", points=100)
    desk.members.credit(member, 50, by=POS, because="purchase")
    now = desk.members.of_case(case, by="chen")
    assert (now.customer.member.points, now.since) == (150, date(2026, 5, 16))
    stranger = desk.receive("缺货", customer=Customer(phone="13900139000"), **given)
    assert desk.members.of_case(stranger, by="chen") is None
    typed = desk.receive("缺货", customer=Customer(member=Member("no-such", tier="gold")), **given)
    assert typed.customer.member.tier == "gold"


# ---- consent ------------------------------------------------------------------------------------------------------------
def test_a_consent_says_to_what_how_when_and_who_wrote_it_down(store, enrol):
    """And stays on record after it is withdrawn."""
    member, desk = enrol(agrees=False), store.desk
    given_at = datetime(2026, 5, 1, tzinfo=UTC)
    member = desk.members.consent(member, ["birthday"], ["sms", "email"], by="chen", via="paper", given_at=given_at)
    store.clock.advance(timedelta(hours=1))
    member = desk.members.withdraw(member, by="lin", via="phone", media=["sms"])
    [first, second] = member.consents
    assert (first.kind, first.medium, first.since, first.via, first.by) == (
        "birthday",
        "sms",
        given_at,
        "paper",
        "chen",
    )
    assert (first.until, first.withdrawn_via, first.stands) == (store.clock.now(), "phone", False)
    assert (second.medium, second.stands) == ("email", True)


def test_saying_it_again_is_nothing_new(store, enrol):
    """Nor is taking back what was never given."""
    member, desk = enrol(), store.desk
    assert desk.members.consent(member, ["birthday"], ["sms"], by="chen", via="app").version == member.version
    gone = desk.members.withdraw(member, by="chen", via="app")
    assert desk.members.withdraw(member, by="chen", via="app").version == gone.version
    again = desk.members.consent(member, ["birthday"], ["sms"], by="chen", via="app")
    assert [one.stands for one in again.consents if one.kind == "birthday"] == [False, True]


@pytest.mark.parametrize(
    ("kinds", "media", "more"),
    [
        (["birtday"], ["sms"], {}),
        (["birthday"], ["s m s"], {}),
        (["birthday"], ["sms"], {"given_at": datetime(2027, 1, 1, tzinfo=UTC)}),
        (["birthday"], ["sms"], {"given_at": datetime(2026, 1, 1)}),  # noqa: DTZ001  no zone
    ],
)
def test_a_consent_to_nothing_known_is_refused(store, enrol, kinds, media, more):
    """Or of a time that is still to come, or that nobody knows."""
    member = enrol(agrees=False)
    with pytest.raises(InvalidInput):
        store.desk.members.consent(member, kinds, media, by="chen", via="paper", **more)


def test_who_left_agrees_to_nothing(store, enrol):
    """And is not credited; twice is once."""
    member, desk = enrol(), store.desk
    left = desk.members.leave(member, by="chen", reason="搬家")
    assert left.left_at == store.clock.now()
    assert desk.members.leave(member, by="chen").version == left.version
    with pytest.raises(NotAllowed):
        desk.members.consent(member, ["birthday"], ["sms"], by="chen", via="paper")
    with pytest.raises(NotAllowed):
        desk.members.credit(member, 1, by="chen", because="gift")


# ---- what is kept on a person -----------------------------------------------------------------------------------------
WHO = (
    Customer(member=Member("88012")),
    Customer(phone="13900139000", member=Member("88012")),
)


@pytest.mark.parametrize("who", WHO)
def test_a_copy_holds_the_membership(store, enrol, who):
    """Whole: who they are, what they agreed to, their points, what was sent to them."""
    member = enrol()
    store.desk.members.credit(member, 59, by=POS, because="purchase", sale="S-1")
    store.day()
    [copy] = store.desk.export_person(who, by="tang")["memberships"]
    assert copy["customer"]["name"] == "王芳"
    assert copy["customer"]["member"]["points"] == 159
    assert {one["event"] for one in copy["history"]} >= {"member-consented", "member-credited", "message-sent"}
    assert [one["message"] for one in copy["messages"]] == ["care:birthday", "care:thanks"]


def test_their_complaints_lead_to_it(store, enrol):
    """A case that names their number: one person, one copy; one that has only the number of a phone is told as near."""
    member, desk = enrol(), store.desk
    given = {"by": "chen", "channel": "service-desk", "unit": "park-road", "category": "member/points"}
    case = desk.receive("积分没到账", customer=person(), **given)
    copy = desk.export_person(case, by="tang")
    assert (len(copy["cases"]), len(copy["memberships"])) == (1, 1)
    assert member.id in desk.export_person(Contact("phone", PHONE), by="tang")["others"]


def test_erased_nothing_leads_to_them(store, enrol):
    """Their name, number, addresses and birthday are gone from the database; that somebody was won stays. S3.17"""
    member, desk = enrol(), store.desk
    done = desk.erase_person(Customer(member=Member("88012")), by="tang")
    assert done.members == (member.id,)
    door = desk._opened.door
    with door.storage.reading() as reader:
        [row] = reader.members(MemberFilter())
        kept = repr([*reader.events([member.id]), *reader.vault([member.id])])
    assert (row.token, row.birthday, row.recruited_by) == ("", "", "chen")
    assert "王芳" not in kept
    with pytest.raises(NotFound):
        desk.members.show("88012", by="chen")
    found = desk.members.show(member.id, by="chen")
    assert (found.erased, found.active, found.customer) == (True, False, Customer())
    assert desk.ledger.verify(by=NIGHTLY).ok
    [copy] = desk.export_person(Customer(member=Member("88012")), by="tang")["memberships"]
    assert (copy["customer"]["name"], copy["birthday"], copy["erased"]) == (None, None, True)
    assert enrol(agrees=False).id != member.id  # the number is free


def test_restricted_nothing_is_done_until_it_is_lifted(store, enrol):
    """Nothing is sent, and nobody works on it."""
    member, desk = enrol(), store.desk
    desk.restrict_person(Customer(member=Member("88012")), by="tang")
    for verb in (
        lambda: desk.members.credit(member, 1, by="chen", because="gift"),
        lambda: desk.members.contact(member, by="chen", purpose="送礼品"),
        lambda: desk.members.update(member, person(phone="13900139000"), by="chen"),
    ):
        with pytest.raises(NotAllowed):
            verb()
    store.day()
    assert store.told() == []
    desk.lift_restriction(Customer(member=Member("88012")), by="tang")
    assert desk.members.credit(member, 1, by="chen", because="gift").customer.member.points == 101


def test_they_may_withdraw_while_restricted(store, enrol):
    """What they themselves want done goes on."""
    member, desk = enrol(), store.desk
    desk.restrict_person(Customer(member=Member("88012")), by="tang")
    assert not desk.members.withdraw(member, by="chen", via="phone").consents[0].stands


def test_nobody_copies_a_member_of_a_store_they_do_not_see(store, enrol):
    """Not a part for the whole. R20"""
    enrol()
    other = next(
        one.id
        for one in store.desk.people.organisation(by="tang").staff.values()
        if tuple(one.units) == ("north-gate",) and "store-manager" in one.roles
    )
    with pytest.raises(NotAllowed):
        store.desk.export_person(Customer(member=Member("88012")), by=other)


def test_ledgers_of_members_are_checked(store, enrol):
    """As those of cases are, with every row that follows from them; also of who left, changed, and was erased."""
    desk = store.desk
    enrol()
    enrol(person("88013", phone="13900139000"))
    desk.members.update("88013", person("88013", phone="13700137000"), by="chen", birthday="06-01")
    store.day()
    for by, members in (("tang", 2), ("bai", 2)):
        assert desk.ledger.verify(by=by).members == members
    for change in (
        lambda: desk.members.leave("88013", by="chen"),
        lambda: desk.erase_person(Customer(member=Member("88012")), by="tang"),
    ):
        assert desk.ledger.verify(by="tang", deep=True).problems == ()
        change()
    assert desk.ledger.verify(by="tang", deep=True).problems == ()


@pytest.mark.parametrize(
    ("field", "value"), [("tier", "black"), ("recruited_by", "yan"), ("birthday", "0" * 32), ("left_at", AT)]
)
def test_a_row_that_was_changed_is_found(store, enrol, field, value):
    """It says something else than the ledger, which is right."""
    member = enrol()
    with store.desk._opened.door.storage.writing() as tx:
        row = tx.member(member.id)
        tx.put_member(attrs.evolve(row, **{field: value}), if_version=row.version)
    [found] = store.desk.ledger.verify(by="tang", deep=True).problems
    assert (found.table, found.field) == ("member", field)


def test_one_person_is_one_person_by_whatever_they_are_known(store, enrol):
    """A membership kept under the host's reference, a complaint that names the number: one copy, erased together."""
    desk = store.desk
    enrol(person(reference="crm-7"))
    given = {"by": "chen", "channel": "service-desk", "unit": "park-road", "category": "member/points"}
    first = desk.receive("积分没到账", customer=Customer(member=Member("88012")), **given)
    second = desk.receive("又没到账", customer=Customer(name="王芳", reference="crm-7"), **given)
    for who in (first, Customer(member=Member("88012"))):
        copy = desk.export_person(who, by="tang")
        assert {one["number"] for one in copy["cases"]} == {first.number, second.number}
        assert len(copy["memberships"]) == 1
    for case in (first, second):
        desk.archive(desk.settle(case, by="chen", facts="已补", agreed="in-person", apology=True), by="chen")
    desk.erase_person(Customer(member=Member("88012")), by="tang")
    assert desk.ledger.verify(by="tang", deep=True).problems == ()


def test_the_feed_tells_members_to_who_sees_them(store, enrol):
    """And to nobody else."""
    member = enrol()
    other = next(
        one.id
        for one in store.desk.people.organisation(by="tang").staff.values()
        if tuple(one.units) == ("north-gate",)
    )
    assert member.id in {one.case for one in store.desk.events(by="bai")}
    assert member.id not in {one.case for one in store.desk.events(by=other)}


def test_what_happened_reads_as_sentences(store, enrol):
    """In both languages, with the names of people."""
    member = enrol()
    store.day()
    zh = [one.what for one in store.desk.members.timeline(member, by="chen", language="zh")]
    assert zh[0] == "入会（checkout），发展人：陈晓（chen）"
    assert "已安排关怀消息：生日祝福（2026）" in zh
    assert isinstance(member, Membership)
