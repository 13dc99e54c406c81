"""Plugins: the assembled set of one desk. What it brings, how it is called, and how each of it stands."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import attrs

from complaintkit.hooks import _storage
from complaintkit.hooks._assembly import Assembly, Provided
from complaintkit.hooks._inspection import inspect_plugins
from complaintkit.hooks._required import check_required
from complaintkit.hooks.lent import copied
from complaintkit.hooks.port import OBSERVER
from complaintkit.hooks.status import Failure
from complaintkit.model.errors import ConfigurationError, PluginError
from complaintkit.model.problem import Source, located

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from os import PathLike

    import click

    from complaintkit.hooks.plugin import Plugin
    from complaintkit.hooks.status import PluginStatus
    from complaintkit.model.period import Event
    from complaintkit.playbook import Playbook
    from complaintkit.ports.assigner import Assigner, Classifier
    from complaintkit.ports.channel import Channel
    from complaintkit.ports.compensation import CompensationPolicy
    from complaintkit.ports.notifier import Notifier
    from complaintkit.ports.price import PriceBook
    from complaintkit.ports.remedy import RemedyExecutor, RemedyGuard
    from complaintkit.ports.report import ReportSection
    from complaintkit.ports.storage import StorageProvider

__all__ = ["DEADLINE", "Plugins", "Provided"]

T = TypeVar("T")

DEADLINE: Final = timedelta(seconds=5)
"""How long a plugin may take for one answer, before it counts as hung. None of these calls may use a network."""


@attrs.frozen(kw_only=True, eq=False)
class Plugins:
    """The plugins of one desk. Fixed once assembled; only a plugin's standing changes.

    >>> with Plugins.assemble() as plugins:
    ...     dict(plugins.notifiers)
    {}
    """

    failures: tuple[Failure, ...]
    """What failed on the way in."""
    deadline: timedelta
    _assembly: Assembly = attrs.field(repr=False)

    @classmethod
    def assemble(
        cls,
        explicit: Sequence[Plugin] = (),
        configured: Mapping[str, Mapping[str, object]] | None = None,
        *,
        required: Sequence[str] = (),
        folder: PathLike[str] | None = None,
        source: Source | None = None,
        deadline: timedelta = DEADLINE,
    ) -> Plugins:
        """Put together the plugins that the host made and those that `[plugins.<instance>]` tables name.

        A plugin that fails is noted in `failures`, logged, and left out. Relative paths in settings start at `folder`.

        Args:
            explicit: instances the host made.
            configured: table by instance; `use` names the entry point, where it differs from the instance.
            required: roles without which nothing starts: `["storage:sqlmodel", "notifier:sms"]`.
            folder: where the configuration file stands.
            source: its text, so that what is wrong is told by line and column.
            deadline: how long a plugin may take for one answer.

        Raises:
            ConfigurationError: two plugins or two objects of one port share a name, or a required role is missing.
        """
        assembly = Assembly(deadline=deadline, folder=Path(folder) if folder is not None else None, source=source)
        try:
            assembly.fill(explicit, configured or {})
            check_required(assembly, required)
        except ConfigurationError as error:
            raise located(error, source) if source else error from None
        return cls(failures=tuple(assembly.failures), deadline=deadline, assembly=assembly)

    # ---- what the plugins bring, by name; in the order in which they were named ----

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Channels by name."""
        return self._all("channel")

    @property
    def notifiers(self) -> Mapping[str, Notifier]:
        """Notifiers by name; several may share a `medium`."""
        return self._all("notifier")

    @property
    def assigners(self) -> Mapping[str, Assigner]:
        """Assigners by name."""
        return self._all("assigner")

    @property
    def classifiers(self) -> Mapping[str, Classifier]:
        """Classifiers by name."""
        return self._all("classifier")

    @property
    def compensation_policies(self) -> Mapping[str, CompensationPolicy]:
        """Policies by name."""
        return self._all("compensation-policy")

    @property
    def remedy_guards(self) -> Mapping[str, RemedyGuard]:
        """Guards by name."""
        return self._all("remedy-guard")

    @property
    def remedy_executors(self) -> Mapping[str, RemedyExecutor]:
        """Executors by name."""
        return self._all("remedy-executor")

    @property
    def price_books(self) -> Mapping[str, PriceBook]:
        """Price lists by name."""
        return self._all("price-book")

    @property
    def calendars(self) -> Mapping[str, Mapping[str, object]]:
        """Tables of calendars by name."""
        return self._all("calendar")

    @property
    def playbooks(self) -> Mapping[str, Path]:
        """Files of playbooks by name."""
        return self._all("playbook")

    def load_playbook(self, source: str | PathLike[str]) -> Playbook:
        """Load a playbook by name or from a file, with the playbooks and calendars of plugins to draw on.

        Raises:
            ConfigurationError: it can't be used.
        """
        from complaintkit.playbook import load_playbook

        return load_playbook(source, installed=self.playbooks, calendars=self.calendars)

    @property
    def report_sections(self) -> Mapping[str, ReportSection]:
        """Report sections by name."""
        return self._all("report-section")

    @property
    def cli_commands(self) -> Mapping[str, click.Command]:
        """Commands of the command line by name."""
        return self._all("cli-command")

    @property
    def instances(self) -> Mapping[str, Plugin]:
        """The plugins in use, by instance: for what a plugin offers beside its hooks."""
        return {name: member.plugin for name, member in self._assembly.members.items() if not member.quarantined}

    def storage_for(self, url: str) -> StorageProvider:
        """Return what opens the database of this URL: of a plugin in use, else of an installed one.

        Raises:
            ConfigurationError: nothing installed does; says which package to install.
        """
        return _storage.storage_for(self._assembly, url)

    def provided(self, role: str, name: str) -> Provided:
        """Return an object with the plugin and distribution it came from.

        Raises:
            KeyError: nothing of that name.
        """
        return self._assembly.provided[role][name]

    def _all(self, role: str) -> Mapping[str, Any]:
        return {name: one.object for name, one in self._assembly.provided[role].items()}

    # ---- calling them ----

    def call(
        self,
        plugin: str,
        call: Callable[..., T],
        *arguments: object,
        deadline: timedelta | None = None,
        passes: tuple[type[Exception], ...] = (),
        strangers: bool = False,
    ) -> T:
        """Return the result of a call to what the plugin `plugin` (an instance) brought, on that plugin's own thread.

        Consume generators inside `call`. Exceptions in `passes` are the plugin's to raise, such as IntakeRejected. Where
        it works on what `strangers` sent, it goes into no quarantine however long it takes.

        Raises:
            PluginError: it raised, or hung (then it is in quarantine for half a minute, twice as long each time it hangs
                again, an hour at most).
        """
        member = self._assembly.members[plugin]
        return member.call(call, *arguments, deadline=deadline or self.deadline, passes=passes, strangers=strangers)

    def refuse(self, plugin: str, reason: str) -> PluginError:
        """Note that an answer of a plugin can't be used; the error is for the caller to raise."""
        try:
            self._assembly.members[plugin].refuse("call", reason)
        except PluginError as error:
            return error

    @property
    def observed(self) -> bool:
        """Whether anybody observes what is recorded."""
        return any(OBSERVER in member.implementations for member in tuple(self._assembly.members.values()))

    def event_recorded(self, event: Event) -> None:
        """Tell the observers, best effort: what they raise is noted, and changes nothing.

        What an observer does itself while it is told is not told to it: it would never end.
        """
        for member in tuple(self._assembly.members.values()):
            if member.quarantined or member.is_told or (found := member.implementations.get(OBSERVER)) is None:
                continue
            with suppress(PluginError):
                member.tell(found.function, *(copied(event) for _ in found.argnames), deadline=self.deadline)

    # ---- how they stand ----

    def inspect(self) -> tuple[PluginStatus, ...]:
        """Tell how every plugin stands, in use, failed or only installed; import those, too, to see whether they load."""
        return inspect_plugins(self._assembly)

    def check_loadable(self, name: str) -> type[Plugin]:
        """Return the class of an installed plugin, by entry point.

        Raises:
            PluginError: it is not installed, can't be imported, or is no plugin.
        """
        return self._assembly.named(name).load()

    def close(self) -> None:
        """Let the plugins' threads end."""
        for member in self._assembly.members.values():
            member.worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
