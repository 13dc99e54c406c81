"""Read a filled form as a command: fields by dotted name, each error under the name its sender gave. R2, R12"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import attrs

from complaintkit.decision.history import Past
from complaintkit.model.check import number_in, plain
from complaintkit.model.commands import Receive
from complaintkit.model.customer import Contact, Customer, Member
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.docket import Docket
from complaintkit.model.errors import InvalidInput
from complaintkit.model.goods import Item, Purchase
from complaintkit.model.issue import Issue
from complaintkit.model.moment import time_in_words
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.model.wire import Reader

if TYPE_CHECKING:
    from complaintkit.ports.inbound import FormReceived


TIMES: Final = frozenset(
    {"received_at", "occurred_at", "closed_at", "reply.at", "purchase.at", "docket.answer_by", "docket.dated"}
)
FIELDS: Final = TIMES | frozenset(
    "text subject wanted kind category severity unit channel about_staff paid reply.text"
    " customer.name customer.phone customer.email customer.reference customer.member customer.language"
    " purchase.receipt item.name item.sku item.lot docket.number docket.authority".split()
)
"""What a form can say, beside `fields.<name>` for the playbook's own fields and `issue.2.text` for what else is complained of."""
BESIDE: Final = frozenset({"line", "row", "columns", "problems", "external_id"})
"""What a channel says of the form itself: where it stood, as what, and what it could not read."""

MEND: Final = phrase("Mend it in the file.")
_OWN: Final = "fields."
_ISSUE: Final = re.compile(r"issue\.([2-9]|1[0-9]|20)\.(text|category|about_staff)")  # up to `MOST` of model/issue
_reader: Final = cache(Reader)  # times and text are written as everywhere; made when the first form is read
_EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)  # older is an empty date in disguise: 1899-12-30 is Excel's zero
_OF_CUSTOMER: Final = ("name", "phone", "email", "reference", "language")
_PLAIN: Final = ("kind", "category", "severity", "unit", "about_staff", "wanted", "subject")


def receive_of(form: FormReceived, *, channel: str, currency: str) -> Receive:
    """Return the command that a form holds.

    Raises:
        InvalidInput: under the form's own name for the field; of several problems, the first.
    """
    return _receive(_values(form), form, channel=channel, currency=currency)


def without_unusable(form: FormReceived) -> FormReceived:
    """Return a form whose customer has only addresses that are some; what is none stands behind its words instead.

    Whoever accepts a form cannot have its sender mend it, and nothing that was typed is lost.
    """
    said = dict(form.fields)
    for field in ("customer.phone", "customer.email"):
        address, text = said.get(field), said.get("text")
        if isinstance(address, str) and address.strip() and not _is_address(field, address):
            del said[field]
            if isinstance(text, str) and text.strip():
                said["text"] = f"{text}\n{address}"
    return attrs.evolve(form, fields=said)


def as_the_sender_says(error: InvalidInput, form: FormReceived) -> InvalidInput:
    """Return an error under the sender's own name for its field; whoever made it knows no other."""
    told = error.named(form.names.get(error.field, error.field))
    told.kept_as = error.kept_as
    return told


def words_of(form: FormReceived) -> str:
    """Return what a form says as words on a case that there is: its text, then each other field by its name."""
    said = {field: value for field, value in form.fields.items() if field not in BESIDE and value not in (None, "")}
    text = said.pop("text", None)
    return "\n".join([*([str(text)] if text else []), *(f"{field}: {value}" for field, value in said.items())])


def complained_about(fields: Mapping[str, object]) -> frozenset[str]:
    """Return whom the fields of a form or a command complain about, by staff id as far as they say so; of praise, nobody. R6"""
    if fields.get("kind") == Kind.PRAISE:
        return frozenset()
    return frozenset(_named(fields))


