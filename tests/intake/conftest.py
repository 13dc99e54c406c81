"""A desk with a channel that says what it is told: JSON lines with a signature, a mailbox to poll, files to fetch."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from typing_extensions import override

from complaintkit import Attachment, Case, Contact, Desk, Envelope, IntakeRejected, Reply
from complaintkit.plugin import (
    Accepted,
    Attempt,
    Authentic,
    Channel,
    CustomerMessage,
    DeliveryReport,
    DeliveryStatus,
    FormReceived,
    Ignored,
    Inbound,
    InDoubt,
    MediaRef,
    MessageSpec,
    Notification,
    Notifier,
    Outcome,
    Parsed,
    Plugin,
    Polled,
    PollNow,
    Proof,
    Sender,
    Stopped,
    hookimpl,
)
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
PLAYBOOK = """
schema = 1
name = "with-channels"
version = "1"
extends = "canteen-delivery"
base = "2026.11"
[channel.line]
title = { zh = "在线", en = "Line" }
conversation = "48 h"
opens = "inquiry"
[channel.hook]
title = { zh = "网址", en = "Hook" }
proof = "secret-url"
[channel.open]
title = { zh = "留言", en = "Open" }
proof = "none"
[channel.docket]
title = { zh = "工单", en = "Docket" }
proof = "session"
asks = ["authority-number", "authority-due"]
"""
SECRET = b"secret"


def signature(body: bytes) -> str:
    """What the provider signs a body with."""
    return hmac.new(SECRET, body, hashlib.sha256).hexdigest()


@attrs.define
class Vendor:
    """What lies at the provider: messages to poll, files to fetch; and what was sent to it."""

    mailbox: list[dict[str, Any]] = attrs.field(factory=list)
    page: int = 2
    polls: list[str | None] = attrs.field(factory=list)
    files: dict[str, bytes] = attrs.field(factory=dict)
    sent: list[Notification] = attrs.field(factory=list)
    broken: bool = False
    hook: Callable[[int], None] | None = None  # called while a message is being sent, with its number


@attrs.frozen(kw_only=True)
class LineChannel:
    """Signed JSON in, a word back; proof as the header says, for tests of proofs."""

    name: str
    vendor: Vendor

    def authenticate(self, envelope: Envelope) -> Authentic:
        """By signature; or as weakly as the test wants it."""
        if (stumbles := envelope.headers.get("raises")) is not None:
            raise eval(stumbles)  # noqa: S307  by the test's own word
        proof = Proof(envelope.headers.get("proof", "signed"))
        if proof is Proof.SIGNED and envelope.headers.get("signature") != signature(envelope.body):
            raise IntakeRejected(self.name, reason="signature", field="the secret is fine, the body is not")
        return Authentic(envelope.body, proof=proof, envelope=envelope)

    def parse(self, message: Authentic) -> Parsed:
        """A list of items."""
        try:
            items = [self._item(**one) for one in json.loads(message.content)]
        except ValueError as error:
            raise IntakeRejected(self.name, reason="malformed", field="body") from error
        return Parsed(*items, reply=Reply(b"success"))

    def _item(self, what: str, **said: Any) -> Inbound:
        at = datetime.fromisoformat(said.pop("at", "2026-11-21T10:00+08:00"))
        match what:
            case "message":
                media = [MediaRef(one, name=one, media_type="image/png") for one in said.pop("media", [])]
                sender = Contact("phone", said.pop("sender", "13800138000"))
                return CustomerMessage(
                    said.pop("text"), sender=sender, external_id=said.pop("id"), at=at, media=media, **said
                )
            case "form":
                return FormReceived(said["fields"], external_id=said["id"], at=at, names=said.get("names", {}))
            case "report":
                return DeliveryReport(said["reference"], status=DeliveryStatus(said["status"]), at=at)
            case "stop":
                return Stopped(
                    Contact("phone", said["sender"]), at=at, over=said.get("over", False), external_id=said.get("id")
                )
            case "poll":
                return PollNow()
            case "crash":
                raise RuntimeError("a bug")
            case other:
                return Ignored(other)

    async def fetch(self, media: str) -> Attachment:
        """A file."""
        return Attachment(media, self.vendor.files[media], media_type="image/png")


@attrs.frozen(kw_only=True)
class Mailbox(LineChannel):
    """One that has to be asked as well."""

    async def poll(self, cursor: str | None) -> Polled:
        """A page of the mailbox."""
        if self.vendor.broken:
            raise OSError("no network")
        self.vendor.polls.append(cursor)
        start = int(cursor or 0)
        page = self.vendor.mailbox[start : start + self.vendor.page]
        messages = [Authentic(json.dumps([one]).encode(), proof=Proof.SIGNED) for one in page]
        end = start + len(page)
        return Polled(messages, cursor=str(end), more=end < len(self.vendor.mailbox))


@attrs.frozen
class SmsNotifier:
    """Takes everything."""

    vendor: Vendor
    name: str = "line"
    medium: str = "sms"
    address_kind: str = "phone"
    reconcile_after: timedelta = timedelta(0)

    def check(self, _: Sequence[MessageSpec]) -> Iterable[str]:
        """Nothing to object."""
        return ()

    def session(self) -> AbstractAsyncContextManager[Sender]:
        """No connection."""
        return self._open()

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Sender]:
        yield _Sms(self.vendor)


@attrs.frozen
class _Sms:
    vendor: Vendor

    async def send(self, notification: Notification) -> Outcome:
        self.vendor.sent.append(notification)
        if self.vendor.hook is not None:
            self.vendor.hook(len(self.vendor.sent))
        return Accepted(f"SM{len(self.vendor.sent)}")

    async def reconcile(self, attempt: Attempt) -> Outcome:
        return InDoubt(attempt.id)


@attrs.frozen(kw_only=True, eq=False)
class Line(Plugin):
    """Channels and a notifier of one provider."""

    vendor: Vendor = attrs.field(factory=Vendor)
    name: str = "line"

    @override
    @hookimpl
    def complaintkit_channels(self) -> Iterable[Channel]:
        """One for each rule of the playbook."""
        pushed = [LineChannel(name=one, vendor=self.vendor) for one in ("hook", "open", "docket")]
        return [Mailbox(name="line", vendor=self.vendor), *pushed]

    @override
    @hookimpl
    def complaintkit_notifiers(self) -> Iterable[Notifier]:
        """SMS."""
        return [SmsNotifier(self.vendor)]


@attrs.define
class House:
    """A desk, its provider, and short words for what tests do."""

    open_desk: Callable[..., Desk]
    vendor: Vendor
    clock: FakeClock
    desk: Desk = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.desk = self.open_desk()

    def beside(self, *plugins: Plugin) -> None:
        """Go on with a desk that has these plugins, too."""
        self.desk = self.open_desk([Line(vendor=self.vendor), *plugins])

    def push(
        self,
        *items: dict[str, Any],
        channel: str = "line",
        proof: str = "signed",
        staff: str | None = None,
        desk: Desk | None = None,
    ) -> Reply:
        """As the provider does it."""
        return self.push_raw(json.dumps(items).encode(), channel=channel, proof=proof, staff=staff, desk=desk)

    def push_raw(
        self,
        body: bytes,
        *,
        channel: str = "line",
        proof: str = "signed",
        staff: str | None = None,
        desk: Desk | None = None,
    ) -> Reply:
        """The same with bytes."""
        headers = {"proof": proof, "signature": signature(body)}
        return (desk or self.desk).intake(channel, Envelope(body, headers=headers, staff=staff))

    def cases(self) -> list[Case]:
        """All there are, oldest first."""
        return list(self.desk.cases(by="fang"))[::-1]

    def heard(self, case: Case) -> list[str | None]:
        """What the customer said on a case since."""
        events = [line.event for line in self.desk.timeline(case, by="fang")]
        return [getattr(one, "text", None) for one in events if one.name == "customer-heard"]

    def deliver(self) -> int:
        """What is to be sent now."""
        return self.desk.deliver_blocking()

    def work(self) -> None:
        """One pass of the worker."""
        self.desk.work_blocking(limit=50)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A canteen with a line."""
    playbook = tmp_path / "playbook.toml"
    playbook.write_text(PLAYBOOK, "utf-8")
    clock, vendor, opened = FakeClock("2026-11-21T10:00+08:00"), Vendor(), []

    def open_one(plugins: Sequence[Plugin] | None = None) -> Desk:
        opened.append(
            Desk.open(
                f"sqlite:///{tmp_path}/desk.db",
                playbook=playbook,
                organisation=SAMPLES / "organisation.toml",
                plugins=[Line(vendor=vendor)] if plugins is None else plugins,
                clock=clock,
            )
        )
        return opened[-1]

    yield House(open_one, vendor, clock)
    for desk in opened:
        desk.close()


def said(text: str, id: str = "m1", **more: Any) -> dict[str, Any]:
    """A customer's words."""
    return {"what": "message", "text": text, "id": id, **more}


@pytest.fixture(name="said")
def _said() -> Callable[..., dict[str, Any]]:
    """Tests import nothing from each other."""
    return said
