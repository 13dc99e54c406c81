"""The keyed hash of lines and tokens is HMAC-SHA-256, as everybody else makes it."""

from __future__ import annotations

import hmac

from hypothesis import given
from hypothesis import strategies as st

from complaintkit.records.key.keyed import keyed_digest


@given(key=st.binary(max_size=200), message=st.binary(max_size=300))
def test_a_keyed_hash_is_what_the_standard_library_makes(key: bytes, message: bytes) -> None:
    """Whatever the key's length: a longer one than a block of the hash is hashed first."""
    for _ in range(2):  # the first takes the key in, the second goes on from there
        assert keyed_digest(key, message) == hmac.digest(key, message, "sha256")
