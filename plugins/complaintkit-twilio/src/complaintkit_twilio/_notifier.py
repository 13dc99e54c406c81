"""One medium, served by Twilio's own client: the sync one with a timeout, on threads, for the async one ignores it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.plugin import (
    Attempt,
    InDoubt,
    MessageSpec,
    Notification,
    NotSent,
    Outcome,
    Rejected,
    RejectReason,
    Sender,
    blocking_session,
)
from complaintkit_twilio._answer import of_message, of_refusal
from complaintkit_twilio._catalogue import phrase
from complaintkit_twilio._number import dialled, is_country

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio.http import HttpClient
    from twilio.rest import Client
    from twilio.rest.api.v2010.account.message import MessageInstance

    from complaintkit_twilio._plugin import TwilioSms


_LONGEST: Final = 1600  # characters; Twilio refuses more
_RECENT: Final = 50  # messages to one number that are looked through
_CLOCKS: Final = timedelta(minutes=2)  # theirs and ours may differ


@attrs.frozen
class TwilioNotifier:
    """Sends SMS. `http_client` is twilio's own seam: whatever else than its usual one is to speak HTTP."""

    plugin: TwilioSms
    http_client: HttpClient | None = None
    medium: str = "sms"
    address_kind: str = "phone"
    reconcile_after: timedelta = timedelta(minutes=5)

    @property
    def name(self) -> str:
        """The instance."""
        return self.plugin.name

    @property
    def sessions(self) -> int:
        """So many messages at the same time."""
        return self.plugin.sessions

    def check(self, messages: Sequence[MessageSpec]) -> Iterable[str]:
        """Name what is too long for an SMS, and a country that is none."""
        country = self.plugin.country
        if country is not None and not is_country(country):
            yield f"country {country!r} is none: no number without a + can be dialled; write two letters, such as CN or GB"
        for message in messages:
            if message.longest > _LONGEST:
                yield f"{message.name} ({message.language}) can have {message.longest} characters; Twilio takes {_LONGEST:,}"

    def session(self) -> AbstractAsyncContextManager[Sender]:
        """Open a client for the batch: a connection kept longer may be dead, and a dead one leaves doubts."""
        batch = _Batch(self.plugin, self.http_client)
        return blocking_session(batch.send, batch.look_up, workers=1)


@attrs.frozen(slots=False)
class _Batch:
    plugin: TwilioSms
    http_client: HttpClient | None

    @cached_property
    def client(self) -> Client:
        from twilio.rest import Client

        plugin = self.plugin
        http_client = self.http_client or _http_client(plugin)
        login = (plugin.api_key, plugin.api_secret) if plugin.api_key else (plugin.account_sid, plugin.auth_token)
        client = Client(*login, account_sid=plugin.account_sid, http_client=http_client)
        client.api.base_url = plugin.endpoint.rstrip("/")
        return client

    def send(self, notification: Notification) -> Outcome:
        plugin = self.plugin
        wanted = {
            "from_": plugin.sender,
            "messaging_service_sid": plugin.messaging_service,
            "status_callback": plugin.webhook_url,
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        to = dialled(notification.to.address, plugin.country)
        if to is None:
            return Rejected(RejectReason.ADDRESS, _NO_NUMBER)
        return self._asked(lambda: _of(self.client.messages.create(to=to, body=notification.text, **given)))

    def look_up(self, attempt: Attempt) -> Outcome:
        """Look a message up by its id, where we have it; else by its number: no message since then was none of ours."""
        if attempt.reference is not None:
            reference = attempt.reference
            return self._certain(self._asked(lambda: _of(self.client.messages(reference).fetch())))
        to = dialled(attempt.to.address, self.plugin.country) if attempt.to else None
        if to is None:
            return InDoubt(phrase("neither an id nor an address to look for"))
        return self._certain(self._asked(lambda: self._since(to, attempt.started_at - _CLOCKS)))

    def _certain(self, outcome: Outcome) -> Outcome:
        """Keep a doubt where the question did not get through, or was refused: that says nothing about the message."""
        if isinstance(outcome, NotSent) and outcome.detail != _NO_RECORD:
            return InDoubt(f"could not be asked: {outcome.detail}")
        return outcome

    def _since(self, to: str, since: datetime) -> Outcome:
        found = self.client.messages.list(to=to, limit=_RECENT)
        recent = [one for one in found if one.date_created is None or one.date_created >= since]
        if recent or len(found) == _RECENT:
            return InDoubt(f"{len(recent)} messages to this number since then, any of which may be it")
        return NotSent(detail=_NO_RECORD)

    def _asked(self, call: Callable[[], Outcome]) -> Outcome:
        """Return the answer. Only what certainly never left is `NotSent`."""
        import requests
        from twilio.base.exceptions import TwilioException, TwilioRestException

        try:
            return call()
        except TwilioRestException as error:
            return of_refusal(int(error.status), error.code)
        except requests.exceptions.ConnectTimeout:
            return NotSent(detail=phrase("no connection in time"))
        except requests.exceptions.RequestException as error:
            if _never_connected(error):
                return NotSent(detail=phrase("no connection"))
            return InDoubt(type(error).__name__)
        except (
            TwilioException,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
        ) as error:  # an answer that twilio's own client can't read
            return InDoubt(f"an answer that can't be read ({type(error).__name__})")


def _http_client(plugin: TwilioSms) -> HttpClient:
    """Return twilio's usual one, with the environment's proxies and certificates: it would look for them at each message."""
    from twilio.http.http_client import TwilioHttpClient

    made = TwilioHttpClient(timeout=plugin.timeout.total_seconds())
    found = made.session.merge_environment_settings(plugin.endpoint, {}, None, None, None)
    made.session.proxies, made.session.verify, made.session.trust_env = found["proxies"], found["verify"], False
    return made


_NO_RECORD: Final = phrase("Twilio has no record of it")
_NO_NUMBER: Final = "no number with its country's code; numbers as people dial them need the setting `country`"


def _of(message: MessageInstance) -> Outcome:
    return of_message(message.sid, message.status, message.error_code)


def _never_connected(error: Exception) -> bool:
    """Tell if urllib3 says that there was no connection yet; it wraps that twice."""
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)
