"""Every reading asks who asks, and shows what that person may see: none is forgotten. R20"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import complaintkit
from complaintkit import (
    Attachment,
    Case,
    ComplaintKitError,
    Customer,
    Desk,
    Member,
    Money,
    Period,
    Remedy,
    System,
)
from complaintkit.decision.tables.verb import VERBS, Act, Asker, Reach, declared, verbs_in
from complaintkit.desk.intake.kept import kept_row
from complaintkit.model.commands import commands
from complaintkit.model.wire import as_data
from complaintkit.plugin import FormReceived
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
