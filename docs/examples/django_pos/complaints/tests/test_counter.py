"""A complaint at the counter: opened from a sale, assessed, settled within one's authority and beyond it."""

from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from django.db import connections
from django.test import Client

from complaints.desk import desk
from complaints.models import SaleComplaint

from .case import CounterTestCase

SOUR = {"token": "form-0001", "text": "牛奶是酸的", "category": "product-quality/food", "phone": "13800138000"}


def opened(client: Client, receipt: str = "R-1001", **more: str) -> dict[str, Any]:
    """A complaint, as the counter's screen gets it back."""
    answer = client.post(f"/sales/{receipt}/complaint", SOUR | more)
    assert answer.status_code == HTTPStatus.OK, answer.content
    shown: dict[str, Any] = answer.json()
    return shown


class CounterTest(CounterTestCase):
    """What staff do."""

    def test_a_sale_brings_its_goods_and_its_member(self) -> None:
        """Nothing is typed that the receipt knows; the customer is masked on the screen."""
        shown = opened(self.amy, name="李雷")
        case = desk().case(shown["number"], by="amy")

        assert (shown["owner"], shown["state"], shown["customer"]) == ("amy", "registered", "李*")
        assert {"assess", "settle"} <= set(shown["buttons"])
        assert case.purchase is not None
        assert [(item.sku, item.lot) for item in case.purchase.items] == [("690001", "L0715")]
        assert case.customer.member is not None
        assert case.customer.member.tier == "gold"
        assert self.sale.complaints.get().number == shown["number"]

    def test_a_double_tap_is_one_complaint(self) -> None:
        """Six requests of one form at the same moment, in threads: one case, one row of ours."""

        def tap(_: int) -> str:
            try:
                return str(opened(self.sign_on("amy"))["number"])
            finally:
                connections.close_all()

        with ThreadPoolExecutor(6) as threads:
            numbers = set(threads.map(tap, range(6)))

        assert len(numbers) == 1
        assert SaleComplaint.objects.count() == 1

    def test_another_token_is_another_complaint_that_looks_alike(self) -> None:
        """The screen says so; whether it is the same matter, a person decides."""
        first = opened(self.amy)
        second = opened(self.amy, token="form-0002", text="还是酸的")

        assert second["similar"] == [first["number"]]

    def test_a_refusal_names_the_field_and_keeps_the_text(self) -> None:
        """In the language of the screen, with a stable code for the till's script."""
        answer = self.amy.post("/sales/R-1001/complaint", SOUR | {"category": "product-quality/foood"})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert (answer.json()["code"], answer.json()["field"]) == ("invalid-input", "category")
        assert "Did you mean 'product-quality/food'?" in answer.json()["message"]
        assert answer.json()["kept_as"]
        assert not SaleComplaint.objects.exists()

    def test_a_form_that_no_browser_sent(self) -> None:
        """A missing token, a version that is no number: refused before the desk hears of it."""
        shown = opened(self.amy)
        without = self.amy.post("/sales/R-1001/complaint", {"text": "x"})
        assessment = {"token": "form-0002", "version": "two", "severity": "high", "approach": "x"}
        no_number = self.amy.post(f"/complaints/{shown['number']}/assessment", assessment)

        assert [without.status_code, no_number.status_code] == [HTTPStatus.BAD_REQUEST] * 2
        assert list(no_number.json()["errors"]) == ["version"]

    def test_who_is_not_signed_on_gets_nowhere(self) -> None:
        """The desk trusts what it is given as `by`: giving it is the POS's business."""
        answer = Client().post("/sales/R-1001/complaint", SOUR)

        assert answer.status_code == HTTPStatus.FOUND
        assert answer.headers["location"].startswith("/login")

    def test_somebody_else_changed_it_meanwhile(self) -> None:
        """The second of two who looked at the same version is told; the same form sent again is no second deed."""
        shown = opened(self.amy)
        form = {"token": "form-0002", "version": shown["version"], "severity": "high", "approach": "封存同批"}
        path = f"/complaints/{shown['number']}/assessment"
        first, again = self.amy.post(path, form), self.amy.post(path, form)
        other = self.amy.post(path, form | {"token": "form-0003"})

        assert first.json()["state"] == again.json()["state"] == "assessed"
        assert first.json()["version"] == again.json()["version"]
        assert (other.status_code, other.json()["code"]) == (HTTPStatus.CONFLICT, "conflict")

    def test_only_whoever_is_responsible(self) -> None:
        """Ben sees what is his colleague's, and whose it is."""
        shown = opened(self.amy)
        form = {"token": "form-0002", "version": shown["version"], "severity": "high", "approach": "x"}
        answer = self.sign_on("ben").post(f"/complaints/{shown['number']}/assessment", form)

        assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, "not-responsible")
        assert "amy" in answer.json()["message"]

    def test_settled_on_the_spot(self) -> None:
        """Within her authority Amy gives a coupon herself, and its code is on the screen."""
        shown = opened(self.amy)
        form = {"token": "form-0002", "version": shown["version"], "facts": "尝过，确实酸", "coupon": "20"}
        answer = self.amy.post(f"/complaints/{shown['number']}/settlement", form)

        assert (answer.status_code, answer.json()["state"]) == (HTTPStatus.OK, "resolved")
        assert len(answer.json()["coupons"]) == 1

    def test_beyond_her_authority_nothing_is_promised(self) -> None:
        """It is put before whoever may; when they approve, exactly this can be given."""
        shown = opened(self.amy)
        path = f"/complaints/{shown['number']}/settlement"
        form = {"token": "form-0002", "version": shown["version"], "facts": "尝过，确实酸", "coupon": "120"}
        refused = self.amy.post(path, form)
        (asked,) = desk().duties("jiang").approvals_to_give

        assert (refused.status_code, refused.json()["code"]) == (HTTPStatus.CONFLICT, "beyond-authority")
        assert (asked.case, asked.giver, asked.note) == (shown["number"], "amy", "尝过，确实酸")

        case = desk().approve(asked.case, by="jiang", proposal=asked.id)
        settled = self.amy.post(path, form | {"token": "form-0003", "version": case.version})

        assert settled.json()["state"] == "resolved"
