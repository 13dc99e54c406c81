"""JSON is written as `json.dumps` writes it without spaces, whatever writes it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.model.wire import canonical, in_order
from complaintkit.model.wire._canonical import _writer

_TEXT = st.text(st.characters(exclude_categories=()))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda within: st.lists(within) | st.dictionaries(_TEXT, within),
    max_leaves=10,
)


@given(value=_VALUES)
def test_json_is_what_the_standard_library_writes(value: Any) -> None:
    """Sorted, or as the keys stand: every letter is the same, for digests are made of it."""
    terse: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}
    assert in_order(value) == json.dumps(value, **terse)
    assert canonical(value) == json.dumps(value, sort_keys=True, **terse)


@given(value=_VALUES)
def test_a_python_without_the_encoder_in_c_writes_the_same(value: Any) -> None:
    """Not every Python has it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json.encoder, "c_make_encoder", None)
        assert _writer(sort=True)(value) == canonical(value)


def test_what_is_no_json_is_refused() -> None:
    """A value that nobody has made JSON of is not written as something else."""
    with pytest.raises(TypeError, match="not JSON serializable"):
        canonical({"at": object()})
