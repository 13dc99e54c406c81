"""Verify a desk's database without complaintkit: `python verify_alone.py desk.db desk.db.key [root.json]`.

A second pair of eyes, written from docs/explanation/records.md alone: it needs Python and `cryptography`, and shares no line
with the kit. It checks every chain by its key, what was said, files, the order of commits, roots inside and the one that was kept
elsewhere, and that cases and tasks end where their ledgers do. Derived rows it leaves to `complaintkit verify --deep`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PERSON = "person:"


def written(value: object) -> str:
    """Return the text that is hashed: JSON, sorted, without blanks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(content: bytes) -> str:
    """Return the digest as it is written."""
    return hashlib.sha256(content).hexdigest()


def place(*parts: str | int) -> bytes:
    """Return the name of the place where something sealed stands: at another place it does not open."""
    return "\n".join(f"{len(one)} {one}" if isinstance(one, str) else str(one) for one in parts).encode()


def opened(key: bytes, sealed: bytes, where: bytes) -> bytes:
    """Return what was sealed at a place by AES-256-GCM: behind one byte, or that and a mark of the key, the nonce, the rest.

    Raises:
        InvalidTag: it was changed, stands elsewhere, or was sealed by another key.
    """
    for start in (5, 1):
        try:
            return AESGCM(key).decrypt(sealed[start : start + 12], sealed[start + 12 :], where)
        except (InvalidTag, ValueError):
            continue
    raise InvalidTag


