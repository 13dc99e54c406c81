"""Who leads whom, and where every chain ends."""

import pytest

from complaintkit.model.errors import ConfigurationError, NotFound
from complaintkit.organisation import Structure, _leading, read_organisation


def test_the_leader_is_found_in_the_unit_itself(structure):
    """A clerk of shop A is led by shop A's manager, not by the region's."""
    assert structure.leader_of("ann", "shop-a") == "lead-a"


def test_the_leader_is_found_in_the_nearest_unit_around(structure):
    """Shop B has no manager; the region has."""
    assert structure.leader_of("ben", "shop-b") == "lead-e"


def test_a_role_that_nobody_holds_is_passed_over(structure):
    """Nobody is deputy director, so managers are led by the director, who is above that."""
    assert structure.leader_of("lead-a") == "gao"


def test_nobody_leads_themselves(structure):
    """Somebody who is clerk and manager at once is led as a manager: by the director, not by themselves."""
    assert structure.leader_of("cai") == "gao"


def test_without_leaves_people_out(structure):
    """R6: where the leader is complained about, the next one up is asked."""
    assert structure.leader_of("ann", without={"lead-a"}) == "lead-e"
    assert structure.leader_of("ann", without={"lead-a", "lead-e"}) == "gao"
    assert structure.leader_of("gao") is None


def test_a_leader_is_found_in_ones_own_unit_for_a_case_from_elsewhere(structure):
    """A case of shop W in the hands of shop A's clerk: W's manager leads it first; one from nowhere near finds A's."""
    assert structure.leader_of("ann", "shop-w") == "cai"
    assert structure.leader_of("ann", "chain") == "lead-a"


def test_the_chain_names_everybody_above(structure):
    """Anywhere up the chain is a leader; sideways and down is not."""
    assert structure.chain("ann") == ("lead-a", "gao")
    assert structure.is_leader_of("gao", "ann", "shop-a")
    assert not structure.is_leader_of("ann", "gao", "shop-a")
    assert not structure.is_leader_of("lead-e", "ann", "shop-a")


def test_the_last_resort_is_where_the_chains_end(structure):
    """Also the first administrator of an empty database."""
    assert {structure.last_resort(unit) for unit in structure.organisation.units} == {"gao"}
    assert structure.last_resort() == "gao"


def test_who_is_alone_is_on_top(chain, asked):
    """R6: a one-person shop has one owner for everything."""
    alone = {"unit": {"shop": {"title": "店"}}, "staff": {"li": {"name": "李", "roles": ["clerk"], "units": ["shop"]}}}
    structure = asked(alone)

    assert structure.leader_of("li") is None
    assert structure.last_resort() == structure.replacement_for("li") == "li"


def test_a_unit_that_nobody_looks_after_has_no_last_resort(roles):
    """`check` refuses such an organisation; asked all the same, it says what is missing."""
    empty = Structure(read_organisation({"unit": {"shop": {"title": "店"}}}), roles)

    with pytest.raises(ConfigurationError, match="nobody works here"):
        empty.last_resort("shop")


def test_chains_that_lead_to_each_other_end(chain, asked):
    """Two people, each above the other in one of two chains: asking still comes to an end."""
    from complaintkit.organisation import Role

    roles = {
        "a": Role(id="a", title={}, leader="b"),
        "b": Role(id="b", title={}),
        "x": Role(id="x", title={}, leader="y"),
        "y": Role(id="y", title={}),
    }
    tables = {
        "unit": {"u": {"title": "u"}},
        "staff": {
            "one": {"name": "1", "roles": ["a", "y"], "units": ["u"]},
            "two": {"name": "2", "roles": ["b", "x"], "units": ["u"]},
        },
    }
    structure = Structure(read_organisation(tables), roles)

    assert structure.chain("one") == ("two",)
    assert structure.last_resort() in ("one", "two")


@pytest.mark.parametrize("ask", ["leader_of", "units_of", "home", "replacement_for"])
def test_a_stranger_is_named(structure, ask):
    """Never a KeyError: who is not known, and who may be meant."""
    with pytest.raises(NotFound, match="Did you mean 'ben'"):
        getattr(structure, ask)("benn")


def test_an_unknown_unit_is_named(structure):
    """The nearest unit is offered."""
    with pytest.raises(NotFound, match="Did you mean 'shop-a'"):
        structure.unit_path("shopa")


def test_units_carry_what_the_units_within_do_not_say(structure):
    """Time zone, calendar and playbook come from the nearest unit around."""
    assert (structure.zone_of("shop-a"), structure.zone_of("shop-w")) == ("Asia/Shanghai", "Asia/Urumqi")
    assert structure.unit_path("shop-a") == ("shop-a", "east", "chain")
    assert structure.below("chain") == ("east", "shop-a", "shop-b", "shop-w")


def test_a_chain_is_gone_up_once(structure, monkeypatch):
    """Who leads whom is asked of everybody in every list of duties; where people are left out, the chain is gone up anew."""
    assert structure.is_leader_of("gao", "ann", "shop-a")
    without = structure.chain("ann", "shop-a", without={"lead-a"})
    monkeypatch.setattr(_leading, "leader_of", lambda *_: None)
    assert structure.is_leader_of("lead-a", "ann", "shop-a")
    assert without == ("lead-e", "gao")
    assert structure.chain("ann", "shop-a", without={"lead-a"}) == ()
