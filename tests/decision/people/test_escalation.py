"""Bringing a matter upwards: to whom, once, received, met on, decided by enough of those who sit there. F6, F7, S1.8, R6"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import ConflictError, Evidence, InvalidInput, NotAllowed, NotFound
from complaintkit.decision import record
from complaintkit.decision.draft import Draft
from complaintkit.decision.people.escalation import go_higher, has_reached, raise_matter
from complaintkit.decision.people.standing import holds
from complaintkit.decision.tables.effect import Place
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import DESK
from complaintkit.model.handover import Escalation
from complaintkit.playbook.step import StepRule


@pytest.fixture
def matter(matter):
    """A case about a contract, which luo has."""
    matter.received(by="luo", category="contract")
    return matter


def up(matter, reason="several-affected", *, by="luo", **fields):
    """Escalate, and give the matter that waits."""
    return matter.do(c.Escalate, by=by, reason=reason, **fields).escalation


def raised(matter) -> list[tuple[str, str, bool]]:
    """What was brought to whom, and if they are a group."""
    return [(one.reason, one.to, one.group) for one in matter.case.escalations]


# ---- to whom ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reason", "to", "group", "route"),
    [
        ("several-affected", "coordination", True, "coordination"),
        ("beyond-authority", "shen", False, "area-executive"),
        ("never-heard-of", "fang", False, "leader"),
    ],
)
def test_the_playbooks_route_or_the_leader(matter, reason, to, group, route) -> None:
    """To a group, to who holds the role nearest to the unit, or to whoever leads the owner; with the reason and a note. S4.6"""
    found = up(matter, reason, note="请看")

    assert (found.to, found.group, found.route, found.reason, found.raised_by) == (to, group, route, reason, "luo")
    assert matter.event("escalated").note == "请看"
    assert found.raised_at == matter.now


@pytest.mark.parametrize(
    ("reason", "does"),
    [
        ("severity-major", lambda one: one.received(category="food/illness")),
        ("plan-refused", lambda one: one.offered() and one.answered(accepted=False)),
    ],
)
def test_what_comes_up_by_itself_nobody_brought(matter, reason, does) -> None:
    """A rule brings it up; nobody reads that a colleague did who only wrote it down, or that the customer did. S1.8, S4.6"""
    matter.investigated()
    does(matter)

    assert {one.raised_by for one in matter.case.escalations if one.reason == reason} == {"system:desk"}


def test_the_same_matter_waits_once(matter) -> None:
    """While it waits there; for another reason, or once it was decided, it is brought again. S1.8"""
    for reason in ("several-affected", "several-affected", "plan-refused", "x", "x", "y"):
        up(matter, reason)
    assert raised(matter) == [
        ("several-affected", "coordination", True),
        ("plan-refused", "coordination", True),
        ("x", "fang", False),
        ("y", "fang", False),
    ]

    for one in (matter.case.escalations[0], matter.case.escalations[2]):
        matter.do(
            c.DecideMeeting, by="fang", escalation=one.id, decision="退", present=["fang", "luo"] if one.group else []
        )
    up(matter, "several-affected")
    up(matter, "x")

    assert [one[0] for one in raised(matter)][4:] == ["several-affected", "x"]


def test_the_same_reason_may_go_to_several(matter) -> None:
    """What waits with one is still brought to another, once to each: a group, the leader, who holds a role. S1.8"""
    for to in ("coordination", "leader", "area-executive", "coordination", "leader", "area-executive"):
        raise_matter(matter.draft, to=to, reason="late", note=f"{to}?")
    matter.made(matter.draft)

    assert raised(matter) == [("late", "coordination", True), ("late", "fang", False), ("late", "shen", False)]
    notes = [line.event.note for line in matter.draft.lines if line.event.name == "escalated"]
    assert notes == ["coordination?", "leader?", "area-executive?"]
    assert [one.route for one in matter.case.escalations] == ["late", "leader", "late"]


def test_nobody_who_declined_it_decides_about_that(matter) -> None:
    """The next leader above does. F3"""
    matter.do(c.RecordFacts, by="luo", facts="合同已查")
    matter.do(c.RuleHandover, by="fang", to="chen", ruling="由你负责")
    case = matter.do(c.OfferHandover, to="shen", reason="supplier-side")
    matter.do(c.DeclineHandover, by="shen", handover=case.handover.id, reason="overloaded")

    assert up(matter, "x", by="chen").to == "fang"


def test_who_leads_everybody_is_asked_themselves(matter) -> None:
    """At the top there is nobody above: on record all the same. S1.8"""
    matter.received(by="fang", category="contract")

    assert up(matter, "x", by="fang").to == "fang"


def test_a_role_that_nobody_holds_is_the_last_resorts(matter) -> None:
    """Never nobody. F8"""
    matter.only("luo", "fang", "chen")

    assert up(matter, "beyond-authority").to == "fang"


# ---- received, met, decided ------------------------------------------------------------------------------------------
ANSWERS = [
    (c.ReceiveEscalation, {}),
    (c.AdjournMeeting, {"present": ["fang"]}),
    (c.DecideMeeting, {"decision": "退", "present": ["fang", "luo"]}),
]


@pytest.mark.parametrize(("command", "fields"), ANSWERS, ids=["receive", "adjourn", "decide"])
def test_only_who_it_was_brought_to_answers(matter, command, fields) -> None:
    """Of what there is, and is not decided yet. F7"""
    waiting = up(matter).id

    with pytest.raises(NotAllowed) as refused:
        matter.do(command, by="chen", escalation=waiting, **fields)
    assert refused.value.rule == "F7"
    with pytest.raises(NotFound):
        matter.do(command, by="fang", escalation="X-e1", **fields)
    matter.do(c.DecideMeeting, by="fang", escalation=waiting, decision="退", present=["fang", "luo"])
    with pytest.raises(ConflictError, match="was decided"):
        matter.do(command, by="fang", escalation=waiting, **fields)


def test_each_of_two_matters_is_answered_by_its_own(matter) -> None:
    """The older one by the group, the newer by the leader. F7"""
    first = up(matter, "several-affected").id
    second = up(matter, "beyond-authority").id

    matter.do(c.ReceiveEscalation, by="dong", escalation=first)
    with pytest.raises(NotAllowed):
        matter.do(c.ReceiveEscalation, by="dong", escalation=second)
    matter.do(c.ReceiveEscalation, by="shen", escalation=second)

    assert [one.received_at for one in matter.case.escalations] == [matter.now] * 2


def test_it_is_received_once(matter) -> None:
    """Whoever comes second is told. F7"""
    waiting = up(matter).id
    matter.do(c.ReceiveEscalation, by="fang", escalation=waiting)

    with pytest.raises(ConflictError, match="received already"):
        matter.do(c.ReceiveEscalation, by="dong", escalation=waiting)


def test_a_meeting_without_a_decision_is_a_breach(matter) -> None:
    """Of its own deadline, though that is still to come; the matter stays open. F7"""
    waiting = up(matter).id
    other = up(matter, "severity-major").id
    matter.do(c.ReceiveEscalation, by="fang", escalation=other)

    matter.do(c.AdjournMeeting, by="fang", escalation=waiting, present=["fang"], minutes="没有结论")

    assert [one for one in matter.happened if not one.startswith("deadline-")] == [
        "escalation-received",
        "meeting-adjourned",
        "escalated",  # the ladder goes on
    ]
    assert {one.for_: one.state for one in matter.case.deadlines if one.name == "meeting"} == {
        waiting: "breached",
        other: "running",
    }
    breach = matter.event("deadline-breached")
    assert (breach.due_at > matter.now, breach.noticed_at) == (True, matter.now)
    found = next(one for one in matter.case.escalations if one.id == waiting)
    assert (found.open, found.met_at, found.received_at) == (True, matter.now, matter.now)
    assert (matter.event("meeting-adjourned").present, matter.event("meeting-adjourned").minutes) == (
        ("fang",),
        "没有结论",
    )
    matter.do(c.AdjournMeeting, by="fang", escalation=waiting, present=["fang"])
    assert matter.happened == ["meeting-adjourned"]  # it is late already


def sent(matter, to, message="escalated"):
    """A provider has taken a message to somebody."""
    event = e.MessageSent(message=message, outbox="o-1", recipient=to, medium="sms")
    matter.case = record(matter.case, matter.facts(by=DESK), event).case


@pytest.mark.parametrize("to", ["fang", "dong", "chen", "customer"])
def test_a_message_is_no_receipt(matter, to) -> None:
    """What went out, nobody has said they have: the time to look runs on, until one of the group does. F7, S1.8"""
    waiting = up(matter).id
    matter.later(minutes=5)

    sent(matter, to)

    found = matter.case.escalation
    assert (found.received_at, [one.name for one in matter.case.open_deadlines if one.name == "meeting"]) == (None, [])
    assert "escalation-seen" in {one.name for one in matter.case.open_deadlines if one.for_ == waiting}
    matter.do(c.ReceiveEscalation, by="fang", escalation=waiting)
    assert [one.started_at for one in matter.case.open_deadlines if one.name == "meeting"] == [matter.now]


def test_a_matter_that_nobody_receives_is_met_on_all_the_same(matter) -> None:
    """Once the time to look has passed the group has it: the meeting falls due, and is breached. F7"""
    waiting = up(matter).id
    matter.later(minutes=14)
    matter.due()
    assert matter.case.escalation.received_at is None
    matter.later(minutes=1)
    matter.due()
    assert (matter.case.escalation.received_at, matter.case.escalation.received_by) == (matter.now, "system:desk")
    (meeting,) = [one for one in matter.case.deadlines if one.name == "meeting"]
    assert (meeting.for_, meeting.started_at, meeting.due_at - meeting.started_at) == (
        waiting,
        matter.now,
        timedelta(hours=24),
    )


def test_a_leader_needs_no_meeting(matter) -> None:
    """What goes to one person is theirs at once; nothing goes higher by itself. S4.6"""
    up(matter, "never-heard-of")
    matter.later(days=3)
    matter.due()
    assert [one for one in raised(matter) if one[0] == "never-heard-of"] == [("never-heard-of", "fang", False)]
    assert not [one for one in matter.case.deadlines if one.name == "meeting"]


def test_after_a_breach_the_ladder_goes_on_upwards(matter) -> None:
    """A meeting that was not held brings its matter above the head of the group, at last to the top; once. F7"""
    up(matter)
    for _ in range(4):
        matter.later(days=2)
        matter.due()
    found = [one for one in raised(matter) if one[0] == "several-affected"]
    assert found == [("several-affected", "coordination", True), ("several-affected", "fang", False)]


def test_it_goes_to_who_is_above_the_head_of_the_group(matter) -> None:
    """Not to the top at once. F7"""
    group = attrs.evolve(matter.playbook.groups["coordination"], head="duty-manager")
    matter.rule(groups={"coordination": group})
    waiting = up(matter).id

    matter.do(c.AdjournMeeting, by="chen", escalation=waiting, present=["chen"])

    assert raised(matter)[1:] == [("several-affected", "shen", False)]


def test_a_decision_ends_the_matter(matter) -> None:
    """It was seen first, and is kept. S1.8"""
    waiting = up(matter).id

    matter.do(c.DecideMeeting, by="fang", escalation=waiting, decision="退货并道歉", present=["luo"])

    found = matter.case.escalations[0]
    assert (found.open, found.decision, found.decided_at, found.met_at) == (False, "退货并道歉", matter.now, matter.now)
    assert matter.happened[0] == "escalation-received"
    assert matter.event("meeting-decided").present == ("luo",)
    assert matter.case.escalation is None


# ---- enough of those who sit there -----------------------------------------------------------------------------------
def decide(matter, by, *present, about=None):
    """Decide with these present."""
    matter.received(by="luo", category="contract", about_staff=about)
    return (
        matter.do(c.DecideMeeting, by=by, escalation=up(matter).id, decision="退", present=present)
        .escalations[0]
        .decision
    )


@pytest.mark.parametrize(
    ("by", "present", "said"),
    [
        ("fang", [], "1 decided; it takes 2"),
        ("fang", ["fang"], "1 decided; it takes 2"),
        ("fang", ["luo"], None),
        ("luo", ["fang"], None),
        ("luo", ["shen"], None),
        ("luo", ["dong"], "neither head nor deputy"),
        ("fang", ["luo", "chen"], "not in this group for this case: chen"),
    ],
)
def test_head_or_deputy_and_one_more(matter, by, present, said) -> None:
    """Of those who sit in the group for this case, whoever writes it down among them. S1.8"""
    if said:
        with pytest.raises(InvalidInput, match=said):
            decide(matter, by, *present)
    else:
        assert decide(matter, by, *present) == "退"


def test_who_is_complained_about_does_not_sit_there(matter) -> None:
    """For this case another deputy or head does. R6"""
    with pytest.raises(InvalidInput, match="not in this group for this case: hu"):
        decide(matter, "fang", "hu", about="hu")

    assert decide(matter, "fang", "hu", about="li") == "退"


def test_a_group_that_is_small_decides_with_all_of_it(matter) -> None:
    """It takes no more than there are. R6"""
    group = attrs.evolve(matter.playbook.groups["coordination"], members=(), deputy=None, decides_with=3)
    matter.rule(groups={"coordination": group})

    assert decide(matter, "fang") == "退"


def test_a_leader_alone_decides(matter) -> None:
    """Where it was brought to one person. S4.6"""
    waiting = up(matter, "beyond-authority").id

    assert matter.do(c.DecideMeeting, by="shen", escalation=waiting, decision="退").escalations[0].decision == "退"


@pytest.mark.parametrize(("word", "fields"), [("facts", {}), ("heard", {"heard": ["hu"]}), ("evidence", {})])
def test_a_playbook_may_want_it_prepared(matter, word, fields) -> None:
    """Facts, statements, evidence: before it is decided. S1.8"""
    matter.rule(steps={**matter.playbook.steps, "decide-meeting": StepRule(id="decide-meeting", requires=(word,))})
    waiting = up(matter, "beyond-authority").id

    with pytest.raises(NotAllowed, match=f"wants {word} on record"):
        matter.do(c.DecideMeeting, by="shen", escalation=waiting, decision="退")
    evidence = [Evidence("留样", where="冰箱")] if word == "evidence" else []
    matter.do(c.RecordFacts, by="luo", facts="查了", evidence=evidence, **fields)
    assert matter.do(c.DecideMeeting, by="shen", escalation=waiting, decision="退").escalations[0].decision == "退"


# ---- what goes higher --------------------------------------------------------------------------------------------------
NOT_HIGHER: dict[str, dict[str, object]] = {
    "a leader's": {"group": False, "to": "fang"},
    "decided": {"decided_at": True},
    "not received": {"received_at": None},
}


@pytest.mark.parametrize("change", [None, *NOT_HIGHER], ids=str)
def test_what_a_group_has_and_does_not_decide_goes_higher(matter, change) -> None:
    """Nothing else does, whatever a playbook's deadline waits for. F7"""
    waiting = up(matter).id
    matter.do(c.ReceiveEscalation, by="fang", escalation=waiting)
    (meeting,) = [one for one in matter.case.open_deadlines if one.name == "meeting"]
    found = {name: matter.now if value is True else value for name, value in NOT_HIGHER.get(change, {}).items()}
    matter.case = matter.case.changed(escalations=(attrs.evolve(matter.case.escalation, **found),))

    draft = Draft(matter.facts(by=DESK), matter.case, lambda *_: None)
    go_higher(draft, meeting)
    go_higher(draft, attrs.evolve(meeting, for_="e-never"))

    assert [line.event.name for line in draft.lines] == ([] if change else ["escalated"])


