"""The POS's own tables. Of a complaint it keeps the number only: everything else is the desk's."""

from django.db import models


class Shop(models.Model):
    """`code` is the unit's id in organisation.toml."""

    code = models.CharField(max_length=20, unique=True)
    manager_email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return self.code


class Card(models.Model):
    """A customer's loyalty card."""

    number = models.CharField(max_length=20, unique=True)
    tier = models.CharField(max_length=10)
    points = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.number


class Sale(models.Model):
    """One receipt."""

    receipt = models.CharField(max_length=40, unique=True)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT)
    card = models.ForeignKey(Card, null=True, blank=True, on_delete=models.SET_NULL)
    sold_at = models.DateTimeField()
    total = models.DecimalField(max_digits=12, decimal_places=2)
    finished = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.receipt


class SaleLine(models.Model):
    """One line of a receipt, with the lot where the scale or the label knew it."""

    sale = models.ForeignKey(Sale, related_name="lines", on_delete=models.CASCADE)
    sku = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    lot = models.CharField(max_length=40, blank=True)
    quantity = models.DecimalField(max_digits=9, decimal_places=3)
    paid = models.DecimalField(max_digits=12, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.quantity} {self.name}"


class Tender(models.Model):
    """How a part of a sale was paid; of a coupon `reference` is the redemption."""

    sale = models.ForeignKey(Sale, related_name="tenders", on_delete=models.CASCADE)
    kind = models.CharField(max_length=10)
    reference = models.CharField(max_length=60, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class SaleComplaint(models.Model):
    """Which complaints a sale has led to."""

    sale = models.ForeignKey(Sale, related_name="complaints", on_delete=models.CASCADE)
    number = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.number


class FeedPosition(models.Model):
    """How far a reader of the desk's feed has come. In a table, so that it moves with what the reader wrote."""

    reader = models.CharField(max_length=40, unique=True)
    position = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.reader} at {self.position}"
