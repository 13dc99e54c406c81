"""Every error the kit raises: one class per "what should the caller do next".

Each has a stable `code`, keyword-only data, a message for whoever reads logs, and `user_message(language)` for the person
at the counter. Messages hold no personal data; drivers' own exceptions never leak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from complaintkit.model.phrase import Phrase, phrase, without_stop
from complaintkit.model.wording import COMMANDS, NOUNS, REFUSALS, STATES, limit_in_words, path_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from complaintkit.model.money import Money

__all__ = [
    "BeyondAuthority",
    "ComplaintKitError",
    "ConfigurationError",
    "ConflictError",
    "CouponRefused",
    "IntakeRejected",
    "InvalidInput",
    "NotAllowed",
    "NotFound",
    "NotResponsible",
    "OutcomeUnknown",
    "PluginError",
    "StorageError",
]


class ComplaintKitError(Exception):
    """Root of all errors of the kit.

    `code` is stable and for programs, `retry` says whether asking again helps: `no`, `same-key` or `later`. Keyword data
    are attributes of the error. `kept_as` names where a refused text was kept, so that nothing typed is lost.

    Texts among the data may be `Phrase`; `tables` names the data that are door words, and where their Chinese stands.

    >>> error = NotFound(what="case", ref="A12-1")
    >>> str(error), error.user_message("zh-CN")
    ('there is no case A12-1.', '没有找到投诉单 A12-1。')
    """

    code: ClassVar[str] = "error"
    retry: ClassVar[str] = "no"
    wording: ClassVar[Mapping[str, str]] = {"en": "{reason}", "zh": "{reason}"}
    tables: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    def __init__(self, **data: object) -> None:
        """Keep the keyword data as attributes and build the message from them."""
        self.data: dict[str, object] = data
        self.kept_as: str | None = None
        super().__init__(self._worded("en"))

    def __getattr__(self, name: str) -> object:
        """Give the keyword data as attributes."""
        try:
            return self.__dict__["data"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the error with its data."""
        return (_rebuilt, (type(self), self.data, self.kept_as))

    def _worded(self, language: str) -> str:
        bare = language.replace("_", "-").partition("-")[0].lower()
        wording = self.wording.get(bare, self.wording["en"])
        said = self._in_chinese if bare == "zh" and bare in self.wording else self._as_it_is
        return wording.format(**{name: said(name) for name in self.data}).strip()

    def _as_it_is(self, name: str) -> str:
        """Return one of the data as an English sentence says it."""
        return _plain(self.data[name])

    def _in_chinese(self, name: str) -> str:
        """Return one of the data as a Chinese sentence says it."""
        return _chinese(self.data[name], self.tables.get(name, {}))

    def user_message(self, language: str = "en") -> str:
        """Return one sentence for the person at the counter, in `language` (BCP 47; English where there is no translation)."""
        return self._worded(language)


def place_in_words(line: int | None, column: int | None) -> str:
    """Say line and column as a message has them: in English before the name of the file, in Chinese after it."""
    if line is None:
        return ""
    return phrase("line {line}, column {column} of ", line=line, column=column)


def _rebuilt(kind: type[ComplaintKitError], data: Mapping[str, object], kept_as: str | None) -> ComplaintKitError:
    error = kind.__new__(kind)
    ComplaintKitError.__init__(error, **data)
    error.kept_as = kept_as
    return error


def _plain(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(map(str, value)))
    return "" if value is None else str(value)


def _chinese(value: object, table: Mapping[str, str]) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(_chinese(one, table) for one in sorted(value, key=str))
    if isinstance(value, Phrase):
        return value.to("zh")
    return table.get(_plain(value), _plain(value))


class ConfigurationError(ComplaintKitError):
    """A setting, playbook or organisation can't be used: mend the file it names. Never swallowed.

    >>> str(ConfigurationError(where="playbook.toml: deadline.x", reason="is none", next_step="Write one."))
    'playbook.toml: deadline.x: is none. Write one.'
    """

    code = "configuration"
    wording: ClassVar = {
        "en": "{place}{where}: {reason}. {next_step}",
        "zh": "配置有误，{where}{place}：{reason}。{next_step}",
    }

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
    wording: ClassVar = {
        "en": "plugin {plugin} failed at {stage}: {reason}",
        "zh": "插件 {plugin} 在 {stage} 出错：{reason}",
    }

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
    wording: ClassVar = {"en": "{field}: {reason}. {next_step}", "zh": "{field}填写有误：{reason}。{next_step}"}

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
        """Return one of the data as it was given: it may carry its Chinese."""
        value = self.data[name]
        return value if isinstance(value, str) else str(value)

    def _in_chinese(self, name: str) -> str:
        if name != "field":
            return super()._in_chinese(name)
        return f"“{path_in_words(self.field).to('zh')}”" if self.field else ""


class IntakeRejected(ComplaintKitError):
    """A channel refused what a provider sent. The payload is kept (`kept_as`) where it could be a customer's words.

    >>> IntakeRejected("wechat", reason="signature").code
    'intake-rejected'
    """

    code = "intake-rejected"
    wording: ClassVar = {
        "en": "channel {channel} refused: {reason} {field}",
        "zh": "渠道 {channel} 拒收：{reason} {field}",
    }
    tables: ClassVar = {"reason": REFUSALS}

    def __init__(self, channel: str, *, reason: str, field: str | None = None) -> None:
        """Give the reason as a word: signature, malformed, missing, unknown-channel."""
        super().__init__(channel=channel, reason=reason, field=field)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the error by its data; its first argument is positional for the channel's author."""
        return (_rebuilt, (type(self), self.data, self.kept_as))


