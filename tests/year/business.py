"""A business that goes by its list of duties: everybody does what theirs says, customers answer, chance is a seed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import attrs

from complaintkit import (
    BeyondAuthority,
    Case,
    ComplaintKitError,
    Customer,
    Decided,
    Duty,
    Evidence,
    Issue,
    Item,
    Measure,
    Money,
    Purchase,
    Remedy,
    System,
    Task,
)
from complaintkit.decision.task import MACHINES, Form
from complaintkit.decision.task.field import SHARED
from complaintkit.decision.task.machine import Field
from complaintkit.model.commands import commands
from complaintkit.testing import DeskUnderTest

NAMES = "王芳 李娜 张伟 刘洋 陈静 杨帆 赵磊 黄敏 周强 吴霞".split()
SAID = "不新鲜 等太久 态度不好 价格不对 地上很脏 少送一份 印错了 味道发酸 有异物 退货不给办".split()


@attrs.define
class Business:
    """A desk, whoever works there, and what they do; `did` counts it, `refused` what they tried in vain, `rules` by which rule."""

    desk: DeskUnderTest
    dice: Random
    did: Counter[str] = attrs.field(factory=Counter)
    refused: Counter[str] = attrs.field(factory=Counter)
    rules: Counter[str] = attrs.field(factory=Counter)
    seats: defaultdict[str, set[str]] = attrs.field(factory=lambda: defaultdict(set))
    numbers: list[str] = attrs.field(factory=list)

    @property
    def now(self) -> datetime:
        """The time."""
        return self.desk.clock.now()

    @property
    def people(self) -> list[str]:
        """Who works here."""
        return sorted(self.desk.people.organisation(by=self.top).staff)

    @property
    def top(self) -> System:
        """A program that reads everything."""
        return System("year")

    def open_cases(self) -> list[str]:
        """The numbers of those that have not come to their end."""
        return [case.number for case in self.desk.cases(by=self.top, open=True)]

    # ---- customers ---------------------------------------------------------------------------------------------------
    def complain(self, **more: Any) -> Case | None:
        """Somebody comes, to whoever may take it in; the case, None where it was refused."""
        book = self.desk.playbook(by=self.top)
        organisation = self.desk.people.organisation(by=self.top)
        takers = [one for one in self.people if self.may(one, "receive")]
        by = self.dice.choice(takers)
        name = self.dice.choice(NAMES)
        channels = [one for one in book.channels.values() if one.opens in (None, "complaint")]
        issues = [Issue(self.dice.choice(SAID), category=self.category())] if self.dice.random() < 0.1 else []
        given: dict[str, Any] = {
            "channel": self.dice.choice(channels).id,
            "unit": organisation.staff[by].units[0],
            "category": self.category(),
            "issues": issues if more.get("kind", "complaint") == "complaint" else [],
            "customer": Customer(name=name, phone=f"138{self.dice.randrange(10**8):08d}"),
            "wanted": self.dice.choice([None, "退款", "换货", "道歉"]),
            "purchase": Purchase(
                f"R{self.dice.randrange(10**6)}",
                paid=Money("36.00", book.currency),
                items=[Item(self.dice.choice(["鲜牛奶", "米饭", "名片"]), lot=f"L{self.dice.randrange(50)}")],
            ),
        }
        given.update(more)
        given["fields"] = dict.fromkeys(book.categories[given["category"]].asks, "18")
        try:
            case = self.desk.receive(self.dice.choice(SAID), by=by, **given)
        except ComplaintKitError as error:
            self.refused[f"receive: {error.code}: {error}"[:160]] += 1
            return None
        self.did["receive"] += 1
        self.numbers.append(case.number)
        if case.kind == "complaint" and self.dice.random() < 0.1:
            decisions = {one.id: ("upheld", "当场核实") for one in case.issues}
            self.try_to(by, "settle", case, {"facts": "当场更换", "agreed": "in-person", "decisions": decisions})
        return case

    def category(self) -> str:
        """Return what somebody complains of: one in thirty of what is dangerous."""
        known = self.desk.playbook(by=self.top).categories.values()
        grave = [one.id for one in known if one.alarm or one.incident]
        calm = [one.id for one in known if not (one.alarm or one.incident)]
        return self.dice.choice(grave if grave and (not calm or self.dice.random() < 1 / 30) else calm)

    def may(self, staff: str, word: str) -> bool:
        """Whether one of their roles lets them."""
        book = self.desk.playbook(by=self.top)
        roles = self.desk.people.organisation(by=self.top).staff[staff].roles
        return any(book.roles[one].allows(word) for one in roles if one in book.roles)

    def customers_answer(self) -> None:
        """Who was offered a plan, or asked something, mostly answers; staff take it down."""
        for case in self.desk.cases(by=self.top, open=True):
            if self.dice.random() < 0.3:
                continue
            if case.state == "plan-offered" and case.plan is not None:
                accepted = self.dice.random() < 0.85
                self.try_to(
                    case.owner, "answer-plan", case, {"plan": case.plan.id, "accepted": accepted, "via": "call"}
                )
            elif case.waiting_for_customer:
                self.try_to(case.owner, "hear-customer", case, {"text": "昨天下午", "via": "call"})
            elif case.state == "resolved" and self.dice.random() < 0.5:
                outcome = self.dice.choice([5, 5, 4, 4, 3, 1])
                self.try_to(case.owner, "answer-survey", case, {"outcome": outcome, "process": 4, "via": "call"})

    def say_more(self) -> None:
        """Now and then one thing more is complained of, it was a misunderstanding, or a colleague takes over. R7, S4.8, F2"""
        for case in self.desk.cases(by=self.top, open=True, state="investigating"):
            if self.dice.random() < 0.02:
                self.try_to(
                    case.owner, "raise-issue", case, {"text": self.dice.choice(SAID), "category": self.category()}
                )
            if self.dice.random() < 0.02:
                self.try_to(case.owner, "clear-up", case, {"explanation": "规定写得不清楚，已当面讲明"})
            elif self.dice.random() < 0.05 and (to := self.colleague(case)) is not None:
                self.try_to(case.owner, "offer-handover", case, to)

    # ---- staff -------------------------------------------------------------------------------------------------------
    def work(self) -> None:
        """Everybody does what their list says, once; what is late below them is for those to see to."""
        lists = {staff: self.desk.duties(staff, by=staff) for staff in self.people}
        self.seats.clear()
        for staff, listed in lists.items():
            for duty in listed.of_kind("meeting"):
                self.seats[duty.ref].add(staff)
        for staff, listed in lists.items():
            for duty in listed.owed:
                if duty.what != "overdue":
                    self.see_to(staff, duty)
            for task in listed.tasks:
                self.go_on(staff, task)

    def see_to(self, staff: str, duty: Duty) -> None:
        """Do what a duty names: the first command that is not refused."""
        try:
            case = self.desk.case(duty.case, by=staff)
        except ComplaintKitError:
            return
        for word in duty.commands:
            fields = self.fields(case, word, duty)
            if fields is not None and self.try_to(staff, word, case, fields):
                return

    def try_to(self, staff: str, word: str, case: Case, fields: dict[str, Any]) -> bool:
        """Perform a command; True where it was not refused. What is beyond somebody's authority they ask for."""
        try:
            kind: Any = commands()[word]
            self.desk.do(kind(case=case.number, **fields), by=staff)
        except BeyondAuthority as error:
            self.rules["F6"] += 1
            if error.proposal and word != "ask-approval":
                return self.try_to(staff, "ask-approval", case, {"proposal": error.proposal})
            return False
        except ComplaintKitError as error:
            self.refused[f"{word}: {error}"[:200]] += 1
            self.rules[_rule_of(error)] += 1
            return False
        self.did[word] += 1
        return True

    def fields(self, case: Case, word: str, duty: Duty) -> dict[str, Any] | None:
        """What somebody says with a command; None where they have nothing to say."""
        book, dice = self.desk.playbook(case=case.number, by=self.top), self.dice
        open_matter = duty.ref
        causes = [one for one in book.causes if "/" in one] or list(book.causes)
        gift = Remedy.refund(Money("5.00", book.currency))
        made: dict[str, Callable[[], dict[str, Any] | None]] = {
            "register": lambda: {
                "category": case.category or dice.choice(list(book.categories)),
                "severity": "normal",
                "fields": {one: "18" for one in case.missing if one not in _NO_FIELDS},
                **({"customer": Customer(name="王芳", phone="13800138000")} if "contact" in case.missing else {}),
            },
            "assess": lambda: {
                "severity": dice.choice(["low", "normal", "high"]),
                "approach": "核实情况",
                "evidence": [Evidence("照片", where="服务台", kept_until=self.now + timedelta(days=3))],
            },
            "do-first-handling": lambda: {"result": "已到场处理"},
            "record-facts": lambda: {
                "facts": "属实",
                "heard": [case.about_staff or case.owner],
                "evidence": [Evidence("照片", where="服务台", kept_until=self.now + timedelta(days=3))],
                **({"root_cause": dice.choice(causes)} if causes else {"root_cause": "疏忽"}),
            },
            "offer-plan": lambda: {
                "measures": [Measure(f"第{case.cycle}轮补救", who=case.owner, due=timedelta(days=1))],
                "remedies": [gift] if dice.random() < 0.3 else [],
                "follow_up": timedelta(days=3),
                "decisions": self.decided(case),
            },
            "do-measure": lambda: {"measure": duty.ref},
            "resolve": lambda: {
                "result": "已处理完毕",
                "decisions": self.decided(case),
                "improvement": "加强检查",
                "apology": True,
                **({"adopted": True} if case.kind == "suggestion" else {}),
            },
            "tell": lambda: {"text": "正在处理，有进展马上告诉您。"},
            "acknowledge": dict,
            "archive": dict,
            "record-follow-up": lambda: {"satisfied": dice.random() < 0.85, "via": "call"},
            "offer-handover": lambda: self.colleague(case),
            "dispatch": lambda: {"who": self.another(case), "what": "另行核实"},
            "escalate": lambda: {"reason": next(one.when[0] for one in book.escalations.values())},
            "accept-handover": lambda: {"handover": case.handover.id if case.handover else "x"},
            "rule-handover": lambda: {"to": (self.colleague(case) or {"to": case.owner})["to"], "ruling": "由您负责"},
            "give-advice": lambda: {"advice": duty.ref, "answer": "可以退"},
            "report-dispatch": lambda: {"dispatch": duty.ref, "result": "已查看"},
            "approve": lambda: {"proposal": duty.ref},
            "receive-escalation": lambda: {"escalation": open_matter},
            "decide-meeting": lambda: {
                "escalation": open_matter,
                "decision": "按方案办",
                "present": sorted(self.seats[open_matter]),
            },
            "answer-authority": lambda: {"text": "已核实并答复顾客", "docket": duty.ref},
            "record-outcome": lambda: {"outcome": "mediated", "docket": duty.ref},
            "give-remedy": lambda: {"promise": duty.ref},
            "reclassify": lambda: {
                "kind": "complaint" if dice.random() < 0.5 or not case.reclassification else case.reclassification[0],
                "reason": "已向客户核实",
            },
        }
        found = made[word]() if word in made else None
        return None if found is None else {name: value for name, value in found.items() if value is not None}

    def decided(self, case: Case) -> dict[str, tuple[str, str]]:
        """Decide on each issue. R7"""
        return {one.id: self.dice.choice(_DECISIONS) for one in case.issues}

    def another(self, case: Case) -> str:
        """Somebody else than whoever had it or found its facts."""
        taken = {*case.owners, *case.investigators, *case.complained_about}
        return next((one for one in self.people if one not in taken), case.owner)

    def colleague(self, case: Case) -> dict[str, Any] | None:
        """Somebody of the same unit, or around it, who may go on with a case: not whom it is about, nor who had it. F3, R6"""
        organisation, book = self.desk.people.organisation(by=self.top), self.desk.playbook(by=self.top)
        around = organisation.unit_path(case.unit)
        out = {*case.owners, *case.complained_about}
        able = [
            one
            for unit in around
            for one in self.people
            if unit in organisation.staff[one].units and self.may(one, "assess") and one not in out
        ]
        reason = next(iter(book.first_responsibility.handover_reasons), "other-department")
        return {"to": able[0], "reason": reason} if able else None

    def go_on(self, staff: str, task: Task) -> None:
        """Take the first step of a task that is theirs and is not refused; decisions become tasks."""
        machine = MACHINES[task.kind]
        for word in self.desk.tasks.possible(task, by=staff):
            if (step := machine.steps.get(word)) is None:  # given, offered, tied: not by themselves
                continue
            said_before = step.needs and all(name in task.words or name in task.values for name in step.needs)
            if word == "tell_all" and said_before:  # again, where somebody joined who was not told
                said_before = all(one.told is not False for one in self.desk.incidents.show(task, by=staff).cases)
            if word in ("drop", "reopen", "dismiss", "decline", "retire") or (step.to == task.state and said_before):
                continue
            given: dict[str, Any] = {
                name: self.given(name, {**SHARED, **machine.fields}[name], staff, task) for name in step.needs
            }
            try:
                if task.kind == "review" and word == "hold":
                    decision = Decided("逐项整改", who=staff, due=timedelta(days=20))
                    self.desk.reviews.hold(task, by=staff, decisions=[decision], present=[staff], minutes="逐项核对")
                elif task.kind == "tendency" and word == "answer":
                    decision = Decided("专项整改", who=staff, due=timedelta(days=10))
                    self.desk.tendencies.answer(task, by=staff, decisions=[decision])
                elif task.kind == "check" and word == "record" and self.dice.random() < 0.1:
                    found = Decided("地面湿滑", who=staff, due=timedelta(days=2))
                    self.desk.checks.record(task, by=staff, findings=[found])
                else:
                    self.desk.tasks.step(task, word, by=staff, **given)
            except ComplaintKitError as error:
                self.refused[f"{task.kind} {word}: {error}"[:200]] += 1
                continue
            self.did[f"{task.kind} {word}"] += 1
            return

    def given(self, name: str, field: Field, staff: str, task: Task) -> object:
        """Something that a field could hold."""
        if field.choices:
            return self.dice.choice(field.choices)
        match field.form:
            case Form.STAFF:
                return [staff]
            case Form.MOMENT:
                return self.now + timedelta(days=14)
            case Form.MARKS:
                return {item: self.dice.randint(2, 5) for item in task.values.get("items", ())}
            case Form.NUMBER:
                return 3
            case Form.FLAG:
                return True
            case Form.TASK | Form.CASE | Form.LINES:
                return ["已核对"]
        return f"{name} 已办"

    # ---- time --------------------------------------------------------------------------------------------------------
    def day(self, *, cases: int) -> None:
        """One day: customers come, staff see to their lists twice, the worker looks at night."""
        for _ in range(cases):
            self.complain()
        for _ in range(2):
            self.desk.run_due()
            self.desk.deliver_all()
            self.customers_answer()
            self.say_more()
            self.work()
            self.desk.clock.advance(timedelta(hours=4))
        self.desk.clock.advance(timedelta(hours=16))
        self.desk.run_due()


def _rule_of(error: ComplaintKitError) -> str:
    """Return the rule by which something was refused: what it names itself, or in its words; else its code."""
    named = re.search(r"\b[FRS]\d+(\.\d+)?\b", f"{getattr(error, 'rule', '')} {error}")
    return named[0] if named else error.code


_NO_FIELDS = {"category", "severity", "purchase", "item", "lot", "contact", "name", "customer"}
_DECISIONS = (("upheld", "属实"), ("partly", "部分属实"), ("not-upheld", "查无此事"))