@pytest.mark.parametrize("change", [None, "a leader's", "decided", "received"], ids=str)
def test_a_group_has_what_it_did_not_look_at_in_time(matter, change) -> None:
    """Not a leader, for whom no meeting waits; once, and nothing that is decided. F7"""
    up(matter)
    given = {"received_at": True} if change == "received" else NOT_HIGHER.get(change, {})
    found = {name: matter.now if value is True else value for name, value in given.items()}
    case = matter.case.changed(escalations=(attrs.evolve(matter.case.escalation, **found),))

    draft = Draft(matter.facts(by=DESK), case, lambda *_: None)
    has_reached(draft, case.escalations[0])

    assert [line.event.name for line in draft.lines] == ([] if change else ["escalation-received"])


def test_nobody_is_called_to_what_was_decided_before_they_looked(matter) -> None:
    """The group had it once the time to look had passed; nobody said so, and it decided. F7"""
    waiting = up(matter).id
    matter.later(minutes=15)
    matter.due()
    assert holds(matter.facts(by="fang"), matter.case, Place.CALLED)

    matter.do(c.DecideMeeting, by="fang", escalation=waiting, decision="退", present=["luo"])

    assert not holds(matter.facts(by="fang"), matter.case, Place.CALLED)


def test_a_group_of_nobody_but_whom_it_is_about_is_on_record(matter) -> None:
    """In a business of one the exception stands in the ledger, of a group as of a leader. R6"""
    matter.only("fang")
    matter.received(by="fang", category="contract", about_staff="fang")

    assert up(matter, by="fang").to == "coordination"
    assert "exception-recorded" in matter.happened


# ---- a ruling --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reason", "decided", "ends"),
    [
        ("declined-twice", False, True),
        ("handover-lapsed", False, True),
        ("declined-twice", True, False),
        ("beyond-authority", False, False),
    ],
)
@pytest.mark.parametrize("received", [False, True])
def test_a_ruling_answers_why_nobody_took_it_and_nothing_else(matter, reason, decided, ends, received) -> None:
    """What it ends has arrived: that is on record first, once. F3, F7"""
    matter.investigated()
    brought = Escalation(
        id="e-1", route="leader", to="shen", group=False, reason=reason, raised_by="chen", raised_at=matter.now
    )
    before = attrs.evolve(
        brought, received_at=matter.now if received else None, decided_at=matter.now if decided else None
    )
    matter.case = matter.case.changed(escalations=(before,))

    matter.do(c.RuleHandover, by="shen", to="hu", ruling="由你负责")

    asked = [one for one in matter.happened if one in ("escalation-received", "meeting-decided")]
    assert asked == ["escalation-received"] * (ends and not received) + ["meeting-decided"] * ends
