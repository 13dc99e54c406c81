"""How a line is written to be hashed: for ever the same, whatever stands in it."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from complaintkit.model.wire import canonical, instant_text
from complaintkit.ports.storage import EventRow
from complaintkit.records.ledger import _hashed, line_hash, sealed_in

times = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]))
rows = st.builds(
    EventRow,
    case=st.text(),
    seq=st.integers(),
    name=st.text(),
    at=times,
    recorded_at=times,
    by=st.text(),
    recorded_by=st.text(),
    schema=st.integers(),
    data=st.text(),
    hash=st.text(),
)


@given(rows, st.text(), st.booleans())
def test_a_line_is_hashed_as_canonical_json(row, head, at_once):
    """Quotes, controls, Chinese, signs outside the plane: behind the hash before, one JSON list, so that old hashes hold."""
    at = row.at if at_once else row.recorded_at
    line = EventRow(**{**_values(row), "recorded_at": at})
    wanted = [row.case, row.seq, row.name, row.schema, instant_text(row.at), instant_text(at), row.by, row.recorded_by]
    assert _hashed(head, line).decode() == f"{head}\n{canonical([*wanted, row.data])}"


@given(st.binary(max_size=80), rows, rows, st.text())
def test_each_line_is_hashed_by_the_key_as_if_it_were_the_first(key, row, another, head):
    """HMAC-SHA-256, whatever lines were hashed by that key, or by another, before."""
    for one, by in ((row, key), (another, key + b"x"), (another, key), (row, key)):
        assert line_hash(by, head, one) == hmac.digest(by, _hashed(head, one), "sha256").hex()


def _values(row):
    return {
        name: getattr(row, name)
        for name in ("case", "seq", "name", "at", "by", "recorded_by", "schema", "data", "hash")
    }


@given(
    st.dictionaries(
        st.sampled_from(["said", "text", "to", 'a "said"']), st.dictionaries(st.text(), st.text()) | st.text()
    )
)
def test_what_a_line_seals_is_found_wherever_it_stands(data):
    """A line that holds no words is not read for them; one that only speaks of words is."""
    held = {**data, "said": {"text": "0f"}} if "said" in data else data
    row = EventRow(
        case="c",
        seq=1,
        name="noted",
        at=datetime(2026, 11, 21, tzinfo=UTC),
        recorded_at=datetime(2026, 11, 21, tzinfo=UTC),
        by="chen",
        recorded_by="chen",
        schema=1,
        data=canonical(held),
        hash="",
    )
    assert sealed_in(row) == held.get("said", {})
