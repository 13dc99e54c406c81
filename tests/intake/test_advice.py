"""What assigners and classifiers say where a program takes a complaint in: they propose, the core decides."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

from complaintkit import Customer, Severity, System
from complaintkit.plugin import CaseView, Classification, Plugin, hookimpl

WANG = Customer(phone="13800138000")


@attrs.frozen(kw_only=True, eq=False)
class Advisor(Plugin):
    """An assigner and a classifier that say what the test wants, and keep what they were given."""

    name: str = "advisor"
    names: Callable[..., object] = lambda present: ()
    thinks: Callable[[str], object] = lambda text: None
    views: list[CaseView] = attrs.field(factory=list)
    texts: list[str] = attrs.field(factory=list)

    def candidates(self, case, present):
        """As an assigner."""
        self.views.append(case)
        return self.names(present)

    def classify(self, text, categories):
        """As a classifier."""
        self.texts.append(text)
        return self.thinks(text)

    @hookimpl
    def complaintkit_assigners(self):
        """Itself."""
        return [self]

    @hookimpl
    def complaintkit_classifiers(self):
        """Itself."""
        return [self]


def received(house, by="web", **given):
    """A complaint that a program, or a person, takes in."""
    given = {"channel": "website", "unit": "softpark", "customer": WANG, **given}
    return house.desk.receive("米饭是酸的", by=System(by) if by == "web" else by, **given)


def read(house, case):
    """The readings on a case's ledger: who read, and what it made of it."""
    events = [line.event for line in house.desk.timeline(case, by="fang")]
    return [(one.reader, one.category, one.severity) for one in events if one.name == "text-read"]


def test_the_first_candidate_who_is_there_is_responsible(house):
    """Nobody who is unknown, not there, or may not receive; where nobody fits, whoever is on duty. F1"""
    house.beside(Advisor(names=lambda present: ["nobody", "wu", "chen", "sun"]))
    assert received(house).owner == "chen"
    house.beside(Advisor(names=lambda present: ["nobody", "wu"]))
    assert received(house).owner == "sun"


def test_an_assigner_is_told_who_could_take_it(house):
    """Those who are there and may; and a case without persons."""
    told = []

    def keep(present):
        told.extend(present)
        return ()

    advisor = Advisor(names=keep)
    house.beside(advisor)
    received(house, category="food/sensory")

    assert {"sun", "chen"} <= set(told)
    assert "wu" not in told, "the late turn has not begun"
    (view,) = advisor.views
    assert (view.category, view.unit, view.channel) == ("food/sensory", "softpark", "website")
    assert "13800138000" not in repr(view)


def test_the_settings_order_the_assigners(house):
    """The first that names somebody who fits; one that fails stops nobody."""

    def fails(present):
        raise RuntimeError("no database")

    first, second = Advisor(name="first", names=fails), Advisor(name="second", names=lambda present: ["chen"])
    house.beside(first, second, Advisor(name="third", names=lambda present: ["sun"]))
    assert received(house).owner == "chen"


def test_a_candidate_is_never_who_it_is_about(house):
    """R6"""
    house.beside(Advisor(names=lambda present: ["chen", "sun"]))
    assert received(house, about_staff="chen").owner == "sun"


def test_whoever_hears_it_in_person_is_responsible(house):
    """Nobody is asked: first responsibility is theirs, and they say what it is about. S4.2"""
    advisor = Advisor(names=lambda present: ["chen"], thinks=lambda text: Classification("food/sensory"))
    house.beside(advisor)
    case = received(house, by="sun")
    assert (case.owner, case.category, advisor.views, advisor.texts) == ("sun", None, [], [])
    assert received(house, received_by="sun").owner == "sun"


def test_a_classifier_says_what_it_is_about(house, said):
    """A message of a channel becomes a case with a category; the reading is on its ledger."""
    advisor = Advisor(thinks=lambda text: Classification("food/sensory", severity=Severity.HIGH, confidence=0.8))
    house.beside(advisor)
    house.push(said("米饭是酸的"))

    (case,) = house.cases()
    assert (case.category, case.severity) == ("food/sensory", "high")
    assert read(house, case) == [("advisor", "food/sensory", "high")]
    assert advisor.texts == ["米饭是酸的"]


@pytest.mark.parametrize("thought", [None, Classification("food/sensory", confidence=0.49)], ids=["nothing", "a guess"])
def test_what_is_not_likely_is_on_record_and_changes_nothing(house, said, thought):
    """Somebody has read it all the same."""
    house.beside(Advisor(thinks=lambda text: thought))
    house.push(said("米饭是酸的"))

    (case,) = house.cases()
    assert case.category is None
    assert read(house, case) == [("advisor", thought and "food/sensory", None)]


def test_nobody_reads_on_once_one_is_sure(house):
    """The text goes to no more plugins than it takes."""
    vague = Advisor(name="vague", thinks=lambda text: None)
    sure = Advisor(name="sure", thinks=lambda text: Classification("food/sensory"))
    idle = Advisor(name="idle", thinks=lambda text: Classification("service/delivery-late"))
    house.beside(vague, sure, idle)
    case = received(house)

    assert (case.category, idle.texts) == ("food/sensory", [])
    assert [reader for reader, *_ in read(house, case)] == ["vague", "sure"]


@pytest.mark.parametrize(
    "thought", [Classification("no/such"), "food/sensory", 1 / 2], ids=["unknown", "text", "number"]
)
def test_nonsense_of_a_classifier_is_no_category(house, thought):
    """It has read the text, and that is on record."""
    house.beside(Advisor(thinks=lambda text: thought))
    case = received(house)
    assert (case.category, read(house, case)) == (None, [("advisor", None, None)])


def test_the_text_is_given_to_nobody_where_it_begins_no_case(house, said):
    """What is known already, what a stranger sends, what goes on with a case, and what has its category."""
    advisor = Advisor(thinks=lambda text: Classification("food/sensory"))
    house.beside(advisor)
    house.push(said("米饭是酸的"))
    advisor.texts.clear()

    house.push(said("米饭是酸的"))
    house.push(said("还有汤", id="m2"))
    house.push(said("是谁", id="m3", sender="13900139000"), proof="none")
    received(house, category="food/temperature")
    assert advisor.texts == []


def test_the_same_request_again_is_the_same_case_whatever_plugins_say_by_then(house):
    """By its key: nobody is asked again."""
    advisor = Advisor(thinks=lambda text: Classification("food/sensory"))
    house.beside(advisor)
    first = received(house, idempotency_key="k1")
    assert received(house, idempotency_key="k1").number == first.number
    assert len(advisor.texts) == 1
