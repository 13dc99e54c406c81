"""No reading tells strangers more: what is refused tells nobody whether there is such a thing. R20"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from complaintkit import (
    Case,
    ComplaintKitError,
    ConflictError,
    Contact,
    Customer,
    Desk,
    InvalidInput,
    Member,
    Money,
    NewMember,
    NotAllowed,
    NotFound,
    System,
)
from complaintkit.decision.tables.verb import VERBS, Act, Asker
from complaintkit.model.commands import Note, OnCase, commands
from complaintkit.plugin import FormReceived
from complaintkit.records.request import Request
from tests.desk.test_readings import ASKED, NIGHTLY, SEEN, WANG, Ask, World, public_verbs, world_in


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, founded: Callable[..., None]) -> Iterator[World]:
    """One that is only looked at."""
    with world_in(tmp_path_factory.mktemp("readings"), founded) as made:
        yield made


@pytest.fixture
def fresh(tmp_path: Path, founded: Callable[..., None]) -> Iterator[World]:
    """One in which more happens."""
    with world_in(tmp_path, founded) as made:
        yield made


NAMED: dict[str, tuple[str, Callable[[Desk, str, Any], object]]] = {
    "case": ("case", lambda desk, ref, by: desk.case(ref, by=by)),
    "allowed": ("case", lambda desk, ref, by: desk.allowed(ref, by=by)),
    "possible": ("case", lambda desk, ref, by: desk.possible(ref, by=by)),
    "timeline": ("case", lambda desk, ref, by: desk.timeline(ref, by=by)),
    "timeline_in_words": ("case", lambda desk, ref, by: desk.timeline_in_words(ref, by=by)),
    "contact": ("case", lambda desk, ref, by: desk.contact(ref, by=by, purpose="回电")),
    "attachment": ("case", lambda desk, ref, by: desk.attachment(ref, "f1", by=by, purpose="查看")),
    "proposals": ("case", lambda desk, ref, by: desk.proposals(ref, by=by)),
    "registration_form": ("case", lambda desk, ref, by: desk.registration_form(ref, by=by)),
    "answers.for_case": ("case", lambda desk, ref, by: desk.answers.for_case(ref, by=by)),
    "guidance": ("case", lambda desk, ref, by: desk.guidance("receive", case=ref, by=by)),
    "playbook": ("case", lambda desk, ref, by: desk.playbook(case=ref, by=by)),
    "outbox.list": ("case", lambda desk, ref, by: desk.outbox.list(case=ref, by=by)),
    "outbox.show": ("entry", lambda desk, ref, by: desk.outbox.show(ref, by=by)),
    "outbox.list after": ("entry", lambda desk, ref, by: desk.outbox.list(after=ref, by=by)),
    "outbox.retry": ("entry", lambda desk, ref, by: desk.outbox.retry(ref, by=by, reason="号码已核对")),
    "outbox.give_up": ("entry", lambda desk, ref, by: desk.outbox.give_up(ref, by=by, reason="号码已核对")),
    "refused.show": ("kept", lambda desk, ref, by: desk.refused.show(ref, by=by)),
    "refused.list after": ("kept", lambda desk, ref, by: desk.refused.list(after=ref, by=by)),
    "refused.mend": ("kept", lambda desk, ref, by: desk.refused.mend(ref, by=by)),
    "members.show": ("member", lambda desk, ref, by: desk.members.show(ref, by=by)),
    "members.timeline": ("member", lambda desk, ref, by: desk.members.timeline(ref, by=by)),
    "members.contact": ("member", lambda desk, ref, by: desk.members.contact(ref, by=by, purpose="回电")),
    "members.list after": ("member", lambda desk, ref, by: desk.members.list(after=ref, by=by)),
    "members.credit": ("member", lambda desk, ref, by: desk.members.credit(ref, 5, by=by, because="gift")),
    "tasks.show": ("task", lambda desk, ref, by: desk.tasks.show(ref, by=by)),
    "tasks.possible": ("task", lambda desk, ref, by: desk.tasks.possible(ref, by=by)),
    "incidents.show": ("incident", lambda desk, ref, by: desk.incidents.show(ref, by=by)),
    "incidents.form": ("incident", lambda desk, ref, by: desk.incidents.form(ref, by=by)),
    "tasks.timeline": ("task", lambda desk, ref, by: desk.tasks.timeline(ref, by=by)),
    "tasks.step": ("task", lambda desk, ref, by: desk.tasks.step(ref, "finish", by=by, evidence="已办")),
    "tasks.give": ("task", lambda desk, ref, by: desk.tasks.give(ref, by=by, to="chen", reason="换人")),
    "tasks.offer": ("task", lambda desk, ref, by: desk.tasks.offer(ref, by=by, to="chen", reason="换人")),
    "tasks.accept": ("task", lambda desk, ref, by: desk.tasks.accept(ref, by=by, handover="h")),
    "tasks.decline": ("task", lambda desk, ref, by: desk.tasks.decline(ref, by=by, handover="h", reason="overloaded")),
    "tasks.list after": ("task", lambda desk, ref, by: desk.tasks.list(after=ref, by=by)),
    "export_person": ("case", lambda desk, ref, by: desk.export_person(ref, by=by)),
    "restrict_person": ("case", lambda desk, ref, by: desk.restrict_person(ref, by=by)),
    "lift_restriction": ("case", lambda desk, ref, by: desk.lift_restriction(ref, by=by)),
    "erase_person": ("case", lambda desk, ref, by: desk.erase_person(ref, by=by)),
}


def said_of(attempt: Callable[[], object], ref: str) -> tuple[type, str, str]:
    """The refusal, without the name that was asked for."""
    with pytest.raises(ComplaintKitError) as error:
        attempt()
    return type(error.value), str(error.value).replace(ref, "?"), error.value.user_message("zh").replace(ref, "?")


@pytest.mark.parametrize("by", ["fan", "yu", "sun", "nobody"])
@pytest.mark.parametrize("name", NAMED)
def test_what_is_not_theirs_is_as_if_it_were_not(world: World, name: str, by: str) -> None:
    """Another store's, a departed and an unknown person hear the same of what there is and of what there is not. R20"""
    what, ask = NAMED[name]
    there = world.case.number if what == "case" else getattr(world, what)
    missing = "RIVER-STREET-261121-999" if what == "case" else "x-999"
    assert said_of(lambda: ask(world.desk, there, by), there) == said_of(lambda: ask(world.desk, missing, by), missing)


