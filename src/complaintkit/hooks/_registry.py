"""pluggy's manager with our refusals: what pluggy would accept and only fail on later is refused when it registers."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pluggy

from complaintkit.hooks.marker import PROJECT
from complaintkit.hooks.plugin import Plugin
from complaintkit.hooks.port import OBSERVER
from complaintkit.model.check import LONGEST_WORD
from complaintkit.model.did_you_mean import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = f"{PROJECT}_"
MARK = f"{PROJECT}_impl"
HOOKS = tuple(name for name in vars(Plugin) if name.startswith(PREFIX))


class Refused(Exception):
    """A plugin can't be registered; says why and what to do."""


class Registry(pluggy.PluginManager):
    """The plugins of one desk. An instance attribute of that desk's `Plugins`, never a global."""

    def __init__(self) -> None:
        super().__init__(PROJECT)
        self.add_hookspecs(Plugin)

    def parse_hookimpl_opts(self, plugin: Any, name: str) -> Any:  # noqa: ANN401  pluggy's own signature
        """Read the mark of one method; refuse what could never work as a hook."""
        return super().parse_hookimpl_opts(plugin, name) if _marked(type(plugin), name) else None

    def add(self, plugin: object) -> dict[str, Any]:
        """Register a plugin; return its implementations by the names of the hooks, in the order of the specification.

        Raises:
            Refused: it is no instance of a `Plugin`, or a hook of it is misspelled, async, unmarked or a wrapper.
        """
        _check_plugin(plugin)
        try:
            self.register(plugin, name=plugin.name)  # type: ignore[attr-defined]  # checked above
        except (pluggy.PluginValidationError, ValueError) as error:
            raise Refused(" ".join(str(error).split())) from error
        return dict(self._implementations(plugin))

    def _implementations(self, plugin: object) -> Iterator[tuple[str, Any]]:
        for name in HOOKS:
            for found in getattr(self.hook, name).get_hookimpls():
                if found.plugin is plugin:
                    yield name, found


def hooks_of(kind: type) -> tuple[str, ...]:
    """List the hooks that a class implements, without an instance."""
    return tuple(name for name in HOOKS if hasattr(getattr(kind, name, None), MARK))


def check_class(found: object, value: str) -> type[Plugin]:
    """Refuse an entry point that names no plugin's class, or one with hooks that don't exist.

    Raises:
        Refused: it is something else.
    """
    if not isinstance(found, type):
        raise Refused(f"{value} is {type(found).__name__}, not a class. The entry point names the class")
    if not issubclass(found, Plugin):
        raise Refused(f"{found.__name__} is no Plugin. Derive it from complaintkit.plugin.Plugin")
    for name in dir(found):
        if not name.startswith("__"):
            _marked(found, name)
    return found


def _marked(kind: type, name: str) -> dict[str, object] | None:
    """Return the mark of one method, if it implements a hook; nothing is evaluated, for a property may be costly."""
    function = inspect.getattr_static(kind, name, None)
    if isinstance(function, staticmethod | classmethod):
        function = function.__func__
    marked: dict[str, object] | None = getattr(function, MARK, None) if inspect.isfunction(function) else None
    if name.startswith(PREFIX) or marked is not None:
        _check(name, function, marked)
    return marked


def _check(name: str, function: object, marked: dict[str, object] | None) -> None:
    if name not in HOOKS:
        raise Refused(f"there is no hook {name!r}. {nearest(name, HOOKS)}")
    if function is vars(Plugin)[name]:
        return
    if marked is None:
        raise Refused(f"{name} is not marked: put @hookimpl above it")
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise Refused(f"{name} is async; hooks are sync. Make it a plain def: the objects it gives may be async")
    if name == OBSERVER and inspect.isgeneratorfunction(function):
        raise Refused(
            f"{name} yields, and nobody asks for more: it would never run. Make it a plain def without `yield`"
        )
    if marked.get("wrapper") or marked.get("hookwrapper") or marked.get("specname"):
        raise Refused(f"{name} wraps or renames a hook; hooks only give objects. Use the bare @hookimpl")


def _check_plugin(plugin: object) -> None:
    if isinstance(plugin, type):
        raise Refused(f"{plugin.__name__} is a class, not an instance. Write {plugin.__name__}(...)")
    if not isinstance(plugin, Plugin):
        raise Refused(f"{type(plugin).__name__} is no Plugin. Derive it from complaintkit.plugin.Plugin")
    name = getattr(plugin, "name", None)
    if not isinstance(name, str) or not name.strip() or not name.isprintable() or len(name) > LONGEST_WORD:
        raise Refused(f"{type(plugin).__name__} has no name. Give it a field `name: str`")
    try:
        hash(plugin)
    except TypeError:
        advice = "Make it @attrs.frozen(kw_only=True, eq=False)"
        raise Refused(f"{type(plugin).__name__} can't be hashed. {advice}") from None