def _named(value: object) -> Iterator[str]:
    """Yield whom a value names as `about_staff`, however deep."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from _named(one)
    for name, one in value.items() if isinstance(value, Mapping) else ():
        if str(name).rpartition(".")[2] == "about_staff" and isinstance(one, str):
            yield one
        else:
            yield from _named(one)


def _is_address(field: str, text: str) -> bool:
    try:
        Contact(field.removeprefix("customer."), text.strip())
    except InvalidInput:
        return False
    return True


def history_of(
    form: FormReceived, *, channel: str, currency: str, received_by: str | None = None
) -> tuple[Receive, Past]:
    """Return the command that a form of the past holds, and what had become of the complaint.

    Raises:
        InvalidInput: as `receive_of`.
    """
    said = _values(form)
    receive = _receive(said, form, channel=channel, currency=currency, received_by=received_by)
    past = Past(answer=said.get("reply.text"), answered_at=said.get("reply.at"), closed_at=said.get("closed_at"))
    return receive, past


def _receive(
    said: Mapping[str, Any], form: FormReceived, *, channel: str, currency: str, received_by: str | None = None
) -> Receive:
    items = _items(said, currency)
    purchase, docket = _purchase(said, items, currency), _docket(said)
    if "paid" in said:  # also where nothing was bought, and it stands among the playbook's own fields
        with _naming("paid"):
            Item("-", paid=paid_in(said, currency))
    return Receive(
        text=said.get("text", ""),
        channel=said.get("channel", channel),
        customer=_customer(said),
        purchase=purchase,
        items=() if purchase else items,
        docket=docket,
        issues=tuple(_issues(said)),
        occurred_at=said.get("occurred_at"),
        received_at=said.get("received_at", form.at),
        fields=dict(_own_fields(said, purchase, items, docket)),
        external_id=form.external_id,
        received_by=received_by,
        **{name: said[name] for name in _PLAIN if name in said},
    )


# ---- checking -------------------------------------------------------------------------------------------------------
def _values(form: FormReceived) -> dict[str, Any]:
    """Return what the form says, empty fields left out: times as datetimes, all else as text."""
    problems = form.fields.get("problems")
    if isinstance(problems, Mapping):
        for field, reason in problems.items():
            said = reason if isinstance(reason, str) else str(reason)
            raise InvalidInput(field=str(field), reason=said, next_step=MEND if "line" in form.fields else "")
    found: dict[str, Any] = {}
    for field, value in form.fields.items():
        if field in BESIDE or value in (None, ""):
            continue
        if field not in FIELDS and not field.startswith(_OWN) and not _ISSUE.fullmatch(field):
            known = (form.names.get(one, one) for one in FIELDS)
            raise InvalidInput(field=field, reason=phrase("is no field"), next_step=nearest(field, known))
        found[field] = _time(field, value) if field in TIMES else _text(field, value)
    return found


def _time(field: str, value: object) -> datetime:
    at = value if isinstance(value, datetime) and value.tzinfo is UTC else _read_time(field, value)
    if at < _EARLIEST:
        raise InvalidInput(
            field=field,
            reason=phrase("{at} is too long ago to be true", at=time_in_words(at)),
            next_step=phrase("Leave it empty."),
        )
    return at


def _read_time(field: str, value: object) -> datetime:
    at: datetime = _reader().read(value, datetime, field)
    return at


def _text(field: str, value: object) -> str:
    text: str = value if type(value) is str else _reader().read(value, str, field)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidInput(
            field=field,
            reason=phrase("holds halves of characters"),
            next_step=phrase("Read it in its own encoding."),
        ) from None
    return text


@contextmanager
def _naming(field: str, said: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Raise the error of a part under the form's own name for it: beside `field` where the form says that, else `field`."""
    try:
        yield
    except InvalidInput as error:
        beside = f"{field.partition('.')[0]}.{error.field}"
        named = next((one for one in (error.field, beside) if one in FIELDS and (said is None or one in said)), field)
        raise error.named(named) from None


