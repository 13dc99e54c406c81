"""Full disks, folders that are none, processes that die: a message is there as a whole, or it is said not to be."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from complaintkit_files import Files

from complaintkit import Contact
from complaintkit.plugin import Accepted, InDoubt, NotSent


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="tells by /proc what is forced to disk")
def test_what_is_accepted_was_forced_to_disk_before_and_after_its_naming(tmp_path, note, send, monkeypatch):
    """A power cut may take neither the content nor the name of what the desk was told is there."""
    done = []
    fsync, rename = os.fsync, os.replace

    def forced(descriptor):
        done.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def named(part, path):
        done.append("named")
        rename(part, path)

    monkeypatch.setattr(os, "fsync", forced)
    monkeypatch.setattr(os, "replace", named)
    send(tmp_path, note())

    assert done[0].endswith(".part")
    assert done[1:] == ["named", str(tmp_path)]


def test_a_missing_folder_is_made_for_its_owner_alone(tmp_path, note, send):
    """Messages hold names and addresses; a folder that exists keeps the rights it has."""
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)

    send(tmp_path / "a" / "outbox", note())
    send(shared, note())

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a" / "outbox").stat().st_mode & 0o777 == 0o700
    assert shared.stat().st_mode & 0o777 == 0o755


def test_a_folder_that_is_none_is_our_trouble(tmp_path, note, send, reconcile):
    """The message waits until somebody has mended it; what became of an earlier one can't be told."""
    (tmp_path / "file").touch()

    for folder in (tmp_path / "file", tmp_path / "file" / "outbox"):
        (outcome,) = send(folder, note())

        assert isinstance(outcome, NotSent)
        assert outcome.ours
        assert str(tmp_path) not in outcome.detail
        assert isinstance(reconcile(folder, "n-1"), InDoubt)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_full_disk_is_our_trouble_and_leaves_nothing_behind(tmp_path):
    """Half a message is no message. The limit on a file's size plays the disk."""
    script = textwrap.dedent("""
        import asyncio, resource, sys
        from pathlib import Path
        from complaintkit import Contact
        from complaintkit.plugin import Notification
        from complaintkit_files import Files

        (notifier,) = Files(name="out", folder=Path(sys.argv[1]), media=("sms",)).complaintkit_notifiers()
        to, text = Contact("phone", "1"), "x" * 9000
        letter = Notification(id="n-1", to=to, message="m", language="en", text=text, case_number="A")

        async def main():
            async with notifier.session() as session:
                return await session.send(letter)

        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        print(asyncio.run(main()))
    """)

    done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "NotSent(retry_after=None, detail='File too large', ours=True)"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_process_leaves_whole_messages_only(tmp_path):
    """Whatever moment it dies at: what has a message's name is a whole message."""
    script = textwrap.dedent("""
        import sys
        from itertools import count
        from pathlib import Path
        from complaintkit_files._folder import write

        for n in count():
            write(Path(sys.argv[1]) / f"A_{n}_m.txt", b"x" * 3_000_000 + b"end")
    """)
    for pause in (0.0, 0.02, 0.05):
        with subprocess.Popen([sys.executable, "-c", script, tmp_path]) as process:
            while not list(tmp_path.iterdir()):
                time.sleep(0.005)
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
        written = list(tmp_path.glob("*.txt"))
        assert all(path.stat().st_size == 3_000_003 for path in written)
        for path in tmp_path.iterdir():
            path.unlink()


def test_the_same_notification_from_two_processes_at_once_is_one_whole_file(tmp_path, note):
    """Whoever comes last wins, with a whole message."""
    (notifier,) = Files(name="out", folder=tmp_path, media=("sms",)).complaintkit_notifiers()

    async def batch():
        async with notifier.session() as one, notifier.session() as other:
            return await asyncio.gather(*[s.send(note(text="x" * 100_000)) for s in (one, other) * 10])

    outcomes = asyncio.run(batch())

    assert set(outcomes) == {Accepted("A12-261121-042_n-1_received.txt", final=True)}
    (path,) = tmp_path.iterdir()
    assert path.read_text(encoding="utf-8").endswith("x" * 100_000 + "\n")


# ------------------------------------------------------------------ in doubt
@pytest.mark.parametrize("medium", ["sms", "email"])
def test_the_folder_knows_what_became_of_a_message(tmp_path, note, send, reconcile, medium):
    """A message that is there was sent; one that is not was not, and another's id does not help it."""
    letter = note(to=Contact("email", "wang@customer.example"))
    (sent,) = send(tmp_path, letter, medium=medium)

    assert reconcile(tmp_path, "n-1", medium=medium) == sent
    for other in ("n-2", "n", "n-10", "n-1_received", "*"):
        assert reconcile(tmp_path, other, medium=medium) == NotSent(detail="there is no such file")
    assert reconcile(tmp_path / "nowhere", "n-1", medium=medium) == NotSent(detail="there is no such file")


def test_what_a_dying_process_left_is_taken_away(tmp_path, note, send, reconcile):
    """An unfinished file holds words of a person and is no message; another's is left alone."""
    send(tmp_path, note(id="n-0"))
    mine, other = (tmp_path / f".A12_{one}_received.txt.0a1b2c3d.part" for one in ("n-1", "n-2"))
    mine.write_text("您好")
    other.write_text("您好")

    assert reconcile(tmp_path, "n-1") == NotSent(detail="there is no such file")
    assert not mine.exists()
    assert other.exists()
