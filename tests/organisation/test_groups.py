"""Who sits in a group for one case, and what people see and may do."""

import pytest

from complaintkit.model.errors import NotFound


def test_a_group_is_seated_by_role_around_the_unit(structure):
    """S1.2: head, deputy and members, those nearest to the case's unit."""
    seats = structure.group("board", "shop-a")

    assert (seats.head, seats.deputy, seats.members) == ("gao", "lead-a", ("ann", "dou"))
    assert seats.everybody == ("gao", "lead-a", "ann", "dou")


def test_the_organisation_says_who_of_several_sits(chain, asked):
    """S1.2: where a role has several people, the file chooses."""
    chain["group"] = {"board": {"clerk": ["ben", "dou"]}}

    assert asked(chain).group("board", "shop-a").members == ("ben", "dou")


def test_members_are_found_below_where_nobody_is_around(structure):
    """A case of the chain itself: the clerks of its shops."""
    assert structure.group("board", "chain").members == ("ann", "dou", "ben", "cai")


def test_who_is_complained_about_does_not_sit(structure):
    """R6: not as a member, not as deputy, not as head."""
    assert structure.group("board", "shop-a", without={"ann"}).members == ("dou",)
    assert structure.group("board", "shop-a", without={"lead-a"}).deputy == "lead-e"

    headless = structure.group("board", "shop-a", without={"gao"})
    assert (headless.head, headless.deputy, headless.exception) == ("lead-a", None, False)


def test_without_head_and_deputy_it_goes_upward(structure, groups):
    """R6: above a head who is complained about stands the next leader."""
    import attrs

    small = attrs.evolve(groups["board"], head="manager", deputy=None, members=())
    structure = attrs.evolve(structure, groups={"board": small})

    assert structure.group("board", "shop-w", without={"cai"}).head == "gao"


def test_alone_one_sits_all_the_same_on_record(structure):
    """R6: where everybody is complained about the top sits, and the seats say that this is the exception."""
    seats = structure.group("board", "shop-a", without=set(structure.organisation.staff))

    assert (seats.head, seats.members, seats.exception) == ("gao", (), True)


def test_an_unknown_group_is_named(structure):
    """With the nearest one."""
    with pytest.raises(NotFound, match="Did you mean 'board'"):
        structure.group("bord", "shop-a")


@pytest.mark.parametrize(
    ("staff", "unit", "involved", "sees"),
    [
        ("ann", "shop-a", True, True),  # own: only what one is involved in
        ("ann", "shop-a", False, False),
        ("lead-a", "shop-a", False, True),  # region: the region around, and below
        ("lead-a", "shop-b", False, True),
        ("lead-a", "shop-w", False, False),
        ("lead-a", "chain", False, False),
        ("lead-e", "shop-a", False, True),
        ("cai", "shop-w", False, True),  # in no region: one's own unit
        ("cai", "shop-a", False, False),
        ("gao", "shop-a", False, True),  # all
    ],
)
def test_people_see_what_their_place_allows(structure, staff, unit, involved, sees):
    """R20: their own, their unit, their region, all."""
    assert structure.sees(staff, unit=unit, involved=involved) is sees


def test_a_unit_sees_itself_and_what_is_within(structure, roles):
    """R20: a stall its own; the market all its stalls."""
    import attrs

    unit_wide = {**roles, "manager": attrs.evolve(roles["manager"], sees="unit")}
    structure = attrs.evolve(structure, roles=unit_wide)

    assert structure.sees("lead-e", unit="shop-b", involved=False)
    assert not structure.sees("lead-a", unit="shop-b", involved=False)
    assert not structure.sees("lead-a", unit="east", involved=False)


def test_who_has_left_sees_and_may_nothing(structure):
    """Not even what they were once involved in."""
    import attrs

    structure = attrs.evolve(structure, organisation=structure.organisation.without_staff("ann"))

    assert not structure.sees("ann", unit="shop-a", involved=True)
    assert not structure.may("ann", "receive")
    assert not structure.may("never-heard-of", "receive")


def test_a_role_may_what_it_lists_and_what_is_everybodys(structure):
    """Calling for help and answering a handover is nobody's to forbid. F2, F5, F6"""
    may = {
        word: structure.may("ann", word) for word in ("receive", "resolve", "escalate", "accept-handover", "approve")
    }

    assert may == {"receive": True, "resolve": False, "escalate": True, "accept-handover": True, "approve": False}
    assert structure.may("gao", "approve")
    assert structure.may("cai", "resolve")  # clerk and manager
