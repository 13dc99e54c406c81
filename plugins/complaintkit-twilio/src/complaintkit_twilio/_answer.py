"""What Twilio's answers mean, by its own error codes: https://www.twilio.com/docs/api/errors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from complaintkit.plugin import Accepted, InDoubt, NotSent, Outcome, Rejected, RejectReason
from complaintkit_twilio._catalogue import phrase

_PAUSE: Final = timedelta(seconds=30)
_REJECTED: Final[Mapping[int, RejectReason]] = {
    **dict.fromkeys((21211, 21214, 21217, 21219, 21265, 21612, 21614, 21635), RejectReason.ADDRESS),
    **dict.fromkeys((30003, 30005, 30006), RejectReason.ADDRESS),  # unreachable, unknown, a landline
    **dict.fromkeys((21610, 30004), RejectReason.BLOCKED),  # they said STOP; blocked by the carrier
    **dict.fromkeys((21602, 21605, 21617, 21619, 30007, 30019, 63013), RejectReason.CONTENT),
    **dict.fromkeys((21408, 21613), RejectReason.UNSUPPORTED),  # a country we may not send to
    63016: RejectReason.WINDOW_CLOSED,
}
# A wrong number of ours, an empty or suspended account, a token: no customer's message pays for these.
_OURS: Final = frozenset(
    {20003, 20005, 20008, 20404, 21212, 21603, 21604, 21606, 21611, 21659, 21660, 21703, 30001, 30002, 63007}
)
_ENDED: Final = frozenset({"failed", "undelivered", "canceled"})


def of_refusal(status: int, code: int | None) -> Outcome:
    """Return what an error of the API means. Whatever may have made a message all the same is a doubt."""
    code = None if code == status else code  # twilio puts the status where there is no code
    said = f"HTTP {status}" if code is None else f"{code}"
    if code is not None and code in _REJECTED:
        return Rejected(_REJECTED[code], said)
    if status == 429 or code == 20429:
        return NotSent(retry_after=_PAUSE, detail=said)
    if code in _OURS or status in (401, 402, 403, 404) or 300 <= status < 400:
        return NotSent(detail=said, ours=True)
    if status >= 500 or status in (408, 409) or status < 300:
        return InDoubt(said)
    # It understood the request and refused it, for a reason we have not met: this message by this medium will not do.
    return Rejected(RejectReason.UNSUPPORTED, said) if code is not None else InDoubt(said)


def of_message(sid: str | None, status: str | None, code: int | None) -> Outcome:
    """Return what a message's own record says."""
    if not sid:
        return InDoubt(phrase("Twilio's answer names no message"))
    if status in _ENDED:
        reason = _REJECTED.get(code or 0, RejectReason.UNSUPPORTED)
        return Rejected(reason, f"{status}, {code}" if code else str(status))
    return Accepted(sid, final=status in ("delivered", "read"))
