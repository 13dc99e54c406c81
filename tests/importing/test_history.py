"""What was handled before the desk knew it: each thing at its own time, judged by it, and nobody is told. R1, R15"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import attrs
import pytest

from complaintkit import Case, Customer, Desk, InvalidInput, Money, NotAllowed, State, System
from complaintkit.desk.intake.form import paid_in
from complaintkit.plugin import FormReceived
from complaintkit.ports.storage import OutboxRow
from complaintkit.records.ledger import verify
from complaintkit.records.state import remembering
from complaintkit.testing import FakeClock

Form: TypeAlias = Callable[..., FormReceived]
IMPORT = System("import")
ANSWERED = {"reply__text": "已退款并致歉", "reply__at": "2024-10-09T16:00+08:00"}


def taken_in(desk: Desk, *forms: FormReceived, notify: bool = False) -> Case:
    """The case of the last form."""
    done = desk.import_history(forms, by=IMPORT, notify=notify)
    assert done.refused == ()
    (case,) = desk.cases(by=IMPORT, external_id=forms[-1].external_id)
    return case


def to_send(desk: Desk) -> Sequence[OutboxRow]:
    """The outbox."""
    with desk._opened.storage.reading() as reader:
        return reader.outbox()


def states(case: Case) -> dict[str, str]:
    """Each deadline's state by name."""
    return {one.name: one.state for one in case.deadlines}


