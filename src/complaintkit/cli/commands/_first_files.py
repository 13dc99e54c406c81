"""Write the first files of a folder: settings and organisation. Files that are there already are never touched."""

from __future__ import annotations

from pathlib import Path

from complaintkit.hooks.configuration import CONFIG
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase

_TEMPLATES = Path(__file__).parents[1] / "templates"
_PEOPLE = "organisation.toml"
FILES = (CONFIG, _PEOPLE)
USUAL = "canteen-delivery"
PLAYBOOKS = tuple(sorted(file.stem for file in (_TEMPLATES / "organisation").glob("*.toml")))
"""Those that come with an organisation to begin with."""

_DATABASE = "desk.db"
_URL = f"sqlite:///{_DATABASE}"


def write_first_files(folder: Path, playbook: str = USUAL) -> Path:
    """Write the files of one of `PLAYBOOKS` into `folder`, which is made where it is missing; return the path of the settings.

    There is no database yet.

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
        for name, text in _texts(playbook).items():
            with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        raise ConfigurationError(
            where=str(folder),
            reason=phrase("can't be written: {strerror}", strerror=error.strerror),
            next_step=phrase("Name another folder."),
        ) from None
    return folder / CONFIG


def _texts(playbook: str) -> dict[str, str]:
    settings = (_TEMPLATES / CONFIG).read_text("utf-8").replace(f'"{USUAL}"', f'"{playbook}"')
    return {CONFIG: settings, _PEOPLE: (_TEMPLATES / "organisation" / f"{playbook}.toml").read_text("utf-8")}


def _check_storage() -> None:
    """Refuse to begin, before anything is written, where no plugin keeps data in a file."""
    from complaintkit.hooks.plugins import Plugins

    with Plugins.assemble() as plugins:
        plugins.storage_for(_URL)
