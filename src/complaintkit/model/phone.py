"""Phone numbers as people write them, made comparable: the same number is the same person. R2"""

from __future__ import annotations

import re
import unicodedata

# A desk behind the number, not another person.
_EXTENSION = re.compile(r"[;,]?\s*(?:转|分机|内线|#|\*|;|,|、|/|ext(?:ension)?\.?|x)\s*[=:]?\s*\d+\s*$", re.IGNORECASE)
_CHINA = "86"
_MOBILE = re.compile(
    rf"(?:{_CHINA})?(1[3-9]\d{{9}})"
)  # China's have eleven digits: whatever stands behind is no part of it

_WITH_CHINA = (
    12,
    13,
)  # 86 and an area with its number: of Beijing and the like two and eight digits, else three and eight


def normal_phone(text: str) -> str:
    """Return the digits of a number without spaces, signs, extension and China's own prefix; what has none as it is.

    >>> {
    ...     normal_phone(one)
    ...     for one in (
    ...         "138 0013 8000",
    ...         "+86-13800138000",
    ...         "008613800138000",
    ...         "１３８００１３８０００",
    ...         "13800138000转1",
    ...         "+8613800138000;ext=3",
    ...         "13800138000x9",
    ...         "13800138000*2",
    ...         "138-0013-8000-2",
    ...         "١٣٨٠٠١٣٨٠٠٠",
    ...     )
    ... }
    {'13800138000'}
    >>> {normal_phone(one) for one in ("010-6666 8888", "+86 10 66668888", "00861066668888")}
    {'1066668888'}
    """
    plain = _EXTENSION.sub("", unicodedata.normalize("NFKC", text).strip())
    digits = "".join(filter(str.isdecimal, plain))
    if not digits.isascii():
        digits = "".join(str(unicodedata.decimal(one)) for one in digits)
    digits = digits.lstrip("0")
    if mobile := _MOBILE.match(digits):
        return mobile[1]
    if len(digits) in _WITH_CHINA and digits.startswith(_CHINA):
        return digits[2:]
    return digits or text
