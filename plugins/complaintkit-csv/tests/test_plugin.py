"""The plugin as the kit sees it: found, configured, and clear about settings that can't be."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest
from complaintkit_csv import Csv

from complaintkit.errors import ConfigurationError, IntakeRejected, InvalidInput
from complaintkit.plugin import Envelope, Proof

MAP = {"text": "what"}


def test_it_is_installed() -> None:
    """The entry point `csv` names the class."""
    (point,) = entry_points(group="complaintkit", name="csv")

    assert point.load() is Csv


def test_it_reads_its_table_of_a_configuration() -> None:
    """Nested tables, as TOML makes them of dotted keys, are fields by dotted name."""
    plugin = Csv.configured(
        {
            "name": "reviews",
            "map": {"text": ["subject", "body"], "customer": {"name": "who"}, "fields": {"shop": "shop no."}},
            "values": {"kind": {"1": "praise", "0": "complaint"}},
            "defaults": {"unit": "a12", "customer": {"language": "zh-CN"}},
            "empty": ["?"],
            "tz": "Asia/Shanghai",
        }
    )

    assert plugin.map == {"text": ("subject", "body"), "customer.name": ("who",), "fields.shop": ("shop no.",)}
    assert plugin.defaults == {"unit": "a12", "customer.language": "zh-CN"}


@pytest.mark.parametrize(
    ("settings", "field", "hint"),
    [
        ({"map": {"text": "a", "recieved_at": "b"}}, "map", "received_at"),
        ({"map": {"text": "a", "customer": {"fone": "b"}}}, "map", "customer.phone"),
        ({"map": {"subject": "a"}}, "map", "text"),
        ({"map": {"text": 3}}, "map", "text"),
        ({"map": {"text": []}}, "map", "text"),
        ({"map": "text"}, "map", "table"),
        ({"map": MAP, "defaults": {"ketegory": "x"}}, "defaults", "category"),
        ({"map": MAP, "values": {"kinds": {"1": "praise"}}}, "values", "kind"),
        ({"map": MAP, "values": {"kind": {"1": ["praise"]}}}, "values", "kind"),
        ({"map": MAP, "tz": "Asia/Shanghia"}, "tz", "Asia/Shanghai"),
        ({"map": MAP, "tz": "../../etc/passwd"}, "tz", "zone"),
        ({"map": MAP, "dates": "D/M/Y"}, "dates", "d/m/Y"),
        ({"map": MAP, "encoding": "utf-9"}, "encoding", "utf-8"),
        ({"map": MAP, "encoding": "base64"}, "encoding", "utf-8"),
        ({"map": MAP, "delimiter": ", "}, "delimiter", "one character"),
        ({"map": MAP, "empty": "?"}, "empty", "list"),
    ],
)
def test_what_can_not_be_set_is_refused_by_name(settings: dict[str, object], field: str, hint: str) -> None:
    """A setting that can't be used names itself and what may have been meant."""
    with pytest.raises(InvalidInput) as refused:
        Csv(name="csv", **settings)  # type: ignore[arg-type]  # that is the point

    assert refused.value.field == field
    assert hint in str(refused.value)


def test_a_setting_nobody_knows_is_refused() -> None:
    """A misspelled setting is no silent default."""
    with pytest.raises(ConfigurationError, match="delimiter"):
        Csv.configured({"name": "csv", "map": MAP, "delimeter": ";"})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"kind.1": "praise"}, {"kind": {"1": "praise"}}),
        ({"kind": {"1": "praise"}}, {"kind": {"1": "praise"}}),
        ({"customer.phone.n/a": ""}, {"customer.phone": {"n/a": ""}}),
        ({"unit": {"No. 3 School": "no3-school"}}, {"unit": {"No. 3 School": "no3-school"}}),
        ({"unit.No. 3 School": "no3-school"}, {"unit": {"No. 3 School": "no3-school"}}),
        ({"fields.fell-ill.是": "yes"}, {"fields.fell-ill": {"是": "yes"}}),
        ({"fields": {"fell-ill": {"是": "yes"}}}, {"fields.fell-ill": {"是": "yes"}}),
    ],
)
def test_words_of_the_file_may_hold_dots(written: dict[str, object], meant: dict[str, object]) -> None:
    """The longest field that fits is the field; the rest is the file's word."""
    assert Csv(name="csv", map=MAP, values=written).values == meant


def test_nobody_signs_a_file() -> None:
    """A file proves nothing by itself; the host's session of a member of staff does."""
    (channel,) = Csv(name="csv", map=MAP).complaintkit_channels()

    assert channel.name == "csv"
    assert channel.authenticate(Envelope(b"what\nx\n", staff="chen")).proof is Proof.SESSION
    with pytest.raises(IntakeRejected, match="signature"):
        channel.authenticate(Envelope(b"what\nx\n"))


def test_anybody_may_send_a_file_where_the_settings_say_so() -> None:
    """Then it proves nothing, and waits in the inbox."""
    (channel,) = Csv(name="csv", map=MAP, anybody=True).complaintkit_channels()

    assert channel.authenticate(Envelope(b"what\nx\n")).proof is Proof.NONE
