"""The words a playbook may use: events, triggers, steps and what they need, message fields, reasons. All closed lists.

A word that is not here would be a rule that never comes true; so a misspelled one is refused when a playbook is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.event_words import EVENT_WORDS
from complaintkit.model.wording import COMMANDS as COMMAND_WORDS

__all__ = [
    "BECAUSE_FIELDS",
    "CARE_CERTAIN",
    "CARE_FIELDS",
    "CERTAIN",
    "COMMANDS",
    "DECLINE_REASONS",
    "ENDINGS",
    "ESCALATION_REASONS",
    "EVENTS",
    "FIELDS_OF_THE_CORE",
    "FOLLOWS",
    "HELD",
    "INTAKE",
    "MEDIA",
    "MESSAGE_FIELDS",
    "NEEDED",
    "PAUSES",
    "PERIODS",
    "RECIPIENTS",
    "REMEDIES",
    "REQUIREMENTS",
    "SURVEY_ASKS",
    "SURVEY_ON",
    "SURVEY_THEN",
    "SYNONYMS",
    "TELLABLE",
    "TRIGGERS",
    "is_fact",
]

_UNSPOKEN = frozenset(
    {
        "attachment-added",
        "contact-read",
        "exception-recorded",
        "former-customer-erased",
        "ledger-keyed",
        "ledger-rooted",
        "messages-allowed",
        "messages-stopped",
        "organisation-set",
        "person-erased",
        "person-exported",
        "person-restricted",
        "playbook-set",
        "restriction-lifted",
        "rows-repaired",
        "staff-away",
        "staff-left",
        "text-read",
    }
)
TRIGGERS = frozenset(
    {
        "always",
        "customer-reminded",
        "followed",
        "measure-assigned",
        "merged",
        "plan-agreed",
        "praised",
        "survey-due",
        "unmerged",
    }
)
"""What follows from the playbook or from time rather than from an act: a survey's day has come."""

EVENTS = frozenset(
    name
    for name in EVENT_WORDS.keys() - TRIGGERS - _UNSPOKEN
    if not name.startswith(("deadline-", "message-", "budget-", "task-", "member-"))
    or name in ("deadline-warned", "deadline-breached")
)
"""What happens to a case: what deadlines start and stop with, and what messages and surveys follow on."""

SYNONYMS: Mapping[str, str] = {"case-registered": "registered"}
"""Other words for the same event, read as the second."""

INTAKE = frozenset({"received", "registered", "acknowledged"})
"""How a matter begins. Deadlines that start here bind complaints unless they say which kinds."""

PAUSES = frozenset({"waiting-for-customer"})
"""What may pause a deadline. R16"""

ENDINGS = frozenset({"settled", "resolved", "archived", "withdrawn", "cleared-up", "referred"})
"""Events that end a case's work."""

FOLLOWS: Mapping[str, frozenset[str]] = {
    "handover-offered": frozenset({"handover-accepted", "handover-declined", "handover-ruled", "handover-cancelled"}),
    "escalated": frozenset({"escalation-received", "meeting-adjourned", "meeting-decided"}) | ENDINGS,
    "escalation-received": frozenset({"meeting-adjourned", "meeting-decided"}) | ENDINGS,
    "advice-asked": frozenset({"advice-given"}) | ENDINGS,
    "dispatched": frozenset({"dispatch-reported"}) | ENDINGS,
    "told": frozenset({"told", "plan-offered", "plan-answered", "customer-heard"}) | ENDINGS,
    "approval-asked": frozenset({"approved", "approval-refused"}) | ENDINGS,
    "remedy-ordered": frozenset(
        {"remedy-given", "remedy-rejected", "remedy-parked", "remedy-reversed", "reversal-claimed", "reversal-ordered"}
    ),
    "remedy-rejected": frozenset({"remedy-given", "remedy-ordered", "remedy-reversed", "reversal-claimed"}),
    "remedy-parked": frozenset(
        {"remedy-given", "remedy-ordered", "remedy-reversed", "reversal-claimed", "reversal-ordered"}
    ),
    "reversal-claimed": frozenset({"remedy-reversed", "remedy-given"}),
    "reversal-ordered": frozenset(
        {"remedy-reversed", "reversal-claimed", "reversal-rejected", "remedy-parked", "remedy-given"}
    ),
    "plan-offered": frozenset({"plan-answered", "plan-refused-finally", "customer-heard", "customer-silent"}) | ENDINGS,
    "resolved": frozenset(
        {
            "survey-answered",
            "follow-up-recorded",
            "customer-heard",
            "told",
            "new-cycle",
            "archived",
            "second-grievance-marked",
        }
    ),
}
"""What can still come after an event that only some follow: a deadline from it has to stop with one of those."""

