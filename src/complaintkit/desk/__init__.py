"""Desk: the one door to complaints, and one module of verbs per noun; CustomerDoor: what a customer's link opens."""

from complaintkit.desk._customer import CustomerDoor
from complaintkit.desk._desk import Desk

__all__ = ["CustomerDoor", "Desk"]
