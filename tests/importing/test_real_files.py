"""Two real files in Chinese, as they are: every row kept, and what they tell is plausible."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

DATA = Path(__file__).parents[2].parent / "shared" / "data"
MESSAGES = DATA / "cn_messages_a4_with_replies.csv.gz"
REVIEWS = DATA / "waimai_10k.csv.gz"
pytestmark = pytest.mark.skipif(not MESSAGES.exists(), reason=f"the real files are not here: {DATA}")

Shell: TypeAlias = Callable[..., Any]
NEW = ("--db", "sqlite:///real.db", "--playbook", "canteen-delivery", "--json")
COLUMNS = {
    "external_id": "留言编号",
    "customer.name": "留言用户",
    "subject": "留言主题",
    "received_at": "留言时间",
    "text": "留言详情",
    "reply.text": "答复意见",
    "reply.at": "答复时间",
}
MAPPED = [word for field, column in COLUMNS.items() for word in ("--map", f"{field}={column}")]


def test_messages_with_their_answers(shell: Shell) -> None:
    """2,009 messages: all are cases with their answers, a second run creates nothing, every ledger holds."""
    first = shell("import", str(MESSAGES), *NEW, "--tz", "Asia/Shanghai", *MAPPED)
    again = shell("import", str(MESSAGES), *NEW, "--tz", "Asia/Shanghai", *MAPPED)

    assert first.code == again.code == 0, first.err + again.err
    assert [first.data[one] for one in ("read", "created", "known", "refused")] == [2009, 2009, 0, 0]
    assert [again.data[one] for one in ("read", "created", "known", "refused")] == [2009, 0, 2009, 0]
    cases = json.loads(shell("case", "list", "--db", "sqlite:///real.db", "--limit", "3000", "--json").out)
    assert {one["state"] for one in cases} == {"resolved"}
    assert all("2011" <= one["received_at"][:4] <= "2020" for one in cases)
    assert shell("verify", "--db", "sqlite:///real.db").code == 0


def test_reviews_praise_and_complaint_in_one_stream(shell: Shell, tmp_path: Path) -> None:
    """1,413 of 8,418 reviews, without id or time, some with the same words: every one is kept, and nothing is due on any."""
    header, *reviews = gzip.decompress(REVIEWS.read_bytes()).splitlines(keepends=True)
    (tmp_path / "reviews.csv").write_bytes(header + b"".join(reviews[::6] + reviews[:60:6]))
    words = ("--map", "text=review", "--map", "kind=label", "--value", "kind.1=praise", "--value", "kind.0=complaint")

    done = shell("import", "reviews.csv", *NEW, *words)

    assert [done.data[one] for one in ("read", "created", "known", "refused")] == [1413, 1413, 0, 0]
    due = shell("run-due", "--db", "sqlite:///real.db", "--json")
    assert due.code == 0
    assert "1413" not in due.out
