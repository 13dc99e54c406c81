"""No plugin changes what somebody else relies on: not by what it is handed, not by what it has given. P9"""

from __future__ import annotations

import copy
import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from typing_extensions import override

import complaintkit.ports
from complaintkit import Customer, Money, Remedy
from complaintkit.hooks import ask
from complaintkit.hooks.plugins import Plugins
from complaintkit.model.customer import Contact
from complaintkit.model.errors import IntakeRejected, PluginError
from complaintkit.model.goods import Item
from complaintkit.model.period import Event
from complaintkit.plugin import (
    Accepted,
    Authentic,
    Classification,
    CustomerMessage,
    Envelope,
    Parsed,
    Plugin,
    Proof,
    Reply,
    Suggested,
    hookimpl,
)
from complaintkit.ports.inbound import Taken, TakenAs
from complaintkit.testing import case_view, message_spec, open_test_desk

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)


def vandalise(value: Any) -> None:
    """Change whatever can be changed of a value, past its class, down to the last field."""
    if isinstance(value, list | tuple | set | frozenset):
        for one in value:
            vandalise(one)
        return
    names = [field.name for field in attrs.fields(type(value))] if attrs.has(type(value)) else []
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()) if name != "__weakref__"]
    for name in dict.fromkeys((*names, *slots)):
        held = getattr(value, name, None)
        vandalise(held)
        if isinstance(held, dict):
            held.clear()
        try:
            object.__setattr__(value, name, "vandalised")
        except (AttributeError, TypeError):
            continue


@attrs.frozen(kw_only=True, eq=False)
class Vandal(Plugin):
    """Is every port at once, keeps what it is handed and what it gives, and changes both."""

    name: str = "vandal"
    title: Mapping[str, str] = attrs.field(factory=lambda: {"en": "Vandal"})
    medium: str = "sms"
    address_kind: str = "phone"
    reconcile_after: timedelta = timedelta(minutes=1)
    kinds: frozenset[str] = frozenset({"refund"})
    version: str = "1"
    needs: frozenset[object] = frozenset()
    handed: list[object] = attrs.field(factory=list)
    given: list[object] = attrs.field(factory=list)

    def take(self, *values: object, give: object) -> Any:
        """Take what is handed over, change it, and remember what is given."""
        self.handed.extend(values)
        vandalise(values)
        self.given.append(give)
        return give

    def authenticate(self, envelope):
        """As a channel."""
        given = Authentic(b"<xml/>", envelope=copy.deepcopy(envelope), proof=Proof.SIGNED)
        return self.take(envelope, give=given)

    def parse(self, message):
        """As a channel."""
        said = CustomerMessage("酸", sender=Contact("phone", "13800138000"), external_id="m-1", at=NOW)
        return self.take(message, give=Parsed(said, reply=Reply()))

    def answer(self, parsed, taken):
        """As a channel."""
        return self.take(parsed, taken, give=Reply(status=202))

    def propose(self, case):
        """As a policy."""
        return self.take(
            case, give=[Suggested(Remedy.coupon(Money(5, "CNY"), valid_days=3), rule="s", why={"en": "r"})]
        )

    def check(self, *values):
        """As a guard, or a notifier."""
        return self.take(*values, give=None if len(values) == 2 else [])

    def price(self, item, *, unit):
        """As a price book."""
        return self.take(item, give=Money(5, "CNY"))

    def candidates(self, case, present):
        """As an assigner."""
        return self.take(case, give=["chen"])

    def classify(self, text, categories):
        """As a classifier."""
        return self.take(give=Classification(category=categories[0], confidence=0.9))

    def rows(self, events, *, since, until):
        """As a section."""
        return self.take(events, give=[{"a": "b"}])

    async def send(self, notification):
        """As a sender."""
        return self.take(notification, give=Accepted("r"))

    async def execute(self, order):
        """As a till."""
        return self.take(order, give=Accepted("r", final=True))

    async def reverse(self, order, reference):
        """As a till."""
        return self.take(order, give=Accepted("r", final=True))

    async def reconcile(self, attempt):
        """As whoever is asked."""
        return self.take(attempt, give=Accepted("r", final=True))

    @asynccontextmanager
    async def session(self):
        """It is its own session."""
        yield self

    @override
    @hookimpl
    def complaintkit_channels(self):
        """Bring it."""
        yield self

    @override
    @hookimpl
    def complaintkit_assigners(self):
        """Bring it."""
        yield self

    @override
    @hookimpl
    def complaintkit_classifiers(self):
        """Bring it."""
        yield self

    @override
    @hookimpl
    def complaintkit_compensation_policies(self):
        """Bring it."""
        yield self

    @override
    @hookimpl
    def complaintkit_remedy_guards(self):
        """Bring it."""
        yield self

    @override
    @hookimpl
    def complaintkit_price_books(self):
        """Bring it."""
        yield self

    @override
    @hookimpl
    def complaintkit_report_sections(self):
        """Bring it."""
        yield self

    @override
    @hookimpl
    def complaintkit_event_recorded(self, event):
        """Bring it."""
        self.take(event, give=None)


