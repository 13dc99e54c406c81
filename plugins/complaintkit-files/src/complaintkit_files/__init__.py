"""Notifier that writes messages as files into a folder: demos, tests, air-gapped shops."""
