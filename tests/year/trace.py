"""What each rule leaves behind in a year of a business: events, tasks, messages, its report and its register. S0.13, S2.12"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from complaintkit import Period, Task
from tests.year.business import Business

TRACES: Final[Mapping[str, str]] = {
    "S0.1": "figure:categories",
    "S0.2": "deadline:assessment deadline:handling event:registered event:owner-changed event:resolved",
    "S0.3": "event:received",
    "S0.4": "event:registered form:number",
    "S0.5": "event:assessed deadline:assessment",
    "S0.6": "event:facts-recorded figure:causes",
    "S0.7": "event:plan-offered",
    "S0.8": "event:resolved event:message-sent",
    "S0.9": "event:survey-answered",
    "S0.10": "event:archived task:tendency register:everything",
    "S0.11": "task:review task:action task:idea",
    "S0.12": "sent:yours sent:dispatched",
    "S0.13": "figure:units",
    "S0.14": "figure:deadlines",
    "S0.15": "task:training",
    "S1.1": "figure:categories",
    "S1.2": "event:meeting-decided",
    "S1.3": "event:told",
    "S1.4": "task:check task:finding",
    "S1.5": "event:received",
    "S1.6": "event:registered",
    "S1.7": "event:first-handling-done",
    "S1.8": "event:escalated event:escalation-received event:meeting-decided",
    "S1.9": "event:resolved figure:given",
    "S1.10": "event:survey-answered",
    "S1.11": "task:training",
    "S1.12": "task:review",
    "S1.13": "figure:standing",
    "S2.1": "figure:kinds",
    "S2.2": "figure:channels",
    "S2.3": "figure:standing",
    "S2.4": "kind:praise",
    "S2.5": "deadline:contact deadline:result",
    "S2.6": "kind:suggestion figure:suggestions",
    "S2.7": "sent:report-told",
    "S2.8": "event:survey-answered",
    "S2.9": "task:review task:idea",
    "S2.10": "task:review",
    "S2.11": "task:training",
    "S2.12": "event:registered register:everything",
    "S3.1": "deadline:result",
    "S3.2": "kind:inquiry",
    "S3.3": "event:received event:acknowledged",
    "S3.4": "event:facts-recorded",
    "S3.5": "event:plan-offered",
    "S3.6": "event:survey-answered",
    "S3.7": "figure:members event:received",
    "S3.8": "figure:standing",
    "S3.9": "sent:care:birthday",
    "S3.10": "task:training",
    "S3.11": "task:assessment",
    "S3.12": "event:registered register:everything register:inquiry register:complaint",
    "S3.13": "medium:call",
    "S3.14": "task:check task:finding",
    "S3.15": "task:assessment",
    "S3.16": "category:reception category:accessibility",
    "S3.17": "figure:members kind:praise task:assessment",
    "S4.1": "channel:hotline channel:on-site kind:inquiry",
    "S4.2": "event:owner-changed",
    "S4.3": "event:handover-accepted event:escalated event:remedy-given",
    "S4.4": "task:action",
    "S4.5": "task:assessment",
    "S4.6": "event:escalated",
    "S4.7": "event:told",
    "S4.8": "event:cleared-up",
    "S4.9": "event:dispatched",
    "S4.10": "event:plan-answered",
    "S4.11": "event:archived task:tendency register:everything",
    "S4.12": "event:facts-recorded",
    "S4.13": "deadline:result",
    "S4.14": "event:first-handling-done event:facts-recorded",
    "F1": "event:received",
    "F2": "event:handover-offered event:handover-accepted",
    "F5": "event:facts-recorded event:handover-offered",
    "F3": "refused:F3 event:handover-declined event:handover-ruled",
    "F4": "refused:F4",
    "F6": "refused:F6 event:approval-asked event:approved",
    "F7": "event:meeting-decided",
    "F8": "event:owner-changed",
    "F9": "event:received",
    "R1": "event:received event:registered",
    "R2": "event:deadline-waived case:speaks-for",
    "R3": "case:wanted",
    "R4": "event:message-sent",
    "R5": "event:reclassification-asked event:reclassified",
    "R6": "refused:R6",
    "R7": "event:issue-raised figure:decisions",
    "R8": "event:new-cycle",
    "R9": "event:survey-answered",
    "R10": "event:remedy-given",
    "R11": "task:incident",
    "R12": "case:kept-until deadline:evidence-secured",
    "R13": "unfair:nothing",
    "R14": "event:linked event:unlinked",
    "R15": "event:deadline-breached register:late",
    "R16": "unexplained:nothing",
    "R17": "event:settled",
    "R18": "event:alarm-raised sent:alarm",
    "R19": "event:docket-recorded event:authority-answered figure:dockets register:authorities",
    "R20": "refused:R20",
    "R21": "event:received",
}
"""By rule, every one; what a rule says to people alone (courtesy, guidance) is not in it.

