"""The contracts of notifiers and executors notice: senders with one mistake each, and the rule that it breaks."""
# ruff: noqa: D102  what a flawed one does is said by its flaw

import http.client
import json
import logging
import time
from collections.abc import Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import attrs
import pytest

from complaintkit.plugin import (
    Accepted,
    InDoubt,
    NotSent,
    Plugin,
    Rejected,
    RejectReason,
    RemedyOrder,
    blocking_session,
    hookimpl,
)
from complaintkit.testing import Exchange, NotifierContract, RemedyExecutorContract

GONE = (OSError, http.client.HTTPException)


@attrs.frozen(kw_only=True, eq=False)
class Gate(Plugin):
    """An SMS gateway with a plain HTTP interface, and a till beside it; `flaw` is the mistake its author made."""

    name: str
    key: str = attrs.field(repr=False)
    endpoint: str = "https://sms.example"
    timeout: float = 5.0
    flaw: str = ""

    @hookimpl
    def complaintkit_notifiers(self):
        """One."""
        yield GateNotifier(self)

    @hookimpl
    def complaintkit_remedy_executors(self):
        """One."""
        yield GateTill(self)


@attrs.frozen
class Line:
    """The HTTP interface, by the book unless there is a flaw."""

    plugin: Gate

    @property
    def flaw(self):
        return self.plugin.flaw

    @property
    def name(self):
        return self.plugin.name

    def call(self, path, data):
        if self.flaw == "logs its key":
            logging.getLogger("gate").debug("calling with %s", self.plugin.key)
        outcome = self.once(path, data)
        if self.flaw == "tries again by itself" and isinstance(outcome, InDoubt):
            return self.once(path, data)
        return outcome

    def once(self, path, data):
        place = urlsplit(self.plugin.endpoint)
        timeout = None if self.flaw == "waits for ever" else self.plugin.timeout
        line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=timeout)
        try:
            line.connect()
        except OSError as error:
            return InDoubt("connection") if self.flaw == "doubts everything" else NotSent(detail=type(error).__name__)
        try:
            return self.exchanged(line, path, data)
        except TimeoutError:
            return NotSent(detail="timeout") if self.flaw == "takes a timeout for a no" else InDoubt("timeout")
        except GONE as error:
            unsent = self.flaw == "takes every error for a no"
            return NotSent(detail="network") if unsent else InDoubt(type(error).__name__)
        finally:
            line.close()

    def exchanged(self, line, path, data):
        line.request("POST", path, json.dumps(data).encode(), {"X-Key": self.plugin.key})
        if self.flaw == "does not listen":
            return Accepted("sent")
        reply = line.getresponse()
        if reply.status >= 500:
            return NotSent() if self.flaw == "takes a failing server for a no" else InDoubt(f"HTTP {reply.status}")
        if self.flaw == "looks at the status only":
            return Accepted("sent")
        body = reply.read()
        return self.said(json.loads(body))

    def said(self, answer):
        match answer:
            case {"ok": reference}:
                return Accepted(reference)
            case {"error": "number"}:
                return InDoubt("number") if self.flaw == "doubts everything" else Rejected(RejectReason.ADDRESS)
            case {"error": "busy"}:
                return Rejected(RejectReason.BLOCKED) if self.flaw == "gives up at once" else NotSent()
            case _:
                return NotSent() if self.flaw == "takes riddles for a no" else InDoubt("unknown answer")

    def asked(self, attempt):
        try:
            return self.exchanged_about(attempt)
        except (*GONE, ValueError) as error:
            return NotSent() if self.flaw == "forgets" else InDoubt(type(error).__name__)

    def exchanged_about(self, attempt):
        place = urlsplit(self.plugin.endpoint)
        line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=self.plugin.timeout)
        try:
            line.request("GET", f"/sent/{attempt.id}")
            match json.loads(line.getresponse().read()):
                case {"ok": reference}:
                    return Accepted(reference)
                case {"unknown": _}:
                    return NotSent()
                case _:
                    return NotSent() if self.flaw == "takes silence for a no" else InDoubt("unknown answer")
        finally:
            line.close()


TAKEN = list[object]()


@attrs.frozen
class GateNotifier(Line):
    """Sends SMS."""

    medium = "sms"
    address_kind = "phone"
    reconcile_after = timedelta(0)

    def check(self, _) -> Iterable[object]:
        """Nothing to check."""
        if self.flaw == "asks at start":
            self.call("/check", {})
        return [""] if self.flaw == "says nothing at start" else []

    @property
    def sessions(self):
        return {"says no number of sessions": "many", "takes fewer sessions than it says": 3}.get(self.flaw, 1)

    @asynccontextmanager
    async def session(self):
        TAKEN.append(self)
        async with blocking_session(self.send, self.asked) as sender:
            yield sender
        TAKEN.remove(self)

    def send(self, notification):
        if self.flaw == "takes fewer sessions than it says" and len(TAKEN) > 1:
            return NotSent(detail="too many connections")
        if self.flaw == "does not send":
            return InDoubt("later")
        if self.flaw == "gives a bool":
            return True
        to = "+8613800138000" if self.flaw == "sends all to one" else notification.to.address
        return self.call("/sms", {"to": to, "text": notification.text, "id": notification.id})


@attrs.frozen
class GateTill(Line):
    """Pays back."""

    kinds = frozenset({"refund"})
    reconcile_after = timedelta(0)

    def session(self):
        return TillSession(self)


