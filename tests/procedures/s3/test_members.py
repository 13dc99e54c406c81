"""Members, from outside: won and counted, with points and benefits, wished well and invited, by their consent. S3.7, S3.9, S3.17"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Contact, Customer, Member, Money, Period, System

ALL = ("birthday", "festival", "event", "thanks")


@pytest.fixture
def join(service, wang):
    """Makes somebody a member, won by somebody, who agrees to messages by SMS."""

    def one(number="88012", *, by="chen", via="checkout", birthday="11-24", agrees=ALL, points=4200, **more):
        customer = wang.changed(member=Member(number, tier="gold", points=points), **more)
        given = {"unit": "park-road", "birthday": birthday, "via": via}
        member = service.desk.members.enrol(customer, by=by, **given)
        return service.desk.members.consent(member, agrees, ["sms"], by=by, via="paper") if agrees else member

    return one


@pytest.fixture
def tomorrow(service):
    """The next business day, at ten: looked at when it began, sent when its hour came."""

    def come(days=1):
        service.later(days=days)
        service.later(hours=1)

    return come


# ---- S3.7 -----------------------------------------------------------------------------------------------------------
def test_s3_7_what_members_buy_counts_points(service, join):
    """S3.7: purchases are on record with their points, each sale once; they are spent as far as there are some."""
    member, till = join(), System("pos")
    for _ in range(2):
        member = service.desk.members.credit(
            "88012", 59, by=till, because="purchase", sale="S-1", paid=Money(59, "CNY")
        )
    assert [(one.sale, one.points) for one in member.credits] == [("S-1", 59)]
    assert service.desk.members.credit("88012", -4000, by="yan", because="exchange").customer.member.points == 259


def test_s3_7_their_benefits_are_known_at_the_till(service, join):
    """S3.7: points, prices, priority by tier; S3.9: double points in the month of their birthday."""
    join()
    has = [one["zh"] for one in service.desk.members.benefits("88012", by="chen")]
    assert has == ["购物积分", "会员价", "服务台优先办理", "生日当月双倍积分"]


def test_s3_7_their_data_are_theirs(service, join):
    """S3.7, R20: masked, in their copy, gone when they ask for it; what they agreed to is on record, and ends when they say so."""
    member = join()
    assert member.customer.label == "王*"
    assert all(one.stands and one.via == "paper" and one.by == "chen" for one in member.consents)
    gone = service.desk.members.withdraw(member, by="yan", via="phone")
    assert not any(one.stands for one in gone.consents)
    who = Customer(member=Member("88012"))
    assert service.desk.export_person(who, by="tang")["memberships"][0]["customer"]["name"] == "王芳"
    service.desk.erase_person(who, by="tang")
    assert service.desk.members.list(by="bai") == ()


@pytest.mark.parametrize(("medium", "kind"), [("sms", "phone"), ("email", "email")])
def test_s3_7_messages_go_by_the_medium_they_agreed_to(service, join, tomorrow, her, medium, kind):
    """S3.7: by SMS or e-mail, and by no other."""
    member = join(agrees=None, contacts=(Contact("phone", her), Contact("email", "fang@example.com")))
    service.desk.members.consent(member, ["birthday"], [medium], by="chen", via="paper")
    tomorrow()
    told = {to: "care:birthday" in service.told(to) for to in (her, "fang@example.com")}
    assert told == {her: medium == "sms", "fang@example.com": medium == "email"}


# ---- S3.9 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "王芳，公园路店祝您生日快乐！生日当月双倍积分，欢迎光临。"),
        ("en", "happy birthday from Park Road! Yours: double points in the month of your birthday."),
    ],
)
def test_s3_9_a_birthday_is_wished_with_its_benefits(service, join, tomorrow, her, language, words):
    """S3.9: on the day, in their language; only where they agreed to it."""
    join(language=language)
    tomorrow()
    assert words in service.told(her)["care:birthday"]


def test_s3_9_nobody_is_wished_well_who_did_not_agree(service, join, tomorrow, her):
    """S3.9: by a word of theirs that is on record."""
    join(agrees=None)
    tomorrow()
    assert "care:birthday" not in service.told(her)


def test_s3_9_nor_in_the_middle_of_something_serious(service, receive, join, tomorrow, her):
    """S3.9: an open serious complaint of theirs holds the wish back."""
    member = join()
    receive("service/language")
    tomorrow()
    assert "care:birthday" not in service.told(her)
    entries = [one for one in service.desk.outbox.list(by=System("test"), limit=1000) if one.case == member.id]
    assert {one.name: one.state.value for one in entries}["care:birthday"] == "cancelled"


def test_s3_9_festivals_are_announced(service, join, tomorrow, her, moment):
    """S3.9: Spring Festival 2027 is on 6 February, by the moon."""
    join()
    service.until(moment("2027-02-06T05:30"))
    service.desk.run_due()
    service.until(moment("2027-02-06T10:00"))
    while service.desk.deliver_blocking():
        pass
    assert "祝您春节快乐" in service.told(her)["care:festival"]


def test_s3_9_members_events_are_announced(service, join, tomorrow, her):
    """S3.9: planned by staff, let out by a leader, told to who agreed; in somebody's duties until it was held."""
    join(birthday="06-01")
    at = service.clock.now() + timedelta(days=5)
    event = service.desk.members.plan_event("酸奶品鉴会", by="yan", on=at, unit="park-road")
    assert event in service.desk.duties(event.waits_for).tasks
    tomorrow()
    assert "care:event" not in service.told(her)
    service.desk.members.announce(event, by=event.waits_for)
    tomorrow()
    assert "会员活动：酸奶品鉴会" in service.told(her)["care:event"]
    service.later(days=4)
    held = service.desk.members.hold_event(event, by="yan", came=31)
    assert held.state == "held"


# ---- S3.17 ----------------------------------------------------------------------------------------------------------
def test_s3_17_members_are_recruited_and_counted(service, join):
    """S3.17: at the entrance, the checkout and the desk; by whom and where stands in the report, for a person and a store."""
    for number, (by, via) in enumerate((("ning", "entrance"), ("chen", "service-desk"), ("chen", "checkout"))):
        join(str(number), by=by, via=via, contacts=(), agrees=None, points=None)
    report = service.desk.report(Period.month(2026, 11, zone="Asia/Shanghai"), by="fu")
    assert report.members.won == {"chen": 2, "ning": 1}
    assert report.members.via == {"checkout": 1, "entrance": 1, "service-desk": 1}
    assert [(one.unit, one.joined, one.members) for one in report.members.units if one.joined] == [("park-road", 3, 3)]
    assert "发展会员（按员工）" in report.to_html("zh")


def test_s3_17_what_they_are_sent_is_counted_too(service, join, tomorrow):
    """S3.9, S3.17: by kind, in the same report."""
    join()
    tomorrow()
    report = service.desk.report(Period.month(2026, 11, zone="Asia/Shanghai"), by="fu")
    assert report.members.cares["birthday"] == 1
