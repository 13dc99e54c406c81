"""The roster: whose turn it is, who acts for those who are away, and that it is never nobody."""

from copy import deepcopy
from datetime import timedelta

import pytest

from complaintkit.organisation import Absence, Structure, _roster, read_organisation
from tests.counting import calls_of


@pytest.mark.parametrize(
    ("time", "who"),
    [
        ("2026-11-25T07:59", ("lead-a",)),
        ("2026-11-25T08:00", ("ann",)),
        ("2026-11-25T11:59", ("ann",)),
        ("2026-11-25T12:00", ("lead-a",)),
        ("2026-11-25T14:00", ("dou",)),  # the second shift of a day is lost, elsewhere
        ("2026-11-25T18:00", ("lead-a",)),
    ],
)
def test_a_day_has_several_turns(structure, at, time, who):
    """Each turn from its first minute until its end; between them the role in `otherwise`."""
    assert structure.on_duty("shop-a", at(time)) == who


@pytest.mark.parametrize(
    ("time", "who"),
    [
        ("2026-11-23T22:00", ("ann", "dou")),  # Monday
        ("2026-11-24T01:59", ("ann", "dou")),  # Tuesday by the date, Monday's turn
        ("2026-11-24T02:00", ("lead-a",)),
        ("2026-11-24T22:30", ("lead-a",)),
        ("2026-11-23T01:00", ("lead-a",)),  # Sunday's night has no turn
        ("2026-12-01T01:30", ("ann", "dou")),  # Monday the 30th goes on into December
    ],
)
def test_a_turn_that_crosses_midnight_belongs_to_the_day_it_began(structure, at, time, who):
    """`mon 22:00-02:00` is Monday's at 01:59 of Tuesday, also at the end of a month."""
    assert structure.on_duty("shop-a", at(time)) == who


def test_several_spans_in_one_turn(chain, asked, at):
    """A turn with a break in it runs before and after the break."""
    chain["duty"]["desk-a"]["turn"] = {"split": {"days": "wed", "hours": "08:00-11:00, 14:00-18:00", "staff": ["ann"]}}
    structure = asked(chain)

    found = [structure.on_duty("shop-a", at(f"2026-11-25T{hour}:30")) for hour in ("09", "12", "15")]

    assert found == [("ann",), ("lead-a",), ("ann",)]


def test_turns_run_by_the_clock_of_their_unit(chain, asked, at):
    """Eight o'clock in Urumqi is ten o'clock in Shanghai."""
    chain["duty"]["desk-w"] = {
        "role": "clerk",
        "unit": "shop-w",
        "turn": {"morning": {"days": "mon-sun", "hours": "08:00-12:00", "staff": ["cai"]}},
        "otherwise": "director",
    }
    structure = asked(chain)

    assert structure.on_duty("shop-w", at("2026-11-25T09:59")) == ("gao",)
    assert structure.on_duty("shop-w", at("2026-11-25T10:00")) == ("cai",)
    assert structure.on_duty("shop-w", at("2026-11-25T08:00", "Asia/Urumqi")) == ("cai",)


def test_a_turn_keeps_wall_clock_time_when_the_clocks_change(chain, asked, at):
    """A night turn in London lasts until 06:00 by the clock, in the night that is an hour longer."""
    chain["unit"]["chain"]["time-zone"] = "Europe/London"
    chain["duty"]["desk-a"]["turn"] = {"night": {"days": "sat", "hours": "22:00-06:00", "staff": ["ann"]}}
    structure = asked(chain)

    assert structure.on_duty("shop-a", at("2026-10-25T05:59", "Europe/London")) == ("ann",)
    assert structure.on_duty("shop-a", at("2026-10-25T06:00", "Europe/London")) == ("lead-a",)
    assert structure.shift_ends("ann", at("2026-10-24T23:00", "Europe/London")) == at(
        "2026-10-25T06:00", "Europe/London"
    )


