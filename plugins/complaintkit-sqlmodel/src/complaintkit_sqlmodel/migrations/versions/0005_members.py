"""Members, by what they are looked up by.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def upgrade() -> None:
    op.create_table(
        "member",
        text("id"),
        text("token"),
        text("person"),
        text("unit"),
        text("tier", null=True),
        text("birthday"),
        text("via"),
        text("recruited_by", null=True),
        sa.Column("joined_at", sa.String(32), nullable=False),
        sa.Column("left_at", sa.String(32), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        text("head"),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sqlite_with_rowid=False,
    )
    op.create_index("uq_member_token", "member", ["token"], unique=True, **only("token <> ''"))
    op.create_index("ix_member_person", "member", ["person"])
    op.create_index("ix_member_joined_at_id", "member", ["joined_at", "id"])
    op.create_index("ix_member_unit_joined_at", "member", ["unit", "joined_at"])
    op.create_index("ix_member_birthday", "member", ["birthday"], **only("birthday <> ''"))


def downgrade() -> None:
    raise NotImplementedError("What was recorded is not taken back; restore the backup made before the upgrade.")
