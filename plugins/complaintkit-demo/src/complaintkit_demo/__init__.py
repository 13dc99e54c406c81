"""The command `complaintkit demo`: an evening at a night market and a day of canteen deliveries, through the real desk."""

from complaintkit_demo._plugin import DemoCommand

__all__ = ["DemoCommand"]
