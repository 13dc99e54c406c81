"""The playbooks that ship, each with the organisation file of its sample: what holds everywhere is tested in all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaintkit.playbook import installed_playbooks

__all__ = ["HOUSES", "ON_BOTH", "RECEIVERS", "SAMPLES"]

ON_BOTH = pytest.mark.parametrize("on_storage", ["sqlite", "postgresql"], indirect=True)
"""Has a test run on each database that desks are kept in."""

SAMPLES = Path(__file__).parents[1] / "docs" / "samples"
HOUSES = {name: SAMPLES / name.removesuffix("-delivery") / "organisation.toml" for name in installed_playbooks()}
"""By the playbook's name; a sample has its folder, so a playbook that comes without one makes these tests fail."""

RECEIVERS = {
    "canteen-delivery": ("sun", "wu"),
    "night-market": ("xiaolu", "ye"),
    "print-shop": ("li", "wu"),
    "supermarket": ("chen", "sun"),
    "supermarket-service": ("lin", "chen"),
}
"""Who meets customers there, and a colleague."""
