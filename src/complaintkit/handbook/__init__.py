"""A playbook as a document for people: chart, steps, deadlines, roles, words and limits, from the very data that runs. S2.10"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from complaintkit.handbook._categories import categories, channels
from complaintkit.handbook._chart import chart
from complaintkit.handbook._compensation import authority, compensation
from complaintkit.handbook._course import complaint_course, short_course
from complaintkit.handbook._deadlines import deadlines, hours, tiles
from complaintkit.handbook._document import Section
from complaintkit.handbook._html import html
from complaintkit.handbook._markdown import markdown
from complaintkit.handbook._messages import messages, surveys
from complaintkit.handbook._people import people, responsibility, upwards
from complaintkit.handbook._reviews import rhythm
from complaintkit.handbook._steps import steps
from complaintkit.handbook._translator import Translator
from complaintkit.model.phrase import phrase
from complaintkit.playbook.procedure import Playbook

__all__ = ["Handbook", "handbook"]


@attrs.frozen(kw_only=True)
class Handbook:
    """A procedure, ready to be written out in one language.

    `imprint` says which version this is: by its digest it can be told whether the page on the wall is what runs.
    """

    title: str
    language: str
    imprint: tuple[tuple[str, str], ...]
    foot: str
    sections: tuple[Section, ...] = attrs.field(repr=False)

    def to_html(self) -> str:
        """One HTML file, to be read or printed on A4; it fetches nothing."""
        return html(self.title, self.imprint, self.sections, language=self.language, foot=self.foot)

    def to_markdown(self) -> str:
        """Markdown, with the flow chart as a Mermaid diagram."""
        return markdown(self.title, self.imprint, self.sections)


def handbook(playbook: Playbook, language: str = "zh-CN") -> Handbook:
    """The handbook of a playbook, in Chinese or English. S2.10

    Args:
        playbook: the procedure, with all that it extends.
        language: BCP 47; what is not Chinese is English.

    >>> from complaintkit.playbook import load_playbook
    >>> print(handbook(load_playbook("print-shop"), "en").to_markdown()[:34])
    # Print shop: customers' feedback
    """
    translator = Translator(playbook, language)
    return Handbook(
        title=translator.words(playbook.title),
        language="zh-CN" if translator.chinese else "en",
        imprint=tuple(_imprint(translator)),
        foot=f"{playbook} · {playbook.digest}",
        sections=tuple(_sections(translator)),
    )


def _imprint(translator: Translator) -> Iterator[tuple[str, str]]:
    playbook = translator.playbook
    yield translator.say(phrase("Playbook")), str(playbook)
    if playbook.lineage:
        yield translator.say(phrase("Extends")), translator.several(playbook.lineage)
    yield translator.say(phrase("Currency")), playbook.currency
    yield translator.say(phrase("Languages")), translator.several(playbook.languages)
    yield translator.say(phrase("Digest")), playbook.digest


def _sections(translator: Translator) -> Iterator[Section]:
    courses = complaint_course(), short_course()
    first, *others = (chart(course, translator) for course in courses)
    yield Section("flow", translator.say(phrase("At a glance")), (first, tiles(translator), *others))
    found = (
        steps(translator, courses),
        deadlines(translator),
        categories(translator),
        people(translator),
        responsibility(translator),
        upwards(translator),
        compensation(translator),
        authority(translator),
        messages(translator),
        surveys(translator),
        rhythm(translator),
        channels(translator),
        hours(translator),
    )
    yield from filter(None, found)
