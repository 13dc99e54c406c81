"""Trainings: planned by the playbook or by hand, held, who attended what, what waits for them, what they could be about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from complaintkit import ConfigurationError, Customer, Desk, InvalidInput, Issue, NotAllowed, Period, Task
from complaintkit.playbook import load_playbook
from complaintkit.records.attendance import attended_by
from complaintkit.testing import FakeClock

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "supermarket" / "organisation.toml"
DAY = timedelta(days=1)
WANG = Customer(name="王芳", phone="13800138000")


def planned(desk: Desk, rule: str = "complaints", unit: str = "river-street") -> list[Task]:
    """Trainings of a name that are to be held."""
    found = desk.tasks.list(by="lu", kind="training", unit=unit)
    return [one for one in found if one.about.get("rule") == rule]


def with_newcomer(desk: Desk, *, roles: tuple[str, ...] = ("service-desk",)) -> dict[str, Any]:
    """The organisation, with somebody new at River Street."""
    data: Any = desk.people.organisation(by="lu").as_data()
    new = {"name": "新来", "roles": list(roles), "units": ["river-street"]}
    return {**data, "staff": {**data["staff"], "xin": new}}


# ---- planned --------------------------------------------------------------------------------------------------------
def test_each_period_has_its_training_from_its_first_day(desk, clock) -> None:
    """For everybody of its roles in the unit, held by the role that holds it, before the period ends; once. S0.15, S3.10"""
    desk.run_due()
    assert planned(desk) == []  # the quarter in which the desk was set up is nobody's debt
    clock.advance(41 * DAY)  # 1 January
    desk.run_due()
    desk.run_due()
    [training] = planned(desk)
    assert (training.period, training.state) == ("2027-Q1", "planned")
    assert training.due_at.isoformat() == "2027-03-31T21:00:00+00:00"
    roles = set(load_playbook("supermarket").trainings["complaints"].roles)
    staff = desk.people.organisation(by="lu").staff.values()
    assert set(training.values["people"]) == {
        one.id for one in staff if roles & set(one.roles) and one.units[0] == "river-street"
    }


def test_one_that_is_not_held_stays_late_and_is_not_doubled(desk, clock) -> None:
    """The next period adds none while the last one is open; a breach is on record. R15"""
    desk.run_due()
    clock.advance(41 * DAY)
    desk.run_due()
    clock.advance(100 * DAY)
    desk.run_due()
    [training] = planned(desk)
    assert (training.period, training.is_late) == ("2027-Q1", True)


def test_newcomers_are_trained_before_they_serve(desk) -> None:
    """Whoever the organisation gains in its roles, in the change that gains them; nobody else, and not twice. S3.10"""
    assert planned(desk) == []
    desk.set_organisation(with_newcomer(desk), by="lu")
    [training] = planned(desk)
    assert training.values["people"] == ("xin",)
    assert training.due_at > training.opened_at
    desk.set_organisation(with_newcomer(desk), by="lu")
    assert planned(desk) == [training]


def test_who_changes_into_a_role_is_new_in_it(desk) -> None:
    """From a role that the training is not for; not from one that it is for."""
    desk.set_organisation(with_newcomer(desk, roles=("floor",)), by="lu")
    assert (len(planned(desk)), len(planned(desk, "service"))) == (0, 1)
    desk.set_organisation(with_newcomer(desk, roles=("hotline",)), by="lu")
    assert (len(planned(desk)), len(planned(desk, "service"))) == (1, 1)
    desk.set_organisation(with_newcomer(desk, roles=("service-desk",)), by="lu")
    assert (len(planned(desk)), len(planned(desk, "service"))) == (1, 1)


# ---- held, dropped --------------------------------------------------------------------------------------------------
def by_hand(desk: Desk, **more: Any) -> Task:
    """One of the store manager's."""
    given: dict[str, Any] = {"rule": "complaints", "who": "xu", **more}
    return desk.trainings.plan(by="xu", people=["chen"], due=30 * DAY, **given)


