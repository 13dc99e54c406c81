"""Desk, the one door to complaints, with its verbs by noun; CustomerDoor, what a customer's link opens."""

from complaintkit.desk._desk import Desk
from complaintkit.desk.customer.door import CustomerDoor

__all__ = ["CustomerDoor", "Desk"]
