"""What whoever builds a form reads: every word with its title, each command with why not and what comes first. R6, R20"""

from __future__ import annotations

import re

import attrs
import pytest

from complaintkit import Case, Customer, Desk, InvalidInput, Kind, NotFound, State, System, Term, Vocabulary
from complaintkit.decision.tables.effect import DEEDS
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES

WANG = Customer(name="王芳", phone="13800138000")
HOST = System("test")
CHINESE = re.compile("[\u4e00-\u9fff]")
STAFF = ["chen", "zhou", "li", "fang", "shen", "sun", "hu", "dong", "luo", "wu"]


def terms(words: Vocabulary) -> list[Term]:
    """All of them, and what they ask for."""
    found = [one for name in attrs.fields_dict(Vocabulary) for one in getattr(words, name)]
    return [*found, *(asked for one in found for asked in one.asks)]


@pytest.mark.parametrize("house", HOUSES)
def test_every_word_of_a_form_has_a_title_in_both_languages(house: str) -> None:
    """In every procedure that ships; what is asked for is a field, or the house's own word."""
    with open_test_desk(playbook=house, organisation=HOUSES[house]) as desk:
        words, book = desk.vocabulary(by=HOST), desk.playbook(by=HOST)
    assert [one.id for one in words.categories] == list(book.categories)
    assert [one.id for one in words.kinds] == list(Kind)
    assert [one.id for one in words.states] == list(State)
    assert [one.id for one in words.commands] == list(DEEDS)
    assert {one.id: [asked.id for asked in one.asks] for one in words.categories} == {
        one.id: list(one.asks) for one in book.categories.values()
    }
    unsaid = {one.id for one in terms(words) if not CHINESE.search(one.title("zh")) or not one.title("en")}
    assert unsaid - {asked for one in book.categories.values() for asked in one.asks} == set()


def test_a_form_names_whom_one_may_know(desk: Desk) -> None:
    """A kitchen's head finds the units and people around; headquarters finds all. R20"""
    everybody, mine = desk.vocabulary(by="fang"), desk.vocabulary(by="hu")
    assert {one.id for one in everybody.units} > {one.id for one in mine.units}
    assert {one.id for one in everybody.staff} > {one.id for one in mine.staff}
    assert [one.id for one in mine.units] == list(desk.people.organisation(by="hu").units)
    with pytest.raises(InvalidInput, match="by"):
        desk.vocabulary(by="nobody")
    with pytest.raises(InvalidInput, match="unit"):
        desk.vocabulary(by="fang", unit="nowhere")


def steps(desk: Desk) -> list[Case]:
    """A case at each of the first steps of its life; what one of them allows, the next may not."""
    case = desk.receive("米饭酸", by="chen", channel="hotline", unit="no3-school", customer=WANG)
    found = [case]
    case = desk.register(case, by="chen", category="food/sensory")
    found.append(case)
    case = desk.assess(case, by="chen", severity="high", approach="核实")
    found.append(case)
    return [*found, desk.record_facts(case, by="chen", facts="放了两小时", root_cause="storage")]


def test_a_grey_button_says_why_and_what_comes_first(desk: Desk) -> None:
    """Everything that is not allowed has a reason in both languages, and names only what this person may do now."""
    for number in (one.number for one in steps(desk)):
        for by in STAFF:
            try:
                found, may = desk.possible(number, by=by), desk.allowed(number, by=by)
            except NotFound:
                continue
            assert list(found) == list(DEEDS)
            assert {word for word, one in found.items() if one.allowed} == may
            for one in found.values():
                assert CHINESE.search(one.title("zh"))
                assert (one.why is None) == one.allowed
                assert set(one.first) <= may
                assert one.why is None or CHINESE.search(one.why.to("zh")), one


def test_what_comes_first_leads_there(desk: Desk) -> None:
    """By a rule that stands in the way, or by the states: register before assessing, assess before a plan. F5"""
    case = desk.receive("米饭酸", by="chen", channel="hotline", unit="no3-school", customer=WANG)
    assert "register" in desk.possible(case, by="chen")["assess"].first
    assert desk.possible(case, by="chen")["offer-handover"].rule == "F5"
    case = desk.register(case, by="chen", category="food/sensory")
    assert "assess" in desk.possible(case, by="chen")["offer-plan"].first
    other = desk.possible(case, by="wu")["assess"]
    assert (other.why, other.first) == (f"chen is responsible for {case.number}", ())
    with pytest.raises(NotFound):
        desk.possible(case, by="nobody")
