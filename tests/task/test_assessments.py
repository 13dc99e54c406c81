"""Assessments: opened when a period ends, made by another, seen by few, answered, decided above. S3.11, S4.5"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from complaintkit import Customer, Desk, InvalidInput, NotAllowed, NotFound, Period, System, Task
from complaintkit.playbook import load_playbook
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
DAY = timedelta(days=1)
AT = "2026-12-21T10:00+08:00"
WANG = Customer(name="王芳", phone="13800138000")
MARKS = dict.fromkeys(("attitude", "language", "conduct", "efficiency", "satisfaction"), 4)


@pytest.fixture
def clock() -> FakeClock:
    """The time: ten days before a quarter ends."""
    return FakeClock(AT)


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock, founded: Callable[..., None]) -> Iterator[Desk]:
    """A supermarket whose people are assessed each quarter."""
    book = tmp_path / "assessed.toml"
    book.write_text(
        'schema = 1\nname = "assessed"\nversion = "1"\nextends = "supermarket"\nbase = "1.2"\n'
        '[assessment.staff]\ntitle = { zh = "员工考核", en = "Assessment" }\n'
        'of = ["service-desk", "service-supervisor", "store-manager", "regional-director"]\n'
        'by = "service-supervisor"\nevery = "quarter"\n'
        + "".join(f'items.{one} = {{ zh = "{one}", en = "{one}" }}\n' for one in MARKS)
        + '[assessment.unit]\ntitle = { zh = "门店考核", en = "Stores" }\nof = "units"\nby = "regional-director"\n'
        'every = "quarter"\nitems.limits = { zh = "时限", en = "Limits" }\n',
        encoding="utf-8",
    )
    organisation = SAMPLES / "supermarket" / "organisation.toml"
    founded(tmp_path, playbook=book, organisation=organisation, at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock) as opened:
        opened.run_due()
        yield opened


def quarter_ends(desk: Desk, clock: FakeClock, days: int = 11) -> dict[str, Task]:
    """What is open of people afterwards, by whom it is about."""
    clock.advance(days * DAY)
    desk.run_due()
    found = desk.tasks.list(by=System("t"), kind="assessment", limit=200)
    return {one.about["staff"]: one for one in found if "unit" not in one.about}


def receive(desk: Desk, by: str = "chen", **more: Any) -> Any:
    """A complaint."""
    given = {"category": "product-quality/food", "customer": WANG, "channel": "service-desk", **more}
    return desk.receive("奶酸了", by=by, **given)


# ---- opened ---------------------------------------------------------------------------------------------------------
def test_each_person_is_assessed_by_another_when_the_period_has_ended(desk, clock) -> None:
    """Once, by who holds the role; who holds it by somebody above them; at the top there is nobody else. S3.11, R6"""
    found = quarter_ends(desk, clock)
    assert found.keys() == {"chen", "sun", "ding", "fan", "xu", "yu", "lu"}
    assert {name: found[name].owner for name in ("chen", "sun", "xu")} == dict.fromkeys(("chen", "sun", "xu"), "ding")
    assert found["ding"].owner == "xu"
    assert [name for name, one in found.items() if one.owner == name] == ["lu"]
    assert {one.period for one in found.values()} == {"2026-Q4"}
    assert quarter_ends(desk, clock, 0) == found


def test_units_are_assessed_too(desk, clock) -> None:
    """Each that somebody works in, by the role; whoever leads it is told and answers. S4.5"""
    quarter_ends(desk, clock)
    units = [one for one in desk.tasks.list(by="lu", kind="assessment", limit=200) if "unit" in one.about]
    found = {one.about["unit"]: (one.about["staff"], one.owner) for one in units}
    assert found["river-street"] == ("xu", "lu")
    assert found["old-town"] == ("yu", "lu")


def test_what_was_not_made_is_missed_when_the_next_is_due(desk, clock) -> None:
    """Late on record, then missed; a period before the desk kept turns is nobody's. R15"""
    first = quarter_ends(desk, clock)["chen"]
    quarter_ends(desk, clock, 91)
    old = desk.tasks.show(first, by="ding")
    assert (old.state, len(old.breaches)) == ("missed", 1)
    assert quarter_ends(desk, clock, 0)["chen"].period == "2027-Q1"


