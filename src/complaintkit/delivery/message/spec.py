"""The messages that playbooks can send, known beforehand: a missing SMS template is found today, not at night."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from complaintkit.delivery.message.known import MAIL, TOLD
from complaintkit.hooks.ask import problems
from complaintkit.hooks.plugins import Plugins
from complaintkit.model.catalogue import edition
from complaintkit.organisation import Words, said
from complaintkit.playbook import MessageRule, Playbook, template
from complaintkit.ports.notifier import MessageSpec

# Characters a value takes at most, as far as anybody can foresee; free text has no limit of its own.
_FREE: Final = 200
_LONGEST: Final = {
    **dict.fromkeys("number next customer owner assignee giver receiver deadline unit apology".split(), 24),
    **dict.fromkeys(
        "received_at answer_by due lapses_at meeting_by adopted authority_due authority_outcome".split(), 20
    ),
    **dict.fromkeys("severity outcome process cycle".split(), 8),
    **dict.fromkeys("answer_link survey_link objection_link".split(), 80),
    **dict.fromkeys("answer_token survey_token objection_token".split(), 22),
    **dict.fromkeys("category reason routes body_contact docket remedy coupon coupon_code".split(), 40),
}


def message_specs(playbook: Playbook, medium: str | None = None) -> tuple[MessageSpec, ...]:
    """Return the messages that a playbook can send, one per language; only those that may go by `medium`, if one is given.

    >>> from complaintkit.playbook import load_playbook
    >>> specs = message_specs(load_playbook("canteen-delivery"), "call")
    >>> [spec.language for spec in specs if spec.name == "received"]
    ['zh', 'en']
    """
    return playbook.once(_all_specs, medium, edition())


def _all_specs(playbook: Playbook, medium: str | None, _edition: int) -> tuple[MessageSpec, ...]:
    """Make them, for one edition of the catalogues."""
    return tuple(spec for rule in _rules(playbook, medium) for spec in _specs(playbook, rule, medium))


def _rules(playbook: Playbook, medium: str | None) -> Iterator[MessageRule]:
    """Yield the messages that may go by a medium; staff's own words to the customer go as customers' messages do."""
    of_care = (care.message for care in playbook.cares.values())
    for rule in (*playbook.all_messages.values(), *of_care):
        if medium is None or medium in _media(playbook, rule):
            yield rule
    to_customers = [rule for rule in playbook.messages.values() if rule.to == "customer"]
    media = tuple(one for rule in to_customers for one in _media(playbook, rule))
    if TOLD not in playbook.messages and media and (medium is None or medium in media):
        yield MessageRule(
            id=TOLD, on=TOLD, to="customer", media=media, short=dict.fromkeys(playbook.languages, "{text}")
        )


def _media(playbook: Playbook, rule: MessageRule) -> tuple[str, ...]:
    suited = playbook.customer.media.values() if rule.to == "customer" else ()
    return (*rule.media, *(medium for media in suited for medium in media))


def _specs(playbook: Playbook, rule: MessageRule, medium: str | None) -> Iterator[MessageSpec]:
    for language in playbook.languages:
        texts = _texts(rule, language, medium)
        fields = frozenset(field for text in texts for field in template.fields_of(text))
        yield MessageSpec(
            name=rule.id,
            language=language,
            fields=fields,
            links={field for field in fields if field.endswith("_link")},
            longest=max(_length(text) for text in texts),
        )


def _texts(rule: MessageRule, language: str, medium: str | None) -> list[str]:
    kinds: tuple[Words, ...] = (rule.short,)
    if medium in (MAIL, None):
        kinds = (rule.short, rule.long, rule.subject)
    return [said(words, language) for words in kinds]


@lru_cache(maxsize=4096)  # several media take the same text
def _length(text: str) -> int:
    """Count the characters of a text, with every field as long as can be foreseen."""
    return len(template.said(text, {field: "x" * _LONGEST.get(field, _FREE) for field in template.fields_of(text)}))


def message_problems(plugins: Plugins, playbook: Playbook) -> tuple[str, ...]:
    """Return what could not be sent, one sentence each: what notifiers say, and messages that none of them would take.

    Without any notifier there is nothing to say: such a desk leaves sending to others.
    """
    if not plugins.notifiers:
        return ()
    return (*_problems_by_notifiers(plugins, playbook), *_unsendable(plugins, playbook))


def _problems_by_notifiers(plugins: Plugins, playbook: Playbook) -> Iterator[str]:
    for name, notifier in plugins.notifiers.items():
        specs = message_specs(playbook, notifier.medium)
        yield from (f"{name}: {problem}" for problem in problems(plugins, name, specs))


def _unsendable(plugins: Plugins, playbook: Playbook) -> Iterator[str]:
    served = {notifier.medium for notifier in plugins.notifiers.values()}
    for rule in (*playbook.messages.values(), *(care.message for care in playbook.cares.values())):
        if served.isdisjoint(rule.media):
            media = ", ".join(rule.media)
            yield f"message {rule.id!r} goes by {media}, and no notifier serves any of them"
