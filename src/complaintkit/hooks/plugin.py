"""Plugin: the base class of every plugin, and with it the specification of every hook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from complaintkit.hooks.marker import hookspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    import click

    from complaintkit.model.period import Event
    from complaintkit.ports.assigner import Assigner, Classifier
    from complaintkit.ports.channel import Channel
    from complaintkit.ports.compensation import CompensationPolicy
    from complaintkit.ports.notifier import Notifier
    from complaintkit.ports.price import PriceBook
    from complaintkit.ports.remedy import RemedyExecutor, RemedyGuard
    from complaintkit.ports.report import ReportSection
    from complaintkit.ports.storage import StorageProvider

__all__ = ["Plugin"]


class Plugin:
    """Base class of a plugin: an attrs class whose fields are its settings, `name` (the instance) always among them.

    Each `complaintkit_...` method is a hook: implement those you bring something for, marked with `@hookimpl`. All are
    called once, when a desk is assembled, each on the plugin's own thread with a deadline; all are sync. What a hook
    gives are objects, which the desk calls later. A setting with `repr=False` is a secret: it is shown nowhere.

        @attrs.frozen(kw_only=True, eq=False)
        class AliyunSms(Plugin):
            name: str
            access_key_secret: str = attrs.field(repr=False)
            endpoint: str = "https://dysmsapi.aliyuncs.com"

            @override
            @hookimpl
            def complaintkit_notifiers(self) -> Iterable[Notifier]:
                from complaintkit_aliyun_sms._notifier import AliyunNotifier  # heavy imports belong here

                yield AliyunNotifier(plugin=self)

    The entry point of group `complaintkit` names the class: `aliyun-sms = "complaintkit_aliyun_sms:AliyunSms"`.
    """

    __slots__ = ()

    name: str

    @classmethod
    def configured(cls, settings: Mapping[str, object], *, folder: PathLike[str] | None = None) -> Self:
        """Make an instance of `settings`, which `[plugins.<name>]` holds; relative paths start at `folder`.

        Raises:
            ConfigurationError: keys that are unknown, missing or of the wrong type, each by name; secrets stay hidden.
        """
        from complaintkit.hooks.setting import configure

        return configure(cls, settings, folder=folder)

    @hookspec
    def complaintkit_channels(self) -> Iterable[Channel]:
        """Bring channels, which read what a provider pushes, or fetch it.

        Called once, at assembly. One that must go and ask is a `PolledChannel`, one with pictures a `MediaSource`.

            @override
            @hookimpl
            def complaintkit_channels(self) -> Iterable[Channel]:
                yield OfficialAccountChannel(name=self.name, token=self.token)
        """
        return ()

    @hookspec
    def complaintkit_notifiers(self) -> Iterable[Notifier]:
        """Bring notifiers, which tell customers and staff.

        Called once, at assembly. Playbooks name a notifier's `medium`, several may share one.

            @override
            @hookimpl
            def complaintkit_notifiers(self) -> Iterable[Notifier]:
                yield AliyunNotifier(plugin=self)
        """
        return ()

    @hookspec
    def complaintkit_storages(self) -> Iterable[StorageProvider]:
        """Bring what opens databases, by the scheme of their URL.

        Called once, at assembly, or when a database is opened that no plugin in use opens: an installed plugin whose
        class is called `...Storage` is found without being activated, if its settings have defaults.

            @override
            @hookimpl
            def complaintkit_storages(self) -> Iterable[StorageProvider]:
                yield SqlModelProvider(name=self.name)  # schemes: {"sqlite", "postgresql"}
        """
        return ()

    @hookspec
    def complaintkit_assigners(self) -> Iterable[Assigner]:
        """Bring assigners, which name candidates for a case a program takes in; the core takes the first who is present and may.

        Called once, at assembly.

            @override
            @hookimpl
            def complaintkit_assigners(self) -> Iterable[Assigner]:
                yield LeastLoaded(name=self.name)
        """
        return ()

    @hookspec
    def complaintkit_classifiers(self) -> Iterable[Classifier]:
        """Bring classifiers, which read a complaint's text and suggest what it is about. The only plugins that get the text.

        Called once, at assembly.

            @override
            @hookimpl
            def complaintkit_classifiers(self) -> Iterable[Classifier]:
                yield Keywords(name=self.name, words=self.words)
        """
        return ()

    @hookspec
    def complaintkit_compensation_policies(self) -> Iterable[CompensationPolicy]:
        """Bring policies, which propose remedies; the core checks limits and finds who may approve.

        Called once, at assembly.

            @override
            @hookimpl
            def complaintkit_compensation_policies(self) -> Iterable[CompensationPolicy]:
                yield ProgressiveRefund()
        """
        return ()

    @hookspec
    def complaintkit_remedy_guards(self) -> Iterable[RemedyGuard]:
        """Bring guards, which may refuse a remedy, and nothing else; one that raises refuses.

        Called once, at assembly.

            @override
            @hookimpl
            def complaintkit_remedy_guards(self) -> Iterable[RemedyGuard]:
                yield NoCouponForHarm()
        """
        return ()

    @hookspec
    def complaintkit_remedy_executors(self) -> Iterable[RemedyExecutor]:
        """Bring executors, which carry remedies out: refunds through a till, points of a loyalty programme.

        Called once, at assembly.

            @override
            @hookimpl
            def complaintkit_remedy_executors(self) -> Iterable[RemedyExecutor]:
                yield TillRefund(name=self.name, endpoint=self.endpoint)
        """
        return ()

    @hookspec
    def complaintkit_price_books(self) -> Iterable[PriceBook]:
        """Bring price lists, which say what goods cost; a replacement counts by them in limits and budgets.

        Called once, at assembly.

            @override
            @hookimpl
            def complaintkit_price_books(self) -> Iterable[PriceBook]:
                yield PosPrices(name=self.name, file=self.file)
        """
        return ()

    @hookspec
    def complaintkit_calendars(self) -> Mapping[str, Mapping[str, object]]:
        """Bring calendars by name, as the tables `[calendar.<name>]` of a playbook. Data, not code.

        Called once, at assembly. Playbooks and units name them like their own; they are frozen with the playbook, so that a
        calendar that changes holds for cases to come.

            @override
            @hookimpl
            def complaintkit_calendars(self) -> Mapping[str, Mapping[str, object]]:
                return {"our-shops": {"week": {"mon-sun": "10:00-22:00"}, "time-zone": "Asia/Shanghai"}}
        """
        return {}

    @hookspec
    def complaintkit_playbooks(self) -> Mapping[str, PathLike[str]]:
        """Bring playbooks by name, as paths of TOML files inside the package.

        Called once, at assembly.

            @override
            @hookimpl
            def complaintkit_playbooks(self) -> Mapping[str, PathLike[str]]:
                return {"hotel": Path(__file__).with_name("hotel.toml")}
        """
        return {}

    @hookspec
    def complaintkit_report_sections(self) -> Iterable[ReportSection]:
        """Bring sections, which add rows to reports.

        Called once, at assembly.

            @override
            @hookimpl
            def complaintkit_report_sections(self) -> Iterable[ReportSection]:
                yield CouponsByShift(name=self.name)
        """
        return ()

    @hookspec
    def complaintkit_cli_commands(self) -> Iterable[click.Command]:
        """Bring commands that appear under `complaintkit`, made with click.

        Called once, when the command line asks for what plugins add; where no settings name this plugin, only if its class is
        called `...Command` and its entry point as the command that was typed.

            @override
            @hookimpl
            def complaintkit_cli_commands(self) -> Iterable[click.Command]:
                from complaintkit_coupons._command import print_codes

                yield print_codes
        """
        return ()

    @hookspec
    def complaintkit_event_recorded(self, event: Event) -> None:
        """Hear of what was recorded. Called after each commit; what must not be missed reads `desk.events()` instead.

        Best effort: the desk waits for it, up to the deadline, so hand over to a queue of your own what takes long.
        What it raises is noted and changes nothing. What it does on the desk meanwhile is not told to itself.

            @override
            @hookimpl
            def complaintkit_event_recorded(self, event: Event) -> None:
                self.metrics.count(event.name)
        """
