"""`complaintkit db`: checked, upgraded, copied into another database, with which the desk goes on."""

from contextlib import closing

import pytest
from complaintkit_sqlmodel._sqlite import driver_of


@pytest.mark.sqlite("the words of SQLite; on a server test_postgresql.py of the plugin does the same")
def test_a_sound_database_is_said_to_be_so(run, place):
    """What was taken out of it is named, and the exit code tells."""
    assert run("db", "check").out.strip() == "All is as it must be."
    with closing(driver_of("auto").connect(place / "desk.db")) as connection:
        connection.execute("DROP TRIGGER ledger_update")
    found = run("db", "check", "--json")
    assert found.code == 1
    assert found.json == {"problems": ["desk.db: the trigger ledger_update is not as it was made"]}


def test_the_tables_are_brought_up_to_date(run, place):
    """As by `complaintkit upgrade`."""
    assert run("db", "upgrade").out == run("upgrade").out


@pytest.mark.sqlite("copies into a new SQLite file; test_copying.py of the plugin copies to a server")
def test_a_copy_is_a_desk_like_the_first(run, place, numbers):
    """With the same key; the copy says how many rows it holds, alike on both sides."""
    copied = run("db", "copy", "sqlite:///desk.db", "sqlite:///chain.db")
    assert "alike on both sides" in copied.out
    assert "ledger +" in copied.err
    (place / "desk.db.key").rename(place / "chain.db.key")
    assert run("case", "show", numbers["food/temperature"], "--db", "sqlite:///chain.db").code == 0
    assert run("verify", "--deep", "--db", "sqlite:///chain.db").code == 0
    assert run("db", "copy", "sqlite:///chain.db", "sqlite:///chain.db").code == 2
