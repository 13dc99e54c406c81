"""Every command, in every state, by whoever stands how to the case: one table by hand, from the requirements. R6, R20, F1-F9"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import (
    ComplaintKitError,
    ConflictError,
    Docket,
    Measure,
    Money,
    NotAllowed,
    NotFound,
    NotResponsible,
    Remedy,
    System,
)
from complaintkit.decision import allowed
from complaintkit.decision.money.digest import digest
from complaintkit.decision.tables.effect import DEEDS
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.commands import commands


def words(text: str) -> frozenset[str]:
    """Read the words of a row."""
    return frozenset(text.split())


# ---- when: what a complaint takes in which state ----------------------------------------------------------------------
TALK = words(
    "note hear-customer tell acknowledge link unlink record-docket record-outcome"
)  # also of what is filed: somebody may have more to say
HELP = words("correct mark-second-grievance ask-advice give-advice dispatch report-dispatch escalate receive-escalation"
             " adjourn-meeting decide-meeting record-facts do-first-handling answer-authority")  # fmt: skip
DUTY = words("offer-handover accept-handover decline-handover rule-handover extend-deadline")
MONEY = words("ask-approval approve refuse-approval give-remedy order-remedy reverse-remedy")
OPEN = TALK | HELP | DUTY | MONEY
WHEN = {
    "received": OPEN
    | words("register settle raise-issue record-answer reclassify wait-for-customer clear-up withdraw"),
    "registered": OPEN
    | words("settle raise-issue record-answer reclassify wait-for-customer clear-up withdraw assess"),
    "assessed": OPEN
    | words("settle raise-issue record-answer reclassify wait-for-customer clear-up withdraw assess offer-plan refer"),
    "investigating": OPEN
    | words("settle raise-issue record-answer reclassify wait-for-customer clear-up withdraw assess offer-plan refer"),
    "plan-offered": OPEN | words("raise-issue answer-plan reclassify wait-for-customer clear-up withdraw refer"),
    "executing": OPEN | words("raise-issue do-measure resolve reclassify wait-for-customer withdraw refer"),
    "resolved": OPEN | words("raise-issue answer-survey record-follow-up refer"),  # filed when the customer was asked
    "cleared-up": OPEN | words("raise-issue answer-survey record-follow-up"),
    "withdrawn": OPEN | words("archive object"),  # staff took it down, so the customer may object: R9
    "external": OPEN | words("archive record-answer"),
    "archived": TALK | words("object"),  # what was withdrawn has no result. R9
}
WITH_FACTS = words("investigating plan-offered executing resolved cleared-up withdrawn")  # F5: no offer before

# ---- who: what is for whom, standing how ------------------------------------------------------------------------------
# Anybody who sees the case takes words in, asks, sends, brings upwards, and hands over what was promised.
ANYBODYS = words(
    "note hear-customer raise-issue object mark-second-grievance link unlink ask-advice dispatch escalate give-remedy"
    " record-docket record-outcome"
)
OWNERS = ANYBODYS | words(
    "register correct acknowledge tell settle record-answer assess record-facts do-first-handling offer-plan answer-plan"
    " do-measure wait-for-customer resolve answer-survey record-follow-up archive clear-up withdraw refer reclassify"
    " offer-handover ask-approval order-remedy reverse-remedy answer-authority"
)
LEADERS = OWNERS | {"rule-handover", "extend-deadline"}
DECIDERS = words("receive-escalation adjourn-meeting decide-meeting")
HELPERS = ANYBODYS | words("record-facts do-first-handling")
CUSTOMERS = words("hear-customer answer-plan answer-survey withdraw object")
# R6: their statement, what they were asked, and how the case gets away from them; settling on the spot is R17's.
OWN_CASE = words(
    "note hear-customer raise-issue object mark-second-grievance ask-advice dispatch escalate record-docket"
)
# What belongs to a person by name is no program's, and neither is what nobody was asked for.
NAMED = DECIDERS | words(
    "accept-handover decline-handover rule-handover extend-deadline give-advice report-dispatch approve refuse-approval"
)  # an authority's answer may be sent by a program of the owner's

BUSY: dict[Any, tuple[str, frozenset[str]]] = {
    # a case of chen's: luo was asked, dong sent, li offered it where facts are there, a matter brought to shen, an authority
    # answered by sun
    "chen": ("the owner", OWNERS),
    "shen": ("the leader, before whom it is", LEADERS | DECIDERS),
    "fang": ("the leader's leader, above whom nobody is to ask", LEADERS - {"ask-approval"}),
    "zhou": ("the same role, who takes such matters first", HELPERS),
    "sun": ("who answers the authority", ANYBODYS | {"answer-authority"}),
    "wu": ("off shift", ANYBODYS),
    "tian": ("absent", ANYBODYS),
    "li": ("who was offered it", ANYBODYS | words("accept-handover decline-handover")),
    "luo": ("who was asked for advice", HELPERS | {"give-advice"}),
    "dong": ("who was sent, and has a measure", HELPERS | words("report-dispatch do-measure")),
    "qiu": ("another unit", frozenset()),
    "gu": ("another unit, too", frozenset()),
    "left": ("departed", frozenset()),
    "nobody": ("unknown", frozenset()),
    System("nightly"): ("a program", OWNERS - NAMED - {"ask-approval"}),
    CUSTOMER: ("the customer", CUSTOMERS),
}
BARE: dict[Any, tuple[str, frozenset[str]]] = {
    # the same with nothing asked of anybody
    "chen": ("the owner", OWNERS),
    "shen": ("the leader", LEADERS),
    "li": ("another role", ANYBODYS),
    CUSTOMER: ("the customer", CUSTOMERS),
}
GROUPED: dict[Any, tuple[str, frozenset[str]]] = {
    # brought to the coordination group, whose members have it in hand with the owner: S1.8
    "chen": ("the owner", OWNERS),
    "hu": ("a member", OWNERS | DECIDERS),
    "luo": ("a member, too", OWNERS | DECIDERS),
    "sun": ("no member", ANYBODYS),
}
COVERED: dict[Any, tuple[str, frozenset[str]]] = {
    # chen is away, and stays accountable: F8
    "chen": ("the absent owner", OWNERS),
    "luo": ("who stands in for them", OWNERS),
    "zhou": ("the same role, off shift", HELPERS),
}
ABOUT: dict[Any, tuple[str, frozenset[str]]] = {
    # it is about sun, who was asked for advice; and then about the owner
    "sun": ("the person complained about", OWN_CASE | {"give-advice"}),
    "chen": ("the owner, who acts for them where they may not", OWNERS | {"give-advice"}),
}
OWN: dict[Any, tuple[str, frozenset[str]]] = {
    # chen heard a complaint about chen: the leader has it, and whoever is above decides on it: R6, R17, S4.6
    "chen": ("the person complained about, who heard it", OWN_CASE | {"settle"}),
    "shen": ("the leader, who has it", OWNERS),
    "fang": ("the leader's leader, who was told", (LEADERS | DECIDERS) - {"ask-approval"}),
}
ARRANGED = {"bare": BARE, "busy": BUSY, "grouped": GROUPED, "covered": COVERED, "about": ABOUT, "own": OWN}
"""What was arranged on the case beside its state, and who may do what then."""


# ---- a real case in each state ----------------------------------------------------------------------------------------
def begun(matter: Any, state: str, *, who: str, about: str | None) -> None:
    """Bring a complaint about rice into a state, each step by whoever may do it."""
    by = "chen" if about != "chen" else "shen"
    category = None if state == "received" else "food/sensory"
    matter.received(category=category, about_staff=about)
    if state in ("received", "registered"):
        return
    matter.do(c.Assess, by=by, severity="low", approach="核实")
    if state in ("assessed", "external"):
        if state == "external":
            matter.do(c.Refer, by=by, authority="12315", told="可拨打12315")
        return
    matter.do(c.RecordFacts, by=by, facts="在室温放了两小时", heard=["hu"])
    if state in ("plan-offered", "executing", "resolved"):
        matter.do(c.OfferPlan, by=by, measures=[Measure("换货", who=who, due=timedelta(hours=2))])
    if state in ("executing", "resolved"):
        matter.answered(accepted=True)
    if state == "resolved":
        matter.do(c.DoMeasure, by=who, measure=matter.case.measures[0].id)
        matter.do(c.Resolve, by=by, result="已换货", decisions={"1": ("not-upheld", "查无此事")})
    if state == "cleared-up":
        matter.do(c.ClearUp, by=by, explanation="是当地风味")
    if state in ("withdrawn", "archived"):
        matter.do(c.Withdraw, by=by, reason="算了")
    if state == "archived":
        filed(matter, by=by)


def filed(matter: Any, *, by: str) -> None:
    """File it, once whoever was told that it is about the owner has decided. F7"""
    for brought in [one for one in matter.case.escalations if one.open]:
        matter.do(c.DecideMeeting, by=brought.to, escalation=brought.id, decision="由我们回访")
    matter.do(c.Archive, by=by)


def arranged(matter: Any, state: str, how: str) -> None:
    """Arrange what else is going on; of what is filed nothing is."""
    about = {"about": "sun", "own": "chen"}.get(how)
    owner = "shen" if how == "own" else "chen"
    begun(matter, state, who="dong" if how == "busy" else owner, about=about)
    if state != "archived":
        if how in ("busy", "about"):
            matter.do(c.AskAdvice, of="luo" if how == "busy" else "sun", question="能退吗")
        if how == "busy":
            matter.do(c.Dispatch, who="dong", what="取回餐箱")
            matter.do(c.Escalate, reason="beyond-authority")
            matter.do(c.RecordDocket, docket=Docket("D-1", authority="court", answerer="sun"))
            if state in WITH_FACTS:
                matter.do(c.OfferHandover, to="li", reason="supplier-side")
        if how == "grouped":
            matter.do(c.Escalate, reason="several-affected")
    if how == "busy":
        matter.away("tian")
        gone = attrs.evolve(matter.organisation.staff["wu"], id="left")
        matter.organisation = attrs.evolve(matter.organisation, departed={**matter.organisation.departed, "left": gone})
    if how == "covered":
        matter.away("chen", deputy="luo")
    matter.eventful()
    assert matter.case.state == state


OVER = words("withdrawn external archived")
TOO_EARLY_OR_LATE = {
    "offer-plan": words("assessed"),  # the facts come first: S4.10, as the playbook of the canteens says
    "give-remedy": OVER,  # of what is over nothing is still to give: S4.11
    "order-remedy": OVER,
    # what is due is put off while it runs: not before it has a category, nor while the customer has a plan to answer
    "extend-deadline": words("received plan-offered resolved cleared-up withdrawn external"),  # S3.1
}


# ---- what comes first -------------------------------------------------------------------------------------------------
def first(word: str, actor: Any, state: str, how: str) -> bool:
    """Whether something has to come before this, though the state and the person are right."""
    filed = state == "archived"
    match word:
        case "offer-handover":  # the facts (F5), and the answer of whoever was asked (F2)
            return state not in WITH_FACTS or how == "busy"
        case "archive":  # what was brought upwards is decided, who was sent has reported: S4.9, F7
            return how in ("busy", "grouped", "own")
        case "settle":  # on the spot, also what is about themselves, before anybody works on it: R17
            return (how, actor) == ("own", "chen") and state not in ("received", "registered")
        case "resolve":  # others do their part first: S0.7
            return how == "busy" or (how, actor) not in {(how, "chen"), ("covered", "luo"), ("own", "shen")}
        case "accept-handover" | "decline-handover":
            return how != "busy" or state not in WITH_FACTS
        case "give-advice" | "report-dispatch" | "receive-escalation" | "adjourn-meeting" | "decide-meeting":
            return filed
        case "answer-authority" | "record-outcome":  # R19
            return how != "busy" or filed
        case "record-facts" | "do-first-handling":  # which role takes it first is known by its category
            return actor == "zhou" and state == "received"
        case "acknowledge" | "tell" | "answer-survey" | "record-follow-up":  # a group has in hand what is before it
            return filed and (how == "grouped" and actor != "chen")
    return False


def expected(actor: Any, may: frozenset[str], state: str, how: str) -> set[str]:
    """What the table says."""
    now = {word for word in may & WHEN[state] if state not in TOO_EARLY_OR_LATE.get(word, ())}
    return {word for word in now if not first(word, actor, state, how)}


@pytest.mark.parametrize("how", ARRANGED)
@pytest.mark.parametrize("state", WHEN)
def test_who_may_do_what_when(matter, how, state) -> None:
    """The table, for each who stands otherwise to the case. R6, R20, F2-F9, S0.4-S0.10"""
    arranged(matter, state, how)

    shown = {actor: allowed(matter.case, matter.facts(by=actor)) for actor in ARRANGED[how]}
    table = {actor: expected(actor, may, state, how) for actor, (_, may) in ARRANGED[how].items()}

    wrong = {
        str(actor): (sorted(shown[actor] - table[actor]), sorted(table[actor] - shown[actor]))
        for actor in table
        if shown[actor] != table[actor]
    }
    assert wrong == {}, "may beyond the table, and may not though the table says so"


# ---- a button that is shown can be pressed, and no other ---------------------------------------------------------------
def fields(word: str, case: Any) -> dict[str, Any]:
    """The least that a command has to say, about what there is on the case."""
    matter = case.escalations[-1].id if case.escalations else "x"
    of: dict[str, dict[str, Any]] = {
        "accept-handover": {"handover": case.handover.id if case.handover else "x"},
        "decline-handover": {"handover": case.handover.id if case.handover else "x", "reason": "overloaded"},
        "answer-plan": {"plan": case.plan.id if case.plan else "x", "accepted": True},
        "do-measure": {"measure": next((one.id for one in case.measures if one.done_at is None), "x")},
        "give-advice": {"advice": case.advice[-1].id if case.advice else "x", "answer": "可以"},
        "report-dispatch": {"dispatch": case.dispatches[-1].id if case.dispatches else "x", "result": "已取回"},
        "receive-escalation": {"escalation": matter},
        "adjourn-meeting": {"escalation": matter, "present": ["hu"]},
        "decide-meeting": {"escalation": matter, "decision": "退货", "present": ["hu", "shen"]},
        "offer-plan": {"measures": [Measure("退货", who="chen", due=timedelta(hours=2))]},
        "register": {"category": "food/sensory"},
    }
    return of.get(word) or LEAST.get(word, {})


LEAST: dict[str, dict[str, Any]] = {
    "approve": {"proposal": "x"},
    **{word: {"promise": "promised"} for word in ("give-remedy", "order-remedy")},
    **{word: {"to": "A-1"} for word in ("link", "unlink")},
    **{word: {"text": "好"} for word in ("tell", "note", "hear-customer", "raise-issue", "mark-second-grievance")},
    "refuse-approval": {"proposal": "x", "reason": "不行"},
    "reverse-remedy": {"promise": "given", "reason": "弄错了"},
    "settle": {"facts": "换货", "agreed": "in-person"},
    "assess": {"severity": "low", "approach": "核实"},
    "record-facts": {"facts": "放了两小时", "heard": ["hu"]},
    "do-first-handling": {"result": "已取样"},
    "resolve": {"result": "已换货", "decisions": {"1": ("not-upheld", "查无此事")}},
    "answer-survey": {"outcome": 5, "process": 5},
    "record-follow-up": {"satisfied": True},
    "clear-up": {"explanation": "误会"},
    "refer": {"authority": "12315", "told": "可拨打12315"},
    "record-docket": {"docket": Docket("D-9", authority="12345")},
    "answer-authority": {"text": "已换货"},
    "record-outcome": {"outcome": "mediated"},
    "reclassify": {"category": "other"},
    "wait-for-customer": {"question": "几点"},
    "correct": {"reason": "写错了", "unit": "city-hospital"},
    "ask-advice": {"of": "ma", "question": "能退吗"},
    "dispatch": {"who": "peng", "what": "取样"},
    "escalate": {"reason": "legal"},
    "offer-handover": {"to": "ma", "reason": "supplier-side"},
    "rule-handover": {"to": "ma", "ruling": "由你负责"},
    "extend-deadline": {"deadline": "result", "until": timedelta(hours=1), "reason": "厂家检测", "text": "明天答复"},
}


def outcome(matter: Any, word: str, actor: Any) -> ComplaintKitError | None:
    """Try it on the case as it stands, which stays so; return the refusal."""
    case, draft = matter.case, matter.draft
    matter.books.others["A-1"] = case.changed(number="A-1", id="another")
    match word:
        case "record-answer":
            given = {"text": "已答复", "at": matter.now}
        case "ask-approval":
            much = Remedy.coupon(Money(600, "CNY"), valid_days=30)
            matter.books.proposals[digest(case, (much,))] = (much,)
            given = {"proposal": digest(case, (much,))}
        case _:
            given = fields(word, case)
    try:
        matter.do(commands()[word], by=actor, **given)
    except ComplaintKitError as refused:
        return refused
    finally:
        matter.case, matter.draft = case, draft
    return None


@pytest.mark.parametrize("how", ARRANGED)
@pytest.mark.parametrize("state", WHEN)
def test_a_button_that_is_shown_can_be_pressed_and_no_other(matter, how, state) -> None:
    """What is allowed is done, whatever the case lacks; what is not is refused, by the rule or as a case that is not theirs. R20

    What anybody may do, and what somebody may not, is tried by one of them each time, in turn.
    """
    arranged(matter, state, how)
    turn = list(WHEN).index(state)
    for number, actor in enumerate(ARRANGED[how]):
        shown = allowed(matter.case, matter.facts(by=actor))
        for index, word in enumerate(sorted(set().union(*WHEN.values()))):
            if (word in ANYBODYS or word not in shown) and (index + turn) % len(ARRANGED[how]) != number:
                continue
            refused = outcome(matter, word, actor)
            if word in shown:
                assert refused is None, (actor, word, refused)
            else:
                assert isinstance(refused, NotAllowed | NotResponsible | NotFound | ConflictError), (
                    actor,
                    word,
                    refused,
                )


def test_the_table_speaks_of_every_command() -> None:
    """None is forgotten, nor is any spoken of that there is not."""
    assert set().union(*WHEN.values()) == commands().keys() - {"receive"} == DEEDS.keys() - {"receive"}
