"""From when a playbook's deadline counts what happens outside opening hours. S2.5, R1, R16, R18"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from complaintkit import ConfigurationError, Customer
from complaintkit import commands as c
from complaintkit.handbook import handbook
from complaintkit.model.phrase import phrase
from complaintkit.organisation import load_organisation
from complaintkit.playbook import Playbook, load_playbook, read_playbook
from complaintkit.playbook._strictness import is_stricter
from tests.decision.conftest import Matter
from tests.houses import HOUSES

SHOP = load_playbook("print-shop")
CANTEEN = load_playbook("canteen-delivery")


def with_begins(book: Playbook, name: str, begins: str) -> Playbook:
    """A procedure with one deadline that begins so."""
    data: dict[str, Any] = dict(book.as_data())
    rule = data["deadline"].get(name, data["deadline"]["survey"])
    data["deadline"] = {**data["deadline"], name: {**rule, "begins": begins}}
    return read_playbook(data)


@pytest.mark.parametrize(
    ("begins", "expected"),
    [
        ("at-once", "2026-11-23T22:00"),
        ("next-opening", "2026-11-24T08:30"),
        ("next-working-day", "2026-11-24T08:30"),
    ],
)
def test_a_clock_of_a_case_counts_from_there(begins: str, expected: str) -> None:
    """Of Sunday night: 24 h on, or 24 h from Monday's opening; it says why, and when the customer spoke. R1, R16"""
    night = datetime.fromisoformat("2026-11-22T22:00+08:00")
    matter = Matter(with_begins(SHOP, "contact", begins), load_organisation(HOUSES["print-shop"]), night)
    given = {"channel": "counter", "category": "printing/colour", "customer": Customer(phone="13800138000")}
    case = matter.do(c.Receive, by="li", text="颜色偏红", **given)

    [contact] = [one for one in case.open_deadlines if one.name == "contact"]

    assert contact.due_at == datetime.fromisoformat(f"{expected}+08:00")
    assert contact.started_at == night
    assert ("outside opening hours" in contact.explain("en")) is (begins != "at-once")


@pytest.mark.parametrize("name", ["first-handling", "dispatched", "evidence-secured"])
def test_what_is_done_at_once_waits_for_no_opening(name: str) -> None:
    """First handling, who was sent, perishable evidence. S1.7, R12, R18"""
    with pytest.raises(ConfigurationError) as refused:
        with_begins(CANTEEN, name, "next-opening")
    assert str(phrase("this waits for no opening")) in str(refused.value)


def test_an_extension_begins_no_later() -> None:
    """At once is the strictest; of the other two neither is always the sooner. S0.5"""
    path = ("deadline", "result", "begins")
    for base, new, fits in (
        (None, "next-opening", False),
        ("at-once", "next-working-day", False),
        ("next-opening", "next-working-day", False),
        ("next-working-day", "next-opening", False),
        ("next-opening", "next-opening", True),
        ("next-opening", "at-once", True),
        (None, "at-once", True),
    ):
        assert is_stricter(path, new, base) is fits, (base, new)


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "营业时间之外发生的，自下次营业起算"), ("en", "outside opening hours it counts from the next opening")],
)
def test_the_handbook_says_so(language: str, words: str) -> None:
    """Beside the deadline, in both languages. S2.10"""
    said = handbook(with_begins(SHOP, "contact", "next-opening"), language=language).to_markdown()
    assert words in said
    assert words not in handbook(SHOP, language=language).to_markdown()
