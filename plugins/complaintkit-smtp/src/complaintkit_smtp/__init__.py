"""Notifier that sends e-mail through an SMTP server."""

from complaintkit_smtp._plugin import Security, Smtp, Timeouts

__all__ = ["Security", "Smtp", "Timeouts"]
