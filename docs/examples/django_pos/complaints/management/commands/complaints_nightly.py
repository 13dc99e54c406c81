"""Once a night, from cron: lost coupons given back, lost links mended, a report to each shop's manager."""

from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand
from django.db import transaction

from complaintkit import Event, Period
from complaints.desk import desk
from complaints.models import FeedPosition, Sale, SaleComplaint, Shop
from complaints.till import NIGHT, day_that_ended, give_back_lost

READER = "links"
AT_ONCE = 500


class Command(BaseCommand):
    """Each part may be run again: what is done is done once."""

    help = __doc__ or ""

    def handle(self, *_args: object, **_options: object) -> None:
        """All of it."""
        while link_some():
            pass
        for shop in Shop.objects.all():
            day = day_that_ended(shop.code)
            for receipt in give_back_lost(shop.code, day):
                self.stdout.write(f"{shop.code}: the coupon of {receipt} was given back")
            if shop.manager_email:
                send_report(shop, day)


def send_report(shop: Shop, day: Period) -> None:
    """The day, to whoever runs the shop."""
    report = desk().report(day, unit=shop.code)
    mail = EmailMessage(f"投诉日报 {shop.code} {day.label}", to=[shop.manager_email])
    mail.attach(f"{day.label}.html", report.to_html("zh-CN"), "text/html")
    mail.send()


def link_some() -> bool:
    """Link complaints to their sales, also those the web process died over, or that came by telephone; False: no more.

    It reads the desk's feed, which has what every process did. Links and position are written together or not at all.
    """
    with transaction.atomic():
        reader, _ = FeedPosition.objects.select_for_update().get_or_create(reader=READER)
        seen = list(desk().events(reader.position or None, limit=AT_ONCE))
        for event in seen:
            link(event)
        if seen:
            reader.position = seen[-1].position
            reader.save()
    return len(seen) == AT_ONCE


def link(event: Event) -> None:
    """The sale that a new complaint is about, if it says so."""
    if event.name != "received":
        return
    purchase = desk().case(event.number, by=NIGHT).purchase
    sale = Sale.objects.filter(receipt=purchase.receipt).first() if purchase else None
    if sale:
        SaleComplaint.objects.get_or_create(number=event.number, defaults={"sale": sale})
