"""Events as rows and back: canonical bytes in a keyed hash chain, what was said sealed into the vault by a salted digest."""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, get_args

import attrs

from complaintkit import decision
from complaintkit.model import events as e
from complaintkit.model.customer import Customer
from complaintkit.model.errors import DamagedError
from complaintkit.model.frozen import changed
from complaintkit.model.phrase import phrase
from complaintkit.model.said import PERSONAL, SAID
from complaintkit.model.wire import canonical, from_json, in_order, instant_text, to_json
from complaintkit.ports.storage import EventRow, Reader, VaultRow, Writer

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hmac import HMAC

    from complaintkit.decision import LedgerEntry

STREAM = "desk"
"""The id of the ledger of the desk itself, beside those of the cases."""
OWN_END: Final = "own-end"
"""The setting that holds how many lines the desk's own ledger has; sealed, so that nobody without the key can set it back."""
SEALED = "said"
_SEALS: Final = f'"{SEALED}"'
_QUOTED: Final = json.encoder.encode_basestring
_PAGE: Final = 1000
_PERSONAL: Final = {SAID, PERSONAL}
_READ: Final = json.JSONDecoder().decode


@cache
def _said_fields(name: str) -> frozenset[str]:
    """Return the fields of an event that hold what is a person's."""
    return frozenset(field.name for field in attrs.fields(_kinds()[name]) if field.metadata.keys() & _PERSONAL)


@cache
def _said_within(name: str) -> Mapping[tuple[str, str], object]:
    """Return what was said within a field, such as the number of a receipt: field and key, and what is read once it is erased."""
    kind = _kinds()[name]
    return {
        (field.name, inner.name): inner.metadata[PERSONAL]
        for field in attrs.fields(attrs.resolve_types(kind))
        for part in (field.type, *get_args(field.type))
        if attrs.has(part)
        for inner in attrs.fields(part)
        if PERSONAL in inner.metadata
    }


@cache
def contact_fields(name: str) -> frozenset[str]:
    """Return the fields of an event that say who somebody is and how they are reached."""
    kind = attrs.resolve_types(_kinds()[name])
    return frozenset(field.name for field in attrs.fields(kind) if Customer in get_args(field.type))


def keeper(name: str, data: Mapping[str, Any], field: str, *, person: str, words: str) -> str:
    """Return the vault's key that a field is kept under: a contact whose it is, everything else under `words`.

    `person` is whose the case was before the line; `data` says where it came to be somebody else's by it.
    """
    if field not in contact_fields(name):
        return words
    return str(data.get("person_was" if field.endswith("_was") else "person") or person)


@cache
def _kinds() -> Mapping[str, type[e.Happened]]:
    return e.events()


@attrs.frozen
class Sealed:
    """Rows that belong together: the ledger's lines and what they seal."""

    events: tuple[EventRow, ...]
    vault: tuple[VaultRow, ...]


