"""Settings of a plugin: read strictly, told exactly, secrets told to nobody."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import attrs
import pytest

from complaintkit.hooks.plugins import Plugins
from complaintkit.hooks.setting import settings_of
from complaintkit.model.errors import ConfigurationError, InvalidInput
from complaintkit.model.money import Money
from complaintkit.plugin import Plugin


class Mode(StrEnum):
    """How it is sent."""

    FAST = "fast"
    SAFE = "safe"


def upper(value: str) -> str:
    """Converter of one setting."""
    return value.upper()


@attrs.frozen(kw_only=True)
class Template:
    """One approved wording."""

    code: str
    fields: Mapping[str, str] = attrs.field(factory=dict)
    token: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True, eq=False)
class Sms(Plugin):
    """Every kind of setting there is."""

    name: str
    key: str = attrs.field(repr=False, metadata={"help": "from the console"})
    seal: str = attrs.field(default="A" * 43, repr=False, validator=attrs.validators.matches_re(r"[A-Za-z0-9]{43}"))
    sign: str = attrs.field(default="长青", validator=attrs.validators.max_len(8))
    timeout: float = 5.0
    retries: int = 3
    tls: bool = True
    rate: Decimal = Decimal("0.045")
    cap: Money | None = None
    wait: timedelta = timedelta(seconds=5)
    folder: Path = Path("out")
    mode: Mode = Mode.SAFE
    region: Literal["cn", "eu"] = "cn"
    numbers: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    port: Annotated[int, "TCP"] = 443
    prefix: str = attrs.field(default="", converter=upper)
    templates: Mapping[str, Template] = attrs.field(factory=dict)
    _cache: dict[str, str] = attrs.field(factory=dict, init=False, repr=False)


GOOD = {"name": "sms", "key": "k3y-of-the-house"}


def test_what_a_file_says_becomes_what_the_plugin_declared():
    """Tables become attrs classes, text becomes durations, money, paths and words of closed lists."""
    plugin = Sms.configured(
        {
            **GOOD,
            "timeout": Decimal("2.5"),
            "rate": Decimal("0.05"),
            "cap": "20.00 CNY",
            "wait": "2 min",
            "folder": "letters",
            "mode": "fast",
            "region": "eu",
            "numbers": ["1069", "1070"],
            "kinds": ["otp", "notice"],
            "prefix": "cn",
            "templates": {"received": {"code": "SMS_1", "fields": {"env": "number"}}},
        },
        folder=Path("/etc/shop"),
    )

    assert plugin.timeout == 2.5
    assert (plugin.rate, plugin.cap) == (Decimal("0.05"), Money("20", "CNY"))
    assert (plugin.wait, plugin.folder) == (timedelta(minutes=2), Path("/etc/shop/letters"))
    assert (plugin.mode, plugin.region, plugin.prefix) == (Mode.FAST, "eu", "CN")
    assert (plugin.numbers, plugin.kinds) == (("1069", "1070"), frozenset({"otp", "notice"}))
    assert plugin.templates == {"received": Template(code="SMS_1", fields={"env": "number"})}


WRONG = {
    "unknown": ({"tmeout": 3}, "plugins.sms.tmeout: is not known. Did you mean 'timeout'?"),
    "missing": ({"key": ...}, "plugins.sms.key: is missing (from the console)"),
    "private": ({"_cache": {}}, "plugins.sms._cache: is not known"),
    "text for a number": (
        {"retries": "three"},
        "plugins.sms.retries: 'three' is not a whole number. Write it like 2.",
    ),
    "digits for a whole": (
        {"retries": "3"},
        "plugins.sms.retries: '3' is not a whole number. Write it without quotes.",
    ),
    "digits for a number": ({"timeout": "5"}, "plugins.sms.timeout: '5' is not a number. Write it without quotes"),
    "half for a whole": ({"retries": Decimal("1.5")}, "plugins.sms.retries: 1.5 is not a whole number"),
    "number for text": ({"sign": 5}, "plugins.sms.sign: 5 is not text. Put it in quotes."),
    "truth for a number": ({"retries": True}, "plugins.sms.retries: true is not a whole number"),
    "text for truth": ({"tls": "yes"}, "plugins.sms.tls: 'yes' is neither true nor false. Write true or false."),
    "no duration": ({"wait": "soon"}, "plugins.sms.wait: 'soon' is not a duration. Write it like \"30 s\""),
    "endless duration": ({"wait": "9999999999 days"}, "plugins.sms.wait: '9999999999 days' is not a duration"),
    "no finite number": ({"timeout": Decimal("NaN")}, "plugins.sms.timeout: NaN is not a number"),
    "absurd number": ({"timeout": Decimal("1e400")}, "plugins.sms.timeout: 1E+400 is not a number"),
    "no money": ({"cap": 20}, 'plugins.sms.cap: 20 is not an amount with a currency. Write it like "20.00 CNY"'),
    "no word of the list": ({"mode": "sfae"}, "plugins.sms.mode: 'sfae' is not known. Did you mean 'safe'?"),
    "no literal": ({"region": "us"}, "plugins.sms.region: 'us' is not known. Known: cn, eu."),
    "no list": ({"numbers": "1069"}, "plugins.sms.numbers: '1069' is not a list. Write [ ] around it."),
    "wrong in a list": ({"numbers": ["1069", 1070]}, "plugins.sms.numbers[1]: 1070 is not text"),
    "no table": (
        {"templates": "SMS_1"},
        "plugins.sms.templates: 'SMS_1' is not a table. Write it as a table of keys and values.",
    ),
    "no table inside": ({"templates": {"received": "SMS_1"}}, "plugins.sms.templates.received: 'SMS_1' is not a table"),
    "unknown inside": (
        {"templates": {"received": {"code": "1", "feilds": {}}}},
        "plugins.sms.templates.received.feilds: is not known. Did you mean 'fields'?",
    ),
    "missing inside": ({"templates": {"received": {}}}, "plugins.sms.templates.received.code: is missing"),
    "too long": ({"sign": "a very long sign"}, "plugins.sms.sign: Length of 'sign' must be <= 8: 16"),
    "several": (
        {"tls": 1, "retries": "x"},
        "plugins.sms.retries: 'x' is not a whole number. Write it like 2.\nplugins.sms.tls: 1 is neither",
    ),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_told_by_key_and_reason(change, said):
    """The reader of the error finds the line and knows what to write."""
    settings = {key: value for key, value in {**GOOD, **change}.items() if value is not ...}

    with pytest.raises(ConfigurationError) as refused:
        Sms.configured(settings)

    assert said in str(refused.value)


def region(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    """A check of a plugin's own, which knows what to do about it."""
    raise InvalidInput(field=attribute.name, reason=f"{value} has no shop", next_step=f"Write {value}-1.")


