"""Rules of a storage for many rows at once, for odd texts in any of them, and for lists that change while somebody pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_type_hints

import attrs

from complaintkit.model.errors import ComplaintKitError
from complaintkit.model.outbox import OutboxState
from complaintkit.ports import storage as port
from complaintkit.testing import _storage_rows as make
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import NOON, later

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal
    from pathlib import Path

    from complaintkit.ports.storage import Reader, Storage, Writer

_MANY: Final = 250
_ZERO: Final = "米饭\x00是酸的"
_NAMES: Final = frozenset("id code digest key owner case token number task outbox".split())
"""Fields that say which row it is: what is found by them is asked for elsewhere."""


def _grant(number: int, value: Decimal) -> port.GrantRow:
    return port.GrantRow(
        id=f"grant-{number}",
        case="case-1",
        ref="plan-1",
        kind="coupon",
        giver="chen",
        customer="person-1",
        unit="A12",
        business_day=NOON.date(),
        at=NOON,
        currency="CNY",
        value=value,
        state="promised",
    )


def _rows() -> list[tuple[type[Any], list[Any], Callable[[Writer, Any], object]]]:
    """Return many rows of each kind that is written in numbers, and how they are written."""
    coupons = [attrs.evolve(make.coupon_row(0, "case-1"), code=f"C{n:04}") for n in range(_MANY)]
    return [
        (port.EventRow, [make.event_row(seq=n + 1) for n in range(_MANY)], lambda tx, rows: tx.append(rows, [], [])),
        (port.VaultRow, [make.vault_row(seq=n + 1) for n in range(_MANY)], lambda tx, rows: tx.append([], rows, [])),
        (port.TokenRow, [_token(n) for n in range(_MANY)], lambda tx, rows: tx.put_tokens(rows)),
        (port.OutboxRow, [make.outbox_row(f"e{n:04}") for n in range(_MANY)], lambda tx, rows: tx.put_outbox(rows)),
        (port.CouponRow, coupons, lambda tx, rows: tx.put_coupons(rows)),
        (port.GrantRow, [_grant(n, coupons[0].value) for n in range(_MANY)], lambda tx, rows: tx.put_grants(rows)),
        (port.TallyRow, [_tally(n) for n in range(_MANY)], lambda tx, rows: tx.add_tally(rows)),
        (port.DutyRow, [_duty(n) for n in range(_MANY)], lambda tx, rows: tx.put_duties("case-1", rows)),
        (
            port.DeadlineRow,
            [make.deadline_row("case-1", f"d{n}", NOON) for n in range(_MANY)],
            lambda tx, rows: tx.put_deadlines("case-1", rows),
        ),
        (
            port.TaskCaseRow,
            [port.TaskCaseRow(task="task-1", case=f"A12-{n}") for n in range(_MANY)],
            lambda tx, rows: tx.add_task(make.task_row(), rows),
        ),
    ]


def _token(number: int) -> port.TokenRow:
    return port.TokenRow(token=f"token-{number}", kind="word", case="case-1", person="person-1")


def _tally(number: int) -> port.TallyRow:
    return port.TallyRow(unit="A12", day=NOON.date(), subject=f"lot:{number}", count=number + 1)


def _duty(number: int) -> port.DutyRow:
    return port.DutyRow(case="case-1", staff=f"staff-{number}", kind="task", ref="t", since=NOON)


_TEXTS: Final[Sequence[tuple[Any, Callable[[Writer, Any], object]]]] = [
    (make.case_row(), lambda tx, row: tx.add_case(row)),
    (make.event_row(), lambda tx, row: tx.append([row], [], [])),
    (make.vault_row(), lambda tx, row: tx.append([], [row], [])),
    (make.task_row(), lambda tx, row: tx.add_task(row, [])),
    (make.outbox_row(), lambda tx, row: tx.put_outbox([row])),
    (make.refused_row(), lambda tx, row: tx.keep_refused(row)),
    (port.MetaRow(key="playbook", value=""), lambda tx, row: tx.put_meta(row.key, row.value)),
    (
        port.DocumentRow(digest="sha256:0", kind="playbook", content="{}"),
        lambda tx, row: tx.put_document(row.digest, row.kind, row.content),
    ),
]


def _kept(storage: Storage, kind: type[Any]) -> list[Any]:
    with storage.reading() as view:
        return list(view.every(kind))


def _is_kept(storage: Storage, put: Callable[[Writer, Any], object], row: object) -> bool:
    """Tell if a row could be kept; the kit's own error says that it could not."""
    try:
        with storage.writing() as tx:
            put(tx, row)
    except ComplaintKitError:
        return False
    return True


