"""Dates that no playbook reckons: an authority's own, and when evidence will be gone. R12, R19"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Docket, Evidence, InvalidInput, NotAllowed, NotFound
from complaintkit.decision import record
from complaintkit.decision.clocks.dated import ENDS, dated
from complaintkit.decision.outbox import messages
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import Moment
from complaintkit.model.due import Within
from complaintkit.model.vocabulary import Kind, Severity, State
from complaintkit.playbook import DeadlineRule


def clock(matter, name):
    """The deadlines of that name."""
    return [one for one in matter.case.deadlines if one.name == name]


@pytest.fixture
def matter(matter):
    """A playbook without deadlines of its own."""
    matter.rule(deadlines={})
    return matter


def evidence(matter, **changes) -> None:
    """Change what the category says perishes."""
    food = matter.playbook.categories["food/sensory"]
    rule = attrs.evolve(food.evidence, **changes) if changes else None
    matter.rule(categories={**matter.playbook.categories, "food/sensory": attrs.evolve(food, evidence=rule)})


# ---- an authority's date ---------------------------------------------------------------------------------------------
def docket(matter, hours):
    """Received with a docket that wants an answer so many hours after the customer spoke."""
    spoke = matter.now - timedelta(hours=1)
    answer_by = None if hours is None else spoke + timedelta(hours=hours)
    matter.received(received_at=spoke, docket=Docket(authority="12315", number="D-1", answer_by=answer_by))
    return clock(matter, "authority-answer")


@pytest.mark.parametrize(("hours", "warned"), [(48, True), (24, False), (23, False)])
def test_an_authority_has_a_date_of_its_own(matter, hours, warned) -> None:
    """From when the customer spoke; warned of a day before, where there is a day. R19"""
    [found] = docket(matter, hours)

    assert found.due_at == found.started_at + timedelta(hours=hours)
    assert found.started_at == matter.now - timedelta(hours=1)
    assert found.warn_at == (found.due_at - timedelta(hours=24) if warned else None)
    assert found.title == {"zh": "主管部门要求的答复期限", "en": "Answer to the authority"}


def test_without_a_date_the_bodys_usual_time_counts(matter) -> None:
    """By the playbook's working days; a body without a time has none, and neither has a case without a docket. R19"""
    [found] = docket(matter, None)
    assert (found.within, found.started_at) == ("3 working days", matter.now - timedelta(hours=1))

    matter.received(docket=Docket("C-7", authority="court"))
    assert clock(matter, "authority-answer") == []
    matter.received()
    assert clock(matter, "authority-answer") == []


def test_a_playbooks_own_rule_takes_its_place(matter) -> None:
    """One of the same name. R19"""
    rule = DeadlineRule(
        id="authority-answer", title={}, starts="docket-recorded", stops=("resolved",), within=Within.parse("1 h")
    )
    matter.rule(deadlines={"authority-answer": rule})

    assert [one.due_at - one.started_at for one in docket(matter, 48)] == [timedelta(hours=1)]


def test_no_round_moves_it(matter) -> None:
    """A refused plan is no excuse. R19"""
    docket(matter, 480)
    matter.do(c.Assess, severity="low", approach="核实")
    matter.do(c.RecordFacts, facts="放了两小时", heard=["hu"])
    matter.offered()

    matter.answered(accepted=False)

    assert [one.state for one in clock(matter, "authority-answer")] == ["running"]


