"""From the POS's rows to the desk's words."""

from complaintkit import Customer, Item, Member, Money, Purchase

from .models import Sale

CURRENCY = "CNY"


def purchase_of(sale: Sale) -> Purchase:
    """The receipt with its lots: a bad lot is then found in every shop."""
    return Purchase(
        sale.receipt,
        at=sale.sold_at,
        unit=sale.shop.code,
        paid=Money(sale.total, CURRENCY),
        items=[
            Item(
                line.name,
                sku=line.sku,
                lot=line.lot or None,
                quantity=line.quantity,
                paid=Money(line.paid, CURRENCY),
            )
            for line in sale.lines.all()
        ],
    )


def customer_of(sale: Sale, *, name: str, phone: str, elderly: bool) -> Customer:
    """Who complains; nobody has to be named."""
    card = sale.card
    return Customer(
        name=name or None,
        phone=phone or None,
        member=Member(card.number, tier=card.tier, points=card.points) if card else None,
        needs=["elderly"] if elderly else [],
    )
