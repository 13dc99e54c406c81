"""How each kind of row is sealed: what a person said under their own key, the rest under the desk's; ids and times in the clear.

What a row is found by (an external id, a coupon's code, a key) stands there as a keyed token. Words that have to be found and
read again (what a task is about) are sealed so that the same words look the same.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from complaintkit.model.about import ABOUT
from complaintkit.model.errors import StorageError
from complaintkit.model.frozen import changed
from complaintkit.model.phrase import kept
from complaintkit.ports.storage import (
    AttachmentRow,
    AttemptRow,
    CaseFilter,
    CaseRow,
    CouponRow,
    DocumentRow,
    EventRow,
    IdempotencyRow,
    KeyRow,
    MetaRow,
    OutboxRow,
    Reader,
    RedemptionRow,
    RefusedRow,
    StateRow,
    SummaryRow,
    TallyRow,
    TaskFilter,
    TaskRow,
    VaultRow,
)
from complaintkit.records.key.cipher import Cipher, from_text, place
from complaintkit.records.key.keyring import person_key, refused_key
from complaintkit.records.token import EXTERNAL, REFERENCE, found_by, own_key, token

if TYPE_CHECKING:
    from complaintkit.records.key.keyring import Keyring
    from complaintkit.records.key.master import MasterKey

GONE: Final = "erased:"
"""What stands for a coupon's code whose customer was erased, before its token."""
DAMAGED: Final = b"damaged"
"""The salt of words that do not open though nobody erased them."""
_SALT: Final = 16
_IDS: Final = frozenset(
    {"staff", "category", "unit"}
)  # of what a task may be about, what the playbook or organisation names


