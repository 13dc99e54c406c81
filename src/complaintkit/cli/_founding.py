"""A first folder: settings, organisation, database. What is there already is never touched."""

from __future__ import annotations

from pathlib import Path

from complaintkit.hooks.configuration import CONFIG
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase

FILES = (CONFIG, "organisation.toml")
_DATABASE = "desk.db"
_URL = f"sqlite:///{_DATABASE}"


def template(name: str) -> str:
    """A file as it is first written."""
    return (Path(__file__).parent / "templates" / name).read_text("utf-8")


def found(folder: Path, *, kind: str = "") -> Path:
    """Write the files into `folder`, which is made where it is missing; the path of the settings. No database yet.

    `kind` names other templates than those of a first desk.

    Raises:
        ConfigurationError: one of them is there already, nothing can be written there, or nothing installed keeps data.
    """
    for name in (*FILES, _DATABASE):
        if (folder / name).exists():
            raise ConfigurationError(
                where=str(folder / name),
                reason=phrase("is there already"),
                next_step=phrase("Nothing was written; name another folder."),
            )
    _check_storage()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(template(f"{kind}/{name}" if kind else name))
    except OSError as error:
        raise ConfigurationError(
            where=str(folder),
            reason=phrase("can't be written: {strerror}", strerror=error.strerror),
            next_step=phrase("Name another folder."),
        ) from None
    return folder / CONFIG


def _check_storage() -> None:
    """Before anything is written: is there a plugin that keeps data in a file?"""
    from complaintkit.hooks.plugins import Plugins

    with Plugins.assemble() as plugins:
        plugins.storage_for(_URL)
