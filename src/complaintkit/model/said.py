"""How a field says that what it holds is a person's: it is kept in the vault, by person, and goes when they are erased."""

from __future__ import annotations

from typing import Final

SAID: Final = "said"
"""The mark of words: what somebody said or is called."""
PERSONAL: Final = "personal"
"""The mark of what leads to a person beside their words: a number, a form. Its value is what is read once it is erased."""
ERASED: Final = "–"
"""What is read in place of a number that can't be missing."""