@contextmanager
def naming_issues() -> Iterator[None]:
    """Raise what is wrong with a further issue of a command under its form's name: `issue.2.category` for `issues[0].category`."""
    try:
        yield
    except InvalidInput as error:
        found = re.match(r"issues\[(\d+)\]", error.field)
        if found is None:
            raise
        raise error.named(f"issue.{int(found[1]) + 2}{error.field[found.end() :]}") from None


# ---- the parts ------------------------------------------------------------------------------------------------------
def _customer(said: Mapping[str, Any]) -> Customer:
    known = {name: said[f"customer.{name}"] for name in _OF_CUSTOMER if f"customer.{name}" in said}
    if "customer.member" in said:
        with _naming("customer.member"):
            known["member"] = Member(said["customer.member"])
    return Customer(**known)


def _issues(said: Mapping[str, Any]) -> Iterator[Issue]:
    """Yield what else is complained of, by its number: the complaint itself is the first. R7"""
    for number in sorted({int(found[1]) for field in said if (found := _ISSUE.fullmatch(field))}):
        parts = {one: said.get(f"issue.{number}.{one}") for one in ("category", "about_staff")}
        try:
            yield Issue(said.get(f"issue.{number}.text", ""), **parts)
        except InvalidInput as error:
            raise error.within(f"issue.{number}") from None


def _items(said: Mapping[str, Any], currency: str) -> tuple[Item, ...]:
    name, sku, lot = (said.get(f"item.{one}") for one in ("name", "sku", "lot"))
    if not (name or sku or lot):
        return ()
    with _naming(next(f"item.{one}" for one in ("name", "sku", "lot") if said.get(f"item.{one}")), said):
        paid = None if "purchase.receipt" in said else paid_in(said, currency)
        return (Item(str(name or sku or lot), sku=sku, lot=lot, paid=paid),)


def _purchase(said: Mapping[str, Any], items: tuple[Item, ...], currency: str) -> Purchase | None:
    receipt = said.get("purchase.receipt")
    if receipt is None:
        return None
    with _naming("purchase.receipt", said):
        paid = paid_in(said, currency)
        return Purchase(receipt, at=said.get("purchase.at"), unit=said.get("unit"), paid=paid, items=items)


def paid_in(said: Mapping[str, Any], currency: str) -> Money | None:
    """Return the amount as people type it, in the playbook's currency where it names none."""
    text = said.get("paid")
    if text is None:
        return None
    with _naming("paid"):
        number = number_in(text)
        if number is not None:
            return Money(number, _named_by(plain(text), currency))
        amount, _, named = text.strip().partition(" ")
        return Money(amount, named.strip() or currency)


def _named_by(amount: str, currency: str) -> str:
    """Return the currency of a typed amount: the yuan where a word or sign of it stands there; ¥ is the yen where yen are paid."""
    if currency == "JPY":
        return "CNY" if re.search("元|块|CNY|RMB", amount) else currency
    return "CNY" if re.search("¥|元|块|CNY|RMB", amount) else currency


def _docket(said: Mapping[str, Any]) -> Docket | None:
    number, authority = said.get("docket.number"), said.get("docket.authority")
    if number is None or authority is None:
        return None
    with _naming("docket.number", said):
        answer_by, dated = said.get("docket.answer_by"), said.get("docket.dated")
        return Docket(number, authority=authority, answer_by=answer_by, dated=dated)


def _own_fields(
    said: Mapping[str, Any], purchase: Purchase | None, items: tuple[Item, ...], docket: Docket | None
) -> Iterator[tuple[str, str]]:
    """Yield the playbook's own fields, and those of a purchase or docket that the form doesn't name, so that none is lost."""
    homeless = {
        "paid": not (purchase or items),
        "purchase.at": purchase is None,
        **dict.fromkeys(("docket.number", "docket.authority", "docket.answer_by", "docket.dated"), docket is None),
    }
    for field, value in said.items():
        if field.startswith(_OWN):
            yield field.removeprefix(_OWN), value
        elif homeless.get(field):
            yield field, value.isoformat() if isinstance(value, datetime) else value
