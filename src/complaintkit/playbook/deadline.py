"""By when: what starts a deadline, what stops it, how long it is, and what follows a breach."""

from __future__ import annotations

from typing import Final, Literal

import attrs

from complaintkit.model.due import Begins, Until, Within
from complaintkit.model.phrase import phrase
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import Words
from complaintkit.playbook import vocabulary
from complaintkit.playbook._values import kinds, within

__all__ = ["OF_CATEGORY", "STAFF", "DeadlineRule", "read_deadline"]

OF_CATEGORY: Final = "of category"
STAFF: Final = "staff"
"""By whom a deadline is stopped where any person will do, and no program."""
_OF_CLOCKS = phrase("Name the event itself: what a clock does moves no other clock.")
_CLOCKLESS = {
    "deadline-warned": _OF_CLOCKS,
    "deadline-breached": _OF_CLOCKS,
    "alarm-raised": phrase("Write 'registered', and the categories it is for."),
    "plan-refused-finally": phrase("Write 'referred'."),
}
_FIXED = frozenset({"evidence-secured", "next-step", "customer-silent", "plan-unanswered"})
_AT_ONCE = frozenset({"first-handling-done", "dispatch-reported"})
_BETWEEN_US = frozenset(
    {"handover-offered", "escalated", "escalation-received", "dispatched", "advice-asked", "first-handling-asked"}
)
_PLACEHOLDER = Within.parse("1 min")  # where the file's is wrong: such a playbook is refused


@attrs.frozen(kw_only=True, field_transformer=read_only)
class DeadlineRule:
    """One deadline. `within` may be `"of category"`: the time of the category's first handling.

    `calendar` None means the unit's own; `until` says when a working day ends it, `begins` from when on it counts what happens
    outside opening hours; `categories` empty means every
    category. `breach_tell` are words (owner, leader, receiver, ...) and roles; `breach_escalate` is a group, a role or
    `leader`; `lapses` makes an unanswered handover lapse instead (F3). `by` says whose doing stops it: `staff` is anybody who
    works here and no program, else a role; None is whoever does it. `extendable` says how far a leader may put it off, once (S3.1).
    """

    id: str
    title: Words
    starts: str
    stops: tuple[str, ...]
    within: Within | Literal["of category"]
    until: Until | None = None
    begins: Begins = Begins.AT_ONCE
    calendar: str | None = None
    pauses: tuple[str, ...] = ()
    warn: Within | None = None
    breach_tell: tuple[str, ...] = ()
    breach_escalate: str | None = None
    lapses: bool = False
    by: str | None = None
    kinds: tuple[Kind, ...] = (Kind.COMPLAINT,)
    categories: tuple[str, ...] = ()
    extendable: Within | None = None

    def binds(self, kind: Kind, categories: tuple[str, ...] = ()) -> bool:
        """Tell if it binds a case of this kind whose category has this path (`Category.path`)."""
        return kind in self.kinds and (not self.categories or not set(self.categories).isdisjoint(categories))


def read_deadline(name: str, table: Table) -> DeadlineRule:
    """Read one `[deadline.<name>]`."""
    for key, example in (("starts", '"received"'), ("stops", '["..."]'), ("within", '"24 h"')):
        table.require(key, example)
    breach = table.table("breach")
    warn, length = table.read("warn", within), table.read("within", _within)
    if warn and isinstance(length, Within) and length.at_most(warn):
        table.wrong(
            "warn",
            phrase("{warn} before the end of {length} is before it starts", warn=warn, length=length),
            phrase("Give less than within."),
        )
    _check_clockless(table)
    starts = _event(table.maybe_text("starts") or "received")
    rule = DeadlineRule(
        id=name,
        title=table.words("title", required=True),
        starts=starts,
        stops=tuple(map(_event, table.several("stops"))),
        within=length or _PLACEHOLDER,
        until=table.read("until", Until.parse),
        begins=table.read("begins", Begins.parse) or Begins.AT_ONCE,
        calendar=table.maybe_text("calendar"),
        pauses=table.several("pauses"),
        warn=warn,
        breach_tell=breach.several("tell"),
        breach_escalate=breach.maybe_text("escalate"),
        lapses=breach.flag("lapse"),
        by=table.maybe_text("by"),
        kinds=table.read("kinds", kinds) or _usual_kinds(starts),
        categories=table.several("categories"),
        extendable=table.read("extendable", within),
    )
    _check_extendable(rule, table)
    _check_begins(rule, table)
    breach.close()
    table.close()
    return rule


def _check_extendable(rule: DeadlineRule, table: Table) -> None:
    """Note what nobody may put off: first handling, who was sent, perishable evidence, an answer between us. R11, R12"""
    fixed = (
        rule.within == OF_CATEGORY or rule.id in _FIXED or rule.starts in _BETWEEN_US or bool(_AT_ONCE & {*rule.stops})
    )
    if rule.extendable is not None and fixed:
        table.wrong("extendable", phrase("this can't be put off"), phrase("Leave it out."))


def _check_begins(rule: DeadlineRule, table: Table) -> None:
    """Note what waits for no opening: first handling, who was sent, perishable evidence. R12, R18"""
    at_once = rule.within == OF_CATEGORY or rule.id == "evidence-secured" or bool(_AT_ONCE & {*rule.stops})
    if rule.begins is not Begins.AT_ONCE and at_once:
        table.wrong("begins", phrase("this waits for no opening"), phrase("Leave it out."))


def _check_clockless(table: Table) -> None:
    """Note words that messages follow and no clock does: such a deadline would never start, or never stop."""
    for key, words in (("starts", table.several("starts")), ("stops", table.several("stops"))):
        for word in words:
            if instead := _CLOCKLESS.get(word):
                table.wrong(key, phrase("no clock follows {word!r}", word=word), instead)


def _event(word: str) -> str:
    return vocabulary.SYNONYMS.get(word, word)


def _within(value: object) -> Within | Literal["of category"]:
    return OF_CATEGORY if value == OF_CATEGORY else within(value)


def _usual_kinds(starts: str) -> tuple[Kind, ...]:
    """Return the kinds a deadline binds by its start: what intake starts binds complaints, a handover binds every kind."""
    return (Kind.COMPLAINT,) if starts in vocabulary.INTAKE else tuple(Kind)