def utc(text: str) -> datetime:
    """A time in Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def test_each_thing_stands_at_its_own_time(desk: Desk, form: Form, clock: FakeClock) -> None:
    """When it happened and when it was written down are two times. R1"""
    case = taken_in(desk, form(subject="周一午餐", **ANSWERED))

    assert (case.state, case.received_at, case.resolved_at) == (
        State.RESOLVED,
        utc("2024-09-30T10:00"),
        utc("2024-10-09T16:00"),
    )
    assert (case.subject, case.result, case.recorded_at, case.imported) == (
        "周一午餐",
        "已退款并致歉",
        clock.now(),
        True,
    )
    lines = {line.event.name: line for line in desk.timeline(case, by=IMPORT)}
    assert (lines["answer-recorded"].at, lines["answer-recorded"].recorded_at) == (utc("2024-10-09T16:00"), clock.now())


def test_a_number_is_of_the_day_it_was_received(desk: Desk, form: Form) -> None:
    """Where the unit is, it was still Sunday."""
    case = taken_in(desk, form(unit="no3-school", received_at="2024-09-29T15:59:59Z"))

    assert case.number == "NO3-SCHOOL-240929-001"


def test_an_answer_in_time_meets_its_deadline(desk: Desk, form: Form) -> None:
    """Three working days from 30 September end on 10 October: the week of the National Day does not count."""
    case = taken_in(desk, form(reply__text="已退款", reply__at="2024-10-10T17:29+08:00"))
    (result,) = (one for one in case.deadlines if one.name == "result")

    assert (result.due_at, result.state, result.breached_at) == (utc("2024-10-10T17:30"), "met", None)


def test_an_answer_too_late_leaves_the_breach_on_record(desk: Desk, form: Form, clock: FakeClock) -> None:
    """Breached when it was due, noticed today, met by the answer after all. R15"""
    case = taken_in(desk, form(reply__text="已退款", reply__at="2024-10-10T17:31+08:00"))
    (result,) = (one for one in case.deadlines if one.name == "result")

    assert (result.state, result.breached_at, result.noticed_at) == ("met-late", utc("2024-10-10T17:30"), clock.now())
    breach = next(
        line
        for line in desk.timeline(case, by=IMPORT)
        if line.event.name == "deadline-breached" and getattr(line.event, "rule", "") == "result"
    )
    assert (breach.at, breach.recorded_at) == (utc("2024-10-10T17:30"), clock.now())


def test_what_fell_due_after_the_answer_was_no_breach(desk: Desk, form: Form) -> None:
    """An answer within the hour ends what would have been due later, whatever day it is today."""
    case = taken_in(desk, form(customer__phone="13800138000", reply__text="已换", reply__at="2024-09-30T10:10+08:00"))

    assert all(one.breached_at is None for one in case.deadlines)


def test_without_a_contact_nobody_had_to_be_called(desk: Desk, form: Form) -> None:
    """The deadline to contact the customer is waived, with its reason. R2"""
    assert states(taken_in(desk, form(**ANSWERED)))["acknowledge"] == "waived"
    assert states(taken_in(desk, form("b", customer__phone="13800138000", **ANSWERED)))["acknowledge"] != "waived"


def test_nobody_is_told_and_nothing_escalates(desk: Desk, form: Form) -> None:
    """An open case of last month is late, on record, and no alarm goes off for it: not now, and not by the worker."""
    case = taken_in(desk, form(category="food/spoiled", severity="major", customer__phone="13800138000"))

    assert {"result", "verification"} <= {one.name for one in case.deadlines if one.state == "breached"}
    assert (case.escalations, to_send(desk), desk.run_due()) == ((), [], 0)


def test_what_is_due_from_now_on_runs_as_on_every_case(desk: Desk, form: Form, clock: FakeClock) -> None:
    """Received this morning, imported at ten: tomorrow its assessment is overdue, and that escalates."""
    case = taken_in(desk, form(received_at="2024-10-17T09:50+08:00", customer__phone="13800138000"))
    assert (states(case)["assessment"], to_send(desk)) == ("running", [])

    clock.advance(timedelta(hours=24))
    desk.run_due()

    case = desk.case(case, by=IMPORT)
    assert states(case)["assessment"] == "breached"
    assert case.escalations
    assert to_send(desk)


def test_what_turns_out_to_be_a_hazard_is_seen_to_before_it_is_filed(desk: Desk, form: Form) -> None:
    """Open yet, it becomes one here: what lists and clocks ask for, the archive asks for, too. R15, R18, S4.9"""
    case = taken_in(desk, form(category="service/attitude", customer__phone="13800138000"))
    assert case.first_handlings == {}
    case = desk.reclassify(case, by=case.owner, category="food/illness", reason="有人不舒服")
    people = desk.people.organisation(by=IMPORT).staff
    first = next(one for who in people for one in desk.duties(who).of_kind("first-handling"))
    assert first.case == case.number
    assert "evidence-secured" in states(case)
    case = desk.withdraw(case, by=case.owner, reason="不用了")
    for matter in case.escalations:
        heads = {one.staff for who in people for one in desk.duties(who).owed if one.ref == matter.id}
        desk.decide_meeting(case, by=min(heads), escalation=matter.id, decision="已处理", present=sorted(heads))
    with pytest.raises(NotAllowed) as refused:
        desk.archive(case, by=case.owner)
    assert refused.value.allowed == ("do-first-handling",)


def test_where_no_time_is_known_nothing_is_due(desk: Desk, form: Form, clock: FakeClock) -> None:
    """Nobody can say when it began, so nobody was late; no clock starts for a complaint that may be years old.

    But somebody has it now, and its next step is due a week after they got it. F1
    """
    case = taken_in(desk, form(received_at=None))

    waived = {name: state for name, state in states(case).items() if name != "next-step"}
    assert (case.received_at, set(waived.values())) == (clock.now(), {"waived"})
    assert case.next_due_at == clock.now() + timedelta(days=7)


def test_a_case_that_was_closed_is_archived_then(desk: Desk, form: Form) -> None:
    """Filed at its own time: from then on nobody is accountable any more. F1"""
    case = taken_in(desk, form(closed_at="2024-10-11T09:00+08:00", **ANSWERED))

    assert (case.state, case.archived_at) == (State.ARCHIVED, utc("2024-10-11T09:00"))
    with desk._opened.storage.reading() as reader:
        (owner,) = reader.owners(case.id)
    assert (owner.since, owner.until) == (utc("2024-09-30T10:00"), utc("2024-10-11T09:00"))


def test_a_complaint_that_was_closed_without_words_was_answered_then(desk: Desk, form: Form) -> None:
    """That there are no words of the answer is said, not invented."""
    case = taken_in(desk, form(closed_at="2024-10-10T09:00+08:00"))

    assert (case.state, case.resolved_at, case.result) == (
        State.ARCHIVED,
        utc("2024-10-10T09:00"),
        "（原记录没有答复内容）",
    )
    assert states(case)["result"] == "met"


def test_praise_is_filed_without_an_answer(desk: Desk, form: Form) -> None:
    """Nobody owes an answer to praise."""
    case = taken_in(desk, form(kind="praise", closed_at="2024-10-10T09:00+08:00"))

    assert (case.state, case.result, case.deadlines) == (State.ARCHIVED, None, ())


def test_without_a_category_it_is_registered_all_the_same(desk: Desk, form: Form) -> None:
    """What the past did not ask for can't be asked for any more."""
    case = taken_in(desk, form())

    assert (case.state, case.missing, case.category) == (State.REGISTERED, (), None)


