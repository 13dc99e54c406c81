"""Desk: the one door to complaints, and one module of verbs per noun."""

from complaintkit.desk._desk import Desk

__all__ = ["Desk"]
