"""The registration form that staff know, on one sheet: of a case, or blank for the counter without a computer. S0.4"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Final

import attrs

from complaintkit.model.case import Case
from complaintkit.model.phrase import Phrase, joined, phrase
from complaintkit.model.remedy import Remedy
from complaintkit.model.text import said
from complaintkit.model.vocabulary import Decision, Kind, Severity
from complaintkit.model.wording import FIELDS, WORDS
from complaintkit.paper.authority import at_authorities
from complaintkit.paper.rounds import earlier_rounds
from complaintkit.paper.sheet import sheet
from complaintkit.paper.titles import Titles, printed

_STYLE: Final = Path(__file__).with_name("form.css")
_LABELS: Final[Mapping[str, Phrase]] = phrase.table(
    "form",
    {
        "title": "Complaint registration form",
        "number": "No.",
        "received": "received at",
        "recorded": "recorded at",
        "channel": "came in by",
        "receiver": "received by",
        "owner": "responsible",
        "unit": "unit",
        "customer": "customer",
        "contact": "contact",
        "member": "member",
        "needs": "needs",
        "for": "speaks for",
        "kind": "kind",
        "category": "category",
        "severity": "urgency",
        "occurred": "when it happened",
        "goods": "goods or service",
        "receipt": "receipt",
        "text": "what the customer says",
        "issues": "what they complain of beside, one by one",
        "wanted": "what the customer wants",
        "approach": "initial assessment",
        "expected": "answer promised by",
        "facts": "what was found",
        "cause": "root cause",
        "plan": "solution: what, who, by when",
        "remedies": "compensation",
        "decisions": "decision on each issue, with reasons",
        "result": "result",
        "answered": "answered at",
        "rounds": "earlier rounds",
        "authority": "at an authority",
        "satisfaction": "satisfaction: handling / outcome, 1 to 5",
        "remark": "what the customer thinks of it",
        "signed by receiver": "received by (signature)",
        "signed by owner": "responsible (signature)",
        "signed by leader": "leader (signature)",
        "signed by customer": "customer (signature)",
    },
)


@attrs.frozen(kw_only=True)
class _Field:
    """One box: its label, what stands in it, how many of twelve columns it takes, and how many lines it leaves free."""

    label: str
    body: str
    wide: int
    lines: int = 1


@attrs.frozen(kw_only=True)
class RegistrationForm:
    """The form of a case, or a blank one where there is none; the customer as the case holds them: masked, or whole.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(name="王芳"))
    ...     form, blank = desk.registration_form(case, by="chen"), desk.registration_form(by="chen")
    >>> case.number in form.to_html("zh"), "投诉登记表" in blank.to_html("zh"), "饭是酸的" in blank.to_html("zh")
    (True, True, False)
    """

    titles: Titles = attrs.field(repr=False)
    unit: str = ""
    case: Case | None = None

    def to_html(self, language: str = "en") -> str:
        """Return one page to print on A4, upright; Chinese where `language` is."""
        title = _LABELS["title"].to(language)
        number = self.case.number if self.case else ""
        place = said(self.titles.unit(self.unit), language)
        head = (
            f"<header><h1>{escape(title)}</h1><p><span>{escape(place)}</span>"
            f"<span>{escape(_LABELS['number'].to(language))} <b>{escape(number)}</b></span></p></header>"
        )
        boxes = "\n".join(map(_box, _Filler(self.titles, self.case, language).fields()))
        return sheet(
            f"{title} {number}".strip(),
            f"{head}\n<main>\n{boxes}\n</main>",
            language=language,
            style=_STYLE,
            foot=f"{title} {number}".strip(),
        )


@attrs.frozen
class _Filler:
    titles: Titles
    case: Case | None
    language: str

    def fields(self) -> Iterator[_Field]:
        yield from self._intake()
        yield from self._customer()
        yield from self._matter()
        yield from self._handling()
        yield from self._end()

    def _intake(self) -> Iterator[_Field]:
        case, titles = self.case, self.titles
        yield self._text("received", titles.time(case.received_at) if case else "", wide=4)
        yield self._text("recorded", titles.time(case.recorded_at) if case else "", wide=4)
        yield self._text("unit", said(titles.unit(case.unit), self.language) if case else "", wide=4)
        channels = {id_: said(one.title, self.language) for id_, one in titles.playbook.channels.items()}
        yield self._choice("channel", channels, case.channel if case else None)
        yield self._text("receiver", titles.person(case.first_receiver) if case else "", wide=6)
        yield self._text("owner", titles.person(case.owner) if case else "", wide=6)

    def _customer(self) -> Iterator[_Field]:
        customer = self.case.customer if self.case else None
        yield self._text("customer", (customer.name or "") if customer else "", wide=4)
        contacts = [one.address for one in customer.contacts] if customer else []
        because = customer.no_contact_because if customer else None
        yield self._text("contact", self._row([*contacts, *filter(None, [because])]), wide=8)
        member = customer.member if customer else None
        yield self._text("member", member.standing.to(self.language) if member else "", wide=4)
        needs = {one: printed(WORDS, one).to(self.language) for one in ("elderly", "child", "disabled")}
        yield self._choice("needs", needs, *(customer.needs if customer else ()), wide=4)
        other = customer.speaks_for if customer else None
        yield self._text("for", (other.name or "") if other else "", wide=4)

    def _matter(self) -> Iterator[_Field]:
        case = self.case
        yield self._choice("kind", self._closed(Kind), case.kind if case else None, wide=6)
        yield self._choice("severity", self._closed(Severity), case.severity if case else None, wide=6)
        yield self._categories()
        yield self._text("occurred", self.titles.time(case.occurred_at) if case else "", wide=4)
        yield self._text("goods", self._goods(), wide=4)
        yield self._text("receipt", self._receipt(), wide=4)
        yield self._text("text", self._block("text"), wide=6, lines=3)
        yield self._text("issues", self._issues(), wide=6, lines=3)
        yield self._text("wanted", self._block("wanted"), lines=2)

    def _handling(self) -> Iterator[_Field]:
        case = self.case
        yield self._text("approach", self._block("approach"), wide=8, lines=2)
        yield self._text("expected", self.titles.time(case.answer_expected) if case else "", wide=4, lines=2)
        yield self._text("facts", self._block("facts"), lines=2)
        causes = {id_: said(one.title, self.language) for id_, one in self.titles.playbook.causes.items()}
        found = [one.root_cause for one in case.issues if one.root_cause] if case else []
        if causes:  # once it is known, the others would only take the room of what was found
            yield self._choice("cause", {one: causes.get(one, one) for one in found} or causes, *found)
        else:
            yield self._text("cause", self._row(found))
        yield self._text("plan", self._plan(), lines=2)
        yield self._text("remedies", self._remedies(), wide=8)
        yield self._text("answered", self.titles.time(case.resolved_at) if case else "", wide=4)

    def _end(self) -> Iterator[_Field]:
        case = self.case
        survey = case.survey if case else None
        yield self._text("decisions", self._decisions(), wide=7, lines=2)
        yield self._text("result", self._block("result") if case and case.resolved_at else "", wide=5, lines=2)
        if case and case.cycle > 1:
            yield self._text("rounds", "\n".join(one.to(self.language) for one in earlier_rounds(case)))
        if case and case.authority_cases:
            yield self._text("authority", self._authorities(case))
        scores = f"{survey.process or '-'} / {survey.outcome or '-'}" if survey else ""
        yield self._text("satisfaction", scores, wide=4, lines=2)
        yield self._text("remark", (survey.remark or "") if survey else "", wide=8, lines=2)
        for one in ("receiver", "owner", "leader", "customer"):
            yield self._text(f"signed by {one}", "", wide=3, lines=2)

    # ---- what stands in a box --------------------------------------------------------------------------------------------
    def _text(self, label: str, text: str, *, wide: int = 12, lines: int = 1) -> _Field:
        body = escape(text).replace("\n", "<br/>")
        return _Field(label=_LABELS[label].to(self.language), body=body, wide=wide, lines=lines)

    def _choice(self, label: str, options: Mapping[str, str], *chosen: str | None, wide: int = 12) -> _Field:
        """Return a box of boxes to tick; what was chosen and is offered no more is ticked all the same."""
        offered = {**options, **{one: one for one in chosen if one and one not in options}}
        body = "".join(_option(title, ticked=id_ in chosen) for id_, title in offered.items())
        return _Field(label=_LABELS[label].to(self.language), body=body, wide=wide)

    def _closed(self, words: Iterable[str]) -> Mapping[str, str]:
        return {str(one): printed(WORDS, str(one)).to(self.language) for one in words}

    def _categories(self) -> _Field:
        """Return the categories, those within one behind it on a line of their own."""
        chosen = self.case.categories if self.case else ()
        known = self.titles.playbook.categories
        lines: dict[str, list[str]] = {}
        for id_, one in known.items():
            lines.setdefault(id_.partition("/")[0], []).append(
                _option(said(one.title, self.language), ticked=id_ in chosen)
            )
        body = "".join(f"<div>{''.join(line)}</div>" for line in lines.values())
        body += "".join(_option(one, ticked=True) for one in chosen if one not in known)
        return _Field(label=_LABELS["category"].to(self.language), body=body, wide=12)

    def _issues(self) -> str:
        """Return what was raised beside the first, a line each. R7"""
        issues = self.case.issues[1:] if self.case else ()
        return "\n".join(self._numbered(one.id, one.text or "") for one in issues)

    def _decisions(self) -> str:
        """Return what was decided on each issue, a line each. R7"""
        decided = [one for one in self.case.issues if one.decision] if self.case else []
        told = {one.id: self._decision(one.decision, one.reasons) for one in decided}
        return "\n".join(self._numbered(id_, text) if len(told) > 1 else text for id_, text in told.items())

    def _decision(self, decision: Decision | None, reasons: str | None) -> str:
        if decision is None:
            return ""
        word = printed(WORDS, str(decision))
        return (phrase("{label}: {text}", label=word, text=reasons) if reasons else word).to(self.language)

    def _numbered(self, number: str, text: str) -> str:
        return phrase("{number}) {what}", number=number, what=text).to(self.language)

    def _row(self, words: Iterable[str]) -> str:
        return joined(list(words)).to(self.language)

    def _block(self, name: str) -> str:
        return getattr(self.case, name, None) or ""

    def _goods(self) -> str:
        if self.case is None:
            return ""
        items = self.case.items or (self.case.purchase.items if self.case.purchase else ())
        named = [" ".join(filter(None, [one.name, one.sku, one.lot])) for one in items]
        return self._row(
            [*named, *(f"{_field(name).to(self.language)} {value}" for name, value in self.case.fields.items())]
        )

    def _receipt(self) -> str:
        bought = self.case.purchase if self.case else None
        return (
            self._row(filter(None, [bought.receipt, bought.paid.in_words(self.language) if bought.paid else ""]))
            if bought
            else ""
        )

    def _plan(self) -> str:
        case = self.case
        plan = case.plan if case else None
        if case is None or plan is None:
            return ""
        dates = [self.titles.time(one.due) if isinstance(one.due, datetime) else "" for one in plan.measures]
        return "\n".join(
            self._row(filter(None, [one.what, self.titles.person(one.who), due]))
            for one, due in zip(plan.measures, dates, strict=True)
        )

    def _authorities(self, case: Case) -> str:
        return "\n".join(row.told().to(self.language) for row in at_authorities(case, self.titles))

    def _worth(self, remedy: Remedy) -> str:
        return remedy.face_value.in_words(self.language) if remedy.face_value else ""

    def _remedies(self) -> str:
        given = self.case.remedies if self.case else ()
        told = (f"{printed(WORDS, one.kind).to(self.language)} {self._worth(one)}".strip() for one in given)
        return self._row(told)


def _field(name: str) -> Phrase:
    return printed(FIELDS, name.replace("-", "_"))


def _option(title: str, *, ticked: bool) -> str:
    return f'<span class="option">{"☑" if ticked else "☐"} {escape(title)}</span> '


def _box(one: _Field) -> str:
    style = f"grid-column: span {one.wide}; min-height: {1.5 + 1.35 * one.lines:.2f}em"
    return f'<div class="box" style="{style}"><small>{escape(one.label)}</small><div>{one.body}</div></div>'
