"""What somebody asked for or approved counts for the customer, too; what value costs us is said once.

In SQLite the table is made anew, so that a file that was upgraded is the same to the letter as a new one.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_KEPT = tuple("id case ref kind giver customer unit business_day at currency value state".split())
_INDICES = {
    "ix_grant_case": ["case"],
    "ix_grant_giver_at": ["giver", "at"],
    "ix_grant_customer_at": ["customer", "at"],
    "ix_grant_unit_business_day": ["unit", "business_day"],
}
_NAME_CUSTOMERS = """
UPDATE "grant" SET customer = (SELECT person FROM "case" WHERE "case".id = "grant"."case") WHERE kind = 'approval'
"""


def upgrade() -> None:
    op.execute(_NAME_CUSTOMERS)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("grant", "cost")
    else:
        _make_anew()


def _make_anew() -> None:
    for index in _INDICES:
        op.drop_index(index, "grant")
    op.rename_table("grant", "grant_before")
    op.create_table("grant", *map(_column, _KEPT), sa.PrimaryKeyConstraint("id", name="pk_grant"))
    names = ", ".join(f'"{one}"' for one in _KEPT)
    op.execute(f'INSERT INTO "grant" ({names}) SELECT {names} FROM grant_before')  # noqa: S608  our own names
    op.drop_table("grant_before")
    for index, columns in _INDICES.items():
        op.create_index(index, "grant", columns)


def _column(name: str) -> sa.Column[Any]:
    kinds: dict[str, sa.types.TypeEngine[Any]] = {
        "business_day": sa.Date(),
        "at": sa.String(32),
        "value": sa.BigInteger(),
    }
    return sa.Column(name, kinds.get(name, sa.Text()), nullable=False)


def downgrade() -> None:
    raise NotImplementedError("What was recorded is not taken back; restore the backup made before the upgrade.")
