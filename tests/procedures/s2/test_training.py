"""The print shop, from outside: its staff are trained, on record. S2.11"""

from __future__ import annotations

from datetime import timedelta


def test_s2_11_staff_are_trained_regularly_and_newcomers_first(shop, trains, welcomes):
    """S2.11: the steps, communication, recording and analysis: everybody, each quarter; newcomers within days."""
    trains(shop, "feedback", by="zhao")
    welcomes(shop, "feedback", "counter", by="zhao", within=timedelta(days=12))
