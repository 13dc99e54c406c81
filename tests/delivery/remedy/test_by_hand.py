"""Remedies given by hand: at a till off the network, or of a kind that no executor carries out. S4.11"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import ConflictError, Money, NotAllowed, NotFound, Remedy, System

REFUND = Remedy.refund(Money(25, "CNY"))


def test_a_till_off_the_network_pays_by_hand(shop):
    """Recorded before the order was begun: the executor is told no more."""
    case = shop.settled()

    case = shop.desk.give_remedy(case, by="chen", promise=case.promises[0], reference="现金-3")

    assert case.promises[0].state == "given"
    assert shop.entries(case)[0].state == "cancelled"
    assert (shop.deliver().taken, shop.till.orders) == (0, [])
    with pytest.raises(ConflictError, match="it is given"):
        shop.desk.give_remedy(case, by="chen", promise=case.promises[0])


def test_a_pos_records_what_it_paid_out_itself(shop):
    """A program has no authority over money; what was promised by somebody who has, it may report as given."""
    case = shop.settled()
    case = shop.desk.give_remedy(case, by=System("pos"), promise=case.promises[0], reference="A-17")
    assert case.promises[0].state == "given"


def test_a_kind_without_an_executor_is_the_owners_to_carry_out(shop):
    """Agreed by telephone: nobody has handed anything over yet. It is owed until somebody records it. S4.11"""
    points = Remedy.points(500, cost=Money(5, "CNY"))
    case = shop.settled(points, agreed="by-phone")
    assert (case.promises[0].state, shop.entries(case)) == ("promised", [])
    assert [one.ref for one in shop.desk.duties("fang").of_kind("remedy")] == [case.promises[0].id]
    with pytest.raises(NotAllowed, match="no executor"):
        shop.desk.order_remedy(case, by="fang", promise=case.promises[0])

    case = shop.desk.give_remedy(case, by="fang", promise=case.promises[0])
    assert shop.desk.archive(case, by="fang").state == "archived"


def test_what_was_put_right_in_person_was_given_in_person(shop):
    """R17: received, put right, the customer content; only an executor's kinds are still to come."""
    case = shop.settled(Remedy.points(500, cost=Money(5, "CNY")), REFUND)
    assert [one.state for one in case.promises] == ["given", "ordered"]


def test_an_unknown_promise_is_not_found(shop):
    """Whatever is answered is named, and has to be there."""
    case = shop.settled()
    with pytest.raises(NotFound) as refused:
        shop.desk.give_remedy(case, by="fang", promise="X-1")
    assert "补偿承诺" in refused.value.user_message("zh-CN")


def test_an_entry_left_over_from_what_was_seen_to_pays_nothing(shop):
    """Put back from an old copy, say: it is called off, and the case has nothing new to tell."""
    case = shop.settled()
    (owed,) = shop.entries(case)
    case = shop.desk.give_remedy(case, by="chen", promise=case.promises[0], reference="现金-3")
    before = shop.events(case)
    with shop.desk._opened.storage.writing() as tx:
        tx.put_outbox([attrs.evolve(owed, id="left-over")])

    assert shop.deliver().taken == 1

    assert {one.id: one.state for one in shop.entries(case)}["left-over"] == "cancelled"
    assert (shop.till.orders, shop.state(case), shop.events(case)) == ([], "given", before)
