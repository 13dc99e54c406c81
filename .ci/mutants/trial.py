"""Try mutants, as a plugin of pytest: tests are collected once, each mutant lives and dies in a process of its own."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO

import attrs
import coverage
import pytest

from mutant import Mutant
from placement import OURS, functions, module_of, place
from reasons import room_of

_UNPLACED = 3
_REMEMBERING = type(functools.cache(len))
_CLOCKS = frozenset({-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL})  # how a process ends that has used its time up


class Verdict(StrEnum):
    """What came of a mutant."""

    KILLED = "killed"
    STOPPED = "stopped"  # no test failed, the time for them was up: dead, too, but for a machine with much else to do
    SURVIVED = "survived"
    UNSEEN = "unseen"  # no test comes by; it survived, too
    UNTRIED = "untried"  # the time was up


ALIVE = frozenset({Verdict.SURVIVED, Verdict.UNSEEN})


@attrs.frozen
class Seen:
    """Which tests come by a line, and how long each takes, as they passed without a mutant."""

    by_line: Mapping[str, Mapping[int, Sequence[str]]]
    seconds: Mapping[str, float]

    def tests(self, mutant: Mutant, asked: tuple[str, ...]) -> list[str]:
        """Name the tests that come by the mutant, the quick ones first.

        For a table of the module these are all that come by the module, or were asked for it; then all others, which may read it.
        """
        lines = self.by_line.get(str(mutant.path.resolve()), {})
        span = range(mutant.first, mutant.last + 1) if mutant.within else lines
        found = {test for line in span for test in lines.get(line, ())}
        if asked:
            read = set() if mutant.within else {test for test in self.seconds if test.startswith(asked)}
            found = read | {test for test in found if test.startswith(asked)}
        others = set() if mutant.within or asked else self.seconds.keys() - found
        return [test for part in (found, others) for test in sorted(part, key=lambda test: self.seconds[test])]


class Trial:
    """The plugin: measures once which test comes by which line, then tries mutant after mutant."""

    def __init__(
        self,
        mutants: Iterable[Mutant],
        *,
        seconds: float | None,
        asked: Callable[[Mutant], tuple[str, ...]] = lambda _: (),
    ) -> None:
        self.verdicts: dict[Mutant, Verdict] = {}
        self._asked = asked  # how the names of the tests begin that are asked about a mutant: all where empty
        self._mutants, self._seconds = list(mutants), seconds
        self._files = sorted({str(one.path.resolve()) for one in self._mutants})
        self._rooms = tuple({f"{OURS}.{room_of(one.path)}" for one in self._mutants})
        self._failed = False
        self._kills = defaultdict[tuple[Path, str], Counter[str]](
            Counter
        )  # by function: which tests noticed its mutants

    @property
    def ended(self) -> bool:
        """Tell if all have been tried, or the time was up."""
        return len(self.verdicts) == len(self._mutants)

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Draw fewer random examples, and make none of them smaller: what fails has failed."""
        import hypothesis  # not before pytest does

        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile("mutants", deadline=None, database=None, phases=phases, max_examples=30)
        hypothesis.settings.load_profile("mutants")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep in mind that a test failed."""
        self._failed = self._failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try all mutants instead of running the tests."""
        if session.testsfailed:
            raise session.Interrupted("the tests cannot even be collected")
        session.config.pluginmanager.unregister(name="terminalreporter")  # thousands of tests fail, as they should
        for path in self._files:
            module_of(Path(path))
        items = {item.nodeid: item for item in session.items}
        seen = self._measured(session.items)
        gc.unfreeze()  # what was collected was put out of the sight of whoever looks for objects
        functions()  # found once for all
        gc.freeze()  # what is here is shared with every child, not copied
        end = time.monotonic() + self._seconds if self._seconds is not None else float("inf")
        for mutant in self._mutants:
            tests = [items[name] for name in seen.tests(mutant, self._asked(mutant))]
            late = time.monotonic() > end
            try:
                self.verdicts[mutant] = Verdict.UNTRIED if late else self._tried(mutant, tests, seen)
            except KeyboardInterrupt:  # what was tried is judged
                self.verdicts[mutant], end = Verdict.UNTRIED, 0.0
            if sys.stderr.isatty():
                self._tell(mutant)
        return True

    def _tell(self, mutant: Mutant) -> None:
        """Show how far it is, and who survives as soon as that is known."""
        if self.verdicts[mutant] in ALIVE:
            sys.stderr.write(f"\r{mutant.path.name} {mutant.within}: {mutant.change}\n")
        sys.stderr.write(f"\r{len(self.verdicts)} of {len(self._mutants)} ")

    def _tried(self, mutant: Mutant, tests: Sequence[pytest.Item], seen: Seen) -> Verdict:
        """Try one mutant."""
        if not tests:
            return Verdict.UNSEEN
        seconds = sum(seen.seconds[item.nodeid] for item in tests)
        kills = self._kills[mutant.path, mutant.within]
        first = sorted(tests, key=lambda item: -kills[item.nodeid])  # who noticed most of its neighbours
        with TemporaryFile() as file:
            code = _in_child(lambda: self._run(first, mutant, seconds, file))
            file.seek(0)
            kills.update(file.read().decode().splitlines())
        if code == _UNPLACED:
            raise LookupError(f"{mutant.path} {mutant.within}: nothing that was imported is what the mutant changes")
        if code in _CLOCKS:
            return Verdict.STOPPED
        return Verdict.KILLED if code else Verdict.SURVIVED

    def _measured(self, items: Sequence[pytest.Item]) -> Seen:
        """Run every test as it is, in a process of its own, so that nothing is remembered from it here."""
        with NamedTemporaryFile() as file:
            if _in_child(lambda: self._measure(items, Path(file.name))):
                raise pytest.UsageError(f"a test fails without any mutant: {Path(file.name).read_text()}")
            found = json.loads(Path(file.name).read_text())
        for name in found["modules"]:  # once for all
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        by_line = {path: {int(line): tests for line, tests in lines.items()} for path, lines in found["lines"].items()}
        return Seen(by_line, found["seconds"])

    def _measure(self, items: Sequence[pytest.Item], file: Path) -> int:
        seconds, lines = {}, defaultdict[str, dict[int, list[str]]](dict)
        cover = coverage.Coverage(data_file=None, config_file=False, include=self._files)
        cover.start()
        for item, following in _each_with_next(items):
            cover.switch_context(item.nodeid)
            self._forget()
            before = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            seconds[item.nodeid] = time.process_time() - before
            if self._failed:
                file.write_text(item.nodeid)
                return 1
        cover.stop()
        for path in self._files:
            for line, tests in cover.get_data().contexts_by_lineno(path).items():
                lines[path][line] = [test for test in tests if test]
        file.write_text(json.dumps({"seconds": seconds, "lines": lines, "modules": sorted(sys.modules)}))
        return 0

    def _forget(self) -> None:
        """Empty what functions of these rooms remember, so that a test comes by all that it asks for."""
        for module in [one for name, one in sys.modules.items() if name.startswith(self._rooms)]:
            for one in vars(module).values():
                if isinstance(one, _REMEMBERING) and one.__module__.startswith(self._rooms):
                    one.cache_clear()

    def _run(self, tests: Sequence[pytest.Item], mutant: Mutant, seconds: float, noticed: IO[bytes]) -> int:
        """Run tests on the mutant until one fails, in the time that they may take; write down which one did."""
        resource.setrlimit(resource.RLIMIT_CPU, (limit := int(5 + 4 * seconds), limit))
        signal.setitimer(signal.ITIMER_REAL, 60 + 10 * seconds)  # who waits for ever uses no processor
        try:
            place(mutant)
        except LookupError:
            return _UNPLACED
        self._forget()
        for item, following in _each_with_next(tests):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
                noticed.write(item.nodeid.encode())
                noticed.flush()
                return 1
        return 0


def _in_child(run: Callable[[], int]) -> int:
    """Run it in a process of its own, with all that it starts; return its answer, something else than 0 where it came to none."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        answer = 1
        try:
            os.setpgid(0, 0)
            silence = os.open(os.devnull, os.O_RDWR)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            answer = run()
        finally:
            os._exit(answer)
    try:
        _, status = os.waitpid(child, 0)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status)


def _each_with_next(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    """Give each test with the one after it, for which fixtures may be kept."""
    return zip(items, [*items[1:], None], strict=True)
