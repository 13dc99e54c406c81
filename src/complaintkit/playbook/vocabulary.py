"""The words a playbook may use: events, triggers, steps and what they need, message fields, reasons. All closed lists.

A word that is not here would be a rule that never comes true; so a misspelled one is refused when a playbook is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "COMMANDS",
    "DECLINE_REASONS",
    "ESCALATION_REASONS",
    "EVENTS",
    "MESSAGE_FIELDS",
    "RECIPIENTS",
    "REQUIREMENTS",
    "SYNONYMS",
    "TRIGGERS",
]

EVENTS = frozenset(
    {
        "acknowledged",
        "advice-asked",
        "alarm-raised",
        "approval-asked",
        "approval-refused",
        "approved",
        "archived",
        "assessed",
        "cleared-up",
        "customer-answered",
        "deadline-breached",
        "deadline-warned",
        "dispatched",
        "escalated",
        "escalation-received",
        "facts-recorded",
        "first-handling-asked",
        "first-handling-done",
        "follow-up-recorded",
        "handover-accepted",
        "handover-declined",
        "handover-lapsed",
        "handover-offered",
        "handover-ruled",
        "meeting-decided",
        "meeting-held",
        "new-cycle",
        "noted",
        "owner-changed",
        "plan-answered",
        "plan-offered",
        "plan-refused-finally",
        "received",
        "reclassified",
        "referred",
        "registered",
        "resolved",
        "settled",
        "survey-answered",
        "told",
        "waiting-for-customer",
        "waiting-for-supplier",
        "waiting-over",
        "withdrawn",
    }
)
"""What happens to a case: what deadlines start and stop with, and what messages and surveys follow on."""

SYNONYMS: Mapping[str, str] = {"case-registered": "registered"}
"""Other words for the same event, read as the second."""

TRIGGERS = frozenset({"survey-due", "always"})
"""What time brings rather than an act: a survey's day has come; a survey on offer at any time."""

PAUSES = frozenset({"waiting-for-customer", "waiting-for-supplier"})
"""What may pause a deadline. R16"""

ENDINGS = frozenset({"settled", "archived", "withdrawn", "cleared-up", "referred"})
"""Events that end a case's work: they stop whatever still runs, named or not."""

FOLLOWS: Mapping[str, frozenset[str]] = {
    "handover-offered": frozenset({"handover-accepted", "handover-declined", "handover-ruled"}),
    "escalated": frozenset({"escalation-received", "meeting-held", "meeting-decided", "resolved", "settled"}),
    "escalation-received": frozenset({"meeting-held", "meeting-decided", "resolved", "settled"}),
    "approval-asked": frozenset({"approved", "approval-refused"}),
    "first-handling-asked": frozenset({"first-handling-done", "settled", "resolved"}),
    "plan-offered": frozenset({"plan-answered", "resolved", "settled", "plan-refused-finally"}),
    "resolved": frozenset({"survey-answered", "follow-up-recorded", "archived", "customer-answered", "told", "new-cycle"}),
}
"""What can still come after an event that only some follow: a deadline from one of these has to stop with one of those."""

COMMANDS = frozenset(
    {
        "accept-handover",
        "answer-plan",
        "approve",
        "archive",
        "ask-advice",
        "ask-approval",
        "assess",
        "check-coupon",
        "clear-up",
        "decide-meeting",
        "decline-handover",
        "dispatch",
        "erase-person",
        "escalate",
        "export-person",
        "hand-over-shift",
        "hold-meeting",
        "link",
        "note",
        "offer-handover",
        "offer-plan",
        "receive",
        "reclassify",
        "record-check",
        "record-facts",
        "record-first-handling",
        "record-follow-up",
        "redeem-coupon",
        "refer",
        "refuse-approval",
        "register",
        "report",
        "resolve",
        "restrict-person",
        "reverse-redemption",
        "rule-handover",
        "set-organisation",
        "settle",
        "staff-away",
        "staff-left",
        "tell",
        "unlink",
        "withdraw",
    }
)
"""Door words: what a role's `may` lists, and what a step is called."""

