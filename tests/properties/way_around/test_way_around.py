"""Random people look for a way around the rules, at each shipped procedure; what holds is read from outside. F1-F9, R5-R20"""

# ruff: noqa: D102  what the machine's rules do is in their names, and hypothesis calls them by keyword

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from complaintkit import (
    BeyondAuthority,
    Case,
    ComplaintKitError,
    NotAllowed,
    NotResponsible,
    System,
)
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.duty import Duty
from complaintkit.records.link import Purpose
from complaintkit.testing import DeskUnderTest, open_test_desk
from tests.houses import HOUSES

LONGER = os.environ.get("WAY_AROUND_EXAMPLES")
EXAMPLES = int(LONGER or "2")
AUDITOR = System("auditor")


FOLLOWING = {"follows", "followed-by"}
JUDGING = {"take", "first-handling", "rule", "decide", "receive", "meeting", "approval", "confirm", "dispatch"}
OVER = {"resolved", "cleared-up", "withdrawn", "external"}  # where nothing is left to do but to file it
SELDOM = set(
    "acknowledge ask-advice dispatch escalate link mark-second-grievance raise-issue note tell unlink correct settle clear-up"
    " withdraw refer record-answer reclassify hear-customer record-facts".split()
)
MORE = {
    "link",
    "unlink",
    "record-docket",
}  # to file a duplicate takes more than to tie two cases, to put a date off more than to give one
SILENCE = {"customer-silent", "plan-unanswered"}  # they end by what the customer does not say, which is on record


def digits(address: str) -> str:
    """The number that a phone is known by here, without an extension."""
    return "".join(one for one in address.partition("转")[0] if one.isdigit())[-11:]