def test_with_notify_what_is_open_is_as_if_it_came_in_now(desk: Desk, form: Form) -> None:
    """Messages are sent, what is late escalates; what has its answer is past all the same."""
    told = {"category": "food/quantity", "customer__phone": "13800138000"}
    late = taken_in(desk, form("open", unit="no3-school", **told), notify=True)
    past = taken_in(desk, form("past", unit="no3-school", **told, **ANSWERED), notify=True)

    assert late.escalations
    assert not late.imported
    assert {one.case for one in to_send(desk)} == {late.id}
    assert (past.escalations, past.imported) == ((), True)


@pytest.mark.parametrize(
    ("typed", "paid"),
    [
        ("35.00", "35.00 CNY"),
        ("35元", "35.00 CNY"),
        ("￥35.5", "35.50 CNY"),
        ("３５．００", "35.00 CNY"),
        ("1,250.00", "1250.00 CNY"),
        ("RMB 35", "35.00 CNY"),
        ("35 块", "35.00 CNY"),
        ("35.00 EUR", "35.00 EUR"),
    ],
)
def test_an_amount_is_read_as_people_type_it(desk: Desk, form: Form, typed: str, paid: str) -> None:
    """A till, a spreadsheet and a Chinese keyboard write it in their ways; another currency is named."""
    case = taken_in(desk, form(purchase__receipt="A-17", paid=typed))
    assert case.purchase is not None
    assert str(case.purchase.paid) == paid


@pytest.mark.parametrize(
    ("typed", "currency", "named"),
    [
        ("35元", "EUR", "CNY"),
        ("¥35", "EUR", "CNY"),
        ("¥35", "JPY", "JPY"),
        ("35 元", "JPY", "CNY"),
        ("CNY 35", "EUR", "CNY"),
        ("35", "EUR", "EUR"),
    ],
)
def test_a_sign_of_the_yuan_is_no_other_currency(typed: str, currency: str, named: str) -> None:
    """In a business that is paid in euros, 35元 are yuan; the sign of the yen is the yuan's where no yen are paid."""
    found = paid_in({"paid": typed}, currency)
    assert found is not None
    assert str(found) == str(Money(35, named))


def test_everything_that_was_said_is_kept(desk: Desk, form: Form) -> None:
    """Goods, money, the authority's number, fields of one's own: each where it belongs, or among the fields."""
    whole = form(
        customer__name="王芳",
        customer__email="fang@example.cn",
        customer__reference="crm-7",
        purchase__receipt="A-17",
        paid="35.00",
        item__name="米饭",
        item__lot="L7",
        docket__number="12315-9",
        docket__authority="12315",
        fields__shift="早班",
    )
    case = taken_in(desk, whole)
    homeless = taken_in(desk, form("b", paid="35.00", docket__number="12315-9"))

    assert case.purchase is not None
    assert (str(case.purchase.paid), case.purchase.items[0].lot, case.docket and case.docket.number) == (
        "35.00 CNY",
        "L7",
        "12315-9",
    )
    assert (case.customer.reference, dict(case.fields)) == ("crm-7", {"shift": "早班"})
    assert desk.contact(case, by="fang", purpose="test").contacts[0].address == "fang@example.cn"
    assert dict(homeless.fields) == {"paid": "35.00", "docket.number": "12315-9"}


