"""The readings of the door: what may be asked, and what is answered. No whole contact but by `contact`, on record."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

import attrs

from complaintkit.cli.door._arguments import NAMES_CASE
from complaintkit.cli.views.case_data import Zones, brief, duty_data, line_data, whole
from complaintkit.cli.views.task_data import task_data
from complaintkit.model.door_word import door_word
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.term import Term
from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from complaintkit.cli.door._session import Session
    from complaintkit.model.actor import By
    from complaintkit.model.remedy import Proposal


def at_most(most: int) -> Callable[[object, attrs.Attribute[int], int], None]:
    """Make the check of how many are read at once."""

    def check(_: object, attribute: attrs.Attribute[int], value: int) -> None:
        """Bound how many are read at once."""
        if not 1 <= value <= most:
            raise InvalidInput(
                field=attribute.name,
                reason=phrase("{value} is out of range", value=value),
                next_step=phrase("Give 1 to {most}.", most=most),
            )

    return check


@attrs.frozen(kw_only=True)
class Reading:
    """What may be asked; nothing changes by it, but that `contact` is put on record."""

    word: ClassVar[str] = "reading"

    def __init_subclass__(cls) -> None:
        """Name it: `ReadCase` is `case` at the door."""
        cls.word = door_word(cls.__name__.removeprefix("Read"))

    def result(self, session: Session, by: By) -> object:
        """Read it."""
        raise NotImplementedError


@attrs.frozen(kw_only=True)
class ReadCase(Reading):
    """A case as it stands, the customer masked."""

    case: str = attrs.field(metadata={NAMES_CASE: True})

    def result(self, session: Session, by: By) -> object:
        """Return everything known of it."""
        case = session.desk.case(self.case, by=by)
        return whole(case, Zones(session.desk).of(case))


@attrs.frozen(kw_only=True)
class ReadCases(Reading):
    """Cases, newest received first; `after` is the id of the last one seen."""

    owner: str | None = None
    unit: str | None = None
    open: bool | None = None
    kind: str | None = None
    state: str | None = None
    category: str | None = None
    customer: str | None = None
    channel: str | None = None
    external_id: str | None = None
    contact: str | None = None
    lot: str | None = None
    receipt: str | None = None
    overdue: bool = False
    before_group: bool = False
    waiting: bool = False
    unread: bool = False
    after: str | None = None
    limit: int = attrs.field(default=50, validator=at_most(1000))

    def result(self, session: Session, by: By) -> object:
        """Return one page."""
        conditions = attrs.asdict(self, filter=lambda field, _: field.name not in ("after", "limit"))
        page, _ = session.desk.cases(by=by, **conditions).page(size=self.limit, after=self.after)
        zones = Zones(session.desk)
        return [{"id": one.id, **brief(one, zones.of(one))} for one in page]


@attrs.frozen(kw_only=True)
class ReadDuties(Reading):
    """Everything one person is responsible for now; the one who asks, where nobody is named."""

    staff: str | None = None
    after: str | None = None
    limit: int = attrs.field(default=200, validator=at_most(1000))

    def result(self, session: Session, by: By) -> object:
        """Return what is owed, with a sentence for each; cases, handovers and approvals among it; and tasks beside the cases."""
        staff = self.staff or (by if isinstance(by, str) else by.name)
        duties, zones = session.desk.duties(staff, by=by, after=self.after, limit=self.limit), Zones(session.desk)
        return {
            "owed": [duty_data(one, zones.of(one.of), session.language) for one in duties.owed],
            "tasks": [task_data(one, zones.of(one), session.language) for one in duties.tasks],
            "next": duties.next,
            "cases": [brief(one, zones.of(one)) for one in duties.cases],
            "handovers_to_answer": as_data(duties.handovers_to_answer),
            "approvals_to_give": as_data(duties.approvals_to_give),
        }


@attrs.frozen(kw_only=True)
class ReadAllowed(Reading):
    """What the one who asks could do to a case now."""

    case: str = attrs.field(metadata={NAMES_CASE: True})

    def result(self, session: Session, by: By) -> object:
        """Return door words."""
        return sorted(session.desk.allowed(self.case, by=by))


@attrs.frozen(kw_only=True)
class ReadPossible(Reading):
    """Every command on a case: whether the one who asks may now, why not, and what comes first."""

    case: str = attrs.field(metadata={NAMES_CASE: True})

    def result(self, session: Session, by: By) -> object:
        """Return them in the order of a case's life."""
        language, found = session.language, session.desk.possible(self.case, by=by).values()
        return [
            {
                "command": one.command,
                "title": one.title(language),
                "allowed": one.allowed,
                "why": one.why.to(language) if one.why else None,
                "rule": one.rule,
                "first": list(one.first),
            }
            for one in found
        ]


