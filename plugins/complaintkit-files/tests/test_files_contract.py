"""The plugin holds what holds for every plugin; its messages have no vendor, so they have tests of their own."""

from complaintkit_files import Files

from complaintkit.testing import PluginContract


class TestFiles(PluginContract):
    """Settings, instances, nothing secret shown."""

    plugin = Files
    settings = {"name": "out", "folder": "messages"}  # noqa: RUF012  as authors of plugins write it
