"""People are administered from above, within one's units, by every way there is: gone, away, a new file. R20, F8"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any, TypedDict

import pytest

from complaintkit import Customer, Desk, InvalidInput, NotAllowed, NotFound, System
from complaintkit.organisation import Scope, Structure, load_organisation, read_organisation
from complaintkit.playbook import load_playbook
from complaintkit.testing import FakeClock
from tests.houses import HOUSES

AT = "2026-11-21T10:00+08:00"
NIGHTLY = System("nightly")
STORE = {"zhao", "chen", "sun", "wei", "hao", "ding"}
BELOW = {
    # the supermarket, by hand: a store's manager leads the store, the director everybody else, a colleague nobody
    "lu": {"jin", "xu", "yu", "qin", "fan", "gao", *STORE},
    "xu": STORE,
    "yu": {"qin", "fan", "gao"},
    "zhao": {"chen", "sun", "wei", "hao"},
    "qin": {"fan", "gao"},
    **{nobody: set() for nobody in "jin chen sun wei hao ding fan gao".split()},
}


def scopes(firm: str) -> dict[str, Scope]:
    """What each person of a sample may administer."""
    book = load_playbook(firm)
    organisation = load_organisation(HOUSES[firm])
    through = [Structure(organisation, book.roles, book.groups, book.time_zone)]
    return {staff: Scope(staff, through) for staff in organisation.staff}


@pytest.fixture
def clock() -> FakeClock:
    """A Saturday morning in Shanghai."""
    return FakeClock(AT)


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock, founded: Callable[..., None]) -> Iterator[Desk]:
    """A supermarket with two stores, each with a manager who may do everything."""
    founded(tmp_path, playbook="supermarket", organisation=HOUSES["supermarket"], at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock) as desk:
        yield desk


class Span(TypedDict):
    """From when until when."""

    start: datetime
    end: datetime


def a_week(clock: FakeClock) -> Span:
    """From now on."""
    return {"start": clock.now(), "end": clock.now() + timedelta(days=7)}


def case_of(desk: Desk, staff: str, unit: str) -> str:
    """A complaint that this person took in."""
    customer = Customer(name="王芳", phone="13800138000")
    return desk.receive("牛奶是酸的", by=staff, channel="service-desk", unit=unit, customer=customer).number


# ---- the order of people ---------------------------------------------------------------------------------------------
def test_who_is_below_whom() -> None:
    """By hand, for everybody of a firm with two stores. R20"""
    found = scopes("supermarket")
    assert {by: {one for one in found if scope.has_below(one)} for by, scope in found.items()} == BELOW


def test_who_leads_one_of_somebodys_roles_is_not_above_them() -> None:
    """Every role of theirs is led: a supervisor who also stands guard is not the duty manager's. R20"""
    book = load_playbook("supermarket")
    data: dict[str, Any] = load_organisation(HOUSES["supermarket"]).as_data()
    data["staff"]["ding"]["roles"] = ["security", "service-supervisor"]
    through = [Structure(read_organisation(data), book.roles, book.groups, book.time_zone)]
    assert [Scope(by, through).has_below("ding") for by in ("zhao", "xu", "lu")] == [False, True, True]


def test_a_unit_lies_below_who_is_above_all_who_work_there() -> None:
    """Not one's own, nor one with a colleague in it, nor what lies beside. R20"""
    found = scopes("canteen-delivery")
    covered = {by: {unit for unit in ("qinghe", "kitchen-east", "no3-school", "softpark") if found[by].covers_unit(unit)}
               for by in ("fang", "shen", "tao", "luo", "hu")}  # fmt: skip
    assert covered == {
        "fang": {"qinghe", "kitchen-east", "no3-school", "softpark"},
        "shen": set(),  # whoever serves customers there is led by customer service
        "tao": set(),
        "luo": {"no3-school", "softpark"},
        "hu": set(),
    }


