"""The survey after a case: who is dissatisfied, when it is asked, when it lapses, what a reply by SMS says. R8, R9, S1.10"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from complaintkit.calendars import due_at
from complaintkit.decision.facts import Facts
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import Case
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook import Playbook, SurveyRule
from complaintkit.playbook.condition import Condition

_GIVEN_UP = frozenset({"withdrawn", "referred"})  # ends without a result that anybody could be satisfied with
DISSATISFIED = 2  # of 5, where a playbook says nothing
_DIGITS = re.compile(r"([1-5]) ?[分星]?(?:(?:[ ,;/、。.]{1,3}|(?<=[分星]))([1-5]) ?[分星]?)?[ 。.!]?")


def survey_of(playbook: Playbook) -> SurveyRule | None:
    """Return the survey that follows a case; None where the procedure has none."""
    return next((one for one in playbook.surveys.values() if one.on == "resolved"), None)


def is_dissatisfied(playbook: Playbook, *, outcome: int, process: int) -> bool:
    """Return whether these scores open the next round: any one of the playbook's conditions is enough. R8"""
    rule = survey_of(playbook)
    if rule is None or not rule.dissatisfied:
        return outcome <= DISSATISFIED
    return _any_holds(rule.dissatisfied, outcome=outcome, process=process)


def is_second_grievance(playbook: Playbook, *, outcome: int, process: int) -> bool:
    """Return whether these scores say, as the playbook reads them, that the handling itself was a grievance 二次不满. S1.1"""
    rule = survey_of(playbook)
    return rule is not None and _any_holds(rule.second_grievance, outcome=outcome, process=process)


def _any_holds(conditions: tuple[Condition, ...], **scores: int) -> bool:
    return any(one.fact in scores and one.takes(scores[one.fact]) for one in conditions)


def asked_at(rule: SurveyRule, facts: Facts, case: Case, *, ended: datetime) -> datetime:
    """Return when the survey of a round that ended then is asked for."""
    return due_at(facts.calendar(case.unit), ended, rule.after) if rule.after else ended


def lapses_at(facts: Facts, case: Case) -> datetime | None:
    """Return until when the customer may answer; None while nothing has ended, or where it never lapses."""
    rule = survey_of(facts.playbook)
    if rule is None or rule.lapses is None or case.resolved_at is None:
        return None
    asked = asked_at(rule, facts, case, ended=case.resolved_at)
    return due_at(facts.calendar(case.unit), asked, rule.lapses)


def is_given_up(case: Case) -> bool:
    """Tell if it ended without a result that anybody could be satisfied with, also where it was filed since. R8"""
    return any(one.event in _GIVEN_UP and one.at == case.resolved_at for one in case.moments)


def waits_for_score(facts: Facts, case: Case) -> bool:
    """Return whether the customer was asked how satisfied they are, and may still say so: only then is a digit a score."""
    rule, ended = survey_of(facts.playbook), case.resolved_at
    if rule is None or ended is None or case.kind is not Kind.COMPLAINT or case.erased:
        return False
    if is_given_up(case):
        return False
    until = lapses_at(facts, case)
    asked = asked_at(rule, facts, case, ended=ended) <= facts.now and (until is None or facts.now < until)
    return asked and not any(one.cycle == case.cycle and one.answered_by == CUSTOMER for one in case.surveys)


def scores_in(text: str) -> tuple[int, int] | None:
    """Read a reply of one or two digits as the scores (outcome, process); None where it is anything else. S1.10

    One digit counts for both. Whatever says more than that is a customer's word, not a score.

    >>> scores_in("5"), scores_in("４分"), scores_in("2 5"), scores_in("5 people fell ill"), scores_in("6")
    ((5, 5), (4, 4), (2, 5), None, None)
    """
    found = _DIGITS.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    outcome = int(found[1])
    return outcome, int(found[2] or outcome)
