"""The worker and the night: what was to be said is sent, lost links are mended, managers get their report."""

from django.core import mail
from django.core.management import call_command

from complaintkit import Case, Customer, Purchase
from complaints.desk import desk
from complaints.models import FeedPosition, SaleComplaint

from .case import CounterTestCase


class NightTest(CounterTestCase):
    """What programs do."""

    def heard(self, receipt: str | None) -> Case:
        """A complaint by telephone: the POS knows nothing of it."""
        return desk().receive(
            "少找了钱",
            by="amy",
            channel="hotline",
            unit="lakeside",
            customer=Customer(phone="13800138000"),
            category="price/checkout",
            purchase=Purchase(receipt) if receipt else None,
        )

    def test_the_worker_sends_what_is_to_be_said(self) -> None:
        """To the customer, by the medium they can be reached by; once."""
        case = self.heard("R-1001")
        call_command("complaints_worker", "--once")
        call_command("complaints_worker", "--once")

        (said,) = self.outbox(f"{case.number}_*_received.txt")
        assert "13800138000" in said

    def test_lost_links_are_mended(self) -> None:
        """From the desk's feed, each once, whatever process had taken the complaint in."""
        case, _, _ = self.heard("R-1001"), self.heard(None), self.heard("R-of-another-till")
        call_command("complaints_nightly")
        after_one = FeedPosition.objects.get().position
        call_command("complaints_nightly")

        assert [(one.number, one.sale.receipt) for one in SaleComplaint.objects.all()] == [(case.number, "R-1001")]
        assert FeedPosition.objects.get().position == after_one

    def test_the_manager_gets_the_day_that_ended(self) -> None:
        """As an attachment that any browser opens."""
        call_command("complaints_nightly")

        (sent,) = mail.outbox
        assert sent.to == ["luan@maisui.example"]
        ((name, content, kind),) = sent.attachments
        assert name.endswith(".html")
        assert kind == "text/html"
        assert "<html" in str(content)
