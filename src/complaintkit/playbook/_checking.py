"""What has to fit together in a playbook: every word names something, every message can be said, every case can end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.calendars import KNOWN
from complaintkit.model.check import plain
from complaintkit.model.did_you_mean import closest, titled
from complaintkit.model.due import Begins, Within
from complaintkit.model.key_path import dotted
from complaintkit.model.phrase import joined, phrase
from complaintkit.organisation.checking import check_roles
from complaintkit.playbook import _media, _sense, _wording, vocabulary
from complaintkit.playbook._words import Words
from complaintkit.playbook.deadline import OF_CATEGORY, STAFF
from complaintkit.playbook.rows import check_follow_ons, check_rows

if TYPE_CHECKING:
    from complaintkit.model.problem import Problems
    from complaintkit.playbook.category import Category
    from complaintkit.playbook.condition import Condition
    from complaintkit.playbook.deadline import DeadlineRule
    from complaintkit.playbook.procedure import Playbook
    from complaintkit.playbook.survey import SurveyRule


def check(playbook: Playbook, problems: Problems) -> None:
    """Note everything that does not fit."""
    check_roles(playbook.roles, problems)
    _check_roles(playbook, problems)
    _check_groups(playbook, problems)
    _check_categories(playbook, problems)
    _check_steps(playbook, problems)
    for rule in playbook.deadlines.values():
        _check_deadline(playbook, rule, problems)
    _check_meeting(playbook, problems)
    _check_escalations(playbook, problems)
    _check_money(playbook, problems)
    _check_rhythm(playbook, problems)
    _sense.check(playbook, problems)
    _media.check(playbook, problems)
    _wording.check(playbook, problems)


def _check_roles(playbook: Playbook, problems: Problems) -> None:
    if not playbook.roles:
        problems.add(
            "role",
            phrase("there is none"),
            phrase("Write [role.agent] with title, sees and may."),
        )
        return
    for role in playbook.roles.values():
        if not _check_all("may", role.may or (), problems, "role", role.id):
            Words(problems, "role", role.id).among("may", "a command", role.may or (), vocabulary.COMMANDS)
    for word in vocabulary.NEEDED:
        if not any(role.allows(word) for role in playbook.roles.values()):
            problems.add(
                "role",
                phrase("nobody may {word}: a case would stop there", word=word),
                phrase('Add "{word}" to the may of a role.', word=word),
            )


_ALL: Final = frozenset({"all", "全部", "所有", "一切"})


def _check_all(key: str, words: Iterable[str], problems: Problems, *path: str) -> bool:
    """Note and tell if somebody meant all, and wrote another word for it: `"all"` alone means it."""
    meant = [word for word in words if plain(word).casefold() in _ALL]
    for word in meant:
        reason = phrase("{word!r} is not known here", word=word)
        problems.add(dotted((*path, key)), reason, phrase('For all of them write {key} = "all".', key=key))
    return bool(meant)


def _check_groups(playbook: Playbook, problems: Problems) -> None:
    for group in playbook.groups.values():
        words = Words(problems, "group", group.id)
        for key, roles in (("head", [group.head]), ("deputy", [group.deputy]), ("members", group.members)):
            words.among(key, "a role", roles, playbook.roles)
        if group.decides_with < 1:
            problems.add(
                dotted(("group", group.id, "decides-with")),
                phrase("nobody would decide"),
                phrase("Give 1 or more."),
            )


def _check_categories(playbook: Playbook, problems: Problems) -> None:
    if not playbook.categories:
        problems.add(
            "category",
            phrase("there is none"),
            phrase("Write [category.service] with a title. S1.6"),
        )
    for name, whole in playbook.categories.items():
        if name != plain(name):
            problems.add(
                dotted(("category", name)),
                phrase("{name!r} has full-width signs in its name", name=name),
                phrase("Write it half-width: {name!r}.", name=plain(name)),
            )
        category = _own(whole, playbook.categories.get(name.rpartition("/")[0]))
        words = Words(problems, "category", category.id)
        words.among("first", "a role", [category.first.by if category.first else None], playbook.roles)
        words.among("first-taken-by", "a role", [category.first_taken_by], playbook.roles)
        words.among("alarm", "a role", category.alarm, playbook.roles)
        words.among("follows", "a role", [one.by for one in category.follows.values()], playbook.roles)
        for follow in category.follows.values():
            _check_causes(playbook, follow.when, problems, "category", category.id, "follows", follow.id, "when")


def _check_causes(playbook: Playbook, when: Iterable[Condition], problems: Problems, *path: str) -> None:
    """Note root causes that are not in the tree; where there is no tree, any word is one."""
    for one in when:
        if one.fact == "root-cause" and playbook.causes:
            Words(problems, *path).among(one.fact, "a root cause", one.values, playbook.causes)


def _own(category: Category, wider: Category | None) -> Category:
    """Return what a category says itself: what it has from the one above is told there, once."""
    if wider is None:
        return category
    return attrs.evolve(
        category,
        first=None if category.first is wider.first else category.first,
        first_taken_by=None if category.first_taken_by == wider.first_taken_by else category.first_taken_by,
        alarm=() if category.alarm == wider.alarm else category.alarm,
        follows={name: one for name, one in category.follows.items() if one is not wider.follows.get(name)},
    )


def _check_steps(playbook: Playbook, problems: Problems) -> None:
    words = Words(problems)
    for step in playbook.steps.values():
        words.among("step", "a step", [step.id], vocabulary.COMMANDS)
        if step.id not in vocabulary.COMMANDS:
            continue
        known = vocabulary.REQUIREMENTS.get(step.id, frozenset())
        for key, required in (("requires", step.requires), ("after-escalation", step.after_escalation or ())):
            Words(problems, "step", step.id).among(
                key, phrase("something to require at {step}", step=step.id), required, known
            )
            for word in required:
                _check_given(playbook, step.id, key, word, problems)


_GIVEN_AT: Final[Mapping[tuple[str, str], str]] = {
    ("archive", "category"): "register",
}
"""What nothing can give any more once a case has come to a step, and the earlier one that therefore has to require it."""


def _check_given(playbook: Playbook, step: str, key: str, word: str, problems: Problems) -> None:
    """Note what would keep a case from ever going on: required where nobody can give it any more."""
    earlier = _GIVEN_AT.get((step, word))
    if earlier is None or word in playbook.requires(earlier):
        return
    problems.add(
        dotted(("step", step, key)),
        phrase("{word!r} is only given at {step}", word=word, step=earlier),
        phrase("Require it there, too."),
    )


def _check_deadline(playbook: Playbook, rule: DeadlineRule, problems: Problems) -> None:
    words = Words(problems, "deadline", rule.id)
    words.among("by", "a role", [rule.by], {**playbook.roles, STAFF: None})
    words.among("starts", "an event", [rule.starts], vocabulary.EVENTS)
    words.among("stops", "an event", rule.stops, vocabulary.EVENTS)
    words.among("calendar", "a calendar", [rule.calendar], {**dict.fromkeys(KNOWN), **playbook.calendars})
    words.among("pauses", "an event that pauses", rule.pauses, vocabulary.PAUSES)
    words.among("categories", "a category", rule.categories, playbook.categories)
    words.among(
        "breach", "somebody to tell", rule.breach_tell, {**dict.fromkeys(vocabulary.TELLABLE), **playbook.roles}
    )
    words.among(
        "breach", "a group or role", [rule.breach_escalate], {"leader": None, **playbook.groups, **playbook.roles}
    )
    _check_course(rule, problems)
    if rule.within == OF_CATEGORY and not any(one.first and one.first.within for one in playbook.categories.values()):
        problems.add(
            dotted(("deadline", rule.id, "within")),
            phrase("no category has a time"),
            phrase('Give one first = { within = "10 min" }.'),
        )


def _check_meeting(playbook: Playbook, problems: Problems) -> None:
    """Note a meeting later than 24 hours by the clock after the group received the matter. F7"""
    times = [(("escalation", one.id, "meeting"), one.meeting) for one in playbook.escalations.values()]
    for rule in playbook.deadlines.values():
        if rule.starts != "escalation-received":
            continue
        times.append((("deadline", rule.id, "within"), rule.within if isinstance(rule.within, Within) else None))
        for key, later in (("pauses", rule.pauses), ("begins", rule.begins is not Begins.AT_ONCE)):
            if later:
                problems.add(dotted(("deadline", rule.id, key)), _BY_THE_CLOCK, phrase("Leave it out."))
    for path, time in times:
        if time is not None and not time.at_most(_MEETING):
            problems.add(dotted(path), _BY_THE_CLOCK, phrase('Write "24 h", or less.'))


_MEETING: Final = Within.parse("24 h")
_BY_THE_CLOCK: Final = phrase("the meeting is due at the latest 24 hours after it was received, by the clock: F7")


def _check_course(rule: DeadlineRule, problems: Problems) -> None:
    """Note a deadline that nothing can stop: everybody would breach it."""
    if not rule.stops:
        problems.add(
            dotted(("deadline", rule.id, "stops")),
            phrase("nothing would stop it"),
            phrase("Name the event that keeps it."),
        )
    follows = vocabulary.FOLLOWS.get(rule.starts, vocabulary.EVENTS - {rule.starts, "received"})
    for event in rule.stops:
        if event in vocabulary.EVENTS and event not in follows:
            problems.add(
                dotted(("deadline", rule.id, "stops")),
                phrase("{event!r} can't come any more after {starts!r}", event=event, starts=rule.starts),
                phrase("What can: {events}.", events=joined(sorted(follows)[:8])),
            )


def _check_escalations(playbook: Playbook, problems: Problems) -> None:
    Words(problems, "first-responsibility").among(
        "decline-reasons",
        "a reason to decline (F4)",
        playbook.first_responsibility.decline_reasons,
        vocabulary.DECLINE_REASONS,
    )
    taken: dict[str, str] = {}
    for route in playbook.escalations.values():
        words = Words(problems, "escalation", route.id)
        words.among("to", "a group or role", [route.to], {"leader": None, **playbook.groups, **playbook.roles})
        words.among("when", "a reason to escalate", route.when, vocabulary.ESCALATION_REASONS)
        words.among("tell-at-once", "a role", route.tell_at_once, playbook.roles)
        for reason in route.when:
            if (other := taken.setdefault(reason, route.id)) != route.id:
                problems.add(
                    dotted(("escalation", route.id, "when")),
                    phrase("{reason!r} already goes by {other}", reason=reason, other=other),
                    phrase("Keep it in one route."),
                )


def _check_money(playbook: Playbook, problems: Problems) -> None:
    for role, rule in playbook.authority.items():
        Words(problems).among("authority", "a role", [role], playbook.roles)
        _check_all("remedies", rule.remedies or (), problems, "authority", role)
    for row in playbook.compensation.values():
        _check_causes(playbook, row.when, problems, "compensation", row.id, "when")
        for condition in row.when:
            known: dict[str, tuple[str, Collection[str]]] = {
                "category": ("a category", playbook.categories),
                "breached": ("a deadline", playbook.deadlines),
            }
            if condition.fact in known:
                what, words = known[condition.fact]
                Words(problems, "compensation", row.id, "when").among(condition.fact, what, condition.values, words)
    _check_kinds(playbook, problems)
    check_rows(playbook, problems)
    check_follow_ons(playbook, problems)


def _check_kinds(playbook: Playbook, problems: Problems) -> None:
    """Note kinds of remedies that are nearly the core's, or its by their titles; all others are plugins' own."""
    named: dict[tuple[str, ...], Iterable[str]] = {
        ("authority", role): rule.remedies or () for role, rule in playbook.authority.items()
    }
    for rule in playbook.compensation.values():
        named["compensation", rule.id] = [
            kind for gift in rule.give for kind in (gift.remedy, gift.alternative) if kind is not None
        ]
    for category in playbook.categories.values():
        for follow in category.follows.values():
            given = [value for one in follow.when if one.fact == "given" for value in one.values]
            named["category", category.id, "follows", follow.id] = given
    for path, kinds in named.items():
        for kind in sorted(set(kinds) - vocabulary.REMEDIES):
            if titled(kind, vocabulary.REMEDIES) or closest(kind, vocabulary.REMEDIES, at_least=_SLIP):
                problems.unknown(dotted((*path, _NAMES_KINDS[path[0]])), "a kind of remedy", kind, vocabulary.REMEDIES)


_SLIP: Final = 0.8
_NAMES_KINDS: Final[Mapping[str, str]] = {"authority": "remedies", "compensation": "give", "category": "when"}


def _check_survey(survey: SurveyRule, problems: Problems) -> None:
    """Refuse what nobody would be asked: after a case two scores and words are, R9; all else by what is always on offer."""
    Words(problems, "survey", survey.id).among("on", "an event", [survey.on], vocabulary.SURVEY_ON)
    for key in ("dissatisfied", "second_grievance"):
        _check_scores(survey, key, problems)
    if survey.on != "resolved":
        return
    for question in survey.questions.values():
        path = dotted(("survey", survey.id, "question", question.id))
        if (question.id, question.scale) not in vocabulary.SURVEY_ASKS and not problems.noted(path):
            problems.add(
                path,
                phrase("is not asked after a case: outcome and process from 1 to 5 are, and a remark"),
                phrase('Ask it in a survey of its own, with on = "always".'),
            )


def _check_scores(survey: SurveyRule, key: str, problems: Problems) -> None:
    """Note scores of which a lower one counts less than a higher one, or that all count: no score is content then. R8"""
    for one in getattr(survey, key):
        question = survey.questions.get(one.fact)
        if question is None or question.scale is None or not all(value.isdigit() for value in one.values):
            continue
        lowest, highest = question.scale
        scores = range(lowest, highest + 1)
        counts = [one.takes(score) for score in scores]
        if sum(counts) in (0, len(scores)) or counts != sorted(counts, reverse=True):
            problems.add(
                dotted(("survey", survey.id, key.replace("_", "-"), one.fact)),
                phrase(
                    "from {lowest} to {highest}, the lower scores have to count and the best one not",
                    lowest=lowest,
                    highest=highest,
                ),
                phrase('Write it like "<= 2".'),
            )


def _check_rhythm(playbook: Playbook, problems: Problems) -> None:
    Words(problems, "incident").among("lead", "a role", [playbook.incident.lead], playbook.roles)
    for survey in playbook.surveys.values():
        _check_survey(survey, problems)
    for check_rule in playbook.checks.values():
        Words(problems, "check", check_rule.id).among("by", "a role", [check_rule.by], playbook.roles)
    for body in playbook.bodies.values():
        Words(problems, "body", body.id).among("answered-by", "a role", [body.answered_by], playbook.roles)
    for review in playbook.reviews.values():
        Words(problems, "review", review.id).among(
            "group", "a group or role", [review.group], {**playbook.groups, **playbook.roles}
        )
        Words(problems, "review", review.id).among(
            "tell", "a group or role", review.tell, {"all": None, **playbook.groups, **playbook.roles}
        )
    _check_people(playbook, problems)
    if playbook.cares and not playbook.customer.care_per_month:
        problems.add(
            "customer.defaults.care-per-month",
            phrase("is missing"),
            phrase("Say how many messages of care a member gets in a month at most: care-per-month = 2."),
        )


def _check_people(playbook: Playbook, problems: Problems) -> None:
    """Note trainings and assessments of roles, or by roles, that there are not; and one that asks for nothing."""
    for training in playbook.trainings.values():
        words = Words(problems, "training", training.id)
        words.among("for", "a role", training.roles, playbook.roles)
        words.among("by", "a role", [training.by], playbook.roles)
        words.among("gate", "a command", training.gate, vocabulary.COMMANDS)
        words.among("gate-newcomers", "a command", training.gate_newcomers, vocabulary.COMMANDS)
    for assessment in playbook.assessments.values():
        words = Words(problems, "assessment", assessment.id)
        words.among("of", "a role", () if assessment.of_units else assessment.of, playbook.roles)
        words.among("by", "a role", [assessment.by], playbook.roles)
        if not assessment.items:
            problems.add(
                dotted(("assessment", assessment.id, "items")),
                phrase("nothing would be marked"),
                phrase("Name what is marked, each under its name."),
            )
