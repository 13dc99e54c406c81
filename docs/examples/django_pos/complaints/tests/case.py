"""A shop with a sale, somebody signed on at its counter, and a desk in a folder that is gone afterwards."""

import shutil
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, TransactionTestCase, override_settings
from django.utils import timezone

from complaintkit.testing import FakeClock
from complaints.desk import close
from complaints.models import Card, Sale, SaleLine, Shop


class CounterTestCase(TransactionTestCase):
    """Transactions are real: what threads do to each other is part of what is tested."""

    def setUp(self) -> None:
        """Amy at the counter of the shop by the lake, and a sale of milk."""
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name in ("complaintkit.toml", "organisation.toml"):
            shutil.copy(settings.BASE_DIR / name, self.folder)
        (self.folder / "var").mkdir()
        clock = FakeClock(timezone.localtime().replace(hour=10, minute=0))
        config = self.folder / "complaintkit.toml"
        self.enterContext(override_settings(COMPLAINTKIT=config, COMPLAINTKIT_CLOCK=clock))
        self.addCleanup(close)
        self.shop = Shop.objects.create(code="lakeside", manager_email="luan@maisui.example")
        self.sale = self.sell("R-1001", "63.50")
        self.amy = self.sign_on("amy")

    def sell(self, receipt: str, total: str, *, finished: bool = True, at: datetime | None = None) -> Sale:
        """A receipt with a bottle of milk on it."""
        card, _ = Card.objects.get_or_create(number="88001", tier="gold", points=1200)
        sale = Sale.objects.create(
            receipt=receipt,
            shop=self.shop,
            card=card,
            sold_at=at or timezone.now(),
            total=Decimal(total),
            finished=finished,
        )
        SaleLine.objects.create(
            sale=sale, sku="690001", name="鲜牛奶", lot="L0715", quantity=Decimal(1), paid=Decimal("12.80")
        )
        return sale

    def sign_on(self, name: str) -> Client:
        """A browser with a session."""
        user, _ = User.objects.get_or_create(username=name)
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        return client

    def outbox(self, pattern: str) -> list[str]:
        """What was said, as it was written."""
        return [file.read_text("utf-8") for file in sorted((self.folder / "var/outbox").glob(pattern))]