class Seals:
    """The seals of one transaction that reads."""

    def __init__(self, tx: Reader, keyring: Keyring) -> None:
        """Begin with no key looked up."""
        self.tx = tx
        self.keyring = keyring
        self._ciphers: dict[str, Cipher | None] = {}
        self._keys: dict[str, KeyRow] = {}
        self._persons: dict[str, str] = {}

    # ---- keys ---------------------------------------------------------------------------------------------------------
    def cipher(self, owner: str) -> Cipher | None:
        """Return an owner's key, looked up once in the transaction; None where it was thrown away."""
        if (row := self._keys.get(owner)) is not None:
            return self.keyring.cipher(row)
        if owner not in self._ciphers:
            self._ciphers[owner] = self.keyring.of(self.tx, owner)
        return self._ciphers[owner]

    def read_keys(self) -> None:
        """Read the keys of all owners at once; behind one that can't be read, each is looked up when it is needed."""
        with suppress(StorageError):
            self._keys.update((row.owner, row) for row in self.tx.every(KeyRow))

    def person(self, person: str) -> Cipher | None:
        """Return a person's key; the desk's where there is no person."""
        return self.cipher(person_key(person)) if person else self.keyring.desk

    def opened(self, person: str, sealed: bytes, where: bytes) -> bytes | None:
        """Return what was sealed for a person; None where that was by a key that is gone, whatever key they have now."""
        cipher = self.person(person)
        return cipher.open(sealed, where) if cipher is not None and cipher.made(sealed) else None

    def opened_text(self, person: str, sealed: str, where: bytes) -> str | None:
        """Return the text that was sealed for a person; None as above."""
        content = self.opened(person, from_text(sealed), where)
        return None if content is None else content.decode("utf-8", "surrogatepass")

    def forget(self, owner: str) -> None:
        """Look an owner's key up again when it is needed next."""
        self._ciphers.pop(owner, None)
        self._keys.pop(owner, None)

    def note_case(self, row: CaseRow) -> None:
        """Remember whose case it is."""
        self._persons[row.id] = row.person

    def note_entry(self, row: OutboxRow) -> None:
        """Remember whose message it is."""
        self._persons[row.id] = row.person

    def owner_of_case(self, case: str) -> str:
        """Return the person that a case is of."""
        if case not in self._persons:
            row = self.tx.case(case)
            self._persons[case] = row.person if row else ""
        return self._persons[case]

    def cipher_of_case(self, case: str, sealed: str) -> Cipher | None:
        """Return the key that sealed this, of a case or, as it once was, of its person; None where that is gone."""
        keys = (self.person(own_key(case)), self.person(self.owner_of_case(case)))
        return next((one for one in keys if one is not None and one.made(from_text(sealed))), None)

    def words_of(self, row: CaseRow) -> Cipher | None:
        """Return the key of what was said in a case: its own, or as it once was its person's; None where it was thrown away."""
        return self.person(own_key(row.id)) or self.person(row.person)

    def owner_of_entry(self, outbox: str) -> str:
        """Return the person that an entry of the outbox is for."""
        if outbox not in self._persons:
            row = self.tx.outbox_entry(outbox)
            self._persons[outbox] = row.person if row else ""
        return self._persons[outbox]

    def token(self, kind: str, value: str) -> str:
        """Return what a value is looked up by."""
        return token(self.keyring.tokens, kind, value)

    # ---- settings and documents ---------------------------------------------------------------------------------------
    def seal_setting(self, key: str, value: str) -> str:
        """Seal a setting's value; its key is an id."""
        return self.keyring.desk.seal_text(value, place("meta", key))

    def open_setting(self, key: str, sealed: str) -> str:
        """Return a setting's value."""
        return self.keyring.setting(key, sealed)

    def document_key(self, digest: str) -> str:
        """Return what a document is kept by: its digest would tell who guesses the document that they are right."""
        return self.token("document", digest)

    def seal_document(self, row: DocumentRow) -> DocumentRow:
        """Seal a document with its digest: an organisation has names and numbers of staff."""
        key = self.document_key(row.digest)
        said = f"{row.digest}\n{row.content}"
        return changed(row, digest=key, content=self.keyring.desk.seal_text(said, place("document", key)))

    def open_document(self, row: DocumentRow) -> DocumentRow:
        """Return a document."""
        digest, _, content = self.keyring.desk.open_text(row.content, place("document", row.digest)).partition("\n")
        return changed(row, digest=digest, content=content)

    # ---- ledger and vault ---------------------------------------------------------------------------------------------
    def seal_event(self, row: EventRow) -> EventRow:
        """Seal what the ledger keeps of an event."""
        return changed(row, data=self.keyring.desk.seal_text(row.data, _event(row)))

    def open_event(self, row: EventRow) -> EventRow:
        """Return an event's row in the clear."""
        return changed(row, data=self.keyring.desk.open_text(row.data, _event(row)))

    def open_words(self, row: VaultRow) -> VaultRow:
        """Return what was said; nothing of it where the person's key is gone."""
        if row.content is None:
            return changed(row, salt=b"")
        content = self._whole(row.person, row.content, _words(row))
        if content is None:
            return changed(row, salt=DAMAGED, content=None)
        return changed(row, salt=content[:_SALT], content=content[_SALT:])

    def open_file(self, row: AttachmentRow) -> AttachmentRow:
        """Return a file; nothing of it where the person's key is gone."""
        digest = self.keyring.desk.open_text(row.digest, place("attachment", row.id, "digest"))
        if row.content is None:
            return changed(row, digest=digest)
        content = self._whole(row.person, row.content, place("attachment", row.id, "content"))
        return changed(row, content=b"" if content is None else content, digest=digest)

    def _whole(self, person: str, sealed: bytes, where: bytes) -> bytes | None:
        """Return what has to open, for it is emptied with its key; where it was changed say so, and let the rest be read."""
        try:
            cipher = self.person(person)
            return cipher.open(sealed, where) if cipher is not None else None
        except StorageError as damage:
            logging.getLogger("complaintkit.records").warning("%s", damage)
            return None

    def open_state(self, row: StateRow) -> StateRow:
        """Return a case's state; nothing of it where it was changed, stood elsewhere, or its person's key is gone."""
        return changed(row, content=self._whole(self.owner_of_case(row.case), row.content, _state(row)) or b"")

    def open_summary(self, row: SummaryRow) -> SummaryRow:
        """Return what was summed up of a case; nothing of it where it was changed, or stood elsewhere."""
        try:
            return changed(row, content=self.keyring.desk.open(row.content, _summary(row)))
        except StorageError as damage:
            logging.getLogger("complaintkit.records").warning("%s", damage)
            return changed(row, content=b"")

    # ---- cases --------------------------------------------------------------------------------------------------------
    def seal_case(self, row: CaseRow) -> CaseRow:
        """Put tokens where a case is found by what somebody else calls it."""
        self.note_case(row)
        return found_by(row, self.keyring.tokens)

    def seal_filter(self, where: CaseFilter) -> CaseFilter:
        """Ask by tokens."""
        if where.external_id is None and where.customer_reference is None:
            return where
        external, reference = where.external_id, where.customer_reference
        return changed(
            where,
            external_id=None if external is None else self.token(EXTERNAL, external),
            customer_reference=None if reference is None else self.token(REFERENCE, reference),
        )

    # ---- tasks and counts ---------------------------------------------------------------------------------------------
    def seal_subject(self, subject: str) -> str:
        """Seal what a task is about, or what is counted, unless it is an id of the playbook or the organisation."""
        word, mark, rest = subject.partition(":")
        if not mark or (word in _IDS and word in ABOUT):
            return subject
        return f"{word}:{self.keyring.words.seal(rest, word)}"

    def open_subject(self, subject: str) -> str:
        """Return what a task is about."""
        word, mark, rest = subject.partition(":")
        if not mark or (word in _IDS and word in ABOUT):
            return subject
        return f"{word}:{self.keyring.words.open(rest, word)}"

    def seal_task(self, row: TaskRow) -> TaskRow:
        """Seal what a task is about."""
        return changed(row, subject=self.seal_subject(row.subject))

    def open_task(self, row: TaskRow) -> TaskRow:
        """Return a task in the clear."""
        return changed(row, subject=self.open_subject(row.subject))

    def seal_task_filter(self, where: TaskFilter) -> TaskFilter:
        """Ask by what is kept."""
        return where if where.subject is None else changed(where, subject=self.seal_subject(where.subject))

    def seal_count(self, row: TallyRow) -> TallyRow:
        """Seal what is counted."""
        return changed(row, subject=self.seal_subject(row.subject))

    def open_count(self, row: TallyRow) -> TallyRow:
        """Return what is counted."""
        return changed(row, subject=self.open_subject(row.subject))

    # ---- outbox -------------------------------------------------------------------------------------------------------
    def seal_entry(self, row: OutboxRow) -> OutboxRow:
        """Seal what a provider said of a message."""
        self.note_entry(row)
        if not row.detail:
            return row
        cipher = self.person(row.person)
        return changed(row, detail="" if cipher is None else cipher.seal_text(row.detail, place("outbox", row.id)))

    def open_entry(self, row: OutboxRow) -> OutboxRow:
        """Return an entry in the clear."""
        self.note_entry(row)
        if not row.detail:
            return row
        return changed(row, detail=self.opened_text(row.person, row.detail, place("outbox", row.id)) or "")

    def reference_token(self, notifier: str, reference: str) -> str:
        """Return what a provider's reference is looked up by."""
        return self.token(f"attempt:{notifier}", reference)

    def seal_attempt(self, row: AttemptRow) -> AttemptRow:
        """Seal a provider's reference, which a token finds, with what it said."""
        if row.reference is None and not row.detail:
            return row
        cipher = self.person(self.owner_of_entry(row.outbox))
        if cipher is None:
            return changed(row, reference=None, detail="")
        said = json.dumps([row.reference, row.detail], ensure_ascii=False)
        return changed(
            row,
            reference=None if row.reference is None else self.reference_token(row.notifier, row.reference),
            detail=cipher.seal_text(said, place("attempt", row.id)),
        )

    def open_attempt(self, row: AttemptRow) -> AttemptRow:
        """Return a try in the clear."""
        if not row.detail:
            return row
        said = self.opened_text(self.owner_of_entry(row.outbox), row.detail, place("attempt", row.id))
        reference, detail = json.loads(said) if said is not None else (None, "")
        return changed(row, reference=reference, detail=detail)

    # ---- what came before ---------------------------------------------------------------------------------------------
    def seal_request(self, row: IdempotencyRow) -> IdempotencyRow:
        """Seal the digest of a command, from which a short one could be guessed, with its key, which a token finds."""
        key = self.token("idempotency", row.key)
        said = json.dumps([row.key, row.digest], ensure_ascii=False)
        return changed(row, key=key, digest=self.keyring.desk.seal_text(said, place("idempotency", key)))

    def open_request(self, row: IdempotencyRow) -> IdempotencyRow:
        """Return the key of a command and its digest."""
        key, digest = json.loads(self.keyring.desk.open_text(row.digest, place("idempotency", row.key)))
        return changed(row, key=key, digest=digest)

    def open_refused(self, row: RefusedRow) -> RefusedRow:
        """Return what was refused; nothing of it once it is emptied."""
        cipher = self.cipher(refused_key(row.id))
        if cipher is None or not row.content:
            return changed(row, field="", reason="", content=b"")
        said = json.loads(cipher.open_text(row.reason, place("refused", row.id, "reason")))
        content = cipher.open(row.content, place("refused", row.id, "content"))
        return changed(row, field=said[0], reason=said[1], content=content)

    def listed_refused(self, row: RefusedRow) -> RefusedRow:
        """Return what was refused; where it does not open say so as its reason, and let the others be read."""
        try:
            return self.open_refused(row)
        except StorageError as damage:
            return changed(row, field="", reason=kept(damage.words), content=b"")

    # ---- coupons ------------------------------------------------------------------------------------------------------
    def coupon_token(self, code: str) -> str:
        """Return what a coupon is found by; one whose code is gone is named by it."""
        return code.removeprefix(GONE) if code.startswith(GONE) else self.token("coupon", code)

    def open_coupon(self, row: CouponRow, code: str | None = None) -> CouponRow:
        """Return a coupon in the clear: with the code that it was asked for by, or its own as long as its customer has a key."""
        sealed, remedy = self._coupon_parts(row)
        if code is None:
            cipher = self.cipher_of_case(row.case, sealed)
            code = cipher.open_text(sealed, place("coupon", row.code, "code")) if cipher else f"{GONE}{row.code}"
        return changed(row, code=code, remedy=remedy)

    def _coupon_parts(self, row: CouponRow) -> tuple[str, str]:
        """Return a coupon's code as it is sealed, and what it is worth."""
        sealed, remedy = json.loads(self.keyring.desk.open_text(row.remedy, place("coupon", row.code)))
        return sealed, remedy

    def behind(self, row: CouponRow) -> CouponRow:
        """Return a coupon as a place in a list: by what its row is found by."""
        return changed(row, code=self.coupon_token(row.code))

    def open_redemption(self, row: RedemptionRow, code: str | None = None) -> RedemptionRow:
        """Return a redemption in the clear; without the sale where the customer was erased since."""
        coupon = self.tx.coupon(row.code)
        if coupon is None:
            return changed(row, code=f"{GONE}{row.code}", sale="")
        cipher = self.cipher_of_case(coupon.case, row.sale)
        sale = cipher.open_text(row.sale, place("redemption", row.id)) if cipher else ""
        return changed(row, code=code or self.open_coupon(coupon).code, sale=sale)


