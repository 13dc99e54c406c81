"""Runs as every Python of a test begins, where databases of PostgreSQL stand for SQLite files: programs find them, too."""

# ruff: noqa: INP001  Python looks for a module of this name on its path
from faults._standing import stand_in_as_told

stand_in_as_told()