class Verifier:
    """Reads the file, and gathers what is wrong."""

    def __init__(self, database: str, key_file: str) -> None:
        """Open both."""
        self.db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        found = re.findall(r"ckey1-([0-9a-f]{64})-", Path(key_file).read_text("utf-8"))
        masters = [bytes.fromhex(one) for one in found]
        self.keys: dict[str, bytes] = {}
        for owner, wrapped in self.db.execute("SELECT owner, wrapped FROM key"):
            for master in masters:
                try:
                    self.keys[owner] = opened(master, wrapped, place("key", owner))
                except InvalidTag:
                    continue
        self.problems: list[str] = []
        self.plain_to = 0

    def wrong(self, what: str, why: str) -> None:
        """Note something."""
        self.problems.append(f"{what}: {why}")

    def data(self, case: str, seq: int, kept: str) -> str:
        """Return what the ledger keeps of an event: in the clear, or sealed by the desk's key."""
        if not kept.startswith("{"):
            kept = opened(self.keys["desk"], base64.b64decode(kept), place("ledger", case, seq)).decode()
        return kept

    def check(self, root: dict[str, Any] | None = None) -> list[str]:
        """Check everything; return what is wrong."""
        ledgers: dict[str, list[Any]] = {}
        columns = '"case", seq, name, at, recorded_at, by, recorded_by, schema, data, hash, position'
        for row in self.db.execute(f'SELECT {columns} FROM ledger ORDER BY "case", seq'):  # noqa: S608  our own words
            ledgers.setdefault(row[0], []).append(row)
        own = ledgers.get("desk", [])
        before = ""
        for row in own:
            if row[9] == self.line_hash(before, row) and row[2] == "ledger-keyed":
                self.plain_to = json.loads(self.data(row[0], row[1], row[8]))["position"]
            before = row[9]
        both = self.db.execute('SELECT id, number, head FROM "case" UNION ALL SELECT id, number, head FROM task')
        heads = {id: (number, head) for id, number, head in both}
        for case in sorted(ledgers.keys() | heads.keys()):
            self.check_ledger(case, ledgers.get(case, []), *heads.get(case, (case, None)))
            if case != "desk" and case not in heads:
                self.wrong(case, "its row is missing")
        self.check_order(ledgers, root)
        return self.problems

    def line_hash(self, before: str, row: Any, *, plain: bool = False) -> str:
        """Return the hash of a line: by the key, or as it was made before there were keys."""
        case, seq, name, at, recorded_at, by, recorded_by, schema, data = row[:9]
        times = [one.replace("+00:00", "Z").replace(".000000", "") for one in (at, recorded_at)]
        line = written([case, seq, name, schema, *times, by, recorded_by, self.data(case, seq, data)])
        content = f"{before}\n{line}".encode()
        return sha256(content) if plain else hmac.digest(self.keys["ledger"], content, "sha256").hex()

    def check_ledger(self, case: str, rows: list[Any], number: str, head: str | None) -> None:
        """Check one chain with what was said in it and the files that came with it."""
        vault = {row[:2]: row[2:] for row in self.db.execute(
            'SELECT seq, field, person, salt, content FROM vault WHERE "case" = ?', [case])}  # fmt: skip
        files = {row[0]: row[1:] for row in self.db.execute(
            'SELECT id, person, digest, size, content FROM attachment WHERE "case" = ?', [case])}  # fmt: skip
        erased = any(row[2] in {"person-erased", "former-customer-erased"} for row in rows)
        before = ""
        for seq, row in enumerate(rows, 1):
            try:
                right = {self.line_hash(before, row)}
                if row[10] <= self.plain_to:
                    right.add(self.line_hash(before, row, plain=True))
            except (InvalidTag, ValueError, KeyError):
                right = set()
            if row[1] != seq or row[9] not in right:
                self.wrong(number, f"line {seq} is not as it was written")
                return
            before = row[9]
            event = json.loads(self.data(case, seq, row[8]))
            for field, digest in event.get("said", {}).items():
                self.check_said(number, (case, seq, field), digest, vault.pop((seq, field), None), erased=erased)
            if row[2] == "attachment-added":
                self.check_file(number, event, files.pop(event["attachment"], None), erased=erased)
        if vault and rows:
            self.wrong(number, "holds words that nobody said")
        if files:
            self.wrong(number, "holds files that came with nothing")
        if head is not None and before != head:
            self.wrong(number, "its last lines are missing")

    def check_said(self, number: str, at: tuple[str, int, str], digest: str, kept: Any, *, erased: bool) -> None:
        """Check words against the digest that their line holds."""
        case, seq, field = at
        if kept is None or (kept[2] is None and not erased):
            self.wrong(number, f"what was said in line {seq} is missing")
            return
        person, salt, content = kept
        try:
            if content is not None and not salt:  # sealed, its salt within
                if (key := self.keys.get(PERSON + person)) is None:
                    if not erased:
                        self.wrong(number, f"what was said in line {seq} has no key")
                    return
                whole = opened(key, content, place("vault", case, seq, field))
                salt, content = whole[:16], whole[16:]
            if content is not None and sha256(salt + content) != digest:
                self.wrong(number, f"what was said in line {seq} was changed")
        except InvalidTag:
            self.wrong(number, f"what was said in line {seq} was changed")

    def check_file(self, number: str, event: dict[str, Any], kept: Any, *, erased: bool) -> None:
        """Check a file against the line that it came with."""
        if kept is None or (kept[3] is None and not erased):
            self.wrong(number, f"file {event['attachment']} is missing")
            return
        person, _, size, content = kept
        if content is not None and (key := self.keys.get(PERSON + person)) and sha256(content) != event["digest"]:
            try:
                content = opened(key, content, place("attachment", event["attachment"], "content"))
            except InvalidTag:
                content = b""
        if content is not None and (sha256(content), size) != (event["digest"], event["size"]) and not erased:
            self.wrong(number, f"file {event['attachment']} was changed")

    def check_order(self, ledgers: dict[str, list[Any]], root: dict[str, Any] | None) -> None:
        """Check that no line is missing in the order of commits, and the roots over them."""
        rows = sorted((row[10], row[9]) for lines in ledgers.values() for row in lines)
        if [position for position, _ in rows] != list(range(1, len(rows) + 1)):
            self.wrong("the feed", "lines are missing")
        known: dict[int, str] = {0: ""}
        for row in (one for one in ledgers.get("desk", []) if one[2] == "ledger-rooted"):
            event = json.loads(self.data(row[0], row[1], row[8]))
            after = max(known)
            if root_of(known[after], rows, after, event["position"]) != event["root"]:
                self.wrong("the feed", f"lines {after + 1} to {event['position']} do not make their root")
            known[event["position"]] = event["root"]
        if root is not None:
            at = root["position"]
            after = max(
                one for one in known if one < at
            )  # in a backup made before it was taken, the root itself is not put down
            if known.get(at, root_of(known[after], rows, after, at)) != root["root"] or at > len(rows):
                self.wrong("the feed", "is not the one whose root was kept")


def root_of(before: str, rows: list[tuple[int, str]], after: int, to: int) -> str:
    """Return the root that these lines make of the one before."""
    return sha256((before + "".join(f"\n{at} {one}" for at, one in rows if after < at <= to)).encode())


def main(database: str, key_file: str, root: str | None = None) -> int:
    """Verify, print what is wrong, and return the exit code."""
    problems = Verifier(database, key_file).check(json.loads(Path(root).read_text("utf-8")) if root else None)
    print("\n".join(problems) or "all as they were written")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit((__doc__ or "").partition("\n")[0])
    sys.exit(main(*sys.argv[1:]))