# ---- figures --------------------------------------------------------------------------------------------------------
def test_figures_never_say_how_much_somebody_took_in(desk, clock) -> None:
    """Ten complaints registered, and one about them: the figures are those of a quiet quarter. R13"""
    before = quarter_ends(desk, clock)["chen"].values["figures"]
    quiet = [one for one in before if not one.startswith("on-time")]
    for _ in range(10):
        receive(desk, by="sun")
    receive(desk, by="fan", about_staff="chen")
    after = quarter_ends(desk, clock, 91)["sun"].values["figures"]
    assert [one for one in after if not one.startswith("on-time")] == quiet


def test_figures_are_frozen(desk, clock) -> None:
    """What happens later changes nothing in them; and nobody gives them by hand."""
    case = receive(desk)
    asked = desk.assessments.ask(
        "chen", by="xu", rule="staff", period=Period.month(2026, 12, zone="Asia/Shanghai"), due=DAY
    )
    desk.settle(case, by="chen", facts="奶已过期", agreed="in-person")
    assert desk.tasks.show(asked, by="xu").values["figures"] == asked.values["figures"]
    with pytest.raises(InvalidInput):
        desk.tasks.open(
            "assessment", "x", by="xu", due=DAY, about={"staff": "chen"}, given={"figures": ["on-time 9 of 9"]}
        )


def test_figures_are_what_the_ledgers_say(desk, clock) -> None:
    """Deadlines of cases that were theirs, in time or not; what fewer than five stand behind is marked. S4.5, S3.11"""
    desk.settle(receive(desk), by="chen", facts="奶已过期", agreed="in-person")
    late = receive(desk)
    clock.advance(5 * DAY)
    desk.run_due()
    figures = quarter_ends(desk, clock, 6)["chen"].values["figures"]
    met, of = (int(figures[0].split()[index]) for index in (1, 3))
    breached = [one for one in desk.events(by="lu") if one.name == "deadline-breached" and one.number == late.number]
    assert breached
    assert of > met > 0
    assert figures[3] == "satisfied 0 of 0 few"


# ---- made -----------------------------------------------------------------------------------------------------------
def test_whom_it_is_about_hears_it_and_may_answer(desk, clock) -> None:
    """Told at once; their answer goes to somebody above who made it, who decides. S3.11, S3.17"""
    task = quarter_ends(desk, clock)["chen"]
    told = desk.assessments.assess(task, by="ding", marks=MARKS, proposal="coaching", reason="用语需改进")
    assert (told.state, told.waits_for) == ("proposed", "chen")
    assert told.due_at == clock.now() + 7 * DAY
    assert told in desk.duties("chen").tasks
    heard = desk.assessments.answer(told, by="chen", answer="已改正")
    assert (heard.state, heard.waits_for) == ("heard", "xu")
    with pytest.raises(NotAllowed):
        desk.assessments.decide(heard, by="ding", decision="agreed", reason="同意")
    closed = desk.assessments.decide(heard, by="xu", decision="agreed", reason="安排两次辅导")
    assert (closed.state, closed.values["proposal"], closed.words["answer"]) == ("closed", ("coaching",), "已改正")
    assert desk.tasks.show(closed, by="chen") == closed
    assert closed in desk.tasks.list(by="chen", kind="assessment", open=False)


@pytest.mark.parametrize(
    ("proposal", "state", "waits_for"), [({}, "closed", ""), ({"proposal": "reward", "reason": "主动"}, "heard", "xu")]
)
def test_after_seven_days_it_goes_on_without_an_answer(desk, clock, proposal, state, waits_for) -> None:
    """Closed; what was proposed is decided on. No answer is no breach."""
    told = desk.assessments.assess(quarter_ends(desk, clock)["chen"], by="ding", marks=MARKS, **proposal)
    clock.advance(7 * DAY - timedelta(minutes=1))
    desk.run_due()
    assert desk.tasks.show(told, by="chen").waits_for == "chen"
    clock.advance(timedelta(minutes=1))
    desk.run_due()
    after = desk.tasks.show(told, by="ding")
    assert (after.state, after.waits_for, after.breaches) == (state, waits_for, ())
    with pytest.raises(NotAllowed):
        desk.assessments.answer(after, by="chen", answer="迟到的意见")


