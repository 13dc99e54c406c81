"""CompensationPolicy: proposes remedies from a view of the case without persons. The core limits what it proposes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

import attrs

from complaintkit.model.bounds import LONGEST_SAID
from complaintkit.model.check import decision_of, instant, is_word, kind_of, maybe_word, severity_of
from complaintkit.model.customer import Member
from complaintkit.model.errors import InvalidInput
from complaintkit.model.goods import Item
from complaintkit.model.money import Money
from complaintkit.model.remedy import Remedy
from complaintkit.model.vocabulary import Decision, Kind, Severity
from complaintkit.ports._check import at_least, each, is_a, is_not_negative, maybe_a, tupled
from complaintkit.ports._frozen import Declared, FrozenMap, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["CaseView", "CompensationPolicy", "Suggested", "window_of"]

_WINDOW: Final = re.compile(r"compensated\.((\d{1,4})d(?:\.(.+))?)", re.ASCII)


def window_of(need: str) -> tuple[str, timedelta, str | None] | None:
    """Return the window that a policy declares: its name in the view, how long it is, of which campaign; None of a fact.

    >>> window_of("compensated.90d"), window_of("fell_ill")
    (('90d', datetime.timedelta(days=90), None), None)

    Raises:
        InvalidInput: it is neither, and would never be in a view.
    """
    if found := _WINDOW.fullmatch(need):
        return found[1], timedelta(days=int(found[2])), found[3]
    if need.isidentifier():
        return None
    likely = "compensated.90d" if need.startswith("compensated") else re.sub(r"\W", "_", need)
    raise InvalidInput(
        field="needs", reason=f"{need!r} is neither a window nor a field", next_step=f"Write {likely!r}."
    )


def _now(value: datetime) -> datetime:
    return instant(value, field="now")


def _decision(value: Decision | None) -> Decision | None:
    return None if value is None else decision_of(value)


def _words(values: Sequence[str]) -> tuple[str, ...]:
    return tupled(values)


def _items(values: Sequence[Item]) -> tuple[Item, ...]:
    return tupled(values)


def _windows(value: Mapping[str, Money]) -> Declared[Money]:
    return Declared(value)


def _extra(value: Mapping[str, str]) -> FrozenMap[str]:
    words(value, field="extra")
    return FrozenMap(value)


@attrs.frozen(kw_only=True)
class CaseView:
    """All a policy may look at. Frozen, without personal data, recorded with the proposal.

    It is made of what the ledger keeps, so that replay and backtest survive the removal of persons. `version` is the
    version of the case it was read at, `business_day` the unit's date ("2026-11-21": 01:00 in a session opened at 18:00
    belongs to the opening date), `waited` how long the customer has, `needs` who they are (R3), `wanted` what they ask.
    `compensated` holds what this customer already got, by the windows the policy declared ("90d"), or of one campaign
    ("90d.coupons.thanks"); `extra` the facts it declared.
    """

    now: datetime = attrs.field(converter=_now)
    business_day: str = attrs.field(validator=is_word)
    kind: Kind = attrs.field(default=Kind.COMPLAINT, converter=kind_of)
    category: str = attrs.field(validator=is_a(str))
    severity: Severity = attrs.field(default=Severity.NORMAL, converter=severity_of)
    unit: str = attrs.field(validator=is_word)
    channel: str = attrs.field(validator=is_word)
    cycle: int = attrs.field(default=1, validator=at_least(1))
    version: int = attrs.field(default=1, validator=at_least(1))
    decision: Decision | None = attrs.field(default=None, converter=_decision)
    waited: timedelta = attrs.field(default=timedelta(0), validator=[is_a(timedelta), is_not_negative])
    breaches: tuple[str, ...] = attrs.field(default=(), converter=_words, validator=each(str))
    paid: Money | None = attrs.field(default=None, validator=maybe_a(Money))
    items: tuple[Item, ...] = attrs.field(default=(), converter=_items, validator=each(Item))
    member: Member | None = attrs.field(default=None, validator=maybe_a(Member))
    needs: tuple[str, ...] = attrs.field(default=(), converter=_words, validator=each(str))
    wanted: str | None = attrs.field(default=None, validator=maybe_word)
    root_cause: str | None = attrs.field(default=None, validator=maybe_word)
    currency: str = attrs.field(validator=is_word)
    compensated: Declared[Money] = attrs.field(factory=dict, converter=_windows)
    extra: FrozenMap[str] = attrs.field(factory=dict, converter=_extra)


def _why(value: Mapping[str, str]) -> FrozenMap[str]:
    words(value, field="why")
    if not value:
        raise InvalidInput(field="why", reason="is empty", next_step='Say why, by language: {"en": "..."}.')
    for language, text in value.items():
        if len(text) > LONGEST_SAID or any("\ud800" <= one <= "\udfff" for one in text):  # half of a character
            raise InvalidInput(
                field=f"why.{language}", reason="is no text of a few words", next_step="Say why in a sentence."
            )
    return FrozenMap(value)


@attrs.frozen
class Suggested:
    """A remedy that a policy suggests: by which of its rules, and why, by language.

    `floor` says that less is not enough: law or the house's promise gives the customer at least this.

    >>> Suggested(Remedy.apology(), rule="late", why={"en": "You had to wait"}).rule
    'late'
    """

    remedy: Remedy = attrs.field(validator=is_a(Remedy))
    rule: str = attrs.field(kw_only=True, validator=is_word)
    why: FrozenMap[str] = attrs.field(kw_only=True, converter=_why)
    floor: bool = attrs.field(default=False, kw_only=True, validator=is_a(bool))


class CompensationPolicy(Protocol):
    """Proposes remedies. Pure: the same view gives the same suggestions, live and in replay."""

    @property
    def name(self) -> str:
        """Recorded with each proposal: "chain.progressive-refund"."""
        ...

    @property
    def version(self) -> str:
        """Recorded with each proposal; raise it when the policy changes its mind."""
        ...

    @property
    def needs(self) -> frozenset[str]:
        """Windows and fields of the form it reads: {"compensated.90d", "fell_ill"}. What is not declared is not in the view."""
        ...

    def propose(self, case: CaseView) -> Iterable[Suggested]:
        """Propose what this case deserves, in any order, or nothing."""
        ...
