"""What the core says by itself where a playbook has no words for it: so that nobody is left untold. F2, F3, F6, R18, S0.8

A playbook that has a message on the same event to the same recipient has the last word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model.phrase import Template, Wording, phrase
from complaintkit.model.vocabulary import Kind

if TYPE_CHECKING:
    from complaintkit.playbook.message import MessageRule

__all__ = ["usual_messages"]

_ALL: Final = tuple(Kind)
_COMPLAINTS: Final = (Kind.COMPLAINT,)
_ANSWERED: Final = (Kind.COMPLAINT, Kind.INQUIRY, Kind.SUGGESTION)  # praise is thanked for, and filed
_ANYHOW: Final = ("sms", "email", "call")  # where a playbook names no way at all to reach these people


@attrs.frozen
class _Usual:
    """On which event to whom; the fields are filled in when it is sent."""

    on: str
    to: str
    short: Template
    urgent: bool = False
    kinds: tuple[Kind, ...] = _ALL


_USUAL: Final = (
    # ---- to staff: what somebody has to know of to act upon it
    _Usual(
        "alarm-raised",
        "alarm",
        phrase.template("Alarm: {number} {category}, {unit}. Responsible: {owner}.", context="usual message"),
        urgent=True,
    ),
    _Usual(
        "escalated",
        "group",
        phrase.template("{giver} brings you {number}: {reason}. Receive it and decide.", context="usual message"),
        urgent=True,
    ),
    _Usual(
        "first-handling-asked",
        "dispatched",
        phrase.template("{number} ({category}, {unit}), at once: {what}", context="usual message"),
        urgent=True,
    ),
    _Usual(
        "dispatched",
        "dispatched",
        phrase.template("{giver} asks you to see to {number}: {what}", context="usual message"),
        urgent=True,
    ),
    _Usual(
        "owner-changed",
        "owner",
        phrase.template("{number} is yours[: {category}][, due {due}].", context="usual message"),
    ),
    _Usual(
        "handover-declined",
        "giver",
        phrase.template(
            "{receiver} did not take over {number} ({reason}). It stays with you.", context="usual message"
        ),
    ),
    _Usual(
        "handover-lapsed",
        "giver",
        phrase.template("{receiver} did not answer about {number}. It stays with you.", context="usual message"),
    ),
    _Usual(
        "advice-asked",
        "adviser",
        phrase.template("{giver} asks you about {number}: {question}", context="usual message"),
    ),
    _Usual(
        "advice-given",
        "owner",
        phrase.template("{number}: {giver} answers you: {report}", context="usual message"),
        urgent=True,
    ),
    _Usual(
        "dispatch-reported",
        "owner",
        phrase.template("{number}: {giver} reports: {report}", context="usual message"),
        urgent=True,
    ),
    _Usual(
        "first-handling-done",
        "owner",
        phrase.template("{number}: {giver} has seen to it at once: {report}", context="usual message"),
    ),
    _Usual(
        "handover-accepted",
        "giver",
        phrase.template("{receiver} has taken over {number}. You are no longer responsible.", context="usual message"),
    ),
    _Usual(
        "new-cycle",
        "owner",
        phrase.template("{number} begins again ({reason}): find another solution.", context="usual message"),
    ),
    _Usual(
        "approved",
        "owner",
        phrase.template("{number}: {remedy} was approved.", context="usual message"),
    ),
    _Usual(
        "approval-refused",
        "owner",
        phrase.template("{number}: {remedy} was not approved ({why}).", context="usual message"),
    ),
    _Usual(
        "deadline-warned",
        "owner",
        phrase.template("{number}: {deadline} is due {due}.", context="usual message"),
    ),
    _Usual(
        "docket-recorded",
        "answerer",
        phrase.template(
            "{number}: {routes} has it as {docket}. Answer it[ by {authority_due}].", context="usual message"
        ),
    ),
    _Usual(
        "deadline-breached",
        "breach.tell",
        phrase.template(
            "{number}: {deadline} was due {due} and is late[, {assignee} has it]. Responsible: {owner}.",
            context="usual message",
        ),
    ),
    _Usual(
        "remedy-rejected",
        "owner",
        phrase.template(
            "{number}: {remedy} could not be carried out. Give it by hand, or see to it otherwise.",
            context="usual message",
        ),
    ),
    _Usual(
        "remedy-parked",
        "owner",
        phrase.template(
            "{number}: nobody knows what became of {remedy}. Find out, and record it.", context="usual message"
        ),
        urgent=True,
    ),
    _Usual(
        "customer-heard",
        "owner",
        phrase.template("{number}, the customer says: {text}", context="usual message"),
    ),
    _Usual(
        "customer-silent",
        "owner",
        phrase.template(
            "{number}: the customer has not answered. Go on without the answer, ask again, or tell them whom else to turn to.",
            context="usual message",
        ),
    ),
    _Usual(
        "plan-agreed",
        "owner",
        phrase.template("{number}: the customer agrees to the plan. Carry it out.", context="usual message"),
    ),
    _Usual(
        "withdrawn",
        "owner",
        phrase.template("{number}: the customer has withdrawn it. File it.", context="usual message"),
    ),
    _Usual(
        "measure-assigned",
        "assignee",
        phrase.template("For {number} you have to do: {measures}.", context="usual message"),
    ),
    _Usual(
        "deadline-warned",
        "assignee",
        phrase.template("{number}: soon due for you: {deadline}, {due}.", context="usual message"),
    ),
    _Usual(
        "deadline-breached",
        "assignee",
        phrase.template("{number}: {deadline} was due {due} and is late. It is with you.", context="usual message"),
    ),
    _Usual(
        "measure-done",
        "owner",
        phrase.template("{number}: {giver} has done: {measures}.", context="usual message"),
    ),
    _Usual(
        "praised",
        "praised",
        phrase.template("You were praised ({number}): {text}. Thank you!", context="usual message"),
        kinds=(Kind.PRAISE,),
    ),
    _Usual(
        "followed",
        "owner",
        phrase.template("The customer of {number}, which is filed, has spoken again: {next}.", context="usual message"),
    ),
    _Usual(
        "meeting-decided",
        "owner",
        phrase.template("{number} was decided: {decision}", context="usual message"),
    ),
    _Usual(
        "objected",
        "owner",
        phrase.template(
            "{number}: the customer did not say so ({quoted}). It is open again, and your leader has it before them.",
            context="usual message",
        ),
        urgent=True,
    ),
    # ---- to the customer: what they wait for
    _Usual(
        "registered",
        "customer",
        phrase.template("We have noted what you told us ({number}). {owner} sees to it.", context="usual message"),
        urgent=True,
    ),
    _Usual(
        "plan-offered",
        "customer",
        phrase.template(
            "What we propose for your complaint {number}: {plan}. {remedies} Do you agree, or what do you think? {answer_link}",
            context="usual message",
        ),
        kinds=_COMPLAINTS,
    ),
    _Usual(
        "waiting-for-customer",
        "customer",
        phrase.template("About {number} we have to ask you: {question}[ {answer_link}]", context="usual message"),
    ),
    _Usual(
        "customer-reminded",
        "customer",
        phrase.template("About {number} we still wait for your answer. {answer_link}", context="usual message"),
    ),
    _Usual(
        "customer-silent",
        "customer",
        phrase.template(
            "About {number} we have had no answer from you, and go on without it. It is not closed by that: you can tell us at any"
            " time. {answer_link}",
            context="usual message",
        ),
    ),
    _Usual(
        "resolved",
        "customer",
        phrase.template(
            "About {number}: {result}. [What we changed: {improvement}. ][What we decided: {decisions}. ]{remedies}[ {apology}]",
            context="usual message",
        ),
        kinds=_ANSWERED,
    ),
    _Usual(
        "merged",
        "customer",
        phrase.template(
            "What you told us ({number}) is the same matter as {next}, and goes on there with all that you said. Please use"
            " {next} from now on.",
            context="usual message",
        ),
    ),
    _Usual(
        "unmerged",
        "customer",
        phrase.template("What you told us ({number}) goes on by its own number after all.", context="usual message"),
    ),
    _Usual(
        "coupon-minted",
        "customer",
        phrase.template("Your coupon ({number}): {coupon_code}. {coupon}", context="usual message"),
    ),
    _Usual(
        "cleared-up",
        "customer",
        phrase.template(
            "About {number}: thank you for your understanding. {owner} is there for any question.",
            context="usual message",
        ),
        kinds=_COMPLAINTS,
    ),
    _Usual(
        "customer-quoted",
        "customer",
        phrase.template(
            "{number}: {giver} noted that {quoted}. If that is not so, answer NOT SO. {objection_link}",
            context="usual message",
        ),
    ),
    _Usual(
        "plan-refused-finally",
        "customer",
        phrase.template(
            "We are sorry that we could not agree. You may turn to {routes}; your number is {number}.",
            context="usual message",
        ),
        kinds=_COMPLAINTS,
    ),
)


def usual_messages(own: Mapping[str, MessageRule]) -> dict[str, MessageRule]:
    """Return the core's messages for what `own` does not say of every case, by names that `own` does not use."""
    return {one.id: one for one in _missing(own)}


