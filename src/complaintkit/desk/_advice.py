"""Ask plugins, before a program begins a case, who could take it and what its text is about; outside any transaction."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import attrs

from complaintkit.decision.advice import Advice, Reading
from complaintkit.decision.steps.intake import takers, unit_of
from complaintkit.hooks import ask
from complaintkit.model import commands as c
from complaintkit.model.actor import System
from complaintkit.model.errors import InvalidInput, PluginError
from complaintkit.model.vocabulary import Severity
from complaintkit.ports.compensation import CaseView

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaintkit.decision import Facts
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.records.door import Door
    from complaintkit.records.request import Request

T = TypeVar("T")


def advised(door: Door, plugins: Plugins, request: Request) -> Request:
    """Return the request with the advice of plugins, where a program receives; a person has decided by themselves."""
    command = request.command
    wanted = isinstance(command, c.Receive) and isinstance(request.by, System) and not command.received_by
    if not wanted or not (plugins.assigners or plugins.classifiers):
        return request
    assert isinstance(command, c.Receive)  # noqa: S101  just looked at
    with door.storage.reading() as reader:
        if door.find_done(reader, request) is not None:
            return request
        facts = door.facts(reader, None, by=request.by)
        rules = door.rules.in_force(reader)
        book = rules.playbook_of(command.unit)
        facts = attrs.evolve(facts, playbook=book, structure=rules.structure(book))
    try:
        unit = unit_of(facts, command)
    except InvalidInput:  # which the decision will say
        return request
    readings = Advice(readings=() if command.category else _readings(plugins, facts, command.text))
    about = readings.about
    known = attrs.evolve(command, category=about.category) if about else command
    return attrs.evolve(request, advice=attrs.evolve(readings, candidates=_candidates(plugins, facts, known, unit)))


def _readings(plugins: Plugins, facts: Facts, text: str) -> tuple[Reading, ...]:
    """Give the text to each classifier until one is sure enough; return those who have read it."""
    found: list[Reading] = []
    categories = tuple(facts.playbook.categories)
    for name in plugins.classifiers if text.strip() else ():
        said = _answer(partial(ask.classify, plugins, name, text, categories))
        found.append(
            Reading(reader=name, category=said.category, severity=said.severity, confidence=said.confidence)
            if said
            else Reading(reader=name)
        )
        if found[-1].is_sure:
            break
    return tuple(found)


def _candidates(plugins: Plugins, facts: Facts, command: c.Receive, unit: str) -> tuple[str, ...]:
    """Ask each assigner; return the candidates in the order in which they are preferred."""
    if not plugins.assigners:
        return ()
    view, present = _view(facts, command, unit), takers(facts, unit)
    named = [_answer(partial(ask.candidates, plugins, name, view, present)) for name in plugins.assigners]
    return tuple(dict.fromkeys(one for several in named for one in several or ()))


def _answer(question: Callable[[], T]) -> T | None:
    """Return the answer; a plugin that fails is named in the log and stops nothing."""
    try:
        return question()
    except PluginError as error:
        logging.getLogger("complaintkit.desk").warning("%s", error)
        return None


def _view(facts: Facts, command: c.Receive, unit: str) -> CaseView:
    """Return the case that is about to begin, as plugins see it."""
    return CaseView(
        now=facts.now,
        business_day=facts.business_day(unit).isoformat(),
        kind=command.kind,
        category=command.category or "",
        severity=command.severity or Severity.NORMAL,
        unit=unit,
        channel=command.channel,
        paid=command.purchase.paid if command.purchase else None,
        items=command.items or (command.purchase.items if command.purchase else ()),
        member=command.customer.member,
        needs=command.customer.needs,
        currency=facts.playbook.currency,
        extra={name.replace("-", "_"): value for name, value in (command.fields or {}).items()},
    )
