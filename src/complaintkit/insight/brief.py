"""A period in a few sentences, for everybody who works in a unit: counts, common problems, timeliness, satisfaction. S2.7"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from complaintkit.insight.figure import Figures
from complaintkit.insight.table import in_language, percent
from complaintkit.model.phrase import CLAUSE, Phrase, joined, phrase

_MOST: Final = 3
"""So many common problems are named."""

_KINDS: Final = phrase("Kinds", context="brief")
_PROBLEMS: Final = phrase("Most often", context="brief")


def brief_of(now: Figures, before: Figures, language: str) -> tuple[Phrase, ...]:
    """Return what the figures of a period say beside those of the period before, a sentence each.

    >>> [str(one) for one in brief_of(Figures(cases=3), Figures(cases=5), "en")]
    ['3 received, 5 in the period before.']
    """
    return tuple(_sentences(now, before, language))


def _sentences(now: Figures, before: Figures, language: str) -> Iterator[Phrase]:
    yield phrase("{count} received, {before} in the period before.", count=now.cases, before=before.cases)
    for title, shares in ((_KINDS, now.kinds), (_PROBLEMS, now.categories[:_MOST])):
        if shares:
            named = (
                phrase(
                    "{what} {count} ({share})",
                    what=in_language(one.title, language),
                    count=one.count,
                    share=percent(one.share),
                )
                for one in shares
            )
            yield phrase("{title}: {list}.", title=title, list=joined(named, CLAUSE))
    in_time, late = sum(one.met for one in now.deadlines), sum(one.breached for one in now.deadlines)
    if in_time or late:
        yield phrase("Deadlines: {met} in time, {late} late.", met=in_time, late=late)
    content, earlier = now.satisfaction.content, before.satisfaction.content
    if content.total:
        yield phrase(
            "Satisfied: {share} of {total}, {before} before.",
            share=percent(content.share),
            total=content.total,
            before=percent(earlier.share),
        )