def test_people_on_duty_elsewhere_are_not_asked(structure, at):
    """Shop A's clerk does not answer for shop B, which has no roster: its own clerk does."""
    assert structure.on_duty("shop-b", at("2026-11-25T09:00"), "clerk") == ("ben",)


def test_without_any_duty_somebody_is_found(structure, at):
    """A unit without a roster has its last resort, never nobody."""
    assert structure.on_duty("chain", at("2026-11-25T03:00")) == ("gao",)


def test_another_duty_does_not_take_the_first_ones_calls(chain, asked, at):
    """When the desk is closed its `otherwise` is asked, not whoever cleans at that hour."""
    chain["duty"]["cleaning"] = {
        "role": "director",
        "unit": "shop-a",
        "turn": {"late": {"days": "mon-sun", "hours": "18:00-22:00", "staff": ["gao"]}},
    }
    structure = asked(chain)

    assert structure.on_duty("shop-a", at("2026-11-25T19:00")) == ("lead-a",)
    assert structure.on_duty("shop-a", at("2026-11-25T19:00"), "director") == ("gao",)


def away(structure, *absences: Absence):
    """The same structure with people away."""
    import attrs

    organisation = structure.organisation
    for absence in absences:
        organisation = organisation.with_absence(absence)
    return attrs.evolve(structure, organisation=organisation)


def test_who_is_away_is_not_on_duty(structure, at):
    """The deputy of the absence sits in; without one the roster's `otherwise` does."""
    start, now = at("2026-11-24T00:00"), at("2026-11-25T09:00")

    named = away(structure, Absence(staff="ann", start=start, deputy="lead-a"))
    unnamed = away(structure, Absence(staff="ann", start=start))

    assert named.on_duty("shop-a", now) == ("lead-a",)
    assert unnamed.on_duty("shop-a", now) == ("lead-a",)
    assert not unnamed.present("ann", now)
    assert unnamed.present("ann", at("2026-11-23T09:00"))


def test_an_absence_ends_with_its_end(structure, at):
    """From the start on, until before the end."""
    start, end = at("2026-11-24T00:00"), at("2026-11-26T00:00")
    structure = away(structure, Absence(staff="lead-a", start=start, end=end))

    times = [start - timedelta(seconds=1), start, end - timedelta(seconds=1), end]

    assert [structure.present("lead-a", time) for time in times] == [True, False, False, True]


def test_somebody_present_acts_for_themselves(structure, at):
    """Accountability and acting are one while somebody is here. F8"""
    assert structure.acting_for("ann", at("2026-11-25T09:00")) == "ann"
    assert structure.acting_for("gao", at("2026-11-25T03:00")) == "gao"


def test_off_shift_the_roster_acts(structure, at):
    """F8: in the afternoon the afternoon's clerk acts for the morning's; at night the role in `otherwise`."""
    assert structure.acting_for("ann", at("2026-11-25T15:00")) == "dou"
    assert structure.acting_for("ann", at("2026-11-25T20:00")) == "lead-a"


def test_a_deputy_acts_for_who_is_away(structure, at):
    """F8: the deputy of the absence first, then the standing deputy, then the leader."""
    start, now = at("2026-11-24T00:00"), at("2026-11-25T09:00")

    by_absence = away(structure, Absence(staff="lead-a", start=start, deputy="lead-e"))
    standing = away(structure, Absence(staff="lead-a", start=start))
    both = away(standing, Absence(staff="ann", start=start))

    assert by_absence.acting_for("lead-a", now) == "lead-e"
    assert standing.acting_for("lead-a", now) == "ann"
    assert both.acting_for("lead-a", now) == "gao"


def test_deputies_of_each_other_both_away_do_not_loop(structure, at):
    """A chain of deputies that comes back to its start goes on to the leader."""
    start, now = at("2026-11-24T00:00"), at("2026-11-25T09:00")
    structure = away(
        structure,
        Absence(staff="lead-a", start=start, deputy="lead-e"),
        Absence(staff="lead-e", start=start, deputy="lead-a"),
        Absence(staff="ann", start=start),
    )

    assert structure.acting_for("lead-a", now) == "gao"


