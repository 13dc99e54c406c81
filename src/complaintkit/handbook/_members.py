"""Members: what they have, and what they are told. S3.7, S3.9"""

from __future__ import annotations

from complaintkit.handbook._document import Cell, Part, Prose, Section, Table
from complaintkit.handbook._translator import Translator
from complaintkit.model.care import CARE_KINDS, FESTIVAL_WORDS
from complaintkit.organisation import said
from complaintkit.playbook import BenefitRule, CareRule


def members(translator: Translator) -> Section | None:
    """Return what members have, and the messages of care that they may agree to."""
    playbook, parts = translator.playbook, list[Part]()
    if playbook.benefits:
        heads = (translator.say("What members have"), translator.say("For whom"))
        parts.append(Table(heads, tuple(_benefit(one, translator) for one in playbook.benefits.values())))
    if playbook.cares:
        columns = (translator.say("Occasion"), translator.say("By which media"), translator.say("Words"))
        parts.append(Table(columns, tuple(_care(one, translator) for one in playbook.cares.values())))
        most = playbook.customer.care_per_month
        parts.append(Prose(translator.say("Only who agreed to it is told, {count} times a month at most.", count=most)))
    return Section("members", translator.say("Members"), tuple(parts)) if parts else None


def _benefit(rule: BenefitRule, translator: Translator) -> tuple[Cell, ...]:
    whom = translator.several(rule.tiers) if rule.tiers else translator.say("all members")
    return translator.named(rule), translator.sentence((whom, *_when(rule, translator)))


def _when(rule: BenefitRule, translator: Translator) -> tuple[str, ...]:
    match rule.when:
        case "birthday":
            return (translator.say("on their birthday"),)
        case "birthday-month":
            return (translator.say("in the month of their birthday"),)
    return ()


def _care(rule: CareRule, translator: Translator) -> tuple[Cell, ...]:
    days = [
        *(FESTIVAL_WORDS[word].to(translator.language) for word in rule.festivals),
        *map(translator.words, rule.dates.values()),
    ]
    lines = [CARE_KINDS[rule.on].to(translator.language), *days]
    if rule.at is not None:
        lines.append(translator.say("from {time} on", time=f"{rule.at // 60:02d}:{rule.at % 60:02d}"))
    media = translator.several(translator.medium(one) for one in rule.message.media)
    return "\n".join(lines), media, said(rule.message.short, translator.language)