@attrs.frozen(kw_only=True)
class ReadVocabulary(Reading):
    """The words of a form, with their titles in English, Chinese and the playbook's languages."""

    unit: str | None = None

    def result(self, session: Session, by: By) -> object:
        """Return lists of words by what they are for."""
        words = session.desk.vocabulary(by=by, unit=self.unit)
        languages = dict.fromkeys(("en", "zh", *session.desk.playbook(by=by, unit=self.unit).languages))
        lists = attrs.fields_dict(type(words))
        return {name: [_term(one, languages) for one in getattr(words, name)] for name in lists}


def _term(one: Term, languages: Iterable[str]) -> dict[str, object]:
    """Return a word with its titles, and what belongs to it: lists of words, and what else there is to know."""
    data: dict[str, object] = {"id": one.id, "title": {language: one.title(language) for language in languages}}
    for field in attrs.fields(type(one)):
        value = getattr(one, field.name)
        if isinstance(value, tuple) and value and isinstance(value[0], Term):
            data[field.name] = [_term(inner, languages) for inner in value]
        elif field.name not in ("id", "words") and value not in (None, ()):
            data[field.name] = as_data(value)
    return data


@attrs.frozen(kw_only=True)
class ReadProposals(Reading):
    """What may be offered to the customer of a case, and whether the one who asks may promise it."""

    case: str = attrs.field(metadata={NAMES_CASE: True})

    def result(self, session: Session, by: By) -> object:
        """Return each with its remedy, as `remedies` takes it, and why, in every language there is."""
        return [_proposal(one) for one in session.desk.proposals(self.case, by=by)]


@attrs.frozen(kw_only=True)
class ReadTimeline(Reading):
    """What happened to a case, in order, with what was said."""

    case: str = attrs.field(metadata={NAMES_CASE: True})

    def result(self, session: Session, by: By) -> object:
        """Return its lines, with a sentence for each."""
        case = session.desk.case(self.case, by=by)
        lines = session.desk.timeline_in_words(case, by=by, language=session.language)
        return [line_data(one, Zones(session.desk).of(case)) for one in lines]


@attrs.frozen(kw_only=True)
class ReadContact(Reading):
    """The customer unmasked; who read it and what for is kept."""

    case: str = attrs.field(metadata={NAMES_CASE: True})
    purpose: str

    def result(self, session: Session, by: By) -> object:
        """Return the whole customer."""
        return as_data(session.desk.contact(self.case, by=by, purpose=self.purpose))


@attrs.frozen(kw_only=True)
class ReadAttachment(Reading):
    """A file of a case; who read it and what for is kept. A case names its files under `attachments`."""

    case: str = attrs.field(metadata={NAMES_CASE: True})
    attachment: str
    purpose: str

    def result(self, session: Session, by: By) -> object:
        """Return its name, its media type and its bytes."""
        found = session.desk.attachment(self.case, self.attachment, by=by, purpose=self.purpose)
        content = base64.b64encode(found.content).decode("ascii")
        return {"name": found.name, "media_type": found.media_type, "base64": content}


@attrs.frozen(kw_only=True)
class ReadEvents(Reading):
    """What happened to cases that the one who asks may see, in commit order; `after` is the last position seen."""

    after: str | None = None
    limit: int = attrs.field(default=1000, validator=at_most(10_000))

    def result(self, session: Session, by: By) -> object:
        """Return lines of the feed."""
        feed = session.desk.events(self.after, by=by, limit=self.limit)
        return [{**as_data(one), "data": json.loads(one.data)} for one in feed]


def _proposal(found: Proposal) -> dict[str, object]:
    data = as_data(found)
    remedy = {name: value for name, value in data["remedy"].items() if value not in (None, [], {})}
    return {
        **{name: data[name] for name in ("id", "rule", "policy")},
        "remedy": remedy,
        **{name: data[name] for name in ("within_authority", "approver", "left")},
        "why": data["reason"],
        **({"alternative": _proposal(found.alternative)} if found.alternative else {}),
    }