class Sealing(Seals):
    """The seals of one transaction that writes: a person who has no key yet gets one."""

    @cached_property
    def master(self) -> MasterKey:
        """The master key in force."""
        return self.keyring.in_force(self.tx)

    def begin_case(self, row: CaseRow) -> CaseRow:
        """Seal a case that is new: nothing was said in it yet, so there is no key to look up."""
        self._ciphers[person_key(own_key(row.id))] = None
        return self.seal_case(row)

    def key_for(self, owner: str) -> Cipher:
        """Return an owner's key, made where there is none."""
        found = self.cipher(owner)
        if found is None:
            found = self._ciphers[owner] = self.keyring.make(self.tx, owner, self.master)  # type: ignore[arg-type]  # it writes
        return found

    def seal_words(self, row: VaultRow) -> VaultRow:
        """Seal what was said, its salt within: outside it would let a short text be guessed by hashing."""
        if row.content is None:
            return row
        cipher = self.key_for(person_key(row.person))
        return changed(row, salt=b"", content=cipher.seal(row.salt + row.content, _words(row)))

    def seal_state(self, row: StateRow) -> StateRow:
        """Seal a case's state under its person's key, for their words stand in it; it opens by this line's hash alone."""
        cipher = self.key_for(person_key(self.owner_of_case(row.case)))
        return changed(row, content=cipher.seal(row.content, _state(row)))

    def seal_summary(self, row: SummaryRow) -> SummaryRow:
        """Seal what was summed up of a case, which holds nobody's words; it opens by this line's hash alone."""
        return changed(row, content=self.keyring.desk.seal(row.content, _summary(row)))

    def seal_file(self, row: AttachmentRow) -> AttachmentRow:
        """Seal a file and its digest."""
        content = None
        if row.content is not None:
            cipher = self.key_for(person_key(row.person))
            content = cipher.seal(row.content, place("attachment", row.id, "content"))
        digest = self.keyring.desk.seal_text(row.digest, place("attachment", row.id, "digest"))
        return changed(row, content=content, digest=digest)

    def seal_refused(self, row: RefusedRow) -> RefusedRow:
        """Seal what was refused under a key of its own, which goes when it is emptied."""
        cipher = self.key_for(refused_key(row.id))
        said = json.dumps([row.field, row.reason], ensure_ascii=False)
        return changed(
            row,
            field="",
            reason=cipher.seal_text(said, place("refused", row.id, "reason")),
            content=cipher.seal(row.content, place("refused", row.id, "content")),
        )

    def seal_coupon(self, row: CouponRow) -> CouponRow:
        """Seal a coupon: found by a token, its code under its customer's key, what it is worth under the desk's.

        One whose code is gone stays as it was sealed: only its state may be another.
        """
        if row.code.startswith(GONE) and (known := self.tx.coupon(self.coupon_token(row.code))) is not None:
            return changed(row, code=known.code, remedy=known.remedy)
        found = self.token("coupon", row.code)
        cipher = self.key_for(person_key(own_key(row.case)))
        said = json.dumps([cipher.seal_text(row.code, place("coupon", found, "code")), row.remedy], ensure_ascii=False)
        return changed(row, code=found, remedy=self.keyring.desk.seal_text(said, place("coupon", found)))

    def seal_redemption(self, row: RedemptionRow) -> RedemptionRow:
        """Seal the number of the sale as a word of its case, also of one whose customer was erased before."""
        code = self.coupon_token(row.code)
        coupon = self.tx.coupon(code)
        cipher = self.key_for(person_key(own_key(coupon.case))) if coupon else None
        sale = cipher.seal_text(row.sale, place("redemption", row.id)) if cipher else ""
        return changed(row, code=code, sale=sale)


