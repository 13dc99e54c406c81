"""The root of all errors: keyword data, a message built from them, in every language there is a catalogue for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from complaintkit.model.phrase import Phrase, Template, called_by_name, cut, followed, joined, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class ComplaintKitError(Exception):
    """Root of all errors of the kit.

    `code` is stable and for programs, `retry` says whether asking again helps: `no`, `same-key` or `later`. Keyword data
    are attributes of the error. `kept_as` names where a refused text was kept, so that nothing typed is lost.

    `wording` is filled with the data, as `_told` says them; where there is a `next_step`, it goes behind.

    >>> from complaintkit import NotFound
    >>> error = NotFound(what="case", ref="A12-1")
    >>> str(error), error.user_message("zh-CN")
    ('there is no case A12-1.', '没有找到投诉单 A12-1。')
    """

    code: ClassVar[str] = "error"
    retry: ClassVar[str] = "no"
    wording: ClassVar[Template] = phrase.template("{reason}")

    def __init__(self, **data: object) -> None:
        """Keep the keyword data as attributes and build the message from them."""
        self.data: dict[str, object] = data
        self.kept_as: str | None = None
        self.names: dict[str, Phrase] = {}
        super().__init__(str(self.words))

    def __getattr__(self, name: str) -> object:
        """Return the keyword data, as attributes."""
        try:
            return self.__dict__["data"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the data, so that errors cross process borders with them."""
        return (rebuilt, (type(self), self.data, self.kept_as, self.names))

    @property
    def words(self) -> Phrase:
        """The message: English, for logs and programs, that speaks every language there is a catalogue for."""
        wording = self._template()
        said = wording.filled(**{name: self._told(name) for name in wording.fields})
        return followed(said, self.data.get("next_step"))

    def naming(self, called: Callable[[str], Phrase | None]) -> Self:
        """Have it tell people what colleagues, groups and units are `called` where its data are their ids; return it."""
        for name, value in self.data.items():
            if isinstance(value, Phrase):
                self.data[name] = called_by_name(name, value, called)
            elif isinstance(named := called_by_name(name, value, called), Phrase):
                self.names[name] = named
        return self

    def _template(self) -> Template:
        """Return the wording for these data."""
        return self.wording

    def _told(self, name: str) -> object:
        """Return one of the data as a sentence says it."""
        value = self.names.get(name, self.data[name])
        if isinstance(value, list | tuple | set | frozenset):
            return joined(sorted(map(str, value)))
        if value is None:
            return ""
        return value if name == "reason" else cut(value)  # a reason is ours

    def user_message(self, language: str = "en") -> str:
        """Return one sentence for the person at the counter, in `language` (BCP 47; English where it is not translated)."""
        return self.words.to(language)


def rebuilt(
    kind: type[ComplaintKitError],
    data: Mapping[str, object],
    kept_as: str | None,
    names: Mapping[str, Phrase] | None = None,
) -> ComplaintKitError:
    """Make an error anew from its data, as pickle does."""
    error = kind.__new__(kind)
    ComplaintKitError.__init__(error, **data)
    error.kept_as, error.names = kept_as, dict(names or {})
    return error