@attrs.frozen(kw_only=True, eq=False)
class Sending(Vandal):
    """It also sends and pays."""

    @override
    @hookimpl
    def complaintkit_notifiers(self):
        """Bring it."""
        yield self

    @override
    @hookimpl
    def complaintkit_remedy_executors(self):
        """Bring it."""
        yield self


EVENT = Event(
    position="1", case="c", number="A-1", name="received", at=NOW, recorded_at=NOW, by="chen", recorded_by="chen"
)
ENVELOPE = Envelope(b"<xml/>", query="a=1", headers={"X-Sign": "s"})
REMEDY = Remedy.refund(Money(5, "CNY"))
SPEC = message_spec("received", fields={"number"})
AUTHENTIC = Authentic(b"<xml/>", envelope=ENVELOPE, proof=Proof.SIGNED)
PARSED = Parsed(reply=Reply())
TAKEN = (Taken(CustomerMessage("酸", sender=Contact("phone", "13800138000"), external_id="m-1", at=NOW), TakenAs.CASE),)
VIEW = case_view()
ITEM = Item("米饭", paid=Money(5, "CNY"))
CALLS: dict[str, tuple[tuple[object, ...], Any]] = {
    "Channel.authenticate": ((ENVELOPE,), lambda p: ask.authenticate(p, "vandal", ENVELOPE)),
    "Channel.parse": ((AUTHENTIC,), lambda p: ask.parse(p, "vandal", AUTHENTIC)),
    "AnsweringChannel.answer": ((PARSED, TAKEN), lambda p: ask.answer(p, "vandal", PARSED, TAKEN)),
    "CompensationPolicy.propose": ((VIEW,), lambda p: ask.propose(p, "vandal", VIEW)),
    "RemedyGuard.check": ((VIEW, REMEDY), lambda p: ask.refusal(p, "vandal", VIEW, REMEDY)),
    "PriceBook.price": ((ITEM,), lambda p: ask.price(p, "vandal", ITEM, "a12")),
    "Assigner.candidates": ((VIEW,), lambda p: ask.candidates(p, "vandal", VIEW, ["chen"])),
    "Classifier.classify": ((), lambda p: ask.classify(p, "vandal", "酸", ["food"])),
    "ReportSection.rows": (((EVENT,),), lambda p: ask.rows(p, "vandal", (EVENT,), since=NOW, until=NOW)),
    "Notifier.check": (((SPEC,),), lambda p: ask.problems(p, "vandal", [SPEC])),
}
IN_DELIVERY = {
    "Sender.send",
    "Sender.reconcile",
    "RemedyRunner.execute",
    "RemedyRunner.reverse",
    "RemedyRunner.reconcile",
}
WORDS_ONLY = {"PolledChannel.poll", "MediaSource.fetch"}  # a text can't be changed
NOT_PLUGGED = {"clock", "reader", "storage", "writer"}  # what keeps the data is trusted with it


