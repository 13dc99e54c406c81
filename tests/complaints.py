"""The complaint that many tests begin with: sour rice at the software park, told to chen by telephone."""

from __future__ import annotations

from typing import Any

from complaintkit import Case, Customer, Desk

__all__ = ["sour_rice"]


def sour_rice(desk: Desk, **changes: Any) -> Case:
    """Take it in; `changes` say what else was said, or something else."""
    usual: dict[str, Any] = {
        "by": "chen",
        "channel": "hotline",
        "unit": "softpark",
        "category": "food/sensory",
        "customer": Customer(name="王芳", phone="13800138000"),
    }
    return desk.receive("米饭是酸的", **(usual | changes))
