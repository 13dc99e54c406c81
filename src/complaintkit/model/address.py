"""Addresses and names as people write them, made comparable: the same one is the same person. R2"""

from __future__ import annotations

import unicodedata

from complaintkit.model.phone import normal_phone

__all__ = ["normal_address", "normal_name"]


def normal_address(kind: str, address: str) -> str:
    """Return an address as it is compared: a phone by its number; else in small letters, one width, without blanks.

    What stands behind a plus in front of the `@` of a mail address is the owner's own note: it is the same mailbox.

    >>> normal_address("email", "Fang.Wang+coupons@Example.com"), normal_address("email", "ｆａｎｇ.wang@example.com")
    ('fang.wang@example.com', 'fang.wang@example.com')
    """
    if kind == "phone":
        return normal_phone(address)
    plain = normal_name(address)
    name, at, domain = plain.rpartition("@")
    return f"{name.partition('+')[0] or name}@{domain}" if at and kind == "email" else plain


def normal_name(text: str) -> str:
    """Return a name by which a customer is known, such as a reference, as it is compared: one width, small, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
