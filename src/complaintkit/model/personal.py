"""What of a text names a person, or leads to one: a telephone number, an e-mail address, a customer's name. S3.2"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from complaintkit.model.customer import Customer
from complaintkit.model.phone import normal_phone
from complaintkit.model.phrase import Phrase, phrase

__all__ = ["contact_in", "customer_in"]

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DIGITS: Final = re.compile(r"(?<![\d.])\+?\(?\d(?:[\s().-]{0,2}\d){6,14}(?![\d:元块¥$€])")
_DATE: Final = re.compile(r"(?:19|20)\d\d[-./\s]\d{1,2}[-./\s]\d{1,2}(?!\d)")
_SERVICE: Final = re.compile(r"[48]00\d{7}")  # numbers of businesses, which no person has
_SPACE: Final = re.compile(r"\s+")


def contact_in(text: str) -> Phrase | None:
    """Return what in a text one could reach a person by, in words; None where there is nothing.

    >>> [
    ...     str(contact_in(one))
    ...     for one in ("请打１３８ ００１３ ８０００", "wang@example.com", "400-800-1234, 2026-11-23, 9:00-21:00")
    ... ]
    ['a telephone number', 'an e-mail address', 'None']
    """
    plain = unicodedata.normalize("NFKC", text)
    if _EMAIL.search(plain):
        return phrase("an e-mail address")
    if any(_is_phone(found) for found in _DIGITS.findall(_DATE.sub(" ", plain))):
        return phrase("a telephone number")
    return None


def _is_phone(found: str) -> bool:
    digits = normal_phone(found)
    return 7 <= len(digits) <= 12 and not _SERVICE.fullmatch(digits)


def customer_in(text: str, customer: Customer) -> Phrase | None:
    """Return what in a text names this customer, or whom they speak for; None where nothing does.

    >>> str(customer_in("Tell Ms Smith to come at nine", Customer(name="Ann Smith")))
    "the customer's name"
    """
    plain = _SPACE.sub(" ", unicodedata.normalize("NFKC", text))
    for person in (customer, customer.speaks_for):
        if person is None:
            continue
        if person.name and _is_named(plain, _SPACE.sub(" ", unicodedata.normalize("NFKC", person.name)).strip()):
            return phrase("the customer's name")
        if any(one.address.casefold() in plain.casefold() for one in person.contacts):
            return phrase("the customer's address")
    return None


def _is_named(text: str, name: str) -> bool:
    """Tell if a text has a name: of one letter it may be anything; of several words each may be said alone."""
    if len(name) > 1 and _stands(name.casefold(), text.casefold()):
        return True
    first, *rest = name.split(" ")
    return bool(rest) and any(len(one) > 2 and _stands(one, text) for one in (first, *rest))


def _stands(word: str, text: str) -> bool:
    """Tell if a word stands in a text by itself; what is written without blanks has no edges."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", text) is not None
