"""A playbook as a document for people: chart, steps, deadlines, roles, words and limits, from the very data that runs. S2.10"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from complaintkit.handbook._chart import drawn
from complaintkit.handbook._clock import deadlines, hours, tiles
from complaintkit.handbook._course import Course, Move
from complaintkit.handbook._document import Chart, Part, Section
from complaintkit.handbook._html import html
from complaintkit.handbook._markdown import markdown
from complaintkit.handbook._matters import categories, channels
from complaintkit.handbook._mermaid import mermaid
from complaintkit.handbook._money import authority, compensation
from complaintkit.handbook._people import people, responsibility, upwards
from complaintkit.handbook._rhythm import rhythm
from complaintkit.handbook._speech import messages, surveys
from complaintkit.handbook._steps import steps
from complaintkit.handbook._tongue import Tongue
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.procedure import Playbook

__all__ = ["Course", "Handbook", "Move", "handbook"]


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


def handbook(playbook: Playbook, courses: Sequence[Course], language: str = "zh-CN") -> Handbook:
    """The handbook of a playbook, in Chinese or English. S2.10

    Args:
        playbook: the procedure, with all that it extends.
        courses: how matters move, by kind; `decision.course` has them.
        language: BCP 47; what is not Chinese is English.

    >>> from complaintkit.handbook.course import course, short_course
    >>> from complaintkit.playbook import load_playbook
    >>> print(handbook(load_playbook("print-shop"), [course(), short_course()], "en").to_markdown()[:34])
    # Print shop: customers' feedback
    """
    tongue = Tongue(playbook, language)
    return Handbook(
        title=tongue.words(playbook.title),
        language="zh-CN" if tongue.chinese else "en",
        imprint=tuple(_imprint(tongue)),
        foot=f"{playbook} · {playbook.digest}",
        sections=tuple(_sections(tongue, courses)),
    )


def _imprint(tongue: Tongue) -> Iterator[tuple[str, str]]:
    playbook = tongue.playbook
    yield tongue.say("Playbook", "预案"), str(playbook)
    if playbook.lineage:
        yield tongue.say("Extends", "基于"), tongue.several(playbook.lineage)
    yield tongue.say("Currency", "币种"), playbook.currency
    yield tongue.say("Languages", "语言"), tongue.several(playbook.languages)
    yield tongue.say("Digest", "校验值"), playbook.digest


def _sections(tongue: Tongue, courses: Sequence[Course]) -> Iterator[Section]:
    charts: list[Part] = [_chart(tongue, course) for course in courses]
    yield Section("flow", tongue.say("At a glance", "流程总览"), (*charts[:1], tiles(tongue), *charts[1:]))
    found = (
        steps(tongue, courses),
        deadlines(tongue, courses),
        categories(tongue),
        people(tongue),
        responsibility(tongue),
        upwards(tongue),
        compensation(tongue),
        authority(tongue),
        messages(tongue),
        surveys(tongue),
        rhythm(tongue),
        channels(tongue),
        hours(tongue),
    )
    yield from (section for section in found if section is not None)


def _chart(tongue: Tongue, course: Course) -> Chart:
    kinds = tongue.several(map(tongue.word, course.kinds))
    title = tongue.say("How a {kinds} is handled", "{kinds}处理流程", kinds=kinds)
    if Kind.COMPLAINT not in course.kinds:
        title = tongue.say("{kinds}: the short way", "{kinds}：简易流程", kinds=kinds.capitalize())
    return Chart(title=title, svg=drawn(course, tongue), mermaid=mermaid(course, tongue))
