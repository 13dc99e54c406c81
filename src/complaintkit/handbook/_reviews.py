"""Regular checks and review meetings. S1.4, S1.12, S2.7, S2.9"""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.handbook._document import Cell, Part, Section, Table
from complaintkit.handbook._fields_as_written import other_lines
from complaintkit.handbook._translator import Translator
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.playbook.survey import CheckRule, ReviewRule

_FIGURES: Mapping[str, Phrase] = phrase.table(
    "figure",
    "breaches common-problems compensation counts-by-category counts-by-kind dissatisfied improvements "
    "load-per-agent satisfaction second-grievances shift-of-mix tendencies timeliness-per-person timeliness-per-unit "
    "training-themes",
)


def reviews(translator: Translator) -> Section | None:
    """Return the regular checks, and the review meetings."""
    playbook, parts = translator.playbook, list[Part]()
    if playbook.checks:
        columns = (translator.say("Check"), translator.say("By"), translator.say("How often"))
        parts.append(Table(columns, tuple(_check(one, translator) for one in playbook.checks.values())))
    if playbook.reviews:
        columns = (translator.say("Review"), translator.say("Who, how often"), translator.say("Agenda"))
        parts.append(Table(columns, tuple(_review(one, translator) for one in playbook.reviews.values())))
    return Section("rhythm", translator.say("Regularly"), tuple(parts)) if parts else None


def _check(rule: CheckRule, translator: Translator) -> tuple[Cell, ...]:
    often = [translator.window(rule.every)]
    if rule.before is not None:
        often.append(translator.say("before {t}", t=f"{rule.before // 60:02}:{rule.before % 60:02}"))
    more = other_lines(rule, "id title by every before", translator)
    return translator.named(rule), translator.role(rule.by), "\n".join((translator.sentence(often), *more))


def _review(rule: ReviewRule, translator: Translator) -> tuple[Cell, ...]:
    alerts = translator.sentence(f"{_figure(figure, translator)} {limit}" for figure, limit in rule.alert.items())
    alert = translator.say("\nalarm when: {rows}", rows=alerts) if alerts else ""
    told = (translator.say("all who work there") if one == "all" else translator.role(one) for one in rule.tell)
    tell = (
        translator.say("\nfigures and decisions are told to: {people}", people=translator.several(told))
        if rule.tell
        else ""
    )
    agenda = translator.several(_figure(one, translator) for one in rule.agenda)
    return (
        translator.named(rule),
        translator.sentence((translator.role(rule.group), translator.window(rule.every))),
        "\n".join((agenda + alert + tell, *other_lines(rule, "id title group every agenda alert tell", translator))),
    )


def _figure(word: str, translator: Translator) -> str:
    return _FIGURES[word].to(translator.language) if word in _FIGURES else translator.word(word)
