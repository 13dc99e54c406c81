"""A sale brings back what was paid for it once, however many complaints name it, and however they write it down. R21, F6"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest

from complaintkit import Item, Money, Purchase, Remedy
from complaintkit.decision.money import sale
from complaintkit.decision.money.limit import limit_of
from complaintkit.model.remedy import PromisedRemedy
from complaintkit.playbook import AuthorityRule

AT = datetime.fromisoformat("2026-11-21T08:30+08:00")
RICE, SOUP = Item("米饭"), Item("汤")


def yuan(amount) -> Money:
    """Money of the playbooks."""
    return Money(amount, "CNY")


@pytest.fixture
def again(anywhere):
    """Another complaint brought thirty back for a sale; says what may still come back for one that is named like this."""
    matter, staff = anywhere, anywhere.case.owner
    for role in matter.structure.roles_of(staff):
        matter.rule(authority={role.id: AuthorityRule(role=role.id, remedies=None)}, compensation={})

    def ask(first, then, *, goods=((), ()), value=30, **changes):
        back = PromisedRemedy(
            id="p", remedy=Remedy.refund(yuan(value)), giver=staff, at=matter.now, state="given", value=yuan(value)
        )
        other = matter.case.changed(
            id="case-2", number="A-2", purchase=first, items=goods[0], promises=(back,), **changes
        )
        matter.books.others["A-2"] = other
        case = matter.case.changed(purchase=then, items=goods[1])
        found = limit_of(matter.facts(by=staff), case, staff, (Remedy.refund(yuan(1000)),))
        assert found is None or found.name == "authority.above-paid"
        return None if found is None else found.left

    return ask


PAID = Purchase("A7-0042", paid=yuan(30))
SAME = {
    "the same": PAID,
    "wide": Purchase("Ａ７－００４２", paid=yuan(30)),
    "small": Purchase("a7-0042", paid=yuan(30)),
    "blanks": Purchase(" A7 - 0042 ", paid=yuan(30)),
    "another dash": Purchase("A7–0042", paid=yuan(30)),
    "no dash": Purchase("A70042", paid=yuan(30)),
    "a cent more": Purchase("A7-0042", paid=yuan("30.01")),
    "a lot more": Purchase("A7-0042", paid=yuan(900)),
    "nothing paid": Purchase("A7-0042"),
    "another currency": Purchase("A7-0042", paid=Money(30, "USD")),
    "a shop that is none": Purchase("A7-0042", paid=yuan(30), unit="nowhere"),
    "a day where there was none": Purchase("A7-0042", paid=yuan(30), at=AT),
}


@pytest.mark.parametrize("how", SAME)
def test_what_a_giver_writes_makes_no_second_sale(again, how) -> None:
    """Another spelling, another amount or none: all of it came back, in every house. R21, F6"""
    assert again(PAID, SAME[how]) == yuan(0)
    assert again(SAME[how], PAID) == yuan(0)


def test_where_nobody_wrote_down_what_was_paid_nothing_more_comes_back(again) -> None:
    """It came back once; whoever looks may know more. R21"""
    assert again(Purchase("A7-0042"), Purchase("A7-0042")) == yuan(0)


def test_where_amounts_differ_the_least_counts(again) -> None:
    """What was paid for some of it as well: neither more than that, nor more than is left of all. R21"""
    assert again(Purchase("R-1", paid=yuan(50)), Purchase("R-1", paid=yuan(45))) == yuan(15)
    squid = Item("鱿鱼", paid=yuan(12))
    assert again(Purchase("R-1", paid=yuan(50)), Purchase("R-1"), goods=((), [squid])) == yuan(12)
    assert again(Purchase("R-1", paid=yuan(35)), Purchase("R-1"), goods=((), [squid])) == yuan(5)


@pytest.mark.parametrize(
    ("number", "then"), [("0042", "42"), ("L-2291", "ｌ2291"), ("42", "４２"), ("小票42", "小票 42")]
)
def test_a_number_is_its_letters_and_digits(again, number, then) -> None:
    """No zero in front, no dash, no width makes another. R21"""
    assert again(Purchase(number, paid=yuan(30)), Purchase(then, paid=yuan(30))) == yuan(0)


@pytest.mark.parametrize("number", ["无", "没带小票", "n/a", "---", "0", "0000", "０"])
def test_what_is_written_where_there_is_no_number_is_no_sale(again, number) -> None:
    """Two customers who have lost their receipts have nothing in common. R21"""
    assert again(Purchase(number, paid=yuan(30)), Purchase(number, paid=yuan(30))) == yuan(30)
    assert again(Purchase(number), Purchase(number)) is None


@pytest.mark.parametrize("then", ["A7-0043", "A7-00421", "B7-0042", "A7-420"])
def test_another_number_is_another_sale(again, then) -> None:
    """Whatever else is the same. R21"""
    assert again(PAID, Purchase(then, paid=yuan(30))) == yuan(30)


def test_another_day_is_another_sale(again, anywhere) -> None:
    """Of the unit's business days: not another hour, and not another date in London. R21"""
    same_day, before = AT + timedelta(hours=2), AT - timedelta(days=1)
    assert again(attrs.evolve(PAID, at=AT), attrs.evolve(PAID, at=same_day)) == yuan(0)
    assert again(attrs.evolve(PAID, at=AT), attrs.evolve(PAID, at=AT - timedelta(hours=1))) == yuan(0)
    assert again(attrs.evolve(PAID, at=AT), attrs.evolve(PAID, at=before)) == yuan(30)


