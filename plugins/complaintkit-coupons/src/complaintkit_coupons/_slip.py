"""A coupon on paper: text for a receipt printer, a picture or a page with a code that a till can scan."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import tzinfo
from pathlib import Path
from typing import Literal, TypeAlias

import attrs

from complaintkit import Coupon
from complaintkit_coupons import _wording as say
from complaintkit_coupons._columns import centred, wrapped

Symbol: TypeAlias = Literal["code128", "qr"]
Part: TypeAlias = Literal["shop", "title", "worth", "line", "code", "terms"]


def _one_at_least(_: object, __: attrs.Attribute[tuple[str, ...]], value: tuple[str, ...]) -> None:
    if not value:
        raise ValueError('name a language: languages=("zh", "en")')


@attrs.frozen(kw_only=True)
class Slip:
    """What is printed. All that it says, it says in each of `languages`, in their order; `zone` is the shop's."""

    coupon: Coupon
    zone: tzinfo
    languages: tuple[str, ...] = attrs.field(default=("zh", "en"), validator=_one_at_least)
    shop: Mapping[str, str] = attrs.field(factory=dict)
    title: Mapping[str, str] = attrs.field(factory=dict)
    terms: Mapping[str, str] = attrs.field(factory=dict)

    def lines(self) -> Iterator[tuple[Part, str]]:
        """Return its lines from top to bottom, each with what it is. A wording that two languages share stands once."""
        coupon = self.coupon
        kind = "discount" if coupon.percent is not None else "coupon"
        yield from self._each("shop", lambda language: say.in_language(self.shop, language))
        yield from self._each(
            "title", lambda language: say.in_language(self.title, language) or say.label(kind, language)
        )
        yield from self._each("worth", lambda language: say.worth(coupon, language))
        if coupon.min_spend is not None:
            least = coupon.min_spend
            yield from self._each("line", lambda language: say.minimum(least, language))
        yield "code", coupon.code
        yield from self._labelled("until", self.until)
        if coupon.units:
            yield from self._labelled("units", ", ".join(coupon.units))
        yield from self._each("terms", lambda language: say.in_language(self.terms, language))

    @property
    def until(self) -> str:
        """The last moment, as the clock of the shop shows it."""
        return f"{self.coupon.valid_until.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def _labelled(self, name: str, said: str) -> Iterator[tuple[Part, str]]:
        """Label a value on one line in one language; in two, put what it is above."""
        labels = list(dict.fromkeys(say.label(name, language) for language in self.languages))
        if len(labels) == 1:
            yield "line", f"{labels[0]} {said}"
        else:
            yield "line", " ".join(labels)
            yield "line", said

    def _each(self, part: Part, word: Callable[[str], str]) -> Iterator[tuple[Part, str]]:
        said = dict.fromkeys(word(language) for language in self.languages)
        return ((part, text) for text in said if text)

    def text(self, columns: int = 32) -> str:
        """Write it for a receipt printer: 32 columns on 58 mm, 48 on 80 mm. A Chinese character takes two.

        Raises:
            ValueError: so narrow that nothing can be read.
        """
        if columns < 16:
            raise ValueError(f"{columns} columns are too few: a receipt has 32 or 48")
        rule, before, printed = "-" * columns, None, ["=" * columns]
        for part, said in self.lines():
            if part != before and "code" in (part, before):
                printed.append(rule)
            elif part == "terms" and before != "terms":
                printed.append("")
            middle = part != "terms"
            printed += [centred(line, columns) if middle else line for line in wrapped(said, columns)]
            before = part
        return "\n".join([*printed, "=" * columns, ""])

    def svg(self, symbol: Symbol | None = "code128") -> str:
        """Draw it, 58 mm wide, with a code to scan: "code128" for any scanner, "qr" for a camera, None for none.

        A code so long that its bars would be too fine for the paper is drawn as QR.

        Raises:
            ModuleNotFoundError: what draws codes is not installed: `pip install complaintkit-coupons[print]`.
        """
        from complaintkit_coupons._picture import picture

        return picture(self, symbol)

    def html(self, symbol: Symbol | None = "code128") -> str:
        """Make a page that prints the picture on a slip of its size."""
        from complaintkit_coupons._picture import page

        return page(self, symbol)

    def save(self, path: Path, *, symbol: Symbol | None = "code128", columns: int = 32) -> Path:
        """Write it as its suffix says: `.txt`, `.svg` or `.html`, in UTF-8.

        Raises:
            ValueError: another suffix.
        """
        writers = {
            ".txt": lambda: self.text(columns),
            ".svg": lambda: self.svg(symbol),
            ".html": lambda: self.html(symbol),
        }
        if path.suffix not in writers:
            raise ValueError(f"{path.name}: a slip is .txt, .svg or .html")
        content = writers[path.suffix]()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            path.chmod(0o600)  # a code is as good as money: for its owner alone, if the file was there before, too
            file.write(content)
        return path