def test_who_attended_is_known_at_once(desk, clock) -> None:
    """Of the playbook's by its name, of another by its number; the newest time. S0.15"""
    held = desk.trainings.hold(by_hand(desk), by="xu", attended=["chen", "ding"], remark="角色演练")
    assert (held.state, held.open, held.words["remark"]) == ("held", False, "角色演练")
    assert desk.trainings.attended("chen", by="xu") == {"complaints": held.closed_at}
    clock.advance(DAY)
    other = by_hand(desk, rule=None, what="投诉高峰应对")
    desk.trainings.hold(other, by="xu", attended=["chen"])
    desk.trainings.hold(by_hand(desk), by="xu", attended=["chen"])
    now = clock.now()
    assert desk.trainings.attended("chen", by="chen") == {"complaints": now, other.number: now}


def test_who_leaves_and_comes_back_has_attended_nothing(desk) -> None:
    """Since they came; by the change of the organisation, and by a departure. S3.10"""
    old: Any = desk.people.organisation(by="lu").as_data()
    for leave in (lambda: desk.people.left("xin", by="lu"), lambda: desk.set_organisation(old, by="lu")):
        desk.set_organisation(with_newcomer(desk), by="lu")
        desk.trainings.hold(planned(desk)[0], by="lu", attended=["xin"])
        assert desk.trainings.attended("xin", by="lu")
        leave()
        with desk._opened.storage.reading() as reader:
            assert attended_by(reader, "xin") == {}


def test_one_who_holds_it_cannot_drop_it(desk) -> None:
    """Somebody above them does, with the reason."""
    task = by_hand(desk, who="zhao")
    with pytest.raises(NotAllowed):
        desk.trainings.drop(task, by="zhao", reason="没空")
    assert desk.trainings.drop(task, by="xu", reason="并入季度培训").state == "dropped"
    assert desk.trainings.attended("chen", by="xu") == {}


@pytest.mark.parametrize(
    ("given", "field"), [({"rule": "complaint"}, "rule"), ({"who": "nobody"}, "who"), ({"rule": None}, "what")]
)
def test_bad_input_names_the_field(desk, given, field) -> None:
    """A training that the playbook does not have would never count as attended."""
    with pytest.raises(InvalidInput) as error:
        by_hand(desk, **given)
    assert error.value.field == field


def test_who_may_not_see_somebody_learns_nothing_of_them(desk) -> None:
    """Another store; and somebody whom nobody knows. R20"""
    for staff, by in (("chen", "fan"), ("nobody", "lu")):
        with pytest.raises(InvalidInput):
            desk.trainings.attended(staff, by=by)


# ---- what waits for it ----------------------------------------------------------------------------------------------
@pytest.fixture
def gated(tmp_path: Path, clock: FakeClock, founded: Callable[..., None]) -> Iterator[Desk]:
    """A desk whose playbook lets nobody take complaints in, or note anything, before they were trained."""
    book = tmp_path / "gated.toml"
    book.write_text(
        'schema = 1\nname = "gated"\nversion = "1"\nextends = "supermarket"\nbase = "1.2"\n'
        '[training.complaints]\ngate = ["receive", "note"]\n',
        encoding="utf-8",
    )
    founded(tmp_path, playbook=book, organisation=ORGANISATION, at=clock.now().isoformat())
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock) as opened:
        yield opened


def receive(desk: Desk, by: str) -> Any:
    """A complaint."""
    return desk.receive("奶酸了", by=by, channel="service-desk", category="product-quality/food", customer=WANG)


