"""Every error the kit raises: one class per "what should the caller do next".

Each has a stable `code`, keyword-only data, a message for whoever reads logs, and `user_message(language)` for the person
at the counter. Messages hold no personal data; drivers' own exceptions never leak.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, cast

from complaintkit.model._error import ComplaintKitError, rebuilt
from complaintkit.model.phrase import Template, joined, phrase, without_stop
from complaintkit.model.wording import (
    AT_THE_TILL,
    COMMANDS,
    COUPON_REFUSALS,
    NOUNS,
    REFUSALS,
    limit_in_words,
    path_in_words,
    word_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta

    from complaintkit.model.money import Money

__all__ = [
    "BeyondAuthority",
    "ComplaintKitError",
    "ConfigurationError",
    "ConflictError",
    "CouponRefused",
    "DamagedError",
    "IntakeRejected",
    "InvalidInput",
    "NotAllowed",
    "NotFound",
    "NotResponsible",
    "OutcomeUnknown",
    "PluginError",
    "StorageError",
]


def place_in_words(line: int | None, column: int | None) -> str:
    """Say line and column as a message has them: in English before the name of the file, in Chinese after it."""
    if line is None:
        return ""
    return phrase("line {line}, column {column} of ", line=line, column=column)


class ConfigurationError(ComplaintKitError):
    """A setting, playbook or organisation can't be used: mend the file it names. Never swallowed.

    >>> str(ConfigurationError(where="playbook.toml: deadline.x", reason="is none", next_step="Write one."))
    'playbook.toml: deadline.x: is none. Write one.'
    """

    code = "configuration"
    wording: ClassVar = phrase.template("{place}{where}: {reason}.", context="configuration")

    def __init__(
        self, *, where: str, reason: str, next_step: str = "", line: int | None = None, column: int | None = None
    ) -> None:
        """`where` names file and key path; `line` and `column` count from 1, where it was read from a file."""
        at = {} if line is None else {"line": line, "column": column}
        super().__init__(
            where=where, place=place_in_words(line, column), reason=without_stop(reason), next_step=next_step, **at
        )


class PluginError(ComplaintKitError):
    """A plugin failed: the kit goes on without what it brings.

    >>> PluginError(plugin="sms", stage="import", reason="ImportError").code
    'plugin'
    """

    code = "plugin"
    wording: ClassVar = phrase.template("plugin {plugin} failed at {stage}: {reason}")

    def __init__(self, *, plugin: str, stage: str, reason: str) -> None:
        """Name the plugin and the stage: discover, import, configure, register, collect or call."""
        super().__init__(plugin=plugin, stage=stage, reason=reason)


class InvalidInput(ComplaintKitError):
    """Something typed can't be used: show `field` and `reason` and ask again.

    >>> error = InvalidInput(field="severity", reason="is empty", next_step="Give one.")
    >>> str(error), error.field
    ('severity: is empty. Give one.', 'severity')
    """

    code = "invalid-input"
    wording: ClassVar = phrase.template("{field}: {reason}.")

    def __init__(self, *, field: str, reason: str, next_step: str = "") -> None:
        """Name the field by its path, as the caller knows it."""
        super().__init__(field=field, reason=without_stop(reason), next_step=next_step)

    @property
    def field(self) -> str:
        """Path of the field, such as `customer.phone`."""
        return str(self.data["field"])

    @property
    def reason(self) -> str:
        """The reason: what is wrong with it."""
        return self._text("reason")

    @property
    def next_step(self) -> str:
        """The next step: what to do about it."""
        return self._text("next_step")

    def within(self, outer: str) -> InvalidInput:
        """Return the same error, seen from a field further out."""
        return self.named(f"{outer}.{self.field}" if self.field else outer)

    def named(self, field: str) -> InvalidInput:
        """Return the same error, under the name that its reader knows the field by."""
        return InvalidInput(field=field, reason=self.reason, next_step=self.next_step)

    def _text(self, name: str) -> str:
        """Return one of the data as it was given: it may be a phrase."""
        value = self.data[name]
        return value if isinstance(value, str) else str(value)

    def _template(self) -> Template:
        return self.wording if self.field else phrase.template("{reason}.", context="invalid")

    def _told(self, name: str) -> object:
        return path_in_words(self.field) if name == "field" else super()._told(name)


@contextmanager
def under(step: str) -> Iterator[None]:
    """Put a step, such as `.mon-fri` or `[2]`, before the field of what is refused within."""
    try:
        yield
    except InvalidInput as refused:
        raise refused.named(f"{step}{refused.field}") from None


class IntakeRejected(ComplaintKitError):
    """A channel refused what a provider sent. The payload is kept (`kept_as`) where it could be a customer's words.

    >>> IntakeRejected("wechat", reason="signature").code
    'intake-rejected'
    """

    code = "intake-rejected"
    wording: ClassVar = phrase.template("channel {channel} refused: {reason}")

    def __init__(self, channel: str, *, reason: str, field: str | None = None) -> None:
        """Give the reason as a word: signature, malformed, missing, unknown-channel, too-large, too-many."""
        super().__init__(channel=channel, reason=reason, field=field)

    @property
    def reason(self) -> str:
        """Why, as a word: `too-large` is HTTP's 413, `too-many` its 429, all others its 400."""
        return str(self.data["reason"])

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the error by its data; its first argument is positional for the channel's author."""
        return (rebuilt, (type(self), self.data, self.kept_as))

    def _told(self, name: str) -> object:
        if name != "reason":
            return super()._told(name)
        reason, field = word_in(REFUSALS, str(self.data["reason"])), self.data["field"]
        return phrase("{reason} {field}", reason=reason, field=field) if field else reason


