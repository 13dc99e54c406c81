"""Which hook brings which port: the table that collection, roles and `complaintkit plugins` read."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Final

import attrs

__all__ = ["OBSERVER", "PORTS", "Port"]

OBSERVER: Final = "complaintkit_event_recorded"


@attrs.frozen
class Port:
    """`role` is the word of `required = ["notifier:sms"]`; a port without a `protocol` is data by name.

    `optional` are what an object may say of itself, or not.

    The protocol, a class of `complaintkit.ports`, is looked at when something of the port came: with it come its values.
    """

    role: str
    hook: str
    protocol: str = ""
    optional: tuple[str, ...] = ()

    @cached_property
    def members(self) -> frozenset[str]:
        """What an object of the port must have."""
        return frozenset(self._said)

    @cached_property
    def methods(self) -> frozenset[str]:
        """Which of them are called."""
        return frozenset(name for name, one in self._said.items() if not isinstance(one, property))

    @cached_property
    def plain(self) -> frozenset[str]:
        """Which of them an object says of itself."""
        return self.members - self.methods

    @property
    def _said(self) -> dict[str, object]:
        if not self.protocol:
            return {}
        module, _, name = self.protocol.rpartition(".")
        kind = getattr(import_module(f"complaintkit.ports.{module}"), name)
        return {name: one for name, one in vars(kind).items() if not name.startswith("_")}


PORTS: Final = (
    Port("channel", "complaintkit_channels", "channel.Channel"),
    Port("notifier", "complaintkit_notifiers", "notifier.Notifier", optional=("sessions",)),
    Port("storage", "complaintkit_storages", "storage.StorageProvider"),
    Port("assigner", "complaintkit_assigners", "assigner.Assigner"),
    Port("classifier", "complaintkit_classifiers", "assigner.Classifier"),
    Port("compensation-policy", "complaintkit_compensation_policies", "compensation.CompensationPolicy"),
    Port("remedy-guard", "complaintkit_remedy_guards", "remedy.RemedyGuard"),
    Port("remedy-executor", "complaintkit_remedy_executors", "remedy.RemedyExecutor"),
    Port("price-book", "complaintkit_price_books", "price.PriceBook"),
    Port("calendar", "complaintkit_calendars"),
    Port("playbook", "complaintkit_playbooks"),
    Port("report-section", "complaintkit_report_sections", "report.ReportSection"),
    Port("cli-command", "complaintkit_cli_commands", "_command.Command"),
)