def test_a_gate_stays_shut_until_the_training_is_attended(gated, clock) -> None:
    """The refusal names the training, who holds it, and what to do; after a quarter it is to be attended again. S3.10"""
    with pytest.raises(NotAllowed) as error:
        receive(gated, "chen")
    for language in ("zh", "en"):
        assert {"complaints", "ding"} <= set(re.findall("[a-z]+", error.value.user_message(language)))
    gated.trainings.hold(by_hand(gated), by="xu", attended=["chen"])
    case = receive(gated, "chen")
    assert "note" in gated.allowed(case, by="chen")
    clock.advance(93 * DAY)
    assert "note" not in gated.allowed(case, by="chen")
    with pytest.raises(NotAllowed, match="has to attend a training first"):
        gated.note(case, by="chen", text="来电催促")


def test_a_gate_bars_only_the_roles_it_is_for(gated) -> None:
    """Others, and what it does not name, go on."""
    case = receive(gated, "xu")  # the training is not for the store manager
    assert "note" in gated.allowed(case, by="xu")


@pytest.mark.parametrize(
    "name", ["supermarket", "night-market", "print-shop", "supermarket-service", "canteen-delivery"]
)
def test_no_shipped_playbook_bars_whoever_is_here(name) -> None:
    """Each names trainings, for newcomers and again and again; one bars newcomers until then. S0.15, S1.11, S2.11, S3.10"""
    trainings = load_playbook(name).trainings.values()
    assert trainings
    assert all(one.every and one.newcomers and not one.gate for one in trainings)
    assert [bool(one.gate_newcomers) for one in trainings] == [name == "supermarket-service"] * len(trainings)


def test_a_gate_for_newcomers_needs_a_training_of_theirs(tmp_path) -> None:
    """Else nobody would ever be let in. S3.10"""
    book = tmp_path / "closed.toml"
    book.write_text(
        'schema = 1\nname = "closed"\nversion = "1"\nextends = "supermarket"\nbase = "1.2"\n'
        '[training.complaints]\nnewcomers = false\ngate-newcomers = ["receive"]\n',
        encoding="utf-8",
    )
    with pytest.raises(ConfigurationError, match="gate-newcomers"):
        load_playbook(book)


# ---- what they could be about ---------------------------------------------------------------------------------------
def test_themes_count_each_issue(desk) -> None:
    """As the report does: a complaint of two things is one of each, two things alike are one. R7, S0.15"""
    month = Period.month(2026, 11, zone="Asia/Shanghai")
    issues = [Issue("价签也不对", category="price/label"), Issue("别的价签也是", category="price/label")]
    said = {"channel": "service-desk", "category": "product-quality/food", "customer": WANG, "issues": issues}
    desk.receive("不对", by="chen", **said)
    themes = desk.trainings.themes(by="xu", period=month)

    counts = {f"category:{one.key}": one.count for one in desk.report(month).figures.categories}
    assert {one.subject: one.complaints for one in themes} == counts
    assert counts == {"category:price/label": 1, "category:product-quality/food": 1}


def test_themes_are_what_happened_most(desk, clock) -> None:
    """Complaints, deadlines missed and rounds anew of each category, the most telling first; of the units one sees. S0.15, S3.10"""
    month = Period.month(2026, 11, zone="Asia/Shanghai")
    assert desk.trainings.themes(by="xu", period=month) == ()
    for category in ("price/label", "product-quality/food", "product-quality/food"):
        desk.receive("不对", by="chen", channel="service-desk", category=category, customer=WANG)
    desk.receive("几点开门", by="chen", channel="service-desk", kind="inquiry", customer=WANG)
    first, second = desk.trainings.themes(by="xu", period=month)
    assert (first.subject, first.complaints) == ("category:product-quality/food", 2)
    assert (second.subject, second.complaints, second.breached) == ("category:price/label", 1, 0)
    assert first.sentence("zh").endswith("投诉2件，超时0次，重新处理0次")
    clock.advance(5 * DAY)
    desk.run_due()
    late = desk.trainings.themes(by="xu", period=month, unit="river-street")
    assert all(one.breached >= one.complaints for one in late)
    assert desk.trainings.themes(by="yu", period=month) == ()
    assert desk.trainings.themes(by="xu", period=Period.month(2026, 10, zone="Asia/Shanghai")) == ()
