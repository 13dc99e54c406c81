"""A whole year of one business: holidays, a poisoning, a bad batch, a rude colleague, somebody who leaves; seeded. S0.12, S0.13"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import attrs

from complaintkit import ComplaintKitError, Customer, Docket, Item, Member, Purchase, System
from complaintkit.testing import DeskUnderTest
from tests.year.attempt import attempt
from tests.year.business import Business
from tests.year.trace import missing, rules_of

LONGEST = 45
"""Days after the last complaint by which every case has come to its end."""
OTHERS = ("inquiry", "praise", "suggestion")


@attrs.define
class Year:
    """A business, day by day: so many cases a day as a rule, fewer at festivals, more at week-ends."""

    business: Business
    playbook: str
    days: int
    cases: int
    dice: Random = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Draw by a seed of its own."""
        self.dice = Random(f"{self.playbook} year")  # noqa: S311  a seed, so that it can be repeated

    def play(self) -> list[str]:
        """Live through it; return the numbers of the cases that are left open after it."""
        for day in range(self.days):
            self._happen(day)
            self.business.day(cases=self._how_many(day))
        for _ in range(LONGEST):
            if not (left := self.business.open_cases()):
                return []
            self.business.day(cases=0)
        return left

    def _how_many(self, day: int) -> int:
        """Say how many complain: a third at Spring Festival and in National Week, half as many again on Saturdays."""
        now = self.business.now
        holidays = ((now.month, now.day) >= (10, 1) and (now.month, now.day) <= (10, 7)) or (
            now.month == 2 and 15 <= now.day <= 21
        )
        usual = self.cases / 3 if holidays else self.cases * 1.5 if now.weekday() == 5 else self.cases
        return int(usual) + (self.dice.random() < usual % 1)

    def _happen(self, day: int) -> None:
        """Let what a year has happen on its day."""
        for name, at in (("poisoning", 0.3), ("rudeness", 0.4), ("leaving", 0.6)):
            if day == int(self.days * at):
                getattr(self, f"_{name}")()
        if 0.5 <= day / self.days < 0.55:
            self._bad_batch()
        if day % 3 == 0:
            self._other(OTHERS[day // 3 % len(OTHERS)])
        if day % 7 == 0:
            self._survey()
        if day % 30 == 0:
            self._idea()
            self._join(day)
        if day % 20 == 0:
            self._outside(day)
        if day % 2 == 0:
            attempt(self.business, day // 2)

    # ---- what a year has ---------------------------------------------------------------------------------------------
    def _poisoning(self) -> None:
        """Two fall ill of one lot, in one place."""
        book = self.business.desk.playbook(by=self.business.top)
        ill = next((one.id for one in book.categories.values() if getattr(one, "incident", None)), None)
        if ill is not None:
            unit = self._unit()
            for _ in range(2):
                self.business.complain(category=ill, unit=unit, **self._goods("L-ILL"))

    def _bad_batch(self) -> None:
        """One lot is bad, and many say so."""
        desk, top = self.business.desk, self.business.top
        category = next(iter(desk.playbook(by=top).categories))
        if not desk.tasks.list(by=top, kind="incident", open=True):
            organisation, unit = desk.people.organisation(by=top), self._unit()
            around = set(organisation.unit_path(unit))
            there = [one for one in self.business.people if not around.isdisjoint(organisation.staff[one].units)]
            desk.incidents.open("整批有问题", by=self.dice.choice(there), lot="L-BAD", grade=3, unit=unit)
            self.business.did["incident"] += 1
        for _ in range(2):
            self.business.complain(category=category, unit=self._unit(), **self._goods("L-BAD"))

    def _rudeness(self) -> None:
        """Several complain about one colleague."""
        rude = self.business.people[0]
        for _ in range(4):
            self.business.complain(about_staff=rude)

    def _leaving(self) -> None:
        """Somebody of a role that others have, too, leaves: their cases go to others. F8"""
        desk, top = self.business.desk, self.business.top
        data: Any = desk.people.organisation(by=top).as_data()
        for staff in sorted(data["staff"]):
            others = {one: of for one, of in data["staff"].items() if one != staff}
            try:
                desk.set_organisation({**data, "staff": others}, by=top)
            except ComplaintKitError:
                continue
            self.business.did["leave"] += 1
            return

    def _other(self, kind: str) -> None:
        """Somebody asks, praises or suggests something that is no hazard."""
        known = self.business.desk.playbook(by=self.business.top).categories.values()
        calm = [one.id for one in known if not one.alarm and one.first is None]
        self.business.complain(kind=kind, category=self.dice.choice(calm or [one.id for one in known]))

    def _survey(self) -> None:
        """Somebody answers the survey at the entrance, where there is one."""
        desk, top = self.business.desk, self.business.top
        standing = next((one for one in desk.playbook(by=top).surveys.values() if one.on == "always"), None)
        if standing is not None:
            scores = {one.id: self.dice.randint(*one.scale) for one in standing.questions.values() if one.scale}
            desk.surveys.record(standing.id, self._unit(), scores, by=top, remark="再来")

    def _idea(self) -> None:
        """Somebody of the staff has an idea."""
        self.business.desk.ideas.have("每日晨会", by=self.dice.choice(self.business.people))

    def _join(self, day: int) -> None:
        """Somebody becomes a member, where there is anything for members; their birthday is in four days. S3.7, S3.9"""
        desk, top = self.business.desk, self.business.top
        cares = desk.playbook(by=top).cares
        if "birthday" in cares:
            birthday = (self.business.now + timedelta(days=4)).strftime("%m-%d")
            customer = Customer(name="王芳", phone=f"133{day:08d}", member=Member(f"88{day:03d}"))
            member = desk.members.enrol(customer, by=top, unit=self._unit(), via="checkout", birthday=birthday)
            desk.members.consent(member, ["birthday"], ["sms"], by=top, via="paper")

    def _outside(self, day: int) -> None:
        """An authority sends a docket; somebody old complains, somebody nameless, and a parent. R2, R19, S3.13"""
        self.business.complain(channel="docket", docket=Docket(f"12345-{day:04d}", authority="12345"))
        self.business.complain(customer=Customer(name="张奶奶", phone=f"136{day:08d}", needs=("elderly",)))
        self.business.complain(customer=Customer.anonymous(no_contact_because="refused"))
        parent = Customer(name="李女士", phone=f"135{day:08d}", speaks_for=Customer(name="小李"))
        self.business.complain(customer=parent)

    def _unit(self) -> str:
        return max(self.business.desk.people.organisation(by=self.business.top).units)

    @staticmethod
    def _goods(lot: str) -> dict[str, Any]:
        return {"purchase": Purchase("R1", items=[Item("鲜牛奶", lot=lot)]), "items": [Item("鲜牛奶", lot=lot)]}


@attrs.frozen(kw_only=True)
class Played:
    """What came of it."""

    cases: int
    left: list[str]
    sound: bool
    rules: int
    missing: list[str]
    refused: list[tuple[str, int]]


def play(playbook: str, *, days: int, cases: int, desk: DeskUnderTest) -> Played:
    """Play a year, or a part of it."""
    business = Business(desk, Random(f"{playbook} 7"))  # noqa: S311  a seed, so that it can be repeated
    first = business.now.year
    left = Year(business, playbook, days, cases).play()
    years = list(range(first, (business.now + timedelta(hours=8)).year + 1))
    return Played(
        cases=business.did["receive"],
        left=left,
        sound=desk.ledger.verify(by=business.top).ok,
        rules=len(rules_of(playbook)),
        missing=missing(business, playbook, years),
        refused=business.refused.most_common(5),
    )


def lines(played: Played, desk: DeskUnderTest) -> Iterator[str]:
    """Yield what is printed: what came of it, and what happened to each case that was left."""
    yield f"cases {played.cases:,}, left open {len(played.left)}, ledgers {'hold' if played.sound else 'DO NOT HOLD'}"
    yield f"rules with their trace: {played.rules - len(played.missing)} of {played.rules}"
    yield f"rules without a trace: {'; '.join(played.missing) or 'none'}"
    yield from (f"refused {times} times: {what}" for what, times in played.refused)
    for number in played.left:
        yield f"left open: {number}"
        for one in desk.timeline_in_words(number, by=System("year"), language="en"):
            yield f"  {one.at:%Y-%m-%d %H:%M} {one.who}: {one.what}"
