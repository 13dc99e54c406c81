"""The `do` door: requests as JSON Lines to a desk, an answer for each. It reads and words; the desk decides."""

from complaintkit.cli.door._line import read_lines
from complaintkit.cli.door._schema import schema
from complaintkit.cli.door._session import Session

__all__ = ["Session", "read_lines", "schema"]