class NotAllowed(ComplaintKitError):
    """The case is not in a state, or the person not in a role, for this: offer one of `allowed` instead.

    >>> NotAllowed(command="assess", reason="the case is archived", state="archived", allowed=["note"]).allowed
    ('note',)
    """

    code = "not-allowed"
    wording: ClassVar = phrase.template("{command} is not possible: {reason}. Possible now: {allowed}")

    def __init__(
        self, *, command: str, reason: str, state: str = "", allowed: Sequence[str] = (), rule: str = ""
    ) -> None:
        """Name the command refused, the state of the case, and the rule that stands in the way, such as `F5`."""
        super().__init__(command=command, reason=without_stop(reason), state=state, allowed=tuple(allowed), rule=rule)

    @property
    def allowed(self) -> tuple[str, ...]:
        """Door words of the commands that are possible in this state."""
        return tuple(self.data["allowed"])  # type: ignore[arg-type]  # set above

    @property
    def state(self) -> str:
        """The state the case is in."""
        return str(self.data["state"])

    def _template(self) -> Template:
        return self.wording if self.allowed else phrase.template("{command} is not possible: {reason}.")

    def _told(self, name: str) -> object:
        if name == "allowed":
            return joined(word_in(COMMANDS, one) for one in sorted(self.allowed))
        return word_in(COMMANDS, cast("str", self.data[name])) if name == "command" else super()._told(name)


class NotResponsible(ComplaintKitError):
    """Somebody else is accountable for this case: turn to `owner`. F1

    >>> NotResponsible(by="wu", command="assess", owner="chen", number="A-1").owner
    'chen'
    """

    code = "not-responsible"
    wording: ClassVar = phrase.template("{by} may not {command}: {owner} is responsible for {number}. Turn to {owner}.")

    def __init__(self, *, by: str, command: str, owner: str, number: str) -> None:
        """Name the accountable person by their staff id: `owner`."""
        super().__init__(by=by, command=command, owner=owner, number=number)

    @property
    def owner(self) -> str:
        """Staff id of whoever is accountable."""
        return str(self.data["owner"])

    def _told(self, name: str) -> object:
        return word_in(COMMANDS, str(self.data[name])) if name == "command" else super()._told(name)


class BeyondAuthority(ComplaintKitError):
    """More than this person may promise: ask `approver` with `proposal`, before anything is promised. F6, S4.6

    >>> from complaintkit import Money
    >>> error = BeyondAuthority(
    ...     by="chen",
    ...     limit="authority.agent.per-case",
    ...     left=Money(30, "CNY"),
    ...     value=Money(80, "CNY"),
    ...     approver="zhou",
    ...     proposal="p_1",
    ... )
    >>> error.approver, str(error.left)
    ('zhou', '30.00 CNY')
    """

    code = "beyond-authority"
    wording: ClassVar = phrase.template("{by} may promise {left} more ({limit}); this is {value}. Ask {approver_name}.")

    def __init__(
        self,
        *,
        by: str,
        limit: str,
        left: Money,
        value: Money,
        approver: str,
        proposal: str,
        approver_name: str = "",
        field: str = "",
        reason: str = "",
        next_step: str = "",
    ) -> None:
        """Give what the tightest limit still allows (`left`), and who may promise more; `approver_name` is for people to read.

        `reason` says why nobody can tell what it costs, where that is what stands in the way.
        """
        unvalued = {"reason": without_stop(reason), "next_step": next_step} if reason else {}
        super().__init__(
            by=by,
            limit=limit,
            left=left,
            value=value,
            approver=approver,
            proposal=proposal,
            approver_name=approver_name or approver,
            field=field,
            **unvalued,
        )

    @property
    def left(self) -> Money:
        """The amount that the tightest limit still allows."""
        return self.data["left"]  # type: ignore[return-value]  # set above

    @property
    def approver(self) -> str:
        """Staff id of the lowest competent approver."""
        return str(self.data["approver"])

    @property
    def proposal(self) -> str:
        """Id of the proposal to have approved."""
        return str(self.data["proposal"])

    def _template(self) -> Template:
        if "reason" not in self.data:
            return self.wording
        return phrase.template("{field}: {reason}. {by} may not promise it alone; {approver_name} may.")

    def _told(self, name: str) -> object:
        if name == "field":
            return path_in_words(str(self.data[name]))
        return limit_in_words(str(self.data[name])) if name == "limit" else super()._told(name)


