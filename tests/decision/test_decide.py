"""One decision: who carries out which command, what fell due comes first, a refusal says what is possible. F1, R4, R15"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import ConflictError, NotAllowed, NotResponsible, Remedy, decision
from complaintkit.decision import cover, decide_due, record
from complaintkit.decision.decide import HANDLERS, take_over
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import DESK
from complaintkit.model.case import Entry
from complaintkit.model.commands import commands
from complaintkit.model.money import Money
from tests.decision.conftest import Matter

HOUR = timedelta(hours=1)
REFUND = Remedy.refund(Money(5, "CNY"))


@pytest.fixture
def matter(matter: Matter) -> Matter:
    """Chen has a complaint."""
    matter.received()
    return matter


def sent(recipient: str) -> e.MessageSent:
    """A message that a provider took."""
    return e.MessageSent(message="received", outbox="o1", recipient=recipient, medium="sms")


def names(draft: Any) -> list[str]:
    """What happened."""
    return [line.event.name for line in draft.lines]


# ---- the names of this floor --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", decision.__all__)
def test_each_name_is_loaded_when_it_is_asked_for(name) -> None:
    """It is what it says. S0.2"""
    found = decision.__getattr__(name)  # type: ignore[attr-defined]
    assert getattr(found, "__name__", name) == name  # a word has no name of its own
    assert getattr(decision, name) is decision.__getattr__(name)  # type: ignore[attr-defined]


def test_another_name_is_none_of_this_floor() -> None:
    """Python's own error says so, for whoever asks whether it is there."""
    assert not hasattr(decision, "decides")
    with pytest.raises(AttributeError, match="has no attribute 'decides'"):
        _ = decision.decides  # type: ignore[attr-defined]


# ---- a command ------------------------------------------------------------------------------------------------------------
def test_every_command_has_one_handler() -> None:
    """And there is none for what is no command."""
    assert set(HANDLERS) == set(commands().values())


def test_what_fell_due_happens_before_the_command(matter) -> None:
    """An offer that has run out can't be accepted any more. F2"""
    matter.do(c.RecordFacts, facts="在室温放了两小时")
    matter.do(c.OfferHandover, to="li", reason="supplier-side")
    offer = matter.case.handover
    matter.until((offer.lapses_at + HOUR).isoformat())

    with pytest.raises((ConflictError, NotAllowed)):
        matter.do(c.AcceptHandover, by="li", handover=offer.id)
    matter.do(c.Note, text="在查")
    assert matter.happened.index("handover-lapsed") < matter.happened.index("noted")


def test_what_is_late_from_before_is_late_at_once(matter) -> None:
    """Nobody has to wait for the worker to see it. R15"""
    matter.received(received_at=matter.now - timedelta(days=2))

    assert "deadline-breached" in matter.happened


def test_a_command_of_somebody_else_is_refused(matter) -> None:
    """It is for whoever is accountable. F1"""
    with pytest.raises(NotResponsible) as refused:
        matter.do(c.Assess, by="sun", severity="low", approach="核实")
    assert "Turn to chen." in str(refused.value)


def test_a_refusal_within_a_command_says_what_they_can_do_instead(matter) -> None:
    """Of what comes first for somebody else it says for whom, in Chinese by name; of a beginning nothing comes before. R20"""
    matter.investigated()
    matter.books.others = {"A-1": matter.case.changed(number="A-1", id="case-0")}
    before = matter.case
    for who, called, possible in (("dong", "董强", ()), ("chen", "陈卫东", ("report-dispatch",))):
        matter.case = before
        matter.do(c.Dispatch, by="sun", who=who, what="取回餐箱")
        with pytest.raises(NotAllowed, match=f"{who} was sent and has not reported") as refused:
            matter.do(c.Link, to="A-1", relation="duplicate")
        assert refused.value.allowed == possible
        assert ("by dong" in str(refused.value)) is (who == "dong")
        said = refused.value.user_message("zh")
        assert (called in said, who in said) == (True, False)
    role = attrs.evolve(matter.playbook.roles["agent"], id="only", may=frozenset({"note"}))
    matter.rule(roles={**matter.playbook.roles, "only": role})
    matter.seated("sun", roles=("only",))
    with pytest.raises(NotAllowed) as refused:
        matter.received(by="sun")
    assert refused.value.allowed == ()