@pytest.mark.parametrize("by", ["fan", "sun", "nobody"])
@pytest.mark.parametrize("word", sorted(word for word, kind in commands().items() if issubclass(kind, OnCase)))
def test_no_command_tells_a_stranger_that_there_is_a_case(world: World, word: str, by: str) -> None:
    """Not by its number, nor by its id, nor by asking for a version: there is no such case, or they don't work here. R20"""
    for ref in (world.case.number, world.case.id, "RIVER-STREET-261121-999"):
        for version in (None, 999, world.case.version):
            command: Any = object.__new__(commands()[word])
            object.__setattr__(command, "case", ref)
            with pytest.raises(ComplaintKitError) as error:
                world.desk._door.perform(Request(command=command, by=by, if_version=version))
            assert named_by(error.value, by) == (ref if by == "fan" else by)
            assert ref == world.case.number or world.case.number not in str(error.value)


def named_by(error: ComplaintKitError, by: str) -> object:
    """What a refusal finds nowhere: the case that was asked for, or who asked."""
    if isinstance(error, NotFound):
        return error.data["ref"]
    assert isinstance(error, InvalidInput)
    assert (error.field, repr(by) in str(error)) == ("by", True)
    return by


@pytest.mark.parametrize("by", ["fan", "sun", "nobody"])
def test_words_on_a_filed_case_tell_a_stranger_nothing(fresh: World, by: str) -> None:
    """They open the next case for who may see the first one, and for nobody else. R20"""
    fresh.desk.archive(fresh.case, by="chen")
    with pytest.raises(ComplaintKitError) as error:
        fresh.desk.hear_customer(fresh.case.number, by=by, text="还是酸的", via="phone")
    assert named_by(error.value, by) == (fresh.case.number if by == "fan" else by)
    assert (
        fresh.desk.hear_customer(fresh.case.number, by="chen", text="还是酸的", via="phone").number != fresh.case.number
    )


def again(desk: Desk, by: str | System, external_id: str = "pos-1") -> Case:
    """What the till sends, once more."""
    return desk.receive(
        "牛奶是酸的", by=by, channel="service-desk", unit="river-street", customer=WANG, external_id=external_id
    )


def test_a_known_id_shows_nobody_a_case_that_is_not_theirs(fresh: World) -> None:
    """Who sees the case gets it again; the other store hears that it is taken, strangers what they always hear. R20"""
    for by in ("chen", "xu", "lu", NIGHTLY):
        assert again(fresh.desk, by).number == fresh.case.number
    with pytest.raises(ConflictError) as error:
        again(fresh.desk, "fan")
    assert not any(one in str(error.value) for one in fresh.own)
    for by in ("sun", "nobody"):
        with pytest.raises(InvalidInput) as known:
            again(fresh.desk, by)
        with pytest.raises(InvalidInput) as new:
            again(fresh.desk, by, external_id="pos-2")
        assert str(known.value) == str(new.value)


