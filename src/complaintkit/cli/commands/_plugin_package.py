"""Write the package of a new plugin from templates."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from packaging.version import Version

from complaintkit import __version__
from complaintkit.model.errors import ConfigurationError, InvalidInput
from complaintkit.model.phrase import phrase

_TEMPLATES = Path(__file__).parents[1] / "templates" / "plugin"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 40
_OF_KIND = {
    "channel": ("Channel {name}", 'key = { env = "NAME_KEY" }'),
    "notifier": ("Notifier {name}", 'key = { env = "NAME_KEY" }'),
    "executor": ("Remedies through {name}", 'key = { env = "NAME_KEY" }'),
    "policy": ("Compensation policy {name}", "at_most = 50"),
    "storage": ("Storage {name}", ""),
}
"""A title, and a first setting."""
_IMPORTED = frozenset("Decimal Iterable Mapping Path Sequence StorageProvider".split())
"""What templates import beside our own names."""


def write_package(kind: str, name: str, folder: Path) -> Path:
    """Write the package of a plugin of this kind into a new folder below `folder`; return that folder.

    Raises:
        InvalidInput: the name can't be one.
        ConfigurationError: the folder is there already, or can't be written.
    """
    name = name.removeprefix("complaintkit-")
    _check(name)
    _check_words(kind, name)
    made = folder / f"complaintkit-{name}"
    words = _words(kind, name)
    try:
        made.mkdir(parents=True)
        for path, template in _files(kind, words["package"]).items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            text = Template((_TEMPLATES / template).read_text("utf-8")).substitute(words) if template else ""
            (made / path).write_text(text, "utf-8", newline="\n")
    except FileExistsError:
        raise ConfigurationError(
            where=str(made),
            reason=phrase("is there already"),
            next_step=phrase("Nothing was written; take another name."),
        ) from None
    except OSError as error:
        raise ConfigurationError(
            where=str(made),
            reason=phrase("can't be written: {strerror}", strerror=error.strerror),
            next_step=phrase("Name another folder."),
        ) from None
    return made


def _check(name: str) -> None:
    if len(name) <= _LONGEST and _NAME.fullmatch(name):
        return
    meant = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-0123456789")[:_LONGEST].rstrip("-")
    raise InvalidInput(
        field="name",
        reason=phrase("{name!r} is no name of a package", name=name),
        next_step=phrase("Did you mean {meant!r}?", meant=meant)
        if meant
        else phrase("Small letters, digits and single hyphens, such as 'wechat'."),
    )


def _check_words(kind: str, name: str) -> None:
    """Refuse a name by which the plugin's classes would be called like what they import."""
    import complaintkit
    from complaintkit import plugin, testing

    known = {*complaintkit.__all__, *plugin.__all__, *testing.__all__, *_IMPORTED}
    class_name = _words(kind, name)["plugin"]
    if known & {class_name, f"{class_name}{kind.capitalize()}", f"{class_name}Provider"}:
        raise InvalidInput(
            field="name",
            reason=phrase("{name!r} is a word of complaintkit's own", name=name),
            next_step=phrase("Say whose it is: 'our-{name}'.", name=name),
        )


def _words(kind: str, name: str) -> dict[str, str]:
    """Return the words that the templates' places stand for."""
    title, setting = _OF_KIND[kind]
    class_name = "".join(part.capitalize() for part in name.split("-"))
    key = name.upper().replace("-", "_")
    return {
        "name": name,
        "title": title.format(name=name),
        "distribution": f"complaintkit-{name}",
        "package": f"complaintkit_{name.replace('-', '_')}",
        "plugin": f"{class_name}Storage" if kind == "storage" else class_name,
        "needs": '"complaintkit-sqlmodel", ' if kind == "storage" else "",
        "versions": _versions(Version(__version__)),
        "configuration": _configuration(kind, name, setting.replace("NAME", key)),
    }


def _versions(core: Version) -> str:
    """Return the versions of the core that a plugin begun now is for: from this one, or this candidate, to the next minor."""
    first = core.public if core.is_prerelease else f"{core.major}.{core.minor}"
    return f">={first},<{core.major}.{core.minor + 1}"


def _configuration(kind: str, name: str, setting: str) -> str:
    if kind == "storage":
        return f'[desk]\ndatabase = "{name}:///desk.db"'
    return f"[plugins.{name}]\n{setting}"


def _files(kind: str, package: str) -> dict[str, str]:
    """Return each path in the package with its template."""
    return {
        "pyproject.toml": "pyproject.toml.template",
        "README.md": "README.md.template",
        f"src/{package}/__init__.py": "init.template",
        f"src/{package}/_plugin.py": f"{kind}.plugin.template",
        f"src/{package}/_{kind}.py": f"{kind}.module.template",
        f"src/{package}/py.typed": "",
        f"tests/test_{package.removeprefix('complaintkit_')}.py": f"{kind}.test.template",
    }