@pytest.mark.parametrize("end", ["settled", "resolved", "cleared-up", "withdrawn", "referred"])
def test_no_result_answers_it(matter, end) -> None:
    """However the case ends here: the authority waits until it has our answer, and the case is not filed before. R19"""
    docket(matter, 480)
    matter.do(c.Assess, severity="low", approach="核实")
    matter.do(c.RecordFacts, facts="放了两小时", heard=["hu"])
    if end == "settled":
        matter.do(c.Settle, facts="当场换货", agreed="in-person")
    elif end == "cleared-up":
        matter.do(c.ClearUp, explanation="误会")
    elif end == "withdrawn":
        matter.do(c.Withdraw, by=CUSTOMER)
    elif end == "referred":
        matter.do(c.Refer, authority="12315", told="可拨打12315")
    else:
        matter.agreed()
        matter.do(c.Resolve, result="换货", decisions={"1": ("not-upheld", "查无此事")})

    assert [one.state for one in clock(matter, "authority-answer")] == ["running"]
    with pytest.raises(NotAllowed, match=r"waits for the answer to D-1|not asked yet"):
        matter.do(c.Archive)

    matter.do(c.AnswerAuthority, text="已换货")

    assert [one.state for one in clock(matter, "authority-answer")] == ["met"]


def test_an_end_there_leaves_nothing_to_answer(matter) -> None:
    """What the authority closed needs no answer of ours. R19"""
    docket(matter, 480)

    matter.do(c.RecordOutcome, outcome="withdrawn")

    assert [one.state for one in clock(matter, "authority-answer")] == ["cancelled"]


def test_another_date_is_another_wish(matter) -> None:
    """Answered once, the authority asks again by another date; a correction of who answers moves nothing. R15, R19"""
    docket(matter, 480)
    [case] = matter.case.authority_cases
    matter.do(c.AnswerAuthority, text="已换货")
    matter.do(c.RecordDocket, docket=attrs.evolve(case.docket, answerer="li"))
    assert [one.open for one in matter.case.authority_cases] == [False]

    later = matter.now + timedelta(days=60)
    matter.do(c.RecordDocket, docket=attrs.evolve(case.docket, answer_by=later))

    assert [(one.state, one.due_at == later) for one in clock(matter, "authority-answer")] == [
        ("met", False),
        ("running", True),
    ]


def test_each_authority_has_its_own_clock(matter) -> None:
    """The one that is answered is named, where several wait. R19"""
    docket(matter, 480)
    matter.do(c.RecordDocket, docket=Docket("C-7", authority="court", answer_by=matter.now + timedelta(days=15)))
    with pytest.raises(InvalidInput, match="several"):
        matter.do(c.AnswerAuthority, text="已换货")
    with pytest.raises(NotFound):
        matter.do(c.AnswerAuthority, text="已换货", docket="C-8")

    matter.do(c.AnswerAuthority, text="已换货", docket="C-7")

    assert [one.state for one in clock(matter, "authority-answer")] == ["running", "met"]


@pytest.mark.parametrize(
    "wrong",
    [{"dated": timedelta(hours=1)}, {"answerer": "nobody"}, {"answerer": "chen"}],
    ids=["in-the-future", "stranger", "whom it is about"],
)
def test_what_an_authority_wrote_is_looked_at(matter, wrong) -> None:
    """No date to come, and nobody answers for themselves. R6, R19"""
    matter.received(about_staff="chen", received_by="li")
    wrong = {name: matter.now + one if isinstance(one, timedelta) else one for name, one in wrong.items()}

    with pytest.raises(InvalidInput, match="docket"):
        matter.do(c.RecordDocket, by="li", docket=Docket("D-1", authority="12315", **wrong))


# ---- what perishes ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("secure", "kept", "occurred", "minutes"),
    [
        ("1 h", "48 h", 0, 60),
        ("1 h", "48 h", 47.5, 30),
        ("1 h", None, 99, 60),
        (None, "48 h", 1, 47 * 60),
        ("3 h", "2 h", None, 60),
    ],
    ids=["secured-in-time", "gone-before", "kept-for-ever", "only-kept", "by-when-it-was-told"],
)
def test_what_perishes_is_secured_before_it_is_gone(matter, secure, kept, occurred, minutes) -> None:
    """Within the category's time, at the latest before it perishes: kept since it happened, else since it was told. R12"""
    evidence(matter, secure_within=secure and Within.parse(secure), kept_for=kept and Within.parse(kept))
    told = matter.now
    matter.later(hours=1)

    happened = None if occurred is None else matter.now - timedelta(hours=occurred)
    matter.received(received_at=told if occurred is None else None, occurred_at=happened)

    [found] = clock(matter, "evidence-secured")
    assert (found.due_at - matter.now, found.started_at) == (timedelta(minutes=minutes), matter.now)
    assert found.title == {"zh": "保全留样", "en": "Secured: food sample"}
    assert found.explain("en")
    assert found.within in {secure, kept}


