"""What becomes of a message whose turn has come: it is sent, waits, is cancelled, or takes the next medium. R18"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Customer
from complaintkit.delivery.carrier import Cancel, MoveOn, Send, Wait
from complaintkit.delivery.message._quiet import quiet_until
from complaintkit.delivery.message.occasion import Occasion
from complaintkit.delivery.message.verdict import judge
from complaintkit.delivery.service import NotifierService, Stops
from complaintkit.model import events as e
from complaintkit.model.case import Entry

MINUTE = timedelta(minutes=1)


SMS, MAIL = (
    NotifierService(medium, medium, kind, timedelta(0), None)  # type: ignore[arg-type]  # nothing is sent here
    for medium, kind in (("sms", "phone"), ("email", "email"))
)


@pytest.fixture
def notifiers() -> list[NotifierService]:
    """Those of SMS and of mail."""
    return [SMS, MAIL]


def row_changed(occasion: Occasion, **changes: Any) -> Occasion:
    """The same with another entry of the outbox."""
    return attrs.evolve(occasion, row=attrs.evolve(occasion.row, **changes))


@pytest.mark.parametrize(("minutes", "sent"), [(-1, False), (0, False), (1, True), (None, True)])
def test_what_came_too_late_to_be_of_use_is_not_sent(occasion, notifiers, minutes, sent) -> None:
    """Up to its minute it is; some are of use for ever."""
    told = occasion()
    until = None if minutes is None else told.now + minutes * MINUTE
    verdict = judge(row_changed(told, useless_after=until), notifiers, Stops())

    assert isinstance(verdict, Send) if sent else verdict == Cancel("too late")


@pytest.mark.parametrize("restricted", [False, True], ids=["free", "restricted"])
@pytest.mark.parametrize("to", ["customer", "li"])
def test_customers_whose_data_are_restricted_are_not_written_to(occasion, notifiers, to, restricted) -> None:
    """Staff, who have to know, are."""
    verdict = judge(occasion(to=to, on="alarm-raised", restricted=restricted), notifiers, Stops())

    if restricted and to == "customer":
        assert verdict == Cancel("the customer's data are restricted")
    else:
        assert isinstance(verdict, Send)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("told", "留样已送检", None),
        ("told", None, "its words were erased"),
        ("gone", "留样已送检", "the playbook has no such message"),
    ],
)
def test_without_a_rule_only_staffs_own_words_are_sent(occasion, notifiers, name, text, why) -> None:
    """While there are any: an erased person's are not."""
    told = row_changed(attrs.evolve(occasion(e.CustomerHeard(text=text)), rule=None), name=name)
    verdict = judge(told, notifiers, Stops())

    assert isinstance(verdict, Send) if why is None else verdict == Cancel(why)


@pytest.mark.parametrize(
    ("customer", "why"),
    [
        (Customer(phone="13800138000"), None),
        (Customer(email="wang@customer.example"), "no address"),
        (Customer(no_contact_because="erased"), "nobody can be reached"),
    ],
)
def test_a_message_needs_somebody_and_an_address(occasion, notifiers, customer, why) -> None:
    """Nobody to tell: cancelled; no address of this kind: the next medium's turn."""
    verdict = judge(row_changed(occasion(customer=customer), media=("sms",), medium=0), notifiers, Stops())

    assert isinstance(verdict, Send) if why is None else verdict == (MoveOn if why == "no address" else Cancel)(why)


@pytest.mark.parametrize(("medium", "used"), [(0, "sms"), (1, "email"), (2, None)])
def test_media_are_used_in_their_order(occasion, notifiers, medium, used) -> None:
    """After the last there is none."""
    verdict = judge(row_changed(occasion(), media=("sms", "email"), medium=medium), notifiers, Stops())

    if used is None:
        assert verdict == MoveOn("no medium")
    else:
        assert isinstance(verdict, Send)
        assert verdict.service.medium == used  # type: ignore[attr-defined]  # a notifier


def test_what_has_nothing_to_say_is_not_said(occasion, notifiers) -> None:
    """A wording that consists of what is not known, or of nothing but spaces."""
    told = occasion()
    empty = attrs.evolve(told, rule=attrs.evolve(told.rule, short={"zh": "[{improvement}] ", "en": "[{improvement}] "}))

    assert judge(empty, notifiers, Stops()) == Cancel("there is nothing to say")


