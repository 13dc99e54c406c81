"""Channel that takes complaints in from CSV files by a column mapping."""

from complaintkit_csv._plugin import Csv

__all__ = ["Csv"]
