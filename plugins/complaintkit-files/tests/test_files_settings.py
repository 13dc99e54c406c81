"""The plugin and its settings: found, configured, refused by name; one notifier for each medium."""

import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import attrs
import pytest
from complaintkit_files import Files

from complaintkit.errors import ConfigurationError
from complaintkit.plugin import Plugin


def test_it_is_found_by_its_entry_point():
    """`use = "files"` names this class."""
    (entry,) = entry_points(group="complaintkit", name="files")

    assert entry.load() is Files
    assert issubclass(Files, Plugin)


def test_a_folder_is_enough(tmp_path):
    """A relative one starts where `complaintkit.toml` lies."""
    plugin = Files.configured({"name": "out", "folder": "outbox"}, folder=tmp_path)

    assert plugin.folder == tmp_path / "outbox"
    assert not plugin.folder.exists(), "made for the first message, not before"


def test_each_medium_has_a_notifier_and_the_contact_it_needs():
    """Several are told apart by name; one alone is called as its table is."""
    several = Files.configured({"name": "out", "folder": "o", "media": ["email", "sms", "call", "wechat"]})
    (alone,) = Files.configured({"name": "sms", "folder": "o", "media": ["sms"]}).complaintkit_notifiers()

    assert [(one.name, one.medium, one.address_kind) for one in several.complaintkit_notifiers()] == [
        ("out-email", "email", "email"),
        ("out-sms", "sms", "phone"),
        ("out-call", "call", "phone"),
        ("out-wechat", "wechat", "wechat"),
    ]
    assert alone.name == "sms"


def test_the_page_names_every_setting_and_its_example_works():
    """What is copied from the README is accepted, and nothing is left to guess."""
    page = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    table = tomllib.loads(example)["plugins"]["outbox"]

    assert table.pop("use") == "files"
    made = Files.configured(table | {"name": "outbox"})
    assert [one.name for one in made.complaintkit_notifiers()] == ["outbox-sms", "outbox-call"]
    assert {f"`{field.name}`" for field in attrs.fields(Files)} - {"`name`"} <= set(re.findall(r"`\w+`", page))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({}, "folder: is missing"),
        ({"folder": 5}, "is not a path"),
        ({"folder": "o", "media": []}, "media"),
        ({"folder": "o", "media": "sms"}, "is not a list"),
        ({"folder": "o", "media": ["sms", "sms"]}, "different media"),
        ({"folder": "o", "media": ["../sms"]}, "no medium"),
        ({"folder": "o", "mdia": ["sms"]}, "did you mean 'media'"),
    ],
)
def test_a_bad_setting_is_refused_by_name(table, said):
    """The one who mends `complaintkit.toml` sees where."""
    with pytest.raises(ConfigurationError) as refused:
        Files.configured({"name": "out"} | table)

    assert said.lower() in str(refused.value).lower().replace("plugins.out.", "")


def test_it_says_at_start_that_a_folder_is_none(tmp_path):
    """What can be seen without writing."""
    (tmp_path / "file").touch()
    good, bad = (Files(name="out", folder=tmp_path / name, media=("sms",)) for name in ("a/b", "file/outbox"))

    assert [problem for one in good.complaintkit_notifiers() for problem in one.check([])] == []
    assert [problem for one in bad.complaintkit_notifiers() for problem in one.check([])] == [
        f"{tmp_path / 'file'} is no folder"
    ]
    assert list(Path(tmp_path).iterdir()) == [tmp_path / "file"]