def test_while_its_notifier_is_stopped_it_waits(occasion, notifiers) -> None:
    """Until that one may be called again, saying why; one that is not stopped goes first."""
    told = row_changed(occasion(), media=("sms",), medium=0)
    (sms,) = [one for one in notifiers if one.medium == "sms"]
    stops = Stops()
    stops.stop(sms.key, until=told.now + 5 * MINUTE, why="no credit")

    verdict = judge(told, notifiers, stops)
    assert isinstance(verdict, Wait)
    assert verdict.until == told.now + 5 * MINUTE
    assert verdict.why == f"{sms.name} is stopped: no credit"


@pytest.mark.parametrize(
    ("given", "stopped", "why"),
    [
        ([MAIL], False, "no notifier"),
        ([SMS], True, "messages to this address were stopped"),
    ],
)
def test_the_next_medium_is_told_what_was_wrong_with_this_one(occasion, given, stopped, why) -> None:
    """Nobody serves it, or its owner wants none: no address were something else."""
    told = row_changed(occasion(), media=("sms", "email"), medium=0)
    opted_out = frozenset(told.case.customer.contacts) if stopped else frozenset()

    assert judge(attrs.evolve(told, opted_out=opted_out), given, Stops()) == MoveOn(why)


@pytest.mark.parametrize("bundles", [True, False], ids=["words digests", "words none"])
@pytest.mark.parametrize("urgent", [True, False], ids=["urgent", "can wait"])
@pytest.mark.parametrize("alarm", [True, False], ids=["alarm", "no alarm"])
@pytest.mark.parametrize("to", ["customer", "li"])
def test_what_staff_are_told_may_go_with_others(occasion, to, alarm, urgent, bundles) -> None:
    """Where the notifier words such; but no alarm. Customers are written to one by one, so many an hour. F8"""
    event = e.AlarmRaised(category="food/illness") if alarm else None
    told = row_changed(occasion(event, to=to), urgent=urgent, medium=0)
    verdict = judge(told, [attrs.evolve(SMS, bundles=bundles)], Stops())

    assert isinstance(verdict, Send)
    assert verdict.most == (told.playbook.customer.per_hour if to == "customer" else None)
    assert (verdict.part is not None) is (to == "li" and not alarm and bundles)


def test_each_try_has_its_number(occasion) -> None:
    """The first is 1; a provider may know a repeat by it."""
    verdict = judge(row_changed(occasion(to="li"), urgent=False, attempts=2), [SMS], Stops())

    assert isinstance(verdict, Send)
    assert verdict.part is not None
    assert verdict.part.attempt == 3


def test_what_is_not_true_any_more_is_not_sent(occasion, notifiers) -> None:
    """Whatever else speaks for it. 5.10"""
    withdrawn = attrs.evolve(occasion(), later=frozenset({"withdrawn"}))

    assert judge(withdrawn, notifiers, Stops()) == Cancel("the case was withdrawn")


@pytest.mark.parametrize(
    ("kind", "minutes", "in_it"),
    [("said", 59, True), ("said", 60, True), ("said", 61, False), ("noted", 1, False), ("told", 1, False)],
)
def test_the_customers_last_word_begins_the_conversation(occasion, kind, minutes, in_it) -> None:
    """Theirs, not ours; the complaint itself is their first."""
    told = row_changed(occasion(), urgent=False)
    night = told.now.replace(hour=15)  # 23:00 in Shanghai
    entries = tuple(
        Entry(kind=one, by="customer", at=night - ago * MINUTE, text="还没好")
        for one, ago in (("said", 300), (kind, minutes))
    )
    rules = attrs.evolve(told.playbook.customer, quiet_except="in-conversation")
    case = told.case.changed(entries=entries, received_at=night - 400 * MINUTE)
    found = attrs.evolve(
        told,
        case=case,
        facts=attrs.evolve(told.facts, now=night),
        playbook=attrs.evolve(told.playbook, customer=rules),
    )

    assert (quiet_until(found) is None) is in_it
    assert quiet_until(attrs.evolve(found, playbook=told.playbook)) is not None
