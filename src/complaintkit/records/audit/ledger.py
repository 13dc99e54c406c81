"""What a ledger commits to: its lines, what was said in them, and the files that came with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import attrs

from complaintkit.model.events import AttachmentAdded, FormerCustomerErased, LedgerKeyed, PersonErased, events
from complaintkit.model.phrase import phrase
from complaintkit.records.audit.difference import different, problem
from complaintkit.records.ledger import SEALED, data_in, keeper, line_hash, verify

if TYPE_CHECKING:
    from complaintkit.model.verification import LedgerProblem
    from complaintkit.ports.storage import AttachmentRow, EventRow, VaultRow


@attrs.frozen
class Keyed:
    """The key of the chains, and the position up to which lines may be older than it."""

    key: bytes = attrs.field(repr=False)
    plain_to: int = 0

    @classmethod
    def read(cls, key: bytes, lines: Sequence[EventRow]) -> Keyed:
        """Read from the desk's own ledger, by lines that have the key themselves, since when there is one."""
        chained = dict(zip(lines, _hashes(key, lines), strict=True))
        began = [data_in(row.data)["position"] for row in lines if row.name == LedgerKeyed.name and chained[row]]
        return cls(key, max(began, default=0))

    def problem(self, lines: Sequence[EventRow], vault: Sequence[VaultRow]) -> str | None:
        """Say what is wrong with a chain."""
        return verify(lines, vault, self.key, plain_to=self.plain_to)


def _hashes(key: bytes, lines: Sequence[EventRow]) -> Iterator[bool]:
    """Yield of each line whether its hash is made with the key, from the hash before as it stands."""
    before = ""
    for row in lines:
        yield row.hash == line_hash(key, before, row)
        before = row.hash


def check_lines(
    number: str | None, lines: Sequence[EventRow], vault: Sequence[VaultRow], head: str | None, keyed: Keyed
) -> Iterator[LedgerProblem]:
    """Yield what is wrong with a chain: a line changed, missing or cut off, and words replaced or taken away."""
    if reason := keyed.problem(lines, vault):
        yield problem(number, reason, table="ledger")
    elif head is not None and (lines[-1].hash if lines else "") != head:
        yield problem(number, phrase("its last lines are missing"), table="ledger")


@attrs.frozen
class Kept:
    """Under which keys of the vault each word of a ledger may lie, and which of them were thrown away.

    `own` is that of the case itself; words were once kept under their person's instead.
    """

    own: str
    keys: Mapping[tuple[int, str], frozenset[str]]
    files: frozenset[str]
    erased: frozenset[str]

    @classmethod
    def read(cls, lines: Sequence[EventRow], person: str, *, own: str = "", vault: Sequence[VaultRow] = ()) -> Kept:
        """Read it from the lines: whose they are from the first, whose each came to be, and who was erased.

        Of words only those are told that are in the vault.
        """
        own, first = own or person, person
        keys, erased = dict[tuple[int, str], frozenset[str]](), set[str]()
        silent, said = _silent(), {one.seq for one in vault}
        for row in lines:
            if row.name in silent and row.seq not in said:
                continue
            data = data_in(row.data)
            for field in data.get(SEALED, {}):
                may = {keeper(row.name, data, field, person=person, words=words) for words in (own, person)}
                keys[row.seq, field] = frozenset(may)
            person = data.get("person") or person
            if row.name == PersonErased.name:
                erased |= {own, person}
            elif row.name == FormerCustomerErased.name:
                erased.add(data["former"])
        return cls(own, keys, frozenset({own, first}), frozenset(erased))


@cache
def _silent() -> frozenset[str]:
    """Return the events that say nothing of whose words are: most lines are of such, and are not read for that."""
    return frozenset(
        name
        for name, kind in events().items()
        if kind is not PersonErased and not {"person", "former"} & {field.name for field in attrs.fields(kind)}
    )


def check_words(
    number: str | None, lines: Sequence[EventRow], vault: Sequence[VaultRow], person: str, *, own: str = ""
) -> Iterator[LedgerProblem]:
    """Yield words that no line seals, that lie under somebody else, or that are empty though nobody erased them."""
    kept = Kept.read(lines, person, own=own, vault=vault)
    nobodys = frozenset({kept.own})
    for one in vault:
        may = kept.keys.get((one.seq, one.field))
        if may is None:
            may = nobodys
            yield problem(number, phrase("words that nobody said stand at line {seq}", seq=one.seq), table="vault")
        if one.content is None and one.person not in kept.erased:
            yield problem(
                number, phrase("what was said in line {seq} is gone, and nobody erased it", seq=one.seq), table="vault"
            )
        if one.person not in may:
            yield from different(number, "vault", "person", (one.person, min(may)), f"{one.seq} {one.field}")
        if one.content is None:
            yield from different(number, "vault", "salt", (one.salt, b""), f"{one.seq} {one.field}")


def check_files(
    number: str, lines: Sequence[EventRow], files: Sequence[AttachmentRow], person: str, *, own: str
) -> Iterator[LedgerProblem]:
    """Yield files that are missing, replaced, added, or empty though nobody erased them."""
    added = (data_in(row.data) for row in lines if row.name == AttachmentAdded.name)
    wanted = {event["attachment"]: event for event in added}
    if not (wanted or files):
        return
    kept, theirs = {one.id: one for one in files}, Kept.read(lines, person, own=own)
    for id_ in sorted(wanted.keys() | kept.keys()):
        one, event = kept.get(id_), wanted.get(id_)
        if one is None:
            yield problem(number, phrase("file {id} is missing", id=id_), table="attachment")
        elif event is None:
            yield problem(number, phrase("file {id} came with nothing", id=id_), table="attachment")
        else:
            for field in ("media_type", "size", "digest"):
                yield from different(number, "attachment", field, (getattr(one, field), event[field]), id_)
            if one.person not in theirs.files:
                yield from different(number, "attachment", "person", (one.person, own), id_)
            yield from _check_content(number, one, event, erased=one.person in theirs.erased)


def _check_content(
    number: str, one: AttachmentRow, event: Mapping[str, object], *, erased: bool
) -> Iterator[LedgerProblem]:
    if one.content is None:
        if not erased:
            yield problem(number, phrase("file {id} is empty, and nobody erased it", id=one.id), table="attachment")
    elif (hashlib.sha256(one.content).hexdigest(), len(one.content)) != (event["digest"], event["size"]):
        yield problem(number, phrase("file {id} was changed", id=one.id), table="attachment")
