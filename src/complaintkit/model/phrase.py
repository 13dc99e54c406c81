"""A phrase for people: it is its English, for logs and programs, and speaks every language that its catalogue has.

    phrase = Catalogue("complaintkit_csv")
    reason = phrase("{word!r} is not a unit", word="softprak")

`complaintkit.model.catalogue` finds the translations, `.ci/catalogues.py` collects what stands in code.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from string import Formatter
from typing import Any, Self, cast

import attrs

from complaintkit.model.catalogue import languages, translated
from complaintkit.model.text import said

__all__ = [
    "SEMICOLON",
    "Catalogue",
    "Phrase",
    "Template",
    "Wording",
    "as_it_is",
    "in_language",
    "joined",
    "kept",
    "kept_from",
    "phrase",
    "spoken",
    "without_stop",
]

_STOPS = ".。।"
_LONGEST_WHOLE = 10_000  # bits: Python writes no number of more than 4,300 digits
_CITED = 200  # characters of what was typed, in a message about it


class Phrase(str):
    """English that can be said in other languages: equal to, hashed, sorted and written as the English.

    What `str` makes of it (`f"{text}"`, `text + "."`) is English alone: make it a field of another phrase instead.

    >>> text = phrase("is empty")
    >>> text == "is empty", str(text), text.to("zh-CN")
    (True, 'is empty', '不能为空')
    """

    __slots__ = ("bare", "fields", "template")
    template: Template
    fields: Mapping[str, object]
    bare: bool

    def __new__(
        cls, english: str, template: Template, fields: Mapping[str, object] | None = None, *, bare: bool = False
    ) -> Self:
        """`english` is what it says; `bare` leaves the final stop out of what the translation says."""
        made = super().__new__(cls, english)
        made.template, made.fields, made.bare = template, fields or {}, bare
        return made

    def to(self, language: str) -> str:
        """Return it in a language (BCP 47), or in English where it is not translated."""
        template = self.template
        try:
            found = translated(template.package, language, template.context, template.english)
            if found is None:
                return str(self)
            said = _Speaker(language).say(found, self.fields) if self.fields else found
        except (AttributeError, LookupError, ValueError):
            return str(self)  # a slip in a catalogue: at the counter they still read English
        return said.rstrip(_STOPS) if self.bare else said

    def without_stop(self) -> Phrase:
        """Return it without its final stop."""
        return Phrase(self.rstrip(_STOPS), self.template, self.fields, bare=True)

    def in_english(self, text: str) -> Phrase:
        """Return what English says as `text` and other languages say as before: a door word, beside its title."""
        return Phrase(text, self.template, self.fields, bare=self.bare)

    def naming(self, called: Callable[[str], Phrase | None]) -> Phrase:
        """Return it with what people, groups and units are `called` where it says their ids; the English keeps those.

        >>> waits = phrase("{owner} is responsible for {number}", owner="chen", number="A-1")
        >>> named = waits.naming({"chen": Bilingual("chen", "陈洁")}.get)
        >>> str(named), named.to("zh")
        ('chen is responsible for A-1', 'A-1 由陈洁负责')
        """
        quoted = _quoted(self.template.english)
        named = {
            name: value if name in quoted else called_by_name(name, value, called)
            for name, value in self.fields.items()
        }
        return Phrase(str(self), self.template, named, bare=self.bare) if named else self

    def as_data(self) -> dict[str, object]:
        """Return it for a row or a file: in English, and what other languages are made of."""
        given = {name: _plain(value) for name, value in self.fields.items()}
        return {"en": str(self), **attrs.asdict(self.template), "fields": given, "bare": self.bare}

    def __reduce__(self) -> tuple[object, ...]:
        """It crosses process borders whole."""
        return (_again, (str(self), self.template, dict(self.fields), self.bare))


@attrs.frozen
class Template:
    """The English of a phrase whose fields are filled in later, and where it is translated."""

    english: str
    package: str
    context: str = ""

    @property
    def fields(self) -> frozenset[str]:
        """The names in braces."""
        return _fields(self.english)

    @property
    def unfilled(self) -> Phrase:
        """The template itself in every language, its fields as they stand."""
        return Phrase(self.english, self)

    def filled(self, **fields: object) -> Phrase:
        """Return the phrase.

        Raises:
            KeyError: a field is not given.
        """
        if not fields:
            return Phrase(self.english, self)
        quoted = _quoted(self.english)
        said = {name: cut(one) if name in quoted else _writable(one) for name, one in fields.items()}
        return Phrase(self.english.format(**said), self, {name: _held(one) for name, one in said.items()})


class Wording(Mapping[str, str]):
    """A phrase as its wording by language, as a playbook gives one: translated when it is read.

    >>> dict(Wording(phrase("is empty")))
    {'en': 'is empty', 'zh': '不能为空'}
    """

    def __init__(self, text: Phrase) -> None:
        self._text = text

    def __getitem__(self, language: str) -> str:
        """Return the wording in a language that there is a catalogue for.

        Raises:
            KeyError: there is none.
        """
        if language not in self:
            raise KeyError(language)
        return self._text.to(language)

    def __contains__(self, language: object) -> bool:
        return language == "en" or language in languages(self._text.template.package)

    def __iter__(self) -> Iterator[str]:
        return iter(("en", *languages(self._text.template.package)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@attrs.frozen
class Catalogue:
    """The words of one package, called `phrase` in its modules: `.ci/catalogues.py` collects the English it is given.

    With fields, the English is a template of `str.format`; a field that is itself a phrase speaks the language, and `!r`
    quotes as each language does. `context` tells apart what English says alike.

    >>> phrase("{value!r} is not a date with time", value="softprak").to("zh")
    '“softprak”不是日期加时间'
    """

    package: str

    def __call__(self, english: str, /, *, context: str = "", **fields: object) -> Phrase:
        """Return the phrase."""
        return Template(english, self.package, context).filled(**fields)

    def template(self, english: str, /, *, context: str = "") -> Template:
        """Return what is filled in later."""
        return Template(english, self.package, context)

    def table(self, context: str, words: str | tuple[str, ...] | Mapping[str, str], /) -> dict[str, Phrase]:
        """Return phrases by the words that programs use for them.

        Several words in one string are their own English, with blanks for hyphens; a tuple holds phrases that programs
        use as they stand.

        >>> phrase.table("state", "resolved plan-offered")["plan-offered"].to("zh")
        '待顾客答复'
        """
        if isinstance(words, str):
            words = {word: _spaced(word) for word in words.split()}
        elif isinstance(words, tuple):
            words = dict(zip(words, words, strict=True))
        return {word: self(english, context=context) for word, english in words.items()}

    def rows(
        self, contexts: tuple[str, ...], words: Mapping[str, tuple[str, ...]], /
    ) -> dict[str, tuple[Template, ...]]:
        """Return the templates of a table, a column for each context: first the word itself, then its row."""
        return {
            word: tuple(
                self.template(text, context=column)
                for column, text in zip(contexts, (_spaced(word), *row), strict=False)
            )
            for word, row in words.items()
        }


phrase = Catalogue("complaintkit")


@cache
def _fields(english: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(english) if name)


@cache
def _quoted(english: str) -> frozenset[str]:
    """Return the fields that are quoted as they were typed: `{value!r}`."""
    return frozenset(name for _, name, _, conversion in Formatter().parse(english) if name and conversion == "r")


def cut(value: object) -> object:
    """Return what somebody typed as a message quotes it: what is long by its beginning; a phrase is ours, and stays whole.

    >>> cut("sofpark"), len(cut("x" * 300_000))
    ('sofpark', 201)
    """
    if type(value) is str and len(value) > _CITED:
        return f"{value[:_CITED]}…"
    return _writable(value)


def _spaced(word: str) -> str:
    """Return a word of programs with blanks."""
    return word.replace("-", " ").replace("_", " ")


def in_language(text: str, language: str) -> str:
    """Return `text` in a language (BCP 47), as far as it has it; else as it is."""
    return text.to(language) if isinstance(text, Phrase) else str(text)


def as_it_is(text: str) -> Phrase:
    """Return text that is the same in every language; what is a phrase already stays one."""
    return text if isinstance(text, Phrase) else Phrase(text, _NOWHERE)


class _Spoken(Phrase):
    """What a playbook says in its own languages, as a field of a phrase."""

    __slots__ = ("words",)
    words: Mapping[str, str]

    def to(self, language: str) -> str:
        """Return it in a language, or in the nearest there is."""
        return said(self.words, language)


def spoken(words: Mapping[str, str]) -> Phrase:
    """Return what a playbook says in several languages as a phrase.

    >>> phrase("{name} {number}", context="path", name=spoken({"zh": "厨房", "en": "Kitchen"}), number=1).to("zh")
    '第1项厨房'
    """
    made = _Spoken(said(words), _NOWHERE)
    made.words = words
    return made


def joined(words: Iterable[str], by: Template | None = None) -> Phrase:
    """Return several words in a row; `by` is what stands between a `first` and a `second`, else a comma.

    >>> joined(["chen", phrase("is empty")]).to("zh")
    'chen、不能为空'
    """
    return _folded(list(words), by or COMMA)


def _folded(words: list[str], by: Template) -> Phrase:
    """Join by halves, so that a long row is not deep."""
    if len(words) < 2:
        return as_it_is(words[0] if words else "")
    half = len(words) // 2
    return by.filled(first=_folded(words[:half], by), second=_folded(words[half:], by))


def followed(message: Phrase, next_step: object) -> Phrase:
    """Return a message with what to do about it behind, where that is said."""
    return phrase("{message} {next_step}", message=message, next_step=next_step) if next_step else message


def without_stop(text: str) -> str:
    """Return `text` without its final stop: the sentence around it brings its own."""
    return text.without_stop() if isinstance(text, Phrase) else text.rstrip(_STOPS)


def kept(text: str) -> str:
    """Return a phrase as plain text for rows that outlive this process: its English, and a line to say it again by."""
    flat = " ".join(text.split("\n"))
    return f"{flat}\n{json.dumps(text.as_data(), ensure_ascii=False)}" if isinstance(text, Phrase) else flat


def kept_from(text: str) -> str:
    r"""Return what was kept, also as earlier versions did: English, and Chinese below it.

    >>> kept_from(kept(phrase("is empty"))).to("zh"), kept_from("is empty\n不能为空").to("zh"), kept_from("is empty")
    ('不能为空', '不能为空', 'is empty')
    """
    english, mark, more = text.partition("\n")
    if not mark:
        return text
    if not more.startswith('{"en": '):
        return Bilingual(english, more)
    return cast("str", _given(json.loads(more)))


class Bilingual(Phrase):
    """A phrase that comes with its Chinese: text that a playbook or an organisation's file gives in two languages."""

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, en: str, zh: str) -> Self:
        """Both are whole sentences, or parts of one."""
        made = super().__new__(cls, en, _NOWHERE)
        made.zh = zh
        return made

    def to(self, language: str) -> str:
        """Return it in Chinese where that is asked for, else in English."""
        return self.zh if language.replace("_", "-").partition("-")[0].lower() == "zh" else str(self)

    def without_stop(self) -> Phrase:
        """Return it without its final stop."""
        return Bilingual(self.rstrip(_STOPS), self.zh.rstrip(_STOPS))

    def in_english(self, text: str) -> Phrase:
        """Return what English says as `text`."""
        return Bilingual(text, self.zh)

    def as_data(self) -> dict[str, object]:
        """Return it for a row or a file."""
        return {"en": str(self), "zh": self.zh}

    def __reduce__(self) -> tuple[object, ...]:
        """It crosses process borders whole."""
        return (Bilingual, (str(self), self.zh))


