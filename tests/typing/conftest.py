"""Nothing here is run but by mypy."""

collect_ignore = ["misuse.py"]
