"""Indices that hold only what is open or waits, and lists in order.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def only(condition: str, elsewhere: str | None = None) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(elsewhere or condition)}


def upgrade() -> None:
    is_open = only("open = 1", "open")
    op.drop_index("ix_case_owner_open_next_due", "case")
    op.drop_index("ix_case_unit_received_at", "case")
    op.create_index("ix_case_unit_received_at", "case", ["unit", "received_at", "id"])
    op.create_index("ix_case_owner_received_at", "case", ["owner", "received_at", "id"])
    op.create_index("ix_case_first_receiver_received_at", "case", ["first_receiver", "received_at", "id"])
    op.create_index("ix_case_open_received_at", "case", ["received_at", "id"], **is_open)
    op.create_index("ix_case_open_owner_next_due", "case", ["owner", "next_due"], **is_open)

    op.create_index("ix_task_open_opened_at", "task", ["opened_at", "id"], **is_open)
    op.create_index("ix_survey_answer_unit_at", "survey_answer", ["unit", "at", "id"])

    waiting, turn = "state IN ('ready', 'retry')", ["urgent", "next_at", "created_at", "id"]
    customer, staff = only(f"{waiting} AND recipient = 'customer'"), only(f"{waiting} AND recipient <> 'customer'")
    op.drop_index("ix_outbox_state_next_at", "outbox")
    op.create_index("ix_outbox_turn_customer", "outbox", turn, **customer)
    op.create_index("ix_outbox_turn_staff", "outbox", turn, **staff)
    op.create_index("ix_outbox_recipient", "outbox", ["recipient", *turn], **staff)
    op.create_index("ix_outbox_state_created_at", "outbox", ["state", "created_at", "id"])
    op.create_index("ix_outbox_created_at_id", "outbox", ["created_at", "id"])


def downgrade() -> None:
    raise NotImplementedError("What was recorded is not taken back; restore the backup made before the upgrade.")
