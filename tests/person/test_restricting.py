"""Restriction keeps everything and does nothing with it; a copy holds everything; STOP and START are heeded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from complaintkit import Case, Contact, Customer, InvalidInput, NotAllowed, NotFound
from complaintkit.model.evidence import Attachment
from complaintkit.testing import DeskUnderTest, open_test_desk

FANG = Customer(name="王芳", phone="138 0013 8000")
PHONE = Contact("phone", "13800138000")
BOSS = "general-manager"


@pytest.fixture
def desk() -> Iterator[DeskUnderTest]:
    """A desk that keeps what it sends."""
    with open_test_desk() as one:
        yield one


@pytest.fixture
def received(desk: DeskUnderTest) -> Callable[..., Case]:
    """Takes in what she says."""

    def receive(text: str = "米饭是酸的", **said: object) -> Case:
        fields = {"by": "chen", "channel": "hotline", "unit": "s1", "category": "food/sensory", **said}
        return desk.receive(text, customer=FANG, **fields)  # type: ignore[arg-type]

    return receive


def to_her(desk: DeskUnderTest) -> list[str]:
    """What was sent to the customer, by name."""
    return [one.message for one in desk.sent if one.to.endswith("8000")]


# ---- restriction ----------------------------------------------------------------------------------------------------
def test_nothing_is_sent_and_nobody_works_on_it(desk: DeskUnderTest, received: Callable[..., Case]) -> None:
    """What waits is cancelled, what comes is not sent; work is refused with the reason, in both languages."""
    case = received()
    assert desk.restrict_person(case, by=BOSS, because="contested").cases == (case.number,)

    assert to_her(desk) == []
    for verb, said in {
        "assess": {"severity": "high", "approach": "核实"},
        "tell": {"text": "您好"},
        "record_facts": {"facts": "x"},
    }.items():
        with pytest.raises(NotAllowed, match="restricted") as refused:
            getattr(desk, verb)(case.number, by="chen", **said)
        assert "限制" in refused.value.user_message("zh-CN")
    with pytest.raises(NotAllowed, match="restricted"):
        desk.contact(case.number, by="chen", purpose="回访")
    assert "assess" not in desk.allowed(case.number, by="chen")
    assert desk.case(case.number, by="chen").text == "米饭是酸的"


def test_responsibility_and_their_own_wish_go_on(desk: DeskUnderTest, received: Callable[..., Case]) -> None:
    """There is an owner all the same; deadlines run on; she may take it back. F1, R15"""
    case = received()
    desk.restrict_person(case, by=BOSS)
    desk.clock.advance(timedelta(hours=30))
    desk.run_due()

    assert any(one.breached_at for one in desk.case(case.number, by="chen").deadlines)
    assert desk.withdraw(case.number, by="chen", reason="她要求").state == "withdrawn"


def test_it_is_lifted(desk: DeskUnderTest, received: Callable[..., Case]) -> None:
    """Then it goes on; twice is once; a new complaint was never restricted."""
    case = received()
    desk.restrict_person(case, by=BOSS)
    assert desk.restrict_person(PHONE, by=BOSS).cases == (case.number,)
    other = received("汤冷了")
    assert to_her(desk) == ["received"]
    assert not other.restricted

    assert desk.lift_restriction(PHONE, by=BOSS).cases == (case.number,)

    assert desk.lift_restriction(PHONE, by=BOSS).cases == ()
    desk.assess(case.number, by="chen", severity="high", approach="核实")
    names = [line.event.name for line in desk.timeline(case.number, by="chen")]
    assert (names.count("person-restricted"), names.count("restriction-lifted")) == (1, 1)


def test_what_is_restricted_may_still_be_erased(desk: DeskUnderTest, received: Callable[..., Case]) -> None:
    """Restricted until it ended, then gone."""
    case = received()
    desk.restrict_person(case, by=BOSS)
    desk.withdraw(case.number, by="chen", reason="她要求")
    desk.archive(case.number, by="chen")

    assert desk.erase_person(case.number, by=BOSS).cases == (case.number,)
    assert desk.restrict_person(case.number, by=BOSS).cases == ()


# ---- a copy ---------------------------------------------------------------------------------------------------------
def test_a_copy_holds_everything(desk: DeskUnderTest, received: Callable[..., Case]) -> None:
    """Her words, her data unmasked, what was noted, her files, what was sent: as JSON, and on record."""
    case = received(attachments=[Attachment("饭.txt", b"\x00\xff", media_type="text/plain")])
    desk.note(case, by="chen", text="她很生气")
    assert desk.sent

    copy = desk.export_person(PHONE, by=BOSS)

    text = json.dumps(copy, ensure_ascii=False)
    assert all(
        one in text for one in ("米饭是酸的", "王芳", "138 0013 8000", "她很生气", "饭.txt", '"AP8="', '"received"')
    )
    assert json.loads(text) == copy
    assert desk.timeline(case.number, by="chen")[-1].event.name == "person-exported"
    assert desk.export_person(Contact("phone", "13900139000"), by=BOSS)["cases"] == []


def test_a_copy_is_of_one_person(desk: DeskUnderTest, received: Callable[..., Case]) -> None:
    """Nobody else's case is in it."""
    received()
    desk.receive("汤冷了", by="chen", channel="hotline", unit="s1", customer=Customer(name="李雷", phone="13900139000"))

    text = json.dumps(desk.export_person(PHONE, by=BOSS), ensure_ascii=False)

    assert "李雷" not in text
    assert "汤" not in text


# ---- stop and start -------------------------------------------------------------------------------------------------
def test_staff_stop_and_allow_messages_with_a_reason(desk: DeskUnderTest, received: Callable[..., Case]) -> None:
    """She said so by telephone: on record, and heeded at once; calls go on."""
    case = received()
    desk.deliver_all()

    assert "sms" in desk.stop_messages(PHONE, by="chen", reason="顾客来电要求")
    assert desk.stop_messages(PHONE, by="chen", reason="再次") == ()
    before = len(to_her(desk))
    case = desk.tell(case.number, by="chen", text="我们在查", media=["sms"])
    assert len(to_her(desk)) == before

    assert "sms" in desk.allow_messages(PHONE, by="chen", reason="顾客改主意")
    desk.tell(case, by="chen", text="查清了", media=["sms"])
    assert len(to_her(desk)) == before + 1
    names = [line.event.name for line in desk.timeline(case.number, by="chen")]
    assert (names.count("messages-stopped"), names.count("messages-allowed")) == (1, 1)


def test_slips_about_messages_are_refused(desk: DeskUnderTest, received: Callable[..., Case]) -> None:
    """Without a reason, for nobody's address, by somebody who may tell nobody anything."""
    received()

    with pytest.raises(InvalidInput, match="reason"):
        desk.stop_messages(PHONE, by="chen", reason=" ")
    with pytest.raises(NotFound):
        desk.stop_messages(Contact("phone", "13900139000"), by="chen", reason="x")
    with pytest.raises(NotAllowed):
        desk.allow_messages(PHONE, by="delivery", reason="x")
