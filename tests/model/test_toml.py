"""TOML files: what can't be read, and what is wrong in them, is told by line and column, in both languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest

from complaintkit.model.errors import ConfigurationError
from complaintkit.model.key_path import dotted, position
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Problems, Source, located
from complaintkit.model.toml import read_toml
from complaintkit.playbook.loading import installed_playbooks

BROKEN = {
    "table not closed": ("[desk", 6, "a table's name is not closed by ]"),
    "no value": ("a = ", 5, "there is no value here"),
    "text without quotes": ("a = shop", 5, "there is no value here"),
    "two values": ("a = 1 2", 7, "something follows the value"),
    "text not closed": ('a = "shop', 10, "a text is not closed by its quote"),
    "text over the line's end": ("a = 'shop\n'", 10, "a text is not closed by its quote"),
    "list not closed": ("a = [1", 7, "a list is not closed by ]"),
    "braces not closed": ("a = { b = 1", 12, "a table is not closed by }"),
    "no equals sign": ("a 1", 3, "a key is not followed by ="),
    "no key": ("= 1", 1, "this is no key"),
    "Chinese key": ("店 = 1", 1, "this is no key"),
    "Chinese quotes": ("a = “shop”", 5, "“ is a full-width sign"),
    "Chinese equals sign": ("a＝1", 2, "＝ is a full-width sign"),
    "Chinese number": ("a = ５０", 5, "５ is a full-width sign"),
    "Chinese comma": ('a = ["x"、"y"]', 9, "、 is a full-width sign"),
    "Chinese space": ("a　= 1", 2, "a full-width space stands here"),
    "space of a web page": ("a\u00a0= 1", 2, "a full-width space stands here"),
    "sign that can't be seen": ("\u200ba = 1", 1, "a sign that can't be seen stands here"),
    "twice": ("b = { a = 1, a = 2 }", 19, "this was written before"),
    "backslash": (r'a = "C:\q"', 10, "a backslash means nothing here"),
}


@pytest.mark.parametrize(("line", "column", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_toml_is_told_by_line_and_column(tmp_path, line, column, said):
    """In our own words, in both languages: TOML's parser speaks English."""
    file = tmp_path / "shop.toml"
    file.write_bytes(f'# 夜市\r\nb = "x"\r\n{line}'.replace("\nb = ", "\nz = ").encode("utf-8-sig"))

    with pytest.raises(ConfigurationError) as refused:
        read_toml(file, name="shop.toml", missing=phrase("Write one."))

    assert str(refused.value).startswith(f"line 3, column {column} of shop.toml: is not TOML: {said}. ")
    assert (refused.value.data["line"], refused.value.data["column"]) == (3, column)
    chinese = refused.value.user_message("zh-CN")
    assert chinese.startswith(f"配置有误，shop.toml（第 3 行第 {column} 列）：不是 TOML：")
    assert not re.search("[A-Za-z]", chinese.partition("不是 TOML：")[2].partition("。")[0])


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("// 夜市", "A note begins with #."),
        ("; 夜市", "A note begins with #."),
        ("a = 1 -- 夜市", "A note begins with #."),
        ("a = True", "Yes is true, and no is false."),
        ("a = 是", "Yes is true, and no is false."),
        ("a = 50元", "Write the number alone: 30 or 9.90."),
        ("a = ￥50", "Write the number alone: 30 or 9.90."),
        ("＃ 夜市", "Write it half-width: #"),
        ("a = “x”", 'Write it half-width: "'),
    ],
)
def test_what_people_write_that_is_no_toml_is_told_how_to_write(tmp_path, line, step):
    """Notes as other files have them, yes and no, money with its sign: not only that something is wrong here."""
    file = tmp_path / "shop.toml"
    file.write_text(line, encoding="utf-8")

    with pytest.raises(ConfigurationError) as refused:
        read_toml(file, missing=phrase("Write one."))

    assert refused.value.data["next_step"] == step


def test_a_file_of_excel_is_told_apart(tmp_path):
    """Its bytes are no text in any encoding."""
    file = tmp_path / "shop.toml"
    file.write_bytes(b"PK\x03\x04" + bytes(range(256)))

    with pytest.raises(ConfigurationError, match="is a file of Excel or Word"):
        read_toml(file, missing=phrase("Write one."))