def test_a_used_key_shows_nobody_a_case_that_is_not_theirs_any_more(fresh: World) -> None:
    """Who repeats a request after leaving hears nothing of its case. R20"""
    desk = fresh.desk
    case = again(desk, "gao", external_id="pos-3")
    desk.note(case, by="gao", text="已通知供应商", idempotency_key="k-1")
    desk.staff_left("gao", by="yu")
    with pytest.raises(InvalidInput, match="'gao' does not work here"):
        desk.note(case, by="gao", text="已通知供应商", idempotency_key="k-1")


PHONE = Contact("phone", "13800138000")
DONE: dict[str, Ask] = {
    # what a verb does that reads nothing, on something that there is
    "set_organisation": lambda w, by: w.desk.set_organisation(organisation(w), by=by),
    "staff_away": lambda w, by: w.desk.staff_away("chen", by=by, start=w.today.start, end=w.today.end),
    "staff_left": lambda w, by: w.desk.staff_left("chen", by=by),
    "people.set_organisation": lambda w, by: w.desk.people.set_organisation(organisation(w), by=by),
    "people.away": lambda w, by: w.desk.people.away("chen", by=by, start=w.today.start, end=w.today.end),
    "people.left": lambda w, by: w.desk.people.left("chen", by=by),
    "export_person": lambda w, by: w.desk.export_person(PHONE, by=by),
    "restrict_person": lambda w, by: w.desk.restrict_person(PHONE, by=by),
    "lift_restriction": lambda w, by: w.desk.lift_restriction(PHONE, by=by),
    "erase_person": lambda w, by: w.desk.erase_person(PHONE, by=by),
    "stop_messages": lambda w, by: w.desk.stop_messages(PHONE, by=by, reason="客户不想收", medium="sms"),
    "allow_messages": lambda w, by: w.desk.allow_messages(PHONE, by=by, reason="客户想收", medium="sms"),
    "outbox.retry": lambda w, by: w.desk.outbox.retry(w.entry, by=by, reason="号码已核对"),
    "outbox.give_up": lambda w, by: w.desk.outbox.give_up(w.entry, by=by, reason="已当面告知"),
    "inbox.accept": lambda w, by: w.desk.inbox.accept(w.item, by=by),
    "inbox.discard": lambda w, by: w.desk.inbox.discard(w.item, by=by, reason="广告"),
    "refused.mend": lambda w, by: w.desk.refused.mend(w.kept, by=by),
    "redeem_coupon": lambda w, by: w.desk.redeem_coupon(
        w.coupon, by=by, sale="S-9", unit="river-street", spend=Money(30, "CNY")
    ),
    "reverse_redemption": lambda w, by: w.desk.reverse_redemption(
        next(w.desk.redemptions(w.today)).id, by=by, reason="退单"
    ),
    "import_history": lambda w, by: w.desk.import_history([FormReceived({"text": "冷了"}, external_id="h-1")], by=by),
    "surveys.record": lambda w, by: w.desk.surveys.record("standing", "river-street", {"store": 4}, by=by),
    "members.enrol": lambda w, by: w.desk.members.enrol(WANG.changed(member=Member("V-2")), by=by, via="desk"),
    "members.update": lambda w, by: w.desk.members.update("V-1", WANG.changed(member=Member("V-1")), by=by),
    "members.take_in": lambda w, by: w.desk.members.take_in(
        [NewMember(customer=Customer(member=Member("V-3")))], by=by
    ),
    "members.leave": lambda w, by: w.desk.members.leave("V-1", by=by),
    "members.credit": lambda w, by: w.desk.members.credit("V-1", 5, by=by, because="gift"),
    "members.consent": lambda w, by: w.desk.members.consent("V-1", ["birthday"], ["sms"], by=by, via="paper"),
    "members.withdraw": lambda w, by: w.desk.members.withdraw("V-1", by=by, via="paper"),
    "do": lambda w, by: w.desk.do(Note(case=w.case.number, text="已通知"), by=by),
    "ledger.root": lambda w, by: w.desk.ledger.root(by=by),
    "ledger.rebuild": lambda w, by: w.desk.ledger.rebuild(by=by),
    "ledger.mend_clock": lambda w, by: w.desk.ledger.mend_clock(by=by),
    "hand_over_shift": lambda w, by: w.desk.hand_over_shift(by=by, to="chen"),
}
SAMPLE: dict[str, Any] = {  # what verbs of tasks take, by the names of their parameters
    "kind": "action",
    "what": "鲜奶每日查温",
    "question": "轮椅在哪里借？",
    "answer": "入口左手边",
    "on": timedelta(days=30),
    "who": "chen",
    "to": "chen",
    "due": timedelta(days=30),
    "until": timedelta(days=60),
    "step": "finish",
    "evidence": "已办",
    "reason": "需要时间",
    "handover": "h-1",
    "minutes": "见附件",
    "present": ["chen"],
    "decisions": [],
    "grade": 1,
    "facts": "冷链断了",
    "text": "请勿食用",
    "at": datetime(2026, 11, 21, tzinfo=UTC),
    "people": ["chen"],
    "attended": ["chen"],
    "staff": "chen",
    "rule": "staff",
    "marks": {"attitude": 4},
    "decision": "agreed",
}