_OF_PEOPLE = frozenset(
    "by owner staff actor to who person others leader group unit receiver approver giver first second".split()
)
"""The fields in which phrases say ids of people, groups and units; `first` and `second` are those of a row."""


def called_by_name(field: str, value: object, called: Callable[[str], Phrase | None]) -> object:
    """Return what a field of a phrase says, by name where it holds the id of somebody or of a place."""
    if isinstance(value, Phrase) and (value.fields or value.template is not _NOWHERE):
        return value.naming(called)
    if isinstance(value, str) and field in _OF_PEOPLE and type(value) in (str, Phrase):
        return called(str(value)) or value
    return value


class _Shown(str):
    """What a value looks like that is no text: it may change or vanish before somebody reads of it."""

    __slots__ = ("shown",)
    shown: str

    def __new__(cls, text: str, shown: str) -> Self:
        made = super().__new__(cls, text)
        made.shown = shown
        return made

    def __repr__(self) -> str:
        return self.shown

    def __reduce__(self) -> tuple[object, ...]:
        return (_Shown, (str(self), self.shown))


class _Speaker(Formatter):
    """Fill a translated template: fields that are phrases in its language, quoted words in its quotation marks."""

    def __init__(self, language: str) -> None:
        self._language = language

    def say(self, template: str, fields: Mapping[str, object]) -> str:
        """Return a template with its fields filled in."""
        if (pieces := _plain_pieces(template)) is None:
            return self.vformat(template, (), fields)
        return "".join(
            literal if name is None else f"{literal}{self.convert_field(fields[name], conversion)}"
            for literal, name, conversion in pieces
        )

    def convert_field(self, value: object, conversion: str | None) -> object:
        """Say a phrase, and quote what is to be quoted; what was typed keeps its escapes."""
        if not isinstance(value, str) or isinstance(value, _Shown):
            return super().convert_field(value, conversion)
        spoken = in_language(value, self._language)
        if conversion != "r":
            return super().convert_field(spoken, conversion)
        return _QUOTED.filled(text=repr(spoken)[1:-1]).to(self._language)