_OF_NO_ROLE = frozenset(
    {
        "answer-standing",
        "close",
        "credit-member",
        "discard-item",
        "give-up-message",
        "lead",
        "mend-refused",
        "mend_clock",
        "rebuild",
        "retry-message",
        "root",
        "update-member",
        "verify",
    }
)
COMMANDS = COMMAND_WORDS.keys() - _OF_NO_ROLE
"""Door words: what a role's `may` lists, and what a step is called."""

NEEDED = ("receive", "register", "assess", "record-facts", "offer-plan", "resolve")
"""What some role has to be allowed, or cases would stop on their way."""

PERIODS = frozenset({"business day", "day", "week", "month", "quarter", "year"})
"""How often a check or a review comes round."""

MEDIA = frozenset({"call", "email", "sms"})
"""The media that messages usually go by; notifiers bring others."""

REMEDIES = frozenset({"apology", "coupon", "discount", "points", "refund", "replacement"})
"""The kinds of remedies that the core knows; plugins bring others."""

SURVEY_ON = frozenset({"always", "resolved"})
"""When a survey is asked: after a case, or of anybody at any time."""

SURVEY_ASKS = frozenset({("outcome", (1, 5)), ("process", (1, 5)), ("remark", None)})
"""What is asked after a case, on which scale. R9"""

SURVEY_THEN = frozenset({"new-cycle", "follow-up", "escalate"})
"""What a dissatisfied answer leads to. R8"""

FACTS = frozenset(
    {
        "breached",
        "category",
        "channel",
        "cycle",
        "decision",
        "if",
        "kind",
        "member.points",
        "member.tier",
        "paid",
        "root-cause",
        "second-grievance",
        "severity",
        "unit",
        "waited",
    }
)
"""What a condition of a row may ask for, beside what was given within a window and the fields of the form."""

HELD = frozenset(
    {
        "authority-due",
        "authority-number",
        "category",
        "contact",
        "contact-or-reason",
        "item",
        "lot",
        "name",
        "name-or-reason",
        "occurred-at",
        "purchase",
        "received-at",
        "severity",
        "text",
        "unit",
        "wanted",
    }
)
"""What a category may ask for that every case has a place for; any other word is a field of the form."""


FIELDS_OF_THE_CORE = frozenset({"difference", "meal", "till"})
"""The fields of a form that the core itself looks at: what was charged too much, and what complaints may share. R11"""


def is_fact(word: str) -> bool:
    """Tell if a condition may ask for it: a fact of the case, what was given within a window, a field of the form.

    >>> is_fact("member.tier"), is_fact("compensated.90d"), is_fact("fields.fell-ill"), is_fact("wether")
    (True, True, True, False)
    """
    return word in FACTS or word.startswith(("compensated.", "fields."))


REQUIREMENTS: Mapping[str, frozenset[str]] = {
    "receive": frozenset(
        {
            "text",
            "received-at",
            "contact-or-reason",
            "contact",
            "name",
            "name-or-reason",
            "unit",
            "category",
            "wanted",
            "purchase",
        }
    ),
    "register": frozenset(
        {"category", "unit", "severity", "wanted", "occurred-at", "purchase", "item", "lot", "contact-or-reason"}
    ),
    "assess": frozenset({"severity", "approach", "answer-expected", "category", "evidence"}),
    "record-facts": frozenset({"facts", "root-cause", "evidence", "heard", "lot"}),
    "offer-plan": frozenset(
        {"facts", "root-cause", "evidence", "heard", "measures", "who", "by-when", "follow-up", "decisions"}
    ),
    "settle": frozenset({"facts", "agreed", "apology", "remedies"}),
    "resolve": frozenset({"course", "result", "improvement", "apology", "apology-if-upheld", "decisions"}),
    "archive": frozenset({"customer-answer", "root-cause", "category"}),
    "clear-up": frozenset({"facts", "told"}),
    "withdraw": frozenset({"reason"}),
    "refer": frozenset({"reason", "authority"}),
    "escalate": frozenset({"reason"}),  # never more: it comes before promising, and waits for nothing (F5, F6)
    "offer-handover": frozenset({"facts", "reason"}),
    "decide-meeting": frozenset({"decision", "facts", "evidence", "heard"}),
}
"""What a step can be told to require. Steps that are not here hold what their command holds."""

