"""What the database itself refuses, whoever asks: changing the ledger, changing the vault but to empty it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Dialect


_LEDGER: Final = "the ledger is append-only: its rows are neither changed nor deleted"
_VAULT: Final = "the vault may only be emptied: content to NULL, salt to nothing; no other change, no deleting"

GUARDS: Final = (
    f"CREATE TRIGGER ledger_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, '{_LEDGER}'); END",
    f"CREATE TRIGGER ledger_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, '{_LEDGER}'); END",
    f"""CREATE TRIGGER vault_update BEFORE UPDATE ON vault
WHEN NOT (
    NEW.content IS NULL AND (NEW.salt IS OLD.salt OR NEW.salt = x'') AND NEW."case" IS OLD."case"
    AND NEW.seq IS OLD.seq AND NEW.field IS OLD.field AND NEW.person IS OLD.person
)
BEGIN SELECT RAISE(ABORT, '{_VAULT}'); END""",
    f"CREATE TRIGGER vault_delete BEFORE DELETE ON vault BEGIN SELECT RAISE(ABORT, '{_VAULT}'); END",
)
"""The statements that set the triggers up in SQLite."""

_FUNCTIONS: Final = tuple(
    f"CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{why}'; END $$"
    for table, why in (("ledger", _LEDGER), ("vault", _VAULT))
)
_TRIGGERS: Final = {
    "ledger_update": "BEFORE UPDATE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_guard()",
    "ledger_delete": "BEFORE DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_guard()",
    "ledger_truncate": "BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard()",
    "vault_update": """BEFORE UPDATE ON vault FOR EACH ROW
WHEN (NOT (
    NEW.content IS NULL AND (NEW.salt IS NOT DISTINCT FROM OLD.salt OR NEW.salt = ''::bytea)
    AND NEW."case" IS NOT DISTINCT FROM OLD."case" AND NEW.seq IS NOT DISTINCT FROM OLD.seq
    AND NEW.field IS NOT DISTINCT FROM OLD.field AND NEW.person IS NOT DISTINCT FROM OLD.person
))
EXECUTE FUNCTION vault_guard()""",
    "vault_delete": "BEFORE DELETE ON vault FOR EACH ROW EXECUTE FUNCTION vault_guard()",
    "vault_truncate": "BEFORE TRUNCATE ON vault FOR EACH STATEMENT EXECUTE FUNCTION vault_guard()",
}


def guards(dialect: Dialect) -> Sequence[str]:
    """Return the statements that set the triggers up in an empty database."""
    return (*_FUNCTIONS, *triggers(dialect)) if dialect.name == "postgresql" else GUARDS


def triggers(dialect: Dialect) -> Sequence[str]:
    """Return the statements that make the triggers, where what they call is there."""
    if dialect.name == "postgresql":
        return [f"CREATE TRIGGER {name} {what}" for name, what in _TRIGGERS.items()]
    return GUARDS


def without_triggers(dialect: Dialect) -> Sequence[str]:
    """Return the statements that take the triggers away."""
    if dialect.name == "postgresql":
        return [f"DROP TRIGGER {name} ON {name.partition('_')[0]}" for name in _TRIGGERS]
    return [f"DROP TRIGGER {name}" for name in _TRIGGERS if not name.endswith("truncate")]