@attrs.define
class Chain:
    """The end of one case's ledger, where lines are added; who has not the `key` can't add any, nor change one.

    Contacts are kept under the `person` they are of, all other words under the key `words`: the same, where it is not given.
    """

    key: bytes = attrs.field(repr=False)
    case: str
    person: str
    seq: int = 0
    head: str = ""
    words: str = attrs.field(default=attrs.Factory(lambda self: self.person, takes_self=True), kw_only=True)

    def seal(self, lines: Iterable[LedgerEntry]) -> Sealed:
        """Add these lines to the chain; return their rows."""
        rows: list[EventRow] = []
        vault: list[VaultRow] = []
        for line in lines:
            self.seq += 1
            data, said = self._split(line.event)
            vault += said
            row = self._row(line, canonical(data))
            self.head = row.hash
            self.person = data.get("person") or self.person
            rows.append(row)
        return Sealed(tuple(rows), tuple(vault))

    def _split(self, event: e.Happened) -> tuple[dict[str, Any], list[VaultRow]]:
        """Split an event into what the ledger keeps and what the vault does: the ledger's part commits to the vault's."""
        data: dict[str, Any] = to_json(event)
        fields, within = _said_fields(event.name), _said_within(event.name)
        if not (fields or within):
            return data, []
        said = {name: data.pop(name) for name in fields & data.keys()}
        for field, key in within:
            if key in (data.get(field) or {}):
                said[f"{field}.{key}"] = data[field].pop(key)
        vault: list[VaultRow] = []
        for name in sorted(said):
            content = in_order(said[name]).encode("utf-8", "surrogatepass")
            salt = os.urandom(16)
            whose = keeper(event.name, data, name, person=self.person, words=self.words)
            vault.append(VaultRow(case=self.case, seq=self.seq, field=name, person=whose, salt=salt, content=content))
            data.setdefault(SEALED, {})[name] = _digest(salt, content)
        return data, vault

    def _row(self, line: LedgerEntry, data: str) -> EventRow:
        event = line.event
        row = EventRow(
            case=self.case,
            seq=self.seq,
            name=event.name,
            at=line.at,
            recorded_at=line.recorded_at,
            by=line.by,
            recorded_by=line.recorded_by,
            schema=event.schema,
            data=data,
            hash="",
        )
        return changed(row, hash=line_hash(self.key, self.head, row))


def _digest(salt: bytes, content: bytes) -> str:
    return hashlib.sha256(salt + content).hexdigest()


def _hashed(head: str, row: EventRow) -> bytes:
    """Return what a line's hash is of: the hash before, and the canonical JSON of all its values in this order, by hand."""
    at = instant_text(row.at)
    recorded = at if row.recorded_at == row.at else instant_text(row.recorded_at)
    return (
        f"{head}\n[{_QUOTED(row.case)},{row.seq},{_QUOTED(row.name)},{row.schema},"
        f'"{at}","{recorded}",{_QUOTED(row.by)},{_QUOTED(row.recorded_by)},{_QUOTED(row.data)}]'
    ).encode()


def line_hash(key: bytes, head: str, row: EventRow) -> str:
    """Return the hash of a line: of everything in it, and of the line before."""
    hashed = _keyed(key).copy()
    hashed.update(_hashed(head, row))
    return hashed.finalize().hex()


@lru_cache(maxsize=8)
def _keyed(key: bytes) -> HMAC:
    """Return what has taken in the key: each line goes on from a copy, in half the time of beginning anew."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.hmac import HMAC

    return HMAC(key, SHA256())


def _plain_hash(head: str, row: EventRow) -> str:
    """Return the hash of a line that was written before there were keys."""
    return hashlib.sha256(_hashed(head, row)).hexdigest()


def chained(rows: Iterable[EventRow], key: bytes) -> Iterator[EventRow]:
    """Yield the lines of a whole ledger with the hashes that this key makes."""
    head = ""
    for row in rows:
        head = line_hash(key, head, row)
        yield attrs.evolve(row, hash=head)


def write_own(tx: Writer, key: bytes, event: e.Happened, now: datetime, by: str) -> tuple[EventRow, ...]:
    """Write a line in the ledger of the desk itself, and where that ends now; return its row."""
    rows = tx.events([STREAM])
    chain = Chain(key, STREAM, STREAM, len(rows), rows[-1].hash if rows else "")
    sealed = chain.seal([decision.LedgerEntry(event=event, at=now, by=by, recorded_at=now, recorded_by=by)])
    position = tx.append(sealed.events, sealed.vault, ())
    tx.put_meta(OWN_END, str(chain.seq))
    return tuple(changed(row, position=position) for row in sealed.events)


def is_cut(tx: Reader, rows: Sequence[EventRow]) -> bool:
    """Tell if these lines of the desk's own ledger end before it ended; never, where no version noted that yet."""
    kept = tx.meta(OWN_END)
    return kept is not None and (not rows or rows[-1].seq < int(kept))


def begin_keyed(tx: Writer, key: bytes, *, now: datetime, by: str) -> tuple[EventRow, ...]:
    """Put down that lines are chained by a key from here on; those that are there may be older. Return the row."""
    newest = 0
    while page := tx.feed(after=newest, limit=_PAGE):
        newest = page[-1].position
    return write_own(tx, key, e.LedgerKeyed(position=newest), now, by)


