"""Whatever stands in a table or arrives in an envelope: one clear error or a sound value, never a traceback."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal

import attrs
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.hooks.configuration import read_config
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.money import Money
from complaintkit.plugin import Envelope, Plugin


class Colour(StrEnum):
    """A closed list."""

    RED = "red"
    BLUE = "blue"


@attrs.frozen(kw_only=True)
class Inner:
    """A table inside."""

    code: str
    rank: int = 0


@attrs.frozen(kw_only=True, eq=False)
class Everything(Plugin):
    """A setting of each kind."""

    name: str
    text: str = ""
    whole: int = 0
    number: float = 0.0
    exact: Decimal = Decimal(0)
    truth: bool = False
    wait: timedelta = timedelta(0)
    cap: Money | None = None
    file: Path = Path()
    colour: Colour = Colour.RED
    size: Literal["s", "m"] = "s"
    several: tuple[str, ...] = ()
    pair: tuple[str, int] = ("", 0)
    either: int | str | None = None
    inner: Inner | None = None
    named: dict[str, Inner] = attrs.field(factory=dict)
    letters: frozenset[str] = frozenset()


PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.floats()
    | st.text(max_size=20)
    | st.datetimes()
    | st.sampled_from(["5 s", "20.00 CNY", "red", "m", "true"])
)
NAMES = st.sampled_from([*(field.name for field in attrs.fields(Everything)), "env", "file", "code", "rank", "txet"])
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=3)
)


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_any_table_is_a_plugin_or_one_configuration_error(table):
    """What comes out holds values of the declared types."""
    try:
        plugin = Everything.configured({**table, "name": "x"})
    except ConfigurationError as refused:
        assert "plugins.x" in str(refused)  # noqa: PT017  an error is one of two sound ends
        return
    assert type(plugin.whole) is int
    assert type(plugin.number) is float
    assert type(plugin.truth) is bool
    assert isinstance(plugin.exact, Decimal)
    assert isinstance(plugin.wait, timedelta)
    assert isinstance(plugin.file, Path)
    assert plugin.inner is None or type(plugin.inner.rank) is int
    assert all(isinstance(one, Inner) for one in plugin.named.values())
    assert all(isinstance(one, str) for one in plugin.several)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_a_configuration_or_one_error(tmp_path_factory, content):
    """Not even a file that is none brings a traceback."""
    path = tmp_path_factory.mktemp("any") / "complaintkit.toml"
    path.write_bytes(content)
    try:
        read_config(path)
    except ConfigurationError as refused:
        assert str(path) in str(refused)  # noqa: PT017  an error is one of two sound ends


@given(st.binary(max_size=200), st.text(max_size=100), st.dictionaries(st.text(max_size=9), st.text(max_size=9)))
def test_any_request_fits_into_an_envelope(body, query, headers):
    """Anybody can send anything to an address on the internet."""
    envelope = Envelope(body, query=query, headers=headers)

    assert envelope.body == body
    assert envelope.query.raw == query
    assert all(isinstance(envelope.query[name], str) for name in envelope.query)
    assert all(value in envelope.headers[name] for name, value in headers.items())