class NotAllowed(ComplaintKitError):
    """The case is not in a state, or the person not in a role, for this: offer one of `allowed` instead.

    >>> NotAllowed(command="assess", reason="the case is archived", state="archived", allowed=["note"]).allowed
    ('note',)
    """

    code = "not-allowed"
    wording: ClassVar = {
        "en": "{command} is not possible: {reason}. Possible now: {allowed}",
        "zh": "现在不能{command}：{reason}。可以：{allowed}。",
    }
    tables: ClassVar = {"command": COMMANDS, "allowed": COMMANDS, "state": STATES}

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

    def _worded(self, language: str) -> str:
        said = super()._worded(language)
        return said.removesuffix("可以：。").removesuffix(" Possible now:")  # nothing is


class NotResponsible(ComplaintKitError):
    """Somebody else is accountable for this case: turn to `owner`. F1

    >>> NotResponsible(by="wu", command="assess", owner="chen", number="A-1").owner
    'chen'
    """

    code = "not-responsible"
    wording: ClassVar = {
        "en": "{by} may not {command}: {owner} is responsible for {number}. Turn to {owner}.",
        "zh": "{by} 不能{command}：{number} 由 {owner} 负责，请与其联系。",
    }
    tables: ClassVar = {"command": COMMANDS}

    def __init__(self, *, by: str, command: str, owner: str, number: str) -> None:
        """Name the accountable person by their staff id: `owner`."""
        super().__init__(by=by, command=command, owner=owner, number=number)

    @property
    def owner(self) -> str:
        """Staff id of whoever is accountable."""
        return str(self.data["owner"])


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
    wording: ClassVar = {
        "en": "{by} may promise {left} more ({limit}); this is {value}. Ask {approver_name}.",
        "zh": "超出您的权限（{limit}，还可承诺 {left}，本次 {value}）。请报{approver_name}批准。",
    }

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
    ) -> None:
        """Give what the tightest limit still allows (`left`), and who may promise more; `approver_name` is for people to read."""
        super().__init__(
            by=by,
            limit=limit,
            left=left,
            value=value,
            approver=approver,
            proposal=proposal,
            approver_name=approver_name or approver,
            field=field,
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

    def _in_chinese(self, name: str) -> str:
        return limit_in_words(str(self.data[name])).to("zh") if name == "limit" else super()._in_chinese(name)


class CouponRefused(ComplaintKitError):
    """A coupon can't be used here and now: `reason` says why, in one word of a closed list.

    >>> CouponRefused(reason="expired").user_message("en")
    'the coupon is refused: expired'
    """

    code = "coupon-refused"
    wording: ClassVar = {"en": "the coupon is refused: {reason}", "zh": "优惠券不能使用：{reason}。"}
    tables: ClassVar = {"reason": REFUSALS}

    def __init__(self, *, reason: str) -> None:
        """Give the reason as a word: unknown, expired, redeemed, other-unit, below-minimum or voided."""
        super().__init__(reason=reason)

    @property
    def reason(self) -> str:
        """Unknown, expired, redeemed, other-unit, below-minimum or voided."""
        return str(self.data["reason"])


class StorageError(ComplaintKitError):
    """The storage could not do it; nothing of the command was kept.

    >>> StorageError(reason="is locked", next_step="Ask again.").retry
    'later'
    """

    code = "storage"
    retry = "later"
    wording: ClassVar = {"en": "storage: {reason}. {next_step}", "zh": "存储：{reason}。{next_step}"}

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
    wording: ClassVar = {"en": "there is no {what} {ref}. {next_step}", "zh": "没有找到{what} {ref}。{next_step}"}
    tables: ClassVar = {"what": NOUNS}

    def __init__(self, *, what: str, ref: str, next_step: str = "") -> None:
        """Name the noun (`what`) and what was asked for (`ref`)."""
        super().__init__(what=what, ref=ref, next_step=next_step)


class ConflictError(StorageError):
    """Somebody else was first: read again, then decide again.

    >>> ConflictError(reason="it is at another version", expected=1, actual=2).retry
    'no'
    """

    code = "conflict"
    retry = "no"
    wording: ClassVar = {
        "en": "somebody else was first: {reason}. {next_step}",
        "zh": "已被他人处理：{reason}。{next_step}",
    }

    def __init__(self, *, reason: str, expected: int = 0, actual: int = 0, next_step: str = "") -> None:
        """Give the versions expected and found, where versions disagree."""
        super().__init__(reason=reason, expected=expected, actual=actual, next_step=next_step)


class OutcomeUnknown(StorageError):
    """The commit may or may not have happened: ask again with the same key after `retry_after`.

    >>> from datetime import timedelta
    >>> OutcomeUnknown(idempotency_key="k", retry_after=timedelta(seconds=1)).retry
    'same-key'
    """

    code = "outcome-unknown"
    retry = "same-key"
    wording: ClassVar = {
        "en": "it is not known whether this was kept; ask again with idempotency key {idempotency_key}",
        "zh": "不确定是否已保存；请用同一幂等键 {idempotency_key} 重试。",
    }

    def __init__(self, *, idempotency_key: str, retry_after: timedelta) -> None:
        """Name the key that makes asking again safe."""
        super().__init__(idempotency_key=idempotency_key, retry_after=retry_after)
