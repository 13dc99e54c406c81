"""A bad plugin that is asked is named; what it does with a question hurts nobody else, and changes no fact."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Remedy
from complaintkit.hooks import ask
from complaintkit.hooks._quarantine import FIRST_PAUSE, LONGEST_PAUSE
from complaintkit.hooks._worker import MOST_STUCK
from complaintkit.hooks.plugins import DEADLINE, Plugins
from complaintkit.model.bounds import LONGEST_SAID
from complaintkit.model.errors import IntakeRejected, InvalidInput, PluginError
from complaintkit.plugin import (
    Authentic,
    Classification,
    Envelope,
    Parsed,
    Plugin,
    Proof,
    Reply,
    Suggested,
    hookimpl,
)
from complaintkit.testing import case_view
from tests.hooks.conftest import CHANNEL

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SHORT = timedelta(seconds=1)  # for what hangs on purpose; the good ones have to answer by then, on a busy machine, too


def assembled(good, deadline=DEADLINE, **tables):
    """A desk's plugins: the good one between the bad ones."""
    return Plugins.assemble(configured={**tables, **good}, deadline=deadline)


def status(plugins, name):
    """How one of them stands."""
    return next(one for one in plugins.inspect() if name in {one.name, one.instance})


HANGS = "calls = []\ngo_on = threading.Event()\n" + CHANNEL.format(
    authenticate="calls.append(1); go_on.wait(20); return 'late'",
    parse="calls.append(1); go_on.is_set() or go_on.wait(20); return Parsed()",
)
SIGNED = Authentic(b"", proof=Proof.SIGNED)


def test_a_call_that_hangs_is_not_made_again_for_a_while(site, good):
    """The second call fails at once; what the first gives later changes nothing."""
    site.install("bad", HANGS, bad="Bad")
    plugins = assembled(good, SHORT, bad={})

    with pytest.raises(PluginError, match="did not answer within"):
        ask.parse(plugins, "inbox", SIGNED)
    with pytest.raises(PluginError, match=r"in quarantine .* asked again in \d+ s"):
        ask.parse(plugins, "inbox", SIGNED)
    sys.modules["bad"].go_on.set()

    assert sys.modules["bad"].calls == [1]
    assert status(plugins, "bad").status == "quarantined"
    assert timedelta(0) < status(plugins, "bad").left <= timedelta(seconds=30)
    assert "in quarantine for 30 s (hung 1 in a row)" in status(plugins, "bad").reason
    assert ask.problems(plugins, "sms", []) == ()


def test_quarantine_ends_by_itself(site, good):
    """Twice as long each time it hangs again, an hour at most; one answer, and all is as before."""
    site.install("bad", HANGS, bad="Bad")
    plugins, passed, pauses = assembled(good, SHORT, bad={}), [0.0], []
    member = plugins._assembly.members["bad"]
    plugins._assembly.members["bad"] = member = attrs.evolve(member, now=lambda: passed[0])

    for _ in range(3):
        with pytest.raises(PluginError, match="did not answer within"):
            ask.parse(plugins, "inbox", SIGNED)
        pauses.append(member.left.total_seconds())
        passed[0] = member.until
        assert not member.quarantined
    sys.modules["bad"].go_on.set()
    assert ask.parse(plugins, "inbox", SIGNED) == Parsed()

    assert pauses == [30, 60, 120]
    assert (member.hung, status(plugins, "bad").status) == (0, "active")
    assert min(FIRST_PAUSE * 2**16, LONGEST_PAUSE) == timedelta(hours=1)


