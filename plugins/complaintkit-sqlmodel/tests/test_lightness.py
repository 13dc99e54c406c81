"""Importing the plugin costs next to nothing; SQLAlchemy comes when a database is opened."""

import subprocess
import sys
import tempfile

from complaintkit_sqlmodel import SqlModelStorage


def test_importing_brings_nothing_heavy() -> None:
    """Not even the driver."""
    code = "import sys, complaintkit_sqlmodel; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert not {"sqlalchemy", "sqlmodel", "pydantic", "alembic", "pysqlite3", "sqlite3"} & set(done.stdout.split())


def test_opening_does_without_migrations() -> None:
    """alembic is needed for upgrading alone."""
    code = (
        "import sys, tempfile; from complaintkit_sqlmodel import SqlModelStorage\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    SqlModelStorage().open(f'sqlite:///{folder}/desk.db').close()\n"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False"


def test_reading_does_without_the_tables() -> None:
    """What a short command asks of a file that is there is text already: neither SQLModel nor SQLAlchemy is imported for it."""
    code = (
        "import sys; from complaintkit.ports.storage import CaseFilter; from complaintkit_sqlmodel import SqlModelStorage\n"
        "storage = SqlModelStorage().open(sys.argv[1], create=False)\n"
        "with storage.reading() as view:\n"
        "    view.meta('organisation'), view.feed(after=0, limit=1), view.case('1'), view.document('')\n"
        "    view.cases(CaseFilter(), after=None, limit=50), view.cases(CaseFilter(open=True), after=None, limit=50)\n"
        "storage.close()\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    with tempfile.TemporaryDirectory() as folder:
        SqlModelStorage().open(url := f"sqlite:///{folder}/desk.db").close()
        done = subprocess.run([sys.executable, "-c", code, url], check=True, capture_output=True, text=True, timeout=60)
    assert not {"sqlalchemy", "sqlmodel", "pydantic", "alembic", "asyncio"} & set(done.stdout.split())
