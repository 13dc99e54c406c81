"""What a form or a program asks of a task: any kind opened, fields given as text, and the same key once. S0.11, R14, R20"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from complaintkit import ConflictError, Customer, Desk, InvalidInput, NotAllowed, NotFound, Task
from complaintkit.decision.task import MACHINES, Form
from complaintkit.decision.task.field import SHARED, read_fields

MONTH = timedelta(days=30)
FORMS = {
    name: next(
        (one.kind, field)
        for one in MACHINES.values()
        for field, it in {**SHARED, **one.fields}.items()
        if it.form is name and not it.choices
    )
    for name in (Form.FLAG, Form.NUMBER, Form.MOMENT, Form.STAFF, Form.LINES, Form.TASK)
}


def opened(desk: Desk, **changed: Any) -> Task:
    """An improvement of chen's."""
    asked = {"kind": "action", "what": "鲜奶到货测温", "by": "xu", "who": "chen", "due": MONTH}
    return desk.tasks.open(**{**asked, **changed})


def read(desk: Desk, form: Form, value: object) -> tuple[str, ...]:
    """What a field of this form makes of a value."""
    kind, name = FORMS[form]
    with desk._opened.storage.reading() as tx:
        facts = desk._door.facts(tx, None, by="xu")
    return read_fields(facts, MACHINES[kind], {name: value}, needs=(), may=(name,)).values[name]


# ---- opened as a form does ------------------------------------------------------------------------------------------
def test_any_kind_is_opened_by_its_word(desk) -> None:
    """As its own noun opens it. S0.11"""
    task = opened(desk, about={"category": "product-quality/food"})
    same = desk.actions.open("鲜奶到货测温", by="xu", who="chen", due=MONTH, category="product-quality/food")
    for word in ("kind", "what", "owner", "unit", "waits_for", "due_at", "about", "subject", "state"):
        assert getattr(task, word) == getattr(same, word)
    assert desk.tasks.open("idea", "早班先补货", by="chen", who="zhao", due=MONTH).owner == "zhao"


def test_rights_hold_whichever_way_it_is_opened(desk) -> None:
    """Nobody gives work to whom they do not lead; a case or a task that is not theirs to see is not found. R20"""
    with pytest.raises(NotAllowed):
        opened(desk, by="chen", who="zhao")
    task = opened(desk)
    for by, more in (("yu", {"source": task.number}), ("xu", {"source": "RIVER-STREET-T261121-999"})):
        with pytest.raises(NotFound):
            desk.tasks.open("idea", "早班先补货", by=by, who="lu", due=MONTH, **more)
    with pytest.raises(NotFound):
        opened(desk, cases=["RIVER-STREET-261121-999"])


HOSTILE = [
    ("kind", "acton"),
    ("kind", ["action"]),
    ("kind", None),
    ("what", None),
    ("what", "   "),
    ("what", "字" * 4001),
    ("what", 7),
    ("who", "chne"),
    ("who", ["chen"]),
    ("unit", "atlantis"),
    ("unit", {"a": 1}),
    ("due", None),
    ("due", "明天"),
    ("due", datetime(2026, 12, 1)),  # noqa: DTZ001  a time without its zone is what is refused
    ("due", datetime(9999, 12, 31, 23, 59, tzinfo=UTC)),
    ("due", datetime(1, 1, 1, tzinfo=UTC)),
    ("due", timedelta(0)),
    ("due", timedelta.max),
    ("source", 7),
]


@pytest.mark.parametrize(("field", "wrong"), HOSTILE, ids=[f"{one}-{index}" for index, (one, _) in enumerate(HOSTILE)])
def test_what_cannot_be_opened_names_its_field(desk, field, wrong) -> None:
    """In both languages, and nothing has happened."""
    with pytest.raises(InvalidInput) as error:
        opened(desk, **{field: wrong})
    assert error.value.field == field
    assert error.value.user_message("zh")
    assert desk.tasks.list(by="xu") == ()


def test_words_of_about_are_closed_and_text(desk) -> None:
    """By their name."""
    for about in ({"categry": "food"}, {"category": ["food"]}, {"category": "字" * 4001}):
        with pytest.raises(InvalidInput) as error:
            opened(desk, about=about)
        assert error.value.field == next(iter(about))


