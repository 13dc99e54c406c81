"""Migrations of the tables, run by `complaintkit upgrade`."""
