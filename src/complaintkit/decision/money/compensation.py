"""Proposals of the playbook's rows: every condition holds; within a group the best counts, groups add up. S1.9"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Literal, cast

import attrs

from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.money.expression import holds, paid, worth
from complaintkit.model.case import Case
from complaintkit.model.check import number_in
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.goods import Item
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Remedy
from complaintkit.model.vocabulary import Severity
from complaintkit.model.wording import WORDS, word_in
from complaintkit.playbook import CompensationRule, Condition, Gift, path_of

_COMPARE: Mapping[str, Callable[[object, object], bool]] = {">=": ge, "<=": le, ">": gt, "<": lt}  # type: ignore[dict-item]  # as they compare
_SHARE = re.compile(r"(\d+(?:\.\d+)?)% of (item|receipt)")
_ROUND = re.compile(r"(?:(up|down) )?to (\d+(?:\.\d+)?)")


@attrs.frozen(kw_only=True)
class RowProposal:
    """A remedy that a row proposes, and why, by language; `alternative` is what may be given instead of it, never beside it."""

    rule: str
    remedy: Remedy
    why: Mapping[str, str]
    alternative: Remedy | None = None

    @property
    def either(self) -> tuple[Remedy, ...]:
        """The remedies of which one may be given."""
        return (self.remedy, self.alternative) if self.alternative is not None else (self.remedy,)


def row_proposals(case: Case, facts: Facts) -> tuple[RowProposal, ...]:
    """Return the proposals of the best row of each group, by what it is worth to the customer.

    A row's category, root cause and decision are those of one issue: any of those that the customer raised. R7
    """
    sides = tuple(_sides(case))
    best: dict[str, tuple[Decimal, list[RowProposal]]] = {}
    for rule in facts.playbook.compensation.values():
        if rule.id in facts.disabled or not rule.enabled:
            continue
        side = next((one for one in sides if all(_holds(condition, one, facts) for condition in rule.when)), None)
        proposed = list(_proposals_of(rule, side, facts)) if side is not None else []
        worth = sum((one.remedy.face_value.amount for one in proposed if one.remedy.face_value), Decimal(0))
        if proposed and (rule.group not in best or worth > best[rule.group][0]):
            best[rule.group] = worth, proposed
    return tuple(one for _, proposed in best.values() for one in proposed)


def _sides(case: Case) -> Iterator[Case]:
    """Yield the case as each of its issues sees it, that of the gravest first: by its category, cause and decision. R7"""
    if not case.raised:
        yield case
        return
    for issue in sorted(case.issues, key=lambda one: one.id != case.lead):
        decided = {id_: found for id_, found in case.decisions.items() if id_ == issue.id}
        yield case.changed(category=issue.category, root_cause=issue.root_cause, decisions=decided)


def check_alternatives(draft: Draft, remedies: tuple[Remedy, ...]) -> None:
    """Refuse to give beside a remedy what a row gives instead of it.

    Raises:
        InvalidInput: both of them, together or one after the other.
    """
    promised = [one.remedy for one in draft.case.promises if one.counts]
    for row in row_proposals(draft.case, draft.facts):
        named = [index for index, one in enumerate(remedies) if one in row.either]
        if row.alternative is not None and named and all(one in (*promised, *remedies) for one in row.either):
            raise InvalidInput(
                field=f"remedies[{named[-1]}]",
                reason=phrase(
                    "{rule} gives either {one} or {other}",
                    rule=row.rule,
                    one=word_in(WORDS, row.remedy.kind),
                    other=word_in(WORDS, row.alternative.kind),
                ),
                next_step=phrase("Leave one of them out."),
            )


# ---- conditions -----------------------------------------------------------------------------------------------------
def _holds(condition: Condition, case: Case, facts: Facts) -> bool:
    """Return whether a condition holds. What was not decided yet counts as upheld: a proposal comes before the decision."""
    if condition.operator in _COMPARE:
        return _compare(condition, case, facts)
    if condition.operator == "if":
        return holds(condition.values[0], case, facts)
    if condition.fact.startswith("fields."):
        return condition.is_answered(case.fields)
    found = _words(condition.fact, case, facts)
    return found is None or not found.isdisjoint(condition.values)


def _words(fact: str, case: Case, facts: Facts) -> frozenset[str] | None:
    """Return the words that a fact of the case consists of; None where it is not known and may not stand in the way."""
    if fact == "decision":
        return frozenset(decision.value for decision, _ in case.decisions.values()) or None
    if fact == "breached":
        return frozenset(one.name for one in case.deadlines if one.breached_at)
    member = case.customer.member
    single: dict[str, object] = {
        "severity": case.severity,
        "cycle": case.cycle,
        "channel": case.channel,
        "unit": case.unit,
        "kind": case.kind,
        "wanted": case.wanted,
        "member.tier": member.tier if member else None,
        "second-grievance": str(case.second_grievance).lower(),
    }
    if fact == "category":
        return frozenset(facts.playbook.path(case.category))
    if fact == "root-cause":
        return frozenset(path_of(case.root_cause) if case.root_cause else ())
    if fact == "needs":
        return frozenset(case.customer.needs)
    return frozenset({str(single[fact])} if single.get(fact) is not None else ())


def _compare(condition: Condition, case: Case, facts: Facts) -> bool:
    compare, wanted = _COMPARE[condition.operator], condition.values[0]
    if condition.fact == "waited":
        end = case.resolved_at or facts.now
        return compare(end - case.received_at, Within.parse(wanted).span)
    if condition.fact == "cycle":
        return compare(case.cycle, int(wanted))
    if condition.fact == "severity":
        return case.severity is not None and compare(case.severity.rank, Severity(wanted).rank)
    if condition.fact == "member.points":
        member = case.customer.member
        return member is not None and member.points is not None and compare(member.points, int(wanted))
    if condition.fact == "paid":
        amount = paid(case, facts)
        return amount is not None and compare(amount, Decimal(wanted))
    if condition.fact.startswith("compensated."):
        days = int(condition.fact.removeprefix("compensated.").removesuffix("d"))
        given = facts.records.compensated(since=facts.now - timedelta(days=days), customer=case.person)
        return compare(given.amount, Decimal(wanted))
    return False


# ---- what is given --------------------------------------------------------------------------------------------------
def _proposals_of(rule: CompensationRule, case: Case, facts: Facts) -> Iterator[RowProposal]:
    item = _item(case)
    why = {language: text.replace("{item}", item.name if item else "") for language, text in rule.because.items()}
    for gift in rule.give:
        either = [one for one in _either(gift, case, facts, item) if one is not None]
        if either:
            yield RowProposal(rule=rule.id, remedy=either[0], why=why, alternative=either[1] if either[1:] else None)


def _either(gift: Gift, case: Case, facts: Facts, item: Item | None) -> Iterator[Remedy | None]:
    """Yield what is given, then what instead (`or`), of the same value where it has one."""
    yield _remedy(gift, case, facts, item)
    if gift.alternative is not None:
        yield _remedy(attrs.evolve(gift, remedy=gift.alternative), case, facts, item)


def _item(case: Case) -> Item | None:
    return next(iter(case.items or (case.purchase.items if case.purchase else ())), None)


def _remedy(gift: Gift, case: Case, facts: Facts, item: Item | None) -> Remedy | None:
    """Return the remedy; None where what it depends on (a price, an item) is not known."""
    days = gift.valid.span.days if gift.valid else 30
    if gift.remedy == "apology":
        return Remedy.apology()
    if gift.remedy == "replacement":
        return Remedy.replacement(item) if item else None
    if gift.remedy == "discount":
        cap = _payable(gift.at_most)
        return Remedy.discount(gift.percent, cap=cap, valid_days=days) if gift.percent and cap else None
    if gift.remedy == "points":
        cost = _payable(gift.cost, "up") or Money(0, facts.playbook.currency)
        return Remedy.points(gift.count, cost=cost) if gift.count else None
    value = _value(gift, case, facts)
    if value is None or value.amount <= 0:
        return None
    if gift.remedy == "coupon":
        return Remedy.coupon(value, valid_days=days, min_spend=_payable(gift.min_spend))
    return attrs.evolve(Remedy.refund(value), kind=gift.remedy)


def _payable(amount: Money | None, mode: Literal["down", "up"] = "down") -> Money | None:
    """Return what of an amount can be paid in its currency: a playbook that was kept long ago may say half a yen."""
    return None if amount is None else amount.rounded(mode=mode)


def _value(gift: Gift, case: Case, facts: Facts) -> Money | None:
    """Return what a gift is worth, rounded, then within its bounds; None where that is not known."""
    value = _worth(gift, case, facts)
    if value is None or value.currency != facts.playbook.currency:
        return None
    if gift.round and (found := _ROUND.fullmatch(gift.round)):
        mode = cast("Literal['up', 'down', 'half-up']", found[1] or "half-up")
        value = value.rounded(found[2], mode=mode)
    value = value.rounded()  # what can be paid
    if (least := _payable(gift.at_least, "up")) is not None:
        value = max(value, least)
    return min(value, gift.at_most).rounded(mode="down") if gift.at_most is not None else value


def _worth(gift: Gift, case: Case, facts: Facts) -> Money | None:
    """Return what a gift is worth before rounding. An expression never goes without a bound: one that has none gives nothing."""
    if gift.expression is not None:
        return worth(gift.expression, case, facts) if gift.at_most is not None else None
    return gift.value if isinstance(gift.value, Money) else _share(gift.value, case)


def _share(text: str | None, case: Case) -> Money | None:
    if text == "difference":
        return _difference(case)
    found = _SHARE.fullmatch(text or "")
    if found is None:
        return None
    item = _item(case)
    of = (item.paid if item else None) if found[2] == "item" else (case.purchase.paid if case.purchase else None)
    return of * (Decimal(found[1]) / 100) if of is not None else None


def _difference(case: Case) -> Money | None:
    """Return what the form says was charged too much (`difference`), in the case's currency; None where it is no number."""
    found = number_in(case.fields.get("difference", ""))
    return Money(found, case.currency) if found is not None else None
