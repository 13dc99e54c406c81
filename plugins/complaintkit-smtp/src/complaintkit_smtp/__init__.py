"""Notifier that sends e-mail through an SMTP server."""

from complaintkit_smtp._plugin import Smtp, Timeouts
from complaintkit_smtp._security import Security

__all__ = ["Security", "Smtp", "Timeouts"]
