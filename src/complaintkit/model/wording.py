"""Door words as people say them: the titles of commands, states, fields and closed lists. One table for all floors.

Programs, files and logs keep the door words; what a person at the counter reads names things in their language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from complaintkit.model.phrase import Phrase, as_it_is, phrase

__all__ = [
    "ANSWERS",
    "AT_THE_TILL",
    "COMMANDS",
    "COUPON_REFUSALS",
    "FIELDS",
    "LIMITS",
    "NOUNS",
    "PROMISES",
    "QUOTED",
    "REFUSALS",
    "SPOKEN",
    "STATES",
    "WINDOWS",
    "WORDS",
    "in_sentence",
    "limit_in_words",
    "path_in_words",
    "window_in_words",
    "word_in",
]

COMMANDS: Mapping[str, Phrase] = phrase.table(
    "command",
    # intake
    "receive register correct acknowledge settle record-answer "
    # work
    "assess do-first-handling do-measure record-facts offer-plan answer-plan tell note wait-for-customer hear-customer raise-issue "
    "resolve answer-survey record-follow-up archive "
    # other ways to end
    "clear-up withdraw object refer record-docket answer-authority record-outcome reclassify mark-second-grievance link unlink "
    # first responsibility
    "offer-handover accept-handover decline-handover rule-handover extend-deadline hand-over-shift ask-advice give-advice "
    "dispatch report-dispatch "
    # upwards
    "escalate receive-escalation adjourn-meeting decide-meeting "
    # what is given
    "ask-approval approve refuse-approval check-coupon redeem-coupon reverse-redemption give-remedy order-remedy "
    "reverse-remedy "
    # the desk itself
    "set-organisation staff-away staff-left record-check edit-answers import-history report erase-person "
    "export-person retry-message give-up-message restrict-person lift-restriction stop-messages allow-messages answer-standing "
    "discard-item mend-refused credit-member update-member verify root rebuild mend_clock "
    # incidents
    "lead close",
)
"""By door word, as it stands after "can't now"."""

STATES: Mapping[str, Phrase] = phrase.table(
    "state",
    "received registered assessed investigating plan-offered executing resolved archived withdrawn cleared-up external",
)
"""Where a case stands."""

FIELDS: Mapping[str, Phrase] = phrase.table(
    "field",
    # who acts, and how
    "by case idempotency_key if_version args "
    # the complaint
    "text channel customer unit kind category severity purchase items item about_staff about_nobody wanted subject occurred_at "
    "received_at received_by attachments attachment fields docket external_id closed_at reply "
    # the customer
    "name contacts contact phone email member id language needs speaks_for reference no_contact_because "
    "contact_or_reason name_or_reason address account tier points "
    # goods and money
    "receipt sku lot quantity paid amount currency number authority answer_by dated answerer authority_number authority_due "
    # the work
    "approach answer_expected evidence result facts root_cause heard measures measure what where who due until deadline by_when "
    "kept_until remedies remedy issues causes decisions decision follow_up plan accepted via remark media improvement apology "
    "adopted issue apology_if_upheld outcome process satisfied agreed course at customer_answer "
    # other ways to end
    "explanation reason told to relation question quote "
    # between people, and upwards
    "note handover ruling of advice answer dispatch escalation present minutes "
    # what is given
    "value cost valid_days min_spend units percent count cap coupon proposal code valid_until sale policy rule "
    "campaign code_format how_many per_customer promise by_hand within_authority approver left "
    # files
    "content media_type base64 row limit after "
    # members, tasks, surveys
    "birthday kinds since consents consented_at recruited_by scores marks attended findings cases check_at due_at day on grade "
    "people place because given_at strengths survey task medium members spend organisation playbook root zone "
    "redemption step known_at "
    # what shipped procedures ask for beside
    "fell_ill label_price "
    # the desk itself
    "staff start end deputy long purpose owner state period person database "
    # kinds of values
    "str",
)
"""By the name of the field, `_` for `-`: fields of commands and of what they hold, words of a playbook's `requires`."""

NOUNS: Mapping[str, Phrase] = phrase.table(
    "noun",
    "case plan handover escalation task unit staff group message plugin coupon proposal approval redemption sale person "
    "attachment promise quote docket event member survey category measure",
) | phrase.table("noun", {"refused request": "refused request", "inbox item": "inbox item"})
"""What could not be found."""

LIMITS: Mapping[str, Phrase] = phrase.table(
    "limit",
    "per-case per-customer per-giver four-eyes-above above-paid unvalued remedies budget authority",
)
"""What an authority is bounded by; the first that its path holds."""

