"""`complaintkit answers`: the handbook of frequent questions, listed, searched and printed. S3.2"""

import pytest

from complaintkit import Desk


@pytest.fixture
def entries(place):
    """Two approved entries in Chinese and one in English, by their numbers; a draft beside."""
    with Desk.open(config=place / "complaintkit.toml") as desk:

        def approved(question, answer, **more):
            draft = desk.answers.propose(question, answer, by="chen", **more)
            return desk.answers.approve(draft, by=draft.owner).number

        desk.answers.propose("几点送餐？", "待定", by="chen")
        return (
            approved("清真餐怎么订？", "提前一天致电热线", category="service"),
            approved("餐费怎么开发票？", "每月五日前登记"),
            approved("How do I order halal meals?", "Call a day ahead"),
        )


def test_approved_entries_are_listed(run, entries):
    """Oldest first, without drafts; of one language, or category, where one is asked for. S3.2"""
    assert [one["number"] for one in run("answers", "list", "--json").json] == list(entries)
    assert [one["number"] for one in run("answers", "list", "--language", "en", "--json").json] == [entries[2]]
    assert [one["number"] for one in run("answers", "list", "--category", "service", "--json").json] == [entries[0]]
    shown = run("answers", "list", "--lang", "zh")
    assert (shown.code, "提前一天致电热线" in shown.out, "待定" in shown.out) == (0, True, False)


def test_a_question_finds_its_answer(run, entries):
    """In other words than the entry's; nothing where nothing fits. S3.2"""
    assert [one["number"] for one in run("answers", "search", "我们想订清真餐", "--json").json] == [entries[0]]
    assert run("answers", "search", "停车场收费吗", "--json").json == []
    assert "每月五日前登记" in run("answers", "search", "请问怎么开发票", "--lang", "zh").out


def test_a_stranger_is_told_so(run, entries):
    """Whatever they look at. R20"""
    for words in (("list",), ("search", "发票"), ("handbook",)):
        shown = run("answers", *words, "--by", "nobody")
        assert shown.code != 0
        assert "does not work here" in shown.err


def test_the_handbook_is_printed_or_written(run, entries, tmp_path):
    """As Markdown to the screen, as a page to a file, in the language asked for. S3.2"""
    assert "每月五日前登记" in run("answers", "handbook", "--lang", "zh").out
    file = tmp_path / "answers.html"
    assert run("answers", "handbook", "--lang", "en", "--html", file).code == 0
    page = file.read_text("utf-8")
    assert "Call a day ahead" in page
    assert "提前一天致电热线" not in page
