"""What is no complaint needs no category to be answered, praised or taken up; what becomes one does. S1.6, S3.2, S2.4"""

from __future__ import annotations

import pytest

from complaintkit import InvalidInput
from complaintkit.decision import allowed
from complaintkit.decision.duty import owed_on
from complaintkit.model import commands as c
from complaintkit.model.duty import DutyKind
from complaintkit.model.vocabulary import Kind
from tests.decision.clocks.test_owed import BOOKS, FANG, matter_of
from tests.decision.conftest import Matter

OTHERS = [one for one in Kind if one is not Kind.COMPLAINT]


def asked(book: str, kind: Kind) -> tuple[Matter, str]:
    """Somebody says something at the counter, and nobody sorts it."""
    matter, by = matter_of(book)
    unit = matter.organisation.staff[by].units[0]
    matter.do(
        c.Receive, by=by, text="几点开门", channel="in-person", unit=unit, kind=kind, customer=FANG, wanted="答复"
    )
    return matter, by


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("book", BOOKS)
def test_it_is_answered_without_a_category(book, kind) -> None:
    """And filed: nothing of a form stands before the answer. S3.2, S2.4, S2.6"""
    matter, by = asked(book, kind)
    assert (matter.case.state, matter.case.missing) == ("registered", ())
    assert "resolve" in allowed(matter.case, matter.facts(by=by))

    adopted = True if kind == "suggestion" else None
    matter.do(c.Resolve, by=by, result="早上八点", adopted=adopted, decisions={"1": ("not-upheld", "查无此事")})
    matter.do(c.Archive, by=by)

    assert (matter.case.state, matter.case.category) == ("archived", None)


@pytest.mark.parametrize("book", BOOKS)
def test_a_complaint_is_put_into_a_category_first(book) -> None:
    """As each of the procedures asks. S1.6, S0.4"""
    matter, by = asked(book, Kind.COMPLAINT)
    assert (matter.case.state, matter.case.missing) == ("received", ("category",))
    matter.do(c.Register, by=by, category=next(iter(matter.playbook.categories)))
    assert matter.case.state == "registered"


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("book", BOOKS)
def test_what_becomes_a_complaint_is_sorted_then(book, kind) -> None:
    """Upgrading is free, and says what it is about. R5, S1.6"""
    matter, by = asked(book, kind)
    with pytest.raises(InvalidInput) as refused:
        matter.do(c.Reclassify, by=by, kind=Kind.COMPLAINT, reason="在投诉")
    assert refused.value.field == "category"

    category = next(iter(matter.playbook.categories))
    matter.do(c.Reclassify, by=by, kind=Kind.COMPLAINT, category=category, reason="在投诉")
    assert (matter.case.kind, matter.case.category) == (Kind.COMPLAINT, category)


def test_what_turns_out_to_be_a_question_waits_for_no_form() -> None:
    """It is registered as soon as it is one, and answered. R5, S3.2"""
    matter, by = asked("canteen-delivery", Kind.COMPLAINT)
    matter.do(c.Reclassify, by=by, kind=Kind.INQUIRY, reason="只是问一下")
    assert matter.case.state == "received"
    [second] = [one.staff for one in owed_on(matter.facts(), matter.case) if one.what is DutyKind.CONFIRM]
    matter.do(c.Reclassify, by=second, kind=Kind.INQUIRY, reason="只是问一下")
    assert (matter.case.kind, matter.case.state, matter.case.missing) == (Kind.INQUIRY, "registered", ())


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("book", BOOKS)
def test_only_a_suggestion_is_adopted_or_not(book, kind) -> None:
    """It is not answered before that is said; of anything else it is not said; both are on record. S2.6, S3.8"""
    matter, by = asked(book, kind)
    wrong, right = ([None], [True, False]) if kind is Kind.SUGGESTION else ([True, False], [None])
    for adopted in wrong:
        with pytest.raises(InvalidInput) as refused:
            matter.do(c.Resolve, by=by, result="早上八点", adopted=adopted, decisions={"1": ("not-upheld", "查无此事")})
        assert refused.value.field == "adopted"
    for adopted in right:
        one, by = asked(book, kind)
        assert (
            one.do(
                c.Resolve, by=by, result="早上八点", adopted=adopted, decisions={"1": ("not-upheld", "查无此事")}
            ).adopted
            is adopted
        )


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("book", BOOKS)
def test_whoever_suggested_something_is_told_whether_it_is_adopted(book, language) -> None:
    """And why: in every playbook, in its own words, in both languages. S2.6, S3.8"""
    matter, _ = asked(book, Kind.SUGGESTION)
    told = [
        one.short[language]
        for one in matter.playbook.messages.values()
        if (one.on, one.to) == ("resolved", "customer") and one.tells_of(Kind.SUGGESTION)
    ]
    assert told
    assert all("{adopted}" in text and "{result}" in text for text in told)
