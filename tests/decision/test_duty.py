"""Whatever was done to a case before, in any house: who owes something can do it. S0.12, R5, R20"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import attrs
import pytest

from complaintkit import (
    ComplaintKitError,
    ConflictError,
    Customer,
    Docket,
    Evidence,
    Item,
    Kind,
    Measure,
    Money,
    NotAllowed,
    NotResponsible,
    Purchase,
    Remedy,
    System,
)
from complaintkit.decision import allowed
from complaintkit.decision.duty import Owed, owed_on
from complaintkit.decision.money.digest import digest
from complaintkit.decision.people.routing import seats
from complaintkit.decision.people.sight import sees
from complaintkit.desk.reading.duties import falls_to
from complaintkit.desk.reading.duty_words import commands_of
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.commands import commands
from complaintkit.organisation import load_organisation
from complaintkit.playbook import load_playbook
from complaintkit.playbook.step import StepRule
from complaintkit.playbook.vocabulary import REQUIREMENTS
from tests.houses import HOUSES

NEEDS_ANOTHER = frozenset({"link", "unlink"})  # there is no other case here to tie this one to
PROGRAM = System("nightly")
SELDOM = set("withdraw refer archive clear-up settle note mark-second-grievance raise-issue link unlink object".split())
TALK = set(
    "tell acknowledge hear-customer wait-for-customer correct escalate dispatch ask-advice record-answer".split()
)


def house(matter: Any, playbook: str, people: int | None, dice: Random) -> str:
    """Move the matter into a sample, where `people` says so with only that many people left; return who hears it."""
    matter.playbook = load_playbook(playbook)
    matter.organisation = load_organisation(HOUSES[playbook])
    staff = sorted(matter.organisation.staff)
    hearer = dice.choice([one for one in staff if matter.structure.may(one, "receive")])
    others = [one for one in staff if one != hearer]
    for one in dice.sample(others, max(0, len(others) + 1 - people)) if people else ():
        matter.organisation = matter.organisation.without_staff(one)
    return hearer


def begun(matter: Any, playbook: str, people: int | None, dice: Random) -> None:
    """A complaint, an inquiry or praise that somebody of the house hears."""
    by = house(matter, playbook, people, dice)
    staff = sorted(matter.organisation.staff)
    units = list(matter.structure.unit_path(matter.structure.home(by)))
    matter.received(
        by=by,
        unit=dice.choice(units),
        channel=next(iter(matter.playbook.channels)),
        category=dice.choice([None, *matter.playbook.categories]),
        kind=dice.choice([Kind.COMPLAINT] * 5 + list(Kind)),
        about_staff=dice.choice([None, None, *staff]),
        customer=dice.choice([Customer(name="王芳", phone="13800138000"), Customer()]),
    )


def fields(matter: Any, word: str, dice: Random) -> dict[str, Any]:
    """Something that a command could say of this case."""
    case, staff = matter.case, sorted(matter.organisation.staff)
    who, some = dice.choice(staff), dice.choice

    def pick(found: Iterable[Any]) -> Any:
        return some(list(found) or ["x"])

    gift = (
        Remedy(kind="coupon", value=Money(some([5, 500]), case.currency), valid_days=30)
        if some([True, False])
        else Remedy(kind="apology")
    )
    refund = Remedy(kind="refund", value=Money(some([5, 50, 5000]), case.currency))
    gifts = some([(), (), (gift,), (refund,)])
    matter_ = pick(one.id for one in case.escalations if one.open)
    of: dict[str, Any] = {
        "register": lambda: {
            "category": pick(matter.playbook.categories),
            "severity": "normal",
            "purchase": Purchase(
                receipt="7", paid=Money(18, case.currency), items=[Item(name="米饭", quantity=1, lot="L1")]
            ),
            "fields": dict.fromkeys(
                [one for one in case.missing if one not in ("item", "purchase", "lot", "contact", "category")], "18"
            ),
            "customer": Customer(name="王芳", phone="13800138000"),
        },
        "correct": lambda: some(
            [
                {"reason": "写错了", "about_staff": who},
                {"reason": "写错了", "items": [Item(name="米饭", quantity=case.seq, lot="L2")]},
            ]
        ),
        "acknowledge": dict,
        "settle": lambda: {"facts": "换货", "agreed": "in-person", "apology": True, "remedies": list(gifts)},
        "record-answer": lambda: {"text": "已答复", "at": matter.now},
        "assess": lambda: {
            "severity": some(["low", "high"]),
            "approach": "核实",
            "evidence": [Evidence("录像", where="门口")],
            "answer_expected": timedelta(hours=4),
        },
        "do-first-handling": lambda: {"result": "已取样"},
        "record-facts": lambda: {
            "facts": "放了两小时",
            "heard": [who],
            "root_cause": pick(matter.playbook.causes),
            "evidence": [Evidence("录像", where="门口")],
        },
        "offer-plan": lambda: {
            "measures": [Measure(f"第{case.seq}套", who=who, due=timedelta(hours=2))],
            "remedies": list(gifts),
            "follow_up": timedelta(days=2),
            "decisions": dict.fromkeys([one.id for one in case.issues], ("not-upheld", "不属实")),
        },
        "answer-plan": lambda: {"plan": case.plan.id if case.plan else "x", "accepted": some([True, True, False])},
        "do-measure": lambda: {"measure": pick(one.id for one in case.measures if one.done_at is None)},
        "tell": lambda: {"text": "好"},
        "note": lambda: {"text": "好"},
        "wait-for-customer": lambda: {"question": "几点"},
        "hear-customer": lambda: {"text": "喂"},
        "resolve": lambda: {
            "result": "已换货",
            "decisions": {"1": ("not-upheld", "查无此事")},
            "improvement": "检查",
            "apology": True,
            "adopted": adopted(case),
        },
        "answer-survey": lambda: dict(zip(("outcome", "process"), some([(5, 5), (1, 1)]), strict=True)),
        "record-follow-up": lambda: {"satisfied": some([True, False, None])},
        "archive": dict,
        "clear-up": lambda: {"explanation": "误会"},
        "withdraw": lambda: {"reason": "算了"},
        "object": lambda: {"text": "我没有说过"},
        "refer": lambda: {"authority": "12315", "told": "可拨打12315"},
        "record-docket": lambda: {
            "docket": Docket(some(["D-1", "D-2"]), authority="12315", answerer=some([who, None]))
        },
        "answer-authority": lambda: {
            "text": "已换货",
            "docket": pick(one.docket.number for one in case.authority_cases if one.open),
        },
        "record-outcome": lambda: {
            "outcome": "mediated",
            "docket": pick(one.docket.number for one in case.authority_cases),
        },
        "reclassify": lambda: {"kind": some(["inquiry", "suggestion", "complaint"]), "reason": "只是问问"},
        "mark-second-grievance": lambda: {"text": "态度不好"},
        "raise-issue": lambda: {"text": "态度不好"},
        "link": lambda: {"to": "A-1"},
        "unlink": lambda: {"to": "A-1"},
        "offer-handover": lambda: {"to": who, "reason": pick(matter.playbook.first_responsibility.handover_reasons)},
        "accept-handover": lambda: {"handover": case.handover.id if case.handover else "x"},
        "decline-handover": lambda: {
            "handover": case.handover.id if case.handover else "x",
            "reason": pick(matter.playbook.first_responsibility.decline_reasons),
        },
        "rule-handover": lambda: {"to": who, "ruling": "由你负责"},
        "extend-deadline": lambda: {
            "deadline": pick(one.name for one in case.open_deadlines),
            "until": timedelta(hours=1),
            "reason": "厂家检测",
            "text": "明天答复您",
        },
        "ask-advice": lambda: {"of": who, "question": "能退吗"},
        "give-advice": lambda: {
            "advice": pick(one.id for one in case.advice if one.answered_at is None),
            "answer": "可以",
        },
        "dispatch": lambda: {"who": who, "what": "取样"},
        "report-dispatch": lambda: {
            "dispatch": pick(one.id for one in case.dispatches if one.done_at is None),
            "result": "已取回",
        },
        "escalate": lambda: {"reason": pick([one.when[0] for one in matter.playbook.escalations.values()] + ["legal"])},
        "receive-escalation": lambda: {"escalation": matter_},
        "adjourn-meeting": lambda: {"escalation": matter_, "present": []},
        "decide-meeting": lambda: {"escalation": matter_, "decision": "退货", "present": sitting(matter, matter_)},
        "ask-approval": lambda: {"proposal": proposed(matter, some([refund, Remedy(kind="apology")]))},
        "approve": lambda: {"proposal": pick(one.id for one in case.approvals if one.state == "asked")},
        "refuse-approval": lambda: {
            "proposal": pick(one.id for one in case.approvals if one.state == "asked"),
            "reason": "不行",
        },
        "give-remedy": lambda: {"promise": pick(one.id for one in case.promises)},
        "order-remedy": lambda: {"promise": pick(one.id for one in case.promises)},
        "reverse-remedy": lambda: {
            "promise": pick(one.id for one in case.promises),
            "reason": "弄错了",
            "by_hand": True,
        },
    }
    return of[word]()


def sitting(matter: Any, id_: str) -> tuple[str, ...]:
    """Everybody of the group before which a matter is."""
    to = next((one.to for one in matter.case.escalations if one.id == id_ and one.group), None)
    return seats(matter.facts(), matter.case, to).everybody if to else ()


def adopted(case: Any) -> bool | None:
    """Whether it is: only of a suggestion. S2.6"""
    return True if case.kind == "suggestion" else None


def proposed(matter: Any, *remedies: Remedy) -> str:
    """The id of a proposal that was made."""
    id_ = digest(matter.case, remedies)
    matter.books.proposals[id_] = remedies
    return id_


def steps(matter: Any, dice: Random, number: int) -> Iterator[str]:
    """Do something that somebody is allowed to, again and again; yield what was done."""
    for _ in range(number):
        matter.later(minutes=dice.choice([1, 10, 60, 60 * 24]))
        matter.due()
        chance = dice.random()
        if chance < 0.03:
            who = dice.choice(sorted(matter.organisation.staff))
            matter.away(who)
            yield f"away {who}"
        people: list[Any] = [*sorted(matter.organisation.staff)] * 2 + [matter.case.owner] * 5 + [CUSTOMER, PROGRAM]
        by = dice.choice(people)
        words = sorted(allowed(matter.case, matter.facts(by=by)))
        if not words:
            continue
        word = dice.choices(words, [0.1 if one in SELDOM else 0.5 if one in TALK else 2 for one in words])[0]
        try:
            matter.do(commands()[word], by=by, **fields(matter, word, dice))
        except ComplaintKitError as refused:
            yield f"{by}: {word} refused: {refused}"
            continue
        yield f"{by}: {word}"


# ---- who owes something can do it -------------------------------------------------------------------------------------
def whose(matter: Any, one: Owed) -> list[str]:
    """In whose lists it stands: who owes it, and who acts for them."""
    return [staff for staff in matter.organisation.staff if falls_to(matter.facts(by=staff), matter.case, one, staff)]


def wrong(matter: Any, one: Owed, staff: str) -> str | None:
    """What is wrong with a duty in somebody's list, if anything is."""
    facts = matter.facts(by=staff)
    may, named = allowed(matter.case, facts), set(commands_of(facts, one.what, matter.case))
    if not sees(facts, matter.case):
        return "they may not see the case"
    if not named:
        return "no command does it"
    return f"they may not {named - may}" if named - may else None


