"""The procedure itself, on a desk whose clock can be pushed: no network, no sleep, no database of ours."""

from datetime import timedelta

from django.test import SimpleTestCase

from complaintkit import Customer
from complaintkit.testing import open_test_desk


class ProcedureTest(SimpleTestCase):
    """What happens by itself, if nobody does anything."""

    def test_a_complaint_that_nobody_assesses_is_brought_upwards(self) -> None:
        """After 24 hours the breach is on record and told; whose it is stays as it was."""
        desk = open_test_desk(playbook="supermarket", start="2026-11-21T10:00+08:00")
        case = desk.receive(
            "牛奶是酸的",
            by="chen",
            channel="service-desk",
            unit="s1",
            customer=Customer(name="王芳", phone="13800138000"),
            category="product-quality/food",
        )
        desk.clock.advance(timedelta(hours=25))
        desk.run_due()

        case = desk.case(case, by="chen")
        assert case.owner == "chen"
        assert [one.name for one in case.deadlines if one.breached_at][-1:]
        assert case.escalation is not None
        assert {"received", "deadline-breached", "escalated"} <= {message.message for message in desk.sent}
        desk.close()
