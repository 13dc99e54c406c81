"""Asking plugins, typed: each call on the plugin's own thread, each answer looked at before anybody relies on it.

They are handed copies, and what they give is made anew: who keeps a value, and changes it past its class, changes their own.
The values of a port come in when one of its kind is asked: a desk without channels needs none of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import attrs

from complaintkit.hooks._secret import without_secrets
from complaintkit.hooks.lent import copied, fresh, made_anew
from complaintkit.hooks.stranger import LONGEST_READ, as_line, as_text, kind_of
from complaintkit.model.bounds import LONGEST_SAID
from complaintkit.model.errors import IntakeRejected, InvalidInput, PluginError
from complaintkit.model.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from complaintkit.hooks.plugins import Plugins, Provided
    from complaintkit.model.goods import Item
    from complaintkit.model.period import Event
    from complaintkit.model.remedy import Remedy
    from complaintkit.ports.assigner import Classification
    from complaintkit.ports.compensation import CaseView, Suggested
    from complaintkit.ports.envelope import Authentic, Envelope, Reply
    from complaintkit.ports.inbound import Parsed, Taken
    from complaintkit.ports.notifier import MessageSpec

__all__ = [
    "answer",
    "authenticate",
    "candidates",
    "classify",
    "has",
    "parse",
    "price",
    "problems",
    "propose",
    "refusal",
    "rows",
    "takes",
]

T = TypeVar("T")

MOST = 1000  # answers to one question; a generator that never ends must not fill the memory


def authenticate(plugins: Plugins, channel: str, envelope: Envelope) -> Authentic:
    """Return what the channel vouches for, who is asked only about what is no larger than it takes.

    Whatever becomes of it is the doing of whoever sent it: a channel that takes too long is asked again at once.

    Raises:
        IntakeRejected: there is no such channel, it is too large for it, or it refused.
        PluginError: it raised something else, took too long, or gave something else.
    """
    from complaintkit.ports.channel import check_envelope
    from complaintkit.ports.envelope import Authentic

    found = _channel(plugins, channel)

    def ask() -> object:
        check_envelope(channel, found.object, envelope)
        return fresh(lambda: found.object.authenticate(copied(envelope)), Authentic)

    given = _intake(plugins, found, ask, strangers=True)
    # of that very class: another one's properties would run here; and without the envelope it could pass for polled
    if type(given) is not Authentic or given.envelope != envelope:
        raise _garbage(plugins, found, "authenticate", given, "an Authentic with that envelope")
    try:
        return attrs.evolve(given, envelope=envelope)
    except InvalidInput:  # something was put into it past its checks
        raise _garbage(plugins, found, "authenticate", given, "an Authentic that holds together") from None


def parse(plugins: Plugins, channel: str, message: Authentic) -> Parsed:
    """Return what the message holds.

    Raises:
        IntakeRejected: there is no such channel, or it can't read it.
        PluginError: it raised something else, hung, or gave something else.
    """
    from complaintkit.ports.envelope import Proof
    from complaintkit.ports.inbound import Inbound, Parsed

    found = _channel(plugins, channel)
    strangers = message.proof in (Proof.NONE, Proof.SECRET_URL)
    given = _intake(
        plugins, found, lambda: fresh(lambda: found.object.parse(copied(message)), Parsed), strangers=strangers
    )
    if type(given) is not Parsed:
        raise _garbage(plugins, found, "parse", given, "a Parsed")
    strange = [one for one in given.items if type(one) not in get_args(Inbound)]
    if strange:
        raise _garbage(plugins, found, "parse", strange[0], "one of the items there are")
    return given


def answer(plugins: Plugins, channel: str, parsed: Parsed, taken: tuple[Taken, ...]) -> Reply:
    """Return what the sender is told: by the channel, where it can say what became of each item; else what it read.

    What came is taken by now: a channel that fails here changes nothing of it.
    """
    from complaintkit.ports.envelope import Reply

    found = _channel(plugins, channel)
    if not has(plugins, "channel", channel, "answer"):
        return parsed.reply
    try:
        given = plugins.call(
            found.plugin, lambda: fresh(lambda: found.object.answer(copied(parsed), copied(taken)), Reply)
        )
        if type(given) is not Reply:
            raise _garbage(plugins, found, "answer", given, "a Reply")
    except PluginError:
        return parsed.reply
    return given


def problems(plugins: Plugins, notifier: str, messages: Sequence[MessageSpec]) -> tuple[str, ...]:
    """Return what a notifier can't send of what the playbooks may want; a check that fails is a problem, too."""
    found = plugins.provided("notifier", notifier)
    try:
        objections = _several(plugins, found, "check", str, lambda: found.object.check(copied(tuple(messages))))
    except PluginError as error:
        return (str(error),)
    return tuple(map(as_line, objections))


def takes(plugins: Plugins, notifier: str, message: MessageSpec) -> bool:
    """Tell whether a notifier objects to nothing in a message, beside what it objects to anyway; one that fails objects."""
    found = plugins.provided("notifier", notifier)

    def objections(*messages: MessageSpec) -> frozenset[str]:
        return frozenset(_several(plugins, found, "check", str, lambda: found.object.check(copied(messages))))

    try:
        return objections(message) <= objections()
    except PluginError:
        return False


def propose(plugins: Plugins, policy: str, case: CaseView) -> tuple[Suggested, ...]:
    """Return what a policy suggests.

    Raises:
        PluginError: it raised, hung, or gave something else.
    """
    from complaintkit.ports.compensation import Suggested

    found = plugins.provided("compensation-policy", policy)
    return _several(plugins, found, "propose", Suggested, lambda: found.object.propose(copied(case)))


