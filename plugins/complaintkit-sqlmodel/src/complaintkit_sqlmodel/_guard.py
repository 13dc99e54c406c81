"""What the database itself refuses, whoever asks: changing the ledger, changing the vault but to empty it."""

from __future__ import annotations

from typing import Final

_LEDGER: Final = "the ledger is append-only: its rows are neither changed nor deleted"
_VAULT: Final = "the vault may only be emptied: content to NULL, salt to nothing; no other change, no deleting"

GUARDS_BY_NAME: Final = ("ledger_update", "ledger_delete", "vault_update", "vault_delete")
"""The triggers."""
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
"""The statements that set the triggers up."""