@attrs.frozen(kw_only=True, eq=False)
class Careful(Plugin):
    """A plugin that says what to do next."""

    name: str
    shop: str = attrs.field(validator=region)
    key: str = attrs.field(default="eu", repr=False)


def test_what_a_plugin_says_to_do_next_is_told():
    """Its own check names the way out; but not where that would tell a secret."""
    with pytest.raises(ConfigurationError, match=r"plugins.careful.shop: cn has no shop. Write cn-1\.$"):
        Careful.configured({"name": "careful", "shop": "cn"})
    with pytest.raises(ConfigurationError) as error:
        Careful.configured({"name": "careful", "shop": "cn", "key": "cn-1"})
    assert "cn-1" not in str(error.value)


def test_all_that_does_not_fit_is_told_at_once():
    """Nobody mends a file one error at a time."""
    with pytest.raises(ConfigurationError) as refused:
        Sms.configured({"name": "sms", "tls": 1, "wiat": "1 s", "templates": {"a": {}, "b": {"code": 1}}})

    said = str(refused.value)
    for part in (
        "tls: 1 is neither true nor false",
        "wiat: is not known",
        "key: is missing",
        "templates.a.code: is missing",
        "templates.b.code: 1 is not text",
    ):
        assert part in said


def test_all_that_does_not_fit_is_told_in_chinese():
    """Each setting with what is wrong, and what may have been meant."""
    with pytest.raises(ConfigurationError) as refused:
        Sms.configured({"name": "sms", "wiat": "1 s", "templates": {"a": {"code": "1", "tokn": "x"}}})

    said = refused.value.user_message("zh-CN")
    assert "wiat：没有这一项。您是不是要写“wait”？\n" in said
    assert "key：缺少这一项 (from the console)。`complaintkit plugins check sms` 显示 Sms 的设置项。\n" in said
    assert said.endswith("templates.a.tokn：没有这一项。您是不是要写“token”？")


SECRET = "s3cret-of-the-house"


@pytest.mark.parametrize(
    "change",
    [
        {"key": [SECRET]},
        {"seal": SECRET},
        {"templates": {"a": {"code": "1", "token": [SECRET]}}},
        {"templates": {"a": {"code": "1", "tokn": SECRET}}},
        {"key": SECRET, "sign": SECRET},
    ],
    ids=["type", "validator", "inside", "misspelled", "twice"],
)
def test_a_secret_is_in_no_error(change):
    """What a setting with `repr=False` holds is told to nobody, whatever is wrong with it."""
    with pytest.raises(ConfigurationError) as refused:
        Sms.configured({**GOOD, **change})

    assert SECRET not in repr(refused.value)
    assert refused.value.__cause__ is None