def refusal(plugins: Plugins, guard: str, case: CaseView, remedy: Remedy) -> str | None:
    """Return why a guard refuses a remedy; one that raises, hangs or gives something else refuses, too."""
    found = plugins.provided("remedy-guard", guard)

    def ask() -> object:
        given = found.object.check(copied(case), copied(remedy))
        return as_line(without_secrets(str.__str__(given)[:LONGEST_READ])) if isinstance(given, str) else given

    try:
        given = plugins.call(found.plugin, ask)
        if given is None:
            return None
        if type(given) is str and given:
            return given
        raise _garbage(plugins, found, "check", given, "a reason or None")
    except PluginError as error:
        return error.words


def price(plugins: Plugins, book: str, item: Item, unit: str) -> Money | None:
    """Return what a price list says that one of these goods costs in a unit; None where it does not have them.

    Raises:
        PluginError: it raised, hung, or gave something else than an amount above zero.
    """
    found = plugins.provided("price-book", book)
    given: object = plugins.call(
        found.plugin, lambda: fresh(lambda: found.object.price(copied(item), unit=unit), Money)
    )
    if given is None or (type(given) is Money and given.amount > 0):
        return given
    raise _garbage(plugins, found, "price", given, "an amount above zero or None")


def candidates(plugins: Plugins, assigner: str, case: CaseView, present: Sequence[str]) -> tuple[str, ...]:
    """Return the staff that an assigner names, best first. The core looks whether they are competent and present.

    Raises:
        PluginError: it raised, hung, or gave something else.
    """
    found = plugins.provided("assigner", assigner)
    return _several(plugins, found, "candidates", str, lambda: found.object.candidates(copied(case), tuple(present)))


def classify(plugins: Plugins, classifier: str, text: str, categories: Sequence[str]) -> Classification | None:
    """Return what a classifier makes of a text: one of `categories`, or None.

    Raises:
        PluginError: it raised, hung, or gave something else.
    """
    from complaintkit.ports.assigner import Classification

    found = plugins.provided("classifier", classifier)
    given: object = plugins.call(
        found.plugin, lambda: fresh(lambda: found.object.classify(text, tuple(categories)), Classification)
    )
    if given is None or (type(given) is Classification and given.category in categories):
        return given
    raise _garbage(plugins, found, "classify", given, "one of the categories")


def rows(
    plugins: Plugins, section: str, events: Sequence[Event], *, since: datetime, until: datetime
) -> tuple[dict[str, str], ...]:
    """Return the rows that a section makes of what happened.

    Raises:
        PluginError: it raised, hung, or gave something else than texts by column.
    """
    found = plugins.provided("report-section", section)

    def ask() -> object:
        given = found.object.rows(copied(tuple(events)), since=since, until=until)
        return map(_row, given) if isinstance(given, Iterable) and not isinstance(given, str) else given

    given: tuple[Any, ...] = _several(plugins, found, "rows", object, ask)
    for one in given:
        if not _is_row(one):
            raise _garbage(plugins, found, "rows", one, f"at most {MOST} texts by column")
    return given


def _is_row(given: object) -> bool:
    if type(given) is not dict or not 0 < len(given) <= MOST:
        return False
    return all(type(one) is str and len(one) <= LONGEST_SAID for pair in given.items() for one in pair)


def _row(given: object) -> object:
    """Return a row as a dictionary of texts, where it is one; run on the plugin's thread, whose own mapping it may be."""
    if not isinstance(given, Mapping):
        return given
    pairs = list(islice(given.items(), MOST + 1))
    if not all(isinstance(one, str) for pair in pairs for one in pair):
        return given
    return {as_text(column): as_text(text) for column, text in pairs}


def has(plugins: Plugins, role: str, name: str, method: str) -> bool:
    """Tell if an object has a method that its port leaves to it; one that fails when it is looked at has none."""
    found = plugins.provided(role, name)
    try:
        return plugins.call(found.plugin, hasattr, found.object, method)
    except PluginError:
        return False


def _channel(plugins: Plugins, name: str) -> Provided:
    try:
        return plugins.provided("channel", name)
    except (KeyError, TypeError):  # a list is no name either
        raise IntakeRejected(name, reason="unknown-channel") from None


def _intake(plugins: Plugins, channel: Provided, call: Callable[[], object], *, strangers: bool) -> object:
    """Blame the payload for a value that can't hold what came (no sender, no time), not the channel."""
    try:
        return plugins.call(channel.plugin, call, passes=(IntakeRejected, InvalidInput), strangers=strangers)
    except InvalidInput as invalid:
        raise IntakeRejected(channel.name, reason="malformed", field=invalid.field) from None


def _several(
    plugins: Plugins, found: Provided, method: str, kind: type[T], call: Callable[[], object]
) -> tuple[T, ...]:
    given = plugins.call(found.plugin, lambda: _consume(call(), kind))
    if type(given) is not list:
        raise _garbage(plugins, found, method, given, f"several {kind.__name__}")
    if len(given) > MOST:
        raise _garbage(plugins, found, method, given, f"at most {MOST} {kind.__name__}")
    for one in given:
        if kind is not object and type(one) is not kind:  # another class's properties would run here
            raise _garbage(plugins, found, method, one, kind.__name__)
    return without_secrets(tuple(given))


def _consume(given: object, kind: type) -> object:
    """Run a generator to its end on the plugin's thread: it may raise or hang late."""
    if not isinstance(given, Iterable) or isinstance(given, str):
        return given
    return [made_anew(one) if type(one) is kind else one for one in islice(given, MOST + 1)]


def _garbage(plugins: Plugins, found: Provided, method: str, given: object, wanted: str) -> PluginError:
    reason = f"{method} of {found.role} {found.name} gave {kind_of(given)} instead of {wanted}"
    return plugins.refuse(found.plugin, reason)
