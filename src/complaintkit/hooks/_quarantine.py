"""A plugin in use, on a thread of its own: one that hangs goes into quarantine, and is asked again after a while."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextvars import ContextVar, copy_context
from datetime import timedelta
from functools import partial
from math import ceil
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import attrs

from complaintkit.hooks._secret import masked, secrets_of, shown
from complaintkit.hooks._worker import Raised, TimeUpError, Worker
from complaintkit.hooks.marker import PROJECT
from complaintkit.hooks.plugin import Plugin
from complaintkit.hooks.status import Failure, Origin, Stage
from complaintkit.hooks.stranger import kind_of, traceback_of
from complaintkit.model.errors import PluginError
from complaintkit.model.phrase import SEMICOLON, Phrase, joined, phrase

if TYPE_CHECKING:
    from collections.abc import Callable


T = TypeVar("T")

log = logging.getLogger("complaintkit.hooks")

_TOLD: Final = ContextVar[frozenset[int]]("told", default=frozenset())
_UNBEGUN: Final = (CoroutineType, GeneratorType, AsyncGeneratorType)
FIRST_PAUSE: Final = timedelta(seconds=30)
"""How long a plugin that hung is not asked; each time it hangs again, twice as long."""
LONGEST_PAUSE: Final = timedelta(hours=1)
"""The longest that this becomes."""


@attrs.define(kw_only=True, eq=False)
class Member:
    """One plugin of a desk. What changes is how often it `hung` in a row, until when it is not asked, and its `failure`.

    `now` counts seconds, from whenever: the process's own clock, which nobody sets.
    """

    plugin: Plugin = attrs.field(on_setattr=attrs.setters.frozen)
    origin: Origin = attrs.field(on_setattr=attrs.setters.frozen)
    implementations: Mapping[str, Any] = attrs.field(on_setattr=attrs.setters.frozen)
    now: Callable[[], float] = attrs.field(default=time.monotonic, on_setattr=attrs.setters.frozen)
    hung: int = 0
    until: float = 0.0
    failure: Failure | None = None
    worker: Worker = attrs.field(
        init=False, default=attrs.Factory(lambda self: Worker(f"{PROJECT}-{self.name}"), takes_self=True)
    )

    @property
    def name(self) -> str:
        """The instance."""
        return self.plugin.name

    @property
    def left(self) -> timedelta:
        """How long it is not asked yet; zero where it may be."""
        return timedelta(seconds=max(0.0, self.until - self.now())) if self.hung else timedelta(0)

    @property
    def quarantined(self) -> bool:
        """True while it is not asked because it hung."""
        return bool(self.left)

    def call(
        self,
        call: Callable[..., T],
        *arguments: object,
        deadline: timedelta,
        stage: Stage = "call",
        passes: tuple[type[Exception], ...] = (),
        strangers: bool = False,
    ) -> T:
        """Return the result of a call on this plugin's own thread. What is in `passes` is the plugin's to raise.

        Where it works on what `strangers` sent, hanging is their doing: it goes into no quarantine.

        Raises:
            PluginError: it raised something else, hung, or hung before and is not asked yet.
        """
        ready = partial(self._check_left, stage)  # asked again when its turn comes: it may have hung meanwhile
        ready()
        try:
            given = self.worker.run(call, arguments, deadline, ready)
        except TimeUpError:
            reason = phrase("did not answer within {seconds:g} s", seconds=deadline.total_seconds())
            raise self._failed(stage, reason if strangers else joined([reason, self._set_aside()], SEMICOLON)) from None
        except Raised as error:
            raised = error
        else:
            self._came_back(strangers=strangers)
            return given
        self._came_back(strangers=strangers)
        if issubclass(type(raised.error), passes) and not self._holds_secret(raised.said):
            raise raised.error
        raise self._failed(stage, self._told(raised, stage)) from shown(raised.error)

    def _check_left(self, stage: Stage) -> None:
        """See that it is in no quarantine.

        Raises:
            PluginError: it is; says for how long.
        """
        if self.quarantined:
            raise PluginError(
                plugin=self.name,
                stage=stage,
                reason=phrase(
                    "it is in quarantine because it hung before; it is asked again in {seconds} s",
                    seconds=ceil(self.left.total_seconds()),
                ),
            )

    @property
    def is_told(self) -> bool:
        """Tell if this happens while it is told of an event, by itself or by somebody who was told of what it did."""
        return id(self) in _TOLD.get()

    def tell(self, call: Callable[..., object], *arguments: object, deadline: timedelta) -> None:
        """Tell it of an event.

        Raises:
            PluginError: it raised, or hung, or gave something that would have to be run by somebody.
        """
        told = copy_context()  # each plugin has a thread of its own: the chain of who is told goes along
        told.run(_TOLD.set, _TOLD.get() | {id(self)})
        given: object = self.call(told.run, call, *arguments, deadline=deadline)
        if type(given) in _UNBEGUN:
            self.refuse(
                "call", f"what it is told of events gave {kind_of(given)}, which nobody runs: do it there and then"
            )

    def _came_back(self, *, strangers: bool) -> None:
        """Note that it no longer hangs; what strangers sent proves nothing either way."""
        if not strangers:
            self.hung = 0

    def _set_aside(self) -> Phrase:
        """Put it into quarantine for a while; say for how long."""
        pause = min(FIRST_PAUSE * 2 ** min(self.hung, 16), LONGEST_PAUSE)
        self.hung += 1
        self.until = self.now() + pause.total_seconds()
        return phrase(
            "it is in quarantine for {seconds:g} s (hung {times} in a row)",
            seconds=pause.total_seconds(),
            times=self.hung,
        )

    def refuse(self, stage: Stage, reason: str) -> NoReturn:
        """Note that what it gave can't be used.

        Raises:
            PluginError: always.
        """
        raise self._failed(stage, reason)

    def _failed(self, stage: Stage, reason: str) -> PluginError:
        self.failure = Failure(name=self.name, origin=self.origin, stage=stage, reason=reason)
        log.warning("%s", self.failure)
        return PluginError(plugin=self.name, stage=stage, reason=masked(reason))

    def _told(self, raised: Raised, stage: Stage) -> str:
        """Say what was raised and where. In a call the message may hold words of a customer, so it is left out."""
        if stage == "call" or self._holds_secret(raised.said):
            return f"{kind_of(raised.error)}{_place(raised.error)}"
        return f"{raised}{_place(raised.error)}"

    def _holds_secret(self, text: str) -> bool:
        return masked(text) != text or any(secret in text for secret in secrets_of(self.plugin))


def _place(error: BaseException) -> str:
    trace = traceback_of(error)
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    code = trace.tb_frame.f_code
    return f" ({code.co_filename.replace(chr(92), '/').rpartition('/')[2]}, line {trace.tb_lineno})"