@pytest.mark.parametrize("people", [None, 1, 2, 4])
@pytest.mark.parametrize("playbook", HOUSES)
def test_whoever_owes_something_has_a_command_and_none_that_is_barred(matter, playbook, people) -> None:
    """At each procedure, in houses of every size, whatever was done before: S0.12, R5, R20, F8."""
    dice = Random(f"{playbook} {people}")  # noqa: S311  a seed, so that it can be repeated
    begun(matter, playbook, people, dice)
    done = []
    for what in steps(matter, dice, 25):
        done.append(what)
        for one in owed_on(matter.facts(), matter.case):
            for staff in whose(matter, one):
                assert wrong(matter, one, staff) is None, (str(one.what), one.staff, staff, done)


def confirmations(matter: Any) -> list[Owed]:
    """What is owed of a second person."""
    return [one for one in owed_on(matter.facts(), matter.case) if one.what == "confirm"]


@pytest.mark.parametrize("answer", ["inquiry", "complaint"])
@pytest.mark.parametrize("people", [None, 1, 2, 3])
@pytest.mark.parametrize("playbook", HOUSES)
def test_whoever_is_to_confirm_that_it_is_no_complaint_can_say_so_or_not(matter, playbook, people, answer) -> None:
    """Whoever asks, the top of the house, too; also where the one asked is away. Who works alone decides, on record. R5, R6, F8"""
    begun(matter, playbook, people, Random(f"{playbook} {people}"))  # noqa: S311
    before, everybody = matter.case.changed(kind=Kind.COMPLAINT), matter.organisation
    for by in everybody.staff:
        for away in (False, True):
            matter.case, matter.organisation = before, everybody
            if "reclassify" not in allowed(before, matter.facts(by=by)):
                continue
            matter.do(c.Reclassify, by=by, kind="inquiry", reason="只是问问")
            if set(everybody.staff) <= {by, before.about_staff}:
                assert matter.case.kind is Kind.INQUIRY
                noted = {line.event.rule for line in matter.draft.lines if line.event.name == "exception-recorded"}
                assert "R5" in noted  # beside R6, where it is about them as well
                continue
            [asked] = confirmations(matter)
            assert asked.staff not in (by, before.about_staff)
            if away:
                matter.away(asked.staff)
            second = whose(matter, asked)[-1]
            assert second != by
            matter.do(c.Reclassify, by=second, kind=answer)
            assert (matter.case.kind, confirmations(matter)) == (answer, [])


