"""The figures of a period are told to whom the playbook names: once, of what they may see, when the review is over. S2.7, R20"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from complaintkit import ConfigurationError, Customer, Decided, Desk
from complaintkit.decision.task import Opening
from complaintkit.delivery.message import period
from complaintkit.delivery.message.task import read_task_occasion
from complaintkit.model.actor import DESK
from complaintkit.model.task import TaskKind
from complaintkit.playbook import load_playbook
from complaintkit.records.task import find_task, new_task, task_facts
from complaintkit.testing import FakeClock
from complaintkit.testing._switchboard import Switchboard

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
DAY = timedelta(days=1)
RULE = """
name = "own"
version = "1"
extends = "supermarket"
base = "1.2"
[review.monthly]
tell = {tell}
"""


@attrs.frozen
class Chain:
    """A supermarket whose monthly review is told, and what was sent to whom."""

    desk: Desk
    clock: FakeClock
    heard: Switchboard

    def told(self) -> dict[str, str]:
        """Whom the figures were told, by their address; everybody once at most."""
        self.desk.run_due()
        self.desk.deliver_blocking()
        found = [(one.to, one.text) for one in self.heard.sent if one.message == "report-told"]
        assert len(found) == len(dict(found))
        staff = self.desk.people.organisation(by="lu").staff.values()
        names = {contact.address: one.id for one in staff for contact in one.contacts}
        return {names[to]: text for to, text in found}

    def complain(self, number: int, by: str) -> None:
        """So many customers complain about food at one store."""
        for one in range(number):
            customer = Customer(phone=f"1380013{8000 + one}")
            self.desk.receive(
                "馒头馊了", by=by, channel="service-desk", customer=customer, category="product-quality/food"
            )

    def review(self, unit: str) -> str:
        """The number of the review that a store owes."""
        self.clock.advance(11 * DAY)
        self.desk.run_due()
        [one] = self.desk.tasks.list(by="lu", kind="review", unit=unit)
        return one.number


@pytest.fixture
def chain(tmp_path: Path, founded: Callable[..., None]) -> Iterator[Callable[..., Chain]]:
    """Opens it, with those told whom the playbook names."""
    opened: list[Desk] = []

    def open_one(tell: str) -> Chain:
        book = tmp_path / "own.toml"
        book.write_text(RULE.format(tell=tell), "utf-8")
        organisation, clock = SAMPLES / "supermarket" / "organisation.toml", FakeClock("2026-11-21T10:00+08:00")
        founded(tmp_path, playbook=book, organisation=organisation, at="2026-11-21T10:00+08:00")
        heard = Switchboard(name="heard", media=("sms", "wecom", "email"))
        opened.append(Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock, plugins=[heard]))
        opened[-1].run_due()
        return Chain(opened[-1], clock, heard)

    yield open_one
    for desk in opened:
        desk.close()


HERE = {"xu", "zhao", "chen", "sun", "wei", "hao", "ding"}


def test_all_who_work_there_are_told_once_when_it_was_held(chain: Callable[..., Chain]) -> None:
    """Not before, nobody of another store, not who held it: counts beside the month before, and what was decided. S2.7"""
    house = chain('["all"]')
    house.complain(3, by="chen")
    number = house.review("river-street")
    assert house.told() == {}

    decisions = [Decided("换蒸箱。", who="wei", due=DAY)]
    house.desk.reviews.hold(number, by="xu", present=["xu", "wei"], minutes="蒸箱老化", decisions=decisions)

    told = house.told()
    assert told.keys() == HERE - {"xu"}
    assert number in told["chen"]
    title = house.desk.people.organisation(by="lu").units["river-street"].title["zh"]
    assert title in told["chen"]
    assert not re.search("。。|。 |river-street", told["chen"]), "each sentence ends once, with no space after it"
    assert re.search(r"共收到3件，上期0件。.*食品3件（100.0%）.*决定：换蒸箱。", told["chen"]), told["chen"]
    house.clock.advance(40 * DAY)
    assert house.told().keys() >= told.keys()
    assert sum(number in one.text for one in house.heard.sent if one.message == "report-told") == len(told)


def test_what_is_not_held_in_time_is_told_when_its_date_passes(chain: Callable[..., Chain]) -> None:
    """The figures do not wait for the meeting; held late, they are not told again. S2.7, R15"""
    house = chain('["all"]')
    number = house.review("river-street")
    assert house.told() == {}
    house.clock.advance(10 * DAY)
    told = house.told()
    assert told.keys() >= HERE
    assert "决定" not in told["chen"]

    house.desk.reviews.hold(number, by="xu", present=["xu"], minutes="补开", decisions=[])

    assert house.told() == told


@pytest.mark.parametrize(
    ("tell", "expected"),
    [("[]", set()), ('["service-desk"]', {"chen", "sun"}), ('["duty-manager", "security"]', {"zhao", "hao"})],
)
def test_only_whom_the_playbook_names(chain: Callable[..., Chain], tell: str, expected: set[str]) -> None:
    """Roles, each in its own store; nobody where nobody is named. S2.7"""
    house = chain(tell)
    house.desk.reviews.hold(house.review("river-street"), by="xu", present=["xu"], minutes="无", decisions=[])

    assert house.told().keys() == expected


def test_a_review_that_was_called_beside_tells_nobody(chain: Callable[..., Chain]) -> None:
    """It is about a subject, not a period. S2.7"""
    house = chain('["all"]')
    called = house.desk.reviews.call("冬季保温", by="xu", due=7 * DAY)
    house.desk.reviews.hold(called, by="xu", present=["xu"], minutes="无", decisions=[])

    assert house.told() == {}


def test_each_is_told_of_what_they_may_see(chain: Callable[..., Chain]) -> None:
    """In a review of all stores a store's people hear of their own, who sees all of all. R20"""
    house = chain('["all"]')
    house.complain(3, by="chen")
    house.complain(2, by="fan")
    house.clock.advance(20 * DAY)
    door = house.desk._opened.door
    opening = Opening(
        kind=TaskKind.REVIEW, unit="hejia", who="lu", due_at=house.clock.now() + DAY, period="2026-11",
        about={"rule": "monthly"}, title={"zh": "月度总结", "en": "Monthly review"},
    )  # fmt: skip
    with door.storage.writing() as tx:
        draft, _ = new_task(door, tx, opening, by=DESK)
    house.clock.advance(2 * DAY)

    told = house.told()
    counts = {
        staff: "".join(re.findall(r"共收到(\d+)件", text)) for staff, text in told.items() if draft.made.number in text
    }
    assert (counts["chen"], counts["xu"], counts["fan"], counts["lu"]) == ("3", "3", "2", "5")


