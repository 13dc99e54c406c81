"""What a person says of a call: words of the customer, and what became of a message that was to be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from complaintkit.errors import IntakeRejected
from complaintkit.plugin import (
    LARGEST_BODY,
    Authentic,
    CustomerMessage,
    DeliveryReport,
    DeliveryStatus,
    Envelope,
    Ignored,
    Inbound,
    Parsed,
    Proof,
    Reply,
)
from complaintkit_phonelog._call import Call, NoCall, Outcome, Way, call_of
from complaintkit_phonelog._catalogue import phrase

# Who could not be reached today may be tomorrow: the task stays. A wrong number stays wrong.
_ENDS: Final = {Outcome.REACHED: DeliveryStatus.DELIVERED, Outcome.WRONG_NUMBER: DeliveryStatus.FAILED}


@attrs.frozen(kw_only=True)
class CallChannel:
    """Calls from the host's own form or telephone system, behind which a session of that member of staff stands."""

    name: str
    largest: int = LARGEST_BODY

    def authenticate(self, envelope: Envelope) -> Authentic:
        """Let it in by the host's word alone: nobody from outside has calls to tell of."""
        if envelope.staff is None:
            raise IntakeRejected(self.name, reason="signature")
        return Authentic(envelope.body, proof=Proof.SESSION, envelope=envelope)

    def parse(self, message: Authentic) -> Parsed:
        """Read one call."""
        if len(message.content) > self.largest:
            raise IntakeRejected(
                self.name, reason="malformed", field=phrase("call: it is larger than {most:,} bytes", most=self.largest)
            )
        try:
            call = call_of(message.content)
        except NoCall as error:
            raise IntakeRejected(self.name, reason="malformed", field=error.told) from None
        items = list(self._items(call, message.staff or ""))
        return Parsed(*items or [Ignored(f"{call.outcome}: nothing was said")], reply=Reply(status=204))

    def _items(self, call: Call, staff: str) -> Iterator[Inbound]:
        """Yield what became of a task, which the desk notes on its case; and the customer's words, where there are any."""
        line = call.line(staff)
        if call.task and call.way is Way.OUT:
            status = _ENDS.get(call.outcome, DeliveryStatus.DEFERRED)
            yield DeliveryReport(call.task, status=status, at=call.at, detail=line)
        if call.was_talk:
            yield CustomerMessage(
                f"{line}\n{call.summary}".strip(),
                sender=call.customer,
                external_id=call.id,
                at=call.at,
                name=call.name,
                in_reply_to=call.case or call.task,
            )
