"""Put down what a form says that the case it is put on does not know: issues, whom they are about, a docket. R6, R7, R18, R19"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.desk.intake.form import receive_of, without_unusable
from complaintkit.model import commands as c
from complaintkit.model.errors import InvalidInput
from complaintkit.model.issue import Issue
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook import path_of

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.case import Case
    from complaintkit.ports.inbound import FormReceived


def check_kind(form: FormReceived, case: Case) -> None:
    """Refuse to put what its sender calls a complaint on a case that is none: it would be handled as none. R5

    Raises:
        InvalidInput: names the case, and what to do first.
    """
    if case.kind is not Kind.COMPLAINT and form.fields.get("kind") == Kind.COMPLAINT:
        reason, first = phrase("{to} is no complaint", to=case.number), phrase("Make it one first.")
        raise InvalidInput(field="case", reason=reason, next_step=first)


def news_of(form: FormReceived, case: Case, facts: Facts, *, channel: str) -> Iterator[c.OnCase]:
    """Yield a command for each thing that the case does not know yet; what no field can hold stands in its words alone."""
    try:
        said = receive_of(without_unusable(form), channel=channel, currency=facts.playbook.currency)
    except InvalidInput:
        return
    first = Issue(said.text or case.number, category=said.category, about_staff=said.about_staff)
    for one in (first, *said.issues):
        category, about = _new_category(one, case, facts), _new_about(one, case, facts)
        if category or about or one is not first:
            yield c.RaiseIssue(case=case.number, text=one.text, category=category, about_staff=about)
    known = {(one.docket.authority, one.docket.number) for one in case.authority_cases}
    if said.docket is not None and (said.docket.authority, said.docket.number) not in known:
        yield c.RecordDocket(case=case.number, docket=said.docket)


def _new_category(issue: Issue, case: Case, facts: Facts) -> str | None:
    """Return the category of an issue that is none of the case's, nor one around them; of what is no complaint only an alarm's."""
    category = issue.category
    if category is None or category not in facts.playbook.categories:
        return None
    if any(category in path_of(one) for one in case.categories):
        return None
    return category if case.kind is Kind.COMPLAINT or facts.playbook.category(category).alarm else None


def _new_about(issue: Issue, case: Case, facts: Facts) -> str | None:
    """Return whom an issue is about, where the case does not say so."""
    about = issue.about_staff
    works_here = about in facts.structure.organisation.staff
    return about if works_here and about not in case.complained_about else None
