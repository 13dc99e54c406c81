"""Whom a duty to call or to tell names, and about what: in words, in both languages, masked. S0.12, R4, R20"""

from __future__ import annotations

import re

import pytest

from complaintkit import Customer
from complaintkit.decision.duty import owed_on
from complaintkit.desk.reading.duty_words import says
from complaintkit.model.duty import DutyKind
from tests.decision.clocks.test_owed import BOOKS, matter_of, receive

CUSTOMERS = {
    "name and phone": (Customer(name="王芳", phone="13800138000"), ["王*", "138****8000"], ["王芳", "13800138000"]),
    "mail first": (
        Customer(name="Li Lei", email="lei@mail.example", phone="13900139000"),
        ["Li ***", "139****9000"],
        ["Lei", "lei@", "13900139000"],
    ),
    "mail alone": (Customer(email="lei@mail.example"), ["l***@mail.example"], ["lei@"]),
    "reference alone": (Customer(reference="K-7", no_contact_because="refused"), ["K-7"], []),
}
CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("kind", [DutyKind.CALL, DutyKind.MESSAGE])
@pytest.mark.parametrize("customer", CUSTOMERS)
@pytest.mark.parametrize("book", BOOKS)
def test_it_says_whom_and_about_what(book, customer, kind) -> None:
    """For each message that a customer may get: no id, no number of theirs in full. R20"""
    known, shown, hidden = CUSTOMERS[customer]
    matter, by = matter_of(book)
    receive(matter, by, next(iter(matter.playbook.categories)), customer=known)
    names = ["told", *(one.id for one in matter.playbook.all_messages.values() if one.to == "customer")]
    assert len(names) > 3
    for name in names:
        calls = ("o-1",) if kind is DutyKind.CALL else ()
        case = matter.case.changed(lost_messages={"o-1": name}, calls=calls)
        [owed] = [one for one in owed_on(matter.facts(by=by), case) if one.what is kind]
        said = says(matter.facts(by=by), case, owed, kind)
        for language in ("en", "zh"):
            sentence = said.to(language)
            assert all(one in sentence for one in (*shown, case.number)), sentence
            assert not any(one in sentence for one in hidden), sentence
            about = sentence.replace(case.number, "")
            assert f"'{name}'" not in about
            assert bool(CHINESE.search(about.replace("王*", ""))) == (language == "zh"), sentence
            assert not re.search(r"[a-z]+-[a-z]+", about) or language == "en", sentence


def test_somebody_of_whom_nothing_is_known() -> None:
    """They are the customer."""
    matter, by = matter_of("canteen-delivery")
    receive(matter, by, "other", customer=Customer(no_contact_because="refused"))
    case = matter.case.changed(lost_messages={"o-1": "told"}, calls=("o-1",))
    [owed] = [one for one in owed_on(matter.facts(by=by), case) if one.what is DutyKind.CALL]
    assert says(matter.facts(by=by), case, owed, DutyKind.CALL).startswith("Call the customer about")
