"""States of what is sent, and of what is owed, as people say them. Programs keep the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from complaintkit.model.phrase import Catalogue, Phrase, as_it_is, joined, phrase
from complaintkit.model.wording import word_in

OUTBOX: Mapping[str, Phrase] = phrase.table(
    "outbox",
    "ready owed leased started sent delivered undelivered rejected retry in_doubt parked dead cancelled "
    # how one try ended
    "accepted not_sent ours",
) | phrase.table("outbox", ("no answer yet",))
"""Where an outbox entry stands, and what a try to send it came to."""


def outbox_state(state: str, language: str) -> str:
    """Return a state in a language.

    >>> outbox_state("dead", "zh"), outbox_state("dead", "en")
    ('发送失败', 'dead')
    """
    return word_in(OUTBOX, state).to(language)


_DETAILS: Mapping[str, Phrase] = phrase.table(
    "detail",
    (
        # why it is sent later, by another medium, or not at all
        "quiet hours",
        "this address had enough messages within an hour",
        "no medium",
        "too late",
        "the playbook has no such message",
        "its words were erased",
        "nobody can be reached",
        "messages to this address were stopped",
        "no address",
        "no notifier",
        "can't be prepared",
        "something happened to the case just now",
        "the settings name nobody",
        "given up",
        "too many tries",
        "nobody knows whether it went out",
        "nobody knows whether it was carried out",
        "it was carried out after all",
        "nobody carries out this kind here",
        "its worker went away",
        "the worker was stopped meanwhile",
        "its plugin is gone",
        "it was seen to",
        "somebody saw to it",
        "undelivered",
        "cancelled by the plugin itself",
        "rejected",
        # why it is not true any more
        "the case was withdrawn",
        "the case was archived",
        "it is put right by now",
        "the handover needs no answer any more",
        "somebody else is responsible by now",
        "the deadline is not owed any more",
        "there is a newer plan",
        "the plan was answered",
        "it was assessed anew",
        "another round has begun",
        "the survey has lapsed",
        "the customer has answered",
        "the coupon was taken back",
        "the matter was decided",
        "the question needs no answer any more",
        "the report is there",
        "it was done",
        "the customer was heard",
        "the customer has an answer",
        "the customer has the result",
        "nothing is waited for any more",
        "the customer objected already",
        "it is no praise any more",
        "it goes on by its own number",
        "it is a duplicate again",
        # why a provider rejects
        "address",
        "blocked",
        "content",
        "window-closed",
        "unsupported",
    ),
)
"""What delivery says of an entry, in our own words; a provider's words are shown as they came."""


def detail_in_words(detail: str, language: str, packages: Iterable[str] = ()) -> str:
    """Say why an entry stands as it does, a plugin's own words by its catalogue; what a provider said of it stays as it is.

    >>> detail_in_words("rejected: blocked: 550 spam", "zh"), detail_in_words("too late", "en")
    ('被拒收：被拦截：550 spam', 'too late')
    """
    ours, rest = [], detail
    while (known := rest.partition(": "))[0] in _DETAILS:
        ours.append(_DETAILS[known[0]])
        rest = known[2]
    if rest:
        ours.append(as_it_is(_of_plugin(rest, language, packages)))
    return joined(ours, phrase.template("{first}: {second}")).to(language)


def _of_plugin(text: str, language: str, packages: Iterable[str]) -> str:
    """Return what a plugin says as its catalogue has it; as it is where none has."""
    if "{" in text:  # a provider's words, which are no template
        return text
    said = (Catalogue(package)(text).to(language) for package in packages)
    return next((one for one in said if one != text), text)
