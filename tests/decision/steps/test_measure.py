"""What the plan promised: done by whoever has it, or by the owner; and their own with the result. S0.7, R6"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import ConflictError, NotAllowed, NotFound, NotResponsible, System
from complaintkit.model import commands as c
from complaintkit.model.plan import PlannedMeasure
from complaintkit.model.vocabulary import State

DONE, REFUSED = None, NotAllowed


@pytest.fixture
def matter(matter):
    """A plan that is carried out: dong has something to do, chen and tian something else, and sun did theirs."""
    matter.investigated(category="contract")
    planned = [
        PlannedMeasure(id=f"m-{who}", what="换货", who=who, due=matter.now) for who in ("dong", "chen", "sun", "tian")
    ]
    planned[2] = attrs.evolve(planned[2], done_at=matter.now, done_by="sun")
    matter.case = matter.case.changed(state=State.EXECUTING, measures=tuple(planned))
    return matter


@pytest.mark.parametrize(
    ("by", "about", "refused"),
    [
        ("dong", None, DONE),
        ("chen", None, DONE),  # the owner
        ("shen", None, DONE),  # leads them
        (System("till"), None, DONE),
        ("luo", None, NotResponsible),
        ("tian", None, REFUSED),  # who has another
        ("chen", "chen", REFUSED),  # the owner, whom it is about
        ("dong", "dong", DONE),  # their own part
    ],
)
def test_whoever_has_it_or_the_owner_does_it(matter, by, about, refused) -> None:
    """Of a case about them the owner does their own part, and nobody else's. S0.7, R6"""
    matter.case = matter.case.changed(about_staff=about)

    if refused:
        with pytest.raises(refused):
            matter.do(c.DoMeasure, by=by, measure="m-dong")
    else:
        found = matter.do(c.DoMeasure, by=by, measure="m-dong", result="换了").measures[0]
        assert (found.done_at, found.result) == (matter.now, "换了")


def test_it_is_done_once(matter) -> None:
    """One that there is. S0.7"""
    with pytest.raises(NotFound):
        matter.do(c.DoMeasure, measure="m-9")
    with pytest.raises(ConflictError, match="done already"):
        matter.do(c.DoMeasure, measure="m-sun")


@pytest.mark.parametrize("own", [False, True])
def test_who_reports_the_result_has_done_their_part(matter, own) -> None:
    """Not that of others, nor once more what they did. S0.7"""
    for who in ("dong", "tian"):
        matter.do(c.DoMeasure, by=who, measure=f"m-{who}")
    if own:
        matter.do(c.DoMeasure, measure="m-chen")
    matter.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")})

    assert [line.event.measure for line in matter.draft.lines if line.event.name == "measure-done"] == (
        [] if own else ["m-chen"]
    )
