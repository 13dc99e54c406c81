"""Keep a decision: load a case, decide, commit. Ledger, vault, derived rows and outbox entries of one transaction."""
