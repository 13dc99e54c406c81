"""Trained first: what a training gates, for whom, and for how long one that was attended lasts. S0.15, S3.10"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import NotAllowed
from complaintkit.decision import allowed
from complaintkit.decision.permission.trained import untrained
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER, System
from complaintkit.playbook import TrainingRule
from complaintkit.playbook.vocabulary import PERIODS

MINUTE = timedelta(minutes=1)
LASTS = {"day": 1, "business day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


@pytest.fixture
def matter(matter):
    """A case of chen's, where duty managers promise nothing before they are trained."""
    matter.rule(trainings={"words": _rule()})
    matter.received()
    return matter


def _rule(**fields) -> TrainingRule:
    usual = {
        "roles": ("duty-manager", "area-executive"),
        "by": "customer-service-manager",
        "gate": ("offer-plan", "settle"),
    }
    return TrainingRule(id="words", title={"en": "Words", "zh": "话术"}, **{**usual, **fields})


def test_what_waits_for_a_training_is_refused_until_it_was_attended(matter) -> None:
    """It names the training, who holds it, and the rule; nothing else waits. S3.10"""
    assert "settle" not in allowed(matter.case, matter.facts())
    assert "withdraw" in allowed(matter.case, matter.facts())
    with pytest.raises(NotAllowed, match="luo holds it") as refused:
        matter.do(c.Settle, facts="当场换货", agreed="in-person")
    assert refused.value.rule == "S3.10"

    matter.books.trainings["chen", "words"] = matter.now
    assert "settle" in allowed(matter.case, matter.facts())
    assert matter.do(c.Settle, facts="当场换货", agreed="in-person").settled


@pytest.mark.parametrize(
    ("by", "waits"), [("chen", True), ("shen", True), ("luo", False), (System("till"), False), (CUSTOMER, False)]
)
def test_it_is_for_whoever_has_one_of_its_roles(matter, by, waits) -> None:
    """Programs and customers are trained by nobody; nor is anybody for what is past. S3.10, R15"""
    assert (untrained(matter.facts(by=by), "settle") is not None) is waits
    assert untrained(attrs.evolve(matter.facts(by=by), quiet=True), "settle") is None


def test_one_of_several_roles_is_enough(matter) -> None:
    """Whoever is an agent beside it needs the training, too. S3.10"""
    matter.seated("chen", roles=("agent", "duty-manager"))

    assert untrained(matter.facts(), "settle") is not None


@pytest.mark.parametrize("period", sorted(PERIODS))
@pytest.mark.parametrize("late", [-1, 0, 1], ids=["a minute before", "at the end", "a minute after"])
def test_a_training_of_each_period_lasts_so_long(matter, period, late) -> None:
    """The longest that such a period can be; then it has to be attended anew. S0.15"""
    matter.rule(trainings={"words": _rule(every=period)})
    assert untrained(matter.facts(), "settle") is not None

    matter.books.trainings["chen", "words"] = matter.now - timedelta(days=LASTS[period]) - late * MINUTE

    assert (untrained(matter.facts(), "settle") is not None) is (late > 0)


def test_a_training_for_newcomers_lasts(matter) -> None:
    """Attended once, whenever that was. S3.10"""
    matter.books.trainings["chen", "words"] = matter.now - timedelta(days=9999)

    assert untrained(matter.facts(), "settle") is None


@pytest.mark.parametrize(
    ("word", "by", "came", "waits"),
    [
        ("settle", "chen", "chen", True),
        ("settle", "chen", "shen", False),
        ("settle", "luo", "luo", False),
        ("withdraw", "chen", "chen", False),
    ],
)
def test_some_waits_for_newcomers_alone(matter, word, by, came, waits) -> None:
    """Who came into one of its roles since; whoever had it before goes on, untrained as they are. S3.10"""
    matter.rule(trainings={"words": _rule(gate=(), gate_newcomers=("settle",))})
    matter.books.newcomers.add((came, "words"))

    assert (untrained(matter.facts(by=by), word) is not None) is waits
