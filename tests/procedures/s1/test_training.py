"""The night market, from outside: its staff are trained, on record. S1.11"""

from __future__ import annotations

from datetime import timedelta


def test_s1_11_staff_are_trained_regularly_and_newcomers_first(market, trains, welcomes):
    """S1.11: agents, stalls and site services learn to take complaints in; newcomers within days."""
    trains(market, "complaints", by="qin")
    welcomes(market, "complaints", "agent", by="qin", within=timedelta(days=12))
