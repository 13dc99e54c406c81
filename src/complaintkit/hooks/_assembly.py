"""Putting a desk's plugins together, one after another, each in its own `try`: one that fails is noted and left out."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from complaintkit.hooks._collect import Unfit, gather_objects
from complaintkit.hooks._entry import Entry, discover
from complaintkit.hooks._quarantine import Member, log
from complaintkit.hooks._reference import know_references
from complaintkit.hooks._registry import Refused, Registry
from complaintkit.hooks._secret import know_parts, known_to
from complaintkit.hooks._worker import Raised, TimeUpError, in_time
from complaintkit.hooks.marker import PROJECT
from complaintkit.hooks.port import PORTS, Port
from complaintkit.hooks.status import Failure, Origin, Stage
from complaintkit.hooks.stranger import kind_of
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import ConfigurationError, PluginError
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Source, located, sentence_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from complaintkit.hooks.plugin import Plugin


@attrs.frozen(kw_only=True, eq=False)
class Provided:
    """An object that a plugin brought, and which one it was: proposals are recorded with it."""

    role: str
    name: str
    object: Any
    plugin: str
    origin: Origin


@attrs.define(kw_only=True, eq=False)
class Assembly:
    """The plugins so far. Once a desk is assembled, only a storage found for its database comes in later."""

    deadline: timedelta
    folder: Path | None = None
    source: Source | None = None
    lock: threading.RLock = attrs.field(factory=threading.RLock, repr=False)
    registry: Registry = attrs.field(factory=Registry)
    entries: tuple[Entry, ...] = ()
    failures: list[Failure] = attrs.field(factory=list)
    members: dict[str, Member] = attrs.field(factory=dict)
    provided: dict[str, dict[str, Provided]] = attrs.field(factory=lambda: {port.role: {} for port in PORTS})

    def __attrs_post_init__(self) -> None:
        self.entries, failures = discover()
        self.failures.extend(failures)

    def fill(self, explicit: Sequence[Plugin], configured: Mapping[str, Mapping[str, object]]) -> None:
        """Add these plugins, and collect what they bring.

        Raises:
            ConfigurationError: two plugins, or two objects of one port, share a name.
        """
        for plugin in explicit:
            self.add_explicit(plugin)
        for instance, table in configured.items():
            self.add_configured(instance, table)
        self.registry.check_pending()
        for member in self.members.values():
            self.collect(member)

    def add_explicit(self, plugin: Plugin) -> None:
        """Add a plugin that the host made."""
        name = getattr(plugin, "name", None)
        called = name if isinstance(name, str) else getattr(plugin, "__name__", type(plugin).__name__)
        self._add(called, self._origin(plugin), lambda: self._checked(plugin))

    def _checked(self, plugin: Plugin) -> Plugin:
        """Return a plugin of the host's, unless an installed package brings it that was made for another complaintkit."""
        if (entry := self._entry_of(plugin)) is not None:
            entry.check_core()
        return plugin

    def add_configured(self, instance: str, table: Mapping[str, object]) -> None:
        """Add the plugin that a table of the configuration names."""
        use = str(table.get("use", instance))
        settings = {key: value for key, value in table.items() if key != "use"}
        know_references(settings, self.folder or Path())
        origin = next((entry.origin for entry in self.entries if entry.name == use), Origin(entry=use))
        self._add(instance, origin, lambda: self._made(self.named(use), instance, settings))

    def named(self, use: str) -> Entry:
        """Return the installed plugin of that name.

        Raises:
            PluginError: there is none, or there are two.
        """
        found = [entry for entry in self.entries if entry.name == use]
        if len(found) != 1:
            raise PluginError(plugin=use, stage="discover", reason=_not_one(use, found, self.entries))
        return found[0]

    def _made(self, entry: Entry, instance: str, settings: Mapping[str, object]) -> Plugin:
        import cattrs  # noqa: F401  settings are read with it, and its import is none of the plugin's time

        kind = entry.load()
        if "name" in settings:
            where = f"plugins.{instance}.name"
            raise ConfigurationError(
                where=where,
                reason=phrase("is the table's own name"),
                next_step=phrase("Leave it out."),
            )
        call = partial(kind.configured, {**settings, "name": instance}, folder=self.folder)
        return in_time(f"{PROJECT}-configure-{instance}", call, self.deadline)

    def _add(self, instance: str, origin: Origin, make: Callable[[], Plugin]) -> None:
        if instance in self.members:
            raise ConfigurationError(
                where=f"plugins.{instance}",
                reason=phrase(
                    "two plugins are called {instance!r}: {origin} and {origin2}",
                    instance=instance,
                    origin=self.members[instance].origin,
                    origin2=origin,
                ),
                next_step=phrase("Give one of them another name."),
            )
        stage: Stage = "configure"
        try:
            plugin = make()
            stage = "register"
            found = in_time(f"{PROJECT}-register-{instance}", partial(self.registry.add, plugin), self.deadline)
        except TimeUpError:
            self._note(instance, origin, stage, f"did not take its settings within {self.deadline.total_seconds():g} s")
        except Raised as raised:
            self._note(instance, origin, *self._blamed(raised.error, stage))
        except (ConfigurationError, PluginError) as error:
            self._note(instance, origin, *self._blamed(error, stage))
        else:
            know_parts(*known_to(plugin))
            self.members[instance] = Member(plugin=plugin, origin=origin, implementations=found)

    def drop(self, instance: str) -> None:
        """Take a plugin out again, with all it brought."""
        member = self.members.pop(instance)
        self.registry.unregister(member.plugin)
        member.worker.close()
        for role, found in self.provided.items():
            self.provided[role] = {name: one for name, one in found.items() if one.plugin != instance}

    def collect(self, member: Member) -> None:
        """Ask a plugin once for everything it brings. A hook that fails takes none of the other hooks with it."""
        for port in PORTS:
            if port.hook in member.implementations:
                self._collect(member, port)

    def _collect(self, member: Member, port: Port) -> None:
        came: list[tuple[str, object]] = []
        function = member.implementations[port.hook].function

        def ask() -> None:
            for pair in gather_objects(port, function()):
                came.append(pair)  # noqa: PERF402  one by one: what came before a failure has come

        try:
            member.call(ask, deadline=self.deadline, stage="collect", passes=(Unfit,))
        except Unfit as unfit:
            self._note(member.name, member.origin, "collect", str(unfit), member)
        except PluginError:
            self.failures.append(member.failure)  # type: ignore[arg-type]  # just noted
        for name, one in tuple(came):  # a hung thread may still be adding to it
            self._provide(member, port, name, one)

    def _provide(self, member: Member, port: Port, name: str, one: object) -> None:
        known = self.provided[port.role].get(name)
        if known is None:
            self.provided[port.role][name] = Provided(
                role=port.role, name=name, object=one, plugin=member.name, origin=member.origin
            )
        elif known.plugin == member.name:
            self._note(member.name, member.origin, "collect", f"it brings two {port.role}s called {name!r}", member)
        else:
            raise ConfigurationError(
                where=f"plugins.{member.name}",
                reason=phrase(
                    "two {role}s are called {name!r}: one of {plugin} ({origin}), one of {name2} ({origin2})",
                    role=port.role,
                    name=name,
                    plugin=known.plugin,
                    origin=known.origin,
                    name2=member.name,
                    origin2=member.origin,
                ),
                next_step=phrase("Give one of the instances another name, or take one out."),
            )

    def _note(self, name: str, origin: Origin, stage: Stage, reason: str, member: Member | None = None) -> None:
        failure = Failure(name=name, origin=origin, stage=stage, reason=reason)
        self.failures.append(failure)
        if member is not None:
            member.failure = failure
        log.warning("%s", failure)

    def _blamed(self, error: BaseException, stage: Stage) -> tuple[Stage, str]:
        """Return the stage at which a plugin failed, and the reason, without a stranger's words: they may hold a secret."""
        if not issubclass(type(error), PluginError | ConfigurationError | Refused):
            return stage, f"raised {kind_of(error)}"  # a plugin may have odd ideas of hashing, naming, configuring
        match error:
            case PluginError():
                return error.data["stage"], str(error.data["reason"])  # type: ignore[return-value]  # ours
            case ConfigurationError():
                return stage, sentence_of(located(error, self.source) if self.source else error)
            case _:
                return stage, str(error)

    def _entry_of(self, plugin: object) -> Entry | None:
        """Return an entry point of the package that an object's class comes from."""
        package = _package_of(plugin)
        return next((entry for entry in self.entries if entry.module.partition(".")[0] == package), None)

    def _origin(self, plugin: object) -> Origin:
        """Return where an object of the host's comes from, if from an installed package."""
        if (entry := self._entry_of(plugin)) is not None:
            return attrs.evolve(entry.origin, entry=None)
        package = _package_of(plugin)
        try:
            return Origin(distribution=package.replace("_", "-"), version=version(package))
        except (PackageNotFoundError, ValueError):
            return Origin()


def _package_of(plugin: object) -> str:
    kind = plugin if isinstance(plugin, type) else type(plugin)
    return kind.__module__.partition(".")[0]


def _not_one(use: str, found: list[Entry], entries: tuple[Entry, ...]) -> str:
    if found:
        both = " and ".join(str(entry.origin) for entry in found)
        return f"{both} both install a plugin {use!r}. Uninstall one of them"
    near = nearest(use, {entry.name for entry in entries})
    return f"no plugin {use!r} is installed. {near or 'Install the package that brings it'}"
