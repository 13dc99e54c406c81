"""Repairs at the command line: shown first, done with --apply; a wrong clock and a key beside its database are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.database import tables


def test_rows_are_made_anew(run, place, numbers):
    """What `verify --deep` finds: nothing is changed without --apply; with it all is as the ledgers say."""
    with tables(place / "desk.db") as database:
        database.run("UPDATE \"case\" SET owner = 'sun' WHERE owner = 'luo'")
    assert run("verify", "--deep").code == 1

    shown = run("repair", "rows")
    assert (shown.code, "owner of case" in shown.out) == (0, True)
    assert shown.out.endswith("would be put right: 1.\nNothing was changed. Do it with --apply.\n")
    assert run("verify", "--deep").code == 1

    assert run("repair", "rows", "--apply").out.endswith("put right: 1.\n")
    assert run("verify", "--deep").code == 0
    done = run("repair", "rows", "--json").json
    assert done == {"applied": False, "rows": 0, "changes": [], "left": []}


@pytest.mark.sqlite("this machine's clock is set, a server's is not")
def test_a_clock_that_may_be_wrong_is_told_first(run, place):
    """By whatever shows cases, the worker's check among it, in both languages; until somebody says that it is right."""
    with time_machine.travel(datetime.now(UTC) + timedelta(days=40)):
        for words in ("duties chen", "case list", "plugins", "worker --check"):
            assert run(*words.split()).err.startswith("The clock may be ahead"), words
            assert run("--lang", "zh", *words.split()).err.startswith("时钟可能快了"), words
        assert run("repair", "clock").code == 0
        assert run("case", "list").err.startswith("The clock may be ahead"), "nothing was said yet"
        assert run("repair", "clock", "--apply").out.endswith("put right: 0.\n")
        assert "The clock" not in run("case", "list").err


def test_a_key_beside_its_database_is_told(run, place):
    """With the plugins, on standard error; not any more where it was moved and the settings say where it is."""
    assert "the key lies beside the database" in run("plugins").err
    assert "钥" in run("--lang", "zh", "plugins").err
    kept = place.parent / "elsewhere"
    kept.mkdir()
    (place / "desk.db.key").rename(kept / "desk.key")
    settings = place / "complaintkit.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("[desk]", f'[desk]\nkey = {{ file = "{kept}/desk.key" }}', 1), "utf-8")
    shown = run("plugins")
    assert (shown.code, "the key lies beside" in shown.err) == (0, False)


@pytest.mark.sqlite("this machine's clock is set, a server's is not")
def test_the_page_of_a_report_says_first_that_nobody_works(run, place):
    """Above all figures, for whoever reads it elsewhere; as data, too. R18"""
    assert run("deliver", "--limit", "1").code in (0, 1)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        assert run("report", "--html", "page.html").code == 0
        page = (place / "page.html").read_text("utf-8")
        assert page.index('<p class="warning">No worker was ever here') < page.index('class="tiles"')
        assert "<code>complaintkit worker</code>" in page
        assert "`" not in page
        assert run("report", "--json").json["warning"].startswith("No worker was ever here")
