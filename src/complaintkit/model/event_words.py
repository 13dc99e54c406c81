"""What happens to a case, in words of people: one row for each event, and for what else a message goes out for.

A new event touches five places: its class in `model.events`, where `decision` decides it, its effect in `decision.replay`,
its row here, and its translations in the catalogues, which `.ci/catalogues.py --update` begins. Tests tell who forgets one.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from complaintkit.model.phrase import Phrase, Template, as_it_is, phrase

__all__ = ["EVENT_WORDS", "EventWords", "event_in_words"]


@attrs.frozen
class EventWords:
    """How one event is called: `title` in a list or a subject, `rule` after "from" and "until", `sentence` in a timeline.

    The placeholders of a sentence are the fields of the event.
    """

    title: Phrase
    rule: Phrase
    sentence: Template | None = None


def _named(title: Template, rule: Template | None = None, sentence: Template | None = None) -> EventWords:
    name = title.filled()
    return EventWords(name, rule.filled() if rule and rule.english else name, sentence)


# The title in English is the word itself.
_ROWS = phrase.rows(
    ("occasion", "event", "timeline"),
    {
        # intake
        "received": ("received", "{kind} received through {channel}: {category}"),
        "completed": ("what registration needed is filled in", "completed what registration needed"),
        "corrected": ("what was recorded is corrected", "corrected: {corrected}"),
        "registered": ("registered", "registered: {category}"),
        "owner-changed": ("somebody else is responsible", "{owner} is responsible now ({reason})"),
        "severity-raised": ("it is as grave as its category", "as grave as its category: {severity}"),
        "contact-gained": ("the customer can be reached", "the customer can be reached now"),
        "owner-told": ("the customer knows who is responsible", "the customer knows who is responsible"),
        "acknowledged": ("acknowledged to the customer", "acknowledged to the customer ({via})"),
        "attachment-added": ("", "file added ({media_type}, {size} bytes)"),
        "exception-recorded": ("", "acted alone under {rule}, on record"),
        "settled": ("settled on the spot", "settled on the spot, the customer agreed {agreed}"),
        "answer-recorded": ("an earlier answer is taken over", "the answer that was given"),
        # work
        "assessed": ("assessed", "assessed: {severity}"),
        "first-handling-asked": ("first handling is asked for", "first handling asked for: {category}"),
        "first-handling-done": ("first handling done", "first handling done"),
        "facts-recorded": ("facts recorded", "facts established"),
        "plan-offered": ("a plan is offered", "plan offered to the customer"),
        "plan-answered": ("the customer answers the plan", "the customer's answer to the plan: {accepted}"),
        "plan-agreed": ("the customer agrees to the plan",),
        "plan-refused-finally": ("no agreement is found",),
        "new-cycle": ("the next round begins", "round {cycle} begins ({cause})"),
        "measure-assigned": ("something of the plan is to be done",),
        "measure-done": ("something of the plan is done", "has done what the plan promised"),
        "told": ("the customer is told", "told the customer"),
        "noted": ("a note is made", "note"),
        "waiting-for-customer": ("waiting for the customer", "asked the customer, waits for them"),
        "customer-reminded": ("the customer is asked once more",),
        "customer-silent": ("the customer does not answer", "no answer from the customer: we wait no longer"),
        "issue-raised": (
            "the customer complains of one thing more",
            "the customer complains of one thing more, {issue}: {category}",
        ),
        "customer-heard": ("the customer says something", "the customer said"),
        "resolved": ("resolved", "resolved"),
        "survey-due": ("it is time to ask whether they are satisfied",),
        "survey-answered": ("the survey is answered", "satisfaction: outcome {outcome} of 5, handling {process} of 5"),
        "follow-up-recorded": ("the follow-up is recorded", "asked afterwards whether they are satisfied: {satisfied}"),
        "archived": ("filed", "archived ({because})"),
        # other ways to end
        "cleared-up": ("a misunderstanding is cleared up", "a misunderstanding, cleared up"),
        "withdrawn": ("withdrawn by the customer", "taken back by the customer"),
        "customer-quoted": (
            "staff took the customer's word down",
            "took the customer's word down: {quoted} ({via})",
        ),
        "objected": ("the customer did not say that", "did not say so: {quoted}"),
        "referred": ("told the way to an authority", "told the way to {authority}"),
        "docket-recorded": ("an authority has the case", "recorded as {number} of {authority}"),
        "authority-answered": ("an authority is answered", "answered {authority}, {docket}"),
        "outcome-recorded": ("it ends at an authority", "ended at {authority}, {docket}: {outcome}"),
        "reclassification-asked": ("another kind is asked for", "asks to make it {kind}"),
        "reclassified": ("reclassified", "reclassified as {kind}: {category}"),
        "second-grievance-marked": ("a second grievance is marked", "second grievance marked"),
        "linked": ("linked to another case", "linked to {to} ({relation})"),
        "praised": ("a colleague is praised",),
        "followed": ("the customer of a filed case speaks again",),
        "merged": ("it goes on as an earlier case",),
        "unmerged": ("it goes on by its own number again",),
        "unlinked": ("no longer linked", "no longer linked to {to}"),
        # first responsibility
        "handover-offered": ("a handover is offered", "offers the case to {receiver} ({reason}), until {lapses_at}"),
        "handover-accepted": ("a handover is accepted", "takes the case over"),
        "handover-declined": ("a handover is declined", "declines to take it over ({reason})"),
        "handover-lapsed": ("a handover lapses", "the offer to hand over lapsed unanswered"),
        "handover-cancelled": ("a handover is void", "the offer to hand over is void ({reason})"),
        "handover-ruled": ("a leader says who is responsible", "rules that {to} is responsible"),
        "advice-asked": ("advice is asked", "asks {of} for advice"),
        "advice-given": ("advice is given", "advises"),
        "dispatched": ("somebody is sent", "sends {who}"),
        "dispatch-reported": ("who was sent reports back", "reports back"),
        # upwards
        "escalated": ("escalated", "escalated to {to} ({reason})"),
        "escalation-received": ("received above", "received the escalation"),
        "meeting-adjourned": ("a meeting ends without a decision", "met without deciding: {present}"),
        "meeting-decided": ("a meeting decides", "decided"),
        "alarm-raised": ("an alarm is raised", "alarm: {category}"),
        # what is given
        "approval-asked": ("approval is asked", "asks {approver} to approve"),
        "approved": ("approved", "approved"),
        "approval-refused": ("not approved", "not approved"),
        "coupon-minted": ("a coupon is issued", "coupon issued, valid until {valid_until}"),
        "coupon-redeemed": ("a coupon is redeemed", "coupon redeemed"),
        "redemption-reversed": ("a redemption is reversed", "redemption reversed"),
        "budget-reserved": ("", "{amount} of the budget of {unit} set aside"),
        "budget-released": ("", "{amount} given back to the budget of {unit}"),
        "remedy-ordered": ("a remedy is to be carried out", "to be carried out: {promise}"),
        "remedy-given": ("the customer has a remedy", "given to the customer: {promise}"),
        "remedy-rejected": ("a remedy can't be carried out", "{executor} refuses to carry out {promise}: {because}"),
        "remedy-parked": (
            "nobody knows whether a remedy was carried out",
            "nobody knows what became of {promise} at {executor}: {because}",
        ),
        "remedy-reversed": ("a remedy is taken back", "taken back: {promise}"),
        "reversal-ordered": ("a remedy is to be taken back", "to be taken back: {promise}"),
        "reversal-claimed": ("a remedy is said to be back", "says that it is back: {promise}"),
        "reversal-rejected": ("a remedy can't be taken back", "{executor} refuses to take {promise} back: {because}"),
        # deadlines
        "deadline-started": ("", "{rule}: due {due_at}"),
        "deadline-warned": ("a deadline is near", "{rule}: soon due"),
        "deadline-breached": ("a deadline is missed", "{rule}: LATE, was due {due_at}"),
        "deadline-met": ("", "{rule}: done"),
        "deadline-paused": ("", "{rule}: paused ({cause})"),
        "deadline-resumed": ("", "{rule}: runs again, due {due_at}"),
        "deadline-moved": ("", "{rule}: due {due_at}, as it would have been from the start"),
        "deadline-extended": ("", "{rule}: put off until {due_at}, was due {first_due_at}"),
        "deadline-restored": ("", "{rule}: owed again"),
        "deadline-waived": ("", "{rule}: waived ({reason})"),
        "deadline-cancelled": ("", "{rule}: no longer needed ({reason})"),
        "always": ("at any time",),
        # messages and the desk itself
        "message-sent": ("", "message '{message}' sent to {recipient} ({medium})"),
        "message-undelivered": ("", "message '{message}' to {recipient}: {state}"),
        "message-retried": ("", "has message '{message}' to {recipient} sent again"),
        "message-given-up": ("", "gives message '{message}' to {recipient} up"),
        "organisation-set": ("", "organisation put in force"),
        "ledger-keyed": ("", "ledgers chained by a key from here on"),
        "ledger-rooted": ("", "root of all ledgers taken"),
        "rows-repaired": ("", "{rows} rows put right ({what})"),
        "playbook-set": ("", "playbook {playbook} {version} put in force"),
        "staff-away": ("", "{staff} is away from {start} to {end}"),
        "staff-left": ("", "{staff} has left"),
        # tasks beside the cases
        "task-opened": ("there is something to do", "{number}: {kind} for {owner}"),
        "task-stepped": ("a task goes on", "step taken: {step}"),
        "task-given": ("somebody else has a task", "{owner} has it now"),
        "task-offered": ("a task is offered", "offers it to {receiver}"),
        "task-declined": ("a task is declined", "declines it ({reason})"),
        "task-offer-lapsed": ("the offer of a task lapses", "the offer lapsed unanswered"),
        "task-breached": ("a task is late", "LATE, was due {due_at}"),
        "task-tied": ("", "{case} belongs to it"),
        "task-untied": ("", "{case} does not belong to it"),
        # members
        "member-enrolled": ("somebody becomes a member", "became a member ({via}), won by {recruited_by}"),
        "member-updated": ("", "what is kept on the member was changed"),
        "member-credited": ("", "{points} points ({because})"),
        "member-consented": ("", "agreed to {kinds} by {media} ({via})"),
        "member-consent-withdrawn": ("", "wants no {kinds} by {media} any more ({via})"),
        "member-care-owed": ("", "message of care planned: {care} ({turn})"),
        "member-left": ("", "is no member any more"),
        # readings
        "contact-read": ("", "read the customer's contact"),
        "text-read": ("", "classifier {reader} read what the customer said"),
        "messages-stopped": ("", "the customer wants no messages by {media}"),
        "messages-allowed": ("", "the customer wants messages by {media} again"),
        "person-exported": ("", "wrote out everything kept on the customer"),
        "person-restricted": ("", "restricted what is kept on the customer ({because})"),
        "restriction-lifted": ("", "lifted the restriction"),
        "person-erased": ("", "erased what the customer said and is called ({because})"),
        "former-customer-erased": (
            "",
            "erased the former customer's contact ({because})",
        ),
    },
)
EVENT_WORDS: Mapping[str, EventWords] = {word: _named(*row) for word, row in _ROWS.items()}
"""By the word of the event."""


def event_in_words(word: str) -> Phrase:
    """Return the title of an event; a word that is none as it is.

    >>> event_in_words("handover-offered").to("zh"), event_in_words("sung")
    ('请您接手', 'sung')
    """
    return EVENT_WORDS[word].title if word in EVENT_WORDS else as_it_is(word)
