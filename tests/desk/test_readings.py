"""Every reading asks who asks, and shows what that person may see: none is forgotten, none tells strangers more. R20"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import complaintkit
from complaintkit import (
    Attachment,
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
    Period,
    Remedy,
    System,
)
from complaintkit.decision.tables.verb import VERBS, Act, Asker, Reach, declared, verbs_in
from complaintkit.desk.intake.kept import kept_row
from complaintkit.model.commands import Note, OnCase, commands
from complaintkit.model.wire import as_data
from complaintkit.plugin import FormReceived
from complaintkit.records.request import Request
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
AT = "2026-11-21T10:00+08:00"
NIGHTLY = System("nightly")
WANG = Customer(name="王芳", phone="13800138000")
ASKERS: dict[str, str | System] = {
    "owner": "chen",  # at the desk of one store
    "other": "fan",  # at that of the other
    "departed": "sun",  # had the case before chen
    "unknown": "nobody",
    "system": NIGHTLY,
}


@attrs.frozen(kw_only=True)
class World:
    """A desk with one case of one store, and all that can hang on a case."""

    desk: Desk
    case: Case
    today: Period
    coupon: str
    entry: str
    kept: str
    item: str
    task: str
    incident: str
    member: str = "V-1"

    @property
    def file(self) -> str:
        """The one that came with the case."""
        return self.case.attachments[0].id

    @property
    def own(self) -> frozenset[str]:
        """What only who may see the case may hear of."""
        return frozenset({self.case.number, self.case.id, self.entry, self.kept, "王芳", "13800138000", "牛奶是酸的"})


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


@contextmanager
def world_in(folder: Path, founded: Callable[..., None]) -> Iterator[World]:
    """Sour milk at river-street: taken in by sun, who left; settled by chen with two coupons, one of them spent."""
    clock = FakeClock(AT)
    founded(folder, playbook="supermarket", organisation=SAMPLES / "supermarket" / "organisation.toml", at=AT)
    with Desk.open(f"sqlite:///{folder}/desk.db", clock=clock) as desk:
        case = desk.receive(
            "牛奶是酸的",
            by="sun",
            channel="service-desk",
            unit="river-street",
            category="product-quality",
            customer=WANG,
            external_id="pos-1",
            attachments=[Attachment("milk.jpg", b"...", media_type="image/jpeg")],
        )
        desk.staff_left("sun", by="xu")
        gift = Remedy.coupon(Money(10, "CNY"), valid_days=30)
        case = desk.settle(case, by="chen", facts="酸了", agreed="in-person", remedies=[gift, gift])
        code, other = (one.code for one in case.coupons)
        desk.redeem_coupon(other, by="chen", sale="S-1", unit="river-street", spend=Money(30, "CNY"))
        with pytest.raises(ComplaintKitError) as refused:
            desk.note("RIVER-STREET-261121-998", by="chen", text="牛奶是酸的")
        form = FormReceived(
            {"text": "饭冷", "customer.name": "李梅", "customer.phone": "13911112222"}, external_id="f-1"
        )
        row = kept_row(desk._door.key, "open", form, at=clock.now(), why="who sent it is not known")
        with desk._opened.storage.writing() as tx:
            tx.keep_refused(row)
        desk.answer_standing(desk.surveys.link("standing", "river-street", by=NIGHTLY).token, {"store": 4})
        task = desk.actions.open("鲜奶每日查温", by="xu", who="chen", due=timedelta(days=30), unit="river-street")
        ask(desk)
        desk.members.enrol(WANG.changed(member=Member("V-1")), by="chen", via="checkout", unit="river-street")
        incident = desk.incidents.open("鲜奶变质", by="chen", who="chen", lot="L1", unit="river-street", grade=2)
        yield World(
            desk=desk,
            case=desk.case(case, by="chen"),
            today=desk.business_day("river-street"),
            coupon=code,
            entry=desk.outbox.list(by=NIGHTLY, case=case)[0].id,
            kept=str(refused.value.kept_as),
            item=row.id,
            task=task.number,
            incident=incident.number,
        )


def ask(desk: Desk) -> None:
    """Put an answered inquiry of the same store on record, and an entry into its handbook."""
    asked = desk.receive(
        "几点关门？",
        by="chen",
        channel="service-desk",
        unit="river-street",
        kind="inquiry",
        customer=Customer(name="李强", phone="13700001111"),
    )
    desk.resolve(asked, by="chen", result="晚上十点", decisions={"1": ("not-upheld", "查无此事")})
    draft = desk.answers.propose("轮椅在哪里借？", "入口左手边", by="chen")
    desk.answers.approve(draft, by=draft.owner)


# ---- none is forgotten ------------------------------------------------------------------------------------------------
def public_verbs() -> dict[str, Any]:
    """Every public method of the desk and of its nouns, found by looking, but those short for a command."""
    short = {word.replace("-", "_") for word in commands()}
    found: dict[str, Any] = {name: getattr(Desk, name) for name in verbs_in(Desk) - short}
    for noun, made in inspect.getmembers(Desk, lambda one: isinstance(one, property)):
        kind = inspect.signature(made.fget).return_annotation
        if not noun.startswith("_") and noun not in ("plugins", "clock"):
            kind = getattr(complaintkit, kind)
            found |= {f"{noun}.{name}": getattr(kind, name) for name in verbs_in(kind)}
    return found


def test_the_table_has_every_verb_there_is() -> None:
    """A new verb without its row fails, and a row without its verb. R20"""
    assert public_verbs().keys() == VERBS.keys()


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_asks_who_asks_as_the_table_says(name: str) -> None:
    """By name, without a default; where the host may ask for everybody, None; where nobody asks, not at all. R20"""
    by = inspect.signature(public_verbs()[name]).parameters.get("by")
    expected = {Asker.NAMED: inspect.Parameter.empty, Asker.HOST: None}
    if VERBS[name].asker is Asker.NOBODY:
        assert by is None
    else:
        assert by is not None
        assert (by.kind, by.default) == (by.KEYWORD_ONLY, expected[VERBS[name].asker])


def test_every_reading_asks_somebody() -> None:
    """What reads takes `by`; what takes none reads nothing of a case by itself. R20"""
    silent = {name for name, verb in VERBS.items() if verb.asker is Asker.NOBODY}
    assert not {name for name in silent if VERBS[name].act in (Act.READS, Act.ADMINISTERS, Act.SERVES, Act.SORTS)}
    assert {VERBS[name].reach for name in silent} == {Reach.HOST, Reach.BEARER}


def test_a_class_with_an_undeclared_verb_cannot_be_made() -> None:
    """It fails when it is imported, and so does one that lacks a verb of the table. R20"""
    with pytest.raises(TypeError, match="peep"):
        declared("ledger")(type("Ledger", (), {"verify": lambda: None, "peep": lambda: None}))
    with pytest.raises(TypeError, match="verify"):
        declared("ledger")(type("Ledger", (), {}))


# ---- who sees what ----------------------------------------------------------------------------------------------------
Ask = Callable[[World, Any], object]
ASKED: dict[str, Ask] = {
    "case": lambda w, by: w.desk.case(w.case.number, by=by),
    "allowed": lambda w, by: (w.desk.allowed(w.case.number, by=by), w.case.number),
    "possible": lambda w, by: (w.desk.possible(w.case.number, by=by), w.case.number),
    "vocabulary": lambda w, by: [w.case.number for _ in "." if "'ding'" in str(w.desk.vocabulary(by=by).staff)],
    "timeline": lambda w, by: (w.desk.timeline(w.case.number, by=by), w.case.number),
    "timeline_in_words": lambda w, by: (w.desk.timeline_in_words(w.case.number, by=by), w.case.number),
    "contact": lambda w, by: w.desk.contact(w.case.number, by=by, purpose="回电").contacts[0].address,
    "attachment": lambda w, by: (w.desk.attachment(w.case.number, w.file, by=by, purpose="查看"), w.case.number),
    "proposals": lambda w, by: (w.desk.proposals(w.case.number, by=by), w.case.number),
    "cases": lambda w, by: list(w.desk.cases(by=by)),
    "duties": lambda w, by: w.desk.duties("chen", by=by),
    "events": lambda w, by: [(one.number, one.case) for one in w.desk.events(by=by)],
    "redemptions": lambda w, by: [w.case.number for _ in w.desk.redemptions(w.today, by=by)],
    "report": lambda w, by: [w.case.number for one in w.desk.report(w.today, by=by).figures.units if one.count],
    "complaint_register": lambda w, by: w.desk.complaint_register(w.today, by=by).rows,
    "registration_form": lambda w, by: w.desk.registration_form(w.case.number, by=by).to_html(),
    "guidance": lambda w, by: (w.desk.guidance("receive", by=by), w.case.number),
    "playbook": lambda w, by: (w.desk.playbook(by=by), w.case.number),
    "business_day": lambda w, by: (w.desk.business_day("old-town", by=by), w.case.number),
    "worker_seen": lambda w, by: (w.desk.worker_seen(by=by), w.case.number),
    "health": lambda w, by: (w.desk.health(by=by), w.case.number),
    "check_coupon": lambda w, by: (
        w.desk.check_coupon(w.coupon, unit="hejia", spend=Money(30, "CNY"), by=by),  # of which both are
        w.case.number,
    ),
    "outbox.list": lambda w, by: w.desk.outbox.list(by=by),
    "outbox.show": lambda w, by: w.desk.outbox.show(w.entry, by=by),
    "coupons.list": lambda w, by: w.desk.coupons.list(by=by),
    "coupons.show": lambda w, by: w.desk.coupons.show(w.coupon, by=by),
    "ledger.verify": lambda w, by: [w.case.number] * w.desk.ledger.verify(by=by).cases,
    "refused.list": lambda w, by: w.desk.refused.list(by=by),
    "refused.show": lambda w, by: w.desk.refused.show(w.kept, by=by),
    "inbox.list": lambda w, by: [w.case.number for _ in w.desk.inbox.list(by=by)],
    "inbox.show": lambda w, by: (w.desk.inbox.show(w.item, by=by), w.case.number),
    "inbox.turned_away": lambda w, by: (w.desk.inbox.turned_away(by=by), w.case.number),
    "tasks.list": lambda w, by: [w.case.number for _ in w.desk.tasks.list(by=by)],
    "tasks.show": lambda w, by: (w.desk.tasks.show(w.task, by=by), w.case.number),
    "reviews.agenda": lambda w, by: (w.desk.reviews.agenda(w.task, by=by), w.case.number),
    "actions.effect": lambda w, by: (w.desk.actions.effect(w.task, by=by), w.case.number),
    "tasks.possible": lambda w, by: (w.desk.tasks.possible(w.task, by=by), w.case.number),
    "surveys.list": lambda w, by: [w.case.number for _ in w.desk.surveys.list(by=by)],
    "surveys.link": lambda w, by: (w.desk.surveys.link("standing", "river-street", by=by), w.case.number),
    "surveys.card": lambda w, by: (
        w.desk.surveys.card("standing", "river-street", by=by, address="https://shop.example/{token}"),
        w.case.number,
    ),
    "answers.list": lambda w, by: [w.case.number for _ in w.desk.answers.list(by=by, unit="river-street")],
    "answers.search": lambda w, by: [
        w.case.number for _ in w.desk.answers.search("轮椅在哪里借", by=by, unit="river-street")
    ],
    "answers.for_case": lambda w, by: (w.desk.answers.for_case(w.case.number, by=by), w.case.number),
    "answers.groups": lambda w, by: [w.case.number for _ in w.desk.answers.groups(w.today, by=by, least=1)],
    "answers.handbook": lambda w, by: (
        w.desk.answers.handbook(by=by, language="zh", unit="river-street").to_html(),
        w.case.number,
    ),
    "incidents.show": lambda w, by: (w.desk.incidents.show(w.incident, by=by), w.case.number),
    "incidents.form": lambda w, by: (w.desk.incidents.form(w.incident, by=by), w.case.number),
    "tasks.timeline": lambda w, by: (w.desk.tasks.timeline(w.task, by=by), w.case.number),
    "trainings.themes": lambda w, by: [w.case.number for _ in w.desk.trainings.themes(by=by, period=w.today)],
    "trainings.attended": lambda w, by: (w.desk.trainings.attended("chen", by=by), w.case.number),
    "members.show": lambda w, by: (w.desk.members.show("V-1", by=by), w.case.number),
    "members.list": lambda w, by: [w.case.number for _ in w.desk.members.list(by=by)],
    "members.benefits": lambda w, by: (w.desk.members.benefits("V-1", by=by), w.case.number),
    "members.timeline": lambda w, by: (w.desk.members.timeline("V-1", by=by), w.case.number),
    "members.of_case": lambda w, by: (w.desk.members.of_case(w.case.number, by=by), w.case.number),
    "members.contact": lambda w, by: w.desk.members.contact("V-1", by=by, purpose="回电").contacts[0].address,
    "people.organisation": lambda w, by: [
        w.case.number for one in w.desk.people.organisation(by=by).staff if one == "ding"
    ],
    "people.zone": lambda w, by: (w.desk.people.zone("river-street", by=by), w.case.number),
}
SEES, NOTHING, MISSING, STRANGER = "sees", "nothing", "not-found", "invalid-input"
SEEN: dict[str, str] = {
    # owner, other store, departed, unknown, system
    "case": "sees not-found invalid-input invalid-input sees",
    "allowed": "sees not-found invalid-input invalid-input sees",
    "possible": "sees not-found invalid-input invalid-input sees",
    "vocabulary": "sees nothing invalid-input invalid-input sees",  # the people whom they see
    "timeline": "sees not-found invalid-input invalid-input sees",
    "timeline_in_words": "sees not-found invalid-input invalid-input sees",
    "contact": "sees not-found invalid-input invalid-input sees",
    "attachment": "sees not-found invalid-input invalid-input sees",
    "proposals": "sees not-found invalid-input invalid-input sees",
    "cases": "sees nothing invalid-input invalid-input sees",
    "duties": "sees nothing invalid-input invalid-input sees",
    "events": "sees nothing invalid-input invalid-input sees",
    "redemptions": "sees nothing invalid-input invalid-input sees",
    "report": "sees nothing invalid-input invalid-input sees",
    "complaint_register": "sees nothing invalid-input invalid-input sees",
    "registration_form": "sees not-found invalid-input invalid-input sees",
    "guidance": "sees sees invalid-input invalid-input sees",
    "playbook": "sees sees invalid-input invalid-input sees",
    "business_day": "sees sees invalid-input invalid-input sees",
    "worker_seen": "sees sees invalid-input invalid-input sees",
    "health": "sees sees invalid-input invalid-input sees",
    "check_coupon": "sees sees invalid-input invalid-input sees",  # who holds the code may look
    "outbox.list": "sees nothing invalid-input invalid-input sees",
    "outbox.show": "sees not-found invalid-input invalid-input sees",
    "coupons.list": "sees nothing invalid-input invalid-input sees",
    "coupons.show": "sees nothing invalid-input invalid-input sees",  # the coupon, not whose case it is of
    "ledger.verify": "sees nothing invalid-input invalid-input sees",
    "refused.list": "sees nothing invalid-input invalid-input sees",
    "refused.show": "sees not-found invalid-input invalid-input sees",
    "inbox.list": "sees sees invalid-input invalid-input sees",  # nobody's yet: whoever may receive
    "inbox.show": "sees sees invalid-input invalid-input sees",
    "inbox.turned_away": "sees sees invalid-input invalid-input sees",  # figures of the house
    "tasks.list": "sees nothing invalid-input invalid-input sees",
    "tasks.show": "sees not-found invalid-input invalid-input sees",
    "reviews.agenda": "sees not-found invalid-input invalid-input sees",
    "actions.effect": "sees not-found invalid-input invalid-input sees",
    "tasks.possible": "sees not-found invalid-input invalid-input sees",
    "answers.list": "sees sees invalid-input invalid-input sees",  # of no case: what everybody may answer
    "answers.search": "sees sees invalid-input invalid-input sees",
    "answers.for_case": "sees not-found invalid-input invalid-input sees",
    "answers.groups": "sees nothing invalid-input invalid-input sees",
    "answers.handbook": "sees sees invalid-input invalid-input sees",
    "incidents.show": "sees not-found invalid-input invalid-input sees",
    "incidents.form": "sees not-found invalid-input invalid-input sees",
    "tasks.timeline": "sees not-found invalid-input invalid-input sees",
    "surveys.list": "sees nothing invalid-input invalid-input sees",
    "surveys.link": "sees invalid-input invalid-input invalid-input sees",
    "surveys.card": "sees invalid-input invalid-input invalid-input sees",
    "trainings.themes": "sees nothing invalid-input invalid-input sees",
    "trainings.attended": "sees invalid-input invalid-input invalid-input sees",
    "members.show": "sees not-found invalid-input invalid-input sees",
    "members.list": "sees nothing invalid-input invalid-input sees",
    "members.benefits": "sees not-found invalid-input invalid-input sees",
    "members.timeline": "sees not-found invalid-input invalid-input sees",
    "members.of_case": "sees not-found invalid-input invalid-input sees",
    "members.contact": "sees not-found invalid-input invalid-input sees",
    "people.organisation": "sees nothing invalid-input invalid-input sees",
    "people.zone": "sees sees invalid-input invalid-input sees",
}


def seen(world: World, name: str, asker: str) -> str:
    """What comes of a reading: something of the case, nothing of it, or an error's code."""
    try:
        shown = ASKED[name](world, ASKERS[asker])
    except ComplaintKitError as error:
        return error.code
    told = f"{shown} {as_data(shown)}"
    return SEES if any(one in told for one in world.own) else NOTHING