def test_the_ledger_of_an_imported_case_is_like_any_other(desk: Desk, form: Form) -> None:
    """Its chain holds, and replaying it gives the case."""
    case = taken_in(desk, form(closed_at="2024-10-11T09:00+08:00", **ANSWERED))

    with desk._opened.storage.reading() as reader:
        assert verify(reader.events([case.id]), reader.vault([case.id]), desk._door.keyring.ledger) is None
        row = reader.case(case.id)
    assert row is not None
    assert (row.version, row.state, row.open) == (case.seq, "archived", False)


# ---- whose they are -------------------------------------------------------------------------------------------------
def test_history_pushes_nothing_out_of_mind_that_people_work_on(desk: Desk, form: Form) -> None:
    """However much is imported, the next command on a case at work need not read its ledger again."""
    case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(name="王芳", phone="13800138000"))
    past = [attrs.evolve(form(**ANSWERED), external_id=f"old-{number}") for number in range(300)]
    assert desk.import_history(past, by=IMPORT).created == 300

    with desk._opened.storage.reading() as reader:
        row, mind = reader.case(case.id), remembering(reader)
        assert row is not None
        assert mind is not None
        assert mind.known(row) is not None


def test_the_person_of_last_resort_is_accountable_where_nobody_is_named(desk: Desk, form: Form) -> None:
    """A program owns nothing; nothing is ever nobody's. F1"""
    assert taken_in(desk, form(unit="no3-school")).owner == "fang"


def test_an_owner_is_named(desk: Desk, form: Form) -> None:
    """From the first second on; that a program wrote it down stays visible."""
    desk.import_history([form()], by=IMPORT, owner="luo")
    (case,) = desk.cases(by=IMPORT)

    assert (case.owner, case.first_receiver, case.recorded_by) == ("luo", "luo", "system:import")


def test_a_member_of_staff_imports_for_themselves_or_for_those_they_lead(desk: Desk, form: Form) -> None:
    """What binds every other command binds an import. R20"""
    desk.import_history([form("a", **ANSWERED)], by="luo")
    desk.import_history([form("b", **ANSWERED)], by="luo", owner="sun")

    assert {one.external_id: one.owner for one in desk.cases(by=IMPORT)} == {"a": "luo", "b": "sun"}
    with pytest.raises(NotAllowed, match="luo does not lead fang"):
        desk.import_history([form("c")], by="luo", owner="fang")


def test_history_is_imported_by_whoever_may(desk: Desk, form: Form) -> None:
    """An administrative right: it files what nobody here looked into. The right to receive does not hold it. R8, R20"""
    able = set()
    for staff in desk.people.organisation(by=IMPORT).staff:
        try:
            able.add(staff if desk.import_history([form(staff, **ANSWERED)], by=staff).created else "")
        except NotAllowed:
            continue
    assert able == {"fang", "shen", "tao", "luo"}  # whose role may all


CLOSED = {"reply__text": "已退款", "reply__at": "2024-10-17T10:20+08:00", "closed_at": "2024-10-17T10:30+08:00"}


def test_nobody_files_by_an_import_what_came_in_since_the_desk_began(desk: Desk, form: Form, clock: FakeClock) -> None:
    """What is over is refused, and kept; a program brings in what another system closed. R8, F1"""
    clock.advance(timedelta(hours=1))
    new = {"received_at": "2024-10-17T10:10+08:00"}
    for over in (
        CLOSED,
        {"closed_at": CLOSED["closed_at"]},
        {name: CLOSED[name] for name in ("reply__text", "reply__at")},
    ):
        done = desk.import_history([form("new", **new, **over)], by="luo")
        assert (done.created, [(one.field, bool(one.kept_as)) for one in done.refused]) == (0, [("received_at", True)])
    assert desk.import_history([form("old", **CLOSED)], by="luo").created == 1
    assert desk.import_history([form("new", **new, **CLOSED)], by=IMPORT).created == 1