class WayAround(RuleBasedStateMachine):
    """A desk, and whoever would like to get around its rules."""

    name: str
    world: Any
    story: Any
    guess: Any
    statement: set[str]
    visitor: Any

    def __init__(self) -> None:
        super().__init__()
        sample = HOUSES[self.name]
        organisation = tomllib.loads(sample.read_text("utf-8"))
        self.units: dict[str, Any] = organisation["unit"]
        self.staff: dict[str, Any] = organisation["staff"]
        self.here = set(self.staff)
        self.reached = {who: one["phone"] for who, one in self.staff.items() if "phone" in one}
        self.colleagues: dict[str, set[str]] = {}
        self.desk: DeskUnderTest = open_test_desk(playbook=self.name, organisation=sample)
        self.numbers: list[str] = []
        self.ledgers: dict[str, list[LedgerEntry]] = {}
        self.breaches: dict[str, dict[str, Any]] = {}
        self.deputies: set[str] = set()
        self.proposals = ["x"]
        self.log: list[str] = []
        self.done: Counter[str] = Counter()

    def teardown(self) -> None:
        try:
            self.at_the_end_of_time()
        finally:
            self.desk.close()
        super().teardown()

    # ---- what is tried -------------------------------------------------------------------------------------------------
    def case(self, number: str) -> Case:
        return self.desk.case(number, by=AUDITOR)

    def attempt(self, kind: type[c.Command], by: Any, /, **fields: Any) -> ComplaintKitError | Case:
        """Do it, and hold what came of it to the rules; a refusal leaves no trace."""
        try:
            done = self.desk.do(kind(**fields), by=by)
        except ComplaintKitError as refused:
            self.log.append(f"{by} {kind.word} {fields}: {type(refused).__name__} {refused}"[:300])
            if isinstance(refused, BeyondAuthority):
                self.proposals.append(refused.proposal)
            self.within_reach(refused, fields.get("case"), by)
            return refused
        self.log.append(f"{by} {kind.word} {fields}")
        self.done[kind.word] += 1
        if done.case.number not in self.numbers:
            self.numbers.append(done.case.number)
        return done.case

    def within_reach(self, refused: ComplaintKitError, number: str | None, by: str) -> None:
        """R20: what a refusal names as possible is among the buttons that they have."""
        if isinstance(refused, NotAllowed) and number:
            beyond = set(refused.allowed) - self.shown(self.case(number), by)
            assert not beyond, f"{beyond}\n{self.told()}"

    def somebody(self, chance: Random, case: Case | None = None) -> str:
        """Whoever has to do with the case as a rule, else anybody, gone or unknown."""
        near = [case.owner, case.about_staff, *case.owners] if case else []
        asked = [one.receiver for one in case.handovers if one.state == "offered"] if case else []
        asked += [one.who for one in case.dispatches] if case else []
        asked += [one.who for one in case.measures] if case else []
        asked += [one.to for one in case.escalations if one.open] if case else []
        asked += [one.approver for one in case.approvals] if case else []
        known = [one for one in (near if chance.random() < 0.5 else asked) if one in self.staff]
        if known and chance.random() < 0.7:
            return str(chance.choice(known))
        return chance.choice([*self.staff, "nobody"])

    def colleague(self, chance: Random) -> str:
        return chance.choice(sorted(self.here))

    @rule(chance=st.randoms(use_true_random=True))
    def receive(self, chance: Random) -> None:
        if len(self.numbers) > 3:  # enough to look at
            return self.press(chance)
        self.attempt(
            c.Receive,
            self.colleague(chance),
            text=chance.choice(["米饭是酸的", "The rice smells sour.", "\u202e<b>x</b>"]),
            channel=self.world.channel,
            unit=chance.choice(self.world.units),
            customer=self.visitor(self, chance),
            category=chance.choice([*self.world.categories, None]),
            kind=chance.choice(["complaint", "complaint", "complaint", "inquiry", "suggestion", "praise"]),
            severity=chance.choice([None, None, "low", "high", "major"]),
            about_staff=chance.choice([None, None, self.colleague(chance)]),
        )
        return None

    @rule(chance=st.randoms(use_true_random=True))
    def press(self, chance: Random) -> None:
        """Press a button that is shown: whoever has it is never told that it is for somebody else."""
        for _ in range(3 if self.numbers else 0):
            case = self.case(chance.choice(self.numbers))
            by = self.somebody(chance, case)
            words = self.shown(case, by)
            if words:
                word = chance.choice([one for one in sorted(words) for _ in range(1 if one in SELDOM else 6)])
                refused = self.command(chance, case, by, word)
                assert word in MORE or not isinstance(refused, NotResponsible), self.told()

    @rule(chance=st.randoms(use_true_random=True))
    def force(self, chance: Random) -> None:
        """Try what is not shown: it is refused, to anybody. R20"""
        for _ in range(4 if self.numbers else 0):
            case = self.case(chance.choice(self.numbers))
            by, word = self.somebody(chance, case), chance.choice(sorted(c.commands().keys() - {"receive"}))
            if word not in self.shown(case, by):
                assert not isinstance(self.command(chance, case, by, word), Case), self.told()

    def shown(self, case: Case, by: str) -> frozenset[str]:
        """The buttons that somebody has; none where they may not even see the case."""
        try:
            return self.desk.allowed(case, by=by)
        except ComplaintKitError:
            return frozenset()

    def command(self, chance: Random, case: Case, by: str, word: str) -> ComplaintKitError | Case:
        return self.attempt(c.commands()[word], by, case=case.number, **self.guess(self, chance, case, by, word))

    @rule(chance=st.randoms(use_true_random=True))
    def customer(self, chance: Random) -> None:
        """The customer comes by a link of theirs, of this round or an earlier one."""
        if not self.numbers:
            return
        case = self.case(chance.choice(self.numbers))
        links = self.desk._opened.door.links
        token = links.token(case.linked_as, chance.choice([case.cycle, 1]), chance.choice(list(Purpose)))
        deed = chance.choice(["say", "say", "answer_plan", "answer_plan", "answer_survey", "withdraw", "object"])
        try:
            door = self.desk.customer(token)
            if deed == "answer_plan":
                door.answer_plan(door.plan.id if door.plan else "x", accepted=chance.random() < 0.6)
            elif deed == "answer_survey":
                door.answer_survey(outcome=chance.randint(1, 5), process=3)
            else:
                getattr(door, deed)(**({"text": "还没有解决"} if deed == "say" else {}))
        except ComplaintKitError as refused:
            self.log.append(f"customer of {case.number} {deed}: {type(refused).__name__} {refused}"[:200])
            return
        self.log.append(f"customer of {case.number} {deed}")
        self.done[f"customer:{deed}"] += 1
        if deed == "say":
            self.heard(case.number)

    def heard(self, number: str) -> None:
        """What they said waits in somebody's duties, on this case or on the one that goes on for it. S3.5, R14"""
        self.find_new()
        reached = [number, *self.case(number).links, *self.numbers[-1:]]
        cases = [self.case(one) for one in reached]
        begun = any(one.text == "还没有解决" for one in cases)  # what is said of a filed case begins the next
        assert begun or any(entry.text == "还没有解决" for one in cases for entry in one.unanswered), self.told()

    # ---- what time and the organisation do -----------------------------------------------------------------------------
    @rule(minutes=st.sampled_from([1, 20, 60, 60 * 5, 60 * 24, 60 * 24 * 4, 60 * 24 * 15]))
    def time_passes(self, minutes: int) -> None:
        self.log.append(f"{minutes} minutes pass")
        self.desk.clock.advance(timedelta(minutes=minutes))
        self.worker()

    def worker(self) -> None:
        while self.desk.run_due():
            pass
        self.desk.deliver_all()

    @rule(chance=st.randoms(use_true_random=True))
    def people(self, chance: Random) -> None:
        who, by, start = self.colleague(chance), self.somebody(chance), self.desk.clock.now()
        deed = chance.choice(["away", "away", "left", "shift", "number"])
        try:
            if deed == "left" and len(self.here) > 2:
                self.desk.staff_left(who, by=by)
                self.here.discard(who)
            elif deed == "away":
                end, deputy = (
                    start + timedelta(days=chance.choice([1, 30])),
                    chance.choice([None, self.colleague(chance)]),
                )
                self.desk.staff_away(who, by=by, start=start, end=end, long=chance.random() < 0.5, deputy=deputy)
                self.deputies |= {deputy} if deputy else {who, *self.above(who)}  # without a deputy a leader acts
            elif deed == "number":
                self.number(
                    who, by, chance.choice(["13800138000", "13900139000", f"1370013{chance.randrange(7000, 7009)}"])
                )
            else:
                self.desk.hand_over_shift(by=by, to=who)
        except ComplaintKitError as refused:
            self.log.append(f"{by} {deed} {who}: {type(refused).__name__}")
        else:
            self.log.append(f"{by} {deed} {who}")

    def number(self, who: str, by: str, phone: str) -> None:
        """Somebody is reached by another number from now on: perhaps a customer's."""
        data: dict[str, Any] = dict(self.desk.people.organisation(by=AUDITOR).as_data())
        staff = {id: dict(one) for id, one in data["staff"].items()}
        staff[who]["phone"] = phone
        self.desk.set_organisation(
            {**data, "staff": staff}, by=by if by == "nobody" or self.done["number"] % 2 else AUDITOR
        )
        self.reached[who] = phone
        self.done["number"] += 1

    def known_as(self, case: Case) -> set[str]:
        """Who of those who work here is the customer, or whom they speak for: by the last eleven digits of a number."""
        if case.erased:
            return set()
        customer = self.desk.contact(case, by=AUDITOR, purpose="核对")
        people = [customer, *([customer.speaks_for] if customer.speaks_for else [])]
        numbers = {digits(one.address) for person in people for one in person.contacts}
        return {who for who in self.here if digits(self.reached.get(who, "-")) in numbers}

    def above(self, who: str) -> set[str]:
        """Whoever holds a role above one of theirs, by the playbook."""
        roles = self.desk.playbook(by=AUDITOR).roles
        wanted, leading = list(self.staff[who]["roles"]), set[str]()
        for role in wanted:
            leader = roles[role].leader if role in roles else None
            if leader and leader not in leading:
                leading.add(leader)
                wanted.append(leader)
        return {staff for staff, one in self.staff.items() if leading & set(one["roles"])}

    # ---- what must always hold -----------------------------------------------------------------------------------------
    def told(self) -> str:
        return "\n".join(self.log[-60:])

    def find_new(self) -> None:
        for event in self.desk.events(limit=100_000):
            if event.number and event.number not in self.numbers:
                self.numbers.append(event.number)

    @invariant()
    def holds(self) -> None:
        """Every rule, on every case to which something happened."""
        self.find_new()
        for number in self.numbers:
            lines, known = list(self.desk.timeline(number, by=AUDITOR)), self.ledgers.get(number, [])
            assert lines[: len(known)] == known, "R15: what is on record stays"
            self.ledgers[number] = lines
            case = self.case(number)
            if len(lines) > len(known):
                self.history(lines, len(known))
                self.responsibility(case)
                self.own_case(case)
                self.own_matter(case, lines[len(known) :])
                self.readers(case, lines)
            self.hazards(case, lines)
            self.clocks(case, lines)

    def responsibility(self, case: Case) -> None:
        """F1, F8, F9, S3.5: one person owns it who works here, and whatever the customer said is theirs to answer."""
        assert not case.open or case.owner in self.here, self.told()
        owed = self.owed(case.owner, case) if case.owner in self.here else []
        owners = [one for one in owed if one.what in ("own", "wait") and one.staff == case.owner]
        assert len(owners) == case.open, self.told()
        about = case.complained_about | self.known_as(case)  # of praise nobody is complained about
        speaking = self.here - about if case.owner in about else {case.owner} & self.here
        words = {one.ref for staff in speaking for one in self.owed(staff, case) if one.what == "words"}
        assert not speaking or words >= {one.id for one in case.unanswered}, self.told()

    def owed(self, staff: str, case: Case) -> list[Duty]:
        """What stands in their duties of this case, all pages."""
        found, after = [], None
        while True:
            page = self.desk.duties(staff, after=after)
            found += [one for one in page.owed if one.case == case.number and one.what != "overdue"]
            if (after := page.next) is None:
                return found

    def history(self, lines: Sequence[LedgerEntry], known: int) -> None:
        """F2-F5, F9, R5, R6, R8, R9: as the ledger tells it, read by nothing of ours."""
        story = self.story()
        for index, line in enumerate(lines):
            problem = story.read(line, {one.event.name for one in lines[known:]})
            assert problem is None or index < known, f"{problem}: {line}\n{self.told()}"

    def hazards(self, case: Case, lines: Sequence[LedgerEntry]) -> None:
        """R18: as soon as the category is one with an alarm, the alarm is raised."""
        if case.open and case.category in self.world.alarms:
            raised = [one.event.category for one in lines if isinstance(one.event, e.AlarmRaised)]
            assert case.category in raised, self.told()

    def clocks(self, case: Case, lines: Sequence[LedgerEntry]) -> None:
        """R15: a breach stays; what was done late, or not at all, is on record as breached. F1: something is always due."""
        assert not case.open or case.next_due_at, f"{case.number} rests, {case.state} {case.kind}\n{self.told()}"
        breached = {one.id: one.breached_at for one in case.deadlines if one.breached_at}
        assert self.breaches.setdefault(case.number, {}).items() <= breached.items(), self.told()
        self.breaches[case.number] = breached
        for one in case.deadlines:
            ended = one.met_at or self.desk.clock.now()
            late = one.state in ("running", "met") and one.due_at < ended
            assert one.state != "paused" or (one.resumes_at and one.resumes_at > self.desk.clock.now()), (
                f"R16 {one}\n{self.told()}"
            )
            silent = one.name in SILENCE and "customer-silent" in {line.event.name for line in lines}
            assert not late or one.breached_at or silent, f"R15 {one}\n{self.told()}"
            assert one.state not in ("cancelled", "waived") or one.reason, f"R15 {one}\n{self.told()}"

    def own_case(self, case: Case) -> None:
        """R6: whoever it is about has nothing of it to judge, and does not read whom to call."""
        if not case.open or any(one.startswith("R6") for one in case.exceptions):
            return
        for about in case.complained_about & set(self.here):
            judging = [one for one in self.owed(about, case) if one.staff == about and one.what in JUDGING]
            assert not judging, f"R6 {judging}\n{self.told()}"
            with pytest.raises(ComplaintKitError):
                self.desk.contact(case, by=about, purpose="看看")

    def own_matter(self, case: Case, new: Sequence[LedgerEntry]) -> None:
        """R9: a colleague who is the customer neither has it nor did anything but say and ask; nor is anything theirs to judge."""
        before, now = self.colleagues.get(case.number, set()), self.known_as(case)
        self.colleagues[case.number] = now
        if not case.open or not self.here - now - case.complained_about:
            return
        assert case.owner not in now, f"R9 {case.owner}\n{self.told()}"
        done = [one for one in new if one.by in before & now and one.event.is_deed]
        names = {one.event.name for one in done} - {one.event.name for one in new if self.said(one.event)}
        assert not names, f"R9 {names}\n{self.told()}"
        for who in now:
            judging = [one for one in self.owed(who, case) if one.staff == who and one.what in JUDGING]
            assert not judging, f"R9 {judging}\n{self.told()}"

    def said(self, event: e.Happened) -> bool:
        """Whether it is what anybody says and asks, also whoever has no say in a case, or what follows from that."""
        relation = getattr(event, "relation", None)  # words on what is filed begin the next case
        return event.name in self.statement or event.name.startswith(("deadline-", "message-")) or relation in FOLLOWING

    def readers(self, case: Case, lines: Sequence[LedgerEntry]) -> None:
        """R20: nobody reads it whose place does not let them."""
        named = " ".join(repr((one.by, one.recorded_by, one.event)) for one in lines)
        path = self.path(case.unit)
        group = any(isinstance(one.event, e.Escalated) and one.event.group for one in lines)
        for staff in {*self.staff, "nobody"}:
            known = self.staff.get(staff, {"roles": [], "units": [], "deputy": None})
            if staff in self.here and (
                f"'{staff}'" in named or group or staff in self.deputies or self.reads(known, path)
            ):
                continue
            if staff in self.here and any(
                f"'{one}'" in named for one, it in self.staff.items() if it.get("deputy") == staff
            ):
                continue
            way = (self.desk.case, self.desk.timeline, self.desk.possible)[len(lines) % 3]
            try:
                way(case.number, by=staff)
            except ComplaintKitError:
                continue
            raise AssertionError(f"R20: {staff} reads {case.number}\n{self.told()}")

    def reads(self, person: dict[str, Any], path: Sequence[str]) -> bool:
        """Whether a role of theirs reads everything, or their units; or is asked at once."""
        near = not set(path).isdisjoint(person["units"])
        return any(
            (reach := self.world.sees.get(role, "all")) == "all"
            or (near and (reach == "unit" or role in self.world.first))
            for role in person["roles"]
        )

    def path(self, unit: str | None) -> list[str]:
        """A unit, and those around it."""
        return [unit, *self.path(self.units[unit].get("within"))] if unit else []

    def at_the_end_of_time(self) -> None:
        """A year on nothing rests: each open case is owed by somebody who works here, and says so to them."""
        for _ in range(12):
            self.desk.clock.advance(timedelta(days=31))
            self.worker()
        self.holds()
        for number in self.numbers:
            case = self.case(number)
            if case.open:
                owed = [one for staff in sorted(self.here) for one in self.owed(staff, case)]
                assert owed, self.told()
                for one in (it for it in owed if it.what not in ("own", "wait")):  # whose next step may wait for others
                    may = self.desk.allowed(number, by=one.staff)
                    assert not may.isdisjoint(one.commands), f"{one.staff} may not do {one}\n{self.told()}"
                pressing = any(one.due_at for one in owed)
                pressing = pressing and (case.state not in OVER or all(one.what != "wait" for one in owed))
                assert pressing, f"{number} rests, {case.state} {case.kind} {case.category} {owed}\n{self.told()}"


def test_every_command_is_tried(tried: frozenset[str]) -> None:
    """One that is forgotten is one that nobody looked at. R20"""
    assert tried == c.commands().keys() - {"receive"}


@pytest.mark.parametrize("playbook", HOUSES)
def test_there_is_no_way_around(
    playbook: str, world: Any, story: Any, guess: Any, customer: Any, statement: Any
) -> None:
    """Whoever tries whatever on whichever case, each rule holds after each step. F1-F9, R5, R6, R8, R9, R15, R18, R20"""
    machine = type(
        "Machine",
        (WayAround,),
        {
            "name": playbook,
            "world": world,
            "story": story,
            "guess": staticmethod(guess),
            "visitor": staticmethod(customer),
            "statement": statement,
        },
    )
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            derandomize=LONGER is None,  # the suite tries the same each time, whoever looks longer something new
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )
