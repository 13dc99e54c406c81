"""The plugin and its settings: a folder, and which media end there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs
from typing_extensions import override

from complaintkit.errors import InvalidInput
from complaintkit.plugin import Notifier, Plugin, hookimpl
from complaintkit_files._catalogue import phrase

_MEDIUM = re.compile(r"[a-z][a-z0-9-]{0,30}")


def _are_media(_: object, attribute: attrs.Attribute[Any], value: Iterable[str]) -> None:
    media = [value] if isinstance(value, str) else list(value)
    for medium in media:
        if not isinstance(medium, str) or not _MEDIUM.fullmatch(medium):
            raise InvalidInput(
                field=attribute.name,
                reason=phrase("{medium!r} is no medium", medium=medium),
                next_step=phrase('Name them as playbooks do: "email", "sms".'),
            )
    if not media or isinstance(value, str) or len(set(media)) < len(media):
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value!r} is no list of different media", value=value),
            next_step=phrase('Such as ["email", "sms"].'),
        )


@attrs.frozen(kw_only=True, eq=False)
class Files(Plugin):
    """Messages as files in a folder, e-mails as `.eml`, everything else as `.txt`. One notifier for each medium.

    >>> [one.name for one in Files(name="out", folder=Path("outbox")).complaintkit_notifiers()]
    ['out-email', 'out-sms', 'out-call']
    """

    name: str
    folder: Path = attrs.field(metadata={"help": "if there is none, it is made for its owner alone"})
    media: tuple[str, ...] = attrs.field(
        default=("email", "sms", "call"), validator=_are_media, metadata={"help": "as the playbook names them"}
    )

    @override
    @hookimpl
    def complaintkit_notifiers(self) -> Iterable[Notifier]:
        """Give one notifier for each medium; one alone has the instance's own name."""
        from complaintkit_files._notifier import FileNotifier

        for medium in self.media:
            name = self.name if len(self.media) == 1 else f"{self.name}-{medium}"
            yield FileNotifier(name=name, medium=medium, folder=Path(self.folder))
