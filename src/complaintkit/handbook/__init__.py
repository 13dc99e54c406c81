"""The handbook: a playbook as a document for people, made from the very data that runs. S2.10"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from complaintkit.handbook._authority import authority
from complaintkit.handbook._bodies import bodies
from complaintkit.handbook._categories import categories
from complaintkit.handbook._causes import causes
from complaintkit.handbook._channels import channels
from complaintkit.handbook._chart import chart
from complaintkit.handbook._compensation import compensation
from complaintkit.handbook._consequences import consequences
from complaintkit.handbook._course import complaint_course, short_course
from complaintkit.handbook._deadlines import deadlines, tiles
from complaintkit.handbook._document import Section
from complaintkit.handbook._hours import hours
from complaintkit.handbook._html import html
from complaintkit.handbook._incidents import incidents
from complaintkit.handbook._learning import learning
from complaintkit.handbook._markdown import markdown
from complaintkit.handbook._members import members
from complaintkit.handbook._messages import messages
from complaintkit.handbook._people import escalations, people, responsibility
from complaintkit.handbook._reviews import reviews
from complaintkit.handbook._rights import rights
from complaintkit.handbook._steps import steps
from complaintkit.handbook._surveys import surveys
from complaintkit.handbook._translator import Translator
from complaintkit.model.catalogue import nearest_language
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
        """Return one HTML file, to be read or printed on A4; it fetches nothing."""
        return html(self.title, self.imprint, self.sections, language=self.language, foot=self.foot)

    def to_markdown(self) -> str:
        """Return Markdown, with the flow chart as a Mermaid diagram."""
        return markdown(self.title, self.imprint, self.sections)


def handbook(playbook: Playbook, language: str = "zh-CN") -> Handbook:
    """Make the handbook of a playbook, in Chinese or English. S2.10

    Args:
        playbook: the procedure, with all that it extends.
        language: BCP 47; English where nothing is said in it.

    >>> from complaintkit.playbook import load_playbook
    >>> print(handbook(load_playbook("print-shop"), "en").to_markdown()[:34])
    # Print shop: customers' feedback
    """
    translator = Translator(playbook, language)
    return Handbook(
        title=translator.words(playbook.title),
        language=language if nearest_language(language) else "en",
        imprint=tuple(_imprint(translator)),
        foot=f"{playbook} · {playbook.digest}",
        sections=tuple(_sections(translator)),
    )


def _imprint(translator: Translator) -> Iterator[tuple[str, str]]:
    playbook = translator.playbook
    yield translator.say("Playbook"), str(playbook)
    if playbook.lineage:
        yield translator.say("Extends"), translator.several(playbook.lineage)
    yield translator.say("Currency"), playbook.currency
    yield translator.say("Languages"), translator.several(playbook.languages)
    yield translator.say("Digest"), playbook.digest


def _sections(translator: Translator) -> Iterator[Section]:
    courses = complaint_course(), short_course()
    first, *others = (chart(course, translator) for course in courses)
    yield Section("flow", translator.say("At a glance"), (first, tiles(translator), *others))
    found = (
        steps(translator, courses),
        deadlines(translator),
        categories(translator),
        causes(translator),
        people(translator),
        responsibility(translator),
        rights(translator),
        consequences(translator),
        incidents(translator),
        escalations(translator),
        compensation(translator),
        authority(translator),
        messages(translator),
        surveys(translator),
        reviews(translator),
        learning(translator),
        members(translator),
        channels(translator),
        bodies(translator),
        hours(translator),
    )
    yield from filter(None, found)
