"""Points that a person enters by hand: as far as their roles may promise, to the point; who may more is named. F6, S3.7"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Customer, Member, Membership, Money, NotAllowed
from complaintkit.decision.money.points import Entry, check_points, points_of, worth_of
from complaintkit.organisation import load_organisation
from complaintkit.playbook import AuthorityRule, PointsRate, load_playbook
from tests.decision.conftest import SAMPLES, Elsewhere, Matter

PLAYBOOK = load_playbook("supermarket-service")
PEOPLE = load_organisation(SAMPLES / "supermarket-service" / "organisation.toml")
AT = datetime.fromisoformat("2026-05-16T10:00+08:00")
MORNING = datetime.fromisoformat("2026-05-16T05:00+08:00")
"""When the business day began."""


def yuan(amount: Any) -> Money:
    """Money of the playbook."""
    return Money(amount, "CNY")


def member(*, points: int | None = 100) -> Membership:
    """A member of Park Road."""
    return Membership(
        id="m1", person="person-1", unit="park-road", customer=Customer(member=Member("88012", points=points)),
        since=date(2026, 5, 1), joined_at=AT, via="checkout",
    )  # fmt: skip


def entered(amount: Any, *, at: datetime = AT, customer: str = "person-1", points: bool = True) -> Elsewhere:
    """Points that people entered before, by what they are worth."""
    return Elsewhere(yuan(amount), at, customer=customer, points=points)


@pytest.fixture
def matter() -> Matter:
    """A case of Park Road, where nothing has been promised."""
    found = Matter(PLAYBOOK, PEOPLE, AT)
    found.received(channel="service-desk", unit="park-road", category="member/points")
    found.rule(authority={})
    return found


def allow(matter: Matter, role: str = "service-desk", **limits: Any) -> None:
    """Let a role promise so much."""
    rule = AuthorityRule(role=role, **{"remedies": None, **limits})
    matter.rule(authority={**matter.playbook.authority, role: rule})


def enter(
    matter: Matter,
    points: int,
    *,
    by: str = "chen",
    of: Membership | None = None,
) -> str | None:
    """Have somebody enter points; return what they are told, where they may not."""
    known = matter.facts(by=by)
    entry = Entry(known, of or member(), points, worth_of(known, points))
    try:
        check_points(entry)
    except NotAllowed as refused:
        return refused.user_message("en")
    return None


# ---- what they are worth ---------------------------------------------------------------------------------------------
def test_how_many_points_somebody_has() -> None:
    """None where there is nobody, no number, or nothing said. S3.7"""
    erased = attrs.evolve(member(), customer=Customer())
    assert [points_of(one) for one in (None, erased, member(points=None), member(points=0), member(points=7))] == [
        0, 0, 0, 0, 7,
    ]  # fmt: skip


@pytest.mark.parametrize(("rate", "worth"), [
    (None, None),
    (PointsRate(count=100, worth=Money(1, "CNY")), yuan("2.50")),
    (PointsRate(count=100, worth=Money(1, "USD")), None),
])  # fmt: skip
def test_what_points_cost_us(matter, rate, worth) -> None:
    """By the playbook's rate, in its own money; without one nobody can tell. S3.7"""
    matter.rule(points=rate)
    assert worth_of(matter.facts(), 250) == worth


# ---- who, and how much -----------------------------------------------------------------------------------------------
def test_who_may_give_nothing_enters_nothing(matter) -> None:
    """Not even a tier, which is no points. S3.7"""
    allow(matter, "security")
    assert enter(matter, 1, by="shi") is not None
    assert enter(matter, 0, by="shi") is not None


def test_where_nothing_is_limited_everybody_with_the_right_may(matter) -> None:
    """So may who has nobody above; a tier, and what is spent, takes the right alone."""
    assert enter(matter, 10**9) is None
    allow(matter, "reception", per_case=yuan(0))
    assert enter(matter, 1) is not None
    assert enter(matter, 0) is None
    assert enter(matter, 10**9, by="tang") is None


def test_a_role_without_a_row_promises_nothing(matter) -> None:
    """Where others have one; the next above who may is named. F6"""
    allow(matter, "service-manager")
    told = enter(matter, 1)
    assert told is not None
    assert "0.00" in told
    assert "; bai may" in told


