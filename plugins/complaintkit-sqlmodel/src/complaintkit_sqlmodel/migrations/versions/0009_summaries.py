"""Summaries of filed cases, kept beside their ledgers. There are none yet: who works makes them, for they are sealed.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "case_summary",
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("schema", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["case.id"], name="fk_case_summary_case", deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("case", name="pk_case_summary"),
    )


def downgrade() -> None:
    raise NotImplementedError("What was recorded is not taken back; restore the backup made before the upgrade.")
