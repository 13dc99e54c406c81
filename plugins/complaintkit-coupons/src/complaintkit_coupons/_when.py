"""When a campaign speaks: every condition that is named has to hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import attrs

from complaintkit import Decision, Kind, Money, Severity
from complaintkit.errors import InvalidInput
from complaintkit.plugin import CaseView
from complaintkit_coupons._catalogue import phrase


def _words(value: object) -> tuple[str, ...]:
    """Convert one word, or several of which any will do; the empty tuple of the default stands for whatever it is."""
    words = (value,) if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or words == [] or not all(isinstance(one, str) and one for one in words):
        raise InvalidInput(
            field="",
            reason=phrase("must be a word or a list of words"),
            next_step=phrase('Write "food" or ["food", "price"].'),
        )
    return tuple(words)


def _among(kind: type[Kind | Decision]) -> Callable[[object, attrs.Attribute[tuple[str, ...]], tuple[str, ...]], None]:
    """Return a validator that takes words of a closed list."""

    def check(_: object, attribute: attrs.Attribute[tuple[str, ...]], value: tuple[str, ...]) -> None:
        known = [str(one) for one in kind]
        for word in value:
            if word not in known:
                reason = phrase("{word!r} is none of {known}", word=word, known=", ".join(known))
                raise InvalidInput(field=attribute.name, reason=reason, next_step="")

    return check


@attrs.frozen(kw_only=True)
class When:
    """Conditions. A list means any of them; a category or root cause holds what is below it; `severity`, `waited`,
    `paid` and `cycle` are the least. What was not decided yet counts as upheld: a proposal comes before the decision.
    """  # noqa: D205  one sentence

    kind: tuple[str, ...] = attrs.field(default=(), converter=_words, validator=_among(Kind))
    category: tuple[str, ...] = attrs.field(default=(), converter=_words)
    channel: tuple[str, ...] = attrs.field(default=(), converter=_words)
    unit: tuple[str, ...] = attrs.field(default=(), converter=_words)
    decision: tuple[str, ...] = attrs.field(default=(), converter=_words, validator=_among(Decision))
    root_cause: tuple[str, ...] = attrs.field(default=(), converter=_words)
    breached: tuple[str, ...] = attrs.field(default=(), converter=_words)
    tier: tuple[str, ...] = attrs.field(default=(), converter=_words)
    needs: tuple[str, ...] = attrs.field(default=(), converter=_words)
    severity: Severity | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(attrs.validators.instance_of(Severity)),
        metadata={"help": "at least"},
    )
    waited: timedelta | None = attrs.field(default=None, metadata={"help": "at least"})
    paid: Money | None = attrs.field(default=None, metadata={"help": "at least"})
    cycle: int = attrs.field(default=1, metadata={"help": "at least: 2 is the second round"})
    fields: Mapping[str, str] = attrs.field(factory=dict, metadata={"help": "what the form says, by field"})

    @property
    def declared(self) -> frozenset[str]:
        """The form's fields that are asked, as a view names them."""
        return frozenset(name.replace("-", "_") for name in self.fields)

    def holds(self, case: CaseView) -> bool:
        """Tell if everything that is named holds."""
        return self._words_hold(case) and self._amounts_hold(case) and self._fields_hold(case)

    def _words_hold(self, case: CaseView) -> bool:
        decision = case.decision or Decision.UPHELD
        single = (
            (self.kind, case.kind.value),
            (self.channel, case.channel),
            (self.unit, case.unit),
            (self.decision, decision.value),
            (self.tier, case.member.tier if case.member else None),
        )
        several = ((self.breached, case.breaches), (self.needs, case.needs))
        return (
            all(not wanted or found in wanted for wanted, found in single)
            and all(not wanted or not set(wanted).isdisjoint(found) for wanted, found in several)
            and _are_within(case.category, self.category)
            and _are_within(case.root_cause or "", self.root_cause)
        )

    def _amounts_hold(self, case: CaseView) -> bool:
        if self.severity is not None and case.severity.rank < self.severity.rank:
            return False
        if self.paid is not None and (
            case.paid is None or case.paid.currency != self.paid.currency or case.paid < self.paid
        ):
            return False
        return case.cycle >= self.cycle and (self.waited is None or case.waited >= self.waited)

    def _fields_hold(self, case: CaseView) -> bool:
        return all(case.extra.get(name.replace("-", "_")) == text for name, text in self.fields.items())


def _are_within(found: str, wanted: tuple[str, ...]) -> bool:
    """Return whether one is within any of those wanted; nothing wanted lets all in."""
    return not wanted or any(_is_within(found, one) for one in wanted)


def _is_within(narrow: str, wider: str) -> bool:
    return narrow == wider or narrow.startswith(f"{wider}/")
