"""Recipients in words of people, and what happens when a step is taken."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.model.phrase import Phrase, phrase

RECIPIENTS: Mapping[str, Phrase] = phrase.table(
    "recipient",
    {
        "customer": "the customer",
        "owner": "whoever is responsible",
        "leader": "their leader",
        "giver": "who hands over",
        "receiver": "who is asked to take over",
        "first-receiver": "who received it first",
        "approver": "who may approve",
        "dispatched": "who is sent",
        "adviser": "who was asked for advice",
        "group": "those who decide",
        "alarm": "those on the category's alarm",
        "breach.tell": "those whom the deadline names",
        "praised": "whoever is praised",
        "team": "everybody of the unit",
        "assignee": "who has the task",
        "answerer": "who answers the authority",
    },
)
"""Whom something is said to, where it is no role."""

COMMAND_EVENTS: Mapping[str, str] = {
    "receive": "received",
    "register": "registered",
    "correct": "corrected",
    "acknowledge": "acknowledged",
    "assess": "assessed",
    "do-first-handling": "first-handling-done",
    "record-facts": "facts-recorded",
    "offer-plan": "plan-offered",
    "answer-plan": "plan-answered",
    "tell": "told",
    "wait-for-customer": "waiting-for-customer",
    "hear-customer": "customer-heard",
    "raise-issue": "issue-raised",
    "resolve": "resolved",
    "settle": "settled",
    "archive": "archived",
    "answer-survey": "survey-answered",
    "record-follow-up": "follow-up-recorded",
    "clear-up": "cleared-up",
    "withdraw": "withdrawn",
    "object": "objected",
    "refer": "referred",
    "record-docket": "docket-recorded",
    "answer-authority": "authority-answered",
    "record-outcome": "outcome-recorded",
    "reclassify": "reclassified",
    "offer-handover": "handover-offered",
    "accept-handover": "handover-accepted",
    "decline-handover": "handover-declined",
    "rule-handover": "handover-ruled",
    "ask-advice": "advice-asked",
    "give-advice": "advice-given",
    "dispatch": "dispatched",
    "report-dispatch": "dispatch-reported",
    "do-measure": "measure-done",
    "escalate": "escalated",
    "receive-escalation": "escalation-received",
    "adjourn-meeting": "meeting-adjourned",
    "decide-meeting": "meeting-decided",
    "ask-approval": "approval-asked",
    "approve": "approved",
    "refuse-approval": "approval-refused",
}
"""What happens when a step is taken: the event that its deadlines stop with, and its messages follow."""