def handed_over() -> set[str]:
    """Every method of a port that is handed a value."""
    found = set()
    for module in pkgutil.iter_modules(complaintkit.ports.__path__):
        if module.name.startswith("_") or module.name in NOT_PLUGGED:
            continue
        for kind in vars(importlib.import_module(f"complaintkit.ports.{module.name}")).values():
            if not (inspect.isclass(kind) and getattr(kind, "_is_protocol", False)) or "ports" not in kind.__module__:
                continue
            for name, method in vars(kind).items():
                if (
                    inspect.isfunction(method)
                    and not name.startswith("_")
                    and len(inspect.signature(method).parameters) > 1
                ):
                    found.add(f"{kind.__name__}.{name}")
    return found


def test_every_method_that_is_handed_a_value_is_tried() -> None:
    """A new port has to be tried, too."""
    assert handed_over() == set(CALLS) | IN_DELIVERY | WORDS_ONLY


@pytest.mark.parametrize("method", CALLS)
def test_what_a_plugin_is_handed_stays_what_it_was(method) -> None:
    """Whatever it does to it, on whatever level; and what it has given stays what was taken from it."""
    values, call = CALLS[method]
    before = copy.deepcopy(values)
    vandal = Sending()
    with Plugins.assemble([vandal]) as plugins:
        taken = call(plugins)
        kept = copy.deepcopy(taken)
        vandalise(vandal.given)

    assert repr(values) == repr(before)
    assert repr(taken) == repr(kept)
    assert not {id(one) for one in vandal.handed} & {id(one) for one in values if attrs.has(type(one))}


def test_observers_each_see_what_happened() -> None:
    """The first can't change what the second hears."""
    one, two = Vandal(name="one"), Vandal(name="two")
    heard: list[str] = []

    @attrs.frozen(kw_only=True, eq=False)
    class Listener(Plugin):
        """Hears of events."""

        name: str = "listener"

        @override
        @hookimpl
        def complaintkit_event_recorded(self, event):
            """Listen."""
            heard.append(event.name)

    event = copy.deepcopy(EVENT)
    with Plugins.assemble([one, Listener(), two]) as plugins:
        plugins.event_recorded(event)

    assert (heard, event) == (["received"], EVENT)


def test_a_channel_can_not_change_its_envelope() -> None:
    """Neither the one it was handed, nor by handing another one back."""

    @attrs.frozen(kw_only=True, eq=False)
    class Other(Vandal):
        """A channel that swaps envelopes."""

        def authenticate(self, envelope):
            """Hand another one back."""
            return Authentic(b"<other/>", envelope=Envelope(b"<other/>"), proof=Proof.SIGNED)

    with Plugins.assemble([Other()]) as plugins, pytest.raises(PluginError, match="with that envelope"):
        ask.authenticate(plugins, "vandal", ENVELOPE)


def test_what_delivery_hands_over_stays_what_it_was() -> None:
    """Message, question, order: the ledger has what was decided, whatever the senders and tills did to their copies."""
    vandal = Sending()
    refund = Remedy.refund(Money(5, "CNY"))
    with open_test_desk(plugins=[vandal]) as desk:
        case = desk.receive(
            "饭是酸的",
            by="chen",
            channel="hotline",
            unit="s1",
            category="food/sensory",
            customer=Customer(name="王芳", phone="13800138000"),
        )
        case = desk.settle(case, by="general-manager", facts="换货", agreed="in-person", remedies=[refund])
        desk.deliver_all()
        promise = desk.case(case, by="general-manager").promises[0]
        assert (promise.state, promise.remedy) == ("given", refund)
        desk.reverse_remedy(case, by="general-manager", promise=promise.id, reason="twice")
        desk.deliver_all()
        assert desk.case(case, by="general-manager").promises[0].state == "reversed"
        assert desk.ledger.verify(by="general-manager").ok
        assert desk.case(case, by="general-manager").remedies in ((refund,), ())

    assert {type(one).__name__ for one in vandal.handed} >= {"Notification", "RemedyOrder"}


