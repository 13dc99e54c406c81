"""A first folder: settings, organisation, database. What is there already is never touched."""

from __future__ import annotations

from pathlib import Path

from complaintkit.hooks.configuration import CONFIG
from complaintkit.model.bilingual import both
from complaintkit.model.errors import ConfigurationError

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
                reason=both("is there already", "已经存在"),
                next_step=both("Nothing was written; name another folder.", "没有写入任何内容；请换一个文件夹。"),
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
            reason=both("can't be written: {strerror}", "无法写入：{strerror}", strerror=error.strerror),
            next_step=both("Name another folder.", "请换一个文件夹。"),
        ) from None
    return folder / CONFIG


def _check_storage() -> None:
    """Before anything is written: is there a plugin that keeps data in a file?"""
    from complaintkit.hooks.plugins import Plugins

    with Plugins.assemble() as plugins:
        plugins.storage_for(_URL)
