"""NotifierContract: what holds for whoever sends messages through a provider.

A class of tests; script the provider's answers:

    class TestNotifier(NotifierContract):
        plugin = AliyunSms
        settings = {"name": "sms", "access_key_id": "k", "access_key_secret": "a-secret", ...}
        endpoint = "endpoint"                                        # the setting that says where the vendor is
        accepted = Exchange(json={"Code": "OK", "BizId": "900^0"})
        rejected = {"number": Exchange(json={"Code": "isv.MOBILE_NUMBER_ILLEGAL"})}
        not_sent = {"too fast": Exchange(json={"Code": "isv.BUSINESS_LIMIT_CONTROL"})}
        in_doubt = {"server error": Exchange(503)}
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Final

from complaintkit.ports.notifier import sessions_of
from complaintkit.ports.outcome import Accepted, Attempt, InDoubt
from complaintkit.testing._outcome_rules import OutcomeRules
from complaintkit.testing.sample import message_spec, notification

if TYPE_CHECKING:
    from complaintkit.hooks.plugin import Plugin
    from complaintkit.ports.notifier import Notification, Notifier, Sender
    from complaintkit.ports.outcome import Outcome

__all__ = ["NotifierContract"]

_DOZEN: Final = 12
_LONGEST: Final = 20  # seconds; they are on one machine


class NotifierContract(OutcomeRules):
    """Sends against a real HTTP server on this machine, which answers as scripted and cuts the exchange at every byte.

    Beside the class attributes of its example: `before` scripts what must be asked first, by path; `quick` are settings
    that make the plugin lose patience soon; `message` gives the notification to send, where a plain one will not do;
    `can_tell = True` says that `reconcile` knows the answer without asking anybody. For a vendor that speaks no HTTP
    override `start_vendor`, `at` and `nowhere`.
    """

    _same: Notification | None = None

    def message(self) -> Notification:
        """Make a notification that the plugin can send: addressed as its notifier wants it."""
        from complaintkit.model.customer import Contact

        addresses = {"phone": "+8613800138000", "email": "wang@customer.example"}
        kind = self._notifier_of(self.make_plugin()).address_kind
        return notification(to=Contact(kind, addresses.get(kind, "oABC0123456789")))

    @property
    def notifier(self) -> Notifier:
        """The plugin's notifier, set up for `vendor`."""
        if self._plugin is None:
            self._plugin = self.make_plugin(**self.at(self.vendor))
        return self._notifier_of(self._plugin)

    def send(self, notification: Notification | None = None) -> Outcome:
        """Send one message to `vendor`; what the notifier raises is in doubt, as in the desk."""

        async def one(sender: Sender) -> Outcome:
            return await sender.send(notification or self.message())

        return self._alone(self._plugin or self.make_plugin(**self.at(self.vendor)), one)

    # ---- rules ----

    def test_each_message_goes_to_its_own_address(self) -> None:
        """The vendor is told another one where it is another: the words of one customer are nobody else's."""
        import attrs

        message = self.message()
        address = message.to.address
        other = f"x{address}" if "@" in address else f"{address[:-1]}{'1' if address[-1] != '1' else '2'}"
        messages = (message, attrs.evolve(message, to=attrs.evolve(message.to, address=other)))
        one, another = (self._told(lambda sender, said=said: sender.send(said)) for said in messages)  # type: ignore[misc]
        assert not one or one != another, f"{address} and {other} are sent the same: {one[-1]}"

    def test_one_session_after_another(self) -> None:
        """A session belongs to one batch and one loop: the next batch opens its own."""
        plugin = self.make_plugin(**self.at(self.vendor))
        outcomes = [self._outcome_of(plugin) for _ in range(2)]
        assert not any(isinstance(one, InDoubt) for one in outcomes), outcomes

    def test_sessions_beside_each_other(self) -> None:
        """As many sessions as the notifier says it takes, up to a dozen, are open on one loop; each sends its own message."""
        from asyncio import gather, run, timeout
        from contextlib import AsyncExitStack

        import attrs

        plugin, message = self.make_plugin(**self.at(self.vendor)), self.message()
        number = min(sessions_of(self._notifier_of(plugin)), _DOZEN)
        messages = [attrs.evolve(message, id=f"{message.id}-{one}") for one in range(number)]

        async def send_all() -> list[Outcome]:
            async with timeout(_LONGEST), AsyncExitStack() as stack:
                senders = [await stack.enter_async_context(self._session(plugin)) for _ in messages]
                sent = (sender.send(one) for sender, one in zip(senders, messages, strict=True))
                return await gather(*sent)

        outcomes = run(send_all())
        assert all(isinstance(one, Accepted) for one in outcomes), f"{number} sessions at the same time say {outcomes}"

    def test_messages_are_checked_at_start(self) -> None:
        """`check` gives sentences, for messages it never heard of as for none, and asks nobody."""
        notifier = self.notifier
        specs = [message_spec("received", fields={"number"}), message_spec("plan-offered", fields={"answer_link"})]
        for some in ([], specs):
            problems = list(notifier.check(some))
            assert all(isinstance(one, str) and one.strip() for one in problems), problems
        assert not self.vendor.requests, "check() asked the vendor; it is called while the desk opens"

    # ---- how it is tried ----

    def _session(self, plugin: Plugin) -> AbstractAsyncContextManager[Sender]:
        return self._notifier_of(plugin).session()

    async def _perform(self, sender: Sender) -> Outcome:
        self._same = self._same or self.message()  # the same again and again, as the desk would
        return await sender.send(self._same)

    def _attempt(self) -> Attempt:
        import attrs

        return attrs.evolve(super()._attempt(), to=self.message().to)

    def _notifier_of(self, plugin: Plugin) -> Notifier:
        notifier = next(iter(plugin.complaintkit_notifiers()), None)
        assert notifier is not None, f"{type(plugin).__name__} brings no notifier"
        return notifier