def test_clocks_budgets_and_executors_react_to_each_event(matter) -> None:
    """A deadline starts and is met, a refund that was agreed to is ordered. S4.11, R15"""
    matter.known = {"executed": frozenset({"refund"})}
    matter.investigated()
    matter.agreed(REFUND)

    assert "deadline-met" in matter.happened
    assert matter.event("remedy-ordered").order == matter.case.promises[0].id


# ---- what else is recorded --------------------------------------------------------------------------------------------------
def test_what_fell_due_is_all_that_the_worker_brings_about(matter) -> None:
    """Nothing while nothing is due. R15"""
    assert names(decide_due(matter.case, matter.facts(by=DESK))) == []
    matter.later(hours=1)
    assert "deadline-breached" in names(decide_due(matter.case, matter.facts(by=DESK)))


def test_a_message_that_went_out_tells_the_customer_that_they_were_heard_and_who_has_it(matter) -> None:
    """The first one, by its medium; one to staff, or that did not go out, tells them nothing. R4, F9"""
    matter.case = matter.case.changed(customer_told_owner=False)
    lost = e.MessageUndelivered(message="received", outbox="o1", recipient="customer", state="failed")
    for event in (sent("chen"), lost):
        draft = record(matter.case, matter.facts(by=DESK), event)
        assert (draft.case.acknowledged_at, draft.case.customer_told_owner) == (None, False)

    draft = record(matter.case, matter.facts(by=DESK), sent("customer"))

    heard = next(line.event for line in draft.lines if isinstance(line.event, e.Acknowledged))
    assert (heard.via, heard.result) == ("sms", "sent")
    assert (draft.case.acknowledged_at, draft.case.customer_told_owner) == (matter.now, True)
    again = record(draft.case, matter.facts(by=DESK), sent("customer"))
    assert "acknowledged" not in names(again)


def test_a_case_on_which_nothing_runs_has_a_date_for_its_next_step(matter) -> None:
    """The desk sees to it, whoever was recorded, or taken over from. F1, S0.2"""
    matter.received(category="contract")
    matter.rule(deadlines={})
    matter.case = matter.case.changed(deadlines=())
    other = matter.case.changed(number="A-2")
    for draft in (
        record(matter.case, matter.facts(), e.Noted(text="在查")),
        take_over(matter.case, matter.facts(), other),
    ):
        line = draft.lines[-1]
        assert (line.event.name, line.by) == ("deadline-started", "system:desk")
        assert [one.name for one in draft.case.open_deadlines] == ["next-step"]


def test_a_case_that_goes_on_for_a_duplicate_has_the_customers_words(matter) -> None:
    """The desk ties them, the customer said them. R14"""
    said = Entry(kind="said", by="customer", at=matter.now, text="还在吗", media=("sms",), id="w1")
    other = matter.case.changed(number="A-2", unanswered=(said,))

    draft = take_over(matter.case, matter.facts(), other)

    assert [(line.event.name, line.by) for line in draft.lines[:2]] == [
        ("linked", "system:desk"),
        ("customer-heard", "customer"),
    ]
    assert draft.case.links == {"A-2": "duplicated-by"}
    assert [one.text for one in draft.case.unanswered] == ["还在吗"]


def test_whoever_takes_the_place_of_one_who_is_gone_hears_first_what_was_late(matter) -> None:
    """That was theirs; what follows is the next one's. F8, R15"""
    matter.later(hours=1)

    draft = cover(matter.case, matter.facts(by=DESK), to="luo", reason="left")

    assert names(draft).index("deadline-breached") < names(draft).index("owner-changed")
    assert draft.case.owner == "luo"
