"""A plugin in use, on a thread of its own: one that hangs goes into quarantine and is not asked again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import attrs

from complaintkit.hooks._secret import secrets_of
from complaintkit.hooks._worker import Raised, TimeUpError, Worker
from complaintkit.hooks.marker import PROJECT
from complaintkit.hooks.plugin import Plugin
from complaintkit.hooks.status import Failure, Origin, Stage
from complaintkit.model.errors import PluginError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta


T = TypeVar("T")

log = logging.getLogger("complaintkit.hooks")


@attrs.define(kw_only=True, eq=False)
class Member:
    """One plugin of a desk. What changes is `quarantined` and `failure`, and neither ever back."""

    plugin: Plugin = attrs.field(on_setattr=attrs.setters.frozen)
    origin: Origin = attrs.field(on_setattr=attrs.setters.frozen)
    implementations: Mapping[str, Any] = attrs.field(on_setattr=attrs.setters.frozen)
    quarantined: bool = False
    failure: Failure | None = None
    worker: Worker = attrs.field(
        init=False, default=attrs.Factory(lambda self: Worker(f"{PROJECT}-{self.name}"), takes_self=True)
    )

    @property
    def name(self) -> str:
        """The instance."""
        return self.plugin.name

    def call(
        self,
        call: Callable[..., T],
        *arguments: object,
        deadline: timedelta,
        stage: Stage = "call",
        passes: tuple[type[Exception], ...] = (),
    ) -> T:
        """Return the result of a call on this plugin's own thread. What is in `passes` is the plugin's to raise.

        Raises:
            PluginError: it raised something else, hung, or hung before: then it is not asked again.
        """
        if self.quarantined:
            raise PluginError(
                plugin=self.name,
                stage=stage,
                reason=phrase("it is in quarantine because it hung before"),
            )
        try:
            return self.worker.run(call, arguments, deadline)
        except TimeUpError:
            self.quarantined = True
            seconds = deadline.total_seconds()
            reason = f"did not answer within {seconds:g} s; it is in quarantine until the next start"
            raise self._failed(stage, reason) from None
        except Raised as error:
            raised = error
        if isinstance(raised.error, passes):
            raise raised.error
        raise self._failed(stage, self._told(raised, stage)) from self._shown(raised)

    def refuse(self, stage: Stage, reason: str) -> NoReturn:
        """Note that what it gave can't be used.

        Raises:
            PluginError: always.
        """
        raise self._failed(stage, reason)

    def _failed(self, stage: Stage, reason: str) -> PluginError:
        self.failure = Failure(name=self.name, origin=self.origin, stage=stage, reason=reason)
        log.warning("%s", self.failure)
        return PluginError(plugin=self.name, stage=stage, reason=reason)

    def _shown(self, raised: Raised) -> BaseException | None:
        return None if self._holds_secret(raised.said) else raised.error

    def _told(self, raised: Raised, stage: Stage) -> str:
        """Say what was raised and where. In a call the message may hold words of a customer, so it is left out."""
        if stage == "call" or self._holds_secret(raised.said):
            return f"{type(raised.error).__name__}{_place(raised.error)}"
        return f"{raised}{_place(raised.error)}"

    def _holds_secret(self, text: str) -> bool:
        return any(secret in text for secret in secrets_of(self.plugin))


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    code = trace.tb_frame.f_code
    return f" ({code.co_filename.replace(chr(92), '/').rpartition('/')[2]}, line {trace.tb_lineno})"