def test_what_is_not_utf_8_is_told_by_line(tmp_path):
    """Old editors write GBK."""
    file = tmp_path / "shop.toml"
    file.write_bytes('a = 1\nb = "夜市"'.encode("gbk"))

    with pytest.raises(ConfigurationError, match=r"line 2, column \d of .*is not TOML: this is not UTF-8"):
        read_toml(file, missing=phrase("Write one."))


@pytest.mark.parametrize("content", [b"a = " + b"[" * 5000, b"\x00", b"\xff"])
def test_any_bytes_are_one_error(tmp_path, content):
    """Never a traceback of the parser."""
    (tmp_path / "shop.toml").write_bytes(content)

    with pytest.raises(ConfigurationError):
        read_toml(tmp_path / "shop.toml", missing=phrase("Write one."))


TEXT = """\
title = "x" # a [comment] = 1
long = '''
[unit.no]
'''
[unit."no.3/school"]
title = { zh = "三号店", "en" = "No. 3" }
at = 2026-11-21 10:00:00
hours.mon = ["09:00-12:00", # then lunch
  "13:00-18:00"]
[[desk.row]]
a = 1
[[desk.row]]
a.b = [ { c = 1 }, { c = 2, d = [[3], [4]] } ]
[desk.row.inner]
e = 5
"""


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("title", (1, 1)),
        ("long", (2, 1)),
        ('unit."no.3/school"', (5, 1)),
        ("unit.no.3/school.title.en", (6, 23)),
        ('unit."no.3/school".title.zh', (6, 11)),
        ('unit."no.3/school".hours.mon[1]', (9, 3)),
        ('unit."no.3/school".hours.tue', (8, 1)),
        ('unit."no.3/school".missing', (5, 1)),
        ("desk.row[1].a.b[1].d[1][0]", (13, 40)),
        ("desk.row[1].inner.e", (15, 1)),
        ("desk.row[0].a", (11, 1)),
        ("desk.rwo", (10, 1)),
        ("nowhere.to.be", None),
    ],
)
def test_a_key_is_found_where_it_stands(key, place):
    """By its path as messages write it; what is missing, where the table around it begins."""
    assert position(TEXT, key) == place


def paths(table: object, path: tuple[str, ...] = (), form: str = "") -> Iterator[str]:
    """Every key path of a table, as messages write it."""
    for key, value in table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ():
        below = f"{form}[{key}]" if isinstance(key, int) else f"{form}.{dotted([key])}".lstrip(".")
        yield below
        yield from paths(value, (*path, str(key)), below)


@pytest.mark.parametrize("name", sorted(installed_playbooks()))
def test_every_key_of_our_playbooks_is_found(name):
    """On a line that names it, or its place in a list."""
    text = installed_playbooks()[name].read_text("utf-8")
    lines = text.split("\n")
    for path in paths(tomllib.loads(text)):
        found = position(text, path)
        assert found is not None, path
        line, column = found
        last = path.rpartition(".")[2].strip('"').partition("[")[0]
        assert path.endswith("]") or last in lines[line - 1][column - 1 :], path


def test_problems_are_told_with_their_lines():
    """Each of them, so that a file is mended in one go."""
    problems = Problems(Source("shop.toml", TEXT))
    problems.add("title", "is no title", "Write one.")
    problems.add("unit.x", "is no unit")

    assert str(problems.error()) == (
        "line 1, column 1 of shop.toml: title: is no title. Write one.\nline 5, column 1 of shop.toml: unit.x: is no unit."
    )
    assert [(one.line, one.column) for one in Problems.of(problems.error())] == [(1, 1), (5, 1)]


def test_an_error_is_told_of_the_file_that_says_it():
    """What a plugin finds wrong in its settings stands in a file of which it knows nothing."""
    error = ConfigurationError(where="plugins.csv.title", reason="is no title", next_step="Write one.")

    told = located(error, Source("shop.toml", TEXT), outer="plugins.csv.")

    assert str(told) == "line 1, column 1 of shop.toml: title: is no title. Write one."
