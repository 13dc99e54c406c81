"""Words of a playbook that name something: one that names nothing is noted, with the nearest that does, by id or title."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from complaintkit.model.did_you_mean import titles
from complaintkit.model.key_path import dotted

if TYPE_CHECKING:
    from complaintkit.model.problem import Problems


class Words:
    """Notes words that are not known, at one path."""

    def __init__(self, problems: Problems, *path: str) -> None:
        self.problems, self.path = problems, path

    def among(self, key: str, what: str, words: Iterable[str | None], known: Collection[str]) -> None:
        """Note each word under `key` that is not `known`; where that maps ids to what has a title, a title finds its id."""
        for word in words:
            if word is not None and word not in known:
                self.problems.unknown(dotted((*self.path, key)), what, word, known, titles(known))