DECLINE_REASONS = frozenset(
    {
        "absent",
        "conflict-of-interest",
        "facts-missing",
        "beyond-skill",
        "overloaded",
        "beyond-authority",
        "wrong-unit",
        "already-handled",
        "unsafe",
    }
)
"""Why a handover may be declined. "Not my job" is not among them. F4"""

ESCALATION_REASONS = frozenset(
    {
        "not-solved-on-the-spot",
        "plan-refused",
        "dissatisfied",
        "objected",
        "beyond-authority",
        "severity-high",
        "severity-major",
        "deadline-breached",
        "suspected-poisoning",
        "several-affected",
        "declined-twice",
        "handover-lapsed",
        "media",
        "legal",
    }
)
"""When a case goes upwards."""

RECIPIENTS = frozenset(
    {
        "customer",
        "owner",
        "giver",
        "receiver",
        "first-receiver",
        "approver",
        "leader",
        "dispatched",
        "adviser",
        "group",
        "alarm",
        "breach.tell",
        "answerer",
        "assignee",
        "praised",
        "team",
    }
)
"""Whom a message goes to, beside the roles of the playbook."""

TELLABLE = frozenset({"owner", "leader", "giver", "receiver", "first-receiver", "group"})
"""Whom a breach is told to, beside the roles of the playbook."""

_CASE = frozenset({"number", "customer", "owner", "unit", "category", "severity", "received_at", "answer_by"})
_STAFF = _CASE | {"due"}
_HANDOVER = _STAFF | {"giver", "receiver", "reason", "lapses_at", "note"}
_ANSWER = {"answer_link", "answer_token"}
_SURVEY = {"survey_link", "survey_token"}
_PLAN = _CASE | _ANSWER | {"plan", "remedies"}
_RESULT = _CASE | _ANSWER | _SURVEY | {"course", "result", "improvement", "remedies"}

_ROUTE = {"routes", "body_contact", "body_gives"}
_DOCKET = {"docket", "routes", "authority_due"}

_OF_PROMISES = (
    "remedy-ordered",
    "remedy-given",
    "remedy-rejected",
    "remedy-parked",
    "remedy-reversed",
    "reversal-claimed",
    "reversal-ordered",
    "reversal-rejected",
)

BECAUSE_FIELDS = frozenset({"item"})
"""The fields that the reason of a compensation may hold."""

MESSAGE_FIELDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(sorted(EVENTS | TRIGGERS), _CASE),
    "received": _CASE | _ANSWER | {"text"},
    "registered": _CASE | _ANSWER | {"text"},
    "first-handling-asked": _STAFF | {"what", "giver"},
    "dispatched": _STAFF | {"what", "giver"},
    "alarm-raised": _STAFF | {"what"},
    "advice-asked": _STAFF | {"giver", "question"},
    **dict.fromkeys(("advice-given", "dispatch-reported", "first-handling-done"), _STAFF | {"giver", "report"}),
    "assessed": _CASE | {"approach"},
    "facts-recorded": _CASE | {"facts"},
    "told": _CASE | _ANSWER | {"text"},
    "praised": _STAFF | {"text"},
    "followed": _STAFF | {"next"},
    "merged": _CASE | _ANSWER | {"next"},
    "unmerged": _CASE | _ANSWER,
    "waiting-for-customer": _CASE | _ANSWER | {"question"},
    "measure-assigned": _STAFF | {"measures"},
    "measure-done": _STAFF | {"giver", "measures"},
    "customer-reminded": _CASE | _ANSWER,
    "customer-silent": _CASE | _ANSWER,
    "customer-heard": _STAFF | {"text"},
    "owner-changed": _STAFF | {"giver", "reason"},
    "handover-offered": _HANDOVER,
    "handover-accepted": _HANDOVER,
    "handover-declined": _HANDOVER,
    "handover-lapsed": _HANDOVER,
    "handover-ruled": _HANDOVER,
    "escalated": _STAFF | {"giver", "reason", "meeting_by", "note"},
    "escalation-received": _STAFF | {"meeting_by"},
    "meeting-adjourned": _STAFF | {"decision"},
    "meeting-decided": _STAFF | {"decision"},
    "plan-offered": _PLAN | {"decisions"},
    "coupon-minted": _CASE | {"coupon", "coupon_code"},
    "plan-answered": _PLAN | {"remark"},
    "plan-agreed": _STAFF | {"remark"},
    "plan-refused-finally": _PLAN | _ROUTE,
    "referred": _CASE | _ROUTE | {"reason"},
    "docket-recorded": _STAFF | _DOCKET,
    "authority-answered": _CASE | _DOCKET | {"giver", "text"},
    "outcome-recorded": _CASE | _DOCKET | {"authority_outcome", "text"},
    "withdrawn": _CASE | {"reason"},
    "customer-quoted": _CASE | {"giver", "quoted", "objection_link", "objection_token"},
    "objected": _STAFF | {"quoted", "text"},
    "cleared-up": _RESULT,
    "resolved": _RESULT | {"adopted", "apology", "decisions"},
    "settled": _RESULT,
    "survey-due": _CASE | _SURVEY | {"result"},
    "survey-answered": _CASE | {"outcome", "process", "remark"},
    "approval-asked": _STAFF | {"giver", "remedy", "why"},
    "approved": _STAFF | {"remedy", "why"},
    "approval-refused": _STAFF | {"remedy", "why"},
    **dict.fromkeys(_OF_PROMISES, _STAFF | {"remedy"}),
    "deadline-warned": _STAFF | {"deadline", "assignee"},
    "deadline-breached": _STAFF | {"deadline", "assignee"},
    "new-cycle": _CASE | _ANSWER | {"reason", "cycle"},
}
"""The fields a message may hold, by the event it follows."""

