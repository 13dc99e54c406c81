"""Telephone numbers as Twilio takes them: E.164. A number without `+` would else be somebody's in another country."""

from __future__ import annotations


def dialled(address: str, country: str | None) -> str | None:
    """Return the number with `+` and its country's code; None where nobody can tell whose it is.

    People type what they would dial where they are, with blanks and hyphens as they like.

    >>> dialled("138 0013 8000", "CN"), dialled("07700-900123", "GB"), dialled("+44 7700 900123", None)
    ('+8613800138000', '+447700900123', '+447700900123')
    >>> dialled("13800138000", None) is None
    True
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(address, country)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if possible else None


def is_country(country: str) -> bool:
    """Tell if it is a country with telephones, by its two letters of ISO 3166.

    >>> is_country("GB"), is_country("UK")
    (True, False)
    """
    import phonenumbers

    return country in phonenumbers.SUPPORTED_REGIONS
