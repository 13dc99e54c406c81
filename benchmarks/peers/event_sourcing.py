"""The `eventsourcing` library taking a case through ten commands, by its own application and aggregate.

Each command makes as many events as ours does: its own, and what it does to deadlines, those that start with a reason as long as
ours. On SQLite as ours is (WAL, FULL), with its cache of aggregates, as we keep in mind what we worked on. It keeps the events
alone: nothing is reckoned or decided, there are no rows to find cases by, no duties, no messages, nothing is sealed.
"""

# mypy: ignore-errors
# What it imports stands in an environment of its own.

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from serve import serve

FOLDER = tempfile.TemporaryDirectory()
os.environ["PERSISTENCE_MODULE"] = "eventsourcing.sqlite"
os.environ["SQLITE_DBNAME"] = str(Path(FOLDER.name) / "events.db")
os.environ["AGGREGATE_CACHE_MAXSIZE"] = "256"

from eventsourcing.application import Application  # noqa: E402  it reads its settings from the environment
from eventsourcing.domain import Aggregate, event  # noqa: E402


class Case(Aggregate):
    """A complaint."""

    @event("Received")
    def __init__(self, by: str, text: str, place: tuple[str, str, str], customer: tuple[str, str]) -> None:
        """Take it in."""
        self.text, (self.unit, self.category, self.channel) = text, place
        (self.name, self.phone), self.owner, self.state = customer, by, "registered"
        self.notes: list[str] = []
        self.clocks: dict[str, tuple[datetime, dict[str, str]]] = {}

    @event("Acknowledged")
    def acknowledge(self, by: str) -> None:
        """Tell the customer."""
        self.acknowledged_by = by

    @event("Assessed")
    def assess(self, by: str, severity: str, approach: str) -> None:
        """Say how bad it is."""
        self.assessed_by, self.severity, self.approach, self.state = by, severity, approach, "assessed"

    @event("FactsRecorded")
    def record_facts(self, by: str, facts: str, cause: str, heard: list[str]) -> None:
        """Say what happened."""
        self.investigated_by, self.facts, self.cause, self.heard, self.state = by, facts, cause, heard, "investigated"

    @event("Noted")
    def note(self, by: str, text: str) -> None:
        """Write something down."""
        self.notes.append(f"{by}: {text}")

    @event("PlanOffered")
    def offer_plan(self, by: str, measure: str, who: str, due: datetime, decision: str) -> None:
        """Offer what will be done."""
        self.offered_by, self.plan, self.due, self.decision, self.state = by, (measure, who), due, decision, "offered"

    @event("PlanAnswered")
    def answer_plan(self, by: str, via: str, *, accepted: bool) -> None:
        """Note the customer's answer."""
        self.answered_by, self.via, self.state = by, via, "agreed" if accepted else "assessed"

    @event("Resolved")
    def resolve(self, by: str, result: str, improvement: str, *, apology: bool) -> None:
        """End it."""
        self.resolved_by, self.result, self.improvement = by, result, improvement
        self.apology, self.state = apology, "resolved"

    @event("FollowUpRecorded")
    def record_follow_up(self, by: str, via: str, *, satisfied: bool) -> None:
        """Ask again."""
        self.followed_up_by, self.asked_via, self.satisfied = by, via, satisfied

    @event("DeadlineStarted")
    def start(self, rule: str, due: datetime, why: dict[str, str]) -> None:
        """Owe something."""
        self.clocks[rule] = due, why

    @event("DeadlineMet")
    def meet(self, rule: str) -> None:
        """Owe it no longer."""
        self.clocks.pop(rule, None)

    @event("Archived")
    def archive(self, by: str) -> None:
        """File it."""
        self.archived_by, self.state = by, "archived"


class Desk(Application[UUID]):
    """Cases, and nothing else."""

    def change(self, id_: UUID, step: Callable[[Case], None], follows: tuple[int, int]) -> None:
        """Read a case, take a step, save."""
        case: Case = self.repository.get(id_)
        step(case)
        follow(case, follows)
        self.save(case)


DESK = Desk()
RECEIVED: tuple[int, int] = (7, 2)
"""So many deadlines start when a case is received, and so many short events follow it; the same of the steps after it."""
FOLLOWS: tuple[tuple[int, int], ...] = (
    (0, 1),
    (1, 1),
    (0, 2),
    (0, 0),
    (2, 3),
    (2, 3),
    (2, 4),
    (0, 2),
    (0, 1),
)
WHY = {"calendar": "cn", "version": "sha256:" + "0" * 64, "counted": "08:00-18:00 " * 30}
STEPS: tuple[Callable[[Case], None], ...] = (
    lambda case: case.acknowledge("chen"),
    lambda case: case.assess("chen", "low", "核实"),
    lambda case: case.record_facts("chen", "放了两小时", "storage", ["hu"]),
    lambda case: case.note("chen", "换货前先问食堂"),
    lambda case: case.offer_plan("chen", "换货", "chen", datetime.now(UTC) + timedelta(hours=2), "属实"),
    lambda case: case.answer_plan("chen", "phone", accepted=True),
    lambda case: case.resolve("chen", "已换货", "冷链", apology=True),
    lambda case: case.record_follow_up("chen", "phone", satisfied=True),
    lambda case: case.archive("chen"),
)


def live(number: int) -> None:
    """Take a case from its first word to the archive."""
    case = Case("chen", "米饭是酸的", ("no3-school", "food/sensory", "hotline"), ("王芳", f"138{number:08d}"))
    follow(case, RECEIVED)
    DESK.save(case)
    for step, follows in zip(STEPS, FOLLOWS, strict=True):
        DESK.change(case.id, step, follows)


def follow(case: Case, follows: tuple[int, int]) -> None:
    """Start and meet deadlines."""
    started, met = follows
    for number in range(started):
        case.start(f"rule-{number}", datetime.now(UTC) + timedelta(hours=number), WHY)
    for number in range(met):
        case.meet(f"rule-{number}")


def prepare(count: int) -> Callable[[], None]:
    """Make ready for so many cases."""
    live(0)

    def job() -> None:
        for number in range(count):
            live(number)

    return job


serve(prepare)