WINDOWS: Mapping[str, Phrase] = phrase.table(
    "window",
    {
        "business day": "per business day",
        "day": "per day",
        "week": "per week",
        "month": "per month",
        "quarter": "per quarter",
        "year": "per year",
    },
)
"""In which span of time it counts; `90 days` is made by `window_in_words`."""

WORDS: Mapping[str, Phrase] = phrase.table(
    "word",
    # kind, severity, decision
    "complaint inquiry praise suggestion low normal high major upheld partly not-upheld adopted not-adopted "
    # how it ended at an authority
    "mediated no-agreement not-accepted "
    # who the customer is, how they agreed, how they are reached
    "customer elderly child disabled in-person by-phone in-writing phone call sms email wechat wecom "
    # how cases are tied together
    "duplicate duplicated-by related follows followed-by "
    # what the customer is taken to have said
    "plan-agreed withdrawn settled not-said "
    # what is given
    "apology coupon discount points refund replacement "
    # why a case is not taken over, or changes hands
    "absent conflict-of-interest facts-missing beyond-skill overloaded wrong-unit already-handled unsafe handover "
    "ruling reopened left away taken-first complained-about recused "
    # why it goes upwards, or round again
    "not-solved-on-the-spot plan-refused satisfied dissatisfied beyond-authority severity-high severity-major "
    "deadline-breached suspected-poisoning several-affected declined-twice handover-lapsed media legal "
    "waiting-for-customer longest-pause no-contact contact-replaced contact-removed no-hazard "
    # why it is filed, or a deadline no longer counts
    "settled-on-the-spot no-answer imported time-unknown closed shift-change "
    # what people often give as a reason or a cause, where a playbook leaves it open
    "supplier-side storage kitchen delivery staff first-handling system "
    # on what ground a person's data are restricted or erased
    "asked contested claim not-needed unlawful objected "
    # what became of a message
    "undelivered in_doubt parked dead rejected",
)
"""Words of closed lists."""

SPOKEN: Mapping[str, Phrase] = phrase.table("within a sentence", {
    # why it changes hands, or goes upwards
    "received": "first to receive it", "handover": "handed over", "reopened": "opened again",
    "ruling": "a leader's ruling", "taken-first": "theirs to take first",
    "complained-about": "the complaint is about whoever had it",
    "recused": "whoever had it stood aside", "beyond-skill": "beyond their skill",
    "deadline-breached": "a deadline was missed", "dissatisfied": "the customer is dissatisfied",
    "facts-missing": "facts are missing", "handover-lapsed": "a handover was not answered",
    "legal": "a legal matter", "objected": "the customer says that they never said so",
    "issue-raised": "the customer raised one thing more",
    "media": "the media", "plan-refused": "the customer refused the plan",
    "several-affected": "several people are affected", "severity-high": "it is serious",
    "severity-major": "it is a major incident", "supplier-side": "the supplier's side",
    "waiting-for-customer": "waiting for the customer",
    "longest-pause": "waiting for the customer, until it had stood still as long as it may",
    "no-hazard": "a hazard was put among lesser matters before anybody saw to it",
    "contact-removed": "the customer's only contact was taken out",
    "contact-replaced": "the customer's contact was corrected before they were quoted",
    # who acts, what is given
    "system": "the desk", "apology": "an apology", "coupon": "a coupon",
    "discount": "a discount", "points": "points", "refund": "a refund",
    "replacement": "a replacement",
})  # fmt: skip
"""Words of closed lists as a sentence says them, where that is not their name in `WORDS`."""

QUOTED: Mapping[str, Phrase] = phrase.table("said to the customer", {
    "settled": "you are content with what was done on the spot",
    "withdrawn": "you take your complaint back",
    "plan-agreed": "you agree to what we propose",
    "plan-refused": "you do not agree to what we propose",
    "satisfied": "you are satisfied",
    "dissatisfied": "you are not satisfied",
})  # fmt: skip
"""What the customer is taken to have said, as a message puts it to them. R9"""

ANSWERS: Mapping[str, Phrase] = phrase.table(
    "answer",
    "offered accepted declined lapsed ruled cancelled",
)
"""What became of an offer to hand over."""

PROMISES: Mapping[str, Phrase] = phrase.table(
    "remedy",
    "reserved promised ordered given rejected parked reversing reversal-claimed reversed released",
)
"""How far a promised remedy has got."""

REFUSALS: Mapping[str, Phrase] = phrase.table(
    "refusal",
    # of what a provider sent
    "signature malformed missing unknown-channel too-large too-many broken",
)
"""Why something is not taken."""