def test_nobody_assesses_themselves(desk, clock) -> None:
    """Not as who makes it, not as somebody above who made it, not by being given it; only at the top, on record. R6"""
    found = quarter_ends(desk, clock)
    with pytest.raises(NotAllowed):
        desk.assessments.assess(found["ding"], by="ding", marks=MARKS)
    of_xu = found["xu"]
    for word, given in (("drop", {"reason": "不用"}), ("assess", {"marks": MARKS})):
        with pytest.raises(NotAllowed):
            desk.tasks.step(of_xu, word, by="xu", **given)
    with pytest.raises(InvalidInput):
        desk.tasks.give(found["chen"], by="ding", to="chen", reason="自评")
    with pytest.raises(InvalidInput):
        desk.assessments.ask(
            "chen", by="xu", who="chen", rule="staff", period=Period.month(2026, 12, zone="Asia/Shanghai"), due=DAY
        )
    own = desk.assessments.assess(found["lu"], by="lu", marks=MARKS)
    assert [one.name for one in desk.events() if one.task == own.number].count("exception-recorded") == 1


def test_who_leaves_does_not_leave_it_to_whom_it_is_about(desk, clock) -> None:
    """What somebody had to make goes to another who may. F8, R6"""
    found = quarter_ends(desk, clock)
    of_xu = found["xu"]
    desk.people.left("ding", by="lu")
    for name, one in found.items():
        owner = desk.tasks.show(one, by=System("t")).owner
        assert owner != "ding"
        assert owner != name or name == "lu"
    assert desk.tasks.show(of_xu, by="lu").owner == "lu"


@pytest.mark.parametrize(
    "marks",
    [{}, {**MARKS, "smile": 3}, {"attitude": 4}, {**MARKS, "attitude": 6}, {**MARKS, "attitude": True}, "attitude"],
)
def test_every_standard_gets_a_mark_and_nothing_else_does(desk, clock, marks) -> None:
    """From 1 to 5; the error names the field. S3.15"""
    task = quarter_ends(desk, clock)["chen"]
    with pytest.raises(InvalidInput) as error:
        desk.assessments.assess(task, by="ding", marks=marks)
    assert error.value.field == "marks"


def test_marks_may_come_as_text(desk, clock) -> None:
    """As a form gives them."""
    task = quarter_ends(desk, clock)["chen"]
    text = ", ".join(f"{item}={mark}" for item, mark in MARKS.items())
    assert desk.tasks.step(task, "assess", by="ding", marks=text).values["marks"] == tuple(f"{one}=4" for one in MARKS)


# ---- seen -----------------------------------------------------------------------------------------------------------
def test_nobody_else_sees_it(desk, clock) -> None:
    """Not a colleague of the store, not who sees every store's cases; who stands above them does. R20"""
    task = quarter_ends(desk, clock)["chen"]
    told = desk.assessments.assess(task, by="ding", marks=MARKS)
    message = next(one for one in desk.outbox.list(by=System("t"), limit=1000) if one.case == told.number)
    for by in ("sun", "wei", "jin", "fan", "yu", "hao"):
        assert told.number not in [one.number for one in desk.tasks.list(by=by, open=None, limit=200)]
        assert told.number not in {one.task for one in desk.events(by=by)}
        assert told.number not in {one.case for one in desk.outbox.list(by=by, limit=1000)}
        with pytest.raises(NotFound):
            desk.outbox.show(message.id, by=by)
        with pytest.raises(NotFound):
            desk.tasks.show(told, by=by)
        with pytest.raises(NotFound):
            desk.assessments.answer(told, by=by, answer="x")
    for by in ("chen", "ding", "zhao", "xu", "lu"):
        assert desk.tasks.show(told, by=by) == told
        assert told.number in [one.number for one in desk.tasks.list(by=by, open=None, limit=200)]


def test_a_page_of_a_list_is_full_although_some_are_hidden(desk, clock) -> None:
    """Whoever may not see one gets the next in its place."""
    quarter_ends(desk, clock)
    everything = [one.number for one in desk.tasks.list(by="sun", open=None, limit=200)]
    assert len(everything) > 2
    first = desk.tasks.list(by="sun", open=None, limit=2)
    rest = desk.tasks.list(by="sun", open=None, limit=200, after=first[-1].number)
    assert [one.number for one in (*first, *rest)] == everything


@pytest.mark.parametrize("name", ["supermarket-service", "canteen-delivery"])
def test_shipped_assessments_name_what_they_mark(name) -> None:
    """In both languages, each quarter. S3.11, S3.15, S4.5"""
    rules = load_playbook(name).assessments.values()
    assert rules
    for rule in rules:
        assert rule.every == "quarter"
        assert all({"zh", "en"} <= words.keys() for words in rule.items.values())
