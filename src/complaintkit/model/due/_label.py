"""A name in the two languages of the kit: of a calendar, a public holiday, a closure."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput, under
from complaintkit.model.phrase import Bilingual, Phrase, phrase

LANGUAGES = ("en", "zh")


@attrs.frozen
class Label:
    """A name in English and Chinese.

    >>> Label(en="Opening hours", zh="营业时间").to("zh-CN")
    '营业时间'
    """

    en: str
    zh: str

    def to(self, language: str) -> str:
        """Return the name in `language` (BCP 47)."""
        return self.words.to(language)

    @property
    def words(self) -> Phrase:
        """The same, as a phrase."""
        return Bilingual(self.en, self.zh)

    def as_data(self) -> dict[str, str]:
        """Return it as JSON can hold it."""
        return {"en": self.en, "zh": self.zh}

    @classmethod
    def read(cls, value: object) -> Label:
        """Read a name from TOML: a string, or `{ zh = "...", en = "..." }` with at least one of them."""
        if isinstance(value, str) and value.strip():
            return cls(en=value, zh=value)
        if not isinstance(value, Mapping) or not value:
            step = phrase('Give text, or { zh = "...", en = "..." }.')
            raise InvalidInput(field="", reason=phrase("is no name"), next_step=step)
        for language, text in value.items():
            with under(f".{language}"):
                if language not in LANGUAGES:
                    raise InvalidInput(field="", reason=phrase("is not known"), next_step=nearest(language, LANGUAGES))
                if not isinstance(text, str) or not text.strip():
                    step = phrase("Give the name in words.")
                    raise InvalidInput(field="", reason=phrase("is no text"), next_step=step)
        either = next(iter(value.values()))
        return cls(en=value.get("en", either), zh=value.get("zh", either))