@cache
def _plain_pieces(template: str) -> tuple[tuple[str, str | None, str | None], ...] | None:
    """Return the pieces of a template whose fields are plain names; None where it says more of one, which `str.format` reads."""
    pieces = tuple(Formatter().parse(template))
    if any(spec or (name is not None and not name.isidentifier()) for _, name, spec, _ in pieces):
        return None
    return tuple((literal, name, conversion) for literal, name, _, conversion in pieces)


_NOWHERE = Template("", "")
COMMA = phrase.template("{first}, {second}")
CLAUSE = phrase.template("{first}, {second}", context="clauses")
SEMICOLON = phrase.template("{first}; {second}")
_QUOTED = phrase.template("'{text}'", context="quotation")


def _writable(value: object) -> object:
    """Return a field's value as a phrase holds it.

    A whole number that is too long to be written is more than anybody counts; what has words of its own, such as money,
    is said by them.
    """
    if isinstance(value, int) and value.bit_length() > _LONGEST_WHOLE:
        return math.inf if value > 0 else -math.inf
    if isinstance(value, str | int):
        return value
    words = getattr(value, "words", None)
    return words if isinstance(words, Phrase) else value


def _held(value: object) -> object:
    """Return a field's value as something that lasts."""
    if value is None or isinstance(value, str | int | float):
        return value
    return _Shown(str(value), repr(value))


def _plain(value: object) -> object:
    """Return a field's value as JSON has it."""
    if isinstance(value, Phrase):
        return value.as_data()
    return {"text": str(value), "shown": value.shown} if isinstance(value, _Shown) else value


def _given(plain: Any) -> object:  # noqa: ANN401  as JSON had it
    """Return what `_plain` made plain."""
    match plain:
        case {"en": english, "zh": zh}:
            return Bilingual(english, zh)
        case {"en": str(english), "fields": dict(fields), "bare": bool(bare)}:
            template = Template(plain["english"], plain["package"], plain["context"])
            return Phrase(english, template, {name: _given(one) for name, one in fields.items()}, bare=bare)
        case {"text": text, "shown": shown}:
            return _Shown(text, shown)
        case _:
            return plain


def _again(english: str, template: Template, fields: Mapping[str, object], bare: bool) -> Phrase:  # noqa: FBT001
    return Phrase(english, template, fields, bare=bare)
