"""On a PostgreSQL server whose connection is cut in the middle of COMMIT: what was kept is found out, not guessed. P1, P2"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from complaintkit import Case, Customer, Desk, OutcomeUnknown
from complaintkit.records.unknown_commit import NotKept
from complaintkit.testing import FakeClock
from faults._proxy import Proxy

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
VERBS = {
    "receive": lambda desk, case, key: desk.receive(
        "米饭是酸的",
        by="chen",
        channel="hotline",
        unit="no3-school",
        customer=Customer(name="王芳"),
        idempotency_key=key,
    ),
    "settle": lambda desk, case, key: desk.settle(
        case, by="chen", facts="换了一份", agreed="in-person", idempotency_key=key
    ),
    "note": lambda desk, case, key: desk.note(case, text="她又来电了", by="chen", idempotency_key=key),
}


@pytest.fixture
def proxy(postgresql: Any) -> Iterator[Proxy]:
    """What stands between the desk and the server."""
    with TemporaryDirectory() as folder:  # a short path: that of a socket may have 107 characters
        proxy = Proxy(Path(folder), postgresql.socket)
        yield proxy
        proxy.close()


@pytest.fixture
def desk(proxy: Proxy, lent: str, postgresql: Any) -> Iterator[Desk]:
    """A desk that reaches its database through it."""
    url = lent.replace(str(postgresql.socket), str(proxy.folder))
    with Desk.open(
        url,
        playbook="canteen-delivery",
        organisation=SAMPLES / "organisation.toml",
        clock=FakeClock("2026-11-21T10:00+08:00"),
        key=bytes(range(32)),
    ) as desk:
        yield desk


@pytest.fixture
def case(desk: Desk) -> Case:
    """A complaint at hand."""
    return desk.receive(
        "汤是凉的",
        by="chen",
        channel="hotline",
        unit="no3-school",
        category="food/sensory",
        customer=Customer(name="王芳", phone="13800138000"),
    )


@pytest.mark.parametrize("key", ["key-1", None])
@pytest.mark.parametrize("verb", VERBS)
def test_what_reached_the_server_is_done(desk: Desk, case: Case, proxy: Proxy, verb: str, key: str | None) -> None:
    """The answer was lost, the commit was not: the verb returns as ever, and the same key does nothing more."""
    before = len(list(desk.events()))
    proxy.cut = "after"

    done = VERBS[verb](desk, case, key)

    assert proxy.cuts == 1
    kept = list(desk.events())
    assert len(kept) > before
    assert desk.case(done, by="fang").version == done.version
    if key is not None:
        assert VERBS[verb](desk, case, key).number == done.number
        assert list(desk.events()) == kept


@pytest.mark.parametrize("verb", VERBS)
def test_what_did_not_reach_the_server_is_not_done(desk: Desk, case: Case, proxy: Proxy, verb: str) -> None:
    """It says so, for it was looked up; the same key does it then, once."""
    before = list(desk.events())
    proxy.cut = "before"

    with pytest.raises(NotKept):
        VERBS[verb](desk, case, "key-1")

    assert proxy.cuts == 1
    assert list(desk.events()) == before
    VERBS[verb](desk, case, "key-1")
    done = list(desk.events())
    VERBS[verb](desk, case, "key-1")
    assert list(desk.events()) == done != before


def test_while_the_server_is_away_nobody_says_yes_or_no(
    desk: Desk, case: Case, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it can't be looked up either, the outcome is unknown, and the key is named to ask again by."""
    proxy.cut = "after"
    proxy.for_long = True

    with pytest.raises(OutcomeUnknown) as caught:
        desk.note(case, text="她又来电了", by="chen", idempotency_key="key-1")

    assert caught.value.idempotency_key == "key-1"
    proxy.refuse = False
    version = desk.case(case, by="fang").version
    assert desk.note(case, text="她又来电了", by="chen", idempotency_key="key-1").version == version
