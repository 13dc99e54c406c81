"""A unit's members are listed in order; what was refused is found by who said it, what waits still by its kind.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.drop_index("ix_member_unit_joined_at", "member")
    op.create_index("ix_member_unit_joined_at", "member", ["unit", "joined_at", "id"])
    waits = sa.text("repaired_at IS NULL")
    op.create_index("ix_refused_by_at", "refused", ["by", "at", "id"])
    op.create_index("ix_refused_unmended", "refused", ["code", "at", "id"], sqlite_where=waits, postgresql_where=waits)


def downgrade() -> None:
    raise NotImplementedError("What was recorded is not taken back; restore the backup made before the upgrade.")