@pytest.mark.parametrize("why", ["category", "no-category", "nothing-said", "inquiry", "history"])
def test_where_nothing_perishes_nothing_is_secured(matter, why) -> None:
    """Of what is no complaint neither, nor of what is long past. R12"""
    evidence(matter, secure_within=None, kept_for=None) if why == "nothing-said" else None
    evidence(matter) if why == "category" else None
    matter.known["quiet"] = why == "history"

    matter.received(kind="inquiry" if why == "inquiry" else "complaint")
    if why == "no-category":
        matter.received(category=None)

    assert clock(matter, "evidence-secured") == []


def test_what_was_secured_before_it_was_registered_is(matter) -> None:
    """Evidence on record needs nobody to secure it. R12"""
    matter.received(category=None)
    matter.do(c.RecordFacts, facts="放了两小时", heard=["hu"], evidence=[Evidence("留样", where="冰箱")])

    matter.do(c.Register, category="food/sensory")

    assert clock(matter, "evidence-secured") == []


@pytest.mark.parametrize("how", ["assessed", "found"])
def test_what_is_kept_is_looked_at_before_it_perishes(matter, how) -> None:
    """The first of them counts; warned of when a quarter of the time is left. R12"""
    gone = matter.now + timedelta(hours=40)
    found = [
        Evidence("录像", where="机房", kept_until=gone + timedelta(hours=1)),
        Evidence("留样", where="冰箱", kept_until=gone),
        Evidence("照片", where="手机"),
    ]
    matter.received()
    if how == "assessed":
        matter.do(c.Assess, severity="low", approach="核实", evidence=found)
        [perishes] = clock(matter, "evidence-perishes")
        assert (perishes.due_at, perishes.warn_at) == (gone, gone - timedelta(hours=10))
        assert perishes.title == {"zh": "证据灭失前查清", "en": "Looked at before it perishes"}
        matter.do(c.RecordFacts, facts="放了两小时", heard=["hu"])
        assert clock(matter, "evidence-perishes")[0].state == "met"
        matter.do(c.Assess, severity="low", approach="核实", evidence=found)
        assert len(clock(matter, "evidence-perishes")) == 1  # it was looked at
    else:
        matter.do(c.RecordFacts, facts="放了两小时", heard=["hu"], evidence=found)
        assert clock(matter, "evidence-perishes") == []


def test_what_is_kept_is_looked_at_whatever_the_category_says_of_evidence(matter) -> None:
    """Where it asks for none, somebody may have secured some all the same. R12"""
    evidence(matter)
    matter.received()

    kept = Evidence("录像", where="机房", kept_until=matter.now + timedelta(hours=40))
    matter.do(c.Assess, severity="low", approach="核实", evidence=[kept])

    assert [one.due_at for one in clock(matter, "evidence-perishes")] == [kept.kept_until]


def test_what_keeps_has_no_date(matter) -> None:
    """Neither a photo, nor where there is nothing. R12"""
    matter.received()

    matter.do(c.Assess, severity="low", approach="核实", evidence=[Evidence("照片", where="手机")])

    assert clock(matter, "evidence-perishes") == []


@pytest.mark.parametrize("warned", [datetime.fromisoformat("2026-11-21T12:00+08:00")])
def test_a_warning_that_would_be_past_is_none(matter, warned) -> None:
    """What is gone already is not warned of. R12"""
    matter.received()

    matter.do(c.Assess, severity="low", approach="核实", evidence=[Evidence("留样", where="冰箱", kept_until=warned)])

    assert [one.warn_at for one in clock(matter, "evidence-perishes")] == [None]


