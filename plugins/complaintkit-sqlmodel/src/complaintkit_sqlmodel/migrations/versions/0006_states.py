"""States of cases, kept beside their ledgers. There are none yet: each is made when its case goes on.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "case_state",
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("schema", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["case.id"], name="fk_case_state_case", deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("case", name="pk_case_state"),
    )


def downgrade() -> None:
    raise NotImplementedError("What was recorded is not taken back; restore the backup made before the upgrade.")