def test_a_guard_can_not_change_what_is_committed() -> None:
    """It sees the remedy, as a copy: what is promised is what was asked for."""
    coupon = Remedy.coupon(Money(5, "CNY"), valid_days=30)
    with open_test_desk(plugins=[Vandal()]) as desk:
        case = desk.receive(
            "饭是酸的", by="chen", channel="hotline", unit="s1", category="food/sensory", customer=Customer(name="王芳")
        )
        case = desk.settle(case, by="general-manager", facts="换货", agreed="in-person", remedies=[coupon])

        assert desk.case(case, by="general-manager").remedies == (coupon,)
        assert coupon == Remedy.coupon(Money(5, "CNY"), valid_days=30)


class Dear(Money):
    """Money that is never too much."""

    def __lt__(self, other: object) -> bool:
        return True


class Words(str):
    """A text as readers of XML give it; what it says it is is not what it holds."""

    __slots__ = ()

    def __str__(self) -> str:
        return "else"


def changed(value: Any, **fields: object) -> Any:
    """The value, with something put into it past its class."""
    for name, one in fields.items():
        object.__setattr__(value, name, one)
    return value


def said() -> CustomerMessage:
    """What a customer says."""
    return CustomerMessage("酸", sender=Contact("phone", "13800138000"), external_id="m-1", at=NOW)


def suggested(**fields: object) -> Suggested:
    """A suggestion, with something put into its remedy."""
    return Suggested(changed(Remedy.refund(Money(5, "CNY")), **fields), rule="s", why={"en": "r"})


STRANGE = {
    "money of its own kind": ("propose", lambda: [suggested(value=Dear(9999, "CNY"))]),
    "money below nothing": ("propose", lambda: [suggested(value=Money(-50, "CNY"))]),
    "a number for money": ("propose", lambda: [suggested(value=5)]),
    "a float in money": ("propose", lambda: [suggested(value=changed(Money(5, "CNY"), amount=5.5))]),
    "no reasons": ("propose", lambda: [changed(suggested(), why=7)]),
    "no rule": ("propose", lambda: [changed(suggested(), rule=None)]),
    "a price in floats": ("price", lambda: changed(Money(5, "CNY"), amount=5.5)),
    "a price of its own kind": ("price", lambda: Dear(5, "CNY")),
    "a confidence in words": ("classify", lambda: changed(Classification("food"), confidence="much")),
    "a message without words": ("parse", lambda: Parsed(changed(said(), text=7))),
    "a message without a sender": ("parse", lambda: Parsed(changed(said(), sender=None))),
    "a sender that is none": (
        "parse",
        lambda: Parsed(changed(said(), sender=changed(Contact("phone", "1"), address=None))),
    ),
    "a number for a status": ("parse", lambda: Parsed(said(), reply=changed(Reply(), status="200"))),
}


@pytest.mark.parametrize(("method", "give"), STRANGE.values(), ids=STRANGE)
def test_what_a_plugin_gives_is_checked_down_to_the_last_field(method, give) -> None:
    """As when it was first made; and no class of the plugin's own stands in it, whose comparisons would run here."""
    call = next(call for name, (_, call) in CALLS.items() if name.endswith(f".{method}"))

    class Strange(Sending):
        """Gives it."""

    setattr(Strange, method, lambda *_, **__: give())
    with Plugins.assemble([Strange()]) as plugins, pytest.raises((PluginError, IntakeRejected)) as error:
        call(plugins)
    assert error.value.code in {"plugin", "intake-rejected"}


def test_a_text_of_another_kind_is_taken_as_text() -> None:
    """Readers of XML and HTML give such."""

    class Reads(Sending):
        """Gives one."""

        def parse(self, message):
            """As it stood."""
            return Parsed(changed(said(), text=Words("酸")))

    with Plugins.assemble([Reads()]) as plugins:
        (taken,) = ask.parse(plugins, "vandal", AUTHENTIC).items

    assert (taken, type(taken.text)) == (said(), str)
