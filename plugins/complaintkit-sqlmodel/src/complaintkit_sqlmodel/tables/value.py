"""Value promised and given: budgets, promised remedies, coupons and where these were redeemed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Date, ForeignKey, Index, Text
from sqlmodel import Field

from complaintkit_sqlmodel._types import Exact, UtcDateTime, Words
from complaintkit_sqlmodel.tables._metadata import CLUSTERED, Table, only


class Budget(Table, table=True):
    """What is reserved of a budget in a period; debited by one conditional update. The limit is live data."""

    __tablename__ = "budget"
    __table_args__: ClassVar = (CLUSTERED,)

    budget: str = Field(primary_key=True, sa_type=Text)
    period: str = Field(primary_key=True, sa_type=Text)
    currency: str = Field(primary_key=True, sa_type=Text)
    reserved: Decimal = Field(sa_type=Exact)


class Grant(Table, table=True):
    """Value given to a customer, by what it costs us: what every window of a limit sums up."""

    __tablename__ = "grant"
    __table_args__: ClassVar = (
        Index("ix_grant_case", "case"),
        Index("ix_grant_giver_at", "giver", "at"),
        Index("ix_grant_customer_at", "customer", "at"),
        Index("ix_grant_unit_business_day", "unit", "business_day"),
    )

    id: str = Field(primary_key=True, sa_type=Text)
    case: str = Field(sa_type=Text)
    ref: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    giver: str = Field(sa_type=Text)
    customer: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    business_day: date = Field(sa_type=Date)
    at: datetime = Field(sa_type=UtcDateTime)
    currency: str = Field(sa_type=Text)
    value: Decimal = Field(sa_type=Exact)
    state: str = Field(sa_type=Text)


class Coupon(Table, table=True):
    """A coupon, minted in the transaction in which the customer agreed."""

    __tablename__ = "coupon"
    __table_args__: ClassVar = (Index("ix_coupon_case", "case"), Index("ix_coupon_issued_at_code", "issued_at", "code"))

    code: str = Field(primary_key=True, sa_type=Text)
    case: str = Field(sa_type=Text)
    remedy: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    value: Decimal = Field(sa_type=Exact)
    currency: str = Field(sa_type=Text)
    min_spend: Decimal | None = Field(sa_type=Exact)
    valid_until: datetime | None = Field(sa_type=UtcDateTime)
    units: tuple[str, ...] = Field(sa_type=Words)
    state: str = Field(sa_type=Text)
    issued_at: datetime = Field(sa_type=UtcDateTime)


class Redemption(Table, table=True):
    """A coupon used in a sale; the database itself allows one that was not reversed."""

    __tablename__ = "redemption"
    __table_args__: ClassVar = (
        Index(
            "uq_redemption_code",
            "code",
            unique=True,
            **only("reversed_at IS NULL"),
        ),
        Index("ix_redemption_code_sale", "code", "sale"),
        Index("ix_redemption_at", "at"),
    )

    id: str = Field(primary_key=True, sa_type=Text)
    code: str = Field(sa_type=Text, sa_column_args=[ForeignKey("coupon.code", deferrable=True, initially="DEFERRED")])
    sale: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    value: Decimal = Field(sa_type=Exact)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(sa_type=Text)
    reversed_at: datetime | None = Field(sa_type=UtcDateTime)
    spend: Decimal | None = Field(sa_type=Exact)
