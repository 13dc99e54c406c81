"""What the database itself refuses, whoever asks: changing the ledger, changing the vault but to empty it."""

from __future__ import annotations

from typing import Final

_LEDGER: Final = "the ledger is append-only: its rows are neither changed nor deleted"
_VAULT: Final = "the vault may only be emptied: content to NULL, salt to nothing; no other change, no deleting"

_SQLITE: Final = (
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

_POSTGRESQL: Final = (
    f"""CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_LEDGER}' USING ERRCODE = 'restrict_violation'; END $$""",
    "CREATE TRIGGER ledger_change BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_refuses()",
    "CREATE TRIGGER ledger_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()",
    f"""CREATE FUNCTION vault_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_VAULT}' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER vault_update BEFORE UPDATE ON vault FOR EACH ROW
WHEN (NOT (
    NEW.content IS NULL AND (NEW.salt = OLD.salt OR NEW.salt = '') AND NEW."case" = OLD."case"
    AND NEW.seq = OLD.seq AND NEW.field = OLD.field AND NEW.person = OLD.person
))
EXECUTE FUNCTION vault_refuses()""",
    "CREATE TRIGGER vault_delete BEFORE DELETE ON vault FOR EACH ROW EXECUTE FUNCTION vault_refuses()",
    "CREATE TRIGGER vault_truncate BEFORE TRUNCATE ON vault FOR EACH STATEMENT EXECUTE FUNCTION vault_refuses()",
)


def guards(dialect: str) -> tuple[str, ...]:
    """Return the statements that set the triggers up."""
    return {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]
