"""For tests of what is built on the kit: a clock to push, contracts that a plugin keeps."""

from complaintkit.testing.clock import FakeClock

__all__ = ["FakeClock"]
