"""Print a task on a terminal: what it is, whose turn, what happened, and what may be done now, with what it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from complaintkit.cli._language import current_language
from complaintkit.cli.views.output import heading, print_rows, say
from complaintkit.cli.views.time import local
from complaintkit.model.phrase import CLAUSE, Phrase, joined, phrase

if TYPE_CHECKING:
    from complaintkit.cli.views.names import Names
    from complaintkit.model.task import Task, TaskLine
    from complaintkit.model.term import StepTerm, TaskTerm

_ROWS = phrase.table(
    "task row",
    {
        "state": "state",
        "unit": "unit",
        "owner": "responsible",
        "turn": "whose turn",
        "due": "due",
        "first": "first due",
        "about": "about",
        "cases": "cases",
        "source": "follows from",
    },
)
_FORMS = phrase.table(
    "task form",
    {
        "words": "text",
        "flag": "yes or no",
        "number": "number",
        "staff": "staff ids",
        "case": "case numbers",
        "task": "task numbers",
        "moment": "date and time with its zone, or a span such as 14 days",
        "word": "word",
        "lines": "text, once for each",
    },
)
_HAPPENED, _POSSIBLE = phrase("What happened"), phrase("Possible now", context="heading")


def state_of(task: Task, term: TaskTerm, language: str) -> str:
    """Return the title of the state it is in."""
    found = term.state(task.state)
    return found.title(language) if found else task.state


def print_task(
    task: Task, term: TaskTerm, lines: Sequence[TaskLine], steps: Sequence[StepTerm], *, zone: ZoneInfo, names: Names
) -> None:
    """Print the whole task."""
    language = current_language()
    heading(f"{task.number}  {task.sentence(language)}")
    print_rows([(_ROWS[name].to(language), str(value)) for name, value in _facts(task, term, zone, names)])
    say()
    heading(_HAPPENED)
    for line in lines:
        say(f"  {local(line.at, zone)}  {line.who.to(language)}  {line.sentence(language)}")
        for detail in line.details(language):
            say(f"      {detail}")
    if steps:
        say()
        heading(_POSSIBLE)
        for step in steps:
            _print_step(step, language)


def _facts(task: Task, term: TaskTerm, zone: ZoneInfo, names: Names) -> Iterator[tuple[str, object]]:
    language = names.language
    yield "state", state_of(task, term, language)
    yield "unit", names.unit(task.unit)
    yield "owner", names.person(task.owner)
    if task.waits_for:
        yield "turn", names.person(task.waits_for)
    if task.due_at:
        late = phrase(" LATE").to(language) if task.is_late else ""
        yield "due", phrase("{title} ({id})", title=f"{local(task.due_at, zone)}{late}", id=zone).to(language)
    if task.first_due_at and task.first_due_at != task.due_at:
        yield "first", local(task.first_due_at, zone)
    if task.about:
        titles = {one.id: one for one in term.about}
        said = (_labelled(titles[word].words, value) for word, value in task.about.items() if word in titles)
        yield "about", joined(said, CLAUSE).to(language)
    if task.cases:
        yield "cases", joined(task.cases, CLAUSE).to(language)
    if task.source:
        yield "source", task.source


def _labelled(label: Phrase, text: str) -> Phrase:
    return phrase("{label}: {text}", label=label, text=text)


def _print_step(step: StepTerm, language: str) -> None:
    say(f"  {step.id}  {step.title(language)}")
    for field in step.fields:
        option = f"--set {field.id}=..."
        form = phrase("{title} ({id})", title=field.words, id=_FORMS.get(field.form, field.form))
        say(f"      {option if field.needed else f'[{option}]'}  {form.to(language)}")