def done_with_tasks(name: str) -> Ask:
    """A verb of a noun of tasks, called with what it has to be given."""
    noun, _, verb = name.partition(".")
    needed = [
        one.name
        for one in inspect.signature(public_verbs()[name]).parameters.values()
        if one.default is one.empty and one.kind is not one.VAR_KEYWORD and one.name not in ("self", "by")
    ]

    def do(world: World, by: Any) -> object:
        given = {"task": world.task, "case": world.case.number, "period": world.today, **SAMPLE}
        return getattr(getattr(world.desk, noun), verb)(**{one: given[one] for one in needed}, by=by)

    return do


DONE |= {name: done_with_tasks(name) for name, verb in VERBS.items() if verb.act is Act.IMPROVES}
ANYBODYS = {"refused.keep"}  # what was typed is never lost, whoever typed it


def organisation(world: World) -> dict[str, Any]:
    """The one in force."""
    return world.desk.people.organisation(by=NIGHTLY).as_data()


@pytest.mark.parametrize("by", ["sun", "nobody"])
@pytest.mark.parametrize("name", DONE)
def test_who_does_not_work_here_does_nothing(world: World, name: str, by: str) -> None:
    """By any verb that takes `by`: departed or unknown, they are refused, and nothing of it is on record. R20"""
    before = [one.position for one in world.desk.events()]
    with pytest.raises(ComplaintKitError) as error:
        DONE[name](world, by)
    assert error.value.code in ("not-found", "invalid-input", "not-allowed")
    assert [one.position for one in world.desk.events()] == before


def test_the_table_of_doing_has_every_verb() -> None:
    """A verb that does something and asks who does it stands in it. R20"""
    doing = {name for name, verb in VERBS.items() if verb.act is not Act.READS and verb.asker is not Asker.NOBODY}
    assert doing == DONE.keys() | ANYBODYS


def test_who_has_no_right_is_refused_by_the_table(world: World) -> None:
    """A verb that names a right asks for it, before anything is looked up. R20"""
    with pytest.raises(NotAllowed):
        world.desk.export_person(world.case, by="chen")
    with pytest.raises(NotAllowed):
        world.desk.staff_left("wei", by="chen")


def test_the_feed_goes_on_behind_what_is_not_theirs(world: World) -> None:
    """A page holds as many events as asked for, however much of others lies between. R20"""
    mine = list(world.desk.events(by="chen"))
    found, after = [], None
    while page := list(world.desk.events(after, by="chen", limit=2)):
        found += page
        after = page[-1].position
    assert found == mine
    assert not [
        one for one in mine if not (one.number or one.task or one.case.startswith("m-"))
    ]  # the desk's own ledger is for who sees all


def test_an_inbox_item_is_masked(world: World) -> None:
    """Names and addresses as on a case; the words as they came. R20"""
    item = world.desk.inbox.show(world.item, by="fan")
    assert (item.name, item.said["customer.name"], item.said["customer.phone"]) == ("李*", "李*", "139****2222")
    assert item.text == "饭冷"


def test_an_accepted_item_is_shown_to_who_sees_its_case(fresh: World) -> None:
    """The same item again is the same case, for whom it is; others hear that it is taken. R20"""
    desk = fresh.desk
    case = desk.inbox.accept(fresh.item, by="chen", unit="river-street")
    assert case is not None
    assert desk.inbox.accept(fresh.item, by="xu") == desk.case(case, by="xu")
    for attempt in (
        lambda: desk.inbox.accept(fresh.item, by="fan"),
        lambda: desk.inbox.discard(fresh.item, by="fan", reason="广告"),
    ):
        with pytest.raises(ConflictError) as error:
            attempt()
        assert case.number not in str(error.value)


def test_the_tables_by_hand_have_every_reading() -> None:
    """And nothing else. R20"""
    readings = {name for name, verb in VERBS.items() if verb.act is Act.READS}
    assert readings == ASKED.keys() == SEEN.keys()