`refused` is what somebody tried, and was refused by that rule; `case` what cases themselves show.
"""


def rules_of(playbook: str) -> list[str]:
    """Return the rules that a year of this procedure has to show: its own, and those of the core."""
    own = {
        "supermarket": "S0",
        "night-market": "S1",
        "print-shop": "S2",
        "supermarket-service": "S3",
        "canteen-delivery": "S4",
    }
    return [rule for rule in TRACES if rule.split(".")[0] == own[playbook] or rule[0] in "FR"]


def missing(business: Business, playbook: str, years: list[int]) -> list[str]:
    """Return the rules whose trace is missing, each with what was not found."""
    found = set(_found(business, years))
    return [
        f"{rule}: {gap}" for rule in rules_of(playbook) if (gap := " ".join(sorted(set(TRACES[rule].split()) - found)))
    ]


def _found(business: Business, years: list[int]) -> Iterator[str]:
    """Yield everything that events, tasks, messages and the report of these years show."""
    desk: Any = business.desk
    yield from (f"refused:{rule}" for rule in business.rules)
    yield from _in_cases(business)
    unfair = False
    after = None
    while page := tuple(desk.events(after, by=business.top, limit=10_000)):
        yield from (f"event:{one.name}" for one in page)
        after = page[-1].position
    after = None
    while tasks := desk.tasks.list(by=business.top, open=None, after=after, limit=1000):
        yield from (f"task:{one.kind}" for one in tasks)
        unfair |= any(_counts_registered(one) for one in tasks)
        after = tasks[-1].number
    yield f"unfair:{'something' if unfair else 'nothing'}"
    yield from (f"sent:{one.message}" for one in desk.sent)
    yield from (f"medium:{one.medium}" for one in desk.sent)
    periods = [Period.days(date(year, 1, 1), date(year, 12, 31), zone="Asia/Shanghai") for year in years]
    yield from _in_registers(business, periods)
    for period in periods:
        report = desk.report(period, by=business.top)
        figures = report.figures
        names = (
            "categories",
            "causes",
            "units",
            "channels",
            "kinds",
            "suggestions",
            "deadlines",
            "decisions",
            "dockets",
        )
        yield from (f"figure:{name}" for name in names if getattr(figures, name))
        yield from (f"kind:{one.key}" for one in figures.kinds)
        yield from (f"channel:{one.key}" for one in figures.channels)
        yield from (f"category:{one.key.partition('/')[0]}" for one in figures.categories)
        yield from (f"deadline:{one.key}" for one in figures.deadlines if one.met or one.breached)
        yield from ["figure:given"] * bool(figures.given)
        yield from ["figure:members"] * bool(report.members)
        yield from ["figure:standing"] * bool(report.standing)


def _in_registers(business: Business, periods: Sequence[Period]) -> Iterator[str]:
    """Yield what the registers of these periods show, and the form of a case: whether every case is in them, what was late."""
    rows = [row for one in periods for row in business.desk.complaint_register(one, by=business.top).rows]
    yield from ["register:everything"] * ({row.number for row in rows} >= set(business.numbers))
    yield from (f"register:{row.kind}" for row in rows)
    yield from ["register:late"] * any(row.late for row in rows)
    yield from ["register:authorities"] * any(row.authorities for row in rows)
    last = business.numbers[-1]
    yield from ["form:number"] * (last in business.desk.registration_form(last, by=business.top).to_html("zh"))


def _in_cases(business: Business) -> Iterator[str]:
    """Yield what the cases themselves show: whom somebody speaks for, what they want, how long evidence keeps, why it is due."""
    unexplained = False
    for number in business.numbers:
        case = business.desk.case(number, by=business.top)
        yield from ["case:speaks-for"] * bool(case.customer.speaks_for)
        yield from ["case:wanted"] * bool(case.wanted)
        yield from ["case:kept-until"] * any(one.kept_until for one in case.evidence)
        unexplained |= not all(one.explain("zh") for one in case.deadlines)
    yield f"unexplained:{'something' if unexplained else 'nothing'}"


def _counts_registered(task: Task) -> bool:
    """Tell if an assessment holds against somebody how many complaints they took in. R13"""
    lines = task.values.get("figures", ()) if task.kind == "assessment" else ()
    return any("received" in one or "registered" in one for one in lines)
