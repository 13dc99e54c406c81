"""The categories of a case's issues beside the gravest. What stands there is filled in by who works, for ledgers are sealed.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("case", sa.Column("other_categories", sa.Text(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("What was recorded is not taken back; restore the backup made before the upgrade.")
