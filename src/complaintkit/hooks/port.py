"""Which hook brings which port: the table that collection, roles and `complaintkit plugins` read."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import attrs

from complaintkit.ports.assigner import Assigner, Classifier
from complaintkit.ports.channel import Channel
from complaintkit.ports.compensation import CompensationPolicy
from complaintkit.ports.notifier import Notifier
from complaintkit.ports.price import PriceBook
from complaintkit.ports.remedy import RemedyExecutor, RemedyGuard
from complaintkit.ports.report import ReportSection
from complaintkit.ports.storage import StorageProvider

__all__ = ["OBSERVER", "PORTS", "Port"]

OBSERVER: Final = "complaintkit_event_recorded"


@attrs.frozen
class Port:
    """`role` is the word of `required = ["notifier:sms"]`; a port without members is data by name."""

    role: str
    hook: str
    members: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()


def _of(role: str, hook: str, protocol: type) -> Port:
    members = {name for name in vars(protocol) if not name.startswith("_")}
    methods = {name for name in members if not isinstance(vars(protocol)[name], property)}
    return Port(role, hook, frozenset(members), frozenset(methods))


PORTS: Final = (
    _of("channel", "complaintkit_channels", Channel),
    _of("notifier", "complaintkit_notifiers", Notifier),
    _of("storage", "complaintkit_storages", StorageProvider),
    _of("assigner", "complaintkit_assigners", Assigner),
    _of("classifier", "complaintkit_classifiers", Classifier),
    _of("compensation-policy", "complaintkit_compensation_policies", CompensationPolicy),
    _of("remedy-guard", "complaintkit_remedy_guards", RemedyGuard),
    _of("remedy-executor", "complaintkit_remedy_executors", RemedyExecutor),
    _of("price-book", "complaintkit_price_books", PriceBook),
    Port("calendar", "complaintkit_calendars"),
    Port("playbook", "complaintkit_playbooks"),
    _of("report-section", "complaintkit_report_sections", ReportSection),
    Port("cli-command", "complaintkit_cli_commands", frozenset({"name", "invoke"}), frozenset({"invoke"})),
)

KINDS: Final[dict[str, type | tuple[type, ...]]] = {
    "name": str,
    "medium": str,
    "address_kind": str,
    "version": str,
    "reconcile_after": timedelta,
    "kinds": (frozenset, set),
    "needs": (frozenset, set),
    "schemes": (frozenset, set),
}
"""What the plain members of a port must be."""