def _missing(own: Mapping[str, MessageRule]) -> Iterator[MessageRule]:
    from complaintkit.playbook.message import MessageRule

    taken = set(own)
    for one in _USUAL:
        whole = (rule for rule in own.values() if not rule.categories and not rule.deadlines)
        said = {kind for rule in whole if rule.to == one.to and _as_good(rule.on, one.on) for kind in rule.kinds}
        if kinds := tuple(kind for kind in one.kinds if kind not in said):
            name = one.on if one.on not in taken else f"{one.on}.{one.to}"
            taken.add(name)
            yield MessageRule(
                id=name,
                on=one.on,
                to=one.to,
                media=_media(one, own),
                short=Wording(one.short.unfilled),
                urgent=one.urgent,
                kinds=kinds,
            )


def _as_good(on: str, usual: str) -> bool:
    """Tell if one message does for another: who was told of receipt, or of the answer to a plan, needs no more."""
    return on == usual or (on, usual) in {("received", "registered"), ("plan-answered", "plan-agreed")}


def _media(one: _Usual, own: Mapping[str, MessageRule]) -> tuple[str, ...]:
    """Return the ways by which the playbook reaches such people."""
    return media_of(rule for rule in own.values() if (rule.to == "customer") is (one.to == "customer")) or _ANYHOW


def media_of(rules: Iterable[MessageRule]) -> tuple[str, ...]:
    """Return the media of several messages, in the order of most of them: a playbook that is kept names them in another order."""
    counts = Counter(rule.media for rule in rules)
    usual = sorted(counts, key=lambda media: (-counts[media], media))
    return tuple(dict.fromkeys(medium for media in usual for medium in media))
