"""Rules of a storage for cases, ledgers, the vault and reference numbers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from complaintkit.model.errors import ConflictError
from complaintkit.ports import storage as port
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import any_row, case_row, event_row, later, state_row, summary_row, vault_row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from complaintkit.ports.storage import Storage, Writer


def refused(storage: Storage, job: Callable[[Writer], object]) -> ConflictError:
    """Return the conflict that a job ends in."""
    import pytest

    with pytest.raises(ConflictError) as caught, storage.writing() as tx:
        job(tx)
    return caught.value


def _undone(storage: Storage, day: date) -> None:
    def give_and_fail(tx: Writer) -> None:
        assert tx.next_number("A12", day) == 4
        raise ConflictError(reason="somebody was first")

    refused(storage, give_and_fail)


class CaseRules(Opened):
    """Cases and what is recorded of them."""

    def test_a_case_is_found_by_id_number_and_external_id(self, tmp_path: Path) -> None:
        """Each of its three names leads to the case, and nothing else does."""
        row = attrs.evolve(case_row(), external_id="留言 7")
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.add_case(row)
            with storage.reading() as view:
                assert view.case(row.id) == view.case(row.number) == view.case_by_external("hotline", "留言 7") == row
                assert view.case("nobody") is None
                assert view.case_by_external("web", "留言 7") is None

    def test_a_case_is_found_by_what_it_is_called_to_the_letter(self, tmp_path: Path) -> None:
        """Another spelling is another case, or none."""
        rows = [attrs.evolve(case_row(name), external_id=name) for name in ("case-a", "case-A")]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for row in rows:
                    tx.add_case(row)
            with storage.reading() as view:
                assert [view.case(row.id) for row in rows] == [view.case(row.number) for row in rows] == rows
                assert [view.case_by_external(row.channel, row.id) for row in rows] == rows
                assert [view.case(ref) for ref in ("CASE-A", "a12-case-a", "case-a ", "case-")] == [None] * 4

    def test_a_number_is_given_once(self, tmp_path: Path) -> None:
        """A second case with the same reference number is a conflict, and nothing of it is kept."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.add_case(case_row())
            error = refused(storage, lambda tx: tx.add_case(attrs.evolve(case_row("case-2"), number=case_row().number)))
            assert "number" in str(error)
            with storage.reading() as view:
                assert view.case("case-2") is None

    def test_an_external_id_stands_for_one_case_of_its_channel(self, tmp_path: Path) -> None:
        """The same complaint by the same channel comes in once; without an external id there is nothing to compare."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.add_case(attrs.evolve(case_row("case-1"), external_id="7"))
                tx.add_case(attrs.evolve(case_row("case-2"), external_id="7", channel="web"))
                tx.add_case(case_row("case-3"))
                tx.add_case(case_row("case-4"))
            refused(storage, lambda tx: tx.add_case(attrs.evolve(case_row("case-5"), external_id="7")))

    def test_a_state_is_kept_instead_of_the_one_before(self, tmp_path: Path) -> None:
        """One of each case, the last; of a case that has none there is nothing."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for case in ("case-1", "case-2", "case-3"):
                    tx.add_case(case_row(case))
                tx.put_state(state_row("case-1", 16))
                tx.put_state(state_row("case-2", 17))
            with storage.writing() as tx:
                tx.put_state(state_row("case-1", 33))
            with storage.reading() as view:
                assert view.state("case-1") == state_row("case-1", 33)
                assert view.state("case-2") == state_row("case-2", 17)
                assert view.state("case-3") is None
                assert list(view.every(port.StateRow)) == [state_row("case-1", 33), state_row("case-2", 17)]

    def test_a_summary_is_good_while_its_case_has_the_head(self, tmp_path: Path) -> None:
        """One of each case, the last; once its ledger goes on it is not returned, and the case is to be summed up anew."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for case in ("case-1", "case-2", "case-3", "case-4"):
                    tx.add_case(attrs.evolve(case_row(case), open=case == "case-4"))
                tx.put_summary(summary_row("case-1", 0))
                tx.put_summary(summary_row("case-2"))
                tx.put_summary(summary_row("case-1"))
            with storage.reading() as view:
                assert list(view.every(port.SummaryRow)) == [summary_row("case-1"), summary_row("case-2")]
                both = ["case-2", "case-3", "case-1"]
                assert list(view.summaries(both)) == [summary_row("case-1"), summary_row("case-2")]
                assert list(view.unsummarised(after="", schema=1, limit=9)) == ["case-3"]
                assert list(view.unsummarised(after="case-1", schema=2, limit=1)) == ["case-2"]
            with storage.writing() as tx:
                tx.put_case(attrs.evolve(case_row("case-1"), open=False, version=2, head="sha256:2"), if_version=1)
            with storage.reading() as view:
                assert list(view.summaries(both)) == [summary_row("case-2")]
                assert list(view.unsummarised(after="", schema=1, limit=1)) == ["case-1"]

    def test_cases_to_be_summed_up_come_in_order(self, tmp_path: Path) -> None:
        """Page by page each once, in whatever order they were filed."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for number in (3, 1, 4, 2):
                    tx.add_case(attrs.evolve(case_row(f"case-{number}"), open=False))
            with storage.reading() as view:
                assert list(view.unsummarised(after="", schema=1, limit=9)) == [f"case-{one}" for one in (1, 2, 3, 4)]
                assert list(view.unsummarised(after="case-1", schema=1, limit=2)) == ["case-2", "case-3"]

    def test_summaries_of_many_cases_come_by_case(self, tmp_path: Path) -> None:
        """Each once, however many are asked for together and however often; none of another case, and none of no case."""
        cases = [f"case-{number:03d}" for number in range(60)]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for case in cases:
                    tx.add_case(attrs.evolve(case_row(case), open=False))
                    tx.put_summary(summary_row(case))
            with storage.reading() as view:
                for count in (0, 1, 25, 26, 59):
                    asked = [*reversed(cases[:count]), *cases[:count:2]]
                    assert list(view.summaries(asked)) == [summary_row(case) for case in cases[:count]]

    def test_the_end_of_a_ledger_is_read_by_itself(self, tmp_path: Path) -> None:
        """Lines and words behind a line, of each case that is asked for; the line itself is not among them."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for case in ("case-1", "case-2"):
                    lines = [event_row(case, seq) for seq in (1, 2, 3)]
                    tx.append(lines, [vault_row(case, seq) for seq in (1, 2, 3)], [])
            with storage.reading() as view:
                both = ["case-2", "case-1"]
                wanted = [(case, seq) for case in ("case-1", "case-2") for seq in (2, 3)]
                assert [(row.case, row.seq) for row in view.events(both, after=1)] == wanted
                assert [(row.case, row.seq) for row in view.vault(both, after=1)] == wanted
                assert len(view.events(both)) == 6
                assert not [*view.events(both, after=3), *view.vault(both, after=3)]

    def test_a_ledger_is_read_without_events_of_a_name(self, tmp_path: Path) -> None:
        """All lines but those, also behind a line: a ledger with thousands of one kind is read without them."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                lines = [event_row("case-1", seq) for seq in (1, 2, 3, 4)]
                tx.append([attrs.evolve(one, name="noted") if one.seq % 2 else one for one in lines], [], [])
            with storage.reading() as view:
                assert [row.seq for row in view.events(["case-1"], without="noted")] == [2, 4]
                assert [row.seq for row in view.events(["case-1"], after=2, without="noted")] == [4]
                assert len(view.events(["case-1"], without="received-by-nobody")) == 4

    def test_a_case_changes_where_its_version_is_known(self, tmp_path: Path) -> None:
        """Who read an older version is told so, with both versions, and changes nothing."""
        new = attrs.evolve(
            case_row(),
            version=2,
            state="assessed",
            owner="li",
            other_categories=("service/attitude",),
            severity="high",
            open=False,
            next_due=later(days=1),
        )
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.add_case(case_row())
            with storage.writing() as tx:
                assert tx.lock("case-1") == tx.lock(case_row().number) == case_row()
                tx.put_case(new, if_version=1)
            stale = refused(storage, lambda tx: tx.put_case(attrs.evolve(new, owner="zhao"), if_version=1))
            assert (stale.data["expected"], stale.data["actual"]) == (1, 2)
            with storage.reading() as view:
                assert view.case("case-1") == new

    def test_a_case_that_is_not_there_is_not_changed(self, tmp_path: Path) -> None:
        """Locking finds nothing, changing is a conflict."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                assert tx.lock("case-1") is None
            refused(storage, lambda tx: tx.put_case(case_row(), if_version=1))

    def test_a_ledger_goes_on_once(self, tmp_path: Path) -> None:
        """A (case, seq) twice is a conflict, and the first stays."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.append([event_row()], [], [])
            refused(storage, lambda tx: tx.append([attrs.evolve(event_row(), name="withdrawn")], [], []))
            with storage.reading() as view:
                assert [event.name for event in view.events(["case-1"])] == ["received"]

    def test_ledgers_and_words_come_by_case_and_seq(self, tmp_path: Path) -> None:
        """Several cases are read at once, each in order; a case that was not asked for stays away."""
        written = [("case-2", 1), ("case-1", 1), ("case-1", 2), ("case-3", 1)]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.append([event_row(*one) for one in written], [vault_row(*one) for one in written], [])
            with storage.reading() as view:
                wanted = [("case-1", 1), ("case-1", 2), ("case-2", 1)]
                assert [(e.case, e.seq) for e in view.events(["case-2", "case-1"])] == wanted
                assert [(w.case, w.seq) for w in view.vault(["case-2", "case-1"])] == wanted
                assert not view.events([])

    def test_the_feed_goes_by_position(self, tmp_path: Path) -> None:
        """Every event has a place of its own in the order of commits; the feed adds the case's number."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.add_case(case_row("case-1"))
                first = tx.append([event_row("case-1", 1), event_row("case-1", 2)], [], [])
            with storage.writing() as tx:
                last = tx.append([event_row("case-2", 1)], [], [])
            with storage.reading() as view:
                feed = view.feed(after=0, limit=10)
                assert [(event.case, event.seq) for event in feed] == [("case-1", 1), ("case-1", 2), ("case-2", 1)]
                assert 0 < feed[0].position < feed[1].position == first < feed[2].position == last
                assert [event.number for event in feed] == ["A12-case-1", "A12-case-1", ""]
                assert view.feed(after=feed[0].position, limit=1) == [feed[1]]
                assert not view.feed(after=last, limit=10)

    def test_nothing_to_append_changes_nothing(self, tmp_path: Path) -> None:
        """The position stays where it is."""
        with self.opened(tmp_path) as storage, storage.writing() as tx:
            position = tx.append([event_row()], [], [])
            assert tx.append([], [], []) == position

    def test_a_file_is_kept_with_its_bytes(self, tmp_path: Path) -> None:
        """An attachment comes back byte by byte; one that was erased has none."""
        picture = port.AttachmentRow(
            id="a-1", case="case-1", person="p", media_type="image/png", size=4, digest="d", content=b"\x89P\x00G"
        )
        erased = attrs.evolve(picture, id="a-2", content=None)
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.append([], [], [picture, erased])
            with storage.reading() as view:
                assert view.attachment("a-1") == picture
                assert view.attachment("a-2") == erased
                assert view.attachment("a-3") is None

    def test_numbers_count_by_unit_and_day(self, tmp_path: Path) -> None:
        """1, 2, 3 in each unit on each local date, over the end of a month; a transaction undone leaves no gap."""
        november, december = date(2026, 11, 30), date(2026, 12, 1)
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                assert [tx.next_number("A12", november) for _ in range(3)] == [1, 2, 3]
                assert [tx.next_number("A12", december), tx.next_number("市场", november)] == [1, 1]
            _undone(storage, november)
            with storage.writing() as tx:
                assert tx.last_number("A12", november) == 3
                assert tx.next_number("A12", november) == 4
                assert (tx.last_number("A12", november), tx.last_number("A13", november)) == (4, 0)

    def test_rows_of_a_case_come_back_as_they_were(self, tmp_path: Path) -> None:
        """Whatever a case, an event, words and a file hold: every script, zero bytes, large numbers."""
        from hypothesis import given, settings

        with self.opened(tmp_path) as storage, storage.writing() as tx:
            seen = iter(range(10**6))

            @settings(deadline=None)
            @given(any_row(port.CaseRow), any_row(port.EventRow), any_row(port.VaultRow), any_row(port.AttachmentRow))
            def check(case: port.CaseRow, event: port.EventRow, words: port.VaultRow, file: port.AttachmentRow) -> None:
                name = f"{next(seen)} {case.id}"
                case = attrs.evolve(case, id=name, number=f"#{name}", channel=f"#{name}")
                event, words = attrs.evolve(event, case=name), attrs.evolve(words, case=name)
                file = attrs.evolve(file, id=name, case=name)
                tx.add_case(case)
                position = tx.append([event], [words], [file])
                assert tx.case(name) == case
                assert tx.events([name]) == [attrs.evolve(event, position=position, number="", task="")]
                assert tx.vault([name]) == [words]
                assert tx.attachment(name) == file

            check()

    def test_a_changed_case_comes_back_as_it_was(self, tmp_path: Path) -> None:
        """Whatever changed in it, with the old row locked before or not."""
        from hypothesis import given, settings
        from hypothesis.strategies import booleans

        with self.opened(tmp_path) as storage, storage.writing() as tx:
            seen = iter(range(10**6))

            @settings(deadline=None)
            @given(any_row(port.CaseRow), any_row(port.CaseRow), booleans())
            def check(old: port.CaseRow, new: port.CaseRow, locked: bool) -> None:  # noqa: FBT001  hypothesis gives it
                name = f"case {next(seen)}"
                tx.add_case(attrs.evolve(old, id=name, number=name, channel=name))
                new = attrs.evolve(new, id=name, number=f"#{name}", channel=f"#{name}")
                if locked:
                    tx.lock(name)
                tx.put_case(new, if_version=old.version)
                assert tx.case(name) == new

            check()