def test_evidence_secured_by_facts_is_secured(matter) -> None:
    """By either; facts without evidence leave it. R12"""
    matter.received()
    matter.do(c.RecordFacts, facts="放了两小时", heard=["hu"])
    assert clock(matter, "evidence-secured")[0].state == "running"

    matter.do(c.RecordFacts, facts="放了两小时", heard=["hu"], evidence=[Evidence("留样", where="冰箱")])

    assert clock(matter, "evidence-secured")[0].state == "met"


# ---- when a case owes them no more -------------------------------------------------------------------------------------
def test_an_answer_of_old_answers_the_authority(matter) -> None:
    """What was answered before we were here is answered. R19"""
    docket(matter, 480)
    matter.made(record(matter.case, matter.facts(), e.AnswerRecorded(text="已答复", resolves=True)))
    assert [one.state for one in clock(matter, "authority-answer")] == ["met"]


@pytest.mark.parametrize("category", ["food/sensory", "food/illness"])
def test_evidence_of_a_hazard_outlives_the_customers_content(matter, category) -> None:
    """A lot is looked at, also where they are content; of anything else it is kept for the case alone. R12, S4.9"""
    matter.received(category=category)
    kept = [Evidence("留样", where="冰箱", kept_until=matter.now + timedelta(hours=40))]
    matter.do(c.Assess, severity="low", approach="核实", evidence=kept)
    matter.do(c.Withdraw, by=CUSTOMER)

    running = [one.name for one in matter.case.open_deadlines if one.name == "evidence-perishes"]
    assert running == (["evidence-perishes"] if category == "food/illness" else [])


def test_nothing_of_a_filed_case_is_secured(matter) -> None:
    """Not even of a hazard. S0.10"""
    matter.received(category="food/illness")
    matter.case = matter.case.changed(state=State.ARCHIVED, archived_at=matter.now)

    assert [one.rule.id for one in dated(matter.facts(), matter.case)] == []


@pytest.mark.parametrize("name", ["authority-answer", "evidence-secured", "evidence-perishes"])
def test_whoever_has_it_and_whoever_leads_them_hear_of_a_missed_date(matter, name) -> None:
    """Neither an authority nor a food sample waits for us. R12, R19"""
    docket(matter, 480)
    kept = [Evidence("留样", where="冰箱", kept_until=matter.now + timedelta(hours=40))]
    matter.do(c.Assess, severity="low", approach="核实", evidence=kept if name == "evidence-perishes" else [])
    [found] = clock(matter, name)
    matter.now = found.due_at
    matter.due()

    missed = [one for one in matter.draft.lines if one.event.name == "deadline-breached" and one.event.rule == name]
    assert len(missed) == 1
    told = {one.recipient for one in messages(matter.draft) if one.name == "deadline-breached"}
    assert {"chen", "shen"} <= told


def test_what_is_not_known_by_any_language_is_named_as_it_is(matter) -> None:
    """A playbook may be in a language that we have no words in. R12"""
    food = matter.playbook.categories["food/sensory"]
    evidence(matter, what={**food.evidence.what, "ja": "検食"})
    matter.received()

    assert clock(matter, "evidence-secured")[0].title["ja"] == "検食"


# ---- whose evidence is secured -------------------------------------------------------------------------------------------
def owed_dates(matter, **changes) -> list[str]:
    """The names of the dates that the case has, once it has come to be so."""
    return [one.rule.id for one in dated(matter.facts(), matter.case.changed(**changes))]


def happened(matter, event: str) -> tuple[Moment, ...]:
    """The moments of the case, and one more."""
    return (*matter.case.moments, Moment(event=event, at=matter.now, by="chen", seq=99))


