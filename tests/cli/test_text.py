"""What strangers wrote reaches a terminal readable and harmless, and a program unchanged."""

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from complaintkit.cli.views.output import as_json
from complaintkit.cli.views.text import HIDDEN, one_line, visible
from complaintkit.model.event_words import EVENT_WORDS
from complaintkit.model.events import events

TEXT = st.text(st.characters() | st.sampled_from("\x1b\x07\r\n\t\x9b\u202e\u2066\u200f\ufeff\ud800"), max_size=40)


@given(TEXT)
@example("\x1b]52;c;aGk=\x07")
@example("safe\u202egnp.exe")
def test_nothing_acts_on_a_terminal(text):
    """No control but the line feed, no direction mark, nothing invisible is left; printable text stays as it is."""
    shown = visible(text)
    assert not HIDDEN.search(shown)
    assert all(one == "\n" or unicodedata.category(one) not in ("Cc", "Cs") for one in shown)
    assert "\n" not in one_line(text)


@given(TEXT)
def test_json_says_the_same_without_acting(text):
    """Escapes in JSON mean what they stand for: nothing is lost, and nothing acts on a terminal."""
    line = as_json({"text": text, text: [text]})
    assert not HIDDEN.search(line)
    assert json.loads(line) == {"text": text, text: [text]}


def test_chinese_is_shown_as_it_is():
    """Only what is dangerous is escaped."""
    assert visible("烤鱿鱼没熟,¥25 👨‍👩‍👧") == "烤鱿鱼没熟,¥25 👨‍👩‍👧"


def test_a_megabyte_becomes_a_line():
    """A text of any length is cut for a list, quickly."""
    assert len(one_line("辣" * 1_000_000)) == 400


@pytest.mark.parametrize("name", sorted(events()))
def test_every_event_has_its_sentence(name):
    """A timeline tells each event in both languages, with fields that the event has."""
    fields = dict.fromkeys(events()[name].__annotations__, "x")
    sentence = EVENT_WORDS[name].sentence
    assert sentence is not None
    told = sentence.filled(**fields)
    assert told.isascii()
    assert not told.to("zh").isascii()


def test_tables_are_aligned_by_what_is_seen(run, place):
    """A Chinese character takes two columns: every column begins at the same place in every row."""
    lines = run("org", "show").out.splitlines()
    start = lines.index("People")
    rows = lines[start + 3 : start + 12]
    places = {cell_len(row[: row.index(role)]) for row in rows for role in (row.split()[2],)}
    assert len(rows) == 9
    assert len(places) == 1


def test_a_pipe_gets_no_colours_and_no_padding(run, numbers):
    """What is not a terminal gets text alone, whole lines, nothing cut."""
    for words in (("case", "list"), ("case", "log", numbers["food/sensory"]), ("outbox", "list"), ("plugins",)):
        shown = run(*words)
        assert "\x1b" not in shown.out
        assert all(line == line.rstrip() for line in shown.out.splitlines())
