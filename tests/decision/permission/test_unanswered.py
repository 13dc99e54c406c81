"""What keeps a case open: an answer that may still come, words that nobody asked about, something promised. R8, S1.10, S4.11"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import Remedy
from complaintkit.decision.permission.filing import lacks_remedy, reason_to_archive
from complaintkit.model.case import Moment
from complaintkit.model.deadline import Deadline
from complaintkit.model.remedy import PromisedRemedy


def date(matter, *, name: str = "survey", cycle: int = 1, late: bool = True) -> Deadline:
    """A date of the case that was an hour ago, or is in an hour."""
    due = matter.now + timedelta(hours=-1 if late else 1)
    started = matter.now - timedelta(days=1)
    breached = due if late else None
    return Deadline(
        id=f"{name}-{cycle}", name=name, title={}, started_at=started, due_at=due, cycle=cycle, breached_at=breached
    )


@pytest.mark.parametrize(
    ("fields", "why"),
    [({}, "no-answer"), ({"late": False}, None), ({"name": "result"}, None), ({"cycle": 2}, None)],
)
def test_once_the_time_to_ask_is_over_it_may_be_filed(matter, fields, why) -> None:
    """The survey's, of this round; whatever else is late or not. S1.10"""
    case = matter.resolved()
    beside = date(matter, name="assess", late=False)

    for dates in ((date(matter, **fields), beside), (beside, date(matter, **fields))):
        assert reason_to_archive(matter.facts(), case.changed(deadlines=dates)) == why


def test_where_a_survey_is_never_asked_its_time_is_never_over(matter) -> None:
    """Nor is it before there is a result. S1.10"""
    case = matter.resolved().changed(resolved_at=None, deadlines=())

    assert reason_to_archive(matter.facts(), case) is None


@pytest.mark.parametrize("times", [1, 2, 3])
def test_their_last_words_keep_it_open(matter, times) -> None:
    """However often they spoke since they were asked. R8, S3.6"""
    names = ("resolved", *["customer-heard"] * times)
    said = tuple(Moment(event=one, at=matter.now, by="li", seq=seq) for seq, one in enumerate(names, start=1))
    case = matter.resolved().changed(settled=True, moments=said)

    assert reason_to_archive(matter.facts(), case) is None


@pytest.mark.parametrize(("states", "owed"), [(("given",), False), (("given", "promised"), True)])
def test_only_what_is_still_owed_keeps_it_open(matter, states, owed) -> None:
    """Not what the customer has got. S4.11"""
    given = PromisedRemedy(id="p", remedy=Remedy(kind="refund"), giver="chen", at=matter.now, state="given")
    case = matter.received().changed(promises=tuple(attrs.evolve(given, id=one, state=one) for one in states))

    refused = lacks_remedy(case, "archive")
    assert (refused is not None and refused.rule == "S4.11") is owed