def read_lines(rows: Sequence[EventRow], vault: Sequence[VaultRow]) -> dict[str, list[LedgerEntry]]:
    """Read the lines of each case, with what was said where it has not been erased.

    Raises:
        DamagedError: a line is none that any event could have written.
    """
    said: dict[tuple[str, int], dict[str, Any]] = defaultdict(dict)
    for one in vault:
        if one.content is not None:
            said[one.case, one.seq][one.field] = _READ(one.content.decode("utf-8", "surrogatepass"))
    found: dict[str, list[LedgerEntry]] = defaultdict(list)
    for row in rows:
        try:
            line = _line(row, said.get((row.case, row.seq), {}))
        except (KeyError, ValueError, TypeError, AttributeError):  # whatever somebody wrote there
            raise DamagedError(
                reason=phrase("line {seq} of the ledger of {id} can't be read", seq=row.seq, id=row.case)
            ) from None
        found[row.case].append(line)
    return found


def lines_of(tx: Reader, case: str, *, of: Container[str] | None = None) -> list[LedgerEntry]:
    """Read what happened to a case, in order, with what was said; with `of` only what is kept under these keys of the vault."""
    vault = tx.vault([case])
    return read_lines(tx.events([case]), [one for one in vault if of is None or one.person in of])[case]


def _line(row: EventRow, said: Mapping[str, Any]) -> LedgerEntry:
    data = _READ(row.data)
    sealed = data.pop(SEALED, {})
    for (field, key), erased in _said_within(row.name).items():
        if (path := f"{field}.{key}") in sealed:
            data[field][key] = said.get(path, erased)
    data.update((name, value) for name, value in said.items() if "." not in name)
    event = from_json(data, _kinds()[row.name])
    return decision.LedgerEntry(
        event=event, at=row.at, by=row.by, recorded_at=row.recorded_at, recorded_by=row.recorded_by
    )


def mask(line: LedgerEntry) -> LedgerEntry:
    """Return the line as readings show it: who wants the customer's whole name or number asks for it, on record."""
    event = line.event
    said = {name: getattr(event, name) for name in contact_fields(event.name)}
    masked: dict[str, Any] = {name: one.masked() for name, one in said.items() if one is not None}
    return attrs.evolve(line, event=attrs.evolve(event, **masked)) if masked else line


@lru_cache(maxsize=64)
def data_in(text: str) -> Mapping[str, Any]:
    """Return what the data of a line say, for who only looks: the checks of a ledger look at the same lines one after the other."""
    data: Mapping[str, Any] = _READ(text)
    return data


def sealed_in(row: EventRow) -> Mapping[str, str]:
    """Return the digests of what was said in a line, by field; most lines hold no words, and are not read for that."""
    return data_in(row.data).get(SEALED, {}) if _SEALS in row.data else {}


def verify(rows: Sequence[EventRow], vault: Sequence[VaultRow], key: bytes, *, plain_to: int = 0) -> str | None:
    """Say what is wrong with a case's chain; None where every line stands as it was written.

    Lines up to the position `plain_to` may have been written before there were keys.
    """
    sealed = {(one.seq, one.field): one for one in vault}
    head = ""
    for seq, row in enumerate(rows, start=1):
        if row.seq != seq:
            return phrase("line {seq} is missing", seq=seq)
        if row.hash != line_hash(key, head, row) and (row.position > plain_to or row.hash != _plain_hash(head, row)):
            return phrase("line {seq} was changed", seq=seq)
        head = row.hash
        for field, digest in sealed_in(row).items():
            kept = sealed.get((seq, field))
            if kept is None:
                return phrase("what was said in line {seq} is missing", seq=seq)
            if kept.content is None and kept.salt:
                return phrase("what was said in line {seq} does not open", seq=seq)
            if kept.content is not None and _digest(kept.salt, kept.content) != digest:
                return phrase("what was said in line {seq} was changed", seq=seq)
    return None
