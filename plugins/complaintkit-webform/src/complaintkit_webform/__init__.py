"""Channel that takes complaints in from a website or POS, as signed JSON or form posts."""

from complaintkit_webform._plugin import Webform
from complaintkit_webform._signature import SIGNATURE, TIMESTAMP, sign

__all__ = ["SIGNATURE", "TIMESTAMP", "Webform", "sign"]
