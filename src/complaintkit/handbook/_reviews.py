"""What comes round regularly: checks, review meetings. S1.4, S1.12, S2.7, S2.9"""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.handbook._document import Cell, Named, Part, Section, Table
from complaintkit.handbook._other import other
from complaintkit.handbook._translator import Translator
from complaintkit.model.phrase import phrase
from complaintkit.playbook.survey import CheckRule, ReviewRule

_FIGURES: Mapping[str, str] = {
    "breaches": "超时情况",
    "common-problems": "共性问题",
    "compensation": "补偿情况",
    "counts-by-category": "各类别数量",
    "counts-by-kind": "各种类数量",
    "dissatisfied": "不满意情况",
    "improvements": "改进措施",
    "load-per-agent": "每人受理量",
    "satisfaction": "满意度",
    "second-grievances": "二次不满",
    "shift-of-mix": "类别占比变化",
    "tendencies": "倾向性问题",
    "timeliness-per-person": "个人及时率",
    "timeliness-per-unit": "各单位及时率",
    "training-themes": "培训主题",
}


def rhythm(translator: Translator) -> Section | None:
    """Checks and reviews."""
    playbook, parts = translator.playbook, list[Part]()
    if playbook.checks:
        columns = (translator.say(phrase("Check")), translator.say(phrase("By")), translator.say(phrase("How often")))
        parts.append(Table(columns, tuple(_check(one, translator) for one in playbook.checks.values())))
    if playbook.reviews:
        columns = (
            translator.say(phrase("Review")),
            translator.say(phrase("Who, how often")),
            translator.say(phrase("Agenda")),
        )
        parts.append(Table(columns, tuple(_review(one, translator) for one in playbook.reviews.values())))
    return Section("rhythm", translator.say(phrase("Regularly")), tuple(parts)) if parts else None


def _check(rule: CheckRule, translator: Translator) -> tuple[Cell, ...]:
    before = "" if rule.before is None else f"{rule.before // 60:02}:{rule.before % 60:02}"
    often = translator.sentence(
        (translator.window(rule.every), translator.say(phrase("before {t}", t=before)) if before else "")
    )
    more = "".join(f"\n{label}: {text}" for label, text in other(rule, "id title by every before", translator))
    return Named(translator.words(rule.title), rule.id), translator.role(rule.by), often + more


def _review(rule: ReviewRule, translator: Translator) -> tuple[Cell, ...]:
    alerts = [f"{_figure(figure, translator)} {limit}" for figure, limit in rule.alert.items()]
    alert = translator.say(phrase("\nalarm when: {rows}", rows=translator.sentence(alerts))) if alerts else ""
    more = "".join(f"\n{label}: {text}" for label, text in other(rule, "id title group every agenda alert", translator))
    return (
        Named(translator.words(rule.title), rule.id),
        translator.sentence((translator.role(rule.group), translator.window(rule.every))),
        translator.several(_figure(one, translator) for one in rule.agenda) + alert + more,
    )


def _figure(word: str, translator: Translator) -> str:
    return _FIGURES[word] if translator.chinese and word in _FIGURES else translator.word(word)