@pytest.mark.parametrize("firm", HOUSES)
def test_nobody_is_below_themselves_or_below_each_other(firm: str) -> None:
    """Above and below is an order, with one person at its top. R20"""
    found = scopes(firm)
    pairs = {(by, one) for by, scope in found.items() for one in found if scope.has_below(one)}
    assert not {(by, one) for by, one in pairs if by == one or (one, by) in pairs}
    assert {(a, d) for a, b in pairs for c, d in pairs if b == c} <= pairs
    (top,) = (by for by, scope in found.items() if scope.is_whole)
    assert {one for by, one in pairs if by == top} == found.keys() - {top}


@pytest.mark.parametrize(("by", "staff"), list(permutations(["lu", "xu", "yu", "zhao", "chen", "fan"], 2)))
def test_people_are_declared_gone_or_away_from_above_alone(desk: Desk, clock: FakeClock, by: str, staff: str) -> None:
    """Who is above and has the right does; a colleague, somebody below, the other store do not. R20, F8"""
    able = staff in BELOW[by] and by in ("lu", "xu", "yu")  # a duty manager's `may` names neither
    week = a_week(clock)
    ways: list[Callable[[], object]] = [
        lambda: desk.people.away(staff, by=by, **week),
        lambda: desk.staff_away(staff, by=by, long=True, **week),
        lambda: desk.people.left(staff, by=by),
    ]
    before = desk.people.organisation(by=NIGHTLY)
    for way in ways:
        if able:
            way()
        else:
            with pytest.raises(NotAllowed) as error:
                way()
            assert error.value.data["rule"] == "R20"
    assert (desk.people.organisation(by=NIGHTLY) == before) is not able


@pytest.mark.parametrize("staff", ["lu", "xu", "zhao", "chen"])
def test_nobody_declares_themselves_gone(desk: Desk, staff: str) -> None:
    """Their cases would move without anybody above; not even the director's do. F8"""
    with pytest.raises(NotAllowed):
        desk.staff_left(staff, by=staff)
    if staff != "lu":  # whom nobody could follow
        assert desk.staff_left(staff, by=NIGHTLY) == ()


# ---- absence ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("staff", ["lu", "xu", "chen"])
def test_ones_own_absence_moves_no_case(desk: Desk, clock: FakeClock, staff: str) -> None:
    """Whoever is away says so; that it is long, so that cases change hands, says a leader. F8"""
    number = case_of(desk, staff, "river-street")
    week = a_week(clock)

    assert desk.people.away(staff, by=staff, **week) == ()
    with pytest.raises(NotAllowed) as error:
        desk.people.away(staff, by=staff, long=True, **week)

    assert error.value.data["rule"] == "F8"
    assert desk.case(number, by=NIGHTLY).owner == staff
    assert desk.people.away(staff, by=NIGHTLY, long=True, **week) == (number,)


@pytest.mark.parametrize("by", ["xu", NIGHTLY])
def test_an_absence_that_is_over_moves_nothing(desk: Desk, clock: FakeClock, by: str | System) -> None:
    """What was before now was as it was; only an absence that lasts, or is to come, moves cases. F8"""
    number = case_of(desk, "chen", "river-street")
    now, day = clock.now(), timedelta(days=1)

    assert desk.people.away("chen", by=by, start=now - 9 * day, end=now - day, long=True) == ()
    assert desk.people.away("chen", by=by, start=now - 8 * day, end=now, long=True) == ()
    assert desk.case(number, by=NIGHTLY).owner == "chen"
    late = timedelta(seconds=1)
    assert desk.people.away("chen", by=by, start=now - 7 * day, end=now + late, long=True) == (number,)


@pytest.mark.parametrize(
    ("by", "deputies"),
    [
        ("chen", "sun hao xu lu jin"),  # who works in the store, or around it
        ("xu", "sun hao xu lu jin"),
        ("lu", "sun hao xu lu jin yu fan"),  # and all who are below the director
        (NIGHTLY, "sun hao xu lu jin yu fan"),
    ],
)
def test_a_deputy_works_there_or_is_below(desk: Desk, clock: FakeClock, by: str | System, deputies: str) -> None:
    """Nobody hands their work to another store by going away. R20"""
    able = set()
    for deputy in "sun hao xu lu jin yu fan".split():
        with suppress(NotAllowed):
            desk.people.away("chen", by=by, deputy=deputy, **a_week(clock))
            able.add(deputy)
    assert able == set(deputies.split())


