"""What waits for an answer, or was approved and not promised yet, counts for the customer as what was promised does. F6, R2"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest
from complaintkit_sqlmodel import SqlModelStorage

from complaintkit import BeyondAuthority, Case, Contact, Customer, Desk, Money, NotAllowed, Remedy, System
from complaintkit.testing import FakeClock
from faults._standing import url_for
from tests.database import tables
from tests.houses import HOUSES, ON_BOTH

AT = "2026-11-21T20:00+08:00"
WANG = Customer(name="王芳", phone="13800138000")


def yuan(amount: int) -> Money:
    """Money of the market's playbook."""
    return Money(amount, "CNY")


@attrs.frozen
class Market:
    """A market's desk: an agent may promise a customer 60 in ninety days, a supervisor 500."""

    desk: Desk

    def complaint(self, customer: Customer = WANG) -> Case:
        """Raw squid."""
        return self.desk.receive(
            "鱿鱼没熟", by="xiaolu", channel="hotline", unit="market", category="service/food", customer=customer
        )

    def settle(self, case: Case, amount: int) -> Case:
        """Put right on the spot, with a coupon."""
        remedies = [Remedy.coupon(yuan(amount), valid_days=30)]
        return self.desk.settle(case, by="xiaolu", facts="当场重做", agreed="in-person", remedies=remedies)

    def ask(self, case: Case, amount: int) -> tuple[str, str]:
        """Have somebody asked for what is beyond the agent; return the proposal, and who was asked."""
        with pytest.raises(BeyondAuthority) as refused:
            self.settle(case, amount)
        proposal = refused.value.proposal
        case = self.desk.ask_approval(case, by="xiaolu", proposal=proposal)
        return proposal, case.approvals[-1].approver

    def approve(self, case: Case, amount: int) -> str:
        """Ask, and have it approved; return by whom."""
        proposal, asked = self.ask(case, amount)
        self.desk.approve(case, by=asked, proposal=proposal)
        return asked


@pytest.fixture
def market(tmp_path: Path, founded: Callable[..., None]) -> Iterator[Market]:
    """On a Saturday night."""
    founded(tmp_path, playbook="night-market", organisation=HOUSES["night-market"], at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=FakeClock(AT)) as desk:
        yield Market(desk)


@pytest.mark.parametrize("step", ["ask", "approve"])
def test_of_several_cases_one_window_is_used_up(market: Market, step: str) -> None:
    """Two hundred on each of three cases, none promised yet: the third is beyond who was asked for the others. F6"""
    asked = []
    for _ in range(3):
        found = getattr(market, step)(market.complaint(), 200)
        asked.append(found if isinstance(found, str) else found[1])

    assert asked[0] == asked[1] != asked[2]
    assert market.ask(market.complaint(Customer(phone="13800138009")), 200)[1] == asked[0]


def test_who_was_asked_for_the_first_approves_it_and_no_more(market: Market) -> None:
    """What was asked does not stand in its own way; what waits beside it does. F6"""
    first, second = market.complaint(), market.complaint()
    proposal, asked = market.ask(first, 300)
    market.desk.approve(first, by=asked, proposal=proposal)
    beyond, above = market.ask(second, 201)
    assert above != asked
    with pytest.raises(NotAllowed):
        market.desk.approve(second, by=asked, proposal=beyond)

    assert market.settle(first, 300).promises[0].giver == asked
    with pytest.raises(BeyondAuthority, match="90 days"):
        market.settle(market.complaint(), 1)


def test_what_was_refused_is_free_again(market: Market) -> None:
    """Nobody gets it. F6"""
    case = market.complaint()
    proposal, asked = market.ask(case, 200)
    with pytest.raises(BeyondAuthority, match="90 days"):
        market.settle(market.complaint(), 30)
    market.desk.refuse_approval(case, by=asked, proposal=proposal, reason="太多")
    assert market.settle(market.complaint(), 30).state == "resolved"


def test_whose_case_it_turns_out_to_be_has_what_waits(market: Market) -> None:
    """It was another customer's: with the case goes what was asked for in it. R2"""
    case = market.complaint()
    market.ask(case, 200)
    market.desk.correct(case, by="xiaolu", reason="写错", customer=Customer(contacts=[Contact("phone", "13800138001")]))
    with pytest.raises(BeyondAuthority, match="90 days"):
        market.settle(market.complaint(Customer(phone="13800138001")), 30)
    assert list(market.desk.ledger.verify(by=System("auditor")).problems) == []


@ON_BOTH
@pytest.mark.usefixtures("on_storage")
def test_the_books_agree_with_the_ledger(market: Market) -> None:
    """What waits, what was approved, used, refused: each stands in its row as its ledger says. P7"""
    for answer in ("nothing", "approve", "use", "refuse"):
        case = market.complaint(Customer(phone=f"1380013810{len(answer)}"))
        proposal, asked = market.ask(case, 200)
        if answer == "refuse":
            market.desk.refuse_approval(case, by=asked, proposal=proposal, reason="太多")
        elif answer != "nothing":
            market.desk.approve(case, by=asked, proposal=proposal)
        if answer == "use":
            market.settle(case, 200)
    assert list(market.desk.ledger.verify(by=System("auditor")).problems) == []


@ON_BOTH
@pytest.mark.usefixtures("on_storage")
def test_what_waited_before_an_upgrade_counts_after_it(tmp_path: Path, market: Market) -> None:
    """Rows of an older version did not say for whom somebody was asked; the upgrade does, and nothing else is another. F6, P7"""
    market.ask(market.complaint(), 200)
    market.approve(market.complaint(Customer(phone="13800138001")), 200)
    market.settle(market.complaint(Customer(phone="13800138002")), 30)
    with tables(tmp_path / "desk.db") as found:
        now = found.rows('SELECT id, customer, value, state FROM "grant" ORDER BY id')
        found.run('ALTER TABLE "grant" ADD COLUMN cost BIGINT DEFAULT 0 NOT NULL')
        assert found.run("UPDATE \"grant\" SET cost = value, customer = '' WHERE kind = 'approval'") == 2
        for index in ("ix_refused_by_at", "ix_refused_unmended"):  # which a later version made
            found.run(f"DROP INDEX {index}")
        found.run("UPDATE alembic_version SET version_num = '0010'")

    market.desk.close()
    url = f"sqlite:///{tmp_path}/desk.db"
    assert SqlModelStorage().upgrade(url_for(tmp_path / "desk.db") or url)[0] == "0010"
    with tables(tmp_path / "desk.db") as found:
        assert found.rows('SELECT id, customer, value, state FROM "grant" ORDER BY id') == now
        with pytest.raises(Exception, match="cost"):
            found.rows('SELECT cost FROM "grant"')
    with Desk.open(url, clock=FakeClock(AT)) as desk:
        assert list(desk.ledger.verify(by=System("auditor")).problems) == []
        with pytest.raises(BeyondAuthority, match="90 days"):
            Market(desk).settle(Market(desk).complaint(), 1)
