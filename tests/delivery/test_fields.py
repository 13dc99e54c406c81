"""The values of a message's fields: what the case and the event say, in the recipient's words, and nothing that is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Money, Remedy
from complaintkit.delivery.message.field import values
from complaintkit.delivery.message.occasion import Occasion, read_occasion
from complaintkit.model import events as e
from complaintkit.model.outbox import OutboxState
from complaintkit.model.remedy import Approval, PromisedRemedy
from complaintkit.model.vocabulary import Severity
from complaintkit.records.link import Links, Purpose

MINUTE = timedelta(minutes=1)
REFUND = Remedy.refund(Money("25.00", "CNY"))


@pytest.fixture
def occasion(house: Any) -> Callable[..., Occasion]:
    """Tells the customer that their complaint was received; or tells of another event, to another one, of a changed case."""
    house.receive()
    with house.desk._opened.storage.reading() as reader:
        found = read_occasion(house.desk._door, reader, house.entry("received"))

    def changed(event: e.Happened | None = None, *, to: str = "customer", by: str = "chen", **case: Any) -> Occasion:
        line = attrs.evolve(found.line, event=event or found.event, by=by)
        lines = [*found.lines[: found.row.seq - 1], line, *found.lines[found.row.seq :]]
        return attrs.evolve(
            found,
            row=attrs.evolve(found.row, recipient=to),
            lines=lines,
            case=found.case.changed(**case),
            links=found.links if to == "customer" else None,
        )

    return changed


def value(occasion: Occasion, name: str) -> str:
    """The value of one field."""
    return values(occasion, [name])[name]


@pytest.mark.parametrize(
    ("field", "changes", "said"),
    [
        ("approach", {"approach": "查冷链"}, "查冷链"),
        ("facts", {"facts": "常温放了两小时"}, "常温放了两小时"),
        ("course", {"facts": "常温放了两小时"}, "常温放了两小时"),
        ("result", {"result": "已换饭"}, "已换饭"),
        ("improvement", {"improvement": "全程冷藏"}, "全程冷藏"),
        ("severity", {"severity": Severity.HIGH}, "紧急"),
        ("cycle", {"cycle": 2}, "2"),
        ("unit", {"unit": "gone"}, "gone"),
        ("category", {"category": "gone/away"}, "gone/away"),
        ("text", {}, "米饭是酸的"),
        ("why", {}, "送餐延误"),
        ("nothing-of-the-kind", {}, ""),
        ("improvement", {}, ""),
    ],
)
def test_the_cases_own_words(occasion, field: str, changes: dict[str, Any], said: str) -> None:
    """What is not known is empty."""
    assert value(occasion(**changes), field) == said


@pytest.mark.parametrize(
    ("event", "field", "said"),
    [
        (e.Dispatched(dispatch="d-1", who="li", what="封存同批"), "what", "封存同批"),
        (e.AdviceAsked(advice="a-1", of="li", question="能退吗"), "question", "能退吗"),
        (e.Referred(authority="12315"), "routes", "12315"),
        (e.SurveyAnswered(outcome=2, process=3, satisfied=False, remark="没说为什么"), "remark", "没说为什么"),
        (e.SurveyAnswered(outcome=2, process=3, satisfied=False, remark="没说为什么"), "text", "没说为什么"),
        (e.SurveyAnswered(outcome=2, process=3, satisfied=False), "outcome", "2"),
        (e.SurveyAnswered(outcome=2, process=3, satisfied=False), "process", "3"),
        (e.MeetingDecided(escalation="x-1", decision="加派一人"), "decision", "加派一人"),
        (e.OwnerChanged(owner="li", previous="chen"), "giver", "陈卫东"),
    ],
)
def test_what_the_event_says(occasion, event: e.Happened, field: str, said: str) -> None:
    """Before what the case says."""
    assert value(occasion(event), field) == said


@pytest.mark.parametrize(
    ("actor", "said"), [("chen", "陈卫东"), ("customer", "顾客"), ("system:desk", "系统"), ("who-left", "系统")]
)
def test_who_is_none_of_the_staff_has_a_word(occasion, actor: str, said: str) -> None:
    """Nobody reads an id."""
    assert value(occasion(by=actor), "giver") == said


@pytest.mark.parametrize(("to", "said"), [("customer", "王芳"), ("li", "王*")])
def test_staff_read_the_name_as_lists_have_it(occasion, to: str, said: str) -> None:
    """A phone is easily left lying about."""
    assert value(occasion(to=to), "customer") == said


@pytest.mark.parametrize(("minutes", "kept"), [(-1, False), (0, False), (1, True)], ids=["before", "at", "after"])
def test_a_promise_that_is_past_is_not_repeated(occasion, minutes, kept):
    """Then it is when the last of what is owed is due. S0.5, S4.7"""
    usual = value(occasion(), "answer_by")
    now = occasion().now

    found = value(occasion(answer_expected=now + minutes * MINUTE), "answer_by")

    assert (found != usual) is kept
    assert found


def test_links_and_tokens_are_each_for_their_purpose_and_the_customer_alone(occasion) -> None:
    """What answers a plan opens no survey; staff are given none. R9"""
    names = [f"{purpose}_token" for purpose in ("answer", "survey", "objection")]

    theirs, ours = values(occasion(), names), values(occasion(to="li"), names)

    assert all(theirs.values())
    assert len(set(theirs.values())) == len(names)
    assert set(ours.values()) == {""}


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_is_the_hosts_page_for_its_token(occasion, purpose: Purpose) -> None:
    """Where the host has one. R9"""
    paged = attrs.evolve(occasion(), links=Links(b"key", "https://shop.example/c/{token}"))

    assert value(paged, f"{purpose}_link") == f"https://shop.example/c/{value(paged, f'{purpose}_token')}"
    assert value(occasion(to="li"), f"{purpose}_link") == ""


@pytest.mark.parametrize(("note", "why"), [("整箱停供", "整箱停供"), (None, "送餐延误")])
def test_an_approver_reads_what_it_is_about_and_why(occasion, note: str | None, why: str) -> None:
    """The newest of several for one proposal; without a note, what is complained of. F6"""
    asked = occasion().now
    old, new = (
        Approval(id="p-1", case="C-1", remedies=(one,), giver="chen", approver="hu", asked_at=asked, note=note)
        for one in (Remedy.apology(), REFUND)
    )
    event = e.ApprovalAsked(proposal="p-1", giver="chen", approver="hu", remedies=(REFUND,))

    found = occasion(event, to="hu", approvals=(old, new))

    assert value(found, "remedy") == "退款25元"
    assert value(found, "why") == why


def test_what_is_said_of_a_promise_names_it(occasion) -> None:
    """Of several the one that the event is about. R10"""
    promises = [
        PromisedRemedy(id=id_, remedy=one, giver="chen", at=occasion().now)
        for id_, one in (("r-1", Remedy.apology()), ("r-2", REFUND))
    ]
    event = e.RemedyRejected(promise="r-2", executor="till", because="no such sale")

    assert value(occasion(event, to="chen", promises=tuple(promises)), "remedy") == "退款25元"


@pytest.mark.parametrize(("media", "why"), [(("paper",), "no notifier"), (("sms", "paper"), "")])
def test_a_medium_that_nobody_serves_is_said(house: Any, media: tuple[str, ...], why: str) -> None:
    """It is the settings that lack something, not the customer."""
    house.receive()
    with house.desk._opened.storage.writing() as tx:
        row = house.entry("received")
        assert tx.change_outbox(attrs.evolve(row, media=media), if_epoch=row.epoch)

    house.deliver()

    found = house.entry("received")
    assert (found.state, found.detail) == (OutboxState.DEAD if why else OutboxState.SENT, why)
