"""File names: the same notification always has the same one, and nothing in it leads out of the folder."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from complaintkit.plugin import Notification

# Lower case only: some file systems take N-1 and n-1 for one file.
_ID = re.compile(r"[a-z0-9-]{1,64}")
_UNFIT = re.compile(r"[\W_]+")
_LONGEST = 30  # characters of up to four bytes, twice; with the id it stays below the 255 bytes of a name


def file_name(notification: Notification, suffix: str) -> str:
    """Join case, id and message by underscores: sorted by name, a case's messages stand together in their order.

    There is no time in it: written a second time, a message must replace the first.
    """
    return "_".join([_shown(notification.case_number), id_part(notification.id), _shown(notification.message)]) + suffix


def id_part(notification_id: str) -> str:
    """Return the part of a name that is the notification's alone.

    >>> id_part("n-7"), id_part("../n-7")
    ('n-7', '22d8699e883c486fda439cfbb2ee431a')
    """
    if _ID.fullmatch(notification_id):
        return notification_id
    return hashlib.sha256(notification_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def belongs_to(name: str, notification_id: str) -> bool:
    """Tell if a file of this name, finished or not, is of this notification.

    >>> belongs_to("A12-1_n-7_received.txt", "n-7"), belongs_to("A12-1_n-70_received.txt", "n-7")
    (True, False)
    """
    return name.split("_")[1:2] == [id_part(notification_id)]


def _shown(text: str) -> str:
    """Keep letters and digits of any script; the rest becomes a hyphen. Only for the eye: it need not be unique.

    >>> _shown("../etc/passwd"), _shown("甜品巷 A12")
    ('etc-passwd', '甜品巷-A12')
    """
    return _UNFIT.sub("-", unicodedata.normalize("NFC", text)).strip("-")[:_LONGEST] or "x"
