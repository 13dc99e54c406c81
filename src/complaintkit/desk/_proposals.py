"""Propose remedies: what the playbook's rows and the policies of plugins suggest, and whether this person may promise it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision import as_of_now
from complaintkit.decision.money.authority import find_approver
from complaintkit.decision.money.campaign import is_exhausted
from complaintkit.decision.money.compensation import row_proposals
from complaintkit.decision.money.digest import digest
from complaintkit.decision.money.limit import left_of, limit_of
from complaintkit.desk._prices import price_list
from complaintkit.hooks import ask
from complaintkit.model.commands import OnCase
from complaintkit.model.errors import NotAllowed, PluginError
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Proposal, Remedy
from complaintkit.model.vocabulary import Decision, Severity
from complaintkit.model.wire import canonical, to_json
from complaintkit.model.wording import WORDS, word_in
from complaintkit.ports.compensation import CaseView, window_of
from complaintkit.records.campaign import keep_offers
from complaintkit.records.case import find

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.commands import Command
    from complaintkit.records.door import Door


def proposals_for(door: Door, plugins: Plugins, ref: CaseRef, by: By) -> tuple[Proposal, ...]:
    """Return all proposals but what a guard refuses or a campaign has no more of; beyond `by`'s authority, with who may."""
    with door.storage.reading() as reader:
        loaded = door.readable(reader, ref, by)
        facts = door.facts(reader, loaded.case, by=by)
        case = as_of_now(loaded.case, facts)
        proposed = (*_of_rows(case, facts), *_of_policies(plugins, case, facts))
        facts = _with_prices(plugins, case, facts, proposed)
        found = [
            [
                _judge(one, case, facts)
                for one in either
                if not is_exhausted(facts, case, one.remedy) and guard_reason(plugins, case, facts, one.remedy) is None
            ]
            for either in proposed
        ]
    each = [one for either in found for one in either]
    keep_offers(door.storage, case, (one.remedy for one in each))
    if beyond := [one for one in each if not one.within_authority]:
        with door.storage.writing() as tx:
            for one in beyond:
                tx.put_document(one.id, "proposal", canonical([to_json(one.remedy)]))
    return tuple(attrs.evolve(one, alternative=next(iter(rest), None)) for one, *rest in filter(None, found))


def _with_prices(plugins: Plugins, case: Case, facts: Facts, proposed: tuple[tuple[Proposal, ...], ...]) -> Facts:
    """Return the facts with what the proposed goods cost by the host's price lists."""
    goods = [one.remedy.item for either in proposed for one in either if one.remedy.item is not None]
    return attrs.evolve(facts, prices=price_list(plugins, goods, case.unit)) if plugins.price_books and goods else facts


def _of_rows(case: Case, facts: Facts) -> Iterator[tuple[Proposal, ...]]:
    """Yield what each row gives, and what instead of it; what was given already leaves nothing to choose."""
    promised = [one.remedy for one in case.promises if one.counts]
    for row in row_proposals(case, facts):
        chosen = [one for one in row.either if one in promised]
        yield tuple(_proposal(case, one, str(facts.playbook), row.rule, row.why) for one in chosen or row.either)


def _of_policies(plugins: Plugins, case: Case, facts: Facts) -> Iterator[tuple[Proposal, ...]]:
    """Yield what each policy suggests; one that fails is named in the log and stops no other."""
    for name, policy in plugins.compensation_policies.items():
        try:
            suggested = ask.propose(plugins, name, case_view(case, facts, policy.needs))
        except PluginError as error:
            logging.getLogger("complaintkit.desk").warning("%s", error)
            continue
        for one in suggested:
            yield (_proposal(case, one.remedy, f"{name} {policy.version}", one.rule, one.why),)


def _proposal(case: Case, remedy: Remedy, policy: str, rule: str, why: Mapping[str, str]) -> Proposal:
    return Proposal(id=digest(case, (remedy,)), remedy=remedy, policy=policy, rule=rule, reason=dict(why))