def test_nobody_counts_for_whoever_has_left(chain: Callable[..., Chain]) -> None:
    """There is nobody to tell, and so nothing to tell them. R20"""
    house = chain('["all"]')
    house.desk.reviews.hold(house.review("river-street"), by="xu", present=["xu"], minutes="无", decisions=[])
    door = house.desk._opened.door
    with door.storage.reading() as reader:
        row = next(one for one in reader.outbox() if one.name == "report-told")
        left = read_task_occasion(door, reader, attrs.evolve(row, recipient="nobody"), counted={})

    assert (left.people, left.told) == ((), "")


def test_who_is_told_exists(tmp_path: Path) -> None:
    """A role or group that the playbook does not have is named, with its place in the file. S2.7"""
    book = tmp_path / "own.toml"
    book.write_text(RULE.format(tell='["cashiers"]'), "utf-8")
    with pytest.raises(ConfigurationError, match=r"review\.monthly\.tell"):
        load_playbook(book)


def test_in_english_sentences_are_parted_by_a_space(
    chain: Callable[..., Chain], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Chinese by nothing. A category that the unit's playbook does not know is called by its id."""
    house = chain('["all"]')
    house.complain(3, by="chen")
    number = house.review("river-street")
    door, told = house.desk._door, dict[str, str]()
    facts_of = task_facts
    with door.storage.reading() as tx:
        review = find_task(tx, number).task
        for language in ("zh", "en"):
            told[language] = period.tell_period(door, tx, review, staff="xu", language=language, counted={})
        monkeypatch.setattr(
            period,
            "task_facts",
            lambda *asked, **by: attrs.evolve(
                facts := facts_of(*asked, **by), playbook=attrs.evolve(facts.playbook, categories={})
            ),
        )
        bare = period.tell_period(door, tx, review, staff="xu", language="en", counted={})
    assert re.search(r"\.[A-Z]", told["en"]) is None, told["en"]
    assert told["en"].count(". ") > 1
    assert "。 " not in told["zh"]
    assert "Food 3" in told["en"]
    assert "product quality/food 3" in bare


def test_who_sees_only_their_own_cases_is_told_what_their_own_unit_came_to(chain: Callable[..., Chain]) -> None:
    """It is theirs, whether they see its cases or not; of no other unit anything. R20"""
    desk = chain("[]").desk
    with desk._door.storage.reading() as tx:
        facts = task_facts(desk._door, tx, "river-street", by="chen")
    roles = {id: attrs.evolve(role, sees="own") for id, role in facts.structure.roles.items()}
    own = attrs.evolve(facts, structure=attrs.evolve(facts.structure, roles=roles))
    assert period.scope_of(own, "hejia") == period.scope_of(facts, "hejia") == {"river-street"}
    assert period.scope_of(own, "old-town") == frozenset()