@pytest.mark.parametrize(("remedies", "may"), [
    (None, True), (frozenset({"points"}), True), (frozenset({"coupon", "refund"}), False), (frozenset[str](), False),
])  # fmt: skip
def test_points_are_a_kind_of_remedy(matter, remedies, may) -> None:
    """Of which a role may promise some, or all. F6"""
    allow(matter, remedies=remedies)
    told = enter(matter, 1)
    assert (told is None) is may
    if told:
        assert "0.00" in told


def test_what_nobody_can_value_nobody_promises(matter) -> None:
    """But who has nobody above. F6"""
    matter.rule(points=None)
    allow(matter)
    told = enter(matter, 1)
    assert told is not None
    assert "; tang may" in told
    assert "0.00" in told


LIMITS: dict[str, dict[str, Any]] = {
    "case": {"per_case": yuan(10)},
    "four eyes": {"four_eyes_above": yuan(10)},
    "customer": {"per_customer": {"business day": yuan(10)}},
    "giver": {"per_giver": {"business day": yuan(10)}},
}


@pytest.mark.parametrize("limit", LIMITS)
def test_each_limit_holds_to_the_point(matter, limit) -> None:
    """A thousand points are ten yuan; of several limits the tightest counts. F6"""
    allow(matter, **LIMITS[limit])
    assert enter(matter, 1000) is None
    told = enter(matter, 1001)
    assert told is not None
    assert "10.00" in told
    allow(matter, **{"per_case": yuan(20), "four_eyes_above": yuan(30), **LIMITS[limit]})
    assert enter(matter, 1000) is None
    assert enter(matter, 1001) is not None


@pytest.mark.parametrize("limit", ["case", "four eyes"])
@pytest.mark.parametrize(
    ("before", "left"),
    [
        (entered("0.01"), 999),
        (entered(4), 600),
        (entered(4, at=MORNING), 600),
        (entered(4, at=MORNING - timedelta(seconds=1)), 1000),
        (entered(4, customer="person-2"), 1000),
        (entered(4, points=False), 1000),  # on a case
        (entered(10), 0),
    ],
)
def test_what_people_entered_today_counts(matter, limit, before, left) -> None:
    """Whoever did, for this customer, in whichever of their memberships. F6"""
    allow(matter, **LIMITS[limit])
    matter.books.elsewhere.append(before)
    if left:
        assert enter(matter, left) is None
    assert enter(matter, left + 1) is not None


def test_nobody_has_less_than_nothing_left(matter) -> None:
    """Where more was given than they may. F6"""
    allow(matter, per_case=yuan(10))
    matter.books.elsewhere.append(entered(50))
    told = enter(matter, 1)
    assert told is not None
    assert "0.00" in told
    assert "-" not in told.split("is left")[0].split(":")[-1]


def test_what_was_given_in_a_window_counts_as_well(matter) -> None:
    """To the same customer, or by the same giver: promised on cases, or entered by hand. F6"""
    allow(matter, **LIMITS["customer"])
    matter.gave(yuan(4), customer="person-1")
    matter.gave(yuan(5), customer="person-2")
    assert enter(matter, 600) is None
    assert enter(matter, 601) is not None
    allow(matter, **LIMITS["giver"])
    matter.gave(yuan(5), giver="chen")
    assert enter(matter, 500) is None
    assert enter(matter, 501) is not None


def test_the_most_generous_role_counts(matter) -> None:
    """One that limits nothing is enough; else what the widest leaves is said. F6"""
    both = attrs.evolve(PEOPLE.staff["chen"], roles=("service-desk", "member-service"))
    matter.organisation = attrs.evolve(PEOPLE, staff={**PEOPLE.staff, "chen": both})
    allow(matter, per_case=yuan(10))
    allow(matter, "member-service", per_case=yuan(20))
    assert enter(matter, 2000) is None
    told = enter(matter, 2001)
    assert told is not None
    assert "20.00" in told
    allow(matter, "member-service")
    assert enter(matter, 10**6) is None


def test_the_nearest_above_who_may_is_named(matter) -> None:
    """Past who may not either. F6"""
    allow(matter, per_case=yuan(10))
    allow(matter, "service-manager", per_case=yuan(20))
    allow(matter, "store-manager", per_case=yuan(30))
    for points, who in ((2000, "bai"), (3000, "fu"), (3001, "tang")):
        told = enter(matter, points)
        assert told is not None
        assert f"; {who} may" in told
