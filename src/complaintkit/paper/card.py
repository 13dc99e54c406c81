"""The card of a standing survey, to put up where customers are: what is asked, and the code to scan. S1.13, S3.8"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final, Literal

import attrs

from complaintkit.model.errors import ConfigurationError, InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.survey import StandingSurvey
from complaintkit.model.text import said
from complaintkit.paper.sheet import sheet

_STYLE: Final = Path(__file__).with_name("card.css")
_TITLE: Final = phrase("How do you like it here?")
_SCAN: Final = phrase("Scan the code and tell us: no name, one minute.")
_SIZES: Final[Mapping[str, str]] = {  # CSS has a word for A4 and none for A6
    "A4": "@page { size: A4; margin: 12mm; } @media print { html { font-size: 22pt; } body { padding: 0; } }",
    "A6": "@page { size: 105mm 148mm; margin: 6mm; } @media print { html { font-size: 9pt; } body { padding: 0; } }",
}


@attrs.frozen(kw_only=True)
class SurveyCard:
    """A card for a unit's survey: no person is in it, and it stays good.

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk(playbook="night-market") as desk:
    ...     page = "https://market.example/survey/{token}"
    ...     card = desk.surveys.card("standing", "s1", by="market-manager", address=page)
    >>> "<svg" in card.to_html(size="A6"), "<span>对夜市整体满意吗？</span>" in card.to_html()
    (True, True)
    """

    survey: StandingSurvey
    url: str

    def to_svg(self) -> str:
        """Return the code to scan, as a picture.

        Raises:
            ConfigurationError: `complaintkit[card]` is not installed.
        """
        return str(_segno().make_qr(self.url, error="m").svg_inline(border=4, omitsize=True))

    def to_html(self, languages: Sequence[str] = ("zh", "en"), *, size: Literal["A4", "A6"] = "A4") -> str:
        """Return one page to print, in these languages: what is asked, the code, and its address for who can't scan it.

        Raises:
            ConfigurationError: `complaintkit[card]` is not installed.
            InvalidInput: the size is neither A4 nor A6.
        """
        if size not in _SIZES:
            raise InvalidInput(
                field="size", reason=phrase("{size!r} is no size", size=size), next_step=phrase("Give A4 or A6.")
            )
        body = "\n".join([f"<style>{_SIZES[size]}</style>", *self._lines(languages)])
        return sheet(self._title(languages[0]), body, language=languages[0], style=_STYLE)

    def _title(self, language: str) -> str:
        return said(self.survey.title, language) or self.survey.unit

    def _lines(self, languages: Sequence[str]) -> Iterator[str]:
        yield f"<h1>{_each(map(self._title, languages))}</h1>"
        yield f"<p>{_each(_TITLE.to(one) for one in languages)}</p>"
        yield self.to_svg()
        for question in self.survey.questions:
            if question.scale is not None:
                yield f'<p class="question">{_each(said(question.words, one) for one in languages)}</p>'
        yield f'<p>{_each(_SCAN.to(one) for one in languages)}</p><p class="address">{escape(self.url)}</p>'


def _each(texts: Iterable[str]) -> str:
    """Put what is said in several languages each on a line of its own, what is the same once."""
    return " ".join(f"<span>{escape(one)}</span>" for one in dict.fromkeys(texts))


def _segno() -> Any:  # noqa: ANN401  a module without types of its own
    from importlib import import_module

    try:
        return import_module("segno")
    except ModuleNotFoundError:
        raise ConfigurationError(
            where="survey card",
            reason=phrase("what draws the code is not installed"),
            next_step=phrase("pip install complaintkit[card]"),
        ) from None
