"""Histories of an old system's log: who had a case when, what came back to whom (F3), and what is refused of a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.errors import InvalidInput
from complaintkit.insight.history import History, LogMapping, intervals, owners, ownership, read_log

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
MAPPING = LogMapping(
    case="单号",
    at="时间",
    owner="负责人",
    group="部门",
    status="状态",
    closed=frozenset({"已办结", "closed"}),
    waiting=frozenset({"待受理", "queued"}),
    nobody=frozenset({"无", "?"}),
)
Row = dict[str, str]


def row(case: str, hour: int, owner: str, status: str = "处理中", group: str = "客服部") -> Row:
    """Return a row of the old system."""
    return {"单号": case, "时间": str(START + HOUR * hour), "负责人": owner, "部门": group, "状态": status}


def history(*rows: Row) -> History:
    """Return the history of the one case of these rows."""
    (found,) = read_log(rows, MAPPING)
    return found


CELLS = st.tuples(
    st.sampled_from(["陈", "王", "Lee", "无", "?", ""]),
    st.sampled_from(["处理中", "working", "待受理", "queued", "已办结", "closed"]),
    st.sampled_from(["客服部", "Kitchen", "?", ""]),
)


@st.composite
def logs(draw: st.DrawFn) -> list[Row]:
    """Draw a log of some cases whose rows stand in any order, no two of a case at the same moment."""
    found = []
    for case in draw(st.lists(st.sampled_from(["投-1", "投-2", "C-3"]), unique=True, min_size=1)):
        for hour in draw(st.lists(st.integers(0, 500), unique=True, min_size=1, max_size=12)):
            owner, status, group = draw(CELLS)
            found.append(row(case, hour, owner, status, group))
    return draw(st.permutations(found))


@given(logs())
def test_intervals_cover_a_case_from_its_first_event_to_its_last(log: list[Row]) -> None:
    """Every moment from the first event to the last lies in one interval: no gap, no overlap, none like its neighbour. F1"""
    for one in read_log(log, MAPPING):
        held = intervals(one)
        assert held[0].start == one.entries[0].at
        assert held[-1].end == one.entries[-1].at
        for before, after in pairwise(held):
            assert before.start <= before.end == after.start
            assert (before.owner, before.group, before.closed) != (after.owner, after.group, after.closed)


@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(log: list[Row], chance: Random) -> None:
    """The same rows in another order say the same of every case, and of all of them."""
    other = sorted(log, key=lambda _: chance.random())
    by_case = {one.case: one for one in read_log(log, MAPPING)}
    assert {one.case: one for one in read_log(other, MAPPING)} == by_case
    assert ownership(read_log(other, MAPPING)) == ownership(read_log(log, MAPPING))


@given(logs())
def test_figures_agree_with_each_other(log: list[Row]) -> None:
    """Cases, entries and time add up; a return needs two handovers, and is one of those from the first return on. F3"""
    found = ownership(read_log(log, MAPPING))
    held = [one for case in read_log(log, MAPPING) for one in intervals(case)]
    chains = [owners(case) for case in read_log(log, MAPPING)]
    assert (found.entries, sum(found.handovers.values())) == (len(log), found.cases)
    assert found.owned + found.queued + found.unowned + found.closed == sum(
        (o.end - o.start for o in held), timedelta()
    )
    assert sum(found.time_of.values(), timedelta()) == found.owned
    assert found.returns == sum(len(chain) - len(set(chain)) for chain in chains)
    assert found.returned == sum(len(chain) > len(set(chain)) for chain in chains)
    assert found.returned <= found.returns <= found.after_return <= sum(n * of for n, of in found.handovers.items())
    assert found.share_above(0) == sum(len(chain) > 1 for chain in chains) / found.cases


@pytest.mark.parametrize(
    ("names", "handovers", "returns", "after"),
    [
        ("陈", 0, 0, 0),
        ("陈陈", 0, 0, 0),
        ("陈王", 1, 0, 0),
        ("陈王陈", 2, 1, 1),
        ("陈王李", 2, 0, 0),
        ("陈王李陈赵", 4, 1, 2),
        ("陈王陈王", 3, 2, 2),
        ("陈无陈", 0, 0, 0),
        ("陈无王无陈", 2, 1, 1),
        ("无", 0, 0, 0),
    ],
)
def test_who_gets_a_case_back_is_counted(names: str, handovers: int, returns: int, after: int) -> None:
    """A handover to somebody who had the case is a return; taking it back from the queue, or nobody, is none. F3"""
    found = ownership([history(*(row("投-1", hour, name) for hour, name in enumerate(names)))])
    assert (found.handovers, found.returns, found.returned) == ({handovers: 1}, returns, int(returns > 0))
    assert found.after_return == after


def test_time_is_told_apart() -> None:
    """Time is with an owner, in a team's queue, with nobody, or after closing; who closes does not become the owner. F1"""
    found = ownership(
        [
            history(
                row("C-1", 0, "?", "new", ""),
                row("C-1", 1, "Lee", "queued", "Kitchen"),
                row("C-1", 3, "陈", "working"),
                row("C-1", 7, "王", "closed"),
                row("C-1", 15, "陈", "working"),
                row("C-1", 31, "陈", "closed"),
            )
        ]
    )
    assert (found.unowned, found.queued, found.owned, found.closed) == (HOUR, 2 * HOUR, 20 * HOUR, 8 * HOUR)
    assert found.time_of == {"陈": 20 * HOUR}
    assert (found.handovers, found.reopenings, found.reopened) == ({0: 1}, 1, 1)


