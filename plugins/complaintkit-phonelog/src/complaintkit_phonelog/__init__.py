"""Calls: tasks for the owner, and a log of calls made and received."""

from complaintkit_phonelog._plugin import Phonelog

__all__ = ["Phonelog"]
