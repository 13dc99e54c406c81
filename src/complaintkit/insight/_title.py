"""Titles of the words of closed lists in a report."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.decision.task import COMMON, MACHINES
from complaintkit.model.catalogue import languages
from complaintkit.model.phrase import Phrase, as_it_is, phrase
from complaintkit.model.task import TASK_KINDS, TaskKind
from complaintkit.model.wording import COMMANDS, STATES, WORDS, word_in

_OURS: Mapping[str, Phrase] = phrase.table(
    "report",
    {
        "-": "not sorted yet",
        "settled": "settled on the spot",
        "answered": "answered before the desk knew them",
        "external": "external route",
        "asked": "asked for",
        "approved": "approved",
        "refused": "refused",
        "plan-refused": "the plan was refused",
        "issue-raised": "the customer complained of one thing more",
        "dissatisfied": "the customer was not satisfied",
        "severity-high": "it was serious",
        "severity-major": "it was a major incident",
        "deadline-breached": "a deadline was missed",
        "declined-twice": "a handover was declined twice",
        "handover-lapsed": "a handover was not answered",
        "complained-about": "the complaint was about whoever had it",
        "recused": "whoever had it stood aside",
    },
)
_LISTS: Mapping[str, Phrase] = {**STATES, **WORDS, **_OURS}


def titled(word: str) -> Mapping[str, str]:
    """Return the word in every language; itself, where it is in no list.

    >>> titled("complaint")["zh"], titled("R6 assess")["zh"], titled("hotline")["zh"]
    ('投诉', 'R6 评估', 'hotline')
    """
    said = _phrase(word)
    return {"en": str(said)} | {language: said.to(language) for language in languages()}


def _phrase(word: str) -> Phrase:
    rule, blank, command = word.partition(" ")
    if blank and ":" in command:
        return _of_task(rule, *command.split(":"))
    if blank:
        return phrase("{rule} {command}", rule=rule, command=word_in(COMMANDS, command))
    return _LISTS.get(word) or as_it_is(word.replace("-", " "))


def _of_task(rule: str, kind: str, step: str) -> Phrase:
    """Name a step of a task that somebody took alone."""
    machine = MACHINES[TaskKind(kind)]
    done = machine.steps.get(step) or COMMON.get(step)
    title = done.title if done else as_it_is(step)
    return phrase("{rule} {kind}: {step}", rule=rule, kind=TASK_KINDS[machine.kind], step=title)