def test_rows_of_one_moment_stand_as_in_the_file_or_as_they_are_counted() -> None:
    """A column that counts a case's rows puts those of one moment in order; without it the file does."""
    rows = [row("投-1", 0, name) | {"序号": str(n)} for name, n in (("王", 10), ("陈", 9))]
    counted = LogMapping(case="单号", at="时间", owner="负责人", status="状态", sequence="序号")
    assert [owners(one) for one in read_log(rows, counted)] == [("陈", "王")]
    assert owners(history(*rows)) == ("王", "陈")


def test_times_are_read_as_the_mapping_says() -> None:
    """A log writes its times in its own way and zone; what is kept is UTC."""
    shanghai = ZoneInfo("Asia/Shanghai")
    mapping = LogMapping(case="n", at="t", owner="o", status="s", time_format="%d/%m/%Y %H:%M", zone=shanghai)
    (found,) = read_log([{"n": "1", "t": "29/2/2016 01:16", "o": "Lee", "s": ""}], mapping)
    assert found.entries[0].at == datetime(2016, 2, 28, 17, 16, tzinfo=UTC)


def test_a_time_with_an_offset_keeps_it() -> None:
    """The mapping's zone is for times that are written without one."""
    (found,) = read_log([row("投-1", 0, "陈") | {"时间": "2026-03-02T09:00+08:00"}], MAPPING)
    assert found.entries[0].at == START


def test_a_closed_case_is_with_nobody() -> None:
    """However often a closed case's row is written again, it is one interval, without owner or queue."""
    held = intervals(
        history(row("投-1", 0, "陈", "closed"), row("投-1", 2, "王", "已办结", "厨房"), row("投-1", 3, "无", "closed"))
    )
    assert [(one.owner, one.group, one.closed, one.end - one.start) for one in held] == [(None, None, True, 3 * HOUR)]


def test_one_case_at_a_time_is_read_where_rows_stand_together() -> None:
    """Where a case's rows stand together the first case is told before the third is read; one that comes back is refused."""
    mapping = LogMapping(case="单号", at="时间", owner="负责人", status="状态", together=True)
    read: list[str] = []

    def rows() -> Iterator[Row]:
        for case in ("投-1", "投-1", "投-2", "C-3", "投-1"):
            read.append(case)
            yield row(case, len(read), "陈")

    found = read_log(rows(), mapping)
    assert (next(found).case, read) == ("投-1", ["投-1", "投-1", "投-2"])
    with pytest.raises(InvalidInput) as raised:
        list(found)
    assert raised.value.field == "row[5].单号"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"单号": " "}, "单号"),
        ({"时间": ""}, "时间"),
        ({"时间": "三月二日"}, "时间"),
        ({"序号": "-1"}, "序号"),
        ({"序号": "first"}, "序号"),
    ],
)
def test_what_cannot_be_read_is_named_by_row_and_column(cells: Row, column: str) -> None:
    """An error names the row and the column, and what to do."""
    mapping = LogMapping(case="单号", at="时间", owner="负责人", status="状态", sequence="序号")
    good = row("投-1", 0, "陈") | {"序号": "1"}
    with pytest.raises(InvalidInput) as raised:
        list(read_log([good, good | cells], mapping))
    assert raised.value.field == f"row[2].{column}"
    assert raised.value.next_step


@pytest.mark.parametrize("column", ["单号", "时间", "负责人", "部门", "状态"])
def test_a_column_that_is_not_there_is_named(column: str) -> None:
    """A mapping that names a column the file does not have is refused at the first row."""
    lacking = {name: text for name, text in row("投-1", 0, "陈").items() if name != column}
    with pytest.raises(InvalidInput) as raised:
        list(read_log([lacking], MAPPING))
    assert raised.value.field == f"row[1].{column}"


def test_no_case_gives_no_figures() -> None:
    """An empty log says nothing, and divides nothing by nothing."""
    found = ownership(read_log([], MAPPING))
    assert (found.cases, found.share_above(0), found.longest) == (0, 0.0, ())


@given(st.permutations(["陈王陈", "陈王赵", "陈", "王李陈赵", "陈王李", "陈王", "王陈"]))
def test_the_longest_chains_are_kept(chains: list[str]) -> None:
    """Five of the longest chains are kept, the longest first, those of one length by the number of the case. F3"""
    numbered = {names: f"投-{n}" for n, names in enumerate(sorted(chains))}
    log = [row(numbered[names], hour, name) for names in chains for hour, name in enumerate(names)]
    longest = ownership(read_log(log, MAPPING)).longest
    expected = sorted(chains, key=lambda names: (-len(names), numbered[names]))[:5]
    assert longest == tuple((numbered[names], tuple(names)) for names in expected)


def test_owners_are_told_by_their_time() -> None:
    """Whoever had the cases longest comes first."""
    log = [row("投-1", 0, "陈"), row("投-1", 2, "王"), row("投-1", 7, "李"), row("投-1", 8, "无", "已办结")]
    assert list(ownership([history(*log)]).time_of.items()) == [("王", 5 * HOUR), ("陈", 2 * HOUR), ("李", HOUR)]
