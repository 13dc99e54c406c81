"""Importing the plugin costs next to nothing; SQLAlchemy comes when a database is opened."""

import subprocess
import sys


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