@pytest.mark.parametrize("told", [{"received_at": "2024-10-17T10:10+08:00"}, {"received_at": None}])
def test_what_somebody_imports_open_since_then_is_a_complaint_like_any_other(
    desk: Desk, form: Form, clock, told
) -> None:
    """Its alarm goes off, its deadlines run, its customer is told: an import is no quiet way in. R18, R15"""
    clock.advance(timedelta(hours=1))
    desk.import_history(
        [form("new", category="food/spoiled", unit="no3-school", customer__phone="13800138000", **told)], by="luo"
    )
    (case,) = desk.cases(by=IMPORT)
    assert (case.imported, case.alarms, "waived" in states(case).values()) == (False, ("food/spoiled",), False)
    assert to_send(desk)


def test_nobody_imports_what_is_about_them(desk: Desk, form: Form) -> None:
    """Nor has it for somebody whom it is about; a program's goes to somebody else. R6, F1"""
    over = {**ANSWERED, "about_staff": "luo"}
    assert [one.field for one in desk.import_history([form("a", **over)], by="luo").refused] == ["about_staff"]
    assert [one.field for one in desk.import_history([form("a", **over)], by="fang", owner="luo").refused] == [
        "about_staff"
    ]
    assert desk.import_history([form("a", **over)], by="fang").created == 1
    desk.import_history([form("b", about_staff="luo")], by=IMPORT, owner="luo")
    assert {one.owner for one in desk.cases(by=IMPORT)} == {"fang"}


def test_nobody_imports_what_they_complained_of(desk: Desk, form: Form) -> None:
    """Nor has it: known by a contact, however it is written. A program's goes to somebody else. R9, F1"""
    contact = desk.people.organisation(by=IMPORT).staff["luo"].contact("phone")
    assert contact is not None
    mine = {**ANSWERED, "customer__phone": contact.address.replace("+86", "0086 ")}
    for by, owner in (("luo", None), ("fang", "luo")):
        refused = desk.import_history([form("a", **mine)], by=by, owner=owner).refused
        assert [one.field for one in refused] == ["customer.contacts"]
    assert desk.import_history([form("a", **mine)], by="fang").created == 1
    desk.import_history([form("b", **mine)], by=IMPORT, owner="luo")
    assert {one.owner for one in desk.cases(by=IMPORT)} == {"fang"}


def test_whoever_imports_or_owns_works_here(desk: Desk, form: Form) -> None:
    """Said before any row, with what may have been meant."""
    with pytest.raises(InvalidInput, match=r"owner: 'lou' does not work here\. Did you mean 'luo'"):
        desk.import_history([form()], by=IMPORT, owner="lou")
    with pytest.raises(InvalidInput, match="by: 'nobody' does not work here"):
        desk.import_history([form()], by="nobody")
    assert desk.cases(by=IMPORT).count() == 0


# ---- several issues -------------------------------------------------------------------------------------------------
def test_a_row_holds_several_issues(desk: Desk, form: Form) -> None:
    """Each counts in its category, and its answer of then ended it all; nobody is sent to look. R7, S1.7"""
    issues = {"issue.2.text": "司机骂人", "issue.2.category": "service/attitude"}
    case = taken_in(desk, form(category="food/spoiled", **ANSWERED, closed_at="2024-10-10T09:00+08:00", **issues))

    assert case.state is State.ARCHIVED
    assert case.categories == ("food/spoiled", "service/attitude")
    assert case.dispatches == ()
    assert to_send(desk) == []


def test_what_is_wrong_with_an_issue_of_a_row_is_named_by_its_column(desk: Desk, form: Form) -> None:
    """So that whoever mends the file finds it. R7"""
    issues = {"issue.2.text": "司机骂人", "issue.2.category": "no/such"}
    done = desk.import_history([form(**issues)], by=IMPORT)
    assert [one.field for one in done.refused] == ["issue.2.category"]