REQUIREMENTS: Mapping[str, frozenset[str]] = {
    "receive": frozenset({"text", "received-at", "contact-or-reason", "contact", "name", "unit", "category", "wanted", "purchase"}),
    "register": frozenset(
        {"category", "unit", "severity", "wanted", "occurred-at", "purchase", "item", "lot", "contact-or-reason"}
    ),
    "assess": frozenset({"severity", "approach", "answer-expected", "category", "evidence"}),
    "record-facts": frozenset({"facts", "root-cause", "evidence", "heard", "lot"}),
    "offer-plan": frozenset({"facts", "root-cause", "evidence", "heard", "measures", "who", "by-when", "follow-up", "decisions"}),
    "settle": frozenset({"facts", "agreed", "apology", "remedies"}),
    "resolve": frozenset({"course", "result", "improvement", "apology", "decisions"}),
    "archive": frozenset({"customer-answer", "root-cause", "category"}),
    "clear-up": frozenset({"facts", "told"}),
    "withdraw": frozenset({"reason"}),
    "refer": frozenset({"reason", "authority"}),
    "escalate": frozenset({"reason", "facts"}),
    "offer-handover": frozenset({"facts", "reason", "note"}),
    "decide-meeting": frozenset({"decision", "measures"}),
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
        "group",
        "alarm",
        "breach.tell",
        "assignee",
    }
)
"""Whom a message goes to, beside the roles of the playbook."""

TELLABLE = frozenset({"owner", "leader", "giver", "receiver", "first-receiver", "group"})
"""Whom a breach is told to, beside the roles of the playbook."""

_CASE = frozenset({"number", "customer", "owner", "unit", "category", "severity", "received_at", "answer_by"})
_STAFF = _CASE | {"due"}
_HANDOVER = _STAFF | {"giver", "receiver", "reason", "lapses_at", "note"}
_PLAN = _CASE | {"plan", "remedies", "answer_link"}
_RESULT = _CASE | {"course", "result", "improvement", "remedies", "answer_link", "survey_link"}

MESSAGE_FIELDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(sorted(EVENTS), _CASE),
    "received": _CASE | {"text"},
    "registered": _CASE | {"text"},
    "first-handling-asked": _STAFF | {"what", "giver"},
    "dispatched": _STAFF | {"what", "giver"},
    "alarm-raised": _STAFF | {"what"},
    "advice-asked": _STAFF | {"giver", "question"},
    "assessed": _CASE | {"approach"},
    "facts-recorded": _CASE | {"facts"},
    "told": _CASE | {"text"},
    "owner-changed": _STAFF | {"giver", "reason"},
    "handover-offered": _HANDOVER,
    "handover-accepted": _HANDOVER,
    "handover-declined": _HANDOVER,
    "handover-lapsed": _HANDOVER,
    "handover-ruled": _HANDOVER,
    "escalated": _STAFF | {"giver", "reason", "meeting_by", "note"},
    "escalation-received": _STAFF | {"meeting_by"},
    "meeting-held": _STAFF | {"decision"},
    "meeting-decided": _STAFF | {"decision"},
    "plan-offered": _PLAN,
    "plan-answered": _PLAN | {"remark"},
    "plan-refused-finally": _PLAN | {"routes"},
    "referred": _CASE | {"reason", "routes"},
    "withdrawn": _CASE | {"reason"},
    "cleared-up": _RESULT,
    "resolved": _RESULT,
    "settled": _RESULT,
    "survey-due": _CASE | {"result", "survey_link"},
    "survey-answered": _CASE | {"outcome", "process", "remark"},
    "approval-asked": _STAFF | {"giver", "remedy", "why", "approve_link"},
    "approved": _STAFF | {"remedy", "why"},
    "approval-refused": _STAFF | {"remedy", "why"},
    "deadline-warned": _STAFF | {"deadline"},
    "deadline-breached": _STAFF | {"deadline"},
    "new-cycle": _CASE | {"reason", "cycle"},
}
"""The fields a message may hold, by the event it follows."""
