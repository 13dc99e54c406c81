"""Encryption at rest: the master key, which lives outside the database, and the keys that it wraps."""
