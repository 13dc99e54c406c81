"""The tables, as they were in the first version. Frozen: what changes later has a migration of its own.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op
from complaintkit_sqlmodel._guard import guards

revision = "0001"
down_revision = None

metadata = sa.MetaData()


def column(name: str, kind: sa.types.TypeEngine[Any], *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null)


text = partial(column, kind=sa.Text())
whole = partial(column, kind=sa.BigInteger())
moment = partial(column, kind=sa.String(32))
day = partial(column, kind=sa.Date())
blob = partial(column, kind=sa.LargeBinary())
truth = partial(column, kind=sa.Boolean())


def key(*columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns)


def refers(name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [to], deferrable=True, initially="DEFERRED")


def index(name: str, *columns: str, unique: bool = False, where: str | None = None) -> sa.Index:
    only = None if where is None else sa.text(where)
    return sa.Index(name, *columns, unique=unique, sqlite_where=only, postgresql_where=only)


unique = partial(index, unique=True)


def table(name: str, *parts: sa.schema.SchemaItem, clustered: bool = False) -> sa.Table:
    for part in parts:
        if isinstance(part, sa.PrimaryKeyConstraint):
            part.name = f"pk_{name}"
        elif isinstance(part, sa.ForeignKeyConstraint):
            part.name = f"fk_{name}_{part.column_keys[0]}"
    return sa.Table(name, metadata, *parts, sqlite_with_rowid=not clustered)


table(
    "attachment",
    text("id"),
    text("case"),
    text("person"),
    text("media_type"),
    whole("size"),
    text("digest"),
    blob("content", null=True),
    key("id"),
    index("ix_attachment_case", "case"),
    index("ix_attachment_person", "person"),
)

table(
    "budget",
    text("budget"),
    text("period"),
    text("currency"),
    whole("reserved"),
    key("budget", "period", "currency"),
    clustered=True,
)

table(
    "case",
    text("id"),
    text("number"),
    text("unit"),
    text("kind"),
    text("state"),
    truth("open"),
    text("category", null=True),
    text("severity", null=True),
    text("owner"),
    text("first_receiver"),
    text("channel"),
    text("external_id", null=True),
    text("person"),
    text("customer_reference", null=True),
    moment("received_at"),
    moment("recorded_at"),
    whole("version"),
    whole("cycle"),
    moment("next_due", null=True),
    text("playbook"),
    text("head"),
    key("id"),
    index("ix_case_customer_reference", "customer_reference", where="customer_reference IS NOT NULL"),
    index("ix_case_owner_open_next_due", "owner", "open", "next_due"),
    index("ix_case_person", "person"),
    index("ix_case_received_at_id", "received_at", "id"),
    index("ix_case_unit_received_at", "unit", "received_at"),
    unique("uq_case_channel_external_id", "channel", "external_id", where="external_id IS NOT NULL"),
    unique("uq_case_number", "number"),
    clustered=True,
)

table(
    "counter",
    text("unit"),
    day("day"),
    whole("value"),
    key("unit", "day"),
    clustered=True,
)

table(
    "coupon",
    text("code"),
    text("case"),
    text("remedy"),
    text("kind"),
    whole("value"),
    text("currency"),
    whole("min_spend", null=True),
    moment("valid_until", null=True),
    text("units"),
    text("state"),
    moment("issued_at"),
    key("code"),
    index("ix_coupon_case", "case"),
    index("ix_coupon_issued_at_code", "issued_at", "code"),
)

table(
    "document",
    text("digest"),
    text("kind"),
    text("content"),
    key("digest"),
)

table(
    "grant",
    text("id"),
    text("case"),
    text("ref"),
    text("kind"),
    text("giver"),
    text("customer"),
    text("unit"),
    day("business_day"),
    moment("at"),
    text("currency"),
    whole("value"),
    whole("cost"),
    text("state"),
    key("id"),
    index("ix_grant_case", "case"),
    index("ix_grant_customer_at", "customer", "at"),
    index("ix_grant_giver_at", "giver", "at"),
    index("ix_grant_unit_business_day", "unit", "business_day"),
)

table(
    "idempotency",
    text("key"),
    text("digest"),
    text("case", null=True),
    whole("first_seq"),
    whole("last_seq"),
    moment("at"),
    key("key"),
    clustered=True,
)

table(
    "ledger",
    text("case"),
    whole("seq"),
    text("name"),
    moment("at"),
    moment("recorded_at"),
    text("by"),
    text("recorded_by"),
    whole("schema"),
    text("data"),
    text("hash"),
    whole("position"),
    key("case", "seq"),
    unique("uq_ledger_position", "position"),
    clustered=True,
)

table(
    "meta",
    text("key"),
    text("value"),
    key("key"),
    clustered=True,
)

table(
    "outbox",
    text("id"),
    text("case"),
    whole("seq"),
    text("kind"),
    text("name"),
    text("recipient"),
    text("person"),
    text("language"),
    text("media"),
    whole("medium"),
    text("state"),
    whole("epoch"),
    whole("attempts"),
    moment("next_at", null=True),
    moment("lease_until", null=True),
    moment("useless_after", null=True),
    truth("urgent"),
    moment("created_at"),
    text("detail"),
    key("id"),
    index("ix_outbox_case_created_at", "case", "created_at"),
    index("ix_outbox_state_next_at", "state", "next_at", "lease_until", "urgent", "created_at", "id"),
    clustered=True,
)

table(
    "refused",
    text("id"),
    text("source"),
    moment("at"),
    text("by"),
    text("code"),
    text("field"),
    text("reason"),
    blob("content"),
    text("case", null=True),
    moment("repaired_at", null=True),
    key("id"),
    index("ix_refused_at_id", "at", "id"),
)

table(
    "token",
    text("token"),
    text("case"),
    text("kind"),
    text("person"),
    key("token", "case", "kind", "person"),
    clustered=True,
)

table(
    "vault",
    text("case"),
    whole("seq"),
    text("field"),
    text("person"),
    blob("salt"),
    blob("content", null=True),
    key("case", "seq", "field"),
    index("ix_vault_person", "person"),
)

table(
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
    refers("outbox", "outbox.id"),
    key("id"),
    index("ix_attempt_outbox_number", "outbox", "number"),
    index("ix_attempt_reference", "reference"),
    clustered=True,
)

table(
    "deadline",
    text("case"),
    text("id"),
    text("name"),
    text("state"),
    moment("due_at"),
    moment("warn_at", null=True),
    moment("next_at", null=True),
    moment("breached_at", null=True),
    moment("noticed_at", null=True),
    refers("case", "case.id"),
    key("case", "id"),
    index("ix_deadline_next_at", "next_at", where="next_at IS NOT NULL"),
    clustered=True,
)

table(
    "duty",
    text("case"),
    text("staff"),
    text("kind"),
    text("ref"),
    moment("since"),
    moment("due_at", null=True),
    refers("case", "case.id"),
    key("case", "staff", "kind", "ref"),
    index("ix_duty_kind_case", "kind", "case"),
    index("ix_duty_staff_due_at", "staff", "due_at"),
    clustered=True,
)

table(
    "owner_interval",
    text("case"),
    whole("seq"),
    text("owner"),
    moment("since"),
    moment("until", null=True),
    refers("case", "case.id"),
    key("case", "seq"),
    index("ix_owner_interval_owner_since", "owner", "since"),
    unique("uq_owner_interval_case", "case", where="until IS NULL"),
    clustered=True,
)

table(
    "redemption",
    text("id"),
    text("code"),
    text("sale"),
    text("unit"),
    whole("value"),
    moment("at"),
    text("by"),
    moment("reversed_at", null=True),
    refers("code", "coupon.code"),
    key("id"),
    index("ix_redemption_at", "at"),
    index("ix_redemption_code_sale", "code", "sale"),
    unique("uq_redemption_code", "code", where="reversed_at IS NULL"),
)


def upgrade() -> None:
    metadata.create_all(op.get_bind(), checkfirst=False)
    for guard in guards(op.get_bind().dialect):
        op.get_bind().exec_driver_sql(guard)


def downgrade() -> None:
    raise NotImplementedError("What was recorded is not taken back; restore the backup made before the upgrade.")
