"""What tasks may be about, and incidents: what complaints have in common, and how soon it is called back. R11"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

__all__ = ["ABOUT", "GRADES", "SHARED"]

ABOUT: Final = (
    "unit",
    "staff",
    "rule",
    "inbox",
    "incident",
    "lot",
    "meal",
    "item",
    "till",
    "cause",
    "category",
    "shift",
    "place",
    "theme",
)
"""What a task may concern, the most telling first."""

SHARED: tuple[str, ...] = ("lot", "meal", "item", "till")
"""What complaints may have in common, the most telling first: a lot and an item are the goods', the others fields of the form."""

GRADES: Mapping[int, timedelta] = {1: timedelta(hours=24), 2: timedelta(hours=48), 3: timedelta(hours=72)}
"""By grade, how soon goods are called back from when the risk is known. R11"""