def test_a_program_is_no_second_person(matter) -> None:
    """Neither does it confirm what somebody asks, nor can somebody confirm alone what a program asked. R5"""
    matter.received()
    matter.do(c.Reclassify, by="chen", kind="inquiry", reason="只是问问")
    with pytest.raises(ConflictError, match="Another person"):
        matter.do(c.Reclassify, by=PROGRAM, kind="inquiry")

    matter.received()
    matter.do(c.Reclassify, by=PROGRAM, kind="inquiry", reason="机器判定")
    assert matter.do(c.Reclassify, by="chen", kind="inquiry", reason="只是问问").kind is Kind.COMPLAINT
    assert matter.do(c.Reclassify, by="shen", kind="inquiry").kind is Kind.INQUIRY


def test_who_is_asked_to_confirm_may_do_nothing_else_by_it(matter) -> None:
    """Another category, another kind takes the owner's place and a role, as before. R5, R20"""
    matter.received(by="fang")
    matter.do(c.Reclassify, by="fang", kind="inquiry", reason="只是问问")
    [asked] = confirmations(matter)
    for role in matter.structure.roles_of(asked.staff):
        matter.rule(roles={**matter.playbook.roles, role.id: attrs.evolve(role, may=frozenset())})
    for fields in ({"category": "other"}, {"kind": "inquiry", "category": "other"}, {"kind": "praise", "reason": "夸"}):
        with pytest.raises((NotAllowed, NotResponsible)):
            matter.do(c.Reclassify, by=asked.staff, **fields)
    assert matter.do(c.Reclassify, by=asked.staff, kind="inquiry").kind is Kind.INQUIRY