@pytest.mark.parametrize("step", ["finsh", ["finish"], None, "\ud83d", "x" * 9000])
def test_an_unknown_step_is_named(desk, step) -> None:
    """With the one that was meant; what was typed with it is kept. R14"""
    with pytest.raises(InvalidInput) as error:
        desk.tasks.step(opened(desk), step, by="chen", evidence="已办")
    assert error.value.field == "step"
    assert "已办".encode() in desk.refused.show(error.value.kept_as, by="xu").content


# ---- fields as text -------------------------------------------------------------------------------------------------
def test_a_form_gives_text(desk) -> None:
    """A moment, a span, a flag, a number, several: read as what they are."""
    now = datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert read(desk, Form.MOMENT, "2026-12-20T18:00+08:00") == ("2026-12-20T10:00:00+00:00",)
    for span in ("14 days", timedelta(days=14), now + timedelta(days=14)):
        assert read(desk, Form.MOMENT, span) == ((now + timedelta(days=14)).isoformat(),)
    assert [read(desk, Form.FLAG, one) for one in (True, "true", "Yes")] == [("yes",)] * 3
    assert [read(desk, Form.FLAG, one) for one in (False, "false", "no")] == [("no",)] * 3
    assert [read(desk, Form.NUMBER, one) for one in (12, "12", Decimal("12.0"), " 12.0 ")] == [("12",)] * 4
    assert read(desk, Form.NUMBER, "0.00") == ("0",)
    for several in ("chen,xu", "chen， xu", "chen、xu", "chen\nxu", ["chen", "xu"], ("chen", "xu")):
        assert read(desk, Form.STAFF, several) == ("chen", "xu")
    assert read(desk, Form.LINES, "冷柜, 货架\n\n地面") == ("冷柜, 货架", "地面")


NO_TEXT_OF = [
    *(
        (Form.MOMENT, one)
        for one in ("明天", "2026-12-20", "2026-12-20T18:00", "2026-02-30T00:00Z", "14", True, 7, b"x")
    ),
    *((Form.MOMENT, one) for one in ("4000 days", "9999-12-31T23:59Z", "0001-01-01T00:00+14:00", timedelta.max)),
    *((Form.FLAG, one) for one in ("ja", "1", 1, 0.0, ["yes"])),
    *((Form.NUMBER, one) for one in ("1_000", "１２", "1e9", "NaN", "-", True, 1.5, [1], "9" * 400, 10**5000)),
    *((Form.NUMBER, one) for one in (Decimal("1e-999999"), Decimal("Infinity"), Decimal("1e999999"))),
    *((Form.STAFF, one) for one in (",", "chen,nobody", ["chen", 7], {"chen": 1}, {"chen"}, 7)),
    *((Form.LINES, one) for one in (" \n ", ["", "a"], [["a"]], ["字" * 4001], ["x"] * 501)),
]


@pytest.mark.parametrize(("form", "value"), NO_TEXT_OF, ids=[f"{one}-{at}" for at, (one, _) in enumerate(NO_TEXT_OF)])
def test_what_is_not_read_names_field_reason_and_next_step(desk, form, value) -> None:
    """Whatever was sent: a clear error, short, in both languages."""
    with pytest.raises(InvalidInput) as error:
        read(desk, form, value)
    assert error.value.field == FORMS[form][1]
    assert error.value.reason
    assert error.value.next_step
    assert len(str(error.value)) < 400
    assert error.value.user_message("zh")
    assert sys.getsizeof(error.value.user_message("zh")) < 2000


def test_a_field_names_only_tasks_that_one_may_see(desk) -> None:
    """A task that is there and one that is not are told the same. R20"""
    other = desk.actions.open("查温", by="lu", who="fan", due=MONTH)
    review = desk.reviews.call("专题会", by="xu", due=MONTH)
    for number in (other.number, "RIVER-STREET-T261121-999"):
        with pytest.raises(NotFound) as error:
            desk.tasks.step(review, "hold", by="xu", present="xu", minutes="见附件", decisions=number)
        assert str(error.value).replace(number, "?") == "there is no task ?. Check the number."


