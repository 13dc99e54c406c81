"""What is wrong with a file: each problem by key path, line and column, all of them raised as one error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import ConfigurationError, place_in_words
from complaintkit.model.key_path import position
from complaintkit.model.phrase import Phrase, followed, joined, phrase, without_stop

__all__ = ["Problem", "Problems", "Source", "located", "sentence_of"]

_WHATS: Mapping[str, Phrase] = phrase.table(
    "what it is not",
    (
        "a unit",
        "a member of staff",
        "a role",
        "a role of the playbook",
        "a group of the playbook",
        "a group or role",
        "a calendar",
        "a category",
        "a channel",
        "a deadline",
        "a command",
        "a step",
        "an event",
        "an event that pauses",
        "a reason to escalate",
        "known here",
        "anybody",
        "below any category",
        "a root cause",
        "below any root cause",
        "somebody to tell",
        "a reason to decline (F4)",
        "a severity",
        "a kind",
        "a kind of remedy",
        "a decision",
        "yes or no",
        "something that complaints share",
    ),
)
_LINES = phrase.template("{first}\n{second}")


@attrs.frozen
class Source:
    """A file as messages call it, and its TOML text where there is one."""

    name: str
    text: str = attrs.field(default="", repr=False)

    def position(self, key: str) -> tuple[int, int] | None:
        r"""Find line and column, from 1, of a key path, or of the table it would stand in; None where neither is there.

        >>> Source("shop.toml", '[desk]\nplaybook = "x"').position("desk.playbook")
        (2, 1)
        """
        return position(self.text, key) if self.text and key else None

    def problem(self, key: str, reason: str, next_step: str = "") -> Problem:
        """Make the problem at a key path."""
        line, column = self.position(key) or (None, None)
        where = f"{self.name}: {key}" if self.name and key else self.name or key
        return Problem(where, reason, next_step, line=line, column=column)

    def error(self, key: str, reason: str, next_step: str = "") -> ConfigurationError:
        """Make the error for one problem at a key path."""
        return self.problem(key, reason, next_step).error()

    def __str__(self) -> str:
        return self.name


@attrs.frozen
class Problem:
    """One thing that is wrong: where (`FILE: key.path`), what, what to do about it, and where in the file it stands."""

    where: str
    reason: str
    next_step: str = ""
    line: int | None = attrs.field(default=None, kw_only=True)
    column: int | None = attrs.field(default=None, kw_only=True)

    def to(self, language: str) -> str:
        """Say it in one line of a language (BCP 47), as far as there are words in it."""
        return self.sentence.to(language)

    @property
    def sentence(self) -> Phrase:
        """All of it, in every language there is."""
        fields = {
            "where": self.where,
            "place": place_in_words(self.line, self.column),
            "reason": without_stop(self.reason),
        }
        return followed(phrase("{place}{where}: {reason}.", **fields), self.next_step)

    def error(self, *, step: str | None = None) -> ConfigurationError:
        """Make the error that says it, with another next step where one is given."""
        return ConfigurationError(
            where=self.where,
            reason=self.reason,
            next_step=self.next_step if step is None else step,
            line=self.line,
            column=self.column,
        )

    def __str__(self) -> str:
        return self.to("en")


class Problems:
    """Everything that is wrong with one file, so that it can be mended in one go."""

    def __init__(self, source: Source | str) -> None:
        self.source = source if isinstance(source, Source) else Source(source)
        self.found: list[Problem] = []

    def add(self, key: str, reason: str, next_step: str = "") -> None:
        """Note one more."""
        self.found.append(self.source.problem(key, reason, next_step))

    def noted(self, key: str) -> bool:
        """Whether something at a key path, or below it, is wrong already: what follows from that is no second problem."""
        where = f"{self.source.name}: {key}"
        return any(one.where == where or one.where.startswith(f"{where}.") for one in self.found)

    def unknown(
        self,
        key: str,
        what: str,
        word: str,
        known: Iterable[str],
        names: Mapping[str, Phrase] = MappingProxyType({}),
    ) -> None:
        """Note a word that is not one of those that are known; `names` are how people call them."""
        noun = _WHATS.get(what, what)
        self.add(key, phrase("{word!r} is not {what}", word=word, what=noun), nearest(word, known, names))

    def check(self) -> None:
        """Raise them all as one error, or do nothing.

        Raises:
            ConfigurationError: `problems` holds each of them, the message a line for each.
        """
        if self.found:
            raise self.error()

    def error(self) -> ConfigurationError:
        """Make one error of them all."""
        first, *more = self.found
        lines = joined([first.next_step, *(one.sentence for one in more)], by=_LINES)
        error = first.error(step=lines)
        error.data["problems"] = tuple(self.found)
        return error

    @staticmethod
    def of(error: ConfigurationError) -> tuple[Problem, ...]:
        """Return the problems of an error, one where it was raised for one."""
        found = error.data.get("problems")
        if isinstance(found, tuple):
            return found
        where, reason, step, line, column = (
            error.data.get(key) for key in ("where", "reason", "next_step", "line", "column")
        )
        return (Problem(str(where), _text(reason), _text(step), line=line, column=column),)  # type: ignore[arg-type]  # set by the error


def sentence_of(error: ConfigurationError) -> str:
    """Return all that an error says, a line for each problem, in every language there is."""
    return joined([one.sentence for one in Problems.of(error)], by=_LINES)


def located(error: ConfigurationError, source: Source, *, outer: str = "") -> ConfigurationError:
    """Say the same of a file, in which what `error` names below `outer` stands at the top."""
    problems = Problems(source)
    for one in Problems.of(error):
        problems.add(one.where.removeprefix(outer), one.reason, one.next_step)
    return problems.error()


def _text(value: object) -> str:
    """Keep a phrase as one."""
    return value if isinstance(value, str) else str(value)
