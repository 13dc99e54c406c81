"""The table of verbs against one written by hand: what each does, how far it reaches, who asks, and by what right. R20

What each reading shows to whom in fact says `tests/desk/test_readings.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import pytest

from complaintkit import NotAllowed, System
from complaintkit.decision.tables.verb import VERBS, Act, Asker, Reach, check_may, declared, verbs_in

IMPROVES = (
    "tasks.open tasks.step tasks.give tasks.offer tasks.accept tasks.decline tasks.extend tasks.tie tasks.untie"
    " actions.open actions.finish actions.confirm actions.reopen actions.drop"
    " reviews.call reviews.hold incidents.open incidents.join incidents.part incidents.grade incidents.investigate"
    " incidents.tell_all incidents.recall incidents.report_authority incidents.close incidents.reopen"
    " checks.ask checks.record checks.put_right checks.confirm checks.reopen"
    " tendencies.answer tendencies.dismiss ideas.have ideas.adopt ideas.decline"
    " answers.propose answers.approve answers.retire answers.replace"
    " trainings.plan trainings.hold trainings.drop"
    " members.plan_event members.announce members.hold_event members.drop_event"
    " assessments.ask assessments.assess assessments.answer assessments.decide assessments.drop"
)
ENTERS = "members.enrol members.update members.take_in members.leave members.consent members.withdraw"
DOES: Mapping[str, str] = {
    "reads": "complaint_register registration_form"
    " case allowed possible timeline timeline_in_words contact attachment proposals cases duties events redemptions"
    " report guidance playbook vocabulary business_day worker_seen health check_coupon outbox.list outbox.show coupons.list"
    " coupons.show ledger.verify refused.list refused.show inbox.list inbox.show inbox.turned_away people.organisation people.zone"
    " surveys.list surveys.link surveys.card"
    " members.show members.list members.benefits members.timeline members.of_case members.contact"
    " tasks.list tasks.show tasks.possible tasks.timeline actions.effect reviews.agenda incidents.show incidents.form"
    " answers.list answers.search answers.for_case answers.groups answers.handbook trainings.themes trainings.attended",
    "administers-people": "set_organisation staff_away staff_left people.set_organisation people.away people.left",
    "serves-a-person": "export_person restrict_person lift_restriction erase_person stop_messages allow_messages",
    "sorts": "outbox.retry outbox.give_up inbox.accept inbox.discard refused.mend",
    "trades": "redeem_coupon reverse_redemption members.credit",
    "takes-in": f"refused.keep intake import_history surveys.record standing answer_standing {ENTERS}",
    "improves": IMPROVES,
    "commands": "do ledger.root ledger.rebuild ledger.mend_clock hand_over_shift customer hear_by_link in_thread",
    "runs": "open close backup deliver deliver_blocking run_due work work_blocking",
}
REACHES: Mapping[str, str] = {
    # one case that they may see, or what hangs on those
    "case": "registration_form case allowed possible timeline timeline_in_words contact attachment proposals do"
    " answers.for_case members.of_case",
    "cases": "answers.groups complaint_register"
    " cases duties events redemptions outbox.list outbox.show outbox.retry outbox.give_up coupons.list"
    " ledger.verify ledger.root ledger.rebuild ledger.mend_clock stop_messages allow_messages hand_over_shift reverse_redemption",
    "tasks": "tasks.list tasks.show tasks.possible tasks.timeline actions.effect reviews.agenda incidents.show incidents.form"
    f" {IMPROVES}",
    "units": "report people.organisation trainings.themes surveys.list surveys.link surveys.card surveys.record"
    f" members.show members.list members.benefits members.timeline members.contact {ENTERS} members.credit",
    "person": "export_person restrict_person lift_restriction erase_person",
    # nobody administers whoever stands above or beside them
    "below": "set_organisation staff_away staff_left people.set_organisation people.away people.left import_history",
    "authors": "refused.list refused.show refused.mend trainings.attended",
    # of no case, or of none yet
    "house": "guidance playbook vocabulary business_day worker_seen health people.zone refused.keep inbox.list inbox.show"
    " inbox.turned_away inbox.accept inbox.discard answers.list answers.search answers.handbook",
    "bearer": "check_coupon coupons.show redeem_coupon customer hear_by_link standing answer_standing",
    "host": "intake in_thread open close backup deliver deliver_blocking run_due work work_blocking",
}
ASKS: Mapping[str, str] = {
    "host": "duties events redemptions report business_day check_coupon",  # the host's own code may ask for everybody
    "nobody": "intake customer hear_by_link standing answer_standing in_thread open close backup deliver deliver_blocking"
    " run_due work work_blocking",
}
RIGHT: Mapping[str, str] = {
    # by the door's words for them, which a role's `may` names
    "receive": "inbox.list inbox.show inbox.turned_away inbox.accept inbox.discard surveys.record"
    f" members.contact {ENTERS}",
    "import-history": "import_history",
    "set-organisation": "set_organisation people.set_organisation",
    "staff-away": "staff_away people.away",
    "staff-left": "staff_left people.left",
    "export-person": "export_person",
    "restrict-person": "restrict_person lift_restriction",
    "erase-person": "erase_person",
    "tell": "stop_messages allow_messages",
    "settle": "members.credit",
}


def words(text: str) -> set[str]:
    """The words of a line above."""
    return set(text.split())


@pytest.mark.parametrize("act", Act)
def test_which_verbs_do_it(act) -> None:
    """These, and no others. R20"""
    assert {name for name, verb in VERBS.items() if verb.act == act} == words(DOES[act])


@pytest.mark.parametrize("reach", Reach)
def test_which_verbs_reach_so_far(reach) -> None:
    """These, and no others. R20"""
    assert {name for name, verb in VERBS.items() if verb.reach == reach} == words(REACHES[reach])


@pytest.mark.parametrize("asker", [Asker.HOST, Asker.NOBODY])
def test_which_verbs_may_be_asked_by_nobody_of_the_staff(asker) -> None:
    """Every other one asks who asks. R20"""
    assert {name for name, verb in VERBS.items() if verb.asker == asker} == words(ASKS[asker])


@pytest.mark.parametrize("right", [*RIGHT, None])
def test_which_verbs_need_a_right(right) -> None:
    """Where the table names one, some role of theirs has it. R20"""
    given = words(RIGHT[right]) if right else VERBS.keys() - words(" ".join(RIGHT.values()))

    assert {name for name, verb in VERBS.items() if verb.right == right} == given


@pytest.mark.parametrize("name", sorted(words(" ".join(RIGHT.values()))))
def test_whoever_has_no_such_right_is_refused(matter, name) -> None:
    """By name of the right; whoever has it, and a program, are not. R20"""
    agent = matter.playbook.roles["agent"]
    [right] = [right for right, given in RIGHT.items() if name in words(given)]

    for may, refused in (({right}, False), (set(RIGHT) - {right}, True)):
        matter.rule(roles={**matter.playbook.roles, "only": attrs.evolve(agent, id="only", may=frozenset(may))})
        matter.seated("chen", roles=("only",))
        if refused:
            with pytest.raises(NotAllowed, match=right):
                check_may(matter.facts(by="chen"), name)
        else:
            check_may(matter.facts(by="chen"), name)
    check_may(matter.facts(by=System("pos")), name)


def test_what_needs_no_right_needs_none(matter) -> None:
    """Whatever their role. R20"""
    matter.rule(roles={"none": attrs.evolve(matter.playbook.roles["agent"], id="none", may=frozenset())})
    matter.seated("chen", roles=("none",))

    for name in VERBS.keys() - words(" ".join(RIGHT.values())):
        check_may(matter.facts(by="chen"), name)


# ---- nothing is forgotten ---------------------------------------------------------------------------------------------
def made(noun: str | None, *names: str, **attributes: object) -> type:
    """A class with these verbs."""
    before = f"{noun}." if noun else ""
    functions = {name.removeprefix(before): lambda: None for name in names}
    return declared(noun)(type(noun or "Desk", (), {**functions, **attributes}))


NOUNS = {None: {name for name in VERBS if "." not in name}} | {
    noun: {name for name in VERBS if name.startswith(f"{noun}.")}
    for noun in ("outbox", "coupons", "ledger", "refused", "inbox", "people", "surveys")
}


@pytest.mark.parametrize("noun", NOUNS)
def test_a_class_has_all_verbs_of_its_noun_and_no_other(noun) -> None:
    """A desk has what is short for a command, too; what is no verb, and what begins with a line, does not count. R20"""
    verbs = NOUNS[noun]
    made(noun, *verbs, name="", _own=lambda: None)
    for other in NOUNS.keys() - {noun}:
        with pytest.raises(TypeError):
            made(noun, *NOUNS[other])
    for name in verbs:
        with pytest.raises(TypeError, match="only there"):
            made(noun, *(verbs - {name}))
    with pytest.raises(TypeError, match="peep"):
        made(noun, *verbs, "peep")


def test_what_is_short_for_a_command_is_the_desks_alone() -> None:
    """A noun has no commands. R20"""
    made(None, *NOUNS[None], "hear_customer")
    with pytest.raises(TypeError, match="hear_customer"):
        made("ledger", *NOUNS["ledger"], "hear_customer")


def test_what_counts_as_a_verb() -> None:
    """Methods, of whatever kind. R20"""
    held = {
        "a": lambda: None,
        "b": staticmethod(len),
        "c": classmethod(lambda _: None),
        "d": property(len),
        "e": 1,
        "_f": len,
    }
    assert verbs_in(type("Any", (), held)) == {"a", "b", "c"}