def test_who_was_named_in_general_stands_in(desk: Desk, clock: FakeClock) -> None:
    """The file's own deputy does, also from another store: whoever is above wrote it there. R20"""
    data: dict[str, Any] = desk.people.organisation(by=NIGHTLY).as_data()
    data["staff"]["chen"]["deputy"] = "fan"
    desk.set_organisation(data, by=NIGHTLY)
    desk.people.away("chen", by="chen", deputy="fan", **a_week(clock))


def test_a_deputy_of_another_absence_gets_no_case(desk: Desk, clock: FakeClock) -> None:
    """Neither one's own choice for a short absence, nor that of a long one that is over: cases go where this one says. F8"""
    number = case_of(desk, "chen", "river-street")
    now, day = clock.now(), timedelta(days=1)
    desk.people.away("chen", by="xu", start=now - 9 * day, end=now - 8 * day, deputy="ding", long=True)
    desk.people.away("chen", by="chen", start=now - 7 * day, end=now + 7 * day, deputy="hao")
    assert desk.people.away("chen", by="xu", start=now, end=now + 60 * day, deputy="zhao", long=True) == (number,)
    assert desk.case(number, by=NIGHTLY).owner == "zhao"


def test_what_a_leader_noted_is_not_undone_by_ones_own_word(desk: Desk, clock: FakeClock) -> None:
    """Neither who stands in nor how long: by the same start, or by another absence beside it. F8"""
    week, case = a_week(clock), case_of(desk, "chen", "river-street")
    desk.staff_away("chen", by="xu", **week, deputy="sun", long=True)
    assert desk.case(case, by="xu").owner == "sun"
    for end in (week["start"] + timedelta(minutes=1), week["end"]):
        with pytest.raises(NotAllowed, match="xu noted it") as refused:
            desk.staff_away("chen", by="chen", start=week["start"], end=end, deputy="wei")
        assert refused.value.data["rule"] == "F8"
    desk.staff_away("chen", by="chen", start=week["start"] - timedelta(hours=1), end=week["end"], deputy="wei")
    here = desk.people.organisation(by="xu")
    assert [one.by for one in here.absences_of("chen")] == ["chen", "xu"]
    book = load_playbook("supermarket")
    structure = Structure(here, book.roles, book.groups, book.time_zone)
    assert structure.acting_for("chen", clock.now() + timedelta(minutes=1)) == "sun"
    desk.staff_away("chen", by="xu", start=week["start"], end=week["start"] + timedelta(minutes=1))


def test_who_is_away_is_not_their_own_deputy(desk: Desk, clock: FakeClock) -> None:
    """Nobody stands in for themselves. F8"""
    for by in ("chen", "xu", NIGHTLY):
        with pytest.raises(InvalidInput) as refused:
            desk.staff_away("chen", by=by, **a_week(clock), deputy="chen")
        assert refused.value.field == "deputy"


@pytest.mark.parametrize("pieces", [1, 2, 3, 31])
def test_ones_own_absence_does_not_go_on_for_ever(desk: Desk, clock: FakeClock, pieces: int) -> None:
    """Up to 31 days on end, in one piece or in several, in whatever order; what is more a leader notes, or a program. F8"""
    now, day = clock.now(), timedelta(days=1)
    size = 31 * day / pieces
    for piece in reversed(range(pieces)):
        desk.people.away("chen", by="chen", start=now + piece * size, end=now + (piece + 1) * size)
    with pytest.raises(InvalidInput, match="31 days") as refused:
        desk.people.away("chen", by="chen", start=now + 31 * day, end=now + 32 * day)
    assert refused.value.field == "end"
    assert "leader" in refused.value.user_message("en")
    desk.people.away("chen", by="chen", start=now + 33 * day, end=now + 34 * day)  # they came back in between
    desk.people.away("chen", by="xu", start=now + 31 * day, end=now + 3650 * day)