def test_the_validator_of_a_secret_still_says_what_it_wants():
    """Not the value, but its form."""
    with pytest.raises(ConfigurationError, match=r"plugins\.sms\.seal: was refused by .*\[A-Za-z0-9\]\{43\}"):
        Sms.configured({**GOOD, "seal": "short"})


def test_secrets_are_in_no_repr_log_or_status(caplog):
    """Not in the plugin's repr, not in what `complaintkit plugins` shows, not in the log."""
    plugin = Sms.configured({**GOOD, "templates": {"a": {"code": "1", "token": SECRET}}})
    with caplog.at_level(logging.DEBUG):
        plugins = Plugins.assemble([plugin])
    (found,) = [one for one in plugins.inspect() if one.instance == "sms"]

    for shown in (repr(plugin), repr(found), repr(plugins), caplog.text):
        assert SECRET not in shown
        assert GOOD["key"] not in shown


def test_settings_are_listed_with_type_default_and_help():
    """What `complaintkit plugins` shows to whoever writes the table; secrets without their default."""
    listed = {one.name: one for one in settings_of(Sms)}

    assert "name" not in listed
    assert "_cache" not in listed
    assert (listed["key"].required, listed["key"].secret, listed["key"].help) == (True, True, "from the console")
    assert listed["templates"].type == "Mapping[str, Template]"
    assert (listed["timeout"].type, listed["timeout"].default) == ("float", "5.0")
    assert (listed["seal"].secret, listed["seal"].default) == (True, None)


# ---- references -----------------------------------------------------------------------------------------------------
def test_a_variable_stands_for_its_value(monkeypatch):
    """Text by nature: it is read as the number or truth value that is wanted."""
    monkeypatch.setenv("SMS_KEY", SECRET)
    monkeypatch.setenv("SMS_RETRIES", "7")
    monkeypatch.setenv("SMS_TLS", "false")

    plugin = Sms.configured(
        {"name": "sms", "key": {"env": "SMS_KEY"}, "retries": {"env": "SMS_RETRIES"}, "tls": {"env": "SMS_TLS"}}
    )

    assert (plugin.key, plugin.retries, plugin.tls) == (SECRET, 7, False)


def test_a_file_stands_for_its_content(tmp_path):
    """As container platforms hand secrets over; its last line break does not count."""
    (tmp_path / "key").write_text(f"{SECRET}\n")

    assert Sms.configured({"name": "sms", "key": {"file": "key"}}, folder=tmp_path).key == SECRET


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ({"env": "NO_SUCH_KEY"}, "environment variable NO_SUCH_KEY is not set"),
        ({"env": "EMPTY_KEY"}, "environment variable EMPTY_KEY is empty"),
        ({"env": "WITH=SIGN"}, "environment variable WITH=SIGN is not set"),
        ({"env": 5}, "{ env = ... } must name a variable"),
        ({"file": "nowhere"}, "file nowhere can't be read: No such file or directory"),
        ({"file": "."}, "file . can't be read"),
        ({"file": "binary"}, "file binary is not UTF-8 text"),
    ],
)
def test_a_reference_to_nothing_names_instance_setting_and_variable(tmp_path, monkeypatch, reference, said):
    """Whoever deploys knows at once what to set, and where it is wanted."""
    monkeypatch.setenv("EMPTY_KEY", "")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigurationError) as refused:
        Sms.configured({"name": "sms", "key": reference}, folder=tmp_path)

    assert f"plugins.sms.key: {said}" in str(refused.value)


def test_a_variable_that_is_no_number_is_not_shown(monkeypatch):
    """What stands in the environment may be a secret that went to the wrong setting."""
    monkeypatch.setenv("SMS_RETRIES", SECRET)

    with pytest.raises(ConfigurationError) as refused:
        Sms.configured({**GOOD, "retries": {"env": "SMS_RETRIES"}})

    assert "plugins.sms.retries: is not a whole number." in str(refused.value)
    assert SECRET not in str(refused.value)


class Bare(Plugin):
    """No attrs class."""

    name = "bare"


@attrs.frozen(kw_only=True, eq=False)
class Strict(Plugin):
    """Refuses what its fields can't say one by one, and talks too much."""

    name: str
    password: str = attrs.field(repr=False)
    retries: int = 1

    def __attrs_post_init__(self):
        if self.retries > 3:
            raise ValueError(f"password {self.password} does not allow {self.retries} retries")


def test_a_plugin_without_attrs_says_so():
    """Settings are fields; without fields there is nothing to set."""
    with pytest.raises(ConfigurationError, match="no attrs class"):
        Bare.configured({"name": "bare"})


def test_a_message_that_holds_a_secret_is_withheld():
    """Even where the plugin itself wrote it into its error."""
    with pytest.raises(ConfigurationError) as refused:
        Strict.configured({"name": "mail", "password": SECRET, "retries": 4})

    assert SECRET not in str(refused.value)
    assert "plugins.mail: was refused by ValueError" in str(refused.value)