@pytest.mark.parametrize("name", [name for name, verb in VERBS.items() if verb.act is Act.READS])
def test_what_each_reading_shows_to_whom(world: World, name: str) -> None:
    """By a table written by hand: owner, other store, departed, unknown, program. R20"""
    assert dict(zip(ASKERS, SEEN[name].split(), strict=True)) == {one: seen(world, name, one) for one in ASKERS}


def test_who_does_not_work_here_hears_that_by_every_reading() -> None:
    """A wrong id is told as one, not as a case that there is not: whoever mistyped it looks there, and learns nothing else. R20"""
    assert {tuple(seen.split()[2:4]) for seen in SEEN.values()} == {("invalid-input", "invalid-input")}


@pytest.mark.parametrize("name", ["duties", "events", "redemptions", "report", "business_day", "check_coupon"])
def test_the_host_reads_for_everybody(world: World, name: str) -> None:
    """Where `by` may be left out, the host's own code sees all that a program sees. R20"""
    assert VERBS[name].asker is Asker.HOST
    assert str(list_of(ASKED[name](world, None))) == str(list_of(ASKED[name](world, NIGHTLY)))


def list_of(shown: object) -> object:
    """What can be looked at twice."""
    return list(shown) if isinstance(shown, Iterator) else shown


# ---- no oracle --------------------------------------------------------------------------------------------------------
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