@pytest.mark.parametrize("kind", Kind)
def test_evidence_of_a_hazard_is_secured_in_whatever_words_it_came(matter, kind) -> None:
    """Of what is no hazard only a complaint's. R12, S4.9"""
    matter.received()
    assert ("evidence-secured" in owed_dates(matter, kind=kind)) is (kind is Kind.COMPLAINT)
    assert "evidence-secured" in owed_dates(matter, kind=kind, severity=Severity.MAJOR)
    matter.received(category="food/illness")
    assert "evidence-secured" in owed_dates(matter, kind=kind)


@pytest.mark.parametrize(("called", "owes"), [("alarms", True), ("first_handlings", True), ("", False)])
def test_evidence_of_the_past_is_secured_where_it_was_called_for_here(matter, called, owes) -> None:
    """Nobody can say what was secured of what was taken over; what became a hazard since is seen to. R12, R15"""
    matter.received(category="food/illness")
    what: dict[str, Any] = {"alarms": (), "first_handlings": {}}
    here: dict[str, Any] = {"alarms": ("food/illness",), "first_handlings": {"food/illness": None}}
    past = {**what, **({called: here[called]} if called else {}), "imported": True}
    assert ("evidence-secured" in owed_dates(matter, **past)) is owes
    assert "evidence-secured" in owed_dates(matter, **what)


@pytest.mark.parametrize("end", sorted(ENDS))
def test_an_end_leaves_nothing_to_secure_but_of_a_hazard(matter, end) -> None:
    """The customer's content ends it; a lot is looked at all the same. R12, S4.9"""
    matter.received()
    assert "evidence-secured" not in owed_dates(matter, moments=happened(matter, end))
    assert "evidence-secured" in owed_dates(matter, moments=happened(matter, end), severity=Severity.MAJOR)


def test_there_are_so_many_ends() -> None:
    """Each that a round may have, and filing. R8, S0.10"""
    assert {*"settled resolved answer-recorded cleared-up withdrawn referred archived".split()} == ENDS


# ---- whose date it is ------------------------------------------------------------------------------------------------
def test_a_date_of_a_body_is_reckoned_from_its_letter(matter) -> None:
    """From its own date, else from when we had it: with the complaint when the customer spoke. It says how. R19, R16"""
    body = attrs.evolve(next(iter(matter.playbook.bodies.values())), answer_within=Within.parse("3 days"))
    matter.rule(bodies={"12315": body, "12345": attrs.evolve(body, answer_within=None)})
    [with_it] = docket(matter, None)
    assert (with_it.started_at, with_it.for_) == (matter.now - timedelta(hours=1), None)
    assert with_it.within
    assert with_it.why
    matter.later(hours=3)
    written = matter.now - timedelta(hours=2)
    for number, more in (("D-2", {}), ("D-3", {"dated": written})):
        matter.do(c.RecordDocket, docket=Docket(authority="12315", number=number, **more))
        found = next(one for one in clock(matter, "authority-answer") if one.for_ == number)
        assert found.started_at == (written if more else matter.now)
    named = Docket(authority="12315", number="D-4", answer_by=matter.now + timedelta(days=9))
    matter.do(c.RecordDocket, docket=named)
    assert next(one for one in clock(matter, "authority-answer") if one.for_ == "D-4").within == ""
    for authority in ("12345", "妇联"):  # one that has no usual time, one that nobody knows
        matter.do(c.RecordDocket, docket=Docket(authority=authority, number=f"{authority}-1"))
    assert {one.for_ for one in clock(matter, "authority-answer")} == {None, "D-2", "D-3", "D-4"}


def test_an_answer_stands_after_the_end_there(matter) -> None:
    """It was given in time, whatever came of it. R19, R15"""
    docket(matter, 48)
    matter.do(c.AnswerAuthority, text="已换货")
    matter.do(c.RecordOutcome, outcome="mediated", docket="D-1")
    assert [one.state for one in clock(matter, "authority-answer")] == ["met"]
    assert owed_dates(matter).count("authority-answer") == 1
