"""Coupons at two tills: one sale spends it, once; what falls through comes back."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from complaintkit import Coupon, Customer, Money, Redemption, Remedy
from complaints.desk import desk
from complaints.models import Sale, Tender
from complaints.till import cancelled, day_that_ended, give_back_lost, paid, scanned

from .case import CounterTestCase


class TillTest(CounterTestCase):
    """What cashiers do."""

    def setUp(self) -> None:
        """A customer with a coupon of twenty."""
        super().setUp()
        case = desk().receive(
            "牛奶是酸的",
            by="amy",
            channel="service-desk",
            unit="lakeside",
            customer=Customer(phone="13800138000"),
            category="product-quality/food",
        )
        case = desk().settle(
            case,
            by="amy",
            facts="确实酸",
            agreed="in-person",
            remedies=[Remedy.coupon(Money("20.00", "CNY"), valid_days=30, units=["lakeside"])],
        )
        self.code = case.coupons[0].code

    def test_looking_holds_nothing(self) -> None:
        """Two tills may both show it."""
        seen = [scanned(self.code, self.sale), scanned(self.code.lower(), self.sell("R-1002", "8.00"))]

        assert [one.value for one in seen if isinstance(one, Coupon)] == [Money("20.00", "CNY")] * 2

    def test_pressing_pay_twice_spends_it_once(self) -> None:
        """The receipt is the key, on the desk's side and on ours."""
        first, again = paid(self.sale, self.code, "amy"), paid(self.sale, self.code, "amy")

        assert isinstance(first, Redemption)
        assert isinstance(again, Redemption)
        assert (first.id, again.replayed) == (again.id, True)
        assert [str(one.amount) for one in Tender.objects.all()] == ["20.00"]

    def test_one_of_two_tills_has_it(self) -> None:
        """Eight sales at the same moment, in threads: one gets it, the others are told."""
        sales = [self.sell(f"R-20{number:02}", "30.00") for number in range(8)]

        def pay(sale: Sale) -> Redemption | str:
            try:
                return paid(sale, self.code, "amy")
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as threads:
            done = list(threads.map(pay, sales))

        assert sum(isinstance(one, Redemption) for one in done) == 1
        (told,) = {one for one in done if isinstance(one, str)}
        assert told.startswith("优惠券不能使用：已使用。")
        assert Tender.objects.count() == 1

    def test_a_cancelled_sale_gives_it_back(self) -> None:
        """It can be spent again, for another sale."""
        paid(self.sale, self.code, "amy")
        cancelled(self.sale, "amy")

        assert not Tender.objects.exists()
        assert isinstance(paid(self.sell("R-1002", "30.00"), self.code, "amy"), Redemption)

    def test_the_night_finds_what_was_spent_for_no_sale(self) -> None:
        """The till died between the coupon and the sale: it comes back. That of a finished sale stays spent."""
        gone = self.sell("R-3001", "30.00", finished=False)
        paid(gone, self.code, "amy")
        today = desk().business_day("lakeside")

        assert give_back_lost("station", today) == []
        assert give_back_lost("lakeside", today) == ["R-3001"]
        assert isinstance(paid(self.sale, self.code, "amy"), Redemption)
        assert give_back_lost("lakeside", today) == []

    def test_the_day_that_ended_is_over(self) -> None:
        """The sale that is being paid just now is left alone."""
        day = day_that_ended("lakeside")

        assert day.end == desk().business_day("lakeside").start
        assert desk().clock.now() not in day