@pytest.mark.parametrize("ask_it", ["authenticate", "parse"])
def test_what_strangers_sent_puts_no_channel_into_quarantine(site, good, ask_it):
    """It is asked again at once, beside the call that hangs; of these there are four at most, until one comes back."""
    site.install("bad", HANGS, bad="Bad")
    plugins = assembled(good, SHORT, bad={})
    nobodys = Authentic(b"", proof=Proof.NONE)

    def send():
        ask.authenticate(plugins, "inbox", Envelope(b"")) if ask_it == "authenticate" else ask.parse(
            plugins, "inbox", nobodys
        )

    for _ in range(MOST_STUCK + 1):
        with pytest.raises(PluginError, match="did not answer within"):
            send()
    assert status(plugins, "bad").status == "active"
    assert len(sys.modules["bad"].calls) == MOST_STUCK
    sys.modules["bad"].go_on.set()
    while plugins._assembly.members["bad"].worker.stuck:
        time.sleep(0.01)
    assert ask.parse(plugins, "inbox", SIGNED) == Parsed()


CALLS = {
    "raises": ("raise ValueError(envelope.body.decode())", r"ValueError \(bad.py, line \d+\)"),
    "leaves": ("import sys; sys.exit(1)", "SystemExit"),
    "raises StopIteration": ("raise StopIteration", "StopIteration"),
    "gives nothing": ("return None", "gave NoneType instead of an Authentic"),
    "gives bytes": ("return envelope.body", "gave bytes instead of an Authentic"),
    "vouches for something else": (
        "return Authentic(b'x', proof=Proof.SIGNED, envelope=Envelope(b'x'))",
        "instead of an Authentic with that envelope",
    ),
    "pretends to have polled": ("return Authentic(b'x', proof=Proof.SIGNED)", "instead of an Authentic with that"),
    "gives something like it": (
        "return type('Own', (Authentic,), {'envelope': property(lambda self: 1 / 0)}).__new__(Authentic.__subclasses__()[-1])",
        "gave Own instead of an Authentic",
    ),
    "changes what it is given": ("envelope.body = b'x'", "FrozenInstanceError"),
    "changes the headers": ("envelope.headers['x'] = 'y'", "TypeError"),
}


@pytest.mark.parametrize(("body", "reason"), CALLS.values(), ids=CALLS)
def test_a_call_that_goes_wrong_says_where_but_not_what_a_customer_wrote(site, good, body, reason):
    """The error names plugin, exception and line; messages may hold words of customers, so they stay out."""
    site.install("bad", CHANNEL.format(authenticate=body, parse="..."), bad="Bad")
    plugins = assembled(good, bad={})
    envelope = Envelope("王芳 says".encode())

    with pytest.raises(PluginError, match=reason) as raised:
        ask.authenticate(plugins, "inbox", envelope)

    assert "王芳" not in str(raised.value)
    assert raised.value.data["plugin"] == "bad"
    assert envelope == attrs.evolve(envelope, body="王芳 says".encode())
    assert status(plugins, "bad").status == "active"
    assert status(plugins, "bad").stage == "call"


def test_a_refusal_is_the_channels_own_and_no_fault(site, good):
    """IntakeRejected passes as it is; a value that can't hold what came is a malformed payload."""
    source = "from complaintkit.model.errors import IntakeRejected\n" + CHANNEL.format(
        authenticate="raise IntakeRejected(self.name, reason='signature')",
        parse="return Parsed(CustomerMessage('x', sender=None, external_id='1', at=None))",
    )
    site.install("bad", source, bad="Bad")
    plugins = assembled(good, bad={})

    with pytest.raises(IntakeRejected, match="signature"):
        ask.authenticate(plugins, "inbox", Envelope(b""))
    with pytest.raises(IntakeRejected, match="malformed"):
        ask.parse(plugins, "inbox", Authentic(b"", proof=Proof.SIGNED))
    with pytest.raises(IntakeRejected, match="unknown-channel"):
        ask.authenticate(plugins, "fax", Envelope(b""))
    assert status(plugins, "bad").reason is None


class Guard(Plugin):
    """Answers as the test says."""

    name = "guard"

    def __init__(self, answer: Callable[[], object]) -> None:
        self.answer = answer

    @hookimpl
    def complaintkit_remedy_guards(self):
        """It is its own."""
        yield self

    def check(self, case: object, remedy: object) -> object:
        """Answer."""
        return self.answer()


