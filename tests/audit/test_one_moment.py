"""Commands of one moment: on a coarse clock several follow each other in the same microsecond, and each wrote rows of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from complaintkit import Case, Customer, Desk, LedgerProblem, Money, Remedy
from tests.audit.conftest import Edit
from tests.complaints import sour_rice

Problems = Callable[..., list[LedgerProblem]]
_NEXT: dict[str, Callable[[Desk, Case], object]] = {
    "unit": lambda desk, case: desk.correct(case, by="chen", unit="kitchen-west", reason="录错"),
    "customer": lambda desk, case: desk.correct(
        case, by="chen", customer=Customer(name="李雷", phone="13700137000"), reason="录错"
    ),
    "unit and customer": lambda desk, case: [_NEXT[one](desk, case) for one in ("unit", "customer")],
    "customer and unit": lambda desk, case: [_NEXT[one](desk, case) for one in ("customer", "unit")],
    "somebody else is complained about": lambda desk, case: desk.correct(
        case, by="chen", about_staff="sun", reason="录错"
    ),
    "taken back": lambda desk, case: desk.reverse_remedy(case, promise=case.promises[0].id, by="tao", reason="给错了"),
    "given": lambda desk, _: desk.work_blocking(limit=20),
}
_EDITS = (
    "UPDATE \"grant\" SET unit = 'qinghe'",
    "UPDATE \"grant\" SET giver = 'sun'",
    'UPDATE "grant" SET value = value * 2',
    "UPDATE \"grant\" SET state = 'released'",
)


@pytest.fixture
def promised(desk: Desk) -> Case:
    """A case with a promise, on a clock that stands."""
    case = sour_rice(desk)
    return desk.settle(case, by="chen", facts="换货", agreed="in-person", remedies=[Remedy.refund(Money(3, "CNY"))])


@pytest.mark.parametrize("what", _NEXT)
def test_what_follows_in_the_same_moment_is_no_problem(
    desk: Desk, promised: Case, problems: Problems, what: str
) -> None:
    """No false alarm: rows stand as the commands left them that wrote them, whatever another one said in that moment."""
    _NEXT[what](desk, promised)

    assert problems(deep=True) == []


@pytest.mark.parametrize("statement", _EDITS)
def test_an_edit_is_found_among_what_was_written_in_one_moment(
    desk: Desk, promised: Case, edit: Edit, problems: Problems, statement: str
) -> None:
    """A row that no command wrote so is named, also where several may have written it."""
    _NEXT["unit"](desk, promised)
    edit(statement)

    assert {one.table for one in problems(deep=True)} == {"grant"}
