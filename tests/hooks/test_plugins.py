"""The plugins of a desk: activated by name, required by role, found by URL, shown without being believed."""

from __future__ import annotations

import importlib.metadata
import os
import sys
import threading
import time
from datetime import timedelta

import attrs
import pytest

from complaintkit.hooks._entry import discover
from complaintkit.hooks.configuration import read_config
from complaintkit.hooks.plugins import Plugins
from complaintkit.model.errors import ConfigurationError, PluginError
from complaintkit.model.phrase import in_language
from complaintkit.plugin import Notifier, Plugin, hookimpl

STORAGE = """
@attrs.frozen
class Provider:
    name: str
    schemes: frozenset = frozenset({{{schemes!r}}})

    def open(self, url, *, create=True): ...


@attrs.frozen(kw_only=True, eq=False)
class {kind}(Plugin):
    name: str
    pool: int{default}

    @hookimpl
    def complaintkit_storages(self):
        yield Provider(self.name)
"""


def storage(schemes="sqlite", kind="KeptStorage", default=" = 5"):
    """Source of a storage plugin."""
    return STORAGE.format(schemes=schemes, kind=kind, default=default)


def of(plugins, name):
    """How one stands."""
    return next(one for one in plugins.inspect() if name in {one.name, one.instance})


# ---- activation -----------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("good")
def test_installed_alone_is_available_and_not_imported():
    """What nobody names is not even imported when a desk is assembled."""
    Plugins.assemble()

    assert "good_sms" not in sys.modules
    assert of(Plugins.assemble(), "good-sms").status == "available"


def test_a_table_activates_and_names_the_instance(good):
    """`[plugins.sms] use = "good-sms"`; two brands are two tables of one plugin."""
    plugins = Plugins.assemble(configured={**good, "sms-b": {"use": "good-sms", "sign": "乙"}})

    assert list(plugins.notifiers) == ["sms", "sms-b"]
    assert {one.instance: one.status for one in plugins.inspect()} == {"sms": "active", "sms-b": "active"}


@pytest.mark.usefixtures("good")
def test_without_use_the_table_is_called_like_the_plugin():
    """`[plugins.good-sms]` needs no `use`."""
    assert list(Plugins.assemble(configured={"good-sms": {}}).notifiers) == ["good-sms"]


def test_who_brought_an_object_is_known(good):
    """Proposals are recorded with plugin, distribution and version."""
    found = Plugins.assemble(configured=good).provided("notifier", "sms")

    assert (found.plugin, found.origin.distribution, found.origin.version) == ("sms", "good-sms", "1.0")


def test_the_hosts_own_objects_come_first_in_their_order(good):
    """Order is what the host and the file say, never what was installed when."""

    @attrs.frozen(kw_only=True, eq=False)
    class Calendars(Plugin):
        name: str

        @hookimpl
        def complaintkit_calendars(self):
            """One for each instance."""
            return {f"{self.name}-days": {"week": {"mon-fri": "09:00-17:00"}}}

    plugins = Plugins.assemble([Calendars(name="b"), Calendars(name="a")], good)

    assert list(plugins.calendars) == ["b-days", "a-days"]
    assert [one.instance for one in plugins.inspect()] == ["b", "a", "sms"]
    assert plugins.provided("calendar", "a-days").origin.entry is None


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize(
    ("table", "stage", "reason"),
    [
        ({"use": "good-smss"}, "discover", "no plugin 'good-smss' is installed. Did you mean 'good-sms'?"),
        ({"use": "good-sms", "sing": "x"}, "configure", "plugins.sms.sing: is not known. Did you mean 'sign'?"),
        ({"use": "good-sms", "key": {"env": "NO_KEY"}}, "configure", "environment variable NO_KEY is not set"),
        ({"use": "good-sms", "name": "x"}, "configure", "plugins.sms.name: is the table's own name"),
    ],
)
def test_a_table_that_can_not_be_used_is_noted(table, stage, reason):
    """The desk starts without it, says so, and shows it."""
    plugins = Plugins.assemble(configured={"sms": table})

    found = of(plugins, "sms")
    assert (found.status, found.stage, found.instance) == ("failed", stage, "sms")
    assert reason in found.reason
    assert ("not installed" in str(plugins.failures[0])) == (stage == "discover")
    assert "given by the host" not in str(plugins.failures[0])