COUPON_REFUSALS: Mapping[str, Phrase] = phrase.table(
    "coupon",
    {
        "unknown": "no coupon has this code",
        "expired": "it has expired",
        "redeemed": "it was used before",
        "other-sale": "it was used for another sale of the same number",
        "other-unit": "it is not valid in this unit",
        "below-minimum": "the sale is below its minimum",
        "voided": "it was withdrawn",
    },
)
"""Why a coupon is not taken."""

AT_THE_TILL: Mapping[str, Phrase] = phrase.table(
    "till",
    {
        "unknown": "Type the code again, as it is printed.",
        "expired": "Ring the sale up without it; questions go to whoever handles the customer's case.",
        "redeemed": "Ring the sale up without it; questions go to whoever handles the customer's case.",
        "other-sale": "Check the number of the sale.",
        "other-unit": "Tell the customer which units take it.",
        "below-minimum": "Tell the customer from which amount on it is taken.",
        "voided": "Ring the sale up without it; questions go to whoever handles the customer's case.",
    },
)
"""What the person at the till does where a coupon is not taken."""

_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")  # `measures[0]` of `measures[0].who`


def word_in(table: Mapping[str, Phrase], word: str) -> Phrase:
    """Return a door word that is said by its title in other languages; one that is not in the table as it is.

    >>> word_in(COMMANDS, "offer-handover"), word_in(COMMANDS, "offer-handover").to("zh"), word_in(COMMANDS, "sing")
    ('offer-handover', '转交', 'sing')
    """
    if isinstance(word, Phrase):
        return word  # whoever made it knows what it is called
    return table[word].in_english(word) if word in table else as_it_is(str(word))


def in_sentence(word: str) -> Phrase:
    """Return a word of a closed list as a sentence says it; what is free text, or a playbook's own, stays as it is.

    >>> (
    ...     in_sentence("severity-major"),
    ...     in_sentence("severity-major").to("zh"),
    ...     in_sentence("wrong-unit"),
    ...     in_sentence("a-b"),
    ... )
    ('it is a major incident', '重大投诉', 'wrong unit', 'a-b')
    """
    return SPOKEN.get(word) or WORDS.get(word) or as_it_is(word)


def path_in_words(path: str) -> Phrase:
    """Return the path of a field: its own name for programs, a phrase for people.

    >>> path_in_words("measures[0].who"), path_in_words("measures[0].who").to("zh")
    ('measures[0].who', '第1项措施的责任人')
    >>> path_in_words("contact-or-reason").to("zh"), path_in_words("fields.table").to("zh")
    ('联系方式（或没有的原因）', '附加项 table')
    """
    if found := FIELDS.get(path.replace("-", "_")):
        return found.in_english(path)
    said: Phrase | None = None
    for name, index in _STEP.findall(path):
        if name != "args":
            said = _step(said, name, index)
    return (said or as_it_is(path)).in_english(path)


def _step(outer: Phrase | None, name: str, index: str) -> Phrase:
    """Return a step of a path, as people say it, behind the steps around it."""
    known = FIELDS.get(name.replace("-", "_"))
    inner = known or as_it_is(name)
    if index:
        inner = phrase("{name} {number}", context="path", name=inner, number=int(index) + 1)
    if outer is None:
        return inner
    if known is None:
        return phrase("{outer} {name}", context="path", outer=outer, name=name)
    return phrase("{inner} of {outer}", context="path", inner=inner, outer=outer)


def window_in_words(word: str) -> Phrase:
    """Return a span of time in which something adds up, such as `month` or `90 days`.

    >>> window_in_words("month"), window_in_words("90 days").to("zh")
    ('per month', '90天内')
    """
    days = word.removesuffix("days").strip()
    return phrase("in {days} days", days=days) if days.isdecimal() else WINDOWS.get(word) or as_it_is(word)


def limit_in_words(path: str) -> Phrase:
    """Return a limit, by its path in the playbook.

    >>> limit_in_words("authority.agent.per-customer.90 days").to("zh"), limit_in_words("budget.kitchen.month").to("zh")
    ('90天内每位顾客限额', '每月预算')
    """
    steps = path.split(".")
    said = next((name for word, name in LIMITS.items() if word in steps), None)
    if said is None:
        return as_it_is(path)
    if steps[-1] in WINDOWS or steps[-1].endswith(" days"):
        said = phrase("{limit} {window}", limit=said, window=window_in_words(steps[-1]))
    return said.in_english(path)