_KNOWN = frozenset(
    {"number", "customer", "owner", "unit", "received_at", "cycle", "giver", "why", "remedy", "remedies"}
)

CERTAIN: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(MESSAGE_FIELDS, _KNOWN),
    **dict.fromkeys(("received", "registered", "told", "praised", "customer-heard"), _KNOWN | {"text"}),
    **dict.fromkeys(("first-handling-asked", "dispatched", "alarm-raised"), _KNOWN | {"what", "category"}),
    **dict.fromkeys(("advice-asked", "waiting-for-customer"), _KNOWN | {"question"}),
    **dict.fromkeys(("advice-given", "dispatch-reported", "first-handling-done"), _KNOWN | {"report"}),
    **dict.fromkeys(("deadline-warned", "deadline-breached"), _KNOWN | {"deadline", "due"}),
    **dict.fromkeys(
        ("handover-offered", "handover-accepted", "handover-lapsed"), _KNOWN | {"receiver", "reason", "lapses_at"}
    ),
    **dict.fromkeys(("resolved", "settled", "cleared-up", "survey-due"), _KNOWN | {"result"}),
    **dict.fromkeys(("measure-assigned", "measure-done"), _KNOWN | {"measures"}),
    "handover-declined": _KNOWN | {"receiver", "reason"},
    "owner-changed": _KNOWN | {"reason"},
    "assessed": _KNOWN | {"approach", "severity"},
    "facts-recorded": _KNOWN | {"facts"},
    "escalated": _KNOWN | {"reason"},
    "meeting-decided": _KNOWN | {"decision"},
    "coupon-minted": _KNOWN | {"coupon", "coupon_code"},
    "customer-quoted": _KNOWN | {"quoted", "objection_token"},
    "objected": _KNOWN | {"quoted"},
    **dict.fromkeys(("referred", "plan-refused-finally"), _KNOWN | {"routes"}),
    **dict.fromkeys(("docket-recorded", "authority-answered"), _KNOWN | {"docket", "routes"}),
    "outcome-recorded": _KNOWN | {"docket", "routes", "authority_outcome"},
    "survey-answered": _KNOWN | {"outcome", "process"},
    "new-cycle": _KNOWN | {"reason"},
    "followed": _KNOWN | {"next"},
    "merged": _KNOWN | {"next"},
}
"""The fields that always have something to say, by the event; any other may have nothing, and falls away with what is around it."""

_MEMBER = frozenset({"customer", "member", "tier", "points", "unit", "benefit"})
CARE_FIELDS: Mapping[str, frozenset[str]] = {
    "birthday": _MEMBER,
    "thanks": _MEMBER,
    "festival": _MEMBER | {"festival"},
    "event": _MEMBER | {"event", "when"},
}
"""The fields that a message of care may hold, by its occasion. S3.9"""

CARE_CERTAIN: Mapping[str, frozenset[str]] = {
    occasion: fields - {"tier", "points", "benefit"} for occasion, fields in CARE_FIELDS.items()
}
"""Those of them that always have something to say."""