def test_who_is_unknown_is_not_found_and_not_refused(desk: Desk, clock: FakeClock) -> None:
    """A mistyped name is a mistake, not a trespass."""
    week = a_week(clock)
    for attempt in (
        lambda: desk.people.left("chne", by="xu"),
        lambda: desk.people.away("chne", by="xu", **week),
        lambda: desk.people.away("chen", by="xu", deputy="snu", **week),
    ):
        with pytest.raises(NotFound, match="Did you mean"):
            attempt()


# ---- the file ---------------------------------------------------------------------------------------------------------
def put(data: dict[str, Any], path: str, value: object) -> None:
    """Change one field of an organisation's tables; None takes it away."""
    *way, last = path.split("/")
    for one in way:
        data = data.setdefault(one, {})
    if value is None:
        data.pop(last)
    else:
        data[last] = value


NEW_CLERK = {"name": "新人", "roles": ["service-desk"], "units": ["river-street"]}
LATE = {"days": "mon-sun", "hours": "20:00-22:00", "staff": ["zhao"]}
EVENING = {
    "role": "duty-manager",
    "turn": {"late": LATE},
    "otherwise": "store-manager",
}
CHANGES: dict[str, tuple[str, dict[str, object], tuple[str, ...]]] = {
    # by whom, what, and the fields that are refused
    "herself director": ("xu", {"staff/xu/roles": ["regional-director"]}, ("staff.xu.roles",)),
    "herself in the other store": ("xu", {"staff/xu/units": ["river-street", "old-town"]}, ("staff.xu.units",)),
    "her own deputy": ("xu", {"staff/xu/deputy": "chen"}, ("staff.xu.deputy",)),
    "herself gone": ("xu", {"staff/xu": None}, ("staff.xu",)),
    "her own number": ("xu", {"staff/xu/phone": ["+8613900000077"]}, ()),
    "her leader elsewhere": ("xu", {"staff/lu/units": ["hejia"]}, ("staff.lu.units",)),
    "another leader": (
        "xu",
        {"staff/lu": None, "staff/jin/roles": ["regional-director"], "duty/hotline": None},
        ("staff.lu", "staff.jin.roles", "duty.hotline"),
    ),
    "a clerk of hers": ("xu", {"staff/chen/roles": ["floor"], "staff/chen/languages": ["zh"]}, ()),
    "a clerk of hers gone": ("xu", {"staff/sun": None, "staff/chen/deputy": None}, ()),
    "a clerk of hers made manager": ("xu", {"staff/chen/roles": ["store-manager"]}, ("staff.chen.roles",)),
    "a clerk of hers sent away": ("xu", {"staff/chen/units": ["old-town"]}, ("staff.chen.units",)),
    "somebody new": ("xu", {"staff/new": NEW_CLERK}, ()),
    "somebody new above": ("xu", {"staff/new": {**NEW_CLERK, "roles": ["regional-director"]}}, ("staff.new",)),
    "somebody new elsewhere": ("xu", {"staff/new": {**NEW_CLERK, "units": ["old-town"]}}, ("staff.new",)),
    "a clerk of the other store": ("xu", {"staff/fan/name": "范丽丽"}, ("staff.fan.name",)),
    "the other store's clerk gone": ("xu", {"staff/fan": None}, ("staff.fan",)),
    "the other store's absence": (
        "xu",
        {"absence/fan": [{"start": "2026-11-21T00:00:00+00:00", "end": "2026-12-21T00:00:00+00:00"}]},
        ("absence.fan",),
    ),
    "a clerk's absence": (
        "xu",
        {"absence/chen": [{"start": "2026-11-21T00:00:00+00:00", "end": "2026-12-21T00:00:00+00:00"}]},
        (),
    ),
    "her own long absence": (
        "xu",
        {"absence/xu": [{"start": "2026-11-21T00:00:00+00:00", "end": "2026-12-21T00:00:00+00:00", "long": True}]},
        ("absence.xu",),
    ),
    "her own store": ("xu", {"unit/river-street/time-zone": "Asia/Urumqi"}, ("unit.river-street.time_zone",)),
    "a corner of it": ("xu", {"unit/corner": {"title": "角落", "within": "river-street"}}, ()),
    "a corner of the other": ("xu", {"unit/corner": {"title": "角落", "within": "old-town"}}, ("unit.corner",)),
    "the other store into hers": ("xu", {"unit/old-town/within": "river-street"}, ("unit.old-town.within",)),
    "the other store closed": ("xu", {"unit/old-town/closed": True}, ("unit.old-town.closed",)),
    "her store's turns": ("xu", {"duty/evening": {**EVENING, "unit": "river-street"}}, ()),
    "the other store's turns": ("xu", {"duty/evening": {**EVENING, "unit": "old-town"}}, ("duty.evening",)),
    "a turn for her leader": (
        "xu",
        {"duty/evening": {**EVENING, "unit": "river-street", "turn": {"late": {**LATE, "staff": ["lu"]}}}},
        ("duty.evening",),
    ),
    "a seat for hers": ("xu", {"group/service-committee/department-head": ["wei"]}, ()),
    "a seat for others": (
        "xu",
        {"group/service-committee/department-head": ["wei", "qin"]},
        ("group.service-committee.department-head",),
    ),
    "everybody's turns": ("xu", {"duty/hotline/turn/day/hours": "09:00-10:00"}, ("duty.hotline",)),
    "a clerk by the duty manager": ("zhao", {"staff/chen/languages": ["zh"]}, ("set-organisation",)),
    "a store by the director": ("lu", {"unit/old-town/time-zone": "Asia/Urumqi"}, ()),
    "a manager by the director": ("lu", {"staff/yu/roles": ["duty-manager"], "staff/qin/roles": ["store-manager"]}, ()),
    "the director less": (
        "lu",
        {"staff/lu/roles": ["store-manager"], "staff/jin/roles": ["regional-director"], "duty/hotline": None},
        ("staff.lu.roles",),
    ),
    "several at once": (
        "xu",
        {"staff/xu/roles": ["regional-director"], "staff/fan/name": "范", "unit/east/kind": "shop"},
        ("staff.xu.roles", "staff.fan.name", "unit.east.kind"),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_file_changes_what_lies_below(desk: Desk, what: str) -> None:
    """Old and new are compared; each field beyond is named, and nothing of the file is put in force. R20"""
    by, changes, refused = CHANGES[what]
    before = desk.people.organisation(by=NIGHTLY)
    data: dict[str, Any] = copy.deepcopy(before.as_data())
    for path, value in changes.items():
        put(data, path, value)

    if not refused:
        desk.set_organisation(data, by=by)
        assert desk.people.organisation(by=NIGHTLY) != before
        return
    with pytest.raises(NotAllowed) as error:
        desk.set_organisation(data, by=by)
    assert error.value.data["rule"] == "R20"
    assert all(field in str(error.value) for field in refused), error.value
    assert desk.people.organisation(by=NIGHTLY) == before
    assert desk.set_organisation(data, by=NIGHTLY) == ()  # a program of the host may


@pytest.mark.parametrize("table", ["staff", "unit"])
def test_nobody_changes_who_is_asked_first(desk: Desk, table: str) -> None:
    """Of two who could be asked the first is: the order of those who are not below is not theirs to change. R20"""
    data: dict[str, Any] = copy.deepcopy(desk.people.organisation(by=NIGHTLY).as_data())
    data["order"][table].reverse()
    data[table] = {one: data[table][one] for one in data["order"][table]}

    with pytest.raises(NotAllowed, match=f"order.{table}"):
        desk.set_organisation(data, by="xu")
    desk.set_organisation(data, by="lu")


def test_the_desks_ledger_says_who_administered(desk: Desk, clock: FakeClock) -> None:
    """What was allowed is on record with who did it; what was refused leaves no line."""
    with pytest.raises(NotAllowed):
        desk.staff_left("fan", by="xu")
    desk.staff_away("chen", by="xu", start=clock.now(), end=clock.now() + timedelta(days=1))
    desk.staff_left("chen", by="xu")

    told = [(event.name, event.by) for event in desk.events() if event.by != "system:open"]
    assert told == [("staff-away", "xu"), ("staff-left", "xu")]
