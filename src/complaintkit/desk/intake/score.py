"""Read a reply of one or two digits as an answer to the survey, by the medium it was asked by. S1.10, R8"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.decision.survey import asked_at, scores_in, survey_of, waits_for_score
from complaintkit.desk.intake.conversation import answered_case, cases_of
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER
from complaintkit.records.case import load
from complaintkit.records.ledger import lines_of

if TYPE_CHECKING:
    from datetime import datetime

    from complaintkit.ports.inbound import CustomerMessage
    from complaintkit.ports.storage import CaseRow, Reader
    from complaintkit.records.door import Door


def survey_answer(
    door: Door, tx: Reader, said: CustomerMessage, via: str, *, notifiers: frozenset[str]
) -> c.AnswerSurvey | None:
    """Return the answer to the survey that these words are; None where they are words.

    Only from the number that the case knows, only while that customer is asked, and only where nobody has asked them
    something else since: "3" may be how many fell ill.
    """
    scores = scores_in(said.text)
    if scores is None or said.media:
        return None
    rows = cases_of(door, tx, said.sender)
    if (named := answered_case(tx, said, rows, notifiers)) is not None:
        rows = [named]
    asked = [(at, row) for row in rows if (at := _asked_at(door, tx, row)) is not None]
    if not asked:
        return None
    at, row = max(asked, key=lambda one: one[0])
    if any(_was_told_since(tx, one, at) for one in rows):
        return None
    return c.AnswerSurvey(case=row.number, outcome=scores[0], process=scores[1], via=via)


def _asked_at(door: Door, tx: Reader, row: CaseRow) -> datetime | None:
    """Return since when this case waits for its customer's scores; None where it does not."""
    case = load(tx, row).case
    facts = door.facts(tx, case, by=CUSTOMER, customer=True)
    rule = survey_of(facts.playbook)
    if rule is None or case.resolved_at is None or not waits_for_score(facts, case):
        return None
    return asked_at(rule, facts, case, ended=case.resolved_at)


def _was_told_since(tx: Reader, row: CaseRow, at: datetime) -> bool:
    return any(isinstance(line.event, e.Told) and line.at > at for line in lines_of(tx, row.id))
