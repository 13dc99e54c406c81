"""Plugins as they really come: modules on the path, with the metadata that pip leaves beside them."""

from __future__ import annotations

import importlib.metadata
import sys
import textwrap
from pathlib import Path

import attrs
import pytest

HEAD = """
from __future__ import annotations
import threading
from collections.abc import Iterable, Mapping
from datetime import timedelta
import attrs
from complaintkit.plugin import *
"""
CHANNEL = """
@attrs.frozen
class Inbox:
    name: str = "inbox"

    def authenticate(self, envelope):
        {authenticate}

    def parse(self, message):
        {parse}


@attrs.frozen(kw_only=True, eq=False)
class Bad(Plugin):
    name: str
    secret: str = attrs.field(default="hunter2-of-the-inbox", repr=False)

    @hookimpl
    def complaintkit_channels(self):
        yield Inbox()
"""
"""A plugin whose channel does what a test says."""


@attrs.frozen
class Site:
    """A folder on the path into which packages are installed."""

    folder: Path

    def install(self, distribution, source, *, version="1.0", requires=(), **entries):
        """Install one module, called like its distribution, with entry points `name="Class"`."""
        module = distribution.replace("-", "_")
        (self.folder / f"{module}.py").write_text(HEAD + textwrap.dedent(source), encoding="utf-8")
        points = "".join(f"{name.replace('_', '-')} = {module}:{value}\n" for name, value in entries.items())
        self.metadata(distribution, version, f"[complaintkit]\n{points}" if points else None, requires)

    def metadata(self, distribution, version, entry_points, requires=()):
        """Write what pip leaves: name, version, requirements and entry points."""
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        needed = "".join(f"Requires-Dist: {one}\n" for one in requires)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n{needed}")
        if entry_points is not None:
            (info / "entry_points.txt").write_text(entry_points)


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Nothing is installed but what a test installs; its modules are forgotten afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    found = importlib.metadata.distributions
    monkeypatch.setattr("complaintkit.hooks._entry.distributions", lambda: found(path=[str(folder)]))
    known = set(sys.modules)
    yield Site(folder)
    for name in set(sys.modules) - known:
        if getattr(sys.modules[name], "__file__", None) and str(folder) in str(sys.modules[name].__file__):
            del sys.modules[name]


@pytest.fixture
def good(site):
    """A plugin that does everything right: the one that the bad ones must not disturb."""
    site.install(
        "good-sms",
        """
        @attrs.frozen(kw_only=True)
        class Notes:
            name: str
            medium: str = "sms"
            address_kind: str = "phone"
            reconcile_after: timedelta = timedelta(0)

            def check(self, messages):
                return ()

            def session(self):
                return blocking_session(lambda notification: Accepted("1"))


        @attrs.frozen(kw_only=True, eq=False)
        class GoodSms(Plugin):
            name: str
            sign: str = attrs.field(default="店", metadata={"help": "what messages begin with"})
            key: str = attrs.field(default="k3y-of-the-house", repr=False)

            @hookimpl
            def complaintkit_notifiers(self) -> Iterable[Notifier]:
                yield Notes(name=self.name)
        """,
        good_sms="GoodSms",
    )
    return {"sms": {"use": "good-sms"}}