# ---- a button that is shown can be pressed ------------------------------------------------------------------------------
def strict(matter: Any) -> None:
    """Have every step require all that a playbook can have it require."""
    steps = {word: StepRule(id=word, requires=tuple(sorted(all_))) for word, all_ in REQUIREMENTS.items()}
    matter.rule(steps={**steps, "receive": StepRule(id="receive")})


def refused_whatever(matter: Any, word: str, by: Any, dice: Random) -> ComplaintKitError | None:
    """Why a command is refused with whatever fields, if it is: some are tried, on the case as it stands."""
    case, draft, refusal = matter.case, matter.draft, None
    for _ in range(60):
        try:
            matter.do(commands()[word], by=by, **fields(matter, word, dice))
        except ComplaintKitError as error:
            refusal = error
        else:
            return None
        finally:
            matter.case, matter.draft = case, draft
    return refusal


@pytest.mark.parametrize("required", ["as-written", "everything"])
@pytest.mark.parametrize("people", [None, 1, 3])
@pytest.mark.parametrize("playbook", HOUSES)
def test_what_is_allowed_can_be_done(matter, playbook, people, required) -> None:
    """At each procedure, as strict as can be, by whoever acts, whatever was done before: some words of theirs pass. R20, F3"""
    dice = Random(f"{playbook} {people} pressed")  # noqa: S311  a seed, so that it can be repeated
    begun(matter, playbook, people, dice)
    if required == "everything":
        strict(matter)
    for _ in steps(matter, dice, 25):
        by = dice.choice([*matter.organisation.staff, matter.case.owner, CUSTOMER, PROGRAM])
        for word in sorted(allowed(matter.case, matter.facts(by=by)) - NEEDS_ANOTHER):
            assert refused_whatever(matter, word, by, dice) is None, (word, by)


def test_nobody_takes_back_by_standing_in_and_is_shown_no_such_button(matter) -> None:
    """Who had a case is passed over among those who act for its receiver; somebody else has it in their list. F3, F8"""
    matter.investigated()
    matter.away("ma", deputy="chen")
    matter.do(c.OfferHandover, to="ma", reason="supplier-side")

    [offer] = [one for one in owed_on(matter.facts(), matter.case) if one.what == "handover"]
    acting = [one for one in whose(matter, offer) if one != "ma"]

    assert not {"accept-handover", "decline-handover"} & allowed(matter.case, matter.facts(by="chen"))
    assert acting
    assert "chen" not in acting
    assert matter.do(c.AcceptHandover, by=acting[0], handover=matter.case.handover.id).owner == acting[0]
