"""The tests of the POS: a real desk, a real database file, real threads."""
