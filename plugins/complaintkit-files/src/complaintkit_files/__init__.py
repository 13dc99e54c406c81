"""Notifier that writes messages as files into a folder: demos, tests, air-gapped shops."""

from complaintkit_files._plugin import Files

__all__ = ["Files"]
