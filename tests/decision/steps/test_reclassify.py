"""Another kind or another category: who may, who answers what was asked, and what a complaint needs to be one. R5, S1.6"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import ConflictError, InvalidInput, NotAllowed, NotResponsible, System
from complaintkit.model import commands as c
from complaintkit.model.vocabulary import Kind, State

PROGRAM = System("form")


def narrow(matter) -> None:
    """Let executives of an area do nothing but what is asked of them."""
    only = attrs.evolve(matter.playbook.roles["area-executive"], may=frozenset({"note"}))
    matter.rule(roles={**matter.playbook.roles, "area-executive": only})


def asked(matter, by="chen", kind="inquiry"):
    """Ask a second person to make less of it."""
    matter.received()
    return matter.do(c.Reclassify, by=by, kind=kind, reason="只是问问")


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"kind": "inquiry"}, None),  # yes
        ({"kind": "complaint"}, None),  # it stays one
        ({"kind": "praise", "reason": "x"}, NotAllowed),  # something else takes the right to
        ({"category": "contract"}, NotAllowed),
        ({"kind": "inquiry", "category": "contract"}, NotAllowed),
        ({"kind": "complaint", "category": "contract"}, NotAllowed),
    ],
)
def test_who_is_asked_answers_and_changes_nothing_else(matter, fields, refused) -> None:
    """Without the right to register they say yes or no. R5"""
    narrow(matter)
    asked(matter)

    if refused:
        with pytest.raises(refused):
            matter.do(c.Reclassify, by="shen", **fields)
    else:
        case = matter.do(c.Reclassify, by="shen", **fields)
        assert (case.kind, case.reclassification) == (Kind(fields["kind"]), None)


@pytest.mark.parametrize("fields", [{"kind": "suggestion"}, {"category": "contract"}])
def test_what_was_not_asked_is_the_owners(matter, fields) -> None:
    """With the right to register: no colleague's, nor an owner's who may not. R5"""
    matter.received(kind="inquiry")
    with pytest.raises(NotResponsible):
        matter.do(c.Reclassify, by="sun", **fields)

    narrow(matter)
    matter.seated("chen", roles=("area-executive",))
    with pytest.raises(NotAllowed):
        matter.do(c.Reclassify, **fields)


def test_a_category_that_there_is_not_asks_nobody(matter) -> None:
    """It is refused before a second person is asked. S1.6"""
    matter.received()

    with pytest.raises(Exception, match="imaginary"):
        matter.do(c.Reclassify, kind="inquiry", category="food/imaginary", reason="只是问问")
    assert matter.case.reclassification is None


@pytest.mark.parametrize(
    ("kind", "to", "state", "has", "given", "needs", "refused"),
    [
        ("inquiry", "complaint", "registered", None, None, True, True),
        ("inquiry", "complaint", "registered", "contract", None, True, False),
        ("inquiry", "complaint", "registered", None, "contract", True, False),
        ("inquiry", "complaint", "registered", None, None, False, False),
        ("inquiry", "complaint", "received", None, None, True, False),
        ("inquiry", "suggestion", "registered", None, None, True, False),
    ],
)
def test_a_complaint_needs_a_category(matter, kind, to, state, has, given, needs, refused) -> None:
    """Where registering does: what is not registered yet is asked for it there; a question needs none. S1.6"""
    register = matter.playbook.steps["register"]
    requires = tuple({*register.requires, "category"}) if needs else tuple(set(register.requires) - {"category"})
    matter.rule(steps={**matter.playbook.steps, "register": attrs.evolve(register, requires=requires)})
    matter.received()
    matter.case = matter.case.changed(kind=Kind(kind), state=State(state), category=has)

    if refused:
        with pytest.raises(InvalidInput) as error:
            matter.do(c.Reclassify, kind=to, category=given)
        assert error.value.field == "category"
    else:
        assert matter.do(c.Reclassify, kind=to, category=given).kind is Kind(to)


def test_another_category_of_a_complaint_without_one_is_no_matter_of_kind(matter) -> None:
    """It was one before. S1.6"""
    matter.received()
    matter.case = matter.case.changed(category=None)

    assert matter.do(c.Reclassify, category="contract").category == "contract"
    matter.case = matter.case.changed(category=None, reclassification=(Kind.INQUIRY, "chen"))
    assert matter.do(c.Reclassify, by="shen", kind="complaint").kind is Kind.COMPLAINT


@pytest.mark.parametrize("state", ["received", "registered", "investigating"])
def test_only_what_is_not_registered_says_what_is_missing(matter, state) -> None:
    """By its new kind; after that nothing is. S1.6"""
    register = matter.playbook.steps["register"]
    requires = (*register.requires, "purchase")
    matter.rule(steps={**matter.playbook.steps, "register": attrs.evolve(register, requires=requires)})
    matter.received(kind="inquiry")
    matter.case = matter.case.changed(state=State(state), category=None, missing=())

    matter.do(c.Reclassify, kind="complaint", category=None if state == "received" else "contract")

    assert ("completed" in matter.happened) is (state == "received")
    assert bool(matter.case.missing) is (state == "received")


# ---- who is the first, who the second ------------------------------------------------------------------------------------
def test_a_program_is_nobodys_second_person(matter) -> None:
    """It confirms nothing that somebody asked for; what it asks for is asked anew by a person. R5"""
    asked(matter)
    with pytest.raises(ConflictError, match="asked for it already"):
        matter.do(c.Reclassify, by=PROGRAM, kind="inquiry")

    asked(matter, by=PROGRAM)
    assert matter.do(c.Reclassify, kind="inquiry", reason="只是问问").kind is Kind.COMPLAINT
    assert matter.case.reclassification == (Kind.INQUIRY, "chen")


def test_what_somebody_asked_for_who_has_left_is_confirmed(matter) -> None:
    """They were a person when they asked. R5"""
    asked(matter)
    here = dict(matter.organisation.staff)
    gone = {"chen": here.pop("chen")}
    matter.organisation = attrs.evolve(matter.organisation, staff=here, departed=gone)

    assert matter.do(c.Reclassify, by="shen", kind="inquiry").kind is Kind.INQUIRY


@pytest.mark.parametrize(("left", "alone"), [(("chen",), True), (("chen", "zhou"), False)])
def test_who_asked_and_works_alone_by_now_does_it_alone_on_record(matter, left, alone) -> None:
    """Nobody else is there to be asked. R5, R6"""
    asked(matter)
    matter.only(*left)

    if alone:
        case = matter.do(c.Reclassify, kind="inquiry", reason="只是问问")
        assert (case.kind, case.exceptions) == (Kind.INQUIRY, ("R5:reclassify",))
    else:
        with pytest.raises(ConflictError):
            matter.do(c.Reclassify, kind="inquiry", reason="只是问问")