# ---- asked again ----------------------------------------------------------------------------------------------------
KEY = {"idempotency_key": "pos:1"}
ASKED = {
    "open": lambda desk, task, **key: opened(desk, **key),
    "step": lambda desk, task, **key: desk.tasks.step(task, "finish", by="chen", evidence="已办", **key),
    "give": lambda desk, task, **key: desk.tasks.give(task, by="chen", to="zhao", reason="换班", **key),
    "offer": lambda desk, task, **key: desk.tasks.offer(task, by="chen", to="wei", reason="换班", **key),
    "extend": lambda desk, task, **key: desk.tasks.extend(task, by="zhao", until=2 * MONTH, reason="等货", **key),
}


@pytest.mark.parametrize("verb", ASKED)
def test_the_same_key_does_it_once(desk, clock, verb) -> None:
    """Later, too, when a span would lead elsewhere: the first answer again, marked, and nothing written. R14"""
    task = opened(desk)
    first = ASKED[verb](desk, task, **KEY)
    clock.advance(timedelta(hours=1))
    before = len(list(desk.events()))
    again = ASKED[verb](desk, task, **KEY)
    assert again == first
    assert (first.replayed, again.replayed) == (False, True)
    assert len(list(desk.events())) == before


OTHERS = {
    "kind": "idea",
    "what": "换冷柜",
    "by": "lu",
    "who": "wei",
    "due": 2 * MONTH,
    "unit": "river-street",
    "about": {"place": "冷柜2"},
    "source": "RIVER-STREET-T261121-001",
    "given": {"evidence": "x"},
}


@pytest.mark.parametrize("word", OTHERS)
def test_a_key_stands_for_all_that_was_asked(desk, word) -> None:
    """One word that differs is another request, which needs a key of its own."""
    opened(desk, **KEY)
    with pytest.raises(ConflictError):
        opened(desk, **{**KEY, word: OTHERS[word]})
    assert len(desk.tasks.list(by="lu")) == 1


def test_a_key_stands_for_one_verb_and_one_task(desk) -> None:
    """Not for a case either."""
    task, other = opened(desk, **KEY), opened(desk)
    for verb in ("step", "give", "extend"):
        with pytest.raises(ConflictError):
            ASKED[verb](desk, task, **KEY)
    ASKED["step"](desk, task, idempotency_key="k2")
    with pytest.raises(ConflictError):
        ASKED["step"](desk, other, idempotency_key="k2")
    with pytest.raises(ConflictError):
        desk.receive("酸", by="chen", channel="service-desk", customer=Customer(), idempotency_key="pos:1")
    with pytest.raises(InvalidInput) as error:
        opened(desk, idempotency_key=7)
    assert error.value.field == "idempotency_key"


def test_what_was_refused_took_no_key(desk) -> None:
    """Mended, it goes through under the same key."""
    with pytest.raises(InvalidInput):
        opened(desk, who="chne", **KEY)
    assert opened(desk, **KEY).owner == "chen"


@pytest.mark.parametrize("name", ["unit", "owner", "waits_for", "case", "subject"])
def test_what_says_nothing_narrows_no_list_of_tasks(desk: Desk, name: str) -> None:
    """Whoever has no name to ask for is not shown what everybody has to do."""
    for nothing in ("", " "):
        asked: dict[str, Any] = {name: nothing}
        with pytest.raises(InvalidInput, match="Leave it out") as refused:
            desk.tasks.list(by="lu", **asked)
        assert refused.value.field == name


@pytest.mark.parametrize("name", ["unit", "owner", "waits_for"])
def test_a_list_of_tasks_is_of_whom_there_is(desk: Desk, name: str) -> None:
    """A slip of the keyboard would look as if nothing were to be done."""
    asked: dict[str, Any] = {name: "chne"}
    with pytest.raises(InvalidInput) as refused:
        desk.tasks.list(by="lu", **asked)
    assert refused.value.field == name


def test_a_list_goes_on_behind_what_there_is(desk: Desk) -> None:
    """An empty number is none: the list does not begin anew, as it were without end."""
    with pytest.raises(NotFound):
        desk.tasks.list(by="lu", after="")