@pytest.mark.usefixtures("good")
def test_what_is_wrong_in_the_configuration_is_told_by_line(tmp_path):
    """Each setting of a plugin that does not fit, and a role that nothing fills, where it stands in the file."""
    file = tmp_path / "complaintkit.toml"
    file.write_text(
        '[desk]\nrequired = ["notifier:mail"]\n[plugins.sms]\nuse = "good-sms"\nsing = "x"\nsign = [ "店", 5 ]\n',
        "utf-8",
    )
    config = read_config(file)

    plugins = Plugins.assemble((), config.plugins, source=config.source)

    assert of(plugins, "sms").reason == (
        f"line 5, column 1 of {file}: plugins.sms.sing: is not known. Did you mean 'sign'?\n"
        f"line 6, column 1 of {file}: plugins.sms.sign: [...] is not text. Put it in quotes."
    )
    assert in_language(of(plugins, "sms").reason, "zh").startswith(
        f"{file}: plugins.sms.sing（第 5 行第 1 列）：没有这一项。"
    )
    with pytest.raises(ConfigurationError, match=r"line 2, column 1 of .*: desk\.required: notifier:mail is missing"):
        Plugins.assemble((), config.plugins, required=config.required, source=config.source)


# ---- required roles -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["notifier:sms", "notifier:good-sms"])
def test_a_required_role_that_is_filled_lets_the_desk_start(good, role):
    """By the instance, the plugin, or what a notifier calls its medium."""
    assert Plugins.assemble(configured=good, required=[role]).notifiers


@pytest.mark.usefixtures("good")
def test_a_required_role_may_be_a_medium():
    """`notifier:sms` is met by whoever sends text messages."""
    assert Plugins.assemble(configured={"mobile": {"use": "good-sms"}}, required=["notifier:sms"]).notifiers


@pytest.mark.parametrize(
    ("required", "reason"),
    [
        ("notifier:mail", "notifier:mail is missing"),
        ("storage:sqlmodel", "storage:sqlmodel is missing"),
        ("notifer:sms", "Did you mean 'notifier'?"),
        ("sms", "no role with a name"),
    ],
)
def test_a_required_role_that_is_missing_stops_the_start(good, required, reason):
    """Better than a shop that can't tell its customers anything."""
    with pytest.raises(ConfigurationError, match=r"desk\.required") as refused:
        Plugins.assemble(configured=good, required=[required])

    assert reason in str(refused.value)


def test_a_required_role_whose_plugin_failed_says_why(site):
    """Name, version, stage and reason of the failure."""
    site.install("bad-sms", "raise OSError('no modem')", bad_sms="Bad", version="2.1")

    with pytest.raises(ConfigurationError, match=r"sms \(bad-sms 2\.1\) failed at import: OSError: no modem"):
        Plugins.assemble(configured={"sms": {"use": "bad-sms"}}, required=["notifier:sms"])


def test_a_required_storage_need_not_be_activated(site):
    """It is chosen by the database's URL, so being installed and working is enough."""
    site.install("kept", storage(), kept="KeptStorage")

    assert Plugins.assemble(required=["storage:kept"]).storage_for("sqlite:///x.db").name == "kept"


# ---- storages -------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("good")
def test_a_storage_is_chosen_among_the_installed_by_scheme(site):
    """By the part before the colon; a driver after a plus sign is the storage's affair."""
    site.install("kept", storage(), kept="KeptStorage")
    site.install("other", storage("mongodb", "OtherStorage"), other="OtherStorage")
    plugins = Plugins.assemble()

    assert plugins.storage_for("sqlite:///desk.db").name == "kept"
    assert plugins.storage_for("sqlite+pysqlite:///desk.db").name == "kept"
    assert "good_sms" not in sys.modules
    assert of(plugins, "other").status == "available"


def test_a_storage_that_was_activated_comes_first(site):
    """With the settings of its table, and under its instance's name; its class may be called anything."""
    site.install("kept", storage(), kept="KeptStorage")
    site.install("mine", storage(kind="Cellar"), mine="Cellar")

    assert Plugins.assemble(configured={"cellar": {"use": "mine"}}).storage_for("sqlite:///x").name == "cellar"


@pytest.mark.usefixtures("site")
def test_no_storage_says_which_package_to_install():
    """The next step, not a traceback."""
    with pytest.raises(ConfigurationError, match="Install complaintkit-sqlmodel"):
        Plugins.assemble().storage_for("sqlite:///desk.db")
    with pytest.raises(ConfigurationError, match="Install complaintkit-sqlmodel"):
        Plugins.assemble().storage_for("postgresql://pos@db/complaints")
    with pytest.raises(ConfigurationError, match="Install a storage plugin for mysql"):
        Plugins.assemble().storage_for("mysql://pos@db/complaints")
    with pytest.raises(ConfigurationError, match="is not a URL"):
        Plugins.assemble().storage_for("desk.db")


def test_a_storage_that_failed_is_named(site):
    """Broken, or in want of settings: said, and the next one is tried."""
    site.install("torn", "raise ImportError('libpq')", torn="TornStorage")
    site.install("wants", storage(default="", kind="WantsStorage"), wants="WantsStorage")

    with pytest.raises(ConfigurationError, match=r"torn 1\.0 failed at import: ImportError: libpq") as refused:
        Plugins.assemble().storage_for("sqlite:///x.db")
    assert "plugins.wants.pool: is missing" in str(refused.value)

    site.install("kept", storage(), kept="KeptStorage")
    assert Plugins.assemble().storage_for("sqlite:///x.db").name == "kept"


