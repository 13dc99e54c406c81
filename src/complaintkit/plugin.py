"""What the author of a plugin imports, and nothing else: the base class, the ports, and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.hooks.marker import hookimpl
from complaintkit.hooks.plugin import Plugin
from complaintkit.model.phrase import Catalogue, Phrase
from complaintkit.ports.assigner import Assigner, Classification, Classifier
from complaintkit.ports.blocking import blocking_session
from complaintkit.ports.channel import LARGEST_BODY, AnsweringChannel, Channel, MediaSource, PolledChannel, is_size
from complaintkit.ports.clock import Clock
from complaintkit.ports.compensation import CaseView, CompensationPolicy, Suggested
from complaintkit.ports.envelope import Authentic, Envelope, Proof, Reply
from complaintkit.ports.inbound import (
    CustomerMessage,
    DeliveryReport,
    DeliveryStatus,
    FormReceived,
    Ignored,
    Inbound,
    MediaRef,
    Parsed,
    Polled,
    PollNow,
    Stopped,
    Taken,
    TakenAs,
)
from complaintkit.ports.notifier import MessageSpec, Notification, Notifier, Sender
from complaintkit.ports.outcome import Accepted, Attempt, InDoubt, NotSent, Outcome, Rejected, RejectReason
from complaintkit.ports.price import PriceBook
from complaintkit.ports.remedy import RemedyExecutor, RemedyGuard, RemedyOrder, RemedyRunner

if TYPE_CHECKING:
    from complaintkit.ports.storage import Storage

__all__ = [
    "LARGEST_BODY",
    "Accepted",
    "AnsweringChannel",
    "Assigner",
    "Attempt",
    "Authentic",
    "CaseView",
    "Catalogue",
    "Channel",
    "Classification",
    "Classifier",
    "Clock",
    "CompensationPolicy",
    "CustomerMessage",
    "DeliveryReport",
    "DeliveryStatus",
    "Envelope",
    "FormReceived",
    "Ignored",
    "InDoubt",
    "Inbound",
    "MediaRef",
    "MediaSource",
    "MessageSpec",
    "NotSent",
    "Notification",
    "Notifier",
    "Outcome",
    "Parsed",
    "Phrase",
    "Plugin",
    "PollNow",
    "Polled",
    "PolledChannel",
    "PriceBook",
    "Proof",
    "RejectReason",
    "Rejected",
    "RemedyExecutor",
    "RemedyGuard",
    "RemedyOrder",
    "RemedyRunner",
    "Reply",
    "Sender",
    "Stopped",
    "Storage",
    "Suggested",
    "Taken",
    "TakenAs",
    "blocking_session",
    "hookimpl",
    "is_size",
]


def __getattr__(name: str) -> object:
    """`Storage` comes when it is asked for: only few plugins are one, and it brings all its rows along."""
    if name == "Storage":
        from complaintkit.ports.storage import Storage

        return Storage
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