def test_when_everybody_is_away_there_is_still_somebody(structure, at):
    """The last resort acts, away or not."""
    start, now = at("2026-11-24T00:00"), at("2026-11-25T09:00")
    structure = away(structure, *(Absence(staff=one, start=start) for one in structure.organisation.staff))

    assert structure.acting_for("ben", now) == "gao"
    assert structure.on_duty("shop-a", now) == ("gao",)


def test_a_turn_that_is_handed_on_says_when_it_ends(structure, at):
    """F2: its open cases are offered to the next turn as one batch."""
    assert structure.shift_ends("ann", at("2026-11-25T11:00")) == at("2026-11-25T12:00")
    assert structure.shift_ends("ann", at("2026-11-24T01:00")) == at("2026-11-24T02:00")
    assert structure.shift_ends("ann", at("2026-11-25T13:00")) is None
    assert structure.shift_ends("gao", at("2026-11-25T11:00")) is None


def test_the_next_turn_takes_over(chain, roles, at):
    """F2: who comes next at the same desk, without those who are away; nobody where one goes on, or nobody comes."""
    chain["duty"]["desk-a"]["turn"]["noon"] = {"days": "mon-sun", "hours": "12:00-14:00", "staff": ["ben", "dou"]}
    structure = Structure(read_organisation(chain, source="organisation.toml"), roles)

    assert structure.next_shift("ann", at("2026-11-25T11:00")) == (at("2026-11-25T12:00"), ("ben", "dou"))
    assert structure.next_shift("ben", at("2026-11-25T13:00")) == (at("2026-11-25T14:00"), ("dou",))
    assert structure.next_shift("dou", at("2026-11-25T13:00")) is None
    assert structure.next_shift("dou", at("2026-11-25T17:00")) is None
    assert structure.next_shift("gao", at("2026-11-25T11:00")) is None
    ill = away(structure, Absence(staff="ben", start=at("2026-11-25T00:00")))
    assert ill.next_shift("ann", at("2026-11-25T11:00")) == (at("2026-11-25T12:00"), ("dou",))


def test_who_is_here_is_found_out_once_for_a_moment(structure, at, monkeypatch):
    """A list of duties asks about everybody, and again about who acts for whom: each once; of another moment it is asked anew."""
    asked_about = []
    known = _roster.present

    def present(structure, staff, moment):
        asked_about.append(staff)
        return known(structure, staff, moment)

    monkeypatch.setattr(_roster, "present", present)
    noon, evening = at("2026-11-25T11:00"), at("2026-11-25T18:00")
    assert [structure.present("ann", one) for one in (noon, noon, evening, noon)] == [True, True, False, True]
    assert asked_about == ["ann"] * 3


def rostered(chain, number):
    """The tables of the chain, with so many more in turns of five at the desk of a shop, each for an hour of the day."""
    people = [f"p{one}" for one in range(number)]
    turns = {
        f"t{first}": {"days": "mon-sun", "hours": f"{(one := first // 5 % 16):02}:00-{one + 8:02}:00", "staff": staff}
        for first in range(0, number, 5)
        if (staff := people[first : first + 5])
    }
    chain["staff"] |= {one: {"name": one, "roles": ["clerk"], "units": ["shop-a"]} for one in people}
    chain["duty"]["desk-a"]["turn"] = turns
    return chain


def test_who_acts_for_everybody_costs_by_head(chain, asked, at):
    """Turns are looked at once for a moment, not once for each of the staff: ten times as many cost ten times as much."""

    def cost(number):
        structure, noon = asked(rostered(deepcopy(chain), number)), at("2026-11-25T12:30")
        return calls_of(lambda: [structure.acting_for(one, noon) for one in structure.organisation.staff])

    assert cost(300) < 12 * cost(30)