def _judge(proposal: Proposal, case: Case, facts: Facts) -> Proposal:
    """Return the proposal with what this person may still promise, or with what stands in their way, and who may."""
    remedies = (proposal.remedy,)
    bounded = not facts.system and (facts.authority or facts.budgets)
    limit = limit_of(facts, case, facts.actor, remedies) if bounded else None
    if limit is None:
        return attrs.evolve(proposal, left=left_of(facts, case, facts.actor, proposal.remedy)) if bounded else proposal
    try:
        approver = find_approver(facts, case, facts.actor, remedies)
    except NotAllowed:
        approver = None
    return attrs.evolve(proposal, within_authority=False, approver=approver, left=limit.left)


def check_guards(door: Door, plugins: Plugins, command: Command, by: By) -> None:
    """Ask the guards before anything is promised, outside the transaction that promises it.

    Raises:
        NotAllowed: a guard refuses; says which remedy, and why.
    """
    remedies = getattr(command, "remedies", ())
    if not remedies or not plugins.remedy_guards or not isinstance(command, OnCase):
        return
    with door.storage.reading() as reader:
        case = find(reader, command.case).case
        facts = door.facts(reader, case, by=by)
        for one in remedies:
            remedy = one.remedy if isinstance(one, Proposal) else one
            if reason := guard_reason(plugins, case, facts, remedy):
                said = phrase("{kind}: {reason}", kind=word_in(WORDS, remedy.kind), reason=reason)
                raise NotAllowed(command=command.word, reason=said, state=case.state)


def guard_reason(plugins: Plugins, case: Case, facts: Facts, remedy: Remedy) -> str | None:
    """Return why a guard refuses this remedy; a guard that raises or hangs refuses, too."""
    reasons = (ask.refusal(plugins, name, case_view(case, facts), remedy) for name in plugins.remedy_guards)
    return next((reason for reason in reasons if reason), None)


def case_view(case: Case, facts: Facts, needs: frozenset[str] | None = None) -> CaseView:
    """Return the case as plugins see it: nothing personal, and for a policy only the windows and fields that it declared."""
    fields = {name.replace("-", "_"): value for name, value in case.fields.items()}
    return CaseView(
        now=facts.now,
        business_day=facts.business_day(case.unit).isoformat(),
        kind=case.kind,
        category=case.category or "",
        severity=case.severity or Severity.NORMAL,
        unit=case.unit,
        channel=case.channel,
        cycle=case.cycle,
        version=case.version,
        decision=_decision(case),
        waited=max((case.resolved_at or facts.now) - case.received_at, timedelta(0)),
        breaches=tuple(one.name for one in case.deadlines if one.breached_at),
        paid=_paid(case),
        items=case.items,
        member=case.customer.member,
        needs=case.customer.needs,
        wanted=None,
        root_cause=case.root_cause,
        currency=facts.playbook.currency,
        compensated=_windows(case, facts, needs or frozenset()),
        extra={name: value for name, value in fields.items() if needs is None or name in needs},
    )


def _decision(case: Case) -> Decision | None:
    return next((decision for decision, _ in case.decisions.values()), None)


def _paid(case: Case) -> Money | None:
    """Return what was paid for the goods complained of, else for the purchase."""
    item = next((one for one in case.items if one.paid is not None), None)
    return item.paid if item else (case.purchase.paid if case.purchase else None)


def _windows(case: Case, facts: Facts, needs: frozenset[str]) -> dict[str, Money]:
    """Return what this customer got in each declared window: `90d` of everything, `90d.coupons.thanks` of a campaign."""
    found: dict[str, Money] = {}
    for name, span, campaign in filter(None, map(window_of, needs)):
        since = facts.now - span
        found[name] = (
            facts.records.promised_by_campaign(campaign, customer=case.person, since=since)
            if campaign
            else facts.records.compensated(since=since, customer=case.person)
        )
    return found