@attrs.define
class TillSession:
    """Blocks, which does not matter here."""

    till: GateTill

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return None

    async def execute(self, order: RemedyOrder):
        id = f"{time.time_ns()}" if self.till.flaw == "makes ids of its own" else order.id
        value = str(order.remedy.value)
        if self.till.flaw == "drops cents":
            value = f"{int(order.remedy.value.amount)} {order.remedy.value.currency}"
        if self.till.flaw == "knows one currency":
            value = value.partition(" ")[0]
        return self.till.call("/refunds", {"id": id, "receipt": order.receipt, "value": value})

    async def reverse(self, order, reference):
        if self.till.flaw == "reverses blindly":
            return NotSent()
        return self.till.call(f"/refunds/{reference}/reversal", {"id": order.id})

    async def reconcile(self, attempt):
        return self.till.asked(attempt)


class Scripted:
    """What the gateway answers."""

    plugin: type[Plugin] = Gate
    endpoint = "endpoint"
    accepted = Exchange(json={"ok": "M-1"})
    rejected: Mapping[str, Exchange] = {"number": Exchange(400, json={"error": "number"})}
    not_sent: Mapping[str, Exchange] = {"busy": Exchange(429, json={"error": "busy"})}
    in_doubt: Mapping[str, Exchange] = {"failing": Exchange(503), "a riddle": Exchange(json={"error": "?"})}


def settings(flaw):
    """With one mistake."""
    return {"name": "gate", "key": "k-0123456789", "flaw": flaw}


CUT_REQUEST = "test_a_request_cut_at_any_byte_is_in_doubt"
CUT_ANSWER = "test_an_answer_cut_at_any_byte_is_in_doubt"
SILENT = "test_a_vendor_that_falls_silent_leaves_a_doubt"
NONSENSE = "test_an_answer_that_makes_no_sense_is_in_doubt"
ASKED = "test_asking_in_vain_leaves_the_doubt"
MISTAKES = {
    "takes every error for a no": {CUT_REQUEST, CUT_ANSWER},
    "takes a timeout for a no": {SILENT},
    "takes a failing server for a no": {"test_what_nobody_can_know_is_in_doubt"},
    "takes riddles for a no": {"test_what_nobody_can_know_is_in_doubt", NONSENSE},
    "tries again by itself": {CUT_REQUEST, CUT_ANSWER},
    "does not listen": {CUT_REQUEST, CUT_ANSWER, SILENT, NONSENSE},
    "looks at the status only": {CUT_ANSWER, NONSENSE},
    "doubts everything": {"test_what_the_vendor_refuses_is_rejected", "test_nothing_is_sent_where_nobody_listens"},
    "gives up at once": {"test_what_the_vendor_did_not_take_is_not_sent"},
    "waits for ever": {SILENT},
    "logs its key": {"test_nothing_secret_is_said_on_the_way"},
    "forgets": {ASKED},
    "takes silence for a no": {ASKED},
}
OF_NOTIFIERS = {
    "asks at start": {"test_messages_are_checked_at_start"},
    "says nothing at start": {"test_messages_are_checked_at_start"},
    "does not send": {CUT_REQUEST, CUT_ANSWER, "test_what_the_vendor_takes_is_accepted"},
    "sends all to one": {"test_each_message_goes_to_its_own_address"},
    "gives a bool": {CUT_REQUEST, "test_what_the_vendor_takes_is_accepted"},
}
SESSIONS = "test_sessions_beside_each_other"
OF_NOTIFIERS |= {"says no number of sessions": {SESSIONS}, "takes fewer sessions than it says": {SESSIONS}}
OF_EXECUTORS = {
    "drops cents": {"test_the_amount_is_told_to_the_last_cent"},
    "knows one currency": {"test_the_amount_is_told_to_the_last_cent"},
    "makes ids of its own": {"test_the_order_is_known_by_its_id"},
    "reverses blindly": {"test_taking_back_tells_the_truth_too"},
}


class TestNotifier(Scripted, NotifierContract):
    """The one without a flaw holds the contract."""

    settings = settings("")


class TestExecutor(Scripted, RemedyExecutorContract):
    """The one without a flaw holds the contract."""

    settings = settings("")


@pytest.fixture
def impatient(monkeypatch):
    """What hangs need not hang for long."""
    monkeypatch.setattr("complaintkit.testing._outcome_rules.LIMIT", 3)
    monkeypatch.setattr("complaintkit.testing.line.SILENCE", 4)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("flaw", [*MISTAKES, *OF_NOTIFIERS])
def test_a_mistake_of_a_notifier_is_found(flaw, broken):
    """Each mistake breaks the rule it is about."""
    kind = type("Flawed", (Scripted, NotifierContract), {"settings": settings(flaw)})

    found = broken(kind)

    wanted = (MISTAKES | OF_NOTIFIERS)[flaw]
    assert wanted <= found, found
    assert bool(wanted) == bool(found)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("flaw", ["takes every error for a no", "tries again by itself", *OF_EXECUTORS])
def test_a_mistake_of_an_executor_is_found(flaw, broken):
    """Money is sent by the same rules, and known by its id."""
    kind = type("Flawed", (Scripted, RemedyExecutorContract), {"settings": settings(flaw)})

    assert (MISTAKES | OF_EXECUTORS)[flaw] <= broken(kind)
