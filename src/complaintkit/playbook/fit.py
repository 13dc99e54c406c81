"""What a playbook names of an organisation that has none of it: it would never hold, or never count. Told, and not refused.

Units open and close while a procedure goes on, and a chain's procedure may speak of kinds that this business has not: so a
playbook that names them can be used, and whoever checks the two together hears of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.key_path import dotted
from complaintkit.model.phrase import Phrase, followed, phrase, spoken
from complaintkit.model.problem import Problem, Problems, Source
from complaintkit.playbook._media import meant, named_media
from complaintkit.playbook.vocabulary import MEDIA, REMEDIES

if TYPE_CHECKING:
    from complaintkit.organisation import Organisation
    from complaintkit.playbook.procedure import Playbook

__all__ = ["misfits", "unserved"]


def misfits(playbook: Playbook, organisation: Organisation, source: Source | None = None) -> tuple[Problem, ...]:
    """Return what a playbook says of units, and of kinds of units, that this organisation does not have.

    `source` is the playbook's file, for line and column; without it the playbook is named.
    """
    problems = Problems(source or Source(str(playbook)))
    for path, unit in _units_named(playbook):
        if unit not in organisation.units:
            names = {one.id: spoken(one.title) for one in organisation.units.values()}
            problems.unknown(dotted(path), "a unit", unit, organisation.units, names)
    kinds = {one.kind for one in organisation.units.values() if one.kind}
    for path, kind, follows in _kinds_named(playbook):
        if kind not in kinds:
            reason = phrase("no unit is of the kind {kind!r}: {follows}", kind=kind, follows=follows)
            problems.add(dotted(path), reason, _step(kind, kinds))
    for path, unit, kind in _units_of_kinds(playbook):
        there = organisation.units.get(unit)
        if there is not None and there.kind != kind and kind in kinds:
            reason = phrase("{unit!r} is not of the kind {kind!r}: this limits nothing", unit=unit, kind=kind)
            problems.add(dotted(path), reason, phrase("Put it under [budget.{kind}.unit].", kind=there.kind or "..."))
    return tuple(problems.found)


def _units_named(playbook: Playbook) -> Iterator[tuple[tuple[str, ...], str]]:
    for rule in playbook.compensation.values():
        for condition in rule.when:
            for unit in condition.values if condition.fact == "unit" else ():
                yield ("compensation", rule.id, "when", "unit"), unit
    for path, unit, _ in _units_of_kinds(playbook):
        yield path, unit


def _units_of_kinds(playbook: Playbook) -> Iterator[tuple[tuple[str, ...], str, str]]:
    for budget in playbook.budgets.values():
        for unit in budget.units:
            yield ("budget", budget.id, "unit", unit), unit, budget.id


def _kinds_named(playbook: Playbook) -> Iterator[tuple[tuple[str, ...], str, Phrase]]:
    for kind in playbook.budgets:
        yield ("budget", kind), kind, phrase("this limits nothing")
    for rule in playbook.compensation.values():
        if (
            rule.borne_by is not None
            and rule.borne_by not in playbook.budgets
            and not _has_people(playbook, rule.borne_by)
        ):
            follows = phrase("what this row gives counts for no budget")
            yield ("compensation", rule.id, "borne-by"), rule.borne_by, follows


def _has_people(playbook: Playbook, word: str) -> bool:
    """Tell if those who bear it are people of a role, as "delivery" are: then it says whose matter it was, and no budget. R10"""
    return any(role == word or role.startswith(f"{word}-") for role in playbook.roles)


def _step(kind: str, kinds: set[str]) -> Phrase:
    """Suggest the kind that was meant, else to say at the units what they are."""
    usual = phrase('Write kind = "{kind}" at the units that it is about.', kind=kind)
    return followed(nearest(kind, kinds), usual) if kinds else usual


def unserved(
    playbook: Playbook,
    source: Source | None = None,
    *,
    media: Collection[str],
    channels: Collection[str],
    kinds: Collection[str],
) -> tuple[Problem, ...]:
    """Return the media, channels and kinds of remedies of its own that a playbook names and no plugin in use brings.

    `media` that notifiers serve, `channels` of plugins, and `kinds` that executors carry out.
    """
    problems = Problems(source or Source(str(playbook)))
    usual = {*MEDIA, *media}
    for path, named in named_media(playbook):
        for medium in named:
            if medium not in usual and (usual.isdisjoint(named) or meant(medium)):
                problems.add(dotted(path), phrase("no notifier in use serves {medium!r}", medium=medium), _near(medium))
    for rule in playbook.compensation.values():
        for condition in rule.when:
            for channel in condition.values if condition.fact == "channel" else ():
                if channel not in playbook.channels and channel not in channels:
                    path = ("compensation", rule.id, "when", "channel")
                    problems.unknown(
                        dotted(path), "a channel", channel, {**playbook.channels, **dict.fromkeys(channels)}
                    )
    for key, kind in _own_kinds(playbook):
        if kind not in kinds and not problems.noted(dotted(key)):
            reason = phrase("no plugin in use gives {kind!r}", kind=kind)
            problems.add(dotted(key), reason, phrase("Staff give it by hand, and record that they did (give-remedy)."))
    return tuple(problems.found)


def _near(medium: str) -> Phrase:
    near = meant(medium)
    step = phrase("Install one, or name another medium beside it.")
    return phrase("Did you mean {meant!r}?", meant=near) if near else step


def _own_kinds(playbook: Playbook) -> Iterator[tuple[tuple[str, ...], str]]:
    for role, rule in playbook.authority.items():
        for kind in sorted((rule.remedies or frozenset()) - REMEDIES):
            yield ("authority", role, "remedies"), kind
    for row in playbook.compensation.values():
        for gift in row.give:
            for key, given in (("remedy", gift.remedy), ("or", gift.alternative)):
                if given is not None and given not in REMEDIES:
                    yield ("compensation", row.id, "give", key), given
