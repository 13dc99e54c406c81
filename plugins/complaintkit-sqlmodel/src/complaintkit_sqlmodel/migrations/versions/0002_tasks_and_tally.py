"""Tasks beside the cases, daily counts of what complaints are about, and answers to standing surveys.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def moment(name: str, *, null: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), nullable=null)


def upgrade() -> None:
    op.create_table(
        "task",
        text("id"),
        text("number"),
        text("kind"),
        text("unit"),
        text("subject"),
        text("period"),
        text("owner"),
        text("opener"),
        text("waits_for"),
        text("state"),
        sa.Column("open", sa.Boolean(), nullable=False),
        text("source", null=True),
        moment("opened_at", null=False),
        moment("due_at"),
        moment("next_at"),
        moment("closed_at"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        text("head"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "task_case",
        text("task"),
        text("case"),
        sa.ForeignKeyConstraint(["task"], ["task.id"], name="fk_task_case_task", deferrable=True, initially="DEFERRED"),
        sa.PrimaryKeyConstraint("task", "case", name="pk_task_case"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        text("subject"),
        text("unit"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "unit", "day", name="pk_tally"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_answer",
        text("id"),
        text("unit"),
        text("survey"),
        moment("at", null=False),
        text("scores"),
        text("person"),
        text("told_to"),
        text("case"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_answer"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_answer_at_id", "survey_answer", ["at", "id"])
    op.create_index("ix_survey_answer_unit_survey_at", "survey_answer", ["unit", "survey", "at"])
    op.create_index("ix_survey_answer_person", "survey_answer", ["person"], **only("person <> ''"))
    op.create_index("ix_survey_answer_case", "survey_answer", ["case"], **only("\"case\" <> ''"))
    op.create_index("ix_tally_day", "tally", ["day"])
    op.create_index("uq_task_number", "task", ["number"], unique=True)
    op.create_index("uq_task_turn", "task", ["kind", "unit", "subject", "period"], unique=True, **only("period <> ''"))
    op.create_index("ix_task_opened_at_id", "task", ["opened_at", "id"])
    op.create_index("ix_task_kind_opened_at", "task", ["kind", "opened_at"])
    op.create_index("ix_task_waits_for_open", "task", ["waits_for", "open"])
    op.create_index("ix_task_owner_open", "task", ["owner", "open"])
    op.create_index("ix_task_next_at", "task", ["next_at"], **only("next_at IS NOT NULL"))
    op.create_index("ix_task_subject", "task", ["subject"], **only("subject <> ''"))
    op.create_index("ix_task_case_case", "task_case", ["case"])


def downgrade() -> None:
    raise NotImplementedError("What was recorded is not taken back; restore the backup made before the upgrade.")
