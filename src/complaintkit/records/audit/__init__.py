"""Audit: everything that is kept, held against the ledgers. Reads alone, and says what differs; changes nothing."""