# ---- inspection -----------------------------------------------------------------------------------------------------
def test_inspection_tells_hooks_objects_and_settings(site, good):
    """What `complaintkit plugins --json` prints, of what is in use and of what is only installed."""
    plugins = Plugins.assemble(configured=good)
    site.install("kept", storage(), kept="KeptStorage", version="4.2")

    active, available = Plugins.assemble(configured=good).inspect()

    assert (active.name, active.instance, active.status) == ("good-sms", "sms", "active")
    assert active.hooks == ("complaintkit_notifiers",)
    assert active.objects == ("notifier:sms",)
    assert [one.name for one in active.settings] == ["sign", "key"]
    assert (available.name, available.distribution, available.version) == ("kept", "kept", "4.2")
    assert (available.status, available.hooks, available.objects) == ("available", ("complaintkit_storages",), ())
    assert [one.name for one in plugins.inspect()] == ["good-sms"]


@pytest.mark.usefixtures("good")
def test_whether_an_installed_plugin_loads_can_be_asked(site):
    """`complaintkit plugins check`."""
    site.install("bad", "raise OSError", bad="Bad")
    plugins = Plugins.assemble()

    assert plugins.check_loadable("good-sms").__name__ == "GoodSms"
    with pytest.raises(PluginError, match="plugin bad failed at import: OSError"):
        plugins.check_loadable("bad")
    with pytest.raises(PluginError, match=r"no plugin 'godo-sms' is installed\. Did you mean 'good-sms'\?"):
        plugins.check_loadable("godo-sms")


# ---- calls that can not hurt --------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True, eq=False)
class Own(Plugin):
    """The host's."""

    name: str = "own"

    @hookimpl
    def complaintkit_notifiers(self) -> list[Notifier]:
        """None."""
        return []


def test_a_plugin_may_be_called_from_within_its_own_call():
    """An observer that asks the desk, which asks the same plugin again, does not wait for itself."""
    with Plugins.assemble([Own()]) as plugins:
        assert plugins.call("own", lambda: plugins.call("own", lambda: 7)) == 7


def test_waiting_for_ones_turn_is_no_hang():
    """The deadline starts when a call begins: a busy plugin is not a hung one."""

    def nap():
        time.sleep(0.1)
        return 7

    with Plugins.assemble([Own()], deadline=timedelta(seconds=0.3)) as plugins:
        done = []
        threads = [threading.Thread(target=lambda: done.append(plugins.call("own", nap))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert done == [7] * 6


def test_threads_end_with_their_desk():
    """A host that opens and closes desks gathers no threads."""
    before = threading.active_count()
    for _ in range(5):
        with Plugins.assemble([Own()]) as plugins:
            plugins.call("own", int)
    until = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)

    assert threading.active_count() <= before


def test_a_desk_may_be_opened_while_its_host_is_imported(site):
    """A plugin that imports the host's module does not wait for the desk that waits for the plugin."""
    (site.folder / "the_shop.py").write_text(
        "from complaintkit.hooks.plugins import Plugins\nplugins = Plugins.assemble(configured={'house': {}})\n"
    )
    site.install(
        "house",
        """
        import the_shop

        @attrs.frozen(kw_only=True, eq=False)
        class House(Plugin):
            name: str

            @hookimpl
            def complaintkit_calendars(self):
                import the_shop
                return {"house": {"week": {"mon": "09:00-17:00"}}}
        """,
        house="House",
    )

    assert list(importlib.import_module("the_shop").plugins.calendars) == ["house"]


def test_what_is_installed_is_read_again_only_where_it_changed(site, monkeypatch):
    """Each desk that opens asks what is installed: a package is read once, and anew once something was put into its folder."""
    site.metadata("first", "1.0", "[complaintkit]\none = first:One\n")
    site.metadata("second", "1.0", None)
    read = []
    path_distribution = type(importlib.metadata.distribution("pytest"))
    text_of = path_distribution.read_text

    def reading(distribution, filename):
        read.append(filename)
        return text_of(distribution, filename)

    monkeypatch.setattr(path_distribution, "read_text", reading)
    (entry,), _ = discover()
    assert entry.name == "one"
    assert "entry_points.txt" in read
    read.clear()
    assert discover() == ((entry,), ())
    assert read == []

    info = site.folder / "second-1.0.dist-info"
    (info / "entry_points.txt").write_text("[complaintkit]\ntwo = second:Two\n")
    os.utime(info, ns=(0, info.stat().st_mtime_ns + 1))
    assert {one.name for one in discover()[0]} == {"one", "two"}
