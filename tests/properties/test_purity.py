"""The wall around a decision holds: what would make deciding impure is noticed there."""

from __future__ import annotations

import random
import secrets
import socket
import sqlite3
import time
from datetime import date, datetime
from pathlib import Path

import pytest

LOOKS = {
    "the time": time.time,
    "a stopwatch": time.monotonic,
    "now": datetime.now,
    "today": date.today,
    "chance": random.random,
    "a secret": lambda: secrets.token_hex(4),
    "a file": Path(__file__).read_bytes,
    "the network": socket.gethostname,
    "a database": lambda: sqlite3.connect(":memory:").close(),
}


@pytest.mark.parametrize("impure", LOOKS.values(), ids=LOOKS)
def test_whatever_looks_outside_is_noticed(walled_in, impure):
    """A clock, chance, a file, the network, a database."""
    with pytest.raises(AssertionError, match="deciding calls"), walled_in():
        impure()
