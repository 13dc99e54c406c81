"""Channel that takes complaints in from CSV files by a column mapping."""
