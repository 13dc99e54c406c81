"""A plugin's settings: listed for whoever configures it, and read from a table into an instance."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from complaintkit.hooks._reading import Misfit, Reading
from complaintkit.hooks._structure import fitted, made
from complaintkit.hooks.status import Setting
from complaintkit.model.bilingual import both
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import Phrase, in_language, phrase, without_stop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

__all__ = ["configure", "settings_of"]

P = TypeVar("P")


def configure(kind: type[P], settings: Mapping[str, object], *, folder: PathLike[str] | None = None) -> P:
    """An instance of a plugin's class, of the settings that stand in `[plugins.<name>]`.

    Raises:
        ConfigurationError: unknown, missing or unfit settings, all of them by name.
    """
    named = settings.get("name")
    reading = Reading(f"plugins.{named if isinstance(named, str) else kind.__name__}", Path(folder or "."))
    if not attrs.has(kind):
        raise ConfigurationError(
            where=reading.key,
            reason=phrase("{name} is no attrs class, so it has no settings", name=kind.__name__),
            next_step=phrase("Decorate it with @attrs.frozen(kw_only=True, eq=False)."),
        )
    try:
        given, misfits = fitted(settings, kind, reading)
        if not misfits:
            return made(kind, given, reading)  # type: ignore[no-any-return]  # of that kind
    except Misfit as misfit:
        misfits = [misfit]
    raise _told(misfits, reading.key, kind)


def _told(misfits: list[Misfit], key: str, kind: type) -> ConfigurationError:
    step = phrase(
        "`complaintkit plugins check {instance}` shows the settings of {name}.",
        instance=key.removeprefix("plugins."),
        name=kind.__name__,
    )
    if len(misfits) == 1:
        (one,) = misfits
        return ConfigurationError(where=one.key, reason=one.reason, next_step=one.step or step)
    several = [_line(one, key) for one in misfits]
    said = both("; ".join(several), "；".join(in_language(one, "zh") for one in several))
    return ConfigurationError(where=key, reason=said, next_step=step)


def _line(misfit: Misfit, key: str) -> Phrase:
    """One of several: which setting, what is wrong, and what to do about it where that is known."""
    which, step = misfit.key.removeprefix(f"{key}."), without_stop(misfit.step)
    if not step:
        return phrase("{which} {reason}", which=which, reason=misfit.reason)
    return phrase("{which} {reason} ({step})", which=which, reason=misfit.reason, step=step)


def settings_of(kind: type) -> tuple[Setting, ...]:
    """The settings of a plugin's class, apart from its name.

    >>> @attrs.frozen
    ... class Mail:
    ...     host: str
    ...     password: str = attrs.field(default="", repr=False)
    >>> [(one.name, one.type, one.required, one.secret) for one in settings_of(Mail)]
    [('host', 'str', True, False), ('password', 'str', False, True)]
    """
    if not attrs.has(kind):
        return ()
    return tuple(_setting(field) for field in attrs.fields(kind) if field.init and field.alias != "name")


def _shown(kind: object) -> str:
    """An annotation as one writes it, without the modules of its names."""
    written = kind if isinstance(kind, str) else inspect.formatannotation(kind)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", written)


def _setting(field: attrs.Attribute[Any]) -> Setting:
    secret = field.repr is False
    plain = field.default is not attrs.NOTHING and not isinstance(field.default, attrs.Factory)  # type: ignore[arg-type]
    return Setting(
        name=str(field.alias),
        type=_shown(field.type),
        required=field.default is attrs.NOTHING,
        default=repr(field.default) if plain and not secret else None,
        secret=secret,
        help=str(field.metadata.get("help", "")),
    )
