"""Whatever the organisation looks like: somebody leads, somebody acts, somebody is on duty, and asking ends."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from complaintkit.organisation import Absence, Group, Role, Structure, read_organisation

ROLE_IDS = ("a", "b", "c", "top")
START = datetime(2026, 11, 30, tzinfo=UTC)  # a Monday, and a month's last day


@st.composite
def structures(draw) -> Structure:
    """Units in a tree, people with any roles, turns at any hours, some people away with any deputies."""
    units = {"u0": {"title": "u0"}}
    for index in range(1, draw(st.integers(1, 4))):
        units[f"u{index}"] = {"title": "u", "within": draw(st.sampled_from(sorted(units)))}
    names = [f"s{index}" for index in range(draw(st.integers(1, 6)))]
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    staff = {
        name: {
            "name": name,
            "roles": draw(st.lists(st.sampled_from(ROLE_IDS), min_size=1, max_size=2, unique=True)),
            "units": draw(st.lists(st.sampled_from(sorted(units)), min_size=1, max_size=2, unique=True)),
            "deputy": draw(st.sampled_from(names)),
        }
        for name in names
    }
    staff["s0"]["units"] = ["u0"]
    hours = st.sampled_from(["00:00-24:00", "08:00-12:00, 13:00-17:00", "22:00-06:00", "23:30-00:30"])
    duties = {
        f"d{index}": {
            "role": draw(st.sampled_from(ROLE_IDS)),
            "turn": {
                "t": {
                    "days": draw(st.sampled_from(["mon", "sat-mon", "tue-fri"])),
                    "hours": draw(hours),
                    "staff": draw(some),
                }
            },
            "otherwise": draw(st.sampled_from(ROLE_IDS)),
        }
        for index in range(draw(st.integers(0, 2)))
    }
    organisation = read_organisation({"unit": units, "staff": staff, "duty": duties})
    for name in draw(st.lists(st.sampled_from(names), unique=True)):
        deputy = draw(st.one_of(st.none(), st.sampled_from(names)))
        organisation = organisation.with_absence(Absence(staff=name, start=START, deputy=deputy))
    leaders = {"a": draw(st.sampled_from(["b", "c", "top"])), "b": "c", "c": "top", "top": None}
    roles = {role: Role(id=role, title={}, leader=leader, sees="unit") for role, leader in leaders.items()}
    groups = {"g": Group(id="g", title={}, head="top", deputy="c", members=("a", "b"))}
    return Structure(organisation, roles, groups, draw(st.sampled_from(["Asia/Shanghai", "America/St_Johns"])))


@given(structures(), st.integers(-48, 72))
@settings(max_examples=150, deadline=None)
def test_there_is_always_somebody(structure, hours):
    """F1, F8: an owner, somebody acting and somebody on duty at every moment, for every unit."""
    at, staff = START + timedelta(hours=hours), structure.organisation.staff

    for unit in structure.organisation.units:
        on_duty = structure.on_duty(unit, at)
        assert on_duty
        assert set(on_duty) <= set(staff)
        assert structure.last_resort(unit) in staff
        for one in staff:
            assert structure.acting_for(one, at) in staff
            assert structure.replacement_for(one, unit) in staff
            assert structure.leader_of(one, unit) != one
            assert one not in structure.chain(one, unit)


@given(structures(), st.data())
@settings(max_examples=150, deadline=None)
def test_who_is_complained_about_sits_only_when_nobody_else_is_there(structure, data):
    """R6: left out of every seat, or the seats say that this is the exception."""
    staff = sorted(structure.organisation.staff)
    without = set(data.draw(st.lists(st.sampled_from(staff), unique=True)))
    unit = data.draw(st.sampled_from(sorted(structure.organisation.units)))

    seats = structure.group("g", unit, without=without)

    assert seats.exception or without.isdisjoint(seats.everybody)
    assert len(seats.everybody) == len(set(seats.everybody))


@given(structures())
@settings(max_examples=50, deadline=None)
def test_leaving_one_by_one_leaves_nothing_dangling(structure):
    """F8: whoever leaves, the rest is a sound organisation that can be written and read again."""
    organisation = structure.organisation
    for name in list(organisation.staff):
        organisation = organisation.without_staff(name)
        assert read_organisation(organisation.as_data()) == organisation
    assert not organisation.staff