class BulkRules(Opened):
    """Many rows, and each of them whole."""

    def test_of_many_rows_none_is_lost(self, tmp_path: Path) -> None:
        """However many are written in one call, of whatever kind, each is there."""
        with self.opened(tmp_path) as storage:
            for kind, rows, put in _rows():
                with storage.writing() as tx:
                    if kind is port.DutyRow:
                        tx.add_case(make.case_row())
                    put(tx, rows)
                key = [one.name for one in attrs.fields(kind) if one.name not in ("position", "hash")]
                found = {tuple(getattr(row, name) for name in key) for row in _kept(storage, kind)}
                assert found == {tuple(getattr(row, name) for name in key) for row in rows}, kind.__name__

    def test_a_text_is_never_cut(self, tmp_path: Path) -> None:
        """A zero byte in any text of any row comes back with all that follows it, or the row is refused and nothing is kept."""
        for row, put in _TEXTS:
            kind: type[Any] = type(row)
            hints = get_type_hints(kind)
            for field in attrs.fields(kind):
                if field.name in _NAMES or hints[field.name] not in (str, str | None):
                    continue
                folder = tmp_path / f"{kind.__name__} {field.name}"
                folder.mkdir()
                with self.opened(folder) as storage:
                    is_kept = _is_kept(storage, put, attrs.evolve(row, **{field.name: _ZERO}))
                    texts = [getattr(one, field.name) for one in _kept(storage, kind) if _is_ours(one, row)]
                    assert texts == [_ZERO] * is_kept, f"{kind.__name__}.{field.name}"


def _is_ours(kept: object, row: object) -> bool:
    """Tell if a row is the one that was put: a storage may have settings of its own."""
    return all(getattr(kept, one) == getattr(row, one) for one in _NAMES if hasattr(row, one))


# ---- pages ----------------------------------------------------------------------------------------------------------
def _add_tasks(tx: Writer) -> None:
    for n in range(4):
        tx.add_task(attrs.evolve(make.task_row(f"r{n}"), opened_at=later(minutes=-n)), [])


def _close_task(tx: Writer) -> None:
    row = tx.task("r1")
    assert row is not None
    tx.put_task(attrs.evolve(row, open=False, state="done", version=2), [], if_version=1)


def _add_members(tx: Writer) -> None:
    for n in range(4):
        tx.add_member(_member(n))


def _member(number: int) -> port.MemberRow:
    return port.MemberRow(
        id=f"r{number}",
        token=f"number-{number}",
        person=f"person-{number}",
        unit="A12",
        tier=None,
        birthday="",
        via="service-desk",
        recruited_by=None,
        joined_at=later(minutes=-number),
        left_at=None,
        version=1,
        head="sha256:1",
    )


def _leave_member(tx: Writer) -> None:
    tx.put_member(attrs.evolve(_member(1), left_at=NOON, version=2), if_version=1)


def _add_entries(tx: Writer) -> None:
    tx.put_outbox([attrs.evolve(make.outbox_row(f"r{n}"), created_at=later(minutes=n)) for n in range(4)])


def _send_entry(tx: Writer) -> None:
    row = tx.outbox_entry("r1")
    assert row is not None
    assert tx.change_outbox(attrs.evolve(row, state=OutboxState.SENT, next_at=None), if_epoch=row.epoch)


def _add_refused(tx: Writer) -> None:
    for n in range(4):
        tx.keep_refused(attrs.evolve(make.refused_row(f"r{n}"), at=later(minutes=-n)))


def _mend_refused(tx: Writer) -> None:
    assert tx.mend_refused("r1", at=later(hours=1), case=None)


def _add_coupons(tx: Writer) -> None:
    for n in range(4):
        tx.add_case(attrs.evolve(make.case_row(f"of r{n}")))
        tx.put_coupons([attrs.evolve(make.coupon_row(0, f"of r{n}"), code=f"r{n}", issued_at=later(minutes=-n))])


def _close_its_case(tx: Writer) -> None:
    row = tx.case("of r1")
    assert row is not None
    tx.put_case(attrs.evolve(row, open=False, version=2), if_version=1)


_LISTS: Final[Sequence[tuple[Callable[[Writer], None], Callable[[Writer], None], Callable[[Reader, Any], Any]]]] = [
    (_add_tasks, _close_task, lambda view, last: view.tasks(port.TaskFilter(open=True), after=last and last.id)),
    (
        _add_members,
        _leave_member,
        lambda view, last: view.members(port.MemberFilter(active=True), after=last and last.id),
    ),
    (
        _add_entries,
        _send_entry,
        lambda view, last: view.outbox(states=frozenset({OutboxState.READY}), after=last and last.id),
    ),
    (_add_refused, _mend_refused, lambda view, last: view.refused(unmended=True, after=last and last.id)),
    (_add_coupons, _close_its_case, lambda view, last: view.coupons(port.CaseFilter(open=True), after=last)),
]
"""What is listed: how four are put, how the second leaves the list, and how it is asked for."""


class PageRules(Opened):
    """Lists that change between two pages."""

    def test_every_list_goes_on_behind_what_has_left_it(self, tmp_path: Path) -> None:
        """Between two pages the last one seen was sent, mended, closed: what is left behind it comes all the same."""
        with self.opened(tmp_path) as storage:
            for add, leave, ask in _LISTS:
                with storage.writing() as tx:
                    add(tx)
                with storage.reading() as view:
                    first, last, *rest = ask(view, None)
                with storage.writing() as tx:
                    leave(tx)
                with storage.reading() as view:
                    assert list(ask(view, last)) == rest, type(first).__name__
                    assert list(ask(view, None)) == [first, *rest], type(first).__name__
