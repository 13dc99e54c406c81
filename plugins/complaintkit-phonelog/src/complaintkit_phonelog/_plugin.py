"""The plugin and its settings: there is little to set."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from typing_extensions import override

from complaintkit.plugin import LARGEST_BODY, Channel, Notifier, Plugin, hookimpl, is_size


@attrs.frozen(kw_only=True, eq=False)
class Phonelog(Plugin):
    """Calls that people make and take. One instance will do.

    >>> Phonelog(name="phone").medium
    'call'
    """

    name: str
    medium: str = attrs.field(default="call", metadata={"help": "what playbooks name"})
    largest: int = attrs.field(
        default=LARGEST_BODY, validator=is_size, metadata={"help": "bytes of what is said of one call"}
    )

    @override
    @hookimpl
    def complaintkit_notifiers(self) -> Iterable[Notifier]:
        """Give one notifier: it asks a person to call."""
        from complaintkit_phonelog._notifier import CallNotifier

        yield CallNotifier(name=self.name, medium=self.medium)

    @override
    @hookimpl
    def complaintkit_channels(self) -> Iterable[Channel]:
        """Give one channel: what a person says of a call."""
        from complaintkit_phonelog._channel import CallChannel

        yield CallChannel(name=self.name, largest=self.largest)
