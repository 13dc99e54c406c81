"""Bytes to text: what a file is in, found out or refused, never guessed in silence."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from complaintkit.errors import IntakeRejected
from complaintkit.plugin import FormReceived, Parsed

Forms = Callable[..., list[FormReceived]]
Read = Callable[..., Parsed]

FILE = "id,what\n1,米饭是酸的，请尽快处理\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (FILE.encode(), "utf-8 "),
        (FILE.encode("utf-8-sig"), "utf-8-sig"),
        (FILE.encode("utf-16"), "utf-16"),
        ("\ufeff".encode("utf-16-be") + FILE.encode("utf-16-be"), "utf-16"),
        (FILE.encode("gbk"), "gb18030"),
        (FILE.encode("gb18030"), "gb18030"),
        (gzip.compress(FILE.encode()), "utf-8 "),
        (gzip.compress(FILE.encode("gbk")), "gb18030"),
    ],
    ids=["utf-8", "bom", "utf-16-le", "utf-16-be", "gbk", "gb18030", "gzip", "gzip of gbk"],
)
def test_the_encoding_is_found_out_and_told(content: bytes, encoding: str, read: Read) -> None:
    """Chinese files come in many encodings; the reply says which one this was."""
    parsed = read(content)

    assert parsed.items[0].fields["text"] == "米饭是酸的，请尽快处理"
    assert f"1 rows, {encoding}" in parsed.reply.body.decode()


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1251", "shift_jis", "euc-jp", "euc-kr", "big5"])
def test_other_encodings_have_to_be_named(encoding: str, forms: Forms) -> None:
    """Bytes of the West, of Japan or of Korea are no everyday Chinese: refused, with the line, until they are named."""
    words = {
        "cp1251": "Рис кислый",
        "shift_jis": "ごはんが酸っぱいです",
        "euc-jp": "ごはんが酸っぱいです。配達が遅くて料理が冷めていました。",
        "euc-kr": "밥이 시큼해요. 배달이 너무 늦었어요.",
        "big5": "米飯是酸的，請儘快處理",
    }
    said = words.get(encoding, "Müller fände für Größe: naïve café, señor")
    content = f'id,what\n1,"{said}"\n'.encode(encoding)

    with pytest.raises(IntakeRejected, match=r"no UTF-8 \(line 2 has .*Name its encoding"):
        forms(content)

    assert forms(content, encoding=encoding)[0].fields["text"] == said


def test_a_named_encoding_is_held_to(forms: Forms) -> None:
    """Where the file is not what was said, nothing is replaced by question marks."""
    with pytest.raises(IntakeRejected, match=r"is not ascii \(line 2"):
        forms(FILE, encoding="ascii")


def test_an_accent_is_not_taken_for_chinese(forms: Forms) -> None:
    """One accented letter before another makes a valid character of GB 18030, but none that anybody writes."""
    with pytest.raises(IntakeRejected, match="Name its encoding"):
        forms("id,what\n1,Süß\n".encode("cp1252"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \r\n\n", "is empty"),
        ("\ufeff".encode(), "is empty"),
        (b"PK\x03\x04......", "Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe", "UTF-8"),
        (gzip.compress(FILE.encode())[:-12], "gzip, and broken"),
        (b"\x1f\x8bnot really", "gzip, and broken"),
        (gzip.compress(b""), "is empty"),
    ],
    ids=["nothing", "blanks", "a mark", "xlsx", "pdf", "png", "cut", "fake", "empty gzip"],
)
def test_what_is_no_csv_says_what_it_is(content: bytes, why: str, forms: Forms) -> None:
    """A file of another kind is refused before any row, with what to do."""
    with pytest.raises(IntakeRejected, match=why):
        forms(content)


def test_a_bomb_is_refused(forms: Forms, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gzip can hide far more than it shows; there is an end to what is unpacked."""
    monkeypatch.setattr("complaintkit_csv._content.LARGEST", 1_000_000)

    with pytest.raises(IntakeRejected, match="more than"):
        forms(gzip.compress(b"a" * 1_000_002))


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(forms: Forms, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger's 256 KiB must not become half a gigabyte: a hundred times as much is not what tables shrink by."""
    monkeypatch.setattr("complaintkit_csv._content._SMALL", 1_000)

    with pytest.raises(IntakeRejected, match="more than 100 times as much"):
        forms(gzip.compress(b"a" * 1_000_000))
