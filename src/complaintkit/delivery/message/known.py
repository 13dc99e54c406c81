"""The media and the message that the code knows by name; all others are a playbook's own."""

from __future__ import annotations

from typing import Final

MAIL: Final = "email"
"""The medium that takes the long wording and a subject."""
CALL: Final = "call"
"""The medium that a member of staff reads out: the customer's own links are not for them (R9)."""
TOLD: Final = "told"
"""The name of the message that is staff's own words to the customer."""
