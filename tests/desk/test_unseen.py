"""No reading tells of a case that the reader may not see: not by a tie, nor by what looks alike, nor by a task beside both. R20"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Case, ComplaintKitError, NotAllowed
from complaintkit.model import events as e
from complaintkit.model.events import Happened
from complaintkit.records.unseen import NAMES, UNSEEN
from tests.desk.test_readings import ASKED, NIGHTLY, WANG, World, world_in


@attrs.frozen(kw_only=True)
class Tied:
    """A world whose case is tied in every way to one of the other store, which chen may not see; and tasks beside both."""

    world: World
    other: Case
    action: str

    @property
    def secret(self) -> frozenset[str]:
        """What tells of the other case."""
        return frozenset({self.other.number, self.other.id})


@pytest.fixture(scope="module")
def tied(tmp_path_factory: pytest.TempPathFactory, founded: Callable[..., None]) -> Iterator[Tied]:
    """The same customer's other complaint at old-town, of the same lot; found alike, tied, undone, tied anew."""
    with world_in(tmp_path_factory.mktemp("unseen"), founded) as world:
        desk = world.desk
        other = desk.receive(
            "牛奶也是酸的", by="fan", channel="service-desk", unit="old-town", category="product-quality", customer=WANG
        )
        again = desk.receive(  # by a program, which sees what is alike
            "牛奶又酸了", by=NIGHTLY, channel="website", unit="river-street", category="product-quality", customer=WANG
        )
        assert other.number in again.similar
        for case in (world.case, again):
            desk.link(case, by=NIGHTLY, to=other.number, relation="related")
            desk.unlink(case, by=NIGHTLY, to=other.number)
            desk.link(case, by=NIGHTLY, to=other.number, relation="related")
        both = [world.case.number, other.number]
        action = desk.actions.open(
            "两店查冷链", by="lu", who="chen", due=timedelta(days=9), unit="river-street", cases=both
        )
        for task in (world.task, world.incident):
            desk.tasks.tie(task, world.case.number, by="lu")
            desk.tasks.tie(task, other.number, by="lu")
        desk.tasks.untie(world.task, other.number, by="lu")
        desk.tasks.tie(world.task, other.number, by="lu")
        yield Tied(world=attrs.evolve(world, case=again), other=other, action=action.number)


def told(value: object) -> str:
    """Everything that a reading returned, as text."""
    if attrs.has(type(value)):
        return told([getattr(value, one.name) for one in attrs.fields(type(value))])  # type: ignore[arg-type]  # it has
    if isinstance(value, Mapping):
        return told([*value, *value.values()])
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(map(told, value))
    return str(value)


WHOLE: dict[str, Callable[[World, Any], object]] = {
    # what the other table only counts
    "events": lambda w, by: list(w.desk.events(by=by)),
    "tasks.list": lambda w, by: w.desk.tasks.list(by=by),
    "cases": lambda w, by: list(w.desk.cases(by=by)),
    "incidents.show": lambda w, by: w.desk.incidents.show(w.incident, by=by),
    "report": lambda w, by: w.desk.report(w.today, by=by),
    "trainings.themes": lambda w, by: w.desk.trainings.themes(by=by, period=w.today),
    "answers.groups": lambda w, by: w.desk.answers.groups(w.today, by=by, least=1),
    "ledger.verify": lambda w, by: w.desk.ledger.verify(by=by),
    "contact": lambda w, by: w.desk.contact(w.case.number, by=by, purpose="回电"),
}
UNASKED = {"attachment"}  # the case that came in through the website brought no file


@pytest.mark.parametrize("name", sorted(ASKED.keys() - UNASKED))
def test_no_reading_tells_of_a_case_that_is_not_to_be_seen(tied: Tied, name: str) -> None:
    """Whatever is read by somebody of one store: neither number nor id of the other store's case is in it. R20"""
    ask = {**ASKED, **WHOLE}[name]

    text = told(ask(tied.world, "chen"))

    assert not [one for one in tied.secret if one in text]


@pytest.mark.parametrize("name", ["case", "cases", "timeline", "events", "tasks.show", "tasks.list", "incidents.show"])
def test_who_sees_both_reads_both(tied: Tied, name: str) -> None:
    """Whoever may see the other case reads its number where it is named. R20"""
    assert tied.other.number in told({**ASKED, **WHOLE}[name](tied.world, "lu"))


def test_what_stands_in_the_place_of_a_number(tied: Tied) -> None:
    """A line stays a line: that it was tied is told, to what is not; what is alike is left out. R20"""
    mine = [one for one in tied.world.desk.events(by="chen") if one.number == tied.world.case.number]
    data = {one.name: json.loads(one.data) for one in mine}

    assert (data["linked"]["to"], data["unlinked"]["to"]) == (UNSEEN, UNSEEN)
    assert tied.other.number not in data["received"].get("similar", ())


def test_what_is_done_answers_as_what_is_read(tied: Tied) -> None:
    """A command, a step of a task, and their refusals. R20"""
    desk, world = tied.world.desk, tied.world
    answers: list[object] = [
        desk.note(world.case, by="chen", text="已看"),
        desk.actions.finish(tied.action, by="chen", evidence="已查"),
        desk.duties("chen", by="chen"),
    ]
    with pytest.raises(ComplaintKitError) as refused:
        desk.incidents.close(world.incident, by="chen")
    answers.append(refused.value.user_message("en"))

    assert not [one for one in tied.secret if one in told(answers)]


def test_a_duplicate_does_not_name_the_case_that_goes_on(tied: Tied) -> None:
    """Neither on the grey button nor in the refusal. R14, R20"""
    desk = tied.world.desk
    case = desk.receive(
        "还是酸的", by="chen", channel="service-desk", unit="river-street", category="product-quality", customer=WANG
    )
    desk.link(case, by="lu", to=tied.other.number, relation="duplicate")

    shown = desk.case(case, by="chen")
    possible = desk.possible(case, by="chen")
    with pytest.raises(NotAllowed) as refused:
        desk.object(case, by="chen", text="不是")

    assert (shown.links, shown.duplicate_of) == ({}, None)
    assert tied.other.number not in told([shown, possible, refused.value.user_message("en")])
    assert tied.other.number in str(desk.possible(case, by="lu")["object"].why)


def test_every_event_that_names_another_case_is_known() -> None:
    """By the names that such fields have: a new one has to stand in the table. R20"""
    kinds = {one.name: one for one in vars(e).values() if isinstance(one, type) and issubclass(one, Happened)}
    fields = {"similar", "cases", "case"}
    naming = {name for name, kind in kinds.items() if fields & {one.name for one in attrs.fields(kind)}}

    assert naming | {"linked", "unlinked"} == NAMES.keys()
    assert all(NAMES[name] in {one.name for one in attrs.fields(kinds[name])} for name in NAMES)