def refusal(answer: Callable[[], object], *, deadline: timedelta = DEADLINE) -> tuple[str | None, Plugins]:
    """Why a guard with this answer refuses a remedy."""
    plugins = Plugins.assemble([Guard(answer)], deadline=deadline)  # type: ignore[abstract,unused-ignore]
    return ask.refusal(plugins, "guard", case_view(), Remedy.apology()), plugins


def test_who_waited_for_one_that_hung_does_not_wait_as_long_again():
    """They are told at once that it is in quarantine, and it counts as having hung once: not an hour for one slow minute."""
    go_on, asked = threading.Event(), list[int]()
    guard = Guard(lambda: asked.append(1) or go_on.wait(20))  # type: ignore[func-returns-value]
    plugins = Plugins.assemble([guard], deadline=SHORT)
    with ThreadPoolExecutor(8) as pool:
        told = list(
            pool.map(lambda _: ask.refusal(plugins, "guard", case_view(), Remedy.apology()), range(8), timeout=60)
        )
    go_on.set()

    assert len(asked) == 1
    assert sum("did not answer within" in str(one) for one in told) == 1
    assert sum("in quarantine because it hung before" in str(one) for one in told) == 7
    assert "hung 1 in a row" in status(plugins, "guard").reason


def make_trap(kind: type) -> Any:
    """A value of a new class that raises when it is asked for its own class, and whose class raises when asked for its name."""
    fail = property(lambda _: 1 // 0)
    named = type("Named", (type(kind),), {"__name__": fail})
    return named("Trap", (kind,), {"__class__": fail, "__traceback__": fail, "__str__": lambda _: 1 // 0})()


def test_an_exception_that_is_a_trap_is_named_like_any_other():
    """It is its class as Python knows it that is told, at once: nobody waits for the deadline."""

    def answer():
        raise make_trap(Exception)

    reason, plugins = refusal(answer)

    assert "failed at call: Trap (test_bad_plugins_asked.py, line" in str(reason)
    assert status(plugins, "guard").status == "active"


def test_an_answer_that_is_a_trap_is_garbage_like_any_other():
    """Its class is not asked for its name, nor it for its class."""
    reason, _ = refusal(lambda: [make_trap(object)])
    other, _ = refusal(lambda: make_trap(object))

    assert "gave list instead of a reason" in str(reason)
    assert "failed at call: ZeroDivisionError" in str(other)


@pytest.mark.parametrize("method", [ask.propose, ask.candidates])
def test_something_among_answers_that_is_a_trap_is_garbage(method):
    """It is named by its class as Python knows it."""
    plugins = Plugins.assemble([Lists()])  # type: ignore[abstract,unused-ignore]
    more: tuple[Any, ...] = (["chen"],) if method is ask.candidates else ()

    with pytest.raises(PluginError, match="gave Trap instead of"):
        method(plugins, "lists", case_view(), *more)


class Lists(Plugin):
    """Gives a list with a trap in it."""

    name = "lists"
    version = "1"
    needs: frozenset[str] = frozenset()

    @hookimpl
    def complaintkit_assigners(self):
        """It is its own."""
        yield self

    @hookimpl
    def complaintkit_compensation_policies(self):
        """It is its own."""
        yield self

    def candidates(self, *_: object) -> list[object]:
        """As an assigner."""
        return [make_trap(object)]

    propose = candidates


def test_of_a_book_the_first_page_is_read():
    """A reason is a line for whoever stands at the counter, however long the guard speaks; it takes no longer, either."""
    book = "\n so \x1b long \ud800 " * 1_000_000
    reason, _ = refusal(lambda: book)

    assert reason is not None
    assert reason.startswith("so long so long")
    assert (len(reason), reason.isprintable()) == (501, True)


@pytest.mark.parametrize(("length", "shown"), [(499, 499), (500, 500), (501, 501), (5000, 501)])
def test_a_reason_of_a_line_is_told_whole(length, shown):
    """What is longer ends in a sign that there was more."""
    reason, _ = refusal(lambda: "x" * length)

    assert reason is not None
    assert (len(reason), reason.endswith("…")) == (shown, length > 500)


@pytest.mark.parametrize("silent", ["", " \n\t "], ids=["empty", "blank"])
def test_a_guard_that_gives_no_reason_says_so_and_refuses(silent):
    """Somebody has to be told what stood in the way."""
    reason, _ = refusal(lambda: silent)

    assert "gave str instead of a reason or None" in reason


def test_cells_of_a_report_can_be_written_anywhere():
    """No half of a character, which no file takes, and no sign that a terminal obeys."""
    cells = [{"what\ud800": "a\x1b[31m\x00b\nc"}, {"long": "x" * LONGEST_SAID}]
    plugins = Plugins.assemble([Section(cells)])

    assert ask.rows(plugins, "section", (), since=NOON, until=NOON) == (
        {"what ": "a [31m b\nc"},
        {"long": "x" * LONGEST_SAID},
    )


NO_ROWS: dict[str, object] = {
    "a book": {"long": "x" * (LONGEST_SAID + 1)},
    "a number": {"count": 7},
    "no column": {},
    "a number for a column": {7: "seven"},
    "too many": dict.fromkeys(map(str, range(1001)), "x"),
    "text": "row",
}


@pytest.mark.parametrize("row", NO_ROWS.values(), ids=NO_ROWS)
def test_what_is_no_row_of_texts_is_named(row):
    """The section is left out; whoever prints or exports the report meets nothing else."""
    plugins = Plugins.assemble([Section([{"a": "b"}, row])])

    with pytest.raises(PluginError, match=r"rows of report-section section gave .* instead of at most 1000 texts"):
        ask.rows(plugins, "section", (), since=NOON, until=NOON)


class Section(Plugin):
    """Gives these rows."""

    name = "section"
    title: Mapping[str, str] = {"en": "Section"}

    def __init__(self, cells: object) -> None:
        self.cells = cells

    @hookimpl
    def complaintkit_report_sections(self):
        """It is its own."""
        yield self

    def rows(self, events: object, *, since: object, until: object) -> object:
        """Give them."""
        return self.cells


@pytest.mark.parametrize("confidence", [95, 1.01, -0.1, float("nan"), float("inf"), 10**400, True, "much", None])
def test_who_counts_in_percent_is_not_sure(confidence):
    """A classifier's confidence is a share of one; another is refused where it is made, and the classifier is named."""
    with pytest.raises(InvalidInput, match="confidence"):
        Classification("food", confidence=confidence)


@pytest.mark.parametrize("confidence", [0, 0.5, 1, 1.0])
def test_a_share_of_one_is_a_confidence(confidence):
    """Both ends are."""
    assert Classification("food", confidence=confidence).confidence == confidence


@pytest.mark.parametrize("why", ["x" * (LONGEST_SAID + 1), "half of \ud800", 7, None])
def test_a_reason_that_can_not_be_kept_is_no_reason(why):
    """What a policy says is kept with the promise, and shown to who decides."""
    with pytest.raises(InvalidInput, match="why"):
        Suggested(Remedy.apology(), rule="r", why={"en": why})


def test_a_channel_whose_answer_is_a_trap_answers_nothing_of_its_own(site, good):
    """What it read is taken by then, and its reply stands."""
    trap = "\n    @property\n    def answer(self): raise ValueError\n"
    source = CHANNEL.format(authenticate="...", parse="...").replace(
        "\n\n@attrs.frozen(kw", f"{trap}\n\n@attrs.frozen(kw", 1
    )
    site.install("bad", source, bad="Bad")
    plugins = assembled(good, bad={})

    assert ask.answer(plugins, "inbox", Parsed(reply=Reply(status=202)), ()) == Reply(status=202)
    assert "ValueError" in status(plugins, "bad").reason
