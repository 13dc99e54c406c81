"""`complaintkit.toml`: one file for web, worker and command line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from complaintkit.hooks.configuration import read_config
from complaintkit.model.errors import ConfigurationError

WHOLE = """
# 长青超市
[desk]
database = "postgresql://pos@db/complaints"
playbook = "playbooks/our-supermarket.toml"
organisation = "organisation.toml"
required = ["storage:sqlmodel", "notifier:sms"]

[plugins.sms]
use = "aliyun-sms"
sign_name = "长青超市"
timeout = 9.90

[plugins.sms.templates]
received = { code = "SMS_470001" }
"""


@pytest.fixture
def write(tmp_path):
    """Write a configuration file."""

    def written(content):
        path = tmp_path / "complaintkit.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def test_a_whole_file(write, tmp_path):
    """Paths start at the file's folder, numbers are exact, tables are kept for their plugins."""
    config = read_config(write(WHOLE))

    assert config.database == "postgresql://pos@db/complaints"
    assert config.playbook == tmp_path / "playbooks/our-supermarket.toml"
    assert config.organisation == tmp_path / "organisation.toml"
    assert config.required == ("storage:sqlmodel", "notifier:sms")
    assert config.plugins["sms"]["timeout"] == Decimal("9.90")
    assert config.plugins["sms"]["templates"] == {"received": {"code": "SMS_470001"}}


def test_nothing_named_is_the_file_in_this_folder(write, tmp_path, monkeypatch):
    """As `Desk.open()` and every command do."""
    write(WHOLE)
    monkeypatch.chdir(tmp_path)

    assert read_config().path == tmp_path / "complaintkit.toml"


def test_an_empty_file_says_nothing(write):
    """Everything may come from the host instead."""
    config = read_config(write(""))

    assert (config.database, config.playbook, config.organisation, dict(config.plugins)) == (None, None, None, {})


def test_a_bare_playbook_is_a_name(write):
    """A path has a suffix; a bare name is an installed playbook."""
    assert read_config(write('[desk]\nplaybook = "night-market"')).playbook == "night-market"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///desk.db", "sqlite:///{}/desk.db"),
        ("sqlite:///data/desk.db?timeout=5", "sqlite:///{}/data/desk.db?timeout=5"),
        ("sqlite:////var/desk.db", "sqlite:////var/desk.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
    ],
)
def test_a_sqlite_file_lies_beside_the_configuration(write, tmp_path, written, meant):
    """Wherever the program was started from."""
    assert read_config(write(f'[desk]\ndatabase = "{written}"')).database == meant.format(tmp_path.as_posix())


def test_the_password_comes_from_the_environment(write, monkeypatch):
    """It need not stand in the file, and any character may be in it; the repr shows none of it."""
    monkeypatch.setenv("COMPLAINTKIT_DATABASE_PASSWORD", "p@ss/w:rd")

    config = read_config(write(WHOLE))

    assert config.database == "postgresql://pos:p%40ss%2Fw%3Ard@db/complaints"
    assert "p%40ss" not in repr(config)


def test_a_password_in_the_url_stays(write, monkeypatch):
    """Who wrote one meant it; and without a user there is nobody to give one to."""
    monkeypatch.setenv("COMPLAINTKIT_DATABASE_PASSWORD", "other")

    assert read_config(write('[desk]\ndatabase = "postgresql://a:b@db/c"')).database == "postgresql://a:b@db/c"
    assert read_config(write('[desk]\ndatabase = "postgresql://db/c"')).database == "postgresql://db/c"


def test_the_whole_url_may_come_from_the_environment(write, monkeypatch):
    """As hosting platforms hand it over."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://x:y@z/w")

    assert read_config(write('[desk]\ndatabase = { env = "DATABASE_URL" }')).database == "postgresql://x:y@z/w"


def test_notepads_mark_in_front_does_not_matter(write):
    """Windows editors put a byte order mark there."""
    assert read_config(write(b"\xef\xbb\xbf" + WHOLE.encode())).required


WRONG = {
    "no TOML": ("[desk\n", "is not TOML"),
    "GBK": ('[desk]\nplaybook = "夜市"'.encode("gbk"), "line 2, column 15 of "),
    "no UTF-8": ("# 夜市".encode("gbk"), "is not TOML: this is not UTF-8. Save it as UTF-8."),
    "unknown table": ("[dsek]\n", "complaintkit.toml: dsek: is not known here. Did you mean 'desk'?"),
    "unknown key": (
        "[desk]\ndatabse = 1",
        "complaintkit.toml: desk.databse: is not known here. Did you mean 'database'?",
    ),
    "desk is no table": ("desk = 1", "desk: 1 is not a table"),
    "plugin is no table": ("[plugins]\nsms = 1", "plugins.sms: 1 is not a table. Write [plugins.sms]"),
    "use is no text": ("[plugins.sms]\nuse = 1", "plugins.sms.use: 1 is not text"),
    "no URL": ('[desk]\ndatabase = "desk.db"', "desk.database: is not a URL"),
    "no text": ("[desk]\nplaybook = 1", "desk.playbook: 1 is not text"),
    "empty": ('[desk]\norganisation = ""', "desk.organisation: '' is not text"),
    "no list": ('[desk]\nrequired = "notifier:sms"', "desk.required: is not a list of roles"),
    "no variable": ('[desk]\ndatabase = { env = "NO_SUCH" }', "environment variable NO_SUCH is not set"),
}


@pytest.mark.parametrize(("content", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_by_file_and_key(write, content, said):
    """One clear message, and what to write instead."""
    with pytest.raises(ConfigurationError) as refused:
        read_config(write(content))

    assert said in str(refused.value)
    assert "complaintkit.toml" in str(refused.value)


def test_a_missing_file_says_how_to_begin(tmp_path):
    """Not a traceback."""
    with pytest.raises(ConfigurationError, match=r"there is no such file.*complaintkit init"):
        read_config(tmp_path / "none.toml")