def test_another_shop_is_another_sale(again, anywhere) -> None:
    """Not one within it, nor around it. R21"""
    organisation = anywhere.organisation
    for one in organisation.units:
        for other in organisation.units:
            tied = one in organisation.unit_path(other) or other in organisation.unit_path(one)
            left = again(attrs.evolve(PAID, unit=one), attrs.evolve(PAID, unit=other))
            assert left == yuan(0 if tied else 30), (one, other)


def test_other_goods_of_a_receipt_come_back_as_well(again) -> None:
    """Where neither says what was paid in all; and where one does, what is left of that. R21"""
    each = ([attrs.evolve(RICE, paid=yuan(30))], [attrs.evolve(SOUP, paid=yuan(8))])
    assert again(Purchase("R-1"), Purchase("R-1"), goods=each) == yuan(8)
    assert again(Purchase("R-1"), Purchase("R-1"), goods=(each[0], each[0])) == yuan(0)
    assert again(Purchase("R-1", paid=yuan(38)), Purchase("R-1"), goods=each) == yuan(8)


def test_a_number_that_was_put_in_its_place_hides_nothing(again, anywhere) -> None:
    """What whoever gives recorded in the place of a receipt, in either complaint, is their word; somebody else's is not. F6"""
    from complaintkit.model.goods import ReplacedGoods

    staff, other = anywhere.case.owner, Purchase("Z-9", paid=yuan(30))
    for by, left in ((staff, yuan(0)), ("somebody else", yuan(30))):
        before = (ReplacedGoods(by=by, purchase=PAID, items=()),)
        assert again(other, PAID, goods_before=before) == left
        anywhere.case = anywhere.case.changed(goods_before=before)
        assert again(PAID, other) == left
        anywhere.case = anywhere.case.changed(goods_before=())


def test_of_a_number_that_too_many_name_nobody_can_tell(again, anywhere, monkeypatch) -> None:
    """A hundred complaints on top of it hide no refund: a second person looks. F6"""
    another_day = attrs.evolve(PAID, at=AT - timedelta(days=1)), attrs.evolve(PAID, at=AT)
    assert again(*another_day) == yuan(30)
    monkeypatch.setattr(sale, "MOST", 1)
    assert again(*another_day) == yuan(0)
    assert again(Purchase("Q-1"), PAID) == yuan(30)


@pytest.mark.parametrize("state", ["released", "reversed"])
def test_what_was_not_given_after_all_is_there_again(anywhere, again, state) -> None:
    """It was refused, or taken back. R8"""
    case = anywhere.case
    assert again(PAID, PAID) == yuan(0)
    other = anywhere.books.others["A-2"]
    anywhere.books.others["A-2"] = other.changed(promises=(attrs.evolve(other.promises[0], state=state),))
    staff = case.owner
    one = Remedy.refund(yuan(30))
    assert limit_of(anywhere.facts(by=staff), case.changed(purchase=PAID), staff, (one,)) is None
