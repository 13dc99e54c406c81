"""What was paid in the sale for which a coupon was spent; the digest in which a message went out.

In SQLite both tables are made anew, so that a file that was upgraded is the same to the letter as a new one.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_REDEMPTION = ("id", "code", "sale", "unit", "value", "at", "by", "reversed_at")
_ATTEMPT = tuple("id outbox epoch number notifier medium started_at ended_at outcome reference detail".split())


def only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def whole(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def moment(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), nullable=null)


def refers(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [to], name=f"fk_{table}_{name}", deferrable=True, initially="DEFERRED")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("redemption", whole("spend", null=True))
        op.add_column("attempt", text("digest", null=True))
    else:
        _make_anew()
    op.drop_index("ix_outbox_state_next_at", "outbox")
    op.create_index(
        "ix_outbox_state_next_at",
        "outbox",
        ["state", "next_at", "lease_until", "urgent", "recipient", "created_at", "id"],
    )


def _make_anew() -> None:
    _set_aside("redemption", "ix_redemption_at", "ix_redemption_code_sale", "uq_redemption_code")
    op.create_table(
        "redemption",
        text("id"),
        text("code"),
        text("sale"),
        text("unit"),
        whole("value"),
        moment("at"),
        text("by"),
        moment("reversed_at", null=True),
        whole("spend", null=True),
        refers("redemption", "code", "coupon.code"),
        sa.PrimaryKeyConstraint("id", name="pk_redemption"),
    )
    _take_back("redemption", _REDEMPTION)
    op.create_index("uq_redemption_code", "redemption", ["code"], unique=True, **only("reversed_at IS NULL"))
    op.create_index("ix_redemption_code_sale", "redemption", ["code", "sale"])
    op.create_index("ix_redemption_at", "redemption", ["at"])

    _set_aside("attempt", "ix_attempt_outbox_number", "ix_attempt_reference")
    op.create_table(
        "attempt",
        text("id"),
        text("outbox"),
        whole("epoch"),
        whole("number"),
        text("notifier"),
        text("medium"),
        moment("started_at"),
        moment("ended_at", null=True),
        text("outcome", null=True),
        text("reference", null=True),
        text("detail"),
        text("digest", null=True),
        refers("attempt", "outbox", "outbox.id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sqlite_with_rowid=False,
    )
    _take_back("attempt", _ATTEMPT)
    op.create_index("ix_attempt_outbox_number", "attempt", ["outbox", "number"])
    op.create_index("ix_attempt_reference", "attempt", ["reference"])


def _set_aside(table: str, *indices: str) -> None:
    """Rename a table, without its indices, whose names are wanted."""
    for index in indices:
        op.drop_index(index, table)
    op.rename_table(table, f"{table}_before")


def _take_back(table: str, columns: tuple[str, ...]) -> None:
    """Copy what was set aside, and drop that."""
    names = ", ".join(f'"{one}"' for one in columns)
    op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}_before")  # noqa: S608  our own names
    op.drop_table(f"{table}_before")


def downgrade() -> None:
    raise NotImplementedError("What was recorded is not taken back; restore the backup made before the upgrade.")
