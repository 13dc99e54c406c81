"""What the author of a plugin imports, and nothing else: the base class, the ports, and their values.

Names are loaded when they are first used: few plugins are more than one thing, and a command waits for each that is in use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from complaintkit.hooks.marker import hookimpl
from complaintkit.hooks.plugin import Plugin

if TYPE_CHECKING:
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
    from complaintkit.ports.storage import Storage

_WHERE = {
    "model.phrase": "Catalogue Phrase",
    "ports.assigner": "Assigner Classification Classifier",
    "ports.blocking": "blocking_session",
    "ports.channel": "LARGEST_BODY AnsweringChannel Channel MediaSource PolledChannel is_size",
    "ports.clock": "Clock",
    "ports.compensation": "CaseView CompensationPolicy Suggested",
    "ports.envelope": "Authentic Envelope Proof Reply",
    "ports.inbound": "CustomerMessage DeliveryReport DeliveryStatus FormReceived Ignored Inbound MediaRef Parsed Polled PollNow"
    " Stopped Taken TakenAs",
    "ports.notifier": "MessageSpec Notification Notifier Sender",
    "ports.outcome": "Accepted Attempt InDoubt NotSent Outcome Rejected RejectReason",
    "ports.price": "PriceBook",
    "ports.remedy": "RemedyExecutor RemedyGuard RemedyOrder RemedyRunner",
    "ports.storage": "Storage",
}
_MODULE_OF = {name: f"complaintkit.{module}" for module, names in _WHERE.items() for name in names.split()}

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
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value