def _open_setting(seals: Seals, row: MetaRow) -> MetaRow:
    """Return a setting; as it stands where somebody wrote it there who has no key, for whoever compares."""
    try:
        return changed(row, value=seals.open_setting(row.key, row.value))
    except StorageError:
        return row


def _open_line(seals: Seals, row: EventRow) -> EventRow:
    """Return a line of a ledger; an empty one where it does not open: its hash then says that it was changed."""
    try:
        return seals.open_event(row)
    except StorageError:
        return changed(row, data="{}")


OPENED: Final[Mapping[type[Any], Callable[[Seals, Any], Any]]] = {
    AttachmentRow: Seals.open_file,
    AttemptRow: Seals.open_attempt,
    CouponRow: Seals.open_coupon,
    DocumentRow: Seals.open_document,
    EventRow: _open_line,
    IdempotencyRow: Seals.open_request,
    MetaRow: _open_setting,
    OutboxRow: Seals.open_entry,
    RedemptionRow: Seals.open_redemption,
    RefusedRow: Seals.open_refused,
    StateRow: Seals.open_state,
    SummaryRow: Seals.open_summary,
    TallyRow: Seals.open_count,
    TaskRow: Seals.open_task,
    VaultRow: Seals.open_words,
}
"""How a row of each kind is opened for whoever checks them all; what a case is found by stays a token."""


def _event(row: EventRow) -> bytes:
    """Name the place of a line: `place("ledger", row.case, row.seq)`, put together by hand for each of very many."""
    return f"6 ledger\n{len(row.case)} {row.case}\n{row.seq}".encode("utf-8", "surrogatepass")


def _state(row: StateRow) -> bytes:
    return place("state", row.case, row.seq, row.schema, row.head)


def _summary(row: SummaryRow) -> bytes:
    """Name the place of a summary: `place("summary", row.case, row.seq, row.schema, row.head)`, by hand as above."""
    named = f"7 summary\n{len(row.case)} {row.case}\n{row.seq}\n{row.schema}\n{len(row.head)} {row.head}"
    return named.encode("utf-8", "surrogatepass")


def _words(row: VaultRow) -> bytes:
    return place("vault", row.case, row.seq, row.field)
