"""People leave and are replaced: nobody leaves a case behind, and nothing dangles. F8"""

import attrs
import pytest

from complaintkit.model.errors import NotFound
from complaintkit.organisation import Absence, Structure, check, read_organisation


def test_the_deputy_takes_over_or_else_the_leader(structure):
    """F8: to the roster's deputy, or else the leader."""
    assert structure.replacement_for("lead-a", "shop-a") == "ann"
    assert structure.replacement_for("ann", "shop-a") == "lead-a"
    assert structure.replacement_for("gao", "shop-a") == "gao"  # nobody above: it has to be somebody


def test_who_left_is_replaced_after_they_left(structure):
    """F8: asked of the organisation as it is now, about somebody who is no longer in it."""
    gone = attrs.evolve(structure, organisation=structure.organisation.without_staff("lead-a"))

    assert gone.replacement_for("lead-a", "shop-a") == "ann"
    assert gone.acting_for("lead-a", _noon()) == "ann"
    assert gone.leader_of("ann", "shop-a") == "lead-e"


def _noon():
    from datetime import UTC, datetime

    return datetime(2026, 11, 25, 1, tzinfo=UTC)


def test_who_leaves_has_no_turn_seat_or_deputyship(chain):
    """Nothing names them any more, and the file still fits together."""
    chain["group"] = {"board": {"clerk": ["ann", "dou"]}}
    start = _noon()
    before = read_organisation(chain).with_absence(Absence(staff="ben", start=start, deputy="ann"))

    after = before.without_staff("ann")

    assert "ann" not in after.staff
    assert after.departed["ann"].name == "安"
    assert after.duties["desk-a"].staff == {"dou"}
    assert after.seats["board"]["clerk"] == ("dou",)
    assert after.staff["lead-a"].deputy is None
    assert after.absences == (Absence(staff="ben", start=start),)
    assert read_organisation(after.as_data()) == after


def test_a_new_organisation_names_who_is_gone(chain, organisation):
    """Applying a file: whoever is not in it has left, and is remembered with what they were."""
    del chain["staff"]["ann"], chain["staff"]["lead-a"]["deputy"], chain["duty"]
    new = read_organisation(chain)
    old = organisation.with_absence(Absence(staff="ben", start=_noon(), deputy="ann"))

    succeeding = new.succeeding(old)

    assert old.replaced_by(new) == ("ann",)
    assert succeeding.departed["ann"] == old.staff["ann"]
    assert succeeding.absences == (Absence(staff="ben", start=_noon()),)  # still away; that deputy is gone


def test_an_absence_in_the_file_replaces_what_was_known(chain, organisation):
    """The newest word on somebody's absence counts."""
    old = organisation.with_absence(Absence(staff="ben", start=_noon()))
    chain["absence"] = {"ben": {"start": "2027-01-01T00:00:00+08:00"}}

    (absence,) = read_organisation(chain).succeeding(old).absences

    assert absence.start.year == 2026  # 2027 in Shanghai is still 2026 in UTC
    assert absence.start != _noon()


def test_a_unit_given_up_keeps_its_cases_in_order(chain, organisation, roles):
    """Shop B closes, and the chain is renamed: old cases still find their zone, their leaders and their last resort."""
    del chain["unit"]["shop-b"], chain["duty"]
    chain["unit"]["evergreen"] = chain["unit"].pop("chain")
    chain["unit"]["east"]["within"] = chain["unit"]["shop-w"]["within"] = "evergreen"
    chain["staff"]["gao"]["units"] = ["evergreen"]
    chain["staff"]["ben"]["units"] = ["shop-a"]

    succeeding = read_organisation(chain).succeeding(organisation)
    structure = Structure(succeeding, roles)

    assert {name for name, unit in succeeding.units.items() if unit.closed} == {"chain", "shop-b"}
    assert (succeeding.root, structure.last_resort("chain")) == ("evergreen", "gao")
    assert structure.last_resort("shop-b") == "gao"
    assert structure.on_duty("shop-b", _noon()) == ("gao",)
    assert read_organisation(succeeding.as_data()) == succeeding
    check(succeeding, roles)


def test_who_comes_back_is_no_longer_departed(chain, organisation):
    """Somebody hired again is staff, with the new file's roles."""
    old = organisation.without_staff("ann")

    assert "ann" not in read_organisation(chain).succeeding(old).departed


def test_only_who_is_here_can_go_away_or_leave(organisation):
    """A name mistyped does not make an absence."""
    with pytest.raises(NotFound, match="Did you mean 'ann'"):
        organisation.with_absence(Absence(staff="anne", start=_noon()))
    with pytest.raises(NotFound, match="Did you mean 'ann'"):
        organisation.without_staff("anne")


def test_the_same_absence_said_again_replaces_itself(organisation):
    """Pressing twice is one absence; another start is another."""
    once = organisation.with_absence(Absence(staff="ben", start=_noon()))
    longer = once.with_absence(Absence(staff="ben", start=_noon(), long=True))

    assert len(longer.absences) == 1
    assert longer.absences[0].long
    assert Structure(longer, {}).absence("ben", _noon()) == longer.absences[0]
