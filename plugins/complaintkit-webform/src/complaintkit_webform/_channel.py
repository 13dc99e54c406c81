"""The channel: who signed it and when, then the forms in it. What it says is read from the body alone, which is signed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import attrs

from complaintkit.errors import IntakeRejected
from complaintkit.plugin import Authentic, Envelope, FormReceived, Parsed, Proof, Reply, Taken, TakenAs
from complaintkit_webform._catalogue import phrase
from complaintkit_webform._content import Malformed, forms
from complaintkit_webform._signature import SIGNATURE, TIMESTAMP, is_signed, moment_of

if TYPE_CHECKING:
    from complaintkit_webform._plugin import Webform


@attrs.frozen
class FormChannel:
    """What one sender posts."""

    plugin: Webform

    @property
    def name(self) -> str:
        """The instance."""
        return self.plugin.name

    @property
    def largest(self) -> int:
        """How many bytes a post may have."""
        return self.plugin.largest

    def authenticate(self, envelope: Envelope) -> Authentic:
        """Check the signature; let in what has none, where that is welcome, as what anybody may have sent."""
        timestamp, signature = envelope.headers.get(TIMESTAMP), envelope.headers.get(SIGNATURE)
        if signature is None and self.plugin.unsigned:
            return Authentic(envelope.body, proof=Proof.NONE, envelope=envelope)
        if not timestamp or not signature:
            raise IntakeRejected(self.name, reason="missing", field=SIGNATURE if timestamp else TIMESTAMP)
        at = moment_of(timestamp)
        keys = self.plugin.keys.values()
        signed = {"channel": self.name, "timestamp": timestamp, "signature": signature}
        if at is None or not is_signed(envelope.body, **signed, keys=keys):
            raise IntakeRejected(self.name, reason="signature")
        if abs(envelope.received_at - at) > self.plugin.tolerance:  # kept back, or from another clock
            raise IntakeRejected(self.name, reason="signature", field=TIMESTAMP)
        return Authentic(envelope.body, proof=Proof.SIGNED, envelope=envelope)

    def parse(self, message: Authentic) -> Parsed:
        """Read the forms, each under its own id: sent again, it is the same complaint."""
        try:
            found = forms(message.content)
        except Malformed as error:
            raise IntakeRejected(self.name, reason=error.reason, field=error.field) from error
        if not any(form.fields for form in found):
            raise IntakeRejected(self.name, reason="missing", field="text")
        alone, items, ids = len(found) == 1, list[FormReceived](), list[str]()
        for place, form in enumerate(found):
            id, problem = form.id, form.problem
            said: dict[str, object] = {**form.fields}
            # Whoever signs must give one; where anybody may post, the same words are the same form.
            if message.proof is Proof.SIGNED and id is None and problem is None:
                problem = "id", phrase("is missing")
            if id in ids:  # only the first would be kept, and the sender told that both were
                said["external_id"] = id
                id, problem = None, ("id", phrase("is there twice"))
            if problem is not None and alone:
                raise IntakeRejected(self.name, reason="missing", field="id")
            if problem is not None:
                said["problems"] = dict([problem])
            ids.append(id or f"{hashlib.sha256(message.content).hexdigest()[:32]}-{place}")
            items.append(FormReceived(said, external_id=ids[-1], names=form.names))
        answer = {"received": ids}
        body = json.dumps(answer, ensure_ascii=False).encode()
        return Parsed(*items, reply=Reply(body, status=202, media_type="application/json"))

    def answer(self, parsed: Parsed, taken: tuple[Taken, ...]) -> Reply:
        """Say of each form what became of it: taken (now or before), waiting for a person and why, or not taken at all."""
        answer: dict[str, list[object]] = {"received": []}
        for one in taken:
            if not isinstance(one.item, FormReceived):
                continue
            if one.how in (TakenAs.CASE, TakenAs.KNOWN):
                answer["received"].append(one.item.external_id)
                continue
            why = {"field": one.field, "reason": one.reason} if one.reason else {}
            answer.setdefault("refused" if one.how is TakenAs.REFUSED else "waiting", []).append(
                {"id": one.item.external_id, **why}
            )
        body = json.dumps(answer, ensure_ascii=False).encode()
        return Reply(body, status=parsed.reply.status, media_type=parsed.reply.media_type)
