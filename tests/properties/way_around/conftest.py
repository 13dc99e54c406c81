"""Given to the machine that looks for a way around: fields to fill commands with, and a reader of ledgers who knows the rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import attrs
import pytest

from complaintkit import Case, Customer, Docket, Measure, Money, Remedy
from complaintkit.decision.replay import LedgerEntry

DECLINES = {"absent", "conflict-of-interest", "facts-missing", "beyond-skill", "overloaded", "wrong-unit"}
# R6: what whoever is complained about may say and ask of their own case; how it gets away from them is part of that.
STATEMENT = set(
    "received noted customer-heard advice-asked advice-given dispatched escalated handover-offered handover-declined"
    " approval-asked second-grievance-marked objected measure-done exception-recorded docket-recorded"
    " issue-raised".split()
)
CUSTOMERS = (
    Customer(name="王芳", phone="13800138000"),
    Customer(name="李雷", phone="13900139000"),
    Customer(phone="13700137000"),
    Customer.anonymous(no_contact_because="refused"),
)


@attrs.frozen
class World:
    """A procedure with the people of its sample, and what its rules say, written down by hand."""

    channel: str
    units: Sequence[str]
    categories: Sequence[str]
    alarms: frozenset[str]
    """The categories that reach staff within minutes. R18"""
    sees: dict[str, str]
    """How far a role reads, where that is not everything. R20"""
    first: frozenset[str] = frozenset()
    """Roles that are asked at once, and so read what for."""


WORLDS = {
    "canteen-delivery": World(
        "hotline", ["no3-school", "softpark", "city-hospital"],
        ["food/sensory", "food/spoiled", "food/illness", "service/attitude", "service/delivery-late", "hygiene", "other"],
        frozenset({"food/spoiled", "food/foreign-body", "food/illness"}),
        {"on-site": "unit", "quality": "unit", "kitchen-head": "unit", "delivery": "own"}, frozenset({"quality"}),
    ),
    "night-market": World(
        "stall", ["a07", "b15", "market"],
        ["service/attitude", "service/food", "hygiene/pests", "price/inflated", "safety/fire", "safety/facilities"],
        frozenset({"safety", "safety/fire", "safety/facilities"}),
        {"stall-in-charge": "unit", "site-services": "own"}, frozenset({"site-services"}),
    ),
    "print-shop": World(
        "counter", ["shop"],
        ["printing/colour", "files/lost", "files/privacy", "service/attitude", "environment", "other"],
        frozenset({"files", "files/lost", "files/privacy"}), {"production": "unit"},
    ),
    "supermarket": World(
        "hotline", ["river-street", "old-town"],
        ["product-quality/food", "product-quality/foreign-body", "safety/injury", "safety/food-poisoning",
         "service/attitude", "environment/cleanliness", "other"],
        frozenset({"product-quality/foreign-body", "safety", "safety/hazard", "safety/injury", "safety/food-poisoning"}),
        dict.fromkeys("service-desk department-head security service-supervisor duty-manager store-manager".split(), "unit")
        | {"floor": "own"},
        frozenset({"security", "department-head"}),
    ),
    "supermarket-service": World(
        "service-desk", ["park-road", "north-gate"],
        ["service/language", "dignity/elderly", "accessibility/ways", "goods/food", "safety/injury",
         "safety/food-poisoning", "member/data", "other"],
        frozenset({"safety", "safety/hazard", "safety/injury", "safety/food-poisoning"}),
        dict.fromkeys(
            "service-desk member-service department-head security service-supervisor service-manager store-manager".split(),
            "unit",
        )
        | {"floor": "own", "reception": "own"},
        frozenset({"security", "department-head", "service-manager"}),
    ),
}  # fmt: skip


def _some(chance: Random, of: Sequence[Any]) -> str:
    """The id of one of them; one that there is not, where there is none."""
    return str(chance.choice(of).id) if of else "x"


def _who(desk: Any, chance: Random) -> str:
    """Whoever works here."""
    return chance.choice(sorted(desk.here))


def _customer(desk: Any, chance: Random) -> Customer:
    """Whoever comes: now and then somebody who works here, by their number as people write it."""
    number = desk.reached.get(_who(desk, chance), "")[-11:]
    if not number or chance.random() < 0.7:
        return chance.choice(CUSTOMERS)
    written = chance.choice([number, f"+86 {number}", f"{number[:3]}-{number[3:7]}-{number[7:]}转2"])
    theirs = Customer(name="王芳", phone=written)
    return chance.choice([theirs, theirs, Customer(phone="13600136000", speaks_for=theirs)])


def _plan(desk: Any, chance: Random, case: Case, _: str) -> dict[str, Any]:
    refund = Remedy.refund(Money(chance.choice([20, 900]), "CNY"))
    return {
        "measures": [Measure(f"换货{chance.randrange(9)}", who=_who(desk, chance), due=timedelta(hours=2))],
        "decisions": dict.fromkeys(
            [one.id for one in case.issues], (chance.choice(["upheld", "not-upheld"]), "查过了")
        ),
        "remedies": chance.choice([[], [], [refund]]),
        "follow_up": timedelta(days=2),
    }


def _assessment(desk: Any, chance: Random, _: Case, __: str) -> dict[str, Any]:
    return {
        "severity": chance.choice(["low", "normal", "high", "major"]),
        "approach": "核实",
        "category": chance.choice([None, None, *desk.world.categories]),
        "answer_expected": timedelta(hours=3),
    }


def _correction(desk: Any, chance: Random, _: Case, __: str) -> dict[str, Any]:
    about = {"about_staff": _who(desk, chance)}
    unit, customer = {"unit": chance.choice(desk.world.units)}, {"customer": _customer(desk, chance)}
    second = {"about_staff": _who(desk, chance), "issue": "2"}
    return {"reason": "写错了"} | chance.choice([about, {"about_nobody": True}, second, unit, customer])


def _kind(desk: Any, chance: Random, _: Case, __: str) -> dict[str, Any]:
    kind = chance.choice([None, "inquiry", "suggestion", "complaint"])
    return {"kind": kind, "category": chance.choice([None, *desk.world.categories]), "reason": "看错了"}


def _settlement(_: Any, chance: Random, case: Case, __: str) -> dict[str, Any]:
    coupon = Remedy.coupon(Money(chance.choice([10, 500]), "CNY"), valid_days=30)
    decisions = chance.choice([None, {one.id: ("upheld", "属实") for one in case.issues}])
    given = {"facts": "当场换货", "agreed": "in-person", "apology": True, "decisions": decisions}
    return given | {"remedies": chance.choice([[], [coupon]])}


def _present(desk: Any, chance: Random, by: str) -> list[str]:
    return chance.choice([[by], [by, _who(desk, chance)]])


def _docket(chance: Random, case: Case) -> str:
    return chance.choice([one.docket.number for one in case.authority_cases] or ["x"])


RELATIONS = ("duplicate", "related", "follows")
REASONS = ("beyond-authority", "dissatisfied", "legal")
FIELDS: dict[str, Callable[[Any, Random, Case, str], dict[str, Any]]] = {
    # what says nothing but words
    "acknowledge": lambda *_: {},
    "archive": lambda *_: {},
    "do-first-handling": lambda *_: {"result": "已处理"},
    "tell": lambda *_: {"text": "正在处理"},
    "note": lambda *_: {"text": "备注"},
    "wait-for-customer": lambda *_: {"question": "请提供照片"},
    "hear-customer": lambda *_: {"text": "还没有解决", "via": "phone"},
    "resolve": lambda _desk, chance, case, _by: {
        "result": "已退货",
        "improvement": "加装温控",
        "apology": True,
        "decisions": {one.id: (chance.choice(["upheld", "partly", "not-upheld"]), "已核实") for one in case.issues},
        "adopted": chance.choice([True, False]) if case.kind == "suggestion" else None,
    },
    "clear-up": lambda *_: {"explanation": "是当地风味"},
    "withdraw": lambda *_: {"reason": "算了", "via": "phone"},
    "object": lambda *_: {"text": "我没有这么说"},
    "refer": lambda *_: {"authority": "12315", "told": "可拨打12315"},
    "mark-second-grievance": lambda *_: {"text": "态度不好"},
    "raise-issue": lambda desk, chance, *_: {
        "text": "还有别的",
        "category": chance.choice([None, *desk.world.categories]),
        "about_staff": chance.choice([None, None, None, _who(desk, chance)]),
    },
    "record-answer": lambda desk, *_: {"text": "已答复", "at": desk.desk.clock.now()},
    # what is said of the case
    "register": lambda desk, chance, *_: {
        "category": chance.choice(desk.world.categories),
        "customer": chance.choice([None, _customer(desk, chance)]),
    },
    "correct": _correction,
    "reclassify": _kind,
    "assess": _assessment,
    "settle": _settlement,
    "record-facts": lambda desk, chance, *_: {
        "facts": "放了两小时",
        "root_cause": "none-found",
        "heard": [_who(desk, chance)],
    },
    "offer-plan": _plan,
    "answer-plan": lambda _, chance, case, __: {
        "plan": case.plan.id if case.plan else "x",
        "accepted": chance.random() < 0.6,
        "via": "phone",
    },
    "do-measure": lambda _, chance, case, __: {"measure": _some(chance, case.measures)},
    "answer-survey": lambda _, chance, *__: {"outcome": chance.randint(1, 5), "process": 3, "via": "phone"},
    "record-follow-up": lambda _, chance, *__: {"satisfied": chance.choice([True, False, None]), "via": "phone"},
    "link": lambda desk, chance, *_: {"to": chance.choice(desk.numbers), "relation": chance.choice(RELATIONS)},
    "unlink": lambda desk, chance, *_: {"to": chance.choice(desk.numbers)},
    # who does what
    "offer-handover": lambda desk, chance, *_: {"to": _who(desk, chance), "reason": "supplier-side"},
    "accept-handover": lambda _, chance, case, __: {"handover": _some(chance, case.handovers[-1:])},
    "decline-handover": lambda _, chance, case, __: {
        "handover": _some(chance, case.handovers[-1:]),
        "reason": chance.choice(["overloaded", "absent", "not-my-job"]),
    },
    "rule-handover": lambda desk, chance, *_: {"to": _who(desk, chance), "ruling": "由你负责"},
    "ask-advice": lambda desk, chance, *_: {"of": _who(desk, chance), "question": "怎么看?"},
    "give-advice": lambda _, chance, case, __: {"advice": _some(chance, case.advice), "answer": "可以"},
    "dispatch": lambda desk, chance, *_: {"who": _who(desk, chance), "what": "取样"},
    "report-dispatch": lambda _, chance, case, __: {"dispatch": _some(chance, case.dispatches), "result": "已取样"},
    "escalate": lambda _, chance, *__: {"reason": chance.choice(REASONS)},
    "receive-escalation": lambda _, chance, case, __: {"escalation": _some(chance, case.escalations)},
    "adjourn-meeting": lambda desk, chance, case, by: {
        "escalation": _some(chance, case.escalations),
        "present": _present(desk, chance, by),
    },
    "decide-meeting": lambda desk, chance, case, by: {
        "escalation": _some(chance, case.escalations),
        "present": _present(desk, chance, by),
        "decision": "道歉",
    },
    "extend-deadline": lambda _, chance, case, __: {
        "deadline": chance.choice([one.name for one in case.open_deadlines] or ["x"]),
        "until": timedelta(hours=chance.choice([1, 40])),
        "reason": "厂家检测",
        "text": "明天答复您",
    },
    # authorities
    "record-docket": lambda desk, chance, *_: {
        "docket": Docket(
            chance.choice(["D-1", "D-2"]), authority="12315", answerer=chance.choice([None, _who(desk, chance)])
        )
    },
    "answer-authority": lambda _, chance, case, __: {"text": "已换货", "docket": _docket(chance, case)},
    "record-outcome": lambda _, chance, case, __: {
        "outcome": chance.choice(["upheld", "not-upheld", "withdrawn"]),
        "docket": _docket(chance, case),
    },
    # money
    "ask-approval": lambda desk, *_: {"proposal": desk.proposals[-1]},
    "approve": lambda _, chance, case, __: {"proposal": _some(chance, case.approvals)},
    "refuse-approval": lambda _, chance, case, __: {"proposal": _some(chance, case.approvals), "reason": "不行"},
    "give-remedy": lambda _, chance, case, __: {"promise": _some(chance, case.promises)},
    "order-remedy": lambda _, chance, case, __: {"promise": _some(chance, case.promises)},
    "reverse-remedy": lambda _, chance, case, __: {
        "promise": _some(chance, case.promises),
        "reason": "弄错了",
        "by_hand": chance.random() < 0.5,
    },
}
"""Fields that could be meant by somebody, for every command on a case."""


@attrs.define
class Story:
    """One ledger, read line by line by whoever knows the rules and nothing of the code."""

    kind: str = ""
    about_by_issue: dict[str, str | None] = attrs.field(factory=dict)
    owner: str = ""
    had: list[str] = attrs.field(factory=list)
    facts: bool = False
    asked: dict[str, str] = attrs.field(factory=dict)
    investigators: set[str] = attrs.field(factory=set)
    disputed: bool = False
    ends: set[str] = attrs.field(factory=set)

    @property
    def about(self) -> set[str]:
        """Whom any issue complains of: nobody is judged for what they are praised for."""
        return set() if self.kind == "praise" else {one for one in self.about_by_issue.values() if one}

    def read(self, line: LedgerEntry, together: set[str]) -> str | None:
        """Return which rule a line breaks; None where none. `together` is what else happened with it."""
        problem = self._own_case(line, together)
        reader = getattr(self, f"_{line.event.name.replace('-', '_')}", None)
        found = reader(line.event, line.by) if reader else None
        ended = self._end(line.event)
        return problem or found or ended

    def _received(self, event: Any, _: str) -> None:
        self.kind, self.owner, self.about_by_issue["1"] = str(event.kind), event.first_receiver, event.about_staff
        self.had.append(self.owner)

    def _corrected(self, event: Any, _: str) -> None:
        if "about_staff" in event.corrected:
            self.about_by_issue[event.issue or "1"] = event.about_staff

    def _issue_raised(self, event: Any, _: str) -> None:
        self.about_by_issue[event.issue] = event.about_staff

    def _owner_changed(self, event: Any, _: str) -> str | None:
        before, self.owner = self.owner, event.owner
        bounced = event.owner in self.had and event.reason == "handover"
        self.had.append(event.owner)
        if event.previous not in (None, before):
            return "F1: from whom did not have it"
        if event.owner in self.about and event.previous:
            return "R6: to whom it is about"
        return "F3: back to whom had it" if bounced else None

    def _handover_offered(self, event: Any, _: str) -> str | None:
        if self.kind == "complaint" and not self.facts:
            return "F5: before the facts"
        return "F3, R6" if event.receiver in self.had or event.receiver in self.about else None

    def _handover_declined(self, event: Any, _: str) -> str | None:
        return None if event.reason in DECLINES else "F4"

    def _reclassification_asked(self, event: Any, by: str) -> None:
        self.asked[str(event.kind)] = by

    def _reclassified(self, event: Any, by: str) -> str | None:
        less = self.kind == "complaint" != str(event.kind)
        self.kind = str(event.kind)
        return "R5" if less and self.asked.get(self.kind, by) == by else None

    def _facts_recorded(self, _: Any, by: str) -> None:
        self.facts = True
        self.disputed = self.disputed and by in self.investigators
        self.investigators.add(by)

    _settled = _facts_recorded

    def _plan_offered(self, *_: object) -> str | None:
        return "R8: before somebody else has looked" if self.disputed and self.kind == "complaint" else None

    _resolved = _cleared_up = _plan_offered

    def _plan_answered(self, event: Any, by: str) -> str | None:
        return None if by in ("customer", event.told_to) else "R9"

    _survey_answered = _plan_answered

    def _own_case(self, line: LedgerEntry, together: set[str]) -> str | None:
        """R6: only their statement; settling on the spot is on record."""
        if line.by not in self.about:
            return None
        if not line.event.is_deed or "corrected" in together:
            return None  # who says that it is about them gets rid of it
        if line.event.name in STATEMENT or line.event.name.startswith(("deadline-", "message-")):
            return None
        return None if together & {"exception-recorded", "received"} or self._words(line) else "R6"

    def _words(self, line: LedgerEntry) -> bool:
        """Whether it only says which case their customer's words went on to."""
        return getattr(line.event, "relation", None) == "followed-by"

    def _end(self, event: Any) -> str | None:
        """R8: staff alone do not end it; what the customer, or their silence, said of this round does."""
        name = event.name
        if name == "new-cycle":
            self.ends.clear()
            self.disputed = bool(event.facts_disputed)
        said = name in ("survey-answered", "follow-up-recorded") and event.satisfied is not False
        silent = name == "deadline-breached" and event.rule == "survey"
        if said or silent or name in ("settled", "withdrawn", "referred", "linked"):
            self.ends.add(name)
        ended = self.kind != "complaint" or self.ends or event.name != "archived" or event.because == "no-contact"
        return None if ended else f"R8: {event.because}"


@pytest.fixture
def story() -> type[Story]:
    """A reader of ledgers."""
    return Story


@pytest.fixture
def statement() -> set[str]:
    """What anybody says and asks in a case of their own."""
    return STATEMENT


@pytest.fixture
def tried() -> frozenset[str]:
    """The commands that fields are known for."""
    return frozenset(FIELDS)


@pytest.fixture
def guess() -> Callable[..., dict[str, Any]]:
    """Fields for a command, by chance."""
    return lambda desk, chance, case, by, word: FIELDS[word](desk, chance, case, by)


@pytest.fixture
def world(playbook: str) -> World:
    """The procedure's."""
    return WORLDS[playbook]


@pytest.fixture
def customer() -> Callable[[Any, Random], Customer]:
    """Whoever may come."""
    return _customer


@pytest.fixture(autouse=True)
def every_decision_is_pure() -> None:
    """Deciding is held to that by the other machines; this one needs the time for more steps."""
