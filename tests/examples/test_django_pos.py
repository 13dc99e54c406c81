"""docs/examples/django_pos: its own tests, its tables, its worker as a process, a fork as a web server does it."""

import signal
import time

import pytest

FORKED = """
import os, warnings, django
django.setup()
from complaints.desk import desk
from complaintkit import Customer

def take(text):
    customer = Customer(phone="13800138000")
    case = desk().receive(
        text, by="amy", channel="hotline", unit="lakeside", category="service/waiting", customer=customer
    )
    return case.number

print(take("before"), flush=True)
warnings.simplefilter("ignore", DeprecationWarning)  # from 3.12 on: plugins are called in threads, which a child has not
child = os.fork()
if child == 0:
    print(take("in the child"), flush=True)
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print(take("after"))
"""


@pytest.fixture
def pos(example):
    """The POS, copied."""
    program = example("django_pos")
    program.variables["DJANGO_SETTINGS_MODULE"] = "settings"
    return program


def test_it_passes_its_own_tests(pos):
    """Django's test client on a real database file, threads that press pay together, the customer's page, the night."""
    assert "\nOK\n" in pos.says("manage.py", "test")


def test_its_tables_are_as_its_models_say(pos):
    """No migration is missing, and `check` has nothing to say."""
    assert "No changes detected" in pos.says("manage.py", "makemigrations", "--check")
    assert "no issues" in pos.says("manage.py", "check")


@pytest.mark.sqlite("processes find the database by its file, which is not there yet")
def test_its_worker_says_what_is_to_be_said_and_ends_when_told(pos):
    """Another process takes a complaint in; the worker tells the customer. SIGTERM ends it, and that is no failure."""
    with pos.starts("manage.py", "complaints_worker") as worker:
        try:
            pos.says("-c", FORKED.partition("child =")[0])
            until = time.monotonic() + 60
            while not list((pos.folder / "var/outbox").glob("*_received.txt")):
                assert time.monotonic() < until
                assert worker.poll() is None, worker.stdout.read()
                time.sleep(0.1)
        finally:
            worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0, worker.stdout.read()


def test_each_process_opens_a_desk_of_its_own(pos):
    """A server that forks after it has used the desk: parent and child both go on; one key, and no number given twice."""
    warned, *numbers = pos.says("-c", FORKED).splitlines()

    assert warned.startswith("the key of the database was made beside it")
    assert len(numbers) == 3
    assert len(set(numbers)) == 3