class CouponRefused(ComplaintKitError):
    """A coupon can't be used here and now: `reason` says why, in one word of a closed list.

    >>> CouponRefused(reason="below-minimum").user_message("en")
    'the coupon is refused: the sale is below its minimum. Tell the customer from which amount on it is taken.'
    """

    code = "coupon-refused"
    wording: ClassVar = phrase.template("the coupon is refused: {reason}.")

    def __init__(self, *, reason: str) -> None:
        """Give the reason as a word: unknown, expired, redeemed, other-sale, other-unit, below-minimum or voided."""
        super().__init__(reason=reason, next_step=AT_THE_TILL.get(reason, ""))

    @property
    def reason(self) -> str:
        """Unknown, expired, redeemed, other-sale, other-unit, below-minimum or voided."""
        return str(self.data["reason"])

    def _told(self, name: str) -> object:
        return COUPON_REFUSALS.get(self.reason, self.reason) if name == "reason" else super()._told(name)


class StorageError(ComplaintKitError):
    """The storage could not do it; nothing of the command was kept.

    >>> StorageError(reason="is locked", next_step="Ask again.").retry
    'later'
    """

    code = "storage"
    retry = "later"
    wording: ClassVar = phrase.template("storage: {reason}.")

    def __init__(self, *, reason: str = "", next_step: str = "", **data: object) -> None:
        """Give the reason without the driver's exception: only what is good to know of it."""
        super().__init__(reason=without_stop(reason), next_step=next_step, **data)


class NotFound(StorageError):
    """There is no such thing, or this person may not see it (R20 tells nobody which).

    >>> NotFound(what="case", ref="A-1").code
    'not-found'
    """

    code = "not-found"
    retry = "no"
    wording: ClassVar = phrase.template("there is no {what} {ref}.")

    def __init__(self, *, what: str, ref: str, next_step: str = "") -> None:
        """Name the noun (`what`) and what was asked for (`ref`)."""
        super().__init__(what=what, ref=ref, next_step=next_step)

    def _told(self, name: str) -> object:
        return word_in(NOUNS, str(self.data[name])) if name == "what" else super()._told(name)


class ConflictError(StorageError):
    """Somebody else was first: read again, then decide again.

    >>> ConflictError(reason="it is at another version", expected=1, actual=2).retry
    'no'
    """

    code = "conflict"
    retry = "no"
    wording: ClassVar = phrase.template("somebody else was first: {reason}.")

    def __init__(self, *, reason: str, expected: int = 0, actual: int = 0, next_step: str = "") -> None:
        """Give the versions expected and found, where versions disagree."""
        super().__init__(reason=reason, expected=expected, actual=actual, next_step=next_step)


class DamagedError(StorageError):
    """What the database keeps of one thing can't be read, for it was changed from outside: the rest of it goes on.

    >>> DamagedError(reason="line 3 of the ledger of case-1 can't be read").next_step
    'Run `complaintkit verify`; restore the last backup of what is damaged.'
    """

    code = "damaged"
    retry = "no"

    def __init__(self, *, reason: str) -> None:
        """Name what can't be read; what was done to it is found by verifying."""
        verify = phrase("Run `complaintkit verify`; restore the last backup of what is damaged.")
        super().__init__(reason=reason, next_step=verify)


class OutcomeUnknown(StorageError):
    """The commit may or may not have happened: ask again with the same key after `retry_after`.

    >>> from datetime import timedelta
    >>> OutcomeUnknown(idempotency_key="k", retry_after=timedelta(seconds=1)).retry
    'same-key'
    """

    code = "outcome-unknown"
    retry = "same-key"
    wording: ClassVar = phrase.template(
        "it is not known whether this was kept; ask again with idempotency key {idempotency_key}"
    )

    def __init__(self, *, idempotency_key: str, retry_after: timedelta) -> None:
        """Name the key that makes asking again safe."""
        super().__init__(idempotency_key=idempotency_key, retry_after=retry_after)

    def _template(self) -> Template:
        if self.idempotency_key:
            return self.wording
        return phrase.template("it is not known whether this was kept; read it again, then ask again with the same key")
