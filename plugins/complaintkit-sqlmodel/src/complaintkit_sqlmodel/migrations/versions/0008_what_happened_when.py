"""Indices by which a report finds what happened in its period.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_index("ix_ledger_at_case", "ledger", ["at", "case"])
    op.create_index("ix_deadline_due_at_case", "deadline", ["due_at", "case"])
    missed = sa.text("breached_at IS NOT NULL")
    op.create_index(
        "ix_deadline_breached_at_case",
        "deadline",
        ["breached_at", "case"],
        sqlite_where=missed,
        postgresql_where=missed,
    )


def downgrade() -> None:
    raise NotImplementedError("What was recorded is not taken back; restore the backup made before the upgrade.")
