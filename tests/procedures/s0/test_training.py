"""The supermarket, from outside: its staff are trained, on record. S0.15"""

from __future__ import annotations

from datetime import timedelta


def test_s0_15_staff_are_trained_regularly_and_newcomers_first(store, trains, welcomes):
    """S0.15: complaint handling and communication, each quarter and for newcomers; service for all staff."""
    trains(store, "complaints", by="lu")
    welcomes(store, "complaints", "service-desk", by="lu", within=timedelta(days=12))
